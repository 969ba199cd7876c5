//! Strings: as they were written, but for the indentation of those of several lines, which is not part of their text.

use super::{Fits, LEVEL, Printer, slice};
use crate::source::Span;
use crate::syntax::indentation::{indentation, is_blank};

/// How many bytes the quotes of a string of several lines have.
const QUOTES: usize = 3;

impl Printer<'_> {
    /// A string with its quotes. Its lines stand a level deeper than the line that it begins on, or as deep as its quotes
    /// if those begin the line.
    pub(super) fn literal(&mut self, span: Span) -> Fits {
        let text = slice(self.source, span);
        if !text.contains('\n') {
            return self.text(text);
        }
        let body = text.get(QUOTES..text.len().saturating_sub(QUOTES)).unwrap_or_default();
        let deeper = usize::from(self.column > self.depth * LEVEL.len());
        self.depth += deeper;
        let quotes = text.get(..QUOTES).unwrap_or_default();
        self.text(quotes)?;
        self.body(body)?;
        self.depth -= deeper;
        self.text(quotes)
    }

    /// What stands between the quotes. Blanks that are the whole of a line are left out; behind the opening quotes they
    /// are a line of the text, which becomes an empty one.
    fn body(&mut self, body: &str) -> Fits {
        let shared = indentation(body);
        let mut lines = body.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
        match lines.next().unwrap_or_default() {
            "" => {}
            first if is_blank(first) => self.out.push('\n'),
            first => self.text(first)?,
        }
        let mut lines = lines.peekable();
        while let Some(line) = lines.next() {
            match (is_blank(line), lines.peek()) {
                (true, Some(_)) => self.out.push('\n'),
                (true, None) => self.line(),
                (false, _) => {
                    self.line();
                    self.text(line.strip_prefix(shared).unwrap_or(line))?;
                }
            }
        }
        Some(())
    }
}
