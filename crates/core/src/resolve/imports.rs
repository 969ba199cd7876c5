//! The files of a program: the entry and what it `use`s, each once (language §11).

use super::glob;
use crate::diagnostic::{Applicability, Code, Diagnostic, Diagnostics, Edit, near, quoted};
use crate::library;
use crate::prelude;
use crate::source::{FileId, LoadError, Loader, PathError, Sources, Span, join_path, parent_path};
use crate::syntax::{self, Trees, ast::Ast, ast::Entry, ast::Name};
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// The syntax trees of a program.
#[derive(Debug)]
pub struct Program {
    /// The files of the prelude.
    pub prelude: Arc<[Ast]>,
    /// The files of its triggers that are needed.
    pub triggers: Vec<Arc<Ast>>,
    /// Whether the prelude is only what the program needs of it.
    pub in_part: bool,
    /// The files of the standard library that it uses.
    pub library: Vec<Arc<Ast>>,
    /// The entry file.
    pub entry: FileId,
    /// The entry and the files it uses, by path.
    pub files: Vec<Arc<Ast>>,
}

/// How much of the prelude a program reads.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Extent {
    /// What it needs, if it is small: enough to build it if nothing is to be told, because what is told names what else there is.
    Needed,
    /// Everything but the files of triggers of which it mentions none.
    Usual,
    /// Everything.
    All,
}

