//! Services: their pods, and the ports of those (<https://kubernetes.io/docs/concepts/services-networking/service/>).

use super::found::{Found, Report};
use super::judged::Judged;
use super::lookups::{containers, target};
use super::selectors::{pods, unmatched};
use super::stock::is_empty;
use super::whole::{Whole, int, items, plain, text};
use crate::diagnostic::{Code, Diagnostic, near, quoted};
use crate::object::{Data, Node, Object};

pub(super) fn check(whole: &Whole, object: &Judged, found: &mut Found) {
    match (object.group(), object.kind.as_str()) {
        ("", "Service") => service(whole, object, found),
        ("apps", "StatefulSet") => {
            let field = object.body.at(&["spec", "serviceName"]);
            found.push(field.and_then(|node| {
                let namespace = object.namespace.as_deref()?;
                whole.lost(object, node, &target("", "Service", namespace, plain(node)?, "is governed by"))
            }));
        }
        _ => {}
    }
    if let Some(template) = object.template {
        probes(whole, object, template, found);
    }
}

fn service(whole: &Whole, object: &Object, found: &mut Found) {
    for port in items(&object.body, &["spec", "ports"]) {
        found.push(node_port(whole, object, port));
    }
    // Without a selector somebody else writes the addresses.
    let selector = object.body.at(&["spec", "selector"]).filter(|selector| !is_empty(Some(selector)));
    let Some(selector) = selector else { return };
    let namespace = object.namespace.as_deref().unwrap_or_default();
    let behind: Vec<&Node> = pods(whole, namespace, selector).collect();
    if behind.is_empty() {
        found.push(unmatched(whole, object, selector, namespace, "no pod answers it"));
        return;
    }
    if whole.stock.has_other_pods(namespace) {
        return;
    }
    let mut unled =
        items(&object.body, &["spec", "ports"]).iter().filter(|port| !leads(port, &behind)).peekable();
    if unled.peek().is_none() {
        return;
    }
    let names: Vec<&str> = open(&behind).filter_map(|port| text(port, &["name"])).collect();
    let numbers: Vec<i64> = open(&behind).filter_map(|port| int(port, &["containerPort"])).collect();
    for port in unled {
        found.push(target_port(whole, object, port, &names, &numbers));
    }
}

/// The ports of pods.
fn open<'p>(pods: &'p [&Node]) -> impl Iterator<Item = &'p Node> {
    pods.iter().flat_map(|pod| containers(pod)).flat_map(|container| items(container, &["ports"]))
}

/// Whether a port leads to one of these pods.
fn leads(port: &Node, pods: &[&Node]) -> bool {
    match port.get("targetPort").or_else(|| port.get("port")) {
        Some(Node { data: Data::Int(number), .. }) => {
            open(pods).any(|port| int(port, &["containerPort"]) == Some(*number))
        }
        node => node
            .and_then(plain)
            .is_some_and(|name| open(pods).any(|port| text(port, &["name"]) == Some(name))),
    }
}

/// A port by name is looked up in the pods; one that no container declares leaves the Service without an address.
fn target_port(
    whole: &Whole,
    object: &Object,
    port: &Node,
    names: &[&str],
    numbers: &[i64],
) -> Option<Diagnostic> {
    let node = port.get("targetPort").or_else(|| port.get("port"))?;
    if let Some(name) = plain(node) {
        let message = format!("leads to the port `{name}`, which no container of its pods has");
        return Some(named(whole, whole.fault(Code::LostPort, object, node, &message), name, names));
    }
    let Data::Int(number) = node.data else { return None };
    if numbers.is_empty() {
        return None;
    }
    let message = format!("leads to the port {number}, which no container of its pods declares");
    Some(undeclared_port(whole.fault(Code::UndeclaredPort, object, node, &message), numbers))
}

/// The rest of a fault of a port's name.
pub(super) fn named(whole: &Whole, diagnostic: Diagnostic, name: &str, known: &[&str]) -> Diagnostic {
    let diagnostic = diagnostic.label("not a port there");
    match near(name, known.iter().copied()) {
        Some(near) => whole.meant(diagnostic, name, near),
        None if known.is_empty() => {
            diagnostic.help("no port there has a name; write the number, or name the port")
        }
        None => diagnostic.help(format!("there are {}", quoted(known))),
    }
}

