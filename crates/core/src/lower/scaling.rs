//! Scalers. Only cpu and memory: a HorizontalPodAutoscaler; anything else: KEDA's ScaledObject, never both
//! (<https://keda.sh/docs/2.20/reference/scaledobject-spec/>).

use super::meta::{Draft, Meta};
use super::tree::{Map, seconds};
use crate::model::records::{NatsTrigger, Scale};
use crate::model::{At, BuiltIn, Component, Model, OriginId, Record, Ref, SecretId, Settled, Value};
use crate::object::{Data, Node, Object};
use crate::types::Scalar;
use smol_str::{SmolStr, ToSmolStr, format_smolstr};

/// The scaler of a component, with what it needs to log in.
pub(crate) fn objects(model: &Model, component: &Component, scale: &At<Scale>) -> Vec<Object> {
    if scale.on.is_empty() {
        return vec![autoscaler(model, component, scale)];
    }
    let mut objects = Vec::new();
    let mut triggers: Vec<Map> = resource_triggers(scale);
    for (name, trigger) in &scale.on {
        let lowered = lower_trigger(model, trigger);
        let login = (!lowered.keys.is_empty()).then(|| format_smolstr!("{}-{name}", component.name));
        if let Some(login) = &login {
            objects.push(authentication(model, component, login, trigger.origin, &lowered.keys));
        }
        triggers.push(trigger_node(name, trigger, lowered.metadata, login));
    }
    let origin = scale.origin;
    let spec = Map::new(origin)
        .with("scaleTargetRef", target(component, origin))
        .with("pollingInterval", seconds(&scale.every))
        .with("cooldownPeriod", seconds(&scale.cooldown))
        .maybe("minReplicaCount", end(scale, |range| &range.low))
        .maybe("maxReplicaCount", end(scale, |range| &range.high))
        .with("triggers", triggers);
    objects.push(
        Draft::new("keda.sh/v1alpha1", "ScaledObject", Meta::of(model, component))
            .with("spec", spec)
            .object(),
    );
    objects
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
        .maybe("minReplicas", end(scale, |range| &range.low))
        .maybe("maxReplicas", end(scale, |range| &range.high))
        .with("metrics", cpu.into_iter().chain(memory).collect::<Vec<_>>());
    Draft::new("autoscaling/v2", "HorizontalPodAutoscaler", Meta::of(model, component))
        .with("spec", spec)
        .object()
}

fn target(component: &Component, origin: OriginId) -> Map {
    let kind = if component.kind == BuiltIn::Stateful { "StatefulSet" } else { "Deployment" };
    Map::new(origin).with("apiVersion", "apps/v1").with("kind", kind).with("name", component.name.clone())
}

fn end(scale: &At<Scale>, side: fn(&crate::model::Range) -> &Option<Scalar>) -> Option<Node> {
    let range = scale.range.as_ref()?;
    match side(range) {
        Some(Scalar::Int(value)) => Some(Node::new(Data::Int(*value), range.origin)),
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

struct Lowered {
    metadata: Map,
    /// Parameters whose values are secret.
    keys: Vec<(SmolStr, SecretId, SmolStr, OriginId)>,
}

fn trigger_node(name: &SmolStr, trigger: &At<Record>, metadata: Map, login: Option<SmolStr>) -> Map {
    let kind = trigger.variant.clone().unwrap_or_default();
    let reference = login.map(|login| Map::new(trigger.origin).with("name", login));
    Map::new(trigger.origin)
        .with("type", kind.clone())
        .maybe("name", (kind != *name).then_some(name))
        .with("metadata", metadata)
        .maybe("authenticationRef", reference)
}

fn lower_trigger(model: &Model, trigger: &At<Record>) -> Lowered {
    let mut lowered = Lowered { metadata: Map::new(trigger.origin), keys: Vec::new() };
    if trigger.variant.as_deref() == Some("nats-jetstream") {
        if let Some(nats) = NatsTrigger::read(trigger) {
            lowered.metadata = nats_metadata(model, &nats, trigger.origin);
        }
        return lowered;
    }
    for (name, settled) in &trigger.fields {
        let key = camel(name);
        match &settled.value {
            Value::Key(secret, secret_key) => {
                lowered.keys.push((key, secret.clone(), secret_key.clone(), settled.origin));
            }
            _ => lowered.metadata.insert(key, metadata_text(settled)),
        }
    }
    lowered
}

/// KEDA takes every value as a string.
fn metadata_text(settled: &Settled) -> Node {
    let text = match &settled.value {
        Value::Scalar(value) => value.to_smolstr(),
        Value::Word(word) => word.clone(),
        _ => SmolStr::default(),
    };
    Node::new(Data::Str(text), settled.origin)
}

/// <https://keda.sh/docs/2.20/scalers/nats-jetstream-stream/>
fn nats_metadata(model: &Model, trigger: &NatsTrigger, origin: OriginId) -> Map {
    let (stream, consumer) = match &trigger.consumer.value {
        Ref::Consumer(stream, consumer) => (stream.clone(), consumer.clone()),
        _ => Default::default(),
    };
    let body = model.components.get(&stream).and_then(|c| c.stream());
    let server = body.and_then(|stream| match &stream.server.value {
        Ref::Component(name) => model.components.get(name),
        _ => None,
    });
    let output = |name: &str| {
        let settled = server?.outputs.iter().find(|(n, _)| n == name).map(|(_, settled)| settled)?;
        Some(metadata_text(settled))
    };
    let number = |at: &At<i64>| Node::new(Data::Str(at.value.to_smolstr()), at.origin);
    let given =
        |at: &Option<At<SmolStr>>| at.as_ref().map(|at| Node::new(Data::Str(at.value.clone()), at.origin));
    Map::new(origin)
        .maybe("account", given(&trigger.account).or_else(|| output("account")))
        .maybe(
            "natsServerMonitoringEndpoint",
            given(&trigger.endpoint).or_else(|| output("monitoring.endpoint")),
        )
        .maybe("stream", body.map(|stream| &stream.stream_name))
        .with("consumer", Node::new(Data::Str(consumer), trigger.consumer.origin))
        .with("lagThreshold", number(&trigger.lag))
        .maybe("activationLagThreshold", trigger.activation_lag.as_ref().map(number))
}

/// <https://keda.sh/docs/2.20/concepts/authentication/>
fn authentication(
    model: &Model,
    component: &Component,
    name: &SmolStr,
    origin: OriginId,
    keys: &[(SmolStr, SecretId, SmolStr, OriginId)],
) -> Object {
    let targets: Vec<Map> = keys
        .iter()
        .filter_map(|(parameter, secret, key, origin)| {
            let name = model.secrets.get(secret)?.name.clone();
            Some(Map::new(*origin).with("parameter", parameter).with("name", name).with("key", key))
        })
        .collect();
    let spec = Map::new(origin).with("secretTargetRef", targets);
    let meta = Meta::named(model, component, name.clone());
    Draft::new("keda.sh/v1alpha1", "TriggerAuthentication", meta).with("spec", spec).object()
}

/// `server-address` as KEDA spells it: `serverAddress`.
fn camel(name: &str) -> SmolStr {
    let mut words = name.split('-');
    let mut text = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        text.extend(letters.next().map(|c| c.to_ascii_uppercase()));
        text.push_str(letters.as_str());
    }
    text.into()
}
