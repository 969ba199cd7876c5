//! What single kinds of workloads have of their own; volumes, accounts, tolerations.

use super::scaling::Scale;
use super::workload::ServiceSettings;
use super::{Availability, Expose, Reads};
use crate::model::decode::{At, Named, record};
use crate::model::value::Ref;
use crate::types::{Bytes, Duration, Scalar};
use smol_str::SmolStr;

/// What the structs of this file read.
pub(super) const READS: &[Reads] = &[
    Running::READS,
    Scalable::READS,
    Deployed::READS,
    Strategy::READS,
    Stateful::READS,
    StatefulStrategy::READS,
    Daemon::READS,
    DaemonStrategy::READS,
    Finite::READS,
    Completions::READS,
    Cron::READS,
    Schedule::READS,
    Volume::READS,
    SharedVolume::READS,
    HostPath::READS,
    EnvImport::READS,
    Toleration::READS,
    Account::READS,
    AccessRule::READS,
];

record! {
    /// What runs until it is stopped.
    Running = "running" {
        /// The Service.
        service: ServiceSettings = "service",
        /// Hosts.
        expose: Named<Expose> = "expose",
    }
}

record! {
    /// What runs in replicas.
    Scalable = "scalable" made from running: Running {
        /// A fixed number.
        replicas: Option<At<i64>> = "replicas",
        /// A range.
        scale: Option<At<Scale>> = "scale",
        /// How many stay up, and where they are placed.
        available: Availability = "available",
    }
}

record! {
    /// Whose replicas are alike.
    Deployed = "deployed" made from scalable: Scalable {
        /// How pods are replaced.
        strategy: Option<At<Strategy>> = "strategy",
    }
}

record! {
    /// How the pods of a Deployment are replaced.
    Strategy = "strategy" {
        /// `rolling` or `recreate`.
        kind: Option<At<SmolStr>> = "",
        /// Pods above the number.
        max_surge: Option<At<Scalar>> = "max-surge",
        /// Pods below the number.
        max_unavailable: Option<At<Scalar>> = "max-unavailable",
    }
}

record! {
    /// Whose replicas keep data.
    Stateful = "stateful" made from scalable: Scalable {
        /// `ordered` or `parallel`.
        order: At<SmolStr> = "order",
        /// How pods are replaced.
        strategy: Option<At<StatefulStrategy>> = "strategy",
    }
}

record! {
    /// How the pods of a StatefulSet are replaced.
    StatefulStrategy = "stateful-strategy" {
        /// `rolling` or `on-delete`.
        kind: Option<At<SmolStr>> = "",
        /// The first replica to replace.
        partition: Option<At<i64>> = "partition",
    }
}

record! {
    /// What runs once on each node.
    Daemon = "daemon" made from running: Running {
        /// How pods are replaced.
        strategy: Option<At<DaemonStrategy>> = "strategy",
    }
}

record! {
    /// How the pods of a DaemonSet are replaced.
    DaemonStrategy = "daemon-strategy" {
        /// `rolling` or `on-delete`.
        kind: Option<At<SmolStr>> = "",
        /// Nodes with two pods.
        max_surge: Option<At<Scalar>> = "max-surge",
        /// Nodes without one.
        max_unavailable: Option<At<Scalar>> = "max-unavailable",
    }
}

record! {
    /// What runs to its end.
    Finite = "finite" {
        /// Tries.
        retries: At<i64> = "retries",
        /// The longest that a run may take.
        deadline: Option<At<Duration>> = "deadline",
        /// Pods at the same time.
        parallel: Option<At<i64>> = "parallel",
        /// Pods that must succeed.
        completions: Option<At<Completions>> = "completions",
        /// How long a finished run is kept.
        keep: Option<At<Duration>> = "keep",
    }
}

record! {
    /// How many pods of a run must succeed.
    Completions = "completions" {
        /// The number.
        count: Option<At<i64>> = "",
        /// Whether each has a number of its own.
        indexed: At<bool> = "indexed",
    }
}

record! {
    /// What runs on a schedule.
    Cron = "cron" made from finite: Finite {
        /// When.
        schedule: At<Schedule> = "schedule",
    }
}

record! {
    /// When a `cron` runs.
    Schedule = "schedule" {
        /// The five fields.
        fields: Option<At<SmolStr>> = "",
        /// Their time zone.
        timezone: At<SmolStr> = "timezone",
        /// What becomes of overlapping runs.
        concurrency: At<SmolStr> = "concurrency",
        /// Successful runs that are kept.
        history: At<i64> = "history",
        /// Failed runs that are kept.
        failed_history: At<i64> = "failed-history",
        /// How late a run may start.
        start_within: Option<At<Duration>> = "start-within",
        /// Whether no run starts.
        suspend: At<bool> = "suspend",
    }
}

record! {
    /// A volume of a component.
    Volume = "volume" {
        /// Its size.
        size: Option<At<Bytes>> = "",
        /// Where it is mounted.
        at: At<SmolStr> = "at",
        /// The StorageClass.
        class: Option<At<SmolStr>> = "class",
        /// `once` or `many`.
        access: At<SmolStr> = "access",
    }
}

record! {
    /// A volume that components share.
    SharedVolume = "shared-volume" {
        /// Its size.
        size: Option<At<Bytes>> = "",
        /// The StorageClass.
        class: Option<At<SmolStr>> = "class",
        /// `once` or `many`.
        access: At<SmolStr> = "access",
    }
}

record! {
    /// A directory of the node.
    HostPath = "host-path" {
        /// Its path there.
        path: Option<At<SmolStr>> = "",
        /// Where it is mounted.
        at: Option<At<SmolStr>> = "at",
        /// Whether it may only be read.
        read_only: At<bool> = "read-only",
    }
}

impl HostPath {
    /// Where it is mounted.
    #[must_use]
    pub fn target(&self) -> Option<&At<SmolStr>> {
        self.at.as_ref().or(self.path.as_ref())
    }
}

record! {
    /// Variables from every key of a secret or config.
    EnvImport = "env-import" {
        /// The secret or config.
        source: Option<At<Ref>> = "",
        /// What stands before each name.
        prefix: Option<At<SmolStr>> = "prefix",
        /// Whether it may be missing.
        optional: At<bool> = "optional",
    }
}

record! {
    /// A taint that does not matter.
    Toleration = "toleration" {
        /// Its key.
        key: Option<At<SmolStr>> = "",
        /// Its value.
        value: Option<At<SmolStr>> = "value",
        /// Its effect.
        effect: Option<At<SmolStr>> = "effect",
        /// How long a pod stays.
        stay: Option<At<Duration>> = "for",
    }
}

record! {
    /// The ServiceAccount of a workload.
    Account = "account" {
        /// Annotations.
        annotations: Named<SmolStr> = "annotations",
        /// What it may do.
        rules: Named<AccessRule> = "rule",
    }
}

record! {
    /// What an account may do.
    AccessRule = "access-rule" {
        /// The API group.
        api: At<SmolStr> = "api",
        /// Resources by their plural names.
        resources: Vec<At<SmolStr>> = "resources",
        /// What may be done.
        verbs: Vec<At<SmolStr>> = "verbs",
        /// Objects by name.
        names: Vec<At<SmolStr>> = "names",
        /// Whether it holds everywhere.
        cluster: At<bool> = "cluster",
    }
}
