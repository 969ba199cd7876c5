//! Files that SOPS encrypted (<https://getsops.io/docs/>, <https://fluxcd.io/flux/guides/mozilla-sops/>): what stands in them in
//! plain text is read, nothing is ever decrypted.

use super::object::{is_encrypted, unencrypted};
use super::{Reader, yaml};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use serde_json::Value;
use smol_str::SmolStr;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A Secret that SOPS encrypted.
#[derive(Clone, Debug)]
pub struct SopsFile {
    /// The last part of its path.
    pub file_name: SmolStr,
    /// The file as it is.
    pub text: Arc<str>,
    /// The name of the Secret.
    pub name: SmolStr,
    /// Its namespace.
    pub namespace: SmolStr,
    /// Its keys, whose values are encrypted.
    pub keys: BTreeSet<SmolStr>,
    /// The whole object, values encrypted.
    pub value: Value,
    /// The place of its name.
    pub name_at: Span,
    /// The place of its namespace.
    pub namespace_at: Span,
}

/// Reads a file that is named at `at` by a path relative to that file. What is wrong with it is reported.
pub fn read_sops(reader: &mut Reader, at: Span, path: &str) -> Option<SopsFile> {
    let path = reader.resolve(at, path)?;
    let text = reader.text(at, &path, Code::NotASopsSecret)?;
    let file = reader.sources.add(path.clone(), Arc::clone(&text));
    let documents = yaml::documents(reader.sources, file, at, &yaml::Budget::default(), reader.diagnostics)?;
    let [document] = documents.as_slice() else {
        reader.report(
            Diagnostic::new(Code::NotASopsSecret, at, format!("`{path}` has to hold one document"))
                .label(format!("it holds {}", documents.len()))
                .help("SOPS encrypts one Secret a file: split it, and declare a secret for each"),
        );
        return None;
    };
    let value = &document.value;
    let field = |name: &str| value.get(name).and_then(Value::as_str);
    let place = |reader: &Reader, path: &[&str]| {
        let path: Vec<SmolStr> = path.iter().map(SmolStr::new).collect();
        yaml::place(reader.sources, document.span, &path)
    };
    if field("kind") != Some("Secret") || field("apiVersion") != Some("v1") {
        reader.report(
            Diagnostic::new(Code::NotASopsSecret, at, format!("`{path}` does not hold a Secret"))
                .label("`apiVersion: v1` and `kind: Secret` are needed in it, in plain text")
                .help("encrypt the values only: `encrypted_regex: ^(data|stringData)$` in `.sops.yaml`"),
        );
        return None;
    }
    let keys = encrypted_keys(reader, document, &path, at)?;
    let text_at =
        |pointer: &str| value.pointer(pointer).and_then(Value::as_str).filter(|text| !text.is_empty());
    let (Some(name), Some(namespace)) = (text_at("/metadata/name"), text_at("/metadata/namespace")) else {
        let lacks = if text_at("/metadata/name").is_none() { "name" } else { "namespace" };
        let span = place(reader, &["metadata"]);
        reader.report(
            Diagnostic::new(Code::NotASopsSecret, span, format!("the Secret in `{path}` says no `{lacks}`"))
                .label(format!("no `{lacks}` below it"))
                .also(at, "named here")
                .help("write it and encrypt the file again; SOPS protects the whole text against changes"),
        );
        return None;
    };
    if let Some(encrypted) = [name, namespace].into_iter().find(|text| is_encrypted(text)) {
        let span = place(reader, &["metadata", if encrypted == name { "name" } else { "namespace" }]);
        reader.report(
            Diagnostic::new(
                Code::NotASopsSecret,
                span,
                format!("the metadata of the Secret in `{path}` is encrypted"),
            )
            .label("this has to be readable")
            .also(at, "named here")
            .help("encrypt the values only: `encrypted_regex: ^(data|stringData)$` in `.sops.yaml`"),
        );
        return None;
    }
    Some(SopsFile {
        file_name: path.rsplit('/').next().unwrap_or(&path).into(),
        name: name.into(),
        namespace: namespace.into(),
        name_at: place(reader, &["metadata", "name"]),
        namespace_at: place(reader, &["metadata", "namespace"]),
        keys,
        value: value.clone(),
        text,
    })
}

/// The keys of a Secret of which every value is encrypted.
fn encrypted_keys(
    reader: &mut Reader,
    document: &yaml::Document,
    path: &str,
    at: Span,
) -> Option<BTreeSet<SmolStr>> {
    let mut keys = BTreeSet::new();
    let name = document.value.pointer("/metadata/name").and_then(Value::as_str).unwrap_or("in it");
    for part in ["data", "stringData"] {
        for (key, value) in document.value.get(part).and_then(Value::as_object).into_iter().flatten() {
            if !value.as_str().is_some_and(is_encrypted) {
                let line = yaml::place(reader.sources, document.span, &[part.into(), key.into()]);
                let place = format!("line {} of `{path}`", reader.sources.position(line).line);
                reader.report(unencrypted(at, &place, name, key));
                return None;
            }
            keys.insert(key.into());
        }
    }
    let mac = document.value.pointer("/sops/mac").and_then(Value::as_str);
    if mac.is_none() {
        reader.report(
            Diagnostic::new(Code::NotASopsSecret, at, format!("`{path}` was not encrypted by SOPS"))
                .label("it has no `sops` block with a `mac`")
                .help(format!("encrypt it: `sops encrypt --in-place {path}`")),
        );
        return None;
    }
    Some(keys)
}

/// The keys of an encrypted Secret; `None` if it can't be read, which is reported where the file is adopted.
#[must_use]
pub fn sops_keys(text: &str) -> Option<Vec<SmolStr>> {
    let mut sources = crate::source::Sources::default();
    let file = sources.add("", text);
    let at = Span::new(file, 0, 0);
    let mut unheard = crate::diagnostic::Diagnostics::default();
    let documents = yaml::documents(&sources, file, at, &yaml::Budget::default(), &mut unheard)?;
    let value = &documents.first()?.value;
    let parts = ["data", "stringData"].into_iter().filter_map(|part| value.get(part)?.as_object());
    Some(parts.flat_map(|values| values.keys().map(SmolStr::new)).collect())
}
