//! What stands at a place, from what the checks saw there.

use super::fields::innermost;
use super::tell::{self, Thing, Told, paragraphs};
use super::tree::{self, holds};
use super::words::{self, Word};
use super::{CompletionKind, files};
use crate::check::{Inquiry, Scope, Seen, docs};
use crate::resolve::ValueWord;
use crate::source::{Loader, Span};
use crate::syntax::ast::{Ast, Entry, Name, Value, ValueKind};
use crate::types::{Bytes, Cpu, Duration, Family, Scalar, ScalarType, Type, read_number};

/// What is told of the thing at a place; the places of the tree count where the checks saw nothing.
pub(super) fn told(
    inquiry: &Inquiry,
    ast: &Ast,
    at: Span,
    (loader, file): (&dyn Loader, &str),
) -> Option<Told> {
    let blocks = tree::blocks(ast, at);
    let entry = tree::entry(blocks.last()?, at)?;
    let label = entry.label.as_ref().filter(|label| holds(label.span, at));
    if blocks.len() == 1 {
        if holds(entry.word.span, at) {
            return of_word(words::named(&words::TOP, &entry.word.text)?, entry.word.span);
        }
        if let Some(label) = label {
            return match entry.word.text.as_str() {
                "use" => files::told(loader, file, label, inquiry.sources()),
                _ => own(inquiry, entry, label),
            };
        }
    }
    path(inquiry, at).or_else(|| seen(inquiry, entry, at)).or_else(|| Some(of_label(inquiry, entry, label?)))
}

fn of_word(word: &Word, span: Span) -> Option<Told> {
    Some(Told { span, title: word.form.to_owned(), docs: Some(word.docs.to_owned()), declared: None })
}

/// The name of a declaration itself.
fn own(inquiry: &Inquiry, entry: &Entry, label: &Name) -> Option<Told> {
    let names = inquiry.names();
    let values = names.values.values().chain(names.namespaces.values());
    if let Some(decl) = values.into_iter().find(|decl| decl.name.span == label.span) {
        return Some(tell::declared(inquiry, decl).at(label.span));
    }
    let id = inquiry.declared_at(label.span);
    let thing = id.and_then(|id| tell::schema(inquiry, id));
    thing.map(|thing| thing.at(label.span)).or_else(|| Some(of_label(inquiry, entry, label)))
}

/// The name of a member: of a port, an output, a param.
fn of_label(inquiry: &Inquiry, entry: &Entry, label: &Name) -> Told {
    let of = inquiry.setting().filter(|(_, setting)| setting.span == entry.span);
    let field = of.and_then(|(field, _)| tell::field(inquiry, &field)).and_then(|field| field.docs);
    Told {
        span: label.span,
        title: tell::head(inquiry.sources(), entry),
        docs: paragraphs([docs(entry, inquiry.sources())].into_iter().chain(field)),
        declared: Some(label.span),
    }
}

/// The part of a reference.
fn path(inquiry: &Inquiry, at: Span) -> Option<Told> {
    inquiry.seen().iter().rev().find_map(|seen| match seen {
        Seen::Path { path, ty, scope, .. } => part(inquiry, (path, ty, *scope), at),
        Seen::Interpolated { path, scope, .. } => part(inquiry, (path, &Type::Value, *scope), at),
        Seen::Value { value, ty, scope } => match (&value.kind, ty.required()) {
            (ValueKind::Path(_), Type::Words(_) | Type::Key) => None,
            (ValueKind::Path(path), ty) => part(inquiry, (path, ty, *scope), at),
            _ => None,
        },
        _ => None,
    })
}

type Written<'p, 'a> = (&'p [Name], &'p Type, Scope<'a>);

fn part<'a>(inquiry: &Inquiry<'a>, (path, ty, scope): Written<'_, 'a>, at: Span) -> Option<Told> {
    let place = path.iter().position(|name| holds(name.span, at))?;
    let target = inquiry.target(path.get(..=place)?, scope, ty)?;
    Some(tell::target(inquiry, &target)?.at(path.get(place)?.span))
}

