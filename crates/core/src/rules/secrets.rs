//! Secrets: visible where they are used, used where they are declared, and kept secret.

use super::names::{illegal_key, is_key};
use super::objects::said;
use super::{Rules, place};
use crate::check::Declared;
use crate::diagnostic::{Code, Diagnostic, near, quoted};
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
    shares(rules);
    for component in rules.model.components.values().filter(|c| !c.common.existing) {
        pull_secrets(rules, component);
    }
    unused(rules);
}

/// A pod sees only the Secrets of its own namespace. All uses of one secret by one component are one fault.
fn elsewhere(rules: &mut Rules, uses: &[Use]) {
    let [entry, others @ ..] = uses else { return };
    let Some(secret) = rules.model.secrets.get(&entry.secret) else { return };
    let Some(user) = rules.model.components.get(&entry.component).filter(|c| !c.common.existing) else {
        return;
    };
    let Some(home) = rules.model.home(secret) else { return };
    let namespace = &user.common.namespace;
    if home == namespace.value || rules.model.shared_from(secret).is_some() {
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
    let (owner, other) = match entry.secret.owner.as_deref() {
        Some(owner) => (owner, &namespace.value),
        None => (user.name.as_str(), &home),
    };
    let diagnostic = diagnostic
        .help(format!("put both into one namespace: `namespace: \"{other}\"` in `{owner}`"))
        .help(share(&entry.secret));
    let keeper = entry.secret.owner.as_ref().and_then(|owner| rules.model.components.get(owner));
    rules.report(match keeper {
        Some(keeper) => diagnostic.add_item(keeper.span, "share", entry.secret.name.as_str()),
        None => diagnostic.write_into(secret.span, &[], "share: true"),
    });
}

/// How a secret is let out of its namespace.
fn share(id: &SecretId) -> String {
    let copies = "which copies it through External Secrets";
    match &id.owner {
        Some(owner) => format!("or share it: `share: [{}]` in `{owner}`, {copies}", id.name),
        None => format!("or share it: `share: true` in `secret {}`, {copies}", id.name),
    }
}

/// What is to be shared is there, and in a namespace.
fn shares(rules: &mut Rules) {
    let model = rules.model;
    for component in model.components.values() {
        let own = |name: &SmolStr| SecretId { owner: Some(component.name.clone()), name: name.clone() };
        let declared = rules.program.components.get(&component.name);
        let known: Vec<&str> = declared
            .map(|decl| {
                let kinds = rules.program.chain(decl.schema).flat_map(|kind| kind.body.secrets.keys());
                decl.body.secrets.keys().chain(kinds).map(SmolStr::as_str).collect()
            })
            .unwrap_or_default();
        for at in component.common.share.iter().filter(|at| !known.contains(&at.as_str())) {
            let span = rules.place(at.origin, component);
            let diagnostic = Diagnostic::new(
                Code::CantShare,
                span,
                format!("`{}` has no secret `{}` to share", component.name, at.value),
            )
            .label("not a secret of this component");
            rules.report(match near(at, known.iter().copied()) {
                Some(name) => diagnostic.meant(name),
                None if known.is_empty() => {
                    diagnostic.help("it has no secrets of its own; take `share` away")
                }
                None => {
                    let diagnostic = diagnostic.help(format!("it has {}", quoted(&known)));
                    match known.as_slice() {
                        [only] => diagnostic.rewrite(*only),
                        _ => diagnostic,
                    }
                }
            });
        }
        for at in &component.common.share {
            let encrypted =
                model.secrets.get(&own(&at.value)).filter(|s| matches!(s.body, SecretBody::Sops(_)));
            if encrypted.is_some() {
                let span = rules.place(at.origin, component);
                rules.report(
                    Diagnostic::new(
                        Code::CantShare,
                        span,
                        format!("the encrypted secret `{}` can't be shared", at.value),
                    )
                    .label("an encrypted file is in the repository already")
                    .help("encrypt it once more for the other namespace"),
                );
            }
        }
    }
    for secret in model.secrets.values() {
        if let SecretBody::Existing(body) = &secret.body
            && body.share.value
            && model.home(secret).is_none()
        {
            let span = place(&model.origins, body.share.origin, secret.span);
            rules.report(
                Diagnostic::new(
                    Code::CantShare,
                    span,
                    format!("nobody says in which namespace `{}` is", secret.name),
                )
                .label("copied from where?")
                .help("add the namespace that it is in: `namespace: \"…\"`")
                .fill_in(secret.span, &[], "namespace: \"…\""),
            );
        }
    }
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
    if rules.program.secrets.is_empty() || rules.diagnostics.has_errors() {
        return;
    }
    let mentioned = rules.program.shared_mentioned();
    let unused: Vec<_> = rules
        .program
        .secrets
        .values()
        .filter(|decl| !mentioned.contains(&decl.name) && !is_adopted(rules, decl))
        .collect();
    for decl in unused {
        rules.report(
            Diagnostic::new(
                Code::UnusedSecret,
                decl.span,
                format!("nothing uses the secret `{}`", decl.name),
            )
            .label("declared, but never used")
            .help(format!("refer to it, `env-from: [{}]` for example, or take it away", decl.name))
            .take_declaration_out(decl.span, "secret", &decl.name),
        );
    }
}

/// Whether YAML that is taken over names a secret: one that is declared so that references to it are known to be right.
fn is_adopted(rules: &Rules, declared: &Declared) -> bool {
    let name = said(declared, "name").unwrap_or_else(|| declared.name.clone());
    let folders = rules.model.adopted.folders.values();
    said(declared, "namespace").is_some()
        && folders.flat_map(|adopted| adopted.folder.files.values()).any(|text| text.contains(name.as_str()))
}
