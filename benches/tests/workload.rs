//! The workload is a program as it should be, and gives the objects that it is meant to give.

use fluo_benches::{ENTRY, records, workload};
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
