//! The connections of which a program speaks (the guide's `docs/guide/network.md`, "What a reference reaches" and what
//! follows): by references and needs, in network blocks, by what operators and charts need, by monitors and routes.

use super::super::cluster::{Cluster, Pods, Port, Thing, items, selects, text, texts};
use super::super::said::Said;
use super::policy::End;
use crate::model::records::{External, NetworkPeer};
use crate::model::{Body, BuiltIn, Caller, Component, Model, Reach};
use crate::types::{Cidr, Peer, PeerPort, PeerTarget};
use serde_json::Value;
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What a program says of who may talk to whom.
#[derive(Debug)]
pub struct Spoken<'s> {
    cluster: &'s Cluster,
    model: &'s Model,
    /// The pods of every component that has some.
    pods: Vec<Pods>,
    /// Ports that Prometheus reads, by component.
    monitored: BTreeMap<String, BTreeSet<Port>>,
    /// Ports to which the gateway sends requests, by component.
    routed: BTreeMap<String, BTreeSet<Port>>,
}

/// Ports of pods: these, or all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Ports {
    All,
    These(BTreeSet<Port>),
}

impl Ports {
    fn of(numbers: &[u64]) -> Self {
        Self::These(numbers.iter().map(|number| (*number, false)).collect())
    }

    fn holds(&self, port: Port) -> bool {
        match self {
            Self::All => true,
            Self::These(these) => these.contains(&port),
        }
    }
}

/// A kind whose pods an operator starts: the namespace of the operator, the ports by which the pods know each other, and
/// those that the operator asks.
type Operated<'m> = (&'m str, &'static [u64], &'static [u64]);

impl<'s> Spoken<'s> {
    /// Reads what is said.
    #[must_use]
    pub fn of(cluster: &'s Cluster, said: &'s Said) -> Self {
        let model = &said.model;
        let made = model.components.values().filter(|component| !component.common.existing);
        let pods = made.flat_map(|component| pods_of(cluster, component)).collect();
        let mut spoken = Self { cluster, model, pods, monitored: BTreeMap::new(), routed: BTreeMap::new() };
        spoken.monitored = spoken.read_by_prometheus();
        spoken.routed = spoken.behind_routes();
        spoken
    }

    /// The pods of the components.
    pub fn pods(&self) -> impl Iterator<Item = &Pods> {
        self.pods.iter()
    }

    /// Pods of nobody, one in every namespace that is known or spoken of and one elsewhere; and those that answer for names.
    #[must_use]
    pub fn strangers(&self) -> Vec<Pods> {
        let network = &self.model.environment.network;
        let operators = [&network.keda, &network.cloudnative_pg, &network.dragonfly, &network.nack];
        let watchers =
            [&self.model.environment.monitoring.namespace, &self.model.environment.gateway.namespace];
        let mut places: BTreeSet<&str> =
            operators.into_iter().chain(watchers).map(|at| at.as_str()).collect();
        places.extend(["stranger", "kube-system"]);
        places.extend(self.pods.iter().map(|pods| pods.namespace.as_str()));
        places.extend(self.model.components.values().map(|component| component.common.namespace.as_str()));
        let peers: Vec<&Peer> = self.peers().collect();
        places.extend(peers.iter().filter_map(|peer| match &peer.target {
            PeerTarget::Namespace(name) => Some(name.as_str()),
            _ => None,
        }));
        let names = Pods::labelled("kube-system", "k8s-app", "kube-dns", &[53]);
        places.into_iter().map(|place| Pods::labelled(place, "app", "stranger", &[])).chain([names]).collect()
    }

