//! A diagnostic in sentences, for screen readers and whoever hears or reads line by line:
//!
//! ```text
//! Error E0304: `worker` has no field `imgae`.
//!   In app.fluo, line 4, columns 24 to 28, at `imgae`: unknown field.
//!   The line reads: component w4: worker { imgae: "nginx:1.27" }
//!   Help: did you mean `image`?
//! ```
//!
//! Nothing is drawn, nothing depends on a column being below another one, and everything that the drawing shows is said.

use super::findings::Report;
use super::region::{Region, line_text};
use super::words::{MOST_PLACES, count, one_line};
use crate::failure::Failure;
use fluo_core::diagnostic::{Applicability, Diagnostic, Edit, Fix, Label, Severity};
use fluo_core::source::{Sources, Span};
use std::fmt::Write;

/// Longer lines are read in part.
const LONGEST: usize = 160;

/// A diagnostic, with an empty line behind it.
pub(super) fn render(diagnostic: &Diagnostic, report: &Report) -> String {
    let sources = &report.sources;
    let severity = match diagnostic.severity {
        Severity::Error => "Error",
        Severity::Warning => "Warning",
    };
    let mut text = format!("{severity} {}: {}\n", diagnostic.code, sentence(&diagnostic.message));
    let mut last = None;
    let labels = std::iter::once(&diagnostic.primary).chain(&diagnostic.secondary);
    for label in labels.take(MOST_PLACES) {
        place(label, &mut last, sources, &mut text);
    }
    let more = (diagnostic.secondary.len() + 1).saturating_sub(MOST_PLACES);
    if more > 0 {
        let _ = writeln!(text, "  There are {}.", count(more, "more place"));
    }
    let environments = report.environments(diagnostic);
    if !environments.is_empty() {
        let plural = if environments.len() > 1 { "environments" } else { "environment" };
        let _ = writeln!(text, "  This is so in the {plural} {}.", environments.join(", "));
    }
    helps(&diagnostic.helps, &mut text);
    for fix in &diagnostic.fixes {
        let _ = writeln!(text, "  {}", repair(fix, sources));
    }
    let _ = writeln!(text, "  To read more, run: fluoc explain {}", diagnostic.code);
    if let Some(url) = diagnostic.code.source() {
        let _ = writeln!(text, "  The rule is described at: {url}");
    }
    text.push('\n');
    text
}

/// What stood in the way.
pub(super) fn failure(failure: &Failure) -> String {
    let mut text = format!("Error: {}\n", sentence(&failure.message));
    helps(&failure.helps, &mut text);
    text
}

fn helps(helps: &[String], text: &mut String) {
    for help in helps {
        let mut lines = help.lines().map(crate::shown::clean);
        let _ = writeln!(text, "  Help: {}", lines.next().unwrap_or_default());
        for line in lines {
            let _ = writeln!(text, "    {line}");
        }
    }
}

/// A label, and the line that it is in unless that was read before.
fn place(label: &Label, last: &mut Option<(Span, u32)>, sources: &Sources, text: &mut String) {
    let (path, region) = (sources.path(label.span.file), Region::in_characters(label.span, sources));
    let what = match one_line(&label.text) {
        what if what.is_empty() => ".".to_owned(),
        what => format!(": {}", sentence(&what)),
    };
    let marked = quoted(sources.text(label.span)).map_or(String::new(), |marked| format!(", at {marked}"));
    let _ = writeln!(text, "  In {}, {}{marked}{what}", crate::shown::clean(path), span(region));
    let read = last.is_some_and(|(other, line)| other.file == label.span.file && line == region.start.line);
    let line = line_text(label.span, sources).trim();
    if !read && !line.is_empty() {
        let _ = writeln!(text, "  The line reads: {}", shortened(line));
    }
    *last = Some((label.span, region.start.line));
}

/// `line 4, columns 24 to 28`; the last column is part of it.
fn span(Region { start, end }: Region) -> String {
    if start.line != end.line {
        return format!("from line {}, column {}, to line {}", start.line, start.column, end.line);
    }
    match end.column.saturating_sub(start.column) {
        0 | 1 => format!("line {}, column {}", start.line, start.column),
        _ => format!("line {}, columns {} to {}", start.line, start.column, end.column - 1),
    }
}

