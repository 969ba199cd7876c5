//! Components by their built-in kinds, and what each kind has.

use super::decode::At;
use super::origin::OriginId;
use super::records as r;
use super::value::{Record, Ref, Settled};
use crate::source::Span;
use smol_str::SmolStr;

/// The built-in kinds that have a lowering.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BuiltIn {
    /// `service`
    Service,
    /// `worker`
    Worker,
    /// `stateful`
    Stateful,
    /// `daemon`
    Daemon,
    /// `job`
    Job,
    /// `scaled-job`
    ScaledJob,
    /// `cron`
    Cron,
    /// `postgres`
    Postgres,
    /// `cache`
    Cache,
    /// `helm`
    Helm,
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
    pub const NAMES: &'static [(&'static str, BuiltIn)] = &[
        ("service", BuiltIn::Service),
        ("worker", BuiltIn::Worker),
        ("stateful", BuiltIn::Stateful),
        ("daemon", BuiltIn::Daemon),
        ("job", BuiltIn::Job),
        ("scaled-job", BuiltIn::ScaledJob),
        ("cron", BuiltIn::Cron),
        ("postgres", BuiltIn::Postgres),
        ("cache", BuiltIn::Cache),
        ("helm", BuiltIn::Helm),
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
    /// The number of its port, where its output `port` tells it.
    pub port: Option<i64>,
    /// The numbers of the ports that its other outputs carry.
    pub endpoints: Vec<i64>,
}

/// What the kinds have of their own.
#[derive(Clone, Debug)]
pub enum Body {
    /// `service` and `worker`
    Scalable(Box<(r::Workload, r::Deployed, r::Sized)>),
    /// `stateful`
    Stateful(Box<(r::Workload, r::Stateful, r::Sized)>),
    /// `daemon`
    Daemon(Box<(r::Workload, r::Daemon, r::Sized)>),
    /// `job`
    Job(Box<(r::Workload, r::Finite, r::Sized)>),
    /// `cron`
    Cron(Box<(r::Workload, r::Cron, r::Sized)>),
    /// `scaled-job`
    ScaledJob(Box<(r::Workload, r::ScaledJob, r::Sized)>),
    /// `postgres`
    Postgres(Box<(r::Postgres, r::Sized)>),
    /// `cache`
    Cache(Box<(r::Cache, r::Sized)>),
    /// `helm`
    Helm(Box<(r::Helm, r::Sized)>),
    /// `nats`
    Nats(Box<(r::Nats, r::Sized)>),
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
            Body::Stateful(body) => Some(&body.0),
            Body::Daemon(body) => Some(&body.0),
            Body::Job(body) => Some(&body.0),
            Body::Cron(body) => Some(&body.0),
            Body::ScaledJob(body) => Some(&body.0),
            _ => None,
        }
    }

    /// The chart and what it may use of the machine, if it is one.
    #[must_use]
    pub fn helm(&self) -> Option<&(r::Helm, r::Sized)> {
        match self.body.as_ref()? {
            Body::Helm(body) => Some(body),
            _ => None,
        }
    }

    /// Requests and limits, if it has any.
    #[must_use]
    pub fn resources(&self) -> Option<&r::Resources> {
        self.sized().map(|sized| &sized.resources)
    }

    /// The size that it chose.
    #[must_use]
    pub fn size(&self) -> Option<&At<Ref>> {
        self.sized()?.size.as_ref()
    }

    /// The part about its size, if it has one.
    #[must_use]
    pub fn sized(&self) -> Option<&r::Sized> {
        match self.body.as_ref()? {
            Body::Scalable(body) => Some(&body.2),
            Body::Stateful(body) => Some(&body.2),
            Body::Daemon(body) => Some(&body.2),
            Body::Job(body) => Some(&body.2),
            Body::ScaledJob(body) => Some(&body.2),
            Body::Cron(body) => Some(&body.2),
            Body::Postgres(body) => Some(&body.1),
            Body::Cache(body) => Some(&body.1),
            Body::Nats(body) => Some(&body.1),
            _ => None,
        }
    }

    /// The hosts under which it is reached from outside, by the names that its author gave them.
    #[must_use]
    pub fn expose(&self) -> &[(SmolStr, At<r::Expose>)] {
        self.running().map_or(&[], |running| &running.expose)
    }

    /// What its network block says, if it may have one.
    #[must_use]
    pub fn network(&self) -> Option<&r::Network> {
        match self.body.as_ref()? {
            Body::Postgres(body) => Some(&body.0.network),
            Body::Cache(body) => Some(&body.0.network),
            Body::Nats(body) => Some(&body.0.network),
            Body::Resource(resource) => Some(&resource.network),
            Body::Helm(body) => Some(&body.0.network),
            _ => self.workload().map(|workload| &workload.network),
        }
    }

    /// The part about replicas, if it runs in replicas.
    #[must_use]
    pub fn scalable(&self) -> Option<&r::Scalable> {
        match self.body.as_ref()? {
            Body::Scalable(body) => Some(&body.1.scalable),
            Body::Stateful(body) => Some(&body.1.scalable),
            _ => None,
        }
    }

    /// The part about its Service, if it runs until it is stopped.
    #[must_use]
    pub fn running(&self) -> Option<&r::Running> {
        match self.body.as_ref()? {
            Body::Daemon(body) => Some(&body.1.running),
            _ => self.scalable().map(|scalable| &scalable.running),
        }
    }

    /// The part about runs, if it runs to its end.
    #[must_use]
    pub fn finite(&self) -> Option<&r::Finite> {
        match self.body.as_ref()? {
            Body::Job(body) => Some(&body.1),
            Body::Cron(body) => Some(&body.1.finite),
            _ => None,
        }
    }

    /// A range of replicas, if a scaler owns their number.
    #[must_use]
    pub fn scale(&self) -> Option<&At<r::Scale>> {
        match self.body.as_ref()? {
            Body::Scalable(body) => body.1.scalable.scale.as_ref(),
            Body::Stateful(body) => body.1.scalable.scale.as_ref(),
            Body::Resource(body) => body.autoscale.as_ref(),
            _ => None,
        }
    }

    /// What a scaled job has, if it is one.
    #[must_use]
    pub fn scaled_job(&self) -> Option<&r::ScaledJob> {
        match self.body.as_ref()? {
            Body::ScaledJob(body) => Some(&body.1),
            _ => None,
        }
    }

    /// The triggers that KEDA asks for it, by name.
    #[must_use]
    pub fn triggers(&self) -> &[(SmolStr, At<Record>)] {
        match (self.scale(), self.scaled_job()) {
            (Some(scale), _) => &scale.on,
            (_, Some(job)) => &job.scale.on,
            _ => &[],
        }
    }
}

