//! Names and labels as Kubernetes admits them, suffixes included
//! (<https://kubernetes.io/docs/concepts/overview/working-with-objects/names/>).

use super::Rules;
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::meta::{is_label_key, is_label_value};
use crate::model::records::Workload;
use crate::model::{At, BuiltIn, Component, OriginId, Ref};
use crate::source::Span;
use crate::types::text::is_dns_label;

pub(super) fn check(rules: &mut Rules, component: &Component) {
    namespace(rules, component);
    if component.common.existing {
        return;
    }
    reserved(rules, component);
    own_need(rules, component);
    length(rules, component);
    labels(rules, component);
    if let Some(workload) = component.workload() {
        ports(rules, component, workload);
        variables(rules, component, workload);
        containers(rules, component, workload);
        files(rules, component, workload);
    }
}

fn namespace(rules: &mut Rules, component: &Component) {
    let namespace = &component.common.namespace;
    if !is_dns_label(namespace) {
        let span = rules.place(namespace.origin, component);
        rules.report(
            Diagnostic::new(Code::IllegalName, span, format!("`{}` is not a legal namespace", namespace.value))
                .label(format!("the namespace of `{}`", component.name))
                .help(legal(&namespace.value).map_or("choose another name".to_owned(), |name| format!("write `namespace: \"{name}\"`")))
                .help("a namespace has at most 63 lower-case letters, digits and `-`, and starts and ends with a letter or digit"),
        );
    }
}

/// The DNS label that is nearest to a text.
fn legal(text: &str) -> Option<String> {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let name: String = text.chars().map(letter).collect();
    let name = name.trim_matches('-').to_owned();
    crate::types::text::is_dns_label(&name).then_some(name)
}

/// Nodes, and files beside theirs, that are not a component's.
fn reserved(rules: &mut Rules, component: &Component) {
    const OURS: [&str; 5] = ["namespaces", "stores", "source", "kustomization", "flux-system"];
    let name = component.name.as_str();
    let secrets = name.strip_prefix("secrets-").or_else(|| name.strip_prefix("shared-"));
    let of_secrets = secrets.is_some_and(|rest| {
        rules.model.components.values().any(|other| other.common.namespace.as_str() == rest)
    });
    if OURS.contains(&name) || of_secrets {
        rules.report(
            Diagnostic::new(
                Code::SameObject,
                component.span,
                format!("`{name}` is the name of a node that is always there"),
            )
            .label("taken")
            .help(format!("choose another name, such as `{name}-app`")),
        );
    }
}

/// Flux would wait for the component before it starts it.
fn own_need(rules: &mut Rules, component: &Component) {
    let own = |need: &&At<Ref>| matches!(&need.value, Ref::Component(name) | Ref::Port(name, _) if *name == component.name);
    let Some(need) = component.common.needs.iter().find(own) else { return };
    let span = rules.place(need.origin, component);
    rules.report(
        Diagnostic::new(Code::Cycle, span, format!("`{}` needs itself", component.name))
            .label("the component itself")
            .help("take it out of the list")
            .take_item_out(span),
    );
}

/// How long a name may be once the controller of its kind has added its suffixes.
fn length(rules: &mut Rules, component: &Component) {
    let (limit, why) = match component.kind {
        BuiltIn::Postgres => (50, "CloudNativePG admits cluster names of at most 50 characters"),
        BuiltIn::Nats => {
            (52, "the StatefulSet behind it labels its pods with the name and a hash of 11 characters")
        }
        BuiltIn::Cache => {
            (52, "the StatefulSet behind it labels its pods with the name and a hash of 11 characters")
        }
        BuiltIn::Stateful => {
            (52, "the StatefulSet labels its pods with the name and a hash of 11 characters")
        }
        BuiltIn::Cron => (52, "the CronJob names its jobs after itself and the time, 11 characters more"),
        _ => return,
    };
    if component.name.len() > limit {
        rules.report(
            Diagnostic::new(
                Code::NameTooLong,
                component.span,
                format!("`{}` is too long for a {}", component.name, component.kind.name()),
            )
            .label(format!("{} characters, at most {limit} are possible", component.name.len()))
            .help(why)
            .help(format!("shorten it to {limit} characters or fewer")),
        );
    }
}

fn labels(rules: &mut Rules, component: &Component) {
    for (key, value) in &component.common.labels {
        let span = rules.place(value.origin, component);
        let taken = ["app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/managed-by"];
        let why = if taken.contains(&key.as_str()) {
            "fluo sets this label itself, because pods are selected by it"
        } else if !is_label_key(key) {
            "a label's name has at most 63 letters, digits, `-`, `_` and `.`, and may have a prefix `example.com/`"
        } else if !crate::types::variable::holds(value) && !is_label_value(value) {
            "a label's value has at most 63 letters, digits, `-`, `_` and `.`, and starts and ends with a letter or digit"
        } else {
            continue;
        };
        rules.report(
            Diagnostic::new(
                Code::IllegalLabel,
                span,
                format!("the label `{key}: {}` is not possible", value.value),
            )
            .label("a label of every object of the component")
            .help(why)
            .help("texts of any form can be put into `annotations`"),
        );
    }
    for (key, value) in &component.common.annotations {
        if !is_label_key(key) {
            let span = rules.place(value.origin, component);
            rules.report(
                Diagnostic::new(Code::IllegalLabel, span, format!("`{key}` is not a legal annotation"))
                    .label("not a legal name")
                    .help("its name has at most 63 letters, digits, `-`, `_` and `.`, and may have a prefix `example.com/`"),
            );
        }
    }
}

