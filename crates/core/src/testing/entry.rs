//! Entries of a program, and how they are written.

use std::fmt;

/// An entry of a block or file: what stands before its braces, and the entries between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    docs: Option<String>,
    head: String,
    below: Option<Vec<Entry>>,
}

impl Entry {
    /// An entry without a block: `replicas: 3`.
    pub(crate) fn new(head: impl Into<String>) -> Self {
        Self { docs: None, head: head.into(), below: None }
    }

    /// An entry with a block: `port http: 8080 { … }`.
    pub(crate) fn block(head: impl Into<String>, below: Vec<Entry>) -> Self {
        Self { docs: None, head: head.into(), below: Some(below) }
    }

    /// An entry that has a block only if something stands in it.
    pub(crate) fn refined(head: impl Into<String>, below: Vec<Entry>) -> Self {
        if below.is_empty() { Self::new(head) } else { Self::block(head, below) }
    }

    /// The same with a doc comment.
    pub(crate) fn documented(mut self, docs: impl Into<String>) -> Self {
        self.docs = Some(docs.into());
        self
    }

    /// One more entry in its block.
    pub(crate) fn push(&mut self, entry: Entry) {
        self.below.get_or_insert_default().push(entry);
    }

    fn write(&self, depth: usize, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let margin = "  ".repeat(depth);
        for line in self.docs.iter().flat_map(|docs| docs.lines()) {
            writeln!(out, "{margin}/// {line}")?;
        }
        write!(out, "{margin}{}", self.head)?;
        match &self.below {
            None => writeln!(out),
            Some(below) if below.is_empty() => writeln!(out, " {{}}"),
            Some(below) => {
                writeln!(out, " {{")?;
                for entry in below {
                    entry.write(depth.saturating_add(1), out)?;
                }
                writeln!(out, "{margin}}}")
            }
        }
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(0, out)
    }
}
