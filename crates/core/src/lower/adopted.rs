//! Files that are taken over as they are, and the objects in them.

use super::secrets::node_name;
use crate::adopt::Manifest;
use crate::model::{AdoptedFolder, Model, OriginId, SecretBody};
use crate::object::{Adopted, Data, Node, Object};
use serde_json::Value;
use smol_str::{SmolStr, format_smolstr};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What each node takes over: the folders of `manifests`, and encrypted Secrets beside other secrets of their namespace.
pub(crate) fn adopted(model: &Model) -> BTreeMap<SmolStr, (Option<SmolStr>, Adopted)> {
    let mut nodes: BTreeMap<SmolStr, (Option<SmolStr>, Adopted)> = BTreeMap::new();
    for (name, folder) in &model.adopted.folders {
        nodes.insert(name.clone(), (Some(name.clone()), of_folder(folder)));
    }
    for secret in model.secrets.values().filter(|secret| matches!(secret.body, SecretBody::Sops(_))) {
        let Some(file) = model.adopted.sops.get(&secret.id) else { continue };
        let (name, component) = match &secret.id.owner {
            Some(owner) => (owner.clone(), Some(owner.clone())),
            None => (node_name(&file.namespace), None),
        };
        let object = Object {
            api_version: SmolStr::new_static("v1"),
            kind: SmolStr::new_static("Secret"),
            name: file.name.clone(),
            namespace: Some(file.namespace.clone()),
            body: tree(&file.value, secret.origin),
            origin: secret.origin,
        };
        let path = format!("secret-{}.sops.yaml", file.name);
        nodes.entry(name).or_insert_with(|| (component, Adopted::default())).1.add(
            path,
            Arc::clone(&file.text),
            object,
        );
    }
    nodes
}

fn of_folder(AdoptedFolder { folder, origins }: &AdoptedFolder) -> Adopted {
    let objects = folder.manifests.iter().zip(origins);
    Adopted {
        files: folder.files.clone(),
        resources: folder.resources.clone(),
        entry: folder.resources.is_empty().then(|| folder.entry.clone()),
        objects: objects
            .map(|(manifest, origin)| (object(manifest, *origin), manifest.text.clone()))
            .collect(),
    }
}

fn object(manifest: &Manifest, origin: OriginId) -> Object {
    Object {
        api_version: manifest.api_version.clone(),
        kind: manifest.kind.clone(),
        name: manifest.name.clone(),
        namespace: manifest.namespace.clone(),
        body: tree(&manifest.value, origin),
        origin,
    }
}

/// A JSON value as a tree of one origin, `apiVersion`, `kind` and `metadata` first.
fn tree(value: &Value, origin: OriginId) -> Node {
    let data = match value {
        Value::Null => Data::Null,
        Value::Bool(value) => Data::Bool(*value),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => Data::Int(whole),
            None => Data::Float(number.as_f64().unwrap_or_default()),
        },
        Value::String(text) => Data::Str(text.into()),
        Value::Array(items) => Data::List(items.iter().map(|item| tree(item, origin)).collect()),
        Value::Object(members) => {
            const FIRST: [&str; 3] = ["apiVersion", "kind", "metadata"];
            let place = |key: &str| FIRST.iter().position(|first| *first == key).unwrap_or(FIRST.len());
            let mut fields: Vec<_> =
                members.iter().map(|(key, value)| (SmolStr::new(key), tree(value, origin))).collect();
            fields.sort_by_key(|(key, _)| place(key));
            Data::Map(fields.into())
        }
    };
    Node::new(data, origin)
}

/// Whether a node holds something that Flux has to decrypt.
pub(crate) fn is_encrypted(adopted: &Adopted) -> bool {
    adopted.objects.iter().any(|(object, _)| object.body.get("sops").is_some())
        || adopted.files.values().any(|text| text.contains("ENC[AES256_GCM,"))
}

/// Where Flux finds the kustomization of a node: in its folder, or below it.
pub(crate) fn path(folder: &str, adopted: &Adopted) -> SmolStr {
    let below = adopted.entry.as_deref().filter(|entry| !entry.is_empty());
    match below {
        Some(below) => format_smolstr!("./{folder}/{below}"),
        None => format_smolstr!("./{folder}"),
    }
}

/// Whether data is lost with one of the objects. Nothing can be written into files that are taken as they are, so the whole
/// node is kept from pruning.
pub(crate) fn holds_data(adopted: &Adopted) -> bool {
    const KINDS: [&str; 5] =
        ["CustomResourceDefinition", "Namespace", "PersistentVolume", "PersistentVolumeClaim", "StatefulSet"];
    adopted.objects.iter().any(|(object, _)| KINDS.contains(&object.kind.as_str()))
}
