//! Names that a file of the project declares which the program does not use: one missing `use` line is one diagnostic,
//! however many names the line would bring.

use crate::diagnostic::{Applicability, Code, Diagnostic, Diagnostics, Edit, quoted};
use crate::source::{Loader, Sources, Span, join_path, parent_path};
use crate::syntax::{self, words};
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};

/// How many folders around the files of the program are looked into.
const FOLDERS: usize = 64;
/// How many files are looked into.
const FILES: usize = 256;

/// What declares a name that others refer to.
const DECLARING: [&str; 10] =
    ["component", "secret", "store", "config", "volume", "size", "param", "kind", "type", "namespace"];

/// Says where the names are declared that the program lacks, if files near its own declare them. `entry` is the
/// file in which the `use` line would stand.
pub fn elsewhere(loader: &dyn Loader, entry: &str, sources: &Sources, diagnostics: &mut Diagnostics) {
    let lacking = |d: &Diagnostic| matches!(d.code, Code::UnknownName | Code::UnknownKind);
    let name_of = |d: &Diagnostic| sources.text(d.primary.span).trim_matches('"').to_owned();
    let wanted: BTreeSet<String> = diagnostics.iter().filter(|d| lacking(d)).map(name_of).collect();
    if wanted.is_empty() {
        return;
    }
    let mut declared = declared(loader, sources, &wanted);
    // The file that brings the most names first; of equals the first by path.
    while let Some((path, names)) = declared
        .iter()
        .min_by_key(|(path, names)| (usize::MAX - names.len(), (*path).clone()))
        .map(|(path, names)| (path.clone(), names.clone()))
    {
        let found = diagnostics.take(|d| lacking(d) && names.contains(&name_of(d)));
        if let Some(told) = missing_use(found, &path, &names, entry, sources) {
            diagnostics.push(told);
        }
        declared.values_mut().for_each(|others| others.retain(|name| !names.contains(name)));
        declared.retain(|_, names| !names.is_empty());
    }
}

/// The files that declare wanted names, each with those that it declares.
fn declared(
    loader: &dyn Loader,
    sources: &Sources,
    wanted: &BTreeSet<String>,
) -> BTreeMap<String, BTreeSet<String>> {
    let begun: FxHashSet<&str> = wanted.iter().filter_map(|name| words(name).next()).collect();
    let known: BTreeSet<&str> = sources.iter().map(|(_, file)| &*file.path).collect();
    let mut found = BTreeMap::new();
    let files = folders(loader, sources).into_iter().flat_map(|folder| {
        let mut names = loader.list(&folder).unwrap_or_default();
        names.retain(|name| name.ends_with(".fluo"));
        names.sort();
        names.into_iter().filter_map(move |name| join_path(&folder, &name).ok())
    });
    for path in files.filter(|path| !known.contains(path.as_str())).take(FILES) {
        let Some(text) = loader.read(&path).ok().and_then(|bytes| String::from_utf8(bytes).ok()) else {
            continue;
        };
        // Most files hold none of the names, and need not be read.
        if !words(&text).any(|word| begun.contains(word)) {
            continue;
        }
        let names: BTreeSet<String> = names_in(&path, &text).filter(|name| wanted.contains(name)).collect();
        if !names.is_empty() {
            found.insert(path, names);
        }
    }
    found
}

fn names_in(path: &str, text: &str) -> impl Iterator<Item = String> + use<> {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let file = sources.add(path, text);
    let entries = syntax::parse(&sources, file, &mut diagnostics).entries;
    let declaring = |word: &str| DECLARING.contains(&word);
    let names = entries.into_iter().filter(move |entry| declaring(&entry.word.text));
    names.filter_map(|entry| entry.label).map(|label| label.text.to_string())
}

/// The folders of the program's files, those above them and those beside them.
fn folders(loader: &dyn Loader, sources: &Sources) -> BTreeSet<String> {
    let own = sources.iter().filter(|(_, file)| !file.is_built_in());
    let own: BTreeSet<&str> = own.map(|(_, file)| parent_path(&file.path)).collect();
    let around: BTreeSet<&str> = own.iter().flat_map(|folder| [*folder, parent_path(folder)]).collect();
    let mut folders = BTreeSet::new();
    for folder in around.into_iter().take(FOLDERS) {
        let mut below = loader.folders(folder).unwrap_or_default();
        below.retain(|name| !name.starts_with('.'));
        below.sort();
        folders.insert(folder.to_owned());
        folders.extend(below.iter().take(FOLDERS).filter_map(|name| join_path(folder, name).ok()));
    }
    folders.into_iter().take(FOLDERS).collect()
}

fn missing_use(
    mut found: Vec<Diagnostic>,
    path: &str,
    names: &BTreeSet<String>,
    entry: &str,
    sources: &Sources,
) -> Option<Diagnostic> {
    found.sort_by_key(|d| (sources.path(d.primary.span.file).to_owned(), d.primary.span));
    let (file, text) =
        sources.iter().find(|(_, file)| &*file.path == entry).map(|(id, f)| (id, f.text.clone()))?;
    let mut found = found.into_iter();
    let first = found.next()?;
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let verb = if names.len() > 1 { "are" } else { "is" };
    let message = format!("{} {verb} declared in `{path}`, which this program does not use", quoted(&names));
    let line = format!("use \"{}\"", relative(parent_path(entry), path));
    let mark = u32::from(text.starts_with('\u{feff}')) * 3;
    let edit = Edit { span: Span::new(file, mark, mark), text: format!("{line}\n") };
    let told = Diagnostic::new(first.code, first.primary.span, message)
        .label("not among the files of this program")
        .help(format!("write `{line}` at the top of `{entry}`"))
        .fix(format!("write `{line}`"), vec![edit], Applicability::Unsafe);
    Some(found.fold(told, |told, other| told.also(other.primary.span, "also here")))
}

/// The path of a file as a file in `folder` names it.
fn relative(folder: &str, path: &str) -> String {
    let parts = |text: &str| text.split('/').filter(|p| !p.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let (from, to) = (parts(folder), parts(path));
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from.iter().skip(shared).map(|_| "..".to_owned());
    up.chain(to.iter().skip(shared).cloned()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::relative;

    #[test]
    fn a_path_leads_from_the_file_that_uses_it() {
        assert_eq!(relative("env", "platform/a.fluo"), "../platform/a.fluo");
        assert_eq!(relative("", "platform/a.fluo"), "platform/a.fluo");
        assert_eq!(relative("x/env", "x/a.fluo"), "../a.fluo");
        assert_eq!(relative("x", "x/a.fluo"), "a.fluo");
    }
}
