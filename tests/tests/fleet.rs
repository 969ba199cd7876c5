//! The example `fleet` against the document that it follows, "Architecture" of fleet-infra, and against the edges that its
//! repository really has.

use fluo_core::diagnostic::Diagnostic;
use fluo_core::emit::{graph, tree};
use fluo_core::object::{Object, Output};
use fluo_core::{Options, build};
use fluo_tests::project::{Files, build_example, files_below, json, memory, read, root};
use fluo_tests::{data, text, tools};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

const EXAMPLE: &str = "fleet";

const ENVIRONMENTS: [&str; 2] = ["dev", "prod"];

/// What waits for what in the repository of 2026: a service, and what it depends on. Both stand under the names that they have
/// there.
const EDGES: [(&str, &[&str]); 28] = [
    ("traefik", &[]),
    ("localstack", &[]),
    ("cnpg-operator", &[]),
    ("scylla-operator", &[]),
    ("metrics-server", &[]),
    ("weave-gitops", &[]),
    ("external-secrets-operator", &["localstack"]),
    ("external-secrets-config", &["external-secrets-operator", "localstack"]),
    ("traefik-config", &["external-secrets-config", "traefik"]),
    ("kube-prometheus-stack", &["external-secrets-config"]),
    ("loki", &["external-secrets-config", "kube-prometheus-stack"]),
    ("promtail", &["loki"]),
    ("opentelemetry-collector", &["jaeger", "kube-prometheus-stack", "loki"]),
    ("grafana-dashboards", &["grafana-config"]),
    ("postgresql-cluster", &["cnpg-operator", "external-secrets-config"]),
    ("redis-sentinel", &["external-secrets-config"]),
    ("scylla-manager", &["scylla-operator"]),
    ("scylla-cluster", &["scylla-operator", "traefik-config"]),
    ("pgadmin4", &["external-secrets-config", "postgresql-cluster"]),
    ("redisinsight", &["redis-sentinel"]),
    ("kagent", &["cnpg-operator", "external-secrets-config", "grafana-sa-setup", "ollama", "traefik"]),
    // These the data lacks: the repository's other files, and the document's graph for what they leave out.
    ("jaeger", &["traefik-config"]),
    ("grafana-operator", &["kube-prometheus-stack"]),
    ("grafana-config", &["grafana-operator"]),
    ("grafana-sa-setup", &["kube-prometheus-stack"]),
    ("n8n", &["postgresql-cluster", "redis-sentinel"]),
    ("temporal", &["postgresql-cluster"]),
    ("ollama", &[]),
];

/// Of these edges, those that the data does not hold.
const BESIDE_THE_DATA: [&str; 7] =
    ["jaeger", "grafana-operator", "grafana-config", "grafana-sa-setup", "n8n", "temporal", "ollama"];

/// The node of what has another name here: its store is one of the stores.
fn here(name: &str) -> &str {
    if name == "external-secrets-config" { "stores" } else { name }
}

/// Every node with everything that is ready before it.
fn before(output: &Output) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for node in &output.nodes {
        let mut all = BTreeSet::new();
        for need in node.depends_on.keys() {
            all.insert(need.to_string());
            all.extend(found.get(need.as_str()).into_iter().flatten().cloned());
        }
        found.insert(node.name.to_string(), all);
    }
    found
}

fn object(output: &Output, kind: &str, name: &str) -> Value {
    let flux = output.flux.iter().map(|(_, object)| object);
    let mut all = output.objects().chain(flux);
    let found = all.find(|object| object.kind == kind && object.name == name);
    json(found.unwrap_or_else(|| panic!("there is no {kind} {name}")))
}

#[test]
fn ten_nodes_and_more_may_start_at_once() {
    let prod = build_example(EXAMPLE, "prod");
    let layers = graph::layers(&prod);
    let widest = layers.iter().map(Vec::len).max().unwrap_or_default();
    assert!(widest >= 10, "{}", graph::text(&prod));
    // The command shows the same.
    assert!(graph::text(&prod).contains(&format!(": {widest} nodes\n")));
    assert!(readme().contains(&format!("{widest} nodes")), "the README says another number than {widest}");
}

