//! Ways in: Ingresses, routes and gateways (<https://kubernetes.io/docs/concepts/services-networking/ingress/>,
//! <https://gateway-api.sigs.k8s.io/reference/spec/>).

use super::found::{Found, Report};
use super::judged::Judged;
use super::lookups::{misspelt, target};
use super::services::backend;
use super::whole::{Whole, fields, items, plain, text};
use crate::diagnostic::{Code, Diagnostic};
use crate::object::{Node, Object};
use rustc_hash::FxHashMap;

const GATEWAY: &str = "gateway.networking.k8s.io";

pub(super) fn check(whole: &Whole, object: &Judged, found: &mut Found) {
    match (object.group(), object.kind.as_str()) {
        ("networking.k8s.io", "Ingress") => ingress(whole, object, found),
        (GATEWAY, "HTTPRoute" | "GRPCRoute" | "TLSRoute" | "TCPRoute" | "UDPRoute") => {
            route(whole, object, found);
        }
        (GATEWAY, "Gateway") => gateway(whole, object, found),
        _ => {}
    }
}

fn ingress(whole: &Whole, object: &Object, found: &mut Found) {
    let namespace = object.namespace.as_deref().unwrap_or_default();
    let rules = items(&object.body, &["spec", "rules"]);
    let paths = rules.iter().flat_map(|rule| items(rule, &["http", "paths"]));
    let backends = paths.clone().filter_map(|path| path.at(&["backend", "service"]));
    for service in backends.chain(object.body.at(&["spec", "defaultBackend", "service"])) {
        let port = service.at(&["port", "number"]).or_else(|| service.at(&["port", "name"]));
        let name = service.get("name");
        found.push(name.and_then(|name| backend(whole, object, (name, port), namespace)));
    }
    for path in paths {
        if text(path, &["pathType"]) != Some("ImplementationSpecific") {
            found.push(
                path.get("path").and_then(|node| expression(whole, object, node, text(path, &["pathType"])?)),
            );
        }
    }
    found.push(unserved(whole, object, rules));
}

/// Characters that a plain path does not have and an expression does.
fn looks_regular(path: &str) -> bool {
    path.contains(['(', ')', '[', ']', '*', '^', '\\', '|', '$'])
}

/// A path that is compared as it stands, and reads like an expression.
fn expression(whole: &Whole, object: &Object, node: &Node, way: &str) -> Option<Diagnostic> {
    let path = plain(node).filter(|path| looks_regular(path))?;
    let help = match object.kind.as_str() {
        "Ingress" => {
            "write `pathType: ImplementationSpecific`, if the controller knows expressions, or a plain path"
        }
        _ => "write `type: RegularExpression`, if the gateway knows it, or a plain path",
    };
    Some(
        whole
            .fault(Code::PlainPath, object, node, &format!("compares the path `{path}` as it stands"))
            .label(format!("an expression, and `{way}` knows none: no request has this path"))
            .help(help),
    )
}

/// A certificate for a host that no rule serves.
fn unserved(whole: &Whole, object: &Object, rules: &[Node]) -> Option<Diagnostic> {
    let served: Vec<&str> = rules.iter().filter_map(|rule| rule.get("host")?.as_str()).collect();
    if served.len() < rules.len() || served.is_empty() || served.iter().any(|host| host.contains("${")) {
        return None;
    }
    let covers = |wide: &str, host: &str| {
        wide == host
            || wide
                .strip_prefix("*.")
                .is_some_and(|rest| host.split_once('.').is_some_and(|(_, end)| end == rest))
    };
    let hosts = items(&object.body, &["spec", "tls"]).iter().flat_map(|tls| items(tls, &["hosts"]));
    let mut lost = hosts.filter_map(|node| Some((node, plain(node)?)));
    let (node, host) = lost.find(|(_, host)| !served.iter().any(|s| covers(host, s) || covers(s, host)))?;
    let fault = whole
        .fault(
            Code::TlsDisagrees,
            object,
            node,
            &format!("has TLS for `{host}`, which none of its rules serves"),
        )
        .label("not a host of a rule");
    Some(match crate::diagnostic::near(host, served.iter().copied()) {
        Some(meant) => whole.meant(fault, host, meant),
        None => fault.help("write a rule for it, or take it out of `tls`"),
    })
}

fn route(whole: &Whole, object: &Object, found: &mut Found) {
    let namespace = object.namespace.as_deref().unwrap_or_default();
    for rule in items(&object.body, &["spec", "rules"]) {
        for reference in items(rule, &["backendRefs"]) {
            let of = |field, otherwise| text(reference, &[field]).unwrap_or(otherwise);
            if of("kind", "Service") != "Service"
                || reference.get("group").is_some_and(|g| g.as_str() != Some(""))
            {
                continue;
            }
            let Some(name) = reference.get("name") else { continue };
            let place = of("namespace", namespace);
            found.push(backend(whole, object, (name, reference.get("port")), place));
            if place != namespace {
                found.push(granted(whole, object, reference, place));
            }
        }
        let paths = items(rule, &["matches"]).iter().filter_map(|one| one.get("path"));
        for path in paths {
            let way = text(path, &["type"]).unwrap_or("PathPrefix");
            if way != "RegularExpression" {
                found.push(path.get("value").and_then(|node| expression(whole, object, node, way)));
            }
        }
    }
    for parent in items(&object.body, &["spec", "parentRefs"]) {
        found.push(attached(whole, object, parent, namespace));
    }
}

