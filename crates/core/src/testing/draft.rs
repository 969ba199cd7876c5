//! A component, a kind or an override that is being written: what it says, and what follows from that for the rest.

use super::catalogue::Catalogue;
use super::entry::Entry;
use super::environment::Spread;
use super::fields::{self, Place};
use super::pick::{Pick, one};
use super::world::{Standing, World};
use super::{data, scaling, workload};
use crate::check::{ExprKind, Head, Setting};
use crate::types::{RefType, Scalar, SchemaId, Type};
use smol_str::SmolStr;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What was said and decides what else may be said.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    /// The ports that are declared, by name and number.
    pub(crate) ports: Vec<(String, u16)>,
    /// Whether it has an image.
    pub(crate) image: bool,
    /// Whether it scales, or has a number of replicas.
    pub(crate) counted: bool,
    /// Whether it has a volume that only one pod may mount.
    pub(crate) once: bool,
    /// Whether there may be several pods.
    pub(crate) several: bool,
    /// Whether its processor time and memory are requested.
    pub(crate) requests: bool,
    /// The paths at which something is mounted.
    pub(crate) paths: BTreeSet<String>,
    /// Secrets of other components that it shares.
    pub(crate) shared: bool,
    /// Its consumers.
    pub(crate) consumers: Vec<String>,
    /// Names of members of its fields: variables, alerts, containers.
    pub(crate) members: BTreeSet<String>,
}

/// Something of a kind that is being written.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    /// Its name, or that of the component which is overridden.
    pub(crate) name: String,
    /// Its kind in the catalogue.
    pub(crate) schema: SchemaId,
    /// The built-in kind behind it.
    pub(crate) root: SmolStr,
    /// Its namespace.
    pub(crate) namespace: String,
    /// Whether its namespace stands in its block.
    pub(crate) says_namespace: bool,
    /// Whether it is a kind, whose components are not known yet.
    pub(crate) is_kind: bool,
    /// What follows from what it says.
    pub(crate) facts: Facts,
    /// The fields that it sets.
    pub(crate) said: BTreeSet<String>,
    /// What stands in its block.
    pub(crate) entries: Vec<Entry>,
}

impl Draft {
    /// An empty one.
    pub(crate) fn new(world: &World, name: &str, schema: SchemaId, namespace: &str) -> Self {
        Self {
            name: name.to_owned(),
            schema,
            root: world.catalogue.root(schema),
            namespace: namespace.to_owned(),
            says_namespace: false,
            is_kind: false,
            facts: facts_of(&world.catalogue, schema),
            said: settled(&world.catalogue, schema),
            entries: Vec::new(),
        }
    }

    /// What is said of the same component elsewhere: in its kind's block, in an environment.
    pub(crate) fn over(&self) -> Self {
        // Two ways of replacing pods do not mix.
        let said = self.said.iter().filter(|name| *name == "strategy").cloned().collect();
        Self { entries: Vec::new(), said, ..self.clone() }
    }

    /// Whether its kind is one of this name or made from it.
    pub(crate) fn is_a(&self, world: &World, kind: &str) -> bool {
        world.catalogue.program.is_a(self.schema, kind)
    }

    /// One more entry.
    pub(crate) fn say(&mut self, text: impl Into<String>) {
        self.entries.push(Entry::new(text));
    }

    /// One more entry with a block.
    pub(crate) fn say_block(&mut self, head: impl Into<String>, below: Vec<Entry>) {
        self.entries.push(Entry::block(head, below));
    }

    /// A member's name that it does not have yet.
    pub(crate) fn member(&mut self, name: &str) -> Option<String> {
        self.facts.members.insert(name.to_owned()).then(|| name.to_owned())
    }

