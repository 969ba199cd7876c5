//! The words that an entry may begin with: fields, members, and words of the language.

use super::mark::Marked;
use super::tell;
use super::tree::holds;
use super::words::{self, Word};
use super::{Completion, CompletionKind};
use crate::check::{FieldName, Inquiry, Seen};
use crate::resolve::{ValueDecl, ValueWord};
use crate::syntax::ast::{Entry, Name};
use crate::syntax::is_name;
use crate::types::Type;
use smol_str::SmolStr;

/// What stands around the word at the cursor.
pub(super) struct Around<'e> {
    /// The entries of its block, its own included.
    pub(super) entries: &'e [Entry],
    /// The text with the cursor.
    pub(super) marked: &'e Marked,
}

impl Around<'_> {
    /// Whether another entry of the block has this word, or this word and a name.
    fn has(&self, word: &str, named: bool, own: &Entry) -> bool {
        let others = self.entries.iter().filter(|other| other.span != own.span);
        others.into_iter().any(|other| other.word.text == word && (named || other.label.is_none()))
    }

    fn written(&self, name: &str, form: &str) -> String {
        if self.marked.goes_on { name.to_owned() } else { format!("{name}{form}") }
    }
}

/// How an entry of a field of this type goes on behind its word.
pub(super) fn form(inquiry: &Inquiry, ty: &Type) -> &'static str {
    match ty.required() {
        Type::Map(None, of) => match of.required() {
            Type::Record(_) | Type::Variant(_) | Type::Map(..) | Type::Patch | Type::Any => " ",
            _ => " { ",
        },
        Type::Map(..) | Type::Variant(_) => " ",
        Type::Record(id) if inquiry.schema(*id).is_some_and(|schema| schema.head.is_none()) => " { ",
        Type::Any | Type::Patch => " { ",
        _ => ": ",
    }
}

/// Whether a field may stand several times in a block, each time with another name.
fn is_repeated(inquiry: &Inquiry, ty: &Type) -> bool {
    matches!(ty.required(), Type::Map(..)) && form(inquiry, ty) == " "
}

/// The fields that the word may name, those that must be set first.
pub(super) fn fields(inquiry: &Inquiry, entry: &Entry, around: &Around) -> Vec<Completion> {
    let free = |at: &FieldName| {
        let repeated = inquiry.field(at).is_some_and(|(field, _)| is_repeated(inquiry, &field.ty));
        !around.has(&at.name, !repeated && at.name != "size", entry)
    };
    let mut names: Vec<FieldName> = inquiry.field_names();
    // What a bad name declares is told there, and can't be written here.
    names.retain(|at| is_name(&at.name) && free(at));
    if !inquiry.is_loose() {
        names.sort_by_key(|at| !tell::is_required(inquiry, at));
    }
    names.iter().filter_map(|at| field(inquiry, at, around)).collect()
}

fn field(inquiry: &Inquiry, at: &FieldName, around: &Around) -> Option<Completion> {
    let (field, _) = inquiry.field(at)?;
    let insert = around.written(&at.name, form(inquiry, &field.ty));
    let thing = tell::field(inquiry, at)?;
    Some(Completion {
        label: at.name.to_string(),
        insert,
        detail: thing.detail,
        docs: thing.docs,
        kind: CompletionKind::Field,
    })
}

/// A word of the language.
pub(super) fn word(word: &Word, around: &Around) -> Completion {
    let insert = if around.marked.goes_on { word.word } else { word.insert };
    Completion {
        label: word.word.to_owned(),
        insert: insert.to_owned(),
        detail: Some(word.form.to_owned()),
        docs: Some(word.docs.to_owned()),
        kind: CompletionKind::Keyword,
    }
}

/// The words of an environment, or of a cluster, that are no fields.
pub(super) fn layer(entry: &Entry, cluster: bool, around: &Around) -> Vec<Completion> {
    let words = words::LAYER.iter().filter(|word| match word.word {
        "cluster" => !cluster,
        "override" => true,
        once => !around.has(once, true, entry),
    });
    words.map(|each| word(each, around)).collect()
}

/// The words of a kind or component that are no fields.
pub(super) fn body(declares: bool, known: &[Completion], around: &Around) -> Vec<Completion> {
    let words = words::BODY.iter().filter(|word| match word.word {
        "param" => declares,
        // The field of the same name is listed already.
        other => known.iter().all(|known| known.label != other),
    });
    words.map(|each| word(each, around)).collect()
}

/// The names that a member may have, without those that are there.
pub(super) fn members(
    inquiry: &Inquiry,
    names: &[SmolStr],
    of: &Type,
    own: &Name,
    around: &Around,
) -> Vec<Completion> {
    let taken = |name: &SmolStr| {
        around.entries.iter().any(|other| {
            let word = [Some(&other.word), other.label.as_ref()].into_iter().flatten();
            word.into_iter().any(|word| word.text == *name && word.span != own.span)
        })
    };
    let item = |name: &SmolStr| Completion {
        label: name.to_string(),
        insert: around.written(name, form(inquiry, of)),
        detail: Some(tell::short(of)),
        docs: None,
        kind: CompletionKind::Value,
    };
    names.iter().filter(|name| !taken(name)).map(item).collect()
}

/// What is declared by a word and may be named: a component to override, a param to set, a size, an environment.
pub(super) fn declared(inquiry: &Inquiry, of: ValueWord, own: &Name, around: &Around) -> Vec<Completion> {
    let taken = |name: &str| {
        around.entries.iter().any(|other| {
            let named = match of {
                ValueWord::Param => Some(&other.word),
                // An environment does not inherit from itself.
                ValueWord::Environment if !holds(other.span, own.span) => None,
                _ => other.label.as_ref(),
            };
            named.is_some_and(|named| named.text == name && named.span != own.span)
        })
    };
    let mut decls: Vec<&ValueDecl> = inquiry.names().all(of).collect();
    decls.retain(|decl| decl.name.span != own.span && is_name(&decl.name.text) && !taken(&decl.name.text));
    decls.sort_by(|a, b| a.name.text.cmp(&b.name.text));
    let item = |decl: &&ValueDecl| {
        let thing = tell::declared(inquiry, decl);
        let form = match of {
            ValueWord::Param => ": ",
            ValueWord::Component | ValueWord::Size => " { ",
            _ => "",
        };
        let insert = around.written(&decl.name.text, form);
        let label = decl.name.text.to_string();
        Completion { label, insert, detail: thing.detail, docs: thing.docs, kind: thing.kind }
    };
    let all = (of == ValueWord::Component && !taken("all")).then(|| Completion {
        label: "all".to_owned(),
        insert: around.written("all", " { "),
        detail: Some("every component".to_owned()),
        docs: Some("Fields of every component that has them, stronger than what it says itself.".to_owned()),
        kind: CompletionKind::Keyword,
    });
    decls.iter().map(item).chain(all).collect()
}

/// The innermost of what was seen.
pub(super) fn innermost<'s, 'a>(seen: &'s [Seen<'a>]) -> Vec<&'s Seen<'a>> {
    let whole = |seen: &&Seen| !matches!(seen, Seen::Setting { .. } | Seen::Set { .. } | Seen::Path { .. });
    let length = |seen: &Seen| seen.span().end - seen.span().start;
    let shortest = seen.iter().filter(whole).map(length).min();
    seen.iter().filter(whole).filter(|seen| Some(length(seen)) == shortest).collect()
}
