//! What a kustomization refers to (<https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/>): it is taken along
//! if it is in the project, and refused if it is not.

use super::folder::{DEEPEST, Gather, KUSTOMIZATIONS, joined};
use super::object::{Given, is_encrypted, unencrypted};
use super::yaml;
use crate::diagnostic::{Code, Diagnostic, near};
use crate::source::{Span, join_path};
use serde_json::Value;
use smol_str::SmolStr;

/// The fields of a kustomization.
const FIELDS: [&str; 34] = [
    "apiVersion",
    "bases",
    "buildMetadata",
    "commonAnnotations",
    "commonLabels",
    "components",
    "configMapGenerator",
    "configurations",
    "crds",
    "generatorOptions",
    "generators",
    "helmCharts",
    "helmChartInflationGenerator",
    "helmGlobals",
    "images",
    "imageTags",
    "inventory",
    "kind",
    "labels",
    "metadata",
    "namePrefix",
    "nameSuffix",
    "namespace",
    "openapi",
    "patches",
    "patchesJson6902",
    "patchesStrategicMerge",
    "replacements",
    "replicas",
    "resources",
    "secretGenerator",
    "sortOptions",
    "transformers",
    "validators",
];

/// Fields that only Flux' Kustomization has.
const OF_FLUX: [&str; 16] = [
    "decryption",
    "dependsOn",
    "force",
    "healthCheckExprs",
    "healthChecks",
    "interval",
    "path",
    "postBuild",
    "prune",
    "retryInterval",
    "serviceAccountName",
    "sourceRef",
    "spec",
    "suspend",
    "targetNamespace",
    "timeout",
];

/// Lists of files or folders with objects.
const OBJECTS: [&str; 3] = ["resources", "bases", "components"];

/// Lists whose texts are paths of files, and may be the thing itself instead.
const FILES: [&str; 6] =
    ["crds", "configurations", "generators", "transformers", "validators", "patchesStrategicMerge"];

/// Lists whose entries have a `path`.
const WITH_PATH: [&str; 3] = ["patches", "patchesJson6902", "replacements"];

impl Gather<'_, '_> {
    /// The kustomization of a folder and everything that it refers to; `at` is what refers to the folder.
    pub(super) fn kustomization(&mut self, folder: &str, given: &Given, at: Span) {
        if !self.one_more_reference() {
            return;
        }
        if self.open.len() >= DEEPEST {
            return self
                .too_much(&format!("its kustomizations refer to each other more than {DEEPEST} deep"));
        }
        if !self.open.insert(folder.to_owned()) {
            self.reader.report(
                Diagnostic::new(
                    Code::KustomizeReference,
                    at,
                    format!("the kustomization of `{folder}` leads back to itself"),
                )
                .label("refers to where it comes from")
                .help("take one of the references away"),
            );
            return;
        }
        let names = self.reader.loader.list(folder).unwrap_or_default();
        let own = KUSTOMIZATIONS.iter().find(|name| names.iter().any(|other| other == *name));
        match own {
            Some(name) => self.follow(folder, &joined(folder, name), given, at),
            None => self.reader.report(
                Diagnostic::new(
                    Code::KustomizeReference,
                    at,
                    format!("there is no kustomization in `{folder}`"),
                )
                .label("only folders are taken that have a `kustomization.yaml`")
                .help("name the files in it, or write a `kustomization.yaml` there"),
            ),
        }
        self.open.remove(folder);
    }

    fn follow(&mut self, folder: &str, path: &str, given: &Given, at: Span) {
        if self.take(path, at).is_none() {
            return;
        }
        let Some(documents) = self.documents(path) else { return };
        let [document] = &*documents else {
            let id = self.files.get(path).copied().unwrap_or(at.file);
            let span = documents.get(1).map_or(Span::new(id, 0, 0), |second| second.span.at_start());
            self.reader.report(
                Diagnostic::new(Code::WrongKustomization, span, format!("`{path}` has to hold one document"))
                    .label(if documents.is_empty() { "it is empty" } else { "a second one" })
                    .help("Kustomize reads one document; put others into files of their own"),
            );
            return;
        };
        if !self.is_right_kind(document) {
            return;
        }
        let given = self.given(document, given);
        for name in OBJECTS {
            for (span, entry) in self.entries(document, name, &[]) {
                self.object_reference(folder, &entry.value, &given, span);
            }
        }
        for name in FILES {
            for (span, entry) in self.entries(document, name, &[]) {
                let inline = entry.value.as_str().is_some_and(|text| text.contains('\n'));
                if !inline {
                    self.file_or_folder(folder, &entry.value, &given, span, name);
                }
            }
        }
        for name in WITH_PATH {
            for (span, entry) in self.entries(document, name, &["path"]) {
                if let Some(target) = entry.value.get("path") {
                    self.file_reference(folder, target, span);
                }
            }
        }
        if let Some(target) = document.value.pointer("/openapi/path") {
            let span = document.place(self.reader.sources, &["openapi".into(), "path".into()]);
            self.file_reference(folder, target, span);
        }
        self.generators(folder, document);
    }

