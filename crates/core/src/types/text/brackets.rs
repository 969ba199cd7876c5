//! Languages that fluo does not read to the end: their brackets, quotes and blocks.

use super::fault::{Check, TextFault};
use crate::diagnostic::Applicability;

/// Brackets and quotes close where they should: CEL, and queries of other systems.
///
/// # Errors
/// The place of the bracket or quote that does not.
pub fn brackets(text: &str) -> Check {
    if text.trim().is_empty() {
        return Err(TextFault::new("it is empty"));
    }
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        let here = at..at + letter.len_utf8();
        match letter {
            '"' | '\'' | '`' if !skip_text(&mut letters, letter) => {
                return Err(TextFault::new(format!("this {letter} is never closed")).at(here));
            }
            '(' | '[' | '{' => open.push((at, letter)),
            ')' | ']' | '}' => {
                let wanted = open.pop().map(|(_, open)| closing(open));
                if wanted != Some(letter) {
                    let Some(wanted) = wanted else {
                        return Err(TextFault::new(format!("this `{letter}` closes nothing")).at(here));
                    };
                    let why = format!("a `{wanted}` is due where this `{letter}` stands");
                    return Err(TextFault::new(why).at(here).repair(
                        at..at,
                        String::from(wanted),
                        Applicability::Unsafe,
                    ));
                }
            }
            _ => {}
        }
    }
    match open.pop() {
        Some((at, letter)) => Err(TextFault::new(format!("this `{letter}` is never closed")).at(at..at + 1)),
        None => Ok(()),
    }
}

fn closing(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

/// Whether a text ends that began with this quote. In backticks a backslash means nothing.
fn skip_text(letters: &mut std::str::CharIndices, quote: char) -> bool {
    while let Some((_, letter)) = letters.next() {
        if letter == quote {
            return true;
        }
        if letter == '\\' && quote != '`' {
            letters.next();
        }
    }
    false
}

/// A template of Go: each `{{` has its `}}`, each block its `end` (<https://pkg.go.dev/text/template#hdr-Actions>).
///
/// # Errors
/// The place of what is not closed.
pub fn template(text: &str) -> Check {
    let mut blocks: Vec<(usize, usize, &str)> = Vec::new();
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find("{{")).map(|found| at + found) {
        let inner = text.get(start + 2..).unwrap_or_default();
        let Some(length) = action_end(inner) else {
            return Err(TextFault::new("this `{{` has no `}}`").at(start..start + 2));
        };
        let action = inner.get(..length).unwrap_or_default();
        at = start + 2 + length + 2;
        let action = action.trim_start_matches('-').trim_end_matches('-').trim();
        if action.is_empty() {
            return Err(TextFault::new("there is nothing between `{{` and `}}`").at(start..at));
        }
        if action.starts_with("/*") {
            continue;
        }
        brackets(action).map_err(|fault| TextFault::new(fault.why).at(start..at))?;
        match action.split(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default() {
            word @ ("if" | "range" | "with" | "define" | "block") => blocks.push((start, at, word)),
            "end" if blocks.pop().is_none() => {
                return Err(TextFault::new("this `end` closes nothing").at(start..at));
            }
            "else" if blocks.is_empty() => {
                return Err(TextFault::new("this `else` belongs to no `if`").at(start..at));
            }
            _ => {}
        }
    }
    if let Some((start, end, word)) = blocks.pop() {
        return Err(TextFault::new(format!("this `{word}` has no `{{{{ end }}}}`")).at(start..end));
    }
    Ok(())
}

/// Where the action ends that begins here: `}}` outside of quotes.
fn action_end(inner: &str) -> Option<usize> {
    let mut letters = inner.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' | '`' if !skip_text(&mut letters, letter) => return None,
            '}' if inner.get(at..).is_some_and(|rest| rest.starts_with("}}")) => return Some(at),
            '{' if inner.get(at..).is_some_and(|rest| rest.starts_with("{{")) => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opens_closes() {
        assert!(brackets("current.status.conditions.exists(c, c.type == 'Ready')").is_ok());
        for (bad, at) in
            [("f(x", Some("(")), ("x)", Some(")")), ("(]", Some("]")), ("a == 'b", Some("'")), ("", None)]
        {
            assert_eq!(brackets(bad).expect_err(bad).at.and_then(|at| bad.get(at)), at, "{bad}");
        }
    }

    #[test]
    fn templates() {
        for good in
            ["", "plain }", "{{ .a }}", "{{ if .a }}x{{ else }}y{{- end -}}", "{{ \"}}\" }}", "{{/* ( */}}"]
        {
            assert_eq!(template(good), Ok(()), "{good}");
        }
        for (bad, at) in [
            ("a {{ .b }", "{{"),
            ("{{ .a {{ .b }}", "{{"),
            ("{{ if .a }}x", "{{ if .a }}"),
            ("{{ end }}", "{{ end }}"),
            ("{{ (.a }}", "{{ (.a }}"),
            ("{{ }}", "{{ }}"),
        ] {
            assert_eq!(template(bad).expect_err(bad).at.and_then(|at| bad.get(at)), Some(at), "{bad}");
        }
    }
}
