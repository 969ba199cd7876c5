//! Triggers of KEDA: fields by their types, as many as KEDA demands of each other.

use super::draft::Draft;
use super::entry::Entry;
use super::fields::{self, Place};
use super::pick::{Pick, one};
use super::world::World;
use crate::check::Field;
use crate::rules::{Demand, trigger_demands};
use crate::types::{Family, ScalarType, SchemaId, Type};
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::sync::Arc;

/// `on NAME: TRIGGER { … }`.
pub(crate) fn trigger(world: &mut World, draft: &Draft, name: &str, pick: &Pick) -> Entry {
    let catalogue = Arc::clone(&world.catalogue);
    let schemas = catalogue.program.schemas.iter().filter(|schema| schema.family == Family::Trigger);
    let mut kinds: Vec<&SmolStr> = schemas.map(|schema| &schema.name).collect();
    kinds.sort();
    let usual: &[&str] =
        &["cron", "prometheus", "nats-jetstream", "redis", "postgresql", "rabbitmq", "kafka"];
    let kind = match pick.value % 4 {
        0 => one(pick.which, usual).copied(),
        _ => one(pick.which, &kinds).map(|kind| kind.as_str()),
    };
    let kind = kind.unwrap_or("cron");
    let written =
        catalogue.program.find(Family::Trigger, kind).and_then(|id| of_kind(world, draft, kind, id, pick));
    match written {
        Some(below) if kind != "cron" => Entry::block(format!("on {name}: {kind}"), below),
        _ => Entry::new(cron(name, pick)),
    }
}

/// A window of the day.
fn cron(name: &str, pick: &Pick) -> String {
    let zone = if pick.one_in(2) { "Europe/Berlin" } else { "Etc/UTC" };
    let (start, end) = ("0 6 * * *", "0 20 * * 1-5");
    format!(
        "on {name}: cron {{ start: \"{start}\", end: \"{end}\", timezone: \"{zone}\", desired-replicas: 2 }}"
    )
}

/// The fields of a trigger: what it must have, what is chosen, what those demand.
fn of_kind(world: &mut World, draft: &Draft, kind: &str, id: SchemaId, pick: &Pick) -> Option<Vec<Entry>> {
    if kind == "nats-jetstream" && world.consumer(pick).is_none() {
        draft.support(world, "stream")?;
    }
    let catalogue = Arc::clone(&world.catalogue);
    let fields = catalogue.program.schema(id)?.fields.iter();
    let fields: Vec<(&SmolStr, &Field)> = fields.filter(|(name, _)| !is_left_out(kind, name)).collect();
    let required = |(name, field): &&(&SmolStr, &Field)| catalogue.is_required(id, name, field);
    let must: Vec<&SmolStr> = fields.iter().filter(required).map(|(name, _)| *name).collect();
    let place = Place { namespace: &draft.namespace, schema: kind };
    let mut writing = Writing { place, fields: &fields, said: BTreeMap::new() };
    for name in &must {
        writing.write(world, name, pick);
    }
    for pick in &pick.below {
        let chosen = one(pick.which, &fields).map(|(name, _)| *name);
        chosen.into_iter().for_each(|name| writing.write(world, name, pick));
    }
    // What is chosen may contradict itself; the trigger then says no more than it must.
    if !(0..12).any(|_| writing.meet_demands(world)) && !pick.below.is_empty() {
        return of_kind(world, draft, kind, id, &Pick { below: Vec::new(), ..pick.clone() });
    }
    let said = writing.said;
    let whole = must.iter().all(|name| said.get(*name).is_some_and(|entries| !entries.is_empty()));
    whole.then(|| said.into_values().flatten().collect())
}

/// A trigger that is being written.
struct Writing<'w> {
    place: Place<'w>,
    fields: &'w [(&'w SmolStr, &'w Field)],
    said: BTreeMap<SmolStr, Vec<Entry>>,
}

impl Writing<'_> {
    /// Sets a field that is not set yet.
    fn write(&mut self, world: &mut World, name: &str, pick: &Pick) {
        if name == "identity" {
            self.said.insert(name.into(), vec![Entry::new(identity(self.place.schema))]);
        } else if let Some((name, field)) = self.fields.iter().find(|(other, _)| *other == name)
            && !self.said.contains_key(*name)
        {
            let entries = trigger_field(world, self.place, name, field, pick);
            self.said.insert((*name).clone(), entries);
        }
    }

    /// Takes away and adds what KEDA demands; whether nothing had to be done.
    fn meet_demands(&mut self, world: &mut World) -> bool {
        let mut settled = true;
        for demand in trigger_demands(self.place.schema) {
            let (take, give) = meet(demand, &self.said);
            settled &= take.is_empty() && give.iter().all(|name| self.said.contains_key(*name));
            take.iter().for_each(|name| drop(self.said.remove(*name)));
            for name in give {
                // What is switched off says nothing.
                if self.said.get(name).is_some_and(|entries| entries.iter().any(is_off)) {
                    self.said.remove(name);
                }
                self.write(world, name, &Pick::default());
            }
        }
        settled
    }
}

