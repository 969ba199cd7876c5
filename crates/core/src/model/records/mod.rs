//! The records of the prelude as Rust structs: what lowering and rules read.

mod adopted;
mod component;
mod data;
mod environment;
mod exposure;
mod flux;
mod helm;
mod namespace;
mod network;
mod operations;
mod scaling;
mod secrets;
mod workload;
mod workloads;

pub use adopted::*;
pub use component::*;
pub use data::*;
pub use environment::*;
pub use exposure::*;
pub use flux::*;
pub use helm::*;
pub use namespace::*;
pub use network::*;
pub use operations::*;
pub use scaling::*;
pub use secrets::*;
pub use workload::*;
pub use workloads::*;

/// A schema of the prelude and the fields of it that are read; the empty name is the record's own value.
pub type Reads = (&'static str, &'static [&'static str]);

/// Every struct: the schema that it follows, and the fields that it reads. A test holds this against the prelude.
pub const READS: &[&[Reads]] = &[
    adopted::READS,
    component::READS,
    data::READS,
    environment::READS,
    exposure::READS,
    helm::READS,
    flux::READS,
    namespace::READS,
    network::READS,
    operations::READS,
    scaling::READS,
    secrets::READS,
    workload::READS,
    workloads::READS,
];
