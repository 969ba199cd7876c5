//! Layers merged for one environment: components with every field typed, settled, and its origin.

mod build;
pub(crate) mod decode;
mod eval;
mod merge;
mod origin;
pub mod records;
mod settle;
mod value;

pub use build::{Body, BuiltIn, Component, Model, Secret, SecretBody, Store, StoreBody, settle};
pub use decode::{At, Decode, Named, Range};
pub use origin::{Layer, OriginId, Origins, Step};
pub use settle::{Edge, Use};
pub use value::{Part, Record, Ref, SecretId, Settled, Value};
