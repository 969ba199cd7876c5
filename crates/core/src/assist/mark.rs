//! A text with a name in the place of the cursor, so that its tree has something there: while one types, there often is
//! nothing yet.

use crate::source::{FileId, Span};
use std::ops::Range;

/// The name that stands for the cursor: letters only, so that it can also follow digits, and none that anybody writes.
pub(super) const NAME: &str = "zzcursorzz";

/// A text with a name in the place of the cursor.
pub(super) struct Marked {
    /// The text.
    pub(super) text: String,
    /// The offset at which it was changed, in both texts.
    offset: usize,
    /// How many bytes were added.
    added: usize,
    /// What stands between the quotes around the cursor, in the text before.
    pub(super) quoted: Option<Range<usize>>,
    /// Whether the entry goes on behind the word at the cursor, in the text before.
    pub(super) goes_on: bool,
}

/// What a stretch of text is.
#[derive(Clone, Copy)]
enum Within {
    Code,
    Comment,
    /// Text behind quotes, which start at an offset.
    Text {
        start: usize,
        quotes: &'static str,
    },
}

impl Marked {
    /// Puts the name at an offset; `None` in a comment, or if the offset is inside a character.
    pub(super) fn new(text: &str, offset: usize) -> Option<Self> {
        let (before, after) = text.split_at_checked(offset)?;
        let rest = after.lines().next().unwrap_or_default().to_owned();
        let (mut added, mut quoted) = (NAME.to_owned(), None);
        match within(before) {
            Within::Comment => return None,
            Within::Code => {}
            Within::Text { start, quotes } => {
                let content = start + quotes.len();
                let closing = closing(after, quotes);
                quoted = Some(content..offset + closing.unwrap_or_else(|| word_end(after)));
                let open = before.get(content..).and_then(|text| text.rsplit_once("${"));
                let inside = closing.map_or(rest.as_str(), |end| after.get(..end).unwrap_or_default());
                let open = open.is_some_and(|(_, path)| !path.contains('}')) && quotes.starts_with('"');
                let closed = inside.find(['}', '$']).is_some_and(|at| inside.get(at..=at) == Some("}"));
                if open && (!closed || closing.is_none()) {
                    added.push('}');
                }
                if closing.is_none() {
                    added.push_str(quotes);
                }
            }
        }
        let text = [before, &added, after].concat();
        Some(Self { text, offset, added: added.len(), quoted, goes_on: goes_on(before, &rest) })
    }

    /// A place inside of the name.
    pub(super) fn inside(&self, file: FileId) -> Span {
        let at = u32::try_from(self.offset).unwrap_or(u32::MAX).saturating_add(1);
        Span::new(file, at, at.saturating_add(1))
    }

    /// A place of the text before, for a place of this one.
    pub(super) fn before(&self, offset: u32) -> u32 {
        let at = crate::source::index(offset);
        let at = if at <= self.offset { at } else { at.saturating_sub(self.added).max(self.offset) };
        u32::try_from(at).unwrap_or(u32::MAX)
    }
}

/// Whether an entry goes on behind its word: with a colon or a block, or, where there is a word, with a name.
fn goes_on(before: &str, rest: &str) -> bool {
    let of_word = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let behind = rest.trim_start_matches(of_word);
    let is_word = behind.len() < rest.len() || before.ends_with(of_word);
    let behind = behind.trim_start_matches([' ', '\t']);
    behind.starts_with([':', '{']) || (is_word && behind.starts_with(|c| of_word(c) || c == '"' || c == '\''))
}

/// How far a word goes on.
fn word_end(text: &str) -> usize {
    text.find(|c: char| !(c.is_alphanumeric() || "-_./*".contains(c))).unwrap_or(text.len())
}

/// The offset of the quotes that close a text, if they do.
fn closing(text: &str, quotes: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quotes.starts_with('"') => escaped = true,
            '\n' if quotes.len() == 1 => return None,
            _ if text.get(at..).is_some_and(|text| text.starts_with(quotes)) => return Some(at),
            _ => {}
        }
    }
    None
}

/// What the end of a text stands in.
fn within(text: &str) -> Within {
    const QUOTES: [&str; 4] = ["\"\"\"", "'''", "\"", "'"];
    let (mut state, mut at) = (Within::Code, 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let quotes = QUOTES.into_iter().find(|quotes| rest.starts_with(quotes));
        let step = rest.chars().next().map_or(1, char::len_utf8);
        (state, at) = match (state, quotes) {
            (Within::Code, Some(quotes)) => (Within::Text { start: at, quotes }, at + quotes.len()),
            (Within::Code, None) if rest.starts_with("//") => (Within::Comment, at + 2),
            (Within::Comment, _) if rest.starts_with('\n') => (Within::Code, at + 1),
            (Within::Text { quotes, .. }, _) if quotes.len() == 1 && rest.starts_with('\n') => {
                (Within::Code, at + 1)
            }
            (Within::Text { quotes, .. }, _) if rest.starts_with(quotes) => (Within::Code, at + quotes.len()),
            (Within::Text { quotes, .. }, _) if quotes.starts_with('"') && rest.starts_with('\\') => {
                let escaped = rest.chars().nth(1).filter(|c| *c != '\n').map_or(0, char::len_utf8);
                (state, at + 1 + escaped)
            }
            (state, _) => (state, at + step),
        };
    }
    state
}