    /// `configMapGenerator` and `secretGenerator`: files to take along, and secrets that stand there.
    fn generators(&mut self, folder: &str, document: &yaml::Document) {
        for name in ["configMapGenerator", "secretGenerator"] {
            for (_, entry) in self.entries(document, name, &[]) {
                let secret = name == "secretGenerator";
                let listed = ["files", "envs"].into_iter().flat_map(|field| self.entries(&entry, field, &[]));
                let mut sources: Vec<(Span, Value)> = listed.map(|(span, file)| (span, file.value)).collect();
                if let Some(env) = entry.value.get("env") {
                    sources.push((entry.place(self.reader.sources, &["env".into()]), env.clone()));
                }
                for (span, target) in sources {
                    // `key=path`, for a key that is not the file's own name.
                    let target =
                        target.as_str().map(|text| text.rsplit_once('=').map_or(text, |(_, path)| path));
                    let target = Value::from(target.unwrap_or_default());
                    let taken = self.file_reference(folder, &target, span);
                    if let Some(path) = taken.filter(|_| secret) {
                        self.generated_secret(&entry.value, &path, span);
                    }
                }
                if secret && let Some(literal) = entry.value.pointer("/literals/0") {
                    let span = entry.place(self.reader.sources, &["literals".into()]);
                    let key = literal
                        .as_str()
                        .and_then(|text| text.split_once('='))
                        .map_or("literals", |(key, _)| key);
                    let secret =
                        entry.value.get("name").and_then(Value::as_str).unwrap_or("of the generator");
                    let line = self.line(span);
                    self.reader.report(unencrypted(self.at, &line, secret, key));
                }
            }
        }
    }

    /// The entries of a list, each with the place of a value in it.
    fn entries(&self, document: &yaml::Document, name: &str, path: &[&str]) -> Vec<(Span, yaml::Document)> {
        let path: Vec<SmolStr> = path.iter().map(SmolStr::new).collect();
        let entries = document.items(self.reader.sources, name).into_iter().flatten();
        entries.map(|entry| (entry.place(self.reader.sources, &path), entry)).collect()
    }

    /// A file that becomes a Secret has to be encrypted: Flux decrypts it before Kustomize reads it.
    fn generated_secret(&mut self, entry: &Value, path: &str, span: Span) {
        let text =
            self.files.get(path).and_then(|id| self.reader.sources.get(*id)).map(|file| file.text.clone());
        let encrypted = text.is_some_and(|text| {
            text.contains("sops")
                && text
                    .split('"')
                    .chain(text.split_whitespace())
                    .any(|word| is_encrypted(word) || word.contains("ENC[AES256_GCM"))
        });
        if !encrypted {
            let secret = entry.get("name").and_then(Value::as_str).unwrap_or("of the generator");
            let key = path.rsplit('/').next().unwrap_or(path);
            let line = self.line(span);
            self.reader.report(unencrypted(self.at, &line, secret, key));
        }
    }

    fn line(&self, span: Span) -> String {
        format!(
            "line {} of `{}`",
            self.reader.sources.position(span).line,
            self.reader.sources.path(span.file)
        )
    }

    /// Whether a document is Kustomize's kustomization, and nothing that Kustomize would refuse.
    fn is_right_kind(&mut self, document: &yaml::Document) -> bool {
        let at = |this: &Self, field: &str| {
            yaml::place(this.reader.sources, document.span, &[SmolStr::new(field)])
        };
        let api = document.value.get("apiVersion").and_then(Value::as_str).unwrap_or_default();
        if api.starts_with("kustomize.toolkit.fluxcd.io/") {
            let span = at(self, "apiVersion");
            self.reader.report(
                Diagnostic::new(
                    Code::WrongKustomization,
                    span,
                    "this is Flux' Kustomization in the place of Kustomize's",
                )
                .label("an object of the cluster, not a list of files")
                .help("Kustomize's says `apiVersion: kustomize.config.k8s.io/v1beta1` and has `resources`")
                .help("if it is the object that is meant, give its file another name"),
            );
            return false;
        }
        let Some(fields) = document.value.as_object() else {
            let span = document.span.at_start();
            self.reader.report(Diagnostic::new(
                Code::WrongKustomization,
                span,
                "this kustomization has no fields",
            ));
            return false;
        };
        let unknown: Vec<&String> =
            fields.keys().filter(|field| !FIELDS.contains(&field.as_str()) && *field != "vars").collect();
        for field in &unknown {
            let span = at(self, field);
            let diagnostic = if OF_FLUX.contains(&field.as_str()) {
                Diagnostic::new(
                    Code::WrongKustomization,
                    span,
                    format!("`{field}` is a field of Flux' Kustomization, not of Kustomize's"),
                )
                .label("it makes the whole file unreadable for Kustomize")
                .help("take it out; what Flux does with this folder stands in the component: `flux { … }`")
            } else {
                let diagnostic = Diagnostic::new(
                    Code::WrongKustomization,
                    span,
                    format!("a kustomization has no field `{field}`"),
                )
                .label("it makes the whole file unreadable for Kustomize");
                match near(field, FIELDS) {
                    Some(name) => diagnostic.help(format!("did you mean `{name}`?")),
                    None => diagnostic.help("take it out"),
                }
            };
            self.reader.report(diagnostic);
        }
        if fields.contains_key("helmCharts") || fields.contains_key("helmChartInflationGenerator") {
            let span = at(
                self,
                if fields.contains_key("helmCharts") { "helmCharts" } else { "helmChartInflationGenerator" },
            );
            self.reader.report(
                Diagnostic::new(
                    Code::KustomizeReference,
                    span,
                    "Flux does not inflate charts in a kustomization",
                )
                .label("Kustomize needs a plugin for it that Flux leaves out")
                .help("use a HelmRelease instead"),
            );
        }
        true
    }

