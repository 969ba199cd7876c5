//! Selectors find their own pods, all of what they are for, and nobody else's
//! (<https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors>).
//!
//! A selector that is too wide is taken by every server: requests then go to pods of another component, a budget counts them,
//! a policy opens them. Own are the pods whose starter is delivered by the same node.

use super::cluster::{Cluster, Pods, Thing, containers, fields, items, selects, text, texts};
use super::{Holds, Violation};
use serde_json::Value;
use std::collections::BTreeMap;

/// Every selector finds what it is for, and nothing of others.
///
/// # Errors
/// The first that does not.
pub fn holds(cluster: &Cluster) -> Holds {
    cluster.things().try_for_each(|thing| {
        let found = match (thing.group(), thing.kind()) {
            ("apps" | "batch", _) => starter(cluster, thing).and_then(|()| inside(thing)),
            ("", "Service") => service(cluster, thing),
            ("policy", "PodDisruptionBudget") => of_pods(cluster, thing, "/spec/selector"),
            ("monitoring.coreos.com", "PodMonitor") => of_pods(cluster, thing, "/spec/selector"),
            ("networking.k8s.io", "NetworkPolicy") => policy(cluster, thing),
            ("monitoring.coreos.com", "ServiceMonitor") => monitor(cluster, thing),
            _ => Ok(()),
        };
        found.map_err(|(pointer, what)| Violation::at(thing.title(), pointer, what))
    })
}

/// What is wrong, and where.
type Fault = Result<(), (String, String)>;

fn refuse(pointer: &str, what: impl Into<String>) -> Fault {
    Err((pointer.to_owned(), what.into()))
}

fn asks_for_nothing(selector: &Value) -> bool {
    fields(selector, "/matchLabels").next().is_none() && items(selector, "/matchExpressions").is_empty()
}

/// Deployments and their like: their own pods are what they select, and nobody else's are.
fn starter(cluster: &Cluster, thing: &Thing) -> Fault {
    const POINTER: &str = "/spec/selector";
    let (Some((_, template)), Some(selector)) = (thing.template(), thing.value.pointer(POINTER)) else {
        return Ok(());
    };
    if asks_for_nothing(selector) {
        return refuse(POINTER, "selects every pod");
    }
    let labels = texts(template, "/metadata/labels");
    if !selects(selector, &labels) {
        return refuse(POINTER, format!("selects {selector}, and its own pods have {labels:?}"));
    }
    let mut others = cluster.selected(thing.namespace(), selector).filter(|pods| pods.name != thing.name());
    match others.next() {
        Some(other) => refuse(POINTER, format!("selects the pods of `{}` as well", other.name)),
        None => Ok(()),
    }
}

/// Selectors inside of a pod speak of its own kind: spread, and affinity to its like.
fn inside(thing: &Thing) -> Fault {
    let Some((place, template)) = thing.template() else { return Ok(()) };
    let labels = texts(template, "/metadata/labels");
    for (at, spread) in items(template, "/spec/topologySpreadConstraints").iter().enumerate() {
        let own = spread.get("labelSelector").is_none_or(|selector| selects(selector, &labels));
        if !own && !thing.adopted {
            let pointer = format!("{place}/spec/topologySpreadConstraints/{at}/labelSelector");
            return refuse(&pointer, "spreads pods that are not its own");
        }
    }
    Ok(())
}

/// Whether pods are those of what a node delivers. A node without pods speaks of those of others.
fn is_own(cluster: &Cluster, thing: &Thing, pods: &Pods) -> bool {
    pods.node == thing.node || !cluster.pods().iter().any(|other| other.node == thing.node)
}

/// A selector of pods that stands in an object beside them.
fn of_pods(cluster: &Cluster, thing: &Thing, pointer: &str) -> Fault {
    finds_own(cluster, thing, pointer, thing.value.pointer(pointer).unwrap_or(&Value::Null))
}

fn finds_own(cluster: &Cluster, thing: &Thing, pointer: &str, selector: &Value) -> Fault {
    if asks_for_nothing(selector) {
        return refuse(pointer, "selects every pod of the namespace");
    }
    let found: Vec<&Pods> = cluster.selected(thing.namespace(), selector).collect();
    if let Some(other) = found.iter().find(|pods| !is_own(cluster, thing, pods)) {
        return refuse(pointer, format!("selects the pods of `{}`, which are another node's", other.name));
    }
    if found.is_empty() && !cluster.provided.is_open(thing.namespace()) {
        return refuse(pointer, format!("selects no pods: {selector}"));
    }
    Ok(())
}

