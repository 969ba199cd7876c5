//! What moves the number of replicas.

use super::Reads;
use crate::model::decode::{At, Named, Range, record};
use crate::model::value::{Record, Ref};
use crate::types::Duration;
use smol_str::SmolStr;

/// What the structs of this file read.
pub(super) const READS: &[Reads] = &[Scale::READS, NatsTrigger::READS];

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
