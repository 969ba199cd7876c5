//! Nodes: what Flux reconciles together. One a component, and those that several components share.

use super::meta::{Draft, KEEP, Meta};
use super::tree::Map;
use super::{component, secrets};
use crate::graph::Graph;
use crate::model::{BuiltIn, Component, Model, OriginId, SecretBody, SecretId};
use crate::object::{Object, OutputNode};
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};

const NAMESPACES: SmolStr = SmolStr::new_static("namespaces");
const STORES: SmolStr = SmolStr::new_static("stores");

/// The components that emit something, and their edges.
pub(crate) fn component_graph(model: &Model) -> Graph {
    let mut graph = Graph::default();
    for component in model.components.values().filter(|c| !c.common.existing) {
        graph.node(&component.name);
    }
    for edge in &model.edges {
        graph.edge(&edge.from, &edge.to);
    }
    graph
}

/// The objects of every node, and which node waits for which.
#[derive(Debug)]
pub struct Made {
    objects: NodeObjects,
    graph: Graph,
    /// Nodes that wait for an operator because of what they hold.
    implied: Vec<Implied>,
}

/// A custom resource, and the component that brings its API group.
#[derive(Clone, Debug)]
pub(crate) struct Implied {
    /// The node that holds the resource.
    pub(crate) node: SmolStr,
    /// The component that brings the group.
    pub(crate) operator: SmolStr,
    /// The kind of the resource.
    pub(crate) kind: SmolStr,
    /// Its name.
    pub(crate) name: SmolStr,
    /// Where it comes from.
    pub(crate) origin: OriginId,
}

impl Made {
    /// Lowers every component, secret and store.
    pub(crate) fn of(model: &Model) -> Self {
        let objects = node_objects(model);
        let implied = implied(model, &objects);
        let graph = node_graph(model, &objects, &implied);
        Self { objects, graph, implied }
    }

    /// Which node waits for which.
    pub(crate) fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The component that a node delivers.
    pub(crate) fn component(&self, node: &str) -> Option<&SmolStr> {
        self.objects.get(node).and_then(|(component, _)| component.as_ref())
    }

    /// Custom resources of operators that are deployed here.
    pub(crate) fn implied(&self) -> &[Implied] {
        &self.implied
    }

    /// The nodes in apply order, each with its objects and what it depends on.
    pub(crate) fn nodes(mut self) -> Vec<OutputNode> {
        let reduced = self.graph.reduced();
        let ordered = self.graph.order().into_iter();
        ordered
            .filter_map(|name| {
                let (component, mut objects) = self.objects.remove(&name)?;
                objects.sort_by(|a, b| rank(a).cmp(&rank(b)));
                let depends_on = reduced.needs(&name).cloned().collect();
                Some(OutputNode { name, component, depends_on, objects })
            })
            .collect()
    }
}

/// The custom resources whose operator is a component that is deployed here.
fn implied(model: &Model, nodes: &NodeObjects) -> Vec<Implied> {
    let mut implied = Vec::new();
    for (node, (_, objects)) in nodes {
        for object in objects {
            let provider = model.providers.of_group(object.group()).filter(|provider| !provider.existing);
            let Some(operator) = provider.and_then(|provider| provider.component.clone()) else { continue };
            let (kind, name) = (object.kind.clone(), object.name.clone());
            implied.push(Implied { node: node.clone(), operator, kind, name, origin: object.origin });
        }
    }
    implied
}

type NodeObjects = BTreeMap<SmolStr, (Option<SmolStr>, Vec<Object>)>;

fn node_objects(model: &Model) -> NodeObjects {
    let mut nodes = NodeObjects::new();
    let mut put = |name: SmolStr, component: Option<SmolStr>, objects: Vec<Object>| {
        if !objects.is_empty() {
            nodes.entry(name).or_insert((component, Vec::new())).1.extend(objects);
        }
    };
    put(NAMESPACES, None, namespaces(model));
    put(STORES, None, model.stores.values().filter_map(|store| secrets::store(model, store)).collect());
    for secret in model.secrets.values() {
        for namespace in &secret.namespaces {
            let objects = secrets::secret(model, secret, namespace);
            match &secret.id.owner {
                Some(owner) => put(owner.clone(), Some(owner.clone()), objects),
                None => put(secrets::node_name(namespace), None, objects),
            }
        }
    }
    for each in model.components.values() {
        put(each.name.clone(), Some(each.name.clone()), component(model, each));
    }
    nodes
}

/// The edges between nodes: those of the components, to the secrets that they use, to operators, and to what all need.
fn node_graph(model: &Model, nodes: &NodeObjects, implied: &[Implied]) -> Graph {
    let mut graph = Graph::default();
    for name in nodes.keys() {
        graph.node(name);
    }
    for edge in &model.edges {
        graph.edge(&edge.from, &edge.to);
    }
    for entry in model.uses.iter().filter(|entry| is_made_apart(model, &entry.secret)) {
        if let Some(user) = model.components.get(&entry.component) {
            graph.edge(&entry.component, &secrets::node_name(&user.common.namespace));
        }
    }
    for each in implied {
        graph.edge(&each.node, &each.operator);
    }
    // Namespaces that are there already are nobody's to wait for.
    let ours: BTreeSet<&SmolStr> =
        nodes.get(&NAMESPACES).into_iter().flat_map(|(_, made)| made).map(|object| &object.name).collect();
    for (name, (_, objects)) in nodes {
        if objects.iter().any(|object| object.namespace.as_ref().is_some_and(|name| ours.contains(name))) {
            graph.edge(name, &NAMESPACES);
        }
        if objects.iter().any(|object| object.body.at(&["spec", "secretStoreRef"]).is_some()) {
            graph.edge(name, &STORES);
        }
    }
    graph
}

