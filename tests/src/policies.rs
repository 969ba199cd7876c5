//! The connections of which the objects of a build speak, read from the objects alone. What policies let through is judged by
//! [`fluo_core::testing::invariants::network`].

use crate::{items, project, text};
use fluo_core::object::Output;
use fluo_core::testing::invariants::cluster::{Cluster, Provided};
pub use fluo_core::testing::invariants::cluster::{Pods, Port};
use fluo_core::testing::invariants::network::{self, End};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The pods of a build by `namespace/name`, and its policies.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// The pods by namespace and name.
    pub pods: BTreeMap<String, Pods>,
    policies: network::Network,
}

impl Network {
    /// Reads a build.
    #[must_use]
    pub fn of(output: &Output) -> Self {
        let whole = Cluster::of(output, Provided::default());
        let cluster = Cluster::new(whole.written().cloned().collect(), Provided::default());
        let pods = cluster.pods().iter().map(|pods| (pods.to_string(), pods.clone())).collect();
        Self { pods, policies: network::Network::of(&cluster) }
    }

    /// Whether a connection is let through at both ends.
    #[must_use]
    pub fn admits(&self, from: &Pods, to: &Pods, port: Port) -> bool {
        self.policies.admits(from, to, port)
    }

    /// Whether the caller's end lets it out.
    #[must_use]
    pub fn lets_out(&self, from: &Pods, to: &Pods, port: Port) -> bool {
        self.policies.lets_out(from, &End::Pods(to), port)
    }

    /// Whether the end that is called lets it in.
    #[must_use]
    pub fn lets_in(&self, from: &Pods, to: &Pods, port: Port) -> bool {
        self.policies.lets_in(&End::Pods(from), to, port)
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
