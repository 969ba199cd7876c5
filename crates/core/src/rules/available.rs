//! Budgets that would hold up every drain of a node (<https://kubernetes.io/docs/tasks/run-application/configure-pdb/>).

use super::Rules;
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::available::{blocks, replicas};
use crate::model::records::Scalable;
use crate::model::{At, Component, OriginId};
use crate::types::Scalar;

pub(super) fn check(rules: &mut Rules, component: &Component) {
    let Some(scalable) = component.scalable() else { return };
    let available = &scalable.available;
    match (&available.min, &available.max_unavailable) {
        (Some(min), Some(max)) => both(rules, component, min, max),
        (Some(said), None) if blocks(Some(&said.value), None, least(scalable)) => {
            blocked(rules, component, scalable, said, "min");
        }
        (None, Some(said)) if blocks(None, Some(&said.value), least(scalable)) => {
            blocked(rules, component, scalable, said, "max-unavailable");
        }
        _ => {}
    }
}

/// What runs when little is to be done: a scaler that starts at 0 has one replica before it has several.
fn least(scalable: &Scalable) -> i64 {
    replicas(scalable).0.max(1)
}

fn both(rules: &mut Rules, component: &Component, min: &At<Scalar>, max: &At<Scalar>) {
    let (here, there) = (rules.place(max.origin, component), rules.place(min.origin, component));
    rules.report(
        Diagnostic::new(
            Code::TwoBudgets,
            here,
            format!("`{}` says both how many stay up and how many may go", component.name),
        )
        .label("the other half of the same number")
        .also(there, "how many stay up")
        .help("keep one of them; `none` takes one away that a kind or size sets")
        .help("`max-unavailable: 1` holds whatever the number of replicas")
        .take_out(there, "min"),
    );
}

fn blocked(rules: &mut Rules, component: &Component, scalable: &Scalable, said: &At<Scalar>, field: &str) {
    let (span, least) = (rules.place(said.origin, component), least(scalable));
    let pods = if least == 1 { "1 pod".to_owned() } else { format!("{least} pods") };
    let mut diagnostic = Diagnostic::new(
        Code::BlockingBudget,
        span,
        format!("`{field}: {}` lets no pod of `{}` go", said.value, component.name),
    )
    .label(format!("with {pods}, nothing may be taken down"));
    if let Some(origin) = number(scalable) {
        let there = rules.place(origin, component);
        if there != component.span {
            diagnostic = diagnostic.also(there, format!("as few as {pods}"));
        }
    }
    rules.report(if least == 1 {
        diagnostic
            .help("take the line away: a single pod can't stay up while its node is drained")
            .help("or run several: `replicas: 2`, or a `scale` that starts at 2")
            .take_out(span, field)
    } else {
        diagnostic.help("write `max-unavailable: 1`: one pod goes at a time").rewrite_entry(
            span,
            field,
            "max-unavailable: 1",
        )
    });
}

/// What decided the number of replicas.
fn number(scalable: &Scalable) -> Option<OriginId> {
    let range = scalable.scale.as_ref().and_then(|scale| scale.range.as_ref());
    range.map(|range| range.origin).or_else(|| Some(scalable.replicas.as_ref()?.origin))
}
