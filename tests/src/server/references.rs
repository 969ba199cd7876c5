//! References: the server looks none of them up.

use super::{Cluster, matches, template, title};
use crate::{items, text};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn faults(cluster: &Cluster, object: &Value) -> Vec<String> {
    let namespace = text(object, "/metadata/namespace");
    let mut faults = Vec::new();
    if !namespace.is_empty() && !is_there(cluster, namespace) {
        faults.push(format!("there is no namespace `{namespace}`"));
    }
    walk(cluster, namespace, object, &mut faults);
    faults.extend(match text(object, "/kind") {
        "Service" => service(cluster, namespace, object),
        "HTTPRoute" | "GRPCRoute" => route(cluster, namespace, object),
        "Ingress" => ingress(cluster, namespace, object),
        "StatefulSet" => headless(cluster, namespace, object),
        "ScaledObject" | "HorizontalPodAutoscaler" => scaled(cluster, namespace, object),
        "PodDisruptionBudget" => {
            selected(cluster, namespace, object.pointer("/spec/selector/matchLabels"), "pods")
        }
        "ServiceMonitor" => monitored(cluster, namespace, object),
        "RoleBinding" | "ClusterRoleBinding" => bound(cluster, namespace, object),
        "Kustomization" if text(object, "/apiVersion").starts_with("kustomize.toolkit") => {
            delivered(cluster, object)
        }
        _ => Vec::new(),
    });
    faults
}

/// Namespaces that every cluster has, or that Flux has made for itself.
fn is_there(cluster: &Cluster, namespace: &str) -> bool {
    ["default", "kube-system", "flux-system"].contains(&namespace) || cluster.has("Namespace", "", namespace)
}

/// What stands in `field` names an object of `kind` by `member`, and one of its keys by `key`.
struct Reference {
    field: &'static str,
    kind: &'static str,
    member: &'static str,
    key: &'static str,
}

const fn to(field: &'static str, kind: &'static str, member: &'static str, key: &'static str) -> Reference {
    Reference { field, kind, member, key }
}

const REFERENCES: [Reference; 12] = [
    to("secretKeyRef", "Secret", "name", "key"),
    to("secretRef", "Secret", "name", ""),
    to("imagePullSecrets", "Secret", "name", ""),
    to("secret", "Secret", "secretName", ""),
    to("secretTargetRef", "Secret", "name", "key"),
    to("passwordFromSecret", "Secret", "name", "key"),
    to("configMapKeyRef", "ConfigMap", "name", "key"),
    to("configMapRef", "ConfigMap", "name", ""),
    to("configMap", "ConfigMap", "name", ""),
    to("persistentVolumeClaim", "PersistentVolumeClaim", "claimName", ""),
    to("authenticationRef", "TriggerAuthentication", "name", ""),
    to("generatorRef", "Password", "name", ""),
];

fn walk(cluster: &Cluster, namespace: &str, value: &Value, faults: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields.iter().filter(|(key, _)| *key != "values") {
                for reference in REFERENCES.iter().filter(|reference| reference.field == key) {
                    let one = std::slice::from_ref(value);
                    for item in value.as_array().map_or(one, Vec::as_slice) {
                        faults.extend(resolve(cluster, namespace, reference, item));
                    }
                }
                match key.as_str() {
                    "secretStoreRef" => faults.extend(store(cluster, namespace, value)),
                    "sourceRef" if value.get("name").is_some() => {
                        faults.extend(source(cluster, namespace, value));
                    }
                    "chartRef" => faults.extend(source(cluster, namespace, value)),
                    "valuesFrom" => faults.extend(values(cluster, namespace, value)),
                    _ => {}
                }
                walk(cluster, namespace, value, faults);
            }
        }
        Value::Array(list) => list.iter().for_each(|item| walk(cluster, namespace, item, faults)),
        _ => {}
    }
}

fn resolve(cluster: &Cluster, namespace: &str, reference: &Reference, item: &Value) -> Option<String> {
    let name = item.get(reference.member)?.as_str()?;
    // A reference may say that it means one of the whole cluster.
    let wide = item.get("kind").and_then(Value::as_str).filter(|kind| kind.starts_with("Cluster"));
    if let Some(kind) = wide {
        return missing(cluster, kind, "", name);
    }
    if item.get("optional") == Some(&Value::Bool(true)) {
        return None;
    }
    let keys = match reference.kind {
        "Secret" => secrets(cluster).remove(&(namespace.to_owned(), name.to_owned())),
        kind => cluster.find(kind, namespace, name).map(|object| {
            object.get("data").and_then(Value::as_object).map(|data| data.keys().cloned().collect())
        }),
    };
    let kind = reference.kind;
    let Some(keys) = keys else {
        return (!cluster.is_given(kind, namespace, name))
            .then(|| format!("there is no {kind} `{namespace}/{name}`"));
    };
    let key = item.get(reference.key)?.as_str()?;
    keys.filter(|keys: &BTreeSet<String>| !keys.contains(key))
        .map(|_| format!("{kind} `{name}` has no key `{key}`"))
}

