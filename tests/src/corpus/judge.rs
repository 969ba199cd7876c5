//! What the compiler says of a fault, and whether its safe fixes keep what they promise.

use super::Fault;
use crate::project::{Files, memory};
use fluo_core::diagnostic::{Applicability, Diagnostic, Edit, Severity};
use fluo_core::source::Sources;
use fluo_core::{Built, Options, build, emit};
use std::collections::BTreeMap;
use std::fmt::Write;

/// What came of one fault.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// Whether it is refused, or warned of where the design says so.
    pub told: bool,
    /// Whether a primary label stands on the line of the fault.
    pub on_line: bool,
    /// How many diagnostics there are.
    pub count: usize,
    /// How many safe fixes there are.
    pub fixes: usize,
    /// What is wrong with them.
    pub bad_fix: Option<String>,
    /// All that is said, for people.
    pub said: String,
}

/// Builds the program of a fault and holds what is said against what is known of it.
#[must_use]
pub fn judge(fault: &Fault) -> Verdict {
    let built = compile(fault, &fault.files);
    let mut said = String::new();
    for found in &built.diagnostics {
        let _ = writeln!(said, "{}", plain(&built.sources, found));
    }
    let of_level = |found: &&Diagnostic| found.severity == fault.severity;
    let there = |found: &Diagnostic| {
        let file = built.sources.path(found.primary.span.file);
        let line = built.sources.position(found.primary.span).line as usize;
        fault.lines.iter().any(|lines| lines.file == file && lines.lines.contains(&line))
    };
    let edits = safe(&built.diagnostics);
    Verdict {
        told: built.diagnostics.iter().any(|found| of_level(&found)),
        on_line: built.diagnostics.iter().filter(of_level).any(there),
        count: built.diagnostics.len(),
        fixes: built.diagnostics.iter().flat_map(|found| &found.fixes).filter(is_safe).count(),
        bad_fix: if edits.is_empty() { None } else { fixed(fault, &built, &edits) },
        said,
    }
}

fn compile(fault: &Fault, files: &Files) -> Built {
    build(&memory(files), &fault.entry, &Options::default())
}

fn is_safe(fix: &&fluo_core::diagnostic::Fix) -> bool {
    fix.applicability == Applicability::Safe
}

/// The edits of the safe fixes, the first of each diagnostic.
fn safe(found: &[Diagnostic]) -> Vec<Edit> {
    let first = |found: &Diagnostic| found.fixes.iter().find(is_safe).map(|fix| fix.edits.clone());
    let mut edits: Vec<Edit> = found.iter().filter_map(first).flatten().collect();
    edits.sort();
    edits.dedup();
    edits
}

/// What is wrong with a program after its safe fixes: the diagnostic is still there, or it compiles to something else.
fn fixed(fault: &Fault, built: &Built, edits: &[Edit]) -> Option<String> {
    let mut files = fault.files.clone();
    for edit in edits.iter().rev() {
        let text = files.get_mut(built.sources.path(edit.span.file))?;
        text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
    }
    let after = compile(fault, &files);
    for found in built.diagnostics.iter().filter(|found| found.fixes.iter().any(|fix| is_safe(&fix))) {
        let same = |other: &&Diagnostic| other.code == found.code && other.message == found.message;
        if after.diagnostics.iter().any(|other| same(&other)) {
            return Some(format!("`{}` is said again after its fix", found.message));
        }
    }
    let (output, meant) = (after.output?, fault.output.as_ref()?);
    (emit::yaml::stream(&output) != *meant).then(|| "it compiles to something else after its fix".to_owned())
}

fn plain(sources: &Sources, found: &Diagnostic) -> String {
    let severity = if found.severity == Severity::Error { "error" } else { "warning" };
    let place = sources.position(found.primary.span);
    let path = sources.path(found.primary.span.file);
    let mut text =
        format!("  {severity}[{}] {path}:{}:{}: {}", found.code, place.line, place.column, found.message);
    if !found.primary.text.is_empty() {
        let _ = write!(text, "\n      label: {}", found.primary.text);
    }
    for label in &found.secondary {
        let line = sources.position(label.span).line;
        let _ = write!(text, "\n      {}:{line}: {}", sources.path(label.span.file), label.text);
    }
    for help in &found.helps {
        let _ = write!(text, "\n      help: {help}");
    }
    text
}

/// The figures of each operator as a table of Markdown, with their sum.
#[must_use]
pub fn figures(judged: &[(Fault, Verdict)]) -> String {
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    let mut all = Row::default();
    for (fault, verdict) in judged {
        let row = rows.entry(fault.operator).or_default();
        row.level = if fault.severity == Severity::Error { "error" } else { "warning" };
        row.cluster = fault.cluster;
        row.count(verdict);
        all.count(verdict);
    }
    let mut text =
        "| operator | programs | told | on the line | one | two | safe fixes | in a cluster |\n".to_owned();
    text.push_str("|---|---|---|---|---|---|---|---|\n");
    for (name, row) in &rows {
        let _ = writeln!(text, "{}", row.shown(&format!("`{name}`")));
    }
    all.level = "told";
    let _ = writeln!(text, "{}", all.shown("**all**"));
    text
}

#[derive(Default)]
struct Row {
    level: &'static str,
    cluster: &'static str,
    programs: usize,
    told: usize,
    on_line: usize,
    one: usize,
    two: usize,
    fixes: usize,
}

impl Row {
    fn count(&mut self, verdict: &Verdict) {
        self.programs += 1;
        self.told += usize::from(verdict.told);
        self.on_line += usize::from(verdict.on_line);
        self.one += usize::from(verdict.count == 1);
        self.two += usize::from(verdict.count == 2);
        self.fixes += usize::from(verdict.fixes > 0);
    }

    fn shown(&self, name: &str) -> String {
        format!(
            "| {name} | {} | {} {} | {} | {} | {} | {} | {} |",
            self.programs, self.told, self.level, self.on_line, self.one, self.two, self.fixes, self.cluster
        )
    }
}
