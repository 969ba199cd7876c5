//! The environment and how Flux delivers it.

use super::adopted::Decryption;
use super::{GatewaySettings, LayoutSettings, Monitoring, NetworkSettings, Reads, SubstituteSettings};
use crate::model::decode::{At, Named, record};
use crate::model::value::{Record, Ref, Value};
use crate::types::Duration;
use smol_str::SmolStr;

/// What the structs of this file read.
pub(super) const READS: &[Reads] = &[Environment::READS, FluxSettings::READS];

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
        /// Who may talk to whom.
        network: NetworkSettings = "network",
        /// How Prometheus finds what it reads.
        monitoring: Monitoring = "monitoring",
        /// Files of CRDs.
        crds: Vec<At<SmolStr>> = "crds",
        /// What the components are part of.
        part_of: Option<At<SmolStr>> = "part-of",
        /// What completes exposed hosts.
        domain: Option<At<SmolStr>> = "domain",
        /// What brings requests in.
        gateway: GatewaySettings = "gateway",
    }
}

impl Environment {
    /// Whether pods may talk to each other only where the program says so.
    #[must_use]
    pub fn is_strict(&self) -> bool {
        self.network.mode.as_ref().map_or(self.production.value, |mode| mode.as_str() == "strict")
    }
}

record! {
    /// How Flux delivers an environment.
    FluxSettings = "flux-settings" {
        /// The source; the variant says which.
        source: Option<At<Record>> = "source",
        /// The path of the tree.
        path: Option<At<SmolStr>> = "path",
        /// Where the files lie.
        layout: Option<At<LayoutSettings>> = "layout",
        /// Time between two reconciliations.
        interval: At<Duration> = "interval",
        /// Time before a failed one is tried again.
        retry: At<Duration> = "retry",
        /// The longest that one may take.
        timeout: At<Duration> = "timeout",
        /// The namespace of Flux.
        namespace: At<SmolStr> = "namespace",
        /// Who applies the nodes.
        service_account: Option<At<SmolStr>> = "service-account",
        /// The Secret that opens the cluster.
        kube_config: Option<At<SmolStr>> = "kube-config",
        /// What holds values that only the cluster knows.
        substitute_from: Named<SubstituteSettings> = "substitute-from",
        /// How it decrypts.
        decryption: Decryption = "decryption",
    }
}
