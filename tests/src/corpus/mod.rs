//! The corpus of single faults: what people write wrongly, made from the examples.
//!
//! An operator makes one kind of fault of an example's tree. Each program that comes of it has exactly one fault, which is wrong by
//! construction: it would fail or misbehave in a cluster, or could never be meant. `tests/tests/corpus.rs` judges what the
//! compiler says of each.

mod additions;
mod environments;
mod judge;
mod missing;
mod names;
mod secrets;
mod signs;
mod system;
mod values;
mod words;
mod workloads;

pub use additions::{ADDITIONS, Addition, place};
pub use judge::{Verdict, figures, judge};
pub use system::{Program, Site, System, bytes, word_of};

use crate::project::Files;
use fluo_core::diagnostic::Severity;
use std::collections::BTreeSet;
use std::ops::{Range, RangeInclusive};

/// How one kind of fault is made.
#[derive(Clone, Copy)]
pub struct Operator {
    /// Its name: `unit-missing`.
    pub name: &'static str,
    /// What would happen without the compiler.
    pub cluster: &'static str,
    /// Whether the design refuses it or warns of it.
    pub severity: Severity,
    /// The environments in which it is a fault.
    pub when: fn(&Program) -> bool,
    /// Every fault of an example.
    pub make: fn(&System) -> Vec<Draft>,
}

impl Operator {
    const fn new(name: &'static str, make: fn(&System) -> Vec<Draft>, cluster: &'static str) -> Self {
        Operator { name, cluster, severity: Severity::Error, when: |_| true, make }
    }

    const fn warned(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    const fn when(mut self, when: fn(&Program) -> bool) -> Self {
        self.when = when;
        self
    }
}

/// Text that is put in the place of other text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The file.
    pub file: String,
    /// What is replaced; empty to insert.
    pub place: Range<usize>,
    /// The new text.
    pub text: String,
}

/// A fault of an example, before an environment is chosen for it.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What is changed.
    pub changes: Vec<Change>,
    /// Places of the original where it may be told of too.
    pub also: Vec<(String, Range<usize>)>,
    /// Words, on whose lines it may be told of too.
    pub words: Vec<String>,
    /// Parts of the first new text where it may be told of too.
    pub within: Vec<Range<usize>>,
    /// Whether the changed lines themselves count.
    pub itself: bool,
    /// Whether the example can be told from it: nothing that its author meant was lost.
    pub restores: bool,
    /// The component that must be deployed for it to be a fault.
    pub of: Option<String>,
}

impl Draft {
    /// One change.
    #[must_use]
    pub fn at(file: &str, place: Range<usize>, text: impl Into<String>) -> Self {
        let change = Change { file: file.to_owned(), place, text: text.into() };
        Draft {
            changes: vec![change],
            also: Vec::new(),
            words: Vec::new(),
            within: Vec::new(),
            itself: true,
            restores: true,
            of: None,
        }
    }

    /// A text that is inserted.
    #[must_use]
    pub fn insert(file: &str, at: usize, text: impl Into<String>) -> Self {
        Self::at(file, at..at, text).lost()
    }

    /// A fault of which nobody could tell what stood there before.
    #[must_use]
    pub fn lost(mut self) -> Self {
        self.restores = false;
        self
    }

    /// With another place of the original where it may be told of.
    #[must_use]
    pub fn or(mut self, file: &str, place: Range<usize>) -> Self {
        self.also.push((file.to_owned(), place));
        self
    }

    /// With a word, on whose lines it may be told of.
    #[must_use]
    pub fn or_word(mut self, word: impl Into<String>) -> Self {
        self.words.push(word.into());
        self
    }

    /// A fault only where this component is deployed.
    #[must_use]
    pub fn of(mut self, site: &Site<'_>) -> Self {
        let top = site.top();
        if top.word.text == "component" {
            self.of = top.label.as_ref().map(|name| name.text.to_string());
        }
        self
    }

    /// The files with the fault in them.
    #[must_use]
    pub fn apply(&self, files: &Files) -> Files {
        let mut files = files.clone();
        let mut changes = self.changes.clone();
        changes.sort_by_key(|change| std::cmp::Reverse(change.place.start));
        for change in changes {
            if let Some(text) = files.get_mut(&change.file) {
                text.replace_range(change.place, &change.text);
            }
        }
        files
    }

    /// The lines of the program with the fault where it may be told of.
    fn lines(&self, files: &Files) -> Vec<Lines> {
        let mut lines = Vec::new();
        for change in self.changes.iter().filter(|_| self.itself) {
            let start = self.moved(&change.file, change.place.start);
            let before = change.text.len() - change.text.trim_start().len();
            let inner = start + before..start + before + change.text.trim().len();
            lines.push(lines_of(files, &change.file, &inner));
        }
        for (change, part) in
            self.changes.iter().flat_map(|change| self.within.iter().map(move |part| (change, part)))
        {
            let start = self.moved(&change.file, change.place.start);
            lines.push(lines_of(files, &change.file, &(start + part.start..start + part.end)));
        }
        for (file, place) in &self.also {
            let place = self.moved(file, place.start)..self.moved(file, place.end);
            lines.push(lines_of(files, file, &place));
        }
        for (file, text) in files {
            for (at, line) in text.lines().enumerate() {
                if self.words.iter().any(|word| has_word(line, word)) {
                    lines.push(Lines { file: file.clone(), lines: at + 1..=at + 1 });
                }
            }
        }
        lines
    }

