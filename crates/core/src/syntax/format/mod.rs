//! Tree and text to canonical text: the layout of a file without its meaning.
//!
//! The tree says what stands in a file, the text says how it was written. [`group`] decides what stays on one line, [`lines`]
//! puts one member a line and every comment at its place, [`words`] writes what is never broken, [`literal`] moves strings
//! of several lines without changing them.

mod group;
mod lines;
mod literal;
#[cfg(test)]
mod tests;
mod words;

use super::ast::Ast;
use super::{MAX_FILE_BYTES, MAX_LINE_BYTES};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Span, index};
use group::Group;

/// The most columns of a line that holds a whole block or list; one column a character.
const COLUMNS: usize = 100;
/// The blanks of one level.
const LEVEL: &str = "  ";

/// The canonical text of a file from which `ast` was read without an error. It is read as the same tree, with the same
/// comments; a byte order mark and carriage returns are left out. `None` if it would be too large to be read, which is said.
#[must_use]
pub(crate) fn format(source: &str, ast: &Ast, diagnostics: &mut Diagnostics) -> Option<String> {
    let mut printer = Printer::new(source, &ast.comments);
    let written = printer.lines(&Group::file(source, &ast.entries));
    let mut text = printer.out;
    if !text.is_empty() {
        text.push('\n');
    }
    let is_readable = text.len() <= MAX_FILE_BYTES && text.lines().all(|line| line.len() < MAX_LINE_BYTES);
    if written.is_none() || !is_readable {
        diagnostics.push(too_large(ast.file));
        return None;
    }
    Some(text)
}

fn too_large(file: FileId) -> Diagnostic {
    let message = "with its lines indented, this file is longer than fluo reads";
    Diagnostic::new(Code::TooLarge, Span::new(file, 0, 0), message)
        .help("split it, or read long texts with `file(\"…\")`")
}

/// `None` if what was written does not fit on the line that it has to stay on, or into a file.
type Fits = Option<()>;

/// Writes the text of one file.
struct Printer<'a> {
    source: &'a str,
    /// Those that are still to be written, in order.
    comments: &'a [Span],
    out: String,
    /// How many levels deep the current line stands.
    depth: usize,
    /// How many characters the current line has.
    column: usize,
    /// While a group is written on one line, the most that the line may have.
    limit: Option<usize>,
}

impl<'a> Printer<'a> {
    fn new(source: &'a str, comments: &'a [Span]) -> Self {
        let out = String::with_capacity(source.len());
        Self { source, comments, out, depth: 0, column: 0, limit: None }
    }

    /// Writes text that has no line break.
    fn text(&mut self, text: &str) -> Fits {
        self.column += text.chars().count();
        self.out.push_str(text);
        let fits = self.limit.is_none_or(|limit| self.column <= limit);
        (fits && self.out.len() <= MAX_FILE_BYTES).then_some(())
    }

    /// Writes what stands under a span, as it is.
    fn verbatim(&mut self, span: Span) -> Fits {
        self.text(slice(self.source, span))
    }

    /// Begins a line, at the start of the text none before it.
    fn line(&mut self) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.column = 0;
        for _ in 0..self.depth {
            self.out.push_str(LEVEL);
            self.column += LEVEL.len();
        }
    }
}

/// What stands under a span.
fn slice(source: &str, span: Span) -> &str {
    source.get(index(span.start)..index(span.end)).unwrap_or_default()
}
