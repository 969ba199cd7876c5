//! What `fluoc` says: diagnostics in one of six forms, failures, summaries. All of it goes to standard error, except a
//! document of SARIF where standard output has nothing else to hold.

mod drawn;
mod excerpt;
mod findings;
mod github;
mod json;
mod limit;
mod narrated;
mod region;
mod repairs;
mod sarif;
mod short;
mod words;

pub(crate) use findings::Findings;
pub(crate) use words::count;

use crate::failure::Failure;
use clap::ValueEnum;
use findings::Report;
use fluo_core::diagnostic::{Applicability, Diagnostic};
use std::cell::Cell;
use std::fmt;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

/// The form of the diagnostics.
#[derive(Copy, Clone, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// With the source around it
    Drawn,
    /// In sentences, for screen readers
    Narrated,
    /// `path:line:col: error[E0302]: message`
    Short,
    /// One JSON object a line
    Json,
    /// One document of SARIF 2.1.0, for code scanning; `check` writes it to standard output
    Sarif,
    /// Annotations of GitHub Actions
    Github,
}

impl Form {
    /// What is chosen where nothing is asked for: drawings, unless the reader can't see them.
    fn fitting(variable: impl Fn(&str) -> Option<String>, on_terminal: bool) -> Self {
        let without_graphics = variable("NO_GRAPHICS").is_some_and(|value| !value.is_empty() && value != "0");
        let dumb = on_terminal && variable("TERM").as_deref() == Some("dumb");
        if without_graphics || dumb { Form::Narrated } else { Form::Drawn }
    }

    /// How many diagnostics are shown unless told otherwise: people stop reading, tools do not.
    fn limit(self) -> Option<usize> {
        matches!(self, Form::Drawn | Form::Narrated).then_some(READABLE)
    }
}

/// Width of drawings that go to a file.
const FILE_WIDTH: usize = 100;
/// Wider terminals are not filled: long lines of prose are hard to read.
const WIDEST: usize = 140;
/// Narrower terminals wrap.
const NARROWEST: usize = 40;
/// How many diagnostics people are shown.
const READABLE: usize = 20;

/// Says what was found and how it ended.
#[derive(Debug)]
pub(crate) struct Reporter {
    form: Form,
    canvas: drawn::Canvas,
    limit: Option<usize>,
    /// Whether standard output is free for a document.
    output_is_free: bool,
    /// Whether the one document of a run was written.
    documented: Cell<bool>,
}

/// How much was found.
#[derive(Copy, Clone, Debug, Default)]
pub(crate) struct Tally {
    /// The number of errors.
    pub(crate) errors: usize,
    /// The number of warnings.
    pub(crate) warnings: usize,
    /// How many of them have a fix that may be applied unseen.
    pub(crate) certain: usize,
    /// How many of the others have one that is likely right.
    pub(crate) likely: usize,
}

impl Tally {
    fn of(list: &[Diagnostic]) -> Self {
        let errors = list.iter().filter(|found| found.is_error()).count();
        let fixable = |found: &Diagnostic, kind| found.fixes.iter().any(|fix| fix.applicability == kind);
        let certain = |found: &&Diagnostic| fixable(found, Applicability::Safe);
        let likely = |found: &&Diagnostic| !certain(found) && fixable(found, Applicability::Unsafe);
        Self {
            errors,
            warnings: list.len() - errors,
            certain: list.iter().filter(certain).count(),
            likely: list.iter().filter(likely).count(),
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.errors, self.warnings) {
            (0, warnings) => f.write_str(&count(warnings, "warning")),
            (errors, 0) => f.write_str(&count(errors, "error")),
            (errors, warnings) => write!(f, "{}, {}", count(errors, "error"), count(warnings, "warning")),
        }
    }
}

impl Reporter {
    /// For the form and the limit (0 for none) that were asked for, or those that fit the terminal that is there.
    /// `output_is_free` if the command has no other use for standard output.
    pub(crate) fn new(form: Option<Form>, limit: Option<usize>, output_is_free: bool) -> Self {
        let on_terminal = std::io::stderr().is_terminal();
        let variable = |name: &str| std::env::var(name).ok();
        let terminal = || terminal_size::terminal_size_of(std::io::stderr());
        let width = terminal().map_or(FILE_WIDTH, |(width, _)| usize::from(width.0).clamp(NARROWEST, WIDEST));
        // A file can hold any character; a terminal may say that it can't.
        let unicode = !on_terminal || words::speaks_unicode(variable);
        let form = form.unwrap_or_else(|| Form::fitting(variable, on_terminal));
        let limit = limit.or(form.limit()).filter(|limit| *limit > 0);
        let canvas = drawn::Canvas { width, unicode };
        Self { form, canvas, limit, output_is_free, documented: Cell::new(false) }
    }

