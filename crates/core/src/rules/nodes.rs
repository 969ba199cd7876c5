//! What a component says about its own node, against what Flux makes of it
//! (<https://fluxcd.io/flux/components/kustomize/kustomizations/>).

use super::Rules;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{BuiltIn, Component};

pub(super) fn check(rules: &mut Rules) {
    let model = rules.model;
    for component in model.components.values().filter(|component| !component.common.existing) {
        job(rules, component);
        keeps(rules, component);
        does_not_wait(rules, component);
    }
}

/// The template of a Job can't be changed: without `force`, the dry run of every later version fails.
fn job(rules: &mut Rules, component: &Component) {
    let force = component.common.flux.force.as_ref().filter(|force| !force.value);
    let Some(force) = force.filter(|_| component.kind == BuiltIn::Job) else { return };
    let span = rules.place(force.origin, component);
    rules.report(
        Diagnostic::new(
            Code::JobWithoutForce,
            span,
            format!("the next version of the job `{}` could not be applied", component.name),
        )
        .label("Kubernetes changes no job, so Flux has to make it anew")
        .also(component.span, "a job")
        .help("take the line away: the node of a job says `force: true`")
        .take_line_out(span),
    );
}

/// What nobody deletes stays: an old version goes on answering after its component was taken out.
fn keeps(rules: &mut Rules, component: &Component) {
    let prune = component.common.flux.prune.as_ref().filter(|prune| !prune.value);
    // What a chart or a resource makes may hold data that fluo knows nothing of.
    let plain = component.workload().is_some_and(|workload| workload.volumes.is_empty());
    let Some(prune) = prune.filter(|_| plain) else { return };
    let span = rules.place(prune.origin, component);
    rules.report(
        Diagnostic::new(
            Code::KeepsForNothing,
            span,
            format!("Flux would never delete what is taken out of `{}`", component.name),
        )
        .label("it runs on when the component is renamed or taken out")
        .help("take the line away: objects that hold data are kept without it")
        .take_line_out(span),
    );
}

/// `dependsOn` is met once a node is ready, and one that does not wait is ready as soon as it is applied.
fn does_not_wait(rules: &mut Rules, component: &Component) {
    let Some(wait) = component.common.flux.wait.as_ref().filter(|wait| !wait.value) else { return };
    let span = rules.place(wait.origin, component);
    let name = &component.name;
    let users = rules.model.edges.iter().filter(|edge| edge.to == *name && edge.from != *name);
    let mut users: Vec<_> = users.map(|edge| (&edge.from, edge.span)).collect();
    users.dedup_by(|a, b| a.0 == b.0);
    if users.is_empty() && component.kind != BuiltIn::Job {
        return;
    }
    let mut diagnostic =
        Diagnostic::new(Code::NeededUnready, span, format!("`{name}` counts as ready before it is"))
            .label("nobody looks whether it started");
    for (user, there) in users {
        diagnostic = diagnostic.also(there, format!("`{user}` needs it, and would start too early"));
    }
    let help = "take the line away: a node that is needed waits, and a leaf does not";
    rules.report(diagnostic.help(help).take_line_out(span));
}
