//! The example against the decision records that it follows: service-owned deployment modules (001), Kubernetes-native
//! infrastructure (004), component-based infrastructure (005).

use fluo_core::object::Output;
use fluo_tests::mutants::{self, Accepted, Place};
use fluo_tests::project::{Files, build_example, files_below, json, memory, must_build, read, root};
use fluo_tests::{items, text};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const EXAMPLE: &str = "betrace";
const ENVIRONMENTS: [&str; 3] = ["local", "staging", "prod"];
const SERVICES: [&str; 3] = ["backend", "bff", "workers"];

fn prod() -> Output {
    build_example(EXAMPLE, "prod")
}

fn find(output: &Output, kind: &str, name: &str) -> Option<Value> {
    output.objects().find(|object| object.kind == kind && object.name == name).map(json)
}

fn named(output: &Output, kind: &str, name: &str) -> Value {
    find(output, kind, name).unwrap_or_else(|| panic!("there is no {kind} {name}"))
}

fn pod(output: &Output, name: &str) -> Value {
    named(output, "Deployment", name)["spec"]["template"]["spec"].clone()
}

fn sources() -> Files {
    files_below(&format!("examples/{EXAMPLE}"))
}

/// An environment of the example with one text replaced by another, which must be there.
fn build_variant(environment: &str, file: &str, from: &str, to: &str) -> Output {
    let mut files = sources();
    let text = files.get_mut(&format!("examples/{EXAMPLE}/{file}")).expect("the file");
    assert!(text.contains(from), "{file} holds no {from:?}");
    *text = text.replace(from, to);
    must_build(&memory(&files), &format!("examples/{EXAMPLE}/env/{environment}.fluo"))
}

/// ADR-004, "Horizontal Pod Autoscaling".
#[test]
fn bff_scales_from_2_to_10_at_70_percent() {
    let output = prod();
    let spec = named(&output, "HorizontalPodAutoscaler", "bff")["spec"].clone();
    assert_eq!((&spec["minReplicas"], &spec["maxReplicas"]), (&json!(2), &json!(10)));
    let target = json!({ "type": "Utilization", "averageUtilization": 70 });
    let cpu = json!({ "type": "Resource", "resource": { "name": "cpu", "target": target } });
    assert_eq!(spec["metrics"], json!([cpu]));
    let target = json!({ "apiVersion": "apps/v1", "kind": "Deployment", "name": "bff" });
    assert_eq!(spec["scaleTargetRef"], target);
    assert!(named(&output, "Deployment", "bff")["spec"].get("replicas").is_none());
    assert_eq!(find(&output, "ScaledObject", "bff"), None);
}

/// Whoever scales owns the number of replicas, in every environment.
#[test]
fn no_deployment_says_replicas_beside_its_scaler() {
    for environment in ENVIRONMENTS {
        let output = build_example(EXAMPLE, environment);
        for service in SERVICES {
            let scaler = if service == "workers" { "ScaledObject" } else { "HorizontalPodAutoscaler" };
            named(&output, scaler, service);
            let deployment = named(&output, "Deployment", service);
            assert!(deployment["spec"].get("replicas").is_none(), "{environment}: {service}");
        }
    }
}

/// What the backend's own manifest asked for.
#[test]
fn backend_scales_as_its_manifest_wanted() {
    let spec = named(&prod(), "HorizontalPodAutoscaler", "backend")["spec"].clone();
    assert_eq!((&spec["minReplicas"], &spec["maxReplicas"]), (&json!(3), &json!(10)));
    let targets: Vec<(&str, u64)> = items(&spec, "/metrics")
        .iter()
        .map(|metric| {
            let share = metric.pointer("/resource/target/averageUtilization").and_then(Value::as_u64);
            (text(metric, "/resource/name"), share.expect("a share"))
        })
        .collect();
    assert_eq!(targets, [("cpu", 70), ("memory", 80)]);
    let up = &spec["behavior"]["scaleUp"];
    assert_eq!((&up["stabilizationWindowSeconds"], &up["selectPolicy"]), (&json!(60), &json!("Max")));
    let down = json!({
        "stabilizationWindowSeconds": 300,
        "policies": [{ "type": "Percent", "value": 50, "periodSeconds": 60 }],
    });
    assert_eq!(spec["behavior"]["scaleDown"], down);
    let claim = named(&prod(), "PersistentVolumeClaim", "backend-rules")["spec"].clone();
    assert_eq!(claim["accessModes"], json!(["ReadWriteMany"]), "several replicas share it");
    assert_eq!(claim["resources"]["requests"]["storage"], "10Gi");
}