    /// Where a byte of the original stands in the program with the fault.
    fn moved(&self, file: &str, at: usize) -> usize {
        let mut moved = at;
        for change in self.changes.iter().filter(|change| change.file == file) {
            if change.place.end <= at && change.place.start < at {
                moved = moved + change.text.len() - change.place.len();
            } else if change.place.start < at {
                moved = moved - at + change.place.start;
            }
        }
        moved
    }
}

fn has_word(line: &str, word: &str) -> bool {
    let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || "-_".contains(c));
    line.match_indices(word).any(|(at, _)| {
        !inside(line[..at].chars().next_back()) && !inside(line[at + word.len()..].chars().next())
    })
}

/// Lines of a file, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines {
    /// The file.
    pub file: String,
    /// The lines.
    pub lines: RangeInclusive<usize>,
}

fn lines_of(files: &Files, file: &str, place: &Range<usize>) -> Lines {
    let text = files.get(file).map_or("", String::as_str);
    let line = |at: usize| text.get(..at.min(text.len())).unwrap_or(text).matches('\n').count() + 1;
    Lines { file: file.to_owned(), lines: line(place.start)..=line(place.end.max(place.start)) }
}

/// A program with one fault.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The operator that made it.
    pub operator: &'static str,
    /// What would happen without the compiler.
    pub cluster: &'static str,
    /// Whether it is refused or warned of.
    pub severity: Severity,
    /// Its entry file.
    pub entry: String,
    /// What was changed, for people: the file and the lines before and after.
    pub title: String,
    /// Its files.
    pub files: Files,
    /// Where it may be told of.
    pub lines: Vec<Lines>,
    /// What the example emits without the fault, if it can be told from it.
    pub output: Option<String>,
}

/// Every operator, by what it is about.
#[must_use]
pub fn operators() -> Vec<Operator> {
    [
        signs::OPERATORS,
        words::OPERATORS,
        missing::OPERATORS,
        values::OPERATORS,
        names::OPERATORS,
        secrets::OPERATORS,
        workloads::OPERATORS,
        environments::OPERATORS,
        additions::OPERATORS,
    ]
    .concat()
}

/// The most programs that one operator makes.
const MOST: usize = 7;

/// The faults of an operator over all examples and their environments: those of the examples in turn, at most `MOST`, spread
/// evenly, the environments of an example in turn.
#[must_use]
pub fn faults(operator: &Operator, systems: &[System]) -> Vec<Fault> {
    let mut found = Vec::new();
    for system in systems {
        let mut turn = 0;
        let mut seen = BTreeSet::new();
        for draft in (operator.make)(system) {
            let programs = programs(operator, system, &draft);
            let Some(program) = programs.get(turn % programs.len().max(1)) else { continue };
            turn += 1;
            let files = draft.apply(&system.files);
            if files != system.files && seen.insert(files.clone()) {
                found.push(fault(operator, system, program, &draft, files));
            }
        }
    }
    spread(found)
}

fn programs<'s>(operator: &Operator, system: &'s System, draft: &Draft) -> Vec<&'s Program> {
    let deployed = |program: &&Program| draft.of.as_ref().is_none_or(|name| !program.skips.contains(name));
    let reads = |program: &&Program| draft.changes.iter().all(|change| program.reads.contains(&change.file));
    system.programs.iter().filter(reads).filter(deployed).filter(|program| (operator.when)(program)).collect()
}

fn fault(operator: &Operator, system: &System, program: &Program, draft: &Draft, files: Files) -> Fault {
    let changed = |change: &Change| {
        let before = lines_of(&system.files, &change.file, &change.place);
        let old: Vec<&str> = system.text(&change.file).lines().collect();
        let now: Vec<&str> = files.get(&change.file).map_or(Vec::new(), |text| text.lines().collect());
        let same = old.iter().zip(&now).take_while(|(a, b)| a == b).count();
        let rest = old.iter().rev().zip(now.iter().rev()).take_while(|(a, b)| a == b).count();
        let rest = rest.min(old.len() - same).min(now.len() - same);
        let mut text = format!("{}:{}\n", change.file, before.lines.start());
        for line in &old[same..old.len() - rest] {
            text.push_str(&format!("- {line}\n"));
        }
        for line in &now[same..now.len() - rest] {
            text.push_str(&format!("+ {line}\n"));
        }
        text
    };
    Fault {
        operator: operator.name,
        cluster: operator.cluster,
        severity: operator.severity,
        entry: program.entry.clone(),
        title: draft.changes.iter().map(changed).collect(),
        lines: draft.lines(&files),
        files,
        output: draft.restores.then(|| program.output.clone()),
    }
}

fn spread(found: Vec<Fault>) -> Vec<Fault> {
    let all = found.len();
    if all <= MOST {
        return found;
    }
    let chosen: BTreeSet<usize> = (0..MOST).map(|at| at * all / MOST).collect();
    found.into_iter().enumerate().filter(|(at, _)| chosen.contains(at)).map(|(_, fault)| fault).collect()
}
