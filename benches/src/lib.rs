//! What the compiler costs, measured on one workload: N services as a platform team would write them.

pub mod program;
pub mod records;

pub use program::{ENTRY, workload};
