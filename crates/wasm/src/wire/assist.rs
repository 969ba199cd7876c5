//! What an editor is told at a place.

use super::Place;
use fluo_core::assist;
use fluo_core::source::to_utf16;
use serde::Serialize;
use tsify::Tsify;

/// What may stand at a place.
#[derive(Debug, Serialize, Tsify)]
pub struct Completions {
    /// Where the text starts that an item replaces, in UTF-16 code units.
    start: u32,
    /// Where it ends.
    end: u32,
    items: Vec<Completion>,
}

impl Completions {
    pub(crate) fn new(found: assist::Completions, text: &str) -> Self {
        Self {
            start: to_utf16(text, found.start),
            end: to_utf16(text, found.end),
            items: found.items.into_iter().map(Completion::from).collect(),
        }
    }
}

/// One thing that may stand at a place.
#[derive(Debug, Serialize, Tsify)]
pub struct Completion {
    /// What is shown.
    label: String,
    /// What is written.
    insert: String,
    /// Its type, or what it is in a few words.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// In Markdown.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    docs: Option<String>,
    kind: CompletionKind,
}

impl From<assist::Completion> for Completion {
    fn from(found: assist::Completion) -> Self {
        let assist::Completion { label, insert, detail, docs, kind } = found;
        Self { label, insert, detail, docs, kind: kind.into() }
    }
}

/// What a completion is.
#[derive(Copy, Clone, Debug, Serialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum CompletionKind {
    /// A field of a block.
    Field,
    /// A word or a literal.
    Value,
    /// A component.
    Component,
    /// A kind, type, trigger or another schema.
    Kind,
    /// A word of the language.
    Keyword,
    /// A file.
    File,
    /// Something of a component: an output, a port, a consumer, a key.
    Output,
    /// A number with a unit, or a unit of a number.
    Unit,
    /// Any other name: a size, a secret, a store, a param.
    Name,
}

impl From<assist::CompletionKind> for CompletionKind {
    fn from(kind: assist::CompletionKind) -> Self {
        match kind {
            assist::CompletionKind::Field => Self::Field,
            assist::CompletionKind::Value => Self::Value,
            assist::CompletionKind::Component => Self::Component,
            assist::CompletionKind::Kind => Self::Kind,
            assist::CompletionKind::Keyword => Self::Keyword,
            assist::CompletionKind::File => Self::File,
            assist::CompletionKind::Output => Self::Output,
            assist::CompletionKind::Unit => Self::Unit,
            assist::CompletionKind::Name => Self::Name,
        }
    }
}

/// What stands at a place.
#[derive(Debug, Serialize, Tsify)]
pub struct Hover {
    place: Place,
    /// One line of fluo, or a few words.
    title: String,
    /// In Markdown.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    docs: Option<String>,
}

impl From<assist::Hover> for Hover {
    fn from(found: assist::Hover) -> Self {
        Self { place: Place::new(found.span, &found.sources), title: found.title, docs: found.docs }
    }
}
