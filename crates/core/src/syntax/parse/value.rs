//! Values and names.

use super::grammar::Rule;
use super::node::Node;
use super::offset;
use super::text::Piecewise;
use super::tree::{Gap, Tree};
use super::trouble::quoted;
use crate::diagnostic::{Applicability, Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{Name, Piece, Value, ValueKind};
use smol_str::SmolStr;

impl<'i> Tree<'i, '_> {
    pub(super) fn value(&mut self, node: Node<'i>) -> Value {
        let span = self.span(&node);
        let kind = match node.rule() {
            Rule::string | Rule::raw_string => self.string(&node).map_or(ValueKind::Error, ValueKind::String),
            Rule::number => self.number(node.text(), span),
            Rule::path | Rule::odd_path => ValueKind::Path(self.path(node.text(), span.start)),
            Rule::block => ValueKind::Record(self.block(node)),
            _ => ValueKind::List(self.items(node)),
        };
        Value { kind, span }
    }

    /// A range or a call, once what stands before its `..` or `(` is read.
    pub(super) fn suffix(&mut self, base: Value, node: Node<'i>) -> Value {
        let span = base.span.to(self.span(&node));
        let kind = match (node.rule(), base.kind) {
            (Rule::range, kind) => {
                let end = node.inner().next().map(|end| Box::new(self.value(end)));
                ValueKind::Range(Box::new(Value { kind, span: base.span }), end)
            }
            (_, ValueKind::Path(mut path)) => match (path.pop(), path.is_empty()) {
                (Some(name), true) => ValueKind::Call(name, self.items(node)),
                _ => self.not_callable(base.span),
            },
            (_, other) => other,
        };
        Value { kind, span }
    }

    fn not_callable(&mut self, span: Span) -> ValueKind {
        self.complain(
            Diagnostic::new(Code::UnexpectedText, span, "only a single name can stand before `(`")
                .label("a reference")
                .help("write `file(\"…\")` for a file's text"),
        );
        ValueKind::Error
    }

    /// What stands between brackets or parentheses.
    fn items(&mut self, node: Node<'i>) -> Vec<Value> {
        let (start, text) = (node.start(), node.text());
        let close = if text.starts_with('(') { ')' } else { ']' };
        let end = start + text.len() - usize::from(text.ends_with(close) && text.len() > 1);
        let nodes = node.inner();
        let (mut items, mut gap) = (Vec::with_capacity(nodes.len()), Gap::new(start + 1));
        for node in nodes {
            self.gap(&mut gap, node.start());
            self.item(&mut items, &mut gap, node, (start, close));
            gap.cursor = node.end();
        }
        self.gap(&mut gap, end);
        items
    }

    fn item(&mut self, items: &mut Vec<Value>, gap: &mut Gap, node: Node<'i>, (start, close): (usize, char)) {
        match node.rule() {
            Rule::comment => {
                let span = self.span(&node);
                return self.comments.push(span);
            }
            Rule::hash => return self.hash(&node),
            Rule::junk => self.junk_in_list(items, gap, &node, close),
            Rule::unclosed => return self.unclosed_list(start, node.start(), close),
            Rule::range | Rule::arguments => {
                let base = items.pop();
                items.extend(base.map(|base| self.suffix(base, node)));
            }
            _ => {
                if !gap.fresh {
                    self.unseparated_item(gap, &node);
                }
                items.push(self.value(node));
            }
        }
        gap.fresh = false;
        gap.comma = true;
    }

    fn number(&mut self, text: &'i str, span: Span) -> ValueKind {
        if is_number(text.as_bytes()) {
            return ValueKind::Number(SmolStr::new(text));
        }
        let diagnostic = Diagnostic::new(Code::BadNumber, span, format!("`{text}` is not a number"))
            .label("digits, at most one `.`, and a unit were expected")
            .help("write `500m`, `1.5`, `512Mi`, `30s`, `1h30m` or `70%`");
        self.complain(quoted(diagnostic, text, span, Applicability::Unsafe));
        ValueKind::Error
    }

    /// The names of a dotted path that starts at this offset.
    pub(super) fn path(&mut self, text: &'i str, start: u32) -> Vec<Name> {
        if !text.contains('.') {
            let name = self.segment(text, start);
            return vec![name];
        }
        let mut at = start;
        let mut path = Vec::with_capacity(2);
        for segment in text.split('.') {
            path.push(self.segment(segment, at));
            at += offset(segment.len()) + 1;
        }
        path
    }

    fn segment(&mut self, text: &'i str, start: u32) -> Name {
        let span = Span::new(self.file, start, start + offset(text.len()));
        if !is_name(text) {
            let diagnostic = bad_name(text, span);
            self.say(diagnostic);
        }
        Name { text: SmolStr::new(text), span, quoted: false }
    }

    /// The word or label of an entry.
    pub(super) fn name(&mut self, node: &Node<'i>) -> Name {
        if node.rule() == Rule::quoted_name {
            return Name { text: self.quoted_name(node), span: self.span(node), quoted: true };
        }
        self.bare_name(node.text(), node.start())
    }

    /// A name without quotes, which starts at an offset.
    pub(super) fn bare_name(&mut self, text: &'i str, start: usize) -> Name {
        let span = self.span_of(start, start + text.len());
        if !is_name(text) {
            let diagnostic = bad_name(text, span);
            let quotable = !text.ends_with('-');
            self.say(if quotable { quoted(diagnostic, text, span, Applicability::Safe) } else { diagnostic });
        }
        Name { text: SmolStr::new(text), span, quoted: false }
    }

    fn quoted_name(&mut self, node: &Node<'i>) -> SmolStr {
        let span = self.span(node);
        if node.text().starts_with("\"\"\"") || node.text().starts_with("'''") {
            let message = "a name can't be a multi-line string";
            self.complain(
                Diagnostic::new(Code::BadName, span, message).help("write it on one line, in `\"…\"`"),
            );
            return SmolStr::default();
        }
        let mut pieces = self.string(node).unwrap_or_default().into_iter();
        match (pieces.next(), pieces.next()) {
            (None, _) => SmolStr::default(),
            (Some(Piece::Text(text)), None) => text,
            _ => {
                self.say(
                    Diagnostic::new(Code::BadEscape, span, "a name can't hold an interpolation")
                        .help("write the name out, or `\\${` for a literal `${`"),
                );
                SmolStr::default()
            }
        }
    }

    /// The pieces of a string; none if it has no end.
    fn string(&mut self, node: &Node<'i>) -> Option<Vec<Piece>> {
        Piecewise::read(self, node.text(), node.start())
    }
}

