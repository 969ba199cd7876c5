//! The defects of the manifests that BeTrace, the ZeroTouch platform and fleet-infra really had, each as its authors would have
//! carried it over: refused on its line, or, where fluo has no way to say it, shown in what comes out instead.
//!
//! The programs stand in `tests/refused/defects`; their names begin with the number that `docs/guide/refused.md` gives the defect.
//! `tests/betrace.rs` and `tests/fleet.rs` look at the same systems as a whole.

use fluo_core::object::Output;
use fluo_tests::pages::Program;
use fluo_tests::project::json;
use fluo_tests::refused::faults;
use fluo_tests::{items, text};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The programs, by the number of the defect. Those without programs have a test below.
const PROGRAMS: [(u8, &[&str]); 19] = [
    (1, &["account-of-the-system"]),
    (2, &["field-that-keda-does-not-have"]),
    (4, &["init-container-that-no-composition-wires"]),
    (5, &["slot-of-a-secret-with-a-typo", "slots-of-secrets"]),
    (6, &["size-that-is-not-there"]),
    (7, &["keys-that-the-schema-promised"]),
    (8, &["probes-that-the-claim-does-not-know"]),
    (9, &["host-name-that-is-set-twice"]),
    (10, &["image-of-the-stream-job"]),
    (11, &["secret-of-a-version-that-is-not-served"]),
    (15, &["disabled-member-that-is-needed"]),
    (16, &["wait-beside-health-checks", "hidden-dependency"]),
    (17, &["post-build-in-the-wrong-kustomization", "post-build-of-an-environment"]),
    (18, &["variables-that-nothing-reads", "cluster-variables-that-nothing-reads"]),
    (19, &["bytes-of-another-program"]),
    (20, &["comment-in-a-value"]),
    (21, &["one-file-of-two-environments"]),
    (22, &["removed-versions-of-flux", "any-version"]),
    (
        24,
        &[
            "replicas-beside-an-autoscaler",
            "volume-of-one-node-in-three-pods",
            "address-of-the-own-namespace",
            "secret-in-the-open",
            "secret-in-a-manifest",
            "root-without-a-reason",
        ],
    ),
];

/// The one of the last defect.
const LAST: &str = "25-class-of-an-ingress-behind-a-gateway";

