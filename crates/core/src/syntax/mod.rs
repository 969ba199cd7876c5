//! Text to syntax tree, and back to canonical text.

pub mod ast;
mod format;
mod indentation;
mod parse;
#[cfg(not(target_family = "wasm"))]
pub(crate) mod ready;
mod trees;

pub(crate) use format::format;
pub use parse::{MAX_DEPTH, MAX_FILE_BYTES, MAX_LINE_BYTES, decode, not_utf8, parse};
pub(crate) use parse::{is_name, words};
pub use trees::Trees;
