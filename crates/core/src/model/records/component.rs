//! What every component has.

use super::{Alert, Reads};
use crate::model::decode::{At, Named, record};
use crate::model::value::{Record, Ref, Value};
use crate::types::Duration;
use smol_str::SmolStr;

/// What the structs of this file read.
pub(super) const READS: &[Reads] = &[Common::READS, NodeSettings::READS];

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
        /// Operators, or API groups, that it brings.
        provides: Vec<At<Value>> = "provides",
        /// What people must know of.
        alerts: Named<Alert> = "alert",
        /// How Flux reconciles it.
        flux: NodeSettings = "flux",
        /// Its secrets that other namespaces get.
        share: Vec<At<SmolStr>> = "share",
        /// Patches of its objects, by name or kind.
        patches: Named<Record> = "patch",
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
        /// Whether it is left alone.
        suspend: Option<At<bool>> = "suspend",
        /// What becomes of its objects once it is deleted.
        delete: Option<At<SmolStr>> = "delete",
        /// Who applies it.
        service_account: Option<At<SmolStr>> = "service-account",
    }
}
