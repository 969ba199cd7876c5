//! The model of one environment: every component, secret and store that is deployed, settled and decoded.

use super::decode::{At, Decode};
use super::eval::{Context, secret_decl};
use super::merge::Merged;
use super::origin::{Layer, OriginId, Origins};
use super::records as r;
use super::settle::{Edge, Settler, Use};
use super::value::{Record, Ref, SecretId, Settled};
use crate::check::{Declared, Environment, Program};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;
use crate::types::{Family, RefType, SchemaId, Type};
use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};

/// One environment, settled.
#[derive(Clone, Debug)]
pub struct Model {
    /// The environment's name.
    pub name: SmolStr,
    /// The place of the environment's name.
    pub span: Span,
    /// The environment's own fields.
    pub environment: r::Environment,
    /// The components that are deployed or there already, by name.
    pub components: BTreeMap<SmolStr, Component>,
    /// The secrets that are used, or that belong to a deployed component.
    pub secrets: BTreeMap<SecretId, Secret>,
    /// The stores that a secret uses.
    pub stores: BTreeMap<SmolStr, Store>,
    /// Who needs whom, and why; sorted.
    pub edges: Vec<Edge>,
    /// Who uses which secret; sorted.
    pub uses: Vec<Use>,
    /// The chains behind all origins.
    pub origins: Origins,
}

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
}

impl BuiltIn {
    /// Every kind with its name in the prelude.
    pub const NAMES: [(&'static str, BuiltIn); 9] = [
        ("service", BuiltIn::Service),
        ("worker", BuiltIn::Worker),
        ("job", BuiltIn::Job),
        ("postgres", BuiltIn::Postgres),
        ("cache", BuiltIn::Cache),
        ("nats", BuiltIn::Nats),
        ("stream", BuiltIn::Stream),
        ("resource", BuiltIn::Resource),
        ("external", BuiltIn::External),
    ];

    fn named(name: &str) -> Option<Self> {
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

/// A secret.
#[derive(Clone, Debug)]
pub struct Secret {
    /// Its identity.
    pub id: SecretId,
    /// The place of its name.
    pub span: Span,
    /// Where it comes from.
    pub origin: OriginId,
    /// The name of the Secret in the cluster.
    pub name: SmolStr,
    /// The namespaces in which it is used, sorted.
    pub namespaces: BTreeSet<SmolStr>,
    /// What its kind has.
    pub body: SecretBody,
}

/// What the kinds of secrets have.
#[derive(Clone, Debug)]
pub enum SecretBody {
    /// `external`
    External(r::ExternalSecret),
    /// `registry`
    Registry(r::RegistrySecret),
    /// `generated`
    Generated(r::GeneratedSecret),
    /// `existing`
    Existing(r::ExistingSecret),
}

impl SecretBody {
    /// The name that its declaration gives it.
    fn name(&self) -> Option<&SmolStr> {
        match self {
            SecretBody::External(body) => body.name.as_deref(),
            SecretBody::Registry(body) => body.name.as_deref(),
            SecretBody::Generated(body) => body.name.as_deref(),
            SecretBody::Existing(body) => body.name.as_deref(),
        }
    }
}

/// A store.
#[derive(Clone, Debug)]
pub struct Store {
    /// Its name, also of the ClusterSecretStore.
    pub name: SmolStr,
    /// Where it comes from.
    pub origin: OriginId,
    /// What its kind has.
    pub body: StoreBody,
}

/// What the kinds of stores have.
#[derive(Clone, Debug)]
pub enum StoreBody {
    /// `aws-parameter-store`
    AwsParameterStore(r::AwsStore),
    /// `aws-secrets-manager`
    AwsSecretsManager(r::AwsStore),
    /// `gcp-secret-manager`
    Gcp(r::GcpStore),
    /// `vault`
    Vault(r::VaultStore),
    /// `existing`
    Existing,
}

/// Settles a program for one of its environments. `None` if the environment itself can't be read.
pub fn settle(program: &Program, environment: &Environment, diagnostics: &mut Diagnostics) -> Option<Model> {
    let mut settler = Settler::new(program, inheritance(program, environment, diagnostics));
    settler.settle_environment();
    let model = build(&mut settler, environment);
    diagnostics.append(std::mem::take(&mut settler.diagnostics));
    let mut model = model?;
    model.origins = std::mem::take(&mut settler.origins);
    Some(model)
}

/// The environment and those it inherits from, the base first.
fn inheritance<'p>(
    program: &'p Program,
    environment: &'p Environment,
    diagnostics: &mut Diagnostics,
) -> Vec<&'p Environment> {
    let mut chain = vec![environment];
    while let Some(base) =
        chain.last().and_then(|e| e.base.as_ref()).and_then(|name| program.environments.get(name))
    {
        if chain.iter().any(|e| e.name == base.name) {
            diagnostics.push(
                Diagnostic::new(
                    Code::KindCycle,
                    environment.span,
                    format!("the environment `{}` inherits from itself", environment.name),
                )
                .also(base.span, "by way of this one")
                .help("let one of them inherit from nothing"),
            );
            break;
        }
        chain.push(base);
    }
    chain.reverse();
    chain
}

fn build<'p>(settler: &mut Settler<'p>, environment: &Environment) -> Option<Model> {
    let record = settler.environment.clone();
    let decoded = r::Environment::read(&record)?;
    settler.skipped = skipped(settler.program, &decoded);
    let mut components = BTreeMap::new();
    for (name, declared) in &settler.program.components {
        let existing = is_existing(settler, declared);
        if settler.skipped.contains(name) && !existing {
            continue;
        }
        if let Some(component) = component(settler, declared, existing) {
            components.insert(name.clone(), component);
        }
    }
    let mut edges = std::mem::take(&mut settler.edges);
    edges.retain(|edge| components.get(&edge.from).is_none_or(|c| !c.common.existing));
    edges.sort();
    edges.dedup_by(|a, b| (&a.from, &a.to, a.span) == (&b.from, &b.to, b.span));
    not_deployed(settler, &edges);
    let secrets = secrets(settler, &components);
    let stores = stores(settler, &secrets);
    let mut uses = std::mem::take(&mut settler.uses);
    uses.sort();
    uses.dedup();
    Some(Model {
        name: environment.name.clone(),
        span: environment.span,
        environment: decoded,
        components,
        secrets,
        stores,
        edges,
        uses,
        origins: Origins::default(),
    })
}

