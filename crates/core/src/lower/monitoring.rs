//! What Prometheus reads and what it tells people (<https://prometheus-operator.dev/docs/api-reference/api/>).

use super::meta::{Draft, Meta, selector};
use super::tree::Map;
use crate::model::records::{Alert, Monitor, Workload};
use crate::model::{At, Body, BuiltIn, Component, Model, OriginId, Value};
use crate::object::{Data, Node, Object};
use crate::types::Scalar;
use smol_str::SmolStr;

const API: &str = "monitoring.coreos.com/v1";

/// The port of CloudNativePG's instances that serves metrics.
const POSTGRES_METRICS: i64 = 9187;

/// The port of the exporter beside NATS' servers.
const NATS_METRICS: i64 = 7777;

/// The declared port that a monitor reads: the one that it names, the only one, or `http`.
pub(crate) fn port_of<'a>(
    workload: &'a Workload,
    monitor: &Monitor,
) -> Option<&'a (SmolStr, At<crate::model::records::Port>)> {
    let mut ports = workload.ports.iter();
    match monitor.port.as_ref().map(|at| &at.value) {
        Some(Value::Word(wanted)) => ports.find(|(name, _)| name == wanted),
        Some(Value::Scalar(Scalar::Int(number))) => ports.find(|(_, port)| port.number.value == *number),
        Some(_) => None,
        None if workload.ports.len() == 1 => ports.next(),
        None => ports.find(|(name, _)| name == "http"),
    }
}

/// The number of the pods' port that Prometheus reads, with what decided it, and what says that it is read.
pub(crate) fn monitored_port(component: &Component) -> Option<(i64, OriginId, OriginId)> {
    if let Some((monitored, number)) = made_by_others(component) {
        return monitored.value.then_some((number, monitored.origin, monitored.origin));
    }
    let workload = component.workload()?;
    let monitor = workload.monitor.as_ref()?;
    let number = &port_of(workload, monitor)?.1.number;
    Some((number.value, number.origin, monitor.origin))
}

/// Whether what an operator or chart runs is read, and on which port.
fn made_by_others(component: &Component) -> Option<(&At<bool>, i64)> {
    match &component.body {
        Some(Body::Postgres(body)) => Some((&body.0.monitor, POSTGRES_METRICS)),
        Some(Body::Nats(body)) => Some((&body.0.monitor, NATS_METRICS)),
        _ => None,
    }
}

/// What Prometheus is told of a component: a monitor, if it is to be read, and a rule for its alerts.
pub(crate) fn objects(model: &Model, component: &Component) -> Vec<Object> {
    let rule = (!component.common.alerts.is_empty()).then(|| rule(model, component));
    monitor(model, component).into_iter().chain(rule).collect()
}

fn meta<'a>(model: &Model, component: &'a Component) -> Meta<'a> {
    let mut meta = Meta::of(model, component);
    for (key, value) in &model.environment.monitoring.labels {
        meta.labels.insert(key.clone(), value);
    }
    meta
}

fn monitor(model: &Model, component: &Component) -> Option<Object> {
    if let Some((monitored, _)) = made_by_others(component) {
        return monitored.value.then(|| pod_monitor(model, component, monitored.origin));
    }
    let workload = component.workload()?;
    let monitor = workload.monitor.as_ref()?;
    let (port, _) = port_of(workload, monitor)?;
    let origin = monitor.origin;
    let port_origin = monitor.port.as_ref().map_or(origin, |port| port.origin);
    let endpoint = Map::new(origin)
        .with("port", Node::new(Data::Str(port.clone()), port_origin))
        .with("path", &monitor.path)
        .with("interval", &monitor.every);
    // What runs in replicas and has ports has a Service; the pods of a job are read themselves.
    let (kind, endpoints) = match component.scalable() {
        Some(_) => ("ServiceMonitor", "endpoints"),
        None => ("PodMonitor", "podMetricsEndpoints"),
    };
    let spec = Map::new(origin)
        .with("selector", Map::new(origin).with("matchLabels", selector(component)))
        .with(endpoints, vec![endpoint]);
    Some(Draft::new(API, kind, meta(model, component)).with("spec", spec).object())
}

/// <https://cloudnative-pg.io/documentation/current/monitoring/>: a PodMonitor of one's own, for the field of the Cluster
/// that made one is deprecated. That of the chart of NATS lacks the labels by which Prometheus looks.
fn pod_monitor(model: &Model, component: &Component, origin: OriginId) -> Object {
    let port = if component.kind == BuiltIn::Nats { "prom-metrics" } else { "metrics" };
    let pods = super::network::pods(component).unwrap_or_default();
    let spec = Map::new(origin)
        .with("selector", super::peers::selecting(&pods, component.origin))
        .with("podMetricsEndpoints", vec![Map::new(origin).with("port", port)]);
    Draft::new(API, "PodMonitor", meta(model, component)).with("spec", spec).object()
}

/// <https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/>
fn rule(model: &Model, component: &Component) -> Object {
    let origin = component.origin;
    let rules: Vec<Map> =
        component.common.alerts.iter().map(|(name, alert)| alert_rule(component, name, alert)).collect();
    let group = Map::new(origin).with("name", component.name.clone()).with("rules", rules);
    let spec = Map::new(origin).with("groups", vec![group]);
    Draft::new(API, "PrometheusRule", meta(model, component)).with("spec", spec).object()
}

fn alert_rule(component: &Component, name: &SmolStr, alert: &At<Alert>) -> Map {
    let origin = alert.origin;
    let mut labels = Map::new(origin)
        .with("severity", &alert.severity)
        .with("component", Node::new(Data::Str(component.name.clone()), component.origin));
    for (key, value) in &alert.labels {
        labels.insert(key.clone(), value);
    }
    let annotations = Map::new(origin)
        .maybe("summary", alert.summary.as_ref())
        .maybe("description", alert.description.as_ref());
    Map::new(origin)
        .with("alert", name)
        .with("expr", &alert.expr)
        .maybe("for", alert.hold.as_ref())
        .with("labels", labels)
        .map("annotations", annotations)
}
