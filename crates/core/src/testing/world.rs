//! What a program that is being written has declared so far: later declarations refer to earlier ones, so no circle can be.

use super::catalogue::Catalogue;
use super::entry::Entry;
use super::pick::{Pick, one};
use crate::types::{RefType, SchemaId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A component that stands in the program, as later ones see it.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    /// Its name.
    pub(crate) name: String,
    /// Its kind in the catalogue; the base of a kind that the program declares.
    pub(crate) schema: SchemaId,
    /// The namespace that it says; the environment's, where it says none.
    pub(crate) namespace: String,
    /// Expressions of texts and numbers.
    pub(crate) texts: Vec<String>,
    /// Expressions of secret values.
    pub(crate) secrets: Vec<String>,
    /// Whether its secrets are copied to those who use them.
    pub(crate) shared: bool,
    /// Its ports, as expressions.
    pub(crate) ports: Vec<String>,
    /// Its consumers, if it is a stream.
    pub(crate) consumers: Vec<String>,
}

/// A secret of the top level.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    /// Its name.
    pub(crate) name: String,
    /// Its keys.
    pub(crate) keys: Vec<String>,
    /// Whether only one namespace may use it.
    pub(crate) homely: bool,
    /// The namespace that uses it.
    pub(crate) home: Option<String>,
}

impl Kept {
    /// Whether a namespace may use it; a kind may be used in any.
    fn may_serve(&self, namespace: &str) -> bool {
        let alone = self.home.as_deref().is_none_or(|home| home == namespace);
        !self.homely || (alone && namespace != ANYWHERE)
    }
}

/// The namespace of a kind: that of its components, whichever it is.
pub(crate) const ANYWHERE: &str = "*";

/// Everything that is declared so far.
#[derive(Clone, Debug)]
pub(crate) struct World {
    /// The kinds, types and triggers.
    pub(crate) catalogue: Arc<Catalogue>,
    /// Literals for fields that their types say too little of, by `SCHEMA.FIELD`.
    pub(crate) hints: BTreeMap<String, Vec<String>>,
    /// The declarations, in their order.
    pub(crate) entries: Vec<Entry>,
    /// The components.
    pub(crate) components: Vec<Standing>,
    /// The secrets.
    pub(crate) secrets: Vec<Kept>,
    /// The names of the configs.
    pub(crate) configs: Vec<String>,
    /// The names of the volumes, each with the namespace that uses it.
    pub(crate) volumes: Vec<(String, Option<String>)>,
    /// The names of the stores.
    pub(crate) stores: Vec<String>,
    /// The names of the sizes.
    pub(crate) sizes: Vec<String>,
    /// Params of the program that are texts.
    pub(crate) params: Vec<String>,
    /// Declarations that stand in the entry file, because they name files beside it.
    pub(crate) beside: Vec<Entry>,
    /// Files that declarations name.
    pub(crate) files: Vec<(String, String)>,
    /// The components that others need.
    pub(crate) needed: BTreeSet<String>,
    names: BTreeSet<String>,
    ports: u16,
}

impl World {
    /// Nothing but a catalogue.
    pub(crate) fn new(catalogue: Arc<Catalogue>, hints: BTreeMap<String, Vec<String>>) -> Self {
        let program = &catalogue.program;
        let taken = program.components.keys().chain(program.secrets.keys()).chain(program.stores.keys());
        let taken =
            taken.chain(program.sizes.keys()).chain(program.params.keys()).chain(program.configs.keys());
        let taken = taken.chain(program.volumes.keys()).chain(program.environments.keys());
        let names = taken.map(ToString::to_string).collect();
        let sizes = program.sizes.keys().map(ToString::to_string).collect();
        let stores = program.stores.keys().map(ToString::to_string).collect();
        Self {
            catalogue,
            hints,
            names,
            sizes,
            stores,
            entries: Vec::new(),
            components: Vec::new(),
            secrets: Vec::new(),
            configs: Vec::new(),
            volumes: Vec::new(),
            params: Vec::new(),
            beside: Vec::new(),
            files: Vec::new(),
            needed: BTreeSet::new(),
            ports: 0,
        }
    }

