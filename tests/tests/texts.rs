//! Texts that only their readers in the cluster would judge: each is told at its place, whoever wrote it.

use fluo_core::diagnostic::{Applicability, Code, Diagnostic};
use fluo_core::rules::free_texts;
use fluo_core::source::MemoryLoader;
use fluo_core::{Built, Options, build};
use fluo_tests::closed::Schemas;
use fluo_tests::data;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;

fn built(files: &[(&str, &str)]) -> Built {
    let loader = files.iter().fold(MemoryLoader::new(), |loader, (path, text)| loader.with(path, *text));
    build(&loader, "main.fluo", &Options::default())
}

const OPERATORS: &str = "environment dev { provides: [prometheus-operator, cloudnative-pg, keda, external-secrets, \
     cert-manager, nack, dragonfly] }\n";

/// A manifest in a folder of its own, with what is told of it.
fn adopted(head: &str, spec: &str) -> (Built, String) {
    let (api, kind) = head.rsplit_once(' ').expect("an API and a kind");
    let yaml = format!("apiVersion: {api}\nkind: {kind}\nmetadata: {{name: x, namespace: shop}}\n{spec}");
    let program = format!("component legacy: manifests {{ path: \"y\" }}\n{OPERATORS}");
    (built(&[("main.fluo", &program), ("y/x.yaml", &yaml)]), yaml)
}

/// The text with the first fix of a diagnostic applied; all its edits are in this text.
fn fixed(text: &str, found: &Diagnostic) -> Option<String> {
    let fix = found.fixes.first()?;
    let mut text = text.to_owned();
    for edit in fix.edits.iter().rev() {
        let place = edit.span.start as usize..edit.span.end as usize;
        text.replace_range(place, &edit.text);
    }
    Some(text)
}

