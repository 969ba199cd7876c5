//! Whether fixes did what they said: a program before and after.
//!
//! An error hides others: a file with a missing brace is not checked further, nothing is built of a program whose
//! types are wrong. So an error that comes is a fix's fault only if it stands where the fix wrote and would have been seen
//! before, if it is of syntax and the fix was not, or if there was no error at all before.

use super::patch::{Changes, Patch, place};
use crate::diagnostic::{Checked, Code, Diagnostic};
use std::collections::BTreeSet;

type Key<'a> = (Code, &'a str, String, u32);

/// The message of the first diagnostic that speaks against the patches; nothing if all is well.
pub(super) fn faults(
    patches: &[Patch],
    changes: &Changes,
    before: &[Checked],
    after: &[Checked],
) -> Option<String> {
    let count = |patch: &Patch, seen: &[Checked]| found(seen).filter(|(c, d)| is_alike(patch, c, d)).count();
    let stays = |patch: &&Patch| {
        let of_kind = patches.iter().filter(|other| patch.is_alike(other)).count();
        let fewer = count(patch, after) + of_kind <= count(patch, before);
        !fewer && found(after).any(|(checked, found)| remains(patch, changes, checked, found))
    };
    if let Some(patch) = patches.iter().find(stays) {
        return Some(patch.message.clone());
    }
    let known: BTreeSet<Key> = found(before).map(|(checked, found)| key(checked, found)).collect();
    let was_sound = !found(before).any(|(_, found)| found.is_error());
    let far = patches.iter().map(|patch| stage(patch.code, patch.settled)).max();
    let brought = |checked: &Checked, found: &Diagnostic| {
        let span = found.primary.span;
        let path = checked.sources.path(span.file);
        let here = stage(found.code, !found.environments.is_empty());
        let broken = here == Stage::Text && far > Some(Stage::Text) && changes.touch_file(path);
        was_sound || broken || Some(here) <= far && changes.wrote(path, span.start, span.end)
    };
    let errors = found(after).filter(|(_, found)| found.is_error());
    let mut new = errors.filter(|(checked, found)| !is_known(&known, changes, checked, found));
    new.find(|(checked, found)| brought(checked, found)).map(|(_, found)| found.message.clone())
}

/// How far a program was read when something was found.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Text,
    Program,
    Environment,
}

fn stage(code: Code, settled: bool) -> Stage {
    match (code.is_of_syntax(), settled) {
        (true, _) => Stage::Text,
        (false, false) => Stage::Program,
        (false, true) => Stage::Environment,
    }
}

fn found(seen: &[Checked]) -> impl Iterator<Item = (&Checked, &Diagnostic)> {
    seen.iter().flat_map(|checked| checked.diagnostics.iter().map(move |found| (checked, found)))
}

fn key<'a>(checked: &Checked, found: &'a Diagnostic) -> Key<'a> {
    let (path, start) = place(&checked.sources, found.primary.span);
    (found.code, &found.message, path, start)
}

/// Whether a diagnostic says what that of the patch says, of the same file.
fn is_alike(patch: &Patch, checked: &Checked, found: &Diagnostic) -> bool {
    let path = checked.sources.path(found.primary.span.file);
    (patch.code, patch.message.as_str(), patch.at.0.as_str()) == (found.code, found.message.as_str(), path)
}

/// Whether this is the diagnostic that the patch is for.
fn remains(patch: &Patch, changes: &Changes, checked: &Checked, found: &Diagnostic) -> bool {
    let (path, start) = place(&checked.sources, found.primary.span);
    is_alike(patch, checked, found) && changes.moved(&path, patch.at.1).contains(&start)
}

/// Whether it was there before, at the place that is now here.
fn is_known(known: &BTreeSet<Key>, changes: &Changes, checked: &Checked, found: &Diagnostic) -> bool {
    let (code, message, path, start) = key(checked, found);
    known.iter().any(|(other, said, file, offset)| {
        (*other, *said, file) == (code, message, &path) && changes.moved(&path, *offset).contains(&start)
    })
}