/// No node stands for several that have nothing to do with each other, so none holds up what does not need it.
#[test]
fn there_is_no_wave() {
    for environment in ENVIRONMENTS {
        let output = build_example(EXAMPLE, environment);
        let files = files_below(&format!("examples/{EXAMPLE}"));
        let components: BTreeSet<&str> = files
            .values()
            .flat_map(|text| text.lines())
            .filter_map(|line| line.strip_prefix("component ")?.split(':').next())
            .collect();
        for node in &output.nodes {
            let name = node.name.as_str();
            let shared = name == "namespaces" || name == "stores" || name.starts_with("secrets-");
            assert!(shared || components.contains(name), "{environment}: {name}");
        }
        for (path, content) in tree(&output) {
            assert!(!content.contains("wave"), "{environment}: {path}");
        }
    }
}

#[test]
fn every_edge_of_the_repository_is_there() {
    let before = before(&build_example(EXAMPLE, "prod"));
    for (name, needs) in EDGES {
        let found = before.get(here(name)).unwrap_or_else(|| panic!("there is no {name}"));
        let missing: Vec<_> = needs.iter().filter(|need| !found.contains(here(need))).collect();
        assert!(missing.is_empty(), "{name} does not wait for {missing:?}");
    }
}

/// The table above holds the repository's files, and nothing of them is forgotten.
#[test]
fn the_table_of_edges_is_what_the_repository_says() {
    let Some(folder) = data::folder("the edges of the repository") else { return };
    let services = folder.join("upstream/fleet-infra-2026/base/services");
    let Ok(entries) = fs::read_dir(&services) else {
        tools::skipped("the edges of the repository, its files are not among the data");
        return;
    };
    let mut real: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for entry in entries.flatten() {
        for document in serde_yaml::Deserializer::from_str(&read(&entry.path())) {
            let document: Value = serde::Deserialize::deserialize(document).expect("YAML");
            if !text(&document, "/apiVersion").starts_with("kustomize.toolkit.fluxcd.io/") {
                continue;
            }
            let needs = fluo_tests::items(&document, "/spec/dependsOn").iter();
            let needs = needs.map(|need| text(need, "/name").to_owned()).collect();
            real.insert(text(&document, "/metadata/name").to_owned(), needs);
        }
    }
    let own = EDGES.iter().filter(|(name, _)| !BESIDE_THE_DATA.contains(name));
    let own: BTreeMap<String, BTreeSet<String>> = own
        .map(|(name, needs)| ((*name).to_owned(), needs.iter().map(|need| (*need).to_owned()).collect()))
        .collect();
    assert_eq!(own, real);
}

/// The API groups of custom resources and the component that brings their CRDs.
const BROUGHT: [(&str, &str); 6] = [
    ("external-secrets.io", "external-secrets-operator"),
    ("postgresql.cnpg.io", "cnpg-operator"),
    ("barmancloud.cnpg.io", "barman-cloud"),
    ("traefik.io", "traefik"),
    ("grafana.integreatly.org", "grafana-operator"),
    ("monitoring.coreos.com", "kube-prometheus-stack"),
];

/// Charts that make custom resources themselves.
const INSIDE_OF_CHARTS: [(&str, &str); 5] = [
    ("loki", "kube-prometheus-stack"),
    ("scylla-cluster", "scylla-operator"),
    ("scylla-manager", "scylla-operator"),
    ("scylla-operator", "cert-manager"),
    ("kagent", "kagent-crds"),
];

