//! One file a command.

pub(crate) mod build;
pub(crate) mod check;
pub(crate) mod doc;
pub(crate) mod explain;
pub(crate) mod hosts;

use crate::Status;
use crate::failure::{Failure, reason};
use std::io::{ErrorKind, Write};

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