/// The components that `deploy` and `skip` leave out.
fn skipped(program: &Program, environment: &r::Environment) -> FxHashSet<SmolStr> {
    let named = |list: &[At<Ref>]| -> FxHashSet<SmolStr> {
        list.iter()
            .filter_map(|item| match &item.value {
                Ref::Component(name) => Some(name.clone()),
                _ => None,
            })
            .collect()
    };
    let (deploy, skip) = (named(&environment.deploy), named(&environment.skip));
    let left_out = |name: &&SmolStr| skip.contains(*name) || (!deploy.is_empty() && !deploy.contains(*name));
    program.components.keys().filter(left_out).cloned().collect()
}

fn is_existing<'p>(settler: &mut Settler<'p>, declared: &'p Declared) -> bool {
    settler.field(declared, "existing", None).and_then(|settled| bool::decode(&settled)).unwrap_or(false)
}

fn component<'p>(settler: &mut Settler<'p>, declared: &'p Declared, existing: bool) -> Option<Component> {
    let program = settler.program;
    let kind = program.chain(declared.schema).find_map(|s| BuiltIn::named(&s.name).filter(|_| s.built_in))?;
    let schema = program.schema(declared.schema)?;
    let mut record = Record::default();
    let merged = settler.merged(declared);
    for (name, field) in &schema.fields {
        match settler.field(declared, name, None) {
            Some(settled) => record.fields.push((name.clone(), settled)),
            None if field.default.is_none()
                && !field.ty.may_be_absent()
                && !settler.was_set(&merged, name) =>
            {
                missing(settler, declared, schema, name);
            }
            None => {}
        }
    }
    let common = r::Common::read(&record)?;
    let body = body(kind, &record);
    if body.is_none() && !existing {
        return None;
    }
    let outputs = outputs(settler, declared, kind);
    Some(Component {
        name: declared.name.clone(),
        span: declared.span,
        origin: settler.origin(Layer::Component, declared.span),
        kind,
        declared_kind: schema.name.clone(),
        common,
        body,
        outputs,
    })
}

