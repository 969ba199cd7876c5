//! One file of fluo: read, and laid out.

use crate::readable::{diagnostics, place};
use crate::tree::said;
use fluo_core::diagnostic::{Diagnostic, Diagnostics};
use fluo_core::source::{Sources, Span};
use fluo_core::syntax::ast::{Ast, Entry, Piece, TypeExpr, TypeExprKind, Value, ValueKind};
use fluo_core::syntax::{self, decode, not_utf8};

/// Bytes to a tree: every place of it and of what was found is in the file.
pub(crate) fn parse(input: &[u8]) {
    let (mut sources, mut found) = (Sources::default(), Diagnostics::default());
    let (text, bad) = decode(input.to_vec());
    let file = sources.add("app.fluo", text);
    if let Some(offset) = bad {
        found.push(not_utf8(file, offset));
    }
    let ast = syntax::parse(&sources, file, &mut found);
    diagnostics(&found.sorted(&sources), &sources);
    for span in spans(&ast) {
        assert_eq!(span.file, file);
        place(span, &sources, "a part of the tree");
    }
}

/// A file that can be read is laid out so that it says the same, and once is enough; one with errors is left as it is.
pub(crate) fn format(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let formatted = fluo_core::format("app.fluo", text);
    diagnostics(&formatted.diagnostics, &formatted.sources);
    let errors = formatted.diagnostics.iter().any(Diagnostic::is_error);
    assert_eq!(formatted.text.is_none(), errors, "{:?}", formatted.diagnostics);
    let Some(after) = formatted.text else { return };
    let (Some(before), Some(now)) = (said(text), said(&after)) else { panic!("can't be read:\n{after}") };
    assert_eq!(now.tree, before.tree, "says something else:\n{after}");
    assert_eq!(now.comments, before.comments, "has other comments:\n{after}");
    let again = fluo_core::format("app.fluo", &after).text;
    assert_eq!(again.as_deref(), Some(after.as_str()), "changes once more");
}

/// The places of everything in a tree.
fn spans(ast: &Ast) -> Vec<Span> {
    let mut spans = ast.comments.clone();
    ast.entries.iter().for_each(|entry| of_entry(entry, &mut spans));
    spans
}

fn of_entry(entry: &Entry, spans: &mut Vec<Span>) {
    spans.extend([entry.span, entry.word.span, entry.head()]);
    spans.extend(entry.docs.iter().chain(entry.label.iter().map(|label| &label.span)));
    entry.value.iter().for_each(|value| of_value(value, spans));
    entry.ty.iter().for_each(|ty| of_type(ty, spans));
    if let Some(block) = &entry.block {
        spans.push(block.span);
        block.entries.iter().for_each(|entry| of_entry(entry, spans));
    }
}

fn of_value(value: &Value, spans: &mut Vec<Span>) {
    spans.push(value.span);
    match &value.kind {
        ValueKind::Path(path) => spans.extend(path.iter().map(|name| name.span)),
        ValueKind::List(items) | ValueKind::Call(_, items) => {
            items.iter().for_each(|item| of_value(item, spans));
        }
        ValueKind::Record(block) => block.entries.iter().for_each(|entry| of_entry(entry, spans)),
        ValueKind::Range(from, to) => [from].into_iter().chain(to).for_each(|end| of_value(end, spans)),
        ValueKind::String(pieces) => spans.extend(pieces.iter().filter_map(|piece| match piece {
            Piece::Ref(_, span) => Some(*span),
            Piece::Text(_) => None,
        })),
        ValueKind::Number(_) | ValueKind::Error => {}
    }
}

fn of_type(ty: &TypeExpr, spans: &mut Vec<Span>) {
    spans.push(ty.span);
    match &ty.kind {
        TypeExprKind::List(of)
        | TypeExprKind::Optional(of)
        | TypeExprKind::Generic(_, of)
        | TypeExprKind::Map(_, of) => of_type(of, spans),
        TypeExprKind::In(of, value) | TypeExprKind::Like(of, value) => {
            of_type(of, spans);
            of_value(value, spans);
        }
        TypeExprKind::Name(_) | TypeExprKind::Union(_) | TypeExprKind::Error => {}
    }
}