/// Reads the entry and everything that it uses.
pub fn load(
    loader: &dyn Loader,
    entry: &str,
    extent: Extent,
    trees: &mut Trees,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Program> {
    prelude::texts(sources);
    let mut files: BTreeMap<String, Arc<Ast>> = BTreeMap::new();
    let bytes = match loader.read(entry) {
        Ok(bytes) => bytes,
        Err(error) => {
            let file = sources.add(entry, "");
            let why = why(&error);
            let message = format!("can't read `{entry}`: {why}");
            diagnostics.push(
                Diagnostic::new(Code::FileNotFound, Span::new(file, 0, 0), message)
                    .help("name the file that declares the environment to build"),
            );
            return None;
        }
    };
    let id = read(entry, bytes, sources, diagnostics);
    let mut queue = VecDeque::from([(entry.to_owned(), trees.parse(sources, id, diagnostics))]);
    let mut standard = BTreeMap::new();
    let (mut taken, mut globs) = (FxHashSet::from_iter([entry.to_owned()]), FxHashSet::default());
    while let Some((path, ast)) = queue.pop_front() {
        let mut used = Vec::new();
        for target in uses(&ast) {
            if let Some(name) = target.text.strip_prefix(library::PREFIX) {
                library_file(name, target, &mut standard, trees, sources, diagnostics);
                continue;
            }
            // What a glob names is taken once, however many files say it.
            let glob = join_path(parent_path(&path), &target.text).ok().filter(|path| path.contains('*'));
            if glob.as_ref().is_some_and(|glob| globs.contains(glob)) {
                continue;
            }
            let named = matches(loader, &path, target, diagnostics);
            globs.extend(glob.filter(|_| !named.is_empty()));
            for found in named {
                if taken.contains(&found) {
                    continue;
                }
                match loader.read(&found) {
                    Ok(bytes) => {
                        let file = read(&found, bytes, sources, diagnostics);
                        taken.insert(found.clone());
                        used.push((found, file));
                    }
                    Err(error) => diagnostics.push(unreadable(loader, target, &found, &error)),
                }
            }
        }
        let (paths, ids): (Vec<String>, Vec<FileId>) = used.into_iter().unzip();
        queue.extend(paths.into_iter().zip(trees.parse_all(sources, &ids, diagnostics)));
        files.insert(path, ast);
    }
    let files: Vec<Arc<Ast>> = files.into_values().collect();
    let library: Vec<Arc<Ast>> = standard.into_values().collect();
    let mut program =
        Program { prelude: Arc::default(), triggers: Vec::new(), library, entry: id, files, in_part: false };
    program.read_prelude(extent, trees, sources, diagnostics);
    Some(program)
}

impl Program {
    fn read_prelude(
        &mut self,
        extent: Extent,
        trees: &mut Trees,
        sources: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) {
        let all: Vec<Arc<Ast>> = self.files.iter().chain(&self.library).cloned().collect();
        let mut mentions = prelude::mentioned(&all);
        if extent == Extent::Needed
            && let Some((files, triggers)) = prelude::part(&all, &mentions, sources)
        {
            self.prelude = files.into();
            self.triggers = triggers.into_iter().map(Arc::new).collect();
            self.in_part = true;
            return;
        }
        if extent == Extent::All {
            mentions.push("");
        }
        self.prelude = prelude::parse(sources, diagnostics);
        self.triggers = prelude::parse_triggers(&mentions, trees, sources, diagnostics);
    }
}

/// Takes a file of the standard library, once.
fn library_file(
    name: &str,
    target: &Name,
    taken: &mut BTreeMap<&'static str, Arc<Ast>>,
    trees: &mut Trees,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) {
    let Some(found) = library::find(name) else {
        diagnostics.push(unknown_library(name, target));
        return;
    };
    if !taken.contains_key(found.path) {
        let file = sources.add(found.path, found.text);
        let ast = trees.parse(sources, file, diagnostics);
        taken.insert(found.path, ast);
    }
}

fn unknown_library(name: &str, target: &Name) -> Diagnostic {
    let names: Vec<&str> = library::FILES.iter().map(|file| file.name).collect();
    let diagnostic = Diagnostic::new(
        Code::UnknownLibrary,
        target.span,
        format!("the standard library has no file `{name}`"),
    )
    .label("not a file of the standard library");
    let Some(meant) = near(name, names.iter().copied()).or(library::declaring(name).map(|file| file.name))
    else {
        let listed: Vec<String> = names.iter().map(|name| format!("{}{name}", library::PREFIX)).collect();
        let listed: Vec<&str> = listed.iter().map(String::as_str).collect();
        return diagnostic.help(format!("it has {}", quoted(&listed)));
    };
    let text = format!("\"{}{meant}\"", library::PREFIX);
    let diagnostic = match library::declaring(name) {
        Some(_) => diagnostic.help(format!("the kind `{name}` stands in `{}{meant}`", library::PREFIX)),
        None => diagnostic.help(format!("did you mean `{}{meant}`?", library::PREFIX)),
    };
    diagnostic.fix(format!("write `{text}`"), vec![Edit { span: target.span, text }], Applicability::Unsafe)
}

fn read(path: &str, bytes: Vec<u8>, sources: &mut Sources, diagnostics: &mut Diagnostics) -> FileId {
    let (text, bad) = syntax::decode(bytes);
    let file = sources.add(path, text);
    if let Some(offset) = bad {
        diagnostics.push(syntax::not_utf8(file, offset));
    }
    file
}

/// The targets of the `use` lines.
fn uses(ast: &Ast) -> impl Iterator<Item = &Name> {
    let is_use = |entry: &&Entry| entry.word.text == "use" && !entry.word.quoted;
    ast.entries.iter().filter(is_use).filter_map(|entry| entry.label.as_ref()).filter(|label| label.quoted)
}

/// The paths that a `use` of this target in a file names, sorted; none if it leads out of the project.
pub fn named_by(loader: &dyn Loader, from: &str, target: &str) -> Vec<String> {
    match join_path(parent_path(from), target) {
        Ok(path) if path.contains('*') => glob::expand(loader, &path),
        Ok(path) => vec![path],
        Err(_) => Vec::new(),
    }
}

/// The paths that a `use` names, sorted.
fn matches(loader: &dyn Loader, from: &str, target: &Name, diagnostics: &mut Diagnostics) -> Vec<String> {
    let path = match join_path(parent_path(from), &target.text) {
        Ok(path) => path,
        Err(error) => {
            diagnostics.push(outside(target, error));
            return Vec::new();
        }
    };
    if !path.contains('*') {
        return vec![path];
    }
    let found = glob::expand(loader, &path);
    if found.is_empty() {
        let folder = glob::fixed_folder(&path);
        let known = loader.list(folder).is_ok();
        let meant = if known { None } else { meant_folder(loader, folder) };
        let meant = meant.and_then(|(from, to)| replaced(&target.text, &from, &to));
        let place = if folder.is_empty() { "." } else { folder };
        let diagnostic =
            Diagnostic::new(Code::EmptyGlob, target.span, format!("no file matches `{}`", target.text))
                .label(if known {
                    format!("nothing in `{place}` matches")
                } else {
                    format!("there is no folder `{place}`")
                })
                .help("a `*` stands for any characters of one name, `**` for any folders, and paths are relative to this file");
        diagnostics.push(match meant {
            Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")).fix(
                format!("write `\"{meant}\"`"),
                vec![Edit { span: target.span, text: format!("\"{meant}\"") }],
                Applicability::Unsafe,
            ),
            None => diagnostic,
        });
    }
    found
}

