//! What is adopted: encrypted Secrets where their users are, and somebody who can decrypt them.

use super::{Rules, place};
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::adopted_nodes;
use crate::model::{Secret, SecretBody};

pub(super) fn check(rules: &mut Rules) {
    let secrets: Vec<&Secret> = rules.model.secrets.values().collect();
    for secret in secrets {
        if let SecretBody::Sops(body) = &secret.body {
            let span = place(&rules.model.origins, body.file.origin, secret.span);
            elsewhere(rules, secret, span);
        }
    }
    decryption(rules);
}

/// The file says in which namespace the Secret is, and SOPS lets nobody change it.
fn elsewhere(rules: &mut Rules, secret: &Secret, span: crate::source::Span) {
    let Some(file) = rules.model.adopted.sops.get(&secret.id) else { return };
    let Some(other) = secret.namespaces.iter().find(|namespace| namespace.value != file.namespace) else {
        return;
    };
    let users = rules.model.uses.iter().filter(|entry| entry.secret == secret.id);
    let user = users.into_iter().find(|entry| {
        let component = rules.model.components.get(&entry.component);
        component.is_some_and(|component| component.common.namespace.value == other.value)
    });
    let mut diagnostic = Diagnostic::new(
        Code::SopsElsewhere,
        user.map_or(span, |user| user.span),
        format!(
            "the Secret `{}` is in the namespace `{}`, and it is needed in `{other}`",
            file.name, file.namespace
        ),
    )
    .label("a pod sees only the Secrets of its own namespace")
    .also(file.namespace_at, format!("it says `{}`", file.namespace));
    if user.is_some() {
        diagnostic = diagnostic.also(span, "encrypted in this file");
    }
    rules.report(
        diagnostic
            .help(format!(
                "put its users into `{}`, or encrypt the Secret once more with `namespace: {other}`",
                file.namespace
            ))
            .help("don't edit the file by hand: SOPS protects its whole text against changes"),
    );
}

/// Flux applies what is encrypted as it is, unless it is told to decrypt.
fn decryption(rules: &mut Rules) {
    if rules.model.environment.flux.decryption.secret.is_some() {
        return;
    }
    let Some((component, at)) = adopted_nodes(rules.model).into_iter().find_map(|(component, adopted)| {
        let encrypted = adopted.objects.iter().find(|(object, _)| object.body.get("sops").is_some());
        let origin = encrypted.map(|(object, _)| object.origin)?;
        Some((component, place(&rules.model.origins, origin, rules.model.span)))
    }) else {
        return;
    };
    let whose = component.map(|name| format!(" of `{name}`")).unwrap_or_default();
    let environment = &rules.model.name;
    let diagnostic = Diagnostic::new(
        Code::WithoutDecryption,
        at,
        format!("a Secret{whose} is encrypted, and `{environment}` does not say how Flux decrypts it"),
    )
    .label("encrypted by SOPS")
    .also(rules.model.span, "no `decryption` in its `flux`")
    .help("write `flux { decryption { secret: \"sops-age\" } }`, with the Secret in Flux's namespace that holds the keys")
    .fill_in(rules.model.span, &["flux", "decryption"], "secret: \"sops-age\"");
    rules.report(diagnostic);
}
