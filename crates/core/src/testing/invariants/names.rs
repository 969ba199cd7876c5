//! Names, labels and annotations are legal, also once their controllers have added what they add
//! (<https://kubernetes.io/docs/concepts/overview/working-with-objects/names/>,
//! <https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set>).

use super::cluster::{Cluster, Thing, containers, items, text};
use super::{Holds, Violation};
use serde_json::Value;

/// Kinds whose names are labels of DNS; those of all others are subdomains.
const LABELS: [&str; 2] = ["Namespace", "Service"];

/// Kinds with room for what a controller adds, in characters.
///
/// - StatefulSet: its pods carry `NAME-HASH` of ten digits as a label.
/// - CronJob: its Jobs are called `NAME-MINUTES` (<https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/>).
/// - Job: its pods carry its name as a label.
/// - ScaledObject: its HorizontalPodAutoscaler is `keda-hpa-NAME`, a label again
///   (<https://keda.sh/docs/2.20/reference/scaledobject-spec/>).
/// - ScaledJob: the label `scaledjob.keda.sh/name` of its Jobs.
/// - Cluster: <https://cloudnative-pg.io/documentation/current/cloudnative-pg.v1/>, 50 characters.
/// - Dragonfly: a StatefulSet of its name.
/// - Kustomization: a label of what it applies (<https://fluxcd.io/flux/components/kustomize/kustomizations/>).
const SHORT: [(&str, usize); 8] = [
    ("StatefulSet", 52),
    ("CronJob", 52),
    ("ScaledObject", 54),
    ("ScaledJob", 63),
    ("Job", 63),
    ("Cluster", 50),
    ("Dragonfly", 52),
    ("Kustomization", 63),
];

/// Kinds outside of namespaces.
const CLUSTER: [&str; 10] = [
    "ClusterIssuer",
    "ClusterRole",
    "ClusterRoleBinding",
    "ClusterSecretStore",
    "ClusterTriggerAuthentication",
    "CustomResourceDefinition",
    "GatewayClass",
    "Namespace",
    "PriorityClass",
    "StorageClass",
];

/// The most that the annotations of an object may hold together, in bytes.
const ANNOTATIONS: usize = 256 * 1024;

/// Every name, label and annotation is legal.
///
/// # Errors
/// The first that is not.
pub fn holds(cluster: &Cluster) -> Holds {
    cluster.things().try_for_each(|thing| {
        let found = own_name(thing).and_then(|()| inside(&thing.value, &mut String::new()));
        found
            .and_then(|()| of_pod(thing))
            .map_err(|(pointer, what)| Violation::at(thing.title(), pointer, what))
    })
}

/// A pointer, and what is wrong there.
type Fault = Result<(), (String, String)>;

fn refuse(pointer: &str, what: String) -> Fault {
    Err((pointer.to_owned(), what))
}

fn own_name(thing: &Thing) -> Fault {
    let (kind, name) = (thing.kind(), thing.name());
    let longest = SHORT.iter().find(|(of, _)| *of == kind).map_or(253, |(_, longest)| *longest);
    if name.len() > longest {
        let what = format!("`{name}` has {} characters, a {kind} may have {longest}", name.len());
        return refuse("/metadata/name", what);
    }
    // Names of roles are path segments only.
    if !kind.contains("Role") && !is_subdomain(name) || LABELS.contains(&kind) && !is_label(name) {
        return refuse("/metadata/name", format!("`{name}` is no legal name"));
    }
    if kind == "Service" && !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        return refuse("/metadata/name", format!("`{name}` does not start with a letter, as a Service must"));
    }
    let namespace = thing.value.pointer("/metadata/namespace").and_then(Value::as_str);
    match (namespace, CLUSTER.contains(&kind)) {
        (Some(namespace), true) => refuse(
            "/metadata/namespace",
            format!("a {kind} stands outside of namespaces, this one in `{namespace}`"),
        ),
        (Some(namespace), false) if !is_label(namespace) => {
            refuse("/metadata/namespace", format!("`{namespace}` is no legal namespace"))
        }
        (None, false) if !thing.adopted && is_known(thing.group()) => {
            refuse("/metadata/namespace", format!("a {kind} stands in a namespace, and none is named"))
        }
        _ => Ok(()),
    }
}

/// Labels, annotations and selectors wherever they stand: of the object, of its pods, of its volumes, of what it selects.
fn inside(value: &Value, pointer: &mut String) -> Fault {
    match value {
        Value::Object(fields) => fields.iter().try_for_each(|(key, value)| {
            // Charts have labels of other systems, and rules those of Prometheus.
            if key == "values" || key == "groups" {
                return Ok(());
            }
            let length = pointer.len();
            pointer.push('/');
            pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
            let parent = pointer.get(..length).unwrap_or("");
            let found = match key.as_str() {
                "labels" if parent.ends_with("/metadata") => labels(value, pointer),
                "matchLabels" => labels(value, pointer),
                "annotations" if parent.ends_with("/metadata") => annotations(value, pointer),
                _ => inside(value, pointer),
            };
            pointer.truncate(length);
            found
        }),
        Value::Array(items) => items.iter().enumerate().try_for_each(|(at, item)| {
            let length = pointer.len();
            pointer.push_str(&format!("/{at}"));
            let found = inside(item, pointer);
            pointer.truncate(length);
            found
        }),
        _ => Ok(()),
    }
}

