//! What holds for objects of any kind, and the few words of Kubernetes that it never checks: levels of pod security, types of
//! Secrets, versions of APIs.

use super::found::Found;
use super::judged::Judged;
use super::whole::{Whole, fields, plain};
use crate::diagnostic::{Code, Diagnostic, near, quoted};
use crate::object::{Data, Node, Object, octets};

/// The most that one object may hold, in bytes: etcd takes a little more, and the server writes more than it is given.
const LARGEST: usize = 1024 * 1024;

pub(super) fn check(whole: &Whole, object: &Judged, found: &mut Found) {
    let survey = Survey::of(&object.body);
    found.push(large(whole, object, survey.bytes));
    found.push(survey.unfit.map(|unfit| uncarried(whole, object, unfit)));
    found.push(deprecated(whole, object));
    match (object.group(), object.kind.as_str()) {
        ("", "Namespace") => {
            for (key, node) in fields(&object.body, &["metadata", "labels"]) {
                found.push(level(whole, object, key, node));
            }
        }
        ("", "Secret") => found.push(secret_type(whole, object)),
        _ => {}
    }
}

/// <https://kubernetes.io/docs/concepts/configuration/configmap/#motivation>
fn large(whole: &Whole, object: &Object, bytes: usize) -> Option<Diagnostic> {
    (bytes > LARGEST && object.kind != "CustomResourceDefinition").then(|| {
        let message = format!("the {} `{}` is larger than a cluster keeps", object.kind, object.name);
        Diagnostic::new(Code::LargeObject, whole.place_of(object), message)
            .label(format!("about {} KiB, and {} KiB are the most", bytes / 1024, LARGEST / 1024))
            .help("put the data into several objects, an image or a volume")
    })
}

/// What Flux delivers goes through Kustomize, which writes what it has read once more: some characters are not admitted then, one
/// ends a line, and a key that merges is gone.
fn uncarried(whole: &Whole, object: &Object, (node, what): (&Node, String)) -> Diagnostic {
    let fault =
        whole.fault(Code::UncarriedText, object, node, &format!("holds {what}, which Flux can't carry"));
    fault.label("refused by Kustomize, or lost").help("take it out, or encode the text (base64)")
}

/// What is to be known of all the texts of an object, found in one walk.
#[derive(Default)]
struct Survey<'o> {
    /// About how many bytes it takes as JSON.
    bytes: usize,
    /// The first text or key that Kustomize does not write as it read it.
    unfit: Option<(&'o Node, String)>,
}

impl<'o> Survey<'o> {
    fn of(body: &'o Node) -> Self {
        let mut survey = Self::default();
        survey.node(body);
        survey
    }

    #[inline(always)]
    fn node(&mut self, node: &'o Node) {
        self.bytes += 4;
        match &node.data {
            Data::Str(text) => {
                self.bytes += text.len();
                if is_odd(text) {
                    self.refuse(node, refused(text));
                }
            }
            Data::Substituted(text) => self.bytes += text.len(),
            Data::List(_) | Data::Map(_) => self.below(node),
            Data::Null | Data::Bool(_) | Data::Int(_) | Data::Float(_) => {}
        }
    }

    #[inline(never)]
    fn below(&mut self, node: &'o Node) {
        match &node.data {
            Data::List(items) => items.iter().for_each(|item| self.node(item)),
            Data::Map(fields) => {
                for (key, inner) in fields {
                    self.bytes += key.len();
                    if is_odd_key(key) {
                        self.refuse(inner, refused_key(key));
                    }
                    self.node(inner);
                }
            }
            _ => {}
        }
    }

    #[cold]
    fn refuse(&mut self, node: &'o Node, what: Option<String>) {
        if self.unfit.is_none() {
            self.unfit = what.map(|what| (node, what));
        }
    }
}

/// A reader looks no further for the colon behind a key.
const LONGEST_KEY: usize = 1_000;

/// What a key is compared with that merges.
const MERGE: &str = "<<";

/// Whether a text has to be looked at closely, which few have.
#[inline]
fn is_odd(text: &str) -> bool {
    // From `\u{7f}` on.
    octets::any(text.as_bytes(), |octet| octet | octet.wrapping_add(octets::repeated(1)))
}

/// [`is_odd`] of a key.
#[inline]
fn is_odd_key(key: &str) -> bool {
    key == MERGE || key.len() > LONGEST_KEY / LONGEST_ESCAPE || is_odd(key)
}

fn refused_key(key: &str) -> Option<String> {
    if key == MERGE {
        return Some("the key `<<`".to_owned());
    }
    if width(key) > LONGEST_KEY {
        return Some(format!("a key of more than {LONGEST_KEY} bytes as YAML writes it"));
    }
    refused(key)
}

/// `\U0001F600`
const LONGEST_ESCAPE: usize = 10;

/// How long a text is at most in the YAML that Kustomize writes, where what can't be seen is escaped.
fn width(text: &str) -> usize {
    let seen = |c: char| matches!(c, ' ' | '!' | '#'..='[' | ']'..='~') || c.is_alphanumeric();
    text.chars().map(|c| if seen(c) { c.len_utf8() } else { LONGEST_ESCAPE }).sum()
}

fn refused(text: &str) -> Option<String> {
    let refused = text.chars().find(|c| matches!(c, '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}'))?;
    Some(format!("the character U+{:04X}", u32::from(refused)))
}

