//! The prelude is the only schema: what it declares is read, and what is read it declares.

use fluo_core::diagnostic::Diagnostics;
use fluo_core::model::{BuiltIn, records as r};
use fluo_core::prelude;
use fluo_core::source::Sources;
use fluo_core::syntax::ast::{Ast, Entry};
use fluo_core::syntax::{Trees, parse};
use fluo_tests::project;
use std::collections::{BTreeMap, BTreeSet};

/// Every struct of `model/records`: the schema that it follows, and the fields that it reads.
fn reads() -> impl Iterator<Item = r::Reads> {
    r::READS.iter().copied().flatten().copied()
}

/// The trigger that a struct reads; the fields of the others go to KEDA as they are, which `triggers.rs` tests.
const READ_TRIGGER: &str = "nats-jetstream";

/// Two kinds of stores that one struct reads.
const SAME: [(&str, &str); 1] = [("aws-secrets-manager", "aws-parameter-store")];

fn parsed() -> (Sources, Vec<Ast>) {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    prelude::texts(&mut sources);
    let mut files = prelude::parse(&sources, &mut diagnostics).to_vec();
    // One that no file has makes all of them be read.
    let mut trees = Trees::default();
    let triggers = prelude::parse_triggers(&["all"], &mut trees, &mut sources, &mut diagnostics);
    files.extend(triggers.iter().map(|tree| Ast::clone(tree)));
    (sources, files)
}

/// The declarations that hold fields, by name: `kind job`, `type probe`, `trigger cron`.
fn declarations() -> BTreeMap<String, Entry> {
    const WORDS: [&str; 6] = ["kind", "type", "trigger", "source", "secret-kind", "store-kind"];
    let (_, files) = parsed();
    let entries = files.into_iter().flat_map(|file| file.entries);
    let declared = entries.filter(|entry| WORDS.contains(&entry.word.text.as_str()));
    let named = |entry: Entry| Some((format!("{} {}", entry.word.text, entry.label.as_ref()?.text), entry));
    declared.filter_map(named).collect()
}

fn params(declaration: &Entry) -> Vec<&Entry> {
    let entries = declaration.block.iter().flat_map(|block| &block.entries);
    entries.filter(|entry| entry.word.text == "param").collect()
}

fn label(entry: &Entry) -> &str {
    entry.label.as_ref().map_or("", |label| label.text.as_str())
}

/// The fields of a declaration; the empty name is the value of the record itself.
fn fields(declaration: &Entry) -> BTreeSet<&str> {
    let own = (declaration.word.text == "type" && declaration.ty.is_some()).then_some("");
    params(declaration).into_iter().map(label).chain(own).collect()
}

#[test]
fn the_prelude_parses_without_a_word() {
    let (sources, files) = parsed();
    for (path, text) in prelude::FILES.iter().chain(&prelude::TRIGGERS) {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let file = sources.add(*path, *text);
        parse(&sources, file, &mut diagnostics);
        assert_eq!(diagnostics.sorted(&sources), [], "{path}");
    }
    assert_eq!(files.len(), prelude::FILES.len() + prelude::TRIGGERS.len());
    assert_eq!(sources.iter().count(), prelude::FILES.len() + prelude::TRIGGERS.len());
}

#[test]
fn every_field_is_read_and_every_read_field_is_declared() {
    // By schema and fields: a kind of components and one of secrets are both called `external`.
    let mut unused: BTreeSet<(&str, BTreeSet<&str>)> =
        reads().map(|(schema, fields)| (schema, fields.iter().copied().collect())).collect();
    let reads = unused.clone();
    let declarations = declarations();
    for (title, declaration) in &declarations {
        let name = label(declaration);
        let schema = SAME.iter().find(|(other, _)| *other == name).map_or(name, |(_, schema)| schema);
        let passed_on = declaration.word.text == "trigger" && name != READ_TRIGGER;
        let wanted = (schema, fields(declaration));
        if passed_on || wanted.1.is_empty() {
            continue;
        }
        let same: Vec<_> = reads.iter().filter(|(other, _)| *other == schema).collect();
        assert!(same.contains(&&wanted), "`{title}` declares {:?}, and what is read is {same:?}", wanted.1);
        unused.remove(&wanted);
    }
    assert_eq!(unused, BTreeSet::new(), "read, and not declared");
}

/// A struct that is missing in the lists would be compared with nothing.
#[test]
fn every_struct_is_listed() {
    let folder = project::root().join("crates/core/src/model/records");
    let files = std::fs::read_dir(folder).expect("the folder").map(|file| file.expect("a file").path());
    let count = |path: std::path::PathBuf| {
        // `Lints` takes its fields from the registry of lints.
        let starts = ["record! {", "impl Decode for Lints"];
        let text = project::read(&path);
        text.lines().filter(|line| starts.iter().any(|start| line.starts_with(start))).count()
    };
    assert_eq!(files.map(count).sum::<usize>(), reads().count());
}

#[test]
fn every_declaration_and_param_says_what_it_is() {
    for (title, declaration) in &declarations() {
        assert!(!declaration.docs.is_empty(), "`{title}` has no doc comment");
        for param in params(declaration) {
            assert!(!param.docs.is_empty(), "`{}` of `{title}` has no doc comment", label(param));
        }
    }
}

#[test]
fn every_built_in_kind_is_declared() {
    let declarations = declarations();
    for (name, kind) in BuiltIn::NAMES.iter().copied() {
        assert!(declarations.contains_key(&format!("kind {name}")), "`{name}`");
        assert_eq!(kind.name(), name);
    }
}

#[test]
fn the_trees_of_the_prelude_are_those_of_its_texts() {
    let file = project::root().join("crates/core/src/prelude/trees.bin");
    let trees = prelude::trees();
    if std::env::var_os("FLUO_BLESS").is_some() {
        std::fs::write(&file, &trees).unwrap();
    }
    assert!(
        std::fs::read(&file).unwrap() == trees,
        "the prelude or the syntax tree has changed: write its trees anew with\nFLUO_BLESS=1 cargo test -p fluo-tests --test prelude"
    );
}
