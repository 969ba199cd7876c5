//! Layers merged for one environment: components with every field typed, settled, and its origin.

mod build;
pub(crate) mod decode;
mod eval;
mod kinds;
mod merge;
mod operators;
mod origin;
pub mod records;
mod secrets;
mod settle;
mod through;
mod value;

pub use build::{Model, settle};
pub use decode::{At, Decode, Named, Range};
pub use kinds::{Body, BuiltIn, Component};
pub(crate) use operators::known_operators;
pub use operators::{Provider, Providers};
pub use origin::{Layer, OriginId, Origins, Step};
pub use secrets::{Secret, SecretBody, Store, StoreBody};
pub use settle::{Edge, Use};
pub use value::{Part, Record, Ref, SecretId, Settled, Value};
