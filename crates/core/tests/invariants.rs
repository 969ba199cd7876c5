//! Each invariant is able to fail: a build that is good, broken by hand at one place, is told at that place.

use fluo_core::model::OriginId;
use fluo_core::testing::Program;
use fluo_core::testing::invariants::cluster::{Cluster, Thing};
use fluo_core::testing::invariants::{self, ALL, Judged, Subject, Violation, language, locality};
use serde_json::{Value, json};

const PROGRAM: &str = r#"
size small { cpu: 250m..1, memory: 256Mi..512Mi }
store aws: aws-parameter-store { region: "eu-central-1" }
secret keys: external { store: aws, keys { TOKEN: "/prod/canary/token" } }

component nats: nats { storage: 10Gi }
component orders: stream { server: nats, subjects: ["orders.>"], consumer fast {} }
component db: postgres { storage: 10Gi }

component backend: service {
  image: "registry.example.com/backend:1"
  size: small
  port http: 8080
  port metrics: 9090
  config app { "app.conf": "debug" }
  mount "/etc/app": app
  env { URL: db.uri, TOKEN: keys.TOKEN, LINE: "x ${keys.TOKEN}" }
  probe ready: "/ready" { port: http }
  monitor { port: metrics }
  expose "backend.example.com" { port: http }
  scale: 2..6 { cpu: 70% }
}

component frontend: service {
  image: "registry.example.com/frontend:1"
  size: small
  port http: 3000
  env { BACKEND: backend.http.url }
  replicas: 2
}

component work: worker {
  image: "registry.example.com/work:1"
  size: small
  scale: 1..5 { on nats-jetstream { consumer: orders.fast } }
}

environment prod {
  network: strict
  provides: [keda, nack, cloudnative-pg, external-secrets, prometheus-operator, gateway-api, cert-manager]
  defaults { namespace: "shop" }
}
"#;

fn judged() -> Judged {
    Judged::of(&Program::one(PROGRAM)).unwrap_or_else(|violation| panic!("{violation}"))
}

fn subject() -> Subject {
    judged().subjects.remove(0)
}

/// What an invariant says of the objects once they are changed.
fn after(name: &str, change: impl FnOnce(&mut Vec<Thing>)) -> Option<Violation> {
    let mut judged = judged();
    let subject = judged.subjects.remove(0);
    let mut things: Vec<Thing> = subject.cluster.things().cloned().collect();
    change(&mut things);
    let cluster = Cluster::new(things, subject.said.provided());
    judged.subjects.push(Subject { cluster, ..subject });
    let invariant = ALL.iter().find(|invariant| invariant.name == name).expect("an invariant");
    judged.holds(invariant).err()
}

/// The object of a kind and name.
fn find<'t>(things: &'t mut [Thing], kind: &str, name: &str) -> &'t mut Value {
    let found = things.iter_mut().find(|thing| thing.kind() == kind && thing.name() == name);
    &mut found.unwrap_or_else(|| panic!("no {kind} {name}")).value
}

/// Sees the violation of an object once the value at a pointer is another one.
#[track_caller]
fn breaks(name: &str, (kind, object): (&str, &str), pointer: &str, value: Value) {
    let said = format!("{name} did not see {pointer}: {value}");
    let mut value = Some(value);
    let set = |things: &mut Vec<Thing>| {
        put(find(things, kind, object), pointer, value.take().expect("one change"));
    };
    let violation = after(name, set).unwrap_or_else(|| panic!("{said}"));
    assert_eq!(violation.invariant, name);
    assert_eq!(violation.environment, "prod");
}

/// Puts a value at a pointer, whose last step may be new; `null` takes it away.
fn put(value: &mut Value, pointer: &str, new: Value) {
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
    let key = key.replace("~1", "/");
    let parent = value.pointer_mut(parent).unwrap_or_else(|| panic!("nothing at {parent}"));
    match parent {
        Value::Array(items) => items[key.parse::<usize>().expect("a place")] = new,
        Value::Object(fields) if new.is_null() => drop(fields.remove(&key).expect("a field")),
        Value::Object(fields) => drop(fields.insert(key, new)),
        _ => panic!("no field at {pointer}"),
    }
}

