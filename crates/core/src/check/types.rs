//! Type expressions to types.

use super::pattern;
use super::{Checker, Scope, Seen};
use crate::check::{ExprKind, constants};
use crate::diagnostic::{Applicability, Code, Diagnostic, Edit, foreign, near};
use crate::syntax::ast::{Name, TypeExpr, TypeExprKind, Value, ValueKind};
use crate::types::{Family, RefType, Scalar, ScalarType, Type};
use std::sync::Arc;

/// Types that are references, with their names in fluo.
pub(crate) const REFERENCES: &[(&str, Type)] = &[
    ("component", Type::Ref(RefType::Component(None))),
    ("secret", Type::Ref(RefType::Secret)),
    ("bundle", Type::Ref(RefType::Bundle)),
    ("mountable", Type::Ref(RefType::Mountable)),
    ("store", Type::Ref(RefType::Store)),
    ("size", Type::Ref(RefType::Size)),
    ("consumer", Type::Ref(RefType::Consumer)),
    ("need", Type::Ref(RefType::Need)),
    ("peer", Type::Ref(RefType::Peer)),
    ("port-name", Type::Ref(RefType::Port)),
    ("operator", Type::Ref(RefType::Operator)),
    ("key", Type::Key),
    ("value", Type::Value),
    ("secret-value", Type::SecretValue),
    ("any", Type::Any),
    ("patch", Type::Patch),
    ("trigger", Type::Variant(Family::Trigger)),
    ("source", Type::Variant(Family::Source)),
];

impl<'a> Checker<'a> {
    /// The type that an expression names.
    pub(super) fn ty(&mut self, expr: &'a TypeExpr) -> Type {
        match &expr.kind {
            TypeExprKind::Name(name) => self.named_type(name),
            TypeExprKind::Generic(name, inner) => self.range_type(name, inner),
            TypeExprKind::Union(names) if is_amount(names) => Type::Scalar(ScalarType::Count),
            TypeExprKind::Union(names) => Type::Words(names.iter().map(|n| n.text.clone()).collect()),
            TypeExprKind::List(inner) => Type::List(Arc::new(self.ty(inner))),
            TypeExprKind::Map(names, inner) => {
                let names = names.as_ref().map(|list| list.iter().map(|n| n.text.clone()).collect());
                Type::Map(names, Arc::new(self.ty(inner)))
            }
            TypeExprKind::Optional(inner) => Type::Optional(Arc::new(self.ty(inner))),
            TypeExprKind::In(inner, range) => self.bounded(inner, range),
            TypeExprKind::Like(inner, pattern) => self.like(inner, pattern),
            TypeExprKind::Error => Type::Error,
        }
    }

    fn named_type(&mut self, name: &'a Name) -> Type {
        self.see(name.span, || Seen::Type { name, ranged: false });
        let text = name.text.as_str();
        if let Some(scalar) = ScalarType::named(text) {
            return Type::Scalar(scalar);
        }
        if let Some((_, ty)) = REFERENCES.iter().find(|(n, _)| *n == text) {
            return ty.clone();
        }
        if let Some(id) = self.find(Family::Type, text) {
            return Type::Record(id);
        }
        if self.find(Family::Kind, text).is_some() {
            return Type::Ref(RefType::Component(Some(name.text.clone())));
        }
        self.report(self.unknown_type(name));
        Type::Error
    }

    fn unknown_type(&self, name: &Name) -> Diagnostic {
        let scalars = ScalarType::NAMES.iter().map(|(n, _)| *n);
        let references = REFERENCES.iter().map(|(n, _)| *n);
        let declared = self.names.family(Family::Type).chain(self.names.family(Family::Kind));
        let near = near(&name.text, scalars.chain(references).chain(declared).chain(["range"]));
        let diagnostic =
            Diagnostic::new(Code::BadType, name.span, format!("there is no type `{}`", name.text))
                .label("not a type");
        let near = near.or_else(|| foreign::scalar(&name.text));
        match near {
            Some(_) => diagnostic.did_you_mean(near),
            None => {
                let diagnostic = diagnostic.help(
                    "a type is `string`, `int`, `bool`, `bytes`, `duration`, … , a kind, or words joined by `|`",
                );
                match elsewhere(&name.text) {
                    Some(ty) => diagnostic.fix(
                        format!("write `{ty}`"),
                        vec![Edit { span: name.span, text: ty.to_owned() }],
                        Applicability::Unsafe,
                    ),
                    None => diagnostic,
                }
            }
        }
    }

