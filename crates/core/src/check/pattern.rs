//! Regular expressions of types. There are few of them, and each is asked about often, so that what was compiled is kept.

use regex_lite::Regex;
use rustc_hash::FxHashMap;
use std::cell::RefCell;

/// How many are kept; the prelude has about thirty.
const KEPT: usize = 256;

thread_local! {
    static KNOWN: RefCell<FxHashMap<String, Option<Regex>>> = RefCell::default();
}

/// Whether a text is a regular expression.
pub(super) fn is_legal(pattern: &str) -> bool {
    with(pattern.to_owned(), |_| ()).is_some()
}

/// Whether a regular expression matches the whole of a text; `None` if it is none.
pub(super) fn matches(pattern: &str, text: &str) -> Option<bool> {
    with(format!("^(?:{pattern})$"), |regex| regex.is_match(text))
}

fn with<T>(pattern: String, ask: impl FnOnce(&Regex) -> T) -> Option<T> {
    KNOWN.with_borrow_mut(|known| {
        if known.len() >= KEPT {
            known.clear();
        }
        let regex = known.entry(pattern).or_insert_with_key(|pattern| Regex::new(pattern).ok());
        regex.as_ref().map(ask)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_text_has_to_match() {
        assert_eq!(matches("[a-z]+", "abc"), Some(true));
        assert_eq!(matches("[a-z]+", "abc1"), Some(false));
        assert_eq!(matches("a|b", "ab"), Some(false));
        assert_eq!(matches("[a-z", "a"), None);
        assert!(is_legal("a") && !is_legal("a)(?:b"));
    }

    #[test]
    fn more_than_are_kept_are_answered_too() {
        let odd = (0..2 * KEPT).filter(|n| matches(&format!("n{n}"), &format!("n{n}")) != Some(true));
        assert_eq!(odd.count(), 0);
    }
}