    /// Addresses of the internet, of private networks, and of every range that is spoken of.
    #[must_use]
    pub fn addresses(&self) -> BTreeSet<IpAddr> {
        let some = [
            IpAddr::V4(Ipv4Addr::new(8, 8, 8, 8)),
            IpAddr::V4(Ipv4Addr::new(10, 253, 7, 1)),
            IpAddr::V4(Ipv4Addr::new(169, 254, 169, 254)),
            IpAddr::V4(Ipv4Addr::new(192, 168, 77, 9)),
            IpAddr::V6(Ipv6Addr::new(0x2001, 0x4860, 0, 0, 0, 0, 0, 1)),
            IpAddr::V6(Ipv6Addr::new(0xfd7a, 0, 0, 0, 0, 0, 0, 1)),
        ];
        let blocks = self.peers().filter_map(|peer| match peer.target {
            PeerTarget::Cidr(cidr) => Some(cidr.address),
            _ => None,
        });
        let outside = self.model.components.values().flat_map(|component| match &component.body {
            Some(Body::External(external)) => ranges_of(external),
            Some(Body::Resource(resource)) => parsed(resource.cidrs.iter().map(|at| at.as_str())),
            _ => Vec::new(),
        });
        some.into_iter().chain(blocks).chain(outside.map(|cidr| cidr.address)).collect()
    }

    /// Every port of which something speaks, and some of which nothing does.
    #[must_use]
    pub fn ports(&self) -> BTreeSet<Port> {
        let mut ports: BTreeSet<Port> =
            [(1, false), (53, false), (53, true), (443, false), (6443, false)].into();
        ports.extend(self.pods.iter().flat_map(|pods| pods.ports.values().copied()));
        for component in self.model.components.values() {
            let numbers = component.port.iter().chain(&component.endpoints);
            ports.extend(numbers.filter_map(|number| Some((u64::try_from(*number).ok()?, false))));
            ports.extend(declared(component).into_values());
        }
        let peers = self.peers().filter_map(|peer| peer.port);
        ports.extend(peers.flat_map(|port| [(port.first.into(), port.udp), (port.last.into(), port.udp)]));
        ports
    }

