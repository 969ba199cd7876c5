//! What fixes make of the lines that they change, where the helps do not say it.

use crate::shown::clean;
use fluo_core::diagnostic::{Applicability, Diagnostic, Edit, Fix};
use fluo_core::source::{FileId, Sources, Span};
use similar::{ChangeTag, TextDiff};
use std::collections::BTreeMap;

/// More lines of one fix than these are counted only.
const SHOWN: usize = 6;

/// A fix, ready to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Repair {
    /// What it does, and whether a person has to look at it.
    pub(super) title: String,
    /// The lines that go and come: `12 - old`, `12 + new`.
    pub(super) lines: Vec<String>,
}

/// The fixes of which no help says what is to be written.
pub(super) fn unsaid(diagnostic: &Diagnostic, sources: &Sources) -> Vec<Repair> {
    let fixes = diagnostic.fixes.iter().filter(|fix| !is_said(fix, diagnostic, sources));
    fixes.map(|fix| repair(fix, diagnostic.primary.span.file, sources)).collect()
}

/// Whether a help holds every text that the fix writes; of a single character it is to be seen where it goes, too. What
/// only goes is marked by the label.
fn is_said(fix: &Fix, diagnostic: &Diagnostic, sources: &Sources) -> bool {
    let line = |span| sources.position(span).line;
    let is_there = |edit: &&Edit| {
        let text = edit.text.trim();
        let near = edit.span.file == diagnostic.primary.span.file
            && line(edit.span) == line(diagnostic.primary.span);
        (text.len() > 1 || near) && diagnostic.helps.iter().any(|help| help.contains(text))
    };
    fix.edits.iter().filter(|edit| !edit.text.trim().is_empty()).all(|edit| is_there(&edit))
}

fn repair(fix: &Fix, home: FileId, sources: &Sources) -> Repair {
    let mut files: BTreeMap<FileId, Vec<&Edit>> = BTreeMap::new();
    for edit in &fix.edits {
        files.entry(edit.span.file).or_default().push(edit);
    }
    let mut lines = Vec::new();
    for (file, mut edits) in files {
        edits.sort_by_key(|edit| edit.span);
        if file != home {
            lines.push(format!("in {}:", sources.path(file)));
        }
        lines.extend(changed(&edits, file, sources));
    }
    let more = lines.len().saturating_sub(SHOWN);
    if more > 1 {
        lines.truncate(SHOWN);
        lines.push(format!("… and {more} more"));
    }
    let kind = match fix.applicability {
        Applicability::Safe => "",
        Applicability::Unsafe => " (if that is what was meant)",
        Applicability::Placeholder => " (with the right value)",
    };
    Repair { title: format!("{}{kind}", fix.title), lines }
}

/// The lines of a file that the edits, in their order, change.
fn changed(edits: &[&Edit], file: FileId, sources: &Sources) -> Vec<String> {
    let (Some(source), Some(first), Some(last)) = (sources.get(file), edits.first(), edits.last()) else {
        return Vec::new();
    };
    let line = sources.position(first.span).line;
    let start = source.lines().line_start(line).unwrap_or(0);
    let rest = sources.text(Span::new(file, last.span.end, offset(source.text.len())));
    let end = last.span.end + offset(rest.find('\n').map_or(rest.len(), |newline| newline + 1));
    let (mut new, mut at) = (String::new(), start);
    for edit in edits {
        new.push_str(sources.text(Span::new(file, at, edit.span.start)));
        new.push_str(&edit.text);
        at = edit.span.end;
    }
    new.push_str(sources.text(Span::new(file, at, end)));
    let old = sources.text(Span::new(file, start, end));
    let diff = TextDiff::from_lines(old, &new);
    let shown = |change: similar::Change<&str>| {
        let (sign, index) = match change.tag() {
            ChangeTag::Equal => return None,
            ChangeTag::Delete => ('-', change.old_index()),
            ChangeTag::Insert => ('+', change.new_index()),
        };
        let number = u32::try_from(index.unwrap_or(0)).unwrap_or(0).saturating_add(line);
        Some(format!("{number:>3} {sign} {}", clean(change.value().trim_end())).trim_end().to_owned())
    };
    diff.iter_all_changes().filter_map(shown).collect()
}

fn offset(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluo_core::diagnostic::Code;

    fn repairs(text: &str, edits: &[(u32, u32, &str)], help: &str, kind: Applicability) -> Vec<Repair> {
        let mut sources = Sources::default();
        let file = sources.add("a.fluo", text);
        let edit = |(from, to, text): &(u32, u32, &str)| Edit {
            span: Span::new(file, *from, *to),
            text: (*text).to_owned(),
        };
        let found = Diagnostic::new(Code::BadText, Span::new(file, 0, 1), "x").help(help).fix(
            "do it",
            edits.iter().map(edit).collect(),
            kind,
        );
        unsaid(&found, &sources)
    }

    #[test]
    fn lines_go_and_come() {
        let found = repairs("a\nbb\ncc\n", &[(2, 3, "x"), (8, 8, "}\n")], "", Applicability::Unsafe);
        assert_eq!(found[0].title, "do it (if that is what was meant)");
        assert_eq!(found[0].lines, ["  2 - bb", "  2 + xb", "  4 + }"]);
    }

    #[test]
    fn what_a_help_says_is_not_said_again() {
        assert!(repairs("a\n", &[(0, 1, "bcd")], "write `bcd`", Applicability::Safe).is_empty());
        assert!(repairs("a\n", &[(0, 1, "")], "take it out", Applicability::Safe).is_empty());
        assert_eq!(repairs("a\n", &[(0, 1, "bcd")], "write it", Applicability::Safe)[0].title, "do it");
    }

    #[test]
    fn many_lines_are_counted() {
        let text = "a\n".repeat(20);
        let edits: Vec<(u32, u32, &str)> = (0..20).map(|n| (n * 2, n * 2 + 1, "b")).collect();
        let lines = &repairs(&text, &edits, "", Applicability::Safe)[0].lines;
        assert_eq!(lines.last().map(String::as_str), Some("… and 34 more"));
    }
}
