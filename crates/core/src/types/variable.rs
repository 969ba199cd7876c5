//! Cluster variables in texts: a mark that goes through the compiler as a part of the text, until lowering writes it the way
//! Flux reads it. Marks are made of noncharacters, which Unicode reserves for uses like this and which stand in no source.

use super::ScalarType;
use smol_str::{SmolStr, format_smolstr};

/// Starts the name of a variable that is a text.
const TEXT: char = '\u{FDD0}';

/// Starts the name of one that is a number or boolean.
const PLAIN: char = '\u{FDD1}';

/// Ends the name.
const END: char = '\u{FDD2}';

/// A part of a text.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Piece<'t> {
    /// As it is.
    Literal(&'t str),
    /// The variable of this name, whose value is a text.
    Text(&'t str),
    /// The variable of this name, whose value is a number or boolean.
    Plain(&'t str),
}

/// The text that stands for a variable.
#[must_use]
pub fn mark(name: &str, ty: ScalarType) -> SmolStr {
    let plain = matches!(ty, ScalarType::Int | ScalarType::Float | ScalarType::Bool | ScalarType::Port);
    format_smolstr!("{}{name}{END}", if plain { PLAIN } else { TEXT })
}

/// Whether a text holds a variable.
#[must_use]
pub fn holds(text: &str) -> bool {
    // Few texts of a program have anything but ASCII.
    !text.is_ascii() && text.contains([TEXT, PLAIN])
}

/// The parts of a text.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, name, after, start)) = next(rest) {
        if !before.is_empty() {
            pieces.push(Piece::Literal(before));
        }
        pieces.push(if start == PLAIN { Piece::Plain(name) } else { Piece::Text(name) });
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(rest));
    }
    pieces
}

fn next(text: &str) -> Option<(&str, &str, &str, char)> {
    let at = text.find([TEXT, PLAIN])?;
    let (before, marked) = text.split_at(at);
    let start = marked.chars().next()?;
    let (name, after) = marked.strip_prefix(start)?.split_once(END)?;
    Some((before, name, after, start))
}

/// Whether Flux admits a text as the name of a variable
/// (<https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution>).
#[must_use]
pub fn is_name(text: &str) -> bool {
    let first = |c: char| c.is_ascii_alphabetic() || c == '_';
    text.starts_with(first) && text.chars().all(|c| first(c) || c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_again() {
        let text = format!("a{}b{}", mark("ONE", ScalarType::String), mark("TWO", ScalarType::Int));
        let expected = [Piece::Literal("a"), Piece::Text("ONE"), Piece::Literal("b"), Piece::Plain("TWO")];
        assert_eq!(pieces(&text), expected);
        assert!(holds(&text) && !holds("${ONE}"));
        assert_eq!(pieces("\u{FDD0}never closed"), [Piece::Literal("\u{FDD0}never closed")]);
    }

    #[test]
    fn names_are_those_of_a_shell() {
        assert!(is_name("_a1") && is_name("DOMAIN"));
        assert!(!is_name("1a") && !is_name("a-b") && !is_name(""));
    }
}