#[test]
fn crds_come_before_their_resources() {
    for environment in ENVIRONMENTS {
        let output = build_example(EXAMPLE, environment);
        let before = before(&output);
        let mut seen = BTreeSet::new();
        for node in &output.nodes {
            let custom = |object: &&Object| {
                let group = object.group();
                group.contains('.') && !group.ends_with("fluxcd.io") && !group.ends_with(".k8s.io")
            };
            for object in node.objects.iter().filter(custom) {
                let bringer = BROUGHT.iter().find(|(group, _)| *group == object.group());
                let (group, bringer) = bringer.unwrap_or_else(|| panic!("who brings {}?", object.group()));
                let place = format!("{environment}: {} {} of {}", object.kind, object.name, node.name);
                assert!(before[node.name.as_str()].contains(*bringer), "{place} before {bringer}");
                seen.insert(*group);
            }
        }
        assert_eq!(seen.len(), BROUGHT.len(), "{environment}: {seen:?}");
        for (chart, bringer) in INSIDE_OF_CHARTS {
            let Some(found) = before.get(chart) else { continue };
            assert!(found.contains(bringer), "{environment}: {chart} before {bringer}");
        }
    }
}

/// A row of the document's table: what, its object, where the figure stands, in development and in production.
type Row = (&'static str, &'static str, &'static str, &'static str, Value, Value);

/// "Environment Differences".
fn differences() -> [Row; 9] {
    let stack = ("HelmRelease", "kube-prometheus-stack");
    let claim = "/spec/values/prometheus/prometheusSpec/storageSpec/volumeClaimTemplate/spec/resources/requests/storage";
    let kept = "/spec/values/prometheus/prometheusSpec/retention";
    let cluster = ("Cluster", "postgresql-cluster");
    [
        ("PostgreSQL instances", cluster.0, cluster.1, "/spec/instances", json!(1), json!(3)),
        ("PostgreSQL storage", cluster.0, cluster.1, "/spec/storage/size", json!("10Gi"), json!("20Gi")),
        // "2+": a primary and two replicas.
        (
            "Redis servers",
            "HelmRelease",
            "redis-sentinel",
            "/spec/values/replica/replicaCount",
            json!(1),
            json!(3),
        ),
        // 7 and 30 days, in hours: Prometheus reads both.
        ("Prometheus retention", stack.0, stack.1, kept, json!("168h"), json!("720h")),
        ("Prometheus storage", stack.0, stack.1, claim, json!("20Gi"), json!("50Gi")),
        (
            "Traefik replicas",
            "HelmRelease",
            "traefik",
            "/spec/values/deployment/replicas",
            json!(1),
            json!(3),
        ),
        (
            "Backup retention",
            "ObjectStore",
            "postgresql-cluster",
            "/spec/retentionPolicy",
            json!("7d"),
            json!("30d"),
        ),
        ("Branch", "GitRepository", "", "/spec/ref/branch", json!("develop"), json!("main")),
        ("Sync interval", "GitRepository", "", "/spec/interval", json!("1m"), json!("10m")),
    ]
}

#[test]
fn the_table_of_differences() {
    for (at, environment) in ENVIRONMENTS.into_iter().enumerate() {
        let output = build_example(EXAMPLE, environment);
        for (what, kind, name, pointer, dev, prod) in differences() {
            let source = format!("fluo-{environment}");
            let found = object(&output, kind, if name.is_empty() { &source } else { name });
            let wanted = if at == 0 { dev } else { prod };
            assert_eq!(found.pointer(pointer), Some(&wanted), "{environment}: {what}");
        }
    }
    let readme = readme();
    for (what, _, _, _, dev, prod) in differences() {
        let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let row = readme.lines().find(|line| line.starts_with(&format!("| {what} |")));
        let row = row.unwrap_or_else(|| panic!("the README has no row `{what}`"));
        assert!(row.contains(&plain(&dev)) && row.contains(&plain(&prod)), "{row}");
    }
}

/// "Directory Structure".
#[test]
fn the_layout_of_the_repository() {
    for environment in ENVIRONMENTS {
        let output = build_example(EXAMPLE, environment);
        let files = tree(&output);
        let cluster = format!("clusters/stages/{environment}/clusters/services-amer");
        let mut wanted: Vec<String> =
            ["kustomization.yaml", "source.yaml"].map(|file| format!("{cluster}/{file}")).into();
        wanted.push("base/services/kustomization.yaml".to_owned());
        for node in &output.nodes {
            wanted.push(format!("apps/base/{}/kustomization.yaml", node.name));
            wanted.push(format!("base/services/{}.yaml", node.name));
        }
        let missing: Vec<_> = wanted.iter().filter(|path| !files.contains_key(*path)).collect();
        assert!(missing.is_empty(), "{environment}: {missing:?}");
        let list: Value = serde_yaml::from_str(&files[&wanted[0]]).expect("YAML");
        let listed: Vec<&str> =
            fluo_tests::items(&list, "/resources").iter().filter_map(Value::as_str).collect();
        // What `flux bootstrap` wrote stays a part of the cluster.
        assert!(listed.contains(&"flux-system") && listed.iter().any(|path| path.ends_with("base/services")));
    }
}

