//! `fluoc check`: what is wrong in programs.

use crate::Status;
use crate::args::Check;
use crate::entry::Entry;
use crate::failure::Failure;
use crate::render::{Findings, Reporter, Tally, count};
use fluo_core::{Checked, Options};
use std::collections::BTreeSet;

/// Runs the command.
///
/// # Errors
/// If the arguments or the disk stand in the way.
pub(crate) fn run(args: &Check, reporter: &Reporter) -> Result<Status, Failure> {
    let entries = Entry::open_all(&args.entries)?;
    let options = Options { environment: args.env.clone(), cluster: args.cluster.clone() };
    let (mut findings, mut files) = (Findings::default(), BTreeSet::new());
    for Entry { loader, path, shown } in &entries {
        let Checked { sources, diagnostics, targets } = fluo_core::check(loader, path, &options);
        findings.add(diagnostics, &targets, &sources, shown);
        let own = sources.iter().filter(|(_, file)| !file.is_built_in());
        files.extend(own.map(|(_, file)| shown.path(&file.path)));
    }
    Ok(conclude(reporter, &reporter.report(findings), files.len()))
}

fn conclude(reporter: &Reporter, tally: &Tally, files: usize) -> Status {
    let files = count(files, "file");
    if tally.errors > 0 {
        reporter.summary("error", &format!("{tally} in {files}{}", fixable(tally)));
        return Status::Errors;
    }
    if tally.warnings > 0 {
        reporter.summary("warning", &format!("{tally} in {files}{}", fixable(tally)));
    } else {
        reporter.summary("ok", &format!("{files} checked"));
    }
    Status::Good
}

/// How many of the findings `fluoc fix` would repair.
fn fixable(tally: &Tally) -> String {
    match (tally.certain, tally.likely) {
        (0, 0) => String::new(),
        (some, 0) => format!("; {some} can be fixed by `fluoc fix`"),
        (0, some) => format!("; {some} can be fixed by `fluoc fix --unsafe`"),
        (some, more) => format!("; {some} can be fixed by `fluoc fix`, {more} more with `--unsafe`"),
    }
}