/// ADR-004, "Health Checks": "All services implement" the three of them.
#[test]
fn every_service_has_three_probes() {
    let output = prod();
    for service in SERVICES {
        let container = &pod(&output, service)["containers"][0];
        let paths: Vec<&str> = ["startupProbe", "livenessProbe", "readinessProbe"]
            .iter()
            .map(|probe| text(container, &format!("/{probe}/httpGet/path")))
            .collect();
        let wanted = match service {
            "backend" => ["/v1/health", "/v1/health", "/v1/ready"],
            _ => ["/health", "/health", "/ready"],
        };
        assert_eq!(paths, wanted, "{service}");
    }
}

/// ADR-004, "Security Context", and what the restricted level asks for beyond it.
#[test]
fn every_container_is_restricted() {
    for environment in ENVIRONMENTS {
        let output = build_example(EXAMPLE, environment);
        for service in SERVICES {
            let pod = pod(&output, service);
            let own = &pod["securityContext"];
            assert_eq!((&own["runAsNonRoot"], &own["runAsUser"]), (&json!(true), &json!(1001)), "{service}");
            assert_eq!(own["seccompProfile"], json!({ "type": "RuntimeDefault" }), "{service}");
            for container in items(&pod, "/containers") {
                let wanted = json!({
                    "allowPrivilegeEscalation": false,
                    "readOnlyRootFilesystem": true,
                    "capabilities": { "drop": ["ALL"] },
                });
                assert_eq!(container["securityContext"], wanted, "{service}");
            }
            let level = "/metadata/labels/pod-security.kubernetes.io~1enforce";
            let namespace = named(&output, "Namespace", &format!("fluo-{service}"));
            assert_eq!(text(&namespace, level), "restricted", "{service}");
        }
    }
}

/// ADR-004, "Resource Management": 250m to 500m and 256Mi to 512Mi, which is the size `medium`.
#[test]
fn bff_has_the_resources_of_the_record() {
    let wanted = json!({
        "requests": { "cpu": "250m", "memory": "256Mi" },
        "limits": { "cpu": "500m", "memory": "512Mi" },
    });
    assert_eq!(pod(&prod(), "bff")["containers"][0]["resources"], wanted);
}

/// ADR-004, "Namespace Organization". The ingress controller that it names is retired; the gateway took its place.
#[test]
fn the_namespaces() {
    let table = [
        ("Deployment", "bff", "fluo-bff"),
        ("Deployment", "backend", "fluo-backend"),
        ("HelmRelease", "nats", "fluo-queue"),
        ("Stream", "jobs", "fluo-queue"),
        ("Deployment", "workers", "fluo-workers"),
        ("HelmRelease", "monitoring", "fluo-monitoring"),
        ("HelmRelease", "traefik", "fluo-gateway"),
    ];
    for environment in ENVIRONMENTS {
        let output = build_example(EXAMPLE, environment);
        for (kind, name, namespace) in table {
            let object = named(&output, kind, name);
            assert_eq!(text(&object, "/metadata/namespace"), namespace, "{environment}: {kind} {name}");
            named(&output, "Namespace", namespace);
        }
    }
}

/// ADR-005, "Size-based deployment configurations".
#[test]
fn the_sizes_of_nats() {
    for (size, replicas) in [("small", 1), ("medium", 3), ("large", 5)] {
        let line = format!("override nats {{ size: {size} }}");
        let output = build_variant(
            "staging",
            "env/staging.fluo",
            "network: strict",
            &format!("network: strict\n  {line}"),
        );
        let values = named(&output, "HelmRelease", "nats")["spec"]["values"].clone();
        let cluster = &values["config"]["cluster"];
        let servers = if cluster["enabled"] == true { cluster["replicas"].clone() } else { json!(1) };
        assert_eq!(servers, json!(replicas), "{size}");
        let request = text(&values, "/container/merge/resources/requests/memory");
        assert_eq!(request, ["128Mi", "256Mi", "512Mi"][replicas / 2], "{size}");
    }
    let servers = |environment: &str| {
        let nats = named(&build_example(EXAMPLE, environment), "HelmRelease", "nats");
        nats["spec"]["values"]["config"]["cluster"].get("replicas").and_then(Value::as_u64)
    };
    assert_eq!(ENVIRONMENTS.map(servers), [None, Some(3), Some(5)]);
}

/// The labels by which the deployed Prometheus looks for monitors of a kind.
fn looked_for(output: &Output, selector: &str) -> Value {
    let stack = named(output, "HelmRelease", "monitoring");
    stack["spec"]["values"]["prometheus"]["prometheusSpec"][selector]["matchLabels"].clone()
}

