//! Which files make a program, and what they declare.

mod glob;
mod imports;
mod names;

pub use imports::{Program, Triggers, load};
pub use names::{Names, SchemaDecl, ValueDecl, ValueWord, names};
