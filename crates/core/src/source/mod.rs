//! Where text comes from: files, spans in them, and the loader that a front provides.

mod line_index;
mod loader;
mod path;

pub use line_index::{LineIndex, Position};
pub use loader::{LoadError, Loader, MemoryLoader};
pub use path::{PathError, join_path, parent_path};

use std::sync::{Arc, OnceLock};

/// A file of the program, by its place in [`Sources`].
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A stretch of bytes in a file: `start` is included, `end` is not.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

/// An offset of a [`Span`] as an index into a text; offsets have 32 bits because files are smaller than that.
#[must_use]
pub(crate) fn index(offset: u32) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

impl Span {
    /// A span from `start` to `end` (bytes) of `file`.
    #[must_use]
    pub fn new(file: FileId, start: u32, end: u32) -> Self {
        Self { file, start, end }
    }

    /// The smallest span that holds both; `other` must be in the same file, else `self` is returned.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        if self.file != other.file {
            return self;
        }
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The empty span at the start of this one.
    #[must_use]
    pub fn at_start(self) -> Span {
        Span { end: self.start, ..self }
    }

    /// The empty span at the end of this one.
    #[must_use]
    pub fn at_end(self) -> Span {
        Span { start: self.end, ..self }
    }
}

/// One source file: its path relative to the project root (`/` separated), its text, its line starts.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Path relative to the project root, or `<prelude>/…` and `<std>/…` for files that come with fluo.
    pub path: Arc<str>,
    /// The text, valid UTF-8; a leading byte order mark stays in it.
    pub text: Arc<str>,
    /// Found once somebody asks: most files are never spoken of.
    lines: OnceLock<LineIndex>,
}

impl SourceFile {
    /// Whether it comes with fluo.
    #[must_use]
    pub fn is_built_in(&self) -> bool {
        self.path.starts_with("<prelude>/") || self.path.starts_with("<std>/")
    }

    /// The line starts of this file.
    #[must_use]
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }
}

/// An offset in the bytes of a text as one in UTF-16 code units, as JavaScript and most editors count; a byte order mark counts.
#[must_use]
pub fn to_utf16(text: &str, offset: u32) -> u32 {
    let before = text.get(..index(offset)).unwrap_or(text);
    let units = if before.is_ascii() { before.len() } else { before.encode_utf16().count() };
    u32::try_from(units).unwrap_or(u32::MAX)
}

/// An offset in the UTF-16 code units of a text as one in bytes; one inside of a character is that character's start, one
/// behind the end is the end.
#[must_use]
pub fn from_utf16(text: &str, offset: u32) -> u32 {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += u32::try_from(c.len_utf16()).unwrap_or(1);
        if units > offset {
            return u32::try_from(at).unwrap_or(u32::MAX);
        }
    }
    u32::try_from(text.len()).unwrap_or(u32::MAX)
}

/// All files that a compilation has read, in the order in which they were read.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Adds a file and returns its id.
    pub fn add(&mut self, path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> FileId {
        let text = text.into();
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(SourceFile { path: path.into(), lines: OnceLock::new(), text });
        id
    }

    /// The file with this id.
    #[must_use]
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(index(id.0))
    }

    /// The path of a file, or `?` for an id that is not of this set.
    #[must_use]
    pub fn path(&self, id: FileId) -> &str {
        self.get(id).map_or("?", |f| &f.path)
    }

    /// The text under a span, or the empty string if the span is not in a file of this set.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        self.get(span.file).and_then(|f| f.text.get(index(span.start)..index(span.end))).unwrap_or("")
    }

    /// Line and column of the start of a span.
    #[must_use]
    pub fn position(&self, span: Span) -> Position {
        self.get(span.file)
            .map_or(Position { line: 1, column: 1 }, |f| f.lines().position(&f.text, span.start))
    }

    /// All files with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(i, f)| (FileId(u32::try_from(i).unwrap_or(u32::MAX)), f))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_in_code_units_go_both_ways() {
        let text = "a\u{fc}\u{1f980}b";
        let pairs = [(0, 0), (1, 1), (3, 2), (7, 4), (8, 5)];
        for (bytes, units) in pairs {
            assert_eq!((to_utf16(text, bytes), from_utf16(text, units)), (units, bytes));
        }
        assert_eq!((from_utf16(text, 3), from_utf16(text, 99), to_utf16(text, 99)), (3, 8, 5));
    }
}
