//! The example against the tables of the decision record that it follows: "EventDrivenService Platform API".

use fluo_core::object::Output;
use fluo_tests::project::{Files, build_example, files_below, json, memory, must_build};
use fluo_tests::{items, text};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const EXAMPLE: &str = "agent-executor";

fn prod() -> Output {
    build_example(EXAMPLE, "prod")
}

fn named(output: &Output, kind: &str, name: &str) -> Value {
    let found = output.objects().find(|object| object.kind == kind && object.name == name);
    json(found.unwrap_or_else(|| panic!("there is no {kind} {name}")))
}

fn service(output: &Output, kind: &str) -> Value {
    named(output, kind, EXAMPLE)
}

fn pod(output: &Output) -> Value {
    service(output, "Deployment")["spec"]["template"]["spec"].clone()
}

fn main_container(output: &Output) -> Value {
    pod(output)["containers"][0].clone()
}

/// The example with one text replaced by another, which must be there.
fn variant(file: &str, from: &str, to: &str) -> Files {
    let mut files = files_below(&format!("examples/{EXAMPLE}"));
    let path = format!("examples/{EXAMPLE}/{file}");
    let text = files.get_mut(&path).expect("the file");
    assert!(text.contains(from), "{path} holds no {from:?}");
    *text = text.replace(from, to);
    files
}

fn build_variant(file: &str, from: &str, to: &str) -> Output {
    must_build(&memory(&variant(file, from, to)), &format!("examples/{EXAMPLE}/env/prod.fluo"))
}

/// "What the Composition CREATES."
#[test]
fn creates_deployment_service_scaler_and_account() {
    let output = prod();
    let component = output.nodes.iter().find(|node| node.name == EXAMPLE).expect("the node");
    let kinds: Vec<&str> = component.objects.iter().map(|object| object.kind.as_str()).collect();
    // And what production adds: who may talk to its pods, and how many of several stay up.
    let wanted =
        ["NetworkPolicy", "ServiceAccount", "Service", "Deployment", "PodDisruptionBudget", "ScaledObject"];
    assert_eq!(kinds, wanted);
    let spec = &service(&output, "Service")["spec"];
    assert_eq!(spec["type"], "ClusterIP");
    assert_eq!((&spec["ports"][0]["port"], items(spec, "/ports").len()), (&json!(8080), 1));
    assert_eq!(pod(&output)["serviceAccountName"], EXAMPLE);
}

/// "Uses same image as main container. Mounts same secrets as main container."
#[test]
fn the_init_container_is_as_the_main_one() {
    let pod = pod(&prod());
    let [init] = items(&pod, "/initContainers") else { panic!("one init container") };
    assert_eq!(init["command"], json!(["/bin/bash", "-c"]));
    assert_eq!(init["args"], json!(["cd /app && ./scripts/ci/run-migrations.sh"]));
    for field in ["image", "env", "envFrom", "volumeMounts", "resources", "securityContext"] {
        assert!(init.get(field).is_some(), "{field}");
        assert_eq!(init[field], pod["containers"][0][field], "{field}");
    }
}

/// "Size-Based Resource Allocation": size, cpu request and limit, memory request and limit.
#[test]
fn the_table_of_sizes() {
    let table = [
        ("small", ["250m", "1", "512Mi", "2Gi"]),
        ("medium", ["500m", "2", "1Gi", "4Gi"]),
        ("large", ["1", "4", "2Gi", "8Gi"]),
    ];
    for (size, [cpu, cpu_limit, memory, memory_limit]) in table {
        let output = build_variant("env/prod.fluo", "size: large", &format!("size: {size}"));
        let wanted = json!({
            "requests": { "cpu": cpu, "memory": memory },
            "limits": { "cpu": cpu_limit, "memory": memory_limit },
        });
        assert_eq!(main_container(&output)["resources"], wanted, "{size}");
        assert_eq!(pod(&output)["initContainers"][0]["resources"], wanted, "{size}");
    }
    let unset = build_variant("env/prod.fluo", "size: large, ", "");
    assert_eq!(main_container(&unset)["resources"]["requests"]["cpu"], "500m", "medium is the default");
}

/// "KEDA Autoscaling Configuration", with the account in which streams really live.
#[test]
fn the_scaler() {
    let scaler = service(&prod(), "ScaledObject");
    let trigger = json!({
        "type": "nats-jetstream",
        "metadata": {
            "account": "$G",
            "natsServerMonitoringEndpoint": "nats-headless.nats.svc.cluster.local:8222",
            "stream": "agent-events",
            "consumer": "agent-executor-workers",
            "lagThreshold": "5",
        }
    });
    assert_eq!(scaler["spec"]["triggers"], json!([trigger]));
    assert_eq!(scaler["spec"]["scaleTargetRef"]["name"], EXAMPLE);
}

