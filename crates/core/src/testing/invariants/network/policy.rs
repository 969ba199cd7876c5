//! NetworkPolicies, evaluated.

use super::super::cluster::{Cluster, Pods, Port, Thing, items, selects, text};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;

/// One end of a connection.
#[derive(Clone, Copy, Debug)]
pub enum End<'n> {
    /// Pods.
    Pods(&'n Pods),
    /// Something that has only an address.
    Address(IpAddr),
}

impl fmt::Display for Pods {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.namespace, self.name)
    }
}

impl fmt::Display for End<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            End::Pods(pods) => pods.fmt(f),
            End::Address(address) => address.fmt(f),
        }
    }
}

/// The policies of a cluster.
#[derive(Clone, Debug, Default)]
pub struct Network {
    policies: Vec<Policy>,
}

#[derive(Clone, Debug)]
struct Policy {
    namespace: String,
    selector: Value,
    /// What may come in; `None` if it says nothing of that way.
    ingress: Option<Vec<Rule>>,
    egress: Option<Vec<Rule>>,
}

/// Peers and ports; none of them means all.
#[derive(Clone, Debug)]
struct Rule {
    peers: Vec<Peer>,
    ports: Vec<Open>,
}

#[derive(Clone, Debug)]
enum Peer {
    Block { range: Range, except: Vec<Range> },
    Pods { namespaces: Option<Value>, pods: Option<Value> },
}

#[derive(Clone, Debug)]
struct Open {
    port: Option<Asked>,
    udp: bool,
}

#[derive(Clone, Debug)]
enum Asked {
    Numbers(u64, u64),
    Name(String),
}

/// A range of addresses.
#[derive(Clone, Copy, Debug)]
struct Range {
    first: u128,
    bits: u32,
    width: u32,
}

impl Range {
    fn parse(text: &str) -> Option<Self> {
        let (address, bits) = text.split_once('/')?;
        let (first, width) = number(address.parse().ok()?);
        Some(Self { first, bits: bits.parse().ok()?, width })
    }

    fn holds(self, address: IpAddr) -> bool {
        let (other, width) = number(address);
        let shift = self.width.saturating_sub(self.bits);
        width == self.width && (other ^ self.first).checked_shr(shift).unwrap_or(0) == 0
    }
}

fn number(address: IpAddr) -> (u128, u32) {
    match address {
        IpAddr::V4(v4) => (u128::from(v4.to_bits()), 32),
        IpAddr::V6(v6) => (v6.to_bits(), 128),
    }
}

impl Network {
    /// Reads the policies of a build.
    #[must_use]
    pub fn of(cluster: &Cluster) -> Self {
        Self { policies: cluster.of_kind("NetworkPolicy").map(Policy::of).collect() }
    }

    /// Whether a connection is let through at both ends.
    #[must_use]
    pub fn admits(&self, from: &Pods, to: &Pods, port: Port) -> bool {
        self.lets_out(from, &End::Pods(to), port) && self.lets_in(&End::Pods(from), to, port)
    }

    /// Whether the caller's end lets it out.
    #[must_use]
    pub fn lets_out(&self, from: &Pods, to: &End, port: Port) -> bool {
        let named = match to {
            End::Pods(pods) => Some(*pods),
            End::Address(_) => None,
        };
        self.side(from, |policy| policy.egress.as_deref(), to, (named, port))
    }

    /// Whether the end that is called lets it in.
    #[must_use]
    pub fn lets_in(&self, from: &End, to: &Pods, port: Port) -> bool {
        self.side(to, |policy| policy.ingress.as_deref(), from, (Some(to), port))
    }

    /// Pods about which no policy speaks are open; else one of them has to let the connection pass.
    fn side(
        &self,
        own: &Pods,
        rules: impl Fn(&Policy) -> Option<&[Rule]>,
        other: &End,
        port: (Option<&Pods>, Port),
    ) -> bool {
        let about =
            |policy: &&Policy| policy.namespace == own.namespace && selects(&policy.selector, &own.labels);
        let mut closed = false;
        for policy in self.policies.iter().filter(about) {
            let Some(rules) = rules(policy) else { continue };
            closed = true;
            if rules.iter().any(|rule| rule.lets_pass(&policy.namespace, other, port)) {
                return true;
            }
        }
        !closed
    }
}

