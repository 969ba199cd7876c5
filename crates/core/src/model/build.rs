//! The model of one environment: every component, secret and store that is deployed, settled and decoded.

use super::adopted::Adopted;
use super::decode::{At, Decode};
use super::eval::Context;
use super::exposure;
use super::kinds::{Body, BuiltIn, Component};
use super::links::{Edge, Use};
use super::namespaces::{Namespace, namespaces};
use super::operators::Providers;
use super::origin::{Layer, OriginId, Origins, Step};
use super::pieces::components;
use super::records as r;
use super::secrets::{Secrets, Store, secrets, stores};
use super::settle::Settler;
use super::shared::{Shared, shared};
use super::value::{Record, Ref, Settled};
use crate::check::{Declared, Environment, Map, Program};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;
use crate::types::{RefType, ScalarType, Type};
use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// One environment, settled.
#[derive(Clone, Debug)]
pub struct Model {
    /// The environment's name.
    pub name: SmolStr,
    /// The cluster's name, where the environment has clusters.
    pub cluster: Option<SmolStr>,
    /// The place of the environment's or cluster's name.
    pub span: Span,
    /// Where the environment's name comes from.
    pub origin: OriginId,
    /// What decided where the nodes lie in the source.
    pub tree_origin: OriginId,
    /// The environment's own fields.
    pub environment: r::Environment,
    /// The components that are deployed or there already, sorted by name.
    pub components: Map<Component>,
    /// The secrets that are used, or that belong to a deployed component; sorted.
    pub secrets: Secrets,
    /// The stores that a secret uses.
    pub stores: BTreeMap<SmolStr, Store>,
    /// Who brings which API group.
    pub providers: Providers,
    /// The namespaces that are declared, by name.
    pub namespaces: BTreeMap<SmolStr, Namespace>,
    /// The configs and volumes of the top level that are used.
    pub shared: Shared,
    /// Who needs whom, and why; sorted.
    pub edges: Vec<Edge>,
    /// Who uses which secret; sorted.
    pub uses: Vec<Use>,
    /// What exists already and is taken over as it is.
    pub adopted: Adopted,
    /// Whether a text may hold a value that only the cluster knows.
    pub variables: bool,
    /// The chains behind all origins.
    pub origins: Origins,
}

/// Settles a program for one of its environments, or for one of its clusters. `None` if the environment itself can't be
/// read.
pub fn settle(
    program: &Program,
    environment: &Environment,
    cluster: Option<&SmolStr>,
    diagnostics: &mut Diagnostics,
) -> Option<Model> {
    circle(program, environment, diagnostics);
    let mut settler = Settler::new(program, environment, cluster);
    settler.settle_environment();
    let model = build(&mut settler, environment);
    diagnostics.append(std::mem::take(&mut settler.diagnostics));
    let mut model = model?;
    model.origins = std::mem::take(&mut settler.origins);
    Some(model)
}

/// An environment that inherits from itself.
fn circle(program: &Program, environment: &Environment, diagnostics: &mut Diagnostics) {
    let chain = program.inheritance(environment);
    let closes = |first: &&&Environment| {
        first.base.as_ref().is_some_and(|base| program.environments.contains_key(base))
    };
    let Some(weakest) = chain.first().filter(closes) else { return };
    diagnostics.push(
        Diagnostic::new(
            Code::KindCycle,
            environment.span,
            format!("the environment `{}` inherits from itself", environment.name),
        )
        .label("its chain of bases leads back here")
        .also(weakest.span, "by way of this one")
        .help("let one of them inherit from nothing"),
    );
}

fn build<'p>(settler: &mut Settler<'p>, environment: &Environment) -> Option<Model> {
    let record = settler.environment.clone();
    let decoded = r::Environment::read(&record)?;
    settler.skipped = skipped(settler.program, &decoded);
    let components = components(settler);
    settler.idle_settings();
    let shared = shared(settler, &components);
    let mut edges = std::mem::take(&mut settler.edges);
    edges.retain(|edge| components.get(&edge.from).is_none_or(|c| !c.common.existing));
    once(&mut edges, |a, b| a.compare(b, &settler.origins));
    not_deployed(settler, environment, &edges);
    let addresses = std::mem::take(&mut settler.addresses);
    not_deployed(settler, environment, &addresses);
    let secrets = secrets(settler, &components);
    let stores = stores(settler, &secrets);
    let namespaces = namespaces(settler);
    let mut uses = std::mem::take(&mut settler.uses);
    once(&mut uses, |a, b| a.compare(b, &settler.origins));
    let providers = Providers::of(settler.program, &decoded, &components);
    // Of an environment with clusters, both say which it is.
    let cluster = settler.target.cluster.as_ref().and(settler.layers.last()).map(|layer| layer.span);
    let named = cluster.into_iter().chain([environment.span]);
    let named: Vec<Step> = named.map(|span| Step { layer: Layer::Component, span }).collect();
    let origin = settler.origins.intern(&named);
    Some(Model {
        name: environment.name.clone(),
        cluster: settler.target.cluster.clone(),
        span: settler.layers.last().map_or(environment.span, |layer| layer.span),
        origin,
        tree_origin: tree_origin(settler, &decoded),
        environment: decoded,
        components,
        secrets,
        stores,
        providers,
        namespaces,
        shared,
        edges,
        uses,
        adopted: Adopted::default(),
        variables: settler.program.variables,
        origins: Origins::default(),
    })
}