fn carries(object: &Value, labels: &Value) -> bool {
    let labels = labels.as_object().expect("labels");
    !labels.is_empty()
        && labels.iter().all(|(key, value)| object["metadata"]["labels"].get(key) == Some(value))
}

/// ADR-005: "All Services (metrics)". Each port that is called `metrics` is read, and the stack finds who says so.
#[test]
fn prometheus_reads_every_service() {
    for environment in ENVIRONMENTS {
        let output = build_example(EXAMPLE, environment);
        let mut read = BTreeSet::new();
        for object in output.objects() {
            let body = json(object);
            let selector = match object.kind.as_str() {
                "ServiceMonitor" => "serviceMonitorSelector",
                "PodMonitor" => "podMonitorSelector",
                "PrometheusRule" => "ruleSelector",
                _ => continue,
            };
            assert!(carries(&body, &looked_for(&output, selector)), "{environment}: {}", object.name);
            if object.kind == "ServiceMonitor" {
                let service = named(&output, "Service", &object.name);
                assert_eq!(body["metadata"]["namespace"], service["metadata"]["namespace"]);
                let wanted = body["spec"]["selector"]["matchLabels"].as_object().expect("labels").clone();
                assert!(wanted.iter().all(|(key, value)| service["metadata"]["labels"][key] == *value));
                let port = text(&body, "/spec/endpoints/0/port");
                assert!(items(&service, "/spec/ports").iter().any(|other| text(other, "/name") == port));
            }
            if object.kind != "PrometheusRule" {
                read.insert(object.name.to_string());
            }
        }
        let ports = |service: &&Value| items(service, "/spec/ports").iter().any(|p| p["name"] == "metrics");
        let services: Vec<Value> =
            output.objects().filter(|object| object.kind == "Service").map(json).collect();
        let mut wanted: BTreeSet<String> =
            services.iter().filter(ports).map(|service| text(service, "/metadata/name").to_owned()).collect();
        assert_eq!(wanted, SERVICES.map(str::to_owned).into());
        wanted.insert("nats".to_owned());
        assert_eq!(read, wanted, "{environment}");
    }
}

/// The nodes that come before each one, directly or not.
fn before(output: &Output) -> BTreeMap<String, BTreeSet<String>> {
    let direct: BTreeMap<String, BTreeSet<String>> = output
        .flux
        .iter()
        .map(|(_, object)| object)
        .filter(|object| object.kind == "Kustomization")
        .map(|object| {
            let body = json(object);
            let names = items(&body, "/spec/dependsOn").iter().map(|node| text(node, "/name").to_owned());
            (object.name.to_string(), names.collect())
        })
        .collect();
    let mut all = direct.clone();
    loop {
        let more: BTreeMap<String, BTreeSet<String>> = all
            .iter()
            .map(|(node, needs)| {
                let further = needs.iter().flat_map(|need| direct[need].iter());
                (node.clone(), needs.iter().chain(further).cloned().collect())
            })
            .collect();
        if more == all {
            return all;
        }
        all = more;
    }
}

/// ADR-005, "Dependency Graph", with the edges the way Flux waits.
#[test]
fn the_dependency_graph() {
    let graph = [
        ("bff", "nats"),
        ("backend", "nats"),
        ("workers", "nats"),
        // `consumes = ["nats-messaging" "backend-api"]`
        ("bff", "backend"),
        // Prometheus with Grafana is one release, and reads all services.
        ("bff", "monitoring"),
        ("backend", "monitoring"),
        ("workers", "monitoring"),
        ("nats", "monitoring"),
        // The gateway leads to both.
        ("bff", "traefik"),
        ("backend", "traefik"),
        ("workers", "jobs"),
        ("workers", "keda"),
        ("jobs", "nack"),
    ];
    for environment in ENVIRONMENTS {
        let before = before(&build_example(EXAMPLE, environment));
        for (node, need) in graph {
            assert!(before[node].contains(need), "{environment}: {node} does not wait for {need}");
        }
        for (node, stranger) in [("nats", "bff"), ("monitoring", "nats"), ("traefik", "monitoring")] {
            assert!(!before[node].contains(stranger), "{environment}: {node} waits for {stranger}");
        }
    }
}

/// Where the differences of two environments may be said: in their own files, and in those that only one of them uses.
fn may_say(place: &Place, environments: [&str; 2]) -> bool {
    let file = place.0.trim_start_matches("examples/betrace/");
    let cloud = environments.contains(&"local");
    environments.iter().any(|name| file == format!("env/{name}.fluo"))
        || cloud && (file.starts_with("infra/cloud/") || file.starts_with("infra/laptop/"))
}

const BUDGET: &str = "PodDisruptionBudget";