    /// Sets one of the fields of its kind, the one that a decision chooses.
    pub(crate) fn choose(&mut self, world: &mut World, pick: &Pick) {
        let catalogue = Arc::clone(&world.catalogue);
        let usual = favourites(&self.root);
        let names: Vec<&str> = match pick.which.is_multiple_of(2) && !usual.is_empty() {
            true => usual.to_vec(),
            false => catalogue.fields(self.schema).into_iter().map(|(_, name, _)| name.as_str()).collect(),
        };
        if let Some(name) = one(pick.which / 2, &names) {
            self.set(world, name, pick);
        }
    }

    /// Sets a field, if that can be done beside what is said.
    pub(crate) fn set(&mut self, world: &mut World, name: &str, pick: &Pick) {
        if !self.said.insert(name.to_owned()) {
            return;
        }
        let known = self.is_built_in(world, name)
            && (workload::set(world, self, name, pick)
                || scaling::set(world, self, name, pick)
                || data::set(world, self, name, pick));
        if !known {
            self.by_type(world, name, pick);
        }
    }

    /// Declares a component of a kind that this one needs and nobody has declared, with no more than that has to say.
    pub(crate) fn support(&self, world: &mut World, kind: &str) -> Option<String> {
        let schema = world.catalogue.concrete(kind).filter(|schema| !world.catalogue.brings(*schema))?;
        let written = world.catalogue.program.schema(schema)?.name.clone();
        let name = world.fresh(&format!("of-{written}"));
        let mut other = Draft::new(world, &name, schema, &self.namespace);
        if self.says_namespace {
            other.say(format!("namespace: \"{}\"", self.namespace));
        } else if !self.namespace.is_empty() {
            other.namespace = Spread::Apart.namespace(&name, &Pick::default());
            other.set(world, "share", &Pick::default());
        }
        other.complete(world, &[]);
        world
            .entries
            .push(Entry::block(format!("component {name}: {written}"), std::mem::take(&mut other.entries)));
        let standing = other.standing(world);
        world.components.push(standing);
        world.needed.insert(name.clone());
        Some(name)
    }

    /// Something for a required reference to which there is nothing yet.
    fn supported(&self, world: &mut World, ty: &Type) -> Option<String> {
        match ty.required() {
            Type::Ref(RefType::Component(kind)) => {
                self.support(world, kind.as_deref().unwrap_or("component"))
            }
            Type::Ref(RefType::Consumer) => {
                self.support(world, "stream")?;
                world.consumer(&Pick::default())
            }
            _ => None,
        }
    }

    /// Whether fluo itself declares a field, and not a team.
    fn is_built_in(&self, world: &World, name: &str) -> bool {
        let fields = world.catalogue.fields(self.schema);
        fields.into_iter().any(|(schema, other, _)| other == name && schema.built_in)
    }

    /// Sets a field by its type.
    fn by_type(&mut self, world: &mut World, name: &str, pick: &Pick) {
        let catalogue = Arc::clone(&world.catalogue);
        let fields = catalogue.fields(self.schema);
        let Some((schema, name, field)) = fields.into_iter().find(|(_, other, _)| *other == name) else {
            return;
        };
        let place = Place { namespace: &self.namespace, schema: &schema.name };
        let mut entries = fields::field(world, place, name, &field.ty, pick);
        if entries.is_empty() && catalogue.is_required(self.schema, name, field) {
            entries
                .extend(self.supported(world, &field.ty).map(|text| Entry::new(format!("{name}: {text}"))));
        }
        self.entries.extend(entries);
    }

    /// Sets what its kind demands and is not said yet.
    pub(crate) fn complete(&mut self, world: &mut World, picks: &[Pick]) {
        let catalogue = Arc::clone(&world.catalogue);
        let required: Vec<&str> = catalogue
            .fields(self.schema)
            .into_iter()
            .filter(|(_, name, field)| catalogue.is_required(self.schema, name, field))
            .map(|(_, name, _)| name.as_str())
            .filter(|name| *name != "image" || !self.facts.image)
            .collect();
        let useful = match self.root.as_str() {
            "service" if self.facts.ports.is_empty() => Some("port"),
            "scaled-job" => Some("scale"),
            "external" => Some("port"),
            _ => None,
        };
        let of_streams: &[&str] = if self.root == "stream" { &["subjects", "consumer"] } else { &[] };
        let all = required.into_iter().chain(useful).chain(of_streams.iter().copied());
        for (place, name) in all.enumerate() {
            self.set(world, name, &picks.get(place).cloned().unwrap_or_default());
        }
    }