/// Sorts what may have been found several times, and keeps each once.
pub(super) fn once<T>(found: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    found.sort_by(&compare);
    found.dedup_by(|a, b| compare(a, b).is_eq());
}

/// What decided where the nodes lie in the source: the layout or path, and the names that stand in it.
fn tree_origin(settler: &mut Settler, environment: &r::Environment) -> OriginId {
    let flux = &environment.flux;
    let said = flux.layout.as_ref().map(|layout| layout.nodes.origin);
    let said = said.or(flux.path.as_ref().map(|path| path.origin));
    let names = settler.layers.iter().rev().take(if settler.target.cluster.is_some() { 2 } else { 1 });
    let layer = Layer::Reference(SmolStr::new_static("environment.name"));
    let mut steps: Vec<Step> = names.map(|named| Step { layer: layer.clone(), span: named.span }).collect();
    steps.extend(said.into_iter().flat_map(|id| settler.origins.get(id).to_vec()));
    settler.origins.intern(&steps)
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

pub(super) fn is_existing<'p>(settler: &mut Settler<'p>, declared: &'p Declared) -> bool {
    settler.field(declared, "existing", None).and_then(|settled| bool::decode(&settled)).unwrap_or(false)
}

pub(super) fn component<'p>(
    settler: &mut Settler<'p>,
    declared: &'p Declared,
    existing: bool,
) -> Option<Component> {
    let program = settler.program;
    let kind = program.chain(declared.schema).find_map(|s| BuiltIn::named(&s.name).filter(|_| s.built_in))?;
    let schema = program.schema(declared.schema)?;
    let mut record = Record { fields: Vec::with_capacity(schema.fields.len()), ..Record::default() };
    let merged = settler.merged(declared);
    for (name, field) in &schema.fields {
        // Most fields of a kind are nobody's business.
        let unset =
            field.default.is_none() && !matches!(field.ty, Type::Record(_)) && merged.get(name).is_none();
        match if unset { None } else { settler.field(declared, name, None) } {
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
    let body = Body::read(kind, &record);
    if body.is_none() && !existing {
        return None;
    }
    let outputs = outputs(settler, declared, kind, &record);
    let (port, endpoints) = (settler.port_output(declared), settler.endpoints(declared));
    Some(Component {
        name: declared.name.clone(),
        span: declared.span,
        origin: settler.origin(Layer::Component, declared.span),
        kind,
        declared_kind: schema.name.clone(),
        common,
        body,
        outputs,
        port,
        endpoints,
    })
}

/// The outputs of a server by which streams and scalers reach it, and the full names of exposed hosts.
fn outputs<'p>(
    settler: &mut Settler<'p>,
    declared: &'p Declared,
    kind: BuiltIn,
    record: &Record,
) -> Vec<(SmolStr, Settled)> {
    const NATS: [&[&str]; 3] = [&["client", "url"], &["monitoring", "endpoint"], &["account"]];
    let wanted: &[&[&str]] = if kind == BuiltIn::Nats { &NATS } else { &[] };
    let names = |path: &[&str]| path.iter().map(SmolStr::new).collect::<Vec<_>>();
    let hosts = exposure::names(record).map(|name| names(&["expose", name, "host"]));
    let wanted = wanted.iter().map(|path| names(path)).chain(hosts);
    let context = Context::of(&declared.name);
    let mut outputs = Vec::new();
    for names in wanted {
        let path = &names;
        let mut chain = Vec::new();
        if let Some(value) = settler.member(&context, declared, &names, declared.span, &mut chain) {
            outputs.push((path.join(".").into(), Settled { value, origin: settler.origins.intern(&chain) }));
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
        .help(format!("write `{name}: {}` in its block", example(name, &field.ty)))
        .fill_in(declared.span, &[], format!("{name}: {}", example(name, &field.ty))),
    );
}

/// What a scalar of a field with this name may look like, for helps.
pub(super) fn scalar_example(name: &str, scalar: ScalarType) -> &'static str {
    match (name, scalar) {
        ("storage" | "size", ScalarType::Bytes) => "10Gi",
        ("at", ScalarType::Path) => "\"/data\"",
        ("url", ScalarType::String) => "\"https://github.com/team/fleet\"",
        ("chart", ScalarType::String) => "\"podinfo\"",
        ("repository", ScalarType::String) => "\"https://stefanprodan.github.io/podinfo\"",
        ("version", ScalarType::String) => "\"1.2.3\"",
        ("region", ScalarType::String) => "\"eu-central-1\"",
        (_, scalar) => scalar.example(),
    }
}

/// What a value of a type may look like, for helps.
pub(super) fn example(name: &str, ty: &Type) -> String {
    match (ty.scalar(), ty.required()) {
        (Some(scalar), _) => scalar_example(name, scalar).to_owned(),
        (_, Type::Ref(RefType::Consumer)) => "STREAM.CONSUMER".to_owned(),
        (_, Type::Ref(RefType::Component(_))) => "COMPONENT".to_owned(),
        (_, Type::List(_)) => "[…]".to_owned(),
        (_, Type::Words(words)) => words.join(" | "),
        _ => "VALUE".to_owned(),
    }
}

/// References to components that are left out here.
fn not_deployed(settler: &mut Settler, environment: &Environment, edges: &[Edge]) {
    let program = settler.program;
    let mut reported = FxHashSet::default();
    for edge in edges {
        let Some(target) = program.components.get(&edge.to) else { continue };
        let needed = settler.skipped.contains(&edge.to) && !settler.skipped.contains(&edge.from);
        if !needed || is_existing(settler, target) || !reported.insert((&edge.from, &edge.to)) {
            continue;
        }
        let elsewhere = elsewhere(program, environment, &edge.to);
        let (code, message, left_out) = match (&settler.target.cluster, elsewhere.as_slice()) {
            (Some(here), [_, ..]) => {
                let there = elsewhere.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                let message =
                    format!("`{}` on `{here}` needs `{}`, which is only on {there}", edge.from, edge.to);
                (Code::AcrossClusters, message, format!("left out on `{here}`"))
            }
            _ => {
                let here = settler.target.to_string();
                let message = format!("`{}` needs `{}`, which is not deployed {here}", edge.from, edge.to);
                (Code::NotDeployed, message, "left out by `deploy` or `skip`".to_owned())
            }
        };
        let diagnostic =
            Diagnostic::new(code, edge.span, message).label("needed here").also(target.span, left_out);
        settler.diagnostics.push(if code == Code::AcrossClusters {
            diagnostic
                .help(format!("deploy `{}` on both clusters", edge.to))
                .help("or reach it from outside: declare an `external` component with its public host, and refer to that")
        } else {
            let diagnostic = diagnostic.help(format!(
                "deploy `{0}`, or say that it is there already: `override {0} {{ existing: true }}`",
                edge.to
            ));
            deployed(settler, environment, diagnostic, &edge.to)
        });
    }
}

/// Adds the repair that deploys a component: out of `skip`, or into `deploy`.
fn deployed(
    settler: &Settler,
    environment: &Environment,
    diagnostic: Diagnostic,
    name: &SmolStr,
) -> Diagnostic {
    let Some(decoded) = r::Environment::read(&settler.environment) else { return diagnostic };
    let skipped =
        decoded.skip.iter().find(|item| matches!(&item.value, Ref::Component(other) if other == name));
    let place = skipped.and_then(|item| settler.origins.get(item.origin).last()).map(|step| step.span);
    match (place, decoded.deploy.is_empty()) {
        (Some(place), true) => diagnostic.take_item_out(place),
        (None, false) => diagnostic.add_item(environment.span, "deploy", name.as_str()),
        _ => diagnostic,
    }
}

/// The clusters of an environment on which a component is deployed.
fn elsewhere(program: &Program, environment: &Environment, component: &SmolStr) -> Vec<SmolStr> {
    let deployed = |cluster: &SmolStr| {
        let mut settler = Settler::new(program, environment, Some(cluster));
        settler.settle_environment();
        let decoded = r::Environment::read(&settler.environment);
        decoded.is_some_and(|decoded| !skipped(program, &decoded).contains(component))
    };
    program.clusters(environment).into_iter().filter(deployed).collect()
}