/// Whether all kinds of a group that stand outside of namespaces are listed here.
fn is_known(group: &str) -> bool {
    const KNOWN: [&str; 8] = [
        "dragonflydb.io",
        "external-secrets.io",
        "jetstream.nats.io",
        "keda.sh",
        "monitoring.coreos.com",
        "networking.k8s.io",
        "postgresql.cnpg.io",
        "rbac.authorization.k8s.io",
    ];
    !group.contains('.') || group.ends_with(".fluxcd.io") || KNOWN.contains(&group)
}

fn labels(labels: &Value, pointer: &str) -> Fault {
    for (key, value) in labels.as_object().into_iter().flatten() {
        let text = value.as_str().unwrap_or("?");
        // What Flux fills in is not known here.
        let legal = text.is_empty() || text.contains("${") || text.len() <= 63 && is_word(text);
        if !is_key(key) || !legal {
            return refuse(pointer, format!("`{key}: {value}` is no legal label"));
        }
    }
    Ok(())
}

fn annotations(annotations: &Value, pointer: &str) -> Fault {
    let mut size = 0;
    for (key, value) in annotations.as_object().into_iter().flatten() {
        if !is_key(key) {
            return refuse(pointer, format!("`{key}` is no legal key of an annotation"));
        }
        let Some(text) = value.as_str() else {
            return refuse(pointer, format!("the annotation `{key}` is no text"));
        };
        size += key.len() + text.len();
    }
    if size > ANNOTATIONS {
        refuse(pointer, format!("{size} bytes, at most {ANNOTATIONS} are taken"))
    } else {
        Ok(())
    }
}

/// The names in a pod: of containers, ports, volumes and variables; and the keys of what is mounted.
fn of_pod(thing: &Thing) -> Fault {
    if ["Secret", "ConfigMap"].contains(&thing.kind()) && thing.group().is_empty() {
        return ["data", "stringData", "binaryData"].into_iter().try_for_each(|part| keys(thing, part));
    }
    let Some((place, template)) = thing.template() else { return Ok(()) };
    for (at, volume) in items(template, "/spec/volumes").iter().enumerate() {
        named(&format!("{place}/spec/volumes/{at}/name"), text(volume, "/name"), is_label)?;
    }
    for (at, container) in containers(template) {
        named(&format!("{place}{at}/name"), text(container, "/name"), is_label)?;
        for (number, port) in items(container, "/ports").iter().enumerate() {
            let name = text(port, "/name");
            named(&format!("{place}{at}/ports/{number}/name"), name, |name| {
                name.is_empty() || is_port(name)
            })?;
        }
        for (number, variable) in items(container, "/env").iter().enumerate() {
            named(&format!("{place}{at}/env/{number}/name"), text(variable, "/name"), is_variable)?;
        }
    }
    Ok(())
}

fn named(pointer: &str, name: &str, is_legal: impl Fn(&str) -> bool) -> Fault {
    if is_legal(name) { Ok(()) } else { refuse(pointer, format!("`{name}` is no legal name here")) }
}

/// <https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-object>
fn keys(thing: &Thing, part: &str) -> Fault {
    let legal = |key: &str| {
        !key.is_empty()
            && key.len() <= 253
            && key != "."
            && !key.starts_with("..")
            && key.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
    };
    let pointer = format!("/{part}");
    super::cluster::fields(&thing.value, &pointer).try_for_each(|(key, _)| named(&pointer, key, legal))
}

/// A key of a label or an annotation.
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

/// What `IsEnvVarName` of Kubernetes took until it became looser in 1.30, and every shell takes.
fn is_variable(text: &str) -> bool {
    let first = |c: char| c.is_ascii_alphabetic() || "_-.".contains(c);
    text.starts_with(first) && text.chars().all(|c| first(c) || c.is_ascii_digit())
}

/// A name of a port (RFC 6335): at most 15 characters, at least one letter, no two hyphens beside each other.
fn is_port(text: &str) -> bool {
    text.len() <= 15
        && is_label(text)
        && !text.contains("--")
        && text.contains(|c: char| c.is_ascii_lowercase())
}

/// RFC 1123's label.
fn is_label(text: &str) -> bool {
    text.len() <= 63 && is_part(text)
}

/// RFC 1123's subdomain, as Kubernetes reads it: only the whole of it has a length.
fn is_subdomain(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(is_part)
}

/// Lower-case letters, digits and `-` between letters or digits.
fn is_part(text: &str) -> bool {
    let end = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.starts_with(end) && text.ends_with(end) && text.chars().all(|c| end(c) || c == '-')
}
