//! The tree of an object.

use crate::model::OriginId;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use smol_str::SmolStr;

/// The key of a field; keys known to the compiler cost no allocation.
pub type Key = SmolStr;

/// A field's value with the origin of that value.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub data: Data,
    /// The layers that decided it.
    pub origin: OriginId,
}

/// What JSON can hold. Maps keep the order in which they were built. There are hundreds of these a component, so it is no
/// larger than its texts are.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction; finite.
    Float(f64),
    /// A text.
    Str(SmolStr),
    /// What Flux replaces before anybody reads it, variables and all; it stands without quotes.
    Substituted(Box<str>),
    /// A list.
    List(Box<[Node]>),
    /// Fields in order; no key twice.
    Map(Box<[(Key, Node)]>),
}

impl Node {
    /// A node of this origin.
    #[must_use]
    pub fn new(data: Data, origin: OriginId) -> Self {
        Self { data, origin }
    }

    /// The field `key` of a map.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.data {
            Data::Map(fields) => fields.iter().find(|(k, _)| k == key).map(|(_, node)| node),
            _ => None,
        }
    }

    /// Follows a path of keys and list indices: `["spec", "containers", "0"]`.
    #[must_use]
    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, step| match &node.data {
            Data::List(items) => items.get(step.parse::<usize>().ok()?),
            _ => node.get(step),
        })
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.data {
            Data::Str(text) => Some(text),
            Data::Substituted(text) => Some(text),
            _ => None,
        }
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.data {
            Data::Null => serializer.serialize_unit(),
            Data::Bool(value) => serializer.serialize_bool(*value),
            Data::Int(value) => serializer.serialize_i64(*value),
            Data::Float(value) => serializer.serialize_f64(*value),
            Data::Str(text) => serializer.serialize_str(text),
            Data::Substituted(text) => serializer.serialize_str(text),
            Data::List(items) => {
                let mut seq = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| seq.serialize_element(item))?;
                seq.end()
            }
            Data::Map(fields) => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                fields.iter().try_for_each(|(key, node)| map.serialize_entry(key.as_str(), node))?;
                map.end()
            }
        }
    }
}
