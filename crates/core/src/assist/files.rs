//! The files that a path may name.

use super::tell::{Told, paragraphs};
use super::{Completion, CompletionKind};
use crate::library;
use crate::resolve::WORDS;
use crate::source::{Loader, Sources, Span, join_path, parent_path};
use crate::syntax::ast::Name;

/// How deep folders are looked into.
const DEPTH: usize = 8;
/// How many files are looked at.
const FILES: usize = 512;

/// The files that a `use` in this file may name: those of the standard library, files, and all of a folder.
pub(super) fn used(loader: &dyn Loader, from: &str) -> Vec<Completion> {
    let paths = all(loader).into_iter().filter(|path| path.ends_with(".fluo") && path != from);
    let paths: Vec<String> = paths.collect();
    let mut folders: Vec<&str> = paths.iter().map(|path| parent_path(path)).collect();
    folders.dedup();
    folders.retain(|folder| *folder != parent_path(from));
    let whole = folders.iter().map(|folder| file(relative(from, &format!("{folder}/*.fluo")), None));
    let single = paths.iter().map(|path| file(relative(from, path), None));
    let standard = library::FILES.iter().map(|library| {
        let kinds: Vec<&str> = library::kinds(library).collect();
        file(format!("{}{}", library::PREFIX, library.name), Some(kinds.join(", ")))
    });
    single.chain(whole).chain(standard).collect()
}

/// The files whose text a field may take.
pub(super) fn taken(loader: &dyn Loader, from: &str) -> Vec<Completion> {
    let paths = all(loader).into_iter().filter(|path| !path.ends_with(".fluo"));
    paths.map(|path| file(relative(from, &path), None)).collect()
}

fn file(path: String, detail: Option<String>) -> Completion {
    Completion { label: path.clone(), insert: path, detail, docs: None, kind: CompletionKind::File }
}

/// Every file of the project, by path.
fn all(loader: &dyn Loader) -> Vec<String> {
    let (mut found, mut folders) = (Vec::new(), vec![(String::new(), 0)]);
    while let Some((folder, depth)) = folders.pop() {
        let names = loader.list(&folder).unwrap_or_default();
        found.extend(names.iter().filter_map(|name| join_path(&folder, name).ok()));
        if found.len() > FILES || depth == DEPTH {
            continue;
        }
        let mut inner = loader.folders(&folder).unwrap_or_default();
        inner.retain(|name| !name.starts_with('.'));
        folders.extend(inner.iter().filter_map(|name| Some((join_path(&folder, name).ok()?, depth + 1))));
    }
    found.sort();
    found.truncate(FILES);
    found
}

/// A path as it is written in another file.
fn relative(from: &str, to: &str) -> String {
    let here: Vec<&str> = parent_path(from).split('/').filter(|part| !part.is_empty()).collect();
    let there: Vec<&str> = to.split('/').filter(|part| !part.is_empty()).collect();
    let shared = here.iter().zip(&there).take_while(|(a, b)| a == b).count();
    let up = here.iter().skip(shared).map(|_| "..");
    up.chain(there.iter().skip(shared).copied()).collect::<Vec<_>>().join("/")
}

/// What a `use` names: its files, each with what it declares. Its definition is the start of the first.
pub(super) fn told(loader: &dyn Loader, from: &str, target: &Name, sources: &Sources) -> Option<Told> {
    let used = used_by(loader, from, &target.text);
    let files: Vec<(Span, &str, String)> = used
        .iter()
        .filter_map(|path| {
            let (id, file) = sources.iter().find(|(_, file)| *file.path == **path)?;
            Some((Span::new(id, 0, 0), path.as_str(), declarations(&file.text)))
        })
        .collect();
    let listed = files.iter().map(|(_, path, names)| format!("`{path}`: {names}"));
    Some(Told {
        span: target.span,
        title: format!("use \"{}\"", target.text),
        docs: paragraphs(listed),
        declared: files.first().map(|(start, ..)| *start),
    })
}

/// The paths that a `use` names.
fn used_by(loader: &dyn Loader, from: &str, target: &str) -> Vec<String> {
    if let Some(name) = target.strip_prefix(library::PREFIX) {
        return library::find(name).map(|file| file.path.to_owned()).into_iter().collect();
    }
    crate::resolve::named_by(loader, from, target)
}

/// The declarations of a file, by the words at the start of its lines.
fn declarations(text: &str) -> String {
    let declares =
        |line: &&str| WORDS.iter().any(|word| *word != "use" && line.split(' ').next() == Some(word));
    let name = |line: &str| {
        let mut words = line.split([' ', ':', '{']).filter(|word| !word.is_empty());
        Some(format!("{} `{}`", words.next()?, words.next()?))
    };
    let names: Vec<String> = text.lines().filter(declares).filter_map(name).collect();
    if names.is_empty() { "no declarations".to_owned() } else { names.join(", ") }
}