/// Another namespace's Service is reached only where a grant of that namespace says so.
fn granted(whole: &Whole, object: &Object, reference: &Node, place: &str) -> Option<Diagnostic> {
    let name = text(reference, &["name"])?;
    let service = whole.find("", "Service", place, name)?;
    let own = object.namespace.as_deref()?;
    let admits = |grant: &Object| {
        let from = items(&grant.body, &["spec", "from"]).iter().any(|from| {
            text(from, &["kind"]) == Some(object.kind.as_str()) && text(from, &["namespace"]) == Some(own)
        });
        let to = items(&grant.body, &["spec", "to"]).iter().any(|to| {
            text(to, &["kind"]) == Some("Service") && text(to, &["name"]).is_none_or(|to| to == name)
        });
        from && to
    };
    if whole.stock.is_open(place) || whole.in_namespace(GATEWAY, "ReferenceGrant", place).any(admits) {
        return None;
    }
    let node = reference.get("namespace").unwrap_or(reference);
    let message = format!("leads to the Service `{name}` of `{place}`, which does not admit it");
    let kind = &object.kind;
    Some(
        whole
            .fault(Code::NotGranted, object, node, &message)
            .label("the gateway answers 500 without a ReferenceGrant there")
            .also(whole.place_of(service), "the Service")
            .help(format!(
                "write a ReferenceGrant in `{place}`: `from: [{{ group: {GATEWAY}, kind: {kind}, namespace: {own} }}]`, `to: [{{ group: \"\", kind: Service }}]`"
            )),
    )
}

/// The gateway of a route, and its listener.
fn attached(whole: &Whole, object: &Object, parent: &Node, own: &str) -> Option<Report> {
    if text(parent, &["kind"]).is_some_and(|kind| kind != "Gateway") {
        return None;
    }
    let node = parent.get("name")?;
    let (name, place) = (plain(node)?, text(parent, &["namespace"]).unwrap_or(own));
    let to = target(GATEWAY, "Gateway", place, name, "hangs on");
    let Some(gateway) = whole.find(GATEWAY, "Gateway", place, name) else {
        let known: Vec<&str> =
            whole.in_namespace(GATEWAY, "Gateway", place).map(|g| g.name.as_str()).collect();
        return match place == own {
            true => whole.lost(object, node, &to),
            false => misspelt(whole, object, node, &to, &known),
        };
    };
    let section = parent.get("sectionName")?;
    let wanted = plain(section)?;
    let listeners: Vec<&str> =
        items(&gateway.body, &["spec", "listeners"]).iter().filter_map(|l| text(l, &["name"])).collect();
    (!listeners.contains(&wanted)).then(|| {
        let message = format!("hangs on the listener `{wanted}`, which the Gateway `{name}` does not have");
        let fault = whole
            .fault(Code::LostPort, object, section, &message)
            .also(whole.place_of(gateway), "the Gateway");
        super::services::named(whole, fault, wanted, &listeners).label("not a listener of it").into()
    })
}

/// A listener that ends TLS needs a certificate for it.
fn gateway(whole: &Whole, object: &Object, found: &mut Found) {
    for listener in items(&object.body, &["spec", "listeners"]) {
        let Some(protocol) = listener.get("protocol") else { continue };
        let word = plain(protocol).unwrap_or_default();
        let ends = text(listener, &["tls", "mode"]).unwrap_or("Terminate") == "Terminate";
        let options = !fields(listener, &["tls", "options"]).is_empty();
        let certificates = !items(listener, &["tls", "certificateRefs"]).is_empty() || options;
        if ["HTTPS", "TLS"].contains(&word) && ends && !certificates {
            let name = text(listener, &["name"]).unwrap_or_default();
            found.tell(
                whole
                    .fault(
                        Code::TlsDisagrees,
                        object,
                        protocol,
                        &format!("has no certificate for its listener `{name}`"),
                    )
                    .label(format!("ends {word} without one"))
                    .help("write `tls: { certificateRefs: [{ name: SECRET }] }` in the listener"),
            );
        }
    }
}

/// One host and path in two places: which of them answers, nobody can tell.
pub(super) fn across(whole: &Whole, found: &mut Found) {
    let mut seen: FxHashMap<(&str, &str, &str, &str), (&Object, &Node)> = FxHashMap::default();
    for object in whole.judged().filter(|o| o.group() == "networking.k8s.io" && o.kind == "Ingress") {
        let object = object.object;
        let annotations = fields(&object.body, &["metadata", "annotations"]);
        if annotations.iter().any(|(key, _)| key.contains("canary")) {
            continue;
        }
        let class = text(&object.body, &["spec", "ingressClassName"]).unwrap_or_default();
        for rule in items(&object.body, &["spec", "rules"]) {
            let host = rule.get("host").and_then(Node::as_str).unwrap_or_default();
            for path in items(rule, &["http", "paths"]) {
                let at = text(path, &["path"]).unwrap_or("/");
                let way = text(path, &["pathType"]).unwrap_or_default();
                let key = (class, host, at, way);
                let Some((first, there)) = seen.insert(key, (object, path)) else { continue };
                found.tell(twice(whole, (object, path), (first, there), (host, at)));
            }
        }
    }
}

fn twice(
    whole: &Whole,
    (object, node): (&Object, &Node),
    (first, there): (&Object, &Node),
    (host, path): (&str, &str),
) -> Diagnostic {
    let host = if host.is_empty() { "any host" } else { host };
    whole
        .fault(
            Code::ExposedTwice,
            object,
            node.get("path").unwrap_or(node),
            &format!("serves `{host}{path}` a second time"),
        )
        .label("which of the two answers depends on the controller")
        .also(
            whole.place(first, there.get("path").unwrap_or(there)),
            format!("the {} `{}` serves it", first.kind, first.name),
        )
        .help("take one of them out, or give it a path of its own")
}