/// A Service finds the pods of one workload, and each of its ports is one on which they listen.
fn service(cluster: &Cluster, thing: &Thing) -> Fault {
    const POINTER: &str = "/spec/selector";
    let Some(labels) = thing.value.pointer(POINTER) else { return Ok(()) };
    let selector = Value::Object([("matchLabels".to_owned(), labels.clone())].into_iter().collect());
    finds_own(cluster, thing, POINTER, &selector)?;
    let templates: Vec<&Value> = cluster
        .things()
        .filter(|other| other.namespace() == thing.namespace())
        .filter_map(|other| Some(other.template()?.1))
        .filter(|template| selects(&selector, &texts(template, "/metadata/labels")))
        .collect();
    if templates.is_empty() {
        return Ok(());
    }
    for (at, port) in items(&thing.value, "/spec/ports").iter().enumerate() {
        let target = port.get("targetPort").or_else(|| port.get("port")).cloned().unwrap_or_default();
        let protocol = |port: &Value| match text(port, "/protocol") {
            "" => "TCP".to_owned(),
            other => other.to_owned(),
        };
        let fits = |declared: &Value| {
            (declared.get("name") == Some(&target) || declared.get("containerPort") == Some(&target))
                && protocol(declared) == protocol(port)
        };
        let listens = |template: &&Value| {
            containers(template).any(|(_, container)| items(container, "/ports").iter().any(fits))
        };
        if !templates.iter().all(listens) {
            return refuse(&format!("/spec/ports/{at}/targetPort"), format!("nobody listens on {target}"));
        }
    }
    Ok(())
}

/// A policy is about the pods of its own node; the one that closes a namespace is about all of them.
fn policy(cluster: &Cluster, thing: &Thing) -> Fault {
    const POINTER: &str = "/spec/podSelector";
    let Some(selector) = thing.value.pointer(POINTER) else { return refuse(POINTER, "is missing") };
    let admits = ["/spec/ingress", "/spec/egress"].iter().any(|side| !items(&thing.value, side).is_empty());
    if asks_for_nothing(selector) && (thing.adopted || !admits) {
        return Ok(());
    }
    if asks_for_nothing(selector) {
        return refuse(POINTER, "opens every pod of the namespace");
    }
    let mut others = cluster
        .selected(thing.namespace(), selector)
        .filter(|pods| pods.node != thing.node && !thing.adopted);
    match others.next() {
        Some(other) => {
            refuse(POINTER, format!("is about the pods of `{}`, which are another node's", other.name))
        }
        None if cluster.pods().iter().any(|pods| pods.node == thing.node) => {
            let labels = |pods: &Pods| pods.node == thing.node && selects(selector, &pods.labels);
            let some = cluster.pods().iter().any(labels);
            if some { Ok(()) } else { refuse(POINTER, format!("is about no pods: {selector}")) }
        }
        None => Ok(()),
    }
}

/// A monitor finds Services of its own component, and reads a port that they have
/// (<https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.ServiceMonitor>).
fn monitor(cluster: &Cluster, thing: &Thing) -> Fault {
    const POINTER: &str = "/spec/selector";
    let nothing = Value::Null;
    let selector = thing.value.pointer(POINTER).unwrap_or(&nothing);
    if thing.value.pointer("/spec/namespaceSelector").is_some() {
        return Ok(());
    }
    let found: Vec<&Thing> = cluster
        .of_kind("Service")
        .filter(|service| service.namespace() == thing.namespace())
        .filter(|service| selects(selector, &labels_of(service)))
        .collect();
    if let Some(other) = found.iter().find(|service| service.node != thing.node && !thing.adopted) {
        return refuse(POINTER, format!("selects the Service `{}`, which is another node's", other.name()));
    }
    let open = cluster.provided.is_open(thing.namespace());
    for (at, endpoint) in items(&thing.value, "/spec/endpoints").iter().enumerate() {
        let port = endpoint.get("port").unwrap_or(&nothing);
        let has = |service: &&Thing| {
            items(&service.value, "/spec/ports").iter().any(|own| own.get("name") == Some(port))
        };
        if !port.is_null() && !open && !found.iter().any(has) {
            let pointer = format!("/spec/endpoints/{at}/port");
            return refuse(&pointer, format!("no selected Service has a port {port}"));
        }
    }
    Ok(())
}

fn labels_of(thing: &Thing) -> BTreeMap<String, String> {
    texts(&thing.value, "/metadata/labels")
}
