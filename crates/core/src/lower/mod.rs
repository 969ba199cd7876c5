//! The model to objects: one module a family of kinds, then the nodes and what delivers them.

mod adopted;
mod config;
mod data;
mod env;
mod flux;
pub(crate) mod meta;
mod nodes;
mod patch;
mod pod;
mod scaling;
mod secrets;
mod share;
mod tree;
mod workload;

pub(crate) use nodes::component_graph;
pub(crate) use patch::{Patch, patches, shape as patch_shape, weaker};

use crate::model::{Body, Component, Model};
use crate::object::{Object, Output};

/// The objects of a settled environment, in nodes. The components must form no circle.
#[must_use]
pub fn lower(model: Model) -> Output {
    let nodes = nodes::nodes(&model);
    let flux = flux::objects(&model, &nodes);
    Output { environment: model.name.clone(), nodes, flux, origins: model.origins }
}

/// What is taken over as it is, node by node, each with its component.
pub(crate) fn adopted_nodes(model: &Model) -> Vec<(Option<smol_str::SmolStr>, crate::object::Adopted)> {
    adopted::adopted(model).into_values().collect()
}

/// The objects of a component, without those of its secrets; none for one that is there already.
fn component(model: &Model, component: &Component) -> Vec<Object> {
    patch::patched(model, component, unpatched(model, component))
}

/// The objects of a component before its patches are merged into them.
pub(crate) fn unpatched(model: &Model, component: &Component) -> Vec<Object> {
    if component.common.existing {
        return Vec::new();
    }
    match &component.body {
        None => Vec::new(),
        Some(Body::Scalable(body)) => workload::scalable(model, component, body),
        Some(Body::Job(body)) => workload::job(model, component, body),
        Some(Body::Postgres(body)) => data::postgres(model, component, body),
        Some(Body::Cache(body)) => data::cache(model, component, body),
        Some(Body::Nats(body)) => data::nats(model, component, body),
        Some(Body::Stream(body)) => data::stream(model, component, body),
        Some(Body::Resource(body)) => data::resource(model, component, body),
        Some(Body::External(body)) => data::external(model, component, body),
        // Its files are taken as they are, with the node.
        Some(Body::Manifests(_)) => Vec::new(),
    }
}
