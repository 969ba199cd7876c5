//! An example as the operators see it: its files as trees, and the environments that are built from them.

use crate::project::{Files, examples, files_below, memory};
use fluo_core::diagnostic::Diagnostics;
use fluo_core::source::{Sources, Span};
use fluo_core::syntax::ast::{Ast, Entry, Piece, Value, ValueKind};
use fluo_core::{Options, build, emit, library};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// One environment of an example.
#[derive(Clone, Debug)]
pub struct Program {
    /// Its entry file.
    pub entry: String,
    /// The files that it reads.
    pub reads: BTreeSet<String>,
    /// Whether it is a production environment.
    pub production: bool,
    /// The components that it skips.
    pub skips: BTreeSet<String>,
    /// What it emits, as one YAML stream.
    pub output: String,
}

/// An example.
#[derive(Debug)]
pub struct System {
    /// Its name: `fleet`.
    pub name: String,
    /// Its sources.
    pub files: Files,
    /// Its sources, parsed.
    pub trees: BTreeMap<String, Ast>,
    /// Its environments.
    pub programs: Vec<Program>,
    bases: BTreeMap<String, String>,
}

/// An entry, and the entries whose blocks it stands in, outermost first.
#[derive(Clone, Debug)]
pub struct Site<'s> {
    /// The path of its file.
    pub file: &'s str,
    /// The entry.
    pub entry: &'s Entry,
    /// What it stands in.
    pub above: Vec<&'s Entry>,
}

/// Blocks whose words are their author's own.
const FREE: [&str; 12] = [
    "values",
    "spec",
    "env",
    "keys",
    "labels",
    "annotations",
    "pods",
    "parameters",
    "settings",
    "pipelines",
    "set",
    "values-from",
];

impl Site<'_> {
    /// The words from the declaration to the entry: `component/env/LOG_LEVEL`.
    #[must_use]
    pub fn path(&self) -> String {
        let words = self.above.iter().copied().chain([self.entry]).map(|entry| entry.word.text.as_str());
        words.collect::<Vec<_>>().join("/")
    }

    /// The word of the entry.
    #[must_use]
    pub fn word(&self) -> &str {
        &self.entry.word.text
    }

    /// The declaration that it stands in, or is.
    #[must_use]
    pub fn top(&self) -> &Entry {
        self.above.first().copied().unwrap_or(self.entry)
    }

    /// Whether its word is its author's own: a name of a variable, a key of a chart's values.
    #[must_use]
    pub fn is_free(&self) -> bool {
        self.above.iter().any(|entry| FREE.contains(&entry.word.text.as_str()))
    }

    /// Whether it is a field of its declaration.
    #[must_use]
    pub fn is_field(&self) -> bool {
        self.above.len() == 1
    }
}

/// The bytes under a span.
#[must_use]
pub fn bytes(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

impl System {
    /// Every example, parsed, with its environments.
    ///
    /// # Panics
    /// If one of them does not build.
    #[must_use]
    pub fn all() -> Vec<System> {
        let mut entries: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for example in examples() {
            entries.entry(example.name.clone()).or_default().push(example.entry());
        }
        entries.into_iter().map(|(name, entries)| System::of(name, &entries)).collect()
    }

    fn of(name: String, entries: &[String]) -> System {
        let files = files_below(&format!("examples/{name}"));
        let mut sources = Sources::default();
        let mut diagnostics = Diagnostics::default();
        let mut trees = BTreeMap::new();
        for (path, text) in &files {
            let file = sources.add(path.as_str(), text.as_str());
            trees.insert(path.clone(), fluo_core::syntax::parse(&sources, file, &mut diagnostics));
        }
        let mut bases = BTreeMap::new();
        for file in library::FILES {
            let id = sources.add(file.name, file.text);
            learn(&fluo_core::syntax::parse(&sources, id, &mut diagnostics), &mut bases);
        }
        trees.values().for_each(|tree| learn(tree, &mut bases));
        assert!(diagnostics.is_empty(), "{name} can be read");
        let programs = entries.iter().map(|entry| program(&files, &trees, entry)).collect();
        System { name, files, trees, programs, bases }
    }

    /// The text of a file.
    #[must_use]
    pub fn text(&self, file: &str) -> &str {
        self.files.get(file).map_or("", String::as_str)
    }

    /// The text under a span of a file.
    #[must_use]
    pub fn under(&self, file: &str, span: Span) -> &str {
        self.text(file).get(bytes(span)).unwrap_or("")
    }

    /// Every entry of every file, those of declarations first, in the order of the files.
    #[must_use]
    pub fn sites(&self) -> Vec<Site<'_>> {
        let mut found = Vec::new();
        for (file, tree) in &self.trees {
            for entry in &tree.entries {
                walk(file, entry, &mut Vec::new(), &mut found);
            }
        }
        found
    }

    /// The declarations of a word: `component`.
    #[must_use]
    pub fn declared(&self, word: &str) -> Vec<Site<'_>> {
        self.sites().into_iter().filter(|site| site.above.is_empty() && site.word() == word).collect()
    }

    /// The components whose built-in kind is one of these.
    #[must_use]
    pub fn components(&self, kinds: &[&str]) -> Vec<Site<'_>> {
        let of = |site: &Site<'_>| kinds.contains(&self.kind(site.entry).as_str());
        self.declared("component").into_iter().filter(of).collect()
    }

    /// The built-in kind of a component.
    #[must_use]
    pub fn kind(&self, component: &Entry) -> String {
        let mut kind = component.value.as_ref().and_then(word_of).unwrap_or_default();
        while let Some(base) = self.bases.get(&kind) {
            // A platform may call its own kind as a built-in one.
            if *base == kind {
                break;
            }
            kind.clone_from(base);
        }
        kind
    }

    /// The texts of the references of an entry and all below it: the first words of each path.
    #[must_use]
    pub fn mentions(&self, entry: &Entry) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        mentions(entry, &mut found);
        found
    }
}