fn why(error: &LoadError) -> &str {
    match error {
        LoadError::NotFound => "there is no such file",
        LoadError::Outside => "it is outside of the project",
        LoadError::Other(text) => text,
    }
}

fn unreadable(loader: &dyn Loader, target: &Name, path: &str, error: &LoadError) -> Diagnostic {
    let code = if *error == LoadError::Outside { Code::OutsideProject } else { Code::FileNotFound };
    let diagnostic = Diagnostic::new(code, target.span, format!("can't read `{path}`: {}", why(error)))
        .label(why(error).to_owned());
    if [".yaml", ".yml", ".json"].iter().any(|ending| path.ends_with(ending)) {
        let folder = path.rsplit_once('/').map_or(".", |(folder, _)| folder);
        return diagnostic.help("a `use` names files of fluo, which end with `.fluo`").help(format!(
            "YAML that exists is a component: `component NAME: manifests {{ path: \"{folder}\" }}`"
        ));
    }
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let Some(meant) = meant(loader, folder, file).filter(|_| *error == LoadError::NotFound) else {
        return diagnostic.help("paths are relative to the file that uses them");
    };
    let written = target.text.strip_suffix(file).unwrap_or_default();
    let text = format!("\"{written}{meant}\"");
    diagnostic.help(format!("did you mean `{written}{meant}`?")).fix(
        format!("write `{text}`"),
        vec![Edit { span: target.span, text }],
        Applicability::Unsafe,
    )
}

/// A folder that is not there, and the one that is near to it.
fn meant_folder(loader: &dyn Loader, folder: &str) -> Option<(String, String)> {
    let (parent, name) = folder.rsplit_once('/').unwrap_or(("", folder));
    let mut folders = loader.folders(parent).unwrap_or_default();
    folders.sort();
    near(name, folders.iter().map(String::as_str)).map(|meant| (name.to_owned(), meant.to_owned()))
}

/// A path with another name in the place of one of its parts.
fn replaced(path: &str, from: &str, to: &str) -> Option<String> {
    let mut parts: Vec<&str> = path.split('/').collect();
    let part = parts.iter_mut().find(|part| **part == from)?;
    *part = to;
    Some(parts.join("/"))
}

/// The file of a folder whose name is near to one that is not there.
fn meant(loader: &dyn Loader, folder: &str, file: &str) -> Option<String> {
    let mut files = loader.list(folder).unwrap_or_default();
    files.retain(|name| name.ends_with(".fluo"));
    files.sort();
    near(file, files.iter().map(String::as_str)).map(str::to_owned)
}

fn outside(target: &Name, error: PathError) -> Diagnostic {
    let (code, why, help) = match error {
        PathError::Empty => (Code::FileNotFound, "the path is empty", "name a file: `use \"platform.fluo\"`"),
        PathError::Absolute => {
            (Code::OutsideProject, "an absolute path", "write a path relative to this file")
        }
        PathError::Backslash => (Code::FileNotFound, "a path with a backslash", "write `/` between folders"),
        PathError::Outside => (
            Code::OutsideProject,
            "leads above the project's root",
            "the root is the nearest folder with `fluo.toml` or `.git`; put an empty `fluo.toml` where the project starts",
        ),
    };
    Diagnostic::new(code, target.span, format!("can't use `{}`: {why}", target.text)).label(why).help(help)
}