    fn peers(&self) -> impl Iterator<Item = &'s Peer> {
        let blocks = self.model.components.values().filter_map(Component::network);
        let entries = blocks.flat_map(|block| block.ingress.iter().chain(&block.egress));
        entries.filter_map(|entry| match &entry.value {
            NetworkPeer::Place(peer) => Some(peer),
            NetworkPeer::Component(..) => None,
        })
    }

    /// Whether the program lets pods out to an end.
    #[must_use]
    pub fn outwards(&self, from: &Pods, to: &End, port: Port) -> bool {
        let Some(own) = self.component(from) else { return true };
        let edges =
            self.model.edges.iter().filter(|edge| edge.from == own.name && edge.caller == Caller::Pods);
        let reached = edges
            .filter(|edge| edge.to != own.name)
            .any(|edge| self.is_at(&edge.to, to) && self.reached(&edge.to, &edge.reach).holds(port));
        reached
            || self.said_out(own, to, port)
            || is_free(own)
            || self.is_dns(to, port)
            || matches!(to, End::Address(_))
                && talks_to_api(own)
                && [(443, false), (6443, false)].contains(&port)
            || self.operated(own).is_some_and(|(_, own_ports, _)| {
                self.is_of(&own.name, to) && Ports::of(own_ports).holds(port)
            })
    }

    /// Whether the program lets an end in to pods.
    #[must_use]
    pub fn inwards(&self, from: &End, to: &Pods, port: Port) -> bool {
        let Some(own) = self.component(to) else { return true };
        let environment = &self.model.environment;
        let is_in = |namespace: &str| matches!(from, End::Pods(pods) if pods.namespace == namespace);
        let caller = |edge: &&crate::model::Edge| match edge.caller {
            Caller::Keda => is_in(&environment.network.keda),
            Caller::Pods => self.is_at(&edge.from, from),
        };
        let edges = self.model.edges.iter().filter(|edge| edge.to == own.name);
        let mut called =
            edges.filter(caller).filter(|edge| edge.caller == Caller::Keda || edge.from != own.name);
        let has = |of: &BTreeMap<String, BTreeSet<Port>>| {
            of.get(own.name.as_str()).is_some_and(|ports| ports.contains(&port))
        };
        let chart = own.helm().is_some();
        called.any(|edge| self.reached(&own.name, &edge.reach).holds(port))
            || self.said_in(own, from, port)
            || is_in(&environment.monitoring.namespace) && (chart || has(&self.monitored))
            || is_in(&environment.gateway.namespace) && (chart || has(&self.routed))
            || is_free(own) && (self.is_of(&own.name, from) || is_webhook(own, port))
            || self.operated(own).is_some_and(|(operator, own_ports, asked)| {
                self.is_of(&own.name, from) && Ports::of(own_ports).holds(port)
                    || is_in(operator) && Ports::of(asked).holds(port)
            })
    }

    /// What network blocks say of connections that leave a component: its own, and those of who lets it in.
    fn said_out(&self, own: &Component, to: &End, port: Port) -> bool {
        let egress = own.network().into_iter().flat_map(|block| &block.egress);
        let mut said = egress.map(|entry| match &entry.value {
            NetworkPeer::Component(name, reach) => {
                self.is_at(name, to) && self.reached(name, reach).holds(port)
            }
            NetworkPeer::Place(peer) => {
                is_there(&peer.target, to) && peer.port.is_none_or(|open| holds(open, port))
            }
        });
        let others = self.blocks().filter(|(other, _)| other.name != own.name);
        let mut named =
            others.flat_map(|(other, block)| block.ingress.iter().map(move |entry| (other, entry)));
        said.any(|is| is)
            || named.any(|(other, entry)| {
                matches!(&entry.value, NetworkPeer::Component(name, _) if *name == own.name)
                    && self.is_at(&other.name, to)
                    && self.reached(&other.name, &Reach::Whole).holds(port)
            })
    }

    /// What network blocks say of connections that come to a component.
    fn said_in(&self, own: &Component, from: &End, port: Port) -> bool {
        let whole = || self.reached(&own.name, &Reach::Whole).holds(port);
        let ingress = own.network().into_iter().flat_map(|block| &block.ingress);
        let mut said = ingress.map(|entry| match &entry.value {
            NetworkPeer::Component(name, _) => self.is_at(name, from) && whole(),
            NetworkPeer::Place(peer) => {
                is_there(&peer.target, from) && peer.port.map_or_else(whole, |open| holds(open, port))
            }
        });
        let others = self.blocks().filter(|(other, _)| other.name != own.name);
        let mut named =
            others.flat_map(|(other, block)| block.egress.iter().map(move |entry| (other, entry)));
        said.any(|is| is)
            || named.any(|(other, entry)| match &entry.value {
                NetworkPeer::Component(name, reach) => {
                    *name == own.name
                        && self.is_at(&other.name, from)
                        && self.reached(name, reach).holds(port)
                }
                NetworkPeer::Place(_) => false,
            })
    }

    fn blocks(&self) -> impl Iterator<Item = (&Component, &crate::model::records::Network)> {
        let made = self.model.components.values().filter(|component| !component.common.existing);
        made.filter_map(|component| Some((component, component.network()?)))
    }

    fn component(&self, pods: &Pods) -> Option<&Component> {
        self.model.components.get(pods.node.as_str())
    }

    /// Whether an end is a pod of a component that is made here.
    fn is_of(&self, name: &str, end: &End) -> bool {
        matches!(end, End::Pods(pods) if pods.node == name)
    }

    /// Whether an end is where a component is: one of its pods; of one that is there already any pod of its namespace; of one
    /// outside its addresses.
    fn is_at(&self, name: &SmolStr, end: &End) -> bool {
        let Some(component) = self.model.components.get(name) else { return false };
        match &component.body {
            Some(Body::External(external)) => self.is_outside(external, end),
            Some(Body::Resource(resource)) if resource.pods.is_empty() => {
                let ranges = parsed(resource.cidrs.iter().map(|at| at.as_str()));
                matches!(end, End::Address(address) if ranges.iter().any(|range| range_holds(*range, *address)))
            }
            _ if component.common.existing => {
                matches!(end, End::Pods(pods) if pods.namespace == component.common.namespace.as_str())
            }
            _ => self.is_of(name, end),
        }
    }

    fn is_outside(&self, external: &External, end: &End) -> bool {
        let ranges = ranges_of(external);
        let domain = format!(".{}", self.model.environment.cluster_domain.as_str());
        let host = external.host.as_str();
        let host = host.strip_suffix(&domain).unwrap_or(host);
        let service = host.strip_suffix(".svc").and_then(|host| host.rsplit_once('.'));
        match (ranges.is_empty(), service) {
            (false, _) => {
                matches!(end, End::Address(address) if ranges.iter().any(|range| range_holds(*range, *address)))
            }
            (true, Some((_, place))) => matches!(end, End::Pods(pods) if pods.namespace == place),
            (true, None) => is_there(&PeerTarget::Internet, end),
        }
    }

    /// The ports of a component's pods that are reached.
    fn reached(&self, name: &SmolStr, reach: &Reach) -> Ports {
        let Some(component) = self.model.components.get(name) else { return Ports::These(BTreeSet::new()) };
        let declared = declared(component);
        let whole = component.port.map(Reach::Number);
        match (component.helm().is_some(), reach) {
            (_, Reach::Order) => Ports::These(BTreeSet::new()),
            (true, _) => Ports::All,
            (_, Reach::Port(port)) => match declared.get(port.as_str()) {
                Some(port) => Ports::These([*port].into()),
                None => Ports::All,
            },
            (_, Reach::Number(number)) => Ports::These([self.behind(component, *number)].into()),
            (_, Reach::Whole) => match whole {
                Some(number) => self.reached(name, &number),
                None if !declared.is_empty() => Ports::These(declared.into_values().collect()),
                None if !component.endpoints.is_empty() => Ports::These(
                    component.endpoints.iter().map(|number| self.behind(component, *number)).collect(),
                ),
                None => Ports::All,
            },
        }
    }

    /// The port of the pods behind a port of a component's Service.
    fn behind(&self, component: &Component, number: i64) -> Port {
        let wanted = u64::try_from(number).unwrap_or_default();
        let services =
            self.cluster.of_kind("Service").filter(|service| service.node == component.name.as_str());
        let ports = services.flat_map(|service| items(&service.value, "/spec/ports"));
        let mut found = ports.filter(|port| port.get("port").and_then(Value::as_u64) == Some(wanted));
        let own: Vec<&Pods> = self.pods.iter().filter(|pods| pods.node == component.name.as_str()).collect();
        found.find_map(|port| target(port, &own)).unwrap_or((wanted, false))
    }

    /// What an operator makes of a component.
    fn operated(&self, component: &Component) -> Option<Operated<'_>> {
        let network = &self.model.environment.network;
        Some(match component.kind {
            BuiltIn::Postgres => (network.cloudnative_pg.as_str(), &[5432, 8000], &[5432, 8000]),
            BuiltIn::Cache => (network.dragonfly.as_str(), &[6379, 9999], &[6379, 9999]),
            BuiltIn::Nats => (network.nack.as_str(), &[4222, 6222], &[4222]),
            _ => return None,
        })
    }

    /// Every pod may ask for names.
    fn is_dns(&self, to: &End, port: Port) -> bool {
        let names = |pods: &Pods| {
            pods.namespace == "kube-system" && pods.labels.get("k8s-app").is_some_and(|app| app == "kube-dns")
        };
        port.0 == 53 && matches!(to, End::Pods(pods) if names(pods))
    }

    /// The ports that monitors read (<https://prometheus-operator.dev/docs/api-reference/api/>).
    fn read_by_prometheus(&self) -> BTreeMap<String, BTreeSet<Port>> {
        let mut found: BTreeMap<String, BTreeSet<Port>> = BTreeMap::new();
        for monitor in self.cluster.of_kind("ServiceMonitor").filter(|monitor| !monitor.adopted) {
            for service in self.selected_services(monitor) {
                for endpoint in items(&monitor.value, "/spec/endpoints") {
                    let ports = items(&service.value, "/spec/ports").iter();
                    let own = ports.filter(|port| text(port, "/name") == text(endpoint, "/port"));
                    self.add(service, own, &mut found);
                }
            }
        }
        for monitor in self.cluster.of_kind("PodMonitor").filter(|monitor| !monitor.adopted) {
            let selector = monitor.value.pointer("/spec/selector").cloned().unwrap_or_default();
            let here = self.pods.iter().filter(|pods| pods.namespace == monitor.namespace());
            for pods in here.filter(|pods| selects(&selector, &pods.labels)) {
                for endpoint in items(&monitor.value, "/spec/podMetricsEndpoints") {
                    let port = metrics_port(self.model, pods, text(endpoint, "/port"));
                    found.entry(pods.node.clone()).or_default().extend(port);
                }
            }
        }
        found
    }

    fn selected_services<'a>(&'a self, monitor: &'a Thing) -> impl Iterator<Item = &'a Thing> {
        let selector = monitor.value.pointer("/spec/selector").cloned().unwrap_or_default();
        let services = self.cluster.of_kind("Service");
        services.filter(move |service| {
            service.namespace() == monitor.namespace()
                && selects(&selector, &texts(&service.value, "/metadata/labels"))
        })
    }

    /// The ports behind the Services to which routes and Ingresses send requests.
    fn behind_routes(&self) -> BTreeMap<String, BTreeSet<Port>> {
        let mut found = BTreeMap::new();
        let things = self.cluster.things().filter(|thing| !thing.adopted);
        for thing in things.filter(|thing| ["HTTPRoute", "GRPCRoute", "Ingress"].contains(&thing.kind())) {
            let rules = items(&thing.value, "/spec/rules").iter();
            for (name, asked) in rules.flat_map(backends) {
                let Some(service) = self.cluster.find("Service", thing.namespace(), name) else { continue };
                let ports = items(&service.value, "/spec/ports").iter();
                let own =
                    ports.filter(|port| port.get("port") == Some(asked) || port.get("name") == Some(asked));
                self.add(service, own, &mut found);
            }
        }
        found
    }

    /// Adds the ports of the pods behind ports of a Service.
    fn add<'v>(
        &self,
        service: &Thing,
        ports: impl Iterator<Item = &'v Value>,
        found: &mut BTreeMap<String, BTreeSet<Port>>,
    ) {
        let labels = texts(&service.value, "/spec/selector");
        let behind = |pods: &&Pods| {
            pods.namespace == service.namespace()
                && labels.iter().all(|(key, value)| pods.labels.get(key) == Some(value))
        };
        let pods: Vec<&Pods> = self.pods.iter().filter(behind).collect();
        for port in ports {
            let node = pods.first().map_or(service.node.clone(), |pods| pods.node.clone());
            found.entry(node).or_default().extend(target(port, &pods));
        }
    }
}

