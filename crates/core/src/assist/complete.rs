//! What may stand at the cursor, from what the checks saw there.

use super::fields::{self, Around, innermost};
use super::mark::Marked;
use super::tree::{self, holds};
use super::{Completion, CompletionKind, Completions, files, tell, values, words};
use crate::check::{Inquiry, REFERENCES, Seen};
use crate::source::{Loader, Span};
use crate::syntax::ast::{Ast, Entry};
use crate::types::{Family, ScalarType, SchemaId};

/// What may stand at the cursor of a marked text.
pub(super) fn items<'a>(
    inquiry: Inquiry<'a>,
    ast: &'a Ast,
    marked: &Marked,
    (loader, file): (&dyn Loader, &str),
) -> Completions {
    let at = marked.inside(ast.file);
    let blocks = tree::blocks(ast, at);
    let entries = blocks.last().copied().unwrap_or_default();
    let around = Around { entries, marked };
    if let Some(entry) = tree::entry(entries, at).filter(|_| blocks.len() == 1)
        && let Some(found) = top(entry, at, &around, (loader, file))
    {
        return found;
    }
    let places: Vec<Seen<'a>> = innermost(inquiry.seen()).into_iter().cloned().collect();
    match places.last() {
        Some(Seen::File { value }) => return texts(value.span, files::taken(loader, file), marked),
        Some(Seen::Value { value, ty, .. })
            if marked.quoted.is_some() && ty.scalar() == Some(ScalarType::Timezone) =>
        {
            return texts(value.span, zones(), marked);
        }
        Some(Seen::Value { .. } | Seen::Inferred { .. } | Seen::Interpolated { .. }) => {
            return of_values(inquiry, &places, marked);
        }
        _ => {}
    }
    let mut items = Vec::new();
    for place in &places {
        let more = of_name(&inquiry, place, &items, &around);
        items.extend(more);
    }
    match places.first() {
        Some(place) => replacing(place.span(), items, marked),
        None => Completions { start: marked.before(at.start), end: marked.before(at.start), items },
    }
}

/// The items, in the place of a stretch of the marked text.
fn replacing(span: Span, items: Vec<Completion>, marked: &Marked) -> Completions {
    Completions { start: marked.before(span.start), end: marked.before(span.end), items }
}

/// Paths of files, between quotes or, where there are none, with them.
fn texts(span: Span, items: Vec<Completion>, marked: &Marked) -> Completions {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    match &marked.quoted {
        Some(range) => Completions { start: offset(range.start), end: offset(range.end), items },
        None => {
            let quote = |item: Completion| Completion { insert: format!("\"{}\"", item.insert), ..item };
            replacing(span, items.into_iter().map(quote).collect(), marked)
        }
    }
}

/// At the top of a file: a word that declares something, or the path of a `use`.
fn top(entry: &Entry, at: Span, around: &Around, (loader, file): (&dyn Loader, &str)) -> Option<Completions> {
    if holds(entry.word.span, at) {
        let items = words::TOP.iter().map(|word| fields::word(word, around)).collect();
        return Some(replacing(entry.word.span, items, around.marked));
    }
    let path = entry.label.as_ref().filter(|label| entry.word.text == "use" && holds(label.span, at))?;
    let others = around.entries.iter().filter(|other| other.word.text == "use" && other.span != entry.span);
    let others: Vec<&str> =
        others.filter_map(|other| other.label.as_ref()).map(|label| label.text.as_str()).collect();
    let mut items = files::used(loader, file);
    items.retain(|item| !others.contains(&item.label.as_str()));
    Some(texts(path.span, items, around.marked))
}

/// What any of the types that are wanted there admits: a field of a loose layer may have several.
fn of_values(inquiry: Inquiry, places: &[Seen], marked: &Marked) -> Completions {
    let found = places.iter().map(|place| (place, values::candidates(&inquiry, place, marked)));
    let (mut span, mut candidates) = (None, Vec::new());
    for (place, (replaced, more)) in found {
        span = Some(replaced);
        candidates.push((place, more));
    }
    let items = values::admitted(inquiry, &candidates);
    span.map(|span| replacing(span, items, marked)).unwrap_or_default()
}

fn of_name(inquiry: &Inquiry, place: &Seen, known: &[Completion], around: &Around) -> Vec<Completion> {
    match place {
        // The fields of all that was seen of the word are told at once.
        Seen::Field { entry, .. } if known.iter().all(|item| item.kind != CompletionKind::Field) => {
            fields::fields(inquiry, entry, around)
        }
        Seen::Layer { entry, cluster } => fields::layer(entry, *cluster, around),
        Seen::Body { declares, .. } => fields::body(*declares, known, around),
        Seen::Member { name, names: Some(names), of } => fields::members(inquiry, names, of, name, around),
        Seen::Declared { word, name } => fields::declared(inquiry, *word, name, around),
        Seen::Schema { family, name } => {
            let mut ids = inquiry.choices(*family);
            // A kind is not made from itself.
            let own = |id: &SchemaId| inquiry.declaration(*id).map(|decl| decl.entry.span);
            ids.retain(|id| {
                own(id).is_none_or(|span| span.file != name.span.file || !holds(span, name.span))
            });
            schemas(inquiry, ids)
        }
        // What a range is made of is seen before it is seen as a type.
        Seen::Type { ranged, .. } if known.is_empty() => types(inquiry, *ranged),
        _ => Vec::new(),
    }
}

/// The time zones that there are.
fn zones() -> Vec<Completion> {
    let item = |zone: &str| Completion {
        label: zone.to_owned(),
        insert: zone.to_owned(),
        detail: None,
        docs: None,
        kind: CompletionKind::Value,
    };
    crate::types::text::zones().map(item).collect()
}

fn schemas(inquiry: &Inquiry, ids: Vec<SchemaId>) -> Vec<Completion> {
    let item = |id: SchemaId| {
        let thing = tell::schema(inquiry, id)?;
        let label = inquiry.schema(id)?.name.to_string();
        let (detail, docs) = (thing.detail, thing.docs);
        Some(Completion { insert: label.clone(), label, detail, docs, kind: CompletionKind::Kind })
    };
    let mut items: Vec<Completion> = ids.into_iter().filter_map(item).collect();
    items.sort_by(|a, b| a.label.cmp(&b.label));
    items
}

/// The names of types; of those that ranges are made of if `ranged`.
fn types(inquiry: &Inquiry, ranged: bool) -> Vec<Completion> {
    let plain = |name: &str, detail: &str| Completion {
        label: name.to_owned(),
        insert: name.to_owned(),
        detail: Some(detail.to_owned()),
        docs: None,
        kind: CompletionKind::Kind,
    };
    let scalars = ScalarType::NAMES
        .iter()
        .filter(|(name, ty)| !name.contains(' ') && !(ranged && (ty.is_text() || *ty == ScalarType::Bool)));
    let scalars = scalars.map(|(name, ty)| plain(name, &format!("for example {}", ty.example())));
    if ranged {
        return scalars.collect();
    }
    let references = REFERENCES.iter().map(|(name, ty)| plain(name, &tell::short(ty)));
    let mut ids = inquiry.choices(Family::Type);
    ids.extend(inquiry.choices(Family::Kind));
    let range = Completion { insert: "range<".to_owned(), ..plain("range", "range<int>") };
    let mut items: Vec<Completion> = scalars.chain([range]).chain(references).collect();
    // A scalar or reference counts before a kind of the same name.
    let mut declared = schemas(inquiry, ids);
    declared.retain(|item| items.iter().all(|known| known.label != item.label));
    items.extend(declared);
    items
}
