//! Questions about one place of a program, answered by the checks themselves.

use super::body::Fields;
use super::seen::{Asked, FieldName, Seen};
use super::target::Target;
use super::{Checker, Expr, ExprKind, Field, Schema, Scope, id_of};
use crate::resolve::{Names, SchemaDecl, ValueDecl, ValueWord};
use crate::source::{Loader, Sources, Span};
use crate::syntax::ast::{Ast, Entry, Name, Value, ValueKind};
use crate::types::{Family, SchemaId, Type};
use smol_str::SmolStr;

/// A program, and what the checks saw at one place of it.
pub(crate) struct Inquiry<'a> {
    checker: Checker<'a>,
}

impl<'a> Inquiry<'a> {
    /// Checks what stands around a place of a file.
    pub(crate) fn new(
        names: &'a Names<'a>,
        sources: &'a Sources,
        loader: &'a dyn Loader,
        (ast, at): (&'a Ast, Span),
    ) -> Self {
        let mut checker = Checker::new(names, sources, loader);
        checker.asked = Asked { at: Some(at), seen: Vec::new() };
        checker.schemas();
        let around = |entry: &&Entry| entry.span.start <= at.start && at.end <= entry.span.end;
        let word = |entry: &Entry| ValueWord::named(&entry.word.text);
        for entry in ast.entries.iter().filter(around) {
            // What has no name yet is checked all the same, and what is declared twice too.
            let name = entry.label.as_ref().unwrap_or(&entry.word);
            if let Some(word) = word(entry) {
                checker.declaration(&ValueDecl { word, name, entry }, &mut super::Program::default());
            }
        }
        checker.asked.at = None;
        Self { checker }
    }

    /// What was seen, from the outside in.
    pub(crate) fn seen(&self) -> &[Seen<'a>] {
        &self.checker.asked.seen
    }

    /// What the program declares.
    pub(crate) fn names(&self) -> &'a Names<'a> {
        self.checker.names
    }

    /// The files of the program.
    pub(crate) fn sources(&self) -> &'a Sources {
        self.checker.sources
    }

    /// A schema.
    pub(crate) fn schema(&self, id: SchemaId) -> Option<&Schema> {
        self.checker.schema(id)
    }

    /// The declaration of a schema.
    pub(crate) fn declaration(&self, id: SchemaId) -> Option<&'a SchemaDecl<'a>> {
        self.checker.names.schemas.get(usize::try_from(id.0).ok()?)
    }

    /// The schema whose name stands at a place.
    pub(crate) fn declared_at(&self, name: Span) -> Option<SchemaId> {
        self.names().schemas.iter().position(|decl| decl.name.span == name).and_then(id_of)
    }

    /// The schema of a family with this name.
    pub(crate) fn find(&self, family: Family, name: &str) -> Option<SchemaId> {
        self.checker.find(family, name)
    }

    /// The schema of a component's kind, and the schemas it is made from.
    pub(crate) fn chain(&self, id: SchemaId) -> impl Iterator<Item = SchemaId> {
        self.checker.chain(id)
    }

    /// The schemas of a family that a program may name.
    pub(crate) fn choices(&self, family: Family) -> Vec<SchemaId> {
        let checker = &self.checker;
        let ids = (0..checker.schemas.len()).filter_map(id_of).filter(|id| !checker.is_abstract(*id));
        ids.filter(|id| checker.schema(*id).is_some_and(|schema| schema.family == family)).collect()
    }

    /// The fields that the word at the place can name; none where no word of a field stands there.
    pub(crate) fn field_names(&self) -> Vec<FieldName> {
        let of = |in_size: bool| {
            let mut fields = self.seen().iter().rev().filter_map(move |seen| match seen {
                Seen::Field { fields, in_size: sized, .. } if *sized == in_size => Some(*fields),
                _ => None,
            });
            fields.next().map(|fields| self.checker.field_names(fields, in_size))
        };
        of(true).or_else(|| of(false)).unwrap_or_default()
    }

    /// A field, and the schema that declares it.
    pub(crate) fn field(&self, at: &FieldName) -> Option<(&Field, SchemaId)> {
        self.checker.declared_field(at)
    }

