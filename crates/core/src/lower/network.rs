//! NetworkPolicies: in a strict environment each pod talks only to whom the program says
//! (<https://kubernetes.io/docs/concepts/services-networking/network-policies/>).
//!
//! Every namespace that is made here is closed both ways. Each component opens it for its own pods: inwards for those
//! whose references reach it, outwards to what its own references reach, and for what its kind needs to live.

use super::meta::{Draft, Meta};
use super::peers::{Ports, Side, Spot, Who, selecting};
use super::tree::Map;
use crate::model::exposure;
use crate::model::records::{External, Network, NetworkPeer, Port};
use crate::model::{At, Body, BuiltIn, Caller, Component, Edge, Model, Named, OriginId, Reach};
use crate::object::Object;
use crate::types::{Cidr, PeerTarget};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::collections::BTreeSet;

type Labels = Vec<(SmolStr, SmolStr)>;

/// The labels by which a policy finds the pods of a component; none for what has no pods, or none that are known.
pub(crate) fn pods(component: &Component) -> Option<Labels> {
    let name = &component.name;
    let labels =
        |keys: &[&'static str]| keys.iter().map(|key| (SmolStr::new_static(key), name.clone())).collect();
    if component.workload().is_some() {
        return Some(labels(&["app.kubernetes.io/name", "app.kubernetes.io/instance"]));
    }
    match (component.kind, &component.body) {
        (BuiltIn::Postgres, _) => Some(labels(&["cnpg.io/cluster"])),
        (BuiltIn::Cache, _) => Some(labels(&["app"])),
        (BuiltIn::Nats, _) => Some(chart_pods(name)),
        (_, Some(Body::Helm(body))) if body.0.pods.is_empty() => Some(chart_pods(&body.0.release)),
        (_, Some(Body::Helm(body))) => Some(own_labels(&body.0.pods)),
        (_, Some(Body::Resource(resource))) if !resource.pods.is_empty() => Some(own_labels(&resource.pods)),
        _ => None,
    }
}

fn own_labels(pods: &Named<SmolStr>) -> Labels {
    pods.iter().map(|(key, value)| (key.clone(), value.value.clone())).collect()
}

/// The labels of the pods of a chart's release.
fn chart_pods(release: &SmolStr) -> Labels {
    vec![(SmolStr::new_static("app.kubernetes.io/instance"), release.clone())]
}

/// Whether pods of a component talk to the API server.
fn talks_to_api_server(component: &Component) -> bool {
    let rules = component.workload().is_some_and(|workload| !workload.account.rules.is_empty());
    component.kind == BuiltIn::Postgres || rules
}

/// The ports of a component's pods that the gateway sends requests to.
fn gateway_ports(component: &Component) -> Ports {
    let Some(workload) = component.workload() else { return Ports::many([], component.origin) };
    let mut ports = Ports::many([], component.origin);
    for route in exposure::of_component(component).flat_map(|exposed| exposed.routes()) {
        if let Some((_, port)) = exposure::port(&workload.ports, route.port) {
            ports.merge(Ports::tcp(port.number.value, port.number.origin));
        }
    }
    ports
}

/// Closes every namespace that is made here, both ways.
pub(crate) fn default_deny(model: &Model, namespaces: &[Object]) -> Vec<Object> {
    if !model.environment.is_strict() {
        return Vec::new();
    }
    let origin = cause(model);
    let closed = |object: &Object| {
        let labels = Map::new(origin)
            .with("app.kubernetes.io/name", "default-deny")
            .with("app.kubernetes.io/part-of", super::meta::system(model))
            .with("app.kubernetes.io/managed-by", "fluo");
        let namespace = At { value: object.name.clone(), origin: object.origin };
        let name = SmolStr::new_static("default-deny");
        let annotations = Map::new(origin);
        let meta = Meta { name, namespace: Some(&namespace), labels, annotations, origin };
        let spec = Map::new(origin)
            .with("podSelector", Map::new(origin))
            .with("policyTypes", vec!["Ingress", "Egress"]);
        Draft::new("networking.k8s.io/v1", "NetworkPolicy", meta).with("spec", spec).object()
    };
    namespaces.iter().map(closed).collect()
}

/// What made the environment strict.
fn cause(model: &Model) -> OriginId {
    let environment = &model.environment;
    environment.network.mode.as_ref().map_or(environment.production.origin, |mode| mode.origin)
}

/// Who speaks of a connection to or from whom, found once for all policies.
#[derive(Debug, Default)]
pub(crate) struct Connections<'m> {
    /// The edges that carry traffic, by each of their ends, in the model's order.
    edges: FxHashMap<&'m SmolStr, Vec<&'m Edge>>,
    /// Components whose network blocks speak of a component, in the order of their names.
    speakers: FxHashMap<&'m SmolStr, Vec<(&'m Component, &'m Network)>>,
}

