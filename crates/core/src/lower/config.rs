//! ConfigMaps. Their names are stable; a checksum on the pods makes a change roll them out.

use super::meta::{Draft, Meta};
use super::tree::Map;
use crate::model::records::Workload;
use crate::model::{Component, Model, Record, Value};
use crate::object::{Data, Node, Object};
use crate::types::Scalar;
use sha2::{Digest, Sha256};
use smol_str::{SmolStr, format_smolstr};

/// The name of the ConfigMap of a component's config.
pub(crate) fn config_name(component: &str, config: &str) -> SmolStr {
    format_smolstr!("{component}-{config}")
}

/// The ConfigMaps of a workload.
pub(crate) fn config_maps(model: &Model, component: &Component, workload: &Workload) -> Vec<Object> {
    workload
        .config
        .iter()
        .map(|(name, files)| {
            let mut data = Map::new(files.origin);
            for (file, text) in &files.fields {
                data.insert(file.clone(), Node::new(Data::Str(content(&text.value)), text.origin));
            }
            let meta = Meta::named(model, component, config_name(&component.name, name));
            Draft::new("v1", "ConfigMap", meta).with("data", data).object()
        })
        .collect()
}

fn content(value: &Value) -> SmolStr {
    match value {
        Value::Scalar(Scalar::Text(text)) => text.clone(),
        Value::Scalar(other) => other.to_string().into(),
        _ => SmolStr::default(),
    }
}

/// A digest of everything in the configs of a workload, if it has any.
pub(crate) fn checksum(workload: &Workload) -> Option<String> {
    if workload.config.is_empty() {
        return None;
    }
    let mut digest = Sha256::new();
    let mut feed = |text: &str| {
        digest.update(text.len().to_le_bytes());
        digest.update(text.as_bytes());
    };
    for (name, files) in &workload.config {
        feed(name);
        let Record { fields, .. } = &files.value;
        for (file, text) in fields {
            feed(file);
            feed(&content(&text.value));
        }
    }
    Some(hex(&digest.finalize()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