fn repair(fix: &Fix, sources: &Sources) -> String {
    let kind = match fix.applicability {
        Applicability::Safe => "Fix, safe to apply",
        Applicability::Unsafe => "Fix, to be looked at first",
        Applicability::Placeholder => "Fix, with a part to fill in",
    };
    let edits: Vec<String> = fix.edits.iter().take(MOST_PLACES).map(|edit| change(edit, sources)).collect();
    let more = fix.edits.len().saturating_sub(MOST_PLACES);
    let more = if more > 0 { format!("; and {}", count(more, "more place")) } else { String::new() };
    format!("{kind}: {}: {}{more}.", one_line(&fix.title), edits.join("; "))
}

fn change(edit: &Edit, sources: &Sources) -> String {
    let start = sources.position(edit.span);
    let path = crate::shown::clean(sources.path(edit.span.file));
    let place = format!("in {path}, line {}", start.line);
    match (quoted(sources.text(edit.span)), quoted(&edit.text)) {
        (Some(old), Some(new)) => format!("{place}, replace {old} by {new}"),
        (Some(old), None) => format!("{place}, take {old} away"),
        (None, Some(new)) => format!("{place}, column {}, insert {new}", start.column),
        (None, None) => place,
    }
}

/// A piece of source as it is named in a sentence.
fn quoted(text: &str) -> Option<String> {
    let text = one_line(text);
    let text = shortened(text.trim());
    Some(text).filter(|text| !text.is_empty()).map(|text| match text.contains('`') {
        true => text,
        false => format!("`{text}`"),
    })
}

fn shortened(text: &str) -> String {
    let text = one_line(text);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} (and so on)", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// Text with a stop at its end.
fn sentence(text: &str) -> String {
    let text = one_line(text);
    let stop = if text.ends_with(['.', '?', '!', ':']) { "" } else { "." };
    format!("{text}{stop}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::tests::report;
    use fluo_core::diagnostic::Code;
    use fluo_core::source::FileId;

    #[test]
    fn everything_is_a_sentence() {
        let file = FileId(0);
        let mut diagnostic = Diagnostic::new(Code::WrongUnit, Span::new(file, 9, 13), "expected `bytes`")
            .label("a share of cpu")
            .also(Span::new(file, 0, 1), "in this size")
            .also(Span::new(FileId(1), 0, 13), "");
        diagnostic.helps.push("or:\n  memory: 1Gi".to_owned());
        let diagnostic = diagnostic.replace_with("512Mi", Applicability::Safe);
        let report = report(&[("env/a.fluo", "größe: 512m\n"), ("b.fluo", "memory: bytes\n  x: 1\n")], &[]);
        let url = Code::WrongUnit.source().unwrap();
        let expected = format!(
            "\
Error E0302: expected `bytes`.
  In env/a.fluo, line 1, columns 8 to 11, at `512m`: a share of cpu.
  The line reads: größe: 512m
  In env/a.fluo, line 1, column 1, at `g`: in this size.
  In b.fluo, line 1, columns 1 to 13, at `memory: bytes`.
  The line reads: memory: bytes
  Help: or:
      memory: 1Gi
  Help: write `512Mi`
  Fix, safe to apply: write `512Mi`: in env/a.fluo, line 1, replace `512m` by `512Mi`.
  To read more, run: fluoc explain E0302
  The rule is described at: {url}

"
        );
        assert_eq!(render(&diagnostic, &report), expected);
    }

    #[test]
    fn many_places_and_environments_are_counted() {
        let text = "x\n".repeat(40);
        let mut diagnostic = Diagnostic::new(Code::UnknownName, Span::new(FileId(0), 0, 1), "nothing");
        for line in 1..20 {
            diagnostic = diagnostic.also(Span::new(FileId(0), 2 * line, 2 * line + 1), "also here");
        }
        diagnostic.environments.insert("prod".into());
        let said = render(&diagnostic, &report(&[("a", &text)], &["prod", "dev"]));
        assert!(said.contains("  There are 12 more places.\n"), "{said}");
        assert!(said.contains("  This is so in the environment prod.\n"), "{said}");
        assert_eq!(said.matches("also here").count(), 7);
    }
}
