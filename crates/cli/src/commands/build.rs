//! `fluoc build`: a program to manifests, printed or as a tree on disk.

use crate::Status;
use crate::args::{Build, Format};
use crate::entry::Entry;
use crate::failure::Failure;
use crate::render::{Reporter, Tally, count};
use crate::shown::clean;
use crate::write::{Written, write};
use fluo_core::Options;
use fluo_core::diagnostic::near;
use fluo_core::emit;
use fluo_core::object::Output;
use fluo_core::source::Sources;
use std::path::Path;

/// Runs the command.
///
/// # Errors
/// If the arguments, the disk or a pipe stand in the way.
pub(crate) fn run(args: &Build, reporter: &Reporter) -> Result<Status, Failure> {
    let entry = Entry::open(&args.entry)?;
    let options = Options { environment: args.env.clone() };
    let Some((output, sources, tally)) = super::compiled(&entry, &options, reporter)? else {
        return Ok(Status::Errors);
    };
    match &args.output {
        Some(folder) => write_tree(folder, &output, args.force, reporter, &tally),
        None => print(args, output, &sources).inspect(|_| warn(reporter, &tally)),
    }
}

fn warn(reporter: &Reporter, tally: &Tally) {
    if tally.warnings > 0 {
        reporter.summary("warning", &tally.to_string());
    }
}

fn write_tree(
    folder: &Path,
    output: &Output,
    force: bool,
    reporter: &Reporter,
    tally: &Tally,
) -> Result<Status, Failure> {
    let written = write(folder, &emit::tree::tree(output), force)?;
    let warnings = if tally.warnings > 0 { format!(" ({tally})") } else { String::new() };
    let folder = clean(&folder.to_string_lossy());
    reporter.summary("ok", &format!("`{folder}`: {}{warnings}", said(&written)));
    Ok(Status::Good)
}

/// `3 files written, 1 removed, 8 unchanged`.
pub(super) fn said(written: &Written) -> String {
    let mut parts = Vec::new();
    if written.written > 0 {
        parts.push(format!("{} written", count(written.written, "file")));
    }
    if written.removed > 0 {
        parts.push(format!("{} removed", written.removed));
    }
    match (parts.is_empty(), written.unchanged) {
        (true, unchanged) => return format!("nothing changed in {}", count(unchanged, "file")),
        (false, 0) => {}
        (false, unchanged) => parts.push(format!("{unchanged} unchanged")),
    }
    parts.join(", ")
}

fn print(args: &Build, output: Output, sources: &Sources) -> Result<Status, Failure> {
    let output = match &args.component {
        Some(name) => only(output, name)?,
        None => output,
    };
    let text = match args.format {
        Format::Yaml => emit::yaml::stream(&output),
        Format::Json => emit::json::list(&output, sources),
    };
    super::print_out(&text)
}

/// The objects of one component, without those that deliver it.
fn only(mut output: Output, name: &str) -> Result<Output, Failure> {
    let is_it = |node: &fluo_core::object::OutputNode| node.component.as_deref() == Some(name);
    if output.nodes.iter().any(is_it) {
        output.nodes.retain(is_it);
        output.flux.clear();
        return Ok(output);
    }
    let names: Vec<&str> = output.nodes.iter().filter_map(|node| node.component.as_deref()).collect();
    let message = format!("environment `{}` has no component `{}`", output.environment, clean(name));
    Err(Failure::new(message).help(candidates(name, &names)))
}

fn candidates(name: &str, names: &[&str]) -> String {
    if let Some(near) = near(name, names.iter().copied()) {
        return format!("did you mean `{near}`?");
    }
    if names.is_empty() {
        return "it deploys no component at all".to_owned();
    }
    let mut sorted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    sorted.sort();
    sorted.dedup();
    let more = if sorted.len() > 12 { ", …" } else { "" };
    sorted.truncate(12);
    format!("its components are {}{more}", sorted.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluo_core::model::Origins;
    use fluo_core::object::{OutputNode, TreePlace};

    fn output(components: &[&str]) -> Output {
        let node = |name: &&str| OutputNode {
            name: (*name).into(),
            folder: format!("nodes/{name}").into(),
            component: Some((*name).into()),
            depends_on: Vec::new(),
            objects: Vec::new(),
            ..OutputNode::default()
        };
        Output {
            environment: "prod".into(),
            cluster: None,
            place: TreePlace { base: None, root: "flux".into(), include: Vec::new() },
            nodes: components.iter().map(node).collect(),
            flux: Vec::new(),
            origins: Origins::default(),
        }
    }

    #[test]
    fn one_component_is_picked() {
        let picked = only(output(&["api", "worker"]), "worker").unwrap();
        assert_eq!(picked.nodes.len(), 1);
        assert_eq!(picked.nodes[0].name, "worker");
    }

    #[test]
    fn an_unknown_component_is_refused_with_what_was_meant() {
        let failure = only(output(&["api", "worker"]), "wroker").unwrap_err();
        assert_eq!(failure.message, "environment `prod` has no component `wroker`");
        assert_eq!(failure.helps, ["did you mean `worker`?"]);
        let failure = only(output(&["worker", "api"]), "db-main").unwrap_err();
        assert_eq!(failure.helps, ["its components are `api`, `worker`"]);
        let failure = only(output(&[]), "api").unwrap_err();
        assert_eq!(failure.helps, ["it deploys no component at all"]);
    }

    #[test]
    fn the_summary_counts_what_happened() {
        let said = |written, removed, unchanged| said(&Written { written, removed, unchanged });
        assert_eq!(said(3, 1, 8), "3 files written, 1 removed, 8 unchanged");
        assert_eq!(said(1, 0, 0), "1 file written");
        assert_eq!(said(0, 2, 1), "2 removed, 1 unchanged");
        assert_eq!(said(0, 0, 12), "nothing changed in 12 files");
    }
}
