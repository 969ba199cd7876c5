//! Diagnostics, their places and their pages.

use fluo_core::diagnostic::{self, Code, Severity};
use fluo_core::source::{Sources, Span, to_utf16};
use serde::Serialize;
use tsify::Tsify;

/// A stretch of text. Offsets count UTF-16 code units; lines and columns count from 1, columns in characters; the end is not
/// included.
#[derive(Debug, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// The file, from the project's root; `<prelude>/…` or `<std>/…` for what comes with fluo.
    file: String,
    start: u32,
    end: u32,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

impl Place {
    pub(crate) fn new(span: Span, sources: &Sources) -> Self {
        let (start, end) = (sources.position(span), sources.position(span.at_end()));
        let units = |offset| sources.get(span.file).map_or(offset, |file| to_utf16(&file.text, offset));
        Self {
            file: sources.path(span.file).to_owned(),
            start: units(span.start),
            end: units(span.end),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    }
}

/// A place with what stands there.
#[derive(Debug, Serialize, Tsify)]
pub struct Label {
    place: Place,
    /// Whether it is the place whose author must change something; the first label is it.
    primary: bool,
    text: String,
}

/// Replaces the text of a place.
#[derive(Debug, Serialize, Tsify)]
pub struct Edit {
    place: Place,
    text: String,
}

/// Whether a fix may be applied without a person looking at it.
#[derive(Copy, Clone, Debug, Serialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// Keeps the meaning that was plainly meant.
    Safe,
    /// Likely right, may change the meaning.
    Unsafe,
    /// Holds a placeholder that a person must fill.
    Placeholder,
}

impl From<diagnostic::Applicability> for Applicability {
    fn from(applicability: diagnostic::Applicability) -> Self {
        match applicability {
            diagnostic::Applicability::Safe => Self::Safe,
            diagnostic::Applicability::Unsafe => Self::Unsafe,
            diagnostic::Applicability::Placeholder => Self::Placeholder,
        }
    }
}

/// A repair.
#[derive(Debug, Serialize, Tsify)]
pub struct Fix {
    /// What it does, as an instruction.
    title: String,
    applicability: Applicability,
    /// They do not overlap, and may be in several files.
    edits: Vec<Edit>,
}

/// How bad it is.
#[derive(Copy, Clone, Debug, Serialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Nothing is emitted.
    Error,
    /// Emitted all the same.
    Warning,
}

impl From<Severity> for Level {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warning,
        }
    }
}

/// One finding.
#[derive(Debug, Serialize, Tsify)]
pub struct Diagnostic {
    /// `E0302`; `explain` has its page.
    code: &'static str,
    /// The rule in a few words.
    title: &'static str,
    /// The documentation that the rule follows.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'static str>,
    severity: Level,
    /// One line.
    message: String,
    /// The environments, or clusters of them (`prod/eu`), in which it was found; none if it is so whatever is built.
    environments: Vec<String>,
    /// The places, the primary one first.
    labels: Vec<Label>,
    /// What to write instead, in words.
    helps: Vec<String>,
    fixes: Vec<Fix>,
}

/// Diagnostics for the border.
pub(crate) fn diagnostics(found: &[diagnostic::Diagnostic], sources: &Sources) -> Vec<Diagnostic> {
    found.iter().map(|diagnostic| Diagnostic::new(diagnostic, sources)).collect()
}

impl Diagnostic {
    fn new(found: &diagnostic::Diagnostic, sources: &Sources) -> Self {
        let label = |label: &diagnostic::Label, primary| Label {
            place: Place::new(label.span, sources),
            primary,
            text: label.text.clone(),
        };
        let edit =
            |edit: &diagnostic::Edit| Edit { place: Place::new(edit.span, sources), text: edit.text.clone() };
        let fix = |fix: &diagnostic::Fix| Fix {
            title: fix.title.clone(),
            applicability: fix.applicability.into(),
            edits: fix.edits.iter().map(edit).collect(),
        };
        let others = found.secondary.iter().map(|other| label(other, false));
        Self {
            code: found.code.as_str(),
            title: found.code.info().title,
            url: found.code.source(),
            severity: found.severity.into(),
            message: found.message.clone(),
            environments: found.environments.iter().map(ToString::to_string).collect(),
            labels: std::iter::once(label(&found.primary, true)).chain(others).collect(),
            helps: found.helps.clone(),
            fixes: found.fixes.iter().map(fix).collect(),
        }
    }
}

/// What a check gives.
#[derive(Debug, Serialize, Tsify)]
pub struct Check {
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The environments that were looked at, and their clusters: `prod`, `prod/eu`.
    pub(crate) targets: Vec<String>,
}

/// What formatting gives.
#[derive(Debug, Serialize, Tsify)]
pub struct Formatted {
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The canonical text; none if the text can't be read, and the diagnostics say why.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) text: Option<String>,
}

/// A code and the rule in a few words.
#[derive(Debug, Serialize, Tsify)]
pub struct CodeTitle {
    code: &'static str,
    title: &'static str,
}

impl From<Code> for CodeTitle {
    fn from(code: Code) -> Self {
        Self { code: code.as_str(), title: code.info().title }
    }
}

/// Every code.
#[derive(Debug, Serialize, Tsify)]
pub struct Codes(pub(crate) Vec<CodeTitle>);
