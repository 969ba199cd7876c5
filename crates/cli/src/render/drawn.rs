//! Diagnostics drawn with the source around them. The only place that knows miette.
//!
//! The heading and the helps are written here, miette draws the source lines and labels between them. Colours are
//! always written; the stream takes them out where nobody would see them.

use super::excerpt::Excerpt;
use super::findings::Report;
use super::repairs;
use super::short::word;
use super::words::{MOST_PLACES, count, one_line, wrap};
use crate::failure::Failure;
use fluo_core::diagnostic::{Diagnostic, Severity};
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters, ThemeStyles};
use owo_colors::{OwoColorize, Style};
use std::collections::BTreeSet;
use std::fmt;

/// Room that the line number, the border and the arcs of labels over several lines take.
const MARGIN: usize = 14;

/// What is drawn on.
#[derive(Copy, Clone, Debug)]
pub(super) struct Canvas {
    /// In columns.
    pub(super) width: usize,
    /// Whether lines may be drawn with characters beyond ASCII.
    pub(super) unicode: bool,
}

impl Canvas {
    /// A diagnostic, with an empty line behind it.
    pub(super) fn diagnostic(&self, diagnostic: &Diagnostic, report: &Report) -> String {
        let severity = diagnostic.severity;
        let title = format!("{}[{}]", word(severity), diagnostic.code);
        let mut text = self.heading(&title, style(severity), &one_line(&diagnostic.message));
        let excerpt = Excerpt::new(diagnostic, &report.sources, self.width.saturating_sub(MARGIN));
        if !excerpt.marks().is_empty() {
            text.push_str(&self.snippet(excerpt, severity));
        }
        self.more_places(diagnostic, &mut text);
        let environments = report.environments(diagnostic);
        if !environments.is_empty() {
            let title = if environments.len() > 1 { "environments:" } else { "environment:" };
            self.entry(title, &environments.join(", "), &mut text);
        }
        self.helps(&diagnostic.helps, &mut text);
        self.repairs(diagnostic, report, &mut text);
        text.push('\n');
        text
    }

    /// How many labels are not drawn, and in how many files they are.
    fn more_places(&self, diagnostic: &Diagnostic, text: &mut String) {
        let left_out = diagnostic.secondary.get(MOST_PLACES - 1..).unwrap_or_default();
        if left_out.is_empty() {
            return;
        }
        let files: BTreeSet<_> = left_out.iter().map(|label| label.span.file).collect();
        let places = count(left_out.len(), "more place");
        let mark = if self.unicode { "…" } else { "..." };
        text.push_str(&format!("  {mark} and {places} in {}\n", count(files.len(), "file")));
    }

    /// What stood in the way.
    pub(super) fn failure(&self, failure: &Failure) -> String {
        let mut text = self.heading("error", style(Severity::Error), &one_line(&failure.message));
        self.helps(&failure.helps, &mut text);
        text
    }

    /// How it ended.
    pub(super) fn summary(&self, title: &str, text: &str) -> String {
        let style = match title {
            "error" => style(Severity::Error),
            "warning" => style(Severity::Warning),
            _ => Style::new().green().bold(),
        };
        format!("{}: {text}\n", title.style(style))
    }

    fn heading(&self, title: &str, style: Style, message: &str) -> String {
        let bold = Style::new().bold();
        // Broken as one text, so that the first line is filled as the others are.
        let lines = wrap(&format!("{title}: {message}"), self.width);
        let mut text = String::new();
        for (index, line) in lines.iter().enumerate() {
            match line.strip_prefix(title).filter(|_| index == 0) {
                Some(rest) => text.push_str(&format!("{}{}\n", title.style(style), rest.style(bold))),
                None => text.push_str(&format!("  {}\n", line.style(bold))),
            }
        }
        text
    }

    fn helps(&self, helps: &[String], text: &mut String) {
        for help in helps {
            self.entry("help:", help, text);
        }
    }

    /// A title with text behind it, in a block of its own.
    fn entry(&self, title: &str, words: &str, text: &mut String) {
        let style = Style::new().cyan().bold();
        let indent = title.len() + 3;
        for (index, line) in wrap(words, self.width.saturating_sub(indent)).iter().enumerate() {
            match index {
                0 => text.push_str(&format!("  {} {line}\n", title.style(style))),
                _ => text.push_str(&format!("{:indent$}{line}\n", "")),
            }
        }
    }

    /// What lines become, for fixes of which no help says it.
    fn repairs(&self, diagnostic: &Diagnostic, report: &Report, text: &mut String) {
        let title = Style::new().green().bold();
        for repair in repairs::unsaid(diagnostic, &report.sources) {
            text.push_str(&format!("  {} {}\n", "fix:".style(title), one_line(&repair.title)));
            for line in &repair.lines {
                text.push_str(&format!("    {line}\n"));
            }
        }
    }

    fn snippet(&self, excerpt: Excerpt, severity: Severity) -> String {
        let handler = GraphicalReportHandler::new_themed(self.theme(&excerpt, severity))
            .with_width(self.width)
            .with_context_lines(1)
            .with_links(false)
            .without_syntax_highlighting();
        let mut text = String::new();
        // Writing to a string does not fail; what miette can't draw is left out.
        let _ = handler.render_report(&mut text, &Snippet { excerpt });
        // The first line is the report's message, which stands in the heading.
        let lines = text.lines().skip(1).map(|line| format!("{}\n", line.trim_end()));
        lines.collect()
    }

    fn theme(&self, excerpt: &Excerpt, severity: Severity) -> GraphicalTheme {
        let fault = style(severity);
        let other = Style::new().blue().bold();
        // miette gives these to the labels in turn, in the order of their places.
        let highlights = excerpt.marks().iter().map(|mark| if mark.primary { fault } else { other });
        let styles = ThemeStyles {
            error: fault,
            warning: fault,
            link: Style::new().cyan(),
            linum: Style::new().dimmed(),
            highlights: highlights.collect(),
            ..ThemeStyles::none()
        };
        let characters = if self.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
        GraphicalTheme { characters, styles }
    }
}

fn style(severity: Severity) -> Style {
    match severity {
        Severity::Error => Style::new().red().bold(),
        Severity::Warning => Style::new().yellow().bold(),
    }
}

/// Labelled source lines, as miette takes them.
#[derive(Debug)]
struct Snippet {
    excerpt: Excerpt,
}

impl fmt::Display for Snippet {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Snippet {}

impl miette::Diagnostic for Snippet {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.excerpt.marks().iter().map(|mark| {
            let text = Some(mark.text.clone()).filter(|text| !text.is_empty());
            let (start, len) = (mark.range.start, mark.range.len());
            match mark.primary {
                true => LabeledSpan::new_primary_with_span(text, (start, len)),
                false => LabeledSpan::new(text, start, len),
            }
        })))
    }
}

#[cfg(test)]
mod tests;
