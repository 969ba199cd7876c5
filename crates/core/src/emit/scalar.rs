//! How one value is spelt in YAML.
//!
//! Readers disagree about unquoted text: for the API server `y`, `1e3` and `0o17` are no strings, for PyYAML `1:30` and
//! `2024-01-01` are none, and `null` in a string field is silently the empty string. So a text goes unquoted only if it
//! is plainly a word, that is if no reader has any other use for its form; all others are quoted.

use crate::object::octets::{self, within};
use std::fmt::Write as _;

/// The longest word in [`RESERVED`].
const LONGEST_RESERVED: usize = 8;

/// More than most objects are deep.
const SPACES: &str = "                                                                ";

/// What stands between a key and what is below it.
const COLON_LINE: &str = ":\n                                                                ";

/// Words that some reader takes for a boolean, a null or a number, in any case.
const RESERVED: [&str; 12] =
    ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity"];

/// Writes a text that stands on one line: a word as it is, everything else in double quotes.
pub(super) fn write_line(text: &str, out: &mut String) {
    if is_word(text) {
        out.push_str(text);
    } else {
        write_quoted(text, out);
    }
}

/// Whether every reader takes the unquoted text for a string. The first character alone rules out numbers, times,
/// signs and indicators; a colon inside is harmless as long as no blank follows, and there are none in a word.
pub(super) fn is_word(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return false };
    (first.is_ascii_alphabetic() || *first == b'/')
        && *last != b':'
        && !octets::any(bytes, |octet| !of_word(octet) | octet)
        && !is_reserved(text)
}

/// Marks the letters, digits and signs of a word: `-`, `.`, `/`, `:`, `@` and `_`.
#[inline]
fn of_word(octet: u64) -> u64 {
    within(octet, b'-', b':')
        | within(octet, b'@', b'Z')
        | within(octet, b'_', b'_')
        | within(octet, b'a', b'z')
}

#[inline]
fn is_reserved(text: &str) -> bool {
    // Most words are ruled out by their length or their first letter.
    let starts_like = |byte: &u8| matches!(byte | 0x20, b'y' | b'n' | b'o' | b't' | b'f' | b'i');
    text.len() <= LONGEST_RESERVED
        && text.as_bytes().first().is_some_and(starts_like)
        && RESERVED.iter().any(|word| word.len() == text.len() && word.eq_ignore_ascii_case(text))
}

