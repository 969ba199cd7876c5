//! Edits of files by their paths: which of them can be made together, what they make of a text, and where a place is
//! afterwards.

use crate::diagnostic::{Checked, Code, Diagnostic, Fix};
use crate::source::{Sources, Span, index};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// Replaces a range of bytes of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Splice {
    pub(super) path: String,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) text: String,
}

impl Splice {
    /// What stands at one place keeps the order in which it was told.
    fn place(&self) -> (String, u32, u32) {
        (self.path.clone(), self.start, self.end)
    }
}

/// A fix with what it is for, free of the numbers that one compilation gave to its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Patch {
    pub(super) code: Code,
    pub(super) message: String,
    /// Whether the diagnostic was found in a settled environment.
    pub(super) settled: bool,
    pub(super) fix: Fix,
    /// File, offset and line (from 1) of the diagnostic.
    pub(super) at: (String, u32, u32),
    /// Sorted.
    pub(super) changes: Vec<Splice>,
}

impl Patch {
    /// The patch of a fix; `None` if it would change a file that nobody may write: one that comes with fluo, or
    /// one of another language that the diagnostic is not about.
    pub(super) fn new(sources: &Sources, of: &Diagnostic, fix: &Fix) -> Option<Self> {
        let mut changes = Vec::new();
        for edit in &fix.edits {
            let file = sources.get(edit.span.file)?;
            let foreign = !file.path.ends_with(".fluo") && edit.span.file != of.primary.span.file;
            let real = edit.span.start <= edit.span.end
                && file.text.get(index(edit.span.start)..index(edit.span.end)).is_some();
            if file.is_built_in() || foreign && !is_stdin(&file.path) || !real {
                return None;
            }
            changes.push(Splice {
                path: file.path.to_string(),
                start: edit.span.start,
                end: edit.span.end,
                text: with_line_ends_of(&file.text, &edit.text),
            });
        }
        changes.sort_by_key(Splice::place);
        let (path, start) = place(sources, of.primary.span);
        let line = sources.position(of.primary.span).line;
        Some(Self {
            code: of.code,
            message: of.message.clone(),
            settled: !of.environments.is_empty(),
            fix: fix.clone(),
            at: (path, start, line),
            changes,
        })
        .filter(|patch| !patch.changes.is_empty() && !patch.overlaps_itself())
    }

    /// Whether both can't be made at once: they change the same place, or places that touch.
    pub(super) fn clashes(&self, other: &Patch) -> bool {
        self.changes.iter().any(|a| other.changes.iter().any(|b| touch(a, b)))
    }

    /// Whether it changes nothing but this file, if one is named.
    pub(super) fn stays_in(&self, file: Option<&str>) -> bool {
        file.is_none_or(|file| self.changes.iter().all(|change| change.path == file))
    }

    /// Whether it changes a file.
    pub(super) fn changes_file(&self, path: &str) -> bool {
        self.changes.iter().any(|change| change.path == path)
    }

    /// Whether the other one is for a diagnostic that says the same of the same file.
    pub(super) fn is_alike(&self, other: &Patch) -> bool {
        (self.code, &self.message, &self.at.0) == (other.code, &other.message, &other.at.0)
    }

    /// Whether the other one does the same for the same diagnostic.
    pub(super) fn is_for(&self, other: &Patch) -> bool {
        let place = |patch: &Patch| (patch.at.0.clone(), patch.at.1);
        (self.code, place(self)) == (other.code, place(other))
            && (&self.message, &self.fix.title) == (&other.message, &other.fix.title)
    }

    /// Whether two of its own changes are of one place.
    fn overlaps_itself(&self) -> bool {
        let mut pairs = self.changes.iter().zip(self.changes.iter().skip(1));
        pairs.any(|(a, b)| a.path == b.path && b.start < a.end)
    }
}

fn is_stdin(path: &str) -> bool {
    path.ends_with('>')
}

/// The edit's text with the line ends that its file has.
fn with_line_ends_of(file: &str, text: &str) -> String {
    let returns = file.split_once('\n').is_some_and(|(first, _)| first.ends_with('\r'));
    if returns { text.replace("\r\n", "\n").replace('\n', "\r\n") } else { text.to_owned() }
}

fn touch(a: &Splice, b: &Splice) -> bool {
    a.path == b.path && a.start <= b.end && b.start <= a.end
}

/// A span as path and offset.
pub(super) fn place(sources: &Sources, span: Span) -> (String, u32) {
    (sources.path(span.file).to_owned(), span.start)
}

