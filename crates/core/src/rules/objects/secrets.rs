//! ExternalSecrets that fetch nothing, or one key twice (<https://external-secrets.io/latest/api/externalsecret/>).

use super::found::Found;
use super::judged::Judged;
use super::whole::{Whole, items, plain};
use crate::diagnostic::Code;
use crate::object::Node;

pub(super) fn check(whole: &Whole, object: &Judged, found: &mut Found) {
    if object.group() != "external-secrets.io" || object.kind != "ExternalSecret" {
        return;
    }
    let Some(spec) = object.body.get("spec") else { return };
    let (data, all) = (items(spec, &["data"]), items(spec, &["dataFrom"]));
    if data.is_empty() && all.is_empty() {
        found.tell(
            whole
                .fault(Code::IdleExternalSecret, object, spec, "fetches nothing")
                .label("neither `data` nor `dataFrom`")
                .help("write `data: [{ secretKey: KEY, remoteRef: { key: PATH } }]`"),
        );
    }
    let storeless = |entry: &&Node| entry.at(&["sourceRef"]).is_none();
    if spec.at(&["secretStoreRef", "name"]).is_none()
        && let Some(entry) = data.iter().chain(all).find(storeless)
    {
        found.tell(
            whole
                .fault(Code::IdleExternalSecret, object, entry, "says no store to fetch this from")
                .label("from nowhere")
                .help("write `secretStoreRef: { kind: ClusterSecretStore, name: STORE }` in its `spec`"),
        );
    }
    let mut seen: Vec<(&str, &Node)> = Vec::new();
    for node in data.iter().filter_map(|entry| entry.get("secretKey")) {
        let Some(key) = plain(node) else { continue };
        if let Some((_, first)) = seen.iter().find(|(known, _)| *known == key) {
            found.tell(
                whole
                    .fault(Code::IdleExternalSecret, object, node, &format!("fetches the key `{key}` twice"))
                    .label("the last one wins, silently")
                    .also(whole.place(object, first), "the first one")
                    .help("give one of them another key, or take it out"),
            );
        }
        seen.push((key, node));
    }
}
