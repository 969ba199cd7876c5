//! Strings of every form, with what could be taken for something else in them.

use super::Writer;

/// Pieces of strings in double quotes without references; none ends with a `$` or a quote.
const PLAIN: &[&str] = &[
    "x",
    "some words",
    " ",
    "",
    "{",
    "} ",
    "// ",
    ",",
    ":",
    "'",
    "''' ",
    "[",
    "#",
    ";",
    "=",
    "é日",
    "\\\"",
    "\\\\",
    "\\n",
    "\\u{1f600}",
    "\\t",
    "\\${a}",
    "$x",
    "a-long-piece-of-text-that-fills-a-good-part-of-one-line",
    "\u{A0}",
];
const RAW: &[&str] = &[
    "x",
    "some words",
    " ",
    "",
    "{",
    "} ",
    "// ",
    ",",
    ":",
    "\"",
    "\"\"\" ",
    "[",
    "#",
    ";",
    "é日",
    "\\",
    "\\n",
    "${a",
    "$",
];
const REFERENCES: &[&str] = &["${db.host}", "${ a }", "${self.name}"];
/// How lines of a text begin.
const INDENTATION: &[&str] = &["  ", "    ", "", "\t", "  \t", "      ", " "];

impl Writer<'_> {
    /// A string as a value.
    pub(super) fn string(&mut self) {
        match self.below(4) {
            0 => self.quoted("\"", |writer| writer.pieces_of(PLAIN, true)),
            1 => self.quoted("'", |writer| writer.pieces_of(RAW, false)),
            2 => self.quoted("\"\"\"", |writer| writer.lines(PLAIN, true)),
            _ => self.quoted("'''", |writer| writer.lines(RAW, false)),
        }
    }

    /// A string as a name.
    pub(super) fn quoted_name(&mut self) {
        match self.below(2) {
            0 => self.quoted("\"", |writer| writer.pieces_of(PLAIN, false)),
            _ => self.quoted("'", |writer| writer.pieces_of(RAW, false)),
        }
    }

    fn quoted(&mut self, quotes: &str, inner: impl FnOnce(&mut Self)) {
        self.write(quotes);
        inner(self);
        self.write(quotes);
    }

    fn pieces_of(&mut self, pieces: &[&str], references: bool) {
        for _ in 0..self.below(4) {
            if references && self.one_in(5) { self.one_of(REFERENCES) } else { self.one_of(pieces) }
        }
    }

    /// The lines of a text, the first of which stands behind the quotes.
    fn lines(&mut self, pieces: &[&str], references: bool) {
        match self.below(4) {
            2 => self.blank(),
            3 => self.line_of_text(pieces, references),
            _ => {}
        }
        for _ in 0..self.below(5) {
            self.write("\n");
            match self.below(5) {
                4 => self.one_of(&["", "  ", "\t", "          "]),
                _ => {
                    self.one_of(INDENTATION);
                    self.line_of_text(pieces, references);
                }
            }
        }
        if self.one_in(2) {
            self.write("\n");
            self.one_of(INDENTATION);
        }
    }

    /// It ends with a letter or a blank, so that neither a quote nor a backslash touches what follows.
    fn line_of_text(&mut self, pieces: &[&str], references: bool) {
        self.write("x");
        self.pieces_of(pieces, references);
        self.one_of(&["x", "y ", "z\t "]);
    }
}