/// Changes that do not overlap, by file, each file's from its start to its end.
#[derive(Clone, Debug, Default)]
pub(super) struct Changes {
    by_path: BTreeMap<String, Vec<Splice>>,
}

impl Changes {
    /// Those of all patches.
    pub(super) fn of(patches: &[Patch]) -> Self {
        let mut by_path: BTreeMap<String, Vec<Splice>> = BTreeMap::new();
        for change in patches.iter().flat_map(|patch| &patch.changes) {
            by_path.entry(change.path.clone()).or_default().push(change.clone());
        }
        by_path.values_mut().for_each(|changes| changes.sort_by_key(Splice::place));
        Self { by_path }
    }

    /// Whether something of a file changes.
    pub(super) fn touch_file(&self, path: &str) -> bool {
        self.by_path.contains_key(path)
    }

    /// What they make of the files that were read.
    pub(super) fn apply(&self, seen: &[Checked]) -> BTreeMap<String, String> {
        let files = seen.iter().flat_map(|checked| checked.sources.iter());
        let mut texts = BTreeMap::new();
        for (_, file) in files {
            if let Some(changes) = self.by_path.get(&*file.path) {
                texts.entry(file.path.to_string()).or_insert_with(|| applied(&file.text, changes));
            }
        }
        texts
    }

    /// Where an offset of a file is afterwards: within the new text, if what stood there was replaced.
    pub(super) fn moved(&self, path: &str, offset: u32) -> RangeInclusive<u32> {
        let mut shift = 0;
        for change in self.by_path.get(path).into_iter().flatten() {
            let (start, new) = (i64::from(change.start), length(&change.text));
            if offset < change.start {
                break;
            }
            if offset < change.end {
                return clamp(start + shift)..=clamp(start + shift + (new - 1).max(0));
            }
            if change.start == change.end && offset == change.start {
                return clamp(start + shift)..=clamp(start + shift + new);
            }
            shift += new - (i64::from(change.end) - start);
        }
        let at = clamp(i64::from(offset) + shift);
        at..=at
    }

    /// Whether a range of a file afterwards touches text that was written.
    pub(super) fn wrote(&self, path: &str, start: u32, end: u32) -> bool {
        let mut shift = 0;
        for change in self.by_path.get(path).into_iter().flatten() {
            let from = i64::from(change.start) + shift;
            let to = from + length(&change.text);
            if i64::from(start) <= to && from <= i64::from(end) {
                return true;
            }
            shift += length(&change.text) - (i64::from(change.end) - i64::from(change.start));
        }
        false
    }
}

fn length(text: &str) -> i64 {
    i64::try_from(text.len()).unwrap_or(i64::MAX)
}

fn clamp(offset: i64) -> u32 {
    u32::try_from(offset.max(0)).unwrap_or(u32::MAX)
}

fn applied(text: &str, changes: &[Splice]) -> String {
    let (mut new, mut at) = (String::with_capacity(text.len()), 0);
    for change in changes {
        new.push_str(text.get(at..index(change.start)).unwrap_or(""));
        new.push_str(&change.text);
        at = index(change.end);
    }
    new.push_str(text.get(at..).unwrap_or(""));
    new
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(start: u32, end: u32, text: &str) -> Splice {
        Splice { path: "a".to_owned(), start, end, text: text.to_owned() }
    }

    fn changes(list: &[Splice]) -> Changes {
        Changes { by_path: BTreeMap::from([("a".to_owned(), list.to_vec())]) }
    }

    #[test]
    fn changes_are_made_from_start_to_end() {
        let list = [change(0, 1, ""), change(2, 2, "xy"), change(3, 5, "z")];
        assert_eq!(applied("abcdef", &list), "bxycz".to_owned() + "f");
    }

    #[test]
    fn places_move_with_the_text_before_them() {
        let changes = changes(&[change(2, 4, "longer"), change(8, 8, "++")]);
        assert_eq!(changes.moved("a", 1), 1..=1);
        assert_eq!(changes.moved("a", 3), 2..=7);
        assert_eq!(changes.moved("a", 4), 8..=8);
        assert_eq!(changes.moved("a", 9), 15..=15);
        assert_eq!(changes.moved("b", 3), 3..=3);
        assert!(changes.wrote("a", 7, 9) && changes.wrote("a", 14, 14) && !changes.wrote("a", 9, 11));
    }

    #[test]
    fn new_lines_end_as_those_of_the_file() {
        assert_eq!(with_line_ends_of("a\r\nb\r\n", "c\nd"), "c\r\nd");
        assert_eq!(with_line_ends_of("a\nb\r\n", "c\nd"), "c\nd");
    }
}