/// The port of pods to which a port of their Service leads.
fn target(port: &Value, pods: &[&Pods]) -> Option<Port> {
    let udp = text(port, "/protocol") == "UDP";
    let asked = port.get("targetPort").or_else(|| port.get("port"))?;
    match asked.as_u64() {
        Some(number) => Some((number, udp)),
        None => pods.iter().find_map(|pods| pods.ports.get(asked.as_str()?).copied()),
    }
}

/// The Services behind a rule of a route or an Ingress, with the port that is asked.
fn backends(rule: &Value) -> Vec<(&str, &Value)> {
    let routes =
        items(rule, "/backendRefs").iter().filter_map(|to| Some((text(to, "/name"), to.get("port")?)));
    let paths = items(rule, "/http/paths").iter().filter_map(|path| {
        let port = path.pointer("/backend/service/port")?;
        Some((text(path, "/backend/service/name"), port.get("number").or_else(|| port.get("name"))?))
    });
    routes.chain(paths).collect()
}

/// The pods of a component, as its objects or its declaration describe them.
fn pods_of(cluster: &Cluster, component: &Component) -> Vec<Pods> {
    let name = component.name.as_str();
    let own: Vec<Pods> = cluster.pods().iter().filter(|pods| pods.node == name).cloned().collect();
    let labels: BTreeMap<String, String> = match &component.body {
        Some(Body::Helm(body)) if body.0.pods.is_empty() => {
            [("app.kubernetes.io/instance".to_owned(), body.0.release.to_string())].into()
        }
        Some(Body::Helm(body)) => own_labels(&body.0.pods),
        Some(Body::Resource(resource)) => own_labels(&resource.pods),
        _ => return own,
    };
    if labels.is_empty() {
        return own;
    }
    let namespace = component.common.namespace.to_string();
    vec![Pods { namespace, name: name.to_owned(), node: name.to_owned(), labels, ports: BTreeMap::new() }]
}

