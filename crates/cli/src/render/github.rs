//! Workflow commands of GitHub Actions, one a diagnostic, which GitHub shows beside the changed lines:
//!
//! ```text
//! ::error file=env/prod.fluo,line=12,col=9,endLine=12,endColumn=12,title=E0302 …::expected `bytes`%0Ahelp: write `512Mi`
//! ```
//!
//! Columns count characters, the last one is part of the place; a place over several lines has lines only, since GitHub
//! refuses columns there. <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>

use super::findings::Report;
use super::region::Region;
use super::short::word;
use super::words::one_line;
use crate::failure::Failure;
use fluo_core::diagnostic::{Diagnostic, Label};
use fluo_core::source::Sources;

/// A diagnostic.
pub(super) fn render(diagnostic: &Diagnostic, report: &Report) -> String {
    let sources = &report.sources;
    let title = format!("{} {}", diagnostic.code, diagnostic.code.info().title);
    let mut lines = vec![one_line(&diagnostic.message)];
    lines.extend(Some(one_line(&diagnostic.primary.text)).filter(|text| !text.is_empty()));
    lines.extend(diagnostic.secondary.iter().map(|label| other(label, sources)));
    let environments = report.environments(diagnostic);
    if !environments.is_empty() {
        lines.push(format!("environments: {}", environments.join(", ")));
    }
    lines.extend(diagnostic.helps.iter().map(|help| format!("help: {help}")));
    let mut properties = place(&diagnostic.primary, sources);
    properties.push(("title", title));
    command(word(diagnostic.severity), &properties, &lines.join("\n"))
}

/// What stood in the way.
pub(super) fn failure(failure: &Failure) -> String {
    let helps = failure.helps.iter().map(|help| format!("help: {help}"));
    let lines: Vec<String> = std::iter::once(one_line(&failure.message)).chain(helps).collect();
    command("error", &[("title", "fluoc".to_owned())], &lines.join("\n"))
}

fn place(label: &Label, sources: &Sources) -> Vec<(&'static str, String)> {
    let path = sources.path(label.span.file);
    // Files that come with fluo and standard input are no files of the repository.
    if path.starts_with('<') || sources.get(label.span.file).is_none() {
        return Vec::new();
    }
    let region = Region::in_characters(label.span, sources);
    let Region { start, end } = region;
    let mut properties = vec![("file", path.to_owned()), ("line", start.line.to_string())];
    if region.is_in_a_line() {
        let last = end.column.saturating_sub(1).max(start.column);
        properties.push(("col", start.column.to_string()));
        properties.push(("endLine", end.line.to_string()));
        properties.push(("endColumn", last.to_string()));
    } else {
        properties.push(("endLine", end.line.to_string()));
    }
    properties
}

fn other(label: &Label, sources: &Sources) -> String {
    let start = sources.position(label.span);
    let path = sources.path(label.span.file);
    format!("{path}:{}:{}: {}", start.line, start.column, one_line(&label.text))
}

/// As GitHub's toolkit writes a command.
fn command(name: &str, properties: &[(&str, String)], message: &str) -> String {
    let properties: Vec<String> =
        properties.iter().map(|(key, value)| format!("{key}={}", of_property(value))).collect();
    format!("::{name} {}::{}\n", properties.join(","), of_data(message))
}

fn of_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn of_property(text: &str) -> String {
    of_data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::tests::report;
    use fluo_core::diagnostic::Code;
    use fluo_core::source::{FileId, Span};

    #[test]
    fn commands_are_escaped() {
        let report = report(&[("env,a/b: c%.fluo", "ü memory: 512m\nx\n")], &[]);
        let mut diagnostic = Diagnostic::new(Code::WrongUnit, Span::new(FileId(0), 11, 15), "100% of, a: b")
            .label("here")
            .also(Span::new(FileId(0), 0, 2), "there");
        diagnostic.helps.push("write\n  512Mi".to_owned());
        assert_eq!(
            render(&diagnostic, &report),
            "::error file=env%2Ca/b%3A c%25.fluo,line=1,col=11,endLine=1,endColumn=14,\
             title=E0302 a number with the wrong unit%2C or without one::\
             100%25 of, a: b%0Ahere%0Aenv,a/b: c%25.fluo:1:1: there%0Ahelp: write%0A  512Mi\n"
        );
    }

    #[test]
    fn a_place_over_lines_has_no_columns_and_one_elsewhere_no_file() {
        let report = report(&[("a", "x\ny\n"), ("<prelude>/a", "x")], &[]);
        let over = Diagnostic::new(Code::UnusedSecret, Span::new(FileId(0), 0, 3), "m");
        assert!(render(&over, &report).starts_with("::warning file=a,line=1,endLine=2,title="));
        let elsewhere = Diagnostic::new(Code::UnusedSecret, Span::new(FileId(1), 0, 1), "m");
        assert!(render(&elsewhere, &report).starts_with("::warning title="));
        let empty = Diagnostic::new(Code::WrongType, Span::new(FileId(0), 1, 1), "m");
        assert!(render(&empty, &report).contains("line=1,col=2,endLine=1,endColumn=2,"));
    }
}