/// Whether a secret is made by the node of its namespace's secrets.
pub(crate) fn is_made_apart(model: &Model, id: &SecretId) -> bool {
    let existing = model.secrets.get(id).is_some_and(|secret| matches!(secret.body, SecretBody::Existing(_)));
    id.owner.is_none() && !existing
}

/// The order of application within a node: what others of the node mention comes first.
fn rank(object: &Object) -> (u8, &str, &str, &str) {
    let rank = match object.kind.as_str() {
        "Namespace" => 0,
        "ServiceAccount" => 1,
        "ConfigMap" => 2,
        "ClusterSecretStore" | "Password" => 3,
        "ExternalSecret" => 4,
        "HelmRepository" | "OCIRepository" => 5,
        "Service" => 6,
        "TriggerAuthentication" => 7,
        "HorizontalPodAutoscaler" | "ScaledObject" | "Consumer" => 9,
        _ => 8,
    };
    (rank, &object.kind, object.namespace.as_deref().unwrap_or(""), &object.name)
}

/// The level of the Pod Security Standards that a namespace enforces.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Restricted,
    Baseline,
    Privileged,
}

impl Level {
    fn named(name: &str) -> Self {
        [Level::Restricted, Level::Privileged]
            .into_iter()
            .find(|l| l.name() == name)
            .unwrap_or(Level::Baseline)
    }

    fn name(self) -> &'static str {
        match self {
            Level::Restricted => "restricted",
            Level::Baseline => "baseline",
            Level::Privileged => "privileged",
        }
    }
}

/// Namespaces that are not ours to make.
fn is_given(model: &Model, namespace: &str) -> bool {
    namespace == "default"
        || namespace.starts_with("kube-")
        || namespace == model.environment.flux.namespace.as_str()
}

/// <https://kubernetes.io/docs/concepts/security/pod-security-admission/>
fn namespaces(model: &Model) -> Vec<Object> {
    let mut levels: BTreeMap<&SmolStr, (Level, OriginId)> = BTreeMap::new();
    let mut existing: BTreeSet<&SmolStr> = BTreeSet::new();
    for component in model.components.values() {
        let namespace = &component.common.namespace;
        if component.common.existing {
            existing.insert(&namespace.value);
            continue;
        }
        let level = level(component);
        let entry = levels.entry(&namespace.value).or_insert((level, namespace.origin));
        entry.0 = entry.0.max(level);
    }
    // A secret is emitted where it is used, and its users' namespaces are here already.
    let ours = levels.into_iter().filter(|(name, _)| !is_given(model, name) && !existing.contains(*name));
    ours.map(|(name, (level, origin))| namespace(model, name, level, origin)).collect()
}

fn level(component: &Component) -> Level {
    if component.kind == BuiltIn::Resource {
        // Its controller may start pods that nobody here knows.
        return Level::Baseline;
    }
    if let Some((helm, _)) = component.helm() {
        return Level::named(&helm.pod_security);
    }
    let Some(security) = component.workload().map(|workload| &workload.security) else {
        return Level::Restricted;
    };
    let capabilities = security.capabilities.iter().map(|c| c.as_str());
    if security.privileged.value || capabilities.clone().any(|c| !is_baseline(c)) {
        return Level::Privileged;
    }
    if security.user.value == 0 || capabilities.clone().any(|c| c != "NET_BIND_SERVICE") {
        return Level::Baseline;
    }
    Level::Restricted
}

/// The capabilities that the `baseline` level admits.
fn is_baseline(capability: &str) -> bool {
    const ADMITTED: [&str; 13] = [
        "AUDIT_WRITE",
        "CHOWN",
        "DAC_OVERRIDE",
        "FOWNER",
        "FSETID",
        "KILL",
        "MKNOD",
        "NET_BIND_SERVICE",
        "SETFCAP",
        "SETGID",
        "SETPCAP",
        "SETUID",
        "SYS_CHROOT",
    ];
    ADMITTED.contains(&capability)
}

fn namespace(model: &Model, name: &SmolStr, level: Level, origin: OriginId) -> Object {
    let labels = Map::new(origin)
        .with("app.kubernetes.io/name", name.clone())
        .with("app.kubernetes.io/part-of", model.name.clone())
        .with("app.kubernetes.io/managed-by", "fluo")
        .with("pod-security.kubernetes.io/audit", "restricted")
        .with("pod-security.kubernetes.io/enforce", level.name())
        .with("pod-security.kubernetes.io/warn", "restricted");
    let annotations = Map::new(origin);
    let meta = Meta { name: name.clone(), namespace: None, labels, annotations, origin }.annotate(KEEP);
    Draft::new("v1", "Namespace", meta).object()
}
