//! Scalers: what they scale, alone (<https://keda.sh/docs/2.20/reference/scaledobject-spec/>,
//! <https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/>).

use super::found::{Found, Report};
use super::judged::Judged;
use super::lookups::target;
use super::whole::{Whole, int, items, plain, text};
use crate::diagnostic::{Code, Diagnostic};
use crate::object::{Node, Object};
use rustc_hash::FxHashMap;

/// What a scaler scales: API group, kind, namespace and name.
type Scaled<'o> = (&'o str, &'o str, &'o str, &'o str);

pub(super) fn check(whole: &Whole, found: &mut Found) {
    let mut seen: FxHashMap<Scaled, &Object> = FxHashMap::default();
    for judged in whole.judged().filter(|object| is_scaler(object)) {
        let object = judged.object;
        let Some((scaled, node)) = scaled(object) else { continue };
        match seen.insert(scaled, object) {
            // What the author wrote as such is what has to go.
            Some(first) if whole.is_written(object) || !whole.is_written(first) => {
                found.tell(two(whole, object, first, scaled));
            }
            Some(first) => found.tell(two(whole, first, object, scaled)),
            None => found.push(exists(whole, object, node, scaled)),
        }
        found.push(beside(whole, object, scaled));
        if judged.group() == "keda.sh" {
            found.push(to_zero(whole, object));
            found.push(idle(whole, object));
            for trigger in items(&object.body, &["spec", "triggers"]) {
                found.push(zone(whole, object, trigger));
            }
        }
    }
}

fn is_scaler(object: &Judged) -> bool {
    matches!(
        (object.group(), object.kind.as_str()),
        ("keda.sh", "ScaledObject") | ("autoscaling", "HorizontalPodAutoscaler")
    )
}

/// What a scaler scales, and where it says so.
pub(super) fn scaled(object: &Object) -> Option<(Scaled<'_>, &Node)> {
    let reference = object.body.at(&["spec", "scaleTargetRef"])?;
    let node = reference.get("name")?;
    let (api, kind) = (text(reference, &["apiVersion"]), text(reference, &["kind"]));
    let group = api.map_or("apps", |api| api.split_once('/').map_or("", |(group, _)| group));
    Some(((group, kind.unwrap_or("Deployment"), object.namespace.as_deref()?, plain(node)?), node))
}

fn two(whole: &Whole, object: &Object, first: &Object, (_, kind, _, name): Scaled) -> Diagnostic {
    let message = format!("scales the {kind} `{name}`, which has a scaler already");
    let named = |object: &'_ Object| {
        scaled(object).map_or(whole.place_of(object), |(_, node)| whole.place(object, node))
    };
    let title = format!("the {} `{}`", object.kind, object.name);
    Diagnostic::new(Code::TwoScalers, named(object), format!("{title} {message}"))
        .label("the second one")
        .also(named(first), format!("the {} `{}` scales it", first.kind, first.name))
        .help("keep one of them: two would undo each other's work for ever")
        .help("several triggers of one ScaledObject take the highest number; `cpu` and `memory` are triggers too")
}

/// The target is there. What charts and operators make has kinds or namespaces of its own.
fn exists(
    whole: &Whole,
    object: &Object,
    node: &Node,
    (group, kind, namespace, name): Scaled,
) -> Option<Report> {
    if !["", "apps"].contains(&group) {
        return None;
    }
    whole.lost(object, node, &target(group, kind, namespace, name, "scales"))
}

/// Flux writes the fixed number again at every reconciliation, against the scaler.
fn beside(whole: &Whole, object: &Object, (group, kind, namespace, name): Scaled) -> Option<Diagnostic> {
    let scaled = whole.find(group, kind, namespace, name)?;
    let replicas = scaled.body.at(&["spec", "replicas"])?;
    let number = int(&scaled.body, &["spec", "replicas"])?;
    Some(
        whole
            .fault(
                Code::ReplicasBesideScale,
                scaled,
                replicas,
                "has a fixed number of replicas beside a scaler",
            )
            .label(format!("Flux would set {number} at every reconciliation"))
            .also(whole.place_of(object), format!("the {} `{}` scales it", object.kind, object.name))
            .help("take `replicas` out; the scaler's least number is the start"),
    )
}

