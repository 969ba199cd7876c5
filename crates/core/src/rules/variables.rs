//! Cluster variables: each that is used is declared, each that is declared is used, and none carries a secret into the open.

use super::{Given, place};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, near, quoted};
use crate::lower::variables::QUOTE;
use crate::model::Model;
use crate::object::Output;
use crate::source::Span;
use crate::types::variable;
use smol_str::SmolStr;
use std::collections::BTreeSet;

/// A variable that an environment declares.
#[derive(Clone, Debug)]
pub(super) struct Declared {
    name: SmolStr,
    source: SmolStr,
    secret: bool,
    span: Span,
}

/// The variables of an environment, in order.
pub(super) fn declared(model: &Model) -> Vec<Declared> {
    let sources = model.environment.flux.substitute_from.iter();
    let keys = sources.flat_map(|(source, at)| {
        at.keys.iter().map(move |key| Declared {
            name: key.value.clone(),
            source: source.clone(),
            secret: at.kind.value == "secret",
            span: place(&model.origins, key.origin, model.span),
        })
    });
    keys.collect()
}

pub(super) fn check(given: &Given, output: &Output, diagnostics: &mut Diagnostics) {
    names(given, diagnostics);
    let used: BTreeSet<&SmolStr> = output.variables.iter().map(|entry| &entry.name).collect();
    // A key that seems unused may be the one that a use of no declared name meant.
    let all_known = used.iter().all(|name| given.variables.iter().any(|key| key.name == **name));
    let is_read = |key: &&Declared| variable::is_name(&key.name) && key.name != QUOTE;
    let unused = |key: &&Declared| all_known && is_read(key) && !used.contains(&key.name);
    for key in given.variables.iter().filter(unused) {
        diagnostics.push(
            Diagnostic::new(
                Code::UnusedVariable,
                key.span,
                format!("nothing uses the cluster variable `{}`", key.name),
            )
            .label(format!("declared for `{}`", key.source))
            .help(format!(
                "write `cluster-var(\"{}\", string)` where it belongs, or take the key away",
                key.name
            ))
            .take_item_out(key.span),
        );
    }
    for entry in &output.variables {
        let span = place(&output.origins, entry.origin, given.environment_span());
        let found: Vec<&Declared> = given.variables.iter().filter(|key| key.name == entry.name).collect();
        if found.is_empty() {
            diagnostics.push(undeclared(given, &entry.name, span));
        } else if let Some(secret) = found.iter().find(|key| key.secret && !entry.secret) {
            diagnostics.push(
                Diagnostic::new(
                    Code::SecretVariable,
                    span,
                    format!("`{}` comes from a Secret and would be readable here", entry.name),
                )
                .label("in plain sight once Flux has filled it in")
                .also(secret.span, format!("a key of the Secret `{}`", secret.source))
                .help("declare a `secret` with that key and refer to it; or keep what is no secret in a ConfigMap"),
            );
        }
    }
}

fn names(given: &Given, diagnostics: &mut Diagnostics) {
    for key in &given.variables {
        let (why, help) = if key.name == QUOTE {
            ("means a quote in what fluo writes for Flux", "choose another name for it")
        } else if !variable::is_name(&key.name) {
            (
                "is not the name of a variable",
                "a name has letters, digits and `_`, and does not start with a digit: `CLUSTER_DOMAIN`",
            )
        } else {
            continue;
        };
        diagnostics.push(
            Diagnostic::new(Code::UnknownVariable, key.span, format!("`{}` {why}", key.name))
                .label("can't be declared")
                .help(help),
        );
    }
}

fn undeclared(given: &Given, name: &str, span: Span) -> Diagnostic {
    let known: Vec<&str> = given.variables.iter().map(|key| key.name.as_str()).collect();
    let diagnostic = Diagnostic::new(
        Code::UnknownVariable,
        span,
        format!("the cluster variable `{name}` is not declared"),
    )
    .label("Flux would put nothing here");
    match near(name, known.iter().copied()) {
        Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
        None if known.is_empty() => diagnostic.help(format!(
            "say where the cluster keeps it: `flux {{ substitute-from cluster-vars {{ keys: [{name}] }} }}`"
        )),
        None => diagnostic
            .help(format!("add it to the keys of a `substitute-from`; declared are {}", quoted(&known))),
    }
}
