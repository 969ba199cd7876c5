//! Closed JSON Schemas: they admit no field that they do not name. From the CRD where there is one,
//! else from the published schemas.

use jsonschema::Validator;
use serde::Deserialize as _;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The APIs of the users' own, for which nobody but them has a schema, and those whose schemas the data lacks.
const OWN: [&str; 5] = [
    "barmancloud.cnpg.io/",
    "database.bizmatters.io/",
    "example.com/",
    "grafana.integreatly.org/",
    "traefik.io/v1alpha1 Middleware",
];

/// Whether a kind, behind its API (`example.com/v1 Thing`), is one of those.
#[must_use]
pub fn is_own(api: &str) -> bool {
    OWN.iter().any(|own| api.starts_with(own))
}

/// Closed schemas by group, version and kind.
#[derive(Debug)]
pub struct Schemas {
    folder: PathBuf,
    /// From CRDs: `group/version` and kind to schema.
    custom: BTreeMap<(String, String), Value>,
}

impl Schemas {
    /// The schemas of a data folder.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        let mut custom = BTreeMap::new();
        for file in yaml_files(&folder.join("crds")) {
            let text = fs::read_to_string(&file).unwrap_or_default();
            for document in serde_yaml::Deserializer::from_str(&text) {
                custom.extend(Value::deserialize(document).iter().flat_map(versions));
            }
        }
        Self { folder: folder.join("schemas"), custom }
    }

    /// The closed schema of a kind; `None` if nobody published one.
    #[must_use]
    pub fn of_kind(&self, api_version: &str, kind: &str) -> Option<Value> {
        // The catalogues lag behind the CRDs that their projects ship.
        let mut schema = match self.custom.get(&(api_version.to_owned(), kind.to_owned())) {
            Some(schema) => schema.clone(),
            None => self.published(api_version, kind)?,
        };
        close(&mut schema);
        // A CRD need not name these; the API server knows them by itself.
        schema["properties"]["apiVersion"] = json!({ "const": api_version });
        schema["properties"]["kind"] = json!({ "const": kind });
        schema["properties"]["metadata"] = metadata();
        Some(schema)
    }

    fn published(&self, api_version: &str, kind: &str) -> Option<Value> {
        let (group, version) = api_version.split_once('/').unwrap_or(("core", api_version));
        let name = format!("{group}/{}_{version}.json", kind.to_lowercase());
        let catalogs = ["flux-schema-catalog", "crds-catalog"];
        let text = catalogs
            .iter()
            .find_map(|catalog| fs::read_to_string(self.folder.join(catalog).join(&name)).ok())?;
        serde_json::from_str(&text).ok()
    }
}

/// The metadata that a compiler writes; what only a server writes is none of its.
fn metadata() -> Value {
    let texts = json!({ "type": "object", "additionalProperties": { "type": "string" } });
    json!({
        "type": "object",
        "required": ["name"],
        "additionalProperties": false,
        "properties": {
            "name": { "type": "string", "pattern": "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$" },
            "namespace": { "type": "string", "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$" },
            "labels": texts,
            "annotations": texts,
        }
    })
}

fn yaml_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(yaml_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml") {
            files.push(path);
        }
    }
    files
}

/// The schemas of the served versions of a CRD.
fn versions(definition: &Value) -> Vec<((String, String), Value)> {
    let group = crate::text(definition, "/spec/group");
    let kind = crate::text(definition, "/spec/names/kind");
    let served =
        crate::items(definition, "/spec/versions").iter().filter(|version| version["served"] == true);
    let schema = |version: &Value| {
        let api_version = format!("{group}/{}", crate::text(version, "/name"));
        Some(((api_version, kind.to_owned()), version.pointer("/schema/openAPIV3Schema")?.clone()))
    };
    served.filter_map(schema).collect()
}

