//! The table of Kubernetes' own types (`crates/core/src/openapi/kubernetes.table`), made of the schemas that `k8s-openapi`
//! carries. The core's `openapi::kubernetes` says how its lines are read.

use k8s_openapi::Resource;
use k8s_openapi::api::{
    apps::v1 as apps, autoscaling::v2 as autoscaling, batch::v1 as batch, core::v1 as core,
    networking::v1 as networking, policy::v1 as policy, rbac::v1 as rbac,
};
use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// The fields by which the items of lists are known, by definition and field: what `kubectl explain` and the API reference
/// name as patch merge key, all keys where a list map has several
/// (<https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy>).
const KEYS: &[(&str, &str, &str)] = &[
    ("core.v1.Container", "env", "name"),
    ("core.v1.Container", "ports", "containerPort,protocol"),
    ("core.v1.Container", "volumeDevices", "devicePath"),
    ("core.v1.Container", "volumeMounts", "mountPath"),
    ("core.v1.PodSpec", "containers", "name"),
    ("core.v1.PodSpec", "hostAliases", "ip"),
    ("core.v1.PodSpec", "imagePullSecrets", "name"),
    ("core.v1.PodSpec", "initContainers", "name"),
    ("core.v1.PodSpec", "resourceClaims", "name"),
    ("core.v1.PodSpec", "schedulingGates", "name"),
    ("core.v1.PodSpec", "topologySpreadConstraints", "topologyKey,whenUnsatisfiable"),
    ("core.v1.PodSpec", "volumes", "name"),
    ("core.v1.ResourceRequirements", "claims", "name"),
    ("core.v1.ServiceAccount", "imagePullSecrets", "name"),
    ("core.v1.ServiceAccount", "secrets", "name"),
    ("core.v1.ServiceSpec", "ports", "port,protocol"),
];

struct Table {
    schemas: SchemaGenerator,
    /// The kinds: `apps/v1/Deployment` to the name of its definition.
    kinds: BTreeMap<String, String>,
}

impl Table {
    fn add<K: JsonSchema + Resource>(&mut self) {
        self.schemas.subschema_for::<K>();
        let kind = format!("{}/{}", K::API_VERSION, K::KIND);
        self.kinds.insert(kind, short(&K::schema_name()).to_owned());
    }
}

/// The name of a definition without what all have in common.
fn short(name: &str) -> &str {
    const COMMON: [&str; 4] = [
        "io.k8s.apimachinery.pkg.apis.",
        "io.k8s.apimachinery.pkg.",
        "io.k8s.apiextensions-apiserver.pkg.apis.",
        "io.k8s.api.",
    ];
    COMMON.iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(name)
}

/// The whole table as it is checked in.
#[must_use]
pub fn table() -> String {
    let mut table = Table { schemas: SchemaSettings::draft07().into_generator(), kinds: BTreeMap::new() };
    add_kinds(&mut table);
    let definitions: BTreeMap<String, Value> = table
        .schemas
        .definitions()
        .iter()
        .map(|(name, schema)| (short(name).to_owned(), schema.clone()))
        .collect();
    let roots: BTreeSet<&String> = table.kinds.values().collect();
    let (mut text, mut wanted, mut done) = (String::new(), Vec::new(), BTreeSet::new());
    for (kind, name) in &table.kinds {
        writeln!(text, "={kind} {name}").expect("a text");
        wanted.push(name.clone());
    }
    let mut lines = BTreeSet::new();
    while let Some(name) = wanted.pop() {
        if done.insert(name.clone()) {
            let line = line(&name, &definitions, roots.contains(&name), &mut wanted);
            lines.insert(line);
        }
    }
    lines.iter().for_each(|line| writeln!(text, "{line}").expect("a text"));
    text
}

fn add_kinds(table: &mut Table) {
    table.add::<apps::Deployment>();
    table.add::<apps::StatefulSet>();
    table.add::<apps::DaemonSet>();
    table.add::<batch::Job>();
    table.add::<batch::CronJob>();
    table.add::<core::Service>();
    table.add::<core::ServiceAccount>();
    table.add::<core::ConfigMap>();
    table.add::<core::PersistentVolumeClaim>();
    table.add::<core::Namespace>();
    table.add::<core::ResourceQuota>();
    table.add::<core::LimitRange>();
    table.add::<networking::Ingress>();
    table.add::<networking::NetworkPolicy>();
    table.add::<autoscaling::HorizontalPodAutoscaler>();
    table.add::<policy::PodDisruptionBudget>();
    table.add::<rbac::Role>();
    table.add::<rbac::RoleBinding>();
    table.add::<rbac::ClusterRole>();
    table.add::<rbac::ClusterRoleBinding>();
}

/// The line of a definition. What the cluster writes (`status`, `managedFields`) is left out.
fn line(name: &str, definitions: &BTreeMap<String, Value>, root: bool, wanted: &mut Vec<String>) -> String {
    let schema = &definitions[name];
    let empty = Map::new();
    let fields = schema["properties"].as_object().unwrap_or(&empty);
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut line = name.to_owned();
    for (field, ty) in fields {
        if (root && field == "status") || field == "managedFields" {
            continue;
        }
        let mark = if required.contains(&field.as_str()) { "!" } else { "" };
        let mut ty = type_of(ty, definitions, wanted);
        if let Some((_, _, keys)) = KEYS.iter().find(|(of, list, _)| *of == name && list == field) {
            ty = format!("{}@{keys}]", ty.trim_end_matches(']'));
        }
        write!(line, " {field}{mark}:{ty}").expect("a text");
    }
    line
}

fn type_of(schema: &Value, definitions: &BTreeMap<String, Value>, wanted: &mut Vec<String>) -> String {
    let reference = schema["$ref"].as_str().or_else(|| schema["allOf"][0]["$ref"].as_str());
    if let Some(name) = reference.and_then(|path| path.rsplit('/').next()) {
        let name = short(name);
        let target = &definitions[name];
        return match name {
            "api.resource.Quantity" => "q".to_owned(),
            "util.intstr.IntOrString" => "x".to_owned(),
            _ if target["properties"].is_object() => {
                wanted.push(name.to_owned());
                name.to_owned()
            }
            _ => type_of(target, definitions, wanted),
        };
    }
    match schema["type"].as_str() {
        Some("boolean") => "b".to_owned(),
        Some("integer") => "i".to_owned(),
        Some("number") => "n".to_owned(),
        Some("string") => "s".to_owned(),
        Some("array") => format!("[{}]", type_of(&schema["items"], definitions, wanted)),
        Some("object") if schema["additionalProperties"].is_object() => {
            format!("{{{}}}", type_of(&schema["additionalProperties"], definitions, wanted))
        }
        _ => "a".to_owned(),
    }
}
