//! Programs made by chance, and what must hold of everything that is built of them.
//!
//! Here with the feature `proptest`. [`programs()`] gives valid programs of every form. A property starts from a
//! [`Program`], which is a loader, builds itself and prints itself.

<<<<<<< HEAD
pub mod invariants;
=======
mod catalogue;
mod data;
mod draft;
mod entry;
mod environment;
mod fields;
mod files;
mod literal;
mod pick;
mod plan;
>>>>>>> 94cae1e49b4a5bb8ca8232bbc19912cd1bb9e972
mod program;
mod programs;
mod scaling;
mod trigger;
mod workload;
mod world;

pub use program::Program;
pub use programs::{programs, programs_of};