/// Turns the schema of a CRD, which says with its own words what is open, into a closed JSON Schema. Closing a closed one
/// changes nothing.
fn close(schema: &mut Value) {
    let Value::Object(fields) = schema else { return };
    let open = fields.get("x-kubernetes-preserve-unknown-fields") == Some(&Value::Bool(true));
    if fields.contains_key("properties") && !open && !fields.contains_key("additionalProperties") {
        fields.insert("additionalProperties".to_owned(), Value::Bool(false));
    }
    if fields.get("x-kubernetes-int-or-string") == Some(&Value::Bool(true)) {
        fields.insert("type".to_owned(), json!(["integer", "string"]));
    }
    if fields.get("nullable") == Some(&Value::Bool(true)) {
        admit_null(fields);
    }
    if let Some(Value::Object(properties)) = fields.get_mut("properties") {
        properties.values_mut().for_each(close);
    }
    for key in ["items", "additionalProperties"] {
        fields.get_mut(key).into_iter().for_each(close);
    }
}

fn admit_null(fields: &mut Map<String, Value>) {
    if let Some(Value::String(kind)) = fields.get("type") {
        let kinds = json!([kind, "null"]);
        fields.insert("type".to_owned(), kinds);
    }
}

/// Kustomize publishes no schema; these are the fields that the compiler may write
/// (<https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/>).
fn kustomization() -> Value {
    json!({
        "type": "object",
        "required": ["apiVersion", "kind", "resources"],
        "additionalProperties": false,
        "properties": {
            "apiVersion": { "const": "kustomize.config.k8s.io/v1beta1" },
            "kind": { "const": "Kustomization" },
            "resources": { "type": "array", "minItems": 1, "items": { "type": "string", "pattern": "^[^/].*$" } }
        }
    })
}

/// Validators of closed schemas, each made once.
#[derive(Debug)]
pub struct Judge {
    schemas: Schemas,
    validators: BTreeMap<(String, String), Option<Validator>>,
}

impl Judge {
    /// A judge by these schemas.
    #[must_use]
    pub fn new(schemas: Schemas) -> Self {
        Self { schemas, validators: BTreeMap::new() }
    }

    fn validator(&mut self, api_version: &str, kind: &str) -> Option<&Validator> {
        let key = (api_version.to_owned(), kind.to_owned());
        let make = || {
            let schema = match api_version {
                "kustomize.config.k8s.io/v1beta1" => Some(kustomization()),
                _ => self.schemas.of_kind(api_version, kind),
            };
            schema.map(|schema| jsonschema::validator_for(&schema).expect("a schema"))
        };
        self.validators.entry(key).or_insert_with(make).as_ref()
    }

    /// What is wrong with an object; also if nobody published a schema for its kind.
    ///
    /// # Panics
    /// If a schema is none.
    pub fn faults(&mut self, object: &Value) -> Vec<String> {
        let (api_version, kind) = (crate::text(object, "/apiVersion"), crate::text(object, "/kind"));
        let Some(validator) = self.validator(api_version, kind) else {
            return vec![format!("there is no schema for {api_version} {kind}")];
        };
        validator.iter_errors(object).map(|error| format!("{}: {error}", error.instance_path())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closes_what_is_not_said_to_be_open() {
        let mut schema = json!({ "properties": {
            "values": { "type": "object", "properties": {}, "x-kubernetes-preserve-unknown-fields": true },
            "port": { "x-kubernetes-int-or-string": true },
            "list": { "items": { "type": "object", "properties": { "a": {} }, "nullable": true } },
        } });
        close(&mut schema);
        assert_eq!(schema["additionalProperties"], false);
        assert_eq!(schema["properties"]["values"].get("additionalProperties"), None);
        assert_eq!(schema["properties"]["port"]["type"], json!(["integer", "string"]));
        let item = &schema["properties"]["list"]["items"];
        assert_eq!(
            (&item["additionalProperties"], &item["type"]),
            (&json!(false), &json!(["object", "null"]))
        );
    }
}
