//! Scalers. Only cpu and memory: a HorizontalPodAutoscaler; anything else: KEDA's ScaledObject, never both
//! (<https://keda.sh/docs/2.20/reference/scaledobject-spec/>).

use super::meta::{Draft, Meta};
use super::tree::{Map, seconds};
use super::trigger;
use crate::model::records::{Behavior, Fallback, Formula, Scale, ScaleRules};
use crate::model::{At, Body, BuiltIn, Component, Model, OriginId, Range};
use crate::object::{Data, Node, Object};
use crate::types::Scalar;
use smol_str::{SmolStr, ToSmolStr};

/// The annotations by which KEDA stands still (<https://keda.sh/docs/2.20/concepts/scaling-deployments/#pausing-autoscaling>).
const PAUSED: &str = "autoscaling.keda.sh/paused";
const PAUSED_REPLICAS: &str = "autoscaling.keda.sh/paused-replicas";

/// The scaler of a component, with what it needs to log in.
pub(crate) fn objects(model: &Model, component: &Component, scale: &At<Scale>) -> Vec<Object> {
    if scale.on.is_empty() {
        return vec![autoscaler(model, component, scale)];
    }
    let mut objects = Vec::new();
    let mut triggers: Vec<Map> = resource_triggers(scale);
    for (name, trigger) in &scale.on {
        let lowered = trigger::lower(model, component, (name, trigger), scale.formula.is_some());
        objects.extend(lowered.login);
        triggers.push(lowered.entry);
    }
    let origin = scale.origin;
    let spec = Map::new(origin)
        .with("scaleTargetRef", target(component, origin))
        .with("pollingInterval", seconds(&scale.every))
        .with("cooldownPeriod", seconds(&scale.cooldown))
        .maybe("initialCooldownPeriod", scale.initial_cooldown.as_ref().map(seconds))
        .maybe("idleReplicaCount", scale.idle.as_ref())
        .maybe("minReplicaCount", low(scale.range.as_ref()))
        .maybe("maxReplicaCount", high(scale.range.as_ref()))
        .maybe("fallback", scale.fallback.as_ref().map(fallback))
        .map("advanced", advanced(scale))
        .with("triggers", triggers);
    let mut meta = Meta::of(model, component);
    pause(&mut meta.annotations, &scale.paused, scale.paused_at.as_ref());
    objects.push(Draft::new("keda.sh/v1alpha1", "ScaledObject", meta).with("spec", spec).object());
    objects
}

/// Makes KEDA stand still, at the number of replicas there is or at another one.
pub(crate) fn pause(annotations: &mut Map, paused: &At<bool>, at: Option<&At<i64>>) {
    if paused.value {
        let yes = Data::Str(SmolStr::new_static("true"));
        annotations.insert(SmolStr::new_static(PAUSED), Node::new(yes, paused.origin));
    }
    if let Some(at) = at {
        let number = Node::new(Data::Str(at.value.to_smolstr()), at.origin);
        annotations.insert(SmolStr::new_static(PAUSED_REPLICAS), number);
    }
}

/// <https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/horizontal-pod-autoscaler-v2/>
fn autoscaler(model: &Model, component: &Component, scale: &At<Scale>) -> Object {
    let origin = scale.origin;
    let metric = |name: &'static str, at: &At<u32>| {
        let target = Map::new(at.origin)
            .with("type", "Utilization")
            .with("averageUtilization", Node::new(Data::Int(i64::from(at.value)), at.origin));
        let resource = Map::new(at.origin).with("name", name).with("target", target);
        Map::new(at.origin).with("type", "Resource").with("resource", resource)
    };
    let cpu = scale.cpu.as_ref().map(|at| metric("cpu", at));
    let memory = scale.memory.as_ref().map(|at| metric("memory", at));
    let spec = Map::new(origin)
        .with("scaleTargetRef", target(component, origin))
        .maybe("minReplicas", low(scale.range.as_ref()))
        .maybe("maxReplicas", high(scale.range.as_ref()))
        .with("metrics", cpu.into_iter().chain(memory).collect::<Vec<_>>())
        .map("behavior", behavior(&scale.behavior));
    Draft::new("autoscaling/v2", "HorizontalPodAutoscaler", Meta::of(model, component))
        .with("spec", spec)
        .object()
}

