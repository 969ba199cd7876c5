//! Every emitted object decodes into its typed struct, and nothing of it is lost.

use fluo_tests::typed::decode;
use fluo_tests::{cases, project, text};
use serde_json::{Value, json};

/// The APIs of the users' own, which have no structs.
const OWN: [&str; 4] = ["database.bizmatters.io/", "example.com/", "grafana.integreatly.org/", "traefik.io/"];

#[test]
fn every_object_decodes_and_loses_nothing() {
    let mut faults = Vec::new();
    for (label, output) in cases::everything() {
        for (place, object) in project::objects(&label, &output) {
            if OWN.iter().any(|own| text(&object, "/apiVersion").starts_with(own)) {
                continue;
            }
            faults.extend(decode(&object).err().map(|fault| format!("{place}: {fault}")));
        }
        for (path, content) in project::kustomizations(&output) {
            let object: Value = serde_yaml::from_str(&content).expect("YAML");
            faults.extend(decode(&object).err().map(|fault| format!("{label}: {path}: {fault}")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Each of these changes to a good object must be seen: an unknown field, a wrong type, an unknown word.
#[test]
fn the_structs_refuse_what_is_wrong() {
    let output = project::build_example("agent-executor", "prod");
    let wrong: [(&str, &str, Value); 9] = [
        ("Deployment", "/spec/template/spec/containers/0/imge", json!("a")),
        ("Deployment", "/spec/progressDeadlineSeconds", json!("300")),
        ("Service", "/spec/ports/0/prot", json!(1)),
        ("ScaledObject", "/spec/triggers/0/metadata/lagThreshold", json!(5)),
        ("ScaledObject", "/spec/minReplicas", json!(5)),
        ("ExternalSecret", "/spec/target/creationPolicy", json!("owner")),
        ("Cluster", "/spec/storage/sise", json!("1Gi")),
        ("Dragonfly", "/spec/podSecurityContext/runAsRoot", json!(true)),
        ("Stream", "/spec/retention", json!("none")),
    ];
    for (kind, pointer, value) in wrong {
        let found = output.objects().find(|object| object.kind == kind).expect(kind);
        let mut object = project::json(found);
        assert_eq!(decode(&object), Ok(()), "{kind}");
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        let parent = object.pointer_mut(parent).and_then(Value::as_object_mut).expect(pointer);
        parent.insert(key.to_owned(), value);
        assert!(decode(&object).is_err(), "{kind} {pointer} was let pass");
    }
}
