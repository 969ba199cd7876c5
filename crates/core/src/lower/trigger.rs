//! Triggers of KEDA, and what they log in with: secrets by reference, plain parts of a login by a ConfigMap, identities
//! of the cloud (<https://keda.sh/docs/2.20/concepts/authentication/>).

use super::keda::{self, parameter, time_format};
use super::meta::{Draft, Meta};
use super::tree::{IntoNode, Map};
use crate::model::records::{Identity, NatsTrigger, TriggerAuth, TriggerSettings};
use crate::model::{At, Component, Model, OriginId, Record, Ref, SecretId, Settled, Value};
use crate::object::{Data, Node, Object};
use crate::types::Scalar;
use smol_str::{SmolStr, ToSmolStr, format_smolstr};

/// A trigger as KEDA has it, and the objects that its login takes.
pub(crate) struct Lowered {
    /// The entry of the list of triggers.
    pub(crate) entry: Map,
    /// Its TriggerAuthentication and ConfigMap.
    pub(crate) login: Vec<Object>,
}

/// What a trigger says, by where it stands.
struct Parts {
    metadata: Map,
    /// Parameters whose values are secret.
    keys: Vec<(SmolStr, SecretId, SmolStr, OriginId)>,
    /// Parameters without a secret that only a login can hold.
    plain: Vec<(SmolStr, Node)>,
}

/// Lowers a trigger of a component. A formula speaks of triggers by their names, so there they are always written.
pub(crate) fn lower(
    model: &Model,
    component: &Component,
    (name, trigger): (&SmolStr, &At<Record>),
    named: bool,
) -> Lowered {
    let kind = trigger.variant.clone().unwrap_or_default();
    let origin = trigger.origin;
    let settings = TriggerSettings::read(trigger);
    let parts = parts(model, &kind, trigger);
    let settings = settings.as_ref();
    let identity = settings.and_then(|s| s.identity.as_ref());
    let auth = settings.and_then(|s| s.auth.as_ref());
    let needs_login = identity.is_some() || !parts.keys.is_empty() || !parts.plain.is_empty();
    let own = needs_login.then(|| login_name(component, name));
    let login = own.iter().flat_map(|login| {
        [
            authentication(model, component, login, origin, &parts, identity),
            config_map(model, component, login, origin, &parts),
        ]
    });
    let login = login.flatten().collect();
    let reference = match auth {
        Some(auth) => Some(shared(auth)),
        None => own.map(|login| Map::new(origin).with("name", login)),
    };
    let entry = Map::new(origin)
        .with("type", kind.clone())
        .maybe("name", (named || kind != *name).then_some(name))
        .maybe("metricType", settings.and_then(|s| s.metric_type.as_ref()))
        .maybe("useCachedMetrics", settings.and_then(|s| s.use_cached_metrics.as_ref()))
        .with("metadata", parts.metadata)
        .maybe("authenticationRef", reference);
    Lowered { entry, login }
}

/// The name of what a trigger logs in with. A formula wants names with `_`, which no object may have.
pub(crate) fn login_name(component: &Component, trigger: &str) -> SmolStr {
    format_smolstr!("{}-{}", component.name, trigger.replace('_', "-"))
}

/// A TriggerAuthentication that somebody else made.
fn shared(auth: &At<TriggerAuth>) -> Map {
    let cluster = auth.scope.as_str() == "cluster";
    let kind = cluster.then(|| Data::Str(SmolStr::new_static("ClusterTriggerAuthentication")));
    Map::new(auth.origin)
        .with("name", &auth.name)
        .maybe("kind", kind.map(|kind| Node::new(kind, auth.scope.origin)))
}

fn parts(model: &Model, kind: &str, trigger: &At<Record>) -> Parts {
    let mut parts = Parts { metadata: Map::new(trigger.origin), keys: Vec::new(), plain: Vec::new() };
    if kind == "nats-jetstream" {
        if let Some(nats) = NatsTrigger::read(trigger) {
            parts.metadata = nats_metadata(model, &nats, trigger.origin);
        }
        return parts;
    }
    let (_, common) = TriggerSettings::READS;
    let connected = ["connection", "connection-string"].iter().any(|field| trigger.get(field).is_some());
    for (field, settled) in &trigger.fields {
        // A connection says all that the defaults of its parts would.
        let silent = connected && model.origins.is_default(settled.origin);
        if silent || common.contains(&field.as_str()) {
            continue;
        }
        let parameter = parameter(kind, field);
        match &settled.value {
            Value::Key(of) => {
                let (secret, key) = &**of;
                parts.keys.push((parameter.name, secret.clone(), key.clone(), settled.origin));
            }
            Value::Record(members) if is_spread(kind, field) => {
                for (name, member) in &members.fields {
                    let name =
                        if kind == "sumologic" { format_smolstr!("query.{name}") } else { name.clone() };
                    parts.metadata.insert(name, text(kind, field, member));
                }
            }
            Value::List(items) if items.is_empty() => {}
            _ if parameter.login => parts.plain.push((parameter.name, text(kind, field, settled))),
            _ => parts.metadata.insert(parameter.name, text(kind, field, settled)),
        }
    }
    parts
}

