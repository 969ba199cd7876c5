//! A folder of manifests: every file that it needs, as it is, and the objects in them.
//!
//! What is taken follows Flux' own rule: a folder with a kustomization is what that says, any other is all of its YAML,
//! folders in it included (<https://fluxcd.io/flux/components/kustomize/kustomizations/#generate-kustomizationyaml>).

use super::object::Given;
use super::{Manifest, Reader, yaml};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, LoadError, Sources, Span, parent_path};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many files a folder may hold.
const MOST_FILES: usize = 2_000;

/// How much all of them may hold, in bytes.
const MOST_BYTES: usize = 32 * 1024 * 1024;

/// How many objects a folder may hold, with those that are taken several times.
const MOST_OBJECTS: usize = 10_000;

/// How often kustomizations may refer to each other and to files: two that refer to two others each are read four times.
const MOST_REFERENCES: usize = 10_000;

/// How deep folders may lie in each other, and kustomizations refer to each other.
pub(super) const DEEPEST: usize = 32;

/// The names that Kustomize looks for, in its order.
pub(super) const KUSTOMIZATIONS: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// A folder of manifests.
#[derive(Clone, Debug, Default)]
pub struct Folder {
    /// Where the folder itself lies among its files: empty, or `overlays/prod` if it refers to `../../base`.
    pub entry: String,
    /// Its files by their paths, `/` separated, with their texts.
    pub files: BTreeMap<String, Arc<str>>,
    /// The paths, relative to `entry`, that a kustomization has to list; empty if the folder has its own.
    pub resources: Vec<String>,
    /// The objects in its files, in the order of the files.
    pub manifests: Vec<Manifest>,
}

/// What is gathered on the way.
pub(super) struct Gather<'r, 'a> {
    pub(super) reader: &'r mut Reader<'a>,
    /// What asked for it.
    pub(super) at: Span,
    /// The files by their paths in the project.
    pub(super) files: BTreeMap<String, FileId>,
    /// The objects by the path of their file.
    pub(super) manifests: BTreeMap<String, Vec<Manifest>>,
    parsed: FxHashMap<String, Option<Arc<[yaml::Document]>>>,
    /// What their files may still hold.
    budget: yaml::Budget,
    /// Folders whose kustomization is being followed.
    pub(super) open: FxHashSet<String>,
    bytes: usize,
    objects: usize,
    references: usize,
    /// Whether a limit was met; it is told once.
    full: bool,
}

/// Reads a folder that is named at `at` by a path relative to that file. What can't be read is reported.
pub fn read_folder(reader: &mut Reader, at: Span, path: &str) -> Option<Folder> {
    let root = reader.resolve(at, path)?;
    let mut gather = Gather {
        reader,
        at,
        files: BTreeMap::new(),
        manifests: BTreeMap::new(),
        parsed: FxHashMap::default(),
        budget: yaml::Budget::default(),
        open: FxHashSet::default(),
        bytes: 0,
        objects: 0,
        references: 0,
        full: false,
    };
    let names = gather.names(&root)?;
    let own = KUSTOMIZATIONS.iter().find(|name| names.iter().any(|other| other == *name));
    let mut resources = Vec::new();
    let before = gather.reader.diagnostics.len();
    match own {
        Some(_) => gather.kustomization(&root, &Given::default(), at),
        None => gather.plain(&root, &root, 0, &mut resources),
    }
    let Gather { files, manifests, full, .. } = gather;
    let bare = manifests.values().all(Vec::is_empty);
    if bare && !full && reader.diagnostics.len() == before {
        reader.report(
            Diagnostic::new(Code::BadManifests, at, format!("there is no manifest in `{root}`"))
                .label("holds no file that ends in `.yaml` or `.yml` with an object in it")
                .help("name the folder that holds the YAML"),
        );
        return None;
    }
    Some(folder(reader, &root, &files, manifests, resources))
}