fn own_labels(pods: &crate::model::Named<SmolStr>) -> BTreeMap<String, String> {
    pods.iter().map(|(key, value)| (key.to_string(), value.value.to_string())).collect()
}

/// The ports that a component declares, by name, as its pods have them.
fn declared(component: &Component) -> BTreeMap<&str, Port> {
    let ports = match &component.body {
        Some(Body::External(external)) => Some(&external.ports),
        _ => component.workload().map(|workload| &workload.ports),
    };
    let port = |(name, port): &'_ (SmolStr, crate::model::At<crate::model::records::Port>)| {
        Some((name.clone(), (u64::try_from(port.number.value).ok()?, port.protocol.as_str() == "udp")))
    };
    let mut found = BTreeMap::new();
    for entry in ports.into_iter().flatten() {
        if let Some((_, own)) = port(entry) {
            found.insert(entry.0.as_str(), own);
        }
    }
    found
}

/// The port of this name, as operators and charts call those that serve metrics.
fn metrics_port(model: &Model, pods: &Pods, name: &str) -> Option<Port> {
    let kind = model.components.get(pods.node.as_str()).map(|component| component.kind);
    match kind {
        Some(BuiltIn::Postgres) => Some((9187, false)),
        Some(BuiltIn::Nats) => Some((7777, false)),
        _ => pods.ports.get(name).copied(),
    }
}

