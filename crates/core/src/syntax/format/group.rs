//! What stands between brackets: on one line where it was written on one and fits, else one member a line.

use super::{COLUMNS, Fits, Printer};
use crate::source::{Span, index};
use crate::syntax::ast::{Block, Entry, Value};

/// The members of a file, block, list or call. One of the two slices is empty.
pub(super) struct Group<'a> {
    brackets: (&'static str, &'static str),
    /// What stands inside of the brackets if it is one line.
    padding: &'static str,
    pub(super) entries: &'a [Entry],
    pub(super) items: &'a [Value],
    /// The offsets behind the opening bracket and before the closing one.
    pub(super) from: usize,
    pub(super) to: usize,
}

impl<'a> Group<'a> {
    /// The whole file, which has no brackets.
    pub(super) fn file(source: &str, entries: &'a [Entry]) -> Self {
        let mark = if source.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
        Self { brackets: ("", ""), padding: "", entries, items: &[], from: mark, to: source.len() }
    }

    /// A block.
    pub(super) fn block(block: &'a Block) -> Self {
        Self { padding: " ", entries: &block.entries, ..Self::between(("{", "}"), block.span) }
    }

    /// A list under this span.
    pub(super) fn list(items: &'a [Value], span: Span) -> Self {
        Self { items, ..Self::between(("[", "]"), span) }
    }

    /// The arguments of a call; their span begins with the parenthesis.
    pub(super) fn arguments(items: &'a [Value], span: Span) -> Self {
        Self { items, ..Self::between(("(", ")"), span) }
    }

    fn between(brackets: (&'static str, &'static str), span: Span) -> Self {
        let (from, to) = (index(span.start) + 1, index(span.end).saturating_sub(1));
        Self { brackets, padding: "", entries: &[], items: &[], from, to }
    }

    fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.items.is_empty()
    }
}

impl<'a> Printer<'a> {
    /// Writes a group, behind which `rest` more columns have to fit on its line.
    pub(super) fn group(&mut self, group: &Group<'a>, rest: usize) -> Fits {
        let (open, close) = group.brackets;
        if self.is_bare(group) {
            self.text(open)?;
            return self.text(close);
        }
        if self.limit.is_some() {
            return self.on_one_line(group);
        }
        let (end, column) = (self.out.len(), self.column);
        if self.was_one_line(group) {
            self.limit = Some(COLUMNS.saturating_sub(rest));
            let fits = self.on_one_line(group);
            self.limit = None;
            if fits.is_some() {
                return fits;
            }
            self.out.truncate(end);
            self.column = column;
        }
        self.text(open)?;
        self.depth += 1;
        self.lines(group)?;
        self.depth -= 1;
        self.line();
        self.text(close)
    }

    /// Whether nothing stands between the brackets.
    pub(super) fn is_bare(&self, group: &Group<'a>) -> bool {
        group.is_empty() && self.comments.first().is_none_or(|comment| index(comment.start) >= group.to)
    }

    /// Whether the brackets stand on one line of the source. There are no comments between them, then.
    fn was_one_line(&self, group: &Group<'a>) -> bool {
        self.source.get(group.from..group.to).is_some_and(|text| !text.contains('\n'))
    }

    fn on_one_line(&mut self, group: &Group<'a>) -> Fits {
        let (open, close) = group.brackets;
        self.text(open)?;
        self.text(group.padding)?;
        for (place, entry) in group.entries.iter().enumerate() {
            self.text(if place > 0 { ", " } else { "" })?;
            self.entry(entry)?;
        }
        for (place, item) in group.items.iter().enumerate() {
            self.text(if place > 0 { ", " } else { "" })?;
            self.value(item, 0)?;
        }
        self.text(group.padding)?;
        self.text(close)
    }
}
