//! Programs as syntax, made of choices: every form of the tree at every legal place, with comments, blank lines and odd
//! spacing, whatever it would mean.
//!
//! A choice of 0 is always the plainest, and so is every choice once they are used up. So a list of choices that is made
//! shorter or smaller gives a shorter and plainer program, and what shrinks it needs to know nothing of programs.

mod entries;
mod gaps;
mod strings;
mod types;
mod values;

/// How deep brackets nest.
const DEEPEST: usize = 9;

/// A program without errors of syntax.
#[must_use]
pub fn program(choices: &[u16]) -> String {
    let mut writer = Writer { choices: choices.iter(), out: String::new(), depth: 0 };
    let breaks = writer.below(6);
    let (mark, cut) = (writer.one_in(20), writer.one_in(3));
    writer.file();
    let text = if cut { writer.out.trim_end().to_owned() } else { writer.out };
    let text = match breaks {
        4 => text.replace('\n', "\r\n"),
        5 => text.replace(" \n", " \r\n"),
        _ => text,
    };
    if mark { format!("\u{FEFF}{text}") } else { text }
}

/// Writes a program.
struct Writer<'c> {
    choices: std::slice::Iter<'c, u16>,
    out: String,
    /// How many brackets are open.
    depth: usize,
}

impl Writer<'_> {
    /// The next choice among so many.
    fn below(&mut self, count: u16) -> u16 {
        self.choices.next().map_or(0, |choice| choice % count)
    }

    /// Whether the next choice is the last of so many.
    fn one_in(&mut self, count: u16) -> bool {
        self.below(count) == count - 1
    }

    /// One of these, the first being the plainest.
    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::from(self.below(u16::try_from(from.len()).unwrap_or(u16::MAX)))]
    }

    fn write(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// One of these texts.
    fn one_of(&mut self, texts: &[&str]) {
        let text = self.pick(texts);
        self.write(text);
    }
}
