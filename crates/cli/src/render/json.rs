//! One JSON object a line, for tools. Each holds:
//!
//! - `schema`: 1. A field may be added under the same number; none is renamed or removed.
//! - `code`: `E0302`; `null` if something outside of the program stood in the way (exit code 2).
//! - `severity`: `error` or `warning`.
//! - `message`: one line.
//! - `labels`: the places, the primary one first. Each has `file` (relative to the current folder where that is
//!   in the project or above it, `<stdin>`, `<prelude>/…` or `<std>/…`), `start` and `end` (offsets in bytes, the end not
//!   included), `line`, `column`, `end_line`, `end_column` (from 1, columns in characters), `primary`, and
//!   `text`, which may be empty.
//! - `helps`: what to write instead, in words.
//! - `fixes`: repairs. Each has `title`, `applicability` (`safe`, `unsafe`, `placeholder`), and `edits`, which
//!   replace the bytes `start..end` of `file` by `text`.

use super::short::word;
use crate::failure::Failure;
use crate::shown::Shown;
use fluo_core::diagnostic::{Applicability, Diagnostic, Fix, Label};
use fluo_core::source::{Sources, Span};
use serde::Serialize;

const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Line<'a> {
    schema: u32,
    code: Option<&'static str>,
    severity: &'static str,
    message: &'a str,
    labels: Vec<Place<'a>>,
    helps: &'a [String],
    fixes: Vec<Repair<'a>>,
}

#[derive(Serialize)]
struct Place<'a> {
    file: String,
    start: u32,
    end: u32,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    primary: bool,
    text: &'a str,
}

#[derive(Serialize)]
struct Repair<'a> {
    title: &'a str,
    applicability: Applicability,
    edits: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
struct Replacement<'a> {
    file: String,
    start: u32,
    end: u32,
    text: &'a str,
}

/// A diagnostic.
pub(super) fn render(diagnostic: &Diagnostic, sources: &Sources, shown: &Shown) -> String {
    let place = |label, primary| place(label, primary, sources, shown);
    let secondary = diagnostic.secondary.iter().map(|label| place(label, false));
    line(&Line {
        schema: SCHEMA,
        code: Some(diagnostic.code.as_str()),
        severity: word(diagnostic.severity),
        message: &diagnostic.message,
        labels: std::iter::once(place(&diagnostic.primary, true)).chain(secondary).collect(),
        helps: &diagnostic.helps,
        fixes: diagnostic.fixes.iter().map(|fix| repair(fix, sources, shown)).collect(),
    })
}

/// What stood in the way.
pub(super) fn failure(failure: &Failure) -> String {
    line(&Line {
        schema: SCHEMA,
        code: None,
        severity: "error",
        message: &failure.message,
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

fn place<'a>(label: &'a Label, primary: bool, sources: &Sources, shown: &Shown) -> Place<'a> {
    let Span { file, start, end } = label.span;
    let (from, to) = (sources.position(label.span), sources.position(label.span.at_end()));
    Place {
        file: shown.path(sources.path(file)),
        start,
        end,
        line: from.line,
        column: from.column,
        end_line: to.line,
        end_column: to.column,
        primary,
        text: &label.text,
    }
}

fn repair<'a>(fix: &'a Fix, sources: &Sources, shown: &Shown) -> Repair<'a> {
    let edits = fix.edits.iter().map(|edit| Replacement {
        file: shown.path(sources.path(edit.span.file)),
        start: edit.span.start,
        end: edit.span.end,
        text: &edit.text,
    });
    Repair { title: &fix.title, applicability: fix.applicability, edits: edits.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluo_core::diagnostic::Code;
    use serde_json::{Value, json};

    #[test]
    fn an_object_holds_everything() {
        let mut sources = Sources::default();
        let a = sources.add("a.fluo", "größe: 512m\n");
        let b = sources.add("<prelude>/b.fluo", "memory: bytes\n");
        let diagnostic = Diagnostic::new(Code::WrongUnit, Span::new(a, 9, 13), "expected `bytes`")
            .label("a share of cpu")
            .also(Span::new(b, 8, 13), "its type")
            .replace_with("512Mi", Applicability::Safe);
        let shown = Shown::new("/p".into(), "/p".into());
        let text = render(&diagnostic, &sources, &shown);
        assert!(text.ends_with("}\n") && text.lines().count() == 1);
        assert_eq!(
            serde_json::from_str::<Value>(&text).unwrap(),
            json!({
                "schema": 1, "code": "E0302", "severity": "error", "message": "expected `bytes`",
                "labels": [
                    {"file": "a.fluo", "start": 9, "end": 13, "line": 1, "column": 8, "end_line": 1,
                     "end_column": 12, "primary": true, "text": "a share of cpu"},
                    {"file": "<prelude>/b.fluo", "start": 8, "end": 13, "line": 1, "column": 9,
                     "end_line": 1, "end_column": 14, "primary": false, "text": "its type"},
                ],
                "helps": ["write `512Mi`"],
                "fixes": [{"title": "write `512Mi`", "applicability": "safe",
                    "edits": [{"file": "a.fluo", "start": 9, "end": 13, "text": "512Mi"}]}],
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
