//! What holds data or stands outside: databases, caches, the streams of NATS, free resources.

use super::backup;
use super::free::free;
use super::meta::{Draft, KEEP, Meta};
use super::pod::resources;
use super::tree::{Map, list, texts};
use crate::model::records::{Cache, Consumer, External, Postgres, Resource, Sized, Stream};
use crate::model::{At, Component, Model, OriginId, Ref, SecretId};
use crate::object::{Data, Node, Object};
use smol_str::{SmolStr, format_smolstr};

/// The API of CloudNativePG.
pub(super) const CNPG: &str = "postgresql.cnpg.io/v1";

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
        .map("postgresql", parameters)
        .maybe("plugins", postgres.backup.as_ref().map(|backup| vec![backup::plugin(component, backup)]));
    let meta = Meta::of(model, component).annotate(KEEP);
    let mut objects = vec![Draft::new(CNPG, "Cluster", meta).with("spec", spec).object()];
    objects.extend(postgres.backup.iter().flat_map(|backup| backup::objects(model, component, backup)));
    objects
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

pub(crate) fn container_security(origin: OriginId) -> Map {
    Map::new(origin)
        .with("allowPrivilegeEscalation", false)
        .with("readOnlyRootFilesystem", true)
        .with("capabilities", Map::new(origin).with("drop", vec!["ALL"]))
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
    url.map(|(_, settled)| free(model, &settled.value, settled.origin)).into_iter().collect()
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
    let mut meta = if resource.cluster_scoped.value { meta.cluster_scoped() } else { meta };
    meta.origin = resource.cluster_scoped.origin;
    let meta =
        if resource.keeps_data.value { meta.annotate_for(KEEP, resource.keeps_data.origin) } else { meta };
    let spec = resource.spec.as_ref().map(|spec| free(model, &spec.value, spec.origin));
    let draft = Draft::named(&resource.api, &resource.kind, meta);
    // Whether it lives in a namespace decided its metadata; that it is there, the component.
    let mut objects = vec![Object { origin: component.origin, ..draft.maybe("spec", spec).object() }];
    if let Some(scale) = &resource.autoscale {
        objects.extend(super::scaling::objects(model, component, scale));
    }
    objects
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