/// "Environment Drift": two environments differ in nothing but what is said of one of them.
#[test]
fn environments_differ_only_in_what_they_say() {
    let files = sources();
    let values = |environment: &str| {
        let entry = format!("examples/{EXAMPLE}/env/{environment}.fluo");
        Accepted::of(&files, &entry).expect("the example builds").all()
    };
    for pair in [["local", "staging"], ["staging", "prod"], ["local", "prod"]] {
        let [one, other] = pair.map(values);
        let said = |places: &Vec<Place>| places.iter().any(|place| may_say(place, pair));
        let objects = |values: &mutants::Values| {
            values.keys().map(|(title, _)| title.clone()).collect::<BTreeSet<String>>()
        };
        let (left, right) = (objects(&one), objects(&other));
        let mut faults = Vec::new();
        // Where one replica is enough there is no budget: that range is said, and compared as all values are.
        let scaler =
            |title: &str| title.replace("policy", "autoscaling").replace(BUDGET, "HorizontalPodAutoscaler");
        let follows = |title: &String| {
            title.contains(BUDGET) && left.contains(&scaler(title)) && right.contains(&scaler(title))
        };
        for title in left.symmetric_difference(&right).filter(|title| !follows(title)) {
            let values = if left.contains(title) { &one } else { &other };
            if !values.iter().any(|((of, _), (_, places))| of == title && said(places)) {
                faults.push(title.clone());
            }
        }
        for key in one.keys().chain(other.keys()).collect::<BTreeSet<_>>() {
            let (a, b) = (one.get(key), other.get(key));
            let both = left.contains(&key.0) && right.contains(&key.0);
            if !both || a.map(|(value, _)| value) == b.map(|(value, _)| value) {
                continue;
            }
            // What there is to wait for follows from the objects, which are compared.
            let graph = key.1.starts_with("/spec/dependsOn");
            // A field that is not there follows from the one beside it.
            let parent = key.1.rsplit_once('/').map_or("", |(parent, _)| parent);
            let beside = |values: &mutants::Values| {
                let near = |(of, pointer): &(String, String)| *of == key.0 && pointer.starts_with(parent);
                values.iter().any(|(other, (_, places))| near(other) && said(places))
            };
            let lacking = (a.is_none() && beside(&one)) || (b.is_none() && beside(&other));
            if !graph && !lacking && !a.into_iter().chain(b).any(|(_, places)| said(places)) {
                faults.push(format!("{} {}", key.0, key.1));
            }
        }
        assert!(faults.is_empty(), "{pair:?} differ, and neither says why:\n{}", faults.join("\n"));
    }
}

/// Lines of an environment's file that say something.
fn lines(text: &str) -> usize {
    text.lines().count()
}

#[test]
fn environments_are_short() {
    for environment in ENVIRONMENTS {
        let count = lines(&sources()[&format!("examples/{EXAMPLE}/env/{environment}.fluo")]);
        assert!(count < 40, "{environment}: {count} lines");
    }
}

/// "Hosts end in `.local`" and nothing is encrypted on a laptop; in the cloud everything is.
#[test]
fn hosts_and_tls() {
    for (environment, domain, listener) in [
        ("local", "betrace.local", None),
        ("staging", "staging.betrace.example", Some("https")),
        ("prod", "betrace.example", Some("https")),
    ] {
        let output = build_example(EXAMPLE, environment);
        for (kind, route, name) in [
            ("HTTPRoute", "bff-app", "app"),
            ("HTTPRoute", "backend-api", "api"),
            ("GRPCRoute", "backend-ingest", "ingest"),
        ] {
            let spec = named(&output, kind, route)["spec"].clone();
            assert_eq!(spec["hostnames"], json!([format!("{name}.{domain}")]));
            let section = spec["parentRefs"][0].get("sectionName").and_then(Value::as_str);
            assert_eq!(section, listener, "{environment}: {route}");
        }
        let listeners = named(&output, "Gateway", "public")["spec"]["listeners"].clone();
        let names: Vec<&str> = items(&listeners, "").iter().map(|other| text(other, "/name")).collect();
        let wanted: &[&str] = if listener.is_some() { &["http", "https"] } else { &["http"] };
        assert_eq!(names, wanted, "{environment}");
        assert_eq!(find(&output, "Certificate", "public-tls").is_some(), listener.is_some());
    }
}