    fn range_type(&mut self, name: &Name, inner: &'a TypeExpr) -> Type {
        if let TypeExprKind::Name(name) = &inner.kind {
            self.see(name.span, || Seen::Type { name, ranged: true });
        }
        let inner_type = self.ty(inner);
        match (name.text.as_str(), inner_type.scalar()) {
            ("range", Some(scalar)) if !scalar.is_text() && scalar != ScalarType::Bool => Type::Range(scalar),
            ("range", _) => {
                self.report(
                    Diagnostic::new(Code::BadType, inner.span, format!("there is no range of {inner_type}"))
                        .help("a range is of numbers: `range<int>`, `range<cpu>`, `range<bytes>`"),
                );
                Type::Error
            }
            (other, _) => {
                self.report(
                    Diagnostic::new(Code::BadType, name.span, format!("`{other}` takes no type"))
                        .help("the only type with `<…>` is `range<…>`"),
                );
                Type::Error
            }
        }
    }

    fn bounded(&mut self, inner: &'a TypeExpr, range: &'a Value) -> Type {
        let ty = self.ty(inner);
        let (Some(scalar), ValueKind::Range(low, high)) = (ty.scalar(), &range.kind) else {
            self.report(
                Diagnostic::new(Code::BadType, range.span, "`in` needs a number type and a range")
                    .help("write for example `int in 1..100`"),
            );
            return ty;
        };
        let mut end = |value: &'a Value| match self.expr(value, &Type::Scalar(scalar), Scope::default()).kind
        {
            ExprKind::Scalar(value) => Some(value),
            _ => None,
        };
        let (low, high): (Option<Scalar>, Option<Scalar>) = (end(low), high.as_deref().and_then(end));
        let bounded = Type::In(scalar, low, high);
        if matches!(ty, Type::Optional(_)) { Type::Optional(Arc::new(bounded)) } else { bounded }
    }

    fn like(&mut self, inner: &'a TypeExpr, like: &'a Value) -> Type {
        let ty = self.ty(inner);
        let text = match &like.kind {
            ValueKind::String(pieces) => constants::plain_text(pieces),
            _ => None,
        };
        let legal = text.filter(|text| self.is_proven(like.span) || pattern::is_legal(text));
        let (Some(ScalarType::String), Some(text)) = (ty.scalar(), legal) else {
            self.report(
                Diagnostic::new(Code::BadType, like.span, "`like` needs `string` and a regular expression")
                    .help("write for example `string like \"[a-z]+\"`"),
            );
            return ty;
        };
        let like = Type::Like(text.as_str().into());
        if matches!(ty, Type::Optional(_)) { Type::Optional(Arc::new(like)) } else { like }
    }
}

/// What fluo calls a type of other languages.
fn elsewhere(name: &str) -> Option<&'static str> {
    match name.to_ascii_lowercase().as_str() {
        "text" | "str" | "varchar" => Some("string"),
        "integer" | "number" | "long" | "uint" => Some("int"),
        "boolean" => Some("bool"),
        "double" | "decimal" => Some("float"),
        "quantity" | "size-in-bytes" => Some("bytes"),
        "time" | "timeout" | "interval" => Some("duration"),
        "uri" => Some("url"),
        _ => None,
    }
}

/// `int | percent`: the one choice between two scalars.
fn is_amount(names: &[Name]) -> bool {
    matches!(names, [a, b] if a.text == "int" && b.text == "percent")
}