/// Whether a text is a name that needs no quotes: `[a-zA-Z_][a-zA-Z0-9_-]*`, and no `-` at the end.
pub(crate) fn is_name(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
        && bytes.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_')
        && bytes.last() != Some(&b'-')
}

/// The words of a text: names, whatever they name.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_')).filter(|word| !word.is_empty())
}

/// What is wrong with this name.
pub(super) fn bad_name(text: &str, span: Span) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::BadName, span, format!("`{text}` is not a name"));
    let odd = text.chars().find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-'));
    match odd {
        Some(odd) => diagnostic.label(format!("holds `{odd}`")),
        None if text.ends_with('-') => {
            diagnostic.label("ends with `-`").help(format!("write `{}`", text.trim_end_matches('-')))
        }
        None => diagnostic.label("does not start with a letter or `_`"),
    }
}

/// An optional `-`, digits with at most one point, and a unit: letters or `%`, or several numbers with letters
/// (`1h30m`).
fn is_number(text: &[u8]) -> bool {
    let mut rest = text.strip_prefix(b"-").unwrap_or(text);
    let mut first = true;
    loop {
        let Some(unit) = decimal(rest) else { return false };
        let letters = unit.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        rest = unit.get(letters..).unwrap_or_default();
        match rest {
            [] => return letters > 0 || first,
            b"%" => return first && letters == 0,
            _ if letters == 0 => return false,
            _ => first = false,
        }
    }
}

/// What follows the digits, with at most one point, that the text starts with.
fn decimal(text: &[u8]) -> Option<&[u8]> {
    let digits = |text: &[u8]| text.iter().take_while(|b| b.is_ascii_digit()).count();
    let whole = digits(text);
    let rest = text.get(whole..).filter(|_| whole > 0)?;
    let Some(fraction) = rest.strip_prefix(b".") else { return Some(rest) };
    let length = digits(fraction);
    fraction.get(length..).filter(|_| length > 0)
}