#[test]
fn the_range_of_replicas_and_who_owns_their_number() {
    let range = |output: &Output| {
        let spec = service(output, "ScaledObject")["spec"].clone();
        (spec["minReplicaCount"].clone(), spec["maxReplicaCount"].clone())
    };
    assert_eq!(range(&prod()), (json!(3), json!(20)));
    assert_eq!(range(&build_example(EXAMPLE, "dev")), (json!(1), json!(3)));
    let of_the_kind = build_variant("env/prod.fluo", ", scale: 3..20", "");
    assert_eq!(range(&of_the_kind), (json!(1), json!(10)));
    for environment in ["dev", "prod", "prod-claims"] {
        let deployment = service(&build_example(EXAMPLE, environment), "Deployment");
        assert!(deployment["spec"].get("replicas").is_none(), "{environment}");
    }
}

/// "Health and Readiness Probes."
#[test]
fn the_probes() {
    let container = main_container(&prod());
    let get = |path: &str| json!({ "path": path, "port": 8080 });
    let live = json!({
        "httpGet": get("/health"),
        "initialDelaySeconds": 10, "periodSeconds": 10, "timeoutSeconds": 5, "failureThreshold": 3,
    });
    let ready = json!({
        "httpGet": get("/ready"),
        "initialDelaySeconds": 5, "periodSeconds": 5, "timeoutSeconds": 3, "failureThreshold": 2,
    });
    assert_eq!((&container["livenessProbe"], &container["readinessProbe"]), (&live, &ready));
}