/// What is disabled in the repository is left out by the environment, and is still checked.
#[test]
fn what_is_disabled_is_left_out() {
    let nodes = |environment: &str| {
        let output = build_example(EXAMPLE, environment);
        output.nodes.iter().map(|node| node.name.to_string()).collect::<BTreeSet<_>>()
    };
    let (dev, prod) = (nodes("dev"), nodes("prod"));
    let only: Vec<&String> = prod.difference(&dev).collect();
    assert_eq!(only, ["scylla-manager"]);
    assert!(dev.is_subset(&prod));
    let readme = readme();
    let files = files_below(&format!("examples/{EXAMPLE}/services"));
    let components = files.values().flat_map(|text| text.lines()).filter(|l| l.starts_with("component "));
    assert!(readme.contains(&format!("{} components", components.count())));
    for (environment, nodes) in [("dev", &dev), ("prod", &prod)] {
        let wanted = format!("{} nodes in `{environment}`", nodes.len());
        assert!(readme.contains(&wanted), "the README does not say: {wanted}");
    }
}

fn readme() -> String {
    read(&root().join(format!("examples/{EXAMPLE}/README.md")))
}

/// Lines of the sources, as the README's table of files counts them.
#[test]
fn files_are_as_long_as_they_should_be_and_as_the_readme_says() {
    let readme = readme();
    for (path, source) in files_below(&format!("examples/{EXAMPLE}")) {
        let lines = source.lines().count();
        let name = path.trim_start_matches(&format!("examples/{EXAMPLE}/")).to_owned();
        assert!(!name.starts_with("env/") || lines < 40, "{name}: {lines} lines");
        let row = format!("| `{name}` | {lines} |");
        assert!(readme.contains(&row), "the README has no {row}");
    }
}

/// A mistake of the repository, written in fluo: environment, file, what stands there, what would, and what the compiler says.
const MISTAKES: [(&str, &str, &str, &str, &str); 10] = [
    (
        "prod",
        "services/data.fluo",
        "max-memory: 450Mi",
        "max-memory: 450mb",
        "E0302: expected `bytes`, found a number with an unknown unit `450mb`",
    ),
    (
        "prod",
        "services/monitoring.fluo",
        "version: \"v5.15.1\"",
        "version: \"*\"",
        "E0706: the chart of `grafana-operator` has no fixed version",
    ),
    (
        "prod",
        "services/monitoring.fluo",
        "grafana-password: grafana-login.password",
        "grafana-password: \"admin\"",
        "E0501: a secret's value can't be written in the sources",
    ),
    (
        "prod",
        "env/prod.fluo",
        "  production: true\n",
        "  production: true\n  postBuild { substituteFrom: [] }\n",
        "E0304: `environment` has no field `postBuild`",
    ),
    (
        "prod",
        "services/data.fluo",
        "flux { timeout: 15m }",
        "flux { timeout: 15m, health-checks: [] }",
        "E0304: `node-settings` has no field `health-checks`",
    ),
    (
        "prod",
        "services/data.fluo",
        "  storage: 20Gi",
        "  storage: cluster-var(\"POSTGRESQL_STORAGE_SIZE\", bytes)",
        "E0906: `storage` needs a value that fluo knows",
    ),
    (
        "prod",
        "platform/platform.fluo",
        "    layout {",
        "    substitute-from cluster-vars { keys: [POSTGRESQL_INSTANCES] }\n    layout {",
        "W0901: nothing uses the cluster variable `POSTGRESQL_INSTANCES`",
    ),
    (
        "dev",
        "env/dev.fluo",
        "retention: 7d",
        "retention: \"168h  # 7 days\"",
        "E0301: expected `duration`, found a text",
    ),
    (
        "dev",
        "env/dev.fluo",
        "skip: [scylla-manager]",
        "skip: [scylla-manager, scylla-operator]",
        "E0602: `scylla-cluster` needs `scylla-operator`, which is not deployed on `services-amer` of `dev`",
    ),
    (
        "prod",
        "services/monitoring.fluo",
        "  needs: [kube-prometheus-stack]\n}\n\n/// The Grafana",
        "  needs: [grafana-dashboards]\n}\n\n/// The Grafana",
        "E0709: an operator waits for what waits for it",
    ),
];

