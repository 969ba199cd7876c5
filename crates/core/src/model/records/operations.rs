//! Staying up, and being watched.

use super::Reads;
use crate::model::decode::{At, Named, record};
use crate::model::value::Value;
use crate::types::{Duration, Scalar};
use smol_str::SmolStr;

/// What the structs of this file read.
pub(super) const READS: &[Reads] = &[Availability::READS, Monitor::READS, Alert::READS, Monitoring::READS];

record! {
    /// How many pods stay up, and where they are placed.
    Availability = "availability" {
        /// Pods that stay up: a number or a share.
        min: Option<At<Scalar>> = "min",
        /// Pods that may be taken down at once: a number or a share.
        max_unavailable: Option<At<Scalar>> = "max-unavailable",
        /// `zone`, `node` or `none`; both unless given.
        spread: Option<At<SmolStr>> = "spread",
    }
}

record! {
    /// Metrics.
    Monitor = "monitor" {
        /// The port to read.
        port: Option<At<Value>> = "port",
        /// The path.
        path: At<SmolStr> = "path",
        /// Time between two reads.
        every: At<Duration> = "every",
    }
}

record! {
    /// An alert.
    Alert = "alert" {
        /// When it fires.
        expr: At<SmolStr> = "expr",
        /// How long it must hold.
        hold: Option<At<Duration>> = "for",
        /// How urgent it is.
        severity: At<SmolStr> = "severity",
        /// What is wrong.
        summary: Option<At<SmolStr>> = "summary",
        /// What it means.
        description: Option<At<SmolStr>> = "description",
        /// Labels.
        labels: Named<SmolStr> = "labels",
    }
}

record! {
    /// How Prometheus finds what it reads.
    Monitoring = "monitoring-settings" {
        /// The namespace of Prometheus.
        namespace: At<SmolStr> = "namespace",
        /// Labels of monitors and rules.
        labels: Named<SmolStr> = "labels",
    }
}
