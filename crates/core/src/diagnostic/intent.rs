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
        /// Its first word; if it is empty, any entry goes that is no declaration.
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
    /// The value at a place becomes another one: the place is the value, an item of a list, or the whole entry.
    SetHere {
        /// The value, or the entry.
        at: Span,
        /// The value.
        text: String,
    },
    /// The entry that has this first word stands in a block of its own: `cpu: 1` becomes `resources { cpu: 1 }`.
    Wrap {
        /// A place in the entry.
        at: Span,
        /// Its first word.
        word: String,
        /// What stands before the block.
        within: String,
    },
    /// The first word or the name of the entry at a place becomes another one.
    Rename {
        /// A place in the entry.
        at: Span,
        /// What the word or the name is, without quotes.
        from: String,
        /// What it becomes, as it is written.
        to: String,
    },
    /// The entry that has this first word becomes another one.
    Rewrite {
        /// A place in the entry.
        at: Span,
        /// Its first word.
        word: String,
        /// The entry, on one line.
        text: String,
    },
    /// The entry that has this first word goes if another one says the same with the same words.
    RemoveCopy {
        /// A place in it.
        at: Span,
        /// A place in the other one.
        of: Span,
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

    /// Adds the repair that takes the entry `word` at a place out; likely right.
    #[must_use]
    pub fn take_out(self, at: Span, word: &str) -> Self {
        let change = Change::Remove { at, word: word.to_owned() };
        self.intend(format!("take `{word}` out"), vec![change], Applicability::Unsafe)
    }

    /// Adds the repair that takes the declaration of this word and name out; likely right.
    #[must_use]
    pub fn take_declaration_out(self, at: Span, word: &str, name: &str) -> Self {
        let change = Change::Remove { at, word: word.to_owned() };
        self.intend(format!("take `{word} {name}` out"), vec![change], Applicability::Unsafe)
    }

    /// Adds the repair that takes the entry at a place out, whatever it is called; likely right.
    #[must_use]
    pub fn take_line_out(self, at: Span) -> Self {
        let change = Change::Remove { at, word: String::new() };
        self.intend("take the line out", vec![change], Applicability::Unsafe)
    }

    /// Adds the repair that takes the item of a list out; likely right.
    #[must_use]
    pub fn take_item_out(self, at: Span) -> Self {
        self.intend("take it out of the list", vec![Change::RemoveItem { at }], Applicability::Unsafe)
    }

    /// Adds the repair that takes an entry out that stands there twice with the same words; it is certain.
    #[must_use]
    pub fn take_copy_out(self, at: Span, of: Span) -> Self {
        self.intend("take the copy out", vec![Change::RemoveCopy { at, of }], Applicability::Safe)
    }

    /// Adds the repair that writes an entry into the block of the entry at a place, below the entries of `path`;
    /// likely right.
    #[must_use]
    pub fn write_into(self, at: Span, path: &[&str], entry: impl Into<String>) -> Self {
        self.insert(at, path, entry.into(), Applicability::Unsafe)
    }

    /// Adds the repair that writes an entry into a block in which a person must put the right value.
    #[must_use]
    pub fn fill_in(self, at: Span, path: &[&str], entry: impl Into<String>) -> Self {
        self.insert(at, path, entry.into(), Applicability::Placeholder)
    }

    fn insert(self, at: Span, path: &[&str], entry: String, applicability: Applicability) -> Self {
        let title = path.iter().rev().fold(entry.clone(), |inner, outer| format!("{outer} {{ {inner} }}"));
        let path = path.iter().map(|word| (*word).to_owned()).collect();
        self.intend(format!("write `{title}`"), vec![Change::Insert { at, path, entry }], applicability)
    }

    /// Adds the repair that puts an item into the list `list` of the entry at a place; likely right.
    #[must_use]
    pub fn add_item(self, at: Span, list: &str, item: impl Into<String>) -> Self {
        let item = item.into();
        let title = format!("add `{item}` to `{list}`");
        let change = Change::InsertItem { at, list: list.to_owned(), item };
        self.intend(title, vec![change], Applicability::Unsafe)
    }

    /// Adds the repair that gives the entry `word` at a place another value; likely right.
    #[must_use]
    pub fn set_value(self, at: Span, word: &str, text: impl Into<String>) -> Self {
        let text = text.into();
        let title = format!("write `{word}: {text}`");
        self.intend(title, vec![Change::SetValue { at, word: word.to_owned(), text }], Applicability::Unsafe)
    }

    /// Adds the repair that writes another value where the primary label stands; likely right.
    #[must_use]
    pub fn rewrite(self, text: impl Into<String>) -> Self {
        self.set_here(text.into(), Applicability::Unsafe)
    }

    /// Adds the repair that writes the value that was plainly meant where the primary label stands.
    #[must_use]
    pub fn rewrite_surely(self, text: impl Into<String>) -> Self {
        self.set_here(text.into(), Applicability::Safe)
    }

    /// Adds the repair that puts a text with something to fill in where the primary label stands.
    #[must_use]
    pub fn sketch(self, text: impl Into<String>) -> Self {
        self.set_here(text.into(), Applicability::Placeholder)
    }

    fn set_here(self, text: String, applicability: Applicability) -> Self {
        let at = self.primary.span;
        self.intend(format!("write `{text}`"), vec![Change::SetHere { at, text }], applicability)
    }

    /// Adds `did you mean` as a help, and the repair that writes the near name as the value at the primary label.
    #[must_use]
    pub fn meant(self, name: &str) -> Self {
        self.help(format!("did you mean `{name}`?")).rewrite(name)
    }

    /// Adds the repair that calls the entry at a place otherwise, by its first word or its name; likely right.
    #[must_use]
    pub fn rename(self, at: Span, from: &str, to: impl Into<String>) -> Self {
        let to = to.into();
        let change = Change::Rename { at, from: from.to_owned(), to: to.clone() };
        self.intend(format!("write `{to}`"), vec![change], Applicability::Unsafe)
    }

    /// Adds the repair that puts the entry `word` at a place into a block; likely right.
    #[must_use]
    pub fn put_into(self, at: Span, word: &str, within: &str) -> Self {
        let change = Change::Wrap { at, word: word.to_owned(), within: within.to_owned() };
        self.intend(format!("put `{word}` into `{within}`"), vec![change], Applicability::Unsafe)
    }

    /// Adds the repair that writes another entry in the place of the entry `word`; likely right.
    #[must_use]
    pub fn rewrite_entry(self, at: Span, word: &str, text: impl Into<String>) -> Self {
        let text = text.into();
        let title = format!("write `{text}`");
        self.intend(title, vec![Change::Rewrite { at, word: word.to_owned(), text }], Applicability::Unsafe)
    }
}
