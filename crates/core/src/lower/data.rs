//! What holds data or stands outside: databases, caches, NATS and its streams, free resources.

use super::meta::{Draft, KEEP, Meta};
use super::pod::resources;
use super::tree::{IntoNode, Map, list, scalar, texts};
use crate::model::records::{Cache, Consumer, External, Nats, Postgres, Resource, Sized, Stream};
use crate::model::{At, Component, Model, OriginId, Record, Ref, SecretId, Value};
use crate::object::{Data, Node, Object};
use smol_str::{SmolStr, ToSmolStr, format_smolstr};

/// <https://cloudnative-pg.io/documentation/current/cloudnative-pg.v1/#postgresql-cnpg-io-v1-ClusterSpec>
pub(crate) fn postgres(
    model: &Model,
    component: &Component,
    (postgres, sized): &(Postgres, Sized),
) -> Vec<Object> {
    let origin = component.origin;
    let database = Map::new(origin).with("database", &postgres.database).with("owner", &postgres.owner);
    let storage = Map::new(origin)
        .with("size", &postgres.storage)
        .maybe("storageClass", postgres.storage_class.as_ref());
    let parameters = Map::new(origin).map("parameters", texts(&postgres.parameters, origin));
    let spec = Map::new(origin)
        .with("instances", &postgres.instances)
        .maybe("imageName", postgres.image.as_ref())
        .with("bootstrap", Map::new(origin).with("initdb", database))
        .with("storage", storage)
        .map("resources", resources(&sized.resources, origin))
        .map("postgresql", parameters);
    let meta = Meta::of(model, component).annotate(KEEP);
    vec![Draft::new("postgresql.cnpg.io/v1", "Cluster", meta).with("spec", spec).object()]
}

/// The user and group that the image of Dragonfly runs as.
const DRAGONFLY_USER: i64 = 999;

/// <https://www.dragonflydb.io/docs/managing-dragonfly/operator/dragonfly-configuration>
pub(crate) fn cache(model: &Model, component: &Component, (cache, sized): &(Cache, Sized)) -> Vec<Object> {
    let origin = component.origin;
    let auth = SecretId { owner: Some(component.name.clone()), name: "auth".into() };
    let password = model.secrets.get(&auth).map(|secret| {
        let key = Map::new(secret.origin).with("name", secret.name.clone()).with("key", "password");
        Map::new(secret.origin).with("passwordFromSecret", key)
    });
    let pod = Map::new(origin)
        .with("runAsNonRoot", true)
        .with("runAsUser", DRAGONFLY_USER)
        .with("runAsGroup", DRAGONFLY_USER)
        .with("fsGroup", DRAGONFLY_USER)
        .with("seccompProfile", Map::new(origin).with("type", "RuntimeDefault"));
    let spec = Map::new(origin)
        .with("replicas", &cache.replicas)
        .maybe("image", cache.image.as_ref())
        .list("args", list(&cache.args))
        .maybe("authentication", password)
        .map("resources", resources(&sized.resources, origin))
        .with("podSecurityContext", pod)
        .with("containerSecurityContext", container_security(origin));
    vec![
        Draft::new("dragonflydb.io/v1alpha1", "Dragonfly", Meta::of(model, component))
            .with("spec", spec)
            .object(),
    ]
}

fn container_security(origin: OriginId) -> Map {
    Map::new(origin)
        .with("allowPrivilegeEscalation", false)
        .with("readOnlyRootFilesystem", true)
        .with("capabilities", Map::new(origin).with("drop", vec!["ALL"]))
}

/// The repository of the official chart.
const NATS_CHARTS: &str = "https://nats-io.github.io/k8s/helm/charts/";