/// Variables that come from Secrets: variable to `secret/key`.
fn from_secrets(container: &Value) -> BTreeMap<String, String> {
    let one = |variable: &Value| {
        let key = variable.pointer("/valueFrom/secretKeyRef")?;
        let place = format!("{}/{}", text(key, "/name"), text(key, "/key"));
        Some((text(variable, "/name").to_owned(), place))
    };
    items(container, "/env").iter().filter_map(one).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

/// "Accept multiple secrets from different sources", with the secrets of the operators.
#[test]
fn the_variables() {
    let container = main_container(&prod());
    let wanted = [
        ("POSTGRES_HOST", "agent-executor-db-app/host"),
        ("POSTGRES_PORT", "agent-executor-db-app/port"),
        ("POSTGRES_DB", "agent-executor-db-app/dbname"),
        ("POSTGRES_USER", "agent-executor-db-app/username"),
        ("POSTGRES_PASSWORD", "agent-executor-db-app/password"),
        ("DRAGONFLY_PASSWORD", "agent-executor-cache-auth/password"),
    ];
    assert_eq!(from_secrets(&container), pairs(&wanted));
    let value = |name: &str| {
        let variable = items(&container, "/env").iter().find(|variable| variable["name"] == name);
        text(variable.expect(name), "/value").to_owned()
    };
    assert_eq!(value("DRAGONFLY_HOST"), "agent-executor-cache.intelligence-deepagents.svc.cluster.local");
    assert_eq!(value("DRAGONFLY_PORT"), "6379");
    assert_eq!(value("NATS_URL"), "nats://nats.nats.svc.cluster.local:4222");
    assert_eq!(container["envFrom"], json!([{ "secretRef": { "name": "llm-keys" } }]));
}

/// The same by Crossplane's claims and the secrets that their compositions write.
#[test]
fn the_claims() {
    let output = build_example(EXAMPLE, "prod-claims");
    let postgres = named(&output, "PostgresInstance", "agent-executor-db");
    assert_eq!(postgres["apiVersion"], "database.bizmatters.io/v1alpha1");
    assert_eq!(postgres["spec"], json!({ "size": "large", "version": "16", "storageGB": 20 }));
    let dragonfly = named(&output, "DragonflyInstance", "agent-executor-cache");
    assert_eq!(dragonfly["spec"], json!({ "size": "small", "storageGB": 10 }));
    let wanted = [
        ("POSTGRES_HOST", "agent-executor-db-conn/endpoint"),
        ("POSTGRES_PORT", "agent-executor-db-conn/port"),
        ("POSTGRES_DB", "agent-executor-db-conn/database"),
        ("POSTGRES_USER", "agent-executor-db-conn/username"),
        ("POSTGRES_PASSWORD", "agent-executor-db-conn/password"),
        ("DRAGONFLY_HOST", "agent-executor-cache-conn/endpoint"),
        ("DRAGONFLY_PORT", "agent-executor-cache-conn/port"),
        ("DRAGONFLY_PASSWORD", "agent-executor-cache-conn/password"),
    ];
    assert_eq!(from_secrets(&main_container(&output)), pairs(&wanted));
    assert!(output.objects().all(|object| object.kind != "Cluster" && object.kind != "Dragonfly"));
}

#[test]
fn the_external_secrets() {
    let output = prod();
    let remotes = |name: &str| -> BTreeMap<String, String> {
        let secret = named(&output, "ExternalSecret", name);
        assert_eq!(secret["apiVersion"], "external-secrets.io/v1");
        assert_eq!(secret["spec"]["secretStoreRef"], json!({ "name": "aws", "kind": "ClusterSecretStore" }));
        assert_eq!(text(&secret, "/spec/target/name"), name);
        let data = items(&secret, "/spec/data").iter();
        data.map(|d| (text(d, "/secretKey").to_owned(), text(d, "/remoteRef/key").to_owned())).collect()
    };
    let keys = [
        ("OPENAI_API_KEY", "/zerotouch/prod/openai_api_key"),
        ("ANTHROPIC_API_KEY", "/zerotouch/prod/anthropic_api_key"),
    ];
    assert_eq!(remotes("llm-keys"), pairs(&keys));
    let login =
        [("username", "/zerotouch/prod/ghcr/username"), ("password", "/zerotouch/prod/ghcr/password")];
    assert_eq!(remotes("ghcr-pull-secret"), pairs(&login));
}

#[test]
fn the_image_pull_secret() {
    let output = prod();
    assert_eq!(pod(&output)["imagePullSecrets"], json!([{ "name": "ghcr-pull-secret" }]));
    let template = named(&output, "ExternalSecret", "ghcr-pull-secret")["spec"]["target"]["template"].clone();
    assert_eq!(template["type"], "kubernetes.io/dockerconfigjson");
    let login = r#"dict "username" .username "password" .password "auth" (printf "%s:%s" .username .password | b64enc)"#;
    let wanted = format!(r#"{{"auths":{{"ghcr.io":{{{{ {login} | toJson }}}}}}}}"#);
    assert_eq!(text(&template, "/data/.dockerconfigjson"), wanted);
}

#[test]
fn the_stream_and_its_consumer() {
    let output = prod();
    let stream = &named(&output, "Stream", "agent-events")["spec"];
    assert_eq!((&stream["name"], &stream["subjects"]), (&json!("agent-events"), &json!(["agent.>"])));
    assert_eq!((&stream["retention"], &stream["storage"]), (&json!("limits"), &json!("file")));
    let consumer = &named(&output, "Consumer", "agent-events-agent-executor-workers")["spec"];
    assert_eq!(
        (&consumer["durableName"], &consumer["ackPolicy"]),
        (&json!("agent-executor-workers"), &json!("explicit"))
    );
    assert_eq!(consumer["streamName"], stream["name"]);
}

#[test]
fn the_database_and_the_cache() {
    let (dev, prod) = (build_example(EXAMPLE, "dev"), prod());
    let instances =
        |output: &Output| named(output, "Cluster", "agent-executor-db")["spec"]["instances"].clone();
    assert_eq!((instances(&dev), instances(&prod)), (json!(1), json!(3)));
    let login = json!({ "name": "agent-executor-cache-auth", "key": "password" });
    assert_eq!(
        named(&prod, "Dragonfly", "agent-executor-cache")["spec"]["authentication"]["passwordFromSecret"],
        login
    );
}

/// "At most 45 lines": blank lines and comments do not count, as they did not count in the manifests.
#[test]
fn the_component_is_short() {
    let files = files_below(&format!("examples/{EXAMPLE}/components"));
    let lines = files.values().flat_map(|text| text.lines()).map(str::trim);
    let code = lines.filter(|line| !line.is_empty() && !line.starts_with("//")).count();
    assert!(code <= 45, "{code} lines");
}

/// Lines of an environment that say something: no `use`, no brace alone, no comment, and not the head with its name.
fn statements(text: &str) -> BTreeSet<String> {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let says = |line: &String| {
        let quiet = ["use ", "//", "environment ", "}"];
        !line.is_empty() && !quiet.iter().any(|start| line.starts_with(start))
    };
    lines.filter(says).collect()
}

/// The criterion for "nothing is duplicated": two environments that build on the same layer share no statement, for a
/// shared one belongs into that layer.
#[test]
fn siblings_share_no_statement() {
    let files = files_below(&format!("examples/{EXAMPLE}/env"));
    let layer = |text: &str| {
        let head = text.lines().find(|line| line.starts_with("environment ")).expect("an environment");
        head.split_once(": ").map(|(_, rest)| rest.trim_end_matches(" {").to_owned())
    };
    let files: Vec<(&String, &String)> = files.iter().collect();
    for (place, (path, text)) in files.iter().enumerate() {
        for (other, other_text) in
            files.iter().skip(place + 1).filter(|(_, other)| layer(other) == layer(text))
        {
            let shared: Vec<String> =
                statements(text).intersection(&statements(other_text)).cloned().collect();
            assert!(shared.is_empty(), "{path} and {other} both say {shared:?}");
        }
    }
    assert_eq!(statements("environment a: b {\n  x:  1\n}\n"), BTreeSet::from(["x: 1".to_owned()]));
}
