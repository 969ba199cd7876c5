//! The twenty things that go wrong most on clusters with Flux and KEDA, each shown to be impossible in what is emitted, or
//! refused, or warned of.
//!
//! What can't be written is shown on everything that the examples and golden cases emit; what is refused or warned of by the
//! programs in `tests/refused/failures`, whose names begin with the number of the failure.

use fluo_core::emit;
use fluo_core::object::Output;
use fluo_tests::pages::Program;
use fluo_tests::project::{self, files_below, json};
use fluo_tests::refused::{Case, faults};
use fluo_tests::{cases, items, text};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Every build of the examples and golden cases.
static EVERYTHING: LazyLock<Vec<(String, Output)>> = LazyLock::new(cases::everything);

/// The programs of the failures, by the number of the failure.
const PROGRAMS: [(u8, &[&str]); 15] = [
    (1, &["replicas-beside-a-scaler", "replicas-by-a-patch"]),
    (2, &["variable-that-is-not-declared", "variable-that-nothing-uses"]),
    (3, &["custom-resource-without-its-operator", "custom-resource-in-the-node-of-its-operator"]),
    (4, &["health-checks-beside-wait"]),
    (5, &["node-that-holds-its-own-source", "node-that-holds-its-own-namespace"]),
    (7, &["nothing-is-ever-deleted", "nothing-of-any-component-is-ever-deleted"]),
    (8, &["job-without-force", "selector-by-version"]),
    (9, &["circle", "circle-through-an-operator"]),
    (10, &["need-across-clusters", "need-of-an-object-of-flux"]),
    (11, &["needed-node-that-does-not-wait"]),
    (
        12,
        &[
            "account-of-the-system",
            "endpoint-of-clients",
            "consumer-that-is-not-declared",
            "field-that-does-not-exist",
        ],
    ),
    (13, &["patch-of-the-checksum"]),
    (14, &["processor-without-a-request", "processor-alone-from-zero", "name-too-long", "idle-replicas"]),
    (16, &["typo-in-a-secret", "typo-in-a-key"]),
    (17, &["budget-of-one", "budget-of-all-that-a-scaler-keeps"]),
];

/// Those of failures 18 to 20.
const LAST: [(u8, &[&str]); 3] = [
    (18, &["address-that-nothing-admits", "caller-that-is-no-place"]),
    (
        19,
        &[
            "param-of-a-kind",
            "param-of-the-program",
            "everything-of-one-file",
            "offer-of-a-platform",
            "override-of-what-is-left-out",
            "field-of-nobody",
        ],
    ),
    (20, &["need-that-is-said-twice"]),
];

