//! Strings: quotes, escapes, interpolation, and the indentation of multi-line forms.

use super::offset;
use super::tree::Tree;
use super::value::is_name;
use crate::diagnostic::{Applicability, Code, Diagnostic, Edit, is_noncharacter};
use crate::source::Span;
use crate::syntax::ast::Piece;
use crate::syntax::indentation::{indentation, is_blank, leading_space};
use smol_str::SmolStr;

/// A string as it is put together from its source.
pub(super) struct Piecewise<'t, 'i, 'd> {
    tree: &'t mut Tree<'i, 'd>,
    raw: bool,
    pieces: Vec<Piece>,
    text: String,
}

impl<'i> Piecewise<'_, 'i, '_> {
    /// The pieces of a string token that starts at an offset; none, and a diagnostic, if it has no end.
    pub(super) fn read(tree: &mut Tree<'i, '_>, token: &'i str, start: usize) -> Option<Vec<Piece>> {
        let quote = token.get(..1).unwrap_or_default();
        let raw = quote == "'";
        let long = token.get(..3).filter(|three| three.bytes().all(|b| quote.as_bytes() == [b]));
        let quotes = long.unwrap_or(quote);
        let Some(body) = body(token, quotes, raw) else {
            tree.unterminated(token, start, quotes);
            return None;
        };
        if long.is_none() && (raw || !body.bytes().any(|b| matches!(b, b'\\' | b'$'))) {
            let text = (!body.is_empty()).then(|| Piece::Text(SmolStr::new(body)));
            return Some(text.into_iter().collect());
        }
        let mut string = Piecewise { tree, raw, pieces: Vec::new(), text: String::with_capacity(body.len()) };
        match long {
            None => string.feed(body, start + quotes.len()),
            Some(_) => string.feed_lines(body, start + quotes.len()),
        }
        string.flush();
        Some(string.pieces)
    }

    /// The lines of a multi-line form: a line break right behind the opening quotes is not part of the text, nor
    /// is the indentation that its other lines share, nor a last line that holds nothing but the closing quotes.
    fn feed_lines(&mut self, body: &'i str, start: usize) {
        let starts_below = body.starts_with('\n') || body.starts_with("\r\n");
        let last = body.rfind('\n').map_or(0, |at| at + 1);
        let closes_alone = last > 0 && body.get(last..).is_some_and(is_blank);
        let indentation = indentation(body);
        let mut at = 0;
        for (number, line) in body.split_inclusive('\n').enumerate() {
            let from = start + at;
            at += line.len();
            if (number == 0 && starts_below) || (closes_alone && at > last) {
                continue;
            }
            let content = line.strip_suffix('\n').unwrap_or(line);
            let content =
                content.strip_suffix('\r').filter(|_| content.len() < line.len()).unwrap_or(content);
            let indented = if number == 0 { 0 } else { indentation.len().min(leading_space(content)) };
            let content = content.get(indented..).unwrap_or_default();
            if !is_blank(content) {
                self.feed(content, from + indented);
            }
            if line.ends_with('\n') {
                self.text.push('\n');
            }
        }
    }

    /// Text of one line, from this offset of the source.
    fn feed(&mut self, mut rest: &'i str, mut at: usize) {
        while let Some(plain) = rest.find(['\\', '$']).filter(|_| !self.raw) {
            let (before, special) = rest.split_at_checked(plain).unwrap_or((rest, ""));
            self.text.push_str(before);
            let used = match special.strip_prefix("${") {
                Some(inner) => self.interpolation(inner, at + plain),
                None if special.starts_with('$') => {
                    self.text.push('$');
                    1
                }
                None => self.escape(special, at + plain),
            };
            at += plain + used;
            rest = special.get(used..).unwrap_or_default();
        }
        self.text.push_str(rest);
    }

    /// An escape that starts at this offset; how long it is.
    fn escape(&mut self, source: &'i str, at: usize) -> usize {
        let Some(c) = source.chars().nth(1) else {
            self.bad_escape("\\", at, "a `\\` that escapes nothing");
            return source.len();
        };
        let meaning = match c {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            '\\' | '"' | '$' => c,
            'u' => return self.unicode_escape(source, at),
            _ => {
                let length = 1 + c.len_utf8();
                let escape = source.get(..length).unwrap_or_default();
                self.bad_escape(escape, at, &format!("`{escape}` is not an escape"));
                return length;
            }
        };
        self.text.push(meaning);
        2
    }

