//! Wrong words: slips, words of other systems, words that do not exist.

use super::{Draft, Operator, Site, System, bytes};
use fluo_core::syntax::ast::{Entry, Name, Piece, Value, ValueKind};

pub(super) const OPERATORS: &[Operator] = &[
    Operator::new("field-misspelt", field_misspelt, "an unknown field is dropped, or refused at apply time"),
    Operator::new(
        "field-in-camel-case",
        field_in_camel_case,
        "an unknown field is dropped, or refused at apply time",
    ),
    Operator::new(
        "field-in-capitals",
        field_in_capitals,
        "an unknown field is dropped, or refused at apply time",
    ),
    Operator::new(
        "field-of-another-system",
        field_of_another,
        "an unknown field is dropped, or refused at apply time",
    ),
    Operator::new("reference-misspelt", reference_misspelt, "a pod waits for what does not exist"),
    Operator::new("reference-far", reference_far, "a pod waits for what does not exist"),
    Operator::new("output-unknown", output_unknown, "an address that nobody answers"),
    Operator::new("kind-misspelt", |s| kinds(s, |word| vec![slip(word)]), "no object comes of it"),
    Operator::new(
        "kind-of-another-system",
        |s| kinds(s, |_| vec!["Deployment".to_owned(), "microservice".to_owned()]),
        "no object comes of it",
    ),
    Operator::new("declaration-misspelt", declaration_misspelt, "no object comes of it"),
    Operator::new("declaration-of-another-system", declaration_of_another, "no object comes of it"),
    Operator::new(
        "choice-misspelt",
        |s| choices(s, |word| vec![slip(word)]),
        "the API server refuses the value",
    ),
    Operator::new(
        "choice-far",
        |s| choices(s, |_| vec!["default".to_owned(), "Enabled".to_owned()]),
        "the API server refuses the value",
    ),
    Operator::new(
        "trigger-misspelt",
        trigger_misspelt,
        "KEDA: no scaler for the trigger, nothing ever scales",
    ),
    Operator::new("member-unknown", member_unknown, "the API server refuses the probe"),
];

/// A word as it is mistyped: two of its letters change places.
#[must_use]
pub(super) fn slip(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let middle = letters.len() / 2;
    let at = (middle..letters.len()).chain(1..middle).find(|at| *at > 0 && letters[at - 1] != letters[*at]);
    match at.filter(|_| letters.len() > 3) {
        Some(at) => letters.swap(at - 1, at),
        None => letters.push('x'),
    }
    letters.into_iter().collect()
}

fn replace(site: &Site<'_>, name: &Name, text: impl Into<String>) -> Draft {
    Draft::at(site.file, bytes(name.span), text)
}

/// Entries whose words the compiler knows.
fn fields(system: &System) -> Vec<Site<'_>> {
    let known = |site: &Site<'_>| !site.above.is_empty() && !site.is_free() && !site.entry.word.quoted;
    let declared = |site: &Site<'_>| !["param", "output", "secret"].contains(&site.word());
    system.sites().into_iter().filter(known).filter(declared).collect()
}

fn field_misspelt(system: &System) -> Vec<Draft> {
    fields(system).iter().map(|site| replace(site, &site.entry.word, slip(site.word()))).collect()
}

fn field_in_camel_case(system: &System) -> Vec<Draft> {
    let camel = |site: &Site<'_>| {
        let mut parts = site.word().split('-');
        let first = parts.next().unwrap_or_default().to_owned();
        let rest = parts.map(|part| part[..1].to_uppercase() + &part[1..]);
        rest.fold(first, |word, part| word + &part)
    };
    let composed = fields(system).into_iter().filter(|site| site.word().contains('-'));
    composed.map(|site| replace(&site, &site.entry.word, camel(&site))).collect()
}

fn field_in_capitals(system: &System) -> Vec<Draft> {
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    fields(system).iter().map(|site| replace(site, &site.entry.word, capital(site.word()))).collect()
}

/// What other systems call a field.
const FOREIGN: [(&str, &[&str]); 38] = [
    ("image", &["container", "imageName"]),
    ("pull-secrets", &["imagePullSecrets"]),
    ("env-from", &["secretRef", "configMapRef"]),
    ("init", &["initContainers", "initContainer"]),
    ("command", &["entrypoint"]),
    ("port", &["ports", "containerPort"]),
    ("probe", &["livenessProbe", "healthcheck"]),
    ("after", &["initialDelaySeconds"]),
    ("every", &["periodSeconds"]),
    ("timeout", &["timeoutSeconds"]),
    ("failures", &["failureThreshold"]),
    ("scale", &["autoscaling", "hpa"]),
    ("on", &["triggers", "trigger"]),
    ("lag", &["lagThreshold"]),
    ("behavior", &["policies"]),
    ("window", &["stabilizationWindowSeconds"]),
    ("cpu", &["requests", "targetCPUUtilizationPercentage"]),
    ("memory", &["limits"]),
    ("expose", &["ingress", "httpRoute"]),
    ("volume", &["volumes", "persistentVolumeClaim"]),
    ("at", &["mountPath"]),
    ("access", &["accessModes"]),
    ("monitor", &["serviceMonitor"]),
    ("alert", &["prometheusRule"]),
    ("needs", &["dependsOn", "depends_on"]),
    ("namespace", &["metadata"]),
    ("filter", &["filterSubject"]),
    ("ack-wait", &["ackWait"]),
    ("max-deliver", &["maxDeliver"]),
    ("store", &["secretStoreRef"]),
    ("instances", &["replicaCount"]),
    ("storage", &["persistence", "size-of-disk"]),
    ("security", &["securityContext"]),
    ("tolerate", &["tolerations"]),
    ("provides", &["operators"]),
    ("repository", &["repo"]),
    ("source", &["gitRepository"]),
    ("interval", &["reconcileEvery"]),
];