/// Whether the members of a field are parameters of their own.
fn is_spread(kind: &str, field: &str) -> bool {
    matches!((kind, field), ("external" | "external-push", "metadata") | ("sumologic", "queries"))
}

/// KEDA takes every value as a text.
fn text(kind: &str, field: &str, settled: &Settled) -> Node {
    let plain = |settled: &Settled| match &settled.value {
        Value::Scalar(Scalar::Duration(time)) => {
            time_format(kind, field).write(*time).unwrap_or_default().into()
        }
        Value::Scalar(value) => value.to_smolstr(),
        Value::Word(word) => word.clone(),
        _ => SmolStr::default(),
    };
    let text = match &settled.value {
        Value::List(items) => {
            let items: Vec<SmolStr> = items.iter().map(plain).collect();
            items.join(keda::separator(kind, field)).into()
        }
        Value::Record(members) => {
            let pairs = members.fields.iter().map(|(name, member)| format!("{name}={}", plain(member)));
            pairs.collect::<Vec<_>>().join(",").into()
        }
        _ => plain(settled),
    };
    Node::new(Data::Str(text), settled.origin)
}

/// <https://keda.sh/docs/2.20/scalers/nats-jetstream/>
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
        Some(text("nats-jetstream", name, settled))
    };
    let number = |at: &At<i64>| Node::new(Data::Str(at.value.to_smolstr()), at.origin);
    let given = |at: &Option<At<SmolStr>>| at.as_ref().map(|at| at.into_node(origin));
    let account =
        given(&trigger.account).or_else(|| trigger.account_id.is_none().then(|| output("account")).flatten());
    let https = trigger.use_https.as_ref().map(|at| Node::new(Data::Str(at.value.to_smolstr()), at.origin));
    Map::new(origin)
        .maybe("account", account)
        .maybe("accountID", given(&trigger.account_id))
        .maybe(
            "natsServerMonitoringEndpoint",
            given(&trigger.endpoint).or_else(|| output("monitoring.endpoint")),
        )
        .maybe("stream", body.map(|stream| &stream.stream_name))
        .with("consumer", Node::new(Data::Str(consumer), trigger.consumer.origin))
        .with("lagThreshold", number(&trigger.lag))
        .maybe("activationLagThreshold", trigger.activation_lag.as_ref().map(number))
        .maybe("useHttps", https)
}

fn authentication(
    model: &Model,
    component: &Component,
    name: &SmolStr,
    origin: OriginId,
    parts: &Parts,
    identity: Option<&At<Identity>>,
) -> Option<Object> {
    let secrets = parts.keys.iter().filter_map(|(parameter, secret, key, origin)| {
        let name = model.secrets.get(secret)?.name.clone();
        Some(Map::new(*origin).with("parameter", parameter).with("name", name).with("key", key))
    });
    let plain = parts.plain.iter().map(|(parameter, value)| {
        Map::new(value.origin).with("parameter", parameter).with("name", name).with("key", parameter)
    });
    let spec = Map::new(origin)
        .maybe("podIdentity", identity.map(pod_identity))
        .list("secretTargetRef", secrets.collect())
        .list("configMapTargetRef", plain.collect());
    let meta = Meta::named(model, component, name.clone());
    Some(Draft::new("keda.sh/v1alpha1", "TriggerAuthentication", meta).with("spec", spec).object())
}

/// <https://keda.sh/docs/2.20/concepts/authentication/#pod-authentication-providers>
fn pod_identity(identity: &At<Identity>) -> Map {
    let provider = match identity.cloud.as_str() {
        "azure" => SmolStr::new_static("azure-workload"),
        _ => identity.cloud.value.clone(),
    };
    Map::new(identity.origin)
        .with("provider", Node::new(Data::Str(provider), identity.cloud.origin))
        .maybe("identityId", identity.id.as_ref())
        .maybe("identityTenantId", identity.tenant.as_ref())
        .maybe("identityAuthorityHost", identity.authority.as_ref())
        .maybe("roleArn", identity.role.as_ref())
        .maybe("externalID", identity.external_id.as_ref())
        .maybe("identityOwner", identity.owner.as_ref())
}

/// The plain parts of a login.
fn config_map(
    model: &Model,
    component: &Component,
    name: &SmolStr,
    origin: OriginId,
    parts: &Parts,
) -> Option<Object> {
    if parts.plain.is_empty() {
        return None;
    }
    let mut data = Map::new(origin);
    for (parameter, value) in &parts.plain {
        data.insert(parameter.clone(), value.clone());
    }
    let meta = Meta::named(model, component, name.clone());
    Some(Draft::new("v1", "ConfigMap", meta).with("data", data).object())
}
