//! What is left out: lines without which the rest can't work, values, declarations.

use super::names::referrers;
use super::{Draft, Operator, Site, System, bytes};
use std::ops::Range;

pub(super) const OPERATORS: &[Operator] = &[
    Operator::new(
        "line-missing",
        line_missing,
        "the API server refuses the object, or its pods wait for ever",
    ),
    Operator::new("value-missing", value_missing, "nothing: the file could not be read as it is meant"),
    Operator::new("name-missing", name_missing, "an object without a name"),
    Operator::new("declaration-missing", declaration_missing, "a pod waits for what does not exist"),
    Operator::new("port-missing", port_missing, "a probe, a monitor or a host that nobody answers"),
    Operator::new("key-missing", key_missing, "`CreateContainerConfigError`: the Secret has no such key"),
    Operator::new("use-missing", use_missing, "what the file declares does not come to the cluster"),
    Operator::new("parameter-unset", parameter_unset, "an empty text where a value is meant"),
    Operator::new(
        "operator-not-provided",
        operator_not_provided,
        "no matches for kind: the CRD is not there",
    ),
];

/// Fields that must be set where they stand: kind of the declaration (or what it stands in) and field.
const REQUIRED: [(&str, &[&str]); 12] = [
    ("event-driven-service", &["image", "consumer"]),
    ("processor", &["image", "consumer"]),
    ("web", &["image"]),
    ("job", &["image"]),
    ("daemon", &["image"]),
    ("stream", &["server", "subjects"]),
    ("route", &["host", "service", "to"]),
    ("database", &["cluster", "database"]),
    ("resource", &["api", "kind"]),
    ("helm", &["chart", "repository", "version"]),
    ("external", &["store"]),
    ("registry", &["store", "server", "path"]),
];

/// Fields of single kinds of the library, and blocks.
const REQUIRED_TOO: [(&str, &[&str]); 16] = [
    ("postgres", &["storage"]),
    ("redis", &["password"]),
    ("scylla", &["operator", "storage"]),
    ("scylla-manager", &["operator"]),
    ("pgadmin", &["email", "password"]),
    ("promtail", &["loki"]),
    ("n8n", &["database", "encryption"]),
    ("temporal", &["database"]),
    ("weave-gitops", &["password-hash"]),
    ("aws-parameter-store", &["region"]),
    ("aws-secrets-manager", &["region"]),
    ("on", &["consumer", "lag"]),
    ("volume", &["at"]),
    ("alert", &["expr"]),
    ("layout", &["nodes", "root"]),
    ("security", &["because"]),
];

/// What a declaration or block is: its kind, or its word.
fn head(site: &Site<'_>) -> String {
    let parent = site.above.last().copied().unwrap_or(site.entry);
    let of_kind = ["component", "secret", "store", "kind"].contains(&parent.word.text.as_str());
    let kind = parent.value.as_ref().filter(|_| of_kind).and_then(super::word_of);
    kind.unwrap_or_else(|| parent.word.text.to_string())
}

fn is_required(site: &Site<'_>) -> bool {
    let (head, top) = (head(site), site.top().word.text.as_str());
    let all = REQUIRED.iter().chain(&REQUIRED_TOO);
    let listed = all.filter(|(kind, _)| *kind == head).any(|(_, fields)| fields.contains(&site.word()));
    // An environment only refines, and a kind may leave to its components what it does not set.
    listed && top != "environment" && (top != "kind" || head == "alert" || head == "on")
}

/// The place of an entry, with the sign or the line end that goes with it.
pub(super) fn whole(text: &str, entry: Range<usize>) -> Range<usize> {
    let line = text[..entry.start].rfind('\n').map_or(0, |at| at + 1);
    let rest = &text[entry.end..];
    if text[line..entry.start].trim().is_empty() && (rest.starts_with('\n') || rest.is_empty()) {
        return line..(entry.end + 1).min(text.len());
    }
    if rest.starts_with(", ") {
        return entry.start..entry.end + 2;
    }
    let before = text[..entry.start].trim_end_matches(' ');
    let comma = if before.ends_with(',') { before.len() - 1 } else { entry.start };
    comma..entry.end
}

fn without(system: &System, site: &Site<'_>) -> Draft {
    let place = whole(system.text(site.file), bytes(site.entry.span));
    let parent = site.above.last().map_or(place.clone(), |above| bytes(above.span));
    let mut draft = Draft::at(site.file, place, "").or(site.file, parent).of(site);
    draft.itself = false;
    draft
}

fn line_missing(system: &System) -> Vec<Draft> {
    let sites = system.sites().into_iter().filter(|site| !site.above.is_empty() && is_required(site));
    sites.map(|site| without(system, &site)).collect()
}

fn value_missing(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in system.sites().into_iter().filter(|site| site.word() != "param") {
        if let Some(value) = &site.entry.value {
            let place = bytes(value.span);
            drafts.push(Draft::at(site.file, place.clone(), "").or(site.file, bytes(site.entry.head())));
        }
    }
    drafts
}

fn name_missing(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in system.sites() {
        let named = [
            "component",
            "secret",
            "size",
            "store",
            "kind",
            "param",
            "port",
            "volume",
            "init",
            "override",
            "consumer",
        ];
        if let Some(name) = site.entry.label.as_ref().filter(|_| named.contains(&site.word())) {
            let place = bytes(site.entry.word.span).end..bytes(name.span).end;
            drafts.push(Draft::at(site.file, place, "").or(site.file, bytes(site.entry.word.span)));
        }
    }
    drafts
}

