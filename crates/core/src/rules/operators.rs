//! Operators and what waits for them: one provider for each API group, apart from its custom resources, in no circle.

use super::{Before, Rules, place};
use crate::check::Program;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::lower::{Made, is_made_apart, secrets_node};
use crate::model::{Model, Provider};
use crate::source::Span;
use smol_str::SmolStr;
use std::collections::BTreeSet;

/// Two installations of one set of CRDs overwrite each other's, and two operators fight about every object.
pub(super) fn check(rules: &mut Rules) {
    let mut said: BTreeSet<(Span, Span)> = BTreeSet::new();
    let groups: Vec<(&SmolStr, &[Provider])> = rules.model.providers.groups().collect();
    for (group, providers) in groups {
        let [first, others @ ..] = providers else { continue };
        for other in others.iter().filter(|other| !(other.existing || same(first, other))) {
            let (there, here) = (provider_place(rules, first), provider_place(rules, other));
            if said.insert((there, here)) {
                rules.report(twice(group, (first, there), (other, here)));
            }
        }
    }
}

/// `provides: [keda, "keda.sh"]` says one thing twice, which does no harm.
fn same(first: &Provider, other: &Provider) -> bool {
    first.component == other.component
}

/// The component that brings a group, or the entry of the environment that says it is there.
fn provider_place(rules: &Rules, provider: &Provider) -> Span {
    let component = provider.component.as_ref().and_then(|name| rules.model.components.get(name));
    match component {
        Some(component) => rules.place(provider.origin, component),
        None => place(&rules.model.origins, provider.origin, rules.model.span),
    }
}

fn twice(group: &str, (first, there): (&Provider, Span), (other, here): (&Provider, Span)) -> Diagnostic {
    let name = other.component.as_deref().unwrap_or_default();
    let diagnostic = Diagnostic::new(
        Code::ProvidedTwice,
        here,
        format!("`{name}` brings `{group}`, which is there already"),
    )
    .label(format!("brings `{group}`"));
    match &first.component {
        Some(component) => diagnostic
            .also(there, format!("`{component}` brings it too"))
            .help(format!("deploy one of the two: `skip: [{name}]`")),
        None => diagnostic
            .also(there, "the cluster has it, says the environment")
            .help(format!(
                "take `{}` out of `provides` of the environment, or leave `{name}` out: `skip: [{name}]`",
                first.named
            ))
            .take_item_out(there),
    }
}

/// Runs the rules about nodes: those of [`Made`], before what Flux needs is added.
pub fn check_nodes(program: &Program, model: &Model, made: &Made, diagnostics: &mut Diagnostics) {
    let mut rules = Rules::new(program, model, Before::of(diagnostics), diagnostics);
    own_resources(&mut rules, made);
    circles(&mut rules, made);
}

/// The CRDs of a chart are there only once it is installed, and Flux dry-runs a whole node before it applies any of it.
fn own_resources(rules: &mut Rules, made: &Made) {
    let mut said: BTreeSet<Span> = BTreeSet::new();
    for each in made.implied().iter().filter(|each| each.node == each.operator) {
        let Some(component) = rules.model.components.get(&each.operator) else { continue };
        let span = rules.place(each.origin, component);
        // One declaration may make several objects.
        if !said.insert(span) {
            continue;
        }
        let named = if each.name == each.operator { String::new() } else { format!(" `{}`", each.name) };
        rules.report(
            Diagnostic::new(
                Code::OwnResource,
                span,
                format!("`{}` brings the API of the {}{named} that it holds itself", each.operator, each.kind),
            )
            .label(format!("a `{}` in the node of its own operator", each.kind))
            .also(component.span, "Flux dry-runs a whole node before the operator is there")
            .help("declare it on its own, at the top level or as another component, so that it comes after the operator"),
        );
    }
}

/// A way round through operators: no reference shows it, so every step says why.
fn circles(rules: &mut Rules, made: &Made) {
    let mut said: BTreeSet<SmolStr> = BTreeSet::new();
    for circle in made.graph().circles() {
        // Several ways round often have one cause.
        if circle.iter().any(|node| said.contains(node)) {
            continue;
        }
        said.extend(circle.iter().cloned());
        let next = circle.iter().skip(1).chain(circle.first());
        let steps: Vec<Step> =
            circle.iter().zip(next).map(|(from, to)| step(rules, made, from, to)).collect();
        let names: Vec<String> =
            circle.iter().chain(circle.first()).map(|node| described(made, node)).collect();
        let Some(first) = steps.iter().find(|step| step.shown).or(steps.first()) else { continue };
        let mut diagnostic = Diagnostic::new(
            Code::OperatorCycle,
            first.span,
            format!("an operator waits for what waits for it: {}", names.join(" needs ")),
        )
        .label(first.why.clone());
        for step in steps.iter().filter(|step| step.span != first.span || step.why != first.why) {
            diagnostic = diagnostic.also(step.span, step.why.clone());
        }
        rules.report(diagnostic.help(
            "take the reference of the operator away, or give it what it needs without a custom resource of its own",
        ));
    }
}

/// One edge of a circle: where it comes from and why it is there.
struct Step {
    span: Span,
    why: String,
    /// Whether a reference in the sources makes it.
    shown: bool,
}

fn step(rules: &Rules, made: &Made, from: &SmolStr, to: &SmolStr) -> Step {
    let model = rules.model;
    let (user, needed) = (described(made, from), described(made, to));
    if let Some(edge) = model.edges.iter().find(|edge| edge.from == *from && edge.to == *to) {
        return Step { span: edge.span, why: format!("{user} needs {needed}"), shown: true };
    }
    let used = model.uses.iter().find(|entry| {
        let home = model.components.get(&entry.component).map(|user| &user.common.namespace.value);
        entry.component == *from
            && is_made_apart(model, &entry.secret)
            && home.is_some_and(|namespace| secrets_node(namespace) == *to)
    });
    if let Some(entry) = used {
        let why = format!("{user} reads the secret `{}`", entry.secret.name);
        return Step { span: entry.span, why, shown: true };
    }
    if let Some(each) = made.implied().iter().find(|each| each.node == *from && each.operator == *to) {
        let component = made.component(from).and_then(|name| model.components.get(name));
        let own = |component| rules.place(each.origin, component);
        let span = component.map_or_else(|| place(&model.origins, each.origin, model.span), own);
        let why = format!("the {} `{}` needs the operator {needed}", each.kind, each.name);
        return Step { span, why, shown: false };
    }
    Step { span: model.span, why: format!("{user} needs {needed}"), shown: false }
}

/// A node as its author knows it.
fn described(made: &Made, node: &str) -> String {
    match (made.component(node), node.strip_prefix("secrets-")) {
        (Some(component), _) => format!("`{component}`"),
        (None, Some(namespace)) => format!("the secrets of `{namespace}`"),
        (None, None) => format!("the {node}"),
    }
}
