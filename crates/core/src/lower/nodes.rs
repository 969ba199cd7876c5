//! Nodes: what Flux reconciles together. One a component, and those that several components share.

use super::adopted::adopted;
use super::meta::{Draft, KEEP, Meta};
use super::tree::Map;
use super::{Connections, component, layout, secrets, shared};
use crate::graph::Graph;
use crate::model::{At, BuiltIn, Component, Model, OriginId, SecretBody, SecretId};
use crate::object::{Adopted, Data, Node, Object, OutputNode};
use crate::parallel;
use indexmap::IndexMap;
use indexmap::map::Entry;
use rustc_hash::{FxBuildHasher, FxHashMap};
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};

/// How many components are worth a thread.
const LEAST_COMPONENTS: usize = 24;

const NAMESPACES: SmolStr = SmolStr::new_static("namespaces");
const STORES: SmolStr = SmolStr::new_static("stores");

/// The components that emit something, and their edges.
pub(crate) fn component_graph(model: &Model) -> Graph {
    let mut graph = Graph::with_capacity(model.components.len());
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
    adopted: AdoptedNodes,
    graph: Graph,
    /// Nodes that wait for an operator because of what they hold.
    implied: Vec<Implied>,
    reasons: Reasons,
}

/// By the waiting node and the one that it waits for: the reference or the object that says so, where no edge of the model does.
type Reasons = FxHashMap<(SmolStr, SmolStr), OriginId>;

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
        let adopted = adopted(model);
        let mut objects = node_objects(model);
        for (name, (component, _)) in &adopted {
            objects.entry(name.clone()).or_insert_with(|| (component.clone(), Vec::new()));
        }
        objects.sort_unstable_keys();
        let implied = implied(model, &objects);
        let mut graph = node_graph(model, &objects, &implied);
        adopted_edges(model, &objects, &adopted, &mut graph);
        let reasons = reasons(model, &implied);
        Self { objects, adopted, graph, implied, reasons }
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
    pub(crate) fn nodes(mut self, model: &Model) -> Vec<OutputNode> {
        let reduced = self.graph.reduced();
        reduced
            .nodes()
            .filter_map(|name| {
                let (component, mut objects) = self.objects.swap_remove(name)?;
                objects.sort_by(|a, b| rank(a).cmp(&rank(b)));
                let declared = component.as_ref().and_then(|name| model.components.get(name));
                let origin = declared.map_or(model.origin, |component| component.origin);
                let other = |need: &SmolStr| self.reasons.get(&(name.clone(), need.clone())).copied();
                let reason = |need: &SmolStr| reference(model, name, need).or_else(|| other(need));
                let needs = reduced.needs(name);
                let depends_on = needs.map(|need| (need.clone(), reason(need).unwrap_or(origin))).collect();
                let (name, folder) = (name.clone(), layout::node(model, name));
                let adopted = self.adopted.remove(&name).map(|(_, adopted)| adopted).unwrap_or_default();
                let adopted = if objects.is_empty() { adopted } else { adopted.beside_objects() };
                Some(OutputNode { name, folder, component, origin, depends_on, objects, adopted })
            })
            .collect()
    }
}

/// The custom resources whose operator is a component that is deployed here.
fn implied(model: &Model, nodes: &NodeObjects) -> Vec<Implied> {
    let mut implied = Vec::new();
    let brought = model.providers.groups().filter_map(|(group, by)| {
        let first = by.first().filter(|provider| !provider.existing)?;
        Some((group.as_str(), first.component.as_ref()?))
    });
    let brought: FxHashMap<&str, &SmolStr> = brought.collect();
    if brought.is_empty() {
        return implied;
    }
    for (node, (_, objects)) in nodes {
        for object in objects {
            let Some(operator) = brought.get(object.group()) else { continue };
            let (operator, kind, name) = (SmolStr::clone(operator), object.kind.clone(), object.name.clone());
            implied.push(Implied { node: node.clone(), operator, kind, name, origin: object.origin });
        }
    }
    implied
}