type Keys = Option<BTreeSet<String>>;

/// The Secrets that are there once everything is reconciled, with their keys where the objects tell.
fn secrets(cluster: &Cluster) -> BTreeMap<(String, String), Keys> {
    const APP: [&str; 11] = [
        "username",
        "user",
        "password",
        "host",
        "port",
        "dbname",
        "uri",
        "jdbc-uri",
        "pgpass",
        "fqdn-uri",
        "fqdn-jdbc-uri",
    ];
    let own = |names: &[&str]| -> Keys { Some(names.iter().map(|&name| name.to_owned()).collect()) };
    let mut found = BTreeMap::new();
    for object in &cluster.objects {
        let namespace = text(object, "/metadata/namespace");
        let name = text(object, "/metadata/name");
        let (secret, keys) = match text(object, "/kind") {
            "Secret" => (name.to_owned(), members(object, &["/data", "/stringData"])),
            "ExternalSecret" => {
                let target = text(object, "/spec/target/name");
                let target = if target.is_empty() { name } else { target };
                (target.to_owned(), synced(object))
            }
            "Cluster" => (format!("{name}-app"), own(&APP)),
            "Certificate" => {
                (text(object, "/spec/secretName").to_owned(), own(&["tls.crt", "tls.key", "ca.crt"]))
            }
            _ => continue,
        };
        found.insert((namespace.to_owned(), secret), keys);
    }
    found
}

fn members(object: &Value, pointers: &[&str]) -> Keys {
    let maps = pointers.iter().filter_map(|pointer| object.pointer(pointer)?.as_object());
    Some(maps.flat_map(|map| map.keys().cloned()).collect())
}

/// The keys of an ExternalSecret's Secret; unknown where whole entries are taken.
fn synced(object: &Value) -> Keys {
    let template = members(object, &["/spec/target/template/data"]).filter(|keys| !keys.is_empty());
    if template.is_some() {
        return template;
    }
    if object.pointer("/spec/dataFrom").is_some() {
        return None;
    }
    Some(items(object, "/spec/data").iter().map(|item| text(item, "/secretKey").to_owned()).collect())
}

fn missing(cluster: &Cluster, kind: &str, namespace: &str, name: &str) -> Option<String> {
    (!cluster.has(kind, namespace, name)).then(|| format!("there is no {kind} `{namespace}/{name}`"))
}

fn store(cluster: &Cluster, namespace: &str, value: &Value) -> Option<String> {
    let (kind, name) = (text(value, "/kind"), text(value, "/name"));
    missing(cluster, kind, if kind == "ClusterSecretStore" { "" } else { namespace }, name)
}

fn source(cluster: &Cluster, namespace: &str, value: &Value) -> Option<String> {
    let (kind, name) = (text(value, "/kind"), text(value, "/name"));
    let place = Some(text(value, "/namespace")).filter(|place| !place.is_empty()).unwrap_or(namespace);
    // The source that `flux bootstrap` makes.
    let bootstrapped = kind == "GitRepository" && name == "flux-system";
    missing(cluster, kind, place, name).filter(|_| !bootstrapped)
}

fn values(cluster: &Cluster, namespace: &str, value: &Value) -> Vec<String> {
    let list = value.as_array().map_or(&[][..], Vec::as_slice);
    let one = |item: &Value| {
        let kind = if text(item, "/kind") == "Secret" { "Secret" } else { "ConfigMap" };
        resolve(cluster, namespace, &to("", kind, "name", "valuesKey"), item)
    };
    list.iter().filter_map(one).collect()
}

/// The pods of a namespace: the templates behind them.
fn pods<'c>(cluster: &'c Cluster, namespace: &'c str) -> impl Iterator<Item = &'c Value> {
    let here = cluster.objects.iter().filter(move |object| text(object, "/metadata/namespace") == namespace);
    here.filter_map(template)
}

