//! Monitors that would read nothing, and alerts that Prometheus would not load.

use super::Rules;
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::meta::{is_label_key, is_label_value};
use crate::lower::monitoring::port_of;
use crate::model::records::Alert;
use crate::model::{At, Component, Value};
use crate::source::Span;
use crate::types::text::promql;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

pub(super) fn check(rules: &mut Rules, component: &Component) {
    monitor(rules, component);
    for (name, alert) in &component.common.alerts {
        condition(rules, component, name, alert);
        labels(rules, component, alert);
    }
}

fn monitor(rules: &mut Rules, component: &Component) {
    let Some((workload, monitor)) = component.workload().and_then(|w| Some((w, w.monitor.as_ref()?))) else {
        return;
    };
    if port_of(workload, monitor).is_some() {
        return;
    }
    let origin = monitor.port.as_ref().map_or(monitor.origin, |port| port.origin);
    let span = rules.place(origin, component);
    let names: Vec<String> = workload.ports.iter().map(|(name, _)| format!("`{name}`")).collect();
    let help = match (names.is_empty(), &monitor.port) {
        (true, _) => "declare the port that serves them: `port metrics: 9090`".to_owned(),
        (false, None) => format!("say which: `monitor {{ port: NAME }}`, with {}", names.join(", ")),
        (false, Some(_)) => format!("name one that it declares: {}", names.join(", ")),
    };
    let message = match &monitor.port {
        Some(port) => match &port.value {
            Value::Word(wanted) => format!("`{}` declares no port `{wanted}`", component.name),
            Value::Scalar(wanted) => format!("`{}` declares no port `{wanted}`", component.name),
            _ => format!("`{}` declares no such port", component.name),
        },
        None => format!("the monitor of `{}` has no port to read", component.name),
    };
    rules.report(
        Diagnostic::new(Code::MonitorPort, span, message)
            .label(format!("`{}` declares {} ports", component.name, workload.ports.len()))
            .help(help)
            .fill_in(component.span, &[], "port metrics: 9090"),
    );
}

/// What fires as long as there is a series, whatever its number.
fn condition(rules: &mut Rules, component: &Component, name: &SmolStr, alert: &At<Alert>) {
    let Ok(read) = promql::read(&alert.expr) else { return };
    if read.filters {
        return;
    }
    let span = rules.place(alert.expr.origin, component);
    let diagnostic =
        Diagnostic::new(Code::AlwaysFires, span, format!("the alert `{name}` fires all the time"));
    rules.report(if read.says_bool {
        diagnostic
            .label("`bool` makes 0 or 1 of a comparison, and both are a result")
            .help("take `bool` away: a comparison leaves out the series for which it does not hold")
    } else {
        diagnostic
            .label("a number for each series, and each series fires")
            .help("compare it with something: `… > 0.1`")
    });
}

/// <https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels>
fn labels(rules: &mut Rules, component: &Component, alert: &At<Alert>) {
    for (key, value) in &alert.labels {
        let head = |c: char| c.is_ascii_alphabetic() || c == '_';
        let legal = key.starts_with(head) && key.chars().all(|c| head(c) || c.is_ascii_digit());
        if legal && !key.starts_with("__") && key != "alertname" {
            continue;
        }
        let span = rules.place(value.origin, component);
        rules.report(
            Diagnostic::new(
                Code::IllegalLabel,
                span,
                format!("`{key}` is not possible as a label of an alert"),
            )
            .label("not a name that Prometheus admits")
            .help(
                "write letters, digits and `_`; `alertname` and what starts with `__` belong to Prometheus",
            ),
        );
    }
}

/// Two alerts of one name from different places; one that a kind brings to many components is one.
pub(super) fn alerts(rules: &mut Rules) {
    let model = rules.model;
    let mut seen: FxHashMap<&SmolStr, (Span, &SmolStr)> = FxHashMap::default();
    let components = model.components.values().filter(|component| !component.common.existing);
    for (component, (name, alert)) in
        components.flat_map(|c| c.common.alerts.iter().map(move |alert| (c, alert)))
    {
        let span = rules.place(alert.expr.origin, component);
        let Some((first, other)) = seen.get(name).copied() else {
            seen.insert(name, (span, &component.name));
            continue;
        };
        if first == span {
            continue;
        }
        rules.report(
            Diagnostic::new(Code::SameAlert, span, format!("two alerts are called `{name}`"))
                .label(format!("that of `{}`", component.name))
                .also(first, format!("that of `{other}`"))
                .help(format!("call this one `{}-{name}`, or put both into one kind", component.name)),
        );
    }
}

/// The labels by which Prometheus finds its monitors.
pub(super) fn environment(rules: &mut Rules) {
    let model = rules.model;
    for (key, value) in &model.environment.monitoring.labels {
        if is_label_key(key) && is_label_value(value) {
            continue;
        }
        let span = super::place(&model.origins, value.origin, model.span);
        rules.report(
            Diagnostic::new(
                Code::IllegalLabel,
                span,
                format!("the label `{key}: {}` is not possible", value.value),
            )
            .label("a label of every monitor and rule")
            .help("its name and its value have at most 63 letters, digits, `-`, `_` and `.`"),
        );
    }
}
