//! The model to objects: one module a family of kinds, then the nodes and what delivers them.

mod config;
mod data;
mod env;
mod flux;
pub(crate) mod layout;
pub(crate) mod meta;
mod nodes;
mod pod;
mod scaling;
mod secrets;
pub(crate) mod source;
mod tree;
pub(crate) mod variables;
mod workload;

pub(crate) use nodes::component_graph;

use crate::model::{Body, Component, Model};
use crate::object::{Object, Output};

/// The objects of a settled environment, in nodes. The components must form no circle.
#[must_use]
pub fn lower(model: Model) -> Output {
    let mut nodes = nodes::nodes(&model);
    let variables = variables::substitute(&mut nodes);
    let flux = flux::objects(&model, &nodes, &variables);
    let place = layout::place(&model);
    Output {
        environment: model.name,
        cluster: model.cluster,
        place,
        nodes,
        flux,
        variables,
        origins: model.origins,
    }
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
        Some(Body::Nats(body)) => data::nats(model, component, body),
        Some(Body::Stream(body)) => data::stream(model, component, body),
        Some(Body::Resource(body)) => data::resource(model, component, body),
        Some(Body::External(body)) => data::external(model, component, body),
    }
}
