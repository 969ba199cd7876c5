//! Texts that are put together: of what is known here, and of what only the running pod or the cluster knows.

use super::eval::Context;
use super::origin::Step;
use super::settle::Settler;
use super::value::{Part, Value};
use crate::check::TextPart;
use crate::source::Span;
use crate::types::{Scalar, Type};

/// The longest text that references may put together, in bytes: no object of a cluster holds more.
const MAX_TEXT: usize = 1 << 20;

impl<'p> Settler<'p> {
    pub(super) fn text(
        &mut self,
        context: &Context,
        parts: &'p [TextPart],
        chain: &mut Vec<Step>,
    ) -> Option<Value> {
        let mut pieces: Vec<Part> = Vec::with_capacity(parts.len());
        let mut plain = String::new();
        for part in parts {
            match part {
                TextPart::Literal(text) => plain.push_str(text),
                TextPart::Expr(expr) if plain.len() + length(&pieces) > MAX_TEXT => {
                    return self.too_long(context.asked.unwrap_or(expr.span));
                }
                TextPart::Expr(expr) => match self.eval(context, expr, &Type::Value, chain)? {
                    Value::Scalar(value) => plain.push_str(&value.to_string()),
                    Value::Word(word) => plain.push_str(&word),
                    Value::Key(key) => {
                        flush(&mut plain, &mut pieces);
                        pieces.push(Part::Key(key));
                    }
                    Value::Pod(field) => {
                        flush(&mut plain, &mut pieces);
                        pieces.push(Part::Pod(field));
                    }
                    Value::Text(inner) => {
                        flush(&mut plain, &mut pieces);
                        pieces.extend(inner);
                    }
                    _ => return None,
                },
            }
        }
        let last = parts.iter().rev().find_map(|part| match part {
            TextPart::Expr(expr) => Some(expr.span),
            TextPart::Literal(_) => None,
        });
        if let Some(span) = last.filter(|_| plain.len() + length(&pieces) > MAX_TEXT) {
            return self.too_long(context.asked.unwrap_or(span));
        }
        if pieces.is_empty() {
            return Some(Value::Scalar(Scalar::Text(plain.into())));
        }
        flush(&mut plain, &mut pieces);
        Some(Value::Text(pieces))
    }

    fn too_long<T>(&mut self, span: Span) -> Option<T> {
        let what = format!("a text of more than {} MiB is put together", MAX_TEXT >> 20);
        self.too_much(span, &what, "put it into a file of a volume or of an image");
        None
    }
}

fn flush(plain: &mut String, pieces: &mut Vec<Part>) {
    if !plain.is_empty() {
        pieces.push(Part::Plain(std::mem::take(plain).into()));
    }
}

/// About how long a text is, in bytes.
fn length(pieces: &[Part]) -> usize {
    let one = |piece: &Part| match piece {
        Part::Plain(text) => text.len(),
        Part::Key(..) | Part::Pod(_) => 8,
    };
    pieces.iter().map(one).sum()
}
