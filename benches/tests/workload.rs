//! The workload is a program as it should be, and gives the objects that it is meant to give.

use fluo_benches::peers::{Peer, compare, inputs};
use fluo_benches::{ENTRY, limit, records, workload};
use fluo_core::object::Output;
use fluo_core::source::MemoryLoader;
use fluo_core::{Built, Options};
use std::collections::BTreeSet;

/// Builds so many services, without a diagnostic of any kind.
fn built(services: usize) -> Output {
    let mut loader = MemoryLoader::new();
    for (path, text) in workload(services) {
        loader = loader.with(path.as_str(), text.as_str());
    }
    let Built { diagnostics, output, .. } = fluo_core::build(&loader, ENTRY, &Options::default());
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    output.expect("no errors")
}

/// What the emitter by hand writes for so many services.
fn by_hand(services: usize) -> Vec<u8> {
    let files = inputs::files(Peer::Limit, services);
    limit::stream(&limit::rows(&files["services.tsv"], &files["prod.tsv"]))
}

#[test]
fn every_service_gives_its_objects() {
    let output = built(3);
    let found: BTreeSet<(&str, &str)> =
        output.objects().map(|object| (object.kind.as_str(), object.name.as_str())).collect();
    let records = records::production(3);
    let mut expected = BTreeSet::from([
        ("Namespace", "prod"),
        ("GitRepository", "fluo-prod"),
        ("Kustomization", "namespaces"),
    ]);
    for record in &records {
        let kinds = ["Deployment", "Service", "ServiceAccount", "ScaledObject", "Kustomization"];
        expected.extend(kinds.map(|kind| (kind, record.name.as_str())));
        if record.min > 1 {
            expected.insert(("PodDisruptionBudget", &record.name));
        }
    }
    assert_eq!(found, expected);
}

#[test]
fn the_program_is_formatted() {
    for (path, text) in workload(60) {
        assert_eq!(fluo_core::format(&path, &text).text.as_deref(), Some(text.as_str()), "{path}");
    }
}

#[test]
fn the_emitter_by_hand_writes_the_same_objects() {
    let ours = compare::objects(fluo_core::emit::stream(&built(60)).as_bytes()).expect("YAML");
    let (ours, others) = compare::split(ours);
    let theirs = compare::objects(&by_hand(60)).expect("YAML");
    assert_eq!(compare::differences(&ours, &theirs), Vec::<String>::new());
    let named: Vec<&str> = others.keys().map(String::as_str).collect();
    assert_eq!(named, ["GitRepository", "Kustomization", "Namespace"], "what only fluo writes");
}

#[test]
fn the_comparison_tells_what_differs() {
    let whole = String::from_utf8(by_hand(2)).expect("UTF-8");
    let objects = |text: &str| compare::objects(text.as_bytes()).expect("YAML");
    let differences = |text: &str| compare::differences(&objects(&whole), &objects(text));
    assert_eq!(differences(&whole), Vec::<String>::new());

    // A number where a text was, as a reader of YAML takes a value that is not quoted.
    let unquoted = whole.replacen("lagThreshold: \"", "lagThreshold: ", 1).replacen("\"\n---", "\n---", 1);
    let [told] = &*differences(&unquoted) else { panic!("one difference") };
    assert!(told.starts_with("ScaledObject `svc-1`: /spec/triggers/0/metadata/lagThreshold is "), "{told}");

    let (first, rest) = whole[4..].split_once("---\n").expect("several objects");
    assert_eq!(differences(rest), ["ServiceAccount `svc-1` is missing"]);
    assert_eq!(differences(&format!("{rest}---\n{first}")), Vec::<String>::new(), "order means nothing");
    let more =
        format!("{whole}---\n{}", first.replace("name: svc-1\n  namespace", "name: more\n  namespace"));
    assert_eq!(differences(&more), ["ServiceAccount `more` is too many"]);
    let null = whole.replacen("emptyDir: {}", "emptyDir: null", 1);
    assert_eq!(differences(&null).len(), 1);
    assert!(
        compare::objects(format!("{whole}---\n{first}").as_bytes()).is_err(),
        "an object that comes twice"
    );
}

#[test]
fn a_field_that_is_null_is_no_missing_field() {
    let objects = |text: &str| compare::objects(text.as_bytes()).expect("YAML");
    let (with, without) =
        (objects("kind: A\nmetadata: { name: a }\nspec: null"), objects("kind: A\nmetadata: { name: a }"));
    assert_eq!(compare::differences(&with, &without).len(), 1);
}
