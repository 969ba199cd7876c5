//! What is told of a thing of the program: its line, its documentation, and where it is declared. One home for completion,
//! hover and definitions.

use super::CompletionKind;
use crate::check::{FieldName, Inquiry, Target, docs};
use crate::resolve::{ValueDecl, ValueWord};
use crate::source::{Sources, Span};
use crate::syntax::ast::{Entry, Name, Value};
use crate::types::{Family, SchemaId, Type};

/// The longest value that is shown on a line, in characters.
const SHOWN: usize = 72;
/// How many outputs are listed.
const LISTED: usize = 16;

/// What is told of the thing at a place.
#[derive(Clone, Debug)]
pub(super) struct Told {
    /// The place that it is about.
    pub(super) span: Span,
    /// What it is, on one line.
    pub(super) title: String,
    /// Its documentation, as Markdown.
    pub(super) docs: Option<String>,
    /// Where it is declared.
    pub(super) declared: Option<Span>,
}

/// A thing of the program.
#[derive(Clone, Debug)]
pub(super) struct Thing {
    /// What it is, on one line.
    pub(super) title: String,
    /// Its type or kind.
    pub(super) detail: Option<String>,
    /// Its documentation, as Markdown.
    pub(super) docs: Option<String>,
    /// Where it is declared.
    pub(super) declared: Option<Span>,
    /// What it is in a list.
    pub(super) kind: CompletionKind,
}

impl Thing {
    /// What is told of it at a place.
    pub(super) fn at(self, span: Span) -> Told {
        Told { span, title: self.title, docs: self.docs, declared: self.declared }
    }
}

/// Paragraphs, without empty ones; `None` if all are.
pub(super) fn paragraphs(parts: impl IntoIterator<Item = String>) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}

/// A type in a message, as the short text of a list.
pub(super) fn short(ty: &Type) -> String {
    ty.to_string().replace('`', "")
}

fn code<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> String {
    names.into_iter().map(|name| format!("`{}`", name.as_ref())).collect::<Vec<_>>().join(", ")
}

/// A value as it was written, on one line.
pub(super) fn written(sources: &Sources, value: &Value) -> String {
    let text = sources.text(value.span);
    let line: String = text.lines().next().unwrap_or_default().chars().take(SHOWN).collect();
    if line.len() < text.len() { format!("{line} …") } else { line }
}

/// The beginning of an entry: `word name: value`, `param name: type = default`.
pub(super) fn head(sources: &Sources, entry: &Entry) -> String {
    let mut line = sources.text(entry.head()).to_owned();
    if let Some(ty) = &entry.ty {
        line.push_str(&format!(": {}", sources.text(ty.span)));
    }
    if let Some(value) = &entry.value {
        let between = if entry.ty.is_some() { " =" } else { ":" };
        line.push_str(&format!("{between} {}", written(sources, value)));
    }
    line
}

/// A field, with the schema that declares it.
pub(super) fn field(inquiry: &Inquiry, at: &FieldName) -> Option<Thing> {
    let sources = inquiry.sources();
    let (field, owner) = inquiry.field(at)?;
    let decl = inquiry.declaration(owner)?;
    let param = inquiry.param(at);
    let line = param.map_or_else(|| at.name.to_string(), |param| head(sources, param));
    let line = line.strip_prefix("param ").map(str::to_owned).unwrap_or(line);
    let of = format!("A field of {} `{}`.", family(decl.family), decl.name.text);
    Some(Thing {
        detail: line.split_once(": ").map(|(_, ty)| ty.to_owned()),
        title: line,
        docs: paragraphs([param.map_or_else(String::new, |param| docs(param, sources)), of]),
        declared: Some(field.span),
        kind: CompletionKind::Field,
    })
}

/// What a schema of a family is called.
fn family(family: Family) -> &'static str {
    match family {
        Family::Kind => "the kind",
        Family::Type => "the type",
        Family::Secret => "the kind of secret",
        Family::Store => "the kind of store",
        Family::Trigger => "the trigger",
        Family::Source => "the source",
        Family::Operator => "the operator",
    }
}

/// A schema: a kind, a trigger, a type.
pub(super) fn schema(inquiry: &Inquiry, id: SchemaId) -> Option<Thing> {
    let (decl, schema) = (inquiry.declaration(id)?, inquiry.schema(id)?);
    let required: Vec<&str> = schema
        .fields
        .iter()
        .filter(|(name, _)| is_required(inquiry, &FieldName { schema: id, name: (*name).clone() }))
        .map(|(name, _)| name.as_str())
        .collect();
    let needs = if required.is_empty() { String::new() } else { format!("Needs {}.", code(required)) };
    let path = inquiry.sources().path(decl.name.span.file);
    let place = if decl.built_in { String::new() } else { format!("Declared in `{path}`.") };
    let base = schema.base.and_then(|base| inquiry.schema(base)).map(|base| base.name.to_string());
    Some(Thing {
        title: head(inquiry.sources(), decl.entry),
        detail: base.or_else(|| (!decl.built_in).then(|| path.to_owned())),
        docs: paragraphs([docs(decl.entry, inquiry.sources()), needs, place]),
        declared: Some(decl.name.span),
        kind: CompletionKind::Kind,
    })
}

