//! `fluoc doc`: reference pages of the language and of a program's own declarations.

use super::build::said;
use crate::Status;
use crate::args::Doc;
use crate::entry::Entry;
use crate::failure::Failure;
use crate::render::{Findings, Reporter, Tally};
use crate::shown::clean;
use crate::write::{Trees, write};
use fluo_core::emit::Forest;
use fluo_core::emit::ledger::{LEDGER_FILE, Ledger};
use fluo_core::source::MemoryLoader;
use fluo_core::{Documented, prelude};
use std::fs;
use std::path::Path;

/// What the ledger calls the pages, where a build names its environment.
const REFERENCE: &str = "reference";

/// Runs the command.
///
/// # Errors
/// If the arguments, the disk or a pipe stand in the way.
pub(crate) fn run(args: &Doc, reporter: &Reporter) -> Result<Status, Failure> {
    let included = |path: &str| !args.own || !path.starts_with(prelude::FOLDER);
    let mut tally = Tally::default();
    let pages = match &args.entry {
        None => fluo_core::document(&MemoryLoader::new(), None, &included).pages,
        Some(entry) => {
            let entry = Entry::open(entry)?;
            let Documented { sources, diagnostics, pages } =
                fluo_core::document(&entry.loader, Some(&entry.path), &included);
            let mut findings = Findings::default();
            findings.add(diagnostics, &[""; 0], &sources, &entry.shown);
            tally = reporter.report(findings);
            pages
        }
    };
    let Some(pages) = pages else {
        reporter.summary("error", &format!("{tally}; nothing was written"));
        return Ok(Status::Errors);
    };
    refuse_manifests(&args.output)?;
    let trees = Trees { forest: Forest::of(REFERENCE, pages), whole: vec![REFERENCE.to_owned()] };
    let written = write(&args.output, &trees, args.force)?;
    reporter.summary("ok", &format!("`{}`: {}", clean(&args.output.to_string_lossy()), said(&written)));
    Ok(Status::Good)
}

/// Pages written over a build's tree would take the place of its manifests.
fn refuse_manifests(folder: &Path) -> Result<(), Failure> {
    let text = fs::read_to_string(folder.join(LEDGER_FILE)).unwrap_or_default();
    let holds_manifests =
        Ledger::parse(&text).is_ok_and(|ledger| ledger.files().keys().any(|path| !path.ends_with(".md")));
    if holds_manifests {
        let folder = clean(&folder.to_string_lossy());
        return Err(Failure::new(format!("`{folder}` holds manifests that `fluoc build` wrote"))
            .help("write the pages to a folder of their own"));
    }
    Ok(())
}
