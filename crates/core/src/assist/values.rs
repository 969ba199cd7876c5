//! What a value may be: words, numbers with units, and every reference that the checks admit there.

use super::mark::{self, Marked};
use super::tell;
use super::{Completion, CompletionKind};
use crate::check::{Inquiry, Seen};
use crate::source::Span;
use crate::syntax::ast::{Name, Value, ValueKind};
use crate::syntax::is_name;
use crate::types::{RefType, ScalarType, Type, units};
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

/// Something that might stand there, with the value that it would be.
pub(super) struct Candidate {
    /// What is written.
    text: String,
    /// The value, as the checks read it.
    value: Value,
    /// The path behind it, if it is one.
    path: Option<Vec<Name>>,
    kind: CompletionKind,
}

/// The path at the cursor: what stands before its part, and whether something follows.
struct Written {
    before: Vec<SmolStr>,
    ends: bool,
    span: Span,
}

/// What might stand at a place, and the stretch of the marked text that it replaces.
pub(super) fn candidates(inquiry: &Inquiry, place: &Seen, marked: &Marked) -> (Span, Vec<Candidate>) {
    let at = marked.inside(place.span().file);
    let mut candidates = Vec::new();
    let mut span = place.span();
    match written(place, at) {
        Some(written) => {
            span = written.span;
            if written.before.is_empty() {
                candidates.extend(words(place));
                candidates.extend(default(inquiry, place));
            }
            candidates.extend(paths(inquiry, place, &written));
        }
        None => candidates.extend(numbers(place)),
    }
    (span, candidates)
}

/// The candidates that the checks admit at their places, each once.
pub(super) fn admitted<'a>(
    mut inquiry: Inquiry<'a>,
    candidates: &'a [(&'a Seen<'a>, Vec<Candidate>)],
) -> Vec<Completion> {
    let mut known: FxHashSet<&str> = FxHashSet::default();
    let mut items = Vec::new();
    for (place, candidates) in candidates {
        for candidate in candidates {
            if known.contains(candidate.text.as_str()) {
                continue;
            }
            let Some(ty) = inquiry.admits(place, &candidate.value) else { continue };
            known.insert(&candidate.text);
            items.push(completion(&inquiry, place, candidate, &ty));
        }
    }
    items
}

fn completion(inquiry: &Inquiry, place: &Seen, candidate: &Candidate, ty: &Type) -> Completion {
    let expected = wanted(place).unwrap_or(&Type::Any);
    let target = candidate.path.as_ref().and_then(|path| inquiry.target(path, scope(place)?, expected));
    let thing = target.and_then(|target| tell::target(inquiry, &target));
    let detail = match &thing {
        Some(thing) if matches!(ty.required(), Type::Ref(_)) => thing.detail.clone(),
        Some(_) => Some(tell::short(ty)),
        None => None,
    };
    Completion {
        label: candidate.text.clone(),
        insert: candidate.text.clone(),
        detail,
        docs: thing.as_ref().and_then(|thing| thing.docs.clone()),
        kind: thing.map_or(candidate.kind, |thing| thing.kind),
    }
}

fn scope<'a>(place: &Seen<'a>) -> Option<crate::check::Scope<'a>> {
    match place {
        Seen::Value { scope, .. } | Seen::Inferred { scope, .. } | Seen::Interpolated { scope, .. } => {
            Some(*scope)
        }
        _ => None,
    }
}

/// The type that is wanted.
fn wanted<'s>(place: &'s Seen) -> Option<&'s Type> {
    match place {
        Seen::Value { ty, .. } => Some(ty.required()),
        _ => None,
    }
}

fn written(place: &Seen, at: Span) -> Option<Written> {
    let path = match place {
        Seen::Interpolated { path, .. } => path,
        Seen::Value { value, .. } | Seen::Inferred { value, .. } => match &value.kind {
            ValueKind::Path(path) => path.as_slice(),
            _ => return None,
        },
        _ => return None,
    };
    let part = path.iter().position(|name| name.span.start <= at.start && at.end <= name.span.end)?;
    let before = path.iter().take(part).map(|name| name.text.clone()).collect();
    let span = path.get(part)?.span;
    Some(Written { before, ends: part + 1 == path.len(), span })
}

fn plain(text: &str, span: Span, kind: CompletionKind) -> Candidate {
    let value = Value { kind: ValueKind::Path(vec![named(text, span)]), span };
    Candidate { text: text.to_owned(), value, path: None, kind }
}

fn named(text: &str, span: Span) -> Name {
    Name { text: text.into(), span, quoted: false }
}

