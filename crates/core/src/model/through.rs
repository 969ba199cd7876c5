//! Values of dotted paths that start at a field.

use super::eval::Context;
use super::origin::{Layer, Step};
use super::settle::Settler;
use super::value::{Ref, Value};
use crate::check::Expr;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::types::{Scalar, Type, Unit};
use smol_str::SmolStr;

impl<'p> Settler<'p> {
    /// Something of the component that a field names. Who says it needs that component.
    pub(super) fn through(
        &mut self,
        context: &Context,
        name: &SmolStr,
        path: &[SmolStr],
        span: Span,
        chain: &mut Vec<Step>,
    ) -> Option<Value> {
        let value = self.bare_field(context, name, span, chain)?;
        let Some(Ref::Component(target)) = value.target() else { return None };
        let asked = context.asked.or(decided(chain));
        let context = Context { asked, ..context.clone() };
        self.component_value(&context, target, path, span, chain)
    }

    /// A number with a unit, as a plain number of one unit. What is no whole number of it is told where it was written.
    pub(super) fn in_unit(
        &mut self,
        context: &Context,
        value: &'p Expr,
        unit: Unit,
        chain: &mut Vec<Step>,
    ) -> Option<Value> {
        let Value::Scalar(scalar) = self.eval(context, value, &Type::Any, chain)? else { return None };
        if let Some(count) = unit.count(&scalar) {
            return Some(Value::Scalar(Scalar::Int(count)));
        }
        let span = decided(chain).unwrap_or(value.span);
        self.diagnostics.push(
            Diagnostic::new(
                Code::NotWhole,
                span,
                format!("`{scalar}` is not a whole number of {}", unit.word),
            )
            .label(format!("needed in whole {}", unit.word))
            .also(value.span, "read here")
            .help(format!("write a value that is a whole number of {}", unit.word)),
        );
        None
    }
}

/// The source text of the layer that decided a value.
fn decided(chain: &[Step]) -> Option<Span> {
    chain.iter().rev().find(|step| !matches!(step.layer, Layer::Reference(_))).map(|step| step.span)
}
