//! What the rules about whole objects tell: one diagnostic for one missing thing, however many refer to it.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// A diagnostic, and what it has in common with others.
pub(super) struct Report {
    pub(super) diagnostic: Diagnostic,
    /// What is missing: all that miss the same are told together.
    pub(super) same: Option<String>,
    /// What stands at its place, where another diagnostic shows it.
    pub(super) again: String,
}

impl Report {
    /// Adds another place.
    pub(super) fn also(mut self, span: Span, text: String) -> Self {
        self.diagnostic = self.diagnostic.also(span, text);
        self
    }

    /// Adds what to write instead.
    pub(super) fn help(mut self, text: String) -> Self {
        self.diagnostic = self.diagnostic.help(text);
        self
    }
}

impl From<Diagnostic> for Report {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { diagnostic, same: None, again: String::new() }
    }
}

/// What was found, in the order of the output.
#[derive(Default)]
pub(super) struct Found {
    diagnostics: Vec<Diagnostic>,
    told: BTreeSet<(Span, String)>,
    missing: BTreeMap<String, usize>,
}

impl Found {
    /// Takes what a rule found, if it found something.
    pub(super) fn push<R: Into<Report>>(&mut self, reports: impl IntoIterator<Item = R>) {
        for report in reports {
            self.tell(report.into());
        }
    }

    /// Takes a fault.
    pub(super) fn tell(&mut self, report: impl Into<Report>) {
        let Report { diagnostic, same, again } = report.into();
        if !self.told.insert((diagnostic.primary.span, diagnostic.message.clone())) {
            return;
        }
        let Some(same) = same else { return self.diagnostics.push(diagnostic) };
        let first = self.missing.get(&same).and_then(|at| self.diagnostics.get_mut(*at));
        match first {
            Some(first) => *first = first.clone().also(diagnostic.primary.span, again),
            None => {
                self.missing.insert(same, self.diagnostics.len());
                self.diagnostics.push(diagnostic);
            }
        }
    }

    /// Hands over what was found.
    pub(super) fn into(self, diagnostics: &mut Diagnostics) {
        self.diagnostics.into_iter().for_each(|found| diagnostics.push(found));
    }
}
