//! What the compiler costs, measured on one workload: N services as a platform team would write them.

pub mod guard;
pub mod limit;
pub mod peers;
pub mod place;
pub mod process;
pub mod program;
pub mod records;
pub mod usage;

pub use program::{ENTRY, workload};

/// What goes wrong outside of a benchmark.
pub(crate) fn failure(message: impl Into<String>) -> std::io::Error {
    std::io::Error::other(message.into())
}