    fn unicode_escape(&mut self, source: &'i str, at: usize) -> usize {
        let end = source.find('}').filter(|_| source.starts_with("\\u{"));
        let digits = end.and_then(|end| source.get(3..end));
        let code = digits.filter(|digits| (1..=6).contains(&digits.len()) && !digits.starts_with('+'));
        match code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32) {
            Some(c) if !is_noncharacter(c) => self.text.push(c),
            _ => {
                let length = end.filter(|end| *end <= 12).map_or(2, |end| end + 1);
                let escape = source.get(..length).unwrap_or_default();
                self.bad_escape(escape, at, &format!("`{escape}` is not a character"));
                return escape.len().max(1);
            }
        }
        end.map_or(source.len(), |end| end + 1)
    }

    fn bad_escape(&mut self, escape: &str, at: usize, message: &str) {
        let span = self.tree.span_of(at, at + escape.len());
        let edit = Edit { span: span.at_start(), text: "\\".to_owned() };
        self.tree.say(
            Diagnostic::new(Code::BadEscape, span, message)
                .label("means nothing")
                .help("write `\\\\` for a backslash, or the text in `'…'`, where nothing is escaped")
                .help("there are `\\n`, `\\t`, `\\r`, `\\\\`, `\\\"`, `\\$` and `\\u{1f600}`")
                .fix("write `\\\\`", vec![edit], Applicability::Unsafe),
        );
    }

    /// `${…}` at this offset, of which `inner` is what follows the brace; how long it is.
    fn interpolation(&mut self, inner: &'i str, at: usize) -> usize {
        let Some(end) = inner.find(['}', '"', '{', '$']).filter(|end| inner.get(*end..=*end) == Some("}"))
        else {
            self.bad_interpolation(self.tree.span_of(at, at + 2), "`${` without a `}`");
            self.text.push_str("${");
            return 2;
        };
        let length = end + 3;
        let span = self.tree.span_of(at, at + length);
        let padded = inner.get(..end).unwrap_or_default();
        let path = padded.trim();
        if !path.split('.').all(is_name) {
            let message = match path {
                "" => "`${}` holds no reference".to_owned(),
                path => format!("`{path}` is not a reference"),
            };
            self.bad_interpolation(span, &message);
            return length;
        }
        self.flush();
        let start = at + 2 + (padded.len() - padded.trim_start().len());
        self.pieces.push(Piece::Ref(self.tree.path(path, offset(start)), span));
        length
    }

    fn bad_interpolation(&mut self, span: Span, message: &str) {
        let edit = Edit { span: span.at_start(), text: "\\".to_owned() };
        self.tree.say(
            Diagnostic::new(Code::BadEscape, span, message)
                .help("write a reference, as in `${component.output}`, or `\\${` for a literal `${`")
                .fix("write `\\${`", vec![edit], Applicability::Unsafe),
        );
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.pieces.push(Piece::Text(SmolStr::new(&self.text)));
            self.text.clear();
        }
    }
}

impl<'i> Tree<'i, '_> {
    fn unterminated(&mut self, token: &'i str, start: usize, quotes: &str) {
        let count = |c: char| i32::try_from(token.matches(c).count()).unwrap_or(i32::MAX);
        self.swallowed = self.swallowed.saturating_add(count('}').saturating_sub(count('{')));
        let end = start + token.trim_end().len();
        let long = quotes.len() > 1;
        let (span, help) = if long {
            let reach = "everything up to the end of the file is read as its text";
            (self.span_of(start, start + quotes.len()), format!("write `{quotes}` where it ends; {reach}"))
        } else {
            let several = format!("for several lines, write `{}`", quotes.repeat(3));
            (self.span_of(start, end), format!("write `{quotes}` where it ends; {several}"))
        };
        if long {
            self.swallowed = i32::MAX;
        }
        let mut diagnostic = Diagnostic::new(Code::UnterminatedString, span, "the string has no end")
            .label(format!("no closing `{quotes}`"))
            .help(help);
        if !long && !token.ends_with('\\') {
            let edit = Edit { span: span.at_end(), text: quotes.to_owned() };
            diagnostic =
                diagnostic.fix(format!("write `{quotes}` at its end"), vec![edit], Applicability::Unsafe);
        }
        self.complain(diagnostic);
    }
}

/// What stands between the quotes, if both are there.
fn body<'i>(token: &'i str, quotes: &str, raw: bool) -> Option<&'i str> {
    let body = token.strip_prefix(quotes)?.strip_suffix(quotes)?;
    let backslashes = body.bytes().rev().take_while(|b| *b == b'\\').count();
    (raw || backslashes % 2 == 0).then_some(body)
}