/// What the checks saw, the innermost of it.
fn seen(inquiry: &Inquiry, entry: &Entry, at: Span) -> Option<Told> {
    innermost(inquiry.seen()).into_iter().rev().find_map(|seen| {
        let span = seen.span();
        match seen {
            Seen::Field { entry, .. } => {
                let names = inquiry.field_names();
                let field = names.iter().find(|field| field.name == entry.word.text)?;
                Some(tell::field(inquiry, field)?.at(span))
            }
            Seen::Layer { entry, .. } => of_word(words::named(&words::LAYER, &entry.word.text)?, span),
            Seen::Body { entry, .. } => {
                let word = words::named(&words::BODY, &entry.word.text)?;
                entry.label.as_ref().and_then(|_| of_word(word, span))
            }
            Seen::Member { name, .. } => Some(of_label(inquiry, entry, name)),
            Seen::Schema { family, name } => {
                let id = inquiry.find(*family, &name.text)?;
                Some(tell::schema(inquiry, id)?.at(span))
            }
            Seen::Type { name, .. } => of_type(inquiry, name).map(|thing| thing.at(span)),
            Seen::Declared { word, name } => {
                let decl = inquiry.names().value(*word, &name.text)?;
                Some(tell::declared(inquiry, decl).at(span))
            }
            Seen::Value { value, ty, .. } => of_value(inquiry, value, ty),
            _ => None,
        }
        .filter(|told| holds(told.span, at))
    })
}

/// A number, and a word of a choice.
fn of_value(inquiry: &Inquiry, value: &Value, ty: &Type) -> Option<Told> {
    match &value.kind {
        ValueKind::Number(text) => {
            let docs = meaning(ty, text)?;
            Some(Told { span: value.span, title: text.to_string(), docs: Some(docs), declared: None })
        }
        ValueKind::Path(_) => of_setting(inquiry, value.span),
        _ => None,
    }
}

/// A word of a choice: the field that it is of.
fn of_setting(inquiry: &Inquiry, span: Span) -> Option<Told> {
    if let Some((field, _)) = inquiry.setting() {
        return Some(tell::field(inquiry, &field)?.at(span));
    }
    let param = inquiry.names().value(ValueWord::Param, &inquiry.set()?.word.text)?;
    Some(tell::declared(inquiry, param).at(span))
}

fn of_type(inquiry: &Inquiry, name: &Name) -> Option<Thing> {
    let id = [Family::Type, Family::Kind].iter().find_map(|family| inquiry.find(*family, &name.text));
    if let Some(id) = id {
        return tell::schema(inquiry, id);
    }
    let scalar = ScalarType::named(&name.text)?;
    Some(Thing {
        title: name.text.to_string(),
        detail: None,
        docs: Some(format!("For example `{}`.", scalar.example())),
        declared: None,
        kind: CompletionKind::Kind,
    })
}

/// What a number means, where its unit says more than the number.
fn meaning(ty: &Type, text: &str) -> Option<String> {
    let scalar = match ty.required() {
        Type::Range(scalar) => *scalar,
        ty => ty.scalar()?,
    };
    match read_number(text, scalar).ok()? {
        Scalar::Bytes(Bytes { count }) => Some(format!("{} bytes", grouped(count))),
        Scalar::Cpu(Cpu { millis }) => Some(format!("{} thousandths of a core", grouped(millis))),
        Scalar::Duration(Duration { millis }) if millis % 1000 == 0 => {
            Some(format!("{} seconds", grouped(millis / 1000)))
        }
        Scalar::Duration(Duration { millis }) => Some(format!("{} milliseconds", grouped(millis))),
        _ => None,
    }
}

/// A number with commas between each three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_in_their_smallest_unit() {
        let bytes = Type::Scalar(ScalarType::Bytes);
        assert_eq!(meaning(&bytes, "512Mi").as_deref(), Some("536,870,912 bytes"));
        assert_eq!(
            meaning(&Type::Range(ScalarType::Cpu), "1").as_deref(),
            Some("1,000 thousandths of a core")
        );
        assert_eq!(meaning(&Type::Scalar(ScalarType::Duration), "1h30m").as_deref(), Some("5,400 seconds"));
        assert_eq!(meaning(&bytes, "512"), None);
    }
}
