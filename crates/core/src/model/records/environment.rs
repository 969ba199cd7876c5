//! The environment and how Flux delivers it.

use super::adopted::Decryption;
use super::{GatewaySettings, LayoutSettings, Monitoring, NetworkSettings, Reads, SubstituteSettings};
use crate::diagnostic::{LINT_NAMES, LINTS, Level, Levels, Lint};
use crate::model::decode::{At, Decode, Named, record};
use crate::model::origin::Origins;
use crate::model::value::{Record, Ref, Settled, Value};
use crate::types::Duration;
use smol_str::SmolStr;

/// What the structs of this file read.
pub(super) const READS: &[Reads] = &[Environment::READS, FluxSettings::READS, Lints::READS];

/// The levels that the environment sets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lints(pub Vec<(&'static Lint, At<Level>)>);

impl Lints {
    /// The schema of the prelude that it follows, and the fields that it reads.
    pub const READS: Reads = ("lints", LINT_NAMES);
}

impl Decode for Lints {
    fn decode(settled: &Settled) -> Option<Self> {
        let Value::Record(record) = &settled.value else { return None };
        let level = |lint: &'static Lint| {
            let set = At::<SmolStr>::decode(record.get(lint.name)?)?;
            Some((lint, At { value: Level::parse(&set.value)?, origin: set.origin }))
        };
        Some(Self(LINTS.iter().filter_map(level).collect()))
    }

    fn unset() -> Option<Self> {
        Some(Self::default())
    }
}

record! {
    /// The environment.
    Environment = "environment" {
        /// Whether stricter rules hold.
        production: At<bool> = "production",
        /// The levels of rules.
        lints: Lints = "lints",
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
    /// The levels of rules here.
    #[must_use]
    pub fn levels(&self, origins: &Origins) -> Levels {
        let place = |level: &At<Level>| origins.get(level.origin).last().map(|step| step.span);
        let set = self.lints.0.iter().map(|(lint, level)| (*lint, level.value, place(level)));
        Levels { production: self.production.value, set: set.collect() }
    }

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
