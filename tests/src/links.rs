//! What the objects of a build refer to, read from the objects alone: who must be there before whom.
//!
//! This knows nothing of the compiler's graph. It knows what operators write: CloudNativePG the Secret `NAME-app` and the
//! Services `NAME-rw`, `NAME-ro` and `NAME-r`; External Secrets the Secret of its target; a chart the Services named
//! after its release and the API groups of its CRDs; the claims of the example's platform the Secret `NAME-conn`.

use crate::{items, project, text};
use fluo_core::object::Output;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A node that needs another one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// The node that needs.
    pub from: String,
    /// The node that is needed.
    pub to: String,
    /// What makes it so: `Secret shop/db-app`.
    pub why: String,
}

/// Every link between different nodes that the objects imply.
#[must_use]
pub fn implied(output: &Output) -> BTreeSet<Link> {
    let nodes: Vec<(String, Value)> = output
        .nodes
        .iter()
        .flat_map(|node| {
            let adopted = node.adopted.objects.iter().map(|(object, _)| object);
            node.objects.iter().chain(adopted).map(|object| (node.name.to_string(), project::json(object)))
        })
        .collect();
    let mut owners: BTreeMap<String, String> = BTreeMap::new();
    for (node, object) in &nodes {
        owners.extend(provided(object).into_iter().map(|thing| (thing, node.clone())));
    }
    let configs: BTreeMap<String, BTreeSet<String>> =
        nodes.iter().map(|(_, o)| o).filter_map(named_by_config).collect();
    let mut links = BTreeSet::new();
    for (node, object) in &nodes {
        let mut things = needed(object);
        let read: Vec<String> =
            things.iter().filter_map(|thing| configs.get(thing)).flatten().cloned().collect();
        things.extend(read);
        for thing in things {
            let owner = owners.get(&thing).filter(|owner| *owner != node);
            links.extend(owner.map(|to| Link { from: node.clone(), to: to.clone(), why: thing }));
        }
    }
    links
}

/// What charts put behind the names of the Services that they make.
const CHART_SERVICES: [&str; 9] = [
    "",
    "-headless",
    "-master",
    "-prometheus",
    "-alertmanager",
    "-grafana",
    "-collector",
    "-frontend",
    "-client",
];

/// The API groups whose CRDs a chart brings.
pub const CHART_GROUPS: [(&str, &str); 11] = [
    ("external-secrets", "external-secrets.io"),
    ("external-secrets", "generators.external-secrets.io"),
    ("keda", "keda.sh"),
    ("nack", "jetstream.nats.io"),
    ("traefik", "traefik.io"),
    ("traefik", "gateway.networking.k8s.io"),
    ("cert-manager", "cert-manager.io"),
    ("cert-manager", "acme.cert-manager.io"),
    ("kube-prometheus-stack", "monitoring.coreos.com"),
    ("cloudnative-pg", "postgresql.cnpg.io"),
    // The chart `kagent` brings none: they are a chart of their own.
    ("kagent-crds", "kagent.dev"),
];

/// What is there once an object is reconciled.
fn provided(object: &Value) -> Vec<String> {
    let name = text(object, "/metadata/name");
    let namespace = text(object, "/metadata/namespace");
    let kind = text(object, "/kind");
    let own = format!("{kind} {namespace}/{name}");
    let services = |suffixes: &[&str]| -> Vec<String> {
        suffixes.iter().map(|suffix| format!("host {name}{suffix}.{namespace}")).collect()
    };
    let mut things = match kind {
        "ExternalSecret" => vec![format!("Secret {namespace}/{}", text(object, "/spec/target/name"))],
        "Certificate" => vec![format!("Secret {namespace}/{}", text(object, "/spec/secretName"))],
        "Cluster" => {
            let mut things = services(&["-rw", "-ro", "-r"]);
            things.push(format!("Secret {namespace}/{name}-app"));
            things
        }
        "PostgresInstance" | "DragonflyInstance" => vec![format!("Secret {namespace}/{name}-conn")],
        "HelmRelease" => {
            let mut things = services(&CHART_SERVICES);
            things.push(format!("Secret {namespace}/{name}-grafana"));
            let chart = text(object, "/spec/chart/spec/chart");
            things.push(format!("host {}-{chart}.{namespace}", text(object, "/spec/releaseName")));
            let groups = CHART_GROUPS.iter().filter(|(of, _)| *of == chart);
            things.extend(groups.map(|(_, group)| format!("api {group}")));
            things
        }
        "Dragonfly" | "Service" => services(&[""]),
        "Stream" => vec![format!("stream {}", text(object, "/spec/name"))],
        "Consumer" => {
            let stream = text(object, "/spec/streamName");
            vec![format!("consumer {stream}/{}", text(object, "/spec/durableName"))]
        }
        _ => Vec::new(),
    };
    things.push(own);
    things
}

