//! What moves the number of replicas.

use super::Reads;
use crate::model::decode::{At, Named, record};
use crate::model::value::Range;
use crate::model::value::{Record, Ref};
use crate::types::Duration;
use smol_str::SmolStr;

/// What the structs of this file read.
pub(super) const READS: &[Reads] = &[
    Scale::READS,
    Behavior::READS,
    ScaleRules::READS,
    PodsStep::READS,
    PercentStep::READS,
    Fallback::READS,
    Formula::READS,
    TriggerSettings::READS,
    Identity::READS,
    TriggerAuth::READS,
    NatsTrigger::READS,
    ScaledJob::READS,
    JobScale::READS,
    JobStrategy::READS,
    JobRollout::READS,
    JobHistory::READS,
];

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
        /// Time after the start in which they do not.
        initial_cooldown: Option<At<Duration>> = "initial-cooldown",
        /// Replicas without work.
        idle: Option<At<i64>> = "idle",
        /// Whether the number stays.
        paused: At<bool> = "paused",
        /// The number to stay at.
        paused_at: Option<At<i64>> = "paused-at",
        /// How fast it changes.
        behavior: At<Behavior> = "behavior",
        /// Replicas while a trigger can't be asked.
        fallback: Option<At<Fallback>> = "fallback",
        /// One number of several triggers.
        formula: Option<At<Formula>> = "formula",
        /// Whether the number from before comes back.
        restore_replicas: Option<At<bool>> = "restore-replicas",
    }
}

record! {
    /// How fast replicas are added and taken away.
    Behavior = "scale-behavior" {
        /// Adding.
        up: Option<At<ScaleRules>> = "up",
        /// Taking away.
        down: Option<At<ScaleRules>> = "down",
    }
}

record! {
    /// How fast the number changes in one direction.
    ScaleRules = "scale-rules" {
        /// The window of stabilization.
        window: Option<At<Duration>> = "window",
        /// Replicas in a period.
        pods: Option<At<PodsStep>> = "pods",
        /// A share of the replicas in a period.
        percent: Option<At<PercentStep>> = "percent",
        /// Which of both decides.
        select: Option<At<SmolStr>> = "select",
    }
}

record! {
    /// Replicas in a period.
    PodsStep = "pods-step" {
        /// The number.
        count: At<i64> = "",
        /// The period.
        per: At<Duration> = "per",
    }
}

record! {
    /// A share of the replicas in a period.
    PercentStep = "percent-step" {
        /// The share.
        share: At<u32> = "",
        /// The period.
        per: At<Duration> = "per",
    }
}

record! {
    /// Replicas while a trigger can't be asked.
    Fallback = "scale-fallback" {
        /// Failures that count.
        failures: At<i64> = "failures",
        /// The number.
        replicas: At<i64> = "replicas",
        /// How it compares with the current number.
        behavior: At<SmolStr> = "behavior",
    }
}

record! {
    /// One number of several triggers.
    Formula = "scale-formula" {
        /// The formula.
        text: At<SmolStr> = "",
        /// Its target.
        target: At<f64> = "target",
        /// Its activation target.
        activation_target: Option<At<f64>> = "activation-target",
        /// Whether the target is for one replica.
        metric_type: Option<At<SmolStr>> = "metric-type",
    }
}

record! {
    /// What every trigger has.
    TriggerSettings = "trigger-settings" {
        /// Whether the target is for one replica.
        metric_type: Option<At<SmolStr>> = "metric-type",
        /// Whether the last number is taken.
        use_cached_metrics: Option<At<bool>> = "use-cached-metrics",
        /// An identity of the cloud.
        identity: Option<At<Identity>> = "identity",
        /// A TriggerAuthentication of somebody else.
        auth: Option<At<TriggerAuth>> = "auth",
    }
}

record! {
    /// An identity of the cloud.
    Identity = "trigger-identity" {
        /// The cloud.
        cloud: At<SmolStr> = "",
        /// The client id of Azure.
        id: Option<At<SmolStr>> = "id",
        /// The tenant of Azure.
        tenant: Option<At<SmolStr>> = "tenant",
        /// Where Azure logs in.
        authority: Option<At<SmolStr>> = "authority",
        /// The role of AWS.
        role: Option<At<SmolStr>> = "role",
        /// The external id of this role.
        external_id: Option<At<SmolStr>> = "external-id",
        /// Whose identity it is.
        owner: Option<At<SmolStr>> = "owner",
    }
}

record! {
    /// A TriggerAuthentication of somebody else.
    TriggerAuth = "trigger-auth" {
        /// Its name.
        name: At<SmolStr> = "",
        /// `namespace` or `cluster`.
        scope: At<SmolStr> = "scope",
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
        /// The account by its id.
        account_id: Option<At<SmolStr>> = "account-id",
        /// Whether the port speaks TLS.
        use_https: Option<At<bool>> = "use-https",
    }
}

record! {
    /// What a scaled job has of its own.
    ScaledJob = "scaled-job" {
        /// A range of runs and what starts them.
        scale: At<JobScale> = "scale",
        /// Tries.
        retries: At<i64> = "retries",
        /// The longest that one run may take.
        deadline: Option<At<Duration>> = "deadline",
        /// How many runs are started.
        strategy: Option<At<JobStrategy>> = "strategy",
        /// What becomes of runs at a change.
        rollout: Option<At<JobRollout>> = "rollout",
        /// Runs that are kept.
        history: JobHistory = "history",
    }
}

record! {
    /// A range of runs and what starts them.
    JobScale = "job-scale" {
        /// The range.
        range: Option<At<Range>> = "",
        /// Triggers; the variant says which.
        on: Named<Record> = "on",
        /// Time between two looks.
        every: At<Duration> = "every",
        /// Whether none are started.
        paused: At<bool> = "paused",
        /// Which number counts.
        several: Option<At<SmolStr>> = "several",
    }
}

record! {
    /// How many runs are started.
    JobStrategy = "job-strategy" {
        /// Its name.
        name: At<SmolStr> = "",
        /// What is taken off the queue.
        deduction: Option<At<i64>> = "deduction",
        /// The share of the running ones that is taken off.
        running: Option<At<u32>> = "running",
        /// Conditions by which a pending pod counts as running.
        pending_conditions: Vec<At<SmolStr>> = "pending-conditions",
    }
}

record! {
    /// What becomes of runs at a change.
    JobRollout = "job-rollout" {
        /// Whether they end or are stopped.
        strategy: At<SmolStr> = "",
        /// How the old ones are deleted.
        propagation: Option<At<SmolStr>> = "propagation",
    }
}

record! {
    /// Runs that are kept.
    JobHistory = "job-history" {
        /// Those that succeeded.
        succeeded: Option<At<i64>> = "succeeded",
        /// Those that failed.
        failed: Option<At<i64>> = "failed",
    }
}