/// Whether a field must be set by who uses its schema.
pub(super) fn is_required(inquiry: &Inquiry, at: &FieldName) -> bool {
    let open =
        inquiry.field(at).is_some_and(|(field, _)| field.default.is_none() && !field.ty.may_be_absent());
    let sets = |id: SchemaId| {
        inquiry.schema(id).is_some_and(|schema| schema.body.settings.iter().any(|set| set.key == at.name))
    };
    open && !inquiry.chain(at.schema).any(sets)
}

/// What is declared at the top of a file.
pub(super) fn declared(inquiry: &Inquiry, decl: &ValueDecl) -> Thing {
    let sources = inquiry.sources();
    let value = decl.entry.value.as_ref().map(|value| written(sources, value));
    let ty = decl.entry.ty.as_ref().map(|ty| sources.text(ty.span).to_owned());
    let more = match decl.word {
        ValueWord::Component => of_component(inquiry, decl),
        ValueWord::Size | ValueWord::Config | ValueWord::Store => source(sources, decl.entry),
        ValueWord::Secret => match crate::check::keys(decl.entry).filter(|keys| !keys.is_empty()) {
            Some(keys) => format!("Keys: {}.", code(keys)),
            None => String::new(),
        },
        _ => String::new(),
    };
    let place = format!("Declared in `{}`.", sources.path(decl.name.span.file));
    let kind = match decl.word {
        ValueWord::Component => CompletionKind::Component,
        _ => CompletionKind::Name,
    };
    Thing {
        title: head(sources, decl.entry),
        detail: ty.or(value.filter(|_| decl.word != ValueWord::Volume)).or(Some(decl.word.word().to_owned())),
        docs: paragraphs([docs(decl.entry, sources), more, place]),
        declared: Some(decl.name.span),
        kind,
    }
}

fn of_component(inquiry: &Inquiry, decl: &ValueDecl) -> String {
    let entries = decl.entry.block.iter().flat_map(|block| &block.entries);
    let size = entries.filter(|e| e.word.text == "size" && e.label.is_none()).find_map(|e| e.value.as_ref());
    let size = size.map(|size| format!("Size: `{}`.", inquiry.sources().text(size.span)));
    let outputs: Vec<String> = inquiry.outputs(decl).iter().map(|path| path.join(".")).collect();
    let more = if outputs.len() > LISTED { ", …" } else { "" };
    let listed = code(outputs.iter().take(LISTED));
    let outputs = (!outputs.is_empty()).then(|| format!("Outputs: {listed}{more}."));
    paragraphs(size.into_iter().chain(outputs)).unwrap_or_default()
}

/// An entry as it stands, as a block of code.
fn source(sources: &Sources, entry: &Entry) -> String {
    format!("```fluo\n{}\n```", sources.text(entry.span))
}

/// An output, port, consumer, key or other member, by its entry.
pub(super) fn member(inquiry: &Inquiry, name: &Name, entry: &Entry) -> Thing {
    let sources = inquiry.sources();
    let line = head(sources, entry);
    Thing {
        detail: entry.value.as_ref().map(|value| written(sources, value)),
        docs: paragraphs([docs(entry, sources)]),
        declared: Some(name.span),
        kind: CompletionKind::Output,
        title: line,
    }
}

/// A key of a secret.
fn key(inquiry: &Inquiry, name: &Name, secret: &Entry) -> Thing {
    let sources = inquiry.sources();
    let of = head(sources, secret);
    let inner = secret.block.iter().flat_map(|block| &block.entries).filter(|e| e.word.text == "keys");
    let mut keys = inner.filter_map(|keys| keys.block.as_ref()).flat_map(|block| &block.entries);
    let place = keys.find(|key| key.word.span == name.span).map(|key| head(sources, key));
    Thing {
        title: place.unwrap_or_else(|| name.text.to_string()),
        detail: Some("a secret's key".to_owned()),
        docs: paragraphs([format!("A key of `{of}`."), docs(secret, sources)]),
        declared: Some(name.span),
        kind: CompletionKind::Output,
    }
}

/// What a path stands for.
pub(super) fn target(inquiry: &Inquiry, target: &Target) -> Option<Thing> {
    let plain = |title: String, docs: String| Thing {
        title,
        detail: None,
        docs: Some(docs),
        declared: None,
        kind: CompletionKind::Output,
    };
    match target {
        Target::Declared(decl) => Some(declared(inquiry, decl)),
        Target::Field(at) => field(inquiry, at).map(|thing| Thing { kind: CompletionKind::Name, ..thing }),
        Target::Member(name, entry) => Some(member(inquiry, name, entry)),
        Target::Key(name, secret) => Some(key(inquiry, name, secret)),
        Target::Schema(id) => schema(inquiry, *id),
        Target::Pod(field) => Some(plain(
            format!("pod.{}", field.name()),
            format!("What Kubernetes calls `{}`; known only once the pod runs.", field.path()),
        )),
        Target::Unit(unit) => {
            Some(plain(unit.name.to_owned(), format!("The number of {}, without a unit.", unit.word)))
        }
    }
}