    /// The component as later ones see it.
    pub(crate) fn standing(&self, world: &World) -> Standing {
        let (plain, secret) = world.catalogue.outputs(self.schema);
        let of = |path: &String| format!("{}.{path}", self.name);
        let mut texts: Vec<String> = plain.iter().map(of).collect();
        let ports: Vec<String> =
            self.facts.ports.iter().map(|(port, _)| format!("{}.{port}", self.name)).collect();
        if self.is_a(world, "running") {
            texts.extend(
                ports.iter().flat_map(|port| [port.clone(), format!("{port}.url"), format!("{port}.host")]),
            );
            if ports.is_empty() {
                texts.clear();
            }
        }
        Standing {
            name: self.name.clone(),
            schema: self.schema,
            namespace: self.namespace.clone(),
            texts,
            secrets: secret.iter().map(of).collect(),
            shared: self.facts.shared,
            ports,
            consumers: self.facts.consumers.iter().map(of).collect(),
        }
    }
}

/// What is said often, so that programs say what real ones do.
fn favourites(kind: &str) -> &'static [&'static str] {
    match kind {
        "service" => &[
            "port",
            "env",
            "port",
            "env",
            "env",
            "scale",
            "probe",
            "expose",
            "config",
            "mount",
            "resources",
            "replicas",
        ],
        "worker" => &["env", "scale", "env", "scale", "scale", "port", "needs", "config", "resources"],
        "stateful" | "daemon" => &["port", "env", "volume", "probe", "config", "resources"],
        "job" | "cron" => &["env", "env", "args", "needs", "config"],
        "scaled-job" => &["env", "resources"],
        _ => &[],
    }
}

/// What the blocks of a kind and its bases say.
fn facts_of(catalogue: &Catalogue, kind: SchemaId) -> Facts {
    let mut facts = Facts::default();
    for setting in catalogue.program.chain(kind).flat_map(|schema| &schema.body.settings) {
        match setting.key.as_str() {
            "image" => facts.image = true,
            "scale" | "replicas" => (facts.counted, facts.several) = (true, true),
            "resources" | "size" => facts.requests = true,
            "port" => facts.ports.extend(setting.members.iter().map(|port| (port.key.to_string(), 0))),
            "mount" => facts.paths.extend(setting.members.iter().map(|mount| mount.key.to_string())),
            _ => {}
        }
        facts.once |= setting.key == "volume";
        for member in &setting.members {
            facts.members.insert(member.key.to_string());
            facts.members.insert(format!("{} {}", setting.key, member.key));
            facts.paths.extend(member.members.iter().filter(|inner| inner.key == "at").filter_map(text));
        }
    }
    facts
}

/// The text that a setting says.
fn text(setting: &Setting) -> Option<String> {
    match &setting.head {
        Head::Set(expr) => match &expr.kind {
            ExprKind::Scalar(Scalar::Text(text)) => Some(text.to_string()),
            _ => None,
        },
        _ => None,
    }
}

/// The fields that the blocks of a kind decide; those that only grow by more members are not among them.
fn settled(catalogue: &Catalogue, kind: SchemaId) -> BTreeSet<String> {
    const GROWING: &[&str] = &["port", "env", "labels", "annotations", "config", "mount", "scratch", "alert"];
    let settings = catalogue.program.chain(kind).flat_map(|schema| &schema.body.settings);
    settings.map(|setting| setting.key.to_string()).filter(|name| !GROWING.contains(&name.as_str())).collect()
}
