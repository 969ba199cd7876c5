//! Layers merged for one environment: components with every field typed, settled, and its origin.

mod origin;

pub use origin::{Layer, OriginId, Origins, Step};
