//! Types of params.

use super::Writer;

const TYPES: &[&str] = &["string", "int", "consumer", "in", "like", "a-b"];

impl Writer<'_> {
    pub(super) fn r#type(&mut self) {
        self.type_within(3);
    }

    fn type_within(&mut self, levels: u16) {
        match self.below(if levels == 0 { 3 } else { 6 }) {
            0 => self.one_of(TYPES),
            1 => self.choice(),
            2 => {
                self.one_of(TYPES);
                self.padded("<", ">", |writer| writer.one_of(TYPES));
            }
            3 => self.padded("[", "]", |writer| writer.type_within(levels - 1)),
            4 => self.padded("{", "}", |writer| writer.type_within(levels - 1)),
            _ => self.padded("{", "}", |writer| {
                writer.choice();
                writer.blanks("");
                writer.write(":");
                writer.blanks(" ");
                writer.type_within(levels - 1);
            }),
        }
        for _ in 0..self.below(3) {
            self.refinement();
        }
    }

    fn refinement(&mut self) {
        match self.below(3) {
            0 => {
                self.blanks("");
                self.write("?");
            }
            1 => {
                self.limit("in");
                self.range();
            }
            _ => {
                self.limit("like");
                self.string();
            }
        }
    }

    fn limit(&mut self, word: &str) {
        self.blank();
        self.write(word);
        self.blank();
    }

    /// `a | b`, or one name only.
    fn choice(&mut self) {
        self.one_of(TYPES);
        for _ in 0..self.below(3) {
            self.blanks(" ");
            self.write("|");
            self.blanks(" ");
            self.one_of(TYPES);
        }
    }

    fn padded(&mut self, open: &str, close: &str, inner: impl FnOnce(&mut Self)) {
        self.write(open);
        self.blanks("");
        inner(self);
        self.blanks("");
        self.write(close);
    }
}