/// The endpoint of traces, and the way to it, follow from one word.
#[test]
fn traces_arrive() {
    let output = prod();
    let wanted = "http://traces-collector.fluo-monitoring.svc.cluster.local:4318";
    for service in SERVICES {
        let pod = pod(&output, service);
        let endpoint =
            items(&pod, "/containers/0/env").iter().find(|v| v["name"] == "OTEL_EXPORTER_OTLP_ENDPOINT");
        assert_eq!(endpoint.expect("the variable")["value"], wanted);
        let policy = named(&output, "NetworkPolicy", service);
        let reaches = items(&policy, "/spec/egress").iter().flat_map(|rule| items(rule, "/to")).any(|peer| {
            let pods = "/podSelector/matchLabels/app.kubernetes.io~1instance";
            peer.pointer(pods).is_some_and(|name| name == "traces")
                && text(peer, "/namespaceSelector/matchLabels/kubernetes.io~1metadata.name")
                    == "fluo-monitoring"
        });
        assert!(reaches, "{service} is not let out to the traces");
    }
}

/// Names are asked for over UDP and TCP.
#[test]
fn dns_works_in_a_strict_environment() {
    for service in SERVICES {
        let policy = named(&prod(), "NetworkPolicy", service);
        let ports: BTreeSet<&str> = items(&policy, "/spec/egress")
            .iter()
            .flat_map(|rule| items(rule, "/ports"))
            .filter(|port| port["port"] == 53)
            .map(|port| text(port, "/protocol"))
            .collect();
        assert_eq!(ports, BTreeSet::from(["TCP", "UDP"]), "{service}");
    }
}

/// No secret is in plain text: the program has none, and what comes out refers to those that are made elsewhere.
#[test]
fn no_secret_is_written_down() {
    for environment in ENVIRONMENTS {
        let output = build_example(EXAMPLE, environment);
        assert!(output.objects().all(|object| object.kind != "Secret"), "{environment}");
        let pod = pod(&output, "backend");
        let key = items(&pod, "/containers/0/env").iter().find(|v| v["name"] == "BETRACE_SIGNATURE_KEY");
        let wanted = json!({ "secretKeyRef": { "name": "signature", "key": "key" } });
        assert_eq!(key.expect("the variable")["valueFrom"], wanted);
    }
}

/// The README's figures.
#[test]
fn the_readme_counts_right() {
    let readme = read(&root().join(format!("examples/{EXAMPLE}/README.md")));
    for (path, source) in sources() {
        let file = path.trim_start_matches(&format!("examples/{EXAMPLE}/"));
        let line = format!("| `{file}` | {} |", lines(&source));
        assert!(readme.contains(&line), "the table lacks {line}");
    }
}

/// What the manifests had wrong, written into the example: where, what stands there and what is written instead, and the
/// error that it is.
const WRONG: [(&str, &str, &str, &str); 8] = [
    (BACKEND, "  scale: 3..10 {", "  replicas: 3\n  scale: 3..10 {", "E0805"),
    (BACKEND, "access: many", "access: once", "E0815"),
    (BACKEND, "signature.key", "\"change-me-in-production\"", "E0501"),
    (BACKEND, "signature.key", "signature.kye", "E0503"),
    (BACKEND, "backend:2.0.0", "backend:latest", "E0703"),
    (BACKEND, "  expose api {}", "  security { read-only-root: false }", "E0811"),
    ("infra/monitoring.fluo", "  values {", "  values {\n    grafana { adminPassword: \"admin\" }", "E0409"),
    (BACKEND, "BETRACE_DATA_DIR: \"/data\"", "BFF_URL: bff.http.url", "E0601"),
];
const BACKEND: &str = "services/backend/component.fluo";

/// The words of a text, without the line breaks of a terminal.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_the_manifests_had_wrong_is_refused() {
    let readme = words(&read(&root().join(format!("examples/{EXAMPLE}/README.md"))));
    let mut quoted = 0;
    for (file, from, to, code) in WRONG {
        let mut files = sources();
        let source = files.get_mut(&format!("examples/{EXAMPLE}/{file}")).expect("the file");
        assert!(source.contains(from), "{file} holds no {from:?}");
        *source = source.replacen(from, to, 1);
        let entry = format!("examples/{EXAMPLE}/env/prod.fluo");
        let built = fluo_core::build(&memory(&files), &entry, &fluo_core::Options::default());
        assert!(built.output.is_none(), "{to} is not refused");
        let found = built.diagnostics.iter().find(|found| found.code.as_str() == code);
        let found = found.unwrap_or_else(|| panic!("{to}: {:?}", built.diagnostics));
        let message = words(&format!("error[{code}]: {}", found.message));
        quoted += usize::from(readme.contains(&message));
        assert!(readme.contains(code) || code == "E0601", "the README lacks {code}");
    }
    assert!(quoted >= 4, "the README quotes {quoted} messages");
}
