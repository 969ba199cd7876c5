//! Where the lines of a written object come from, and what a source text decides: the two directions between a program and
//! its manifests.

use super::json::push_escaped;
use super::tree::Content;
use super::yaml::{self, Hearer, Step};
use crate::model::{OriginId, Origins};
use crate::object::{Node, Object};
use crate::source::Span;

/// A field or an item of an object, as it stands in the object's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its first line, from 1.
    pub line: u32,
    /// Its last line.
    pub end_line: u32,
    /// Its JSON pointer (RFC 6901): `/spec/replicas`.
    pub pointer: String,
    /// The layers that decided it.
    pub origin: OriginId,
}

/// The object itself, whose pointer is empty, and the fields and items of its file, each before what stands in it. An empty chain
/// is one of a value that no source text decided.
#[must_use]
pub fn fields(object: &Object) -> Vec<Field> {
    let whole = Field { line: 1, end_line: 1, pointer: String::new(), origin: object.origin };
    let mut trace = Trace { fields: vec![whole], ..Trace::default() };
    let mut text = String::new();
    yaml::document_to(&object.body, &mut text, &mut trace);
    trace.count(&text);
    if let Some(whole) = trace.fields.first_mut() {
        whole.end_line = trace.lines.max(1);
    }
    trace.fields
}

/// The innermost fields of a file that the source text under `span` decides: those whose deciding step meets it.
#[must_use]
pub fn decided(content: &Content<'_>, origins: &Origins, span: Span) -> Vec<Field> {
    let Content::Object(_, object) = content else { return Vec::new() };
    let mut found = fields(object);
    found.retain(|field| origins.deciding(field.origin).iter().any(|step| meets(step.span, span)));
    let holds_next = |(at, field): &(usize, &Field)| {
        found.get(at + 1).is_some_and(|next| is_below(&next.pointer, &field.pointer))
    };
    found.iter().enumerate().filter(|each| !holds_next(each)).map(|(_, field)| field.clone()).collect()
}

/// Whether two stretches of text share a byte; an empty one is in what it touches.
fn meets(one: Span, other: Span) -> bool {
    let touches = one.start == one.end || other.start == other.end;
    let (first, last) = (one.start.max(other.start), one.end.min(other.end));
    one.file == other.file && (first < last || touches && first == last)
}

fn is_below(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'))
}

#[derive(Default)]
struct Trace {
    fields: Vec<Field>,
    /// The places in `fields` of what has begun and not ended, each with the length of the pointer before it.
    open: Vec<(usize, usize)>,
    pointer: String,
    /// How many lines have ended before `seen`.
    lines: u32,
    seen: usize,
}

impl Trace {
    fn count(&mut self, out: &str) {
        let new = out.get(self.seen..).unwrap_or("").bytes().filter(|byte| *byte == b'\n').count();
        self.lines = self.lines.saturating_add(u32::try_from(new).unwrap_or(u32::MAX));
        self.seen = out.len();
    }
}

impl Hearer for Trace {
    fn begin(&mut self, step: Step<'_>, node: &Node, out: &str) {
        self.count(out);
        self.open.push((self.fields.len(), self.pointer.len()));
        self.pointer.push('/');
        match step {
            Step::Key(key) => push_escaped(key, &mut self.pointer),
            Step::Index(index) => self.pointer.push_str(&index.to_string()),
        }
        let line = self.lines + 1;
        self.fields.push(Field { line, end_line: line, pointer: self.pointer.clone(), origin: node.origin });
    }

    fn end(&mut self, out: &str) {
        self.count(out);
        let Some((field, pointer)) = self.open.pop() else { return };
        self.pointer.truncate(pointer);
        if let Some(field) = self.fields.get_mut(field) {
            field.end_line = self.lines.max(field.line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{from_json, object};
    use super::*;
    use serde_json::json;

    fn traced(value: &serde_json::Value) -> Vec<(String, u32, u32)> {
        let mut object = object("v1", "ConfigMap", "x");
        object.body = from_json(value);
        fields(&object).into_iter().map(|field| (field.pointer, field.line, field.end_line)).collect()
    }

    #[test]
    fn fields_have_the_lines_that_they_are_written_on() {
        let found = traced(&json!({ "a": { "b/c": "x\ny\n" }, "d": [{ "e": 1, "f": [] }, "g"] }));
        let at = |pointer: &str, line, end| (pointer.to_owned(), line, end);
        let expected = [
            at("", 1, 8),
            at("/a", 1, 4),
            at("/a/b~1c", 2, 4),
            at("/d", 5, 8),
            at("/d/0", 6, 7),
            at("/d/0/e", 6, 6),
            at("/d/0/f", 7, 7),
            at("/d/1", 8, 8),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn stretches_meet_where_they_share_a_byte() {
        let span = |start, end| Span::new(crate::source::FileId(0), start, end);
        assert!(
            meets(span(0, 4), span(3, 9)) && meets(span(2, 2), span(2, 5)) && meets(span(0, 2), span(2, 2))
        );
        assert!(!meets(span(0, 4), span(4, 9)) && !meets(span(0, 1), span(2, 2)));
    }
}
