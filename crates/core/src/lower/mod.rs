//! The model to objects: one module a family of kinds, then the nodes and what delivers them.

mod account;
mod adopted;
pub(crate) mod available;
pub(crate) mod backup;
mod config;
mod data;
mod env;
pub(crate) mod expose;
mod finite;
mod flux;
mod free;
mod helm;
mod keda;
pub(crate) mod layout;
pub(crate) mod meta;
pub(crate) mod monitoring;
pub(crate) mod network;
pub(crate) mod nodes;
mod patch;
mod peers;
mod pod;
pub(crate) mod quota;
mod scaled_job;
mod scaling;
mod secrets;
mod share;
pub(crate) mod shared;
pub(crate) mod source;
mod stateful;
mod tree;
mod trigger;
pub(crate) mod variables;
pub(crate) mod volumes;
mod workload;

pub(crate) use helm::is_exact;
pub use keda::{Parameter, TimeFormat, parameter as keda_parameter, time_format as keda_time_format};
pub(crate) use network::Connections;
pub use nodes::Made;
pub(crate) use nodes::{component_graph, is_baseline, is_made_apart};
pub(crate) use patch::{Patch, patches, shape as patch_shape, weaker};
pub(crate) use secrets::node_name as secrets_node;
pub(crate) use trigger::login_name;

use crate::model::{Body, Component, Model};
use crate::object::{Object, Output};
use crate::parallel;

/// The objects of every component, secret and store of a settled environment.
#[must_use]
pub fn make(model: &Model) -> Made {
    Made::of(model)
}

/// A settled environment in nodes, with what delivers them. The nodes must form no circle.
#[must_use]
pub fn lower(model: Model, made: Made) -> Output {
    let mut nodes = made.nodes(&model);
    let variables = if model.variables { variables::substitute(&mut nodes) } else { Vec::new() };
    let flux = flux::objects(&model, &nodes, &variables);
    let place = layout::place(&model);
    let Model { name, cluster, origins, components, secrets, edges, uses, .. } = model;
    parallel::free((components, secrets, edges, uses));
    Output { environment: name, cluster, place, nodes, flux, variables, origins }
}

/// What is taken over as it is, node by node, each with its component.
pub(crate) fn adopted_nodes(model: &Model) -> Vec<(Option<smol_str::SmolStr>, crate::object::Adopted)> {
    adopted::adopted(model).into_values().collect()
}

/// The objects of a component, without those of its secrets; none for one that is there already.
fn component(model: &Model, connections: &Connections, component: &Component) -> Vec<Object> {
    patch::patched(model, component, unpatched(model, connections, component))
}

/// The objects of a component before its patches are merged into them.
pub(crate) fn unpatched(model: &Model, connections: &Connections, component: &Component) -> Vec<Object> {
    if component.common.existing {
        return Vec::new();
    }
    let own = of_its_kind(model, component);
    let watched = monitoring::objects(model, component);
    own.into_iter().chain(network::policy(model, connections, component)).chain(watched).collect()
}

fn of_its_kind(model: &Model, component: &Component) -> Vec<Object> {
    match &component.body {
        None => Vec::new(),
        Some(Body::Scalable(body)) => workload::scalable(model, component, body),
        Some(Body::Stateful(body)) => stateful::stateful(model, component, body),
        Some(Body::Daemon(body)) => stateful::daemon(model, component, body),
        Some(Body::Job(body)) => finite::job(model, component, body),
        Some(Body::Cron(body)) => finite::cron(model, component, body),
        Some(Body::ScaledJob(body)) => scaled_job::objects(model, component, body),
        Some(Body::Postgres(body)) => data::postgres(model, component, body),
        Some(Body::Cache(body)) => data::cache(model, component, body),
        Some(Body::Helm(body)) => helm::helm(model, component, &body.0),
        Some(Body::Nats(body)) => helm::nats(model, component, body),
        Some(Body::Stream(body)) => data::stream(model, component, body),
        Some(Body::Resource(body)) => data::resource(model, component, body),
        Some(Body::External(body)) => data::external(model, component, body),
        // Its files are taken as they are, with the node.
        Some(Body::Manifests(_)) => Vec::new(),
    }
}
