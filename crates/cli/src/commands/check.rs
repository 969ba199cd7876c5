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
    Ok(conclude(reporter, reporter.report(findings), files.len()))
}

fn conclude(reporter: &Reporter, tally: Tally, files: usize) -> Status {
    let files = count(files, "file");
    if tally.errors > 0 {
        reporter.summary("error", &format!("{tally} in {files}"));
        return Status::Errors;
    }
    if tally.warnings > 0 {
        reporter.summary("warning", &format!("{tally} in {files}"));
    } else {
        reporter.summary("ok", &format!("{files} checked"));
    }
    Status::Good
}
