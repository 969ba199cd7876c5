//! Repairs that are told by what stands in the text, not by offsets: `take the entry `replicas` out`, `write `size: small`
//! into this component`. Who finds a fault knows the entry; how entries are laid out on lines is known in one place, the
//! module `fix`, which makes [`Edit`]s of them once the files can be looked at.

use super::{Applicability, Diagnostic, Edit};
use crate::source::Span;

/// A change of the text. `at` is any place within the entry that is meant, its name for example; the entry is the
/// innermost one there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Text in the place of text.
    Replace(Edit),
    /// The entry that has this first word goes, with its line; nothing is done if another entry stands there.
    Remove {
        /// A place in it.
        at: Span,
        /// Its first word.
        word: String,
    },
    /// The item of a list goes, with its comma.
    RemoveItem {
        /// The item, or a place in it.
        at: Span,
    },
    /// The value of the entry that has this first word becomes another one.
    SetValue {
        /// A place in the entry.
        at: Span,
        /// Its first word.
        word: String,
        /// The value.
        text: String,
    },
    /// An entry comes into the block of another one.
    Insert {
        /// A place in the entry whose block it is.
        at: Span,
        /// The entries in it that lead there, each as `word` or `word name`; they are made where they are not there.
        path: Vec<String>,
        /// The entry, on one line.
        entry: String,
    },
    /// An item comes into the list that an entry has as its value; the entry is made if it is not there.
    InsertItem {
        /// A place in the entry whose block holds the list.
        at: Span,
        /// The entry with the list.
        list: String,
        /// The item.
        item: String,
    },
    /// The file gets a `use` line, unless it has it.
    Use {
        /// A place in the file.
        at: Span,
        /// What is used, without quotes.
        path: String,
    },
    /// The file gets a declaration, behind the last one of its kind.
    Declare {
        /// A place in the file.
        at: Span,
        /// The declaration.
        text: String,
    },
}

/// A repair that is not laid out yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intent {
    /// What it does, as an instruction.
    pub title: String,
    /// All of them belong together.
    pub changes: Vec<Change>,
    /// Whether it may be applied unseen.
    pub applicability: Applicability,
}

impl Diagnostic {
    /// Adds a repair that is told by entries.
    #[must_use]
    pub fn intend(
        mut self,
        title: impl Into<String>,
        changes: Vec<Change>,
        applicability: Applicability,
    ) -> Self {
        self.intents.push(Intent { title: title.into(), changes, applicability });
        self
    }

    /// Adds the repair that takes the entry `word` at a place out.
    #[must_use]
    pub fn take_out(self, at: Span, word: &str, applicability: Applicability) -> Self {
        let change = Change::Remove { at, word: word.to_owned() };
        self.intend(format!("take `{word}` out"), vec![change], applicability)
    }

    /// Adds the repair that takes the item of a list out.
    #[must_use]
    pub fn take_item_out(self, at: Span, applicability: Applicability) -> Self {
        self.intend("take it out of the list", vec![Change::RemoveItem { at }], applicability)
    }

    /// Adds the repair that writes an entry into the block of the entry at a place, below the entries of `path`.
    #[must_use]
    pub fn write_into(
        self,
        at: Span,
        path: &[&str],
        entry: impl Into<String>,
        applicability: Applicability,
    ) -> Self {
        let entry = entry.into();
        let title = path.iter().rev().fold(entry.clone(), |inner, outer| format!("{outer} {{ {inner} }}"));
        let path = path.iter().map(|word| (*word).to_owned()).collect();
        self.intend(format!("write `{title}`"), vec![Change::Insert { at, path, entry }], applicability)
    }

    /// Adds the repair that gives the entry `word` at a place another value.
    #[must_use]
    pub fn set_value(
        self,
        at: Span,
        word: &str,
        text: impl Into<String>,
        applicability: Applicability,
    ) -> Self {
        let text = text.into();
        let title = format!("write `{word}: {text}`");
        self.intend(title, vec![Change::SetValue { at, word: word.to_owned(), text }], applicability)
    }
}
