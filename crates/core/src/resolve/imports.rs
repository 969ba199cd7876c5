//! The files of a program: the entry and what it `use`s, each once (language §11).

use crate::diagnostic::{Applicability, Code, Diagnostic, Diagnostics, Edit, near};
use crate::prelude;
use crate::source::{FileId, LoadError, Loader, PathError, Sources, Span, join_path, parent_path};
use crate::syntax::{self, ast::Ast, ast::Entry, ast::Name};
use std::collections::{BTreeMap, VecDeque};

/// The syntax trees of a program.
#[derive(Debug)]
pub struct Program {
    /// The files of the prelude.
    pub prelude: Vec<Ast>,
    /// The entry file.
    pub entry: FileId,
    /// The entry and the files it uses, by path.
    pub files: Vec<Ast>,
}

/// Reads the entry and everything that it uses.
pub fn load(
    loader: &dyn Loader,
    entry: &str,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Program> {
    let mut prelude = prelude::parse(sources, diagnostics);
    let mut files: BTreeMap<String, Ast> = BTreeMap::new();
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
    let first = read(entry, bytes, sources, diagnostics);
    let id = first.file;
    let mut queue = VecDeque::from([(entry.to_owned(), first)]);
    while let Some((path, ast)) = queue.pop_front() {
        for target in uses(&ast) {
            for found in matches(loader, &path, target, diagnostics) {
                if files.contains_key(&found) || found == path || queue.iter().any(|(p, _)| *p == found) {
                    continue;
                }
                match loader.read(&found) {
                    Ok(bytes) => {
                        let ast = read(&found, bytes, sources, diagnostics);
                        queue.push_back((found, ast));
                    }
                    Err(error) => diagnostics.push(unreadable(loader, target, &found, &error)),
                }
            }
        }
        files.insert(path, ast);
    }
    let files: Vec<Ast> = files.into_values().collect();
    let mentions = prelude::mentioned(&files);
    prelude.extend(prelude::parse_triggers(&mentions, sources, diagnostics));
    Some(Program { prelude, entry: id, files })
}

fn read(path: &str, bytes: Vec<u8>, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Ast {
    let (text, bad) = syntax::decode(bytes);
    let file = sources.add(path, text);
    if let Some(offset) = bad {
        diagnostics.push(syntax::not_utf8(file, offset));
    }
    syntax::parse(sources, file, diagnostics)
}

/// The targets of the `use` lines.
fn uses(ast: &Ast) -> impl Iterator<Item = &Name> {
    let is_use = |entry: &&Entry| entry.word.text == "use" && !entry.word.quoted;
    ast.entries.iter().filter(is_use).filter_map(|entry| entry.label.as_ref())
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
    let (folder, pattern) = path.rsplit_once('/').unwrap_or(("", &path));
    if !pattern.contains('*') {
        return vec![path];
    }
    let listed = loader.list(folder);
    let (place, known) = (if folder.is_empty() { "." } else { folder }, listed.is_ok());
    let listed = listed.unwrap_or_default();
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let mut found: Vec<String> =
        listed.iter().filter(|name| glob(pattern, name)).map(|name| format!("{prefix}{name}")).collect();
    found.sort();
    if found.is_empty() {
        diagnostics.push(
            Diagnostic::new(Code::EmptyGlob, target.span, format!("no file matches `{}`", target.text))
                .label(if known {
                    format!("nothing in `{place}` matches")
                } else {
                    format!("there is no folder `{place}`")
                })
                .help("a `*` stands for any characters of a file name, and paths are relative to this file"),
        );
    }
    found
}

/// Whether `name` matches `pattern`, in which `*` stands for any characters.
fn glob(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|head| name.strip_prefix(head)) else { return false };
    let parts: Vec<&str> = parts.collect();
    for (index, part) in parts.iter().enumerate() {
        if index + 1 == parts.len() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or(""),
            None => return false,
        }
    }
    rest.is_empty()
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

#[cfg(test)]
mod tests {
    use super::glob;

    #[test]
    fn globs() {
        assert!(glob("*.fluo", "a.fluo") && glob("a*b*c", "a-b-b-c") && glob("*", "x"));
        assert!(!glob("*.fluo", "a.txt") && !glob("a*b", "ac") && !glob("a*a", "a"));
    }
}
