//! What the compiler has to say: diagnostics as data, the registry of their codes, and near names.
//!
//! Nothing here draws: the terminal, the browser and machine formats are fronts.

mod code;
mod follow;
pub mod foreign;
mod group;
mod intent;
mod lint;
mod near;
mod page;
mod sink;
mod visible;

pub use code::{Code, CodeInfo};
pub use intent::{Change, Intent};
pub use lint::{LINTS, Level, Levels, Lint, NAMES as LINT_NAMES};
pub use near::near;
pub use sink::Diagnostics;
pub(crate) use visible::{is_control, is_noncharacter, visible};

use crate::source::{Sources, Span};
use serde::Serialize;
use smol_str::SmolStr;
use std::collections::BTreeSet;

/// How bad it is.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is emitted.
    Error,
    /// Emitted all the same.
    Warning,
}

/// A place with what stands there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label {
    /// The place; each label may be in another file.
    pub span: Span,
    /// What is there: lower case, no final stop; may be empty for the primary label.
    pub text: String,
}

/// Whether a fix may be applied without a person looking at it.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Applicability {
    /// Keeps the meaning that was plainly meant.
    Safe,
    /// Likely right, may change the meaning.
    Unsafe,
    /// Holds a placeholder that a person must fill.
    Placeholder,
}

/// Replaces the text under `span` by `text`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edit {
    /// What is replaced; empty to insert.
    pub span: Span,
    /// The new text.
    pub text: String,
}

/// A repair, as edits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fix {
    /// What it does, as an instruction.
    pub title: String,
    /// Non-overlapping edits.
    pub edits: Vec<Edit>,
    /// Whether it may be applied unseen.
    pub applicability: Applicability,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its code; the severity and the explanation follow from it.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// One line, lower case, no final stop, names in backticks.
    pub message: String,
    /// Where the fault is: the line that its author must change.
    pub primary: Label,
    /// Other places that have to do with it.
    pub secondary: Vec<Label>,
    /// What to write instead.
    pub helps: Vec<String>,
    /// Repairs that a tool can apply.
    pub fixes: Vec<Fix>,
    /// Repairs that are not laid out yet; they are fixes once a check has ended.
    pub intents: Vec<Intent>,
    /// The environments, or clusters of them, that it was found in; none if it holds whatever is built.
    pub environments: BTreeSet<SmolStr>,
}

impl Diagnostic {
    /// A diagnostic of this code at a place.
    #[must_use]
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.info().severity,
            message: visible(message),
            primary: Label { span, text: String::new() },
            secondary: Vec::new(),
            helps: Vec::new(),
            fixes: Vec::new(),
            intents: Vec::new(),
            environments: BTreeSet::new(),
        }
    }

    /// Says it in other words.
    #[must_use]
    pub(crate) fn reworded(mut self, message: impl Into<String>) -> Self {
        self.message = visible(message);
        self
    }

    /// Says what stands at the primary place.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = visible(text);
        self
    }

    /// Makes another place the primary one; the one so far becomes the first of the others.
    #[must_use]
    pub fn place(mut self, span: Span, text: impl Into<String>) -> Self {
        let label = std::mem::replace(&mut self.primary, Label { span, text: visible(text) });
        self.secondary.insert(0, label);
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label { span, text: visible(text) });
        self
    }

    /// Adds what to write instead.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.helps.push(visible(text));
        self
    }

    /// Adds `did you mean` as a help and a fix, if there is a near name.
    #[must_use]
    pub fn did_you_mean(self, near: Option<&str>) -> Self {
        let Some(name) = near else { return self };
        let span = self.primary.span;
        self.help(format!("did you mean `{name}`?")).fix(
            format!("write `{name}`"),
            vec![Edit { span, text: name.to_owned() }],
            Applicability::Unsafe,
        )
    }

    /// Adds a repair.
    #[must_use]
    pub fn fix(mut self, title: impl Into<String>, edits: Vec<Edit>, applicability: Applicability) -> Self {
        self.fixes.push(Fix { title: visible(title), edits, applicability });
        self
    }

    /// Adds the repair that replaces the text at the primary place, and says it as a help.
    #[must_use]
    pub fn replace_with(self, text: impl Into<String>, applicability: Applicability) -> Self {
        let (span, text) = (self.primary.span, text.into());
        self.help(format!("write `{text}`")).fix(
            format!("write `{text}`"),
            vec![Edit { span, text }],
            applicability,
        )
    }

    /// The same of other places, for a front that puts the files of several programs together.
    #[must_use]
    pub fn map_spans(mut self, map: impl Fn(Span) -> Span) -> Self {
        let edits = self.fixes.iter_mut().flat_map(|fix| &mut fix.edits).map(|edit| &mut edit.span);
        let labels = self.secondary.iter_mut().chain([&mut self.primary]).map(|label| &mut label.span);
        edits.chain(labels).for_each(|span| *span = map(*span));
        self
    }

    /// Whether nothing may be emitted.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// What a check gives.
#[derive(Debug)]
pub struct Checked {
    /// The files that were read.
    pub sources: Sources,
    /// What was found, in a total order.
    pub diagnostics: Vec<Diagnostic>,
    /// The environments that were looked at, and their clusters: `prod`, `prod/eu`.
    pub targets: Vec<SmolStr>,
}

/// How many words a message lists.
const LISTED: usize = 24;

/// Words as a message lists them: of many, the first, and how many more there are.
#[must_use]
pub fn quoted(words: &[&str]) -> String {
    let listed: Vec<String> = words.iter().take(LISTED).map(|word| format!("`{word}`")).collect();
    let more = words.len().saturating_sub(LISTED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", listed.join(", "))
}
