//! The triggers of KEDA. They are two thirds of the prelude and a program uses few of them, so a file of triggers is
//! read only where a program mentions one of its triggers; all are where it mentions one that no file has, so that
//! a diagnostic knows every name.

use crate::diagnostic::Diagnostics;
use crate::source::Sources;
use crate::syntax::Trees;
use crate::syntax::ast::{Ast, Block, Entry, ValueKind};
use memchr::memmem;
use std::sync::Arc;

/// The files of triggers: the name that a diagnostic shows, and the text.
pub const TRIGGERS: [(&str, &str); 9] = [
    ("<prelude>/triggers/aws.fluo", include_str!("triggers/aws.fluo")),
    ("<prelude>/triggers/azure.fluo", include_str!("triggers/azure.fluo")),
    ("<prelude>/triggers/databases.fluo", include_str!("triggers/databases.fluo")),
    ("<prelude>/triggers/gcp.fluo", include_str!("triggers/gcp.fluo")),
    ("<prelude>/triggers/messaging.fluo", include_str!("triggers/messaging.fluo")),
    ("<prelude>/triggers/observability.fluo", include_str!("triggers/observability.fluo")),
    ("<prelude>/triggers/other.fluo", include_str!("triggers/other.fluo")),
    ("<prelude>/triggers/redis.fluo", include_str!("triggers/redis.fluo")),
    ("<prelude>/triggers/runners.fluo", include_str!("triggers/runners.fluo")),
];

/// The triggers that a file of them declares.
pub fn trigger_names(text: &str) -> impl Iterator<Item = &str> {
    const HEAD: &str = "\ntrigger ";
    let heads = memmem::find_iter(text.as_bytes(), HEAD);
    heads.filter_map(|at| text.get(at + HEAD.len()..)?.split_whitespace().next())
}

/// The fields that a file of triggers declares for one of them.
pub fn trigger_fields<'t>(text: &'t str, trigger: &str) -> impl Iterator<Item = &'t str> + use<'t> {
    let start = format!("\ntrigger {trigger} {{\n");
    let body = text.split_once(&start).map_or("", |(_, body)| body);
    let body = body.split_once("\n}").map_or(body, |(body, _)| body);
    body.lines().filter_map(|line| Some(line.strip_prefix("  param ")?.split_once(':')?.0))
}

/// Parses the files with the triggers of these names, or every file if no file has one of them.
pub fn parse_triggers(
    mentions: &[&str],
    trees: &mut Trees,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Vec<Arc<Ast>> {
    if mentions.is_empty() {
        return Vec::new();
    }
    let names: Vec<Vec<&str>> = TRIGGERS.iter().map(|(_, text)| trigger_names(text).collect()).collect();
    let all = !mentions.iter().all(|name| names.iter().any(|names| names.contains(name)));
    let wanted = |names: &[&str]| all || names.iter().any(|name| mentions.contains(name));
    let files = TRIGGERS.iter().zip(&names).filter(|(_, names)| wanted(names));
    let read = |((path, text), _): (&(&str, &str), _)| {
        let file = sources.add(*path, *text);
        trees.parse_unless(sources, file, diagnostics, || super::ready(sources, file))
    };
    files.map(read).collect()
}

/// The names behind `on`, wherever it stands: `on TRIGGER`, `on NAME: TRIGGER`, `on { NAME: TRIGGER { … } }`.
#[must_use]
pub fn mentioned(files: &[Arc<Ast>]) -> Vec<&str> {
    let mut names = Vec::new();
    for entry in files.iter().flat_map(|file| &file.entries) {
        collect(entry, &mut names);
    }
    names.sort_unstable();
    names.dedup();
    names
}

fn collect<'a>(entry: &'a Entry, names: &mut Vec<&'a str>) {
    let inner = || entry.block.iter().flat_map(|block: &Block| &block.entries);
    if entry.word.text == "on" && !entry.word.quoted {
        match &entry.label {
            Some(label) => names.push(chosen(entry).unwrap_or(label.text.as_str())),
            // Without a name it stands for all of them, and what it lacks is told by their names.
            None if entry.block.is_none() => names.push(""),
            None => names.extend(inner().map(|e| chosen(e).unwrap_or(e.word.text.as_str()))),
        }
    }
    inner().for_each(|entry| collect(entry, names));
}

/// The trigger that a value names.
fn chosen(entry: &Entry) -> Option<&str> {
    match &entry.value.as_ref()?.kind {
        ValueKind::Path(path) => path.first().map(|name| name.text.as_str()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_for(source: &str) -> Vec<String> {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let file = sources.add("app.fluo", source);
        let mut trees = Trees::default();
        let files = [trees.parse(&sources, file, &mut diagnostics)];
        let mentions = mentioned(&files);
        parse_triggers(&mentions, &mut trees, &mut sources, &mut diagnostics);
        sources.iter().map(|(_, file)| file.path.to_string()).skip(1).collect()
    }

    #[test]
    fn a_file_is_read_where_one_of_its_triggers_is_mentioned() {
        assert_eq!(read_for("component a: worker { image: \"a:1\" }"), Vec::<String>::new());
        let redis = ["<prelude>/triggers/redis.fluo"];
        assert_eq!(read_for("component a: worker { scale: 1..2 { on redis {} } }"), redis);
        assert_eq!(read_for("kind a: worker { scale: 1..2 { on jobs: redis {} } }"), redis);
        assert_eq!(read_for("environment a { override b { scale { on { jobs: redis {} } } } }"), redis);
    }

    #[test]
    fn all_files_are_read_where_a_trigger_is_unknown() {
        assert_eq!(read_for("component a: worker { scale: 1..2 { on redsi {} } }").len(), TRIGGERS.len());
    }

    #[test]
    fn every_trigger_stands_once() {
        let names: Vec<&str> = TRIGGERS.iter().flat_map(|(_, text)| trigger_names(text)).collect();
        let different: std::collections::BTreeSet<&str> = names.iter().copied().collect();
        assert_eq!((names.len(), different.len()), (76, 76));
    }
}
