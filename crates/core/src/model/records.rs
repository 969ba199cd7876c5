//! The records of the prelude as Rust structs: what lowering and rules read.

use super::decode::{At, Named, Range, record};
use super::value::{Record, Ref, SecretId, Value};
use crate::types::{Bytes, Duration};
use smol_str::SmolStr;

record! {
    /// What every component has.
    Common = "component" {
        /// The namespace of its objects.
        namespace: At<SmolStr> = "namespace",
        /// Whether nothing is emitted.
        existing: bool = "existing",
        /// Components that it needs without a reference.
        needs: Vec<At<Ref>> = "needs",
        /// Labels of every object.
        labels: Named<SmolStr> = "labels",
        /// Annotations of every object.
        annotations: Named<SmolStr> = "annotations",
        /// How Flux reconciles it.
        flux: NodeSettings = "flux",
    }
}

record! {
    /// How Flux reconciles a node.
    NodeSettings = "node-settings" {
        /// Time between two reconciliations.
        interval: Option<At<Duration>> = "interval",
        /// Time before a failed one is tried again.
        retry: Option<At<Duration>> = "retry",
        /// The longest that one may take.
        timeout: Option<At<Duration>> = "timeout",
        /// Whether objects that leave the sources are deleted.
        prune: Option<At<bool>> = "prune",
        /// Whether it is ready only once its objects are.
        wait: Option<At<bool>> = "wait",
        /// Whether objects are recreated.
        force: Option<At<bool>> = "force",
    }
}

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
        /// How pods are replaced.
        strategy: Option<At<Strategy>> = "strategy",
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
    /// A range of replicas and what moves them.
    Scale = "scale" {
        /// The range.
        range: Option<At<Range>> = "",
        /// Use of processor time.
        cpu: Option<At<u32>> = "cpu",
        /// Use of memory.
        memory: Option<At<u32>> = "memory",
        /// Triggers; the variant says which.
        on: Named<Record> = "on",
        /// Time between two looks.
        every: At<Duration> = "every",
        /// Time before the last replicas stop.
        cooldown: At<Duration> = "cooldown",
    }
}

