//! Which files make a program, and what they declare.

mod elsewhere;
mod glob;
mod imports;
mod names;

pub use elsewhere::elsewhere;
pub use imports::{Extent, Program, load, named_by};
pub use names::{Names, SchemaDecl, ValueDecl, ValueWord, WORDS, names};
