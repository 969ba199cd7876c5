//! Values: numbers, references, ranges, lists, calls, and records where they may stand.

use super::{DEEPEST, Writer};

const NUMBERS: &[&str] = &["1", "8080", "500m", "512Mi", "1.5", "1h30m", "70%", "-1", "0"];
const PATHS: &[&str] = &[
    "medium",
    "db.host",
    "x.y-z.password",
    "use",
    "component",
    "true",
    "none",
    "a_1",
    "kind",
    "a-path-of-some-length",
];

impl Writer<'_> {
    /// A value as it stands behind a colon.
    pub(super) fn value(&mut self) {
        match self.below(9) {
            0 => self.one_of(NUMBERS),
            1 => self.one_of(PATHS),
            2 | 3 => self.string(),
            4 => self.range(),
            5 if self.depth < DEEPEST => self.call(),
            6..=8 if self.depth < DEEPEST => self.list(),
            _ => self.one_of(PATHS),
        }
    }

    /// `1..2`, `a..`
    pub(super) fn range(&mut self) {
        self.one_of(&["1", "500m", "a", "a.b"]);
        self.write("..");
        self.one_of(&["10", "", "2Gi", "b", "b.c"]);
    }

    fn list(&mut self) {
        self.items("[", "]");
    }

    fn call(&mut self) {
        self.one_of(&["file", "cluster-var", "f"]);
        self.items("(", ")");
    }

    fn items(&mut self, open: &str, close: &str) {
        self.write(open);
        self.depth += 1;
        let (style, count) = (self.style(), self.below(5));
        self.edge(style, false, "");
        for place in 0..count {
            if place > 0 {
                self.between(style);
            }
            // Any path may be one of the words.
            self.clear_of_declarations("use");
            if self.one_in(4) && self.depth < DEEPEST { self.block() } else { self.value() }
        }
        self.edge(style, count > 0, "");
        self.depth -= 1;
        self.write(close);
    }
}
