//! Certificates that can't be issued, and issuers that can't issue (<https://cert-manager.io/docs/usage/certificate/>,
//! <https://cert-manager.io/docs/configuration/>).

use super::found::Found;
use super::judged::Judged;
use super::whole::{Whole, fields, plain, text};
use crate::diagnostic::{Code, Diagnostic};
use crate::object::{Data, Node, Object};
use crate::types::Duration;
use rustc_hash::FxHashMap;

const GROUP: &str = "cert-manager.io";

/// How long a certificate is good for unless it says so: 90 days.
const DEFAULT: &str = "2160h";

pub(super) fn check(whole: &Whole, object: &Judged, found: &mut Found) {
    if object.group() != GROUP {
        return;
    }
    match object.kind.as_str() {
        "Certificate" => {
            found.push(names(whole, object));
            found.push(renewal(whole, object));
        }
        "Issuer" | "ClusterIssuer" => found.push(types(whole, object)),
        _ => {}
    }
}

fn names(whole: &Whole, object: &Object) -> Option<Diagnostic> {
    const NAMES: [&str; 7] =
        ["dnsNames", "commonName", "ipAddresses", "uris", "emailAddresses", "literalSubject", "otherNames"];
    let spec = object.body.get("spec")?;
    let says = |field: &str| {
        spec.get(field).is_some_and(|node| match &node.data {
            Data::List(items) => !items.is_empty(),
            Data::Str(text) => !text.is_empty(),
            _ => true,
        })
    };
    (!NAMES.into_iter().any(says)).then(|| {
        whole
            .fault(Code::BadCertificate, object, spec, "is a certificate for nobody")
            .label("it says no name")
            .help("write `dnsNames: [HOST]`")
    })
}

fn renewal(whole: &Whole, object: &Object) -> Option<Diagnostic> {
    let node = object.body.at(&["spec", "renewBefore"])?;
    let duration = object.body.at(&["spec", "duration"]);
    let (before, all) = (plain(node)?, duration.map_or(Some(DEFAULT), plain)?);
    (Duration::parse(before)? >= Duration::parse(all)?).then(|| {
        let fault = whole
            .fault(
                Code::BadCertificate,
                object,
                node,
                &format!("is renewed {before} before its end, and is good for {all}"),
            )
            .label("it would be renewed without end");
        let fault = match duration {
            Some(duration) => fault.also(whole.place(object, duration), "how long it is good for"),
            None => fault,
        };
        fault.help("write less than its `duration`; a third of it is usual")
    })
}

fn types(whole: &Whole, object: &Object) -> Option<Diagnostic> {
    const TYPES: [&str; 5] = ["acme", "ca", "selfSigned", "vault", "venafi"];
    let spec = object.body.get("spec")?;
    let mut said: Vec<(&str, &Node)> = fields(spec, &[])
        .iter()
        .filter(|(key, _)| TYPES.contains(&key.as_str()))
        .map(|(key, node)| (key.as_str(), node))
        .collect();
    said.sort_by_key(|(_, node)| whole.place(object, node));
    match said.as_slice() {
        [_] => None,
        [] => Some(
            whole
                .fault(Code::BadCertificate, object, spec, "says no way to issue")
                .label("none of `acme`, `ca`, `selfSigned`, `vault`, `venafi`")
                .help("write one of them"),
        ),
        [(first, there), (second, node), ..] => Some(
            whole
                .fault(Code::BadCertificate, object, node, &format!("issues by `{first}` and by `{second}`"))
                .label("cert-manager takes one way only")
                .also(whole.place(object, there), "the other way")
                .help("make two issuers of it"),
        ),
    }
}

/// Two certificates in one Secret take it from each other for ever.
pub(super) fn twice(whole: &Whole, found: &mut Found) {
    let mut seen: FxHashMap<(Option<&str>, &str), (&Object, &Node)> = FxHashMap::default();
    for object in whole.judged().filter(|object| object.group() == GROUP && object.kind == "Certificate") {
        let object = object.object;
        let Some(node) = object.body.at(&["spec", "secretName"]) else { continue };
        let Some(name) = text(&object.body, &["spec", "secretName"]) else { continue };
        let Some((first, there)) = seen.insert((object.namespace.as_deref(), name), (object, node)) else {
            continue;
        };
        found.tell(
            whole
                .fault(
                    Code::BadCertificate,
                    object,
                    node,
                    &format!("writes the Secret `{name}`, as another one does"),
                )
                .label("each would overwrite the other's certificate, without end")
                .also(whole.place(first, there), format!("the Certificate `{}` writes it", first.name))
                .help("give each a Secret of its own, or make one certificate with all names"),
        );
    }
}
