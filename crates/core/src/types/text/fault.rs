//! What is wrong with a text of another system, and where in the text.

use crate::diagnostic::{Applicability, Code, Diagnostic, Edit, visible};
use crate::source::Span;
use std::fmt;
use std::ops::Range;

/// Why a text can't be read by whom it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextFault {
    /// The rule that it breaks.
    pub code: Code,
    /// What is wrong, in one phrase, for the label of a diagnostic.
    pub why: String,
    /// The part of the text that is wrong, in bytes; all of it where no part is.
    pub at: Option<Range<usize>>,
    /// What to write instead, where that takes a sentence.
    pub help: Option<String>,
    /// The repair.
    pub repair: Option<Box<Repair>>,
}

/// A part of a text, and what stands there instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// The part, in bytes; empty to insert.
    pub at: Range<usize>,
    /// What stands there instead.
    pub text: String,
    /// Whether it is certainly meant.
    pub applicability: Applicability,
}

/// What a check of a text gives.
pub type Check = Result<(), TextFault>;

impl TextFault {
    /// A fault of a whole text. Line breaks and controls of what the reason quotes are written as escapes.
    #[must_use]
    pub fn new(why: impl Into<String>) -> Self {
        Self { code: Code::BadText, why: visible(why), at: None, help: None, repair: None }
    }

    /// As a rule of its own.
    #[must_use]
    pub fn of(mut self, code: Code) -> Self {
        self.code = code;
        self
    }

    /// Names the part of the text that is wrong.
    #[must_use]
    pub fn at(mut self, at: Range<usize>) -> Self {
        self.at = Some(at);
        self
    }

    /// Says what to write instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds the repair of a part.
    #[must_use]
    pub fn repair(mut self, at: Range<usize>, text: impl Into<String>, applicability: Applicability) -> Self {
        self.repair = Some(Box::new(Repair { at, text: text.into(), applicability }));
        self
    }

    /// Moves it behind text that stands before what was checked.
    #[must_use]
    pub fn behind(mut self, start: usize) -> Self {
        let moved = |at: Range<usize>| at.start + start..at.end + start;
        self.at = self.at.map(moved);
        if let Some(repair) = &mut self.repair {
            repair.at = moved(repair.at.clone());
        }
        self
    }

    /// The whole text once it is repaired.
    #[must_use]
    pub fn repaired(&self, content: &str) -> Option<String> {
        let repair = self.repair.as_ref()?;
        let (before, behind) = (content.get(..repair.at.start)?, content.get(repair.at.end..)?);
        Some(format!("{before}{}{behind}", repair.text))
    }

    /// The diagnostic, as near to the fault as can be: `span` is the place of the text and `written` what the source has there.
    #[must_use]
    pub fn diagnostic(&self, message: String, content: &str, span: Span, written: &str) -> Diagnostic {
        let located = |at: &Range<usize>| within(written, content, at).map(|at| part(span, &at));
        let at = self.at.as_ref().and_then(located);
        let mut diagnostic = Diagnostic::new(self.code, at.unwrap_or(span), message).label(self.why.clone());
        diagnostic = self.help.iter().fold(diagnostic, Diagnostic::help);
        let (Some(repair), Some(text)) = (&self.repair, self.repaired(content)) else { return diagnostic };
        if self.help.is_none() && text.len() <= 120 && !text.contains('\n') {
            diagnostic = diagnostic.help(format!("write `{text}`"));
        }
        let escapes = repair.text.contains(['"', '\\', '$', '\'', '\n']);
        match located(&repair.at) {
            Some(span) if !escapes => {
                let edits = vec![Edit { span, text: repair.text.clone() }];
                diagnostic.fix(format!("write `{text}`"), edits, repair.applicability)
            }
            _ => diagnostic,
        }
    }
}

impl fmt::Display for TextFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

fn part(span: Span, at: &Range<usize>) -> Span {
    let offset = |at: usize| span.start.saturating_add(u32::try_from(at).unwrap_or(u32::MAX)).min(span.end);
    Span::new(span.file, offset(at.start), offset(at.end))
}

/// Where a part of a text stands in what is written for it, a string of fluo or a line of YAML. `None` where the source has
/// it in another form: with escapes, interpolated, from a file.
fn within(written: &str, content: &str, at: &Range<usize>) -> Option<Range<usize>> {
    let line_start = content.get(..at.start)?.rfind('\n').map_or(0, |newline| newline + 1);
    let rest = content.get(line_start..)?;
    let line = rest.split('\n').next().filter(|line| !line.trim().is_empty())?;
    let mut places = written.match_indices(line);
    let (start, _) = places.next().filter(|_| places.next().is_none())?;
    let inner = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    let before = written.get(..start)?.ends_with(inner) && line.starts_with(inner);
    let behind = written.get(start + line.len()..)?.starts_with(inner) && line.ends_with(inner);
    if before || behind {
        return None;
    }
    let end = at.end.min(line_start + line.len());
    let offset = |place: usize| start + place.saturating_sub(line_start);
    let range = offset(at.start)..offset(end.max(at.start));
    written.get(range.clone()).is_some().then_some(range)
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn parts_are_found_where_they_are_written() {
        assert_eq!(within("\"a b\"", "a b", &(2..3)), Some(3..4));
        assert_eq!(within("key: a b # a", "a b", &(2..3)), Some(7..8));
        assert_eq!(within("\"\"\"\n  up\n  > (1\n  \"\"\"", "up\n> (1\n", &(5..6)), Some(13..14));
        assert_eq!(within("\"a\\\"b c\"", "a\"b c", &(4..5)), None, "an escape stands there");
        assert_eq!(within("[\"a\", \"a\"]", "a", &(0..1)), None, "which of them?");
        assert_eq!(within("name-1d", "1d", &(0..2)), None, "a part of another word");
        assert_eq!(within("\"\"", "", &(0..0)), None);
    }
}
