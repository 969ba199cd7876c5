//! Addresses of the cluster that are written out: the graph does not see them, so nobody waits for who answers, and in a strict
//! environment nothing is let through.

use super::Rules;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::records::{NetworkPeer, Workload};
use crate::model::{At, Body, BuiltIn, Component, Layer, OriginId, Value};
use crate::types::text::is_dns_label;
use crate::types::{PeerTarget, Scalar};

/// A Service of the cluster as a text names it.
struct Address<'t> {
    /// As it is written, without scheme and port.
    host: &'t str,
    service: &'t str,
    /// The namespace, where the text says it.
    namespace: Option<&'t str>,
    /// Whether it can't be anything but a Service: one word, or with `svc` in it.
    certain: bool,
}

pub(super) fn check(rules: &mut Rules, component: &Component) {
    // With errors, the reference that says it may be what could not be read.
    let Some(workload) = component.workload().filter(|_| !rules.before.flawed) else { return };
    // What a reference made is seen by the graph.
    let steps = |origin| rules.model.origins.get(origin);
    let made = |origin| steps(origin).iter().any(|step| matches!(step.layer, Layer::Reference(_)));
    let written: Vec<_> = texts(workload).filter(|(_, origin)| !made(*origin)).collect();
    for (text, origin) in written {
        for address in addresses(text) {
            written_out(rules, component, &address, origin);
        }
    }
}

/// What containers are told in plain text: variables, commands and arguments.
fn texts(workload: &Workload) -> impl Iterator<Item = (&str, OriginId)> {
    let containers = workload.init.iter().chain(&workload.sidecars).map(|(_, container)| &container.value);
    let variables = containers.clone().flat_map(|container| &container.env).chain(&workload.env);
    let variables = variables.filter_map(|(_, at)| match &at.value {
        Value::Scalar(Scalar::Text(text)) => Some((text.as_str(), at.origin)),
        _ => None,
    });
    let words = containers.flat_map(|container| container.command.iter().chain(&container.args));
    let words = words.chain(workload.command.iter().chain(&workload.args));
    variables.chain(words.map(|at| (at.value.as_str(), at.origin)))
}

/// The hosts behind `scheme://` that may be Services.
fn addresses(text: &str) -> impl Iterator<Item = Address<'_>> {
    let behind = text.match_indices("://").filter_map(|(at, mark)| text.get(at + mark.len()..));
    behind.filter_map(|rest| {
        let authority = rest.split(['/', '?', '#', ',', ' ', '"', '\'']).next()?;
        let host = authority.rsplit('@').next()?.split(':').next()?;
        let mut labels = host.split('.');
        let (service, namespace, third) = (labels.next()?, labels.next(), labels.next());
        let certain = match (namespace, third) {
            (None, _) => service != "localhost",
            (Some(_), third) => third == Some("svc"),
        };
        let named = is_dns_label(service) && service.contains(|c: char| c.is_ascii_alphabetic());
        (named && (certain || third.is_none())).then_some(Address { host, service, namespace, certain })
    })
}

fn written_out(rules: &mut Rules, component: &Component, address: &Address, origin: OriginId) {
    let namespace = address.namespace.unwrap_or(&component.common.namespace.value);
    let model = rules.model;
    // A host of the outside world, as people see it.
    if !address.certain && model.environment.domain.as_ref().is_some_and(|domain| domain.value == namespace) {
        return;
    }
    let answers = model.components.values().find(|other| {
        other.common.namespace.value == namespace && service_names(other).any(|name| name == address.service)
    });
    match answers {
        Some(other) if other.name == component.name => {}
        Some(other) => {
            let edges = model.edges.iter();
            if !edges.into_iter().any(|edge| edge.from == component.name && edge.to == other.name) {
                hidden(rules, component, other, address, origin);
            }
        }
        None if address.certain && model.environment.is_strict() && !admits(component, namespace) => {
            blocked(rules, component, address, (namespace, origin));
        }
        None => {}
    }
}

/// The names of the Services that a component has.
fn service_names(component: &Component) -> impl Iterator<Item = String> {
    let name = component.name.as_str();
    let of_kind: &[&str] = match component.kind {
        BuiltIn::Postgres => &["-rw", "-ro", "-r"],
        BuiltIn::Nats | BuiltIn::Stateful => &["", "-headless"],
        BuiltIn::Service | BuiltIn::Worker | BuiltIn::Daemon | BuiltIn::Cache | BuiltIn::External => &[""],
        _ => &[],
    };
    let of_chart = match &component.body {
        Some(Body::Helm(body)) => Some(body.0.service_name.value.to_string()),
        _ => None,
    };
    of_kind.iter().map(move |suffix| format!("{name}{suffix}")).chain(of_chart)
}

/// Whether its own network block lets it talk to the pods of a namespace.
fn admits(component: &Component, namespace: &str) -> bool {
    let is_there = |entry: &At<NetworkPeer>| match &entry.value {
        NetworkPeer::Place(peer) => match &peer.target {
            PeerTarget::Namespace(name) => name == namespace,
            PeerTarget::Cidr(_) => true,
            PeerTarget::Internet => false,
        },
        NetworkPeer::Component(..) => false,
    };
    component.network().is_some_and(|network| network.egress.iter().any(is_there))
}

fn hidden(rules: &mut Rules, component: &Component, other: &Component, address: &Address, origin: OriginId) {
    let (name, user) = (&other.name, &component.name);
    let output = match other.kind {
        BuiltIn::Nats if address.service.ends_with("-headless") => "monitoring.host",
        BuiltIn::Nats => "client.host",
        BuiltIn::Stateful if address.service.ends_with("-headless") => "headless-host",
        BuiltIn::Postgres if address.service.ends_with("-ro") => "read-host",
        _ => "host",
    };
    let span = rules.place(origin, component);
    rules.report(
        Diagnostic::new(
            Code::HiddenNeed,
            span,
            format!("`{user}` connects to `{name}`, and nothing but this text says so"),
        )
        .label("no reference, so nobody waits for it and no policy admits it")
        .also(other.span, "who answers")
        .help(format!("write `${{{name}.{output}}}` in place of `{}`", address.host))
        .help(format!("or say it: `needs: [{name}]`")),
    );
}

fn blocked(
    rules: &mut Rules,
    component: &Component,
    address: &Address,
    (namespace, origin): (&str, OriginId),
) {
    let span = rules.place(origin, component);
    let (user, service) = (&component.name, address.service);
    rules.report(
        Diagnostic::new(
            Code::BlockedAddress,
            span,
            format!("`{user}` can't reach `{}`: no policy lets it through", address.host),
        )
        .label(format!("the Service `{service}` of the namespace `{namespace}`, which no component makes"))
        .also(rules.model.span, "the network is strict here")
        .help(format!("let it through: `network {{ egress: [\"{namespace}\"] }}` in `{user}`"))
        .help(format!(
            "or, if it is a component, refer to it: `${{NAME.host}}` in place of `{}`",
            address.host
        )),
    );
}