/// The outputs of a server by which streams and scalers reach it.
fn outputs<'p>(settler: &mut Settler<'p>, declared: &'p Declared, kind: BuiltIn) -> Vec<(SmolStr, Settled)> {
    const NATS: [&[&str]; 3] = [&["client", "url"], &["monitoring", "endpoint"], &["account"]];
    let wanted: &[&[&str]] = if kind == BuiltIn::Nats { &NATS } else { &[] };
    let context = Context::of(&declared.name);
    let mut outputs = Vec::new();
    for path in wanted {
        let names: Vec<SmolStr> = path.iter().map(SmolStr::new).collect();
        let mut chain = Vec::new();
        if let Some(value) = settler.member(&context, declared, &names, declared.span, &mut chain) {
            outputs.push((path.join(".").into(), Settled { value, origin: settler.origins.intern(chain) }));
        }
    }
    outputs
}

fn missing(settler: &mut Settler, declared: &Declared, schema: &crate::check::Schema, name: &str) {
    let Some(field) = schema.fields.get(name) else { return };
    let by_user = settler.program.chain(declared.schema).any(|s| {
        !s.built_in
            && s.fields.contains_key(name)
            && s.base.and_then(|b| settler.program.schema(b)).is_none_or(|b| !b.fields.contains_key(name))
    });
    let (code, what) = if by_user { (Code::UnsetParam, "param") } else { (Code::MissingField, "field") };
    settler.diagnostics.push(
        Diagnostic::new(
            code,
            declared.span,
            format!("the {what} `{name}` of `{}` is not set", declared.name),
        )
        .label(format!("`{}` needs `{name}`", schema.name))
        .also(field.span, "declared here, without a default")
        .help(format!("write `{name}: {}` in its block", example(&field.ty))),
    );
}

/// What a value of a type may look like, for helps.
pub(super) fn example(ty: &Type) -> String {
    match (ty.scalar(), ty.required()) {
        (Some(scalar), _) => scalar.example().to_owned(),
        (_, Type::Ref(RefType::Consumer)) => "STREAM.CONSUMER".to_owned(),
        (_, Type::Ref(RefType::Component(_))) => "COMPONENT".to_owned(),
        (_, Type::List(_)) => "[…]".to_owned(),
        (_, Type::Words(words)) => words.join(" | "),
        _ => "VALUE".to_owned(),
    }
}

fn body(kind: BuiltIn, record: &Record) -> Option<Body> {
    let sized = || r::Sized::read(record);
    Some(match kind {
        BuiltIn::Service | BuiltIn::Worker => {
            Body::Scalable(Box::new((r::Workload::read(record)?, r::Scalable::read(record)?, sized()?)))
        }
        BuiltIn::Job => Body::Job(Box::new((r::Workload::read(record)?, r::Job::read(record)?, sized()?))),
        BuiltIn::Postgres => Body::Postgres(Box::new((r::Postgres::read(record)?, sized()?))),
        BuiltIn::Cache => Body::Cache(Box::new((r::Cache::read(record)?, sized()?))),
        BuiltIn::Nats => Body::Nats(Box::new(r::Nats::read(record)?)),
        BuiltIn::Stream => Body::Stream(Box::new(r::Stream::read(record)?)),
        BuiltIn::Resource => Body::Resource(Box::new(r::Resource::read(record)?)),
        BuiltIn::External => Body::External(Box::new(r::External::read(record)?)),
    })
}

/// References to components that this environment leaves out.
fn not_deployed(settler: &mut Settler, edges: &[Edge]) {
    let program = settler.program;
    let mut reported = FxHashSet::default();
    for edge in edges {
        let Some(target) = program.components.get(&edge.to) else { continue };
        let needed = settler.skipped.contains(&edge.to) && !settler.skipped.contains(&edge.from);
        if !needed || is_existing(settler, target) || !reported.insert((&edge.from, &edge.to)) {
            continue;
        }
        let environment = settler.layers.last().map(|e| e.name.clone()).unwrap_or_default();
        settler.diagnostics.push(
            Diagnostic::new(
                Code::NotDeployed,
                edge.span,
                format!("`{}` needs `{}`, which is not deployed in `{environment}`", edge.from, edge.to),
            )
            .label("needed here")
            .also(target.span, "left out by `deploy` or `skip`")
            .help(format!(
                "deploy `{}`, or say that it is there already: `override {} {{ existing: true }}`",
                edge.to, edge.to
            )),
        );
    }
}