    /// Reports what was found, and counts it.
    pub(crate) fn report(&self, findings: Findings) -> Tally {
        let report = findings.report();
        match self.form {
            Form::Sarif => self.document(&sarif::render(&report, &current_folder())),
            _ => self.list(&report),
        }
        Tally::of(&report.list)
    }

    fn list(&self, report: &Report) {
        let shown = limit::Shown::of(&report.list, self.limit);
        let mut text: String = shown.list.iter().map(|found| self.diagnostic(found, report)).collect();
        if let Some(rest) = shown.rest() {
            match self.form {
                Form::Drawn if self.canvas.unicode => text.push_str(&format!("… and {rest}\n")),
                Form::Drawn | Form::Short => text.push_str(&format!("... and {rest}\n")),
                Form::Narrated => text.push_str(&format!("There are {rest}.\n")),
                // What these tools read has no place for it.
                Form::Json | Form::Sarif | Form::Github => {}
            }
        }
        say(&text);
    }

    fn diagnostic(&self, diagnostic: &Diagnostic, report: &Report) -> String {
        match self.form {
            Form::Drawn => self.canvas.diagnostic(diagnostic, report),
            Form::Narrated => narrated::render(diagnostic, report),
            Form::Short => short::render(diagnostic, report),
            Form::Json => json::render(diagnostic, report),
            Form::Github => github::render(diagnostic, report),
            Form::Sarif => String::new(),
        }
    }

    /// Reports what stood in the way.
    pub(crate) fn failure(&self, failure: &Failure) {
        say(&match self.form {
            Form::Drawn => self.canvas.failure(failure),
            Form::Narrated => narrated::failure(failure),
            Form::Short => short::failure(failure),
            Form::Json => json::failure(failure),
            Form::Github => github::failure(failure),
            Form::Sarif => {
                if !self.documented.get() {
                    self.document(&sarif::failure(failure, &current_folder()));
                }
                // The document is read by nobody who could do something about it.
                if self.output_is_free { short::failure(failure) } else { String::new() }
            }
        });
    }

    fn document(&self, text: &str) {
        self.documented.set(true);
        match self.output_is_free {
            true => {
                let mut stdout = std::io::stdout().lock();
                let _ = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
            }
            false => say(text),
        }
    }

    /// The last line: how it ended. Not for machines, which count for themselves.
    pub(crate) fn summary(&self, word: &str, text: &str) {
        match self.form {
            Form::Drawn => say(&self.canvas.summary(word, text)),
            Form::Short | Form::Narrated => say(&format!("{word}: {text}\n")),
            Form::Json | Form::Sarif | Form::Github => {}
        }
    }
}

fn current_folder() -> PathBuf {
    std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/"))
}

/// Writes to standard error; colours are taken out there if nobody would see them. If nobody listens at all,
/// there is nobody to tell.
fn say(text: &str) {
    let mut stderr = anstream::stderr().lock();
    let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluo_core::source::Sources;

    /// A report over files, without diagnostics.
    pub(super) fn report(files: &[(&str, &str)], targets: &[&str]) -> Report {
        let mut sources = Sources::default();
        for (path, text) in files {
            sources.add(*path, *text);
        }
        of(&sources, targets)
    }

    /// A report over these sources, without diagnostics.
    pub(super) fn of(sources: &Sources, targets: &[&str]) -> Report {
        let targets = targets.iter().map(ToString::to_string).collect();
        Report { list: Vec::new(), sources: sources.clone(), targets }
    }

    #[test]
    fn drawings_are_for_those_who_see_them() {
        let with = |name: &'static str, value: &'static str| {
            move |asked: &str| (asked == name).then(|| value.to_owned())
        };
        assert_eq!(Form::fitting(|_| None, true), Form::Drawn);
        assert_eq!(Form::fitting(with("NO_GRAPHICS", "1"), false), Form::Narrated);
        assert_eq!(Form::fitting(with("NO_GRAPHICS", "0"), true), Form::Drawn);
        assert_eq!(Form::fitting(with("TERM", "dumb"), true), Form::Narrated);
        assert_eq!(Form::fitting(with("TERM", "dumb"), false), Form::Drawn);
    }
}