record! {
    /// The trigger `nats-jetstream`.
    NatsTrigger = "nats-jetstream" {
        /// The consumer.
        consumer: At<Ref> = "consumer",
        /// Messages that one replica bears.
        lag: At<i64> = "lag",
        /// Messages for the first replica.
        activation_lag: Option<At<i64>> = "activation-lag",
        /// Where the server is asked.
        endpoint: Option<At<SmolStr>> = "endpoint",
        /// The account.
        account: Option<At<SmolStr>> = "account",
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

record! {
    /// A PostgreSQL database.
    Postgres = "postgres" {
        /// Instances.
        instances: At<i64> = "instances",
        /// The volume of each.
        storage: At<Bytes> = "storage",
        /// Its class.
        storage_class: Option<At<SmolStr>> = "storage-class",
        /// The image.
        image: Option<At<SmolStr>> = "image",
        /// The database.
        database: At<SmolStr> = "database",
        /// Its owner.
        owner: At<SmolStr> = "owner",
        /// Parameters of the server.
        parameters: Named<SmolStr> = "parameters",
    }
}

record! {
    /// A cache.
    Cache = "cache" {
        /// Instances.
        replicas: At<i64> = "replicas",
        /// The image.
        image: Option<At<SmolStr>> = "image",
        /// Arguments.
        args: Vec<At<SmolStr>> = "args",
    }
}

record! {
    /// A NATS server.
    Nats = "nats" {
        /// Servers.
        replicas: At<i64> = "replicas",
        /// The volume of each.
        storage: At<Bytes> = "storage",
        /// Its class.
        storage_class: Option<At<SmolStr>> = "storage-class",
        /// The version of the chart.
        version: At<SmolStr> = "version",
        /// The account of streams.
        account: At<SmolStr> = "account",
        /// Values of the chart.
        values: Option<At<Value>> = "values",
    }
}

record! {
    /// A stream.
    Stream = "stream" {
        /// The server.
        server: At<Ref> = "server",
        /// Subjects.
        subjects: Vec<At<SmolStr>> = "subjects",
        /// The name in JetStream.
        stream_name: At<SmolStr> = "stream-name",
        /// What is kept.
        retention: At<SmolStr> = "retention",
        /// Where.
        storage: At<SmolStr> = "storage",
        /// What gives way.
        discard: At<SmolStr> = "discard",
        /// How long.
        max_age: Option<At<Duration>> = "max-age",
        /// How much.
        max_bytes: Option<At<Bytes>> = "max-bytes",
        /// How many.
        max_messages: Option<At<i64>> = "max-messages",
        /// On how many servers.
        replicas: At<i64> = "replicas",
        /// Consumers.
        consumers: Named<Consumer> = "consumer",
    }
}

record! {
    /// A consumer.
    Consumer = "consumer-settings" {
        /// Subjects that it takes.
        filter: Option<At<SmolStr>> = "filter",
        /// Time for an acknowledgement.
        ack_wait: At<Duration> = "ack-wait",
        /// What is acknowledged.
        ack: At<SmolStr> = "ack",
        /// Where it starts.
        deliver: At<SmolStr> = "deliver",
        /// How often a message is delivered.
        max_deliver: Option<At<i64>> = "max-deliver",
        /// Messages that may wait.
        max_ack_pending: Option<At<i64>> = "max-ack-pending",
        /// How fast.
        replay: At<SmolStr> = "replay",
        /// What it is for.
        description: Option<At<SmolStr>> = "description",
    }
}

record! {
    /// One object of any API.
    Resource = "resource" {
        /// The apiVersion.
        api: At<SmolStr> = "api",
        /// The kind.
        kind: At<SmolStr> = "kind",
        /// Whether it lives outside namespaces.
        cluster_scoped: At<bool> = "cluster-scoped",
        /// Whether it is never deleted.
        keeps_data: At<bool> = "keeps-data",
        /// The spec.
        spec: Option<At<Value>> = "spec",
    }
}

record! {
    /// Something outside.
    External = "external" {
        /// Where.
        host: At<SmolStr> = "host",
        /// Its ports.
        ports: Named<Port> = "port",
        /// Whether it has a name in the cluster.
        alias: At<bool> = "alias",
    }
}

record! {
    /// The environment.
    Environment = "environment" {
        /// Whether stricter rules hold.
        production: At<bool> = "production",
        /// How Flux delivers it.
        flux: FluxSettings = "flux",
        /// Operators that are there.
        provides: Vec<At<Value>> = "provides",
        /// The components to deploy; empty for all.
        deploy: Vec<At<Ref>> = "deploy",
        /// Components that are not deployed.
        skip: Vec<At<Ref>> = "skip",
        /// The domain of services.
        cluster_domain: At<SmolStr> = "cluster-domain",
        /// What the components are part of.
        part_of: Option<At<SmolStr>> = "part-of",
    }
}

record! {
    /// How Flux delivers an environment.
    FluxSettings = "flux-settings" {
        /// The source; the variant says which.
        source: Option<At<Record>> = "source",
        /// The path of the tree.
        path: At<SmolStr> = "path",
        /// Time between two reconciliations.
        interval: At<Duration> = "interval",
        /// Time before a failed one is tried again.
        retry: At<Duration> = "retry",
        /// The longest that one may take.
        timeout: At<Duration> = "timeout",
        /// The namespace of Flux.
        namespace: At<SmolStr> = "namespace",
    }
}

record! {
    /// A Git repository.
    GitSource = "git" {
        /// Its address.
        url: At<SmolStr> = "url",
        /// The branch.
        branch: Option<At<SmolStr>> = "branch",
        /// The tag.
        tag: Option<At<SmolStr>> = "tag",
        /// Time between two looks.
        interval: At<Duration> = "interval",
        /// The Secret that opens it.
        login: Option<At<SmolStr>> = "login",
    }
}

record! {
    /// A secret of kind `external`.
    ExternalSecret = "external" {
        /// The store.
        store: At<Ref> = "store",
        /// Remote paths by key.
        keys: Named<SmolStr> = "keys",
        /// The name of the Secret.
        name: Option<At<SmolStr>> = "name",
        /// Time between two looks.
        refresh: At<Duration> = "refresh",
    }
}

record! {
    /// A secret of kind `registry`.
    RegistrySecret = "registry" {
        /// The store.
        store: At<Ref> = "store",
        /// The registry.
        server: At<SmolStr> = "server",
        /// The path of the login, which the two below are made of unless they are set.
        path: At<SmolStr> = "path",
        /// The path of the user's name.
        username: At<SmolStr> = "username",
        /// The path of the password.
        password: At<SmolStr> = "password",
        /// The name of the Secret.
        name: Option<At<SmolStr>> = "name",
        /// Time between two looks.
        refresh: At<Duration> = "refresh",
    }
}

record! {
    /// A secret of kind `generated`.
    GeneratedSecret = "generated" {
        /// The keys.
        keys: Vec<At<SmolStr>> = "keys",
        /// Characters of each.
        length: At<i64> = "length",
        /// Symbols among them.
        symbols: At<i64> = "symbols",
        /// The name of the Secret.
        name: Option<At<SmolStr>> = "name",
    }
}

record! {
    /// A secret of kind `existing`.
    ExistingSecret = "existing" {
        /// The keys.
        keys: Vec<At<SmolStr>> = "keys",
        /// The name of the Secret.
        name: Option<At<SmolStr>> = "name",
        /// The namespace it is in.
        namespace: Option<At<SmolStr>> = "namespace",
    }
}

record! {
    /// A store of either AWS kind.
    AwsStore = "aws-parameter-store" {
        /// The region.
        region: At<SmolStr> = "region",
        /// A role to assume.
        role: Option<At<SmolStr>> = "role",
    }
}

record! {
    /// A store of kind `gcp-secret-manager`.
    GcpStore = "gcp-secret-manager" {
        /// The project.
        project: At<SmolStr> = "project",
    }
}

record! {
    /// A store of kind `vault`.
    VaultStore = "vault" {
        /// Where it is.
        server: At<SmolStr> = "server",
        /// The mount of the engine.
        path: At<SmolStr> = "path",
        /// The version of the engine.
        version: At<SmolStr> = "version",
        /// The role.
        role: At<SmolStr> = "role",
        /// The mount of the login.
        login: At<SmolStr> = "login",
    }
}
