//! Namespaces.

use super::Reads;
use crate::model::decode::{At, Named, record};
use crate::model::value::Range;
use crate::types::Bytes;
use smol_str::SmolStr;

/// What the structs of this file read.
pub(super) const READS: &[Reads] = &[Namespace::READS, Quota::READS, Limits::READS, NamespaceSecurity::READS];

record! {
    /// A namespace.
    Namespace = "namespace" {
        /// Whether somebody else makes it.
        existing: At<bool> = "existing",
        /// Labels.
        labels: Named<SmolStr> = "labels",
        /// Annotations.
        annotations: Named<SmolStr> = "annotations",
        /// The most that its pods may use together.
        quota: Quota = "quota",
        /// What a container has that says nothing.
        limits: Limits = "limits",
        /// What pods it admits.
        security: NamespaceSecurity = "security",
    }
}

record! {
    /// The most that the pods of a namespace may use together.
    Quota = "namespace-quota" {
        /// Processor time.
        cpu: Option<At<Range>> = "cpu",
        /// Memory.
        memory: Option<At<Range>> = "memory",
        /// Pods.
        pods: Option<At<i64>> = "pods",
        /// Volumes.
        storage: Option<At<Bytes>> = "storage",
    }
}

record! {
    /// What a container has that says nothing.
    Limits = "namespace-limits" {
        /// Processor time.
        cpu: Option<At<Range>> = "cpu",
        /// Memory.
        memory: Option<At<Range>> = "memory",
    }
}

record! {
    /// The security level.
    NamespaceSecurity = "namespace-security" {
        /// `restricted`, `baseline` or `privileged`.
        level: Option<At<SmolStr>> = "",
        /// Why a weaker one is needed.
        because: Option<At<SmolStr>> = "because",
    }
}
