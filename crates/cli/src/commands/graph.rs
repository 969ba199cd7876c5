//! `fluoc graph`: the nodes of an environment, and what waits for what.

use crate::Status;
use crate::args::{Graph, GraphForm};
use crate::entry::Entry;
use crate::failure::Failure;
use crate::render::Reporter;
use fluo_core::Options;
use fluo_core::emit::graph;
use fluo_core::object::Output;

/// Runs the command.
///
/// # Errors
/// If the arguments, the disk or a pipe stand in the way.
pub(crate) fn run(args: &Graph, reporter: &Reporter) -> Result<Status, Failure> {
    let entry = Entry::open(&args.entry)?;
    let options = Options { environment: args.env.clone(), cluster: args.cluster.clone() };
    let Some((built, _)) = super::compiled(&[entry], &options, reporter)? else { return Ok(Status::Errors) };
    let outputs: Vec<&Output> = built.iter().flat_map(|(outputs, _)| outputs).collect();
    let shown = |output: &&Output| match args.format {
        GraphForm::Text if outputs.len() > 1 => format!("{}\n{}\n", output.name(), graph::text(output)),
        GraphForm::Text => graph::text(output),
        GraphForm::Mermaid => graph::mermaid(output),
        GraphForm::Dot => graph::dot(output),
    };
    super::print_out(&outputs.iter().map(shown).collect::<String>())
}
