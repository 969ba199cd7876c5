//! Objects for the tests of this folder.

use crate::model::OriginId;
use crate::object::{Data, Node, Object, Output, OutputNode, TreePlace};
use serde_json::{Value, json};

/// A tree without origins.
pub(super) fn from_json(value: &Value) -> Node {
    let data = match value {
        Value::Null => Data::Null,
        Value::Bool(value) => Data::Bool(*value),
        Value::Number(number) => {
            number.as_i64().map_or_else(|| Data::Float(number.as_f64().unwrap()), Data::Int)
        }
        Value::String(text) => Data::Str(text.into()),
        Value::Array(items) => Data::List(items.iter().map(from_json).collect()),
        Value::Object(fields) => {
            Data::Map(fields.iter().map(|(key, value)| (key.into(), from_json(value))).collect())
        }
    };
    Node::new(data, OriginId::default())
}

/// An object of the namespace `shop`.
pub(super) fn object(api_version: &str, kind: &str, name: &str) -> Object {
    let node = |text: &str| from_json(&json!(text));
    let metadata = Data::Map([("name".into(), node(name))].into());
    let fields = [
        ("apiVersion".into(), node(api_version)),
        ("kind".into(), node(kind)),
        ("metadata".into(), Node::new(metadata, OriginId::default())),
    ];
    Object {
        api_version: api_version.into(),
        kind: kind.into(),
        name: name.into(),
        namespace: Some("shop".into()),
        body: Node::new(Data::Map(fields.into()), OriginId::default()),
        origin: OriginId::default(),
    }
}

/// A build of the environment `prod` with these nodes.
pub(super) fn output(nodes: Vec<(&str, Vec<Object>)>) -> Output {
    let nodes = nodes.into_iter().map(|(name, objects)| OutputNode {
        name: name.into(),
        folder: format!("clusters/prod/nodes/{name}").into(),
        component: Some(name.into()),
        objects,
        ..OutputNode::default()
    });
    Output {
        environment: "prod".into(),
        cluster: None,
        place: TreePlace {
            base: Some("clusters/prod".into()),
            root: "clusters/prod/flux".into(),
            include: Vec::new(),
            origins: Vec::new(),
        },
        nodes: nodes.collect(),
        flux: Vec::new(),
        variables: Vec::new(),
        origins: crate::model::Origins::default(),
    }
}
