//! CustomResourceDefinitions: the shapes of the kinds that they bring
//! (<https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/>).

use super::{Form, Shape};
use serde_json::Value;
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// What a CustomResourceDefinition says.
#[derive(Clone, Debug, PartialEq)]
pub struct Crd {
    /// The API group.
    pub group: SmolStr,
    /// The kind.
    pub kind: SmolStr,
    /// Whether its objects are in namespaces.
    pub namespaced: bool,
    /// The versions that are served, each with the shape of the whole object.
    pub versions: BTreeMap<SmolStr, Shape>,
}

/// Why a document is no CustomResourceDefinition that can be used.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum CrdFault {
    /// It is something else.
    NotACrd,
    /// It lacks its group, kind, scope or versions.
    Incomplete,
}

/// How deep a schema is followed.
const DEEPEST: usize = 64;

impl Crd {
    /// Reads the document of a CRD.
    ///
    /// # Errors
    /// [`CrdFault`] if it is none.
    pub fn read(document: &Value) -> Result<Self, CrdFault> {
        let text = |pointer: &str| document.pointer(pointer).and_then(Value::as_str);
        let api = text("/apiVersion").unwrap_or_default();
        if text("/kind") != Some("CustomResourceDefinition") || !api.starts_with("apiextensions.k8s.io/") {
            return Err(CrdFault::NotACrd);
        }
        let (Some(group), Some(kind), Some(scope), Some(versions)) = (
            text("/spec/group"),
            text("/spec/names/kind"),
            text("/spec/scope"),
            document.pointer("/spec/versions").and_then(Value::as_array),
        ) else {
            return Err(CrdFault::Incomplete);
        };
        let served = versions.iter().filter(|version| version["served"] != Value::Bool(false));
        let versions = served
            .filter_map(|version| {
                let name = version["name"].as_str()?;
                let shape = version.pointer("/schema/openAPIV3Schema").map(object);
                Some((SmolStr::new(name), shape.unwrap_or_default()))
            })
            .collect();
        Ok(Self { group: group.into(), kind: kind.into(), namespaced: scope == "Namespaced", versions })
    }

    /// The `apiVersion`s that it serves.
    #[must_use]
    pub fn api_versions(&self) -> Vec<String> {
        self.versions.keys().map(|version| format!("{}/{version}", self.group)).collect()
    }
}

/// The shape of a whole object: what every object has is there whether the schema names it or not.
fn object(schema: &Value) -> Shape {
    let mut shape = shape(schema, 0);
    if let Form::Object { fields, .. } = &mut shape.form {
        for name in ["apiVersion", "kind"] {
            fields.insert(name.into(), Shape::of(Form::Text));
        }
        fields.insert("metadata".into(), Shape::of(Form::Named("meta.v1.ObjectMeta".into())));
        fields.remove("status");
    }
    shape
}

/// A schema of OpenAPI v3 as CRDs may write it.
fn shape(schema: &Value, depth: usize) -> Shape {
    if depth > DEEPEST {
        return Shape::default();
    }
    let flag = |name: &str| schema[name] == Value::Bool(true);
    let form = if flag("x-kubernetes-int-or-string") {
        Form::IntOrText
    } else if flag("x-kubernetes-embedded-resource") {
        Form::Any
    } else {
        form(schema, depth)
    };
    let number = |name: &str| schema[name].as_f64();
    let count = |names: [&str; 3]| names.iter().find_map(|name| schema[*name].as_u64());
    Shape {
        form,
        nullable: flag("nullable"),
        choices: schema["enum"].as_array().cloned().unwrap_or_default(),
        pattern: schema["pattern"].as_str().map(str::to_owned),
        bounds: (number("minimum"), number("maximum")),
        length: (
            count(["minLength", "minItems", "minProperties"]),
            count(["maxLength", "maxItems", "maxProperties"]),
        ),
    }
}

fn form(schema: &Value, depth: usize) -> Form {
    match schema["type"].as_str() {
        Some("boolean") => Form::Bool,
        Some("integer") => Form::Int,
        Some("number") => Form::Number,
        Some("string") => Form::Text,
        Some("array") => Form::List { of: Box::new(shape(&schema["items"], depth + 1)), keys: keys(schema) },
        Some("object") => members(schema, depth),
        _ => Form::Any,
    }
}

fn keys(schema: &Value) -> Vec<SmolStr> {
    if schema["x-kubernetes-list-type"] != "map" {
        return Vec::new();
    }
    let keys = schema["x-kubernetes-list-map-keys"].as_array();
    keys.into_iter().flatten().filter_map(Value::as_str).map(SmolStr::new).collect()
}

fn members(schema: &Value, depth: usize) -> Form {
    let open = schema["x-kubernetes-preserve-unknown-fields"] == Value::Bool(true);
    let more = &schema["additionalProperties"];
    match schema["properties"].as_object() {
        Some(fields) => Form::Object {
            fields: fields.iter().map(|(name, of)| (name.into(), shape(of, depth + 1))).collect(),
            required: schema["required"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .map(SmolStr::new)
                .collect(),
            open: open || *more == Value::Bool(true) || more.is_object(),
        },
        None if more.is_object() => Form::Map(Box::new(shape(more, depth + 1))),
        None if open || *more == Value::Bool(true) => Form::Any,
        // The API server prunes every field of an object that names none.
        None => Form::Object { fields: BTreeMap::new(), required: Vec::new(), open: false },
    }
}