/// The files below their common folder.
fn folder(
    reader: &Reader,
    root: &str,
    files: &BTreeMap<String, FileId>,
    manifests: BTreeMap<String, Vec<Manifest>>,
    resources: Vec<String>,
) -> Folder {
    let base = files.keys().fold(root.to_owned(), |base, path| common(&base, parent_path(path)));
    let strip = |path: &str| {
        let rest = path.strip_prefix(base.as_str()).unwrap_or(path);
        rest.trim_start_matches('/').to_owned()
    };
    let text =
        |id: FileId| reader.sources.get(id).map_or_else(|| Arc::from(""), |file| Arc::clone(&file.text));
    Folder {
        entry: strip(root),
        files: files.iter().map(|(path, id)| (strip(path), text(*id))).collect(),
        resources,
        manifests: manifests.into_values().flatten().collect(),
    }
}

/// The folder that both lie in.
fn common(a: &str, b: &str) -> String {
    let same = a.split('/').zip(b.split('/')).take_while(|(a, b)| a == b);
    same.map(|(part, _)| part).collect::<Vec<_>>().join("/")
}

pub(super) fn joined(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

impl Gather<'_, '_> {
    /// The names of the files in the folder that the user asked for.
    fn names(&mut self, root: &str) -> Option<Vec<String>> {
        let shown = if root.is_empty() { "." } else { root };
        let diagnostic = match self.reader.loader.list(root) {
            Ok(names) => return Some(names),
            Err(LoadError::NotFound | LoadError::Other(_)) if self.reader.loader.read(root).is_ok() => {
                Diagnostic::new(Code::BadManifests, self.at, format!("`{shown}` is a file"))
                    .label("a folder is needed here")
                    .help(format!("name its folder: `path: \"{}\"`", parent_path(root)))
            }
            Err(LoadError::NotFound) => {
                Diagnostic::new(Code::BadManifests, self.at, format!("there is no folder `{shown}`"))
                    .label("nothing is there")
                    .help("paths are relative to the file that names them")
            }
            Err(LoadError::Outside) => {
                Diagnostic::new(Code::OutsideProject, self.at, format!("`{shown}` leads out of the project"))
                    .label("through a symbolic link")
                    .help("copy the manifests into the project")
            }
            Err(LoadError::Other(reason)) => {
                Diagnostic::new(Code::BadManifests, self.at, format!("can't read the folder `{shown}`"))
                    .label(reason)
            }
        };
        self.reader.report(diagnostic);
        None
    }

    /// A folder without a kustomization: all of its YAML, and the folders in it.
    fn plain(&mut self, root: &str, folder: &str, depth: usize, resources: &mut Vec<String>) {
        let relative =
            |path: &str| path.strip_prefix(root).unwrap_or(path).trim_start_matches('/').to_owned();
        let mut names = self.reader.loader.list(folder).unwrap_or_default();
        names.sort();
        if folder != root && KUSTOMIZATIONS.iter().any(|name| names.iter().any(|other| other == name)) {
            resources.push(relative(folder));
            return self.kustomization(folder, &Given::default(), self.at);
        }
        for name in names.iter().filter(|name| is_yaml(name) && !name.starts_with('.')) {
            let path = joined(folder, name);
            if self.resource(&path, &Given::default(), self.at) {
                resources.push(relative(&path));
            }
        }
        match self.reader.loader.folders(folder) {
            Ok(mut folders) if depth < DEEPEST => {
                folders.sort();
                for name in folders.iter().filter(|name| !name.starts_with('.')) {
                    self.plain(root, &joined(folder, name), depth + 1, resources);
                }
            }
            Ok(_) => self.too_much("it lies too deep"),
            Err(error) => {
                let label = match error {
                    LoadError::Other(reason) => reason,
                    LoadError::Outside => "it leads out of the project".to_owned(),
                    LoadError::NotFound => "it is gone".to_owned(),
                };
                let message = format!("can't read the folder `{folder}`");
                self.reader.report(Diagnostic::new(Code::BadManifests, self.at, message).label(label));
            }
        }
    }

    /// A file of manifests; whether there is an object in it.
    pub(super) fn resource(&mut self, path: &str, given: &Given, at: Span) -> bool {
        if !self.one_more_reference() || self.take(path, at).is_none() {
            return true;
        }
        let Some(documents) = self.documents(path) else { return true };
        let mut found = Vec::new();
        for document in &*documents {
            if self.is_kustomize(document) {
                self.confused(document);
                continue;
            }
            for (place, item) in items(document, self.reader.sources).iter().enumerate() {
                if !self.one_more_object() {
                    return true;
                }
                let manifest = self.reader.manifest(item, given, self.at);
                found.extend(manifest.map(|manifest| {
                    let whole = if place == 0 { self.reader.sources.text(document.span) } else { "" };
                    Manifest { text: whole.trim_start_matches([' ', '\r', '\n']).to_owned(), ..manifest }
                }));
            }
        }
        self.manifests.entry(path.to_owned()).or_default().extend(found);
        !documents.is_empty()
    }

    fn is_kustomize(&self, document: &yaml::Document) -> bool {
        let api = document.value.get("apiVersion").and_then(Value::as_str);
        api.is_some_and(|api| api.starts_with("kustomize.config.k8s.io/"))
    }

    /// A file as it is, read once.
    pub(super) fn take(&mut self, path: &str, at: Span) -> Option<FileId> {
        if let Some(id) = self.files.get(path) {
            return Some(*id);
        }
        let text = self.reader.text(at, path, Code::BadManifests)?;
        self.bytes += text.len();
        if self.files.len() >= MOST_FILES {
            self.too_much(&format!("it has more than {MOST_FILES} files"));
            return None;
        }
        if self.bytes > MOST_BYTES {
            self.too_much(&format!("it has more than {} MiB", MOST_BYTES / 1024 / 1024));
            return None;
        }
        let id = self.reader.sources.add(path, text);
        self.files.insert(path.to_owned(), id);
        Some(id)
    }

    /// The documents of a file that was taken.
    pub(super) fn documents(&mut self, path: &str) -> Option<Arc<[yaml::Document]>> {
        if let Some(known) = self.parsed.get(path) {
            return known.clone();
        }
        let id = *self.files.get(path)?;
        let documents =
            yaml::documents(self.reader.sources, id, self.at, &self.budget, self.reader.diagnostics);
        let documents: Option<Arc<[_]>> = documents.map(Arc::from);
        self.parsed.insert(path.to_owned(), documents.clone());
        documents
    }

    /// Counts one more object or says that there are too many.
    fn one_more_object(&mut self) -> bool {
        self.objects += 1;
        if self.objects > MOST_OBJECTS {
            self.too_much(&format!("it has more than {MOST_OBJECTS} objects"));
        }
        self.objects <= MOST_OBJECTS
    }

    /// Counts one more reference or says that there are too many.
    pub(super) fn one_more_reference(&mut self) -> bool {
        self.references += 1;
        if self.references > MOST_REFERENCES {
            self.too_much(&format!(
                "its kustomizations refer to more than {MOST_REFERENCES} files and folders"
            ));
        }
        self.references <= MOST_REFERENCES
    }

    pub(super) fn too_much(&mut self, why: &str) {
        if !std::mem::replace(&mut self.full, true) {
            self.reader.report(
                Diagnostic::new(Code::BadManifests, self.at, "there is too much in this folder")
                    .label(why.to_owned())
                    .help("name the folder of one application"),
            );
        }
    }
}

/// The objects of a document: a `List` holds several.
fn items(document: &yaml::Document, sources: &Sources) -> Vec<yaml::Document> {
    let is_list = document.value.get("kind").and_then(Value::as_str) == Some("List");
    let items = if is_list { document.items(sources, "items") } else { None };
    items.unwrap_or_else(|| vec![document.clone()])
}

pub(super) fn is_yaml(name: &str) -> bool {
    name.ends_with(".yaml") || name.ends_with(".yml")
}