/// What each node takes over as it is, with the component that it delivers.
type AdoptedNodes = BTreeMap<SmolStr, (Option<SmolStr>, Adopted)>;

/// Of each node the component that it delivers, and its objects; sorted by name.
type NodeObjects = IndexMap<SmolStr, (Option<SmolStr>, Vec<Object>), FxBuildHasher>;

fn node_objects(model: &Model) -> NodeObjects {
    let mut nodes = NodeObjects::with_capacity_and_hasher(model.components.len(), FxBuildHasher);
    let mut put = |name: SmolStr, component: Option<SmolStr>, objects: Vec<Object>| {
        if objects.is_empty() {
            return;
        }
        match nodes.entry(name) {
            Entry::Occupied(mut known) => known.get_mut().1.extend(objects),
            Entry::Vacant(free) => drop(free.insert((component, objects))),
        }
    };
    let namespaces = namespaces(model);
    let closed = super::network::default_deny(model, &namespaces);
    let quotas = namespaces.iter().filter_map(|made| model.namespaces.get(&made.name));
    let quotas: Vec<Object> = quotas.flat_map(|declared| super::quota::objects(model, declared)).collect();
    put(NAMESPACES, None, namespaces.into_iter().chain(closed).chain(quotas).collect());
    put(STORES, None, model.stores.values().filter_map(|store| secrets::store(model, store)).collect());
    for secret in model.secrets.values() {
        for At { value: namespace, .. } in &secret.namespaces {
            let objects = secrets::secret(model, secret, namespace);
            match &secret.id.owner {
                Some(owner) => put(owner.clone(), Some(owner.clone()), objects),
                None => put(secrets::node_name(namespace), None, objects),
            }
        }
    }
    for (namespace, object) in shared::objects(model) {
        put(shared::node_name(&namespace), None, vec![object]);
    }
    let connections = Connections::of(model);
    let components: Vec<&Component> = model.components.values().collect();
    let made = parallel::map(&components, LEAST_COMPONENTS, |each| component(model, &connections, each));
    for (each, objects) in components.into_iter().zip(made) {
        put(each.name.clone(), Some(each.name.clone()), objects);
    }
    nodes
}

/// The edges between nodes: those of the components, to the secrets that they use, to operators, and to what all need.
fn node_graph(model: &Model, nodes: &NodeObjects, implied: &[Implied]) -> Graph {
    let mut graph = Graph::with_capacity(nodes.len());
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
    for (user, node) in shared::users(model) {
        graph.edge(user, &node);
    }
    // Namespaces that are there already are nobody's to wait for.
    let ours: BTreeSet<&SmolStr> = nodes
        .get(&NAMESPACES)
        .into_iter()
        .flat_map(|(_, made)| made)
        .filter(|object| object.kind == "Namespace")
        .map(|object| &object.name)
        .collect();
    for (name, (_, objects)) in nodes {
        if *name != NAMESPACES
            && objects.iter().any(|object| object.namespace.as_ref().is_some_and(|name| ours.contains(name)))
        {
            graph.edge(name, &NAMESPACES);
        }
        let of_all = |object: &Object| {
            let store = object.body.at(&["spec", "secretStoreRef", "kind"]).and_then(Node::as_str);
            store == Some("ClusterSecretStore")
        };
        if objects.iter().filter(|object| object.kind == "ExternalSecret").any(of_all) {
            graph.edge(name, &STORES);
        }
    }
    graph
}

/// Where one component refers to another: the first of several places.
fn reference(model: &Model, from: &SmolStr, to: &SmolStr) -> Option<OriginId> {
    let first = model.edges.partition_point(|edge| (&edge.from, &edge.to) < (from, to));
    model.edges.get(first).filter(|edge| (&edge.from, &edge.to) == (from, to)).map(|edge| edge.origin)
}

