//! `fluoc fix`: programs repaired on disk, or shown as a diff.

use crate::Status;
use crate::args::Fix;
use crate::entry::Entry;
use crate::failure::Failure;
use crate::render::{Findings, Reporter, Tally, count};
use crate::write::{Edited, rewrite};
use fluo_core::Options;
use fluo_core::diagnostic::Code;
use fluo_core::fix::{Choice, Fixed};
use std::collections::BTreeMap;

/// Runs the command.
///
/// # Errors
/// If the arguments, the disk or a pipe stand in the way.
pub(crate) fn run(args: &Fix, reporter: &Reporter) -> Result<Status, Failure> {
    let choice = choice(args)?;
    let entries = Entry::open_all(&args.entries)?;
    let options = Options { environment: args.env.clone(), cluster: args.cluster.clone() };
    let mut repaired = Vec::new();
    for group in by_project(&entries) {
        let Some(first) = group.first() else { continue };
        let paths: Vec<&str> = group.iter().map(|entry| entry.path.as_str()).collect();
        // Whoever pipes a program in wants nothing else to change.
        let file = Some(&first.path).filter(|path| first.loader.is_extra(path)).cloned();
        let choice = Choice { file, ..choice.clone() };
        repaired.push((*first, fluo_core::fix(&first.loader, &paths, &options, &choice)));
    }
    let edited = edited(&repaired);
    if args.diff {
        super::print_out(&edited.iter().map(Edited::diff).collect::<String>())?;
    } else {
        let (files, piped): (Vec<_>, Vec<_>) = edited.into_iter().partition(|file| !is_piped(file));
        rewrite(&files)?;
        print_piped(&repaired, &piped)?;
    }
    Ok(conclude(args, &repaired, reporter))
}

/// Which fixes are wanted.
fn choice(args: &Fix) -> Result<Choice, Failure> {
    let codes =
        args.codes.iter().map(|code| Code::parse(code.trim()).ok_or_else(|| super::explain::unknown(code)));
    let all = if args.likely { Choice::likely() } else { Choice::safe() };
    Ok(Choice { codes: codes.collect::<Result<_, _>>()?, ..all })
}

/// The entries that share their files; a program from standard input stands alone.
fn by_project(entries: &[Entry]) -> Vec<Vec<&Entry>> {
    let mut groups: BTreeMap<_, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        let piped = entry.loader.is_extra(&entry.path);
        groups.entry((piped, entry.loader.root())).or_default().push(entry);
    }
    groups.into_values().collect()
}

fn edited(repaired: &[(&Entry, Fixed)]) -> Vec<Edited> {
    let of = |(entry, fixed): &(&Entry, Fixed)| {
        let edited = |(path, file): (&String, &fluo_core::fix::Changed)| Edited {
            path: entry.loader.root().join(path),
            shown: entry.shown.path(path),
            old: file.old.clone(),
            new: file.new.clone(),
        };
        fixed.files.iter().map(edited).collect::<Vec<_>>()
    };
    repaired.iter().flat_map(of).collect()
}

fn is_piped(file: &Edited) -> bool {
    file.shown == crate::shown::STDIN
}

/// Prints the program from standard input, also if nothing of it changed.
fn print_piped(repaired: &[(&Entry, Fixed)], changed: &[Edited]) -> Result<(), Failure> {
    let piped = repaired.iter().find(|(entry, _)| entry.loader.is_extra(&entry.path));
    let Some((entry, fixed)) = piped else { return Ok(()) };
    let as_it_was = || {
        let sources = fixed.left.first().map(|checked| &checked.sources);
        let own = sources?.iter().find(|(_, file)| *file.path == *entry.path)?;
        Some(own.1.text.to_string())
    };
    let text = changed.first().map(|file| file.new.clone()).or_else(as_it_was).unwrap_or_default();
    super::print_out(&text).map(|_| ())
}

/// Says what was done, what is left, and what else could be done.
fn conclude(args: &Fix, repaired: &[(&Entry, Fixed)], reporter: &Reporter) -> Status {
    let (mut findings, mut done, mut files) = (Findings::default(), 0, 0);
    for (entry, fixed) in repaired {
        for checked in &fixed.left {
            findings.add(checked.diagnostics.clone(), &checked.targets, &checked.sources, &entry.shown);
        }
    }
    let tally = reporter.report(findings);
    for (entry, fixed) in repaired {
        for repair in &fixed.applied {
            let place = format!("{}:{}", entry.shown.path(&repair.path), repair.line);
            reporter.summary("fixed", &format!("{place}: {}: {}", repair.code, repair.title));
        }
        for back in &fixed.taken_back {
            let place = format!("{}:{}", entry.shown.path(&back.repair.path), back.repair.line);
            let what = format!("{}, for it leaves or brings: {}", back.repair.title, back.because);
            reporter.summary("note", &format!("{place}: {}: not done: {what}", back.repair.code));
        }
        done += fixed.applied.len();
        files += fixed.files.len();
    }
    let word = match (tally.errors, tally.warnings) {
        (0, 0) => "ok",
        (0, _) => "warning",
        _ => "error",
    };
    reporter.summary(word, &said(args, done, files, &tally));
    if tally.errors > 0 { Status::Errors } else { Status::Good }
}

/// `3 mistakes fixed in 2 files; 1 error left, which `fluoc fix --unsafe` could repair`.
fn said(args: &Fix, done: usize, files: usize, tally: &Tally) -> String {
    let verb = if args.diff { "can be fixed" } else { "fixed" };
    let done = match done {
        0 => "nothing to fix".to_owned(),
        some => format!("{} {verb} in {}", count(some, "mistake"), count(files, "file")),
    };
    let left = match tally.errors + tally.warnings {
        0 => String::new(),
        _ => format!("; {tally} left"),
    };
    let more = match tally.likely {
        some if some > 0 && !args.likely => format!("; {some} more can be fixed with `--unsafe`"),
        _ => String::new(),
    };
    format!("{done}{left}{more}")
}
