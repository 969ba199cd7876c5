//! Entries, values and types: the words of a line and the blanks between them.

use super::group::Group;
use super::{Fits, Printer};
use crate::source::Span;
use crate::syntax::ast::{Entry, Name, TypeExpr, TypeExprKind, Value, ValueKind};

impl<'a> Printer<'a> {
    /// `word label: value { … }`, `param NAME: TYPE = DEFAULT { … }`
    pub(super) fn entry(&mut self, entry: &'a Entry) -> Fits {
        self.verbatim(entry.word.span)?;
        if let Some(label) = &entry.label {
            self.text(" ")?;
            self.verbatim(label.span)?;
        }
        if let Some(ty) = &entry.ty {
            self.text(": ")?;
            self.r#type(ty)?;
        }
        let block = entry.block.as_ref().map(Group::block);
        if let Some(value) = &entry.value {
            self.text(if entry.ty.is_some() { " = " } else { ": " })?;
            let rest = block.as_ref().map_or(0, |block| if self.is_bare(block) { 3 } else { 2 });
            self.value(value, rest)?;
        }
        if let Some(block) = &block {
            self.text(" ")?;
            self.group(block, 0)?;
        }
        Some(())
    }

    /// A value, behind which `rest` more columns have to fit on its line.
    pub(super) fn value(&mut self, value: &'a Value, rest: usize) -> Fits {
        match &value.kind {
            ValueKind::String(_) => self.literal(value.span),
            ValueKind::List(items) => self.group(&Group::list(items, value.span), rest),
            ValueKind::Record(block) => self.group(&Group::block(block), rest),
            ValueKind::Call(name, items) => {
                self.verbatim(name.span)?;
                let span = Span { start: name.span.end, ..value.span };
                self.group(&Group::arguments(items, span), rest)
            }
            // None of them can hold a blank.
            ValueKind::Number(_) | ValueKind::Path(_) | ValueKind::Range(..) | ValueKind::Error => {
                self.verbatim(value.span)
            }
        }
    }

    fn r#type(&mut self, ty: &'a TypeExpr) -> Fits {
        match &ty.kind {
            TypeExprKind::Name(name) => self.verbatim(name.span),
            TypeExprKind::Generic(name, of) => {
                self.verbatim(name.span)?;
                self.text("<")?;
                self.r#type(of)?;
                self.text(">")
            }
            TypeExprKind::Union(names) => self.choice(names),
            TypeExprKind::List(of) => {
                self.text("[")?;
                self.r#type(of)?;
                self.text("]")
            }
            TypeExprKind::Map(members, of) => {
                self.text("{")?;
                if let Some(members) = members {
                    self.choice(members)?;
                    self.text(": ")?;
                }
                self.r#type(of)?;
                self.text("}")
            }
            TypeExprKind::Optional(of) => {
                self.r#type(of)?;
                self.text("?")
            }
            TypeExprKind::In(of, limit) => self.limited(of, " in ", limit),
            TypeExprKind::Like(of, limit) => self.limited(of, " like ", limit),
            TypeExprKind::Error => self.verbatim(ty.span),
        }
    }

    fn limited(&mut self, of: &'a TypeExpr, word: &str, limit: &'a Value) -> Fits {
        self.r#type(of)?;
        self.text(word)?;
        self.value(limit, 0)
    }

    fn choice(&mut self, names: &'a [Name]) -> Fits {
        for (place, name) in names.iter().enumerate() {
            self.text(if place > 0 { " | " } else { "" })?;
            self.verbatim(name.span)?;
        }
        Some(())
    }
}
