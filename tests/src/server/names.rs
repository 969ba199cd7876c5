//! Names, labels and annotations
//! (<https://kubernetes.io/docs/concepts/overview/working-with-objects/names/>).

use crate::text;
use serde_json::Value;

/// Kinds whose names are DNS labels; those of all others are subdomains.
const LABELS: [&str; 2] = ["Namespace", "Service"];

/// Kinds with room for a suffix that a controller adds.
const SHORT: [(&str, usize); 4] = [("StatefulSet", 52), ("CronJob", 52), ("ScaledObject", 54), ("Job", 63)];

/// Kinds outside of namespaces.
const CLUSTER: [&str; 8] = [
    "Namespace",
    "ClusterSecretStore",
    "ClusterRole",
    "ClusterRoleBinding",
    "CustomResourceDefinition",
    "ClusterIssuer",
    "GatewayClass",
    "PriorityClass",
];

pub(super) fn faults(object: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let (kind, name) = (text(object, "/kind"), text(object, "/metadata/name"));
    let role = kind.contains("Role");
    let longest = SHORT.iter().find(|(of, _)| *of == kind).map_or(253, |(_, longest)| *longest);
    if name.len() > longest || !role && !is_subdomain(name) || LABELS.contains(&kind) && !is_label(name) {
        faults.push(format!("the name `{name}`"));
    }
    if kind == "Service" && !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        faults.push("the name of a Service starts with a letter".to_owned());
    }
    let namespace = object.pointer("/metadata/namespace").and_then(Value::as_str);
    match (namespace, CLUSTER.contains(&kind)) {
        (Some(namespace), true) => faults.push(format!("stands outside namespaces, and says `{namespace}`")),
        (Some(namespace), false) if !is_label(namespace) => {
            faults.push(format!("the namespace `{namespace}`"));
        }
        _ => {}
    }
    for place in ["/metadata", "/spec/template/metadata", "/spec/selector"] {
        faults.extend(keys(object.pointer(place).unwrap_or(&Value::Null)));
    }
    faults
}

fn keys(metadata: &Value) -> Vec<String> {
    let members = |name| metadata.get(name).and_then(Value::as_object).into_iter().flatten();
    let mut faults = Vec::new();
    for (key, value) in members("labels").chain(members("matchLabels")) {
        let value = value.as_str().unwrap_or("?");
        // What Flux fills in is not known here.
        if value.contains("${") {
            continue;
        }
        if !is_key(key) || !(value.is_empty() || value.len() <= 63 && is_word(value)) {
            faults.push(format!("the label `{key}: {value}`"));
        }
    }
    let annotations: Vec<_> = members("annotations").collect();
    faults.extend(
        annotations.iter().filter(|(key, _)| !is_key(key)).map(|(key, _)| format!("the annotation `{key}`")),
    );
    let size: usize =
        annotations.iter().map(|(key, value)| key.len() + value.as_str().map_or(0, str::len)).sum();
    if size > 256 * 1024 {
        faults.push(format!("{size} bytes of annotations"));
    }
    faults
}

fn is_key(key: &str) -> bool {
    match key.split_once('/') {
        Some((prefix, name)) => is_subdomain(prefix) && name.len() <= 63 && is_word(name),
        None => key.len() <= 63 && is_word(key),
    }
}

/// Letters, digits and `-_.` between letters or digits.
fn is_word(text: &str) -> bool {
    let end = |c: char| c.is_ascii_alphanumeric();
    text.starts_with(end) && text.ends_with(end) && text.chars().all(|c| end(c) || "-_.".contains(c))
}

/// RFC 1123's label.
pub(super) fn is_label(text: &str) -> bool {
    let end = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.len() <= 63
        && text.starts_with(end)
        && text.ends_with(end)
        && text.chars().all(|c| end(c) || c == '-')
}

/// RFC 1123's subdomain.
pub(super) fn is_subdomain(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::faults;
    use serde_json::json;

    #[test]
    fn illegal_names_and_labels_are_seen() {
        let object = |kind: &str, name: &str, label: &str| json!({ "kind": kind, "metadata": { "name": name, "labels": { "a": label } } });
        assert!(faults(&object("Service", "web", "v1.0.0")).is_empty());
        assert_eq!(faults(&object("Service", "1web", "x")).len(), 1);
        assert_eq!(faults(&object("Deployment", "Web", "sha256:1")).len(), 2);
        assert_eq!(faults(&object("StatefulSet", &"a".repeat(53), "")).len(), 1);
        assert_eq!(
            faults(&json!({ "kind": "Namespace", "metadata": { "name": "a", "namespace": "b" } })).len(),
            1
        );
    }
}
