//! What runs containers.

use super::scaling::Scale;
use super::{Availability, Expose, Monitor, Network, Reads};
use crate::model::decode::{At, Named, Range, record};
use crate::model::value::{Record, Ref, SecretId, Value};
use crate::types::{Bytes, Duration};
use smol_str::SmolStr;

/// What the structs of this file read.
pub(super) const READS: &[Reads] = &[
    Resources::READS,
    Sized::READS,
    Workload::READS,
    Port::READS,
    Mount::READS,
    Scratch::READS,
    Probe::READS,
    Container::READS,
    Security::READS,
    Scalable::READS,
    ServiceSettings::READS,
    Strategy::READS,
    Job::READS,
];

record! {
    /// Requests and limits.
    Resources = "resources" {
        /// Processor time.
        cpu: Option<At<Range>> = "cpu",
        /// Memory.
        memory: Option<At<Range>> = "memory",
        /// Local space.
        ephemeral_storage: Option<At<Range>> = "ephemeral-storage",
    }
}

record! {
    /// What has a size; the size itself has done its work when layers were merged.
    Sized = "sized" {
        /// The size's name.
        size: Option<At<Ref>> = "size",
        /// Requests and limits.
        resources: Resources = "resources",
    }
}

record! {
    /// What runs containers.
    Workload = "workload" {
        /// The image.
        image: At<SmolStr> = "image",
        /// When it is pulled.
        pull: Option<At<SmolStr>> = "pull",
        /// Secrets for its registry.
        pull_secrets: Vec<At<SecretId>> = "pull-secrets",
        /// The command.
        command: Vec<At<SmolStr>> = "command",
        /// The arguments.
        args: Vec<At<SmolStr>> = "args",
        /// The working directory.
        workdir: Option<At<SmolStr>> = "workdir",
        /// Ports.
        ports: Named<Port> = "port",
        /// Environment variables.
        env: Named<Value> = "env",
        /// Secrets and configs as variables.
        env_from: Vec<At<Ref>> = "env-from",
        /// Files by config and name.
        config: Named<Record> = "config",
        /// Mounts by path.
        mounts: Named<Mount> = "mount",
        /// Scratch directories.
        scratch: Named<Scratch> = "scratch",
        /// Probes by their use.
        probes: Named<Probe> = "probe",
        /// Containers that run before.
        init: Named<Container> = "init",
        /// Containers that run beside.
        sidecars: Named<Container> = "sidecar",
        /// Connections beside those that references tell of.
        network: Network = "network",
        /// Metrics.
        monitor: Option<At<Monitor>> = "monitor",
        /// Security.
        security: Security = "security",
        /// Time to stop.
        grace: Option<At<Duration>> = "grace",
        /// Labels of nodes.
        node_selector: Named<SmolStr> = "node-selector",
        /// The PriorityClass.
        priority: Option<At<SmolStr>> = "priority",
    }
}

record! {
    /// A port.
    Port = "service-port" {
        /// The container's port.
        number: At<i64> = "",
        /// The protocol.
        protocol: At<SmolStr> = "protocol",
        /// The Service's port.
        expose_as: Option<At<i64>> = "expose-as",
        /// What is spoken.
        app_protocol: Option<At<SmolStr>> = "app-protocol",
    }
}

record! {
    /// A mount.
    Mount = "mount" {
        /// What is mounted.
        target: At<Ref> = "",
        /// Whether it may only be read.
        read_only: At<bool> = "read-only",
        /// One file of it.
        file: Option<At<SmolStr>> = "file",
    }
}

record! {
    /// A scratch directory.
    Scratch = "scratch" {
        /// The most it may hold.
        limit: At<Bytes> = "",
        /// Where it is mounted.
        at: At<SmolStr> = "at",
    }
}

record! {
    /// A probe.
    Probe = "probe" {
        /// The path of an HTTP request.
        path: Option<At<SmolStr>> = "",
        /// The port.
        port: Option<At<Value>> = "port",
        /// Time before the first.
        after: Option<At<Duration>> = "after",
        /// Time between two.
        every: Option<At<Duration>> = "every",
        /// Time for an answer.
        timeout: Option<At<Duration>> = "timeout",
        /// Failures that count.
        failures: Option<At<i64>> = "failures",
        /// Successes that count.
        successes: Option<At<i64>> = "successes",
        /// A command instead.
        exec: Vec<At<SmolStr>> = "exec",
        /// A connection instead.
        tcp: Option<At<Value>> = "tcp",
        /// A gRPC health request instead.
        grpc: Option<At<i64>> = "grpc",
        /// Headers.
        headers: Named<SmolStr> = "headers",
    }
}

record! {
    /// A container beside the main one.
    Container = "container" {
        /// Its image.
        image: Option<At<SmolStr>> = "image",
        /// The command.
        command: Vec<At<SmolStr>> = "command",
        /// The arguments.
        args: Vec<At<SmolStr>> = "args",
        /// The working directory.
        workdir: Option<At<SmolStr>> = "workdir",
        /// Variables over the component's.
        env: Named<Value> = "env",
        /// Secrets and configs over the component's.
        env_from: Vec<At<Ref>> = "env-from",
        /// Requests and limits.
        resources: Resources = "resources",
    }
}

record! {
    /// Security.
    Security = "security" {
        /// The user id.
        user: At<i64> = "user",
        /// The group id.
        group: Option<At<i64>> = "group",
        /// The group of volumes.
        fs_group: Option<At<i64>> = "fs-group",
        /// Whether the root file system is read-only.
        read_only_root: At<bool> = "read-only-root",
        /// Capabilities to add.
        capabilities: Vec<At<SmolStr>> = "capabilities",
        /// Whether all rights are given.
        privileged: At<bool> = "privileged",
        /// Why a weaker setting is needed.
        because: Option<At<SmolStr>> = "because",
    }
}

record! {
    /// What runs in replicas.
    Scalable = "scalable" {
        /// A fixed number.
        replicas: Option<At<i64>> = "replicas",
        /// A range.
        scale: Option<At<Scale>> = "scale",
        /// The Service.
        service: ServiceSettings = "service",
        /// Hosts.
        expose: Named<Expose> = "expose",
        /// How pods are replaced.
        strategy: Option<At<Strategy>> = "strategy",
        /// How many stay up, and where they are placed.
        available: Availability = "available",
    }
}

record! {
    /// The Service of a workload.
    ServiceSettings = "service-settings" {
        /// How it is reached.
        kind: At<SmolStr> = "type",
        /// Whether clients stick to a pod.
        session_affinity: At<bool> = "session-affinity",
        /// Annotations.
        annotations: Named<SmolStr> = "annotations",
    }
}

record! {
    /// How pods are replaced.
    Strategy = "strategy" {
        /// `rolling` or `recreate`.
        kind: Option<At<SmolStr>> = "",
        /// Pods above the number.
        max_surge: Option<At<i64>> = "max-surge",
        /// Pods below the number.
        max_unavailable: Option<At<i64>> = "max-unavailable",
    }
}

record! {
    /// What a job has of its own.
    Job = "job" {
        /// Tries.
        retries: At<i64> = "retries",
        /// The longest that it may take.
        deadline: Option<At<Duration>> = "deadline",
    }
}
