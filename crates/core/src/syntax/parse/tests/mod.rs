//! Tests of the parser: its forms, its messages, its recovery, and what it does with hostile input.

#![allow(
    clippy::as_conversions,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test may panic, and look at the clock"
)]

mod forms;
mod hostile;
mod messages;

use super::parse;
use crate::diagnostic::Diagnostics;
use crate::source::Sources;
use crate::syntax::ast::{Ast, Block, Entry, Name, Piece, TypeExpr, TypeExprKind, Value, ValueKind};

/// Parses a text; the diagnostics as `line:column code message`, in order.
fn read(text: &str) -> (Ast, Vec<String>) {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let file = sources.add("a.fluo", text);
    let ast = parse(&sources, file, &mut diagnostics);
    let lines = diagnostics.sorted(&sources).into_iter().map(|d| {
        let at = sources.position(d.primary.span);
        format!("{}:{} {} {}", at.line, at.column, d.code.info().code, d.message)
    });
    (ast, lines.collect())
}

/// What a text says, in a form to compare; it must be without mistakes.
fn shape(text: &str) -> String {
    let (ast, messages) = read(text);
    assert!(messages.is_empty(), "{text}\n{messages:#?}");
    entries(&ast.entries)
}

/// The messages for a text, and what is left of it.
fn mistakes(text: &str) -> (Vec<String>, String) {
    let (ast, messages) = read(text);
    (messages, entries(&ast.entries))
}

fn entries(list: &[Entry]) -> String {
    list.iter().map(entry).collect::<Vec<_>>().join("; ")
}

fn entry(entry: &Entry) -> String {
    let mut text = "/".repeat(entry.docs.len()) + &name(&entry.word);
    text.extend(entry.label.iter().map(|label| format!(" {}", name(label))));
    text.extend(entry.ty.iter().map(|ty| format!(" <{}>", type_expr(ty))));
    text.extend(entry.value.iter().map(|v| format!(": {}", value(v))));
    text.extend(entry.block.iter().map(block));
    text
}

fn block(block: &Block) -> String {
    format!(" {{{}}}", entries(&block.entries))
}

fn name(name: &Name) -> String {
    if name.quoted { format!("{:?}", name.text.as_str()) } else { name.text.to_string() }
}

fn names(list: &[Name], between: &str) -> String {
    list.iter().map(name).collect::<Vec<_>>().join(between)
}

fn value(value: &Value) -> String {
    match &value.kind {
        ValueKind::String(pieces) => format!("\"{}\"", pieces.iter().map(piece).collect::<String>()),
        ValueKind::Number(number) => number.to_string(),
        ValueKind::Path(path) => names(path, "."),
        ValueKind::Range(from, to) => {
            format!("{}..{}", self::value(from), to.as_ref().map_or(String::new(), |to| self::value(to)))
        }
        ValueKind::List(items) => format!("[{}]", values(items)),
        ValueKind::Record(record) => block(record).trim().to_owned(),
        ValueKind::Call(callee, arguments) => format!("{}({})", name(callee), values(arguments)),
        ValueKind::Error => "ERROR".to_owned(),
    }
}

fn values(list: &[Value]) -> String {
    list.iter().map(value).collect::<Vec<_>>().join(", ")
}

fn piece(piece: &Piece) -> String {
    match piece {
        Piece::Text(text) => text.escape_debug().to_string(),
        Piece::Ref(path, _) => format!("${{{}}}", names(path, ".")),
    }
}

fn type_expr(ty: &TypeExpr) -> String {
    match &ty.kind {
        TypeExprKind::Name(n) => name(n),
        TypeExprKind::Generic(n, of) => format!("{}<{}>", name(n), type_expr(of)),
        TypeExprKind::Union(list) => names(list, "|"),
        TypeExprKind::List(of) => format!("[{}]", type_expr(of)),
        TypeExprKind::Map(None, of) => format!("{{{}}}", type_expr(of)),
        TypeExprKind::Map(Some(members), of) => format!("{{{}: {}}}", names(members, "|"), type_expr(of)),
        TypeExprKind::Optional(of) => format!("{}?", type_expr(of)),
        TypeExprKind::In(of, range) => format!("{} in {}", type_expr(of), value(range)),
        TypeExprKind::Like(of, pattern) => format!("{} like {}", type_expr(of), value(pattern)),
        TypeExprKind::Error => "ERROR".to_owned(),
    }
}