    /// A kustomization in the place of an object.
    pub(super) fn confused(&mut self, document: &yaml::Document) {
        let span = yaml::place(self.reader.sources, document.span, &["apiVersion".into()]);
        self.reader.report(
            Diagnostic::new(
                Code::WrongKustomization,
                span,
                "this is Kustomize's kustomization in the place of an object",
            )
            .label("no cluster knows this API")
            .help("name the file `kustomization.yaml`, so that Kustomize reads it")
            .help("if Flux' object is meant, write `apiVersion: kustomize.toolkit.fluxcd.io/v1`"),
        );
    }

    fn given(&self, document: &yaml::Document, outer: &Given) -> Given {
        let text = |name: &str| document.value.get(name).and_then(Value::as_str).unwrap_or_default();
        let namespace = Some(text("namespace")).filter(|name| !name.is_empty()).map(SmolStr::new);
        Given {
            namespace: outer.namespace.clone().or(namespace),
            prefix: format!("{}{}", outer.prefix, text("namePrefix")),
            suffix: format!("{}{}", text("nameSuffix"), outer.suffix),
        }
    }

    /// A file with objects, or a folder with a kustomization.
    fn object_reference(&mut self, folder: &str, target: &Value, given: &Given, span: Span) {
        let Some(path) = self.inside(folder, target, span) else { return };
        if self.reader.loader.list(&path).is_ok_and(|names| !names.is_empty()) {
            self.kustomization(&path, given, span);
        } else if self.reader.loader.read(&path).is_ok() {
            self.resource(&path, given, span);
        } else if self.reader.loader.list(&path).is_ok() {
            self.kustomization(&path, given, span);
        } else {
            self.nothing_there(&path, span);
        }
    }

    /// Generators and transformers may be folders; everything else of this kind is a file.
    fn file_or_folder(&mut self, folder: &str, target: &Value, given: &Given, span: Span, name: &str) {
        let may_be_folder = ["generators", "transformers", "validators"].contains(&name);
        let path = target.as_str().and_then(|text| join_path(folder, text).ok());
        let is_folder =
            path.is_some_and(|path| self.reader.loader.list(&path).is_ok_and(|names| !names.is_empty()));
        if may_be_folder && is_folder {
            if let Some(path) = self.inside(folder, target, span) {
                self.kustomization(&path, given, span);
            }
        } else {
            self.file_reference(folder, target, span);
        }
    }

    /// A file that is taken along as it is.
    fn file_reference(&mut self, folder: &str, target: &Value, span: Span) -> Option<String> {
        let path = self.inside(folder, target, span)?;
        if self.reader.loader.read(&path).is_err() {
            self.nothing_there(&path, span);
            return None;
        }
        self.take(&path, span)?;
        Some(path)
    }

    fn nothing_there(&mut self, path: &str, span: Span) {
        self.reader.report(
            Diagnostic::new(Code::KustomizeReference, span, format!("there is no `{path}`"))
                .label("the kustomization refers to it")
                .help("paths are relative to the folder of the kustomization"),
        );
    }

    /// The path in the project that a kustomization means.
    fn inside(&mut self, folder: &str, target: &Value, span: Span) -> Option<String> {
        let text = target.as_str().unwrap_or_default();
        let remote = text.contains("://")
            || text.contains("?ref=")
            || text.starts_with("git@")
            || text.starts_with("github.com/");
        let (message, label) = if remote {
            (format!("`{text}` is not in the project"), "fetched from elsewhere at every reconciliation")
        } else if text.is_empty() {
            ("this is not a path".to_owned(), "a text is needed here")
        } else {
            match join_path(folder, text) {
                Ok(path) => return Some(path),
                Err(_) => (format!("`{text}` is not a path inside the project"), "leads out of the project"),
            }
        };
        self.reader.report(
            Diagnostic::new(Code::KustomizeReference, span, message)
                .label(label)
                .help("copy what it names into the project and refer to the copy"),
        );
        None
    }
}