fn selected(cluster: &Cluster, namespace: &str, selector: Option<&Value>, what: &str) -> Vec<String> {
    let Some(selector) = selector else { return vec![format!("selects no {what}")] };
    let some = pods(cluster, namespace).any(|pod| matches(selector, &pod["metadata"]["labels"]));
    if some { Vec::new() } else { vec![format!("selects no {what}: {selector}")] }
}

fn service(cluster: &Cluster, namespace: &str, object: &Value) -> Vec<String> {
    let Some(selector) = object.pointer("/spec/selector") else { return Vec::new() };
    let mut faults = selected(cluster, namespace, Some(selector), "pods");
    let containers: Vec<&Value> = pods(cluster, namespace)
        .filter(|pod| matches(selector, &pod["metadata"]["labels"]))
        .flat_map(super::containers)
        .collect();
    for port in items(object, "/spec/ports") {
        let target = &port["targetPort"];
        let listens = |c: &&Value| {
            items(c, "/ports").iter().any(|p| p["name"] == *target || p["containerPort"] == *target)
        };
        if !containers.iter().any(listens) {
            faults.push(format!("nobody listens on {target}"));
        }
    }
    faults
}

/// Whether a Service has a port of this number or name. Of what charts and operators make, nobody here knows.
fn has_port(cluster: &Cluster, namespace: &str, name: &str, port: &Value) -> Option<String> {
    match cluster.find("Service", namespace, name) {
        Some(service) => {
            let fits = |p: &Value| p["port"] == *port || p["name"] == *port;
            let some = items(service, "/spec/ports").iter().any(fits);
            (!some).then(|| format!("the Service `{name}` has no port {port}"))
        }
        None if cluster
            .of_kind("HelmRelease")
            .any(|release| text(release, "/metadata/namespace") == namespace) =>
        {
            None
        }
        None => missing(cluster, "Service", namespace, name),
    }
}

fn route(cluster: &Cluster, namespace: &str, object: &Value) -> Vec<String> {
    let rules = items(object, "/spec/rules").iter();
    let backend = |backend: &Value| {
        let place = Some(text(backend, "/namespace")).filter(|place| !place.is_empty()).unwrap_or(namespace);
        has_port(cluster, place, text(backend, "/name"), &backend["port"])
    };
    rules.flat_map(|rule| items(rule, "/backendRefs")).filter_map(backend).collect()
}

fn ingress(cluster: &Cluster, namespace: &str, object: &Value) -> Vec<String> {
    let paths = items(object, "/spec/rules").iter().flat_map(|rule| items(rule, "/http/paths"));
    let backend = |path: &Value| {
        let port = &path["backend"]["service"]["port"];
        let port = port.get("number").or_else(|| port.get("name"))?;
        has_port(cluster, namespace, text(path, "/backend/service/name"), port)
    };
    let mut faults: Vec<String> = paths.filter_map(backend).collect();
    let hosts: BTreeSet<&str> = items(object, "/spec/rules").iter().map(|rule| text(rule, "/host")).collect();
    let secured =
        items(object, "/spec/tls").iter().flat_map(|tls| items(tls, "/hosts")).filter_map(Value::as_str);
    faults.extend(
        secured.filter(|host| !hosts.contains(host)).map(|host| format!("TLS for the unknown host `{host}`")),
    );
    faults
}

fn headless(cluster: &Cluster, namespace: &str, object: &Value) -> Vec<String> {
    let name = text(object, "/spec/serviceName");
    let service = cluster.find("Service", namespace, name);
    let fits = service.is_some_and(|service| text(service, "/spec/clusterIP") == "None");
    if fits { Vec::new() } else { vec![format!("there is no headless Service `{name}`")] }
}

fn scaled(cluster: &Cluster, namespace: &str, object: &Value) -> Vec<String> {
    let target = &object["spec"]["scaleTargetRef"];
    let (kind, name) = (text(target, "/kind"), text(target, "/name"));
    let Some(target) = cluster.find(if kind.is_empty() { "Deployment" } else { kind }, namespace, name)
    else {
        return vec![format!("there is no {kind} `{name}` to scale")];
    };
    let both = ["Deployment", "StatefulSet"].contains(&kind) && target.pointer("/spec/replicas").is_some();
    if both { vec![format!("`{name}` has a fixed number of replicas")] } else { Vec::new() }
}

