//! The parser: the only module tree that knows pest.
//!
//! [`scan`](mod@scan) looks at the bytes and refuses what no tree should be made of; the grammar recognises the
//! text and never fails; [`node`] lists what it took; [`tree`] makes entries of that, with [`value`], [`types`] and
//! [`text`] for what stands in them; [`trouble`] says what does not belong.

mod brackets;
mod grammar;
mod habit;
mod node;
mod scan;
#[cfg(test)]
mod tests;
mod text;
mod tree;
mod trouble;
mod types;
mod value;
mod yaml;

use super::ast::Ast;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Sources, Span};
use grammar::{Grammar, Rule};
use node::{Nodes, taken};
use pest::Parser;
use tree::Tree;
pub(crate) use value::{is_name, words};

/// How deep blocks and lists may nest.
pub const MAX_DEPTH: usize = 64;
/// The largest file, in bytes.
pub const MAX_FILE_BYTES: usize = 16 << 20;
/// The longest line, in bytes.
pub const MAX_LINE_BYTES: usize = 1 << 20;

/// Parses one file. Always gives a tree; what could not be read is left out of it and told in `diagnostics`.
pub fn parse(sources: &Sources, file: FileId, diagnostics: &mut Diagnostics) -> Ast {
    let text = sources.get(file).map_or("", |source| &source.text);
    let empty = Ast { file, entries: Vec::new(), comments: Vec::new() };
    if !scan::scan(text, file, diagnostics) {
        return empty;
    }
    match Grammar::parse(Rule::file, text) {
        Ok(pairs) => {
            let taken = taken(pairs);
            let whole = Nodes::new(text, &taken).next();
            whole.map_or(empty, |node| Tree::new(text, file, diagnostics).file(node))
        }
        Err(error) => {
            // The grammar is total and how deep texts nest was looked at, so nothing leads here.
            let at = match error.location {
                pest::error::InputLocation::Pos(at) | pest::error::InputLocation::Span((at, _)) => offset(at),
            };
            let message = "this file can't be recognised";
            diagnostics.push(Diagnostic::new(Code::TooDeep, Span::new(file, at, at), message));
            empty
        }
    }
}

/// Decodes the bytes of a file. Where they are not UTF-8, replacement characters stand in the text, and the offset
/// of the first of them is given, for [`not_utf8`].
#[must_use]
pub fn decode(bytes: Vec<u8>) -> (String, Option<usize>) {
    match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(at))
        }
    }
}

/// The diagnostic for a file that [`decode`] could not read as UTF-8; `at` is the offset that it gave.
#[must_use]
pub fn not_utf8(file: FileId, at: usize) -> Diagnostic {
    let replacement = '\u{FFFD}'.len_utf8();
    Diagnostic::new(
        Code::InvalidUtf8,
        Span::new(file, offset(at), offset(at + replacement)),
        "this file is not UTF-8",
    )
    .label("the first byte that is not")
    .help("save the file as UTF-8")
}

/// A byte offset as spans hold it: files are far smaller than 4 GiB.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
