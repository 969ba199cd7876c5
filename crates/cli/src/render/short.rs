//! One line a diagnostic, in the form that editors and CI systems look for:
//!
//! ```text
//! env/prod.fluo:12:9: error[E0302]: expected `bytes`, found `cpu`
//!     help: write `512Mi`
//! env/prod.fluo:3:1: note: in this environment
//! ```
//!
//! Columns count characters.

use super::findings::Report;
use super::words::one_line;
use crate::failure::Failure;
use crate::shown::clean;
use fluo_core::diagnostic::{Diagnostic, Severity};
use fluo_core::source::{Sources, Span};
use std::fmt::Write;

/// A diagnostic with its helps; its other places follow as notes, in the form in which compilers of C write them.
pub(super) fn render(diagnostic: &Diagnostic, report: &Report) -> String {
    let Diagnostic { code, severity, message, primary, .. } = diagnostic;
    let sources = &report.sources;
    let severity = word(*severity);
    let mut text = format!("{}: {severity}[{code}]: {}\n", place(primary.span, sources), one_line(message));
    let environments = report.environments(diagnostic);
    if !environments.is_empty() {
        let _ = writeln!(text, "    environments: {}", environments.join(", "));
    }
    helps(&diagnostic.helps, &mut text);
    for label in &diagnostic.secondary {
        let _ = writeln!(text, "{}: note: {}", place(label.span, sources), one_line(&label.text));
    }
    text
}

fn place(span: Span, sources: &Sources) -> String {
    let start = sources.position(span);
    format!("{}:{}:{}", clean(sources.path(span.file)), start.line, start.column)
}

/// What stood in the way.
pub(super) fn failure(failure: &Failure) -> String {
    let mut text = format!("error: {}\n", one_line(&failure.message));
    helps(&failure.helps, &mut text);
    text
}

/// `error` or `warning`.
pub(super) fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn helps(helps: &[String], text: &mut String) {
    for help in helps {
        let mut lines = help.lines();
        let _ = writeln!(text, "    help: {}", one_line(lines.next().unwrap_or("")));
        for line in lines {
            let _ = writeln!(text, "          {}", clean(line));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::tests::report;
    use fluo_core::diagnostic::Code;
    use fluo_core::source::FileId;

    #[test]
    fn a_line_its_helps_and_its_other_places() {
        let report = report(&[("a\u{1b}.fluo", "ä: {\n  ü: 512m\n}\n")], &["dev", "prod"]);
        let mut diagnostic =
            Diagnostic::new(Code::WrongUnit, Span::new(FileId(0), 12, 16), "expected `bytes`")
                .also(Span::new(FileId(0), 4, 5), "in this block")
                .help("write `512Mi`");
        diagnostic.helps.push("or:\n  memory: 1Gi".to_owned());
        diagnostic.environments.insert("prod".into());
        assert_eq!(
            render(&diagnostic, &report),
            "a␛.fluo:2:6: error[E0302]: expected `bytes`\n    environments: prod\n    help: write `512Mi`\n    \
             help: or:\n            memory: 1Gi\na␛.fluo:1:4: note: in this block\n"
        );
    }
}
