//! Collects diagnostics; hands them out in a total order, each once.

use super::{Code, Diagnostic, Label, Severity};
use crate::source::{Sources, Span};

/// The diagnostics of one compilation.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Adds all of another collection.
    pub fn append(&mut self, other: Diagnostics) {
        self.list.extend(other.list);
    }

    /// Whether one of them is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(Diagnostic::is_error)
    }

    /// The places where a part of the program could not be read: blocks that are never closed, files that are not
    /// there. To be asked before names are looked up.
    #[must_use]
    pub fn gaps(&self) -> Vec<Span> {
        let gap = |d: &Diagnostic| match d.code {
            Code::Unclosed => Some(d.secondary.iter().fold(d.primary.span, |all, label| all.to(label.span))),
            Code::FileNotFound
            | Code::EmptyGlob
            | Code::OutsideProject
            | Code::UnknownLibrary
            | Code::TooDeep
            | Code::TooLarge => Some(d.primary.span),
            _ => None,
        };
        self.list.iter().filter_map(gap).collect()
    }

    /// Takes back what only follows from gaps: names that may be declared in them, and entries that stand in the
    /// wrong block because another one was left open.
    pub fn forget_follow_ups(&mut self, gaps: &[Span]) {
        let inside = |span: Span| {
            gaps.iter().any(|gap| gap.file == span.file && gap.start < span.start && span.end <= gap.end)
        };
        self.list.retain(|d| d.code.is_of_syntax() || !(d.code.is_of_names() || inside(d.primary.span)));
    }

    /// Moves those behind the first `from` that stand in files that their reader did not write to a place that he did;
    /// where they stood becomes a secondary label.
    pub fn bring_home(&mut self, from: usize, is_foreign: impl Fn(Span) -> bool, home: Span) {
        for diagnostic in self.list.iter_mut().skip(from).filter(|d| is_foreign(d.primary.span)) {
            let there = std::mem::replace(&mut diagnostic.primary.span, home);
            diagnostic.secondary.push(Label { span: there, text: "comes from here".to_owned() });
        }
    }

    /// Says of those behind the first `from` that they were found in a settled environment.
    pub fn settle(&mut self, from: usize) {
        self.list.iter_mut().skip(from).for_each(|diagnostic| diagnostic.settled = true);
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them, in the order in which they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }

    /// All of them by path of the file, place, code and message, those said twice once. The order does not
    /// depend on the order in which files were read.
    #[must_use]
    pub fn sorted(mut self, sources: &Sources) -> Vec<Diagnostic> {
        let key = |d: &Diagnostic| {
            let span = d.primary.span;
            (sources.path(span.file).to_owned(), span.start, span.end, d.code, d.message.clone())
        };
        self.list.sort_by_cached_key(key);
        self.list
            .dedup_by(|a, b| (a.code, a.primary.span, &a.message) == (b.code, b.primary.span, &b.message));
        self.list
    }

    /// How many have this severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|d| d.severity == severity).count()
    }
}
