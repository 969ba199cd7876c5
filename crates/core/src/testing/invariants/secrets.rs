//! No secret in a place that is not secret.
//!
//! fluo never has the value of a secret, so what could leak is what leads to one: the path in a store, which a property test
//! marks with [`MARK`]; the text of an encrypted file; a variable that Kubernetes or Flux fills in from a Secret. Each of them
//! may stand where only those who may read Secrets read it
//! (<https://kubernetes.io/docs/concepts/security/secrets-good-practices/>), and nowhere else.

use super::cluster::{Cluster, Thing, containers, fields, items, text};
use super::pods::expanded;
use super::said::Said;
use super::{Holds, Violation};
use serde_json::Value;
use std::collections::BTreeSet;

/// What marks a text as belonging to a secret: a store's path that holds it may stand only where the store is asked.
pub const MARK: &str = "canary";

/// What SOPS writes for a value (<https://getsops.io/docs/>).
const ENCRYPTED: &str = "ENC[";

/// No secret is readable by who may not read Secrets.
///
/// # Errors
/// The first that is.
pub fn holds(cluster: &Cluster, said: &Said) -> Holds {
    let sources = said.model.environment.flux.substitute_from.iter();
    let secret = sources.filter(|(_, source)| source.kind.value == "secret");
    let variables: BTreeSet<&str> =
        secret.flat_map(|(_, source)| source.keys.iter().map(|key| key.value.as_str())).collect();
    cluster.things().try_for_each(|thing| {
        let found = encrypted(thing)
            .and_then(|()| plain(thing, &thing.value, &mut String::new(), &variables))
            .and_then(|()| spoken_aloud(thing));
        found.map_err(|(pointer, what)| Violation::at(thing.title(), pointer, what))
    })
}

/// What is wrong, and where.
type Fault = Result<(), (String, String)>;

fn must(fits: bool, pointer: impl Into<String>, what: impl Into<String>) -> Fault {
    if fits { Ok(()) } else { Err((pointer.into(), what.into())) }
}

fn is_secret(thing: &Thing) -> bool {
    thing.group().is_empty() && thing.kind() == "Secret"
}

/// A Secret of the build holds nothing that can be read in the repository.
fn encrypted(thing: &Thing) -> Fault {
    if !is_secret(thing) {
        return Ok(());
    }
    ["data", "stringData"].into_iter().try_for_each(|part| {
        let pointer = format!("/{part}");
        let clear = |value: &Value| {
            value.as_str().is_none_or(|text| !text.starts_with(ENCRYPTED) && !text.is_empty())
        };
        match fields(&thing.value, &pointer).find(|(_, value)| clear(value)) {
            Some((key, _)) => must(false, format!("{pointer}/{key}"), "the value of a secret in plain sight"),
            None => Ok(()),
        }
    })
}

/// Texts that belong to a secret, in an object that everybody may read.
fn plain(thing: &Thing, value: &Value, pointer: &mut String, variables: &BTreeSet<&str>) -> Fault {
    match value {
        Value::String(text) => readable(thing, text, pointer, variables),
        Value::Object(members) => members.iter().try_for_each(|(key, value)| {
            let length = pointer.len();
            pointer.push('/');
            pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
            readable(thing, key, pointer, variables)?;
            plain(thing, value, pointer, variables)?;
            pointer.truncate(length);
            Ok(())
        }),
        Value::Array(list) => list.iter().enumerate().try_for_each(|(at, item)| {
            let length = pointer.len();
            pointer.push_str(&format!("/{at}"));
            plain(thing, item, pointer, variables)?;
            pointer.truncate(length);
            Ok(())
        }),
        _ => Ok(()),
    }
}

fn readable(thing: &Thing, text: &str, pointer: &str, variables: &BTreeSet<&str>) -> Fault {
    if is_secret(thing) {
        return Ok(());
    }
    // What asks a store says where to look.
    let asks = ["external-secrets.io", "generators.external-secrets.io"].contains(&thing.group())
        && (pointer.contains("/remoteRef") || pointer.contains("/dataFrom"));
    must(asks || !text.contains(MARK), pointer, format!("`{text}` belongs to a secret"))?;
    must(!text.contains(ENCRYPTED), pointer, "the text of an encrypted file")?;
    let filled = substituted(text).into_iter().find(|name| variables.contains(name));
    match filled {
        Some(name) => must(false, pointer, format!("Flux fills in `{name}` from a Secret")),
        None => Ok(()),
    }
}

/// The variables that Flux fills in
/// (<https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution>).
fn substituted(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (_, from) = rest.split_at(at);
        rest = match (from.strip_prefix("$$"), from.strip_prefix("${")) {
            (Some(after), _) => after,
            (_, Some(inner)) => {
                let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inner.len());
                let (name, after) = inner.split_at(end);
                found.push(name);
                after
            }
            _ => from.strip_prefix('$').unwrap_or(""),
        };
    }
    found
}

/// A variable with the value of a secret may be composed into another one, and nowhere else: commands are seen by everybody
/// on the node, and in every listing of processes.
fn spoken_aloud(thing: &Thing) -> Fault {
    let Some((place, template)) = thing.template() else { return Ok(()) };
    for (at, container) in containers(template) {
        let mut secret: BTreeSet<&str> = BTreeSet::new();
        for entry in items(container, "/env") {
            let composed = expanded(text(entry, "/value")).into_iter().any(|name| secret.contains(name));
            if composed || entry.pointer("/valueFrom/secretKeyRef").is_some() {
                secret.insert(text(entry, "/name"));
            }
        }
        for field in ["command", "args", "lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] {
            let Some(value) = container.get(field) else { continue };
            let spoken = value.to_string();
            let named = expanded(&spoken).into_iter().find(|name| secret.contains(name));
            let pointer = format!("{place}{at}/{field}");
            must(named.is_none() || thing.adopted, pointer, format!("{named:?} has the value of a secret"))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::substituted;

    #[test]
    fn flux_reads_names_in_braces_only() {
        assert_eq!(substituted("${A} $${B} $C ${D:-x} $(E)"), ["A", "D"]);
    }
}
