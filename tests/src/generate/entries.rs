//! Files, blocks and entries.

use super::gaps::Style;
use super::{DEEPEST, Writer};

const WORDS: &[&str] = &[
    "a",
    "b-c",
    "port",
    "size",
    "use",
    "component",
    "kind",
    "environment",
    "store",
    "on",
    "env",
    "LOG_LEVEL",
    "_x",
    "secret",
    "x1",
    "in",
    "like",
    "none",
    "a-very-long-name-of-which-few-have-room-on-one-line-together",
    "output",
];

impl Writer<'_> {
    /// The whole file.
    pub(super) fn file(&mut self) {
        let count = self.below(6);
        self.edge(Style::Wild, false, "");
        self.entries(Style::Wild, count);
        self.edge(Style::Wild, count > 0, "");
    }

    pub(super) fn block(&mut self) {
        self.write("{");
        self.depth += 1;
        let (style, count) = (self.style(), self.below(5));
        self.edge(style, false, " ");
        self.entries(style, count);
        self.edge(style, count > 0, " ");
        self.depth -= 1;
        self.write("}");
    }

    fn entries(&mut self, style: Style, count: u16) {
        for place in 0..count {
            if place > 0 {
                self.between(style);
            }
            self.entry();
        }
    }

    fn entry(&mut self) {
        match self.below(8) {
            6 => self.param(),
            7 if self.depth == 0 => self.record(),
            _ => self.plain(),
        }
    }

    /// `word label: value { … }`, any part of which may be missing.
    fn plain(&mut self) {
        match self.below(10) {
            8 => self.quoted_name(),
            // Without a name behind them, they are words as others are.
            9 => {
                self.one_of(&["param", "type"]);
                return self.assigned();
            }
            _ => {
                let word = self.pick(WORDS);
                self.clear_of_declarations(word);
                self.write(word);
            }
        }
        if self.one_in(3) {
            self.blank();
            self.name();
        }
        match self.below(4) {
            1 if self.depth < DEEPEST => self.attached(true),
            2 if self.depth < DEEPEST => {
                self.assigned();
                self.attached(false);
            }
            3 => {}
            _ => self.assigned(),
        }
    }

    fn assigned(&mut self) {
        self.blanks("");
        self.write(":");
        self.blanks(" ");
        self.value();
    }

    /// A block; a colon may stand before it if no value does.
    fn attached(&mut self, colon: bool) {
        if colon && self.one_in(6) {
            self.blanks("");
            self.write(":");
        }
        self.blanks(" ");
        self.block();
    }

    /// `param NAME: TYPE = DEFAULT { … }`
    fn param(&mut self) {
        self.write("param");
        self.blank();
        self.name();
        self.typed();
        if self.one_in(2) {
            self.blanks(" ");
            self.write("=");
            self.blanks(" ");
            if self.one_in(4) { self.block() } else { self.value() }
        }
        if self.one_in(3) {
            self.blanks(" ");
            self.block();
        }
    }

    /// `type NAME: TYPE { … }`
    fn record(&mut self) {
        self.write("type");
        self.blank();
        self.name();
        if self.one_in(2) {
            self.typed();
        }
        self.blanks(" ");
        self.block();
    }

    fn typed(&mut self) {
        self.blanks("");
        self.write(":");
        self.blanks(" ");
        self.r#type();
    }

    /// A name, in quotes now and then.
    fn name(&mut self) {
        if self.one_in(4) { self.quoted_name() } else { self.one_of(WORDS) }
    }
}
