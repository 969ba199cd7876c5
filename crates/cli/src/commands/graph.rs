//! `fluoc graph`: the nodes of an environment, and what waits for what.

use crate::Status;
use crate::args::{Graph, GraphForm};
use crate::entry::Entry;
use crate::failure::Failure;
use crate::render::Reporter;
use fluo_core::Options;
use fluo_core::emit::graph;

/// Runs the command.
///
/// # Errors
/// If the arguments, the disk or a pipe stand in the way.
pub(crate) fn run(args: &Graph, reporter: &Reporter) -> Result<Status, Failure> {
    let entry = Entry::open(&args.entry)?;
    let options = Options { environment: args.env.clone() };
    let Some((output, ..)) = super::compiled(&entry, &options, reporter)? else { return Ok(Status::Errors) };
    super::print_out(&match args.format {
        GraphForm::Text => graph::text(&output),
        GraphForm::Mermaid => graph::mermaid(&output),
        GraphForm::Dot => graph::dot(&output),
    })
}