/// <https://github.com/nats-io/k8s/tree/main/helm/charts/nats>,
/// <https://fluxcd.io/flux/components/helm/helmreleases/>
pub(crate) fn nats(model: &Model, component: &Component, nats: &Nats) -> Vec<Object> {
    let origin = component.origin;
    let interval = &model.environment.flux.interval;
    let repository = Map::new(origin).with("interval", interval).with("url", NATS_CHARTS);
    let repository = Draft::new("source.toolkit.fluxcd.io/v1", "HelmRepository", Meta::of(model, component))
        .with("spec", repository)
        .object();
    let source = Map::new(origin).with("kind", "HelmRepository").with("name", component.name.clone());
    let chart =
        Map::new(origin).with("chart", "nats").with("version", &nats.version).with("sourceRef", source);
    let retry = || {
        let strategy = Map::new(origin).with("name", "RetryOnFailure");
        Map::new(origin).with("crds", "CreateReplace").with("strategy", strategy)
    };
    let spec = Map::new(origin)
        .with("interval", interval)
        .with("releaseName", component.name.clone())
        .with("chart", Map::new(origin).with("spec", chart))
        .with("install", retry())
        .with("upgrade", retry())
        .with("driftDetection", Map::new(origin).with("mode", "enabled"))
        .with("values", nats_values(component, nats));
    let release = Draft::new("helm.toolkit.fluxcd.io/v2", "HelmRelease", Meta::of(model, component))
        .with("spec", spec)
        .object();
    vec![repository, release]
}

fn nats_values(component: &Component, nats: &Nats) -> Node {
    let origin = component.origin;
    let enabled = |on: bool| Map::new(origin).with("enabled", on);
    let volume =
        enabled(true).with("size", &nats.storage).maybe("storageClassName", nats.storage_class.as_ref());
    let stream = enabled(true).with("fileStore", enabled(true).with("pvc", volume));
    let clustered = nats.replicas.value > 1;
    let cluster = enabled(clustered).maybe("replicas", clustered.then_some(&nats.replicas));
    let pod = || {
        let context = Map::new(origin)
            .with("runAsNonRoot", true)
            .with("runAsUser", 1000i64)
            .with("fsGroup", 1000i64)
            .with("seccompProfile", Map::new(origin).with("type", "RuntimeDefault"));
        merge(origin, Map::new(origin).with("spec", Map::new(origin).with("securityContext", context)))
    };
    let container = || merge(origin, Map::new(origin).with("securityContext", container_security(origin)));
    let values = Map::new(origin)
        .with("fullnameOverride", component.name.clone())
        .with("config", Map::new(origin).with("cluster", cluster).with("jetstream", stream))
        .with("container", container())
        .with("reloader", container())
        .with("podTemplate", pod())
        // The box is for people. Its start script writes into the image, which a read-only root refuses.
        .with("natsBox", enabled(false))
        .node();
    match nats.values.as_ref() {
        Some(own) => overlay(values, free(&own.value, own.origin)),
        None => values,
    }
}

/// The chart takes additions to what it makes under `merge`.
fn merge(origin: OriginId, what: Map) -> Map {
    Map::new(origin).with("merge", what)
}

/// One tree over another: maps merge, everything else replaces.
fn overlay(under: Node, over: Node) -> Node {
    let origin = over.origin;
    match (under.data, over.data) {
        (Data::Map(mut under), Data::Map(over)) => {
            for (key, value) in over {
                match under.iter().position(|(k, _)| *k == key) {
                    Some(at) => {
                        let (_, old) = under.swap_remove(at);
                        under.push((key.clone(), overlay(old, value)));
                        let last = under.len() - 1;
                        under.swap(at, last);
                    }
                    None => under.push((key, value)),
                }
            }
            Node::new(Data::Map(under), origin)
        }
        (_, data) => Node::new(data, origin),
    }
}

/// <https://github.com/nats-io/nack>. The CRDs' own defaults are memory and no acknowledgement.
pub(crate) fn stream(model: &Model, component: &Component, stream: &Stream) -> Vec<Object> {
    let origin = component.origin;
    let servers = servers(model, stream);
    let spec = Map::new(origin)
        .with("name", &stream.stream_name)
        .list("subjects", list(&stream.subjects))
        .with("retention", &stream.retention)
        .with("storage", &stream.storage)
        .with("discard", &stream.discard)
        .maybe("maxAge", stream.max_age.as_ref())
        .maybe(
            "maxBytes",
            stream
                .max_bytes
                .as_ref()
                .map(|at| Node::new(Data::Int(i64::try_from(at.count).unwrap_or(i64::MAX)), at.origin)),
        )
        .maybe("maxMsgs", stream.max_messages.as_ref())
        .with("replicas", &stream.replicas)
        .list("servers", servers.clone());
    let meta = Meta::of(model, component).annotate(KEEP);
    let mut objects =
        vec![Draft::new("jetstream.nats.io/v1beta2", "Stream", meta).with("spec", spec).object()];
    objects.extend(
        stream.consumers.iter().map(|(name, c)| consumer(model, component, stream, name, c, &servers)),
    );
    objects
}

