//! Objects to text: YAML, JSON, and the files of a Flux tree.
//!
//! Nothing here decides anything about an object. What it does decide is how a value is spelt, so that every reader
//! gets the same data back, and where a file lies. The same [`Output`](crate::object::Output) gives the same bytes.

#[cfg(test)]
mod fixture;
pub mod forest;
pub mod graph;
pub mod json;
pub mod ledger;
mod scalar;
pub mod trace;
pub mod tree;
pub mod yaml;

pub use forest::Forest;
pub use json::list;
pub use ledger::{LEDGER_FILE, Ledger, LedgerError};
pub use tree::tree;
pub use yaml::{document, stream};
