//! The lines of a YAML document in block style, and which of them says what.

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// One line of block style: where its content starts, how deep, and what the content is.
#[derive(Copy, Clone, Debug)]
pub(super) struct Line {
    start: usize,
    end: usize,
    depth: usize,
}

impl Line {
    /// The line between two offsets.
    fn of(chunk: &str, (start, end): (usize, usize)) -> Self {
        let depth = indentation(chunk.get(start..end).unwrap_or(""));
        Self { start: start + depth, end, depth }
    }

    /// The place of the content, without what trails it.
    fn place(self, chunk: &str) -> (usize, usize) {
        (self.start, self.start + self.text(chunk).trim_end().len())
    }

    fn text(self, chunk: &str) -> &str {
        chunk.get(self.start..self.end).unwrap_or("")
    }
}

/// The lines that hold one value: the first may begin behind the `-` of an item.
#[derive(Copy, Clone, Debug)]
pub(super) struct Region<'a> {
    chunk: &'a str,
    first: Option<Line>,
    rest: &'a [Line],
}

/// A line of a region that says one of its values, by key or by its place in the list, and the lines below.
pub(super) struct Child<'a> {
    /// Where its content stands.
    pub(super) place: (usize, usize),
    /// What it holds.
    pub(super) region: Region<'a>,
}

impl Child<'_> {
    /// From the start of its line to the end of the last one below.
    pub(super) fn extent(&self) -> (usize, usize) {
        let before = self.region.chunk.get(..self.place.0).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        (start, self.region.rest.last().map_or(self.place.1, |line| line.end))
    }
}

/// The lines of a document that say something.
pub(super) fn content_lines(chunk: &str) -> Vec<Line> {
    let said = lines(chunk).filter(|(start, end)| is_content(content(chunk, *start, *end)));
    said.map(|line| Line::of(chunk, line)).collect()
}

impl<'a> Region<'a> {
    /// All lines of a document.
    pub(super) fn new(chunk: &'a str, lines: &'a [Line]) -> Self {
        Self { chunk, first: None, rest: lines }
    }

    fn lines(self) -> impl Iterator<Item = (Line, &'a [Line])> {
        let below = self.rest.iter().enumerate();
        let below = below.map(move |(at, line)| (*line, self.rest.get(at + 1..).unwrap_or_default()));
        self.first.map(|line| (line, self.rest)).into_iter().chain(below)
    }

    /// How deep its values stand, and whether they are those of a list.
    fn form(self) -> Option<(usize, bool)> {
        let (first, _) = self.lines().next()?;
        Some((first.depth, is_item(first.text(self.chunk))))
    }

    /// The items, if it is a list.
    pub(super) fn items(self) -> impl Iterator<Item = Child<'a>> {
        let depth = self.form().filter(|(_, list)| *list).map(|(depth, _)| depth);
        let lines =
            self.lines().filter(move |(line, _)| Some(line.depth) == depth && is_item(line.text(self.chunk)));
        lines.map(move |(line, below)| {
            let inner = line.text(self.chunk).get(1..).unwrap_or("");
            let skip = 1 + indentation(inner);
            let head = Line { start: line.start + skip, end: line.end, depth: line.depth + skip };
            let first = (!inner.trim().is_empty()).then_some(head);
            let rest = leading(below, |next| next.depth > line.depth);
            Child { place: line.place(self.chunk), region: Region { chunk: self.chunk, first, rest } }
        })
    }

    /// The members by their keys, if it is a map.
    pub(super) fn members(self) -> impl Iterator<Item = (&'a str, Child<'a>)> {
        let depth = self.form().filter(|(_, list)| !list).map(|(depth, _)| depth);
        let lines = self.lines().filter(move |(line, _)| Some(line.depth) == depth);
        lines.filter_map(move |(line, below)| {
            let key = key_of(line.text(self.chunk)).filter(|_| !is_item(line.text(self.chunk)))?;
            let item = |next: &Line| next.depth == line.depth && is_item(next.text(self.chunk));
            let rest = leading(below, |next| next.depth > line.depth || item(next));
            let region = Region { chunk: self.chunk, first: None, rest };
            Some((key, Child { place: line.place(self.chunk), region }))
        })
    }

    /// The members by their keys; of two with one key the first.
    pub(super) fn by_key(self) -> FxHashMap<&'a str, Child<'a>> {
        let mut found = FxHashMap::default();
        self.members().for_each(|(key, child)| {
            found.entry(key).or_insert(child);
        });
        found
    }

    /// What a step leads to: the key of a map, the place in a list.
    pub(super) fn child(self, step: &str) -> Option<Child<'a>> {
        match self.form()? {
            (_, true) => self.items().nth(step.parse().ok()?),
            (_, false) => self.members().find(|(key, _)| *key == step).map(|(_, child)| child),
        }
    }
}

fn leading(lines: &[Line], holds: impl Fn(&Line) -> bool) -> &[Line] {
    let end = lines.iter().position(|line| !holds(line)).unwrap_or(lines.len());
    lines.get(..end).unwrap_or_default()
}

/// Follows a path through the lines of block style, as far as it leads: what follows is in flow style, on the lines of what was
/// found last.
pub(super) fn locate(chunk: &str, path: &[SmolStr]) -> Option<(usize, usize)> {
    let lines = content_lines(chunk);
    let (mut region, mut found) = (Region::new(chunk, &lines), None);
    for step in path {
        let Some(child) = region.child(step) else { break };
        found = Some(child.place);
        region = child.region;
    }
    found
}

pub(super) fn first_line(chunk: &str) -> Option<(usize, usize)> {
    lines(chunk)
        .find(|(start, end)| is_content(content(chunk, *start, *end)))
        .map(|line| trimmed(chunk, line))
}

/// The lines of a text by their offsets, without line ends.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, start + line.trim_end_matches(['\n', '\r']).len())
    })
}

pub(super) fn content(text: &str, start: usize, end: usize) -> &str {
    text.get(start..end).unwrap_or("").trim_start()
}

fn is_content(line: &str) -> bool {
    !line.is_empty() && !line.starts_with('#')
}

/// A line without its indentation and what trails it.
pub(super) fn trimmed(text: &str, line: (usize, usize)) -> (usize, usize) {
    Line::of(text, line).place(text)
}

pub(super) fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// The key at the start of a line of block style.
pub(super) fn key_of(line: &str) -> Option<&str> {
    for quote in ['"', '\''] {
        if let Some(rest) = line.strip_prefix(quote) {
            let (key, rest) = rest.split_once(quote)?;
            return rest.trim_start().starts_with(':').then_some(key);
        }
    }
    let end = line.find(": ").or_else(|| line.trim_end().strip_suffix(':').map(str::len))?;
    line.get(..end).map(str::trim_end)
}

fn is_item(line: &str) -> bool {
    line.starts_with("- ") || line == "-"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_told_without_what_stands_around_it() {
        let of = |text: &'static str| lines(text).map(|line| trimmed(text, line)).map(|(a, b)| &text[a..b]);
        assert_eq!(of("  a: 1 \r\n\tb\n").collect::<Vec<_>>(), ["a: 1", "b"]);
        // Only blanks and tabs indent.
        assert_eq!(of(" \r\u{c}ä \n\u{3000}ä\n   \n").collect::<Vec<_>>(), ["\r\u{c}ä", "\u{3000}ä", ""]);
    }
}
