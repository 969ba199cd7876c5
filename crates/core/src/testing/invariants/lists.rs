//! Lists that the server keeps by a key: server-side apply, which Flux uses, refuses the same key twice
//! (<https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy>). And no object is there twice.

use super::cluster::Cluster;
use super::{Holds, Violation};
use serde_json::Value;
use std::collections::BTreeSet;

/// A list by the name of its field, and the members that make the key of an entry.
const KEYS: [(&str, &[&str]); 14] = [
    ("env", &["name"]),
    ("containers", &["name"]),
    ("initContainers", &["name"]),
    ("volumes", &["name"]),
    ("volumeMounts", &["mountPath"]),
    ("volumeClaimTemplates", &["/metadata/name"]),
    ("imagePullSecrets", &["name"]),
    ("topologySpreadConstraints", &["topologyKey", "whenUnsatisfiable"]),
    ("dependsOn", &["name"]),
    ("groups", &["name"]),
    ("listeners", &["name"]),
    ("hostAliases", &["ip"]),
    ("parentRefs", &["namespace", "name", "sectionName", "port"]),
    ("valuesFrom", &["kind", "name", "valuesKey", "targetPath"]),
];

/// No list holds a key twice, and no two objects have one identity.
///
/// # Errors
/// The first that is there twice.
pub fn holds(cluster: &Cluster) -> Holds {
    let mut seen = BTreeSet::new();
    cluster.things().try_for_each(|thing| {
        let title = thing.title();
        if !seen.insert((thing.group().to_owned(), title.clone())) {
            return Err(Violation::at(title, "", "is there twice"));
        }
        walk(&thing.value, "").map_err(|(pointer, what)| Violation::at(title, pointer, what))
    })
}

fn walk(value: &Value, place: &str) -> Result<(), (String, String)> {
    match value {
        // Charts and custom resources of others have lists of these names with keys of their own.
        Value::Object(fields) => {
            fields.iter().filter(|(key, _)| *key != "values").try_for_each(|(key, value)| {
                let place = format!("{place}/{key}");
                if let Some(what) = value.as_array().and_then(|list| twice(&place, key, list)) {
                    return Err((place, what));
                }
                walk(value, &place)
            })
        }
        Value::Array(items) => {
            items.iter().enumerate().try_for_each(|(at, item)| walk(item, &format!("{place}/{at}")))
        }
        _ => Ok(()),
    }
}

fn twice(place: &str, field: &str, list: &[Value]) -> Option<String> {
    let members = match field {
        "ports" if place.contains("ontainers/") => &["containerPort", "protocol"][..],
        "ports" if place == "/spec/ports" => &["port", "protocol"],
        _ => KEYS.iter().find(|(name, _)| *name == field)?.1,
    };
    let member = |item: &Value, name: &str| match name.starts_with('/') {
        true => item.pointer(name).cloned().unwrap_or_default(),
        false => item.get(name).cloned().unwrap_or_default(),
    };
    let key = |item: &Value| members.iter().map(|name| member(item, name).to_string()).collect::<Vec<_>>();
    let mut seen = BTreeSet::new();
    let double = list.iter().map(key).find(|key| !seen.insert(key.clone()))?;
    Some(format!("holds {} twice", double.join(" ")))
}
