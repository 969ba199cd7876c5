//! What NetworkPolicies let through, read from the objects of a build alone
//! (<https://kubernetes.io/docs/concepts/services-networking/network-policies/>).
//!
//! This knows nothing of the compiler's edges. It knows what operators make: CloudNativePG's, Dragonfly's and NATS' pods,
//! their labels and their ports.

use crate::{items, project, text};
use fluo_core::object::Output;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A port of a pod: its number, and whether it is UDP.
pub type Port = (u64, bool);

/// Pods that are alike: those of a Deployment, a Job, a database.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pods {
    /// Their namespace.
    pub namespace: String,
    /// Their labels.
    pub labels: BTreeMap<String, String>,
    /// The ports on which they listen, by name.
    pub ports: BTreeMap<String, Port>,
}

impl Pods {
    /// Pods of a namespace with one label.
    #[must_use]
    pub fn labelled(namespace: &str, key: &str, value: &str, ports: &[u64]) -> Self {
        let labels = BTreeMap::from([(key.to_owned(), value.to_owned())]);
        let ports = ports.iter().map(|port| (port.to_string(), (*port, false))).collect();
        Self { namespace: namespace.to_owned(), labels, ports }
    }
}

/// The pods of a build by `namespace/name`, and its policies.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// The pods by namespace and name.
    pub pods: BTreeMap<String, Pods>,
    policies: Vec<Value>,
}

impl Network {
    /// Reads a build.
    #[must_use]
    pub fn of(output: &Output) -> Self {
        let mut network = Self::default();
        for object in output.objects().map(project::json) {
            let name =
                format!("{}/{}", text(&object, "/metadata/namespace"), text(&object, "/metadata/name"));
            if text(&object, "/kind") == "NetworkPolicy" {
                network.policies.push(object);
            } else if let Some(pods) = pods_of(&object) {
                network.pods.insert(name, pods);
            }
        }
        network
    }

    /// Whether a connection is let through at both ends.
    #[must_use]
    pub fn admits(&self, from: &Pods, to: &Pods, port: Port) -> bool {
        self.lets_out(from, to, port) && self.lets_in(from, to, port)
    }

    /// Whether the caller's end lets it out.
    #[must_use]
    pub fn lets_out(&self, from: &Pods, to: &Pods, port: Port) -> bool {
        self.side(from, ("Egress", "/spec/egress", "/to"), to, port)
    }

    /// Whether the end that is called lets it in.
    #[must_use]
    pub fn lets_in(&self, from: &Pods, to: &Pods, port: Port) -> bool {
        self.side(to, ("Ingress", "/spec/ingress", "/from"), from, port)
    }

    fn side(&self, own: &Pods, (kind, rules, peers): (&str, &str, &str), other: &Pods, port: Port) -> bool {
        let selecting: Vec<&Value> = self
            .policies
            .iter()
            .filter(|policy| {
                text(policy, "/metadata/namespace") == own.namespace
                    && selects(policy.pointer("/spec/podSelector"), &own.labels)
                    && items(policy, "/spec/policyTypes").iter().any(|word| word == kind)
            })
            .collect();
        let admits = |policy: &&Value| {
            let home = text(policy, "/metadata/namespace");
            items(policy, rules).iter().any(|rule| {
                holds_port(items(rule, "/ports"), port)
                    && (items(rule, peers).is_empty()
                        || items(rule, peers).iter().any(|peer| is_peer(peer, home, other)))
            })
        };
        selecting.is_empty() || selecting.iter().any(admits)
    }
}

fn holds_port(ports: &[Value], (number, udp): Port) -> bool {
    let holds = |port: &Value| {
        let first = port["port"].as_u64().expect("a number");
        let last = port.get("endPort").map_or(Some(first), Value::as_u64).expect("a number");
        (text(port, "/protocol") == "UDP") == udp && (first..=last).contains(&number)
    };
    ports.is_empty() || ports.iter().any(holds)
}

/// Whether pods are a peer of a policy in the namespace `home`. Blocks of addresses speak of no pods.
fn is_peer(peer: &Value, home: &str, pods: &Pods) -> bool {
    if peer.get("ipBlock").is_some() {
        return false;
    }
    let namespace = match peer.get("namespaceSelector") {
        None => pods.namespace == home,
        selector => {
            let name = BTreeMap::from([("kubernetes.io/metadata.name".to_owned(), pods.namespace.clone())]);
            selects(selector, &name)
        }
    };
    namespace && (peer.get("podSelector").is_none() || selects(peer.get("podSelector"), &pods.labels))
}

fn selects(selector: Option<&Value>, labels: &BTreeMap<String, String>) -> bool {
    let wanted = selector.and_then(|selector| selector.get("matchLabels")).and_then(Value::as_object);
    wanted.into_iter().flatten().all(|(key, value)| labels.get(key).map(String::as_str) == value.as_str())
}

