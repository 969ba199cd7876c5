//! The files of a program.

use super::entry::Entry;
use super::pick::Pick;
use super::program::Program;
use std::collections::BTreeMap;

/// The file with which every program begins.
const ENTRY: &str = "main.fluo";

/// Lays declarations out: in one file, or in one for each component, found by names, by a glob, or by one of any depth.
pub(crate) fn laid_out(
    shape: &Pick,
    platform: &[Entry],
    parts: &[(String, Vec<Entry>)],
    environments: &[Entry],
) -> Program {
    let layout = if parts.is_empty() { 0 } else { shape.which % 4 };
    let all: String =
        platform.iter().chain(parts.iter().flat_map(|(_, entries)| entries)).map(spaced).collect();
    let mut uses: Vec<String> = libraries(&all).into_iter().map(|name| format!("std:{name}")).collect();
    let (mut texts, mut main) = (BTreeMap::new(), all);
    if layout != 0 {
        texts.insert("platform/base.fluo".to_owned(), platform.iter().map(spaced).collect());
        uses.push("platform/base.fluo".to_owned());
        main = spread(layout, parts, &mut texts);
        uses.extend(found(layout, &texts));
    }
    main.push_str(&environments.iter().map(spaced).collect::<String>());
    let head: String = uses.iter().map(|path| format!("use \"{path}\"\n")).collect();
    let gap = if head.is_empty() { "" } else { "\n" };
    texts.insert(ENTRY.to_owned(), format!("{head}{gap}{}\n", main.trim_end()));
    Program { files: texts, entry: ENTRY.to_owned() }
}

/// Puts components into files of their own, and gives back what stays in the entry: what names a folder beside it stays.
fn spread(layout: u16, parts: &[(String, Vec<Entry>)], texts: &mut BTreeMap<String, String>) -> String {
    let mut main = String::new();
    for (place, (name, entries)) in parts.iter().enumerate() {
        let text: String = entries.iter().map(spaced).collect();
        match place_of(layout, place, name) {
            Some(path) if !text.contains(": manifests {") => drop(texts.insert(path, text)),
            _ => main.push_str(&text),
        }
    }
    main
}

fn spaced(entry: &Entry) -> String {
    format!("{entry}\n")
}

/// The file of a component.
fn place_of(layout: u16, place: usize, name: &str) -> Option<String> {
    match layout {
        1 => Some(format!("services/{name}.fluo")),
        2 => Some(format!("services/{name}/component.fluo")),
        _ if place.is_multiple_of(2) => {
            Some(format!("teams/{}/{name}.fluo", if place.is_multiple_of(4) { "a" } else { "b/c" }))
        }
        _ => None,
    }
}

/// How the entry finds the files of components.
fn found(layout: u16, texts: &BTreeMap<String, String>) -> Vec<String> {
    let below = |folder: &str| texts.keys().any(|path| path.starts_with(folder));
    match layout {
        1 if below("services/") => vec!["services/*.fluo".to_owned()],
        2 if below("services/") => vec!["services/*/component.fluo".to_owned()],
        _ if below("teams/") => vec!["teams/**/*.fluo".to_owned()],
        _ => Vec::new(),
    }
}

/// The files of the standard library whose kinds stand in a text.
fn libraries(text: &str) -> Vec<&'static str> {
    let used = |kind: &str| text.contains(&format!(": {kind} {{"));
    crate::library::FILES
        .iter()
        .filter(|file| crate::library::kinds(file).any(&used))
        .map(|file| file.name)
        .collect()
}
