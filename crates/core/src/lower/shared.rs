//! Configs and volumes of the top level: in a node of their namespace, which their users depend on.
//!
//! The claims of jobs and crons stand there too: a job's own node recreates what can't be changed, which for a claim
//! would be the end of its data, and a claim that waits for its first run would hold a node that waits for readiness.

use super::config::map_of;
use super::meta::Meta;
use super::tree::Map;
use super::volumes::{claim, claim_spec, claims};
use crate::model::{At, BuiltIn, Component, Model, OriginId, SharedConfig, SharedVolume};
use crate::object::Object;
use smol_str::{SmolStr, format_smolstr};

/// The name of the node that holds what the components of a namespace share.
pub(crate) fn node_name(namespace: &str) -> SmolStr {
    format_smolstr!("shared-{namespace}")
}

/// Whether a node is one of those: nobody waits for what is in it, for a claim may be bound by its first user only.
pub(crate) fn is_shared(name: &str, component: Option<&SmolStr>) -> bool {
    component.is_none() && name.starts_with("shared-")
}

/// Whether the claims of a component stand in the shared node.
pub(crate) fn holds_claims(component: &Component) -> bool {
    matches!(component.kind, BuiltIn::Job | BuiltIn::Cron)
        && component.workload().is_some_and(|workload| !workload.volumes.is_empty())
}

/// The shared objects, each with its namespace.
pub(crate) fn objects(model: &Model) -> Vec<(SmolStr, Object)> {
    let mut objects = Vec::new();
    for (name, config) in &model.shared.configs {
        for namespace in &config.namespaces {
            objects.push((namespace.clone(), config_map(model, name, config, namespace)));
        }
    }
    for (name, volume) in &model.shared.volumes {
        for namespace in &volume.namespaces {
            objects.push((namespace.clone(), volume_claim(model, name, volume, namespace)));
        }
    }
    let components = model.components.values().filter(|c| !c.common.existing && holds_claims(c));
    for component in components {
        let Some(workload) = component.workload() else { continue };
        let namespace = &component.common.namespace.value;
        let claims = claims(model, component, workload);
        objects.extend(claims.into_iter().map(|claim| (namespace.clone(), claim)));
    }
    objects
}

/// The components that need the shared node of their namespace.
pub(crate) fn users(model: &Model) -> Vec<(&SmolStr, SmolStr)> {
    let users = model.components.values().filter(|component| {
        let mentions = model.shared.of(&component.name).next().is_some();
        !component.common.existing && (mentions || holds_claims(component))
    });
    users.map(|component| (&component.name, node_name(&component.common.namespace))).collect()
}

fn config_map(model: &Model, name: &SmolStr, config: &SharedConfig, namespace: &SmolStr) -> Object {
    let at = At { value: namespace.clone(), origin: config.origin };
    map_of(meta(model, name, "config", &at, config.origin), &config.files, config.origin)
}

fn volume_claim(model: &Model, name: &SmolStr, volume: &SharedVolume, namespace: &SmolStr) -> Object {
    let at = At { value: namespace.clone(), origin: volume.origin };
    let body = &volume.body;
    claim(
        meta(model, name, "volume", &at, volume.origin),
        claim_spec(volume.origin, body.size.as_ref(), body.class.as_ref(), &body.access),
    )
}

fn meta<'a>(
    model: &Model,
    name: &SmolStr,
    what: &'static str,
    namespace: &'a At<SmolStr>,
    origin: OriginId,
) -> Meta<'a> {
    let labels = Map::new(origin)
        .with("app.kubernetes.io/name", name.clone())
        .with("app.kubernetes.io/instance", name.clone())
        .with("app.kubernetes.io/component", what);
    let labels = match &model.environment.part_of {
        Some(part_of) => labels.with("app.kubernetes.io/part-of", part_of),
        None => labels.with("app.kubernetes.io/part-of", name.clone()),
    };
    let labels = labels.with("app.kubernetes.io/managed-by", "fluo");
    Meta { name: name.clone(), namespace: Some(namespace), labels, annotations: Map::new(origin), origin }
}