fn monitored(cluster: &Cluster, namespace: &str, object: &Value) -> Vec<String> {
    let selector = &object["spec"]["selector"]["matchLabels"];
    let services = cluster.of_kind("Service").filter(|service| {
        text(service, "/metadata/namespace") == namespace && matches(selector, &service["metadata"]["labels"])
    });
    let ports: Vec<&Value> = services.flat_map(|service| items(service, "/spec/ports")).collect();
    let named = |endpoint: &&Value| !ports.iter().any(|port| port["name"] == endpoint["port"]);
    let lost = items(object, "/spec/endpoints").iter().filter(named);
    lost.map(|endpoint| format!("no selected Service has a port {}", endpoint["port"])).collect()
}

fn bound(cluster: &Cluster, namespace: &str, object: &Value) -> Vec<String> {
    let (kind, name) = (text(object, "/roleRef/kind"), text(object, "/roleRef/name"));
    let place = if kind == "Role" { namespace } else { "" };
    let mut faults: Vec<String> = missing(cluster, kind, place, name).into_iter().collect();
    for subject in items(object, "/subjects") {
        faults.extend(missing(
            cluster,
            text(subject, "/kind"),
            text(subject, "/namespace"),
            text(subject, "/name"),
        ));
    }
    faults
}

fn delivered(cluster: &Cluster, object: &Value) -> Vec<String> {
    let namespace = text(object, "/metadata/namespace");
    let needs = items(object, "/spec/dependsOn").iter().map(|need| text(need, "/name"));
    needs.filter_map(|name| missing(cluster, "Kustomization", namespace, name)).collect()
}

/// Faults of the whole: the same object twice, two scalers of one target.
pub(super) fn whole(cluster: &Cluster) -> Vec<String> {
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    let mut targets = BTreeSet::new();
    for object in &cluster.objects {
        let group = text(object, "/apiVersion").split_once('/').map_or("", |(group, _)| group);
        if !seen.insert((group, title(object))) {
            faults.push(format!("{} is there twice", title(object)));
        }
        let namespace = text(object, "/metadata/namespace");
        let target = object.pointer("/spec/scaleTargetRef").map(|target| format!("{namespace} {target}"));
        if let Some(target) = target
            && !targets.insert(target)
        {
            faults.push(format!("{} is a second scaler of its target", title(object)));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn all(objects: Vec<Value>) -> Vec<String> {
        let cluster = Cluster::new(objects, &["Namespace /n"]);
        let mut found: Vec<String> =
            cluster.objects.iter().flat_map(|object| faults(&cluster, object)).collect();
        found.extend(whole(&cluster));
        found
    }

    fn object(kind: &str, spec: &Value) -> Value {
        json!({ "kind": kind, "metadata": { "name": "a", "namespace": "n" }, "spec": spec })
    }

    #[test]
    fn what_is_not_there_is_seen() {
        let lost = [
            object("Deployment", &json!({ "env": [{ "secretKeyRef": { "name": "s", "key": "k" } }] })),
            object("ScaledObject", &json!({ "scaleTargetRef": { "name": "b" } })),
            object("Service", &json!({ "selector": { "a": "b" } })),
            object("PodDisruptionBudget", &json!({ "selector": { "matchLabels": { "a": "b" } } })),
            object("StatefulSet", &json!({ "serviceName": "x" })),
            object("HTTPRoute", &json!({ "rules": [{ "backendRefs": [{ "name": "x", "port": 80 }] }] })),
            object(
                "HelmRelease",
                &json!({ "chart": { "spec": { "sourceRef": { "kind": "HelmRepository", "name": "x" } } } }),
            ),
            object(
                "ServiceMonitor",
                &json!({ "selector": { "matchLabels": {} }, "endpoints": [{ "port": "metrics" }] }),
            ),
            object(
                "ExternalSecret",
                &json!({ "secretStoreRef": { "kind": "ClusterSecretStore", "name": "x" } }),
            ),
        ];
        for object in lost {
            assert_eq!(all(vec![object.clone()]).len(), 1, "{object}");
        }
        assert_eq!(all(vec![object("ConfigMap", &Value::Null); 2]).len(), 1);
    }

    #[test]
    fn a_key_is_looked_up() {
        let secret = object("ExternalSecret", &json!({ "data": [{ "secretKey": "k" }] }));
        let user = |key: &str| {
            object("Deployment", &json!({ "env": [{ "secretKeyRef": { "name": "a", "key": key } }] }))
        };
        assert_eq!(all(vec![secret.clone(), user("k")]), Vec::<String>::new());
        assert_eq!(all(vec![secret, user("x")]).len(), 1);
    }
}
