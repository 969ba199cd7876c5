//! The triggers of the prelude against KEDA's own description of them: every trigger, every field, where a field may
//! stand, whether it is needed, and its words.

use fluo_core::diagnostic::Diagnostics;
use fluo_core::lower::keda_parameter;
use fluo_core::prelude;
use fluo_core::source::Sources;
use fluo_core::syntax::Trees;
use fluo_core::syntax::ast::{Entry, TypeExpr, TypeExprKind};
use fluo_tests::data;
use fluo_tests::keda::undescribed;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Triggers that fluo has in another place: fields of `scale`.
const FIELDS_OF_SCALE: [&str; 2] = ["cpu", "memory"];

/// Parameters of KEDA that no field of fluo has: the trigger (`""`: any), the parameter, the reason.
const LEFT_OUT: &[(&str, &str, &str)] = &[
    ("", "identityOwner", "deprecated: an `identity` says it"),
    ("", "credentialsFromEnvFile", "names a file in the workload's own environment"),
    ("azure-blob", "connectionFromEnv", "KEDA's own name for a variable of the workload"),
    ("datadog", "hpaMetricName", "what KEDA itself fills in"),
    ("elasticsearch", "metricName", "deprecated"),
    ("gcp-pubsub", "subscriptionSize", "removed in 2.20"),
    ("huawei-cloudeye", "minMetricValue", "removed in 2.20"),
    ("influxdb", "authToken in metadata", "removed in 2.20; the login has it"),
    ("nats-jetstream", "stream", "the consumer's own"),
    ("rabbitmq", "queueLength", "deprecated: `mode` and `value`"),
    ("temporal", "buildId", "deprecated"),
    ("temporal", "selectAllActive", "deprecated"),
    ("temporal", "selectUnversioned", "deprecated"),
];

/// KEDA describes all six triggers of Redis by one struct; each reads only its own part.
const OF_OTHER_REDIS: [&str; 11] = [
    "Cert",
    "address",
    "addresses",
    "host",
    "hosts",
    "port",
    "ports",
    "sentinelMaster",
    "sentinelPassword",
    "sentinelUsername",
    "tls",
];

/// Fields with names of fluo's own.
const RENAMED: &[(&str, &str, &str)] = &[
    ("nats-jetstream", "lag", "lagThreshold"),
    ("nats-jetstream", "activation-lag", "activationLagThreshold"),
    ("nats-jetstream", "endpoint", "natsServerMonitoringEndpoint"),
    ("sumologic", "queries", "query.*"),
];

/// Words of KEDA that fluo does not offer.
const NO_WORDS: &[(&str, &str, &str)] = &[
    ("graphite", "authMode", "one word only, as a text"),
    ("influxdb", "influxVersion", "a number from 2 to 3"),
];

/// Where fluo demands more or less than the description, which does not show what a validation demands.
const NOT_DEMANDED: &[(&str, &str, &str)] = &[
    ("forgejo-runner", "labels", "demanded by a rule"),
    ("kubernetes-workload", "value", "its default 0 is refused"),
    ("nats-jetstream", "natsServerMonitoringEndpoint", "the output of the stream's server"),
    ("postgresql", "targetQueryValue", "demanded by its validation"),
    ("aws-dynamodb", "targetValue", "its default -1 is refused"),
];

struct Field {
    ty: TypeExpr,
    optional: bool,
    default: bool,
}

fn listed(table: &[(&str, &str, &str)], trigger: &str, name: &str) -> bool {
    table.iter().any(|(t, n, _)| (t.is_empty() || *t == trigger) && *n == name)
}

/// The triggers of the prelude: their fields by name.
fn declared() -> BTreeMap<String, BTreeMap<String, Field>> {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let files = prelude::parse_triggers(&["all"], &mut Trees::default(), &mut sources, &mut diagnostics);
    let triggers = files.into_iter().flat_map(|file| file.entries.clone());
    triggers.map(|entry| (label(&entry).to_owned(), fields(&entry))).collect()
}

fn label(entry: &Entry) -> &str {
    entry.label.as_ref().map_or("", |label| label.text.as_str())
}

fn fields(trigger: &Entry) -> BTreeMap<String, Field> {
    let entries = trigger.block.iter().flat_map(|block| &block.entries);
    let field = |entry: &Entry| {
        let ty = *entry.ty.clone().expect("a type");
        let optional = may_be_absent(&ty.kind);
        Field { ty, optional, default: entry.value.is_some() }
    };
    entries.map(|entry| (label(entry).to_owned(), field(entry))).collect()
}

fn may_be_absent(kind: &TypeExprKind) -> bool {
    match kind {
        TypeExprKind::Optional(_) | TypeExprKind::List(_) | TypeExprKind::Map(..) => true,
        TypeExprKind::In(inner, _) | TypeExprKind::Like(inner, _) => may_be_absent(&inner.kind),
        _ => false,
    }
}

/// The name of a type and its words.
fn class(kind: &TypeExprKind) -> (&str, BTreeSet<&str>) {
    match kind {
        TypeExprKind::Name(name) => (name.text.as_str(), BTreeSet::new()),
        TypeExprKind::Union(names) => ("words", names.iter().map(|name| name.text.as_str()).collect()),
        TypeExprKind::Optional(inner) | TypeExprKind::In(inner, _) | TypeExprKind::Like(inner, _) => {
            class(&inner.kind)
        }
        TypeExprKind::List(_) => ("list", BTreeSet::new()),
        TypeExprKind::Map(..) => ("map", BTreeSet::new()),
        _ => ("", BTreeSet::new()),
    }
}

