//! `fluoc build`: a program to manifests, printed or as a tree on disk.

use super::Program;
use crate::Status;
use crate::args::{Build, Format};
use crate::entry::Entry;
use crate::failure::Failure;
use crate::render::{Reporter, Tally, count};
use crate::shown::clean;
use crate::write::{Trees, Written, write};
use fluo_core::Options;
use fluo_core::diagnostic::near;
use fluo_core::emit::{self, Forest};
use fluo_core::object::Output;
use std::path::Path;

/// Runs the command.
///
/// # Errors
/// If the arguments, the disk or a pipe stand in the way.
pub(crate) fn run(args: &Build, reporter: &Reporter) -> Result<Status, Failure> {
    let entries = Entry::open_all(&args.entries)?;
    let options = Options { environment: args.env.clone(), cluster: args.cluster.clone() };
    let Some((built, tally)) = super::compiled(&entries, &options, reporter)? else {
        return Ok(Status::Errors);
    };
    match &args.output {
        Some(folder) => write_tree(folder, args, built, reporter, &tally),
        None => print(args, built).inspect(|_| warn(reporter, &tally)),
    }
}

fn warn(reporter: &Reporter, tally: &Tally) {
    if tally.warnings > 0 {
        reporter.summary("warning", &tally.to_string());
    }
}

fn write_tree(
    folder: &Path,
    args: &Build,
    built: Vec<Program>,
    reporter: &Reporter,
    tally: &Tally,
) -> Result<Status, Failure> {
    let outputs: Vec<Output> = built.into_iter().flat_map(|(outputs, _)| outputs).collect();
    twice(&outputs)?;
    // Of an environment that is built as a whole, nothing of an earlier build stays.
    let whole =
        outputs.iter().filter(|_| args.cluster.is_none()).map(|output| output.environment.to_string());
    let trees = Trees { forest: Forest::new(&outputs, args.entries.len() > 1), whole: whole.collect() };
    let written = write(folder, &trees, args.force)?;
    let warnings = if tally.warnings > 0 { format!(" ({tally})") } else { String::new() };
    let folder = clean(&folder.to_string_lossy());
    reporter.summary("ok", &format!("`{folder}`: {}{warnings}", said(&written)));
    Ok(Status::Good)
}

/// Two entries that build one environment would take turns in its tree.
fn twice(outputs: &[Output]) -> Result<(), Failure> {
    let mut names: Vec<String> = outputs.iter().map(Output::name).collect();
    names.sort();
    match names.windows(2).find(|pair| pair.first() == pair.last()).and_then(<[String]>::first) {
        Some(name) => {
            Err(Failure::new(format!("two of the programs build the environment `{}`", clean(name)))
                .help("give the environments different names, or build them into different folders"))
        }
        None => Ok(()),
    }
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

fn print(args: &Build, mut built: Vec<Program>) -> Result<Status, Failure> {
    if let Some(name) = &args.component {
        only(built.iter_mut().flat_map(|(outputs, _)| outputs), name)?;
    }
    let outputs =
        built.iter().flat_map(|(outputs, sources)| outputs.iter().map(move |output| (output, sources)));
    let pieces: Vec<String> = match args.format {
        Format::Yaml => outputs.flat_map(|(output, _)| emit::yaml::pieces(output)).collect(),
        Format::Json => vec![emit::json::lists(outputs)],
    };
    // The process ends with it: to take the trees apart first would be lost time.
    std::mem::forget(built);
    super::print_all(pieces.iter().map(String::as_bytes))
}

/// Keeps the objects of one component, without those that deliver it.
fn only<'a>(outputs: impl Iterator<Item = &'a mut Output>, name: &str) -> Result<(), Failure> {
    let (mut names, mut environments, mut found) = (Vec::new(), Vec::new(), false);
    for output in outputs {
        names.extend(output.nodes.iter().filter_map(|node| node.component.clone()));
        environments.push(format!("`{}`", output.name()));
        output.nodes.retain(|node| node.component.as_deref() == Some(name));
        output.flux.clear();
        found |= !output.nodes.is_empty();
    }
    if found {
        return Ok(());
    }
    let names: Vec<&str> = names.iter().map(std::ops::Deref::deref).collect();
    let plural = if environments.len() > 1 { "environments" } else { "environment" };
    let has = if environments.len() > 1 { "have" } else { "has" };
    let message = format!("{plural} {} {has} no component `{}`", environments.join(", "), clean(name));
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
            objects: Vec::new(),
            ..OutputNode::default()
        };
        Output {
            environment: "prod".into(),
            cluster: None,
            place: TreePlace { base: None, root: "flux".into(), include: Vec::new(), origins: Vec::new() },
            nodes: components.iter().map(node).collect(),
            flux: Vec::new(),
            variables: Vec::new(),
            origins: Origins::default(),
        }
    }

    #[test]
    fn one_component_is_picked() {
        let mut picked = output(&["api", "worker"]);
        only(std::iter::once(&mut picked), "worker").unwrap();
        assert_eq!(picked.nodes.len(), 1);
        assert_eq!(picked.nodes[0].name, "worker");
    }

    #[test]
    fn an_unknown_component_is_refused_with_what_was_meant() {
        let failure = only(std::iter::once(&mut output(&["api", "worker"])), "wroker").unwrap_err();
        assert_eq!(failure.message, "environment `prod` has no component `wroker`");
        assert_eq!(failure.helps, ["did you mean `worker`?"]);
        let failure = only(std::iter::once(&mut output(&["worker", "api"])), "db-main").unwrap_err();
        assert_eq!(failure.helps, ["its components are `api`, `worker`"]);
        let failure = only(std::iter::once(&mut output(&[])), "api").unwrap_err();
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
