//! Rules about workloads, their volumes and their accounts, one line each; and what sizes decide.

use fluo_core::object::Node;
use fluo_core::source::MemoryLoader;
use fluo_core::{Built, Options, build};

fn built(program: &str) -> Built {
    build(&MemoryLoader::new().with("app.fluo", program), "app.fluo", &Options::default())
}

/// The codes that a program yields, in order.
fn codes(program: &str) -> Vec<&'static str> {
    built(program).diagnostics.iter().map(|found| found.code.as_str()).collect()
}

const DEV: &str = "environment dev {}";

fn of_kind(kind: &str, fields: &str) -> String {
    format!("component app: {kind} {{ image: \"x/y:1\", {fields} }}\n{DEV}")
}

/// Kind, fields, and the codes that they yield.
const CASES: [(&str, &str, &[&str]); 48] = [
    // How many pods may mount a volume.
    ("worker", "volume d: 1Gi { at: \"/d\" }", &[]),
    ("worker", "volume d: 1Gi { at: \"/d\" }, replicas: 1", &[]),
    ("worker", "volume d: 1Gi { at: \"/d\", access: many }, replicas: 3", &[]),
    ("worker", "volume d: 1Gi { at: \"/d\" }, resources { cpu: 1.. }, scale: 1..3 { cpu: 70% }", &["E0815"]),
    ("worker", "volume d: 1Gi { at: \"/d\" }, resources { cpu: 1.. }, scale: 1..1 { cpu: 70% }", &[]),
    ("worker", "volume d: 1Gi { at: \"/d\" }, strategy: recreate", &[]),
    ("worker", "volume d: 1Gi { at: \"/d\" }, strategy { max-surge: 1 }", &["E0816"]),
    ("stateful", "volume d: 1Gi { at: \"/d\" }, replicas: 3", &[]),
    ("daemon", "volume d: 1Gi { at: \"/d\" }", &["E0815"]),
    ("job", "volume d: 1Gi { at: \"/d\" }, parallel: 2", &["E0815"]),
    ("cron", "volume d: 1Gi { at: \"/d\" }, schedule: \"0 3 * * *\"", &[]),
    ("cron", "volume d: 1Gi { at: \"/d\" }, schedule: \"0 3 * * *\" { concurrency: allow }", &["E0815"]),
    // Volumes themselves.
    ("worker", "volume d: 0Gi { at: \"/d\" }", &["E0306"]),
    ("worker", "volume d { at: \"/d\" }", &["E0305"]),
    ("worker", "volume d: 1Gi { at: \"/d\", class: \"Fast\" }", &["E0306"]),
    ("worker", "volume d: 1Gi { at: \"/d\" }, mount \"/d/\": d", &["E0810"]),
    ("worker", "volume d: 1Gi { at: \"/d\" }, sidecar s { mount \"/d\": d }", &["E0810"]),
    ("worker", "volume d: 1Gi { at: \"/d\" }, mount \"/e\": d { optional: true }", &["E0310"]),
    ("worker", "volume D: 1Gi { at: \"/d\" }", &["E0801"]),
    ("stateful", "volume tmp: 1Gi { at: \"/d\" }", &["E0801"]),
    ("stateful", "volume d: 1Gi { at: \"/d\" }, flux { force: true }", &[]),
    ("job", "volume d: 1Gi { at: \"/d\" }, flux { force: true }", &[]),
    ("worker", "volume d: 1Gi { at: \"/d\" }, config d { A: \"b\" }", &["E0202"]),
    ("worker", "volume d: 1Gi { at: \"/d\" }, scratch d: 1Gi { at: \"/e\" }", &["E0202"]),
    // Fields of other kinds.
    ("daemon", "replicas: 2", &["E0304"]),
    ("daemon", "scale: 1..2 { cpu: 70% }", &["E0304"]),
    ("job", "strategy: rolling", &["E0304"]),
    ("cron", "port http: 80, schedule: \"0 3 * * *\", service { type: headless }", &["E0304"]),
    ("stateful", "strategy: recreate", &["E0307"]),
    // How pods are replaced.
    ("stateful", "strategy: on-delete { partition: 1 }", &["E0822"]),
    ("daemon", "strategy: rolling { max-surge: 1, max-unavailable: 1 }", &["E0822"]),
    ("daemon", "strategy: rolling { max-surge: 1, max-unavailable: 0 }", &[]),
    ("worker", "strategy: rolling { max-surge: 0, max-unavailable: 0% }", &["E0822"]),
    ("worker", "strategy: rolling { max-unavailable: 101% }", &["E0306"]),
    ("worker", "strategy: rolling { max-surge: 1.5 }", &["E0302"]),
    // What runs to its end.
    ("cron", "retries: 1", &["E0305"]),
    ("cron", "schedule: \"0 3 * * *\" { start-within: 5s }", &["E0306"]),
    ("job", "completions { indexed: true }", &["E0305"]),
    ("job", "deadline: 1500ms", &["E0306"]),
    // Taints.
    ("worker", "tolerate a { value: \"x\" }", &["E0821"]),
    ("worker", "tolerate a: \"not a key\"", &["E0821"]),
    ("worker", "tolerate a: \"k\" { value: \"not a value\" }", &["E0821"]),
    // What only the pod knows.
    ("worker", "output a: pod.name", &["E0823"]),
    // Accounts.
    ("worker", "account { rule a { resources: [pods] } }", &["E0819"]),
    ("worker", "account { rule a { api: \"apps/v1\", resources: [deployments], verbs: [get] } }", &["E0819"]),
    ("worker", "account { rule a { resources: [deployments], verbs: [get] } }", &["E0819"]),
    ("worker", "account { rule a { resources: [pods], names: [\"x\"], verbs: [create] } }", &["E0819"]),
    ("worker", "account { rule a { api: \"example.com\", resources: [things], verbs: [get] } }", &[]),
];

