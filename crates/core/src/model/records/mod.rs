//! The records of the prelude as Rust structs: what lowering and rules read.

mod adopted;
mod component;
mod data;
mod environment;
mod scaling;
mod secrets;
mod workload;

pub use adopted::*;
pub use component::*;
pub use data::*;
pub use environment::*;
pub use scaling::*;
pub use secrets::*;
pub use workload::*;

/// A schema of the prelude and the fields of it that are read; the empty name is the record's own value.
pub type Reads = (&'static str, &'static [&'static str]);

/// Every struct: the schema that it follows, and the fields that it reads. A test holds this against the prelude.
pub const READS: &[&[Reads]] = &[
    adopted::READS,
    component::READS,
    data::READS,
    environment::READS,
    scaling::READS,
    secrets::READS,
    workload::READS,
];
