//! Changes of a text in its own parts: words, lines and blocks.
//!
//! Changes of bytes alone hardly ever make another program of a program. Words are those of the input and of the prelude, which is where
//! every field, kind and choice stands.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::OnceLock;

/// Words that the prelude does not hold: values at borders, marks of YAML, characters of several bytes.
const WORDS: [&str; 48] = [
    "0",
    "-1",
    "1..",
    "..",
    "1..9",
    "5..1",
    "9223372036854775807",
    "9223372036854775808",
    "1e309",
    "0.0000001",
    "1000000000Ei",
    "0m",
    "100%",
    "1h30m",
    "\"\"",
    "\"${self.name}\"",
    "\"${x}\"",
    "'''\n'''",
    "\"\"\"\n  x\n\"\"\"",
    "{}",
    "[]",
    "()",
    "use \"std:helm\"\n",
    "// file: b.fluo\n",
    "# file: m/b.yaml\n",
    "---\n",
    "- ",
    "&a ",
    "*a",
    "<<: ",
    "!!str ",
    "|\n",
    ">-\n",
    "? ",
    "%YAML 1.1\n",
    "null",
    "~",
    "yes",
    "0x1F",
    "0o17",
    ".nan",
    "ENC[AES256_GCM,data:x]",
    "\u{feff}",
    "\u{fc}",
    "\u{1f980}",
    "\u{301}",
    "\u{25ae}",
    "\r\n",
];

/// The text with one to three changes, which follow from `seed`; `None` if there is nothing in it to change.
#[must_use]
pub fn mutated(text: &str, seed: u64) -> Option<String> {
    let mut random = Random(seed);
    let mut text = text.to_owned();
    for _ in 0..=random.below(3)? {
        change(&mut text, &mut random)?;
    }
    Some(text)
}

/// Makes one change; `None` if the text has no part to change.
fn change(text: &mut String, random: &mut Random) -> Option<()> {
    let parts = match random.below(8)? {
        0..=3 => words(text),
        4 | 5 => lines(text),
        _ => blocks(text),
    };
    let place = parts.get(random.below(parts.len())?)?.clone();
    let other = parts.get(random.below(parts.len())?)?.clone();
    let piece = match random.below(4)? {
        0 | 1 => text.get(other.clone())?.to_owned(),
        2 => WORDS.get(random.below(WORDS.len())?).map(ToString::to_string)?,
        _ => prelude().get(random.below(prelude().len())?).map(ToString::to_string)?,
    };
    match random.below(4)? {
        0 | 1 => text.replace_range(place, &piece),
        2 => text.insert_str(place.start, &piece),
        _ => text.replace_range(place, ""),
    }
    Some(())
}

/// Words and numbers, strings, and single characters of other kinds.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    let mut last = ' ';
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        match found.last_mut() {
            Some(word) if word.end == at && inside(c) && inside(last) => word.end = end,
            _ if c.is_whitespace() => {}
            _ => found.push(at..end),
        }
        last = c;
    }
    found
}

/// Lines with their ends.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    let line = |line: &str| {
        at += line.len();
        at - line.len()..at
    };
    text.split_inclusive('\n').map(line).collect()
}

/// What stands between brackets, with them.
fn blocks(text: &str) -> Vec<Range<usize>> {
    let (mut open, mut found) = (Vec::new(), Vec::new());
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' | b'[' | b'(' => open.push(at),
            b'}' | b']' | b')' => found.extend(open.pop().map(|start| start..at + 1)),
            _ => {}
        }
    }
    found
}

/// Every word of the prelude and its triggers.
fn prelude() -> &'static [&'static str] {
    static FOUND: OnceLock<Vec<&str>> = OnceLock::new();
    FOUND.get_or_init(|| {
        let texts = fluo_core::prelude::FILES.iter().map(|(_, text)| *text);
        let code = texts.flat_map(str::lines).filter(|line| !line.trim_start().starts_with("//"));
        let found: BTreeSet<&str> =
            code.flat_map(|line| words(line).into_iter().map(move |place| &line[place])).collect();
        found.into_iter().collect()
    })
}

/// Numbers that follow from a seed (SplitMix64).
struct Random(u64);

impl Random {
    /// A number below `count`; `None` if there is none.
    fn below(&mut self, count: usize) -> Option<usize> {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(count).ok().filter(|count| *count > 0)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_makes_the_same_change_again_and_another_one_another() {
        let text = "component web: service {\n  image: \"nginx:1.27\"\n  port http: 8080\n}\n";
        let all: BTreeSet<String> = (0..100).filter_map(|seed| mutated(text, seed)).collect();
        assert!(all.len() > 60, "{}", all.len());
        assert_eq!(mutated(text, 7), mutated(text, 7));
        assert_eq!(mutated("", 7), None);
    }

    #[test]
    fn parts_are_words_lines_and_blocks() {
        let text = "a-b {\n [1, \u{fc}]\n}";
        let shown = |parts: Vec<Range<usize>>| parts.into_iter().map(|at| &text[at]).collect::<Vec<_>>();
        assert_eq!(shown(words(text)), ["a-b", "{", "[", "1", ",", "\u{fc}", "]", "}"]);
        assert_eq!(shown(lines(text)), ["a-b {\n", " [1, \u{fc}]\n", "}"]);
        assert_eq!(shown(blocks(text)), ["[1, \u{fc}]", "{\n [1, \u{fc}]\n}"]);
    }
}
