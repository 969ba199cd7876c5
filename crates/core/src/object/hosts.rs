//! The hosts that objects serve.

use super::{Data, Node, Object, Output};
use std::collections::BTreeSet;

impl Output {
    /// The hosts under which the environment is reached from outside, sorted, each once: those of its routes,
    /// listeners and Ingresses, whoever declared them. What a chart makes in the cluster can't be known here.
    #[must_use]
    pub fn hosts(&self) -> BTreeSet<&str> {
        // A name with a wildcard is no address of anything.
        self.objects().flat_map(hosts).filter(|host| !host.is_empty() && !host.contains('*')).collect()
    }
}

/// The hosts of one object.
fn hosts(object: &Object) -> Vec<&str> {
    match (object.group(), object.kind.as_str()) {
        ("gateway.networking.k8s.io", "HTTPRoute" | "GRPCRoute" | "TLSRoute") => {
            items(&object.body, &["spec", "hostnames"]).filter_map(Node::as_str).collect()
        }
        ("gateway.networking.k8s.io", "Gateway" | "ListenerSet") => {
            named(&object.body, &["spec", "listeners"], "hostname").collect()
        }
        ("networking.k8s.io", "Ingress") => named(&object.body, &["spec", "rules"], "host").collect(),
        _ => Vec::new(),
    }
}

fn items<'o>(body: &'o Node, path: &[&str]) -> impl Iterator<Item = &'o Node> {
    let list = body.at(path).and_then(|node| match &node.data {
        Data::List(items) => Some(items.iter()),
        _ => None,
    });
    list.into_iter().flatten()
}

fn named<'o>(body: &'o Node, path: &[&str], field: &'static str) -> impl Iterator<Item = &'o str> {
    items(body, path).filter_map(move |item| item.get(field)?.as_str())
}
