//! Every emitted object passes the closed schema that its project publishes.

use fluo_core::object::Output;
use fluo_tests::closed::{Judge, Schemas, is_own};
use fluo_tests::keda::undescribed;
use fluo_tests::{cases, data, project, text};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The objects of a stream and every `kustomization.yaml` of the tree.
fn emitted(label: &str, output: &Output) -> Vec<(String, Value)> {
    let mut objects = project::objects(label, output);
    for (path, content) in project::kustomizations(output) {
        objects.push((format!("{label}: {path}"), serde_yaml::from_str(&content).expect("YAML")));
    }
    let api = |object: &Value| format!("{} {}", text(object, "/apiVersion"), text(object, "/kind"));
    objects.retain(|(_, object)| !is_own(&api(object)));
    objects
}

#[test]
fn every_object_passes_its_closed_schema() {
    let Some(folder) = data::folder("closed schemas") else { return };
    let mut judge = Judge::new(Schemas::of(&folder));
    let mut faults = Vec::new();
    let mut count = 0;
    for (label, output) in cases::everything() {
        for (place, object) in emitted(&label, &output) {
            faults.extend(judge.faults(&object).into_iter().map(|fault| format!("{place}: {fault}")));
            count += 1;
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count > 100, "only {count} objects");
}

/// A judge that lets everything pass would prove nothing: each of these changes to a good object must be seen.
#[test]
fn the_schemas_refuse_what_is_wrong() {
    let Some(folder) = data::folder("closed schemas") else { return };
    let mut judge = Judge::new(Schemas::of(&folder));
    let output = project::build_example("agent-executor", "prod");
    let wrong: [(&str, &str, Value); 9] = [
        ("Deployment", "/spec/template/spec", json!({ "containers": [{ "name": "a", "imge": "b" }] })),
        ("Deployment", "/spec/replicas", json!("3")),
        ("ScaledObject", "/spec/triggers/0/metadata/lagThreshold", json!(5)),
        ("ExternalSecret", "/spec/refreshPolicy", json!("Never")),
        ("Password", "/spec/lenght", json!(3)),
        ("Stream", "/spec/retention", json!("none")),
        ("Kustomization", "/spec/interval", json!("1d")),
        ("Cluster", "/spec/instances", json!(0)),
        ("Dragonfly", "/metadata/labels", json!({ "a": 1 })),
    ];
    for (kind, pointer, value) in wrong {
        let found = output.objects().find(|object| object.kind == kind).expect(kind);
        let mut object = project::json(found);
        assert_eq!(judge.faults(&object), Vec::<String>::new(), "{kind}");
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        let parent = object.pointer_mut(parent).and_then(Value::as_object_mut).expect(pointer);
        parent.insert(key.to_owned(), value);
        assert!(!judge.faults(&object).is_empty(), "{kind} {pointer} was let pass");
    }
}

/// The parameters of a trigger type in KEDA's own description: where each may come from.
fn parameters<'d>(described: &'d Value, kind: &str) -> BTreeMap<&'d str, &'d Value> {
    let scalers = fluo_tests::items(described, "/scalers");
    let scaler = scalers.iter().find(|scaler| text(scaler, "/type") == kind).unwrap_or(&Value::Null);
    fluo_tests::items(scaler, "/parameters").iter().map(|each| (text(each, "/name"), each)).collect()
}

/// KEDA ignores metadata that it does not know, so nothing but its own description would tell.
#[test]
fn every_trigger_has_only_parameters_that_keda_knows() {
    let Some(folder) = data::folder("KEDA's scalers") else { return };
    let described = project::read(&folder.join("keda-scalers-schema.json"));
    let described: Value = serde_json::from_str(&described).expect("JSON");
    let mut kinds = std::collections::BTreeSet::new();
    for (label, output) in cases::everything() {
        let objects = project::objects(&label, &output);
        let scalers =
            objects.iter().filter(|(_, o)| ["ScaledObject", "ScaledJob"].contains(&text(o, "/kind")));
        for (place, object) in scalers {
            for trigger in fluo_tests::items(object, "/spec/triggers") {
                let kind = text(trigger, "/type");
                let known = parameters(&described, kind);
                kinds.insert(kind.to_owned());
                let readable = |name: &str, how: &str| {
                    assert!(
                        known.get(name).is_some_and(|p| p[how] == true) || undescribed(kind, name),
                        "{place}: {kind} has no `{name}`"
                    );
                };
                let metadata = trigger["metadata"].as_object().expect("metadata");
                // What an external scaler is told is its own, and a row of a query has any name.
                let own = |name: &str| kind.starts_with("external") || name.starts_with("query.");
                for name in metadata.keys().filter(|name| !own(name)) {
                    readable(name, "metadataVariableReadable");
                }
                let login = text(trigger, "/authenticationRef/name");
                let logins = objects.iter().filter(|(_, other)| {
                    text(other, "/kind") == "TriggerAuthentication" && text(other, "/metadata/name") == login
                });
                let targets = logins.flat_map(|(_, other)| {
                    let lists = ["/spec/secretTargetRef", "/spec/configMapTargetRef"];
                    lists.into_iter().flat_map(|list| fluo_tests::items(other, list))
                });
                for target in targets {
                    readable(text(target, "/parameter"), "triggerAuthenticationVariableReadable");
                }
            }
        }
    }
    assert_eq!(kinds.len(), 78, "a golden case for every trigger: {kinds:?}");
}