/// Names of container ports follow IANA: <https://www.rfc-editor.org/rfc/rfc6335#section-5.1>
fn ports(rules: &mut Rules, component: &Component, workload: &Workload) {
    let beside = workload.sidecars.iter().flat_map(|(_, sidecar)| &sidecar.ports);
    for (name, port) in workload.ports.iter().chain(beside) {
        let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let legal = (1..=15).contains(&name.len())
            && name.chars().all(word)
            && name.contains(|c: char| c.is_ascii_lowercase())
            && !name.starts_with('-')
            && !name.ends_with('-')
            && !name.contains("--");
        if !legal {
            let span = rules.place(port.origin, component);
            let (code, what) = if name.len() > 15 {
                (Code::NameTooLong, "too long")
            } else {
                (Code::IllegalName, "not legal")
            };
            rules.report(
                Diagnostic::new(code, span, format!("`{name}` is {what} as the name of a port"))
                    .label(what)
                    .help("a port's name has at most 15 lower-case letters, digits and single `-`, with a letter among them"),
            );
        }
    }
}

/// Variables that shells can't read are refused by older clusters and lost by most programs.
fn variables(rules: &mut Rules, component: &Component, workload: &Workload) {
    let beside = workload.init.iter().chain(&workload.sidecars).flat_map(|(_, c)| &c.value.env);
    for (name, value) in workload.env.iter().chain(beside) {
        let head = |c: char| c.is_ascii_alphabetic() || c == '_';
        let legal = name.starts_with(head) && name.chars().all(|c| head(c) || c.is_ascii_digit());
        let reserved = name.starts_with("KUBERNETES_");
        if legal && !reserved {
            continue;
        }
        let span = rules.place(value.origin, component);
        let (message, help, instead) = if reserved {
            (
                format!("`{name}` is set by Kubernetes itself"),
                "choose a name that does not start with `KUBERNETES_`".to_owned(),
                None,
            )
        } else {
            let before = if name.starts_with(|c: char| c.is_ascii_digit()) { "_" } else { "" };
            let legal = name.chars().map(|c| if head(c) || c.is_ascii_digit() { c } else { '_' });
            let legal: String = before.chars().chain(legal).collect();
            (
                format!("`{name}` is not a name for an environment variable"),
                format!("write `{legal}`: letters, digits and `_`, not starting with a digit"),
                Some(legal).filter(|legal| legal.starts_with(head)),
            )
        };
        let diagnostic =
            Diagnostic::new(Code::IllegalEnvName, span, message).label("not possible").help(help);
        rules.report(match instead {
            Some(legal) => diagnostic.rename(span, name, legal),
            None => diagnostic,
        });
    }
}

fn containers(rules: &mut Rules, component: &Component, workload: &Workload) {
    let mut seen: Vec<(&str, OriginId)> = vec![(&component.name, component.origin)];
    for (name, container) in workload.init.iter().chain(&workload.sidecars) {
        let span = rules.place(container.origin, component);
        if !is_dns_label(name) {
            rules.report(
                Diagnostic::new(
                    Code::IllegalName,
                    span,
                    format!("`{name}` is not legal as the name of a container"),
                )
                .label("not a DNS label")
                .help("write lower-case letters, digits and `-`"),
            );
        }
        if let Some((_, first)) = seen.iter().find(|(other, _)| *other == name.as_str()) {
            let first = rules.place(*first, component);
            rules.report(
                Diagnostic::new(
                    Code::SameObject,
                    span,
                    format!("two containers of `{}` are called `{name}`", component.name),
                )
                .label("the second one")
                .also(first, "the first one")
                .help("the main container has the component's name; choose another one here"),
            );
        }
        seen.push((name, container.origin));
    }
}

/// <https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-object>
fn files(rules: &mut Rules, component: &Component, workload: &Workload) {
    for (config, files) in &workload.config {
        if !is_dns_label(config) {
            let span = rules.place(files.origin, component);
            rules.report(illegal_config(span, config));
        }
        for (file, text) in &files.fields {
            if !is_key(file) {
                let span = rules.place(text.origin, component);
                rules.report(illegal_key(span, file));
            }
        }
    }
}

fn illegal_config(span: Span, config: &str) -> Diagnostic {
    Diagnostic::new(Code::IllegalName, span, format!("`{config}` is not legal as the name of a config"))
        .label("not a DNS label")
        .help("write lower-case letters, digits and `-`")
}

pub(super) fn illegal_key(span: Span, key: &str) -> Diagnostic {
    Diagnostic::new(Code::IllegalName, span, format!("`{key}` is not legal as a key"))
        .label("not a legal key")
        .help("a key has at most 253 letters, digits, `-`, `_` and `.`; folders are not possible")
}

pub(super) fn is_key(text: &str) -> bool {
    (1..=253).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c))
}
