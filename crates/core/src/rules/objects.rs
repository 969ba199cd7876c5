//! What can only be seen once the objects are there.

mod database;
mod expansions;
mod flux;
mod found;
mod given;
mod issuer;
mod judged;
mod levels;
mod lookups;
mod metadata;
mod monitors;
mod network;
mod pods;
mod rbac;
mod routes;
mod scalers;
mod secrets;
mod selectors;
mod services;
mod stock;
mod whole;

use found::Found;
pub(super) use given::said;
pub(super) use judged::{By, Judged};
use whole::Whole;
pub(super) use whole::is_filled_in;

use super::texts::{Faults, Known};
use crate::check::{Declared, Expr, ExprKind, Head, Program, Setting};
use crate::diagnostic::{Applicability, Change, Code, Diagnostic, Diagnostics};
use crate::model::{OriginId, Providers, known_operators};
use crate::object::{Object, Output};
use crate::openapi::{Fault, What};
use crate::parallel;
use crate::source::{Sources, Span};
use crate::types::Scalar;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};

/// How many objects are worth a thread.
const LEAST_OBJECTS: usize = 128;

/// What the rules about objects need of the model, which lowering has used up.
#[derive(Clone, Debug)]
pub struct Given {
    /// The environment's name and its place.
    environment: (SmolStr, Span),
    /// Who brings which API group.
    providers: Providers,
    /// Where `provides` stands, if it does.
    list: Option<Span>,
    /// The API groups that adopted manifests bring.
    brought: BTreeSet<SmolStr>,
    /// The place of each component's name.
    components: BTreeMap<SmolStr, Span>,
    /// Where the layout stands, if there is one.
    pub(super) layout: Option<Span>,
    /// Kind, name and namespace of the source.
    pub(super) source: (&'static str, SmolStr, SmolStr),
    /// The cluster variables that are declared.
    pub(super) variables: Vec<super::variables::Declared>,
    /// Where each adopted object stands.
    documents: FxHashMap<OriginId, Document>,
    /// Secrets that somebody else makes, by namespace and name, with their keys.
    secrets: Vec<(SmolStr, SmolStr, stock::Keys)>,
    /// The components that are one object of any API.
    resources: BTreeSet<SmolStr>,
    /// What is there without being emitted: its kind where that is known, its namespace, its name.
    existing: Vec<(Option<SmolStr>, SmolStr, SmolStr)>,
}

/// The place of an adopted object.
#[derive(Clone, Debug)]
struct Document {
    /// Its document.
    span: Span,
    /// The steps to it in there.
    path: Vec<SmolStr>,
}

impl Given {
    /// Keeps of a model what the rules about objects need.
    #[must_use]
    pub fn of(program: &Program, model: &crate::model::Model) -> Self {
        let flux = &model.environment.flux;
        let (kind, source) = crate::lower::source::reference(model);
        Self {
            environment: (model.name.clone(), model.span),
            providers: model.providers.clone(),
            list: model
                .environment
                .provides
                .last()
                .map(|at| super::place(&model.origins, at.origin, model.span)),
            brought: model.adopted.groups().into_keys().collect(),
            components: model.components.values().map(|c| (c.name.clone(), c.span)).collect(),
            layout: flux.layout.as_ref().map(|at| super::place(&model.origins, at.origin, model.span)),
            source: (kind, source, flux.namespace.value.clone()),
            variables: super::variables::declared(model),
            documents: given::documents(model),
            secrets: given::secrets(program, model),
            existing: given::existing(model),
            resources: given::resources(model),
        }
    }
}

impl Given {
    /// The place of the environment's name.
    pub(super) fn environment_span(&self) -> Span {
        self.environment.1
    }
}

/// Runs the rules over the objects of an environment.
pub fn check(
    program: &Program,
    given: &Given,
    output: &Output,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) {
    let whole = Whole::of(program, given, output, sources);
    if whole.collide() {
        identities(output, diagnostics);
    }
    let (found, faults) = families(&whole);
    found.into(diagnostics);
    super::layout::folders(given, output, diagnostics);
    super::sources::own(given, output, diagnostics);
    super::variables::check(given, output, diagnostics);
    super::texts::made(sources, given, output, faults, diagnostics);
}

/// A part of the rules' work, for whoever has time.
enum Part<'o, 'a> {
    /// A rule that looks at all objects.
    Across(fn(&Whole, &mut Found)),
    /// The rules that look at one object at a time.
    Each(&'o [&'o Judged<'a>]),
}

/// References and settings of whole objects, family by family, and what is wrong with the texts of those that fluo wrote.
fn families<'a>(whole: &Whole<'a>) -> (Found, Vec<Faults<'a>>) {
    const ACROSS: [fn(&Whole, &mut Found); 6] =
        [operators, scalers::check, network::check, routes::across, issuer::twice, flux::circles];
    let judged: Vec<&Judged> = whole.judged().collect();
    let across = ACROSS.into_iter().map(Part::Across);
    let parts: Vec<Part> = across.chain(judged.chunks(LEAST_OBJECTS).map(Part::Each)).collect();
    let least = if judged.len() > LEAST_OBJECTS { 1 } else { parts.len() };
    let made = parallel::pieces(&parts, least, |parts| {
        let (mut found, mut faults, mut known) = (Found::default(), Vec::new(), Known::default());
        for part in parts {
            match part {
                Part::Across(rule) => rule(whole, &mut found),
                Part::Each(objects) => {
                    one_by_one(whole, objects, &mut found);
                    faults.extend(super::texts::faults_of(&mut known, objects));
                }
            }
        }
        (found, faults)
    });
    let (mut all, mut faults) = (Found::default(), Vec::new());
    for (found, of_texts) in made {
        all.append(found);
        faults.extend(of_texts);
    }
    (all, faults)
}

/// The rules that look at one object at a time.
fn one_by_one<'a>(whole: &Whole<'a>, objects: &[&Judged<'a>], found: &mut Found) {
    for object in objects {
        metadata::check(whole, object, found);
        pods::check(whole, object, found);
        levels::check(whole, object, found);
        lookups::check(whole, object, found);
        expansions::check(whole, object, found);
        services::check(whole, object, found);
        routes::check(whole, object, found);
        selectors::check(whole, object, found);
        monitors::check(whole, object, found);
        rbac::check(whole, object, found);
        flux::check(whole, object, found);
        secrets::check(whole, object, found);
        issuer::check(whole, object, found);
        database::check(whole, object, found);
    }
}

/// A fault of an object against its schema.
pub(super) fn fault(fault: &Fault, span: Span, object: &str) -> Diagnostic {
    let code = match fault.what {
        What::Unknown => Code::UnknownObjectField,
        What::Value => Code::WrongObjectValue,
        What::Missing => Code::MissingObjectField,
    };
    let diagnostic =
        Diagnostic::new(code, span, format!("{object}: {}", fault.message)).label(fault.label.clone());
    let diagnostic = match &fault.near {
        Some(near) => {
            let wrong = fault.path.last().map(SmolStr::as_str).unwrap_or_default();
            diagnostic.help(format!("did you mean `{near}`?")).rename(span, wrong, near.as_str())
        }
        None => diagnostic,
    };
    match &fault.help {
        Some(help) => diagnostic.help(help.clone()),
        None => diagnostic,
    }
}

/// API groups that every cluster with Flux has.
fn is_always_there(group: &str) -> bool {
    const KUBERNETES: [&str; 19] = [
        "",
        "apps",
        "batch",
        "autoscaling",
        "policy",
        "networking.k8s.io",
        "rbac.authorization.k8s.io",
        "storage.k8s.io",
        "apiextensions.k8s.io",
        "admissionregistration.k8s.io",
        "apiregistration.k8s.io",
        "certificates.k8s.io",
        "coordination.k8s.io",
        "discovery.k8s.io",
        "events.k8s.io",
        "flowcontrol.apiserver.k8s.io",
        "node.k8s.io",
        "resource.k8s.io",
        "scheduling.k8s.io",
    ];
    KUBERNETES.contains(&group) || group.ends_with(".toolkit.fluxcd.io")
}

/// A custom resource whose operator the cluster does not have fails the dry run of its whole node.
fn operators(whole: &Whole, found: &mut Found) {
    let Whole { program, given, output, .. } = whole;
    let known = known_operators(program);
    let mut missing: BTreeMap<String, BTreeSet<(Span, String)>> = BTreeMap::new();
    let mut there: FxHashMap<&str, bool> = FxHashMap::default();
    for node in &output.nodes {
        let adopted = node.adopted.objects.iter().map(|(object, _)| object);
        let objects = node.objects.iter().chain(adopted);
        let needed = objects.map(|object| (object, needed_group(object)));
        for (object, group) in needed {
            // Most objects of an environment are of few groups.
            let there = *there.entry(group).or_insert_with(|| {
                is_always_there(group)
                    || given.providers.of_group(group).is_some()
                    || given.brought.contains(group)
            });
            if there {
                continue;
            }
            let operator = known.iter().find(|(_, groups)| groups.iter().any(|g| *g == group));
            let name = operator.map_or(group, |(name, _)| name.as_str());
            let span = node.component.as_ref().and_then(|c| given.components.get(c)).copied();
            let span =
                span.unwrap_or_else(|| super::place(&output.origins, object.origin, given.environment.1));
            missing
                .entry(wanted(name, operator.is_some()))
                .or_default()
                .insert((span, object.kind.to_string()));
        }
    }
    for (name, users) in missing {
        found.tell(missing_operator(program, given, &name, &users));
    }
}

/// The API group whose operator an object needs: its own, or that of whoever acts on its annotations.
fn needed_group(object: &Object) -> &str {
    let issuer = object.body.at(&["metadata", "annotations", crate::lower::expose::CLUSTER_ISSUER]);
    if issuer.is_some() { "cert-manager.io" } else { object.group() }
}

/// How `provides` names what is missing: an operator by its name, a group as a string.
fn wanted(name: &str, operator: bool) -> String {
    if operator { name.to_owned() } else { format!("\"{name}\"") }
}

fn missing_operator(
    program: &Program,
    given: &Given,
    name: &str,
    users: &BTreeSet<(Span, String)>,
) -> Diagnostic {
    let (environment, place) = &given.environment;
    let shown = name.trim_matches('"');
    let first = users.first().map_or(*place, |(span, _)| *span);
    let mut places: FxHashMap<Span, Vec<String>> = FxHashMap::default();
    for (span, kind) in users {
        places.entry(*span).or_default().push(format!("`{kind}`"));
    }
    let kinds = |span: &Span| places.get(span).map(|kinds| kinds.join(", ")).unwrap_or_default();
    let mut diagnostic = Diagnostic::new(
        Code::MissingOperator,
        first,
        format!("{}, which `{environment}` does not have", needing(name, users)),
    )
    .label(format!("emits {}", kinds(&first)));
    let others: BTreeSet<Span> = users.iter().map(|(span, _)| *span).filter(|span| *span != first).collect();
    for span in others {
        diagnostic = diagnostic.also(span, format!("emits {}", kinds(&span)));
    }
    let left_out = bringing(program, shown).find(|c| !given.components.contains_key(&c.name));
    if let Some(left_out) = left_out {
        let name = &left_out.name;
        return diagnostic.also(left_out.span, format!("`{name}` would bring it, but is left out")).help(
            format!(
                "deploy `{name}`, or say that it is there already: `override {name} {{ existing: true }}`"
            ),
        );
    }
    if let Some((kind, file)) = crate::library::bringing(shown) {
        let target = format!("{}{}", crate::library::PREFIX, file.name);
        diagnostic = diagnostic
            .help(format!("to deploy it, write `use \"{target}\"` and `component {kind}: {kind} {{}}`"))
            .intend(
                format!("deploy `{kind}`"),
                vec![
                    Change::Use { at: *place, path: target },
                    Change::Declare { at: *place, text: format!("component {kind}: {kind} {{}}") },
                ],
                Applicability::Unsafe,
            );
    }
    match given.list {
        Some(list) => diagnostic
            .also(list, format!("`{shown}` is not among them"))
            .help(format!("if the cluster has it, add `{name}` to `provides`"))
            .add_item(*place, "provides", name),
        None => diagnostic
            .also(*place, format!("`{environment}` provides nothing"))
            .help(format!("if the cluster has it, write `provides: [{name}]` in the environment"))
            .add_item(*place, "provides", name),
    }
}

/// The components of the whole program that bring an operator, or an API group that is named as such.
fn bringing<'p>(program: &'p Program, operator: &'p str) -> impl Iterator<Item = &'p Declared> {
    let says = move |setting: &Setting| match &setting.head {
        Head::Set(Expr { kind: ExprKind::List(items), .. }) if setting.key == "provides" => {
            items.iter().any(|item| match &item.kind {
                ExprKind::Operator(name) | ExprKind::Scalar(Scalar::Text(name)) => name == operator,
                _ => false,
            })
        }
        _ => false,
    };
    program.components.values().filter(move |component| {
        let kinds = program.chain(component.schema).flat_map(|kind| &kind.body.settings);
        component.body.settings.iter().chain(kinds).any(says)
    })
}

/// An operator has a name; of an unknown one only the group is known.
fn needing(name: &str, users: &BTreeSet<(Span, String)>) -> String {
    let kinds: BTreeSet<String> = users.iter().map(|(_, kind)| format!("`{kind}`")).collect();
    let verb = if kinds.len() == 1 { "needs" } else { "need" };
    let kinds = kinds.into_iter().collect::<Vec<_>>().join(" and ");
    match name.strip_prefix('"') {
        None => format!("{kinds} {verb} the operator `{name}`"),
        Some(group) => format!("{kinds} {verb} an operator for `{}`", group.trim_end_matches('"')),
    }
}

/// Of two objects of one identity the one applied last would win, silently.
fn identities(output: &Output, diagnostics: &mut Diagnostics) {
    let mut seen: FxHashMap<(&str, &str, &str, &str), &Object> = FxHashMap::default();
    for object in output.objects().chain(output.adopted()) {
        let Some(first) = seen.insert(object.identity(), object) else { continue };
        let none = Span::new(crate::source::FileId(0), 0, 0);
        let (here, there) = (
            super::place(&output.origins, object.origin, none),
            super::place(&output.origins, first.origin, none),
        );
        let place = object.namespace.as_ref().map(|n| format!(" in `{n}`")).unwrap_or_default();
        diagnostics.push(
            Diagnostic::new(
                Code::SameObject,
                here,
                format!("two declarations make the same {} `{}`{place}", object.kind, object.name),
            )
            .label("the second one")
            .also(there, "the first one")
            .help("give one of them another name"),
        );
    }
}
