//! Markdown: pages, tables, links, and types with links in them.

use std::fmt::Write as _;

/// A page, and a place in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    /// Its path.
    pub(super) page: String,
    /// The anchor of a heading.
    pub(super) anchor: Option<String>,
}

/// A piece of a type as its author wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// The text.
    pub(super) text: String,
    /// Where it is documented.
    pub(super) home: Option<Link>,
}

/// A page under construction.
#[derive(Clone, Debug)]
pub(super) struct Page {
    path: String,
    text: String,
}

impl Page {
    /// An empty page with a title.
    pub(super) fn new(path: String, title: &str) -> Self {
        Self { path, text: format!("# {title}\n") }
    }

    /// The page as it is written.
    pub(super) fn text(self) -> String {
        self.text
    }

    /// A heading of this level.
    pub(super) fn heading(&mut self, level: usize, title: &str) {
        let _ = write!(self.text, "\n{} {title}\n", "#".repeat(level));
    }

    /// A paragraph, or several; nothing for an empty text.
    pub(super) fn paragraph(&mut self, text: &str) {
        if !text.is_empty() {
            let _ = write!(self.text, "\n{}\n", links(text));
        }
    }

    /// A program.
    pub(super) fn program(&mut self, text: &str) {
        let fence = if text.contains("```") { "````" } else { "```" };
        let _ = write!(self.text, "\n{fence}fluo\n{}\n{fence}\n", text.trim_end());
    }

    /// An item of a list.
    pub(super) fn item(&mut self, head: &str, text: &str) {
        let blank = if self.text.ends_with("\n- ") || self.last_line().starts_with("- ") { "" } else { "\n" };
        let colon = if text.is_empty() { "" } else { ": " };
        let _ = writeln!(self.text, "{blank}- {head}{colon}{}", links(text));
    }

    fn last_line(&self) -> &str {
        self.text.trim_end().rsplit('\n').next().unwrap_or_default()
    }

    /// A table; nothing without rows.
    pub(super) fn table(&mut self, columns: &[&str], rows: &[Vec<String>]) {
        if rows.is_empty() {
            return;
        }
        let rule = vec!["---"; columns.len()];
        let _ = write!(self.text, "\n| {} |\n| {} |\n", columns.join(" | "), rule.join(" | "));
        for row in rows {
            let _ = writeln!(self.text, "| {} |", row.join(" | "));
        }
    }

    /// A link from this page.
    pub(super) fn link(&self, text: &str, to: &Link) -> String {
        let up = if self.path.contains('/') { "../" } else { "" };
        let page = if to.page == self.path { String::new() } else { format!("{up}{}", to.page) };
        let anchor = to.anchor.as_ref().map(|anchor| format!("#{anchor}")).unwrap_or_default();
        if page.is_empty() && anchor.is_empty() {
            return text.to_owned();
        }
        format!("[{text}]({page}{anchor})")
    }

    /// A type in running text.
    pub(super) fn plain_type(&self, pieces: &[Piece]) -> String {
        let piece = |piece: &Piece| {
            let code = code(&piece.text);
            let space = if piece.text.ends_with(' ') { " " } else { "" };
            piece.home.as_ref().map_or(format!("{code}{space}"), |home| self.link(&code, home))
        };
        pieces.iter().map(piece).collect()
    }

    /// A type in a table.
    pub(super) fn type_cell(&self, pieces: &[Piece]) -> String {
        cell(&self.plain_type(pieces))
    }
}

/// A text as code, whatever backticks it holds.
pub(super) fn code(text: &str) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match flat.as_str() {
        "" => String::new(),
        text if text.contains('`') => format!("`` {text} ``"),
        text => format!("`{text}`"),
    }
}

/// A text in a table: one line, its bars escaped.
pub(super) fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

/// A text in a table, with its links.
pub(super) fn prose(text: &str) -> String {
    cell(&links(text))
}

/// The first sentence of a doc comment, without the addresses behind it.
pub(super) fn summary(docs: &str) -> String {
    let paragraph = docs.split("\n\n").next().unwrap_or_default();
    let words = paragraph.split_whitespace().filter(|word| !is_address(word));
    let flat = words.collect::<Vec<_>>().join(" ");
    match flat.find(". ") {
        Some(end) => flat.get(..=end).unwrap_or(&flat).to_owned(),
        None => flat,
    }
}

fn is_address(word: &str) -> bool {
    word.starts_with("https://") || word.starts_with("http://")
}

/// Bare addresses become links; programs in doc comments stay as they are.
fn links(text: &str) -> String {
    let mut fenced = false;
    let mut out = String::with_capacity(text.len());
    for (place, line) in text.split('\n').enumerate() {
        if place > 0 {
            out.push('\n');
        }
        fenced ^= line.trim_start().starts_with("```");
        if fenced {
            out.push_str(line);
            continue;
        }
        for (place, word) in line.split(' ').enumerate() {
            if place > 0 {
                out.push(' ');
            }
            let bare = word.trim_end_matches(['.', ',', ';']);
            if is_address(word) && bare.is_ascii() {
                let _ = write!(out, "<{bare}>{}", word.get(bare.len()..).unwrap_or_default());
            } else {
                out.push_str(word);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_links_outside_of_programs() {
        assert_eq!(links("A thing. https://keda.sh."), "A thing. <https://keda.sh>.");
        assert_eq!(links("a\n```fluo\nurl: https://a\n```"), "a\n```fluo\nurl: https://a\n```");
    }

    #[test]
    fn a_summary_is_one_sentence() {
        assert_eq!(summary("One\nthing. Another. https://a.b"), "One thing.");
        assert_eq!(summary("KEDA. https://keda.sh"), "KEDA.");
        assert_eq!(summary(""), "");
    }

    #[test]
    fn tables_escape_bars_and_code_its_backticks() {
        assert_eq!(cell(&code("a |\n  b")), "`a \\| b`");
        assert_eq!(code("a `b`"), "`` a `b` ``");
    }

    #[test]
    fn links_are_relative_to_their_page() {
        let page = Page::new("kinds/service.md".to_owned(), "x");
        let to = |page: &str, anchor: &str| Link {
            page: page.to_owned(),
            anchor: Some(anchor.to_owned()).filter(|a| !a.is_empty()),
        };
        assert_eq!(page.link("a", &to("types.md", "scale")), "[a](../types.md#scale)");
        assert_eq!(page.link("a", &to("kinds/service.md", "fields")), "[a](#fields)");
        assert_eq!(page.link("a", &to("kinds/service.md", "")), "a");
    }
}
