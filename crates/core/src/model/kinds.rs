//! Components by their built-in kinds, and what each kind has.

use super::origin::OriginId;
use super::records as r;
use super::value::{Record, Settled};
use crate::source::Span;
use smol_str::SmolStr;

/// The built-in kinds that have a lowering.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BuiltIn {
    /// `service`
    Service,
    /// `worker`
    Worker,
    /// `job`
    Job,
    /// `postgres`
    Postgres,
    /// `cache`
    Cache,
    /// `nats`
    Nats,
    /// `stream`
    Stream,
    /// `resource`
    Resource,
    /// `external`
    External,
    /// `manifests`
    Manifests,
}

impl BuiltIn {
    /// Every kind with its name in the prelude.
    pub const NAMES: [(&'static str, BuiltIn); 10] = [
        ("service", BuiltIn::Service),
        ("worker", BuiltIn::Worker),
        ("job", BuiltIn::Job),
        ("postgres", BuiltIn::Postgres),
        ("cache", BuiltIn::Cache),
        ("nats", BuiltIn::Nats),
        ("stream", BuiltIn::Stream),
        ("resource", BuiltIn::Resource),
        ("external", BuiltIn::External),
        ("manifests", BuiltIn::Manifests),
    ];

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(n, _)| *n == name).map(|(_, kind)| *kind)
    }

    /// Its name in the prelude.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }
}

/// A component.
#[derive(Clone, Debug)]
pub struct Component {
    /// Its name.
    pub name: SmolStr,
    /// The place of its name.
    pub span: Span,
    /// Where the component as a whole comes from.
    pub origin: OriginId,
    /// The built-in kind at the root of its chain.
    pub kind: BuiltIn,
    /// The kind that its declaration names.
    pub declared_kind: SmolStr,
    /// What every component has.
    pub common: r::Common,
    /// What its kind has; may be missing for a component that is there already.
    pub body: Option<Body>,
    /// The outputs that lowering reads, by dotted name.
    pub outputs: Vec<(SmolStr, Settled)>,
}

/// What the kinds have of their own.
#[derive(Clone, Debug)]
pub enum Body {
    /// `service` and `worker`
    Scalable(Box<(r::Workload, r::Scalable, r::Sized)>),
    /// `job`
    Job(Box<(r::Workload, r::Job, r::Sized)>),
    /// `postgres`
    Postgres(Box<(r::Postgres, r::Sized)>),
    /// `cache`
    Cache(Box<(r::Cache, r::Sized)>),
    /// `nats`
    Nats(Box<r::Nats>),
    /// `stream`
    Stream(Box<r::Stream>),
    /// `resource`
    Resource(Box<r::Resource>),
    /// `external`
    External(Box<r::External>),
    /// `manifests`
    Manifests(Box<r::Manifests>),
}

impl Component {
    /// The stream, if it is one.
    #[must_use]
    pub fn stream(&self) -> Option<&r::Stream> {
        match self.body.as_ref()? {
            Body::Stream(body) => Some(body),
            _ => None,
        }
    }

    /// The workload, if it runs containers.
    #[must_use]
    pub fn workload(&self) -> Option<&r::Workload> {
        match self.body.as_ref()? {
            Body::Scalable(body) => Some(&body.0),
            Body::Job(body) => Some(&body.0),
            _ => None,
        }
    }

    /// Requests and limits, if it has any.
    #[must_use]
    pub fn resources(&self) -> Option<&r::Resources> {
        match self.body.as_ref()? {
            Body::Scalable(body) => Some(&body.2.resources),
            Body::Job(body) => Some(&body.2.resources),
            Body::Postgres(body) => Some(&body.1.resources),
            Body::Cache(body) => Some(&body.1.resources),
            _ => None,
        }
    }

    /// The part about replicas, if it runs in replicas.
    #[must_use]
    pub fn scalable(&self) -> Option<&r::Scalable> {
        match self.body.as_ref()? {
            Body::Scalable(body) => Some(&body.1),
            _ => None,
        }
    }
}

impl Body {
    /// What a kind has, read from the settled fields of a component.
    pub(super) fn read(kind: BuiltIn, record: &Record) -> Option<Self> {
        let sized = || r::Sized::read(record);
        Some(match kind {
            BuiltIn::Service | BuiltIn::Worker => {
                Body::Scalable(Box::new((r::Workload::read(record)?, r::Scalable::read(record)?, sized()?)))
            }
            BuiltIn::Job => {
                Body::Job(Box::new((r::Workload::read(record)?, r::Job::read(record)?, sized()?)))
            }
            BuiltIn::Postgres => Body::Postgres(Box::new((r::Postgres::read(record)?, sized()?))),
            BuiltIn::Cache => Body::Cache(Box::new((r::Cache::read(record)?, sized()?))),
            BuiltIn::Nats => Body::Nats(Box::new(r::Nats::read(record)?)),
            BuiltIn::Stream => Body::Stream(Box::new(r::Stream::read(record)?)),
            BuiltIn::Resource => Body::Resource(Box::new(r::Resource::read(record)?)),
            BuiltIn::External => Body::External(Box::new(r::External::read(record)?)),
            BuiltIn::Manifests => Body::Manifests(Box::new(r::Manifests::read(record)?)),
        })
    }
}
