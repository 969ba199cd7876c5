//! Free values: what stands in a chart's `values` or a resource's `spec`, as Kubernetes would read it.

use super::pod::resources;
use super::tree::{IntoNode, Map, scalar};
use crate::model::records::Resources;
use crate::model::{Model, OriginId, Record, Ref, Settled, Value};
use crate::object::{Data, Node};
use smol_str::SmolStr;

/// A free value as it is. A reference stands for the name of what it refers to, requests and limits for Kubernetes' own
/// form of them.
pub(crate) fn free(model: &Model, value: &Value, origin: OriginId) -> Node {
    match value {
        Value::Scalar(value) => scalar(value).into_node(origin),
        Value::Word(word) => word.into_node(origin),
        Value::List(items) => list(model, items).into_node(origin),
        Value::Record(record) if record.is_removal() => Node::new(Data::Null, origin),
        Value::Record(record) => fields(model, record, origin).node(),
        Value::Ref(target) => name(model, target).map_or(Data::Null, Data::Str).into_node(origin),
        // The checks admit neither ranges nor secret values here.
        Value::Range(..) | Value::Text(_) | Value::Key(..) | Value::Pod(_) => Node::new(Data::Null, origin),
    }
}

fn list(model: &Model, items: &[Settled]) -> Vec<Node> {
    items.iter().map(|item| free(model, &item.value, item.origin)).collect()
}

fn fields(model: &Model, record: &Record, origin: OriginId) -> Map {
    if let Some(own) = Resources::read(record).filter(|_| record.variant.as_deref() == Some("resources")) {
        return resources(&own, origin);
    }
    let mut map = Map::new(origin);
    for (key, settled) in &record.fields {
        map.insert(key.clone(), free(model, &settled.value, settled.origin));
    }
    map
}

/// The name in the cluster of what a reference points at.
fn name(model: &Model, target: &Ref) -> Option<SmolStr> {
    match target {
        Ref::Component(name)
        | Ref::Port(name, _)
        | Ref::Store(name)
        | Ref::Consumer(_, name)
        | Ref::Config(name)
        | Ref::Scratch(name)
        | Ref::Volume(name)
        | Ref::SharedConfig(name)
        | Ref::SharedVolume(name)
        | Ref::Size(name)
        | Ref::Operator(name) => Some(name.clone()),
        Ref::Secret(id) => model.secrets.get(id).map(|secret| secret.name.value.clone()),
    }
}

/// One tree over another: maps merge, everything else replaces.
pub(crate) fn overlay(under: Node, over: Node) -> Node {
    let origin = over.origin;
    match (under.data, over.data) {
        (Data::Map(under), Data::Map(over)) => {
            let mut under = under.into_vec();
            for (key, value) in over {
                match under.iter().position(|(k, _)| *k == key) {
                    Some(at) => {
                        let (_, old) = under.swap_remove(at);
                        under.push((key.clone(), overlay(old, value)));
                        let last = under.len() - 1;
                        under.swap(at, last);
                    }
                    None => under.push((key, value)),
                }
            }
            Node::new(Data::Map(under.into()), origin)
        }
        (_, data) => Node::new(data, origin),
    }
}
