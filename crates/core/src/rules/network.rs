//! Connections that a strict environment could not let through, and entries of `network` that mean nothing.

use super::Rules;
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::network::pods;
use crate::model::records::{Network, NetworkPeer};
use crate::model::{At, Body, BuiltIn, Component, Reach, Ref};
use crate::types::{Peer, PeerPort, PeerTarget};
use rustc_hash::FxHashSet;

pub(super) fn check(rules: &mut Rules, component: &Component) {
    let Some(network) = component.network() else { return };
    for entry in &network.ingress {
        caller(rules, component, entry);
        own_port(rules, component, entry);
    }
    for entry in network.ingress.iter().chain(&network.egress) {
        listening(rules, component, entry);
        quoted(rules, component, entry);
    }
    only_where_pods_are(rules, component, network);
}

/// Who comes in does so from a port that nobody knows before.
fn caller(rules: &mut Rules, component: &Component, entry: &At<NetworkPeer>) {
    let NetworkPeer::Component(name, reach) = &entry.value else { return };
    if *reach == Reach::Whole {
        return;
    }
    let span = rules.place(entry.origin, component);
    rules.report(
        Diagnostic::new(Code::CallersPort, span, format!("`ingress` names a port of `{name}`, which calls"))
            .label("a port of the caller")
            .replace_with(name.clone(), crate::diagnostic::Applicability::Unsafe)
            .help(format!(
                "to let it in on one port only, name that port where `{name}` uses it: `needs: [{}.PORT]`",
                component.name
            )),
    );
}

/// A port behind a place in `ingress` is one of the component's own.
fn own_port(rules: &mut Rules, component: &Component, entry: &At<NetworkPeer>) {
    let (NetworkPeer::Place(peer), Some(workload)) = (&entry.value, component.workload()) else { return };
    let Some(port) = peer.port else { return };
    let inside =
        |number: i64| u16::try_from(number).is_ok_and(|number| (port.first..=port.last).contains(&number));
    let open = workload
        .ports
        .iter()
        .any(|(_, own)| inside(own.number.value) && (own.protocol.as_str() == "udp") == port.udp);
    if open {
        return;
    }
    let span = rules.place(entry.origin, component);
    let declared: Vec<String> =
        workload.ports.iter().map(|(name, own)| format!("`{name}` at {}", own.number.value)).collect();
    let help = match declared.is_empty() {
        true => format!("declare it: `port NAME: {}`", port.first),
        false => format!(
            "name one that it declares, {}, or declare it: `port NAME: {}`",
            declared.join(", "),
            port.first
        ),
    };
    rules.report(
        Diagnostic::new(
            Code::UnknownPort,
            span,
            format!("`{}` declares no port {}", component.name, shown(port)),
        )
        .label("nothing listens there")
        .help(help),
    );
}

fn shown(port: PeerPort) -> String {
    let protocol = if port.udp { " of UDP" } else { "" };
    if port.first == port.last {
        format!("{}{protocol}", port.first)
    } else {
        format!("from {} to {}{protocol}", port.first, port.last)
    }
}

/// A component that is named in a network block has to be somewhere.
fn listening(rules: &mut Rules, component: &Component, entry: &At<NetworkPeer>) {
    let NetworkPeer::Component(name, _) = &entry.value else { return };
    let span = rules.place(entry.origin, component);
    let message = if *name == component.name {
        format!("`{name}` names itself")
    } else {
        let Some(other) = rules.model.components.get(name) else { return };
        if other.common.existing || has_a_place(other) {
            return;
        }
        format!("`{name}` is a {} and has no pods", other.declared_kind)
    };
    let diagnostic =
        Diagnostic::new(Code::NothingListens, span, message).label("no connection to let through");
    rules.report(match rules.model.components.get(name).map(|other| other.kind) {
        Some(BuiltIn::Resource) => diagnostic.help(format!(
            "say in `{name}` what its pods are called, `pods {{ \"LABEL\": \"VALUE\" }}`, or where it is, `cidrs: [\"10.0.0.0/8\"]`"
        )),
        Some(BuiltIn::Stream) => {
            let stream = rules.model.components.get(name).and_then(Component::stream);
            let server = stream.and_then(|stream| match &stream.server.value {
                Ref::Component(server) => Some(server.clone()),
                _ => None,
            });
            let diagnostic = diagnostic.help("name the server of the stream");
            server.into_iter().fold(diagnostic, Diagnostic::rewrite)
        }
        _ => diagnostic.help("take the entry away").take_item_out(span),
    });
}

fn has_a_place(component: &Component) -> bool {
    let addresses = match &component.body {
        Some(Body::Resource(resource)) => !resource.cidrs.is_empty(),
        _ => component.kind == BuiltIn::External,
    };
    addresses || pods(component).is_some()
}

/// A text names a namespace. One that is called as a component, and in which nobody is, was meant to be that component.
fn quoted(rules: &mut Rules, component: &Component, entry: &At<NetworkPeer>) {
    let NetworkPeer::Place(Peer { target: PeerTarget::Namespace(name), .. }) = &entry.value else { return };
    let model = rules.model;
    let Some(meant) = model.components.get(name) else { return };
    let used = model.components.values().any(|other| other.common.namespace.value == *name);
    if used || model.namespaces.contains_key(name) {
        return;
    }
    let span = rules.place(entry.origin, component);
    rules.report(
        Diagnostic::new(
            Code::WrongReference,
            span,
            format!("a text is a namespace, and `{name}` is a component"),
        )
        .label("no component is in a namespace of this name")
        .also(meant.span, "the component")
        .help(format!("write `{name}`, without quotes"))
        .help(format!("if there is such a namespace, declare it: `namespace {name} {{ existing: true }}`")),
    );
}

/// A resource whose pods nobody knows has none to speak for.
fn only_where_pods_are(rules: &mut Rules, component: &Component, network: &Network) {
    let Some(entry) = network.ingress.iter().chain(&network.egress).next() else { return };
    if pods(component).is_some() {
        return;
    }
    let span = rules.place(entry.origin, component);
    rules.report(
        Diagnostic::new(Code::NothingListens, span, format!("nobody knows the pods of `{}`", component.name))
            .label("no pods to let anything through to")
            .help("say what they are called: `pods { \"LABEL\": \"VALUE\" }`"),
    );
}

/// In a strict environment a connection is let through by what both ends are called. Of a free resource nobody knows.
pub(super) fn places(rules: &mut Rules) {
    if !rules.model.environment.is_strict() {
        return;
    }
    let model = rules.model;
    let mut told = FxHashSet::default();
    for edge in model.edges.iter().filter(|edge| edge.reach != Reach::Order) {
        let Some(target) = model.components.get(&edge.to) else { continue };
        if target.common.existing || has_a_place(target) || !told.insert(&edge.to) {
            continue;
        }
        let name = &edge.to;
        rules.report(
            Diagnostic::new(
                Code::UnknownPods,
                edge.span,
                format!("`{}` connects to `{name}`, and nobody knows where that is", edge.from),
            )
            .label("no policy could let this through")
            .also(target.span, "its controller makes something that fluo does not see")
            .also(model.span, format!("in `{}` only known connections are let through", model.name))
            .help(format!(
                "if it is pods, say in `{name}` what they are called: `pods {{ \"LABEL\": \"VALUE\" }}`"
            ))
            .help(format!("if it is elsewhere, say in `{name}` where: `cidrs: [\"10.0.0.0/8\"]`")),
        );
    }
}