#[test]
fn the_good_build_is_good() {
    let program = Program::one(PROGRAM);
    assert_eq!(invariants::all(&program), Ok(()));
    assert_eq!(after("names", |_| {}), None);
}

#[test]
fn what_does_not_compile_is_told() {
    let violation = invariants::all(&Program::one("component web: service { image: 1 }\n")).unwrap_err();
    assert_eq!(violation.invariant, "compiles");
    assert!(violation.to_string().starts_with("compiles: app.fluo:1: is refused"), "{violation}");
}

#[test]
fn names_break() {
    let frontend = ("Deployment", "frontend");
    breaks("names", frontend, "/metadata/name", json!("Frontend"));
    breaks("names", frontend, "/metadata/namespace", Value::Null);
    breaks("names", frontend, "/metadata/labels/part", json!("sha256:1"));
    breaks("names", frontend, "/spec/template/metadata/labels/a b", json!("x"));
    breaks("names", frontend, "/spec/template/spec/containers/0/ports/0/name", json!("web--http"));
    breaks("names", frontend, "/spec/template/spec/containers/0/env/0/name", json!("1ST"));
    breaks("names", ("Service", "frontend"), "/metadata/name", json!("1st"));
    breaks("names", ("ScaledObject", "work"), "/metadata/name", json!("w".repeat(55)));
    breaks("names", ("ConfigMap", "backend-app"), "/data/..x", json!(""));
    breaks("names", ("Namespace", "shop"), "/metadata/namespace", json!("shop"));
}

#[test]
fn lists_break() {
    let env = json!([{ "name": "A", "value": "1" }, { "name": "A", "value": "2" }]);
    breaks("lists", ("Deployment", "frontend"), "/spec/template/spec/containers/0/env", env);
    let again = after("lists", |things| {
        let copy = things[0].clone();
        things.push(copy);
    });
    assert!(again.expect("a violation").what.contains("twice"));
}

#[test]
fn texts_break() {
    let container = "/spec/template/spec/containers/0";
    for (pointer, value) in [
        ("/image", json!("Not An Image")),
        ("/resources/requests/cpu", json!("9")),
        ("/volumeMounts/0/mountPath", json!("etc")),
    ] {
        breaks("texts", ("Deployment", "backend"), &format!("{container}{pointer}"), value);
    }
    breaks("texts", ("Kustomization", "backend"), "/spec/interval", json!("7d"));
}

#[test]
fn selectors_break() {
    let labels = json!({ "app.kubernetes.io/managed-by": "fluo" });
    breaks("selectors", ("Deployment", "backend"), "/spec/selector/matchLabels", labels);
    let labels = json!({ "app.kubernetes.io/name": "frontend" });
    breaks("selectors", ("Deployment", "backend"), "/spec/selector/matchLabels", labels);
    breaks("selectors", ("Deployment", "backend"), "/spec/selector", json!({}));
    breaks("selectors", ("Service", "backend"), "/spec/selector/app.kubernetes.io~1name", json!("frontend"));
    breaks("selectors", ("Service", "backend"), "/spec/ports/0/targetPort", json!("web"));
    breaks("selectors", ("ServiceMonitor", "backend"), "/spec/endpoints/0/port", json!("web"));
    breaks("selectors", ("NetworkPolicy", "backend"), "/spec/podSelector", json!({}));
    breaks(
        "selectors",
        ("PodDisruptionBudget", "frontend"),
        "/spec/selector/matchLabels",
        json!({ "app.kubernetes.io/managed-by": "fluo" }),
    );
}

