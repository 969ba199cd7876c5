//! What Prometheus reads and what it tells people (<https://prometheus-operator.dev/docs/api-reference/api/>).

use crate::model::records::{Monitor, Workload};
use crate::model::{At, Body, Component, OriginId, Value};
use crate::types::Scalar;
use smol_str::SmolStr;

/// The port of CloudNativePG's instances that serves metrics.
const POSTGRES_METRICS: i64 = 9187;

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

/// The number of the pods' port that Prometheus reads, and what says so.
pub(crate) fn monitored_port(component: &Component) -> Option<(i64, OriginId)> {
    if let Some(Body::Postgres(body)) = &component.body {
        return body.0.monitor.value.then_some((POSTGRES_METRICS, body.0.monitor.origin));
    }
    let workload = component.workload()?;
    let monitor = workload.monitor.as_ref()?;
    Some((port_of(workload, monitor)?.1.number.value, monitor.origin))
}
