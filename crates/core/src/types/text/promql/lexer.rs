//! An expression of PromQL as words.

use super::super::fault::TextFault;
use super::super::time::prometheus_duration;
use super::fault;
use crate::diagnostic::Applicability;
use std::ops::Range;

/// What a token is.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// A name: of a metric, a label, a function, or a word of the language.
    Word,
    /// A number.
    Number,
    /// A span of time.
    Duration,
    /// A text in quotes.
    Text,
    /// A sign.
    Sign,
    /// Behind the last one.
    End,
}

/// A word, number, text or sign.
#[derive(Clone, Debug)]
pub(super) struct Token<'t> {
    pub(super) sort: Sort,
    pub(super) text: &'t str,
    pub(super) at: Range<usize>,
}

/// Signs, the longer first.
const SIGNS: [&str; 25] = [
    "==", "!=", "=~", "!~", "<=", ">=", "&&", "||", "(", ")", "{", "}", "[", "]", ",", "+", "-", "*", "/",
    "%", "^", "<", ">", "=", "@",
];

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    /// How many square brackets are open: there a colon stands between two spans of time.
    brackets: usize,
}

/// The tokens of an expression; the last is [`Sort::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, TextFault> {
    let mut lexer = Lexer { text, at: 0, brackets: 0 };
    let mut tokens = Vec::new();
    loop {
        lexer.skip_blanks();
        let token = lexer.next()?;
        match token.text {
            "[" => lexer.brackets += 1,
            "]" => lexer.brackets = lexer.brackets.saturating_sub(1),
            _ => {}
        }
        let end = token.sort == Sort::End;
        tokens.push(token);
        if end {
            return Ok(tokens);
        }
    }
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Blanks, and notes from `#` to the end of the line.
    fn skip_blanks(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            if !trimmed.starts_with('#') {
                return;
            }
            self.at += trimmed.find('\n').unwrap_or(trimmed.len());
        }
    }

    fn take(&mut self, sort: Sort, length: usize) -> Token<'t> {
        let at = self.at..self.at + length;
        self.at = at.end;
        Token { sort, text: self.text.get(at.clone()).unwrap_or_default(), at }
    }

    fn next(&mut self) -> Result<Token<'t>, TextFault> {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return Ok(self.take(Sort::End, 0)) };
        let begins_number = rest.strip_prefix('.').unwrap_or(rest).starts_with(|c: char| c.is_ascii_digit());
        match first {
            '"' | '\'' | '`' => self.quoted(first),
            ':' if self.brackets > 0 => Ok(self.take(Sort::Sign, 1)),
            _ if begins_number => self.number(),
            'a'..='z' | 'A'..='Z' | '_' | ':' => {
                let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == ':'));
                Ok(self.take(Sort::Word, end.unwrap_or(rest.len())))
            }
            _ => match SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
                Some(sign) => Ok(self.take(Sort::Sign, sign.len())),
                None => {
                    Err(fault(format!("`{first}` means nothing here"), self.at..self.at + first.len_utf8()))
                }
            },
        }
    }

    fn quoted(&mut self, quote: char) -> Result<Token<'t>, TextFault> {
        let start = self.at;
        let mut letters = self.rest().char_indices().skip(1);
        while let Some((at, letter)) = letters.next() {
            if letter == quote {
                return Ok(self.take(Sort::Text, at + 1));
            }
            if letter == '\n' && quote != '`' {
                break;
            }
            if letter == '\\' && quote != '`' {
                let escaped = letters.next().map(|(_, escaped)| escaped);
                let known = escaped.is_some_and(|c| "abfnrtvxuU\\01234567".contains(c) || c == quote);
                if let Some(escaped) = escaped.filter(|_| !known) {
                    let at = start + at..start + at + 1 + escaped.len_utf8();
                    return Err(fault(format!("`\\{escaped}` is not an escape of PromQL"), at.clone())
                        .help("write the backslash twice: it stands for itself then")
                        .repair(at.start..at.start, "\\", Applicability::Unsafe));
                }
            }
        }
        Err(fault(format!("this {quote} is never closed"), start..start + 1))
    }

    /// `5`, `0.5`, `1e-3`, `0x1f`, `5m`, `1h30m`
    fn number(&mut self) -> Result<Token<'t>, TextFault> {
        let rest = self.rest();
        let hex = rest.starts_with("0x") || rest.starts_with("0X");
        let mut before = ' ';
        let end = rest.find(|c: char| {
            let sign = matches!(c, '+' | '-') && matches!(before, 'e' | 'E') && !hex;
            before = c;
            !(c.is_ascii_alphanumeric() || c == '.' || c == '_' || sign)
        });
        let token = self.take(Sort::Number, end.unwrap_or(rest.len()));
        let plain = token.text.replace('_', "");
        let digits = plain.strip_prefix("0x").or_else(|| plain.strip_prefix("0X"));
        if plain.parse::<f64>().is_ok()
            || digits.is_some_and(|digits| u64::from_str_radix(digits, 16).is_ok())
        {
            return Ok(token);
        }
        match prometheus_duration(token.text) {
            Ok(()) => Ok(Token { sort: Sort::Duration, ..token }),
            Err(why) => {
                let mut fault = fault(
                    format!("`{}` is neither a number nor a span of time", token.text),
                    token.at.clone(),
                );
                fault.repair = why.behind(token.at.start).repair;
                Err(if fault.repair.is_none() {
                    fault.help("a span of time is whole numbers with units: `5m`, `1h30m`")
                } else {
                    fault
                })
            }
        }
    }
}
