//! ConfigMaps. Their names are stable; a checksum on the pods makes a change roll them out.

use super::meta::{Draft, Meta};
use super::tree::texts;
use crate::model::records::Workload;
use crate::model::{At, Component, Model, Named, OriginId, Record, Settled, Value};
use crate::object::Object;
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
            let text = |(file, text): &(SmolStr, Settled)| {
                (file.clone(), At { value: content(&text.value), origin: text.origin })
            };
            let meta = Meta::named(model, component, config_name(&component.name, name));
            map_of(meta, &files.fields.iter().map(text).collect(), files.origin)
        })
        .collect()
}

/// A ConfigMap of these files.
pub(crate) fn map_of(meta: Meta, files: &Named<SmolStr>, origin: OriginId) -> Object {
    Draft::new("v1", "ConfigMap", meta).with("data", texts(files, origin)).object()
}

fn content(value: &Value) -> SmolStr {
    match value {
        Value::Scalar(Scalar::Text(text)) => text.clone(),
        Value::Scalar(other) => other.to_string().into(),
        _ => SmolStr::default(),
    }
}

/// A digest of everything in the configs of a workload, the shared ones that it mentions included, if it has any.
pub(crate) fn checksum(model: &Model, component: &Component, workload: &Workload) -> Option<String> {
    let shared = model.shared.of(&component.name);
    let shared: Vec<_> = shared.filter_map(|name| Some((name, model.shared.configs.get(name)?))).collect();
    if workload.config.is_empty() && shared.is_empty() {
        return None;
    }
    let mut digest = Sha256::new();
    let mut feed = |text: &str| {
        // As wide on every machine: in a browser a `usize` has 32 bits.
        digest.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_le_bytes());
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
    for (name, config) in shared {
        feed(name);
        for (file, text) in &config.files {
            feed(file);
            feed(text);
        }
    }
    Some(hex(&digest.finalize()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
