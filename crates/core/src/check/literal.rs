//! Texts that look as if they referred to something, and are taken as they stand.

use super::{Checker, constants};
use crate::diagnostic::{Code, Diagnostic};
use crate::resolve::{ValueDecl, ValueWord};
use crate::source::Span;
use crate::types::{Family, Type};

impl Checker<'_> {
    /// Warns of `'${db.host}'`, in which nothing is replaced, and of `"db.host"`, which is only a text.
    pub(super) fn unread_reference(&mut self, text: &str, span: Span, ty: &Type) {
        if self.sources.text(span).starts_with('\'') {
            if let Some(inside) = self.raw_reference(text) {
                self.report(raw(text, &inside, span));
            }
        } else if matches!(ty.required(), Type::Value) && self.spells_reference(text) {
            self.report(
                Diagnostic::new(
                    Code::SpeltReference,
                    span,
                    format!("the text `{text}` is the name of an output"),
                )
                .label("a text, and no reference")
                .help(format!("write `{text}`, without quotes, for the output's value")),
            );
        }
    }

    /// The first `${…}` of a raw text whose name this program declares.
    fn raw_reference(&self, text: &str) -> Option<String> {
        let inside = text.split("${").skip(1).filter_map(|rest| rest.split_once('}'));
        let declared = |path: &&str| {
            let first = path.split('.').next().unwrap_or_default();
            self.names.values.contains_key(first) || ["self", "environment"].contains(&first)
        };
        inside.map(|(path, _)| path.trim()).find(declared).map(str::to_owned)
    }

    fn spells_reference(&self, text: &str) -> bool {
        let mut parts = text.split('.');
        let (Some(first), Some(second)) = (parts.next(), parts.next()) else { return false };
        let Some(decl) = self.names.values.get(first) else { return false };
        match decl.word {
            ValueWord::Component => parts.all(is_word) && self.has_output(decl, second),
            ValueWord::Secret => {
                let keys = super::reference::keys(decl.entry).unwrap_or_default();
                parts.next().is_none() && keys.iter().any(|key| key == second)
            }
            _ => false,
        }
    }

    /// Whether the kind of a component declares this output.
    pub(super) fn has_output(&self, decl: &ValueDecl, output: &str) -> bool {
        let kind = decl.entry.value.as_ref().and_then(constants::word);
        let Some(schema) = kind.and_then(|kind| self.find(Family::Kind, &kind.text)) else { return false };
        self.chain(schema).any(|id| {
            let place = usize::try_from(id.0).ok();
            let schema = place.and_then(|place| self.names.schemas.get(place));
            schema.is_some_and(|schema| schema.outputs.contains_key(output))
        })
    }
}

fn raw(text: &str, inside: &str, span: Span) -> Diagnostic {
    let diagnostic = Diagnostic::new(
        Code::RawReference,
        span,
        format!("`${{{inside}}}` in single quotes is not replaced"),
    )
    .label("taken as it stands");
    let plain = text.len() <= 64 && !text.contains(['"', '\\', '\n', '`']);
    match plain {
        true => diagnostic.help(format!("write it in double quotes: `\"{text}\"`")),
        false => diagnostic.help("write it between `\"` or `\"\"\"`, with `\\` before each `\"` in it"),
    }
}

fn is_word(part: &str) -> bool {
    !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}