/// Versions that are still served and will not be (<https://kubernetes.io/docs/reference/using-api/deprecation-guide/>).
const DEPRECATED: [(&str, &str, &str); 12] = [
    ("v1", "Endpoints", "discovery.k8s.io/v1, kind: EndpointSlice"),
    ("v1", "ComponentStatus", ""),
    ("gateway.networking.k8s.io/v1beta1", "Gateway", "gateway.networking.k8s.io/v1"),
    ("gateway.networking.k8s.io/v1beta1", "GatewayClass", "gateway.networking.k8s.io/v1"),
    ("gateway.networking.k8s.io/v1beta1", "HTTPRoute", "gateway.networking.k8s.io/v1"),
    ("gateway.networking.k8s.io/v1alpha2", "GRPCRoute", "gateway.networking.k8s.io/v1"),
    ("image.toolkit.fluxcd.io/v1beta2", "ImagePolicy", "image.toolkit.fluxcd.io/v1"),
    ("image.toolkit.fluxcd.io/v1beta2", "ImageRepository", "image.toolkit.fluxcd.io/v1"),
    ("image.toolkit.fluxcd.io/v1beta2", "ImageUpdateAutomation", "image.toolkit.fluxcd.io/v1"),
    ("notification.toolkit.fluxcd.io/v1beta2", "Alert", "notification.toolkit.fluxcd.io/v1beta3"),
    ("notification.toolkit.fluxcd.io/v1beta2", "Provider", "notification.toolkit.fluxcd.io/v1beta3"),
    ("notification.toolkit.fluxcd.io/v1beta2", "Receiver", "notification.toolkit.fluxcd.io/v1"),
];

fn deprecated(whole: &Whole, object: &Object) -> Option<Diagnostic> {
    let (api, kind) = (object.api_version.as_str(), object.kind.as_str());
    let (.., instead) = DEPRECATED.iter().find(|(of, name, _)| *of == api && *name == kind)?;
    let node = object.body.get("apiVersion")?;
    let fault = Diagnostic::new(
        Code::DeprecatedApi,
        whole.place(object, node),
        format!("`{kind}` of `{api}` is deprecated"),
    )
    .label("still served, and not for ever");
    Some(match *instead {
        "" => fault.help(format!("take the {kind} out; nothing takes its place")),
        instead => fault.help(format!("write `apiVersion: {instead}`")),
    })
}

/// <https://kubernetes.io/docs/concepts/security/pod-security-admission/>
fn level(whole: &Whole, object: &Object, key: &str, node: &Node) -> Option<Diagnostic> {
    const PREFIX: &str = "pod-security.kubernetes.io";
    const KEYS: [&str; 6] = ["audit", "audit-version", "enforce", "enforce-version", "warn", "warn-version"];
    const LEVELS: [&str; 3] = ["baseline", "privileged", "restricted"];
    let (prefix, name) = key.split_once('/')?;
    let meant = near(prefix, [PREFIX])
        .filter(|_| prefix != PREFIX && prefix.ends_with("kubernetes.io") && prefix.contains("secur"));
    if prefix != PREFIX && meant.is_none() {
        return None;
    }
    if prefix == PREFIX && KEYS.contains(&name) {
        let level = plain(node).filter(|_| !name.ends_with("-version"))?;
        return (!LEVELS.contains(&level)).then(|| {
            let fault = whole
                .fault(
                    Code::WordOfKubernetes,
                    object,
                    node,
                    &format!("has the unknown level `{level}` of pod security"),
                )
                .label("the API server refuses it");
            match near(level, LEVELS) {
                Some(meant) => whole.meant(fault, level, meant),
                None => fault.help(format!("write one of {}", quoted(&LEVELS))),
            }
        });
    }
    let name = near(name, KEYS).unwrap_or(if KEYS.contains(&name) { name } else { "enforce" });
    let message = format!("has the label `{key}`, which nobody reads");
    let fault = whole.fault(Code::WordOfKubernetes, object, node, &message);
    Some(whole.meant(fault.label("no pod security comes of it"), key, &format!("{PREFIX}/{name}")))
}

/// <https://kubernetes.io/docs/concepts/configuration/secret/#secret-types>
fn secret_type(whole: &Whole, object: &Object) -> Option<Diagnostic> {
    const TYPES: [&str; 7] = [
        "kubernetes.io/basic-auth",
        "kubernetes.io/dockercfg",
        "kubernetes.io/dockerconfigjson",
        "kubernetes.io/service-account-token",
        "kubernetes.io/ssh-auth",
        "kubernetes.io/tls",
        "bootstrap.kubernetes.io/token",
    ];
    let node = object.body.get("type")?;
    let word = plain(node).filter(|word| *word != "Opaque" && !TYPES.contains(word))?;
    let meant = near(word, TYPES).or_else(|| near(word, ["Opaque"]));
    if meant.is_none() && !word.starts_with("kubernetes.io/") {
        return None;
    }
    let fault = whole
        .fault(
            Code::WordOfKubernetes,
            object,
            node,
            &format!("has the type `{word}`, which Kubernetes does not know"),
        )
        .label("taken as it is, and of no use to who looks for a type");
    Some(match meant {
        Some(meant) => whole.meant(fault, word, meant),
        None => fault.help(format!("write one of {}", quoted(&TYPES))),
    })
}