fn field_of_another(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in fields(system) {
        let others = FOREIGN.iter().filter(|(word, _)| *word == site.word()).flat_map(|(_, others)| *others);
        drafts.extend(others.map(|other| replace(&site, &site.entry.word, *other)));
    }
    drafts
}

/// The paths of a value, with what is around them.
fn paths<'v>(value: &'v Value, found: &mut Vec<&'v [Name]>) {
    match &value.kind {
        ValueKind::Path(names) => found.push(names),
        ValueKind::String(pieces) => found.extend(pieces.iter().filter_map(|piece| match piece {
            Piece::Ref(names, _) => Some(names.as_slice()),
            Piece::Text(_) => None,
        })),
        ValueKind::List(items) => items.iter().for_each(|item| paths(item, found)),
        ValueKind::Record(block) => block.entries.iter().for_each(|entry| paths_in(entry, found)),
        _ => {}
    }
}

fn paths_in<'v>(entry: &'v Entry, found: &mut Vec<&'v [Name]>) {
    entry.value.iter().for_each(|value| paths(value, found));
    entry.block.iter().flat_map(|block| &block.entries).for_each(|inner| paths_in(inner, found));
}

/// Every path that names something declared or one of its outputs, with its site.
pub(super) fn references(system: &System) -> Vec<(Site<'_>, &[Name])> {
    let mut all = Vec::new();
    for site in system.sites() {
        let mut found = Vec::new();
        if let Some(value) = site.entry.value.as_ref().filter(|_| !site.above.is_empty()) {
            paths(value, &mut found);
        }
        all.extend(found.into_iter().map(|names| (site.clone(), names)));
    }
    all
}

fn reference_misspelt(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (site, names) in references(system) {
        let known = names.iter().filter(|name| !["true", "false", "self"].contains(&name.text.as_str()));
        // A key that is declared otherwise is told of where it is used.
        let key = |draft: Draft, name: &Name| {
            if site.word() == "keys" { draft.or_word(name.text.as_str()) } else { draft }
        };
        drafts.extend(known.map(|name| key(replace(&site, name, slip(&name.text)), name)));
    }
    drafts
}

fn reference_far(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (site, names) in references(system) {
        let first = names.first().filter(|name| !["true", "false", "self"].contains(&name.text.as_str()));
        drafts.extend(first.filter(|_| site.word() != "keys").map(|name| replace(&site, name, "checkout")));
    }
    drafts
}

fn output_unknown(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (site, names) in references(system) {
        if let [_, .., last] = names {
            drafts.push(replace(&site, last, "address"));
        }
    }
    drafts
}

fn kinds(system: &System, wrong: fn(&str) -> Vec<String>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in system.declared("component").into_iter().chain(system.declared("kind")) {
        if let Some(ValueKind::Path(names)) = site.entry.value.as_ref().map(|value| &value.kind) {
            let all = names
                .iter()
                .flat_map(|name| wrong(&name.text).into_iter().map(|word| replace(&site, name, word)));
            drafts.extend(all);
        }
    }
    drafts
}

fn declarations(system: &System) -> Vec<Site<'_>> {
    system.sites().into_iter().filter(|site| site.above.is_empty()).collect()
}

fn declaration_misspelt(system: &System) -> Vec<Draft> {
    declarations(system).iter().map(|site| replace(site, &site.entry.word, slip(site.word()))).collect()
}

fn declaration_of_another(system: &System) -> Vec<Draft> {
    let other = |word: &str| match word {
        "component" => "app",
        "secret" => "ExternalSecret",
        "environment" => "cluster-environment",
        "kind" => "template",
        "use" => "import",
        "size" => "resources",
        "store" => "secret-store",
        "param" => "variable",
        _ => "resource",
    };
    let sites = declarations(system);
    sites.iter().map(|site| replace(site, &site.entry.word, other(site.word()))).collect()
}

/// Fields whose values are one of a few words.
const CHOICES: [&str; 10] = [
    "retention",
    "service-type",
    "eviction",
    "severity",
    "class",
    "select",
    "access",
    "log-level",
    "production",
    "prune",
];

fn choices(system: &System, wrong: fn(&str) -> Vec<String>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in system.sites().into_iter().filter(|site| CHOICES.contains(&site.word())) {
        if site.path().contains("spec/") || site.path().contains("values/") {
            continue;
        }
        if let Some(ValueKind::Path(names)) = site.entry.value.as_ref().map(|value| &value.kind) {
            for name in names {
                drafts.extend(wrong(&name.text).into_iter().map(|word| replace(&site, name, word)));
            }
        }
    }
    drafts
}

fn trigger_misspelt(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in system.sites().into_iter().filter(|site| site.word() == "on") {
        if let Some(name) = &site.entry.label {
            drafts.extend(
                [slip(&name.text), "nats".to_owned(), "rabbit".to_owned()]
                    .map(|word| replace(&site, name, word)),
            );
        }
    }
    drafts
}

fn member_unknown(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in system.sites().into_iter().filter(|site| site.word() == "probe") {
        if let Some(name) = &site.entry.label {
            let words = ["liveness", "readiness", "health"].map(str::to_owned);
            drafts.extend(words.map(|word| replace(&site, name, word)));
        }
    }
    drafts
}