/// Why nodes wait, if not for a reference to a component: the first use or resource of several.
fn reasons(model: &Model, implied: &[Implied]) -> Reasons {
    let apart = model.uses.iter().filter(|entry| is_made_apart(model, &entry.secret));
    let uses = apart.filter_map(|entry| {
        let user = model.components.get(&entry.component)?;
        Some((&entry.component, secrets::node_name(&user.common.namespace), entry.origin))
    });
    let implied = implied.iter().map(|each| (&each.node, each.operator.clone(), each.origin));
    let mut reasons = Reasons::default();
    for (from, to, origin) in uses.chain(implied) {
        reasons.entry((from.clone(), to)).or_insert(origin);
    }
    reasons
}

/// What is in a namespace that manifests make, or of a kind that they bring, comes after them; and they after the
/// namespaces that are made for them.
fn adopted_edges(model: &Model, nodes: &NodeObjects, adopted: &AdoptedNodes, graph: &mut Graph) {
    let made: BTreeSet<&SmolStr> =
        nodes.get(&NAMESPACES).into_iter().flat_map(|(_, made)| made).map(|object| &object.name).collect();
    for (name, (_, adopted)) in adopted {
        let mut namespaces = adopted.objects.iter().filter_map(|(object, _)| object.namespace.as_ref());
        if namespaces.any(|namespace| made.contains(namespace)) {
            graph.edge(name, &NAMESPACES);
        }
    }
    let (namespaces, groups) = (model.adopted.namespaces(), model.adopted.groups());
    if namespaces.is_empty() && groups.is_empty() {
        return;
    }
    for (name, (_, objects)) in nodes {
        for object in objects {
            let from =
                [object.namespace.as_ref().and_then(|n| namespaces.get(n)), groups.get(object.group())];
            for provider in from.into_iter().flatten() {
                if !graph.leads(provider, name) {
                    graph.edge(name, provider);
                }
            }
        }
    }
}

/// Whether a secret is made by the node of its namespace's secrets.
pub(crate) fn is_made_apart(model: &Model, id: &SecretId) -> bool {
    if id.owner.is_some() {
        return false;
    }
    let Some(secret) = model.secrets.get(id) else { return false };
    // Of one that is there already nothing is made, but copies for other namespaces.
    !matches!(secret.body, SecretBody::Existing(_)) || model.shared_from(secret).is_some()
}

/// The order of application within a node: what others of the node mention comes first.
fn rank(object: &Object) -> (u8, &str, &str, &str) {
    let rank = match object.kind.as_str() {
        "Namespace" => 0,
        "LimitRange" | "NetworkPolicy" | "ResourceQuota" | "ServiceAccount" | "Role" | "ClusterRole" => 1,
        "ConfigMap" | "PersistentVolumeClaim" | "RoleBinding" | "ClusterRoleBinding" => 2,
        "ClusterSecretStore" | "Password" | "SecretStore" => 3,
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
pub(crate) enum Level {
    Restricted,
    Baseline,
    Privileged,
}

impl Level {
    /// The level of this name.
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "privileged" => Level::Privileged,
            "baseline" => Level::Baseline,
            _ => Level::Restricted,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Level::Restricted => "restricted",
            Level::Baseline => "baseline",
            Level::Privileged => "privileged",
        }
    }
}

/// Namespaces that are not ours to make.
pub(crate) fn is_given(model: &Model, namespace: &str) -> bool {
    let declared = model.namespaces.get(namespace).is_some_and(|declared| declared.body.existing.value);
    declared
        || namespace == "default"
        || namespace.starts_with("kube-")
        || namespace == model.environment.flux.namespace.as_str()
}

