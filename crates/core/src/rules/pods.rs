//! Where pods may run, and what their containers are started with.

use super::Rules;
use super::volumes::paths;
use crate::diagnostic::{Code, Diagnostic, near};
use crate::lower::meta::{is_label_key, is_label_value};
use crate::model::records::Workload;
use crate::model::{At, Component};
use smol_str::SmolStr;

pub(super) fn check(rules: &mut Rules, component: &Component) {
    let Some(workload) = component.workload() else { return };
    node_selector(rules, component, workload);
    mount_paths(rules, component, workload);
    let known = Variables::of(workload.env.iter().map(|(name, _)| name), workload);
    arguments(rules, component, &known, workload.command.iter().chain(&workload.args));
    for (_, container) in workload.init.iter().chain(&workload.sidecars) {
        let env = workload.env.iter().chain(&container.env).map(|(name, _)| name);
        let mut known = Variables::of(env, workload);
        known.open |= !container.env_from.is_empty();
        arguments(rules, component, &known, container.command.iter().chain(&container.args));
    }
}

/// A `:` parts a path from its options in the container runtimes, so the API server refuses it
/// (<https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#volumes-1>).
fn mount_paths(rules: &mut Rules, component: &Component, workload: &Workload) {
    for (path, origin) in paths(workload, None) {
        let Some((own, options)) = path.split_once(':') else { continue };
        let span = rules.place(origin, component);
        let diagnostic = Diagnostic::new(Code::BadText, span, format!("nothing can be mounted at `{path}`"))
            .label("holds `:`")
            .help(format!("write `{own}`"));
        rules.report(match options {
            "ro" => diagnostic.help("for reading only, write `read-only: true` in the block of the mount"),
            _ => diagnostic,
        });
    }
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

/// The variables that a container has.
struct Variables<'a> {
    names: Vec<&'a str>,
    /// Whether whole Secrets and ConfigMaps come in, whose keys nobody lists here.
    open: bool,
}

impl<'a> Variables<'a> {
    fn of(names: impl Iterator<Item = &'a SmolStr>, workload: &Workload) -> Self {
        let open = !workload.env_from.is_empty() || !workload.env_import.is_empty();
        Self { names: names.map(SmolStr::as_str).collect(), open }
    }
}

/// `$(NAME)` in an argument is replaced by the variable, and stays as it is where there is none
/// (<https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/>). Only names in
/// capitals count: `$(hostname)` is meant for a shell.
fn arguments<'a>(
    rules: &mut Rules,
    component: &Component,
    known: &Variables,
    texts: impl Iterator<Item = &'a At<SmolStr>>,
) {
    if known.open {
        return;
    }
    for text in texts {
        let Some(name) = mentioned(text).into_iter().find(|name| !known.names.contains(name)) else {
            continue;
        };
        let span = rules.place(text.origin, component);
        let diagnostic = Diagnostic::new(
            Code::UnsetExpansion,
            span,
            format!("`{}` has no variable `{name}`, so `$({name})` stays as it is", component.name),
        )
        .label(format!("`$({name})` is not replaced"));
        rules.report(match near(name, known.names.iter().copied()) {
            Some(other) => diagnostic.help(format!("did you mean `$({other})`?")),
            None => diagnostic
                .help(format!("set it: `env {{ {name}: \"…\" }}`"))
                .help(format!("for the letters themselves write `$$({name})`")),
        });
    }
}

/// The variables that a text mentions; `$$(NAME)` is a text.
fn mentioned(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("$(") {
        let literal = before.ends_with('$');
        let name = after.split_once(')').map_or("", |(name, _)| name);
        let legal = name.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
            && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        if legal && !literal {
            found.push(name);
        }
        rest = after;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::mentioned;

    #[test]
    fn finds_the_variables_of_an_argument_and_no_commands_of_a_shell() {
        assert_eq!(mentioned("--a=$(A_1) $(date +%s) $$(B) $(hostname) $(C)"), ["A_1", "C"]);
        assert!(mentioned("$(").is_empty());
    }
}
