//! References to something else than what is meant, names given twice, circles.

use super::{Draft, Operator, Site, System, bytes};
use fluo_core::syntax::ast::ValueKind;
use std::collections::BTreeSet;

pub(super) const OPERATORS: &[Operator] = &[
    Operator::new("reference-of-another-family", other_family, "the value of another thing, or nothing"),
    Operator::new(
        "reference-as-text",
        reference_as_text,
        "the text itself, of which nobody knows that it is a reference",
    ),
    Operator::new(
        "port-of-another-component",
        port_of_another,
        "a connection to a port that nobody listens on",
    ),
    Operator::new(
        "not-deployed",
        not_deployed,
        "the Flux node waits for ever for a dependency that does not exist",
    ),
    Operator::new("circle", circle, "Flux: circular dependency, none of them is ever applied"),
    Operator::new("needs-itself", needs_itself, "Flux: a node that waits for itself"),
    Operator::new("block-twice", block_twice, "the later one overwrites the earlier"),
    Operator::new("block-twice-across-files", block_twice_across, "the later one overwrites the earlier"),
    Operator::new("entry-twice", entry_twice, "YAML: the later one wins in silence"),
    Operator::new("name-upper-case", name_upper_case, "the API server refuses the name"),
    Operator::new(
        "name-too-long",
        name_too_long,
        "the API server refuses the name, or a controller that adds a suffix",
    ),
    Operator::new("name-with-underscore", name_with_underscore, "the API server refuses the name"),
];

/// The names of the components that mention a name.
pub(super) fn referrers(system: &System, name: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for site in system.declared("component") {
        let own = site.entry.label.as_ref().map_or("", |label| label.text.as_str());
        if own != name && system.mentions(site.entry).contains(name) {
            found.insert(own.to_owned());
        }
    }
    found
}

/// Fields that refer to something, with a name of another family.
const FAMILIES: [(&str, &[&str]); 15] = [
    ("size", &["nats", "llm-keys"]),
    ("store", &["small", "large"]),
    ("consumer", &["nats", "agent-events", "jobs", "small"]),
    ("server", &["small", "backend", "agent-executor"]),
    ("cluster", &["redis-sentinel", "large"]),
    ("database", &["redis-sentinel", "n8n-encryption"]),
    ("encryption", &["postgresql-cluster", "n8n-database"]),
    ("operator", &["scylla-cluster", "medium"]),
    ("certificates", &["small", "grafana-login"]),
    ("loki", &["promtail", "jaeger"]),
    ("password", &["redis-sentinel", "large"]),
    ("pull-secrets", &["[agent-executor-db]", "[small]"]),
    ("env-from", &["[agent-executor-db]", "[medium]"]),
    ("needs", &["[small]", "[large]"]),
    ("to", &["redis-sentinel", "postgresql-cluster"]),
];

fn other_family(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let declared: BTreeSet<&str> = system
        .trees
        .values()
        .flat_map(|tree| &tree.entries)
        .filter_map(|entry| entry.label.as_ref().map(|name| name.text.as_str()))
        .collect();
    for site in system.sites().into_iter().filter(|site| site.is_field() && site.top().word.text != "kind") {
        let Some(value) = &site.entry.value else { continue };
        let reference = matches!(value.kind, ValueKind::Path(_) | ValueKind::List(_));
        for (_, others) in FAMILIES.iter().filter(|(word, _)| *word == site.word() && reference) {
            let there = others.iter().filter(|other| declared.contains(other.trim_matches(['[', ']'])));
            drafts.extend(there.map(|other| Draft::at(site.file, bytes(value.span), *other)));
        }
    }
    drafts
}

fn reference_as_text(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in system.sites() {
        let known = FAMILIES.iter().any(|(word, _)| *word == site.word());
        let Some(value) = site.entry.value.as_ref().filter(|_| known && site.is_field()) else { continue };
        if matches!(value.kind, ValueKind::Path(_)) {
            let text = system.under(site.file, value.span);
            drafts.push(Draft::at(site.file, bytes(value.span), format!("\"{text}\"")));
        }
    }
    drafts
}

/// Ports that a component does not have, but another one does.
fn port_of_another(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (site, names) in super::words::references(system) {
        let text: Vec<&str> = names.iter().map(|name| name.text.as_str()).collect();
        let other = match text.as_slice() {
            ["backend" | "loki" | "ollama", "http", _] => "cql",
            ["self", "http" | "grpc"] => "cql",
            ["nats", "client", _] => "http",
            ["jaeger", "otlp", _] | ["traces", "otlp", _] => "redis",
            ["localstack", "edge", _] => "http",
            ["redis-sentinel", "redis", _] => "amqp",
            [_, "http", "port"] => "edge",
            _ => continue,
        };
        let of = bytes(names[1].span);
        drafts.push(Draft::at(site.file, of, other).of(&site));
    }
    drafts
}

