//! One file a command.

pub(crate) mod build;
pub(crate) mod check;
pub(crate) mod doc;
pub(crate) mod explain;
pub(crate) mod fix;
pub(crate) mod fmt;
pub(crate) mod graph;
pub(crate) mod hosts;
pub(crate) mod playground;
pub(crate) mod rules;

use crate::Status;
use crate::entry::Entry;
use crate::failure::{Failure, reason};
use crate::render::{Findings, Reporter, Tally};
use fluo_core::object::Output;
use fluo_core::source::Sources;
use fluo_core::{Builds, Options};
use std::io::{ErrorKind, Write};

/// The builds of one entry, with the files that they were made from.
type Program = (Vec<Output>, Sources);

/// What programs build, after their diagnostics were printed; nothing if one has errors, which is said.
///
/// # Errors
/// If the compiler contradicts itself.
fn compiled(
    entries: &[Entry],
    options: &Options,
    reporter: &Reporter,
) -> Result<Option<(Vec<Program>, Tally)>, Failure> {
    let (mut findings, mut built) = (Findings::default(), Vec::new());
    for Entry { loader, path, shown } in entries {
        let Builds { sources, diagnostics, targets, outputs } = fluo_core::build_all(loader, path, options);
        findings.add(diagnostics, &targets, &sources, shown);
        built.push((outputs, sources));
    }
    let tally = reporter.report(findings);
    if tally.errors > 0 {
        reporter.summary("error", &format!("{tally}; nothing was written"));
        return Ok(None);
    }
    if built.iter().any(|(outputs, _)| outputs.is_empty()) {
        return Err(Failure::new("the compiler found no error and built nothing")
            .help("this is a fault of fluoc: report it"));
    }
    Ok(Some((built, tally)))
}

/// Prints the result of a command.
fn print_out(text: &str) -> Result<Status, Failure> {
    print_bytes(text.as_bytes())
}

/// [`print_out`] for what may be no text.
fn print_bytes(bytes: &[u8]) -> Result<Status, Failure> {
    print_all([bytes])
}

/// [`print_bytes`], one piece behind the other.
fn print_all<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Result<Status, Failure> {
    let mut stdout = std::io::stdout().lock();
    let written = pieces.into_iter().try_for_each(|piece| stdout.write_all(piece));
    match written.and_then(|()| stdout.flush()) {
        Ok(()) => Ok(Status::Good),
        // Whoever reads has read enough: `fluoc build … | head`.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(Status::Good),
        Err(error) => Err(Failure::new(format!("can't write to standard output: {}", reason(&error)))),
    }
}