/// Fields that another place would have to know of.
fn is_left_out(kind: &str, name: &str) -> bool {
    matches!(name, "auth" | "use-cached-metrics" | "identity" | "metadata")
        || (kind == "nats-jetstream" && name != "consumer" && name != "lag" && name != "activation-lag")
}

/// The identity that fits a trigger.
fn identity(kind: &str) -> &'static str {
    match kind {
        _ if kind.starts_with("azure") => "identity: azure",
        _ if kind.starts_with("gcp") => "identity: gcp",
        _ => "identity: aws",
    }
}

/// A field of a trigger, of which the type tells less than KEDA demands.
fn trigger_field(world: &mut World, place: Place, name: &str, field: &Field, pick: &Pick) -> Vec<Entry> {
    let address = "shop.svc.cluster.local";
    let text = match name {
        "address" | "host" if place.schema == "rabbitmq" => Some(format!("\"amqp://mq.{address}:5672\"")),
        "addresses" | "hosts" | "bootstrap-servers" | "endpoints" | "nsq-lookupd-http-addresses" => {
            Some(match field.ty.required() {
                Type::List(_) => format!("[\"a.{address}:4150\"]"),
                _ => format!("\"a.{address}:4150\""),
            })
        }
        "host" => Some(format!("\"a.{address}\"")),
        "server" => Some(format!("\"a.{address}:8161\"")),
        _ if name.ends_with("url") => Some(format!("\"http://a.{address}:8080\"")),
        _ if name.ends_with("address") || name.ends_with("endpoint") => Some(format!("\"a.{address}:8161\"")),
        _ => None,
    };
    let times = ["5m", "1h", "10m", "2h"];
    let text = match field.ty.required() {
        Type::Scalar(ScalarType::Duration) => one(pick.value, &times).map(|time| (*time).to_owned()),
        _ => text,
    };
    match text {
        Some(text) if fits(&field.ty, text.starts_with('[')) => vec![Entry::new(format!("{name}: {text}"))],
        _ => fields::field(world, place, name, &field.ty, pick),
    }
}

/// Whether a type takes any text, or any list of texts.
fn fits(ty: &Type, is_list: bool) -> bool {
    match ty.required() {
        Type::List(_) => is_list,
        Type::Scalar(ScalarType::String | ScalarType::Duration) | Type::Value | Type::Like(_) => !is_list,
        _ => false,
    }
}

/// Whether an entry says no more than one that is not there.
fn is_off(entry: &Entry) -> bool {
    entry.to_string().ends_with(": false\n")
}

/// What to take away, and what to add, so that a demand is met.
fn meet(
    demand: &'static Demand,
    said: &BTreeMap<SmolStr, Vec<Entry>>,
) -> (Vec<&'static str>, Vec<&'static str>) {
    let has = |name: &str| said.get(name).is_some_and(|entries| !entries.iter().all(is_off));
    let is = |name: &str, words: &[&str]| {
        let text = said.get(name).into_iter().flatten().map(ToString::to_string).collect::<String>();
        words.iter().any(|word| text.contains(word))
    };
    let present =
        |fields: &'static [&'static str]| fields.iter().copied().filter(|name| has(name)).collect::<Vec<_>>();
    match *demand {
        Demand::One(fields) | Demand::Apart(fields) => {
            let found = present(fields);
            let must = matches!(demand, Demand::One(_)) && found.is_empty();
            (
                found.into_iter().skip(1).collect(),
                if must { fields.iter().copied().take(1).collect() } else { Vec::new() },
            )
        }
        Demand::Some(fields) if present(fields).is_empty() => {
            (Vec::new(), fields.iter().copied().take(1).collect())
        }
        Demand::With(field, others) if has(field) => (Vec::new(), others.to_vec()),
        Demand::Where(field, words, others) if is(field, words) => (Vec::new(), others.to_vec()),
        Demand::Never((field, word), other, words)
            if is(field, &[word]) && (words.is_empty() || is(other, words)) =>
        {
            (vec![other], Vec::new())
        }
        _ => (Vec::new(), Vec::new()),
    }
}
