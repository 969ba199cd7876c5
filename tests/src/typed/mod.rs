//! Objects decoded into typed structs: those of Kubernetes itself as `k8s-openapi` has them, and custom resources as the
//! structs beside, which name the fields that the compiler may write and no others.

mod flux;
mod messaging;
mod scaling;
mod secrets;
mod storage;

use k8s_openapi::api::{apps, autoscaling, batch, core, rbac};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Text by text: labels, annotations, metadata of triggers.
type Texts = BTreeMap<String, String>;

/// Structs as they stand in JSON: camelCase, and no field that is not named.
macro_rules! wire {
    ($($(#[$doc:meta])* $name:ident { $($(#[$attribute:meta])* $field:ident: $ty:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        struct $name { $($(#[$attribute])* $field: $ty,)* }
    )*};
}

/// Words as they stand in JSON: `Rust = "json"`.
macro_rules! words {
    ($($name:ident { $($word:ident = $text:literal,)* })*) => {$(
        #[derive(serde::Serialize, serde::Deserialize)]
        enum $name { $(#[serde(rename = $text)] $word,)* }
    )*};
}
pub(crate) use {wire, words};

/// A custom resource with this spec.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Custom<S> {
    api_version: String,
    kind: String,
    metadata: Metadata,
    spec: S,
}

wire! {
    Metadata {
        name: String,
        namespace: Option<String>,
        labels: Option<Texts>,
        annotations: Option<Texts>,
    }
    /// A reference by name in the same namespace.
    Named { name: String, }
    /// A key of a Secret.
    SecretKey { name: String, key: String, }
    Resources {
        requests: Option<Texts>,
        limits: Option<Texts>,
    }
}

/// Decodes an object into its typed struct and compares what was understood with what was written.
///
/// # Errors
/// What the struct does not admit, or what got lost on the way; also if there is no struct for its kind.
pub fn decode(object: &Value) -> Result<(), String> {
    let api_version = crate::text(object, "/apiVersion");
    let kind = crate::text(object, "/kind");
    let reader = core_reader(api_version, kind)
        .or_else(|| flux::reader(api_version, kind))
        .or_else(|| messaging::reader(api_version, kind))
        .or_else(|| scaling::reader(api_version, kind))
        .or_else(|| secrets::reader(api_version, kind))
        .or_else(|| storage::reader(api_version, kind));
    reader.ok_or_else(|| format!("there is no struct for {api_version} {kind}"))?(object)
}

/// What decodes one kind.
type Reader = fn(&Value) -> Result<(), String>;

fn core_reader(api_version: &str, kind: &str) -> Option<Reader> {
    Some(match (api_version, kind) {
        ("v1", "Namespace") => understood::<core::v1::Namespace>,
        ("v1", "ServiceAccount") => understood::<core::v1::ServiceAccount>,
        ("v1", "ConfigMap") => understood::<core::v1::ConfigMap>,
        ("v1", "Service") => understood::<core::v1::Service>,
        ("rbac.authorization.k8s.io/v1", "Role") => understood::<rbac::v1::Role>,
        ("rbac.authorization.k8s.io/v1", "RoleBinding") => understood::<rbac::v1::RoleBinding>,
        ("apps/v1", "Deployment") => understood::<apps::v1::Deployment>,
        ("batch/v1", "Job") => understood::<batch::v1::Job>,
        ("autoscaling/v2", "HorizontalPodAutoscaler") => {
            understood::<autoscaling::v2::HorizontalPodAutoscaler>
        }
        _ => return None,
    })
}

/// Decodes a custom resource.
fn custom<S: Serialize + DeserializeOwned>(object: &Value) -> Result<(), String> {
    understood::<Custom<S>>(object)
}

/// Reads and writes again: what is not there afterwards was not understood.
fn understood<T: Serialize + DeserializeOwned>(object: &Value) -> Result<(), String> {
    let typed: T = serde_json::from_value(object.clone()).map_err(|error| error.to_string())?;
    let mut again = serde_json::to_value(&typed).map_err(|error| error.to_string())?;
    let mut written = object.clone();
    prune(&mut again);
    prune(&mut written);
    compare(&written, &again, "")
}

/// Takes out what means nothing: nulls and empty maps and lists.
fn prune(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(prune);
            fields.retain(|_, value| !is_nothing(value));
        }
        Value::Array(items) => items.iter_mut().for_each(prune),
        _ => {}
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(fields) => fields.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

fn compare(written: &Value, understood: &Value, path: &str) -> Result<(), String> {
    match (written, understood) {
        (Value::Object(written), Value::Object(understood)) => {
            let all = written.keys().chain(understood.keys());
            let nothing = Value::Null;
            all.map(|key| (key, written.get(key), understood.get(key))).try_for_each(|(key, a, b)| {
                compare(a.unwrap_or(&nothing), b.unwrap_or(&nothing), &format!("{path}/{key}"))
            })
        }
        (Value::Array(written), Value::Array(understood)) if written.len() == understood.len() => {
            let mut pairs = written.iter().zip(understood).enumerate();
            pairs.try_for_each(|(place, (a, b))| compare(a, b, &format!("{path}/{place}")))
        }
        _ if written == understood => Ok(()),
        _ => Err(format!("{path}: {written} was understood as {understood}")),
    }
}
