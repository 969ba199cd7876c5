//! Workloads that are no Deployments: one pod with a name of its own per replica, and one pod per node.

use super::meta::{Draft, Meta, selector};
use super::pod::template;
use super::tree::Map;
use super::volumes::claim_templates;
use super::workload::{amount, common, ports, replicas, service};
use crate::model::records::{Daemon, DaemonStrategy, Sized, Stateful, StatefulStrategy, Workload};
use crate::model::{At, Component, Model};
use crate::object::{Data, Node, Object};
use smol_str::{SmolStr, format_smolstr};

/// The objects of a `stateful` (<https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/>).
pub(crate) fn stateful(
    model: &Model,
    component: &Component,
    (workload, stateful, sized): &(Workload, Stateful, Sized),
) -> Vec<Object> {
    let origin = component.origin;
    let scalable = &stateful.scalable;
    let mut objects = common(model, component, workload);
    objects.push(headless(model, component, workload));
    if !workload.ports.is_empty() {
        objects.push(service(model, component, workload, &scalable.running));
    }
    let order = match stateful.order.as_str() {
        "parallel" => "Parallel",
        _ => "OrderedReady",
    };
    let spec = Map::new(origin)
        .maybe("replicas", replicas(component, scalable))
        .with("serviceName", headless_name(component))
        .with("podManagementPolicy", Node::new(Data::Str(SmolStr::new_static(order)), stateful.order.origin))
        .maybe("updateStrategy", stateful.strategy.as_ref().map(stateful_strategy))
        .with("selector", Map::new(origin).with("matchLabels", selector(component)))
        .with("template", template(model, component, workload, &sized.resources, false))
        .list("volumeClaimTemplates", claim_templates(component, workload));
    objects
        .push(Draft::new("apps/v1", "StatefulSet", Meta::of(model, component)).with("spec", spec).object());
    objects.extend(super::expose::objects(model, component, &workload.ports));
    objects.extend(super::available::budget(model, component, scalable));
    if let Some(scale) = &scalable.scale {
        objects.extend(super::scaling::objects(model, component, scale));
    }
    objects
}

/// The name of the Service that gives each replica an address of its own.
fn headless_name(component: &Component) -> SmolStr {
    format_smolstr!("{}-headless", component.name)
}

/// Replicas must find each other before any of them is ready, so addresses are published from the start.
fn headless(model: &Model, component: &Component, workload: &Workload) -> Object {
    let spec = Map::new(component.origin)
        .with("type", "ClusterIP")
        .with("clusterIP", "None")
        .with("publishNotReadyAddresses", true)
        .with("selector", selector(component))
        .list("ports", ports(&workload.ports));
    let meta = Meta::named(model, component, headless_name(component));
    Draft::new("v1", "Service", meta).with("spec", spec).object()
}

fn stateful_strategy(at: &At<StatefulStrategy>) -> Map {
    let rolling = Map::new(at.origin).maybe("partition", at.partition.as_ref());
    typed(at.kind.as_ref(), Map::new(at.origin)).map("rollingUpdate", rolling)
}

/// The kind of an update strategy: `rolling` unless it says otherwise.
fn typed(kind: Option<&At<SmolStr>>, map: Map) -> Map {
    let Some(kind) = kind else { return map.with("type", "RollingUpdate") };
    let text = if kind.as_str() == "on-delete" { "OnDelete" } else { "RollingUpdate" };
    map.with("type", Node::new(Data::Str(SmolStr::new_static(text)), kind.origin))
}

/// The objects of a `daemon` (<https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/>).
pub(crate) fn daemon(
    model: &Model,
    component: &Component,
    (workload, daemon, sized): &(Workload, Daemon, Sized),
) -> Vec<Object> {
    let origin = component.origin;
    let mut objects = common(model, component, workload);
    if !workload.ports.is_empty() {
        objects.push(service(model, component, workload, &daemon.running));
    }
    let spec = Map::new(origin)
        .with("selector", Map::new(origin).with("matchLabels", selector(component)))
        .maybe("updateStrategy", daemon.strategy.as_ref().map(daemon_strategy))
        .with("template", template(model, component, workload, &sized.resources, false));
    objects.push(Draft::new("apps/v1", "DaemonSet", Meta::of(model, component)).with("spec", spec).object());
    objects.extend(super::expose::objects(model, component, &workload.ports));
    objects
}

/// With a surge no node may be without a pod; Kubernetes' own default of 1 would contradict it.
fn daemon_strategy(at: &At<DaemonStrategy>) -> Map {
    let below = match (&at.max_surge, &at.max_unavailable) {
        (_, Some(below)) => Some(amount(below)),
        (Some(surge), None) => Some(Node::new(Data::Int(0), surge.origin)),
        (None, None) => None,
    };
    let rolling = Map::new(at.origin)
        .maybe("maxSurge", at.max_surge.as_ref().map(amount))
        .maybe("maxUnavailable", below);
    typed(at.kind.as_ref(), Map::new(at.origin)).map("rollingUpdate", rolling)
}