impl<'m> Connections<'m> {
    /// Those of a model; none where nothing is closed.
    pub(crate) fn of(model: &'m Model) -> Self {
        let mut connections = Self::default();
        if !model.environment.is_strict() {
            return connections;
        }
        for edge in model.edges.iter().filter(|edge| edge.reach != Reach::Order) {
            connections.edges.entry(&edge.to).or_default().push(edge);
            if edge.from != edge.to {
                connections.edges.entry(&edge.from).or_default().push(edge);
            }
        }
        for speaker in model.components.values().filter(|component| !component.common.existing) {
            let Some(network) = speaker.network() else { continue };
            let peers = network.ingress.iter().chain(&network.egress);
            let named: BTreeSet<&SmolStr> = peers
                .filter_map(|entry| match &entry.value {
                    NetworkPeer::Component(name, _) => Some(name),
                    NetworkPeer::Place(_) => None,
                })
                .collect();
            for name in named.into_iter().filter(|name| **name != speaker.name) {
                connections.speakers.entry(name).or_default().push((speaker, network));
            }
        }
        connections
    }
}

/// The policy for the pods of a component, in a strict environment.
pub(crate) fn policy(model: &Model, connections: &Connections, component: &Component) -> Option<Object> {
    if !model.environment.is_strict() {
        return None;
    }
    let labels = pods(component)?;
    let (ingress, egress) = (Side::default(), Side::default());
    let mut policy = Policy { model, connections, component, ingress, egress };
    policy.references();
    if let Some(network) = component.network() {
        policy.declared(network);
    }
    policy.declared_by_others();
    policy.watched();
    policy.of_its_kind(&labels);
    policy.outwards();
    let origin = component.origin;
    let own = policy.own(&labels).labels.unwrap_or(origin);
    let spec = Map::new(origin)
        .with("podSelector", selecting(&labels, own))
        .with("policyTypes", vec!["Ingress", "Egress"])
        .list("ingress", policy.ingress.rules("from", origin))
        .list("egress", policy.egress.rules("to", origin));
    let meta = Meta::of(model, component);
    Some(Draft::new("networking.k8s.io/v1", "NetworkPolicy", meta).with("spec", spec).object())
}

struct Policy<'a> {
    model: &'a Model,
    connections: &'a Connections<'a>,
    component: &'a Component,
    ingress: Side,
    egress: Side,
}

