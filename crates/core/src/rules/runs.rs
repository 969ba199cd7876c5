//! How pods are replaced, where they may run, and what runs to its end.

use super::Rules;
use super::workload::whole_seconds;
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::meta::{is_label_key, is_label_value};
use crate::model::records::{Finite, Schedule, Toleration, Workload};
use crate::model::{At, Body, BuiltIn, Component, OriginId};
use crate::types::Scalar;

pub(super) fn check(rules: &mut Rules, component: &Component) {
    let Some(workload) = component.workload() else { return };
    for (name, at) in &workload.tolerations {
        toleration(rules, component, name, at);
    }
    imports(rules, component, workload);
    init(rules, component, workload);
    if let Some(finite) = component.finite() {
        run(rules, component, finite);
    }
    match &component.body {
        Some(Body::Scalable(body)) => {
            let Some(at) = &body.1.strategy else { return };
            let recreate = at.kind.as_ref().filter(|kind| kind.as_str() == "recreate").map(|at| at.origin);
            let amounts = [at.max_surge.as_ref(), at.max_unavailable.as_ref()];
            alone(rules, component, recreate, "recreate", amounts.into_iter().flatten().map(|at| at.origin));
            progress(rules, component, amounts);
        }
        Some(Body::Stateful(body)) => {
            let Some(at) = &body.1.strategy else { return };
            let waits = at.kind.as_ref().filter(|kind| kind.as_str() == "on-delete").map(|at| at.origin);
            alone(rules, component, waits, "on-delete", at.partition.iter().map(|at| at.origin));
        }
        Some(Body::Daemon(body)) => {
            let Some(at) = &body.1.strategy else { return };
            let waits = at.kind.as_ref().filter(|kind| kind.as_str() == "on-delete").map(|at| at.origin);
            let amounts = [at.max_surge.as_ref(), at.max_unavailable.as_ref()];
            alone(rules, component, waits, "on-delete", amounts.into_iter().flatten().map(|at| at.origin));
            progress(rules, component, amounts);
            one_of_two(rules, component, amounts);
        }
        Some(Body::Cron(body)) => schedule(rules, component, &body.1.schedule),
        _ => {}
    }
}

/// Settings of a rolling update beside a strategy that does not roll.
fn alone(
    rules: &mut Rules,
    component: &Component,
    kind: Option<OriginId>,
    word: &str,
    mut settings: impl Iterator<Item = OriginId>,
) {
    let (Some(kind), Some(setting)) = (kind, settings.next()) else { return };
    let (span, there) = (rules.place(setting, component), rules.place(kind, component));
    rules.report(
        Diagnostic::new(Code::Strategy, span, format!("`{word}` replaces pods without rolling"))
            .label("would have no effect")
            .also(there, format!("the strategy is `{word}`"))
            .help("take the line away, or write `strategy: rolling { … }`")
            .take_line_out(span),
    );
}

fn is_zero(at: &At<Scalar>) -> bool {
    matches!(at.value, Scalar::Int(0) | Scalar::Percent(0))
}

fn progress(rules: &mut Rules, component: &Component, amounts: [Option<&At<Scalar>>; 2]) {
    if let [_, Some(below)] = amounts
        && matches!(below.value, Scalar::Percent(share) if share > 100)
    {
        let span = rules.place(below.origin, component);
        rules.report(
            Diagnostic::new(
                Code::ConstraintNotMet,
                span,
                format!("`{}` is more than all replicas", below.value),
            )
            .label("too large")
            .help("write a share of at most `100%`")
            .rewrite("100%"),
        );
    }
    let [Some(surge), Some(below)] = amounts else { return };
    if is_zero(surge) && is_zero(below) {
        let (span, there) = (rules.place(below.origin, component), rules.place(surge.origin, component));
        rules.report(
            Diagnostic::new(Code::Strategy, span, "no pod could ever be replaced")
                .label("no pod may be missing")
                .also(there, "and none may be added")
                .help("let one of the two be above 0"),
        );
    }
}

/// <https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/daemon-set-v1/>
fn one_of_two(rules: &mut Rules, component: &Component, amounts: [Option<&At<Scalar>>; 2]) {
    let [Some(surge), Some(below)] = amounts else { return };
    if !is_zero(surge) && !is_zero(below) {
        let (span, there) = (rules.place(below.origin, component), rules.place(surge.origin, component));
        rules.report(
            Diagnostic::new(Code::Strategy, span, "a daemon adds pods or stops pods first, not both")
                .label("the old pod stops first")
                .also(there, "the new pod starts first")
                .help("keep one of the two"),
        );
    }
}