/// The API and kind, the fields, the code, the part that is told, and what stands in its place once it is repaired.
type Case = (&'static str, &'static str, &'static str, &'static str, Option<&'static str>);

const CASES: &[Case] = &[
    (
        "external-secrets.io/v1 ExternalSecret",
        "spec: {refreshInterval: 1 hour}",
        "E0826",
        "1 hour",
        Some("1h"),
    ),
    ("external-secrets.io/v1 ExternalSecret", "spec: {refreshInterval: 1d}", "E0826", "1d", Some("24h")),
    (
        "external-secrets.io/v1 ExternalSecret",
        "spec:\n  target:\n    template:\n      data:\n        url: \"a{{ .b }\"",
        "E0826",
        "{{",
        None,
    ),
    ("cert-manager.io/v1 Certificate", "spec: {duration: 90d}", "E0826", "90d", Some("2160h")),
    ("cert-manager.io/v1 Certificate", "spec:\n  dnsNames:\n  - ok.de\n  - a_b.de", "E0826", "a_b", None),
    ("cert-manager.io/v1 ClusterIssuer", "spec: {acme: {email: ops}}", "E0826", "ops", None),
    ("jetstream.nats.io/v1beta2 Stream", "spec: {maxAge: 1d}", "E0826", "1d", Some("24h")),
    ("jetstream.nats.io/v1beta2 Consumer", "spec: {ackWait: 30 seconds}", "E0826", "30 seconds", Some("30s")),
    ("postgresql.cnpg.io/v1 Cluster", "spec: {storage: {size: 10 GB}}", "E0826", " GB", Some("Gi")),
    (
        "postgresql.cnpg.io/v1 ScheduledBackup",
        "spec: {schedule: \"0 3 * * *\"}",
        "E0827",
        "0 3 * * *",
        Some("0 0 3 * * *"),
    ),
    (
        "dragonflydb.io/v1alpha1 Dragonfly",
        "spec: {snapshot: {cron: \"@daily\"}}",
        "E0826",
        "@daily",
        Some("0 0 * * *"),
    ),
    ("batch/v1 CronJob", "spec:\n  schedule: \"0 3 31 2 *\"\n  jobTemplate: {}", "E0825", "31 2", None),
    (
        "monitoring.coreos.com/v1 PrometheusRule",
        "spec:\n  groups:\n  - name: g\n    rules:\n    - record: a\n      expr: |\n        sum(rate(x[5m]))\n          / sum(rate(y))",
        "E0839",
        "y",
        None,
    ),
    (
        "monitoring.coreos.com/v1 PrometheusRule",
        "spec:\n  groups:\n  - name: g\n    rules:\n    - record: a\n      expr: raet(x[5m])",
        "E0839",
        "raet",
        Some("rate"),
    ),
    (
        "monitoring.coreos.com/v1 ServiceMonitor",
        "spec: {endpoints: [{interval: 1 min}]}",
        "E0826",
        "1 min",
        Some("1m"),
    ),
    (
        "monitoring.coreos.com/v1 ServiceMonitor",
        "spec:\n  endpoints:\n  - metricRelabelings:\n    - regex: go_(.*",
        "E0826",
        "go_(.*",
        None,
    ),
    ("kustomize.toolkit.fluxcd.io/v1 Kustomization", "spec: {interval: 1d}", "E0826", "1d", Some("24h")),
    (
        "kustomize.toolkit.fluxcd.io/v1 Kustomization",
        "spec:\n  healthCheckExprs:\n  - current: status.conditions.exists(c, c.type == 'Ready'",
        "E0826",
        "(",
        None,
    ),
    (
        "helm.toolkit.fluxcd.io/v2 HelmRelease",
        "spec: {chart: {spec: {version: newest}}}",
        "E0826",
        "newest",
        None,
    ),
    (
        "networking.k8s.io/v1 NetworkPolicy",
        "spec:\n  podSelector: {}\n  egress:\n  - to:\n    - ipBlock: {cidr: 10.0.0.1/8}",
        "E0826",
        "10.0.0.1/8",
        Some("10.0.0.0/8"),
    ),
    (
        "keda.sh/v1alpha1 ScaledObject",
        "spec: {triggers: [{type: kafak, metadata: {}}]}",
        "E1001",
        "kafak",
        Some("kafka"),
    ),
    (
        "keda.sh/v1alpha1 ScaledObject",
        "spec:\n  triggers:\n  - type: cpu\n    metadata:\n      value: \"70\"\n      conatinerName: x",
        "E1002",
        "conatinerName: x",
        None,
    ),
    (
        "keda.sh/v1alpha1 ScaledJob",
        "spec:\n  triggers:\n  - type: cron\n    metadata: {start: 0 8 * * *, end: 0 9 * * *, desiredReplicas: \"2\"}",
        "E1003",
        "cron",
        None,
    ),
    (
        "keda.sh/v1alpha1 ScaledObject",
        "spec: {triggers: [{type: cpu, metadata: {value: 70}}]}",
        "E0872",
        "70",
        None,
    ),
    ("v1 ServiceAccount", "imagePullSecrets: []", "", "", None),
];

/// The compiler marks variables with such characters.
#[test]
fn a_file_with_noncharacters_is_no_text() {
    let program =
        "component a: worker { image: \"a:1\", config c { x: file(\"x.txt\") } }\n".to_owned() + OPERATORS;
    let told = |text: &str| {
        let found = built(&[("main.fluo", &program), ("x.txt", text)]).diagnostics;
        let errors = found.into_iter().filter(Diagnostic::is_error);
        errors.map(|found| (found.code, found.message)).collect::<Vec<_>>()
    };
    let message = "`x.txt` holds the noncharacter U+FDD0".to_owned();
    assert_eq!(told("a\u{fdd0}REGION\u{fdd2}"), [(Code::ControlCharacter, message)]);
    assert_eq!(told("a\u{1b}[0m\u{fdf0}"), []);
}

#[test]
fn what_is_adopted_is_told_in_its_own_file() {
    for (head, spec, code, part, instead) in CASES {
        let (built, yaml) = adopted(head, spec);
        let found: Vec<&Diagnostic> = built.diagnostics.iter().filter(|found| found.is_error()).collect();
        if code.is_empty() {
            assert!(found.is_empty(), "{head}: {found:?}");
            continue;
        }
        let [only] = found.as_slice() else { panic!("{head} {spec}: {found:#?}") };
        assert_eq!(
            (only.code.as_str(), built.sources.text(only.primary.span)),
            (*code, *part),
            "{head}: {only:?}"
        );
        assert_eq!(built.sources.path(only.primary.span.file), "y/x.yaml");
        if let Some(instead) = instead {
            let repaired = fixed(&yaml, only).unwrap_or_else(|| panic!("{head}: no fix"));
            assert!(repaired.contains(instead), "{repaired}");
            let again = adopted(head, repaired.split_once("shop}\n").map_or("", |(_, spec)| spec)).0;
            assert!(again.diagnostics.iter().all(|found| found.code != only.code), "{repaired}");
        }
    }
}

#[test]
fn what_is_written_in_fluo_is_told_at_its_line() {
    let program = format!(
        "component a: resource {{ api: \"external-secrets.io/v1\", kind: \"ExternalSecret\"\n  spec {{ refreshInterval: 1d, dataFrom: [{{ extract {{ key: \"a\" }} }}], secretStoreRef {{ name: \"s\", kind: \"ClusterSecretStore\" }} }} }}\n\
         component b: service {{ image: \"a.io/b:v1\", port http: 80\n  account {{ annotations {{\n  \
         \"eks.amazonaws.com/role-arn\": \"arn:aws:iam::12:role/b\" }} }}\n  \
         patch Deployment {{ spec {{ template {{ spec {{\n  hostAliases: [{{ ip: \"10.0.0.1\", hostnames: [\"a_b\"] }}] }} }} }} }}\n}}\n{OPERATORS}"
    );
    let built = built(&[("main.fluo", &program)]);
    let told: Vec<(Code, &str)> =
        built.diagnostics.iter().map(|found| (found.code, built.sources.text(found.primary.span))).collect();
    let expected = [(Code::ForeignText, "1d"), (Code::ForeignText, "12"), (Code::ForeignText, "a_b")];
    assert_eq!(told, expected, "{:#?}", built.diagnostics);
    let fixed = fixed(&program, &built.diagnostics[0]).expect("a fix");
    assert!(fixed.contains("refreshInterval: 24h,"), "{fixed}");
    assert_eq!(built.diagnostics[0].fixes[0].applicability, Applicability::Safe);
}

/// A schema at keys with blanks between them, `*` any.
fn is_described(schema: &Value, steps: &[&str]) -> bool {
    let [step, rest @ ..] = steps else { return true };
    let inner = match *step {
        "*" if schema.get("items").is_some() => schema.get("items"),
        "*" => schema.get("additionalProperties"),
        step => schema.pointer(&format!("/properties/{}", step.replace('~', "~0").replace('/', "~1"))),
    };
    inner.is_some_and(|inner| is_described(inner, rest))
}

#[test]
fn each_field_that_is_read_is_one_that_its_project_describes() {
    let Some(folder) = data::folder("the fields of free texts") else { return };
    let schemas = Schemas::of(&folder);
    let versions = ["v1", "v1beta1", "v1beta2", "v1beta3", "v1alpha1", "v1alpha2", "v2"];
    let (mut described, mut all) = (BTreeSet::new(), BTreeSet::new());
    for (group, kind, path) in free_texts().filter(|(_, _, path)| !path.starts_with("metadata")) {
        let api =
            |version: &str| if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") };
        let steps: Vec<&str> = path.split(' ').collect();
        for schema in versions.iter().filter_map(|version| schemas.of_kind(&api(version), kind)) {
            all.insert((group, path));
            described.extend(is_described(&schema, &steps).then_some((group, path)));
        }
    }
    assert!(all.len() > 60, "{} were compared", all.len());
    assert_eq!(all.difference(&described).collect::<Vec<_>>(), Vec::<&(&str, &str)>::new());
}

#[test]
fn every_trigger_and_parameter_of_keda_is_known() {
    let Some(folder) = data::folder("the triggers of KEDA") else { return };
    let text = std::fs::read_to_string(folder.join("keda-scalers-schema.json")).expect("a file");
    let schema: Value = serde_json::from_str(&text).expect("JSON");
    let mut triggers = String::from("spec:\n  triggers:\n");
    for scaler in fluo_tests::items(&schema, "/scalers") {
        writeln!(triggers, "  - type: {}\n    metadata:", fluo_tests::text(scaler, "/type")).expect("a text");
        for parameter in fluo_tests::items(scaler, "/parameters") {
            let name = fluo_tests::text(parameter, "/name");
            for name in name.split(',').filter(|_| parameter["metadataVariableReadable"] == true) {
                writeln!(triggers, "      {}: \"${{X}}\"", name.trim()).expect("a text");
            }
        }
    }
    let (built, _) = adopted("keda.sh/v1alpha1 ScaledObject", &triggers);
    // KEDA describes all six triggers of Redis by one struct; each reads only its own part.
    let told = built.diagnostics.iter().map(|found| found.message.as_str());
    let told: Vec<&str> = told.filter(|message| !message.contains("the trigger `redis")).collect();
    assert_eq!(told, Vec::<&str>::new());
}
