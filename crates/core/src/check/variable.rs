//! `cluster-var("NAME", type)`: a value that only the cluster knows. It may stand where a value goes out as it is.

use super::{Checker, ExprKind, constants};
use crate::diagnostic::{Code, Diagnostic, near};
use crate::source::Span;
use crate::syntax::ast::{Value, ValueKind};
use crate::types::{Scalar, ScalarType, Type, variable};
use smol_str::SmolStr;

/// Fields of texts that fluo hands on without a look. Every other field of the type `string` makes a name or an address.
const AS_IS: [&str; 5] = ["annotations", "labels", "config", "headers", "node-selector"];

impl Checker<'_> {
    pub(super) fn variable(&mut self, arguments: &[Value], span: Span, ty: &Type) -> ExprKind {
        let Some((name, scalar)) = self.variable_parts(arguments, span) else { return ExprKind::Error };
        let scalar = match ty.required() {
            Type::Any | Type::Error => scalar,
            Type::Value => ScalarType::String,
            Type::Scalar(ScalarType::String) if AS_IS.contains(&self.field.as_str()) => {
                if !scalar.is_text() {
                    self.report(
                        Diagnostic::new(
                            Code::WrongType,
                            span,
                            format!("`{}` holds texts, and this is `{}`", self.field, scalar.name()),
                        )
                        .label("of another type")
                        .help(format!("write `cluster-var(\"{name}\", string)`")),
                    );
                    return ExprKind::Error;
                }
                scalar
            }
            _ => {
                self.report(known(&self.field, &name, span));
                return ExprKind::Error;
            }
        };
        self.variables = true;
        ExprKind::Scalar(Scalar::Text(variable::mark(&name, scalar)))
    }

    /// The name and type between the parentheses.
    fn variable_parts(&mut self, arguments: &[Value], span: Span) -> Option<(SmolStr, ScalarType)> {
        let parts = match arguments {
            [Value { kind: ValueKind::String(pieces), span: at }, ty] => {
                constants::plain_text(pieces).zip(constants::word(ty)).map(|(name, ty)| (name, *at, ty))
            }
            _ => None,
        };
        let Some((name, at, ty)) = parts else {
            self.report(
                Diagnostic::new(Code::WrongForm, span, "`cluster-var` takes a name and a type")
                    .help("write `cluster-var(\"NAME\", string)`"),
            );
            return None;
        };
        if !variable::is_name(&name) {
            self.report(
                Diagnostic::new(Code::BadText, at, format!("`{name}` is not the name of a variable"))
                    .label("Flux would not read it")
                    .help("a name has letters, digits and `_`, and does not start with a digit: `CLUSTER_DOMAIN`"),
            );
            return None;
        }
        let Some(scalar) = ScalarType::named(&ty.text) else {
            let near = near(&ty.text, ScalarType::NAMES.iter().map(|(name, _)| *name));
            let message = format!("there is no type `{}` of variables", ty.text);
            let diagnostic = Diagnostic::new(Code::BadType, ty.span, message).label("not a type");
            self.report(match near {
                Some(_) => diagnostic.did_you_mean(near),
                None => diagnostic.help("a variable is a `string`, an `int`, a `bool` or another scalar"),
            });
            return None;
        };
        Some((name, scalar))
    }
}

/// A value that fluo computes with has to be known.
fn known(field: &str, name: &str, span: Span) -> Diagnostic {
    let what = if field.is_empty() { "this".to_owned() } else { format!("`{field}`") };
    Diagnostic::new(Code::VariableHere, span, format!("{what} needs a value that fluo knows"))
        .label(format!("only the cluster knows `{name}`"))
        .help("declare a `param` and `set` it for each environment or cluster")
        .help("a cluster variable may stand in `env`, `annotations`, `labels`, files of a `config` and free values")
}
