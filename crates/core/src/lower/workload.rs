//! Workloads: Deployment or Job, ServiceAccount, Service, ConfigMaps, and the scaler.

use super::config::config_maps;
use super::meta::{Draft, Meta, selector};
use super::pod::{protocol, template};
use super::scaling;
use super::tree::{IntoNode, Map, seconds};
use crate::model::records::{Port, Scalable, Strategy, Workload};
use crate::model::{At, BuiltIn, Component, Model, Named, records};
use crate::object::{Data, Node, Object};
use smol_str::SmolStr;

/// The objects of a `service` or `worker`.
pub(crate) fn scalable(
    model: &Model,
    component: &Component,
    (workload, scalable, sized): &(Workload, Scalable, records::Sized),
) -> Vec<Object> {
    let mut objects = vec![service_account(model, component)];
    objects.extend(config_maps(model, component, workload));
    if component.kind == BuiltIn::Service || !workload.ports.is_empty() {
        objects.push(service(model, component, workload, scalable));
    }
    objects.push(deployment(model, component, workload, scalable, &sized.resources));
    objects.extend(super::expose::objects(model, component, &workload.ports));
    objects.extend(super::available::budget(model, component, scalable));
    if let Some(scale) = &scalable.scale {
        objects.extend(scaling::objects(model, component, scale));
    }
    objects
}

/// The objects of a `job`.
pub(crate) fn job(
    model: &Model,
    component: &Component,
    (workload, job, sized): &(Workload, records::Job, records::Sized),
) -> Vec<Object> {
    let mut objects = vec![service_account(model, component)];
    objects.extend(config_maps(model, component, workload));
    let spec = Map::new(component.origin)
        .with("backoffLimit", &job.retries)
        .maybe("activeDeadlineSeconds", job.deadline.as_ref().map(seconds))
        .with("template", template(model, component, workload, &sized.resources, true));
    objects.push(Draft::new("batch/v1", "Job", Meta::of(model, component)).with("spec", spec).object());
    objects
}

pub(crate) fn service_account(model: &Model, component: &Component) -> Object {
    Draft::new("v1", "ServiceAccount", Meta::of(model, component))
        .with("automountServiceAccountToken", false)
        .object()
}

fn deployment(
    model: &Model,
    component: &Component,
    workload: &Workload,
    scalable: &Scalable,
    resources: &records::Resources,
) -> Object {
    let origin = component.origin;
    // Whoever scales owns the number; Flux would set it back at every reconciliation.
    let replicas = match (&scalable.scale, &scalable.replicas) {
        (Some(_), _) => None,
        (None, Some(replicas)) => Some(replicas.into_node(origin)),
        (None, None) => Some(1i64.into_node(origin)),
    };
    let deadline = super::flux::timeout(model, component);
    let spec = Map::new(origin)
        .maybe("replicas", replicas)
        .with("selector", Map::new(origin).with("matchLabels", selector(component)))
        .maybe("strategy", scalable.strategy.as_ref().map(strategy))
        .with("progressDeadlineSeconds", seconds(deadline))
        .with("template", template(model, component, workload, resources, false));
    Draft::new("apps/v1", "Deployment", Meta::of(model, component)).with("spec", spec).object()
}

fn strategy(at: &At<Strategy>) -> Map {
    let map = Map::new(at.origin);
    let recreate = at.kind.as_ref().filter(|kind| kind.as_str() == "recreate");
    if let Some(kind) = recreate {
        return map.with("type", Node::new(Data::Str(SmolStr::new_static("Recreate")), kind.origin));
    }
    let rolling = Map::new(at.origin)
        .maybe("maxSurge", at.max_surge.as_ref())
        .maybe("maxUnavailable", at.max_unavailable.as_ref());
    map.with("type", "RollingUpdate").map("rollingUpdate", rolling)
}

fn service(model: &Model, component: &Component, workload: &Workload, scalable: &Scalable) -> Object {
    let settings = &scalable.service;
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