fn described() -> Option<BTreeMap<String, Vec<Value>>> {
    let text =
        std::fs::read_to_string(data::folder("triggers against KEDA")?.join("keda-scalers-schema.json"))
            .ok()?;
    let all: Value = serde_json::from_str(&text).expect("JSON");
    let scalers = all["scalers"].as_array().expect("a list").iter();
    let parameters = |scaler: &Value| scaler["parameters"].as_array().expect("a list").clone();
    Some(scalers.map(|scaler| (text_of(scaler, "type"), parameters(scaler))).collect())
}

fn text_of(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}

fn is(parameter: &Value, key: &str) -> bool {
    parameter[key].as_bool().unwrap_or(false)
}

fn name_of(trigger: &str, field: &str) -> String {
    let renamed = RENAMED.iter().find(|(t, f, _)| *t == trigger && *f == field);
    renamed.map_or_else(|| keda_parameter(trigger, field).name.to_string(), |(.., name)| (*name).to_owned())
}

/// A trigger, the parameters of its description, and the fields of fluo by KEDA's names.
type Both = (String, Vec<Value>, BTreeMap<String, (String, Field)>);

/// Every trigger of KEDA, on both sides.
fn both() -> Vec<Both> {
    let Some(described) = described() else {
        return Vec::new();
    };
    let mut declared = declared();
    let mut both = Vec::new();
    for (trigger, parameters) in described {
        if FIELDS_OF_SCALE.contains(&trigger.as_str()) {
            continue;
        }
        let fields = declared.remove(&trigger).unwrap_or_else(|| panic!("`{trigger}` is not declared"));
        let by_name =
            fields.into_iter().map(|(field, ty)| (name_of(&trigger, &field), (field, ty))).collect();
        both.push((trigger, parameters, by_name));
    }
    assert_eq!(
        declared.keys().collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "triggers that KEDA does not have"
    );
    both
}

#[test]
fn every_parameter_has_its_field_and_every_field_its_parameter() {
    for (trigger, parameters, fields) in both() {
        let names: BTreeSet<String> = parameters.iter().map(|p| text_of(p, "name")).collect();
        for name in &names {
            let out = listed(LEFT_OUT, &trigger, name)
                || (trigger.starts_with("redis") && OF_OTHER_REDIS.contains(&name.as_str()))
                || (trigger == "nats-jetstream" && name == "consumer")
                || (trigger.starts_with("gcp-") && name == "credentials");
            assert!(out || fields.contains_key(name), "`{trigger}` has no field for `{name}`");
        }
        for (name, (field, _)) in &fields {
            assert!(
                names.contains(name) || undescribed(&trigger, name),
                "`{field}` of `{trigger}` would be `{name}`, which KEDA does not read"
            );
        }
    }
}

#[test]
fn a_field_stands_where_keda_reads_it() {
    for (trigger, parameters, fields) in both() {
        for parameter in &parameters {
            let name = text_of(parameter, "name");
            let Some((field, ty)) = fields.get(&name) else { continue };
            let same = || parameters.iter().filter(|other| text_of(other, "name") == name);
            let metadata = same().any(|p| is(p, "metadataVariableReadable") && p["deprecated"].is_null());
            let login = same().any(|p| is(p, "triggerAuthenticationVariableReadable"));
            let (class, _) = class(&ty.ty.kind);
            match class {
                "secret-value" => assert!(login, "`{field}` of `{trigger}` is no part of a login"),
                "value" => assert!(login, "`{field}` of `{trigger}` can't be a secret"),
                _ => {}
            }
            if class != "secret-value" {
                let ours = keda_parameter(&trigger, field).login;
                assert_eq!(ours, !metadata, "whether `{field}` of `{trigger}` stands in its login");
            }
        }
    }
}

#[test]
fn what_keda_needs_is_needed() {
    for (trigger, parameters, fields) in both() {
        for parameter in &parameters {
            let name = text_of(parameter, "name");
            let Some((field, ty)) = fields.get(&name) else { continue };
            let optional = is(parameter, "optional") || !parameter["default"].is_null();
            let of_login = matches!(class(&ty.ty.kind).0, "secret-value" | "value" | "list")
                || trigger.starts_with("redis");
            let excepted = listed(NOT_DEMANDED, &trigger, &name) || trigger == "ibmmq";
            assert!(
                excepted || optional || !ty.optional || of_login,
                "KEDA needs `{field}` of `{trigger}`, and fluo does not"
            );
            assert!(
                excepted || !optional || ty.optional || ty.default,
                "fluo needs `{field}` of `{trigger}`, and KEDA does not"
            );
        }
    }
}

#[test]
fn words_are_kedas_words() {
    for (trigger, parameters, fields) in both() {
        for parameter in &parameters {
            let name = text_of(parameter, "name");
            let Some((field, ty)) = fields.get(&name) else { continue };
            let Some(allowed) = parameter["allowedValue"].as_array() else { continue };
            if listed(NO_WORDS, &trigger, &name) {
                continue;
            }
            let allowed: BTreeSet<&str> = allowed.iter().filter_map(Value::as_str).collect();
            assert_eq!(class(&ty.ty.kind).1, allowed, "the words of `{field}` of `{trigger}`");
        }
    }
}

#[test]
fn types_follow_the_defaults() {
    for (trigger, parameters, fields) in both() {
        for parameter in &parameters {
            let name = text_of(parameter, "name");
            let (Some((field, ty)), Some(default)) = (fields.get(&name), parameter["default"].as_str())
            else {
                continue;
            };
            let (class, _) = class(&ty.ty.kind);
            let fits = match class {
                "bool" => ["true", "false"].contains(&default),
                "int" | "float" => default.parse::<f64>().is_ok(),
                "duration" => default.starts_with(|c: char| c.is_ascii_digit()),
                _ => !["true", "false"].contains(&default),
            };
            assert!(fits, "`{field}` of `{trigger}` is `{class}`, and its default `{default}`");
        }
    }
}