    /// A name that nothing has yet: this one, or with a number behind it.
    pub(crate) fn fresh(&mut self, stem: &str) -> String {
        let numbered = (2_u32..).map(|number| format!("{stem}-{number}"));
        let free = std::iter::once(stem.to_owned()).chain(numbered).find(|name| !self.names.contains(name));
        let name = free.unwrap_or_default();
        self.names.insert(name.clone());
        name
    }

    /// A number of a port that nothing has yet.
    pub(crate) fn port(&mut self) -> u16 {
        self.ports = self.ports.wrapping_add(1) % 20_000;
        self.ports.saturating_add(8000)
    }

    /// Notes that something refers to what an expression names.
    fn refer(&mut self, expression: &str) {
        let name = expression.split('.').next().unwrap_or_default();
        if self.components.iter().any(|component| component.name == name) {
            self.needed.insert(name.to_owned());
        }
    }

    /// An expression of a text or number of an earlier component.
    pub(crate) fn text(&mut self, pick: &Pick) -> Option<String> {
        let texts = self.components.iter().flat_map(|component| &component.texts).chain(&self.params);
        let texts: Vec<String> = texts.cloned().collect();
        let text = one(pick.value, &texts).cloned()?;
        self.refer(&text);
        Some(text)
    }

    /// An expression of a secret value that a namespace may use.
    pub(crate) fn secret_value(&mut self, namespace: &str, pick: &Pick) -> String {
        let of_components = self.components.iter().filter(|c| c.shared || c.namespace == namespace);
        let mut values: Vec<String> = of_components.flat_map(|component| component.secrets.clone()).collect();
        let usable = |kept: &&Kept| kept.may_serve(namespace);
        for kept in self.secrets.iter().filter(usable) {
            values.extend(kept.keys.iter().map(|key| format!("{}.{key}", kept.name)));
        }
        match one(pick.value, &values).cloned() {
            Some(value) => {
                self.refer(&value);
                self.settle(&value, namespace);
                value
            }
            None => format!("{}.password", self.login()),
        }
    }

    /// Keeps a secret in the namespace that uses it first.
    fn settle(&mut self, expression: &str, namespace: &str) {
        let name = expression.split('.').next().unwrap_or_default();
        if let Some(kept) = self.secrets.iter_mut().find(|kept| kept.name == name) {
            kept.home.get_or_insert_with(|| namespace.to_owned());
        }
    }

    /// A secret as a whole that a namespace may use.
    pub(crate) fn secret(&mut self, namespace: &str, pick: &Pick) -> String {
        let usable = |kept: &&Kept| kept.may_serve(namespace);
        let names: Vec<String> = self.secrets.iter().filter(usable).map(|kept| kept.name.clone()).collect();
        let name = one(pick.value, &names).cloned().unwrap_or_else(|| self.login());
        self.settle(&name, namespace);
        name
    }

    /// Declares a secret that is in the cluster already.
    fn login(&mut self) -> String {
        let name = self.fresh("login");
        let keys = vec!["username".to_owned(), "password".to_owned()];
        let entry = Entry::new("keys: [username, password]");
        self.entries.push(Entry::block(format!("secret {name}: existing"), vec![entry]));
        self.secrets.push(Kept { name: name.clone(), keys, homely: false, home: None });
        name
    }

    /// The name of a store.
    pub(crate) fn store(&mut self, pick: &Pick) -> String {
        if let Some(name) = one(pick.value, &self.stores) {
            return name.clone();
        }
        let name = self.fresh("store");
        self.entries.push(Entry::block(format!("store {name}: existing"), Vec::new()));
        self.stores.push(name.clone());
        name
    }

