//! A syntax tree as text without its places, so that two files can be compared by what they say.

use fluo_core::source::{Sources, Span};
use fluo_core::syntax::ast::{Ast, Entry, Name, Piece, TypeExpr, TypeExprKind, Value, ValueKind};
use fluo_core::{diagnostic::Diagnostics, syntax};
use std::fmt::Write;

/// What a file says.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Its entries, one a line.
    pub tree: String,
    /// Its comments and doc comments, in order, without blanks at their ends.
    pub comments: Vec<String>,
    /// Where strings of several lines stand.
    pub texts: Vec<Span>,
}

/// What a text says; `None` if it has errors.
#[must_use]
pub fn said(text: &str) -> Option<Said> {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let file = sources.add("said.fluo", text);
    let ast = syntax::parse(&sources, file, &mut diagnostics);
    (!diagnostics.has_errors()).then(|| Dump::of(&sources, &ast))
}

struct Dump<'s> {
    sources: &'s Sources,
    comments: Vec<Span>,
    said: Said,
    depth: usize,
}

impl<'s> Dump<'s> {
    fn of(sources: &'s Sources, ast: &Ast) -> Said {
        let mut dump = Dump { sources, comments: ast.comments.clone(), said: Said::default(), depth: 0 };
        dump.entries(&ast.entries);
        dump.comments.sort_by_key(|comment| comment.start);
        let text = |span: &Span| sources.text(*span).trim_end().to_owned();
        dump.said.comments = dump.comments.iter().map(text).collect();
        dump.said
    }

    fn entries(&mut self, entries: &[Entry]) {
        for entry in entries {
            let docs: Vec<&str> = entry.docs.iter().map(|doc| self.sources.text(*doc).trim_end()).collect();
            self.comments.extend(&entry.docs);
            let _ = write!(self.said.tree, "{}{docs:?} ", "  ".repeat(self.depth));
            self.name(&entry.word);
            entry.label.iter().for_each(|label| self.name(label));
            entry.ty.iter().for_each(|ty| self.r#type(ty));
            if let Some(value) = &entry.value {
                self.said.tree.push_str("= ");
                self.value(value);
            }
            self.said.tree.push('\n');
            if let Some(block) = &entry.block {
                self.nested("{", &block.entries, "}");
            }
        }
    }

    fn nested(&mut self, open: &str, entries: &[Entry], close: &str) {
        let _ = writeln!(self.said.tree, "{}{open}", "  ".repeat(self.depth));
        self.depth += 1;
        self.entries(entries);
        self.depth -= 1;
        let _ = writeln!(self.said.tree, "{}{close}", "  ".repeat(self.depth));
    }

    fn name(&mut self, name: &Name) {
        let quote = if name.quoted { "quoted " } else { "" };
        let _ = write!(self.said.tree, "{quote}{:?} ", name.text);
    }

    fn names(&mut self, names: &[Name], between: &str) {
        for name in names {
            self.name(name);
            self.said.tree.push_str(between);
        }
    }

    fn value(&mut self, value: &Value) {
        match &value.kind {
            ValueKind::String(pieces) => {
                if self.sources.text(value.span).contains('\n') {
                    self.said.texts.push(value.span);
                }
                self.string(pieces);
            }
            ValueKind::Number(text) => self.said.tree.push_str(text),
            ValueKind::Path(path) => self.names(path, "."),
            ValueKind::Range(from, to) => {
                self.value(from);
                self.said.tree.push_str(" .. ");
                to.iter().for_each(|to| self.value(to));
            }
            ValueKind::List(items) => self.list("list", items),
            ValueKind::Record(block) => {
                self.said.tree.push('\n');
                self.nested("record {", &block.entries, "}");
            }
            ValueKind::Call(name, items) => {
                self.name(name);
                self.list("call", items);
            }
            ValueKind::Error => self.said.tree.push_str("error"),
        }
    }

    fn list(&mut self, what: &str, items: &[Value]) {
        let _ = write!(self.said.tree, "{what} {}", items.len());
        for item in items {
            self.said.tree.push_str(", ");
            self.value(item);
        }
    }

    fn string(&mut self, pieces: &[Piece]) {
        self.said.tree.push_str("string");
        for piece in pieces {
            self.said.tree.push(' ');
            match piece {
                Piece::Text(text) => {
                    let _ = write!(self.said.tree, "{text:?}");
                }
                Piece::Ref(path, _) => self.names(path, "."),
            }
        }
    }

    fn r#type(&mut self, ty: &TypeExpr) {
        self.said.tree.push_str(": ");
        match &ty.kind {
            TypeExprKind::Name(name) => self.name(name),
            TypeExprKind::Generic(name, of) => {
                self.name(name);
                self.r#type(of);
            }
            TypeExprKind::Union(names) => self.names(names, "|"),
            TypeExprKind::List(of) => self.wrapped("list", of),
            TypeExprKind::Map(members, of) => {
                members.iter().for_each(|members| self.names(members, "|"));
                self.wrapped("map", of);
            }
            TypeExprKind::Optional(of) => self.wrapped("optional", of),
            TypeExprKind::In(of, limit) | TypeExprKind::Like(of, limit) => {
                self.wrapped("limited", of);
                self.value(limit);
            }
            TypeExprKind::Error => self.said.tree.push_str("error"),
        }
    }

    fn wrapped(&mut self, what: &str, of: &TypeExpr) {
        let _ = write!(self.said.tree, "{what}(");
        self.r#type(of);
        self.said.tree.push(')');
    }
}
