//! Workloads: what all have in common, and those that are Deployments, with Service and scaler.

use super::config::config_maps;
use super::meta::{Draft, Meta, selector};
use super::pod::{protocol, template};
use super::tree::{IntoNode, Map, seconds};
use super::{account, scaling, shared, volumes};
use crate::model::records::{Deployed, Port, Running, Scalable, Workload};
use crate::model::{At, BuiltIn, Component, Model, Named, records};
use crate::object::{Data, Node, Object};
use crate::types::Scalar;
use smol_str::SmolStr;

/// The objects of a `service` or `worker`.
pub(crate) fn scalable(
    model: &Model,
    component: &Component,
    (workload, deployed, sized): &(Workload, Deployed, records::Sized),
) -> Vec<Object> {
    let mut objects = common(model, component, workload);
    if component.kind == BuiltIn::Service || !workload.ports.is_empty() {
        objects.push(service(model, component, workload, &deployed.scalable.running));
    }
    objects.push(deployment(model, component, workload, deployed, &sized.resources));
    objects.extend(super::expose::objects(model, component, &workload.ports));
    objects.extend(super::available::budget(model, component, &deployed.scalable));
    if let Some(scale) = &deployed.scalable.scale {
        objects.extend(scaling::objects(model, component, scale));
    }
    objects
}

/// What every workload has beside its pods: its account, its configs and its volumes.
pub(crate) fn common(model: &Model, component: &Component, workload: &Workload) -> Vec<Object> {
    let mut objects = account::objects(model, component, workload);
    objects.extend(config_maps(model, component, workload));
    if !shared::holds_claims(component) {
        objects.extend(volumes::claims(model, component, workload));
    }
    objects
}

/// The number of replicas. Whoever scales owns it; Flux would set it back at every reconciliation.
pub(crate) fn replicas(component: &Component, scalable: &Scalable) -> Option<Node> {
    match (&scalable.scale, &scalable.replicas) {
        (Some(_), _) => None,
        (None, Some(replicas)) => Some(replicas.into_node(component.origin)),
        (None, None) => Some(1i64.into_node(component.origin)),
    }
}

fn deployment(
    model: &Model,
    component: &Component,
    workload: &Workload,
    deployed: &Deployed,
    resources: &records::Resources,
) -> Object {
    let origin = component.origin;
    let deadline = super::flux::timeout(model, component);
    let spec = Map::new(origin)
        .maybe("replicas", replicas(component, &deployed.scalable))
        .with("selector", Map::new(origin).with("matchLabels", selector(component)))
        .maybe("strategy", strategy(model, component, deployed))
        .with("progressDeadlineSeconds", seconds(deadline))
        .with("template", template(model, component, workload, resources, false));
    Draft::new("apps/v1", "Deployment", Meta::of(model, component)).with("spec", spec).object()
}

/// How pods are replaced. The new pod could not mount a volume of one node while the old one has it.
fn strategy(model: &Model, component: &Component, deployed: &Deployed) -> Option<Map> {
    const RECREATE: SmolStr = SmolStr::new_static("Recreate");
    let Some(at) = &deployed.strategy else {
        let once = volumes::once(model, component).into_iter().next()?;
        return Some(Map::new(once.origin).with("type", RECREATE));
    };
    let map = Map::new(at.origin);
    if let Some(kind) = at.kind.as_ref().filter(|kind| kind.as_str() == "recreate") {
        return Some(map.with("type", Node::new(Data::Str(RECREATE), kind.origin)));
    }
    let rolling = Map::new(at.origin)
        .maybe("maxSurge", at.max_surge.as_ref().map(amount))
        .maybe("maxUnavailable", at.max_unavailable.as_ref().map(amount));
    Some(map.with("type", "RollingUpdate").map("rollingUpdate", rolling))
}

/// A number, or a share as a text.
pub(crate) fn amount(at: &At<Scalar>) -> Node {
    Node::new((&at.value).into(), at.origin)
}

pub(crate) fn service(
    model: &Model,
    component: &Component,
    workload: &Workload,
    running: &Running,
) -> Object {
    let settings = &running.service;
    let kind = match settings.kind.as_str() {
        "node-port" => "NodePort",
        "load-balancer" => "LoadBalancer",
        _ => "ClusterIP",
    };
    let origin = component.origin;
    let sticky = settings.session_affinity.value;
    let affinity = sticky
        .then(|| Node::new(Data::Str(SmolStr::new_static("ClientIP")), settings.session_affinity.origin));
    let spec = Map::new(origin)
        .with("type", Node::new(Data::Str(SmolStr::new_static(kind)), settings.kind.origin))
        .maybe("clusterIP", (settings.kind.as_str() == "headless").then_some("None"))
        .with("selector", selector(component))
        .maybe("sessionAffinity", affinity)
        .list("ports", ports(&workload.ports));
    let meta = Meta::of(model, component).annotations(&settings.annotations);
    Draft::new("v1", "Service", meta).with("spec", spec).object()
}

/// The ports of a Service.
pub(crate) fn ports(ports: &Named<Port>) -> Vec<Map> {
    let port = |(name, port): &(SmolStr, At<Port>)| {
        Map::new(port.origin)
            .with("name", name)
            .with("port", port.expose_as.as_ref().unwrap_or(&port.number))
            .with("targetPort", Node::new(Data::Str(name.clone()), port.origin))
            .with("protocol", protocol(&port.protocol))
            .maybe("appProtocol", port.app_protocol.as_ref())
    };
    ports.iter().map(port).collect()
}