#[test]
fn references_break() {
    let url = "/spec/template/spec/containers/0/env/0/valueFrom/secretKeyRef";
    breaks("references", ("Deployment", "backend"), &format!("{url}/key"), json!("url"));
    breaks("references", ("Deployment", "backend"), &format!("{url}/name"), json!("db"));
    breaks("references", ("Deployment", "backend"), "/metadata/namespace", json!("elsewhere"));
    breaks(
        "references",
        ("Deployment", "backend"),
        "/spec/template/spec/volumes/0/configMap/name",
        json!("x"),
    );
    breaks("references", ("HorizontalPodAutoscaler", "backend"), "/spec/scaleTargetRef/name", json!("x"));
    breaks("references", ("ScaledObject", "work"), "/spec/triggers/0/metadata/consumer", json!("slow"));
    breaks("references", ("ExternalSecret", "keys"), "/spec/secretStoreRef/name", json!("gcp"));
    breaks(
        "references",
        ("HTTPRoute", "backend-backend-example-com"),
        "/spec/rules/0/backendRefs/0/port",
        json!(81),
    );
    breaks("references", ("HTTPRoute", "backend-backend-example-com"), "/spec/parentRefs/0/name", json!("x"));
    breaks("references", ("HelmRelease", "nats"), "/spec/chart/spec/sourceRef/name", json!("x"));
    breaks("references", ("Consumer", "orders-fast"), "/spec/streamName", json!("X"));
    let dependency = json!([{ "name": "x" }]);
    breaks("references", ("Kustomization", "frontend"), "/spec/dependsOn", dependency);
}

#[test]
fn pods_break() {
    let of = |pointer: &str| format!("/spec/template/spec{pointer}");
    for (pointer, value) in [
        ("/restartPolicy", json!("Never")),
        ("/serviceAccountName", json!("x")),
        ("/automountServiceAccountToken", json!(true)),
        ("/containers/0/volumeMounts/0/name", json!("x")),
        ("/containers/0/readinessProbe/httpGet/port", json!("x")),
        ("/containers/0/ports/1/name", json!("http")),
    ] {
        breaks("pods", ("Deployment", "backend"), &of(pointer), value);
    }
    let late = json!([{ "name": "A", "value": "$(B)" }, { "name": "B", "value": "" }]);
    breaks("pods", ("Deployment", "backend"), &of("/containers/0/env"), late);
}

#[test]
fn every_control_of_the_security_standards_breaks() {
    let of = |pointer: &str| format!("/spec/template/spec{pointer}");
    let own = "/containers/0/securityContext";
    let controls = [
        ("/hostNetwork".to_owned(), json!(true)),
        ("/hostPID".to_owned(), json!(true)),
        ("/hostIPC".to_owned(), json!(true)),
        ("/volumes".to_owned(), json!([{ "name": "v", "hostPath": { "path": "/" } }])),
        ("/volumes".to_owned(), json!([{ "name": "v", "nfs": { "server": "x", "path": "/" } }])),
        ("/containers/0/ports/0/hostPort".to_owned(), json!(80)),
        ("/containers/0/readinessProbe/httpGet/host".to_owned(), json!("169.254.169.254")),
        ("/securityContext/sysctls".to_owned(), json!([{ "name": "kernel.msgmax", "value": "1" }])),
        ("/securityContext/windowsOptions".to_owned(), json!({ "hostProcess": true })),
        (format!("{own}/privileged"), json!(true)),
        (format!("{own}/procMount"), json!("Unmasked")),
        (format!("{own}/appArmorProfile"), json!({ "type": "Unconfined" })),
        (format!("{own}/seLinuxOptions"), json!({ "type": "spc_t" })),
        (format!("{own}/seLinuxOptions"), json!({ "user": "system_u" })),
        (format!("{own}/seccompProfile"), json!({ "type": "Unconfined" })),
        (format!("{own}/capabilities"), json!({ "drop": ["ALL"], "add": ["SYS_ADMIN"] })),
        (format!("{own}/capabilities"), json!({ "drop": ["ALL"], "add": ["CHOWN"] })),
        (format!("{own}/capabilities"), json!({ "drop": [] })),
        (format!("{own}/allowPrivilegeEscalation"), json!(true)),
        (format!("{own}/runAsUser"), json!(0)),
        (format!("{own}/runAsNonRoot"), json!(false)),
    ];
    for (pointer, value) in controls {
        breaks("security", ("Deployment", "backend"), &of(&pointer), value);
    }
    breaks(
        "security",
        ("Namespace", "shop"),
        "/metadata/labels/pod-security.kubernetes.io~1enforce",
        Value::Null,
    );
}

