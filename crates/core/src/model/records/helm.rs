//! Charts of Helm.

use super::workload::Port;
use super::{Network, Reads};
use crate::model::decode::{At, Named, record};
use crate::model::value::{SecretId, Value};
use crate::types::Duration;
use smol_str::SmolStr;

/// What the structs of this file read.
pub(super) const READS: &[Reads] = &[Helm::READS];

record! {
    /// A chart.
    Helm = "helm" {
        /// Its name.
        chart: At<SmolStr> = "chart",
        /// Where it is kept.
        repository: At<SmolStr> = "repository",
        /// Its version, or a range.
        version: At<SmolStr> = "version",
        /// The Secret that opens the repository.
        login: Option<At<SecretId>> = "login",
        /// The name of the release.
        release: At<SmolStr> = "release",
        /// Values.
        values: Option<At<Value>> = "values",
        /// Secret values by path.
        values_from: Named<(SecretId, SmolStr)> = "values-from",
        /// Values as YAML.
        values_file: Option<At<SmolStr>> = "values-file",
        /// What becomes of CRDs.
        crds: At<SmolStr> = "crds",
        /// The longest that Helm waits.
        timeout: Option<At<Duration>> = "timeout",
        /// The ServiceAccount that applies it.
        service_account: Option<At<SmolStr>> = "service-account",
        /// What Flux does about drift.
        drift: At<SmolStr> = "drift",
        /// Fields that may drift, by kind.
        drift_ignore: Named<Vec<At<SmolStr>>> = "drift-ignore",
        /// The level of its pods.
        pod_security: At<SmolStr> = "pod-security",
        /// The labels of its pods.
        pods: Named<SmolStr> = "pods",
        /// The Service of its ports.
        service_name: At<SmolStr> = "service-name",
        /// Its ports.
        ports: Named<Port> = "port",
        /// The ports of its webhooks.
        webhooks: Vec<At<i64>> = "webhook",
        /// Connections beside those that references tell of.
        network: Network = "network",
    }
}
