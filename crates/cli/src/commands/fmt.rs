//! `fluoc fmt`: files in canonical form, on disk, as a list of those that are not, or as a diff.

use crate::Status;
use crate::args::Fmt;
use crate::entry::{Entry, current_folder, marked_root, show};
use crate::failure::{Failure, reason};
use crate::render::{Findings, Reporter, Tally, count};
use crate::shown::{STDIN, clean};
use crate::write::{Edited, rewrite};
use fluo_core::source::{LoadError, Loader};
use fluo_core::{Formatted, syntax};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Runs the command.
///
/// # Errors
/// If the arguments, the disk or a pipe stand in the way.
pub(crate) fn run(args: &Fmt, reporter: &Reporter) -> Result<Status, Failure> {
    let entries = distinct(Entry::open_all(&files(&args.paths)?)?);
    let (mut findings, mut edited, mut piped) = (Findings::default(), Vec::new(), None);
    for entry in &entries {
        let (bytes, formatted) = formatted(entry)?;
        let is_piped = entry.loader.is_extra(&entry.path);
        match formatted.text {
            Some(new) if new.as_bytes() != bytes => edited.push(changed(entry, bytes.clone(), new)),
            Some(_) => {}
            None => findings.add(formatted.diagnostics, &[""; 0], &formatted.sources, &entry.shown),
        }
        if is_piped {
            piped = Some(bytes);
        }
    }
    if args.diff {
        super::print_out(&edited.iter().map(Edited::diff).collect::<String>())?;
    } else if args.check {
        super::print_out(&edited.iter().map(|file| format!("{}\n", clean(&file.shown))).collect::<String>())?;
    } else {
        write(&edited, piped)?;
    }
    Ok(conclude(args, &reporter.report(findings), &edited, entries.len(), reporter))
}

/// The files that the arguments name, those of folders in order.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    if paths.is_empty() {
        let cwd = current_folder()?;
        below(marked_root(&cwd).unwrap_or(&cwd), &mut files)?;
    }
    for path in paths {
        if path.is_dir() { below(path, &mut files)? } else { files.push(path.clone()) }
    }
    Ok(files)
}

/// Adds every `.fluo` file below a folder. Links and hidden folders are left out.
fn below(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        let refused = |error| Failure::new(format!("can't read `{}`: {}", show(&folder), reason(&error)));
        for entry in fs::read_dir(&folder).map_err(refused)? {
            let entry = entry.map_err(refused)?;
            let (path, kind) = (entry.path(), entry.file_type().map_err(refused)?);
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            if kind.is_dir() && !hidden {
                folders.push(path);
            } else if kind.is_file() && path.extension().is_some_and(|extension| extension == "fluo") {
                found.push(path);
            }
        }
    }
    if found.is_empty() {
        let message = format!("there is no `.fluo` file below `{}`", show(folder));
        return Err(Failure::new(message).help("name a file, or a folder that holds some"));
    }
    found.sort();
    files.append(&mut found);
    Ok(())
}

/// The entries, each file once: it may be named by itself and by its folder.
fn distinct(entries: Vec<Entry>) -> Vec<Entry> {
    let mut seen = BTreeSet::new();
    entries.into_iter().filter(|entry| seen.insert(entry.loader.root().join(&entry.path))).collect()
}

/// A file's bytes, and what formatting makes of them.
fn formatted(entry: &Entry) -> Result<(Vec<u8>, Formatted), Failure> {
    let bytes = entry.loader.read(&entry.path).map_err(|error| unreadable(entry, error))?;
    let (text, bad) = syntax::decode(bytes.clone());
    let mut formatted = fluo_core::format(&entry.path, &text);
    let file = formatted.sources.iter().next().map(|(file, _)| file);
    if let (Some(at), Some(file)) = (bad, file) {
        formatted.diagnostics.push(syntax::not_utf8(file, at));
        formatted.text = None;
    }
    Ok((bytes, formatted))
}

fn unreadable(entry: &Entry, error: LoadError) -> Failure {
    let why = match error {
        LoadError::Other(why) => why,
        LoadError::NotFound | LoadError::Outside => "it is not there any more".to_owned(),
    };
    Failure::new(format!("can't read `{}`: {why}", entry.shown.path(&entry.path)))
}

fn changed(entry: &Entry, old: Vec<u8>, new: String) -> Edited {
    Edited {
        path: entry.loader.root().join(&entry.path),
        shown: entry.shown.path(&entry.path),
        old: syntax::decode(old).0,
        new,
    }
}

/// Gives the files their new texts, and prints that of standard input; if it can't be formatted, as it was, so that an editor
/// that takes what is printed loses nothing.
fn write(edited: &[Edited], piped: Option<Vec<u8>>) -> Result<(), Failure> {
    let (new, files): (Vec<_>, Vec<_>) = edited.iter().cloned().partition(|file| file.shown == STDIN);
    rewrite(&files)?;
    let text = new.into_iter().next().map(|file| file.new.into_bytes()).or(piped);
    text.map_or(Ok(Status::Good), |bytes| super::print_bytes(&bytes)).map(|_| ())
}

/// Says what was done and what is left.
fn conclude(args: &Fmt, tally: &Tally, edited: &[Edited], all: usize, reporter: &Reporter) -> Status {
    let writes = !args.check && !args.diff;
    for file in edited.iter().filter(|file| writes && file.shown != STDIN) {
        reporter.summary("formatted", &clean(&file.shown));
    }
    let failed = tally.errors > 0 || (args.check && !edited.is_empty());
    let left = match tally.errors {
        0 => String::new(),
        some => format!("{}; ", count(some, "error")),
    };
    let done = match (edited.len(), writes) {
        (0, _) if tally.errors > 0 => "nothing else to format".to_owned(),
        (0, _) => format!("{} formatted already", count(all, "file")),
        (some, true) => format!("{some} of {} formatted", count(all, "file")),
        (some, false) => format!("{some} of {} not formatted", count(all, "file")),
    };
    reporter.summary(if failed { "error" } else { "ok" }, &format!("{left}{done}"));
    if failed { Status::Errors } else { Status::Good }
}
