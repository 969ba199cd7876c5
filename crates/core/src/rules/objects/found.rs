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
pub(super) struct Found(Vec<Report>);

impl Found {
    /// Takes what a rule found, if it found something.
    #[inline]
    pub(super) fn push<R: Into<Report>>(&mut self, report: Option<R>) {
        // Nearly always nothing.
        if let Some(report) = report {
            self.0.push(report.into());
        }
    }

    /// Takes a fault.
    pub(super) fn tell(&mut self, report: impl Into<Report>) {
        self.0.push(report.into());
    }

    /// Takes what was found in later objects.
    pub(super) fn append(&mut self, later: Self) {
        self.0.extend(later.0);
    }

    /// Hands over what was found, each once, and what misses the same together.
    pub(super) fn into(self, diagnostics: &mut Diagnostics) {
        let mut found: Vec<Diagnostic> = Vec::new();
        let mut told: BTreeSet<(Span, String)> = BTreeSet::new();
        let mut missing: BTreeMap<String, usize> = BTreeMap::new();
        for Report { diagnostic, same, again } in self.0 {
            if !told.insert((diagnostic.primary.span, diagnostic.message.clone())) {
                continue;
            }
            let first = same.as_ref().and_then(|same| found.get_mut(*missing.get(same)?));
            match first {
                Some(first) => *first = first.clone().also(diagnostic.primary.span, again),
                None => {
                    missing.extend(same.map(|same| (same, found.len())));
                    found.push(diagnostic);
                }
            }
        }
        found.into_iter().for_each(|found| diagnostics.push(found));
    }
}
