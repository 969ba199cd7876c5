//! One side of a NetworkPolicy: who may come in or be reached, and on which ports
//! (<https://kubernetes.io/docs/concepts/services-networking/network-policies/>).

use super::tree::{IntoNode, Map};
use crate::model::OriginId;
use crate::object::{Data, Node};
use crate::types::{Cidr, PeerPort};
use smol_str::{SmolStr, ToSmolStr};
use std::collections::BTreeMap;

/// One peer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Who {
    /// Whoever it is.
    Anyone,
    /// Pods with these labels, in another namespace or, without one, in that of the policy.
    Pods(Option<SmolStr>, Vec<(SmolStr, SmolStr)>),
    /// Every pod of another namespace or, without one, of that of the policy.
    Namespace(Option<SmolStr>),
    /// A range of addresses.
    Cidr(Cidr),
    /// Every address outside of private ranges.
    Internet,
}

/// A peer, and what decided the labels and the namespace by which it is found.
#[derive(Clone, Debug)]
pub(crate) struct Spot {
    pub(crate) who: Who,
    pub(crate) labels: Option<OriginId>,
    pub(crate) namespace: Option<OriginId>,
}

impl From<Who> for Spot {
    fn from(who: Who) -> Self {
        Self { who, labels: None, namespace: None }
    }
}

/// Ports of the pods that are reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ports {
    /// Every one.
    All,
    /// These, with what decided each.
    These(BTreeMap<PeerPort, OriginId>),
}

impl Ports {
    /// One port of TCP.
    pub(crate) fn tcp(number: i64, origin: OriginId) -> Self {
        Self::many([(number, false)], origin)
    }

    /// Ports by number, and whether each is UDP.
    pub(crate) fn many(ports: impl IntoIterator<Item = (i64, bool)>, origin: OriginId) -> Self {
        let port = |(number, udp)| {
            let number = u16::try_from(number).ok()?;
            Some((PeerPort { first: number, last: number, udp }, origin))
        };
        Self::These(ports.into_iter().filter_map(port).collect())
    }

    pub(crate) fn merge(&mut self, more: Self) {
        match (&mut *self, more) {
            (Self::All, _) => {}
            (_, Self::All) => *self = Self::All,
            (Self::These(own), Self::These(more)) => {
                for (port, origin) in more {
                    own.entry(port).or_insert(origin);
                }
            }
        }
    }
}

/// Addresses that no router of the internet knows: private networks, shared ones of providers, and those of a link, where
/// clouds serve the credentials of their machines (RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291).
const PRIVATE: [(&str, &[&str]); 2] = [
    ("0.0.0.0/0", &["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"]),
    ("::/0", &["fc00::/7", "fe80::/10"]),
];

/// One side of a policy.
#[derive(Debug, Default)]
pub(crate) struct Side {
    peers: BTreeMap<Who, Admitted>,
}

impl Side {
    /// Lets a peer in or out on these ports, beside those that it has already. No ports at all let nobody pass.
    pub(crate) fn admit(&mut self, spot: impl Into<Spot>, ports: Ports, origin: OriginId) {
        if matches!(&ports, Ports::These(these) if these.is_empty()) {
            return;
        }
        let Spot { who, labels, namespace } = spot.into();
        match self.peers.get_mut(&who) {
            Some(own) => own.ports.merge(ports),
            None => {
                let (labels, namespace) = (labels.unwrap_or(origin), namespace.unwrap_or(origin));
                self.peers.insert(who, Admitted { origin, labels, namespace, ports });
            }
        }
    }

    /// The rules: one for all peers with the same ports. `key` is `from` or `to`.
    pub(crate) fn rules(self, key: &'static str, inherited: OriginId) -> Vec<Map> {
        let mut groups: BTreeMap<Option<Vec<PeerPort>>, Vec<(Who, Admitted)>> = BTreeMap::new();
        for (who, admitted) in self.peers {
            let set = match &admitted.ports {
                Ports::All => None,
                Ports::These(these) => Some(these.keys().copied().collect()),
            };
            groups.entry(set).or_default().push((who, admitted));
        }
        groups.into_values().map(|group| rule(key, group, inherited)).collect()
    }
}

/// What is known of a peer that may pass: what decided that it may, its labels and its namespace, and its ports.
#[derive(Debug)]
struct Admitted {
    origin: OriginId,
    labels: OriginId,
    namespace: OriginId,
    ports: Ports,
}

fn rule(key: &'static str, group: Vec<(Who, Admitted)>, inherited: OriginId) -> Map {
    let origin = group.first().map_or(inherited, |(_, admitted)| admitted.origin);
    let ports = match group.first().map(|(_, admitted)| &admitted.ports) {
        Some(Ports::These(ports)) => ports.iter().map(|(port, origin)| port_node(*port, *origin)).collect(),
        _ => Vec::new(),
    };
    let anyone = group.iter().any(|(who, _)| *who == Who::Anyone);
    let peers = group.into_iter().flat_map(|(who, admitted)| peer_nodes(who, &admitted)).collect::<Vec<_>>();
    Map::new(origin).list(key, if anyone { Vec::new() } else { peers }).list("ports", ports)
}

fn port_node(port: PeerPort, origin: OriginId) -> Map {
    let protocol = if port.udp { "UDP" } else { "TCP" };
    let map = Map::new(origin).with("port", i64::from(port.first));
    let end = (port.last != port.first).then_some(i64::from(port.last));
    map.maybe("endPort", end).with("protocol", protocol)
}

fn peer_nodes(who: Who, admitted: &Admitted) -> Vec<Map> {
    let origin = admitted.origin;
    let elsewhere = |name: Option<SmolStr>| {
        let labels = |name: SmolStr| Map::new(admitted.namespace).with("kubernetes.io/metadata.name", name);
        let selector = name.map(|name| Map::new(origin).with("matchLabels", labels(name)));
        Map::new(origin).maybe("namespaceSelector", selector)
    };
    match who {
        Who::Anyone => Vec::new(),
        Who::Pods(namespace, labels) => {
            vec![elsewhere(namespace).with("podSelector", selecting(&labels, admitted.labels))]
        }
        Who::Namespace(None) => vec![Map::new(origin).with("podSelector", Map::new(origin))],
        Who::Namespace(name) => vec![elsewhere(name)],
        Who::Cidr(cidr) => vec![block(origin, cidr.to_smolstr(), Vec::new())],
        Who::Internet => PRIVATE
            .iter()
            .map(|(all, except)| block(origin, SmolStr::new_static(all), except.to_vec()))
            .collect(),
    }
}

fn block(origin: OriginId, cidr: SmolStr, except: Vec<&'static str>) -> Map {
    Map::new(origin).with("ipBlock", Map::new(origin).with("cidr", cidr).list("except", except))
}

/// A selector of pods by labels.
pub(crate) fn selecting(labels: &[(SmolStr, SmolStr)], origin: OriginId) -> Node {
    let mut map = Map::new(origin);
    for (key, value) in labels {
        map.insert(key.clone(), Node::new(Data::Str(value.clone()), origin));
    }
    Map::new(origin).with("matchLabels", map).into_node(origin)
}
