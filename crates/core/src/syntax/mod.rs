//! Text to syntax tree.

pub mod ast;
mod parse;

pub use parse::{MAX_DEPTH, MAX_FILE_BYTES, MAX_LINE_BYTES, decode, not_utf8, parse};
