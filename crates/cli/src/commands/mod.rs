//! One file a command.

pub(crate) mod build;
pub(crate) mod check;
pub(crate) mod doc;
pub(crate) mod explain;
pub(crate) mod graph;
pub(crate) mod hosts;

use crate::Status;
use crate::entry::Entry;
use crate::failure::{Failure, reason};
use crate::render::{Reporter, Tally};
use fluo_core::object::Output;
use fluo_core::source::Sources;
use fluo_core::{Built, Options};
use std::io::{ErrorKind, Write};

/// What a program builds, after its diagnostics were printed; nothing if it has errors, which is said.
///
/// # Errors
/// If the compiler contradicts itself.
fn compiled(
    entry: &Entry,
    options: &Options,
    reporter: &Reporter,
) -> Result<Option<(Output, Sources, Tally)>, Failure> {
    let Built { sources, diagnostics, output } = fluo_core::build(&entry.loader, &entry.path, options);
    let mut tally = Tally::default();
    reporter.diagnostics(&diagnostics, &sources, &entry.shown, &mut tally);
    if tally.errors > 0 {
        reporter.summary("error", &format!("{tally}; nothing was written"));
        return Ok(None);
    }
    let output = output.ok_or_else(|| {
        Failure::new("the compiler found no error and built nothing")
            .help("this is a fault of fluoc: report it")
    })?;
    Ok(Some((output, sources, tally)))
}

/// Prints the result of a command.
fn print_out(text: &str) -> Result<Status, Failure> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Ok(()) => Ok(Status::Good),
        // Whoever reads has read enough: `fluoc build … | head`.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(Status::Good),
        Err(error) => Err(Failure::new(format!("can't write to standard output: {}", reason(&error)))),
    }
}