#[test]
fn each_field_is_refused_or_taken_where_it_should_be() {
    for (kind, fields, wanted) in CASES {
        assert_eq!(codes(&of_kind(kind, fields)), wanted, "{kind}: {fields}");
    }
}

#[test]
fn a_shared_volume_of_one_node_has_one_user() {
    let program = |users: &str| format!("volume v: 1Gi\n{users}\n{DEV}");
    let user = |name: &str| format!("component {name}: worker {{ image: \"x/y:1\", mount \"/v\": v }}");
    assert_eq!(codes(&program(&user("a"))), [""; 0]);
    assert_eq!(codes(&program(&[user("a"), user("b")].join("\n"))), ["E0815"]);
}

#[test]
fn a_shared_name_is_nobodys_own() {
    let own = "component a: worker { image: \"x/y:1\", config c { A: \"b\" }, env-from: [c] }";
    assert_eq!(codes(&format!("config c {{ A: \"b\" }}\n{own}\n{DEV}")), ["E0202"]);
}

#[test]
fn what_only_the_pod_knows_stays_in_variables_whatever_way_it_takes() {
    let program = |used: &str| {
        format!(
            "kind k: worker {{ param v: value, {used} }}
             component a: k {{ image: \"x/y:1\", v: pod.name }}
             environment dev {{}}"
        )
    };
    assert_eq!(codes(&program("env { A: v, B: \"${v}\" }")), [""; 0]);
    assert_eq!(codes(&program("args: [v]")), ["E0823"]);
    assert_eq!(codes(&program("annotations { A: \"${v}\" }")), ["E0823"]);
}

#[test]
fn what_is_taken_away_is_not_used_any_more() {
    let program = |own: &str| {
        format!(
            "kind k: worker {{ volume v: 1Gi {{ at: \"/v\" }}, mount \"/w\": v, config c {{ A: \"b\" }}, env-from: [c] }}
             component a: k {{ image: \"x/y:1\", {own} }}
             environment dev {{}}"
        )
    };
    assert_eq!(codes(&program("volume v: none")), ["E0201"]);
    assert_eq!(codes(&program("config c: none")), ["E0201"]);
    assert_eq!(codes(&program("volume v: none, mount \"/w\": none")), [""; 0]);
}

/// A config that refers to a component makes each of its users need it, and a circle is one.
#[test]
fn a_shared_config_needs_what_it_refers_to_in_the_name_of_its_users() {
    let program = "config c { URL: \"${b.http.url}\" }
        component a: service { image: \"x/y:1\", port http: 80, env-from: [c] }
        component b: service { image: \"x/y:1\", port http: 80, env { A: a.host } }
        environment dev {}";
    assert_eq!(codes(program), ["E0601"]);
}

/// A value of the StatefulSet `app` and the layers that decided it.
fn decided(program: &str, path: &[&str]) -> (String, Vec<String>) {
    let built = built(program);
    let output = built.output.as_ref().expect("an output");
    let object = output.objects().find(|object| object.kind == "StatefulSet").expect("a StatefulSet");
    let node: &Node = object.body.at(path).expect("the value");
    let layers = output.origins.get(node.origin).iter().map(|step| step.layer.to_string());
    (format!("{:?}", node.data), layers.collect())
}

#[test]
fn a_refined_size_is_above_the_size_and_below_the_component() {
    let program = |own: &str, environment: &str| {
        format!(
            "size large {{ replicas: 3, grace: 1s }}
             kind inner: stateful {{ replicas: 2, size large {{ replicas: 4 }} }}
             component app: inner {{ image: \"x/y:1\", size: large, {own} }}
             environment dev {{ {environment} }}"
        )
    };
    let replicas = |own: &str, environment: &str| decided(&program(own, environment), &["spec", "replicas"]);
    assert_eq!(replicas("", "").0, "Int(4)");
    assert_eq!(replicas("size large { replicas: 5 }", "").0, "Int(5)");
    assert_eq!(replicas("replicas: 6", "").0, "Int(6)");
    assert_eq!(replicas("size large { replicas: 5 }", "override app { replicas: 7 }").0, "Int(7)");
    assert_eq!(codes(&program("", "")), [""; 0]);
    assert_eq!(codes(&program("replicas: 6, size large { replicas: 5 }", "")), ["W0802"]);
    let (_, layers) = replicas("size large { replicas: 5 }", "");
    let refined = "size large, refined".to_owned();
    assert!(layers.contains(&"size large".to_owned()) && layers.last() == Some(&refined), "{layers:?}");
}
