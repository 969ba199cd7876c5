//! Lists that the server keeps by a key: server-side apply refuses the same key twice
//! (<https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy>).

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

pub(super) fn faults(object: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    walk(object, "", &mut faults);
    faults
}

fn walk(value: &Value, place: &str, faults: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                // Charts and custom resources of others have lists of these names with keys of their own.
                if key == "values" {
                    continue;
                }
                let place = format!("{place}/{key}");
                if let Some(list) = value.as_array() {
                    faults.extend(twice(&place, key, list));
                }
                walk(value, &place, faults);
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, item)| walk(item, &format!("{place}/{at}"), faults));
        }
        _ => {}
    }
}

fn twice(place: &str, field: &str, list: &[Value]) -> Option<String> {
    let members = match field {
        "ports" if place.contains("ontainers/") => &["containerPort", "protocol"][..],
        "ports" if place == "/spec/ports" => &["port", "protocol"],
        _ => KEYS.iter().find(|(name, _)| *name == field)?.1,
    };
    let key = |item: &Value| -> Vec<Value> {
        let member = |name: &&str| match name.starts_with('/') {
            true => item.pointer(name).cloned().unwrap_or_default(),
            false => item.get(name).cloned().unwrap_or_default(),
        };
        members.iter().map(member).collect()
    };
    let mut seen = BTreeSet::new();
    let double = list.iter().map(key).find(|key| !seen.insert(format!("{key:?}")))?;
    Some(format!("{place} holds {double:?} twice"))
}

#[cfg(test)]
mod tests {
    use super::faults;
    use serde_json::json;

    #[test]
    fn a_key_twice_is_seen() {
        let pod = |ports| json!({ "spec": { "containers": [{ "name": "a", "ports": ports }] } });
        let port = |number, protocol| json!({ "containerPort": number, "protocol": protocol });
        assert!(faults(&pod(json!([port(53, "UDP"), port(53, "TCP")]))).is_empty());
        assert_eq!(faults(&pod(json!([port(53, "UDP"), port(53, "UDP")]))).len(), 1);
        assert_eq!(faults(&json!({ "env": [{ "name": "A" }, { "name": "A" }] })).len(), 1);
    }
}