impl Body {
    /// What a kind has, read from the settled fields of a component.
    pub(super) fn read(kind: BuiltIn, record: &Record) -> Option<Self> {
        let sized = || r::Sized::read(record);
        let workload = || r::Workload::read(record);
        Some(match kind {
            BuiltIn::Service | BuiltIn::Worker => {
                Body::Scalable(Box::new((workload()?, r::Deployed::read(record)?, sized()?)))
            }
            BuiltIn::Stateful => {
                Body::Stateful(Box::new((workload()?, r::Stateful::read(record)?, sized()?)))
            }
            BuiltIn::Daemon => Body::Daemon(Box::new((workload()?, r::Daemon::read(record)?, sized()?))),
            BuiltIn::Job => Body::Job(Box::new((workload()?, r::Finite::read(record)?, sized()?))),
            BuiltIn::Cron => Body::Cron(Box::new((workload()?, r::Cron::read(record)?, sized()?))),
            BuiltIn::ScaledJob => {
                Body::ScaledJob(Box::new((workload()?, r::ScaledJob::read(record)?, sized()?)))
            }
            BuiltIn::Postgres => Body::Postgres(Box::new((r::Postgres::read(record)?, sized()?))),
            BuiltIn::Cache => Body::Cache(Box::new((r::Cache::read(record)?, sized()?))),
            BuiltIn::Helm => Body::Helm(Box::new((r::Helm::read(record)?, sized()?))),
            BuiltIn::Nats => Body::Nats(Box::new((r::Nats::read(record)?, sized()?))),
            BuiltIn::Stream => Body::Stream(Box::new(r::Stream::read(record)?)),
            BuiltIn::Resource => Body::Resource(Box::new(r::Resource::read(record)?)),
            BuiltIn::External => Body::External(Box::new(r::External::read(record)?)),
            BuiltIn::Manifests => Body::Manifests(Box::new(r::Manifests::read(record)?)),
        })
    }
}
