//! Where entries stand in a text: what has to go with one that is taken out, and where a new one belongs.

use crate::source::{Span, index};
use crate::syntax::ast::{Ast, Block, Entry, Value, ValueKind};

/// How much deeper than its owner an entry stands.
const STEP: &str = "  ";

/// Entries with a block that mean nothing once it is empty.
const SAYS_NOTHING_ALONE: [&str; 11] = [
    "override",
    "defaults",
    "set",
    "size",
    "flux",
    "gateway",
    "security",
    "resources",
    "labels",
    "annotations",
    "env",
];

/// A file as text and tree.
pub(super) struct Page<'a> {
    pub(super) text: &'a str,
    pub(super) ast: &'a Ast,
}

/// A range of the text and what it becomes.
pub(super) type Written = (u32, u32, String);

impl<'a> Page<'a> {
    /// The innermost entry that holds a place.
    pub(super) fn entry(&self, at: Span) -> Option<&'a Entry> {
        innermost(&self.ast.entries, at)
    }

    /// The same, if it is no declaration.
    pub(super) fn entry_below(&self, at: Span) -> Option<&'a Entry> {
        self.entry(at).filter(|entry| !self.declares(entry))
    }

    fn declares(&self, entry: &Entry) -> bool {
        self.ast.entries.iter().any(|declared| declared.span == entry.span)
    }

    /// Puts an entry into a block.
    pub(super) fn within(&self, entry: &Entry, owner: &str) -> Written {
        let text = self.slice(index(entry.span.start), index(entry.span.end));
        (entry.span.start, entry.span.end, format!("{owner} {{ {text} }}"))
    }

    /// Calls an entry otherwise, by its word or its name.
    pub(super) fn renamed(&self, entry: &Entry, from: &str, to: &str) -> Option<Written> {
        let names = [Some(&entry.word), entry.label.as_ref()];
        let name = names.into_iter().flatten().find(|name| name.text == from)?;
        Some((name.span.start, name.span.end, to.to_owned()))
    }

    /// The entry that goes when another one is taken out: a layer or a group of settings that would be left empty says
    /// nothing and goes as a whole.
    pub(super) fn outermost<'e>(&'e self, entry: &'e Entry) -> &'e Entry
    where
        'a: 'e,
    {
        let mut gone = entry;
        while let Some(owner) = owner(&self.ast.entries, gone)
            && SAYS_NOTHING_ALONE.contains(&owner.word.text.as_str())
            && owner.value.is_none()
            && !self.declares(owner)
            && block_of(owner).is_some_and(|block| block.entries.len() == 1)
        {
            gone = owner;
        }
        gone
    }

    /// Takes an entry out: with its documentation and its line, or with the comma that separates it.
    pub(super) fn without(&self, entry: &Entry) -> Written {
        let owner = owner(&self.ast.entries, entry).filter(|owner| !self.declares(owner));
        if let Some((value, block)) = owner.and_then(around_only_one) {
            return (value.end, block.end, String::new());
        }
        let start = entry.docs.first().map_or(entry.span.start, |doc| doc.start);
        let (from, to) = (index(start), index(entry.span.end));
        let line = self.line_start(from);
        let rest = self.rest_of_line(to);
        let alone = self.slice(line, from).trim().is_empty();
        let tail = rest.trim_start().trim_start_matches(',').trim_start();
        if !alone || !(tail.is_empty() || tail.starts_with("//")) {
            return self.without_in_row(from, to);
        }
        let end = (to + rest.len() + 1).min(self.text.len());
        let blank = |line: &str| !line.is_empty() && line.trim().is_empty();
        let next = self.text.get(end..).and_then(|rest| rest.split_inclusive('\n').next()).unwrap_or("");
        let before = self.slice(0, line);
        let gap = before.is_empty() || before.ends_with("\n\n") || before.ends_with("\n\r\n");
        let more = if gap && blank(next) { next.len() } else { 0 };
        written(line, end + more, "")
    }

    /// Takes something out that stands in a row with others: with one comma, if there is one.
    fn without_in_row(&self, from: usize, to: usize) -> Written {
        let behind = self.text.get(to..).unwrap_or("");
        let after = behind.trim_start_matches([' ', '\t']);
        if let Some(rest) = after.strip_prefix(',') {
            let rest = rest.trim_start_matches([' ', '\t']);
            return written(from, self.text.len() - rest.len(), "");
        }
        let before = self.slice(0, from).trim_end();
        match before.strip_suffix(',') {
            Some(kept) => written(kept.len(), to, ""),
            // The only one: `{ a: 1 }` becomes `{}`.
            None if before.ends_with(['{', '[']) && after.starts_with(['}', ']']) => {
                written(before.len(), self.text.len() - after.len(), "")
            }
            None => written(from, to, ""),
        }
    }

    /// Takes an item out of the list that an entry has.
    pub(super) fn without_item(&self, entry: &Entry, at: Span) -> Option<Written> {
        let item = entry.value.as_ref().and_then(|value| item(value, at))?;
        let (from, to) = (index(item.span.start), index(item.span.end));
        let (line, rest) = (self.line_start(from), self.rest_of_line(to));
        if self.slice(line, from).trim().is_empty() && rest.trim().trim_start_matches(',').is_empty() {
            return Some(written(line, (to + rest.len() + 1).min(self.text.len()), ""));
        }
        Some(self.without_in_row(from, to))
    }

    /// Gives an entry another value.
    pub(super) fn with_value(&self, entry: &Entry, text: &str) -> Option<Written> {
        let span = entry.value.as_ref()?.span;
        Some((span.start, span.end, text.to_owned()))
    }

    /// Gives a place another value: the value of an entry, an item in it, or, where the place is the whole entry, its
    /// value. A declaration as a whole has none.
    pub(super) fn with_value_at(&self, at: Span, text: &str) -> Option<Written> {
        let entry = self.entry(at)?;
        let value = entry.value.as_ref()?;
        let span = match item(value, at) {
            Some(item) => item.span,
            // One end of a range.
            None if matches!(value.kind, ValueKind::Range(..)) && holds(value.span, at) => at,
            None if holds(value.span, at) => value.span,
            None if !self.declares(entry) && (holds(at, value.span) || holds(entry.head(), at)) => value.span,
            None => return None,
        };
        Some((span.start, span.end, text.to_owned()))
    }

    /// Writes an entry into the block of another one, below the entries of `path`.
    pub(super) fn with_entry(&self, owner: &Entry, path: &[String], entry: &str) -> Written {
        let Some((first, inner)) = path.split_first() else { return self.with_in_block(owner, entry) };
        match block_of(owner).and_then(|block| block.entries.iter().find(|entry| is_called(entry, first))) {
            Some(found) => self.with_entry(found, inner, entry),
            None => {
                let text =
                    path.iter().rev().fold(entry.to_owned(), |inner, outer| format!("{outer} {{ {inner} }}"));
                self.with_in_block(owner, &text)
            }
        }
    }

    /// Writes an item into the list of the entry `list` in the block of another one.
    pub(super) fn with_item(&self, owner: &Entry, list: &str, new: &str) -> Written {
        let entries = block_of(owner).map_or([].as_slice(), |block| &block.entries);
        let found =
            entries.iter().find(|entry| is_called(entry, list)).and_then(|entry| entry.value.as_ref());
        match found.map(|value| (&value.kind, value.span)) {
            Some((ValueKind::List(items), span)) => self.with_in_list(items, span, new),
            Some((_, span)) => {
                let old = self.slice(index(span.start), index(span.end));
                (span.start, span.end, format!("[{old}, {new}]"))
            }
            None => self.with_in_block(owner, &format!("{list}: [{new}]")),
        }
    }

    fn with_in_list(&self, items: &[Value], list: Span, new: &str) -> Written {
        let Some(last) = items.last() else { return (list.start, list.end, format!("[{new}]")) };
        let end = index(last.span.end);
        let comma =
            self.text.get(end..).is_some_and(|rest| rest.trim_start_matches([' ', '\t']).starts_with(','));
        let from = index(last.span.start);
        let indent = self.slice(self.line_start(from), from);
        match indent.trim().is_empty() {
            true if comma => written(end, end, &format!(",\n{indent}{new}")),
            true => written(end, end, &format!("\n{indent}{new}")),
            false => written(end, end, &format!(", {new}")),
        }
    }

    fn with_in_block(&self, owner: &Entry, entry: &str) -> Written {
        let Some(block) = block_of(owner) else {
            let end = index(owner.span.end);
            return written(end, end, &format!(" {{ {entry} }}"));
        };
        let (open, close) = (index(block.span.start), self.close(block));
        let inside = self.slice(open + 1, close);
        if inside.trim().is_empty() {
            return written(open + 1, close, &format!(" {entry} "));
        }
        let line = self.line_start(close);
        if inside.contains('\n') && self.slice(line, close).trim().is_empty() {
            let indent = self.indent_of(block, owner);
            return written(line, line, &format!("{indent}{entry}\n"));
        }
        match block.entries.last() {
            Some(last) => {
                let end = index(last.span.end);
                let comma = self.slice(end, close).trim_start_matches([' ', '\t']).starts_with(',');
                let at =
                    if comma { end + self.slice(end, close).find(',').map_or(0, |at| at + 1) } else { end };
                written(at, at, &format!("{} {entry}", if comma { "" } else { "," }))
            }
            None => written(close, close, &format!("{entry} ")),
        }
    }

    /// Where the brace stands that closes a block; the block's end if there is none.
    fn close(&self, block: &Block) -> usize {
        let end = index(block.span.end);
        let inside = self.slice(index(block.span.start) + 1, end);
        let is_closed =
            inside.ends_with('}') && block.entries.last().is_none_or(|last| index(last.span.end) < end);
        end - usize::from(is_closed)
    }

    /// The indentation of the entries of a block that has lines of its own.
    fn indent_of(&self, block: &Block, owner: &Entry) -> String {
        let indent = |entry: &Entry| {
            let start = index(entry.span.start);
            Some(self.slice(self.line_start(start), start)).filter(|text| text.trim().is_empty())
        };
        let own = block.entries.iter().rev().find_map(indent).map(str::to_owned);
        own.unwrap_or_else(|| {
            let start = index(owner.span.start);
            let line = self.slice(self.line_start(start), start);
            let blanks = line.len() - line.trim_start().len();
            format!("{}{STEP}", line.get(..blanks).unwrap_or(""))
        })
    }

    /// Writes a `use` line behind the others; `None` if it is there.
    pub(super) fn with_use(&self, path: &str) -> Option<Written> {
        let uses = || self.ast.entries.iter().filter(|entry| entry.word.text == "use");
        let quoted = format!("\"{path}\"");
        let is_there =
            |entry: &Entry| self.slice(index(entry.span.start), index(entry.span.end)).ends_with(&quoted);
        if uses().any(is_there) {
            return None;
        }
        if let Some(last) = uses().next_back() {
            let end = index(last.span.end);
            return Some(written(end, end, &format!("\nuse {quoted}")));
        }
        let first = self.ast.entries.first();
        let start = first.map_or(0, |entry| entry.docs.first().map_or(entry.span.start, |doc| doc.start));
        Some((start, start, format!("use {quoted}\n\n")))
    }

    /// Writes a declaration behind the last one that begins with the same word, or before the environment.
    pub(super) fn with_declaration(&self, text: &str) -> Written {
        let word = text.split([' ', ':']).next().unwrap_or(text);
        let declarations = &self.ast.entries;
        if let Some(last) = declarations.iter().rev().find(|entry| entry.word.text == word) {
            let end = index(last.span.end);
            let end = end + self.rest_of_line(end).len();
            return written(end, end, &format!("\n{text}"));
        }
        if let Some(first) = declarations.iter().find(|entry| entry.word.text == "environment") {
            let start = first.docs.first().map_or(first.span.start, |doc| doc.start);
            return (start, start, format!("{text}\n\n"));
        }
        let end = self.text.len();
        let gap = if self.text.is_empty() || self.text.ends_with('\n') { "" } else { "\n" };
        written(end, end, &format!("{gap}\n{text}\n"))
    }

    fn slice(&self, from: usize, to: usize) -> &'a str {
        self.text.get(from..to).unwrap_or("")
    }

    fn line_start(&self, at: usize) -> usize {
        self.slice(0, at).rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// What follows on the line, without its end.
    fn rest_of_line(&self, at: usize) -> &'a str {
        let rest = self.text.get(at..).unwrap_or("");
        rest.split('\n').next().unwrap_or("")
    }
}