/// A ConfigMap and the hosts that it names: not the map needs them, but who reads it.
fn named_by_config(object: &Value) -> Option<(String, BTreeSet<String>)> {
    let (namespace, name) = (text(object, "/metadata/namespace"), text(object, "/metadata/name"));
    let mut things = BTreeSet::new();
    walk(object.get("data").filter(|_| text(object, "/kind") == "ConfigMap")?, namespace, &mut things);
    Some((format!("ConfigMap {namespace}/{name}"), things))
}

/// What must be there before an object can do its work.
fn needed(object: &Value) -> BTreeSet<String> {
    let namespace = text(object, "/metadata/namespace");
    let mut things = BTreeSet::new();
    if !namespace.is_empty() {
        things.insert(format!("Namespace /{namespace}"));
    }
    if let Some((group, _)) = text(object, "/apiVersion").split_once('/') {
        things.insert(format!("api {group}"));
    }
    for from in items(object, "/spec/valuesFrom") {
        things.insert(format!("{} {namespace}/{}", text(from, "/kind"), text(from, "/name")));
    }
    if text(object, "/kind") == "ConfigMap" {
        return things;
    }
    walk(object, namespace, &mut things);
    let issuer = text(object, "/spec/issuerRef/name");
    if !issuer.is_empty() {
        things.insert(format!("{} /{issuer}", text(object, "/spec/issuerRef/kind")));
    }
    for listener in items(object, "/spec/listeners") {
        let certificates = items(listener, "/tls/certificateRefs").iter();
        things.extend(certificates.map(|secret| format!("Secret {namespace}/{}", text(secret, "/name"))));
    }
    if text(object, "/kind") == "Consumer" {
        things.insert(format!("stream {}", text(object, "/spec/streamName")));
    }
    for trigger in items(object, "/spec/triggers") {
        let stream = text(trigger, "/metadata/stream");
        if !stream.is_empty() {
            things.insert(format!("stream {stream}"));
            things.insert(format!("consumer {stream}/{}", text(trigger, "/metadata/consumer")));
        }
    }
    things
}

/// Fields that name another object, the member of theirs that holds the name, and the kind of what they name.
const REFERENCES: [(&str, &str, &str); 13] = [
    ("secretKeyRef", "name", "Secret"),
    ("secretRef", "name", "Secret"),
    ("imagePullSecrets", "name", "Secret"),
    ("secret", "secretName", "Secret"),
    ("secretTargetRef", "name", "Secret"),
    ("passwordFromSecret", "name", "Secret"),
    ("configMapRef", "name", "ConfigMap"),
    ("configMap", "name", "ConfigMap"),
    ("persistentVolumeClaim", "claimName", "PersistentVolumeClaim"),
    ("generatorRef", "name", "Password"),
    ("secretStoreRef", "name", "ClusterSecretStore"),
    ("authenticationRef", "name", "TriggerAuthentication"),
    ("scaleTargetRef", "name", "Deployment"),
];

fn walk(value: &Value, namespace: &str, things: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                for (_, member, kind) in REFERENCES.iter().filter(|(field, ..)| field == key) {
                    let place = if *kind == "ClusterSecretStore" { "" } else { namespace };
                    let one = std::slice::from_ref(value);
                    let all = value.as_array().map_or(one, Vec::as_slice);
                    let names = all.iter().filter_map(|item| item.get(member)?.as_str());
                    things.extend(names.map(|name| format!("{kind} {place}/{name}")));
                }
                if let (Some(name), "existingSecret") = (value.as_str(), key.as_str()) {
                    things.insert(format!("Secret {namespace}/{name}"));
                }
                walk(value, namespace, things);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| walk(item, namespace, things)),
        Value::String(text) => things.extend(hosts(text)),
        _ => {}
    }
}

/// The cluster's own hosts that a text names: `nats://nats.messaging.svc.cluster.local:4222` names `nats.messaging`.
fn hosts(text: &str) -> Vec<String> {
    let part_of_host = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    let words = text.split(|c: char| !part_of_host(c));
    let host = |word: &str| {
        let (name, _) = word.split_once(".svc.")?;
        Some(format!("host {name}"))
    };
    words.filter_map(host).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn finds_what_an_object_names() {
        let object = json!({
            "kind": "Deployment",
            "metadata": { "name": "web", "namespace": "shop" },
            "spec": {
                "env": [{ "valueFrom": { "secretKeyRef": { "name": "a", "key": "k" } } },
                        { "value": "http://u:p@api.ops.svc.cluster.local:80/x" }],
                "imagePullSecrets": [{ "name": "b" }],
                "volumes": [{ "secret": { "secretName": "c" } }],
            }
        });
        let wanted = ["Namespace /shop", "Secret shop/a", "Secret shop/b", "Secret shop/c", "host api.ops"];
        assert_eq!(needed(&object).iter().map(String::as_str).collect::<Vec<_>>(), wanted);
    }
}
