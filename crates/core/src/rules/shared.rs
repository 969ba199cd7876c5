//! Configs and volumes of the top level: in one namespace, for as many pods as they can bear, and used.

use super::names::{illegal_key, is_key};
use super::volumes::{empty, no_size};
use super::{Rules, place};
use crate::diagnostic::{Code, Diagnostic, quoted};
use crate::model::{Mention, SharedVolume};
use crate::source::Span;
use smol_str::SmolStr;

pub(super) fn check(rules: &mut Rules) {
    let model = rules.model;
    for config in model.shared.configs.values() {
        for (file, text) in config.files.iter().filter(|(file, _)| !is_key(file)) {
            let span = place(&model.origins, text.origin, config.span);
            rules.report(illegal_key(span, file));
        }
    }
    for (name, volume) in &model.shared.volumes {
        match &volume.body.size {
            None => rules.report(no_size(volume.span, name)),
            Some(size) if size.count == 0 => {
                rules.report(empty(place(&model.origins, size.origin, volume.span), name));
            }
            Some(_) => {}
        }
        if volume.namespaces.len() > 1 {
            namespaces(rules, name, volume);
        } else {
            several_users(rules, name, volume);
        }
    }
    unused(rules);
}

/// The first mention of each user, by the user's name.
fn mentions<'a>(rules: &Rules<'a>, name: &str) -> Vec<&'a Mention> {
    let mut mentions: Vec<&Mention> =
        rules.model.shared.mentions.iter().filter(|mention| mention.name == name).collect();
    mentions.dedup_by(|a, b| a.component == b.component);
    mentions
}

/// A claim is in one namespace, and so are the pods that mount it.
fn namespaces(rules: &mut Rules, name: &SmolStr, volume: &SharedVolume) {
    let names: Vec<&str> = volume.namespaces.iter().map(SmolStr::as_str).collect();
    let mut diagnostic = Diagnostic::new(
        Code::VolumeNamespaces,
        volume.span,
        format!("the volume `{name}` is mounted in several namespaces: {}", quoted(&names)),
    )
    .label("a volume is in one namespace");
    for mention in mentions(rules, name) {
        let Some(user) = rules.model.components.get(&mention.component) else { continue };
        let text = format!("`{}` is in `{}`", user.name, user.common.namespace.value);
        diagnostic = diagnostic.also(mention.span, text);
    }
    rules.report(diagnostic.help("put its users into one namespace, or declare a volume for each namespace"));
}

fn several_users(rules: &mut Rules, name: &SmolStr, volume: &SharedVolume) {
    let users = mentions(rules, name);
    if users.len() < 2 || volume.body.access.as_str() != "once" {
        return;
    }
    let mut diagnostic = Diagnostic::new(
        Code::VolumeOnce,
        place(&rules.model.origins, volume.body.access.origin, volume.span),
        format!("the volume `{name}` has {} users, but is mounted on one node only", users.len()),
    )
    .label("`access: once`, as it is unless it says otherwise");
    if rules.is_prelude(diagnostic.primary.span) {
        diagnostic.primary.span = volume.span;
    }
    for mention in users {
        diagnostic = diagnostic.also(mention.span, format!("mounted by `{}`", mention.component));
    }
    rules.report(diagnostic.help("if the storage can do it, write `access: many` in its block").write_into(
        volume.span,
        &[],
        "access: many",
    ));
}

/// Said last, like what is said of secrets: the fault elsewhere may be the very reference.
fn unused(rules: &mut Rules) {
    let nothing = rules.program.configs.is_empty() && rules.program.volumes.is_empty();
    if nothing || rules.diagnostics.has_errors() {
        return;
    }
    let mentioned = rules.program.shared_mentioned();
    let configs = rules.program.configs.iter().map(|(name, config)| ("config", name, config.span));
    let volumes = rules.program.volumes.iter().map(|(name, volume)| ("volume", name, volume.span));
    let unused: Vec<(&str, &SmolStr, Span)> =
        configs.chain(volumes).filter(|(_, name, _)| !mentioned.contains(name)).collect();
    for (word, name, span) in unused {
        let read_only = if word == "volume" { " { read-only: false }" } else { "" };
        rules.report(
            Diagnostic::new(Code::UnusedShared, span, format!("nothing uses the {word} `{name}`"))
                .label("declared, but never used")
                .help(format!(
                    "mount it in a component, `mount \"/path\": {name}{read_only}`, or take it away"
                ))
                .take_declaration_out(span, word, name),
        );
    }
}