/// <https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport>
fn node_port(whole: &Whole, object: &Object, port: &Node) -> Option<Diagnostic> {
    const FIRST: i64 = 30_000;
    const LAST: i64 = 32_767;
    let node = port.get("nodePort")?;
    let number =
        int(port, &["nodePort"]).filter(|number| *number != 0 && !(FIRST..=LAST).contains(number))?;
    Some(
        whole
            .fault(Code::NodePort, object, node, &format!("asks for the port {number} of the nodes"))
            .label("the API server refuses it")
            .help(format!("write a port between {FIRST} and {LAST}, or leave `nodePort` out and get one")),
    )
}

/// Probes and hooks: a name is that of a port of their own container, a number may be any port of the pod
/// (<https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/>).
fn probes(whole: &Whole, object: &Object, template: &Node, found: &mut Found) {
    const ASKED: [&[&str]; 5] = [
        &["livenessProbe"],
        &["readinessProbe"],
        &["startupProbe"],
        &["lifecycle", "postStart"],
        &["lifecycle", "preStop"],
    ];
    for container in containers(template) {
        for probe in ASKED.iter().filter_map(|path| container.at(path)) {
            let ports =
                ["httpGet", "tcpSocket", "grpc"].into_iter().filter_map(|how| probe.at(&[how, "port"]));
            for node in ports {
                found.push(asked(whole, object, template, (container, node)));
            }
        }
    }
}

fn asked(
    whole: &Whole,
    object: &Object,
    template: &Node,
    (container, node): (&Node, &Node),
) -> Option<Diagnostic> {
    let own = || text(container, &["name"]).unwrap_or_default();
    let number = match &node.data {
        Data::Int(number) => Some(*number),
        _ => plain(node)?.parse::<i64>().ok(),
    };
    if let Some(number) = number {
        if !whole.is_adopted(object) {
            return None;
        }
        let pods = [template];
        let numbers: Vec<i64> = open(&pods).filter_map(|port| int(port, &["containerPort"])).collect();
        let undeclared = !numbers.is_empty() && !numbers.contains(&number);
        let own = own();
        let message = format!("asks `{own}` on the port {number}, which no container of the pod declares");
        return undeclared
            .then(|| undeclared_port(whole.fault(Code::UndeclaredPort, object, node, &message), &numbers));
    }
    let names = items(container, &["ports"]).iter().filter_map(|port| text(port, &["name"]));
    let names: Vec<&str> = names.collect();
    let name = plain(node).filter(|name| !names.contains(name))?;
    let own = own();
    let message = format!("asks the port `{name}`, which the container `{own}` does not have");
    Some(named(whole, whole.fault(Code::ProbePort, object, node, &message), name, &names))
}

/// The rest of a fault of a port's number.
fn undeclared_port(diagnostic: Diagnostic, numbers: &[i64]) -> Diagnostic {
    let known: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    diagnostic.label("perhaps nobody listens there").help(format!(
        "they declare {}; write one of these, or declare the port in the container",
        quoted(&known)
    ))
}

/// A Service's port of this number or name: what is wrong with a reference to it.
pub(super) fn backend(
    whole: &Whole,
    object: &Object,
    (name_at, port_at): (&Node, Option<&Node>),
    namespace: &str,
) -> Option<Report> {
    let name = plain(name_at)?;
    let Some(service) = whole.find("", "Service", namespace, name) else {
        return whole.lost(object, name_at, &target("", "Service", namespace, name, "leads to"));
    };
    let ports = items(&service.body, &["spec", "ports"]);
    let port_at = port_at?;
    let fits = |port: &&Node| match &port_at.data {
        Data::Int(number) => int(port, &["port"]) == Some(*number),
        _ => text(port, &["name"]).is_some() && text(port, &["name"]) == plain(port_at),
    };
    if ports.is_empty()
        || ports.iter().any(|port| fits(&port))
        || text(&service.body, &["spec", "type"]) == Some("ExternalName")
    {
        return None;
    }
    let by_number = matches!(port_at.data, Data::Int(_));
    let shown = match &port_at.data {
        Data::Int(number) => number.to_string(),
        _ => plain(port_at)?.to_owned(),
    };
    let known: Vec<String> = ports
        .iter()
        .filter_map(|port| match by_number {
            true => int(port, &["port"]).map(|number| number.to_string()),
            false => text(port, &["name"]).map(str::to_owned),
        })
        .collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let message = format!("leads to the port `{shown}` of the Service `{name}`, which does not have it");
    let diagnostic = whole
        .fault(Code::LostPort, object, port_at, &message)
        .label("not a port there")
        .also(whole.place_of(service), "the Service");
    let help = match known.is_empty() {
        true => "its ports have no names; write the number".to_owned(),
        false => format!("it has {}", quoted(&known)),
    };
    Some(diagnostic.help(help).into())
}
