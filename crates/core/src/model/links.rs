//! What is found between declarations while they are settled: who needs whom, who uses which secret, and for what target.

use super::origin::{OriginId, Origins};
use super::reach::{Caller, Reach};
use super::value::SecretId;
use crate::source::Span;
use smol_str::SmolStr;
use std::cmp::Ordering;

/// Why one component needs another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The component that needs.
    pub from: SmolStr,
    /// The component that is needed.
    pub to: SmolStr,
    /// The reference, or the entry in `needs`.
    pub span: Span,
    /// What of it is reached.
    pub reach: Reach,
    /// Who connects.
    pub caller: Caller,
    /// The reference as an origin.
    pub origin: OriginId,
}

impl Edge {
    /// Orders edges, those of the same text by what decided them.
    pub(crate) fn compare(&self, other: &Self, origins: &Origins) -> Ordering {
        (&self.from, &self.to, self.span, &self.reach, self.caller)
            .cmp(&(&other.from, &other.to, other.span, &other.reach, other.caller))
            .then_with(|| origins.get(self.origin).cmp(origins.get(other.origin)))
    }
}

/// A secret that a component uses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// The component.
    pub component: SmolStr,
    /// The secret.
    pub secret: SecretId,
    /// The reference.
    pub span: Span,
    /// The reference as an origin.
    pub origin: OriginId,
}

impl Use {
    /// Orders uses, those of the same text by what decided them.
    pub(crate) fn compare(&self, other: &Self, origins: &Origins) -> Ordering {
        (&self.component, &self.secret, self.span)
            .cmp(&(&other.component, &other.secret, other.span))
            .then_with(|| origins.get(self.origin).cmp(origins.get(other.origin)))
    }
}

/// What is built: an environment, and the cluster where it has several.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    /// The environment's name.
    pub environment: SmolStr,
    /// The cluster's name.
    pub cluster: Option<SmolStr>,
}

impl Target {
    /// `prod`, `prod/eu`.
    #[must_use]
    pub fn name(&self) -> SmolStr {
        match &self.cluster {
            Some(cluster) => format!("{}/{cluster}", self.environment).into(),
            None => self.environment.clone(),
        }
    }
}

/// As a message says it: in `prod`, on `eu` of `prod`.
impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.cluster {
            Some(cluster) => write!(f, "on `{cluster}` of `{}`", self.environment),
            None => write!(f, "in `{}`", self.environment),
        }
    }
}