/// Whether nobody knows what the pods of a component talk to: somebody else's templates or controller make them.
fn is_free(component: &Component) -> bool {
    match &component.body {
        Some(Body::Helm(_)) => true,
        Some(Body::Resource(resource)) => !resource.pods.is_empty(),
        _ => false,
    }
}

fn is_webhook(component: &Component, (number, udp): Port) -> bool {
    let webhooks = component.helm().into_iter().flat_map(|(helm, _)| &helm.webhooks);
    !udp && webhooks.into_iter().any(|at| u64::try_from(at.value) == Ok(number))
}

fn talks_to_api(component: &Component) -> bool {
    component.kind == BuiltIn::Postgres
        || component.workload().is_some_and(|workload| !workload.account.rules.is_empty())
}

fn holds(open: PeerPort, (number, udp): Port) -> bool {
    open.udp == udp && (u64::from(open.first)..=u64::from(open.last)).contains(&number)
}

/// Whether an end is at a place that a network block names.
fn is_there(target: &PeerTarget, end: &End) -> bool {
    match (target, end) {
        (PeerTarget::Namespace(name), End::Pods(pods)) => pods.namespace == name.as_str(),
        (PeerTarget::Cidr(range), End::Address(address)) => range_holds(*range, *address),
        (PeerTarget::Internet, End::Address(address)) => !is_private(*address),
        _ => false,
    }
}

/// RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291.
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [first, second, ..] = v4.octets();
            v4.is_private() || v4.is_link_local() || first == 100 && (64..128).contains(&second)
        }
        IpAddr::V6(v6) => v6.is_unique_local() || v6.is_unicast_link_local(),
    }
}

fn range_holds(range: Cidr, address: IpAddr) -> bool {
    let same = |one: u128, other: u128, width: u32| {
        (one ^ other).checked_shr(width.saturating_sub(range.prefix.into())).unwrap_or(0) == 0
    };
    match (range.address, address) {
        (IpAddr::V4(one), IpAddr::V4(other)) => same(one.to_bits().into(), other.to_bits().into(), 32),
        (IpAddr::V6(one), IpAddr::V6(other)) => same(one.to_bits(), other.to_bits(), 128),
        _ => false,
    }
}

fn parsed<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<Cidr> {
    texts.filter_map(|text| Cidr::parse(text).ok()).collect()
}

/// The ranges of something outside: those that it names, or its address.
fn ranges_of(external: &External) -> Vec<Cidr> {
    let said = parsed(external.cidrs.iter().map(|at| at.as_str()));
    let own = external.host.as_str().parse().ok().map(Cidr::of);
    if said.is_empty() { own.into_iter().collect() } else { said }
}