fn written(from: usize, to: usize, text: &str) -> Written {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    (offset(from), offset(to), text.to_owned())
}

fn holds(outer: Span, inner: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// The entries that may hold a span: they stand in the order of the text, so all before are behind it.
fn around(entries: &[Entry], at: Span) -> impl Iterator<Item = &Entry> {
    let before = entries.partition_point(|entry| entry.span.end < at.start);
    entries.iter().skip(before).take_while(move |entry| entry.span.start <= at.start)
}

fn innermost(entries: &[Entry], at: Span) -> Option<&Entry> {
    let entry = around(entries, at).find(|entry| holds(entry.span, at))?;
    let in_block = entry.block.as_ref().and_then(|block| innermost(&block.entries, at));
    let in_value = || entry.value.as_ref().and_then(|value| in_value(value, at));
    Some(in_block.or_else(in_value).unwrap_or(entry))
}

/// The value and the block of an entry that has a value and one entry only in its block; of it, the value stays.
fn around_only_one(owner: &Entry) -> Option<(Span, Span)> {
    let (value, block) = (owner.value.as_ref()?, owner.block.as_ref()?);
    (block.entries.len() == 1).then_some((value.span, block.span))
}

/// The entry in whose block another one stands.
fn owner<'e>(entries: &'e [Entry], inner: &Entry) -> Option<&'e Entry> {
    let around = around(entries, inner.span)
        .find(|entry| holds(entry.span, inner.span) && entry.span != inner.span)?;
    let block = block_of(around)?;
    owner(&block.entries, inner).or(Some(around))
}

fn in_value(value: &Value, at: Span) -> Option<&Entry> {
    match &value.kind {
        ValueKind::Record(block) => innermost(&block.entries, at),
        ValueKind::List(items) => items.iter().find_map(|item| in_value(item, at)),
        _ => None,
    }
}

fn item(value: &Value, at: Span) -> Option<&Value> {
    let ValueKind::List(items) = &value.kind else { return None };
    let found = items.iter().find(|item| holds(item.span, at))?;
    item(found, at).or(Some(found))
}

/// The block of an entry, also where it stands in the place of its value.
fn block_of(entry: &Entry) -> Option<&Block> {
    let record = || match &entry.value.as_ref()?.kind {
        ValueKind::Record(block) => Some(block),
        _ => None,
    };
    entry.block.as_ref().or_else(record)
}

/// Whether an entry is `word` or `word name`.
fn is_called(entry: &Entry, name: &str) -> bool {
    match (name.split_once(' '), &entry.label) {
        (Some((word, label)), Some(own)) => entry.word.text == word && own.text == label,
        (None, None) => entry.word.text == name,
        _ => false,
    }
}
