//! What `fluoc` says on standard error: diagnostics in one of three forms, failures, summaries.

mod drawn;
mod excerpt;
mod json;
mod repairs;
mod short;
mod words;

pub(crate) use words::count;

use crate::failure::Failure;
use crate::shown::Shown;
use clap::ValueEnum;
use fluo_core::diagnostic::{Applicability, Diagnostic};
use fluo_core::source::Sources;
use std::collections::BTreeSet;
use std::fmt;
use std::io::{IsTerminal, Write};

/// The form of the diagnostics.
#[derive(Copy, Clone, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// With the source around it
    Drawn,
    /// `path:line:col: error[E0302]: message`
    Short,
    /// One JSON object a line
    Json,
}

/// Width of drawings that go to a file.
const FILE_WIDTH: usize = 100;
/// Wider terminals are not filled: long lines of prose are hard to read.
const WIDEST: usize = 140;
/// Narrower terminals wrap.
const NARROWEST: usize = 40;

/// Writes to standard error.
#[derive(Debug)]
pub(crate) struct Reporter {
    form: Form,
    canvas: drawn::Canvas,
}

/// How much was found so far, and what, so that a finding in a file that two programs share is said once.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// The number of errors.
    pub(crate) errors: usize,
    /// The number of warnings.
    pub(crate) warnings: usize,
    /// How many of them have a fix that may be applied unseen.
    pub(crate) certain: usize,
    /// How many of the others have one that is likely right.
    pub(crate) likely: usize,
    seen: BTreeSet<String>,
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
    /// For the form that was asked for and the terminal that is there.
    pub(crate) fn new(form: Form) -> Self {
        let on_terminal = std::io::stderr().is_terminal();
        let terminal = || terminal_size::terminal_size_of(std::io::stderr());
        let width = terminal().map_or(FILE_WIDTH, |(width, _)| usize::from(width.0).clamp(NARROWEST, WIDEST));
        // A file can hold any character; a terminal may say that it can't.
        let unicode = !on_terminal || words::speaks_unicode(|name| std::env::var(name).ok());
        Self { form, canvas: drawn::Canvas { width, unicode } }
    }

    /// Reports diagnostics that were not reported before and counts them.
    pub(crate) fn diagnostics(
        &self,
        list: &[Diagnostic],
        sources: &Sources,
        shown: &Shown,
        tally: &mut Tally,
    ) {
        let mut text = String::new();
        for diagnostic in list {
            if !tally.seen.insert(short::render(diagnostic, sources, shown)) {
                continue;
            }
            match diagnostic.is_error() {
                true => tally.errors += 1,
                false => tally.warnings += 1,
            }
            let fixable = |kind| diagnostic.fixes.iter().any(|fix| fix.applicability == kind);
            match (fixable(Applicability::Safe), fixable(Applicability::Unsafe)) {
                (true, _) => tally.certain += 1,
                (false, true) => tally.likely += 1,
                (false, false) => {}
            }
            text.push_str(&self.diagnostic(diagnostic, sources, shown));
        }
        say(&text);
    }

    fn diagnostic(&self, diagnostic: &Diagnostic, sources: &Sources, shown: &Shown) -> String {
        match self.form {
            Form::Drawn => self.canvas.diagnostic(diagnostic, sources, shown),
            Form::Short => short::render(diagnostic, sources, shown),
            Form::Json => json::render(diagnostic, sources, shown),
        }
    }

    /// Reports what stood in the way.
    pub(crate) fn failure(&self, failure: &Failure) {
        say(&match self.form {
            Form::Drawn => self.canvas.failure(failure),
            Form::Short => short::failure(failure),
            Form::Json => json::failure(failure),
        });
    }

    /// The last line: how it ended. Not in JSON, whose readers count for themselves.
    pub(crate) fn summary(&self, word: &str, text: &str) {
        match self.form {
            Form::Drawn => say(&self.canvas.summary(word, text)),
            Form::Short => say(&format!("{word}: {text}\n")),
            Form::Json => {}
        }
    }
}

/// Writes to standard error; colours are taken out there if nobody would see them. If nobody listens at all,
/// there is nobody to tell.
fn say(text: &str) {
    let mut stderr = anstream::stderr().lock();
    let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
}
