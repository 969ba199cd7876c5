//! Programs that must be refused: each a file below `tests/refused`, with `//~ CODE` on the lines where primary labels are
//! expected, in the form of the programs of [`pages`](crate::pages). A program without a mark must be accepted.

use crate::pages::{Mark, Program};
use crate::project::{files_below, read, root};
use fluo_core::Built;
use fluo_core::diagnostic::{Code, Diagnostic};
use std::collections::BTreeSet;

/// The folder of the programs, relative to the repository.
pub const FOLDER: &str = "tests/refused";

/// A program of the folder.
#[derive(Debug)]
pub struct Case {
    /// Its path below the folder, without its ending: `output/types/wrong-unit`
    pub name: String,
    /// The program.
    pub program: Program,
}

impl Case {
    /// The case of a name.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let text = read(&root().join(format!("{FOLDER}/{name}.fluo")));
        Self { name: name.to_owned(), program: Program::parse(&text, false) }
    }

    /// The cases in a folder and those below it, sorted.
    #[must_use]
    pub fn below(folder: &str) -> Vec<Self> {
        let paths = files_below(&format!("{FOLDER}/{folder}"));
        let name = |path: &String| {
            path.strip_prefix(FOLDER)?.strip_prefix('/')?.strip_suffix(".fluo").map(Self::named)
        };
        paths.keys().filter_map(name).collect()
    }

    /// The codes that are expected, each once.
    #[must_use]
    pub fn codes(&self) -> BTreeSet<&str> {
        self.program.marks.iter().map(|mark| mark.code.as_str()).collect()
    }

    /// What is otherwise than its marks say: a diagnostic that is missing, one too many, output in spite of an error.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let built = self.program.build();
        let name = &self.name;
        let mut missing: Vec<&Mark> = self.program.marks.iter().collect();
        let mut faults = Vec::new();
        for found in &built.diagnostics {
            match missing.iter().position(|mark| stands_at(found, mark, &built)) {
                Some(at) => drop(missing.swap_remove(at)),
                None => faults.push(format!("{name}: told {}", told(found, &built))),
            }
        }
        faults.extend(
            missing
                .iter()
                .map(|mark| format!("{name}: no {} in line {} of {}", mark.code, mark.line, mark.file)),
        );
        if built.diagnostics.iter().any(Diagnostic::is_error) == built.output.is_some() {
            faults.push(format!(
                "{name}: output {}",
                if built.output.is_some() { "in spite of an error" } else { "is missing" }
            ));
        }
        faults
    }
}

fn stands_at(found: &Diagnostic, mark: &Mark, built: &Built) -> bool {
    let span = found.primary.span;
    built.sources.path(span.file) == mark.file
        && built.sources.position(span).line == mark.line
        && Some(found.code) == Code::parse(&mark.code)
}

fn told(found: &Diagnostic, built: &Built) -> String {
    let span = found.primary.span;
    let line = built.sources.position(span).line;
    format!("{} in line {line} of {}: {}", found.code, built.sources.path(span.file), found.message)
}

/// The programs of a folder against a table that says what each is there for: what a program does otherwise than its marks say,
/// programs that no row names, and rows whose program is not there.
#[must_use]
pub fn faults<'t>(folder: &str, table: impl IntoIterator<Item = &'t str>) -> Vec<String> {
    let cases = Case::below(folder);
    let rows: Vec<String> = table.into_iter().map(|name| format!("{folder}/{name}")).collect();
    let mut faults: Vec<String> = cases.iter().flat_map(Case::faults).collect();
    let unnamed = cases.iter().filter(|case| !rows.contains(&case.name));
    faults.extend(unnamed.map(|case| format!("{}: no row of the table names it", case.name)));
    let missing = rows.iter().filter(|row| cases.iter().all(|case| case.name != **row));
    faults.extend(missing.map(|row| format!("{row}: there is no such program")));
    faults
}
