//! What a block has set so far.

use crate::syntax::ast::Entry;
use rustc_hash::FxHashMap;

/// The entries of a block so far, by word and label: few mostly, which are found sooner one by one.
pub(super) enum Taken<'a> {
    Few(Vec<&'a Entry>),
    Many(FxHashMap<(&'a str, &'a str), &'a Entry>),
}

impl<'a> Taken<'a> {
    pub(super) fn with_capacity(entries: usize) -> Self {
        const FEW: usize = 24;
        if entries > FEW { Self::Many(FxHashMap::default()) } else { Self::Few(Vec::with_capacity(entries)) }
    }

    /// Takes an entry, and gives the last one before that sets the same.
    pub(super) fn insert(&mut self, entry: &'a Entry) -> Option<&'a Entry> {
        match self {
            Self::Few(before) => {
                let same = before.iter_mut().find(|other| key(other) == key(entry));
                let first = same.map(|other| std::mem::replace(other, entry));
                if first.is_none() {
                    before.push(entry);
                }
                first
            }
            Self::Many(before) => before.insert(key(entry), entry),
        }
    }
}

fn key(entry: &Entry) -> (&str, &str) {
    (&entry.word.text, entry.label.as_ref().map_or("", |label| &label.text))
}
