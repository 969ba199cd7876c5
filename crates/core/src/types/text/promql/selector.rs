//! Selectors: `http_requests_total{code=~"5..", job!="test"}`.

use super::super::fault::TextFault;
use super::super::regex::regex;
use super::fault;
use super::lexer::{Sort, Token};
use super::parser::Parser;
use crate::diagnostic::Applicability;
use std::ops::Range;

impl<'t> Parser<'_, 't> {
    /// What stands in the braces behind a metric's name, or without one.
    pub(super) fn matchers(&mut self, metric: Option<&Token<'t>>) -> Result<(), TextFault> {
        let open = self.take();
        let mut selects = metric.is_some();
        while self.peek().text != "}" {
            selects |= self.matcher(metric)?;
            match self.peek().text {
                "," => drop(self.take()),
                "}" => {}
                _ if self.peek().sort == Sort::End => {
                    return Err(fault("this `{` is never closed", open.at));
                }
                other => {
                    let why = format!("a comma or `}}` is due where `{other}` stands");
                    return Err(fault(why, self.peek().at.clone()));
                }
            }
        }
        let close = self.take();
        if selects {
            return Ok(());
        }
        Err(fault("this would be every series that there is", open.at.start..close.at.end)
            .help("name a metric, or a label with a value that is not empty: `{job=\"api\"}`"))
    }

    /// `code=~"5.."`; whether it leaves out series without the label.
    fn matcher(&mut self, metric: Option<&Token<'t>>) -> Result<bool, TextFault> {
        let label = self.take();
        match label.sort {
            Sort::Word if !label.text.contains(':') => {}
            Sort::Text if [",", "}"].contains(&self.peek().text) => return Ok(true),
            Sort::Text => {}
            Sort::End => return Err(fault("the braces are never closed", label.at)),
            _ => return Err(fault(format!("`{}` is not the name of a label", label.text), label.at)),
        }
        if let Some(metric) = metric.filter(|_| label.text == "__name__") {
            return Err(fault("the name of the metric is said twice", label.at)
                .help(format!("take one of them away: it is `{}` already", metric.text)));
        }
        let sign = self.take();
        self.sign(&label, &sign)?;
        let value = self.take();
        if value.sort != Sort::Text {
            return Err(unquoted(&label, &value));
        }
        let inner = value.text.get(1..value.text.len().saturating_sub(1)).unwrap_or_default();
        if !sign.text.ends_with('~') {
            return Ok((sign.text == "=") != inner.is_empty());
        }
        let raw = value.text.starts_with('`');
        let expression = if raw { inner.to_owned() } else { unescaped(inner) };
        regex(&expression).map_err(|found| {
            let why = format!("not a regular expression that Prometheus reads: {}", found.why);
            let start = value.at.start + 1;
            let at = found.at.filter(|_| expression == inner).map(|at| at.start + start..at.end + start);
            let at = at.filter(|at| !at.is_empty()).unwrap_or(value.at.clone());
            TextFault { help: found.help, ..fault(why, at) }
        })?;
        let empty = regex_lite::Regex::new(&format!("^(?:{expression})$"));
        let takes_empty = empty.is_ok_and(|regex| regex.is_match(""));
        Ok((sign.text == "=~") != takes_empty)
    }

    /// The sign between a label and its value.
    fn sign(&self, label: &Token<'t>, sign: &Token<'t>) -> Result<(), TextFault> {
        let choices = "write `=`, `!=`, `=~` for a regular expression, or `!~`";
        match sign.text {
            "=" | "!=" | "=~" | "!~" => Ok(()),
            "==" => Err(fault("labels are compared with one `=`", sign.at.clone()).repair(
                sign.at.clone(),
                "=",
                Applicability::Safe,
            )),
            "," | "}" => Err(fault(format!("the label `{}` has no value", label.text), label.at.clone())
                .help(format!("write `{}=\"VALUE\"`", label.text))),
            _ if sign.sort == Sort::End => Err(fault("the braces are never closed", sign.at.clone())),
            other => {
                Err(fault(format!("labels are not compared with `{other}`"), sign.at.clone()).help(choices))
            }
        }
    }
}

/// A value without quotes.
fn unquoted(label: &Token, value: &Token) -> TextFault {
    let at: Range<usize> = value.at.clone();
    let fault = fault(format!("the value of the label `{}` is a text", label.text), at.clone());
    match value.sort {
        Sort::Word | Sort::Number | Sort::Duration => {
            fault.help(format!("write it in quotes: `{}=\"{}\"`", label.text, value.text))
        }
        _ => fault.help(format!("write `{}=\"VALUE\"`", label.text)),
    }
}

/// A text without its escapes, as far as a regular expression needs.
fn unescaped(text: &str) -> String {
    let mut found = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n') => found.push('\n'),
                Some('t') => found.push('\t'),
                Some(other @ ('\\' | '"' | '\'')) => found.push(other),
                Some(_) => found.push('a'),
                None => {}
            },
            other => found.push(other),
        }
    }
    found
}
