//! What delivers the nodes: the source and one Flux Kustomization a node
//! (<https://fluxcd.io/flux/components/kustomize/kustomizations/>).

use super::adopted::{holds_data, is_encrypted, path};
use super::meta::{Draft, Meta};
use super::shared::is_shared;
use super::tree::{IntoNode, Map};
use super::variables::post_build;
use super::{layout, source};
use crate::model::records::NodeSettings;
use crate::model::{At, BuiltIn, Component, Model, OriginId};
use crate::object::{Data, Node, Object, OutputNode, VariableUse};
use crate::parallel;
use crate::types::{Duration, Scalar};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::collections::BTreeSet;

/// How many nodes are worth a thread.
const LEAST_NODES: usize = 128;

/// The longest that the reconciliation of a component may take. Where only the environment says it, a job has at least
/// the time that its own deadline gives it, and a chart that which Helm waits for it.
pub(crate) fn timeout<'a>(model: &'a Model, component: &'a Component) -> &'a At<Duration> {
    if let Some(own) = &component.common.flux.timeout {
        return own;
    }
    let common = &model.environment.flux.timeout;
    let job = component.finite().filter(|_| component.kind == BuiltIn::Job);
    let chart = component.helm().and_then(|(helm, _)| helm.timeout.as_ref());
    let deadline = job.and_then(|job| job.deadline.as_ref()).or(chart);
    deadline.filter(|deadline| deadline.millis > common.millis).unwrap_or(common)
}

/// The source and the Kustomizations, by the paths of their files.
pub(crate) fn objects(model: &Model, nodes: &[OutputNode], uses: &[VariableUse]) -> Vec<(SmolStr, Object)> {
    let source = source::object(model, |name, origin| meta(model, name, origin));
    let source = source.map(|object| (layout::source(model), object));
    let needed: FxHashSet<&SmolStr> = nodes.iter().flat_map(|node| node.depends_on.keys()).collect();
    let mut used: FxHashMap<&SmolStr, BTreeSet<&SmolStr>> = FxHashMap::default();
    for each in uses {
        used.entry(&each.node).or_default().insert(&each.name);
    }
    let kustomizations = parallel::map(nodes, LEAST_NODES, |node| {
        let file = layout::kustomization(model, &node.name);
        (file, kustomization(model, node, needed.contains(&node.name), used.get(&node.name)))
    });
    source.into_iter().chain(kustomizations).collect()
}

fn meta(model: &Model, name: SmolStr, origin: OriginId) -> Meta<'_> {
    let labels = Map::new(origin)
        .with("app.kubernetes.io/part-of", super::meta::system(model))
        .with("app.kubernetes.io/managed-by", "fluo");
    Meta {
        name,
        namespace: Some(&model.environment.flux.namespace),
        labels,
        annotations: Map::new(origin),
        origin,
    }
}

fn kustomization(
    model: &Model,
    node: &OutputNode,
    needed: bool,
    variables: Option<&BTreeSet<&SmolStr>>,
) -> Object {
    let flux = &model.environment.flux;
    let component = node.component.as_ref().and_then(|name| model.components.get(name));
    let own = component.map(|c| &c.common.flux);
    let shared = || {
        let namespace = node.objects.first().and_then(|object| object.body.at(&["metadata", "namespace"]));
        namespace.map_or(model.origin, |namespace| namespace.origin)
    };
    let origin = component.map_or_else(shared, |c| c.origin);
    let job = component.is_some_and(|c| c.kind == BuiltIn::Job);
    let pick = |field: fn(&NodeSettings) -> &Option<At<Duration>>| own.and_then(|o| field(o).as_ref());
    let flag = |field: fn(&NodeSettings) -> &Option<At<bool>>, otherwise: bool| match own
        .and_then(|o| field(o).as_ref())
    {
        Some(at) => Node::new(Data::Bool(at.value), at.origin),
        None => Node::new(Data::Bool(otherwise), origin),
    };
    let (kind, name) = source::reference(model);
    let name = Node::new(Data::Str(name), model.origin);
    let source = Map::new(origin).with("kind", kind).with("name", name);
    let path = Node::new(Data::Str(path(&node.folder, &node.adopted)), model.tree_origin);
    let depend = |(name, reason): (&SmolStr, &OriginId)| {
        Map::new(*reason).with("name", Node::new(Data::Str(name.clone()), *reason))
    };
    let depends_on = node.depends_on.iter().map(depend).collect();
    let force = flag(|o| &o.force, job);
    let account = own.and_then(|o| o.service_account.as_ref());
    // A leaf does not hold the queue; who is needed says when it is ready.
    let late = is_shared(&node.name, node.component.as_ref()) || component.is_some_and(binds_late);
    let waits = flag(|o| &o.wait, (needed && !late) || job);
    let exprs = if waits.data == Data::Bool(true) { health_exprs(node, origin) } else { Vec::new() };
    let spec = Map::new(origin)
        .list("dependsOn", depends_on)
        .with("interval", pick(|o| &o.interval).unwrap_or(&flux.interval))
        .with("retryInterval", pick(|o| &o.retry).unwrap_or(&flux.retry))
        .with("timeout", component.map_or(&flux.timeout, |component| timeout(model, component)))
        .with("sourceRef", source)
        .with("path", path)
        .with("prune", flag(|o| &o.prune, node.name != "namespaces" && !holds_data(&node.adopted)))
        .with("wait", waits)
        .maybe("decryption", is_encrypted(&node.adopted).then(|| decryption(model, origin)))
        .maybe("force", (force.data == Data::Bool(true)).then_some(force))
        .maybe("deletionPolicy", own.and_then(|o| o.delete.as_ref()).map(deletion))
        .maybe("suspend", own.and_then(|o| o.suspend.as_ref()).filter(|at| at.value))
        .maybe("serviceAccountName", account.or(flux.service_account.as_ref()))
        .maybe("kubeConfig", flux.kube_config.as_ref().map(remote))
        .list("healthCheckExprs", exprs)
        .maybe("postBuild", variables.map(|used| post_build(model, used, origin)));
    Draft::new("kustomize.toolkit.fluxcd.io/v1", "Kustomization", meta(model, node.name.clone(), origin))
        .with("spec", spec)
        .object()
}

