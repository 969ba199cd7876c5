//! Policies that let DNS through by half (<https://kubernetes.io/docs/concepts/services-networking/network-policies/>).

use super::found::Found;
use super::judged::Judged;
use super::whole::{Whole, items};
use crate::diagnostic::Code;
use crate::object::{Data, Node, Object};

/// The port of DNS.
const DNS: i64 = 53;

pub(super) fn check(whole: &Whole, found: &mut Found) {
    for object in whole.judged().filter(|object| is_policy(object)) {
        let object = object.object;
        let Some(node) = dns(object, "TCP").first().copied() else { continue };
        if lets_through(object) {
            continue;
        }
        let namespace = object.namespace.as_deref().unwrap_or_default();
        let policies = whole.in_namespace("networking.k8s.io", "NetworkPolicy", namespace);
        if policies.into_iter().any(lets_through) {
            continue;
        }
        let label = match node.get("protocol") {
            Some(_) => "by TCP only",
            None => "without `protocol` it means TCP only",
        };
        found.tell(
            whole
                .fault(Code::DnsByTcp, object, node, "lets DNS through by TCP and not by UDP")
                .label(label)
                .help("add `- { protocol: UDP, port: 53 }`: resolvers ask by UDP, so no name would be found"),
        );
    }
}

fn is_policy(object: &Judged) -> bool {
    object.group() == "networking.k8s.io" && object.kind == "NetworkPolicy"
}

/// The egress ports of a policy that are DNS by a protocol; without one TCP is meant.
fn dns<'o>(policy: &'o Object, protocol: &str) -> Vec<&'o Node> {
    let ports = items(&policy.body, &["spec", "egress"]).iter().flat_map(|rule| items(rule, &["ports"]));
    let fits = |port: &&Node| {
        let by = port.get("protocol").map_or(Some("TCP"), Node::as_str) == Some(protocol);
        let number = port.get("port").map(|port| &port.data);
        let named = port.get("port").and_then(Node::as_str).is_some_and(|name| name.starts_with("dns"));
        by && (number.is_none() || number == Some(&Data::Int(DNS)) || named)
    };
    ports.filter(fits).filter(|port| protocol == "UDP" || port.get("port").is_some()).collect()
}

/// Whether a policy lets DNS through by UDP.
fn lets_through(policy: &Object) -> bool {
    !dns(policy, "UDP").is_empty() || opens_all(policy)
}

/// Whether a policy has an egress rule without ports: it lets everything to its places through.
fn opens_all(policy: &Object) -> bool {
    items(&policy.body, &["spec", "egress"]).iter().any(|rule| items(rule, &["ports"]).is_empty())
}
