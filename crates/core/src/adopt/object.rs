//! A document of adopted YAML as a Kubernetes object, and what would be refused about it.

use super::{Reader, removed, yaml};
use crate::diagnostic::{Applicability, Code, Diagnostic, Edit};
use crate::openapi::{self, Scope, What, kubernetes};
use crate::source::{Sources, Span};
use serde_json::Value;
use smol_str::SmolStr;

/// A document of adopted YAML.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// `apps/v1`
    pub api_version: SmolStr,
    /// `Deployment`
    pub kind: SmolStr,
    /// `metadata.name`, with what a kustomization puts around it.
    pub name: SmolStr,
    /// Its namespace, or the one that a kustomization gives it; `None` for what is in none.
    pub namespace: Option<SmolStr>,
    /// The whole object, as it stands in the file.
    pub value: Value,
    /// Its text, byte for byte, once its file is read; the first object of a `List` has that of the whole list, the others none.
    pub text: String,
    /// The place of its `kind`.
    pub span: Span,
    /// Whether SOPS has encrypted something of it.
    pub encrypted: bool,
    /// Where it stands, and the steps to it in there: none, or one to an item of a `List`.
    pub document: (Span, Vec<SmolStr>),
}

impl Manifest {
    /// The API group: `apps`, the empty string for the core group.
    #[must_use]
    pub fn group(&self) -> &str {
        self.api_version.split_once('/').map_or("", |(group, _)| group)
    }

    /// The place of a value in its file: the line of its key or item.
    #[must_use]
    pub fn place(&self, sources: &Sources, path: &[SmolStr]) -> Span {
        let (document, steps) = &self.document;
        let path: Vec<SmolStr> = steps.iter().chain(path).cloned().collect();
        yaml::place(sources, *document, &path)
    }
}

/// How many faults of one object are told.
const MOST_FAULTS: usize = 100;

/// What the kustomizations above a document do to its identity.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    pub(super) namespace: Option<SmolStr>,
    pub(super) prefix: String,
    pub(super) suffix: String,
}

/// Kinds of Kubernetes itself that are in no namespace.
const CLUSTER_SCOPED: [&str; 24] = [
    "APIService",
    "CertificateSigningRequest",
    "ClusterRole",
    "ClusterRoleBinding",
    "CSIDriver",
    "CSINode",
    "CustomResourceDefinition",
    "DeviceClass",
    "FlowSchema",
    "IngressClass",
    "IPAddress",
    "MutatingWebhookConfiguration",
    "Namespace",
    "Node",
    "PersistentVolume",
    "PriorityClass",
    "PriorityLevelConfiguration",
    "RuntimeClass",
    "ServiceCIDR",
    "StorageClass",
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
    "ValidatingWebhookConfiguration",
    "VolumeAttachment",
];

/// API groups whose kinds are Kubernetes' own, so that their scope is known.
fn is_kubernetes(group: &str) -> bool {
    const DOTTED: [&str; 15] = [
        "admissionregistration.k8s.io",
        "apiextensions.k8s.io",
        "apiregistration.k8s.io",
        "authentication.k8s.io",
        "authorization.k8s.io",
        "certificates.k8s.io",
        "coordination.k8s.io",
        "discovery.k8s.io",
        "events.k8s.io",
        "flowcontrol.apiserver.k8s.io",
        "networking.k8s.io",
        "node.k8s.io",
        "rbac.authorization.k8s.io",
        "scheduling.k8s.io",
        "storage.k8s.io",
    ];
    !group.contains('.') || DOTTED.contains(&group)
}

/// Whether objects of a kind are in namespaces; `None` if nobody here knows.
fn namespaced(group: &str, kind: &str) -> Option<bool> {
    const ELSEWHERE: [(&str, bool); 6] = [
        ("kustomize.toolkit.fluxcd.io", true),
        ("source.toolkit.fluxcd.io", true),
        ("helm.toolkit.fluxcd.io", true),
        ("notification.toolkit.fluxcd.io", true),
        ("keda.sh", true),
        ("external-secrets.io", true),
    ];
    if is_kubernetes(group) {
        return Some(!CLUSTER_SCOPED.contains(&kind));
    }
    let known = ELSEWHERE.iter().find(|(of, _)| *of == group);
    known.map(|(_, namespaced)| *namespaced && !kind.starts_with("Cluster"))
}

