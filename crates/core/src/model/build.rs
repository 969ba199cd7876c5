//! The model of one environment: every component, secret and store that is deployed, settled and decoded.

use super::decode::{At, Decode};
use super::eval::Context;
use super::kinds::{Body, BuiltIn, Component};
use super::operators::Providers;
use super::origin::{Layer, Origins};
use super::records as r;
use super::secrets::{Secret, Store, secrets, stores};
use super::settle::{Edge, Settler, Use};
use super::value::{Record, Ref, SecretId, Settled};
use crate::check::{Declared, Environment, Program};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Span};
use crate::types::{RefType, Type};
use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use std::collections::BTreeMap;

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
    /// Who brings which API group.
    pub providers: Providers,
    /// Who needs whom, and why; sorted.
    pub edges: Vec<Edge>,
    /// Who uses which secret; sorted.
    pub uses: Vec<Use>,
    /// The chains behind all origins.
    pub origins: Origins,
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
    let schemas = settler.program.schemas.iter().filter(|schema| schema.built_in);
    let built_in: FxHashSet<FileId> = schemas.map(|schema| schema.span.file).collect();
    for (name, declared) in &settler.program.components {
        let existing = is_existing(settler, declared);
        if settler.skipped.contains(name) && !existing {
            continue;
        }
        let told = settler.diagnostics.len();
        if let Some(component) = component(settler, declared, existing) {
            components.insert(name.clone(), component);
        }
        settler.diagnostics.bring_home(told, |span| built_in.contains(&span.file), declared.span);
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
    let providers = Providers::of(settler.program, &decoded, &components);
    Some(Model {
        name: environment.name.clone(),
        span: environment.span,
        environment: decoded,
        components,
        secrets,
        stores,
        providers,
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
    let body = Body::read(kind, &record);
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
