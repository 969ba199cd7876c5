//! What delivers the nodes: the source and one Flux Kustomization a node
//! (<https://fluxcd.io/flux/components/kustomize/kustomizations/>).

use super::adopted::{holds_data, is_encrypted, path};
use super::meta::{Draft, Meta};
use super::tree::Map;
use crate::model::records::{GitSource, NodeSettings};
use crate::model::{At, Body, BuiltIn, Component, Model, OriginId};
use crate::object::{Data, Node, Object, OutputNode};
use crate::types::Duration;
use rustc_hash::FxHashSet;
use smol_str::{SmolStr, format_smolstr};

/// The longest that the reconciliation of a component may take. Where only the environment says it, a job has at least
/// the time that its own deadline gives it.
pub(crate) fn timeout<'a>(model: &'a Model, component: &'a Component) -> &'a At<Duration> {
    if let Some(own) = &component.common.flux.timeout {
        return own;
    }
    let common = &model.environment.flux.timeout;
    let deadline = match &component.body {
        Some(Body::Job(body)) => body.1.deadline.as_ref(),
        _ => None,
    };
    deadline.filter(|deadline| deadline.millis > common.millis).unwrap_or(common)
}

/// The source and the Kustomizations, by the names of their files.
pub(crate) fn objects(model: &Model, nodes: &[OutputNode]) -> Vec<(SmolStr, Object)> {
    let source = source(model).map(|object| (SmolStr::new_static("source"), object));
    let needed: FxHashSet<&SmolStr> = nodes.iter().flat_map(|node| &node.depends_on).collect();
    let kustomizations =
        nodes.iter().map(|node| (node.name.clone(), kustomization(model, node, needed.contains(&node.name))));
    source.into_iter().chain(kustomizations).collect()
}

/// The name of the source: the environment's own, or the one that `flux bootstrap` makes.
fn source_name(model: &Model) -> SmolStr {
    match &model.environment.flux.source {
        Some(_) => format_smolstr!("fluo-{}", model.name),
        None => SmolStr::new_static("flux-system"),
    }
}

/// <https://fluxcd.io/flux/components/source/gitrepositories/>
fn source(model: &Model) -> Option<Object> {
    let record = model.environment.flux.source.as_ref()?;
    let git = GitSource::read(record)?;
    let origin = record.origin;
    let reference = Map::new(origin).maybe("branch", git.branch.as_ref()).maybe("tag", git.tag.as_ref());
    let login = git.login.as_ref().map(|name| Map::new(name.origin).with("name", name));
    let spec = Map::new(origin)
        .with("interval", &git.interval)
        .with("url", &git.url)
        .map("ref", reference)
        .maybe("secretRef", login);
    Some(
        Draft::new("source.toolkit.fluxcd.io/v1", "GitRepository", meta(model, source_name(model), origin))
            .with("spec", spec)
            .object(),
    )
}

fn meta(model: &Model, name: SmolStr, origin: OriginId) -> Meta<'_> {
    let labels = Map::new(origin)
        .with("app.kubernetes.io/part-of", model.name.clone())
        .with("app.kubernetes.io/managed-by", "fluo");
    Meta {
        name,
        namespace: Some(&model.environment.flux.namespace),
        labels,
        annotations: Map::new(origin),
        origin,
    }
}

fn kustomization(model: &Model, node: &OutputNode, needed: bool) -> Object {
    let flux = &model.environment.flux;
    let component = node.component.as_ref().and_then(|name| model.components.get(name));
    let own = component.map(|c| &c.common.flux);
    let origin = component.map_or(flux.interval.origin, |c| c.origin);
    let job = component.is_some_and(|c| c.kind == BuiltIn::Job);
    let pick = |field: fn(&NodeSettings) -> &Option<At<Duration>>| own.and_then(|o| field(o).as_ref());
    let flag = |field: fn(&NodeSettings) -> &Option<At<bool>>, otherwise: bool| match own
        .and_then(|o| field(o).as_ref())
    {
        Some(at) => Node::new(Data::Bool(at.value), at.origin),
        None => Node::new(Data::Bool(otherwise), origin),
    };
    let source = Map::new(origin).with("kind", "GitRepository").with("name", source_name(model));
    let path = path(flux.path.value.trim_matches('/'), &node.name, &node.adopted);
    let depends_on = node.depends_on.iter().map(|name| Map::new(origin).with("name", name)).collect();
    let force = flag(|o| &o.force, job);
    // A leaf does not hold the queue; who is needed says when it is ready.
    let waits = flag(|o| &o.wait, needed || job);
    let exprs = if waits.data == Data::Bool(true) { health_exprs(node, origin) } else { Vec::new() };
    let spec = Map::new(origin)
        .list("dependsOn", depends_on)
        .with("interval", pick(|o| &o.interval).unwrap_or(&flux.interval))
        .with("retryInterval", pick(|o| &o.retry).unwrap_or(&flux.retry))
        .with("timeout", component.map_or(&flux.timeout, |component| timeout(model, component)))
        .with("sourceRef", source)
        .with("path", Node::new(Data::Str(path), flux.path.origin))
        .with("prune", flag(|o| &o.prune, node.name != "namespaces" && !holds_data(&node.adopted)))
        .with("wait", waits)
        .maybe("decryption", is_encrypted(&node.adopted).then(|| decryption(model, origin)))
        .maybe("force", (force.data == Data::Bool(true)).then_some(force))
        .list("healthCheckExprs", exprs);
    Draft::new("kustomize.toolkit.fluxcd.io/v1", "Kustomization", meta(model, node.name.clone(), origin))
        .with("spec", spec)
        .object()
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
const HEALTH: [(&str, &str, &str); 7] = [
    ("dragonflydb.io/v1alpha1", "Dragonfly", "has(status.phase) && status.phase in ['Ready', 'ready']"),
    ("external-secrets.io/v1", "ClusterSecretStore", READY),
    ("external-secrets.io/v1", "ExternalSecret", READY),
    ("external-secrets.io/v1", "SecretStore", READY),
    ("jetstream.nats.io/v1beta2", "Consumer", READY),
    ("jetstream.nats.io/v1beta2", "Stream", READY),
    ("postgresql.cnpg.io/v1", "Cluster", READY),
];

fn health_exprs(node: &OutputNode, origin: OriginId) -> Vec<Map> {
    let holds = |api: &str, kind: &str| node.objects.iter().any(|o| o.api_version == api && o.kind == kind);
    HEALTH
        .iter()
        .filter(|(api, kind, _)| holds(api, kind))
        .map(|(api, kind, current)| {
            Map::new(origin).with("apiVersion", *api).with("kind", *kind).with("current", *current)
        })
        .collect()
}
