//! What runs containers.

use super::workloads::{Account, EnvImport, HostPath, Toleration, Volume};
use super::{Monitor, Network, Reads};
use crate::model::decode::{At, Named, record};
use crate::model::value::{Range, Record, Ref, SecretId, Value};
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
    ServiceSettings::READS,
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
        /// Secrets and configs as variables, with a prefix.
        env_import: Named<EnvImport> = "env-import",
        /// Files by config and name.
        config: Named<Record> = "config",
        /// Mounts by path.
        mounts: Named<Mount> = "mount",
        /// Volumes.
        volumes: Named<Volume> = "volume",
        /// Scratch directories.
        scratch: Named<Scratch> = "scratch",
        /// Directories of the node.
        host_paths: Named<HostPath> = "host-path",
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
        /// Taints that do not matter.
        tolerations: Named<Toleration> = "tolerate",
        /// The PriorityClass.
        priority: Option<At<SmolStr>> = "priority",
        /// The ServiceAccount.
        account: Account = "account",
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
        /// Whether it may be missing.
        optional: At<bool> = "optional",
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
        /// Ports of a sidecar.
        ports: Named<Port> = "port",
        /// Variables over the component's.
        env: Named<Value> = "env",
        /// Secrets and configs over the component's.
        env_from: Vec<At<Ref>> = "env-from",
        /// Mounts beside the component's.
        mounts: Named<Mount> = "mount",
        /// Probes of a sidecar by their use.
        probes: Named<Probe> = "probe",
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
        /// Whether rights may grow.
        escalation: At<bool> = "escalation",
        /// Which system calls are possible.
        seccomp: At<SmolStr> = "seccomp",
        /// Whether it has the node's network.
        host_network: At<bool> = "host-network",
        /// Whether it sees the node's processes.
        host_pid: At<bool> = "host-pid",
        /// Why a weaker setting is needed.
        because: Option<At<SmolStr>> = "because",
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
