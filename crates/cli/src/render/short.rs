//! One line a diagnostic, in the form that editors and CI systems look for:
//!
//! ```text
//! env/prod.fluo:12:9: error[E0302]: expected `bytes`, found `cpu`
//!     help: write `512Mi`
//! ```

use super::words::one_line;
use crate::failure::Failure;
use crate::shown::Shown;
use fluo_core::diagnostic::{Diagnostic, Severity};
use fluo_core::source::Sources;
use std::fmt::Write;

/// A diagnostic with its helps.
pub(super) fn render(diagnostic: &Diagnostic, sources: &Sources, shown: &Shown) -> String {
    let Diagnostic { code, severity, message, primary, .. } = diagnostic;
    let path = shown.path(sources.path(primary.span.file));
    let place = sources.position(primary.span);
    let (line, column) = (place.line, place.column);
    let severity = word(*severity);
    let mut text = format!("{path}:{line}:{column}: {severity}[{code}]: {}\n", one_line(message));
    helps(&diagnostic.helps, &mut text);
    text
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
            let _ = writeln!(text, "          {}", crate::shown::clean(line));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluo_core::diagnostic::Code;
    use fluo_core::source::Span;

    #[test]
    fn a_line_and_its_helps() {
        let mut sources = Sources::default();
        let file = sources.add("env/a.fluo", "a {\n  memory: 512m\n}\n");
        let diagnostic = Diagnostic::new(Code::WrongUnit, Span::new(file, 14, 18), "expected `bytes`")
            .help("write `512Mi`")
            .help("or:\n  memory: 1Gi");
        let shown = Shown::new("/p".into(), "/p/env".into());
        assert_eq!(
            render(&diagnostic, &sources, &shown),
            "a.fluo:2:11: error[E0302]: expected `bytes`\n    help: write `512Mi`\n    help: or:\n            memory: 1Gi\n"
        );
    }
}