/// <https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/>
fn toleration(rules: &mut Rules, component: &Component, name: &str, at: &At<Toleration>) {
    let fault = |origin, message: String, help: &str| (origin, message, help.to_owned());
    let key = at.key.as_ref().filter(|key| !is_label_key(key));
    let value = at.value.value.as_ref();
    let evicts = at.effect.as_ref().is_some_and(|effect| effect.as_str() == "no-execute");
    let (origin, message, help) = if let Some(key) = key {
        let message = format!("`{}` is not the key of a taint", key.value);
        fault(key.origin, message, "write it as the node has it: `example.com/spot`")
    } else if let Some(value) = value.filter(|_| at.key.is_none()) {
        let message = "a value without the key of its taint".to_owned();
        let origin = value.origin;
        (
            origin,
            message,
            format!("write the key behind a colon: `tolerate {name}: \"example.com/spot\" {{ … }}`"),
        )
    } else if let Some(value) = value.filter(|value| !is_label_value(value)) {
        let message = format!("`{}` is not the value of a taint", value.value);
        fault(value.origin, message, "it has at most 63 letters, digits, `-`, `_` and `.`")
    } else if let Some(stay) = at.stay.as_ref().filter(|_| !evicts) {
        whole_seconds(rules, component, stay);
        let message = "only a `no-execute` taint makes pods leave".to_owned();
        fault(stay.origin, message, "add `effect: no-execute`, or take `for` away")
    } else {
        at.stay.iter().for_each(|stay| whole_seconds(rules, component, stay));
        return;
    };
    let span = rules.place(origin, component);
    rules.report(
        Diagnostic::new(Code::Toleration, span, message)
            .label("Kubernetes refuses this")
            .help(help)
            .take_out(span, "for"),
    );
}

fn imports(rules: &mut Rules, component: &Component, workload: &Workload) {
    for (name, import) in workload.env_import.iter().filter(|(_, import)| import.source.is_none()) {
        let span = rules.place(import.origin, component);
        rules.report(
            Diagnostic::new(
                Code::MissingField,
                span,
                format!("`env-import {name}` names no secret or config"),
            )
            .label("variables from what?")
            .help(format!("write it behind a colon: `env-import {name}: SECRET {{ … }}`")),
        );
    }
}

/// What runs to its end before the others answers nobody, and the API server refuses its probes.
fn init(rules: &mut Rules, component: &Component, workload: &Workload) {
    for (name, container) in &workload.init {
        let port = container.ports.first().map(|(_, port)| (port.origin, "port"));
        let probe = container.probes.first().map(|(_, probe)| (probe.origin, "probe"));
        for (origin, what) in port.into_iter().chain(probe) {
            let span = rules.place(origin, component);
            rules.report(
                Diagnostic::new(Code::InitPort, span, format!("the init container `{name}` has a {what}"))
                    .label("it ends before anything could ask it")
                    .help(format!("take it away, or write `sidecar {name}`, which keeps running"))
                    .take_out(span, what),
            );
        }
    }
}

fn run(rules: &mut Rules, component: &Component, finite: &Finite) {
    let keep = finite.keep.iter().filter(|_| component.kind == BuiltIn::Cron);
    for time in finite.deadline.iter().chain(keep) {
        whole_seconds(rules, component, time);
    }
    if let Some(keep) = finite.keep.as_ref().filter(|_| component.kind == BuiltIn::Job) {
        let span = rules.place(keep.origin, component);
        rules.report(
            Diagnostic::new(
                Code::JobRunsAgain,
                span,
                format!("Flux would run the job `{}` again once it is gone", component.name),
            )
            .label("deletes the finished job")
            .help("take `keep` away: the job stays until it changes, and costs nothing")
            .help("what is to run again and again is a `cron`")
            .take_out(span, "keep"),
        );
    }
    if let Some(completions) = finite.completions.as_ref().filter(|at| at.count.is_none()) {
        let span = rules.place(completions.origin, component);
        rules.report(
            Diagnostic::new(Code::MissingField, span, "how many pods must succeed?")
                .label("no number")
                .help("write the number behind a colon: `completions: 5 { indexed: true }`"),
        );
    }
}

/// <https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/>
fn schedule(rules: &mut Rules, component: &Component, schedule: &At<Schedule>) {
    if schedule.fields.is_none() {
        rules.report(
            Diagnostic::new(
                Code::MissingField,
                component.span,
                format!("the cron `{}` has no schedule", component.name),
            )
            .label("when does it run?")
            .help("write for example `schedule: \"0 3 * * *\"`, every day at 3:00")
            .fill_in(component.span, &[], "schedule: \"0 3 * * *\""),
        );
    }
    let Some(late) = &schedule.start_within else { return };
    whole_seconds(rules, component, late);
    if late.millis < 10_000 {
        let span = rules.place(late.origin, component);
        rules.report(
            Diagnostic::new(
                Code::ConstraintNotMet,
                span,
                format!("within `{}` no run might ever start", late.value),
            )
            .label("too short")
            .help("the controller looks every 10 seconds; write `10s` or more")
            .rewrite("10s"),
        );
    }
}