    /// The name of a config of the top level.
    pub(crate) fn config(&mut self, pick: &Pick) -> String {
        if let Some(name) = one(pick.value, &self.configs) {
            return name.clone();
        }
        let name = self.fresh("settings");
        let level = Entry::new("LEVEL: \"info\"");
        self.entries.push(Entry::block(format!("config {name}"), vec![level]));
        self.configs.push(name.clone());
        name
    }

    /// The name of a volume of the top level that a namespace may use.
    pub(crate) fn volume(&mut self, namespace: &str, pick: &Pick) -> Option<String> {
        let free =
            |(_, home): &&(String, Option<String>)| home.as_deref().is_none_or(|home| home == namespace);
        let names: Vec<String> = self.volumes.iter().filter(free).map(|(name, _)| name.clone()).collect();
        let name = one(pick.value, &names).cloned()?;
        let found = self.volumes.iter_mut().find(|(other, _)| *other == name);
        if let Some((_, home)) = found {
            home.get_or_insert_with(|| namespace.to_owned());
        }
        Some(name)
    }

    /// An earlier component of a kind, or of any.
    pub(crate) fn component(&mut self, kind: Option<&str>, pick: &Pick) -> Option<String> {
        let program = &self.catalogue.program;
        let fits = |c: &&Standing| kind.is_none_or(|kind| program.is_a(c.schema, kind));
        let names: Vec<String> = self.components.iter().filter(fits).map(|c| c.name.clone()).collect();
        self.one_of(&names, pick)
    }

    /// An earlier component of a kind whose secrets can be read in a namespace.
    fn readable(&mut self, kind: Option<&str>, namespace: &str, pick: &Pick) -> Option<String> {
        let program = &self.catalogue.program;
        let is_near = |c: &Standing| c.namespace == namespace || c.namespace == ANYWHERE;
        let is_readable = |c: &Standing| c.secrets.is_empty() || c.shared || is_near(c);
        let fits = |c: &&Standing| kind.is_none_or(|kind| program.is_a(c.schema, kind)) && is_readable(c);
        let names: Vec<String> = self.components.iter().filter(fits).map(|c| c.name.clone()).collect();
        self.one_of(&names, pick)
    }

    fn one_of(&mut self, names: &[String], pick: &Pick) -> Option<String> {
        let name = one(pick.value, names).cloned()?;
        self.needed.insert(name.clone());
        Some(name)
    }

    /// A consumer of an earlier stream.
    pub(crate) fn consumer(&mut self, pick: &Pick) -> Option<String> {
        let consumers = self.components.iter().flat_map(|component| component.consumers.clone());
        let consumer = one(pick.value, &consumers.collect::<Vec<_>>()).cloned()?;
        self.refer(&consumer);
        Some(consumer)
    }

    /// What a reference may say.
    pub(crate) fn reference(&mut self, to: &RefType, namespace: &str, pick: &Pick) -> Option<String> {
        match to {
            RefType::Component(kind) => self.readable(kind.as_deref(), namespace, pick),
            RefType::Secret => Some(self.secret(namespace, pick)),
            RefType::Bundle if pick.which % 2 == 1 => Some(self.secret(namespace, pick)),
            RefType::Bundle | RefType::Mountable | RefType::Config => Some(self.config(pick)),
            RefType::Volume => self.volume(namespace, pick),
            RefType::Store => Some(self.store(pick)),
            RefType::Size => one(pick.value, &self.sizes).cloned(),
            RefType::Consumer => self.consumer(pick),
            RefType::Need => self.component(None, pick),
            RefType::Peer => one(pick.value, PEERS).map(|peer| (*peer).to_owned()),
            RefType::Port | RefType::Operator => None,
        }
    }
}

/// Who may be reached beside components.
pub(crate) const PEERS: &[&str] = &[
    "internet",
    "\"tools\"",
    "\"10.0.0.0/8\"",
    "\"internet:443\"",
    "\"10.2.0.0/16:8000-8999\"",
    "\"10.3.0.53/32:53/udp\"",
];