    /// Whether the word at the place stands in a block that speaks of all kinds, where nothing has to be set.
    pub(crate) fn is_loose(&self) -> bool {
        self.seen().iter().any(|seen| matches!(seen, Seen::Field { fields: Fields::AnyKind, .. }))
    }

    /// The innermost entry at the place that sets a field, and the field.
    pub(crate) fn setting(&self) -> Option<(FieldName, &'a Entry)> {
        self.seen().iter().rev().find_map(|seen| match seen {
            Seen::Setting { fields, entry } => {
                let names = self.checker.field_names(*fields, false);
                let field = names.into_iter().find(|at| at.name == entry.word.text);
                field.map(|field| (field, *entry))
            }
            _ => None,
        })
    }

    /// The entry at the place that sets a param of the program.
    pub(crate) fn set(&self) -> Option<&'a Entry> {
        self.seen().iter().rev().find_map(|seen| match seen {
            Seen::Set { entry } => Some(*entry),
            _ => None,
        })
    }

    /// The `param` that declares a field.
    pub(crate) fn param(&self, at: &FieldName) -> Option<&'a Entry> {
        let (field, owner) = self.field(at)?;
        let entries = self.declaration(owner)?.entry.block.iter().flat_map(|block| &block.entries);
        entries.into_iter().find(|e| e.label.as_ref().is_some_and(|label| label.span == field.span))
    }

    /// Whether a field is one of what `self` is.
    pub(crate) fn is_own(&self, scope: Scope<'a>, at: &FieldName) -> bool {
        scope.own == Some(at.schema)
    }

    /// What a path stands for where a type is needed.
    pub(crate) fn target(&self, path: &[Name], scope: Scope<'a>, expected: &Type) -> Option<Target<'a>> {
        self.checker.target(path, scope, expected)
    }

    /// The paths behind the name of a component, and `name` and `namespace`.
    pub(crate) fn outputs(&self, component: &ValueDecl<'a>) -> Vec<Vec<SmolStr>> {
        let schema = self.checker.kind_of(component);
        schema.map(|schema| self.checker.member_paths(schema, Some(component.entry))).unwrap_or_default()
    }

    /// Every path that may stand in an expression, whatever is wanted there.
    pub(crate) fn paths(&self, scope: Scope<'a>) -> Vec<Vec<SmolStr>> {
        self.checker.paths(scope)
    }

    /// The names of the ports of what is declared around the place.
    pub(crate) fn ports(&self, scope: Scope<'a>) -> Vec<SmolStr> {
        self.checker.members(scope, "port")
    }

    /// The type of a value that could stand where something was seen, if the checks admit it there.
    pub(crate) fn admits(&mut self, place: &Seen<'a>, value: &'a Value) -> Option<Type> {
        let (found, diagnostics) = self.checker.trial(|checker| match (place, &value.kind) {
            (Seen::Value { ty, scope, .. }, _) => {
                let admitted = checker.expr(value, ty, *scope);
                is_settled(&admitted).then(|| checker.own_type(value, ty, *scope))
            }
            (Seen::Inferred { scope, .. }, _) => {
                let (admitted, ty) = checker.inferred(value, *scope);
                is_settled(&admitted).then_some(ty)
            }
            (Seen::Interpolated { secrets, scope, .. }, ValueKind::Path(path)) => {
                let admitted = checker.interpolated(path, value.span, *secrets, *scope);
                is_settled(&admitted).then(|| checker.own_type(value, &Type::Value, *scope))
            }
            _ => None,
        });
        found.filter(|_| diagnostics.is_empty())
    }
}

impl<'a> Checker<'a> {
    /// The type that a path has by itself; of anything else that which is wanted.
    fn own_type(&mut self, value: &'a Value, wanted: &Type, scope: Scope<'a>) -> Type {
        let ValueKind::Path(path) = &value.kind else { return wanted.clone() };
        match self.trial(|checker| checker.reference(path, value.span, wanted, scope)).0.1 {
            Type::Error => wanted.clone(),
            found => found,
        }
    }
}

/// Whether an expression means something.
fn is_settled(expr: &Expr) -> bool {
    !matches!(expr.kind, ExprKind::Error)
}
