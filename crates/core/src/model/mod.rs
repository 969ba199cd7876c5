//! Layers merged for one environment: components with every field typed, settled, and its origin.

mod adopted;
mod build;
mod chains;
pub(crate) mod decode;
mod effects;
mod eval;
pub mod exposure;
mod kinds;
mod links;
mod member;
mod merge;
mod namespaces;
mod operators;
mod origin;
mod pieces;
pub(crate) mod reach;
pub mod records;
mod secrets;
mod settle;
mod shared;
mod text;
mod through;
mod value;

pub use adopted::{Adopted, AdoptedFolder, adopt};
pub use build::{Model, settle};
pub use decode::{At, Decode, Named};
pub use kinds::{Body, BuiltIn, Component};
pub use links::{Edge, Target, Use};
pub use namespaces::Namespace;
pub(crate) use operators::known_operators;
pub use operators::{Provider, Providers};
pub use origin::{Layer, OriginId, Origins, Step};
pub use reach::{Caller, Reach};
pub use secrets::{Secret, SecretBody, Secrets, Store, StoreBody};
pub use shared::{Mention, Shared, SharedConfig, SharedVolume};
pub use value::{Part, Range, Record, Ref, SecretId, SecretKey, Settled, Value};