impl Reader<'_> {
    /// A document as an object; what is wrong with it is reported.
    /// `named` is what named its folder.
    pub(super) fn manifest(
        &mut self,
        document: &yaml::Document,
        given: &Given,
        named: Span,
    ) -> Option<Manifest> {
        let at = |this: &Self, path: &[&str]| {
            let path: Vec<SmolStr> = path.iter().map(SmolStr::new).collect();
            document.place(this.sources, &path)
        };
        let value = &document.value;
        let text =
            |pointer: &str| value.pointer(pointer).and_then(Value::as_str).filter(|text| !text.is_empty());
        let missing = ["apiVersion", "kind"].into_iter().find(|name| text(&format!("/{name}")).is_none());
        if let Some(name) = missing {
            let span = at(self, &[name]);
            self.report(
                Diagnostic::new(Code::NotAnObject, span, format!("this document has no `{name}`"))
                    .label("not a Kubernetes object")
                    .help(
                        "write `apiVersion: …` and `kind: …` at its top, or keep the file out of this folder",
                    ),
            );
            return None;
        }
        let (api, kind) = (text("/apiVersion").unwrap_or_default(), text("/kind").unwrap_or_default());
        let kind_at = at(self, &["kind"]);
        if kind == "Secret" && !self.is_encrypted(document, named) {
            return None;
        }
        if let Some((instead, since)) = removed::removed(api, kind) {
            let span = at(self, &["apiVersion"]);
            self.report(no_longer_served(span, api, kind, instead, since));
            return None;
        }
        let Some(name) = text("/metadata/name") else {
            let span = if value.pointer("/metadata/name").is_some() {
                at(self, &["metadata", "name"])
            } else {
                kind_at
            };
            self.report(self.nameless(span, kind, value));
            return None;
        };
        let manifest = Manifest {
            api_version: api.into(),
            kind: kind.into(),
            name: format!("{}{name}{}", given.prefix, given.suffix).into(),
            namespace: text("/metadata/namespace").map(SmolStr::new),
            value: value.clone(),
            text: String::new(),
            span: kind_at,
            encrypted: value.get("sops").is_some_and(Value::is_object),
            document: (document.span, document.steps.clone()),
        };
        let manifest = self.placed(manifest, given)?;
        self.fields(&manifest, document);
        Some(manifest)
    }

    fn nameless(&self, span: Span, kind: &str, value: &Value) -> Diagnostic {
        let diagnostic = Diagnostic::new(Code::NotAnObject, span, format!("this `{kind}` has no name"));
        match value.pointer("/metadata/name") {
            Some(other) => diagnostic
                .label(format!("`{other}` is not a text"))
                .help(format!("write it in quotes: `name: \"{}\"`", other.to_string().trim_matches('"'))),
            None if value.pointer("/metadata/generateName").is_some() => diagnostic
                .label("`generateName` makes a new object at every reconciliation")
                .help("write `name: …` below `metadata`"),
            None => diagnostic.label("not an object of its own").help("write `name: …` below `metadata`"),
        }
    }

    /// The object with the namespace that it ends up in.
    fn placed(&mut self, mut manifest: Manifest, given: &Given) -> Option<Manifest> {
        let scope = namespaced(manifest.group(), &manifest.kind);
        if scope == Some(false) {
            manifest.namespace = None;
            // Kustomize renames the Namespace itself where it sets one, and puts nothing around the names of CRDs.
            match (manifest.kind.as_str(), &given.namespace) {
                ("Namespace", Some(namespace)) => manifest.name = namespace.clone(),
                ("CustomResourceDefinition", _) => {
                    manifest.name = manifest.value.pointer("/metadata/name")?.as_str()?.into();
                }
                _ => {}
            }
            return Some(manifest);
        }
        if let Some(namespace) =
            given.namespace.as_ref().filter(|_| scope == Some(true) || manifest.namespace.is_some())
        {
            manifest.namespace = Some(namespace.clone());
        }
        if scope == Some(true) && manifest.namespace.is_none() {
            self.report(
                Diagnostic::new(
                    Code::WithoutNamespace,
                    manifest.span,
                    format!("the {} `{}` says no namespace", manifest.kind, manifest.name),
                )
                .label("nobody would guess it")
                .help("write `namespace: …` below its `metadata`")
                .help(
                    "or put a `kustomization.yaml` with `namespace: …` and its `resources` into the folder",
                ),
            );
            return None;
        }
        Some(manifest)
    }

    /// What stands in a Secret of the sources, everybody can read. It is told where the folder is named: an excerpt of the
    /// file would show the value.
    fn is_encrypted(&mut self, document: &yaml::Document, named: Span) -> bool {
        let value = &document.value;
        let name = value.pointer("/metadata/name").and_then(Value::as_str).unwrap_or("without a name");
        for part in ["data", "stringData"] {
            let Some(values) = value.get(part).and_then(Value::as_object) else { continue };
            let plain = values.iter().find(|(_, value)| !value.as_str().is_some_and(is_encrypted));
            let Some((key, _)) = plain else { continue };
            let line = document.place(self.sources, &[part.into(), key.into()]);
            let path = self.sources.path(line.file);
            let place = format!("line {} of `{path}`", self.sources.position(line).line);
            self.report(unencrypted(named, &place, name, key));
            return false;
        }
        true
    }

    /// Server-side apply refuses fields that the schema does not have.
    fn fields(&mut self, manifest: &Manifest, document: &yaml::Document) {
        let Some(shape) = kubernetes::kind(&manifest.api_version, &manifest.kind) else { return };
        let mut value = manifest.value.clone();
        if let Some(fields) = value.as_object_mut() {
            fields.remove("status");
            fields.remove("sops");
        }
        if manifest.encrypted {
            return;
        }
        // Each is looked for in the text; whoever has mended so many sees the next ones.
        for fault in openapi::faults(&shape, &value, Scope::Whole).into_iter().take(MOST_FAULTS) {
            let span = document.place(self.sources, &fault.path);
            let code = match fault.what {
                What::Unknown => Code::UnknownObjectField,
                What::Value => Code::WrongObjectValue,
                What::Missing => Code::MissingObjectField,
            };
            let name = &manifest.name;
            let message = format!("the {} `{name}`: {}", manifest.kind, fault.message);
            let mut diagnostic = Diagnostic::new(code, span, message).label(fault.label);
            if let Some(near) = &fault.near {
                diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
            }
            self.report(match fault.help {
                Some(help) => {
                    diagnostic.help(help.replace("`{ … }`", "indented fields").replace("`[ … ]`", "`- …`"))
                }
                None => diagnostic,
            });
        }
    }
}

