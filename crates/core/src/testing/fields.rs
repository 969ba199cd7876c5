//! Fields by their types: what the schema tells is enough to write a value of it.

use super::entry::Entry;
use super::literal::{awkward, like, quoted, range, scalar};
use super::pick::{Pick, one};
use super::world::World;
use crate::types::{ScalarType, SchemaId, Type};
use smol_str::SmolStr;
use std::collections::BTreeSet;

/// What stands between a field's name and its block.
type Value = (Option<String>, Vec<Entry>);

/// Where a field stands: the namespace of its component, and the schema that has it.
#[derive(Clone, Copy)]
pub(crate) struct Place<'p> {
    /// The namespace.
    pub(crate) namespace: &'p str,
    /// The schema.
    pub(crate) schema: &'p str,
}

/// The entries that set a field; none if its type does not tell enough.
pub(crate) fn field(world: &mut World, place: Place, name: &str, ty: &Type, pick: &Pick) -> Vec<Entry> {
    if let Some(hint) = world.hints.get(&format!("{}.{name}", place.schema)) {
        return one(pick.value, hint).map(|text| Entry::new(format!("{name}: {text}"))).into_iter().collect();
    }
    match ty.required() {
        Type::Map(names, inner) => members(world, place, name, names.as_deref(), inner, pick),
        Type::Any => {
            vec![Entry::block(name, vec![Entry::new(format!("setting: {}", quoted(&awkward(pick.value))))])]
        }
        ty => {
            value(world, place, ty, pick).map(|(head, below)| entry(name, head, below)).into_iter().collect()
        }
    }
}

fn entry(name: &str, head: Option<String>, below: Vec<Entry>) -> Entry {
    match head {
        Some(head) => Entry::refined(format!("{name}: {head}"), below),
        None => Entry::block(name, below),
    }
}

/// Named members: at least one.
fn members(
    world: &mut World,
    place: Place,
    name: &str,
    names: Option<&[SmolStr]>,
    ty: &Type,
    pick: &Pick,
) -> Vec<Entry> {
    let first = [pick.at(0)];
    let picks = if pick.below.is_empty() { &first[..] } else { &pick.below };
    let (mut seen, mut entries) = (BTreeSet::new(), Vec::new());
    for pick in picks {
        let key = match names {
            Some(names) => one(pick.which, names).map(ToString::to_string),
            None => one(pick.which, MEMBERS).map(|name| (*name).to_owned()),
        };
        let Some(key) = key.filter(|key| seen.insert(key.clone())) else { continue };
        let Some((head, below)) = value(world, place, ty, pick) else { continue };
        entries.push(entry(&key, head, below));
    }
    if entries.is_empty() { Vec::new() } else { vec![Entry::block(name, entries)] }
}

/// Names of members.
const MEMBERS: &[&str] = &["main", "second", "x1", "a-b-c", "long-name-of-something-that-has-several-words"];

/// A value of a type: its head and what refines it.
pub(crate) fn value(world: &mut World, place: Place, ty: &Type, pick: &Pick) -> Option<Value> {
    match ty.required() {
        Type::Record(id) => record(world, place, *id, pick),
        Type::List(inner) => list(world, place, inner, pick).map(|text| (Some(text), Vec::new())),
        ty => literal(world, place, ty, pick).map(|text| (Some(text), Vec::new())),
    }
}

/// A list of one literal or more, none of them twice.
fn list(world: &mut World, place: Place, ty: &Type, pick: &Pick) -> Option<String> {
    let first = [pick.clone()];
    let picks = if pick.below.is_empty() { &first[..] } else { &pick.below };
    let mut items = Vec::new();
    for pick in picks {
        let item = literal(world, place, ty, pick)?;
        if !items.contains(&item) {
            items.push(item);
        }
    }
    Some(format!("[{}]", items.join(", ")))
}

/// A value that stands on one line.
fn literal(world: &mut World, place: Place, ty: &Type, pick: &Pick) -> Option<String> {
    match ty.required() {
        Type::Scalar(ScalarType::String) | Type::Value => Some(quoted(&awkward(pick.value))),
        Type::Scalar(ty) => scalar(*ty, None, None, pick.value),
        Type::In(ty, low, high) => scalar(*ty, low.as_ref(), high.as_ref(), pick.value),
        Type::Words(words) => one(pick.value, words).map(ToString::to_string),
        Type::Like(pattern) => like(pattern, pick.value).map(|text| quoted(&text)),
        Type::Range(ty) => range(*ty, pick.value),
        Type::Ref(to) => world.reference(to, place.namespace, pick),
        Type::SecretValue => Some(world.secret_value(place.namespace, pick)),
        Type::Key => one(pick.value, &["main", "second"]).map(|key| (*key).to_owned()),
        _ => None,
    }
}

/// A record: what it must say, and what the decisions below choose.
fn record(world: &mut World, place: Place, id: SchemaId, pick: &Pick) -> Option<Value> {
    let catalogue = std::sync::Arc::clone(&world.catalogue);
    let schema = catalogue.program.schema(id)?;
    let inside = Place { schema: &schema.name, ..place };
    let head = match &schema.head {
        Some(ty) => Some(literal(world, inside, ty, pick)?),
        None => None,
    };
    let fields = catalogue.fields(id);
    let chosen: Vec<&Pick> = pick.below.iter().collect();
    let mut below = Vec::new();
    for (place, (_, name, declared)) in fields.iter().enumerate() {
        let chosen =
            chosen.iter().find(|pick| usize::from(pick.which).checked_rem(fields.len()) == Some(place));
        let required = catalogue.is_required(id, name, declared);
        if !required && chosen.is_none() {
            continue;
        }
        let pick = chosen.map_or_else(Pick::default, |pick| (*pick).clone());
        let entries = field(world, inside, name, &declared.ty, &pick);
        if required && entries.is_empty() {
            return None;
        }
        below.extend(entries);
    }
    Some((head, below))
}