/// <https://kubernetes.io/docs/concepts/security/pod-security-admission/>
fn namespaces(model: &Model) -> Vec<Object> {
    // Each with what brings the namespace about and what decides its level.
    let mut levels: BTreeMap<&SmolStr, (Level, OriginId, OriginId)> = BTreeMap::new();
    let mut existing: BTreeSet<&SmolStr> = BTreeSet::new();
    let adopted_namespaces = model.adopted.namespaces();
    for component in model.components.values() {
        let namespace = &component.common.namespace;
        // What stands in files says where it goes; only rules for alerts are made beside them.
        if component.kind == BuiltIn::Manifests && component.common.alerts.is_empty() {
            continue;
        }
        if component.common.existing {
            existing.insert(&namespace.value);
            continue;
        }
        let level = level(model, component);
        let origin = namespace.origin;
        let entry = levels.entry(&namespace.value).or_insert((level, origin, origin));
        if level > entry.0 {
            (entry.0, entry.2) = (level, origin);
        }
    }
    let adopted = model.adopted.folders.values();
    for (manifest, origin) in
        adopted.flat_map(|adopted| adopted.folder.manifests.iter().zip(&adopted.origins))
    {
        if let Some(namespace) = &manifest.namespace {
            // Nobody here knows what its pods need, and they run already.
            let entry = levels.entry(namespace).or_insert((Level::Privileged, *origin, *origin));
            if entry.0 < Level::Privileged {
                (entry.0, entry.2) = (Level::Privileged, *origin);
            }
        }
    }
    existing.extend(adopted_namespaces.keys());
    // A secret is emitted where it is used, and its users' namespaces are here already.
    let ours = levels.into_iter().filter(|(name, _)| {
        !is_given(model, name) && (!existing.contains(*name) || model.namespaces.contains_key(name.as_str()))
    });
    ours.map(|(name, (level, origin, by))| namespace(model, name, &At { value: level, origin: by }, origin))
        .collect()
}

/// The level that the pods of a component need, with what patches add.
pub(crate) fn level(model: &Model, component: &Component) -> Level {
    own_level(component).max(super::patch::level(model, component))
}

fn own_level(component: &Component) -> Level {
    if component.kind == BuiltIn::Resource {
        // Its controller may start pods that nobody here knows.
        return Level::Baseline;
    }
    if let Some((helm, _)) = component.helm() {
        return Level::named(&helm.pod_security);
    }
    let Some(workload) = component.workload() else { return Level::Restricted };
    let security = &workload.security;
    let capabilities = security.capabilities.iter().map(|c| c.as_str());
    let of_node = security.host_network.value || security.host_pid.value || !workload.host_paths.is_empty();
    let unconfined = security.seccomp.as_str() == "unconfined";
    if security.privileged.value || of_node || unconfined || capabilities.clone().any(|c| !is_baseline(c)) {
        return Level::Privileged;
    }
    if security.user.value == 0
        || security.escalation.value
        || capabilities.clone().any(|c| c != "NET_BIND_SERVICE")
    {
        return Level::Baseline;
    }
    Level::Restricted
}

/// The capabilities that the `baseline` level admits.
pub(crate) fn is_baseline(capability: &str) -> bool {
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

fn namespace(model: &Model, name: &SmolStr, level: &At<Level>, origin: OriginId) -> Object {
    let declared = model.namespaces.get(name);
    let origin = declared.map_or(origin, |declared| declared.origin);
    let enforced = match declared.and_then(|declared| declared.body.security.level.as_ref()) {
        Some(said) => Node::new(Data::Str(said.value.clone()), said.origin),
        None => Node::new(Data::Str(SmolStr::new_static(level.value.name())), level.origin),
    };
    let mut labels = Map::new(origin)
        .with("app.kubernetes.io/name", name.clone())
        .with("app.kubernetes.io/part-of", super::meta::system(model))
        .with("app.kubernetes.io/managed-by", "fluo")
        .with("pod-security.kubernetes.io/audit", "restricted")
        .with("pod-security.kubernetes.io/enforce", enforced)
        .with("pod-security.kubernetes.io/warn", "restricted");
    let mut annotations = Map::new(origin);
    for (key, value) in declared.iter().flat_map(|declared| &declared.body.labels) {
        labels.insert(key.clone(), value);
    }
    for (key, value) in declared.iter().flat_map(|declared| &declared.body.annotations) {
        annotations.insert(key.clone(), value);
    }
    let meta = Meta { name: name.clone(), namespace: None, labels, annotations, origin }.annotate(KEEP);
    Draft::new("v1", "Namespace", meta).object()
}
