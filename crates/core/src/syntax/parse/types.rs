//! The types of params.

use super::grammar::Rule;
use super::node::Node;
use super::tree::Tree;
use super::value::{bad_name, is_name};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{Entry, Name, TypeExpr, TypeExprKind, Value, ValueKind};
use smol_str::SmolStr;

impl<'i> Tree<'i, '_> {
    pub(super) fn r#type(&mut self, node: Node<'i>) -> TypeExpr {
        let (mut names, mut ty) = (Vec::new(), None);
        for part in node.inner() {
            let span = self.span(&part);
            let rule = part.rule();
            if matches!(rule, Rule::path | Rule::odd_path) {
                names.push(self.type_name(&part));
                continue;
            }
            let before = ty.take().or_else(|| choice(std::mem::take(&mut names)));
            ty = Some(match rule {
                Rule::missing_type => self.missing_type(&part),
                Rule::list_type => self.list_type(part),
                Rule::map_type => self.map_type(part),
                _ => self.refined(before.unwrap_or_else(|| error(span)), part),
            });
        }
        if let (Some(_), Some(name)) = (&ty, names.first()) {
            self.complain(
                Diagnostic::new(Code::UnexpectedText, name.span, "only words can be choices")
                    .help("write a choice as in `debug | info | warn`"),
            );
        }
        ty.or_else(|| choice(names)).unwrap_or_else(|| error(self.span_of(0, 0)))
    }

    /// A type with what follows it: `<…>`, `?`, `in …`, `like …`.
    fn refined(&mut self, base: TypeExpr, part: Node<'i>) -> TypeExpr {
        let span = base.span.to(self.span(&part));
        let kind = match (part.rule(), base.kind) {
            (Rule::type_argument, TypeExprKind::Name(name)) => {
                TypeExprKind::Generic(name, Box::new(self.inner_type(part)))
            }
            (Rule::type_argument, _) => TypeExprKind::Error,
            (Rule::optional, kind) => TypeExprKind::Optional(Box::new(TypeExpr { kind, span: base.span })),
            (_, kind) => self.limited(TypeExpr { kind, span: base.span }, part),
        };
        TypeExpr { kind, span }
    }

    fn limited(&mut self, base: TypeExpr, part: Node<'i>) -> TypeExprKind {
        let within = part.text().trim_start().starts_with("in");
        let (word, wanted) = if within { ("in", "a range") } else { ("like", "a string") };
        let Some(value) = self.value_of(part, word) else { return TypeExprKind::Error };
        match (&value.kind, within) {
            (ValueKind::Range(..), true) => TypeExprKind::In(Box::new(base), Box::new(value)),
            (ValueKind::String(_), false) => TypeExprKind::Like(Box::new(base), Box::new(value)),
            (ValueKind::Error, _) => TypeExprKind::Error,
            _ => self.wrong_limit(&value, word, wanted),
        }
    }

    fn wrong_limit(&mut self, value: &Value, word: &str, wanted: &str) -> TypeExprKind {
        let example = if word == "in" { "`int in 1..100`" } else { "`string like \"[a-z]+\"`" };
        self.complain(
            Diagnostic::new(Code::UnexpectedText, value.span, format!("expected {wanted} after `{word}`"))
                .help(format!("write it as in {example}")),
        );
        TypeExprKind::Error
    }

    fn list_type(&mut self, part: Node<'i>) -> TypeExpr {
        let span = self.span(&part);
        TypeExpr { kind: TypeExprKind::List(Box::new(self.inner_type(part))), span }
    }

    /// The one type that stands in brackets.
    fn inner_type(&mut self, part: Node<'i>) -> TypeExpr {
        let span = self.span(&part);
        let mut inner = error(span);
        for part in part.inner() {
            match part.rule() {
                Rule::r#type => inner = self.r#type(part),
                Rule::path | Rule::odd_path => inner = self.type_name(&part).into(),
                Rule::missing_type => inner = self.missing_type(&part),
                _ => self.unclosed_type(span, &part),
            }
        }
        inner
    }

    fn map_type(&mut self, node: Node<'i>) -> TypeExpr {
        let span = self.span(&node);
        let mut types = Vec::with_capacity(2);
        for part in node.inner() {
            match part.rule() {
                Rule::r#type => types.push(self.r#type(part)),
                Rule::missing_type => types.push(self.missing_type(&part)),
                _ => self.unclosed_type(span, &part),
            }
        }
        let of = types.pop().unwrap_or_else(|| error(span));
        let members = types.pop().map(|members| self.members(members));
        TypeExpr { kind: TypeExprKind::Map(members, Box::new(of)), span }
    }

    /// The names before the `:` of a map, which were read as a type.
    fn members(&mut self, ty: TypeExpr) -> Vec<Name> {
        match ty.kind {
            TypeExprKind::Name(name) => vec![name],
            TypeExprKind::Union(names) => names,
            TypeExprKind::Error => Vec::new(),
            _ => {
                self.complain(
                    Diagnostic::new(Code::UnexpectedText, ty.span, "expected names before `:`")
                        .help("write the names that members may have, as in `{live | ready: string}`"),
                );
                Vec::new()
            }
        }
    }

    fn type_name(&mut self, node: &Node<'i>) -> Name {
        let (span, text) = (self.span(node), node.text());
        if !is_name(text) {
            let number = text.starts_with(|c: char| c.is_ascii_digit());
            let message = format!("expected a type, found `{text}`");
            let not_a_type = Diagnostic::new(Code::UnexpectedText, span, message);
            let diagnostic = if number { not_a_type } else { bad_name(text, span) };
            self.say(diagnostic.help("write a type, as in `string`, `int in 1..100` or `[cpu]`"));
        }
        Name { text: SmolStr::new(text), span, quoted: false }
    }

    fn missing_type(&mut self, node: &Node<'i>) -> TypeExpr {
        let at = node.start();
        let (span, found) = self.found_at(at);
        let message = format!("expected a type{found}");
        self.complain(
            Diagnostic::new(Code::UnexpectedText, span, message)
                .help("write a type, as in `string`, `int in 1..100`, `debug | info` or `[cpu]`"),
        );
        error(self.span_of(at, at))
    }

    /// `param x` and `param x = 1`, or no type behind the colon.
    pub(super) fn missing_param_type(&mut self, entry: &Entry, node: &Node<'i>) -> TypeExpr {
        let at = node.start();
        if self.before(at).ends_with(':') {
            return self.missing_type(node);
        }
        let name = entry.label.as_ref().map_or("", |label| &label.text);
        self.complain(
            Diagnostic::new(Code::UnexpectedText, entry.head(), format!("the param `{name}` has no type"))
                .label("a type belongs behind it")
                .help(format!("write `param {name}: string`, or the type it has")),
        );
        error(self.span_of(at, at))
    }

    fn unclosed_type(&mut self, open: Span, part: &Node<'i>) {
        let close = match self.source.get(self.range(open)).and_then(|text| text.chars().next()) {
            Some('<') => '>',
            Some('[') => ']',
            _ => '}',
        };
        let (span, found) = self.found_at(part.start());
        self.complain(
            Diagnostic::new(Code::UnexpectedText, span, format!("expected `{close}`{found}"))
                .also(Span { end: open.start + 1, ..open }, "opened here")
                .help(format!("write `{close}` behind the type")),
        );
    }
}

fn error(span: Span) -> TypeExpr {
    TypeExpr { kind: TypeExprKind::Error, span }
}

/// One name is that type, several are a choice of words.
fn choice(mut names: Vec<Name>) -> Option<TypeExpr> {
    let span = names.first()?.span.to(names.last()?.span);
    if names.len() > 1 {
        return Some(TypeExpr { kind: TypeExprKind::Union(names), span });
    }
    names.pop().map(TypeExpr::from)
}

impl From<Name> for TypeExpr {
    fn from(name: Name) -> Self {
        TypeExpr { span: name.span, kind: TypeExprKind::Name(name) }
    }
}
