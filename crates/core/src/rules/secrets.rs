//! Secrets: visible where they are used, used where they are declared, and kept secret.

use super::names::{illegal_key, is_key};
use super::{Rules, place};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Component, OriginId, Secret, SecretBody, SecretId, Use};
use crate::source::Span;
use smol_str::SmolStr;

pub(super) fn check(rules: &mut Rules) {
    for uses in rules.model.uses.chunk_by(|a, b| (&a.component, &a.secret) == (&b.component, &b.secret)) {
        elsewhere(rules, uses);
    }
    for secret in rules.model.secrets.values() {
        generated_twice(rules, secret);
        keys(rules, secret);
    }
    for component in rules.model.components.values().filter(|c| !c.common.existing) {
        pull_secrets(rules, component);
    }
    unused(rules);
}

/// The namespace that a secret is in, where it is in one only.
fn home(rules: &Rules, secret: &Secret) -> Option<SmolStr> {
    let owner = secret.id.owner.as_ref().and_then(|owner| rules.model.components.get(owner));
    let given = match &secret.body {
        SecretBody::Existing(body) => body.namespace.as_ref().map(|at| at.value.clone()),
        _ => None,
    };
    given.or_else(|| owner.map(|component| component.common.namespace.value.clone()))
}

/// A pod sees only the Secrets of its own namespace. All uses of one secret by one component are one fault.
fn elsewhere(rules: &mut Rules, uses: &[Use]) {
    let [entry, others @ ..] = uses else { return };
    let Some(secret) = rules.model.secrets.get(&entry.secret) else { return };
    let Some(user) = rules.model.components.get(&entry.component).filter(|c| !c.common.existing) else {
        return;
    };
    let Some(home) = home(rules, secret) else { return };
    let namespace = &user.common.namespace;
    if home == namespace.value {
        return;
    }
    let name = described(&entry.secret);
    let mut diagnostic = Diagnostic::new(
        Code::SecretElsewhere,
        entry.span,
        format!("`{}` in `{}` can't read {name} in `{home}`", user.name, namespace.value),
    )
    .label("a pod sees only the Secrets of its own namespace")
    .also(kept(rules, secret), format!("it is in the namespace `{home}`"));
    for other in others {
        diagnostic = diagnostic.also(other.span, "and here");
    }
    let there = rules.place(namespace.origin, user);
    if there != user.span {
        diagnostic = diagnostic.also(there, format!("`{}` is in `{}`", user.name, namespace.value));
    }
    let owner = entry.secret.owner.as_deref().unwrap_or(&user.name);
    rules.report(
        diagnostic
            .help(format!("put both into one namespace: `namespace: \"{}\"` in `{owner}`", namespace.value)),
    );
}

/// What says in which namespace a secret is: its own declaration, or that of the component it belongs to.
fn kept(rules: &Rules, secret: &Secret) -> Span {
    let owner = secret.id.owner.as_ref().and_then(|owner| rules.model.components.get(owner));
    owner.map_or(secret.span, |owner| rules.place(owner.common.namespace.origin, owner))
}

fn described(id: &SecretId) -> String {
    match &id.owner {
        Some(owner) => format!("the secret `{}` of `{owner}`", id.name),
        None => format!("the secret `{}`", id.name),
    }
}

/// <https://kubernetes.io/docs/concepts/configuration/secret/#restriction-names-data>
fn keys(rules: &mut Rules, secret: &Secret) {
    let keys: Vec<(&SmolStr, OriginId)> = match &secret.body {
        SecretBody::External(body) => body.keys.iter().map(|(key, at)| (key, at.origin)).collect(),
        SecretBody::Generated(body) => body.keys.iter().map(|at| (&at.value, at.origin)).collect(),
        _ => return,
    };
    for (key, origin) in keys.into_iter().filter(|(key, _)| !is_key(key)) {
        let span = place(&rules.model.origins, origin, secret.span);
        rules.report(illegal_key(span, key));
    }
}

/// Every namespace would get other values.
fn generated_twice(rules: &mut Rules, secret: &Secret) {
    if secret.id.owner.is_some()
        || !matches!(secret.body, SecretBody::Generated(_))
        || secret.namespaces.len() < 2
    {
        return;
    }
    let names: Vec<String> = secret.namespaces.iter().map(|n| format!("`{n}`")).collect();
    let mut diagnostic = Diagnostic::new(
        Code::GeneratedTwice,
        secret.span,
        format!(
            "`{}` is used in {}, which would generate different values",
            secret.name,
            names.join(" and ")
        ),
    )
    .label("made once in each namespace");
    for entry in rules.model.uses.iter().filter(|entry| entry.secret == secret.id) {
        diagnostic = diagnostic.also(entry.span, format!("used by `{}`", entry.component));
    }
    rules.report(diagnostic.help(
        "put its users into one namespace, or keep the value in a store: `secret NAME: external { … }`",
    ));
}

/// The kubelet reads only logins of registries here.
fn pull_secrets(rules: &mut Rules, component: &Component) {
    let Some(workload) = component.workload() else { return };
    for at in &workload.pull_secrets {
        let Some(secret) = rules.model.secrets.get(&at.value) else { continue };
        if matches!(secret.body, SecretBody::Registry(_) | SecretBody::Existing(_)) {
            continue;
        }
        let span = rules.place(at.origin, component);
        rules.report(
            Diagnostic::new(
                Code::WrongReference,
                span,
                format!("`{}` is not the login of a registry", secret.name),
            )
            .label("can't open a registry")
            .also(secret.span, "declared here")
            .help("declare it with `secret NAME: registry { store: …, server: …, path: … }`"),
        );
    }
}

/// What is wrong elsewhere may be the very reference that would use a secret, so this is said last.
fn unused(rules: &mut Rules) {
    if rules.diagnostics.has_errors() {
        return;
    }
    let mut mentioned: Vec<&SmolStr> = Vec::new();
    rules.program.shared_mentioned(&mut mentioned);
    let unused: Vec<_> =
        rules.program.secrets.values().filter(|decl| !mentioned.contains(&&decl.name)).collect();
    for decl in unused {
        rules.report(
            Diagnostic::new(
                Code::UnusedSecret,
                decl.span,
                format!("nothing uses the secret `{}`", decl.name),
            )
            .label("declared, but never used")
            .help(format!("refer to it, `env-from: [{}]` for example, or take it away", decl.name)),
        );
    }
}
