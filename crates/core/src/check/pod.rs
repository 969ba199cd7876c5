//! `pod.name` and the like: values that only the running pod knows, for environment variables.

use super::expr::dotted;
use super::{Checker, ExprKind};
use crate::diagnostic::{Code, Diagnostic, near, quoted};
use crate::source::Span;
use crate::syntax::ast::Name;
use crate::types::{PodField, Type};

impl Checker<'_> {
    /// What a path below `pod` means where `expected` is needed.
    pub(super) fn pod_path(&mut self, rest: &[Name], span: Span, expected: &Type) -> (ExprKind, Type) {
        const UNKNOWN: (ExprKind, Type) = (ExprKind::Error, Type::Error);
        let field = match rest {
            [name] => PodField::named(&name.text),
            _ => None,
        };
        let Some(field) = field else {
            self.report(unknown(rest, span));
            return UNKNOWN;
        };
        if *expected.required() == Type::Value {
            return (ExprKind::Pod(field), Type::PodValue);
        }
        self.report(misplaced(field, span));
        UNKNOWN
    }
}

fn unknown(rest: &[Name], span: Span) -> Diagnostic {
    let names: Vec<&str> = PodField::names().collect();
    let message = match rest {
        [] => "`pod` by itself is no value".to_owned(),
        _ => format!("a pod has no `{}`", dotted(rest)),
    };
    let place = rest.first().map_or(span, |name| name.span);
    let diagnostic = Diagnostic::new(Code::UnknownOutput, place, message).label("not a value of a pod");
    let near = rest.first().and_then(|name| near(&name.text, names.iter().copied()));
    match near {
        Some(_) => diagnostic.did_you_mean(near),
        None => diagnostic.help(format!("behind `pod.` may stand {}", quoted(&names))),
    }
}

/// A value of the pod where nobody could fill it in.
pub(crate) fn misplaced(field: PodField, span: Span) -> Diagnostic {
    let name = field.name();
    Diagnostic::new(Code::PodField, span, format!("`pod.{name}` is known only once the pod runs"))
        .label("nobody could fill it in here")
        .help(format!("put it into `env`, `POD: pod.{name}`, and let the program read the variable"))
}
