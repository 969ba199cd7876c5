//! The entries around a place.

use crate::source::Span;
use crate::syntax::ast::{Ast, Block, Entry, Value, ValueKind};

/// Whether a place is inside of a span.
pub(super) fn holds(span: Span, at: Span) -> bool {
    span.start <= at.start && at.end <= span.end
}

/// The entries of the blocks around a place, from the file's own to the innermost.
pub(super) fn blocks(ast: &Ast, at: Span) -> Vec<&[Entry]> {
    let mut blocks: Vec<&[Entry]> = vec![&ast.entries];
    while let Some(inner) = blocks.last().and_then(|entries| inside(entries, at)) {
        blocks.push(inner);
    }
    blocks
}

/// The entry of some at a place.
pub(super) fn entry(entries: &[Entry], at: Span) -> Option<&Entry> {
    entries.iter().find(|entry| holds(entry.span, at))
}

fn inside(entries: &[Entry], at: Span) -> Option<&[Entry]> {
    let entry = entry(entries, at)?;
    let own = entry.block.as_ref().filter(|block| holds(block.span, at));
    own.or_else(|| entry.value.as_ref().and_then(|value| record(value, at))).map(|block| &*block.entries)
}

/// The innermost record of a value at a place.
fn record(value: &Value, at: Span) -> Option<&Block> {
    match &value.kind {
        _ if !holds(value.span, at) => None,
        ValueKind::Record(block) => Some(block),
        ValueKind::List(items) => items.iter().find_map(|item| record(item, at)),
        _ => None,
    }
}