fn servers(model: &Model, stream: &Stream) -> Vec<Node> {
    let Ref::Component(name) = &stream.server.value else { return Vec::new() };
    let outputs = model.components.get(name).map(|server| &server.outputs);
    let url = outputs.and_then(|outputs| outputs.iter().find(|(n, _)| n == "client.url"));
    url.map(|(_, settled)| free(&settled.value, stream.server.origin)).into_iter().collect()
}

fn consumer(
    model: &Model,
    component: &Component,
    stream: &Stream,
    name: &SmolStr,
    consumer: &At<Consumer>,
    servers: &[Node],
) -> Object {
    let spec = Map::new(consumer.origin)
        .with("streamName", &stream.stream_name)
        .with("durableName", name)
        .maybe("description", consumer.description.as_ref())
        .with("deliverPolicy", &consumer.deliver)
        .with("ackPolicy", &consumer.ack)
        .with("ackWait", &consumer.ack_wait)
        .maybe("maxDeliver", consumer.max_deliver.as_ref())
        .maybe("maxAckPending", consumer.max_ack_pending.as_ref())
        .maybe("filterSubject", consumer.filter.as_ref())
        .with("replayPolicy", &consumer.replay)
        .list("servers", servers.to_vec());
    let meta = Meta::named(model, component, consumer_name(&component.name, name));
    Draft::new("jetstream.nats.io/v1beta2", "Consumer", meta).with("spec", spec).object()
}

/// The name of the object of a consumer; consumers of several streams may share a name.
pub(crate) fn consumer_name(stream: &str, consumer: &str) -> SmolStr {
    format_smolstr!("{stream}-{consumer}")
}

/// One object of any API.
pub(crate) fn resource(model: &Model, component: &Component, resource: &Resource) -> Vec<Object> {
    let meta = Meta::of(model, component);
    let meta = if resource.cluster_scoped.value { meta.cluster_scoped() } else { meta };
    let meta = if resource.keeps_data.value { meta.annotate(KEEP) } else { meta };
    let spec = resource.spec.as_ref().map(|spec| free(&spec.value, spec.origin));
    vec![
        Draft::new(resource.api.value.clone(), resource.kind.value.clone(), meta)
            .maybe("spec", spec)
            .object(),
    ]
}

/// <https://kubernetes.io/docs/concepts/services-networking/service/#externalname>
pub(crate) fn external(model: &Model, component: &Component, external: &External) -> Vec<Object> {
    if !external.alias.value {
        return Vec::new();
    }
    let ports = super::workload::ports(&external.ports);
    let spec = Map::new(component.origin)
        .with("type", "ExternalName")
        .with("externalName", &external.host)
        .list("ports", ports);
    vec![Draft::new("v1", "Service", Meta::of(model, component)).with("spec", spec).object()]
}

/// A free value as it is; what a patch takes away is null.
pub(crate) fn free(value: &Value, origin: OriginId) -> Node {
    match value {
        Value::Scalar(value) => scalar(value).into_node(origin),
        Value::Word(word) => word.into_node(origin),
        Value::List(items) => {
            items.iter().map(|item| free(&item.value, item.origin)).collect::<Vec<_>>().into_node(origin)
        }
        Value::Record(record) if record.is_removal() => Node::new(Data::Null, origin),
        Value::Record(Record { fields, .. }) => {
            let mut map = Map::new(origin);
            for (key, settled) in fields {
                map.insert(key.clone(), free(&settled.value, settled.origin));
            }
            map.node()
        }
        Value::Range(low, high) => {
            let end = |end: &Option<crate::types::Scalar>| {
                end.as_ref().map(ToSmolStr::to_smolstr).unwrap_or_default()
            };
            format_smolstr!("{}..{}", end(low), end(high)).into_node(origin)
        }
        // The checks admit neither secrets nor references here.
        Value::Text(_) | Value::Key(..) | Value::Ref(_) => Node::new(Data::Null, origin),
    }
}
