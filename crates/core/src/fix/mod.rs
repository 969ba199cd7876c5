//! Repairs: the fixes that diagnostics carry, made on the texts, and checked.
//!
//! Fixes are made in rounds. In a round each diagnostic gives one fix; where two would change the same place, the
//! first in the total order is made and the other is looked at again in the next round. After each round the program is
//! compiled again, and a fix that did not remove its diagnostic, or that brought an error, is taken back.

mod laid_out;
mod layout;
mod overlay;
mod patch;
mod verdict;

use crate::diagnostic::{Applicability, Checked, Code, Diagnostic};
use crate::source::Loader;
pub(crate) use laid_out::lay_out;
use overlay::Overlay;
use patch::{Changes, Patch};
use std::collections::{BTreeMap, BTreeSet};
use verdict::faults;

/// More rounds than any program needs whose fixes lead somewhere.
const ROUNDS: usize = 64;

/// Which fixes are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The kinds; placeholders are for tests only, a program with one in it says nothing yet.
    pub applicabilities: Vec<Applicability>,
    /// Of these codes only; of all if empty.
    pub codes: Vec<Code>,
    /// In this file only; in all of the program's own if none is named.
    pub file: Option<String>,
}

impl Choice {
    /// Those that keep the meaning that was plainly meant.
    #[must_use]
    pub fn safe() -> Self {
        Self { applicabilities: vec![Applicability::Safe], codes: Vec::new(), file: None }
    }

    /// Also those that are likely right.
    #[must_use]
    pub fn likely() -> Self {
        Self { applicabilities: vec![Applicability::Safe, Applicability::Unsafe], ..Self::safe() }
    }

    fn admits(&self, code: Code, applicability: Applicability) -> bool {
        self.applicabilities.contains(&applicability) && (self.codes.is_empty() || self.codes.contains(&code))
    }
}

/// A fix, with the diagnostic that it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// The diagnostic's code.
    pub code: Code,
    /// The diagnostic's message.
    pub message: String,
    /// The file of the diagnostic.
    pub path: String,
    /// The line of the diagnostic, from 1, when the fix was made.
    pub line: u32,
    /// What the fix does.
    pub title: String,
    /// Of what kind it is.
    pub applicability: Applicability,
}

/// A fix that was taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenBack {
    /// The fix.
    pub repair: Repair,
    /// The message of the diagnostic that stayed or came.
    pub because: String,
}

/// A file that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// What was read.
    pub old: String,
    /// What it is to be.
    pub new: String,
}

/// What fixing gives.
#[derive(Debug)]
pub struct Fixed {
    /// The files that changed, by path.
    pub files: BTreeMap<String, Changed>,
    /// What was done, in order.
    pub applied: Vec<Repair>,
    /// What was tried and taken back: faults of the compiler.
    pub taken_back: Vec<TakenBack>,
    /// The programs as they are now, in the order of the entries.
    pub left: Vec<Checked>,
}

/// Fixes the programs that `check` reads through a loader; they share their files.
pub(crate) fn run(
    loader: &dyn Loader,
    choice: &Choice,
    check: &dyn Fn(&dyn Loader) -> Vec<Checked>,
) -> Fixed {
    let files = Overlay::new(loader);
    let left = check(&files);
    let mut work = Work { files, left, check, applied: Vec::new(), refused: Vec::new() };
    for _ in 0..ROUNDS {
        let batch = work.batch(choice);
        if batch.is_empty() {
            break;
        }
        work.round(&batch);
    }
    let taken_back =
        work.refused.into_iter().map(|(patch, because)| TakenBack { repair: patch.into(), because });
    Fixed {
        taken_back: taken_back.collect(),
        files: work.files.changed(),
        applied: work.applied.into_iter().map(Repair::from).collect(),
        left: work.left,
    }
}

/// The files whose text is not what stands on the disk.
fn unread(checked: &Checked) -> Vec<&str> {
    let lossy = checked.diagnostics.iter().filter(|found| found.code == Code::InvalidUtf8);
    lossy.map(|found| checked.sources.path(found.primary.span.file)).collect()
}

struct Work<'a> {
    files: Overlay<'a>,
    left: Vec<Checked>,
    check: &'a dyn Fn(&dyn Loader) -> Vec<Checked>,
    applied: Vec<Patch>,
    refused: Vec<(Patch, String)>,
}

impl Work<'_> {
    /// The fixes of the next round, none of which touches another one.
    fn batch(&self, choice: &Choice) -> Vec<Patch> {
        let (mut batch, mut seen): (Vec<Patch>, BTreeSet<_>) = (Vec::new(), BTreeSet::new());
        for checked in &self.left {
            let unread = unread(checked);
            for found in &checked.diagnostics {
                let at = patch::place(&checked.sources, found.primary.span);
                if !seen.insert((at, found.primary.span.end, found.code, found.message.clone())) {
                    continue;
                }
                batch.extend(
                    self.fix_of(checked, found, choice)
                        .filter(|patch| !unread.iter().any(|path| patch.changes_file(path)))
                        .filter(|patch| !batch.iter().any(|other| other.clashes(patch))),
                );
            }
        }
        batch
    }

    /// The surest fix of a diagnostic that is admitted and was not taken back.
    fn fix_of(&self, checked: &Checked, found: &Diagnostic, choice: &Choice) -> Option<Patch> {
        let admitted = found.fixes.iter().filter(|fix| choice.admits(found.code, fix.applicability));
        let patches = admitted.filter_map(|fix| Patch::new(&checked.sources, found, fix));
        let patches = patches.filter(|patch| patch.stays_in(choice.file.as_deref()));
        patches.filter(|patch| !self.was_refused(patch)).min_by_key(|patch| patch.fix.applicability)
    }

    fn was_refused(&self, patch: &Patch) -> bool {
        self.refused.iter().any(|(other, _)| other.is_for(patch))
    }

    /// Makes all fixes at once; if one of them is at fault, makes them one by one.
    fn round(&mut self, batch: &[Patch]) {
        if self.attempt(batch).is_none() {
            return;
        }
        for patch in batch {
            match self.attempt(std::slice::from_ref(patch)) {
                // The places of the others have moved; they come again.
                None => return,
                Some(because) => self.refused.push((patch.clone(), because)),
            }
        }
    }

    /// Makes fixes and keeps them if nothing speaks against it; else gives what does.
    fn attempt(&mut self, patches: &[Patch]) -> Option<String> {
        let changes = Changes::of(patches);
        let files = self.files.with(changes.apply(&self.left));
        let after = (self.check)(&files);
        if let Some(because) = faults(patches, &changes, &self.left, &after) {
            return Some(because);
        }
        for (patch, _) in &mut self.refused {
            patch.at.1 = *changes.moved(&patch.at.0, patch.at.1).start();
        }
        self.files = files;
        self.left = after;
        self.applied.extend(patches.iter().cloned());
        None
    }
}

impl From<Patch> for Repair {
    fn from(patch: Patch) -> Self {
        let (path, _, line) = patch.at;
        Self {
            code: patch.code,
            message: patch.message,
            path,
            line,
            title: patch.fix.title,
            applicability: patch.fix.applicability,
        }
    }
}

#[cfg(test)]
mod tests;
