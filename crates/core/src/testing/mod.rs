//! Programs made by chance, and what must hold of everything that is built of them.
//!
//! Here with the feature `proptest`. [`programs()`] gives valid programs of every form. A property starts from a
//! [`Program`], which is a loader, builds itself and prints itself.

mod catalogue;
mod data;
mod draft;
mod entry;
mod environment;
mod faults;
mod faulty;
mod fields;
mod files;
pub mod invariants;
mod literal;
mod pick;
mod plan;
mod platform;
mod program;
mod programs;
mod scaling;
mod trigger;
mod workload;
mod world;

pub use faulty::{Faulty, faults, faulty};
pub use platform::{Platform, Refused};
pub use program::Program;
pub use programs::{programs, programs_of};
