//! Trees of files that come with fluo, written down once so that they need not be parsed at each start.

use super::ast::{Block, Entry, Name, Piece, TypeExpr, TypeExprKind, Value, ValueKind};
use crate::source::{FileId, Span};

/// A declaration as bytes.
pub(crate) fn write(entry: &Entry) -> Option<Vec<u8>> {
    postcard::to_allocvec(entry).ok()
}

/// The declaration that [`write`] wrote, as that of another file with the same text; nothing if the bytes are none.
pub(crate) fn read(bytes: &[u8], file: FileId) -> Option<Entry> {
    let mut read: Entry = postcard::from_bytes(bytes).ok()?;
    if read.span.file != file {
        entries(std::slice::from_mut(&mut read), file);
    }
    Some(read)
}

fn spans(spans: &mut [Span], file: FileId) {
    spans.iter_mut().for_each(|span| span.file = file);
}

fn entries(entries: &mut [Entry], file: FileId) {
    for entry in entries {
        spans(&mut entry.docs, file);
        name(&mut entry.word, file);
        entry.label.iter_mut().for_each(|label| name(label, file));
        entry.value.iter_mut().for_each(|inner| value(inner, file));
        entry.ty.iter_mut().for_each(|inner| ty(inner, file));
        entry.block.iter_mut().for_each(|inner| block(inner, file));
        entry.span.file = file;
    }
}

fn block(block: &mut Block, file: FileId) {
    block.span.file = file;
    entries(&mut block.entries, file);
}

fn name(name: &mut Name, file: FileId) {
    name.span.file = file;
}

fn names(names: &mut [Name], file: FileId) {
    names.iter_mut().for_each(|each| name(each, file));
}

fn value(of: &mut Value, file: FileId) {
    of.span.file = file;
    match &mut of.kind {
        ValueKind::String(pieces) => pieces.iter_mut().for_each(|piece| match piece {
            Piece::Text(_) => {}
            Piece::Ref(path, span) => {
                span.file = file;
                names(path, file);
            }
        }),
        ValueKind::Path(path) => names(path, file),
        ValueKind::Range(low, high) => {
            value(low, file);
            high.iter_mut().for_each(|high| value(high, file));
        }
        ValueKind::List(items) => items.iter_mut().for_each(|item| value(item, file)),
        ValueKind::Record(inner) => block(inner, file),
        ValueKind::Call(function, arguments) => {
            name(function, file);
            arguments.iter_mut().for_each(|argument| value(argument, file));
        }
        ValueKind::Number(_) | ValueKind::Error => {}
    }
}

fn ty(of: &mut TypeExpr, file: FileId) {
    of.span.file = file;
    match &mut of.kind {
        TypeExprKind::Name(of) => name(of, file),
        TypeExprKind::Generic(generic, inner) => {
            name(generic, file);
            ty(inner, file);
        }
        TypeExprKind::Union(words) => names(words, file),
        TypeExprKind::List(inner) | TypeExprKind::Optional(inner) => ty(inner, file),
        TypeExprKind::Map(words, inner) => {
            words.iter_mut().for_each(|words| names(words, file));
            ty(inner, file);
        }
        TypeExprKind::In(inner, limit) | TypeExprKind::Like(inner, limit) => {
            ty(inner, file);
            value(limit, file);
        }
        TypeExprKind::Error => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::source::Sources;
    use crate::syntax::parse;

    /// Every form of a tree.
    const TEXT: &str = r#"// a comment
use "a.fluo"
/// Documented.
kind a: worker {
  param lag: int in 1..10 = 5 { unit: s }
  param a: string like "x"
  param b: range<int>
  param c: debug | info
  param d: [string]?
  param e: {live | ready: probe}
  "b.c": 'text'
  d: "${self.name}:${a.b}"
  e: [1, { a: 1.. }, file("x", y)]
}
"#;

    #[test]
    fn a_tree_is_the_same_in_another_file() {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let mut parsed = |path: &str| {
            let file = sources.add(path, TEXT);
            parse(&sources, file, &mut diagnostics)
        };
        let (first, second) = (parsed("a.fluo"), parsed("b.fluo"));
        for (first, second) in first.entries.iter().zip(&second.entries) {
            let bytes = write(first).unwrap();
            assert_eq!(format!("{:?}", read(&bytes, first.span.file).unwrap()), format!("{first:?}"));
            assert_eq!(format!("{:?}", read(&bytes, second.span.file).unwrap()), format!("{second:?}"));
            assert!(read(&bytes[..bytes.len() / 2], first.span.file).is_none());
        }
        assert_eq!(first.entries.len(), 2);
        assert!(diagnostics.is_empty());
    }
}