/// A component that others need is skipped.
fn not_deployed(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in system.declared("component") {
        let Some(name) = &site.entry.label else { continue };
        let existing = system.under(site.file, site.entry.span).contains("existing: true");
        let needing = referrers(system, &name.text);
        if existing || needing.is_empty() {
            continue;
        }
        for program in &system.programs {
            let deployed = needing.iter().any(|name| !program.skips.contains(name));
            let Some(entry) = environment(system, &program.entry) else { continue };
            let Some(block) = entry.block.as_ref().filter(|_| deployed && program.skips.is_empty()) else {
                continue;
            };
            let draft = Draft::insert(
                &program.entry,
                bytes(block.span).start + 1,
                format!("\n  skip: [{}]", name.text),
            );
            drafts.push(draft.or_word(name.text.as_str()).or_word("overrides"));
        }
    }
    drafts
}

/// The environment of an entry file.
pub(super) fn environment<'s>(system: &'s System, entry: &str) -> Option<&'s fluo_core::syntax::ast::Entry> {
    system.trees.get(entry)?.entries.iter().find(|entry| entry.word.text == "environment")
}

/// Puts an entry into the block of a declaration, instead of one of the same head if there is one.
pub(super) fn put(system: &System, site: &Site<'_>, text: &str) -> Draft {
    let head = text.split([':', '{']).next().unwrap_or(text).trim();
    let entries = site.entry.block.iter().flat_map(|block| &block.entries);
    let same = |entry: &&fluo_core::syntax::ast::Entry| system.under(site.file, entry.head()) == head;
    if let Some(entry) = entries.clone().find(same) {
        return Draft::at(site.file, bytes(entry.span), text).lost().of(site);
    }
    append(system, site, text)
}

/// Puts an entry at the end of the block of a declaration.
pub(super) fn append(system: &System, site: &Site<'_>, text: &str) -> Draft {
    let Some(block) = &site.entry.block else {
        return Draft::insert(site.file, bytes(site.entry.span).end, format!(" {{\n  {text}\n}}")).of(site);
    };
    let end = bytes(block.span).end - 1;
    let source = system.text(site.file);
    let at = source[..end].trim_end().len();
    Draft::at(site.file, at..end, format!("\n  {text}\n")).lost().of(site)
}

fn circle(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in system.declared("component") {
        let Some(name) = &site.entry.label else { continue };
        for other in referrers(system, &name.text) {
            let mut draft = put(system, &site, &format!("needs: [{other}]")).or_word(name.text.as_str());
            if system.under(site.file, site.entry.span).contains("existing: true") {
                continue;
            }
            // Both have to be there.
            draft.of = Some(other.clone());
            drafts.push(draft.or_word(other));
        }
    }
    drafts
}

fn needs_itself(system: &System) -> Vec<Draft> {
    let own = |site: &Site<'_>| {
        site.entry.label.as_ref().map(|name| put(system, site, &format!("needs: [{}]", name.text)))
    };
    system.declared("component").iter().filter_map(own).collect()
}

/// Declarations that have a name and a block.
fn named(system: &System) -> Vec<Site<'_>> {
    let sites = system.sites().into_iter();
    sites.filter(|site| site.above.is_empty() && site.entry.label.is_some() && site.word() != "use").collect()
}

fn block_twice(system: &System) -> Vec<Draft> {
    let twice = |site: Site<'_>| {
        let end = bytes(site.entry.span).end;
        let text = system.under(site.file, site.entry.span);
        Draft::insert(site.file, end, format!("\n\n{text}")).or(site.file, bytes(site.entry.span))
    };
    named(system).into_iter().map(twice).collect()
}

fn block_twice_across(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in named(system) {
        let other = system.programs.iter().find(|program| program.reads.contains(site.file));
        if let Some(program) = other.filter(|program| program.entry != site.file) {
            let text = system.under(site.file, site.entry.span);
            let end = system.text(&program.entry).len();
            let draft = Draft::insert(&program.entry, end, format!("\n{text}\n"));
            drafts.push(draft.or(site.file, bytes(site.entry.span)));
        }
    }
    drafts
}

/// An entry stands a second time in its block, with another value.
fn entry_twice(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in system.sites().into_iter().filter(|site| !site.above.is_empty() && site.entry.block.is_none())
    {
        let text = system.under(site.file, site.entry.span);
        let end = bytes(site.entry.span).end;
        let other =
            if let Some(text) = text.strip_suffix('"') { format!("{text}x\"") } else { text.to_owned() };
        let draft = Draft::insert(site.file, end, format!("\n  {other}"));
        drafts.push(draft.or(site.file, bytes(site.entry.span)));
    }
    drafts
}

/// Renames a component that nothing else mentions.
fn renamed(system: &System, name: fn(&str) -> String) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in system.declared("component") {
        let Some(label) = &site.entry.label else { continue };
        let mentioned = system.sites().iter().any(|other| {
            let same = other.entry.label.as_ref().is_some_and(|name| name.text == label.text)
                && other.entry.span != site.entry.span;
            same || system.mentions(other.entry).contains(label.text.as_str())
        });
        if !mentioned {
            drafts.push(Draft::at(site.file, bytes(label.span), name(&label.text)).of(&site));
        }
    }
    drafts
}

fn name_upper_case(system: &System) -> Vec<Draft> {
    renamed(system, |name| name[..1].to_uppercase() + &name[1..])
}

fn name_too_long(system: &System) -> Vec<Draft> {
    renamed(system, |name| format!("{name}-of-the-team-that-looks-after-everything-that-nobody-else-does"))
}

fn name_with_underscore(system: &System) -> Vec<Draft> {
    renamed(system, |name| format!("{name}_new"))
}