impl Policy {
    fn of(thing: &Thing) -> Self {
        let rules = |side: &str, peers: &str| -> Vec<Rule> {
            items(&thing.value, side).iter().map(|rule| Rule::of(rule, peers)).collect()
        };
        let types = items(&thing.value, "/spec/policyTypes");
        let has =
            |way: &str, unsaid: bool| if types.is_empty() { unsaid } else { types.contains(&way.into()) };
        let egress = thing.value.pointer("/spec/egress").is_some();
        Self {
            namespace: thing.namespace().to_owned(),
            selector: thing.value.pointer("/spec/podSelector").cloned().unwrap_or_default(),
            ingress: has("Ingress", true).then(|| rules("/spec/ingress", "/from")),
            egress: has("Egress", egress).then(|| rules("/spec/egress", "/to")),
        }
    }
}

impl Rule {
    fn of(rule: &Value, peers: &str) -> Self {
        Self {
            peers: items(rule, peers).iter().filter_map(Peer::of).collect(),
            ports: items(rule, "/ports").iter().map(Open::of).collect(),
        }
    }

    fn lets_pass(&self, home: &str, other: &End, (named, port): (Option<&Pods>, Port)) -> bool {
        (self.ports.is_empty() || self.ports.iter().any(|open| open.holds(named, port)))
            && (self.peers.is_empty() || self.peers.iter().any(|peer| peer.is(home, other)))
    }
}

impl Peer {
    fn of(peer: &Value) -> Option<Self> {
        let Some(block) = peer.get("ipBlock") else {
            let selector = |name: &str| peer.get(name).cloned();
            return Some(Self::Pods {
                namespaces: selector("namespaceSelector"),
                pods: selector("podSelector"),
            });
        };
        let except = items(block, "/except").iter().filter_map(Value::as_str).filter_map(Range::parse);
        Some(Self::Block { range: Range::parse(text(block, "/cidr"))?, except: except.collect() })
    }

    /// Whether it means this end, seen from the namespace `home`. Blocks of addresses are not for pods, whose addresses
    /// nobody knows before.
    fn is(&self, home: &str, other: &End) -> bool {
        match (self, other) {
            (Self::Block { range, except }, End::Address(address)) => {
                range.holds(*address) && !except.iter().any(|except| except.holds(*address))
            }
            (Self::Pods { namespaces, pods }, End::Pods(other)) => {
                let place = match namespaces {
                    None => other.namespace == home,
                    Some(selector) => selects(selector, &named(&other.namespace)),
                };
                place && pods.as_ref().is_none_or(|selector| selects(selector, &other.labels))
            }
            _ => false,
        }
    }
}

/// The label that every namespace has.
fn named(namespace: &str) -> BTreeMap<String, String> {
    BTreeMap::from([("kubernetes.io/metadata.name".to_owned(), namespace.to_owned())])
}

impl Open {
    fn of(port: &Value) -> Self {
        let first = port.get("port").and_then(Value::as_u64);
        let last = port.get("endPort").and_then(Value::as_u64);
        let asked = match (first, port.get("port").and_then(Value::as_str)) {
            (Some(first), _) => Some(Asked::Numbers(first, last.unwrap_or(first))),
            (None, Some(name)) => Some(Asked::Name(name.to_owned())),
            _ => None,
        };
        Self { port: asked, udp: text(port, "/protocol") == "UDP" }
    }

    /// A name is that of a port of the pods that are called.
    fn holds(&self, called: Option<&Pods>, (number, udp): Port) -> bool {
        self.udp == udp
            && match &self.port {
                None => true,
                Some(Asked::Numbers(first, last)) => (*first..=*last).contains(&number),
                Some(Asked::Name(name)) => {
                    called.and_then(|pods| pods.ports.get(name)).is_some_and(|port| *port == (number, udp))
                }
            }
    }
}
