//! YAML of 4,000 objects: the writer of the compiler beside serde_yaml, from the same tree.

use divan::Bencher;
use divan::counter::BytesCount;
use fluo_core::emit;
use fluo_core::model::{OriginId, Origins};
use fluo_core::object::{Data, Node, Object, Output, OutputNode, TreePlace};
use serde_json::{Value, json};

/// Components; each gives four objects.
const COMPONENTS: usize = 1_000;

#[divan::bench]
fn fluo(bencher: Bencher<'_, '_>) {
    let output = output();
    bencher.counter(BytesCount::new(emit::stream(&output).len())).bench(|| emit::stream(&output));
}

#[divan::bench]
fn serde_yaml(bencher: Bencher<'_, '_>) {
    let output = output();
    bencher.counter(BytesCount::new(by_serde_yaml(&output).len())).bench(|| by_serde_yaml(&output));
}

#[divan::bench]
fn json_with_origins(bencher: Bencher<'_, '_>) {
    let (output, sources) = (output(), fluo_core::source::Sources::default());
    let length = emit::list(&output, &sources).len();
    bencher.counter(BytesCount::new(length)).bench(|| emit::list(&output, &sources));
}

#[divan::bench]
fn tree_with_ledger(bencher: Bencher<'_, '_>) {
    let output = output();
    let length = emit::tree(&output).values().map(String::len).sum::<usize>();
    bencher.counter(BytesCount::new(length)).bench(|| emit::tree(&output));
}

fn by_serde_yaml(output: &Output) -> Vec<u8> {
    let mut out = Vec::new();
    for object in output.objects() {
        out.extend_from_slice(b"---\n");
        serde_yaml::to_writer(&mut out, &object.body).unwrap();
    }
    out
}

fn output() -> Output {
    let nodes = (0..COMPONENTS).map(|number| {
        let name = format!("component-{number}");
        let bodies = [service_account(&name), service(&name), deployment(&name), scaled_object(&name)];
        let objects = bodies.into_iter().map(|body| object(&name, &body)).collect();
        OutputNode {
            folder: format!("clusters/prod/nodes/{name}").into(),
            name: name.as_str().into(),
            component: Some(name.into()),
            objects,
            ..OutputNode::default()
        }
    });
    Output {
        environment: "prod".into(),
        cluster: None,
        place: TreePlace {
            base: None,
            root: "clusters/prod/flux".into(),
            include: Vec::new(),
            origins: Vec::new(),
        },
        nodes: nodes.collect(),
        flux: Vec::new(),
        variables: Vec::new(),
        origins: Origins::default(),
    }
}

fn object(name: &str, body: &Value) -> Object {
    let text = |key: &str| body[key].as_str().unwrap().into();
    Object {
        api_version: text("apiVersion"),
        kind: text("kind"),
        name: name.into(),
        namespace: Some("shop".into()),
        body: node(body),
        origin: OriginId::default(),
    }
}

fn node(value: &Value) -> Node {
    let data = match value {
        Value::Null => Data::Null,
        Value::Bool(value) => Data::Bool(*value),
        Value::Number(number) => Data::Int(number.as_i64().unwrap()),
        Value::String(text) => Data::Str(text.into()),
        Value::Array(items) => Data::List(items.iter().map(node).collect()),
        Value::Object(fields) => {
            Data::Map(fields.iter().map(|(key, value)| (key.into(), node(value))).collect())
        }
    };
    Node::new(data, OriginId::default())
}

fn metadata(name: &str) -> Value {
    json!({ "name": name, "namespace": "shop", "labels": {
        "app.kubernetes.io/name": name, "app.kubernetes.io/instance": name, "app.kubernetes.io/component": "service",
        "app.kubernetes.io/part-of": "shop", "app.kubernetes.io/managed-by": "fluo", "app.kubernetes.io/version": "1.4.2",
    } })
}

fn service_account(name: &str) -> Value {
    json!({ "apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata(name),
        "automountServiceAccountToken": false })
}

fn service(name: &str) -> Value {
    json!({ "apiVersion": "v1", "kind": "Service", "metadata": metadata(name), "spec": {
        "type": "ClusterIP", "selector": { "app.kubernetes.io/name": name },
        "ports": [{ "name": "http", "port": 80, "targetPort": "http", "protocol": "TCP" }],
    } })
}

fn deployment(name: &str) -> Value {
    let security = json!({ "allowPrivilegeEscalation": false, "capabilities": { "drop": ["ALL"] },
        "readOnlyRootFilesystem": true, "runAsNonRoot": true, "runAsUser": 1001,
        "seccompProfile": { "type": "RuntimeDefault" } });
    let probe = json!({ "httpGet": { "path": "/healthz", "port": "http" }, "periodSeconds": 10 });
    let env = json!([
        { "name": "NATS_URL", "value": "nats://nats.messaging.svc.cluster.local:4222" },
        { "name": "LOG_LEVEL", "value": "info" },
        { "name": "WORKERS", "value": "16" },
        { "name": "GREETING", "value": "Hello, \"world\": good to see you" },
        { "name": "TOKEN", "valueFrom": { "secretKeyRef": { "name": name, "key": "token" } } },
    ]);
    let container = json!({ "name": name, "image": "ghcr.io/shop/service:1.4.2", "env": env,
        "args": ["--listen", "0.0.0.0:8080", "-c", "set -eu\nexec /app/run \\\n  --verbose\n"],
        "ports": [{ "name": "http", "containerPort": 8080 }], "livenessProbe": probe, "readinessProbe": probe,
        "resources": { "requests": { "cpu": "100m", "memory": "128Mi" }, "limits": { "memory": "512Mi" } },
        "securityContext": security, "volumeMounts": [{ "name": "tmp", "mountPath": "/tmp" }] });
    json!({ "apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata(name), "spec": {
        "selector": { "matchLabels": { "app.kubernetes.io/name": name } },
        "template": { "metadata": metadata(name), "spec": { "serviceAccountName": name, "containers": [container],
            "enableServiceLinks": false, "volumes": [{ "name": "tmp", "emptyDir": {} }] } },
    } })
}

fn scaled_object(name: &str) -> Value {
    json!({ "apiVersion": "keda.sh/v1alpha1", "kind": "ScaledObject", "metadata": metadata(name), "spec": {
        "scaleTargetRef": { "name": name }, "minReplicaCount": 0, "maxReplicaCount": 10, "pollingInterval": 15,
        "triggers": [{ "type": "nats-jetstream", "metadata": {
            "natsServerMonitoringEndpoint": "nats-headless.messaging.svc.cluster.local:8222",
            "account": "$G", "stream": "ORDERS", "consumer": name, "lagThreshold": "5", "useHttps": "false",
        } }],
    } })
}
