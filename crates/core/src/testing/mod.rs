//! Programs made by chance, and what must hold of everything that is built of them.
//!
//! Here with the feature `proptest`. A property starts from a [`Program`], which is a loader, builds itself and prints itself.

pub mod invariants;
mod program;

pub use program::Program;