/// A value as SOPS writes it.
pub(super) fn is_encrypted(text: &str) -> bool {
    text.starts_with("ENC[") && text.ends_with(']')
}

/// A value of a Secret that anybody can read, at what named the file. The value is never repeated.
pub(super) fn unencrypted(span: Span, place: &str, secret: &str, key: &str) -> Diagnostic {
    Diagnostic::new(
        Code::UnencryptedSecret,
        span,
        format!("the value of `{key}` in the Secret `{secret}` is not encrypted"),
    )
    .label(format!("{place} holds it, readable by everybody"))
    .help("change it where it is used, for it is known, and encrypt the file: `sops encrypt --in-place FILE`")
    .help("or take the Secret out and declare it: `secret NAME: external { … }`")
}

fn no_longer_served(span: Span, api: &str, kind: &str, instead: &str, since: &str) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(Code::RemovedApi, span, format!("`{kind}` of `{api}` is no longer served"))
            .label(format!("gone since {since}"));
    if instead.is_empty() {
        return diagnostic.help(format!("take the {kind} out; nothing took its place"));
    }
    let edit = Edit { span, text: format!("apiVersion: {instead}") };
    diagnostic.help(format!("write `apiVersion: {instead}`, and look up which fields changed")).fix(
        format!("write `apiVersion: {instead}`"),
        vec![edit],
        Applicability::Unsafe,
    )
}