#[test]
fn what_can_be_written_is_refused_or_warned_of_on_its_line() {
    let names = |(row, names): &(u8, &[&str])| {
        names.iter().map(|name| format!("{row:02}-{name}")).collect::<Vec<_>>()
    };
    let names: Vec<String> = PROGRAMS.iter().flat_map(names).collect();
    let faults = faults("defects", names.iter().map(String::as_str).chain([LAST]));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn build(source: &str) -> Output {
    let built = Program::parse(source, false).build();
    let said: Vec<&str> = built.diagnostics.iter().map(|found| found.message.as_str()).collect();
    assert!(said.is_empty(), "{said:?}");
    built.output.expect("no errors")
}

fn all(output: &Output, kind: &str) -> Vec<Value> {
    output.objects().filter(|object| object.kind == kind).map(json).collect()
}

fn one(output: &Output, kind: &str) -> Value {
    let mut found = all(output, kind);
    assert_eq!(found.len(), 1, "{kind}");
    found.remove(0)
}

/// The figures to which the scaler of the agent executor was tuned in the end.
#[test]
fn defect_03_the_scaler_can_be_tuned() {
    let output = build(
        "component nats: nats {}
         component agent-events: stream { server: nats, subjects: [\"agent.>\"], consumer workers {} }
         component agent-executor: worker {
           image: \"ghcr.io/bizmatters/agent-executor:v1.0.0\"
           scale: 0..10 {
             every: 5s
             cooldown: 30s
             on nats-jetstream { consumer: agent-events.workers, lag: 5, activation-lag: 0 }
           }
         }
         environment dev { provides: [keda, nack] }",
    );
    let spec = &one(&output, "ScaledObject")["spec"];
    assert_eq!((&spec["pollingInterval"], &spec["cooldownPeriod"]), (&json!(5), &json!(30)));
    let metadata = &spec["triggers"][0]["metadata"];
    assert_eq!((text(metadata, "/lagThreshold"), text(metadata, "/activationLagThreshold")), ("5", "0"));
}

/// Declared and wired: what one XRD promised and neither composition did.
#[test]
fn defect_04_an_init_container_reaches_the_pod() {
    let output = build(
        "component agent-executor: worker {
           image: \"ghcr.io/bizmatters/agent-executor:v1.0.0\"
           init migrate { command: [\"/bin/bash\", \"-c\"], args: [\"cd /app && ./scripts/ci/run-migrations.sh\"] }
         }
         environment dev {}",
    );
    let init = one(&output, "Deployment")["spec"]["template"]["spec"]["initContainers"][0].clone();
    assert_eq!(text(&init, "/name"), "migrate");
    assert_eq!(text(&init, "/args/0"), "cd /app && ./scripts/ci/run-migrations.sh");
}

/// As many secrets as there are, none of them optional, none of them a placeholder.
#[test]
fn defect_05_secrets_are_a_list_of_references() {
    let output = build(
        "store aws: aws-parameter-store { region: \"eu-central-1\" }
         secret llm: external { store: aws, keys { OPENAI_API_KEY: \"/llm/openai\" } }
         secret app: external { store: aws, keys { SESSION: \"/app/session\" } }
         component agent-executor: worker { image: \"ghcr.io/bizmatters/agent-executor:v1.0.0\", env-from: [llm, app] }
         environment dev { provides: [external-secrets] }",
    );
    let container = one(&output, "Deployment")["spec"]["template"]["spec"]["containers"][0].clone();
    assert_eq!(
        container["envFrom"],
        json!([{ "secretRef": { "name": "llm" } }, { "secretRef": { "name": "app" } }])
    );
}

/// A Service without a port, a route without a host and a ConfigMap without content were made for every claim.
#[test]
fn defects_08_and_09_what_is_not_declared_is_not_made() {
    let output = build(
        "component agent-executor: worker { image: \"ghcr.io/bizmatters/agent-executor:v1.0.0\" }
         component ide: service { image: \"ghcr.io/bizmatters/ide:v1.0.0\", port http: 8080 }
         environment dev {}",
    );
    assert_eq!(text(&one(&output, "Service"), "/metadata/name"), "ide");
    for kind in ["HTTPRoute", "Ingress", "ConfigMap"] {
        assert!(all(&output, kind).is_empty(), "{kind}");
    }
}

/// A stream is declared, so no job can fail in silence to make it; and a job runs restricted like everything else.
#[test]
fn defect_10_streams_are_objects_and_jobs_are_restricted() {
    let output = build(
        "component nats: nats {}
         component agent-events: stream {
           server: nats
           stream-name: \"AGENT_EXECUTION\"
           subjects: [\"agent.execute.*\"]
           retention: limits
           consumer deepagents-runtime-workers {}
         }
         component agent-status: stream { server: nats, stream-name: \"AGENT_STATUS\", subjects: [\"agent.status.*\"] }
         component migrate: job { image: \"ghcr.io/bizmatters/migrate:v1.0.0\" }
         environment dev { provides: [nack] }",
    );
    let streams: BTreeSet<String> =
        all(&output, "Stream").iter().map(|stream| text(stream, "/spec/name").to_owned()).collect();
    assert_eq!(streams, ["AGENT_EXECUTION", "AGENT_STATUS"].map(str::to_owned).into());
    assert_eq!(text(&one(&output, "Consumer"), "/spec/ackPolicy"), "explicit");
    let pod = one(&output, "Job")["spec"]["template"]["spec"].clone();
    assert_eq!(pod["securityContext"]["runAsNonRoot"], true);
    assert_eq!(pod["securityContext"]["seccompProfile"]["type"], "RuntimeDefault");
    assert_eq!(pod["containers"][0]["securityContext"]["allowPrivilegeEscalation"], false);
}

/// The text of a template for External Secrets is its own; and no version of the API is written by hand.
#[test]
fn defect_11_the_login_of_a_registry() {
    let output = build(
        "store aws: aws-parameter-store { region: \"eu-central-1\" }
         secret ghcr: registry { store: aws, server: \"ghcr.io\", path: \"/zerotouch/prod/ghcr\" }
         component agent-executor: worker { image: \"ghcr.io/bizmatters/agent-executor:v1.0.0\", pull-secrets: [ghcr] }
         environment dev { provides: [external-secrets] }",
    );
    let secret = one(&output, "ExternalSecret");
    assert_eq!(text(&secret, "/apiVersion"), "external-secrets.io/v1");
    assert_eq!(text(&secret, "/spec/target/template/type"), "kubernetes.io/dockerconfigjson");
    assert!(secret["spec"]["target"]["template"].to_string().contains("b64enc"));
}

/// No waves: the order is that of the references.
#[test]
fn defect_12_the_order_comes_from_references() {
    let output = build(
        "component nats: nats {}
         component agent-events: stream { server: nats, subjects: [\"agent.>\"], consumer workers {} }
         component migrate: job { image: \"ghcr.io/bizmatters/migrate:v1.0.0\", needs: [agent-events] }
         component agent-executor: worker { image: \"ghcr.io/bizmatters/agent-executor:v1.0.0\", needs: [migrate] }
         component web: service {
           image: \"ghcr.io/bizmatters/web:v1.0.0\"
           port http: 8080
           needs: [agent-executor]
         }
         environment dev { provides: [nack] }",
    );
    let nodes: Vec<&str> = output.nodes.iter().map(|node| node.name.as_str()).collect();
    assert_eq!(nodes, ["namespaces", "nats", "agent-events", "migrate", "agent-executor", "web"]);
    assert!(!fluo_core::emit::yaml::stream(&output).contains("sync-wave"));
}

/// The claim or the composite resource is a kind of the platform's, of whatever version it says.
#[test]
fn defects_13_and_14_a_resource_of_any_api_that_scales() {
    let output = build(
        "kind sandbox: resource {
           api: \"agents.x-k8s.io/v1alpha1\"
           kind: \"Sandbox\"
           param template: string
           spec { podTemplate: template }
           autoscale: 0..1 { on cron { timezone: \"Etc/UTC\", start: \"0 8 * * *\", end: \"0 18 * * *\", desired-replicas: 1 } }
         }
         component agent: sandbox { template: \"python\" }
         environment dev { provides: [keda, \"agents.x-k8s.io\"] }",
    );
    let target = &one(&output, "ScaledObject")["spec"]["scaleTargetRef"];
    let wanted = json!({ "apiVersion": "agents.x-k8s.io/v1alpha1", "kind": "Sandbox", "name": "agent" });
    assert_eq!(target, &wanted);
}

/// "Layer 0 has no dependencies" was false; edges are not told but found.
#[test]
fn defect_15_the_secret_of_a_chart_is_an_edge() {
    let output = build(
        "store aws: aws-parameter-store { region: \"eu-central-1\" }
         secret grafana: external { store: aws, keys { password: \"/grafana\" } }
         component localstack: service { image: \"localstack/localstack:4.7\", port http: 4566 }
         component kube-prometheus-stack: helm {
           chart: \"kube-prometheus-stack\"
           repository: \"https://prometheus-community.github.io/helm-charts\"
           version: \"77.0.0\"
           values { cloud: localstack.http.url }
           values-from { \"grafana.adminPassword\": grafana.password }
         }
         environment dev { provides: [external-secrets] }",
    );
    let node = output.nodes.iter().find(|node| node.name == "kube-prometheus-stack").expect("a node");
    assert_eq!(node.depends_on.keys().collect::<Vec<_>>(), ["localstack", "secrets-dev"]);
}

/// One size of bytes, and each program reads it in its own words.
#[test]
fn defect_19_a_size_is_printed_for_who_reads_it() {
    let output = build(
        "kind redis: worker {
           param max-memory: bytes
           args: [\"--maxmemory\", \"${max-memory.mib}mb\"]
         }
         component cache: redis { image: \"docker.io/library/redis:7.4\", max-memory: 900Mi }
         environment dev {}",
    );
    let args = &one(&output, "Deployment")["spec"]["template"]["spec"]["containers"][0]["args"];
    assert_eq!(args, &json!(["--maxmemory", "900mb"]));
}

/// Promotion is a line of a file beside another, not a merge of branches.
#[test]
fn defects_21_and_23_environments_differ_beside_each_other() {
    let source = |environment: &str| {
        format!(
            "// file: env/{environment}.fluo
use \"../shop.fluo\"
{}
// file: shop.fluo
component shop: service {{ image: \"ghcr.io/team/shop:v1.0.0\", port http: 8080, resources {{ cpu: 100m..1, memory: 64Mi..1Gi }} }}",
            match environment {
                "dev" => "environment dev { flux { source git { url: \"https://github.com/team/fleet\", branch: \"main\" }, interval: 1m } }",
                _ => "environment prod { production: true, flux { source git { url: \"https://github.com/team/fleet\", branch: \"main\" }, interval: 10m }, override shop { replicas: 3 } }",
            }
        )
    };
    let (dev, prod) = (build(&source("dev")), build(&source("prod")));
    let paths =
        |output: &Output| output.nodes.iter().map(|node| node.folder.to_string()).collect::<BTreeSet<_>>();
    assert!(paths(&dev).is_disjoint(&paths(&prod)), "one branch holds both");
    assert_eq!(one(&prod, "Deployment")["spec"]["replicas"], 3);
    assert!(one(&dev, "Deployment")["spec"].get("replicas").is_none_or(|replicas| replicas == 1));
}

/// Policies that the manifests got wrong are not written by anybody.
#[test]
fn defect_24_policies_and_contexts_are_made() {
    let output = build(
        "component tempo: service { image: \"grafana/tempo:2.8.2\", namespace: \"tempo\", port otlp: 4317 }
         component backend: service {
           image: \"ghcr.io/betracehq/backend:v2.0.0\"
           namespace: \"betrace\"
           port http: 8080
           env { OTEL_EXPORTER_OTLP_ENDPOINT: tempo.otlp.url }
           network { ingress: [\"grafana\"] }
         }
         environment dev { network: strict }",
    );
    let policies = all(&output, "NetworkPolicy");
    let policy =
        policies.iter().find(|policy| text(policy, "/metadata/name") == "backend").expect("a policy");
    let from = &policy["spec"]["ingress"][0]["from"][0]["namespaceSelector"]["matchLabels"];
    assert_eq!(from, &json!({ "kubernetes.io/metadata.name": "grafana" }));
    let ports: BTreeSet<String> = items(policy, "/spec/egress")
        .iter()
        .flat_map(|rule| items(rule, "/ports"))
        .map(|port| format!("{}/{}", port["port"], text(port, "/protocol")))
        .collect();
    assert_eq!(ports, ["4317/TCP", "53/TCP", "53/UDP"].map(str::to_owned).into());
    let deployments = all(&output, "Deployment");
    let backend = deployments.iter().find(|object| text(object, "/metadata/name") == "backend").expect("it");
    let container = &backend["spec"]["template"]["spec"]["containers"][0];
    let endpoint = items(container, "/env").iter().find(|at| text(at, "/name").starts_with("OTEL"));
    assert_eq!(endpoint.expect("it")["value"], "http://tempo.tempo.svc.cluster.local:4317");
    assert_eq!(container["securityContext"]["capabilities"]["drop"], json!(["ALL"]));
}

/// Ingress-nginx has retired: a host is a route of the Gateway API unless the environment chooses otherwise.
#[test]
fn defect_25_a_host_is_a_route() {
    let source = |gateway: &str, provides: &str| {
        format!(
            "component bff: service {{ image: \"ghcr.io/betracehq/bff:v2.0.0\", port http: 8080, expose app {{}} }}
             environment dev {{ domain: \"example.com\", provides: [{provides}] {gateway} }}"
        )
    };
    assert_eq!(all(&build(&source("", "gateway-api")), "HTTPRoute").len(), 1);
    let ingress = build(&source(", gateway { kind: ingress, class: \"traefik\" }", ""));
    assert_eq!(text(&one(&ingress, "Ingress"), "/spec/ingressClassName"), "traefik");
}
