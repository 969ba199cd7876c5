//! What the tests of the whole compiler share: programs, their builds, and what outside sources say of the result.

pub mod cases;
pub mod closed;
pub mod corpus;
pub mod data;
pub mod generate;
pub mod keda;
pub mod links;
pub mod mistakes;
pub mod mutants;
pub mod newcomers;
pub mod openapi;
pub mod pages;
pub mod policies;
pub mod project;
pub mod refused;
pub mod style;
pub mod tools;
pub use fluo_oracles::tree;
pub mod typed;

use serde_json::Value;

/// The text at a JSON pointer, or the empty string.
#[must_use]
pub fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or("")
}

/// The items of the list at a JSON pointer; none if there is no list.
#[must_use]
pub fn items<'v>(value: &'v Value, pointer: &str) -> &'v [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