fn secrets<'p>(
    settler: &mut Settler<'p>,
    components: &BTreeMap<SmolStr, Component>,
) -> BTreeMap<SecretId, Secret> {
    let mut used: BTreeMap<SecretId, BTreeSet<SmolStr>> = BTreeMap::new();
    for entry in &settler.uses {
        if let Some(user) = components.get(&entry.component) {
            used.entry(entry.secret.clone()).or_default().insert(user.common.namespace.value.clone());
        }
    }
    for component in components.values().filter(|c| !c.common.existing) {
        for id in own_secrets(settler.program, component) {
            used.entry(id).or_default();
        }
    }
    let mut secrets = BTreeMap::new();
    for (id, namespaces) in used {
        if let Some(secret) = secret(settler, &id, namespaces, components) {
            secrets.insert(id, secret);
        }
    }
    secrets
}

fn own_secrets(program: &Program, component: &Component) -> BTreeSet<SecretId> {
    let Some(declared) = program.components.get(&component.name) else { return BTreeSet::new() };
    let kinds = program.chain(declared.schema).flat_map(|kind| kind.body.secrets.keys());
    let names = declared.body.secrets.keys().chain(kinds);
    names.map(|name| SecretId { owner: Some(component.name.clone()), name: name.clone() }).collect()
}

fn secret<'p>(
    settler: &mut Settler<'p>,
    id: &SecretId,
    mut namespaces: BTreeSet<SmolStr>,
    components: &BTreeMap<SmolStr, Component>,
) -> Option<Secret> {
    let decl = secret_decl(settler.program, id)?;
    let context =
        Context { own: id.owner.clone(), user: id.owner.clone(), secret: Some(id.clone()), asked: None };
    let merged = Merged::of(Layer::Component, &decl.body.settings);
    let record = settler.record(&context, decl.schema, &merged);
    let schema = settler.program.schema(decl.schema)?;
    let body = match schema.name.as_str() {
        "external" => SecretBody::External(r::ExternalSecret::read(&record)?),
        "registry" => SecretBody::Registry(r::RegistrySecret::read(&record)?),
        "generated" => SecretBody::Generated(r::GeneratedSecret::read(&record)?),
        _ => SecretBody::Existing(r::ExistingSecret::read(&record)?),
    };
    if let Some(owner) = id.owner.as_ref().and_then(|owner| components.get(owner)) {
        namespaces.insert(owner.common.namespace.value.clone());
    }
    let origin = settler.origin(Layer::Component, decl.span);
    let name = body.name().cloned().unwrap_or_else(|| id.name.clone());
    Some(Secret { id: id.clone(), span: decl.span, origin, name, namespaces, body })
}

fn stores<'p>(settler: &mut Settler<'p>, secrets: &BTreeMap<SecretId, Secret>) -> BTreeMap<SmolStr, Store> {
    let names: BTreeSet<SmolStr> =
        secrets.values().filter_map(|secret| secret.body.store().cloned()).collect();
    names.into_iter().filter_map(|name| store(settler, &name).map(|store| (name, store))).collect()
}

impl SecretBody {
    /// The store that holds its values.
    #[must_use]
    pub fn store(&self) -> Option<&SmolStr> {
        let target = match self {
            SecretBody::External(body) => &body.store.value,
            SecretBody::Registry(body) => &body.store.value,
            _ => return None,
        };
        match target {
            Ref::Store(name) => Some(name),
            _ => None,
        }
    }
}

fn store<'p>(settler: &mut Settler<'p>, name: &SmolStr) -> Option<Store> {
    let decl = settler.program.stores.get(name)?;
    let merged = Merged::of(Layer::Component, &decl.body.settings);
    let record = settler.record(&Context::default(), decl.schema, &merged);
    let body = match store_kind(settler.program, decl.schema)? {
        "aws-parameter-store" => StoreBody::AwsParameterStore(r::AwsStore::read(&record)?),
        "aws-secrets-manager" => StoreBody::AwsSecretsManager(r::AwsStore::read(&record)?),
        "gcp-secret-manager" => StoreBody::Gcp(r::GcpStore::read(&record)?),
        "vault" => StoreBody::Vault(r::VaultStore::read(&record)?),
        _ => StoreBody::Existing,
    };
    Some(Store { name: name.clone(), origin: settler.origin(Layer::Component, decl.span), body })
}

fn store_kind(program: &Program, schema: SchemaId) -> Option<&str> {
    program.schema(schema).filter(|s| s.family == Family::Store).map(|s| s.name.as_str())
}