impl Policy<'_> {
    /// What references tell of: who reaches this component, and what it reaches.
    fn references(&mut self) {
        let (model, name) = (self.model, &self.component.name);
        for edge in self.connections.edges.get(name).into_iter().flatten() {
            if edge.to == *name {
                self.reached_by(edge);
            } else if edge.from == *name && edge.caller == Caller::Pods {
                let Some(target) = model.components.get(&edge.to) else { continue };
                self.reaches(target, &edge.reach, edge.origin);
            }
        }
    }

    fn reached_by(&mut self, edge: &Edge) {
        let ports = ports(self.component, &edge.reach, edge.origin);
        if edge.caller == Caller::Keda {
            let keda = self.elsewhere(&self.model.environment.network.keda);
            return self.ingress.admit(keda, ports, edge.origin);
        }
        let Some(caller) = self.model.components.get(&edge.from) else { return };
        for who in self.places(caller) {
            self.ingress.admit(who, ports.clone(), edge.origin);
        }
    }

    fn reaches(&mut self, target: &Component, reach: &Reach, origin: OriginId) {
        for who in self.places(target) {
            self.egress.admit(who, ports(target, reach, origin), origin);
        }
    }

    /// What the network block says.
    fn declared(&mut self, network: &Network) {
        for entry in &network.ingress {
            let own = || ports(self.component, &Reach::Whole, entry.origin);
            let (places, ports) = match &entry.value {
                NetworkPeer::Component(name, _) => {
                    (self.model.components.get(name).map(|c| self.places(c)).unwrap_or_default(), own())
                }
                NetworkPeer::Place(peer) => {
                    let ports = peer.port.map(|port| Ports::These([(port, entry.origin)].into()));
                    (vec![self.place(&peer.target).into()], ports.unwrap_or_else(own))
                }
            };
            for who in places {
                self.ingress.admit(who, ports.clone(), entry.origin);
            }
        }
        for entry in &network.egress {
            match &entry.value {
                NetworkPeer::Component(name, reach) => {
                    if let Some(target) = self.model.components.get(name) {
                        self.reaches(target, reach, entry.origin);
                    }
                }
                NetworkPeer::Place(peer) => {
                    let ports = peer.port.map(|port| Ports::These([(port, entry.origin)].into()));
                    self.egress.admit(self.place(&peer.target), ports.unwrap_or(Ports::All), entry.origin);
                }
            }
        }
    }

    /// What the network blocks of others say of this component: a connection is let out and in, whoever speaks of it.
    fn declared_by_others(&mut self) {
        let name = &self.component.name;
        for (other, network) in self.connections.speakers.get(name).into_iter().flatten() {
            for entry in &network.egress {
                match &entry.value {
                    NetworkPeer::Component(to, reach) if to == name => {
                        let ports = ports(self.component, reach, entry.origin);
                        for who in self.places(other) {
                            self.ingress.admit(who, ports.clone(), entry.origin);
                        }
                    }
                    _ => {}
                }
            }
            for entry in &network.ingress {
                match &entry.value {
                    NetworkPeer::Component(from, _) if from == name => {
                        self.reaches(other, &Reach::Whole, entry.origin);
                    }
                    _ => {}
                }
            }
        }
    }

    /// Prometheus to what it reads, the gateway to what it exposes.
    fn watched(&mut self) {
        let (model, component) = (self.model, self.component);
        if let Some((number, port, origin)) = super::monitoring::monitored_port(component) {
            let prometheus = self.all_of(&model.environment.monitoring.namespace);
            self.ingress.admit(prometheus, Ports::tcp(number, port), origin);
        }
        let gateway = self.all_of(&model.environment.gateway.namespace);
        self.ingress.admit(gateway, gateway_ports(component), component.origin);
    }

    /// What the pods of a kind need of each other and of the operator that looks after them.
    fn of_its_kind(&mut self, labels: &Labels) {
        let network = &self.model.environment.network;
        match self.component.kind {
            // https://cloudnative-pg.io/documentation/current/networking/
            BuiltIn::Postgres => {
                self.among_themselves(labels, &[5432, 8000]);
                self.operator(&network.cloudnative_pg, &[5432, 8000]);
            }
            // Replicas follow their master by its admin port.
            BuiltIn::Cache => {
                self.among_themselves(labels, &[6379, 9999]);
                self.operator(&network.dragonfly, &[6379, 9999]);
            }
            // Servers of a cluster, and the box for people.
            BuiltIn::Nats => {
                self.among_themselves(labels, &[4222, 6222]);
                self.operator(&network.nack, &[4222]);
            }
            BuiltIn::Resource => self.as_a_chart(labels, &[]),
            BuiltIn::Helm => {
                let webhooks = self.component.helm().map(|(helm, _)| helm.webhooks.as_slice());
                let webhooks: Vec<i64> = webhooks.unwrap_or_default().iter().map(|at| at.value).collect();
                self.as_a_chart(labels, &webhooks);
                // Which of its pods have metrics and which answer requests, the chart alone knows.
                for namespace in
                    [&self.model.environment.monitoring.namespace, &self.model.environment.gateway.namespace]
                {
                    self.ingress.admit(self.all_of(namespace), Ports::All, self.component.origin);
                }
            }
            _ => {}
        }
    }

    /// Pods that somebody else's templates or controller make: nobody here knows what they talk to, so they are free among
    /// themselves and outwards. Inwards come only those who are known, and the API server, which has no address that a
    /// policy could name, to the ports of `webhooks`.
    fn as_a_chart(&mut self, labels: &Labels, webhooks: &[i64]) {
        let origin = self.component.origin;
        let own = self.own(labels);
        self.ingress.admit(own, Ports::All, origin);
        let webhooks = Ports::many(webhooks.iter().map(|number| (*number, false)), origin);
        self.ingress.admit(Who::Anyone, webhooks, origin);
        self.egress.admit(Who::Anyone, Ports::All, origin);
    }

    /// The pods themselves.
    fn own(&self, labels: &Labels) -> Spot {
        self.spot(self.component, Who::Pods(None, labels.clone()))
    }

    fn among_themselves(&mut self, labels: &Labels, numbers: &[i64]) {
        let origin = self.component.origin;
        let ports = Ports::many(numbers.iter().map(|number| (*number, false)), origin);
        let own = self.own(labels);
        self.ingress.admit(own.clone(), ports.clone(), origin);
        self.egress.admit(own, ports, origin);
    }

    fn operator(&mut self, namespace: &At<SmolStr>, numbers: &[i64]) {
        let ports = Ports::many(numbers.iter().map(|number| (*number, false)), namespace.origin);
        let operator = self.elsewhere(namespace);
        self.ingress.admit(operator, ports, namespace.origin);
    }

    /// What pods need outside of the program: names, and for some the API server, which no selector finds.
    fn outwards(&mut self) {
        let origin = cause(self.model);
        let system = SmolStr::new_static("kube-system");
        let dns = (SmolStr::new_static("k8s-app"), SmolStr::new_static("kube-dns"));
        let namespace = (self.namespace() != system.as_str()).then_some(system);
        let ports = Ports::many([(53, false), (53, true)], origin);
        self.egress.admit(Who::Pods(namespace, vec![dns]), ports, origin);
        if talks_to_api_server(self.component) {
            let origin = self.component.origin;
            let everywhere = ["0.0.0.0/0", "::/0"].into_iter().filter_map(|text| Cidr::parse(text).ok());
            for cidr in everywhere {
                let ports = Ports::many([(443, false), (6443, false)], origin);
                self.egress.admit(Who::Cidr(cidr), ports, origin);
            }
        }
    }

    fn namespace(&self) -> &str {
        &self.component.common.namespace
    }

    /// Every pod of a namespace, with what decided which one.
    fn all_of(&self, namespace: &At<SmolStr>) -> Spot {
        Spot { who: self.elsewhere(namespace), labels: None, namespace: Some(namespace.origin) }
    }

    /// A namespace, seen from that of the policy.
    fn elsewhere(&self, name: &SmolStr) -> Who {
        Who::Namespace((self.namespace() != name.as_str()).then(|| name.clone()))
    }

    fn place(&self, target: &PeerTarget) -> Who {
        match target {
            PeerTarget::Namespace(name) => self.elsewhere(name),
            PeerTarget::Cidr(cidr) => Who::Cidr(*cidr),
            PeerTarget::Internet => Who::Internet,
        }
    }

    /// Where a component is. Of one that is there already only its namespace is known.
    fn places(&self, component: &Component) -> Vec<Spot> {
        let namespace = &component.common.namespace.value;
        match &component.body {
            Some(Body::External(external)) => self.outside(external),
            Some(Body::Resource(resource)) if resource.pods.is_empty() => addresses(&resource.cidrs),
            _ if component.common.existing => vec![self.spot(component, self.elsewhere(namespace))],
            _ => {
                let namespace = (self.namespace() != namespace.as_str()).then(|| namespace.clone());
                let pods = pods(component).map(|labels| self.spot(component, Who::Pods(namespace, labels)));
                pods.into_iter().collect()
            }
        }
    }

    /// A place of a component, with what decided its labels and its namespace.
    fn spot(&self, component: &Component, who: Who) -> Spot {
        let labels = match &component.body {
            Some(Body::Resource(resource)) => resource.pods.first().map(|(_, label)| label.origin),
            Some(Body::Helm(body)) => {
                Some(body.0.pods.first().map_or(body.0.release.origin, |(_, label)| label.origin))
            }
            _ => None,
        };
        let labels = labels.unwrap_or(component.origin);
        Spot { who, labels: Some(labels), namespace: Some(component.common.namespace.origin) }
    }

    /// Where something outside is. Policies know no names, so without addresses it is anywhere on the internet.
    fn outside(&self, external: &External) -> Vec<Spot> {
        if !external.cidrs.is_empty() {
            return addresses(&external.cidrs);
        }
        let host = external.host.as_str();
        if let Ok(address) = host.parse() {
            return vec![Who::Cidr(Cidr::of(address)).into()];
        }
        let domain = self.model.environment.cluster_domain.as_str();
        let host = host.strip_suffix(domain).and_then(|host| host.strip_suffix('.')).unwrap_or(host);
        match host.strip_suffix(".svc").and_then(|service| service.rsplit_once('.')) {
            Some((_, namespace)) => vec![self.elsewhere(&SmolStr::new(namespace)).into()],
            None => vec![Who::Internet.into()],
        }
    }
}

