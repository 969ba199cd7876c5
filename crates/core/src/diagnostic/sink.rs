//! Collects diagnostics; hands them out in a total order, each once.

use super::{Code, Diagnostic, Label, Levels, Severity, follow, group};
use crate::source::{FileId, Sources, Span};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// The diagnostics of one compilation.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    /// Unknown until the environment is.
    levels: Option<Levels>,
    /// The environment that is looked at.
    environment: Option<SmolStr>,
}

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, mut diagnostic: Diagnostic) {
        diagnostic.environments.extend(self.environment.clone());
        match &self.levels {
            Some(levels) => self.list.extend(levels.apply(diagnostic)),
            None => self.list.push(diagnostic),
        }
    }

    /// Takes the levels of the environment, for what was found before and what will be.
    pub fn set_levels(&mut self, levels: Levels) {
        let found = std::mem::take(&mut self.list);
        self.list = found.into_iter().filter_map(|found| levels.apply(found)).collect();
        self.levels = Some(levels);
    }

    /// Adds all of another collection.
    pub fn append(&mut self, other: Diagnostics) {
        other.list.into_iter().for_each(|diagnostic| self.push(diagnostic));
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

    /// Takes out those that are wanted, to say them in another way.
    pub fn take(&mut self, wanted: impl Fn(&Diagnostic) -> bool) -> Vec<Diagnostic> {
        let (taken, left) = std::mem::take(&mut self.list).into_iter().partition(wanted);
        self.list = left;
        taken
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

    /// The diagnostics of one program by path of the file, place, code and message; what has one cause is one of them (the
    /// name that is declared nowhere, in ten places), and what only follows from another is left out. The order does not
    /// depend on the order in which files were read.
    #[must_use]
    pub fn sorted(self, sources: &Sources) -> Vec<Diagnostic> {
        let list = self.ordered(sources);
        follow::nowhere(group::together(without_echoes(follow::causes(list, sources))))
    }

    /// The diagnostics of several programs, each sorted before, in one order; what they share is said once.
    #[must_use]
    pub fn of_programs(self, sources: &Sources) -> Vec<Diagnostic> {
        group::together(self.ordered(sources))
    }

    fn ordered(mut self, sources: &Sources) -> Vec<Diagnostic> {
        let mut paths: Vec<(&str, FileId)> = sources.iter().map(|(id, file)| (&*file.path, id)).collect();
        paths.sort_unstable();
        let ranks: FxHashMap<FileId, usize> =
            paths.iter().enumerate().map(|(rank, (_, id))| (*id, rank)).collect();
        let key = |span: Span| (ranks.get(&span.file).copied(), span.start, span.end);
        self.list.sort_by(|a, b| {
            let place = key(a.primary.span).cmp(&key(b.primary.span));
            let rule = || a.code.cmp(&b.code).then_with(|| a.message.cmp(&b.message));
            // Of one finding in several environments, the worst is told.
            let rule = || rule().then_with(|| a.severity.cmp(&b.severity));
            let rest = || a.environments.cmp(&b.environments).then_with(|| a.helps.cmp(&b.helps));
            place.then_with(rule).then_with(rest)
        });
        self.list
    }

    /// From now on, what is found is found in an environment, or in a cluster of it.
    pub fn enter(&mut self, environment: SmolStr) {
        self.environment = Some(environment);
    }

    /// How many have this severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|d| d.severity == severity).count()
    }
}

/// Takes away what is said of a place of which the text itself was found wrong: it follows from that. `list` is by place.
fn without_echoes(mut list: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let of_syntax = |d: &&Diagnostic| d.is_error() && d.code.is_of_syntax();
    let mut wrong: FxHashMap<FileId, Vec<Span>> = FxHashMap::default();
    for span in list.iter().filter(of_syntax).map(|d| d.primary.span).filter(|span| span.start < span.end) {
        wrong.entry(span.file).or_default().push(span);
    }
    list.retain(|d| {
        let span = d.primary.span;
        let inside = |wrong: &Span| wrong.start <= span.start && span.end <= wrong.end;
        d.code.is_of_syntax() || !wrong.get(&span.file).is_some_and(|wrong| wrong.iter().any(inside))
    });
    list
}
