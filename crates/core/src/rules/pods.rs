//! Where pods may run.

use super::Rules;
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::meta::{is_label_key, is_label_value};
use crate::model::Component;
use crate::model::records::Workload;

pub(super) fn check(rules: &mut Rules, component: &Component) {
    let Some(workload) = component.workload() else { return };
    node_selector(rules, component, workload);
}

/// A node's labels are labels: <https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/>
fn node_selector(rules: &mut Rules, component: &Component, workload: &Workload) {
    for (key, value) in &workload.node_selector {
        let why = if !is_label_key(key) {
            "a label's name has at most 63 letters, digits, `-`, `_` and `.`, and may have a prefix `example.com/`"
        } else if !crate::types::variable::holds(value) && !is_label_value(value) {
            "a label's value has at most 63 letters, digits, `-`, `_` and `.`, and starts and ends with a letter or digit"
        } else {
            continue;
        };
        let span = rules.place(value.origin, component);
        rules.report(
            Diagnostic::new(
                Code::IllegalLabel,
                span,
                format!("no node has the label `{key}: {}`", value.value),
            )
            .label("not a legal label")
            .help(why),
        );
    }
}