fn learn(tree: &Ast, bases: &mut BTreeMap<String, String>) {
    for entry in tree.entries.iter().filter(|entry| entry.word.text == "kind") {
        if let (Some(name), Some(base)) = (&entry.label, entry.value.as_ref().and_then(word_of)) {
            bases.insert(name.text.to_string(), base);
        }
    }
}

/// The single word that a value is.
#[must_use]
pub fn word_of(value: &Value) -> Option<String> {
    match &value.kind {
        ValueKind::Path(names) if names.len() == 1 => names.first().map(|name| name.text.to_string()),
        _ => None,
    }
}

fn program(files: &Files, trees: &BTreeMap<String, Ast>, entry: &str) -> Program {
    let built = build(&memory(files), entry, &Options::default());
    let found: Vec<_> = built.diagnostics.iter().map(|found| &found.message).collect();
    assert!(found.is_empty(), "{entry}: {found:?}");
    let reads = built.sources.iter().map(|(id, _)| built.sources.path(id).to_owned());
    let environment =
        trees.get(entry).and_then(|tree| tree.entries.iter().find(|e| e.word.text == "environment"));
    let block = environment.and_then(|entry| entry.block.as_ref());
    let field =
        |word: &str| block.and_then(|block| block.entries.iter().find(|entry| entry.word.text == word));
    let skips = field("skip").and_then(|entry| entry.value.as_ref()).map(|value| match &value.kind {
        ValueKind::List(items) => items.iter().filter_map(word_of).collect(),
        _ => BTreeSet::new(),
    });
    Program {
        entry: entry.to_owned(),
        reads: reads.filter(|path| files.contains_key(path)).collect(),
        production: field("production").is_some(),
        skips: skips.unwrap_or_default(),
        output: emit::yaml::stream(&built.output.expect("the example builds")),
    }
}

fn walk<'s>(file: &'s str, entry: &'s Entry, above: &mut Vec<&'s Entry>, found: &mut Vec<Site<'s>>) {
    found.push(Site { file, entry, above: above.clone() });
    above.push(entry);
    for inner in entry.block.iter().flat_map(|block| &block.entries) {
        walk(file, inner, above, found);
    }
    above.pop();
}

fn mentions(entry: &Entry, found: &mut BTreeSet<String>) {
    if let Some(value) = &entry.value {
        mentioned(value, found);
    }
    for inner in entry.block.iter().flat_map(|block| &block.entries) {
        mentions(inner, found);
    }
}

fn mentioned(value: &Value, found: &mut BTreeSet<String>) {
    match &value.kind {
        ValueKind::Path(names) => found.extend(names.first().map(|name| name.text.to_string())),
        ValueKind::String(pieces) => found.extend(pieces.iter().filter_map(|piece| match piece {
            Piece::Ref(names, _) => names.first().map(|name| name.text.to_string()),
            Piece::Text(_) => None,
        })),
        ValueKind::List(items) => items.iter().for_each(|item| mentioned(item, found)),
        ValueKind::Record(block) => block.entries.iter().for_each(|entry| mentions(entry, found)),
        _ => {}
    }
}