/// Writes a text in double quotes, on one line whatever it holds.
pub(super) fn write_quoted(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    while let Some((plain, tail)) = split_at_special(rest) {
        out.push_str(plain);
        let mut chars = tail.chars();
        if let Some(char) = chars.next() {
            write_special(char, out);
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

/// Splits before the first character that may need an escape.
fn split_at_special(text: &str) -> Option<(&str, &str)> {
    let at = text.bytes().position(|byte| matches!(byte, 0..=0x1f | b'"' | b'\\' | 0x7f..))?;
    text.split_at_checked(at)
}

/// Writes an escape that JSON knows too, wherever there is one. All characters that need one are in the BMP.
fn write_special(char: char, out: &mut String) {
    match char {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        char if is_printable(char) => out.push(char),
        char => {
            // Writing to a string can't fail.
            let _ = write!(out, "\\u{:04x}", u32::from(char));
        }
    }
}

/// Whether a character may stand as it is. YAML excludes the controls and the two non-characters, ends a line at
/// U+0085, U+2028 and U+2029, and Go's reader refuses a byte order mark in the middle; the marks that turn the direction
/// of writing are escaped because they make a reviewer see another text than the cluster gets.
fn is_printable(char: char) -> bool {
    match char {
        ' '..='~' => true,
        '\u{0}'..='\u{9f}' => false,
        '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => false,
        _ => true,
    }
}

/// Whether a text reads well, and reads back, as a literal block (`|`): several lines, all printable, no blanks before a
/// line's end (editors take them away), and no tab where readers look for the indentation.
pub(super) fn is_block(text: &str) -> bool {
    let first = text.trim_start_matches('\n');
    text.contains('\n')
        && !first.is_empty()
        && !first.starts_with('\t')
        && text.split('\n').all(|line| !line.ends_with([' ', '\t']) && is_block_line(line))
}

fn is_block_line(line: &str) -> bool {
    line.bytes().all(|byte| matches!(byte, b'\t' | b' '..=b'~'))
        || line.chars().all(|char| char == '\t' || is_printable(char))
}

/// Writes a text for which [`is_block`] holds. `indent` is that of the map or list the text stands in; the cursor is
/// behind `key: ` or `- `, and ends at the start of a line.
pub(super) fn write_block(text: &str, indent: usize, out: &mut String) {
    out.push('|');
    if text.trim_start_matches('\n').starts_with(' ') {
        out.push('2');
    }
    let body = text.strip_suffix('\n');
    match body {
        None => out.push('-'),
        Some(body) if body.ends_with('\n') => out.push('+'),
        Some(_) => {}
    }
    out.push('\n');
    for line in body.unwrap_or(text).split('\n') {
        if !line.is_empty() {
            write_indent(indent + 2, out);
            out.push_str(line);
        }
        out.push('\n');
    }
}

/// Writes `width` spaces.
#[inline]
pub(super) fn write_indent(width: usize, out: &mut String) {
    match SPACES.get(..width) {
        Some(spaces) => out.push_str(spaces),
        None => out.extend(std::iter::repeat_n(' ', width)),
    }
}

/// Writes a colon, ends the line and writes `width` spaces.
#[inline]
pub(super) fn write_colon_line(width: usize, out: &mut String) {
    match COLON_LINE.get(..width + 2) {
        Some(line) => out.push_str(line),
        None => {
            out.push_str(":\n");
            write_indent(width, out);
        }
    }
}

/// Writes a whole number in decimal digits.
pub(super) fn write_int(value: i64, out: &mut String) {
    if value < 0 {
        out.push('-');
    }
    write_digits(value.unsigned_abs(), out);
}

fn write_digits(value: u64, out: &mut String) {
    if value >= 10 {
        write_digits(value / 10, out);
    }
    out.push(u8::try_from(value % 10).map_or('0', |digit| char::from(b'0' + digit)));
}

/// Writes a finite number so that every reader takes it for a float: with a point, because JSON's `1e30` is a string to
/// PyYAML, and without an exponent. The digits are the fewest that read back as the same float.
pub(super) fn write_float(value: f64, out: &mut String) {
    if !value.is_finite() {
        // As JSON does; a spelling such as `.inf` would make the API server refuse the whole document.
        return out.push_str("null");
    }
    let start = out.len();
    // Writing to a string can't fail.
    let _ = write!(out, "{value}");
    if out.get(start..).is_some_and(|digits| !digits.contains('.')) {
        out.push_str(".0");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> String {
        let mut out = String::new();
        write_line(text, &mut out);
        out
    }

    #[test]
    fn a_word_is_of_letters_digits_and_few_signs() {
        for char in (0..=0x17f).filter_map(char::from_u32) {
            let is_word = char.is_ascii_alphanumeric() || "-./:_@".contains(char);
            for text in
                [format!("b{char}b"), format!("bbbbb{char}bbbbbb"), format!("b{char}bbbbbbbbbbbbbbbb")]
            {
                assert_eq!(super::is_word(&text), is_word, "{text:?}");
            }
        }
    }

    #[test]
    fn words_stand_unquoted() {
        let words = [
            "app.kubernetes.io/name",
            "ghcr.io/a/b:v1.0.0",
            "/metrics",
            "ClusterIP",
            "http://nats:8222/x",
            "e5",
            "t",
        ];
        for word in words {
            assert_eq!(line(word), word);
        }
    }

    #[test]
    fn what_a_reader_could_take_for_something_else_is_quoted() {
        let others = [
            "",
            "y",
            "Yes",
            "oFF",
            "null",
            "NaN",
            "~",
            "1",
            "512Mi",
            "30s",
            "10.0.0.1/8",
            "2024-01-01",
            "12:30",
            ".5",
            "-1",
            "+1",
            "=",
            "<<",
            "a:",
            "a b",
            "a#b",
            "*a",
            "&a",
            "!a",
            "%a",
            "@a",
            "{}",
            "0o17",
            "_1",
            "ü",
        ];
        for text in others {
            assert_eq!(line(text), format!("\"{text}\""));
        }
    }

    #[test]
    fn escapes_are_those_of_json() {
        let text = "\u{0}\t\r\n\"\\\u{7f}\u{85}\u{2028}\u{202e}\u{feff}\u{ffff}é\u{1f600}";
        let escaped = "\"\\u0000\\t\\r\\n\\\"\\\\\\u007f\\u0085\\u2028\\u202e\\ufeff\\uffffé\u{1f600}\"";
        assert_eq!(line(text), escaped);
        assert_eq!(serde_json::from_str::<String>(escaped).unwrap(), text);
    }

    #[test]
    fn blocks_keep_their_line_ends() {
        let cases = [
            ("a\nb", "|-\n  a\n  b\n"),
            ("a\n\n  b\n", "|\n  a\n\n    b\n"),
            ("a\n\n", "|+\n  a\n\n"),
            ("\n a\n", "|2\n\n   a\n"),
        ];
        for (text, block) in cases {
            let mut out = String::new();
            assert!(is_block(text), "{text:?}");
            write_block(text, 0, &mut out);
            assert_eq!(out, block);
        }
    }

    #[test]
    fn texts_that_would_suffer_are_no_blocks() {
        for text in ["a", "\n", "\n\n", "\ta\n", "a \nb", "a\n\t", "a\r\nb", "a\nb\u{85}", "a\n\u{feff}"] {
            assert!(!is_block(text), "{text:?}");
        }
    }

    #[test]
    fn numbers_read_back_as_what_they_are() {
        let mut out = String::new();
        for int in [0, -1, i64::MAX, i64::MIN] {
            out.clear();
            write_int(int, &mut out);
            assert_eq!(out, int.to_string());
        }
        for (float, digits) in [(1.0, "1.0"), (-0.0, "-0.0"), (0.1, "0.1"), (1e20, "100000000000000000000.0")]
        {
            out.clear();
            write_float(float, &mut out);
            assert_eq!(out, digits);
        }
    }
}