/// Without replicas there is no usage to measure (<https://keda.sh/docs/2.20/scalers/cpu/>).
fn to_zero(whole: &Whole, object: &Object) -> Option<Diagnostic> {
    let node = object.body.at(&["spec", "minReplicaCount"])?;
    let triggers = items(&object.body, &["spec", "triggers"]);
    let local = |trigger: &Node| matches!(text(trigger, &["type"]), Some("cpu" | "memory"));
    let zero = int(&object.body, &["spec", "minReplicaCount"]) == Some(0);
    (zero && !triggers.is_empty() && triggers.iter().all(local)).then(|| {
        whole
            .fault(Code::ScaleToZero, object, node, "scales to zero by cpu or memory alone")
            .label("without a pod there is nothing to measure, so it would never come back")
            .help("write `minReplicaCount: 1`, or add a trigger that can be read without pods")
    })
}

fn idle(whole: &Whole, object: &Object) -> Option<Diagnostic> {
    let node = object.body.at(&["spec", "idleReplicaCount"])?;
    let idle = int(&object.body, &["spec", "idleReplicaCount"])?;
    let least = int(&object.body, &["spec", "minReplicaCount"]).unwrap_or(0);
    (idle >= least).then(|| {
        let message = format!("has {idle} idle replicas, and never less than {least}");
        let help = if least == 0 {
            "take `idleReplicaCount` out: without work it goes to 0 by itself".to_owned()
        } else {
            "write `idleReplicaCount: 0`; `minReplicaCount` is where it starts once there is work".to_owned()
        };
        whole.fault(Code::IdleReplicas, object, node, &message).label("KEDA refuses this").help(help)
    })
}

/// <https://keda.sh/docs/2.20/scalers/cron/>
fn zone(whole: &Whole, object: &Object, trigger: &Node) -> Option<Diagnostic> {
    let kind = trigger.get("type").filter(|kind| plain(kind) == Some("cron"))?;
    let metadata = trigger.get("metadata")?;
    metadata.get("timezone").is_none().then(|| {
        whole
            .fault(Code::MissingTriggerField, object, kind, "has a `cron` trigger without a time zone")
            .label("KEDA refuses it")
            .help("write `timezone: Europe/Berlin` or another name of the IANA database in its `metadata`")
    })
}

/// The replicas that an object has at least, whoever decides it; `None` if nobody here knows.
pub(super) fn least(whole: &Whole, owner: &Object) -> Option<i64> {
    if !["Deployment", "StatefulSet"].contains(&owner.kind.as_str()) {
        return None;
    }
    match whole.scaler_of(owner) {
        Some(scaler) if scaler.group() == "keda.sh" => {
            // One pod is there as soon as there is work.
            Some(int(&scaler.body, &["spec", "minReplicaCount"]).unwrap_or(0).max(1))
        }
        Some(scaler) => Some(int(&scaler.body, &["spec", "minReplicas"]).unwrap_or(1)),
        None => super::selectors::replicas(owner),
    }
}

/// The replicas that an object has at most, whoever decides it; `None` if nobody here knows.
pub(super) fn most(whole: &Whole, owner: &Object) -> Option<i64> {
    match whole.scaler_of(owner) {
        Some(scaler) if scaler.group() == "keda.sh" => {
            Some(int(&scaler.body, &["spec", "maxReplicaCount"]).unwrap_or(MOST_OF_KEDA))
        }
        Some(scaler) => int(&scaler.body, &["spec", "maxReplicas"]),
        None => super::selectors::replicas(owner),
    }
}

/// What KEDA takes where a ScaledObject says nothing.
const MOST_OF_KEDA: i64 = 100;
