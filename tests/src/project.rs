//! Programs on disk and in memory, and their builds.

use fluo_core::object::{Object, Output};
use fluo_core::source::{LoadError, Loader, MemoryLoader, Sources};
use fluo_core::{Options, build, build_all, diagnostic::Diagnostic};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The root of the repository.
#[must_use]
pub fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The files of the repository.
#[derive(Clone, Copy, Debug)]
pub struct DiskLoader;

impl Loader for DiskLoader {
    fn read(&self, path: &str) -> Result<Vec<u8>, LoadError> {
        fs::read(root().join(path)).map_err(|_| LoadError::NotFound)
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, LoadError> {
        let entries = fs::read_dir(root().join(folder)).map_err(|_| LoadError::NotFound)?;
        let files = entries.flatten().filter(|entry| entry.path().is_file());
        Ok(files.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect())
    }

    fn folders(&self, folder: &str) -> Result<Vec<String>, LoadError> {
        let entries = fs::read_dir(root().join(folder)).map_err(|_| LoadError::NotFound)?;
        let folders = entries.flatten().filter(|entry| entry.path().is_dir());
        Ok(folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect())
    }
}

/// The files of a program: path, relative to the repository, to text.
pub type Files = BTreeMap<String, String>;

/// Every `.fluo` file below a folder of the repository.
#[must_use]
pub fn files_below(folder: &str) -> Files {
    all_below(folder, |path| path.ends_with(".fluo"))
}

/// Every file below a folder of the repository that programs may adopt: all but their own and what they build.
#[must_use]
pub fn adopted_below(folder: &str) -> Files {
    all_below(folder, |path| !path.ends_with(".fluo") && !path.contains("/expected"))
}

fn all_below(folder: &str, wanted: impl Fn(&str) -> bool) -> Files {
    let mut files = Files::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder)).into_iter().flatten().flatten() {
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                folders.push(path);
            } else if wanted(&path) {
                files.insert(path, read(&entry.path()));
            }
        }
    }
    files
}

/// A file that must be there.
///
/// # Panics
/// If it can't be read.
#[must_use]
pub fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A loader over files in memory.
#[must_use]
pub fn memory(files: &Files) -> MemoryLoader {
    files.iter().fold(MemoryLoader::new(), |loader, (path, text)| loader.with(path, text.as_str()))
}

/// Builds an entry file.
///
/// # Errors
/// The diagnostics, one a line, if the program is not without errors.
pub fn try_build(loader: &dyn Loader, entry: &str) -> Result<Output, String> {
    let built = build(loader, entry, &Options::default());
    built.output.ok_or_else(|| listed(&built.sources, &built.diagnostics))
}

/// Builds every cluster of an entry file.
///
/// # Errors
/// The diagnostics, one a line, if the program is not without errors.
pub fn try_build_all(loader: &dyn Loader, entry: &str) -> Result<Vec<Output>, String> {
    let built = build_all(loader, entry, &Options::default());
    if built.outputs.is_empty() { Err(listed(&built.sources, &built.diagnostics)) } else { Ok(built.outputs) }
}

/// Builds every cluster of an entry file that holds no errors.
///
/// # Panics
/// With the diagnostics if it holds errors.
#[must_use]
pub fn must_build_all(loader: &dyn Loader, entry: &str) -> Vec<Output> {
    try_build_all(loader, entry).unwrap_or_else(|found| panic!("{entry} does not build:\n{found}"))
}

fn listed(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let line = |found: &Diagnostic| {
        let span = found.primary.span;
        let line = sources.position(span).line;
        format!("{}:{line}: {:?}: {} {:?}", sources.path(span.file), found.code, found.message, found.helps)
    };
    diagnostics.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Builds an entry file that holds no errors.
///
/// # Panics
/// With the diagnostics if it holds errors.
#[must_use]
pub fn must_build(loader: &dyn Loader, entry: &str) -> Output {
    try_build(loader, entry).unwrap_or_else(|found| panic!("{entry} does not build:\n{found}"))
}

/// An environment of an example.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Example {
    /// `agent-executor`
    pub name: String,
    /// The name of the environment's file without its ending: `prod-claims`
    pub environment: String,
}

impl Example {
    /// The entry file, relative to the repository.
    #[must_use]
    pub fn entry(&self) -> String {
        format!("examples/{}/env/{}.fluo", self.name, self.environment)
    }
}

/// Every environment of every example, sorted.
#[must_use]
pub fn examples() -> Vec<Example> {
    let entry = |path: &String| {
        let (name, file) = path.strip_prefix("examples/")?.split_once("/env/")?;
        let environment = file.strip_suffix(".fluo")?;
        Some(Example { name: name.to_owned(), environment: environment.to_owned() })
    };
    files_below("examples").keys().filter_map(entry).collect()
}

/// Builds an environment of an example.
///
/// # Panics
/// With the diagnostics if it holds errors.
#[must_use]
pub fn build_example(name: &str, environment: &str) -> Output {
    let example = Example { name: name.to_owned(), environment: environment.to_owned() };
    must_build(&DiskLoader, &example.entry())
}

/// An object as JSON.
///
/// # Panics
/// Never: objects hold nothing that JSON does not.
#[must_use]
pub fn json(object: &Object) -> Value {
    serde_json::to_value(&object.body).expect("objects are JSON")
}

/// The kustomizations that the compiler writes, by path: those among adopted files are somebody else's.
#[must_use]
pub fn kustomizations(output: &Output) -> Vec<(String, String)> {
    let adopted: BTreeSet<String> = output
        .nodes
        .iter()
        .flat_map(|node| node.adopted.files.keys().map(|path| format!("nodes/{}/{path}", node.name)))
        .collect();
    let files = fluo_core::emit::tree(output).into_iter();
    files.filter(|(path, _)| path.ends_with("/kustomization.yaml") && !adopted.contains(path)).collect()
}

/// Every object of a build as JSON, with a place to name in messages: `prod: Deployment agent-executor`.
#[must_use]
pub fn objects(label: &str, output: &Output) -> Vec<(String, Value)> {
    let named = |object: &Object| (format!("{label}: {} {}", object.kind, object.name), json(object));
    output.objects().map(named).collect()
}