fn addresses(cidrs: &[At<SmolStr>]) -> Vec<Spot> {
    cidrs.iter().filter_map(|cidr| Cidr::parse(cidr).ok()).map(|cidr| Who::Cidr(cidr).into()).collect()
}

/// The ports of a component's pods that are reached: policies see connections behind Services, at the pods' own ports.
pub(crate) fn ports(component: &Component, reach: &Reach, origin: OriginId) -> Ports {
    // A chart says the ports of its Services, and policies see those of its pods.
    if component.kind == BuiltIn::Helm && *reach != Reach::Order {
        return Ports::All;
    }
    let none = Named::new();
    let declared: &Named<Port> = match &component.body {
        Some(Body::External(external)) => &external.ports,
        _ => component.workload().map_or(&none, |workload| &workload.ports),
    };
    let port = |port: &Port| (port.number.value, port.protocol.as_str() == "udp");
    let outside = |port: &Port| port.expose_as.as_ref().map_or(port.number.value, |number| number.value);
    let whole = component.port.map(Reach::Number).filter(|_| *reach == Reach::Whole);
    match whole.as_ref().unwrap_or(reach) {
        Reach::Order => Ports::many([], origin),
        Reach::Port(name) => match declared.iter().find(|(other, _)| other == name) {
            Some((_, found)) => Ports::many([port(found)], found.number.origin),
            None => Ports::All,
        },
        Reach::Number(number) => {
            let found = declared.iter().find(|(_, port)| outside(port) == *number);
            let origin = found.map_or(origin, |(_, found)| found.number.origin);
            Ports::many([found.map_or((*number, false), |(_, found)| port(found))], origin)
        }
        Reach::Whole if !declared.is_empty() => {
            Ports::many(declared.iter().map(|(_, found)| port(found)), origin)
        }
        Reach::Whole if !component.endpoints.is_empty() => {
            Ports::many(component.endpoints.iter().map(|number| (*number, false)), origin)
        }
        Reach::Whole => Ports::All,
    }
}
