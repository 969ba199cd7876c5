//! Whether two programs write the same objects: parsed, whatever the order of documents and of keys.

use crate::failure;
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// The kinds that every peer makes.
pub const KINDS: [&str; 5] =
    ["Deployment", "PodDisruptionBudget", "ScaledObject", "Service", "ServiceAccount"];

/// The objects of a stream by kind and name; a List is its items.
///
/// # Errors
/// Where the text is no YAML, or an object comes twice.
pub fn objects(text: &[u8]) -> io::Result<BTreeMap<(String, String), Value>> {
    let mut found = BTreeMap::new();
    for document in serde_yaml::Deserializer::from_slice(text) {
        let document = Value::deserialize(document).map_err(|error| failure(error.to_string()))?;
        let documents = match document {
            Value::Array(documents) => documents,
            Value::Null => Vec::new(),
            document => vec![document],
        };
        for object in documents {
            let text =
                |pointer| object.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
            let key = (text("/kind"), text("/metadata/name"));
            if found.insert(key.clone(), object).is_some() {
                return Err(failure(format!("{} `{}` comes twice", key.0, key.1)));
            }
        }
    }
    Ok(found)
}

/// The objects of the kinds that every peer makes, and the numbers of the others by kind.
#[must_use]
pub fn split(
    objects: BTreeMap<(String, String), Value>,
) -> (BTreeMap<(String, String), Value>, BTreeMap<String, usize>) {
    let (shared, others): (BTreeMap<_, _>, BTreeMap<_, _>) =
        objects.into_iter().partition(|((kind, _), _)| KINDS.contains(&kind.as_str()));
    let mut numbers = BTreeMap::new();
    for (kind, _) in others.into_keys() {
        *numbers.entry(kind).or_default() += 1;
    }
    (shared, numbers)
}

/// Where two sets of objects differ: the first place of each object; nothing if they are the same.
#[must_use]
pub fn differences(
    ours: &BTreeMap<(String, String), Value>,
    theirs: &BTreeMap<(String, String), Value>,
) -> Vec<String> {
    let keys: BTreeSet<_> = ours.keys().chain(theirs.keys()).collect();
    let difference = |key: &(String, String)| {
        let name = format!("{} `{}`", key.0, key.1);
        match (ours.get(key), theirs.get(key)) {
            (Some(ours), Some(theirs)) => {
                first(Some(ours), Some(theirs), "").map(|at| format!("{name}: {at}"))
            }
            (Some(_), None) => Some(format!("{name} is missing")),
            _ => Some(format!("{name} is too many")),
        }
    };
    keys.into_iter().filter_map(difference).collect()
}

/// The first place where two values differ, with both. A field that is null is not the same as no field.
fn first(ours: Option<&Value>, theirs: Option<&Value>, at: &str) -> Option<String> {
    match (ours, theirs) {
        (Some(Value::Object(ours)), Some(Value::Object(theirs))) => {
            let keys: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
            keys.into_iter().find_map(|key| first(ours.get(key), theirs.get(key), &format!("{at}/{key}")))
        }
        (Some(Value::Array(ours)), Some(Value::Array(theirs))) => {
            let mut places = 0..ours.len().max(theirs.len());
            places.find_map(|place| first(ours.get(place), theirs.get(place), &format!("{at}/{place}")))
        }
        _ if ours == theirs => None,
        _ => Some(format!("{at} is {}, not {}", shown(theirs), shown(ours))),
    }
}

fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "missing".to_owned(), Value::to_string)
}
