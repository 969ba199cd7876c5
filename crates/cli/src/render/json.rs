//! One JSON object a line, for tools. Each holds:
//!
//! - `schema`: 1. A field may be added under the same number; none is renamed or removed.
//! - `code`: `E0302`; `null` if something outside of the program stood in the way (exit code 2).
//! - `title`: the rule in a few words; `null` without a code.
//! - `url`: the documentation that the rule follows; `null` if there is none. `fluoc explain CODE` says more.
//! - `severity`: `error` or `warning`.
//! - `message`: one line.
//! - `environments`: the environments, or clusters of them (`prod/eu`), in which it was found; none if it is so whatever
//!   is built.
//! - `labels`: the places, the primary one first. Each has `file` (relative to the current folder where that is
//!   in the project or above it, with `/` on every system; `<stdin>`, `<prelude>/…` or `<std>/…`), `start` and `end`
//!   (offsets in bytes, the end not included), `line`, `column`, `end_line`, `end_column` (from 1, columns in
//!   characters, the end not included), `primary`, and `text`, which may be empty.
//! - `helps`: what to write instead, in words.
//! - `fixes`: repairs. Each has `title`, `applicability` (`safe`, `unsafe`, `placeholder`), and `edits`, which
//!   replace the bytes `start..end` of `file` by `text`; their place is said as that of a label.
//!
//! `docs/schema/diagnostics-1.json` is the schema of a line.

use super::findings::Report;
use super::region::Region;
use super::short::word;
use crate::failure::Failure;
use fluo_core::diagnostic::{Applicability, Diagnostic, Edit, Fix, Label};
use fluo_core::source::{Sources, Span};
use serde::Serialize;

const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Line<'a> {
    schema: u32,
    code: Option<&'static str>,
    title: Option<&'static str>,
    url: Option<&'static str>,
    severity: &'static str,
    message: &'a str,
    environments: Vec<&'a str>,
    labels: Vec<Place<'a>>,
    helps: &'a [String],
    fixes: Vec<Repair<'a>>,
}

#[derive(Serialize)]
struct Place<'a> {
    #[serde(flatten)]
    at: At<'a>,
    primary: bool,
    text: &'a str,
}

#[derive(Serialize)]
struct At<'a> {
    file: &'a str,
    start: u32,
    end: u32,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
struct Repair<'a> {
    title: &'a str,
    applicability: Applicability,
    edits: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
struct Replacement<'a> {
    #[serde(flatten)]
    at: At<'a>,
    text: &'a str,
}

/// A diagnostic.
pub(super) fn render(diagnostic: &Diagnostic, report: &Report) -> String {
    let place = |label, primary| place(label, primary, &report.sources);
    let secondary = diagnostic.secondary.iter().map(|label| place(label, false));
    line(&Line {
        schema: SCHEMA,
        code: Some(diagnostic.code.as_str()),
        title: Some(diagnostic.code.info().title),
        url: diagnostic.code.source(),
        severity: word(diagnostic.severity),
        message: &diagnostic.message,
        environments: diagnostic.environments.iter().map(std::ops::Deref::deref).collect(),
        labels: std::iter::once(place(&diagnostic.primary, true)).chain(secondary).collect(),
        helps: &diagnostic.helps,
        fixes: diagnostic.fixes.iter().map(|fix| repair(fix, &report.sources)).collect(),
    })
}

/// What stood in the way.
pub(super) fn failure(failure: &Failure) -> String {
    line(&Line {
        schema: SCHEMA,
        code: None,
        title: None,
        url: None,
        severity: "error",
        message: &failure.message,
        environments: Vec::new(),
        labels: Vec::new(),
        helps: &failure.helps,
        fixes: Vec::new(),
    })
}

fn line(line: &Line) -> String {
    // Strings and numbers always have a form in JSON.
    let mut text = serde_json::to_string(line).unwrap_or_default();
    text.push('\n');
    text
}

fn place<'a>(label: &'a Label, primary: bool, sources: &'a Sources) -> Place<'a> {
    Place { at: at(label.span, sources), primary, text: &label.text }
}

fn at(span: Span, sources: &Sources) -> At<'_> {
    let Region { start, end } = Region::in_characters(span, sources);
    At {
        file: sources.path(span.file),
        start: span.start,
        end: span.end,
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}

fn repair<'a>(fix: &'a Fix, sources: &'a Sources) -> Repair<'a> {
    let replacement = |edit: &'a Edit| Replacement { at: at(edit.span, sources), text: &edit.text };
    let edits = fix.edits.iter().map(replacement);
    Repair { title: &fix.title, applicability: fix.applicability, edits: edits.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::tests::report;
    use fluo_core::diagnostic::Code;
    use fluo_core::source::FileId;
    use serde_json::{Value, json};

    #[test]
    fn an_object_holds_everything() {
        let report = report(&[("a.fluo", "größe: 512m\n"), ("<prelude>/b.fluo", "memory: bytes\n")], &[]);
        let (a, b) = (FileId(0), FileId(1));
        let mut diagnostic = Diagnostic::new(Code::WrongUnit, Span::new(a, 9, 13), "expected `bytes`")
            .label("a share of cpu")
            .also(Span::new(b, 8, 13), "its type")
            .replace_with("512Mi", Applicability::Safe);
        diagnostic.environments.insert("prod".into());
        let text = render(&diagnostic, &report);
        assert!(text.ends_with("}\n") && text.lines().count() == 1);
        assert_eq!(
            serde_json::from_str::<Value>(&text).unwrap(),
            json!({
                "schema": 1, "code": "E0302",
                "title": "a number with the wrong unit, or without one",
                "url": Code::WrongUnit.source(),
                "environments": ["prod"], "severity": "error", "message": "expected `bytes`",
                "labels": [
                    {"file": "a.fluo", "start": 9, "end": 13, "line": 1, "column": 8, "end_line": 1,
                     "end_column": 12, "primary": true, "text": "a share of cpu"},
                    {"file": "<prelude>/b.fluo", "start": 8, "end": 13, "line": 1, "column": 9,
                     "end_line": 1, "end_column": 14, "primary": false, "text": "its type"},
                ],
                "helps": ["write `512Mi`"],
                "fixes": [{"title": "write `512Mi`", "applicability": "safe",
                    "edits": [{"file": "a.fluo", "start": 9, "end": 13, "line": 1, "column": 8,
                        "end_line": 1, "end_column": 12, "text": "512Mi"}]}],
            })
        );
    }

    #[test]
    fn a_failure_has_no_code() {
        let text = failure(&Failure::new("can't read `a`").help("look"));
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["code"], Value::Null);
        assert_eq!(value["helps"], json!(["look"]));
    }
}
