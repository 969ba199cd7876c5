//! One owner of a number of replicas: a workload that is scaled has one scaler, and no number of its own that each apply would
//! set it back to (<https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling>,
//! <https://keda.sh/docs/2.20/reference/scaledobject-spec/>).

use super::cluster::{Cluster, Thing, containers, items, text};
use super::{Holds, Violation};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Every scaled workload has one scaler, which can work, and no number of replicas.
///
/// # Errors
/// The first that has not.
pub fn holds(cluster: &Cluster) -> Holds {
    let mut owners: BTreeMap<String, String> = BTreeMap::new();
    cluster.things().try_for_each(|thing| {
        let found = match (thing.group(), thing.kind()) {
            ("keda.sh", "ScaledObject") => owns(cluster, thing, &mut owners)
                .and_then(|()| bounds(thing, "/spec/minReplicaCount", "/spec/maxReplicaCount"))
                .and_then(|()| of_keda(cluster, thing)),
            ("keda.sh", "ScaledJob") => {
                bounds(thing, "/spec/minReplicaCount", "/spec/maxReplicaCount").and_then(|()| triggers(thing))
            }
            ("autoscaling", "HorizontalPodAutoscaler") => owns(cluster, thing, &mut owners)
                .and_then(|()| bounds(thing, "/spec/minReplicas", "/spec/maxReplicas"))
                .and_then(|()| of_kubernetes(cluster, thing)),
            _ => Ok(()),
        };
        found.map_err(|(pointer, what)| Violation::at(thing.title(), pointer, what))
    })
}

/// What is wrong, and where.
type Fault = Result<(), (String, String)>;

fn must(fits: bool, pointer: impl Into<String>, what: impl FnOnce() -> String) -> Fault {
    if fits { Ok(()) } else { Err((pointer.into(), what())) }
}

/// What a scaler scales: its kind and name.
fn target(thing: &Thing) -> (&str, &str) {
    let kind = thing.text("/spec/scaleTargetRef/kind");
    (if kind.is_empty() { "Deployment" } else { kind }, thing.text("/spec/scaleTargetRef/name"))
}

fn owns(cluster: &Cluster, thing: &Thing, owners: &mut BTreeMap<String, String>) -> Fault {
    const POINTER: &str = "/spec/scaleTargetRef";
    let (kind, name) = target(thing);
    let scaled = format!("{kind} {}/{name}", thing.namespace());
    if let Some(other) = owners.insert(scaled.clone(), thing.title()) {
        return Err((POINTER.to_owned(), format!("{scaled} is scaled by {other} as well")));
    }
    must(!["DaemonSet", "Job", "CronJob"].contains(&kind), POINTER, || format!("a {kind} has no replicas"))?;
    let own =
        cluster.find(kind, thing.namespace(), name).and_then(|found| found.value.pointer("/spec/replicas"));
    must(own.is_none(), POINTER, || {
        format!("{scaled} has a number of replicas of its own, in /spec/replicas")
    })
}

fn number(thing: &Thing, pointer: &str) -> Option<i64> {
    thing.value.pointer(pointer).and_then(Value::as_i64)
}

fn bounds(thing: &Thing, min: &str, max: &str) -> Fault {
    let (least, most) = (number(thing, min), number(thing, max));
    must(most.is_none_or(|most| most >= 1), max, || "there would be none at all".to_owned())?;
    must(least.is_none_or(|least| least >= 0), min, || "less than nothing".to_owned())?;
    let ordered = !matches!((least, most), (Some(least), Some(most)) if least > most);
    must(ordered, min, || format!("{least:?} is more than {most:?}"))
}

fn of_keda(cluster: &Cluster, thing: &Thing) -> Fault {
    triggers(thing)?;
    let least = number(thing, "/spec/minReplicaCount");
    let idle = number(thing, "/spec/idleReplicaCount");
    let fits = !matches!((idle, least), (Some(idle), Some(least)) if idle >= least);
    must(fits, "/spec/idleReplicaCount", || format!("{idle:?} is not less than {least:?}"))?;
    let triggers = items(&thing.value, "/spec/triggers");
    // https://keda.sh/docs/2.20/scalers/cpu/: without another trigger nothing would wake it up.
    let awake = triggers.iter().any(|trigger| !["cpu", "memory"].contains(&text(trigger, "/type")));
    must(awake || least.is_some_and(|least| least >= 1), "/spec/minReplicaCount", || {
        "only cpu and memory are asked, which can't start the first replica".to_owned()
    })?;
    triggers.iter().enumerate().try_for_each(|(at, trigger)| {
        let kind = text(trigger, "/type");
        let relative = text(trigger, "/metricType") == "Utilization";
        let needs = ["cpu", "memory"].contains(&kind) && relative;
        must(!needs || requests(cluster, thing, kind), format!("/spec/triggers/{at}"), || {
            format!("a share of the {kind} that is requested, and nothing is requested")
        })
    })
}

/// Each trigger is known by one name, and its metadata are texts.
fn triggers(thing: &Thing) -> Fault {
    const POINTER: &str = "/spec/triggers";
    let triggers = items(&thing.value, POINTER);
    must(!triggers.is_empty(), POINTER, || "nothing scales it".to_owned())?;
    let mut names = BTreeSet::new();
    triggers.iter().enumerate().try_for_each(|(at, trigger)| {
        let name = text(trigger, "/name");
        let pointer = format!("{POINTER}/{at}");
        must(name.is_empty() || names.insert(name), pointer.clone(), || {
            format!("two triggers are `{name}`")
        })?;
        let texts = super::cluster::fields(trigger, "/metadata").all(|(_, value)| value.is_string());
        must(texts, format!("{pointer}/metadata"), || "KEDA reads texts only".to_owned())
    })
}

fn of_kubernetes(cluster: &Cluster, thing: &Thing) -> Fault {
    const POINTER: &str = "/spec/metrics";
    let metrics = items(&thing.value, POINTER);
    must(!metrics.is_empty(), POINTER, || "nothing scales it".to_owned())?;
    must(number(thing, "/spec/minReplicas").is_none_or(|least| least >= 1), "/spec/minReplicas", || {
        "a HorizontalPodAutoscaler never goes to zero".to_owned()
    })?;
    metrics.iter().enumerate().try_for_each(|(at, metric)| {
        let name = text(metric, "/resource/name");
        let relative = text(metric, "/resource/target/type") == "Utilization";
        must(!relative || requests(cluster, thing, name), format!("{POINTER}/{at}"), || {
            format!("a share of the {name} that is requested, and nothing is requested")
        })
    })
}

/// Whether every container that runs all the time requests something of a resource.
fn requests(cluster: &Cluster, scaler: &Thing, resource: &str) -> bool {
    let (kind, name) = target(scaler);
    let Some(scaled) = cluster.find(kind, scaler.namespace(), name) else { return true };
    let Some((_, template)) = scaled.template() else { return true };
    let said = |container: &Value| {
        ["requests", "limits"]
            .into_iter()
            .any(|side| container.pointer(&format!("/resources/{side}/{resource}")).is_some())
    };
    let limited = cluster.of_kind("LimitRange").any(|range| range.namespace() == scaler.namespace());
    limited
        || containers(template).filter(|(at, _)| at.starts_with("/spec/containers")).all(|(_, one)| said(one))
}