/// A declaration that others mention is not there.
fn declaration_missing(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for word in ["component", "secret", "store", "size"] {
        for site in system.declared(word) {
            let Some(name) =
                site.entry.label.as_ref().filter(|name| !referrers(system, &name.text).is_empty())
            else {
                continue;
            };
            let place = whole(system.text(site.file), bytes(site.entry.span));
            let mut draft = Draft::at(site.file, place, "").or_word(name.text.as_str());
            draft.itself = false;
            drafts.push(draft);
        }
    }
    drafts
}

/// A port that probes, hosts, monitors and references speak of.
fn port_missing(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in system.sites().into_iter().filter(|site| site.word() == "port" && site.is_field()) {
        let Some(name) = &site.entry.label else { continue };
        let top = site.top();
        // Set by the kind already: the component only gives it another number.
        let of_kind = name.text == "http" && system.name == "betrace";
        // A kind's only port, which its probes ask without a name.
        let only = top.word.text == "kind" && system.name == "agent-executor";
        if of_kind || !(only || mentions_port(system, &name.text)) {
            continue;
        }
        let mut draft = without(system, &site).or_word(name.text.as_str());
        if only {
            draft = draft.or_word("probe");
        }
        drafts.push(draft);
    }
    drafts
}

fn mentions_port(system: &System, port: &str) -> bool {
    let named = format!(".{port}");
    system.files.values().any(|text| text.contains(&named) || text.contains(&format!("port: {port}")))
}

/// A key that others refer to.
fn key_missing(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in
        system.sites().into_iter().filter(|site| site.path() == format!("secret/keys/{}", site.word()))
    {
        let Some(secret) = &site.top().label else { continue };
        let mention = format!("{}.{}", secret.text, site.word());
        if system.files.values().any(|text| text.contains(&mention)) {
            let mut draft = without(system, &site).or_word(mention);
            draft.itself = false;
            drafts.push(draft);
        }
    }
    drafts
}

fn use_missing(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in system.declared("use") {
        let text = system.text(site.file);
        let place = whole(text, bytes(site.entry.span));
        let path = site.entry.label.as_ref().map_or("", |name| name.text.as_str());
        // What can be told of is what the file declares, wherever it is mentioned.
        let declared =
            system.trees.iter().filter(|(file, _)| used(path, file)).flat_map(|(_, tree)| &tree.entries);
        let names = declared.filter_map(|entry| entry.label.as_ref());
        let mut draft = Draft::at(site.file, place, "").or(site.file, 0..text.len());
        draft.words = names.map(|name| name.text.to_string()).collect();
        draft.words.extend(library_kinds(path));
        draft.itself = false;
        drafts.push(draft);
    }
    drafts
}

/// Whether a `use` reads a file, judged by its folder.
fn used(path: &str, file: &str) -> bool {
    let stem = path.trim_start_matches("../").trim_end_matches("*.fluo");
    let folder = stem.split('*').next().unwrap_or(stem);
    !path.starts_with("std:") && file.contains(folder)
}

fn library_kinds(path: &str) -> Vec<String> {
    let name = path.strip_prefix("std:").unwrap_or_default();
    let kinds = fluo_core::library::find(name)
        .map(|file| fluo_core::library::kinds(file).map(str::to_owned).collect());
    kinds.unwrap_or_default()
}

/// A param of the program that has no default.
fn parameter_unset(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in system.sites().into_iter().filter(|site| site.path() == "environment/set") {
        for inner in site.entry.block.iter().flat_map(|block| &block.entries) {
            let name = inner.word.text.as_str();
            let default = system.declared("param").iter().any(|param| {
                param.entry.label.as_ref().is_some_and(|label| label.text == name)
                    && param.entry.value.is_some()
            });
            if !default {
                let place = whole(system.text(site.file), bytes(inner.span));
                let mut draft =
                    Draft::at(site.file, place, "").or(site.file, bytes(site.top().span)).or_word(name);
                draft.itself = false;
                drafts.push(draft);
            }
        }
    }
    drafts
}

/// An operator that nothing deploys either is taken from `provides`.
fn operator_not_provided(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in system.sites().into_iter().filter(|site| site.word() == "provides") {
        let Some(fluo_core::syntax::ast::ValueKind::List(items)) =
            site.entry.value.as_ref().map(|value| &value.kind)
        else {
            continue;
        };
        // The base of all is refined by the environments, which give lists of their own.
        if site.top().label.as_ref().is_some_and(|name| name.text == "base") {
            continue;
        }
        // Nothing in the example is an object of Traefik's own API.
        let needed = |item: &&fluo_core::syntax::ast::Value| system.under(site.file, item.span) != "traefik";
        for item in items.iter().filter(needed) {
            let place = whole(system.text(site.file), bytes(item.span));
            let value = site.entry.value.as_ref().map_or(0..0, |value| bytes(value.span));
            // It is told of at what needs the operator.
            let mut draft = Draft::at(site.file, place, "").or(site.file, value);
            draft.words =
                ["secret", "component", "scale", "kind", "expose", "store"].map(str::to_owned).to_vec();
            drafts.push(draft);
        }
    }
    drafts
}