#[test]
fn secrets_break() {
    breaks("secrets", ("ConfigMap", "backend-app"), "/data/app.conf", json!("/prod/canary/token"));
    breaks("secrets", ("Deployment", "backend"), "/metadata/annotations", json!({ "x": "canary" }));
    breaks("secrets", ("Deployment", "backend"), "/metadata/labels/canary", json!(""));
    let container = "/spec/template/spec/containers/0";
    breaks("secrets", ("Deployment", "backend"), &format!("{container}/args"), json!(["--token=$(TOKEN)"]));
    breaks("secrets", ("Deployment", "backend"), &format!("{container}/args"), json!(["--line=$(LINE)"]));
    breaks(
        "secrets",
        ("Deployment", "frontend"),
        &format!("{container}/env/0/value"),
        json!("ENC[AES256_GCM]"),
    );
    let plain = after("secrets", |things| {
        let value = json!({ "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "s", "namespace": "shop" },
            "stringData": { "password": "hunter2" } });
        things.push(Thing { value, node: "backend".to_owned(), adopted: false });
    });
    assert_eq!(plain.expect("a violation").pointer, "/stringData/password");
}

#[test]
fn scaling_breaks() {
    breaks("scaling", ("Deployment", "work"), "/spec/replicas", json!(2));
    breaks("scaling", ("HorizontalPodAutoscaler", "backend"), "/spec/scaleTargetRef/name", json!("work"));
    breaks("scaling", ("HorizontalPodAutoscaler", "backend"), "/spec/minReplicas", json!(7));
    breaks("scaling", ("HorizontalPodAutoscaler", "backend"), "/spec/metrics", json!([]));
    breaks("scaling", ("Deployment", "backend"), "/spec/template/spec/containers/0/resources", json!({}));
    breaks("scaling", ("ScaledObject", "work"), "/spec/triggers/0/metadata/lagThreshold", json!(5));
    breaks("scaling", ("ScaledObject", "work"), "/spec/triggers", json!([]));
    breaks("scaling", ("ScaledObject", "work"), "/spec/idleReplicaCount", json!(1));
}

#[test]
fn the_graph_breaks() {
    breaks("graph", ("Kustomization", "frontend"), "/spec/dependsOn", Value::Null);
    breaks("graph", ("Kustomization", "backend"), "/spec/dependsOn", json!([{ "name": "frontend" }]));
    breaks("graph", ("Kustomization", "backend"), "/spec/path", json!("./elsewhere"));
    breaks("graph", ("Kustomization", "db"), "/spec/healthChecks", json!([]));
    let gone = after("graph", |things| {
        things.retain(|thing| thing.kind() != "Kustomization" || thing.name() != "work");
    });
    assert_eq!(gone.expect("a violation").object, "node work");
}