/// The pods that an object makes.
fn pods_of(object: &Value) -> Option<Pods> {
    let (namespace, name) = (text(object, "/metadata/namespace"), text(object, "/metadata/name"));
    let made = |key, ports: &[u64]| Some(Pods::labelled(namespace, key, name, ports));
    match text(object, "/kind") {
        "Cluster" => made("cnpg.io/cluster", &[5432, 8000, 9187]),
        "Dragonfly" => made("app", &[6379, 9999]),
        // What the pods of other charts answer on, nobody here knows.
        "HelmRelease" if text(object, "/spec/chart/spec/chart") == "nats" => {
            made("app.kubernetes.io/instance", &[4222, 6222, 8222])
        }
        _ => {
            let template = ["/spec/template", "/spec/jobTemplate/spec/template"];
            let template = template.iter().find_map(|path| object.pointer(path))?;
            let labels = template.pointer("/metadata/labels")?.as_object()?;
            let label = |(key, value): (&String, &Value)| Some((key.clone(), value.as_str()?.to_owned()));
            let ports =
                items(template, "/spec/containers").iter().flat_map(|container| items(container, "/ports"));
            let port = |port: &Value| {
                let number = port["containerPort"].as_u64()?;
                Some((text(port, "/name").to_owned(), (number, text(port, "/protocol") == "UDP")))
            };
            let (labels, ports) =
                (labels.iter().filter_map(label).collect(), ports.filter_map(port).collect());
            Some(Pods { namespace: namespace.to_owned(), labels, ports })
        }
    }
}

/// A connection that the objects themselves speak of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spoken {
    /// Who connects: pods by name, or `keda`.
    pub from: String,
    /// To whom.
    pub to: String,
    /// The port of the pods, where the objects tell it.
    pub port: Option<Port>,
}

/// Every connection of which the pods and triggers of a build speak: the hosts in their variables, the secrets that
/// operators write for those who connect, and the consumers that they drain.
#[must_use]
pub fn spoken(output: &Output, network: &Network) -> BTreeSet<Spoken> {
    let objects: Vec<Value> = output.objects().map(project::json).collect();
    let addresses: BTreeMap<String, Address> =
        objects.iter().flat_map(|object| answered(object, network)).collect();
    let mut found = BTreeSet::new();
    for object in &objects {
        let own = format!("{}/{}", text(object, "/metadata/namespace"), text(object, "/metadata/name"));
        let mut add = |from: &str, to: &str, port: Option<Port>| {
            if from != to {
                found.insert(Spoken { from: from.to_owned(), to: to.to_owned(), port });
            }
        };
        if network.pods.contains_key(&own) && object.pointer("/spec/template").is_some() {
            for (host, port) in mentions(&object["spec"], text(object, "/metadata/namespace")) {
                if let Some(address) = addresses.get(&host) {
                    add(&own, &address.pods, address.port(port));
                }
            }
        }
        for trigger in items(object, "/spec/triggers") {
            for (host, port) in mentions(&trigger["metadata"], "") {
                let Some(address) = addresses.get(&host) else { continue };
                add("keda", &address.pods, address.port(port));
                if text(trigger, "/type") == "nats-jetstream" {
                    add(&own, &address.pods, Some((4222, false)));
                }
            }
        }
    }
    found
}

/// Pods behind a host or a Secret, and their ports by those of the Service.
struct Address {
    pods: String,
    ports: BTreeMap<u64, Port>,
}

impl Address {
    fn port(&self, asked: Option<u64>) -> Option<Port> {
        match asked {
            Some(port) => self.ports.get(&port).copied(),
            None if self.ports.len() == 1 => self.ports.values().next().copied(),
            None => None,
        }
    }
}

/// The hosts and Secrets that lead to the pods of an object.
fn answered(object: &Value, network: &Network) -> Vec<(String, Address)> {
    let (namespace, name) = (text(object, "/metadata/namespace"), text(object, "/metadata/name"));
    let own = format!("{namespace}/{name}");
    let many = |names: &[&str], ports: &[u64]| {
        let ports: BTreeMap<u64, Port> = ports.iter().map(|port| (*port, (*port, false))).collect();
        let address = |name: &&str| {
            (format!("{name}.{namespace}"), Address { pods: own.clone(), ports: ports.clone() })
        };
        names.iter().map(address).collect::<Vec<_>>()
    };
    let with = |suffix: &str| format!("{name}{suffix}");
    match text(object, "/kind") {
        "Cluster" => many(&[&with("-rw"), &with("-ro"), &with("-r"), &with("-app")], &[5432]),
        "Dragonfly" => many(&[name, &with("-auth")], &[6379]),
        "HelmRelease" if network.pods.contains_key(&own) => {
            let clients = many(&[name], &[4222]);
            clients.into_iter().chain(many(&[&with("-headless")], &[8222])).collect()
        }
        "Service" => {
            let Some(pods) = network.pods.get(&own) else { return Vec::new() };
            let port =
                |port: &Value| Some((port["port"].as_u64()?, *pods.ports.get(text(port, "/targetPort"))?));
            let ports = items(object, "/spec/ports").iter().filter_map(port).collect();
            vec![(format!("{name}.{namespace}"), Address { pods: own, ports })]
        }
        _ => Vec::new(),
    }
}

/// The hosts, with their ports, and the Secrets that a value names.
fn mentions(value: &Value, namespace: &str) -> BTreeSet<(String, Option<u64>)> {
    let mut found = BTreeSet::new();
    match value {
        Value::Object(fields) => {
            if let Some(name) = fields.get("secretKeyRef").and_then(|reference| reference["name"].as_str()) {
                found.insert((format!("{name}.{namespace}"), None));
            }
            found.extend(fields.values().flat_map(|value| mentions(value, namespace)));
        }
        Value::Array(items) => found.extend(items.iter().flat_map(|value| mentions(value, namespace))),
        Value::String(text) => {
            let part_of_host = |c: char| c.is_ascii_alphanumeric() || ".-:".contains(c);
            for word in text.split(|c: char| !part_of_host(c)) {
                let Some((name, rest)) = word.trim_start_matches(':').split_once(".svc.") else { continue };
                let port = rest.split_once(':').and_then(|(_, port)| port.parse().ok());
                found.insert((name.to_owned(), port));
            }
        }
        _ => {}
    }
    found
}