fn said(found: &Diagnostic) -> String {
    format!("{}: {}", found.code, found.message)
}

/// What the compiler says of the example with one text replaced by another.
fn said_of(environment: &str, file: &str, from: &str, to: &str) -> Vec<String> {
    let mut files: Files = files_below(&format!("examples/{EXAMPLE}"));
    let source = files.get_mut(&format!("examples/{EXAMPLE}/{file}")).expect(file);
    assert!(source.contains(from), "{file} holds no {from:?}");
    *source = source.replacen(from, to, 1);
    let entry = format!("examples/{EXAMPLE}/env/{environment}.fluo");
    let built = build(&memory(&files), &entry, &Options::default());
    built.diagnostics.iter().map(said).collect()
}

#[test]
fn the_mistakes_of_the_repository_are_seen() {
    let readme = readme();
    for (environment, file, from, to, message) in MISTAKES {
        let said = said_of(environment, file, from, to);
        assert!(said.iter().any(|line| line.starts_with(message)), "{to:?}: {said:?}");
        assert!(readme.contains(message), "the README does not quote: {message}");
    }
}

#[test]
fn backups_are_kept_by_the_day_and_opened_by_whole_keys() {
    let hours = said_of("dev", "env/dev.fluo", "keep: 7d", "keep: 36h");
    assert_eq!(hours, ["E0411: `36h` is no whole number of days"]);
    let half = said_of("dev", "services/data.fluo", "    secret-key: backup-key.secret\n", "");
    assert!(half.contains(&"E0305: a backup with half of a key lacks `secret-key`".to_owned()), "{half:?}");
    let alone = said_of("dev", "services/foundation.fluo", "  provides: [barman-cloud]\n", "");
    assert!(
        alone.iter().any(|line| line.starts_with("E0702: `ObjectStore` needs the operator")),
        "{alone:?}"
    );
}

/// Both environments on one branch would write one file differently; the paths have to tell them apart.
#[test]
fn one_branch_for_both_environments_takes_another_layout() {
    let told_apart = |files: &mut Files| {
        let path = format!("examples/{EXAMPLE}/platform/platform.fluo");
        let source = files.get_mut(&path).expect("the platform");
        for (from, to) in [
            ("apps/base/{node}", "apps/{environment}/{node}"),
            ("base/services/{node}", "base/{environment}/services/{node}"),
        ] {
            assert!(source.contains(from), "{from}");
            *source = source.replace(from, to);
        }
    };
    let forest = |files: &Files| {
        let build = |environment: &str| {
            let entry = format!("examples/{EXAMPLE}/env/{environment}.fluo");
            fluo_tests::project::must_build(&memory(files), &entry)
        };
        fluo_core::emit::forest::files(&ENVIRONMENTS.map(build))
    };
    let mut files = files_below(&format!("examples/{EXAMPLE}"));
    let shared = forest(&files).expect_err("one file is written by both").to_string();
    assert!(shared.contains("both write `apps/base/"), "{shared}");
    assert!(readme().contains("E0909"));
    told_apart(&mut files);
    let both = forest(&files).expect("two trees");
    assert!(both.contains_key("apps/dev/traefik/kustomization.yaml"));
    assert!(both.contains_key("base/prod/services/traefik.yaml"));
}
