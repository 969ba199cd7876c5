//! Texts of others inside of a sentence: a name out of somebody's YAML may break its line, or hold what moves a terminal's cursor.

use std::fmt::Write;

/// Whether a character is not shown as itself: controls, those that turn the direction of what follows, and noncharacters.
pub(crate) fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}') || is_noncharacter(c)
}

/// Whether Unicode keeps it for the insides of programs (<https://www.unicode.org/faq/private_use.html#noncharacters>): no text
/// has it, and the compiler marks variables with some of them.
pub(crate) fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{FDD0}'..='\u{FDEF}') || u32::from(c) & 0xFFFE == 0xFFFE
}

/// A sentence on one line, in which such characters are written as escapes.
pub(crate) fn visible(text: impl Into<String>) -> String {
    let text = text.into();
    if !text.contains(is_control) {
        return text;
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' => shown.push_str("\\n"),
            '\t' => shown.push_str("\\t"),
            '\r' => shown.push_str("\\r"),
            _ if is_control(c) => {
                let _ = write!(shown, "\\u{{{:x}}}", u32::from(c));
            }
            _ => shown.push(c),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_shown_is_written_out() {
        assert_eq!(visible("`a\nb\u{1b}[2J\u{202e}`"), "`a\\nb\\u{1b}[2J\\u{202e}`");
        assert_eq!(visible("`ü`"), "`ü`");
        assert_eq!(visible("\u{fdd0}\u{1ffff}\u{fdf0}\u{fffd}"), "\\u{fdd0}\\u{1ffff}\u{fdf0}\u{fffd}");
    }
}