/// <https://fluxcd.io/flux/components/kustomize/kustomizations/#deletion-policy>
fn deletion(at: &At<SmolStr>) -> Node {
    let policy = match at.value.as_str() {
        "delete" => "Delete",
        "wait" => "WaitForTermination",
        "orphan" => "Orphan",
        _ => "MirrorPrune",
    };
    Node::new(Data::Str(SmolStr::new_static(policy)), at.origin)
}

/// <https://fluxcd.io/flux/components/kustomize/kustomizations/#kubeconfig-remote-clusters>
fn remote(secret: &At<SmolStr>) -> Map {
    let origin = secret.origin;
    Map::new(origin).with("secretRef", Map::new(origin).with("name", secret))
}

/// Whether a volume may have no user yet. A claim without one may be pending for as long as that lasts
/// (<https://kubernetes.io/docs/concepts/storage/storage-classes/#volume-binding-mode>), and a node that waits would fail.
fn binds_late(component: &Component) -> bool {
    let claims = component.workload().is_some_and(|workload| !workload.volumes.is_empty());
    let Some(scalable) = component.scalable().filter(|_| claims && component.kind != BuiltIn::Stateful)
    else {
        return false;
    };
    let least = scalable.scale.as_ref().and_then(|scale| scale.range.as_ref()).map(|range| &range.low);
    let none = scalable.replicas.as_ref().is_some_and(|replicas| replicas.value == 0);
    none || matches!(least, Some(Some(Scalar::Int(0))))
}

/// <https://fluxcd.io/flux/components/kustomize/kustomizations/#decryption>
fn decryption(model: &Model, origin: OriginId) -> Map {
    let secret = model.environment.flux.decryption.secret.as_ref();
    Map::new(secret.map_or(origin, |secret| secret.origin))
        .with("provider", "sops")
        .maybe("secretRef", secret.map(|name| Map::new(name.origin).with("name", name)))
}

/// What operators that follow the conventions say once they are done.
const READY: &str = "status.conditions.exists(c, c.type == 'Ready' && c.status == 'True')";

/// Custom resources whose readiness Flux does not see by itself, by kind, and when they are ready. An object that has no
/// status yet counts as ready unless an expression says otherwise, and what needs it would start before its operator has
/// looked at it (<https://fluxcd.io/flux/cheatsheets/cel-healthchecks>). The Dragonfly operator has no conditions; it wrote
/// `ready` first and writes `Ready` since
/// (<https://github.com/dragonflydb/dragonfly-operator/blob/main/internal/controller/util.go>).
const HEALTH: [(&str, &str, &str); 8] = [
    ("dragonflydb.io/v1alpha1", "Dragonfly", "has(status.phase) && status.phase in ['Ready', 'ready']"),
    ("external-secrets.io/v1", "ClusterSecretStore", READY),
    ("external-secrets.io/v1", "ExternalSecret", READY),
    ("external-secrets.io/v1", "SecretStore", READY),
    ("jetstream.nats.io/v1beta2", "Consumer", READY),
    ("jetstream.nats.io/v1beta2", "Stream", READY),
    ("postgresql.cnpg.io/v1", "Cluster", READY),
    // https://cloudnative-pg.io/documentation/current/declarative_database_management/
    ("postgresql.cnpg.io/v1", "Database", "has(status.applied) && status.applied"),
];

fn health_exprs(node: &OutputNode, origin: OriginId) -> Vec<Map> {
    let told = |(api, kind, current): &(&'static str, &'static str, &'static str)| {
        let object = node.objects.iter().find(|o| o.api_version == *api && o.kind == *kind)?;
        // It is told because of what the object is.
        let decided = |field| object.body.at(&[field]).map_or(origin, |value| value.origin);
        let by_kind = |text: &'static str| text.into_node(decided("kind"));
        let expr = Map::new(decided("apiVersion"));
        Some(
            expr.with("apiVersion", by_kind(api))
                .with("kind", by_kind(kind))
                .with("current", by_kind(current)),
        )
    };
    HEALTH.iter().filter_map(told).collect()
}
