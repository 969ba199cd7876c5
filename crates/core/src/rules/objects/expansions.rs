//! `$(NAME)` in adopted containers: Kubernetes puts a variable's value there, and leaves the text as it is where there is no
//! such variable (<https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/>).

use super::found::Found;
use super::judged::Judged;
use super::lookups::containers;
use super::whole::{Whole, items, plain, text};
use crate::diagnostic::{Code, Diagnostic, near};
use crate::object::{Node, Object};

pub(super) fn check(whole: &Whole, object: &Judged, found: &mut Found) {
    if object.template.is_none() || !whole.is_adopted(object) {
        return;
    }
    for container in object.template.into_iter().flat_map(containers) {
        let env = items(container, &["env"]);
        let names: Vec<&str> = env.iter().filter_map(|entry| text(entry, &["name"])).collect();
        let imports = !items(container, &["envFrom"]).is_empty();
        for (place, entry) in env.iter().enumerate() {
            let Some(node) = entry.get("value") else { continue };
            for name in plain(node).into_iter().flat_map(expansions) {
                let (before, after) = names.split_at(place.min(names.len()));
                if !before.contains(&name) {
                    found.push(unset(whole, object, node, name, (&names, after.contains(&name), imports)));
                }
            }
        }
        let words = items(container, &["command"]).iter().chain(items(container, &["args"]));
        for node in words {
            // A shell has expansions of the same form; only what is nearly a variable was meant as one.
            for name in plain(node).into_iter().flat_map(expansions).filter(|name| !names.contains(name)) {
                let shell = name.chars().any(|c| c.is_ascii_lowercase());
                let meant = !shell && near(name, names.iter().copied()).is_some();
                found.push(unset(whole, object, node, name, (&names, false, imports)).filter(|_| meant));
            }
        }
    }
}

/// The names in `$(NAME)`, without those that `$$(NAME)` keeps as a text.
fn expansions(text: &str) -> impl Iterator<Item = &str> {
    let mut escaped = false;
    text.split('$').enumerate().filter_map(move |(at, part)| {
        if at == 0 || std::mem::take(&mut escaped) {
            return None;
        }
        escaped = part.is_empty();
        let (name, _) = part.strip_prefix('(')?.split_once(')')?;
        let letters = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let is_name =
            name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && name.chars().all(letters);
        is_name.then_some(name)
    })
}

/// What is wrong with a name that no variable before it has. `names` are those of the container, whether this one comes later,
/// and whether others are imported.
fn unset(
    whole: &Whole,
    object: &Object,
    node: &Node,
    name: &str,
    (names, later, imports): (&[&str], bool, bool),
) -> Option<Diagnostic> {
    let of_service = name.contains("_SERVICE_") || name.contains("_PORT");
    let meant = near(name, names.iter().copied());
    if !later && meant.is_none() && (imports || of_service || name.chars().any(|c| c.is_ascii_lowercase())) {
        return None;
    }
    let fault = whole.fault(
        Code::UnsetExpansion,
        object,
        node,
        &format!("puts in `$({name})`, which is not set there"),
    );
    let fault = fault.label("stays in the text as it is written");
    Some(match meant {
        _ if later => fault.help(format!("put `{name}` before it: only what stands before is known")),
        Some(meant) => whole.repaired(fault, format!("did you mean `$({meant})`?"), name, meant),
        None => fault.help(format!("set `{name}` before it, or write `$$({name})` if the text is meant")),
    })
}
