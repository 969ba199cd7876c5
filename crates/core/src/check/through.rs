//! Dotted paths that start at a field: a number in one of its units, something of the component that a field names.

use super::{Checker, Expr, ExprKind, Scope};
use crate::diagnostic::{Code, Diagnostic, near, quoted};
use crate::source::Span;
use crate::syntax::ast::Name;
use crate::types::{Family, RefType, ScalarType, Type, Unit};

type Resolved = (ExprKind, Type);

impl<'a> Checker<'a> {
    /// `storage.mib` and `database.host`, where `storage` and `database` are fields of the kind that says it.
    pub(super) fn through_field(
        &mut self,
        first: &'a Name,
        rest: &'a [Name],
        span: Span,
        scope: Scope<'a>,
    ) -> Option<Resolved> {
        let fields = scope.fields.and_then(|id| self.schema(id))?;
        let ty = fields.fields.get(&first.text)?.ty.clone();
        if let Type::Ref(RefType::Component(Some(kind))) = ty.required() {
            let schema = self.find(Family::Kind, kind)?;
            let found = self.member_type(schema, None, rest);
            let Some(found) = found else {
                self.report(self.nothing_of_kind(schema, first, rest, kind));
                return Some((ExprKind::Error, Type::Error));
            };
            let path = rest.iter().map(|name| name.text.clone()).collect();
            return Some((ExprKind::Through(first.text.clone(), path), found));
        }
        let [unit] = rest else { return None };
        let field = Expr { kind: ExprKind::Field(first.text.clone()), span };
        self.in_unit(field, &ty, unit)
    }

    /// A number with a unit, as a plain number of the unit that is named.
    pub(super) fn in_unit(&mut self, value: Expr, ty: &Type, unit: &Name) -> Option<Resolved> {
        let scalar = ty.scalar()?;
        let names = Unit::names(scalar);
        if names.is_empty() {
            return None;
        }
        let Some(found) = Unit::named(scalar, &unit.text) else {
            let message = format!("a `{}` has no unit `{}`", scalar.name(), unit.text);
            let diagnostic =
                Diagnostic::new(Code::UnknownOutput, unit.span, message).label("not a unit of it");
            self.report(match near(&unit.text, names.iter().copied()) {
                Some(name) => diagnostic.did_you_mean(Some(name)),
                None => diagnostic.help(format!("it can be read in {}", quoted(&names))),
            });
            return Some((ExprKind::Error, Type::Error));
        };
        Some((ExprKind::Unit(Box::new(value), found), Type::Scalar(ScalarType::Int)))
    }

    fn nothing_of_kind(
        &self,
        schema: crate::types::SchemaId,
        first: &Name,
        rest: &[Name],
        kind: &str,
    ) -> Diagnostic {
        let wanted = super::expr::dotted(rest);
        let span = rest.first().map_or(first.span, |name| name.span);
        let known = self.member_names(schema, None);
        let known: Vec<&str> = known.iter().map(smol_str::SmolStr::as_str).collect();
        let diagnostic =
            Diagnostic::new(Code::UnknownOutput, span, format!("a `{kind}` has no output `{wanted}`"))
                .label("not declared");
        match near(&wanted, known.iter().copied()) {
            Some(name) => diagnostic.did_you_mean(Some(name)),
            None if known.is_empty() => diagnostic.help("it has `name` and `namespace` only"),
            None => diagnostic.help(format!("it has {}", quoted(&known))),
        }
    }
}
