//! Building object trees: every node takes the origin of the value it was made of.

use crate::model::{At, Named, OriginId};
use crate::object::{Data, Key, Node};
use crate::types::{Bytes, Cpu, Duration, Scalar};
use smol_str::{SmolStr, ToSmolStr};

/// What can become a node; `inherited` is the origin of what has none of its own.
pub(crate) trait IntoNode {
    fn into_node(self, inherited: OriginId) -> Node;
}

impl IntoNode for Node {
    fn into_node(self, _: OriginId) -> Node {
        self
    }
}

impl IntoNode for Map {
    fn into_node(self, _: OriginId) -> Node {
        self.node()
    }
}

impl IntoNode for Data {
    fn into_node(self, inherited: OriginId) -> Node {
        Node::new(self, inherited)
    }
}

impl<T> IntoNode for &At<T>
where
    for<'a> &'a T: Into<Data>,
{
    fn into_node(self, _: OriginId) -> Node {
        Node::new((&self.value).into(), self.origin)
    }
}

impl IntoNode for At<SmolStr> {
    fn into_node(self, _: OriginId) -> Node {
        Node::new(Data::Str(self.value), self.origin)
    }
}

impl<T: IntoNode> IntoNode for Vec<T> {
    fn into_node(self, inherited: OriginId) -> Node {
        Node::new(Data::List(self.into_iter().map(|item| item.into_node(inherited)).collect()), inherited)
    }
}

macro_rules! plain {
    ($($ty:ty: $value:ident => $data:expr;)*) => {$(
        impl From<$ty> for Data {
            fn from($value: $ty) -> Data {
                $data
            }
        }
        impl IntoNode for $ty {
            fn into_node(self, inherited: OriginId) -> Node {
                Node::new(self.into(), inherited)
            }
        }
    )*};
}

plain! {
    &SmolStr: value => Data::Str(value.clone());
    SmolStr: value => Data::Str(value);
    &'static str: value => Data::Str(SmolStr::new_static(value));
    String: value => Data::Str(value.into());
    i64: value => Data::Int(value);
    &i64: value => Data::Int(*value);
    bool: value => Data::Bool(value);
    &bool: value => Data::Bool(*value);
    &Cpu: value => Data::Str(value.to_smolstr());
    &Bytes: value => Data::Str(value.to_smolstr());
    &Duration: value => Data::Str(value.to_smolstr());
    &Scalar: value => scalar(value);
}

/// A scalar as an object holds it.
pub(crate) fn scalar(value: &Scalar) -> Data {
    match value {
        Scalar::Text(text) => Data::Str(text.clone()),
        Scalar::Int(value) => Data::Int(*value),
        Scalar::Float(value) => Data::Float(*value),
        Scalar::Bool(value) => Data::Bool(*value),
        other => Data::Str(other.to_smolstr()),
    }
}

/// How many fields a map has at most in most cases.
const TYPICAL_FIELDS: usize = 4;

/// A map under construction.
#[derive(Clone, Debug)]
pub(crate) struct Map {
    fields: Vec<(Key, Node)>,
    origin: OriginId,
}

impl Map {
    /// An empty map; what has no origin of its own takes this one.
    pub(crate) fn new(origin: OriginId) -> Self {
        Self { fields: Vec::with_capacity(TYPICAL_FIELDS), origin }
    }

    /// Adds a field.
    pub(crate) fn with(mut self, key: &'static str, value: impl IntoNode) -> Self {
        self.fields.push((SmolStr::new_static(key), value.into_node(self.origin)));
        self
    }

    /// Adds a field if there is a value.
    pub(crate) fn maybe(self, key: &'static str, value: Option<impl IntoNode>) -> Self {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    /// Adds a list unless it is empty.
    pub(crate) fn list<T: IntoNode>(self, key: &'static str, items: Vec<T>) -> Self {
        if items.is_empty() { self } else { self.with(key, items) }
    }

    /// Adds a map unless it is empty.
    pub(crate) fn map(self, key: &'static str, map: Map) -> Self {
        if map.fields.is_empty() { self } else { self.with(key, map) }
    }

    /// Adds a field whose name the sources decide, over one of the same name.
    pub(crate) fn insert(&mut self, key: SmolStr, value: impl IntoNode) {
        let node = value.into_node(self.origin);
        match self.fields.iter_mut().find(|(k, _)| *k == key) {
            Some((_, old)) => *old = node,
            None => self.fields.push((key, node)),
        }
    }

    /// The map as a node. It stays as long as the build does, so it keeps no room for more.
    pub(crate) fn node(mut self) -> Node {
        if self.fields.capacity() <= self.fields.len() + 1 {
            return Node::new(Data::Map(self.fields.into()), self.origin);
        }
        // The room itself is taken again by the next map.
        let mut fields = Vec::with_capacity(self.fields.len());
        fields.append(&mut self.fields);
        Node::new(Data::Map(fields.into()), self.origin)
    }
}

/// A map of texts from named members, in their order.
pub(crate) fn texts(named: &Named<SmolStr>, origin: OriginId) -> Map {
    let mut map = Map::new(origin);
    for (name, value) in named {
        map.insert(name.clone(), value);
    }
    map
}

/// A list of texts.
pub(crate) fn list(items: &[At<SmolStr>]) -> Vec<&At<SmolStr>> {
    items.iter().collect()
}

/// A duration in whole seconds, for fields of Kubernetes that count them.
pub(crate) fn seconds(at: &At<Duration>) -> Node {
    Node::new(Data::Int(at.value.seconds().unwrap_or(0)), at.origin)
}
