//! What stands between members: separators, comments, blanks. And blanks within a line.

use super::Writer;

/// How the members of one group are set apart.
#[derive(Copy, Clone, PartialEq, Eq)]
pub(super) enum Style {
    /// All on one line.
    Line,
    /// One a line.
    Lines,
    /// Anything that is allowed.
    Wild,
}

const COMMENTS: &[&str] = &[
    " why",
    "",
    " two  words  ",
    "/ of what follows",
    "// four",
    " { [ (",
    " }",
    " ] )",
    " \"",
    " '''",
    "\t",
    " é日",
    " a: 1",
    "  x \t",
];

impl Writer<'_> {
    pub(super) fn style(&mut self) -> Style {
        self.pick(&[Style::Line, Style::Lines, Style::Wild])
    }

    /// Blanks where there need not be any; `usual` stands for the plainest choice.
    pub(super) fn blanks(&mut self, usual: &str) {
        let blanks = self.pick(&[usual, usual, usual, "", " ", "  ", "\t", " \t "]);
        self.write(blanks);
    }

    /// Blanks where there has to be one.
    pub(super) fn blank(&mut self) {
        self.one_of(&[" ", " ", " ", "  ", "\t", "   \t"]);
    }

    /// What stands between two members.
    pub(super) fn between(&mut self, style: Style) {
        match style {
            Style::Line => {
                self.blanks("");
                self.write(",");
                self.blanks(" ");
            }
            Style::Lines => self.line(),
            Style::Wild => {
                let (separated, comma) = self.pieces(true);
                match separated {
                    true => {}
                    false if comma => self.write(", "),
                    false => self.line(),
                }
            }
        }
    }

    /// What stands before the first member or, `behind` one, after the last; `usual` on one line.
    pub(super) fn edge(&mut self, style: Style, behind: bool, usual: &str) {
        match style {
            Style::Line => self.blanks(usual),
            Style::Lines => self.line(),
            Style::Wild => {
                self.pieces(behind);
            }
        }
    }

    /// A few pieces. Whether they separate two members, and whether a comma may still follow.
    fn pieces(&mut self, comma: bool) -> (bool, bool) {
        let (mut separated, mut comma) = (false, comma);
        for _ in 0..self.below(5) {
            match self.below(9) {
                0 | 1 => self.line(),
                2 if comma => {
                    self.write(",");
                    (separated, comma) = (true, false);
                    continue;
                }
                2 | 3 => {
                    self.blank();
                    continue;
                }
                4 | 5 => self.comment("//"),
                6 => self.comment("///"),
                _ => {
                    self.line();
                    self.line();
                    self.line();
                }
            }
            separated = true;
        }
        (separated, comma)
    }

    fn comment(&mut self, slashes: &str) {
        self.write(slashes);
        self.one_of(COMMENTS);
        self.line();
    }

    /// A line break, and the blanks that the next line begins with.
    fn line(&mut self) {
        self.one_of(&["", "", "", " ", "\t"]);
        self.write("\n");
        let usual = "  ".repeat(self.depth);
        let blanks = self.pick(&[usual.as_str(), &usual, &usual, "", "\t", "     "]);
        self.write(blanks);
    }

    /// Before a member: at the start of a line, some words would end whatever is open.
    pub(super) fn clear_of_declarations(&mut self, word: &str) {
        let declares = ["component", "environment", "kind", "store", "use"].contains(&word);
        if declares && self.depth > 0 && self.out.ends_with('\n') {
            self.write(" ");
        }
    }
}