/// The words of a choice, and of a yes or no.
fn words(place: &Seen) -> Vec<Candidate> {
    let words: Vec<SmolStr> = match wanted(place) {
        Some(Type::Words(words)) => words.to_vec(),
        Some(Type::Scalar(ScalarType::Bool) | Type::Any | Type::Value) => vec!["true".into(), "false".into()],
        _ => Vec::new(),
    };
    words.iter().map(|word| plain(word, place.span(), CompletionKind::Value)).collect()
}

/// The default of the field whose value stands there, as an example of what it may be.
fn default(inquiry: &Inquiry, place: &Seen) -> Option<Candidate> {
    let (at, entry) = inquiry.setting()?;
    let own = entry.value.as_ref().is_some_and(|value| value.span == place.span());
    let value = inquiry.param(&at).filter(|_| own)?.value.as_ref()?;
    let kind = match &value.kind {
        ValueKind::Number(_) => CompletionKind::Unit,
        ValueKind::String(_) | ValueKind::Range(..) => CompletionKind::Value,
        _ => return None,
    };
    let text = inquiry.sources().text(value.span).to_owned();
    Some(Candidate { text, value: value.clone(), path: None, kind })
}

/// The number at the cursor with each unit of its type.
fn numbers(place: &Seen) -> Vec<Candidate> {
    let (Seen::Value { value, .. }, Some(ty)) = (place, wanted(place)) else { return Vec::new() };
    let scalar = match ty {
        Type::Range(scalar) => Some(*scalar),
        ty => ty.scalar(),
    };
    let (ValueKind::Number(text), Some(scalar)) = (&value.kind, scalar) else { return Vec::new() };
    let text = text.replace(mark::NAME, "");
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    let candidate = |unit: &&str| {
        let text = format!("{number}{unit}");
        let value = Value { kind: ValueKind::Number(text.as_str().into()), span: value.span };
        Candidate { text, value, path: None, kind: CompletionKind::Unit }
    };
    units(scalar).iter().map(candidate).collect()
}

/// What would say nothing new: the field itself, and what its list has already.
fn known(inquiry: &Inquiry, place: &Seen) -> Vec<Vec<SmolStr>> {
    let Some((at, entry)) = inquiry.setting() else {
        return inquiry.set().map(|entry| vec![entry.word.text.clone()]).into_iter().collect();
    };
    let text = |name: &Name| name.text.clone();
    let listed = entry.value.iter().flat_map(|value| match &value.kind {
        ValueKind::List(items) => items.as_slice(),
        _ => &[],
    });
    let others = listed.filter(|item| item.span != place.span()).filter_map(|item| match &item.kind {
        ValueKind::Path(path) => Some(path.iter().map(text).collect()),
        _ => None,
    });
    let itself = scope(place).filter(|scope| inquiry.is_own(*scope, &at));
    others.chain(itself.map(|_| vec!["self".into(), at.name])).collect()
}

/// Every path that goes on from what is written. In the place of a list it stands in brackets.
fn paths(inquiry: &Inquiry, place: &Seen, written: &Written) -> Vec<Candidate> {
    let Some(scope) = scope(place) else { return Vec::new() };
    let mut paths = inquiry.paths(scope);
    match wanted(place) {
        // The checks take any word for the name of a port or key, so they can't tell.
        Some(Type::Ref(RefType::Port)) => {
            paths = inquiry.ports(scope).into_iter().map(|port| vec![port]).collect();
        }
        Some(Type::Key) => return Vec::new(),
        _ => {}
    }
    let known = known(inquiry, place);
    paths.retain(|path| path.len() > written.before.len() && path.starts_with(&written.before));
    paths.retain(|path| !known.contains(path));
    // The key of a secret may be any text, but only a name can be written here.
    paths.retain(|path| path.iter().all(|part| is_name(part)));
    paths.sort_by_cached_key(|path| (path.len(), path.join(".")));
    let listed = matches!(wanted(place), Some(Type::List(_))) && written.before.is_empty();
    let candidate = |path: &Vec<SmolStr>| {
        let names: Vec<Name> = path.iter().map(|part| named(part, written.span)).collect();
        let rest = path.get(written.before.len()..).unwrap_or_default();
        let text = if written.ends { rest.join(".") } else { rest.first()?.to_string() };
        let kind = ValueKind::Path(names.clone());
        let value = Value { kind, span: place.span() };
        let (text, value) = match listed {
            true => (format!("[{text}]"), Value { kind: ValueKind::List(vec![value]), span: place.span() }),
            false => (text, value),
        };
        Some(Candidate { text, value, path: Some(names), kind: CompletionKind::Name })
    };
    paths.iter().filter_map(candidate).collect()
}
