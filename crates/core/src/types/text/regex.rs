//! Regular expressions as Go's RE2 reads them (<https://github.com/google/re2/wiki/Syntax>). Those of `regex-lite`, which the
//! compiler has anyhow, differ in what is put into their form here: classes of Unicode and quoted stretches.

use super::fault::{Check, TextFault};

/// A regular expression of RE2.
///
/// # Errors
/// What is wrong with it.
pub fn regex(text: &str) -> Check {
    for (form, what) in
        [("(?=", "look-ahead"), ("(?!", "look-ahead"), ("(?<=", "look-behind"), ("(?<!", "look-behind")]
    {
        if let Some(at) = text.find(form) {
            return Err(TextFault::new(format!("there is no {what} in RE2")).at(at..at + form.len()));
        }
    }
    if let Some(at) = back_reference(text) {
        return Err(TextFault::new("there are no references back to a group in RE2").at(at..at + 2));
    }
    if let Some(star) = text.strip_prefix(['*', '+', '?']).map(|_| 0) {
        return Err(TextFault::new("there is nothing to repeat: for any text write `.*`").at(star..star + 1));
    }
    match regex_lite::Regex::new(&plain(text)) {
        Ok(_) => Ok(()),
        Err(error) => Err(TextFault::new(error.to_string())),
    }
}

/// The place of `\1` and the like.
fn back_reference(text: &str) -> Option<usize> {
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        if letter == '\\' && letters.next().is_some_and(|(_, next)| ('1'..='9').contains(&next)) {
            return Some(at);
        }
    }
    None
}

/// The expression without what only RE2 has: `\pL`, `\p{Greek}` and `\C` as any letter, `\Q…\E` as its text.
fn plain(text: &str) -> String {
    let mut found = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at_checked(at).unwrap_or((rest, ""));
        found.push_str(before);
        let class = escape.get(2..).filter(|_| escape.starts_with("\\p") || escape.starts_with("\\P"));
        rest = if let Some(class) = class {
            found.push('a');
            match class.strip_prefix('{') {
                Some(name) => name.split_once('}').map_or("", |(_, rest)| rest),
                None => class.get(class.chars().next().map_or(0, char::len_utf8)..).unwrap_or_default(),
            }
        } else if let Some(quoted) = escape.strip_prefix("\\Q") {
            let (inner, rest) = quoted.split_once("\\E").unwrap_or((quoted, ""));
            found.push_str(&regex_lite::escape(inner));
            rest
        } else if let Some(rest) = escape.strip_prefix("\\C") {
            found.push('a');
            rest
        } else {
            let length = 1 + escape.chars().nth(1).map_or(0, char::len_utf8);
            found.push_str(escape.get(..length).unwrap_or_default());
            escape.get(length..).unwrap_or_default()
        };
    }
    found.push_str(rest);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_of_re2() {
        for good in [
            "",
            "5..",
            "a|b",
            r"(?i)go_.*",
            r"\pL+\p{Greek}",
            r"\Qa(b\E.*",
            r"[[:alpha:]]{2,3}",
            r"(?P<x>\d+)",
            r"\.",
        ] {
            assert_eq!(regex(good), Ok(()), "{good}");
        }
        for bad in ["(a", "a)", "[a", "*", "*.log", "a{2", r"(a)\1", "(?!x)", "(?<=x)y", "a**"] {
            let wrong = regex(bad).is_err();
            assert!(wrong || ["a{2", "a**"].contains(&bad), "{bad}");
        }
    }
}
