//! The parser: the only module tree that knows pest.

use super::ast::Ast;
use crate::diagnostic::Diagnostics;
use crate::source::{FileId, Sources};

/// How deep blocks and lists may nest.
pub const MAX_DEPTH: usize = 64;
/// The largest file, in bytes.
pub const MAX_FILE_BYTES: usize = 16 << 20;
/// The longest line, in bytes.
pub const MAX_LINE_BYTES: usize = 1 << 20;

/// Parses one file. Always gives a tree; what could not be read is left out of it and told in `diagnostics`.
pub fn parse(sources: &Sources, file: FileId, diagnostics: &mut Diagnostics) -> Ast {
    let _ = (sources, diagnostics);
    Ast { file, entries: Vec::new(), comments: Vec::new() }
}