/// What is scaled: the object that a component is.
fn target(component: &Component, origin: OriginId) -> Map {
    let target = Map::new(origin);
    let target = match &component.body {
        Some(Body::Resource(resource)) => {
            target.with("apiVersion", &resource.api).with("kind", &resource.kind)
        }
        _ => {
            let kind = if component.kind == BuiltIn::Stateful { "StatefulSet" } else { "Deployment" };
            target.with("apiVersion", "apps/v1").with("kind", kind)
        }
    };
    target.with("name", component.name.clone())
}

/// The lower end of a range of replicas.
pub(crate) fn low(range: Option<&At<Range>>) -> Option<Node> {
    range.and_then(|range| count(&range.low, range.origin))
}

/// The upper end of a range of replicas.
pub(crate) fn high(range: Option<&At<Range>>) -> Option<Node> {
    range.and_then(|range| count(&range.high, range.origin))
}

fn count(end: &Option<Scalar>, origin: OriginId) -> Option<Node> {
    match end {
        Some(Scalar::Int(value)) => Some(Node::new(Data::Int(*value), origin)),
        _ => None,
    }
}

/// cpu and memory beside another trigger.
fn resource_triggers(scale: &At<Scale>) -> Vec<Map> {
    let trigger = |name: &'static str, at: &At<u32>| {
        Map::new(at.origin)
            .with("type", name)
            .with("metricType", "Utilization")
            .with("metadata", Map::new(at.origin).with("value", at.value.to_string()))
    };
    let cpu = scale.cpu.as_ref().map(|at| trigger("cpu", at));
    cpu.into_iter().chain(scale.memory.as_ref().map(|at| trigger("memory", at))).collect()
}

/// <https://keda.sh/docs/2.20/reference/scaledobject-spec/#advanced>
fn advanced(scale: &At<Scale>) -> Map {
    let behavior = behavior(&scale.behavior);
    let autoscaler = Map::new(scale.behavior.origin).map("behavior", behavior);
    Map::new(scale.origin)
        .maybe("restoreToOriginalReplicaCount", scale.restore_replicas.as_ref())
        .map("horizontalPodAutoscalerConfig", autoscaler)
        .maybe("scalingModifiers", scale.formula.as_ref().map(formula))
}

/// KEDA takes the targets of a formula as texts.
fn formula(at: &At<Formula>) -> Map {
    let number = |at: &At<f64>| Node::new(Data::Str(at.value.to_smolstr()), at.origin);
    Map::new(at.origin)
        .with("formula", &at.text)
        .with("target", number(&at.target))
        .maybe("activationTarget", at.activation_target.as_ref().map(number))
        .maybe("metricType", at.metric_type.as_ref())
}

/// <https://keda.sh/docs/2.20/reference/scaledobject-spec/#fallback>
fn fallback(at: &At<Fallback>) -> Map {
    let behavior = match at.behavior.as_str() {
        "current" => "currentReplicas",
        "current-if-higher" => "currentReplicasIfHigher",
        "current-if-lower" => "currentReplicasIfLower",
        _ => "static",
    };
    Map::new(at.origin)
        .with("failureThreshold", &at.failures)
        .with("replicas", &at.replicas)
        .with("behavior", Node::new(Data::Str(SmolStr::new_static(behavior)), at.behavior.origin))
}

/// <https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#configurable-scaling-behavior>
fn behavior(at: &At<Behavior>) -> Map {
    Map::new(at.origin)
        .maybe("scaleUp", at.up.as_ref().map(rules))
        .maybe("scaleDown", at.down.as_ref().map(rules))
}

fn rules(at: &At<ScaleRules>) -> Map {
    let policy = |kind: &'static str, value: Node, per: Node, origin: OriginId| {
        Map::new(origin).with("type", kind).with("value", value).with("periodSeconds", per)
    };
    let pods = at.pods.as_ref().map(|step| {
        let count = Node::new(Data::Int(step.count.value), step.count.origin);
        policy("Pods", count, seconds(&step.per), step.origin)
    });
    let percent = at.percent.as_ref().map(|step| {
        let share = Node::new(Data::Int(i64::from(step.share.value)), step.share.origin);
        policy("Percent", share, seconds(&step.per), step.origin)
    });
    let select = at.select.as_ref().map(|select| {
        let word = match select.as_str() {
            "min" => "Min",
            "disabled" => "Disabled",
            _ => "Max",
        };
        Node::new(Data::Str(SmolStr::new_static(word)), select.origin)
    });
    Map::new(at.origin)
        .maybe("stabilizationWindowSeconds", at.window.as_ref().map(seconds))
        .maybe("selectPolicy", select)
        .list("policies", pods.into_iter().chain(percent).collect())
}
