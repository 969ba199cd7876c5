//! Monitors that would read nothing, and alerts that Prometheus would not load.

use super::Rules;
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::meta::{is_label_key, is_label_value};
use crate::lower::monitoring::port_of;
use crate::model::records::Alert;
use crate::model::{At, Component, Value};
use crate::source::Span;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

pub(super) fn check(rules: &mut Rules, component: &Component) {
    monitor(rules, component);
    for (name, alert) in &component.common.alerts {
        expression(rules, component, name, alert);
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

/// Prometheus refuses a whole file of rules for one expression.
fn expression(rules: &mut Rules, component: &Component, name: &SmolStr, alert: &At<Alert>) {
    let Some((why, help)) = fault(&alert.expr) else { return };
    let span = rules.place(alert.expr.origin, component);
    rules.report(
        Diagnostic::new(Code::BadExpression, span, format!("the expression of the alert `{name}` {why}"))
            .label("can't be read")
            .help(help),
    );
}

/// What is wrong with the form of an expression of PromQL: its brackets and quotes.
fn fault(expr: &str) -> Option<(String, String)> {
    let said = |why: String, help: &str| Some((why, help.to_owned()));
    if expr.trim().is_empty() {
        return said("is empty".to_owned(), "write for example `expr: \"up == 0\"`");
    }
    let mut open: Vec<char> = Vec::new();
    let mut letters = expr.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '#' => {
                letters.by_ref().find(|c| *c == '\n');
            }
            '"' | '\'' | '`' if !skip_text(&mut letters, letter) => {
                return said(format!("has a {letter} that is never closed"), "close the text where it ends");
            }
            '(' | '[' | '{' => open.push(letter),
            ')' | ']' | '}' => {
                let wanted = open.pop().map(closing);
                if wanted != Some(letter) {
                    let found = match wanted {
                        Some(wanted) => format!("has a `{letter}` where a `{wanted}` is due"),
                        None => format!("has a `{letter}` that closes nothing"),
                    };
                    return said(found, "close each bracket where it ends");
                }
            }
            _ => {}
        }
    }
    let letter = open.pop()?;
    said(format!("has a `{letter}` that is never closed"), "close each bracket where it ends")
}

fn closing(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

/// Whether a text ends that began with this quote. In backticks a backslash means nothing.
fn skip_text(letters: &mut std::str::Chars, quote: char) -> bool {
    while let Some(letter) = letters.next() {
        if letter == quote {
            return true;
        }
        if letter == '\\' && quote != '`' {
            letters.next();
        }
    }
    false
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

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn expressions_close_what_they_open() {
        for good in [
            "up == 0",
            r#"sum by (job) (rate(errors{code=~"5.."}[5m])) > 0.1"#,
            r#"label_replace(up, "a", "$1", "b", "\"(.*)")"#,
            "up{path='`('} # a note (\n == 0",
            "up{x=`a\\`}",
        ] {
            assert_eq!(fault(good), None, "{good}");
        }
        for bad in ["", "  ", "rate(x[5m)", "sum(x", "x)", "up{a=\"b}", "up{a='b\"}", "(]"] {
            assert!(fault(bad).is_some(), "{bad}");
        }
    }
}