#[test]
fn what_can_be_written_is_refused_or_warned_of_on_its_line() {
    let names = |(row, names): &(u8, &[&str])| {
        names.iter().map(|name| format!("{row:02}-{name}")).collect::<Vec<_>>()
    };
    let names: Vec<String> = PROGRAMS.iter().chain(&LAST).flat_map(names).collect();
    let faults = faults("failures", names.iter().map(String::as_str));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Every object of every build, with a place to name in messages.
fn objects() -> impl Iterator<Item = (String, Value)> {
    EVERYTHING.iter().flat_map(|(label, output)| project::objects(label, output))
}

/// Every Flux Kustomization of every build, by its node.
fn nodes() -> impl Iterator<Item = (&'static str, &'static Output, BTreeMap<String, Value>)> {
    EVERYTHING.iter().map(|(label, output)| {
        let all =
            output.flux.iter().map(|(_, object)| object).filter(|object| object.kind == "Kustomization");
        (label.as_str(), output, all.map(|object| (object.name.to_string(), json(object))).collect())
    })
}

fn build(source: &str) -> Output {
    let built = Program::parse(source, false).build();
    let said: Vec<&str> = built.diagnostics.iter().map(|found| found.message.as_str()).collect();
    assert!(said.is_empty(), "{said:?}");
    built.output.expect("no errors")
}

fn find(output: &Output, kind: &str) -> Value {
    let object = output.objects().find(|object| object.kind == kind);
    json(object.unwrap_or_else(|| panic!("there is no {kind}")))
}

/// Row 1: Flux sets `replicas` back at each reconciliation, against the autoscaler.
#[test]
fn row_01_no_replicas_where_a_scaler_owns_them() {
    let mut scaled = 0;
    for (label, output) in EVERYTHING.iter() {
        let target = |object: &Value, namespace: &str| {
            (namespace.to_owned(), text(object, "/spec/scaleTargetRef/name").to_owned())
        };
        let all: Vec<Value> = output.objects().map(json).collect();
        let scalers =
            all.iter().filter(|o| ["ScaledObject", "HorizontalPodAutoscaler"].contains(&text(o, "/kind")));
        let targets: Vec<_> = scalers.map(|o| target(o, text(o, "/metadata/namespace"))).collect();
        let each: BTreeSet<_> = targets.iter().collect();
        assert_eq!(each.len(), targets.len(), "{label}: two scalers of one workload");
        for object in all.iter().filter(|o| ["Deployment", "StatefulSet"].contains(&text(o, "/kind"))) {
            let own =
                (text(object, "/metadata/namespace").to_owned(), text(object, "/metadata/name").to_owned());
            if targets.contains(&own) {
                scaled += 1;
                assert!(object.pointer("/spec/replicas").is_none(), "{label}: {own:?}");
            }
        }
    }
    assert!(scaled > 10, "only {scaled} workloads are scaled");
}

/// Row 2: Flux replaces `${VAR}` in scripts by nothing.
#[test]
fn row_02_no_dollar_brace_is_taken_for_a_variable() {
    let output = build(
        "component web: service {
           image: \"ghcr.io/team/web:v1.0.0\"
           port http: 8080
           config scripts { run: 'for f in ${FILES[@]}; do echo \"${f%.txt}\"; done' }
           mount \"/scripts\": scripts
           env { DOMAIN: cluster-var(\"DOMAIN\", string) }
         }
         environment dev { flux { substitute-from cluster-vars { keys: [DOMAIN] } } }",
    );
    let script = find(&output, "ConfigMap")["data"]["run"].clone();
    assert_eq!(script, "for f in $${FILES[@]}; do echo \"$${f%.txt}\"; done");
    // Nodes without a variable are not substituted at all.
    for (label, output, kustomizations) in nodes() {
        for node in &output.nodes {
            let uses = output.variables.iter().any(|entry| entry.node == node.name);
            let substitutes = kustomizations[node.name.as_str()].pointer("/spec/postBuild").is_some();
            assert_eq!(uses, substitutes, "{label}: {}", node.name);
        }
    }
}

/// Row 3: a custom resource in the node of its operator, or before it.
#[test]
fn row_03_who_needs_an_operator_waits_for_its_node() {
    let output = build(
        "use \"std:databases\"
         component db: postgres { storage: 10Gi }
         component cnpg: cloudnative-pg {}
         environment dev {}",
    );
    let of = |name: &str| output.nodes.iter().find(|node| node.name == name).expect("a node");
    assert!(of("db").depends_on.contains_key("cnpg"), "{:?}", of("db").depends_on);
    assert!(of("db").objects.iter().all(|object| object.kind != "HelmRelease"));
}

/// Row 4: a health check that is never evaluated.
#[test]
fn row_04_every_health_check_is_evaluated() {
    let mut told = 0;
    for (label, _, kustomizations) in nodes() {
        for (name, object) in kustomizations {
            let (wait, spec) = (object["spec"]["wait"] == true, &object["spec"]);
            assert!(spec.get("healthChecks").is_none(), "{label}: {name} says both");
            let exprs = items(spec, "/healthCheckExprs").len();
            assert!(wait || exprs == 0, "{label}: {name} says when it is ready, and nobody asks");
            told += exprs;
        }
    }
    assert!(told > 20, "only {told} expressions");
}

/// Row 5: a node that waits for, or deletes, the source it comes from. Its source stands in the root, which is no node.
#[test]
fn row_05_no_node_holds_its_own_source() {
    for (label, output, kustomizations) in nodes() {
        for node in &output.nodes {
            let source = &kustomizations[node.name.as_str()]["spec"]["sourceRef"];
            let held = node
                .objects
                .iter()
                .any(|object| object.kind == text(source, "/kind") && object.name == text(source, "/name"));
            assert!(!held, "{label}: {}", node.name);
        }
    }
}

/// Row 6: what is renamed or moved is deleted. A node has the name of its component and of nothing else, so that neither a new
/// file nor a new size, kind or environment moves an object to another node.
#[test]
fn row_06_nodes_keep_their_names_and_data_survives() {
    for (label, output) in EVERYTHING.iter() {
        for node in &output.nodes {
            let ours = ["namespaces", "stores"].contains(&node.name.as_str())
                || ["secrets-", "shared-"].iter().any(|prefix| node.name.starts_with(prefix));
            assert!(node.component.as_ref() == Some(&node.name) || ours, "{label}: {}", node.name);
        }
    }
    let nodes = |source: &str| {
        let objects = |node: &fluo_core::object::OutputNode| {
            let named = |object: &fluo_core::object::Object| format!("{} {}", object.kind, object.name);
            (node.name.to_string(), node.objects.iter().map(named).collect::<BTreeSet<_>>())
        };
        build(source).nodes.iter().map(objects).collect::<BTreeMap<_, _>>()
    };
    let one = nodes(
        "component shop: service { image: \"ghcr.io/team/shop:v1.0.0\", port http: 8080 }
         component db: postgres { storage: 10Gi }
         environment dev { provides: [cloudnative-pg] }",
    );
    let moved = nodes(
        "// file: env/dev.fluo
use \"../data/db.fluo\"
use \"../shop.fluo\"
environment dev { provides: [cloudnative-pg] }
// file: data/db.fluo
kind database: postgres { storage: 10Gi }
component db: database {}
// file: shop.fluo
size small { cpu: 100m..1 }
component shop: service { image: \"ghcr.io/team/shop:v1.0.0\", size: small, port http: 8080 }",
    );
    assert_eq!(one, moved);
}

const PRUNE: &str = "/metadata/annotations/kustomize.toolkit.fluxcd.io~1prune";

/// Row 7: everything is kept for ever. Only what holds data is; `keeps-data: true` says it of a resource.
#[test]
fn row_07_only_what_holds_data_is_kept() {
    const DATA: [&str; 4] = ["Namespace", "Cluster", "Stream", "PersistentVolumeClaim"];
    let said = ["Database", "PostgresInstance"];
    for (place, object) in objects() {
        let kind = text(&object, "/kind");
        let kept = text(&object, PRUNE) == "disabled";
        assert_eq!(kept, DATA.contains(&kind) || said.contains(&kind), "{place}");
    }
}

/// Row 8: a field that can't be changed once it is there.
#[test]
fn row_08_jobs_are_made_anew_and_selectors_never_change() {
    for (label, output, kustomizations) in nodes() {
        for node in output.nodes.iter().filter(|node| node.objects.iter().any(|object| object.kind == "Job"))
        {
            let spec = &kustomizations[node.name.as_str()]["spec"];
            assert!(spec["force"] == true && spec["wait"] == true, "{label}: {}", node.name);
            assert_eq!(
                node.objects.iter().filter(|object| object.kind == "PersistentVolumeClaim").count(),
                0
            );
        }
    }
    for (place, object) in objects() {
        assert!(object.pointer("/spec/ttlSecondsAfterFinished").is_none() || text(&object, "/kind") == "Job");
        if ["Deployment", "StatefulSet", "DaemonSet"].contains(&text(&object, "/kind")) {
            let labels = object["spec"]["selector"]["matchLabels"].as_object().expect("labels");
            let keys: Vec<&String> = labels.keys().collect();
            assert_eq!(keys, ["app.kubernetes.io/instance", "app.kubernetes.io/name"], "{place}");
        }
    }
}

/// Row 9: a circle stops everything of its source.
#[test]
fn row_09_no_circle_is_emitted_and_one_is_told_with_its_path() {
    for (label, output) in EVERYTHING.iter() {
        let mut seen = BTreeSet::new();
        for node in &output.nodes {
            assert!(node.depends_on.keys().all(|need| seen.contains(need)), "{label}: {}", node.name);
            seen.insert(&node.name);
        }
    }
    let built = Case::named("failures/09-circle").program.build();
    let found = &built.diagnostics[0];
    assert!(found.message.contains("`backend` needs `bff` needs `backend`"), "{}", found.message);
    assert_eq!(found.secondary.len(), 1, "each edge with its line");
}

/// Row 10: a `dependsOn` that nothing can ever meet.
#[test]
fn row_10_every_dependency_is_a_node_of_the_same_tree() {
    for (label, _, kustomizations) in nodes() {
        for (name, object) in &kustomizations {
            for need in items(object, "/spec/dependsOn") {
                let only_name = need.as_object().is_some_and(|need| need.len() == 1);
                assert!(only_name && kustomizations.contains_key(text(need, "/name")), "{label}: {name}");
            }
        }
    }
    let releases = objects().filter(|(_, object)| text(object, "/kind") == "HelmRelease");
    for (place, release) in releases {
        assert!(release.pointer("/spec/dependsOn").is_none(), "{place}");
    }
}

/// Row 11: a Secret that is not there yet, or of an API version that is not served.
#[test]
fn row_11_stores_come_before_secrets_and_secrets_before_workloads() {
    let output = build(
        "store aws: aws-parameter-store { region: \"eu-central-1\" }
         secret keys: external { store: aws, keys { token: \"/prod/token\" } }
         component shop: service { image: \"ghcr.io/team/shop:v1.0.0\", port http: 8080, env { API_TOKEN: keys.token } }
         environment dev { provides: [external-secrets] }",
    );
    let needs = |name: &str| {
        let node = output.nodes.iter().find(|node| node.name == name).expect("a node");
        node.depends_on.keys().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(needs("shop"), ["secrets-dev"]);
    assert!(needs("secrets-dev").contains(&"stores".to_owned()));
    for (label, _, kustomizations) in nodes() {
        for (name, object) in kustomizations {
            assert!(!text(&object, "/spec/retryInterval").is_empty(), "{label}: {name}");
        }
    }
    for (place, object) in objects() {
        let version = text(&object, "/apiVersion");
        let old = version.starts_with("external-secrets.io/") && version != "external-secrets.io/v1";
        assert!(!old, "{place}: {version}");
    }
}

/// Row 12: account, endpoint and names of a NATS trigger come from the server and the stream.
#[test]
fn row_12_a_nats_trigger_names_what_is_there() {
    let output = build(
        "component nats: nats { namespace: \"messaging\" }
         component jobs: stream { server: nats, stream-name: \"JOBS\", subjects: [\"jobs.>\"], consumer workers {} }
         component work: worker {
           image: \"ghcr.io/team/work:v1.0.0\"
           scale: 0..5 { on nats-jetstream { consumer: jobs.workers } }
         }
         environment dev { provides: [keda, nack] }",
    );
    let metadata = &find(&output, "ScaledObject")["spec"]["triggers"][0]["metadata"];
    assert_eq!(text(metadata, "/account"), "$G");
    assert_eq!(text(metadata, "/stream"), text(&find(&output, "Stream"), "/spec/name"));
    assert_eq!(text(metadata, "/consumer"), text(&find(&output, "Consumer"), "/spec/durableName"));
    let endpoint = text(metadata, "/natsServerMonitoringEndpoint");
    assert_eq!(endpoint, "nats-headless.messaging.svc.cluster.local:8222");
    assert!(metadata.as_object().is_some_and(|fields| fields.values().all(Value::is_string)));
}

/// Row 13: a config changes and no pod does, or it is gone before they do.
#[test]
fn row_13_a_config_rolls_its_pods_and_keeps_its_name() {
    let of = |text: &str| {
        build(&format!(
            "config motd {{ \"motd\": \"{text}\" }}
             component shop: service {{
               image: \"ghcr.io/team/shop:v1.0.0\"
               port http: 8080
               config settings {{ \"app.toml\": \"x\" }}
               mount \"/etc/shop\": settings
               mount \"/etc/motd\": motd
             }}
             environment dev {{}}"
        ))
    };
    let (one, other) = (of("hello"), of("goodbye"));
    let sum = |output: &Output| {
        find(output, "Deployment")["spec"]["template"]["metadata"]["annotations"]["checksum/config"].clone()
    };
    assert!(sum(&one).is_string() && sum(&one) != sum(&other));
    assert_eq!(sum(&one), sum(&of("hello")));
    let maps = |output: &Output| {
        let maps = output.objects().filter(|object| object.kind == "ConfigMap");
        maps.map(|object| object.name.to_string()).collect::<BTreeSet<_>>()
    };
    assert_eq!(maps(&one), maps(&other));
    for (label, output) in EVERYTHING.iter() {
        for (path, list) in project::kustomizations(output) {
            assert!(!list.contains("configMapGenerator") && !list.contains("nameSuffix"), "{label}: {path}");
        }
    }
}

/// Row 14: one object that KEDA's webhook refuses holds up its whole node. The programs show its rules; here is what it asks of
/// every object.
#[test]
fn row_14_kedas_webhook_would_take_every_scaled_object() {
    for (place, object) in objects().filter(|(_, object)| text(object, "/kind") == "ScaledObject") {
        let spec = &object["spec"];
        assert!(text(&object, "/metadata/name").len() <= 54, "{place}");
        let of = |kind: &str| ["cpu", "memory"].contains(&kind);
        let alone = items(spec, "/triggers").iter().all(|trigger| of(text(trigger, "/type")));
        assert!(!alone || spec["minReplicaCount"] != 0, "{place}");
        let names: Vec<&str> =
            items(spec, "/triggers").iter().map(|trigger| text(trigger, "/name")).collect();
        let named: BTreeSet<&&str> = names.iter().filter(|name| !name.is_empty()).collect();
        assert_eq!(named.len(), names.iter().filter(|name| !name.is_empty()).count(), "{place}");
    }
}

/// Row 15: API versions that are no longer served. Nobody writes the version of what a kind emits; of what is adopted, the page
/// of E0864 shows it.
#[test]
fn row_15_no_removed_api_version_is_emitted() {
    const REMOVED: [&str; 13] = [
        "source.toolkit.fluxcd.io/v1beta1",
        "source.toolkit.fluxcd.io/v1beta2",
        "kustomize.toolkit.fluxcd.io/v1beta1",
        "kustomize.toolkit.fluxcd.io/v1beta2",
        "helm.toolkit.fluxcd.io/v2beta1",
        "helm.toolkit.fluxcd.io/v2beta2",
        "external-secrets.io/v1alpha1",
        "external-secrets.io/v1beta1",
        "jetstream.nats.io/v1beta1",
        "autoscaling/v2beta2",
        "batch/v1beta1",
        "policy/v1beta1",
        "extensions/v1beta1",
    ];
    for (label, output) in EVERYTHING.iter() {
        for object in output.objects().chain(output.flux.iter().map(|(_, object)| object)) {
            assert!(
                !REMOVED.contains(&object.api_version.as_str()),
                "{label}: {} {}",
                object.kind,
                object.name
            );
        }
    }
    let source = "component shop: service { image: \"ghcr.io/team/shop:v1.0.0\", port http: 8080, api: \"apps/v1beta2\" }
                  environment dev {}";
    let built = Program::parse(source, false).build();
    assert_eq!(built.diagnostics[0].code.as_str(), "E0304", "a component has no place for an API version");
}

/// Row 16: `optional: true` hides a typo. It stands where its author wrote it, and nowhere else.
#[test]
fn row_16_optional_only_where_it_is_written() {
    fn count(value: &Value) -> usize {
        match value {
            Value::Object(fields) => {
                usize::from(fields.get("optional") == Some(&Value::Bool(true)))
                    + fields.values().map(count).sum::<usize>()
            }
            Value::Array(items) => items.iter().map(count).sum(),
            _ => 0,
        }
    }
    let folder = |label: &str| match label.split_once('/') {
        Some((name, _)) if !cases::names().contains(&name.to_owned()) => format!("examples/{name}"),
        Some((case, _)) => format!("{}/{case}", cases::FOLDER),
        None => format!("{}/{label}", cases::FOLDER),
    };
    let mut written = 0;
    for (label, output) in EVERYTHING.iter() {
        let found: usize = output.objects().map(|object| count(&json(object))).sum();
        let says = files_below(&folder(label)).values().any(|source| source.contains("optional: true"));
        assert!(says || found == 0, "{label}");
        written += usize::from(says && found > 0);
    }
    assert!(written > 0, "no case says `optional: true`");
}

/// Row 17: a budget that no drain can meet.
#[test]
fn row_17_every_budget_lets_one_pod_go() {
    let mut budgets = 0;
    // The case of the lints allows what is refused elsewhere.
    for (label, output) in EVERYTHING.iter().filter(|(label, _)| label != "lints") {
        for object in output.objects().filter(|object| object.kind == "PodDisruptionBudget") {
            let (body, place) = (json(object), format!("{label}: {}", object.name));
            let find = |kinds: &[&str]| {
                let mut all = output.objects();
                all.find(|o| kinds.contains(&o.kind.as_str()) && o.name == object.name).map(json)
            };
            let least = |value: &Value, at: &str| value.pointer(at).and_then(Value::as_i64);
            let scaler = find(&["ScaledObject", "HorizontalPodAutoscaler"]);
            let scaled = scaler
                .as_ref()
                .and_then(|s| least(s, "/spec/minReplicaCount").or(least(s, "/spec/minReplicas")));
            let workload = find(&["Deployment", "StatefulSet"]).expect("what the budget is for");
            let replicas = scaled.or(least(&workload, "/spec/replicas")).unwrap_or(1);
            let spec = &body["spec"];
            assert_eq!(spec["unhealthyPodEvictionPolicy"], "AlwaysAllow", "{place}");
            assert_ne!(spec["maxUnavailable"], 0, "{place}");
            assert!(least(spec, "/minAvailable").is_none_or(|min| min < replicas), "{place}: {replicas}");
            assert!(spec["minAvailable"] != "100%" && spec["maxUnavailable"] != "0%", "{place}");
            budgets += 1;
        }
    }
    assert!(budgets > 10, "only {budgets} budgets");
}

/// Row 18: a policy that forgets DNS over UDP, KEDA or Prometheus. `tests/network.rs` shows it of every connection; here is the
/// smallest program with all of them.
#[test]
fn row_18_policies_come_from_the_graph() {
    let output = build(
        "component nats: nats {}
         component jobs: stream { server: nats, subjects: [\"jobs.>\"], consumer workers {} }
         component work: worker {
           image: \"ghcr.io/team/work:v1.0.0\"
           port metrics: 9090
           monitor { port: metrics }
           scale: 0..5 { on nats-jetstream { consumer: jobs.workers } }
         }
         environment dev { network: strict, provides: [keda, nack, prometheus-operator] }",
    );
    let policies: BTreeMap<String, Value> = output
        .objects()
        .filter(|object| object.kind == "NetworkPolicy")
        .map(|object| (object.name.to_string(), json(object)))
        .collect();
    let work = policies["work"].to_string();
    for protocol in ["TCP", "UDP"] {
        assert!(work.contains(&format!("{{\"port\":53,\"protocol\":\"{protocol}\"}}")), "{work}");
    }
    let from = |policy: &Value| {
        let peers = items(policy, "/spec/ingress").iter().flat_map(|rule| items(rule, "/from"));
        let namespace = |peer: &Value| {
            text(peer, "/namespaceSelector/matchLabels/kubernetes.io~1metadata.name").to_owned()
        };
        peers.map(namespace).collect::<BTreeSet<_>>()
    };
    assert!(from(&policies["work"]).contains("monitoring"), "{work}");
    assert!(from(&policies["nats"]).contains("keda"), "{}", policies["nats"]);
    for (place, object) in objects().filter(|(_, object)| text(object, "/kind") == "NetworkPolicy") {
        assert!(object.pointer("/spec/policyTypes").is_some(), "{place}");
    }
}

/// Row 19: declared, never wired. The programs show what is warned of; what a chart or resource of a team's own takes is not
/// known, so `values` and `spec` are not judged.
#[test]
fn row_19_nothing_that_is_checked_in_is_idle() {
    let folders = ["examples", cases::FOLDER];
    let idle = ["W0501", "W0702", "W0703", "W0704", "W0705", "W0801", "W0830", "W0901"];
    for folder in folders {
        let files = files_below(folder);
        let entries = files.keys().filter(|path| path.contains("/env/") || path.ends_with("/main.fluo"));
        for entry in entries {
            let checked = fluo_core::check(&project::DiskLoader, entry, &fluo_core::Options::default());
            let found = checked.diagnostics.iter().find(|found| idle.contains(&found.code.as_str()));
            assert!(found.is_none(), "{entry}: {found:?}");
        }
    }
}

/// Row 20: long chains of `dependsOn`. They are reduced, and the longest one is shown.
#[test]
fn row_20_dependencies_are_reduced_and_the_longest_chain_is_shown() {
    let built = Case::named("failures/20-need-that-is-said-twice").program.build();
    let output = built.output.expect("no errors");
    let shop = output.nodes.iter().find(|node| node.name == "shop").expect("a node");
    assert_eq!(shop.depends_on.keys().collect::<Vec<_>>(), ["backend"], "`db` is behind `backend`");
    let text = emit::graph::text(&output);
    let last = text.lines().last().unwrap_or_default();
    assert!(last.ends_with("db → backend → shop"), "{text}");
}
