//! The model to objects: one module a family of kinds, then the nodes and what delivers them.

mod config;
mod data;
mod env;
mod flux;
mod free;
mod helm;
pub(crate) mod meta;
mod nodes;
mod pod;
mod scaling;
mod secrets;
mod tree;
mod workload;

pub(crate) use helm::is_exact;
pub use nodes::Made;
pub(crate) use nodes::{component_graph, is_made_apart};
pub(crate) use secrets::node_name as secrets_node;

use crate::model::{Body, Component, Model};
use crate::object::{Object, Output};

/// The objects of every component, secret and store of a settled environment.
#[must_use]
pub fn make(model: &Model) -> Made {
    Made::of(model)
}

/// A settled environment in nodes, with what delivers them. The nodes must form no circle.
#[must_use]
pub fn lower(model: Model, made: Made) -> Output {
    let nodes = made.nodes();
    let flux = flux::objects(&model, &nodes);
    Output { environment: model.name.clone(), nodes, flux, origins: model.origins }
}

/// The objects of a component, without those of its secrets; none for one that is there already.
fn component(model: &Model, component: &Component) -> Vec<Object> {
    if component.common.existing {
        return Vec::new();
    }
    match &component.body {
        None => Vec::new(),
        Some(Body::Scalable(body)) => workload::scalable(model, component, body),
        Some(Body::Job(body)) => workload::job(model, component, body),
        Some(Body::Postgres(body)) => data::postgres(model, component, body),
        Some(Body::Cache(body)) => data::cache(model, component, body),
        Some(Body::Helm(body)) => helm::helm(model, component, &body.0),
        Some(Body::Nats(body)) => helm::nats(model, component, body),
        Some(Body::Stream(body)) => data::stream(model, component, body),
        Some(Body::Resource(body)) => data::resource(model, component, body),
        Some(Body::External(body)) => data::external(model, component, body),
    }
}
