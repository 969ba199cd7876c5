//! A guard against getting slower that no busy machine can mislead: instructions, counted by valgrind.
//!
//! `guard.txt` holds what each run of the release compiler takes. More by 3 % fails; less by 10 % asks for a lower figure, so
//! that what was won is kept. `FLUO_BLESS=1` writes the file anew.

use crate::usage;
use crate::{ENTRY, failure, place, workload};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::io;
use std::path::Path;
use std::process::Command;

/// How much more a run may take, in percent.
const MORE: u64 = 3;
/// How much less it takes before the figure is to be lowered, in percent.
const LESS: u64 = 10;

const HEAD: &str =
    "# Instructions of `fluoc build`, as `cargo run --release -p fluo-benches -- guard` counts them.\n";

/// What a count says beside the figure that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing to say.
    Holds,
    /// More than the figure allows.
    Slower,
    /// So much less that the figure is to be lowered.
    Faster,
    /// There is no figure.
    New,
}

/// Holds a count against the figure that is kept.
#[must_use]
pub fn verdict(kept: Option<u64>, counted: u64) -> Verdict {
    match kept {
        None => Verdict::New,
        Some(kept) if counted * 100 > kept * (100 + MORE) => Verdict::Slower,
        Some(kept) if counted * 100 < kept * (100 - LESS) => Verdict::Faster,
        Some(_) => Verdict::Holds,
    }
}

/// The figures of a file: a name and a number a line.
///
/// # Errors
/// Where a line is not of that form.
pub fn figures(text: &str) -> io::Result<BTreeMap<String, u64>> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let figure = |line: &str| {
        let (name, number) = line.rsplit_once(' ')?;
        Some((name.trim().to_owned(), number.replace('_', "").parse().ok()?))
    };
    lines.map(|line| figure(line).ok_or_else(|| failure(format!("`{line}` is not `NAME NUMBER`")))).collect()
}

/// The same figures as a file.
#[must_use]
pub fn text(figures: &BTreeMap<String, u64>) -> String {
    let mut text = String::from(HEAD);
    for (name, number) in figures {
        writeln!(text, "{name} {number}").unwrap_or_default();
    }
    text
}

/// Counts, and compares with what is kept.
///
/// # Errors
/// Where something can't be run, or a run takes more than it may, or so much less that the file is to be lowered.
pub fn run() -> io::Result<()> {
    let counted = count_all()?;
    let file = place::root().join("benches/guard.txt");
    if std::env::var_os("FLUO_BLESS").is_some() {
        std::fs::write(&file, text(&counted))?;
        println!("benches/guard.txt holds {} figures", counted.len());
        return Ok(());
    }
    let kept = figures(&std::fs::read_to_string(&file)?)?;
    let mut slower = Vec::new();
    for (name, counted) in &counted {
        let before = kept.get(name).copied();
        let verdict = verdict(before, *counted);
        println!("{}", line(name, before, *counted, verdict));
        if matches!(verdict, Verdict::Slower | Verdict::New) {
            slower.push(name.as_str());
        }
    }
    if slower.is_empty() {
        return Ok(());
    }
    let names = slower.join(", ");
    Err(failure(format!(
        "more instructions than `benches/guard.txt` allows: {names}; if that is meant, FLUO_BLESS=1 keeps it"
    )))
}

fn line(name: &str, before: Option<u64>, counted: u64, verdict: Verdict) -> String {
    let millions = |count: u64| format!("{}.{:01} M", count / 1_000_000, count / 100_000 % 10);
    let said = match verdict {
        Verdict::Holds => "",
        Verdict::Slower => ": too many",
        Verdict::Faster => ": well below, lower the figure by FLUO_BLESS=1",
        Verdict::New => ": no figure is kept, FLUO_BLESS=1 keeps it",
    };
    let kept = before.map_or_else(|| "nothing".to_owned(), millions);
    format!("{name}: {} instructions, {kept} kept{said}", millions(counted))
}

fn count_all() -> io::Result<BTreeMap<String, u64>> {
    if Command::new("valgrind").arg("--version").output().is_err() {
        return Err(failure("valgrind is not installed: `apt-get install valgrind`"));
    }
    let (fluoc, work) = (place::fluoc()?, place::work("guard")?);
    let mut counted = BTreeMap::new();
    for services in [1, 100] {
        let folder = work.join(format!("services-{services}"));
        usage::write(&folder, &workload(services))?;
        counted.insert(format!("services-{services}"), count(&fluoc, &folder, ENTRY)?);
    }
    let fleet = place::root().join("examples/fleet");
    counted.insert("fleet".to_owned(), count(&fluoc, &fleet, "env/prod.fluo")?);
    Ok(counted)
}

/// The instructions of one build to standard output. The environment is empty, for its size moves the stack.
fn count(fluoc: &Path, folder: &Path, entry: &str) -> io::Result<u64> {
    let tool = ["-i", "valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"];
    let mut command = Command::new("env");
    command.args(tool).arg(fluoc).args(["build", entry]).current_dir(folder);
    let output = command.output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(failure(format!("valgrind: {}\n{said}", output.status)));
    }
    let number = said.lines().find_map(|line| Some(line.split_once("I   refs:")?.1.trim().replace(',', "")));
    number
        .and_then(|number| number.parse().ok())
        .ok_or_else(|| failure(format!("valgrind gave no count:\n{said}")))
}
