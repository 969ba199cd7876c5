//! Fields that do not exist, and entries that their fields do not admit.

use super::body::{Fields, quoted};
use super::{Checker, wrong_form};
use crate::diagnostic::{Applicability, Code, Diagnostic, Edit, near};
use crate::syntax::ast::{Entry, Name};
use crate::types::Family;
use smol_str::SmolStr;

impl Checker<'_> {
    /// The diagnostic for a field that does not exist, and the field that was likely meant.
    pub(super) fn unknown_field(&self, word: &Name, fields: Fields) -> (Diagnostic, Option<SmolStr>) {
        let (owner, known): (String, Vec<&str>) = match fields {
            Fields::Of(id) => {
                let schema = self.schema(id);
                let known = schema.iter().flat_map(|s| s.fields.keys()).map(SmolStr::as_str).collect();
                (schema.map_or(String::new(), |s| format!("`{}`", s.name)), known)
            }
            Fields::AnyKind => {
                let kinds = self.schemas.iter().filter(|s| s.family == Family::Kind);
                ("any kind".to_owned(), kinds.flat_map(|s| s.fields.keys()).map(SmolStr::as_str).collect())
            }
        };
        let (code, message) = match fields {
            Fields::Of(id) if self.schema(id).is_some_and(|s| s.family == Family::Trigger) => {
                (Code::UnknownTriggerField, format!("the trigger {owner} has no field `{}`", word.text))
            }
            _ => (Code::UnknownField, format!("{owner} has no field `{}`", word.text)),
        };
        let near = near(&word.text, known.iter().copied());
        let diagnostic = Diagnostic::new(code, word.span, message).label("unknown field");
        let has_value = matches!(fields, Fields::Of(id) if self.schema(id).is_some_and(|s| s.head.is_some()));
        let foreign = super::foreign::field(&word.text)
            .filter(|_| ["image", "cpu"].iter().any(|field| known.contains(field)));
        let diagnostic = match near {
            _ if foreign.is_some() => foreign.into_iter().fold(diagnostic, Diagnostic::help),
            Some(_) => diagnostic.did_you_mean(near),
            None if has_value => diagnostic
                .help("its own value stands before the block: `NAME: VALUE { … }`")
                .help(format!("in the block stand {}", quoted(&known))),
            None if known.len() <= 12 && !known.is_empty() => {
                diagnostic.help(format!("it has {}", quoted(&known)))
            }
            None => diagnostic.help(self.where_it_belongs(&word.text, &known)),
        };
        (diagnostic, near.map(SmolStr::new))
    }

    /// A help for a word that is no field here but is one elsewhere.
    fn where_it_belongs(&self, word: &str, known: &[&str]) -> String {
        let owner = self.schemas.iter().filter(|s| s.family == Family::Kind || s.family == Family::Type);
        match owner.filter(|s| s.base.is_none() || !s.built_in).find(|s| s.fields.contains_key(word)) {
            Some(schema) if schema.family == Family::Type && known.contains(&schema.name.as_str()) => {
                format!("it stands in a block of its own: `{} {{ {word}: … }}`", schema.name)
            }
            Some(schema) if schema.family == Family::Type => {
                format!("`{word}` is a field of `{}`", schema.name)
            }
            _ => match self.kind_with(word) {
                Some(kind) => format!("`{word}` is a field of the kind `{kind}`"),
                None => format!("it has {}", quoted(known)),
            },
        }
    }

    fn kind_with(&self, word: &str) -> Option<&str> {
        self.schemas
            .iter()
            .find(|s| s.family == Family::Kind && s.fields.contains_key(word))
            .map(|s| s.name.as_str())
    }
}

pub(super) fn set_twice(entry: &Entry, first: &Entry) -> Diagnostic {
    let name = entry
        .label
        .as_ref()
        .map_or(entry.word.text.to_string(), |l| format!("{} {}", entry.word.text, l.text));
    Diagnostic::new(Code::SetTwice, entry.head(), format!("`{name}` is set twice"))
        .label("set again here")
        .also(first.head(), "first set here")
        .help("keep one of the two")
}

pub(super) fn unwanted_label(entry: &Entry, label: &Name) -> Diagnostic {
    let (word, name) = (&entry.word.text, &label.text);
    if entry.value.is_none() && entry.block.is_none() {
        let value = if label.quoted { format!("\"{name}\"") } else { name.to_string() };
        let edit = Edit { span: entry.word.span.at_end(), text: ":".to_owned() };
        return wrong_form(
            label.span,
            format!("expected `:` after `{word}`"),
            format!("write `{word}: {value}`"),
        )
        .label("a value without its `:`")
        .fix("write `:`", vec![edit], Applicability::Safe);
    }
    let colon = if label.quoted { format!("`{word}: \"{name}\"`") } else { format!("`{word}: {name}`") };
    wrong_form(
        label.span,
        format!("`{word}` takes no name"),
        format!("a value stands behind a colon: {colon}"),
    )
    .label("a name where none belongs")
}