#[test]
fn definitions_come_first() {
    let text = "component operator: manifests { path: \"crds\" }\n\
        component thing: resource { api: \"example.com/v1\", kind: \"Thing\", spec {} }\n\
        environment dev { defaults { namespace: \"shop\" } }\n";
    let crd = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: things.example.com }\n\
        spec:\n  group: example.com\n  scope: Namespaced\n  names: { kind: Thing, plural: things, singular: thing }\n  versions:\n\
        \x20 - { name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } } }\n";
    let program = Program::one(text).with("crds/things.yaml", crd);
    let judged = Judged::of(&program).unwrap_or_else(|violation| panic!("{violation}"));
    let graph = ALL.iter().find(|invariant| invariant.name == "graph").expect("the graph");
    assert_eq!(judged.holds(graph), Ok(()));
    let subject = judged.subjects.into_iter().next().expect("an environment");
    let mut things: Vec<Thing> = subject.cluster.things().cloned().collect();
    put(find(&mut things, "Kustomization", "thing"), "/spec/dependsOn", json!([{ "name": "namespaces" }]));
    let cluster = Cluster::new(things, subject.said.provided());
    let found = invariants::graph::holds(&subject.output, &cluster, &subject.said).unwrap_err();
    assert_eq!(found.object, "node thing");
}

#[test]
fn the_network_breaks() {
    breaks("network", ("NetworkPolicy", "backend"), "/spec/ingress/0/ports/0/port", json!(1));
    breaks("network", ("NetworkPolicy", "backend"), "/spec/ingress", json!([]));
    breaks("network", ("NetworkPolicy", "backend"), "/spec/ingress/0/from", json!([]));
    breaks("network", ("NetworkPolicy", "backend"), "/spec/ingress/0/ports", json!([]));
    breaks("network", ("NetworkPolicy", "frontend"), "/spec/egress", json!([]));
    breaks(
        "network",
        ("NetworkPolicy", "frontend"),
        "/spec/egress/0/to",
        json!([{ "ipBlock": { "cidr": "0.0.0.0/0" } }]),
    );
    breaks("network", ("NetworkPolicy", "work"), "/spec/policyTypes", json!(["Ingress"]));
    let open = after("network", |things| {
        things.retain(|thing| thing.kind() != "NetworkPolicy" || thing.name() != "db");
    });
    assert!(open.is_some());
}

#[test]
fn origins_break() {
    let mut judged = judged();
    judged.subjects[0].output.nodes[0].objects[0].body.origin = OriginId::default();
    assert_eq!(judged.all().unwrap_err().invariant, "origins");
    let mut strange = self::judged();
    strange.sources = fluo_core::source::Sources::default();
    assert_eq!(strange.all().unwrap_err().invariant, "origins");
}

#[test]
fn locality_breaks() {
    let program = Program::one(PROGRAM);
    for name in locality::components(&program) {
        let touched = locality::touched(&program, &name).expect("a block");
        let other = Judged::of(&touched)
            .unwrap_or_else(|violation| panic!("{touched}\n{violation}"))
            .subjects
            .remove(0);
        let before = subject();
        assert_eq!(locality::holds(&before.output, &other.output, &name), Ok(()));
        assert!(name == "work" || locality::holds(&before.output, &other.output, "work").is_err(), "{name}");
    }
}

#[test]
fn formatting_breaks() {
    assert_eq!(language::formatting(&Program::one("a = 1")).unwrap_err().what, "is not formatted");
}

/// A program and the build of another one: what formatting or another order would have to give.
#[test]
fn meaning_and_order_break() {
    let other = Program::one(PROGRAM.replace("port http: 3000", "port http: 3001"));
    assert_eq!(language::meaning(&other, &judged()).unwrap_err().invariant, "meaning");
    assert_eq!(language::order(&other, &judged()).unwrap_err().invariant, "order");
    let fewer = Program::one(PROGRAM.replace("monitor { port: metrics }", ""));
    assert_eq!(language::order(&fewer, &judged()).unwrap_err().invariant, "order");
}

/// Rules for alerts are the only objects that are made beside manifests, and their namespace has to be there.
#[test]
fn alerts_beside_manifests_have_a_namespace() {
    let text = "component old: manifests { path: \"old\", alert Down { expr: \"up == 0\" } }\n\
        environment dev { provides: [prometheus-operator] }\n";
    let config = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: old, namespace: elsewhere }\ndata: { a: \"1\" }\n";
    assert_eq!(invariants::all(&Program::one(text).with("old/config.yaml", config)), Ok(()));
}
