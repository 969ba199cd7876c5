//! Faults of environments: layers, production, delivery, namespaces.

use super::names::{append, environment};
use super::words::slip;
use super::workloads::inside;
use super::{Draft, Operator, Program, Site, System, bytes};
use fluo_core::syntax::ast::ValueKind;

pub(super) const OPERATORS: &[Operator] = &[
    Operator::new(
        "image-without-tag",
        |s| images(s, |image| image.split(':').next().unwrap_or(image).to_owned()),
        "each node runs what it pulled last",
    )
    .when(production),
    Operator::new(
        "image-latest",
        |s| images(s, |image| image.split(':').next().unwrap_or(image).to_owned() + ":latest"),
        "each node runs what it pulled last",
    )
    .when(production),
    Operator::new("chart-without-version", chart_moves, "an upgrade that nobody decided").when(production),
    Operator::new("override-of-nothing", override_of_nothing, "the difference never comes to the cluster"),
    Operator::new(
        "override-of-unknown-field",
        |s| overrides(s, |word, value| format!("{}: {value}", slip(word))),
        "the difference never comes to the cluster",
    ),
    Operator::new(
        "override-of-wrong-type",
        |s| overrides(s, |word, _| format!("{word}: [true]")),
        "the API server refuses the type",
    ),
    Operator::new(
        "override-changes-nothing",
        changes_nothing,
        "somebody believes that this environment differs",
    )
    .warned(),
    Operator::new(
        "parameter-unknown",
        |s| set(s, |name, value| format!("{}: {value}", slip(name))),
        "the parameter keeps its default",
    ),
    Operator::new(
        "parameter-of-wrong-type",
        |s| set(s, |name, _| format!("{name}: [1]")),
        "an empty text where a value is meant",
    ),
    Operator::new(
        "parameter-outside",
        |s| {
            set(s, |name, _| {
                if name == "domain" { "domain: \"my domain\"".to_owned() } else { format!("{name}: \"abc\"") }
            })
        },
        "a name that nobody answers to",
    ),
    Operator::new(
        "skip-of-nothing",
        |s| environments(s, &["skip: [checkout]", "deploy: [checkout]"]),
        "what was meant is deployed all the same",
    ),
    Operator::new("base-unknown", base_unknown, "an environment without what all have in common"),
    Operator::new(
        "interval-broken",
        |s| flux(s, &["interval: 0s", "interval: 100ms", "timeout: 0s", "retry: 0s"]),
        "Flux refuses the duration, or never sleeps",
    ),
    Operator::new(
        "tree-path-outside",
        |s| flux(s, &["path: \"../clusters\"", "path: \"/clusters/prod\"", "path: \"a/../../b\""]),
        "Flux: the path escapes from the repository",
    )
    .when(|program| !program.entry.contains("fleet")),
    Operator::new("source-without-revision", |s| source(s, &["branch: none"]), "Flux follows nothing"),
    Operator::new(
        "source-of-two-revisions",
        |s| source(s, &["tag: \"v1\"", "semver: \">=1.0.0\""]),
        "Flux takes one of them",
    ),
    Operator::new("quota-exceeded", quota, "`exceeded quota`: the ReplicaSet makes no pods"),
    Operator::new(
        "quota-reversed",
        |s| namespaces(s, "quota { cpu: 4..2 }"),
        "the API server refuses the quota, or no pod fits",
    ),
    Operator::new("level-too-strict", level, "PodSecurity refuses the pod"),
    Operator::new(
        "namespace-never-used",
        |s| declarations(s, "namespace nobody {}"),
        "a namespace that stays empty",
    )
    .warned(),
    Operator::new(
        "namespace-name-illegal",
        |s| declarations(s, "namespace \"Team A\" {}"),
        "the API server refuses the name",
    ),
    Operator::new(
        "network-word-unknown",
        |s| environments(s, &["network: closed", "network: true"]),
        "no policy at all",
    ),
    Operator::new(
        "operator-twice",
        |s| {
            environments(s, &["provides: [keda]"])
                .into_iter()
                .map(|draft| draft.or_word("component keda"))
                .filter(|_| s.name == "betrace")
                .collect()
        },
        "two operators that fight for the same objects",
    ),
    Operator::new(
        "operator-unknown",
        |s| environments(s, &["provides: [kedaa]", "provides: [\"keda sh\"]"]),
        "the CRD is not there",
    ),
    Operator::new(
        "crd-file-missing",
        |s| environments(s, &["crds: [\"crds/none.yaml\"]"]),
        "nothing: the file is not there",
    ),
    Operator::new("use-of-nothing", use_of_nothing, "nothing: the file is not there"),
    Operator::new(
        "use-outside",
        |s| uses(s, |_| "../../../secrets/*.fluo".to_owned()),
        "nothing: what the build reads depends on who builds",
    ),
    Operator::new(
        "cluster-variable-undeclared",
        |s| {
            s.components(&super::workloads::WORKLOADS)
                .iter()
                .map(|site| inside(s, site, "env", "REGION: cluster-var(\"REGION\", string)"))
                .collect()
        },
        "Flux: variable not set, an empty text",
    ),
    Operator::new(
        "cluster-variable-unused",
        |s| flux(s, &["substitute-from cluster-settings { keys: [REGION] }"]),
        "a value that nobody reads",
    )
    .warned(),
    Operator::new("domain-missing", domain_missing, "a host without a domain"),
    Operator::new(
        "issuer-missing",
        |s| betrace(s, "expose shop { tls: true }"),
        "the browser shows a certificate of somebody else",
    )
    .when(|program| program.entry.contains("local")),
    Operator::new(
        "size-of-nothing",
        |s| environments(s, &["override all { size: huge }", "defaults { size: tiny }"]),
        "pods without requests",
    ),
    Operator::new(
        "login-in-url",
        |s| texts(s, "url", |url| url.replacen("://", "://deploy:hunter2@", 1)),
        "the password stands in Git for ever",
    ),
];

fn production(program: &Program) -> bool {
    program.production
}

/// The images of components, otherwise.
fn images(system: &System, other: fn(&str) -> String) -> Vec<Draft> {
    let mut drafts = texts(system, "image", other);
    drafts.retain(|draft| draft.of.is_some());
    drafts
}

fn texts(system: &System, field: &str, other: fn(&str) -> String) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in system.sites().into_iter().filter(|site| site.word() == field && !site.is_free()) {
        let Some(value) =
            site.entry.value.as_ref().filter(|value| matches!(value.kind, ValueKind::String(_)))
        else {
            continue;
        };
        let place = bytes(value.span);
        let text = other(&system.text(site.file)[place.start + 1..place.end - 1]);
        drafts.push(Draft::at(site.file, place, format!("\"{text}\"")).of(&site));
    }
    drafts
}

fn chart_moves(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for text in ["*", ">=1.0.0", "5.x", "~1.2.0"] {
        for site in system.sites().into_iter().filter(|site| site.path() == "component/version") {
            if let Some(value) = &site.entry.value {
                drafts.push(Draft::at(site.file, bytes(value.span), format!("\"{text}\"")).of(&site));
            }
        }
        for site in system
            .components(&["helm"])
            .into_iter()
            .filter(|site| !system.under(site.file, site.entry.span).contains("version:"))
        {
            drafts.push(append(system, &site, &format!("version: \"{text}\"")));
        }
    }
    drafts
}

fn entries<'s>(system: &'s System) -> Vec<Site<'s>> {
    let entry = |program: &'s Program| {
        environment(system, &program.entry).map(|entry| Site {
            file: &program.entry,
            entry,
            above: Vec::new(),
        })
    };
    system.programs.iter().filter_map(entry).collect()
}

/// Each text in each environment.
fn environments(system: &System, texts: &[&str]) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in entries(system) {
        drafts.extend(texts.iter().map(|text| super::names::put(system, &site, text)));
    }
    drafts
}

fn flux(system: &System, texts: &[&str]) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in entries(system) {
        for text in texts {
            let (field, _) = text.split_once(':').unwrap_or((text, ""));
            drafts.push(member(system, &site, "flux", field, text));
        }
    }
    drafts
}

/// Puts an entry into a block of a declaration, instead of one with the same word.
fn member(system: &System, site: &Site<'_>, block: &str, field: &str, text: &str) -> Draft {
    let same = |inner: &Site<'_>| {
        inner.file == site.file && inner.path() == format!("{}/{block}/{field}", site.word())
    };
    match system.sites().into_iter().find(same) {
        Some(inner) => Draft::at(site.file, bytes(inner.entry.span), text),
        None => inside(system, site, block, text),
    }
}

fn source(system: &System, texts: &[&str]) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in system.sites().into_iter().filter(|site| site.path() == "environment/flux/source") {
        let Some(block) = site.entry.block.as_ref() else { continue };
        for text in texts {
            let branch = block.entries.iter().find(|entry| entry.word.text == "branch");
            let draft = match branch.filter(|_| text.starts_with("branch")) {
                Some(branch) => Draft::at(site.file, bytes(branch.span), *text),
                None => Draft::insert(site.file, bytes(block.span).end - 1, format!(", {text} ")),
            };
            let refined = system.name == "fleet" && branch.is_none();
            if !refined {
                drafts.push(draft.or(site.file, bytes(site.entry.span)));
            }
        }
    }
    drafts
}

fn override_sites(system: &System) -> Vec<Site<'_>> {
    system.sites().into_iter().filter(|site| site.path() == "environment/override").collect()
}

fn override_of_nothing(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in override_sites(system) {
        if let Some(name) = site.entry.label.as_ref().filter(|name| name.text != "all") {
            drafts.extend(
                [slip(&name.text), "checkout".to_owned()]
                    .map(|other| Draft::at(site.file, bytes(name.span), other)),
            );
        }
    }
    drafts
}

fn overrides(system: &System, other: fn(&str, &str) -> String) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in override_sites(system) {
        let all = site.entry.label.as_ref().is_some_and(|name| name.text == "all");
        for inner in site
            .entry
            .block
            .iter()
            .flat_map(|block| &block.entries)
            .filter(|inner| !all && inner.label.is_none())
        {
            if let Some(value) = &inner.value {
                let text = other(&inner.word.text, system.under(site.file, value.span));
                drafts.push(Draft::at(site.file, bytes(inner.span), text));
            }
        }
    }
    drafts
}

/// An override that says what the component says itself.
fn changes_nothing(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for program in &system.programs {
        let Some(entry) = environment(system, &program.entry) else { continue };
        let site = Site { file: &program.entry, entry, above: Vec::new() };
        let written = system.under(site.file, entry.span);
        for component in
            system.declared("component").iter().filter(|component| program.reads.contains(component.file))
        {
            let Some(name) = component.entry.label.as_ref() else { continue };
            let fields = component.entry.block.iter().flat_map(|block| &block.entries);
            let plain = fields.filter(|field| {
                ["image", "version", "storage", "timeout", "chart"].contains(&field.word.text.as_str())
            });
            if written.contains(name.text.as_str()) || written.contains("override all") {
                continue;
            }
            for field in plain {
                let same = system.under(component.file, field.span);
                let mut draft = append(system, &site, &format!("override {} {{ {same} }}", name.text));
                draft.of = Some(name.text.to_string());
                drafts.push(draft);
            }
        }
    }
    drafts
}

fn set(system: &System, other: fn(&str, &str) -> String) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in system.sites().into_iter().filter(|site| site.path() == "environment/set") {
        for inner in site.entry.block.iter().flat_map(|block| &block.entries) {
            let value = inner.value.as_ref().map_or("", |value| system.under(site.file, value.span));
            drafts.push(Draft::at(site.file, bytes(inner.span), other(&inner.word.text, value)));
        }
    }
    drafts
}

fn base_unknown(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in system.declared("environment") {
        if let Some(value) = &site.entry.value {
            let text = system.under(site.file, value.span);
            drafts.extend(
                [slip(text), "common".to_owned()].map(|other| Draft::at(site.file, bytes(value.span), other)),
            );
        }
    }
    drafts
}

/// A declaration at the end of each entry file.
fn declarations(system: &System, text: &str) -> Vec<Draft> {
    let end = |program: &Program| {
        Draft::insert(&program.entry, system.text(&program.entry).len(), format!("\n{text}\n"))
    };
    system.programs.iter().map(end).collect()
}

/// Namespaces that hold what asks for cores.
fn namespaces(system: &System, text: &str) -> Vec<Draft> {
    let names: &[&str] = match system.name.as_str() {
        "agent-executor" => &["intelligence-deepagents"],
        "betrace" => &["fluo-backend", "fluo-workers", "fluo-bff"],
        _ => &["node-maintenance", "kagent"],
    };
    names.iter().flat_map(|name| declarations(system, &format!("namespace {name} {{ {text} }}"))).collect()
}

fn quota(system: &System) -> Vec<Draft> {
    let mut drafts = namespaces(system, "quota { cpu: 1m..2m, memory: 1Mi..2Mi }");
    // It is told of at the quota, or at what asks for too much.
    drafts.iter_mut().for_each(|draft| draft.words.push("component".to_owned()));
    drafts
}

fn level(system: &System) -> Vec<Draft> {
    if system.name != "fleet" {
        return Vec::new();
    }
    let mut drafts = declarations(system, "namespace node-maintenance { security: restricted }");
    drafts.extend(declarations(system, "namespace node-maintenance { security: baseline }"));
    drafts
        .into_iter()
        .map(|draft| draft.or_word("node-image-gc").or_word("security").or_word("privileged"))
        .collect()
}

fn uses(system: &System, other: fn(&str) -> String) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in system.declared("use") {
        if let Some(name) = &site.entry.label {
            drafts.push(Draft::at(site.file, bytes(name.span), format!("\"{}\"", other(&name.text))));
        }
    }
    drafts
}

fn use_of_nothing(system: &System) -> Vec<Draft> {
    uses(system, |path| match path.rsplit_once('/') {
        Some((folder, _)) => {
            format!("{folder}/nothing-{}", if path.contains('*') { "*.fluo" } else { "here.fluo" })
        }
        None => format!("{path}-of-ours"),
    })
}

/// The domain that hosts are made of.
fn domain_missing(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in system.sites().into_iter().filter(|site| site.path() == "environment/domain") {
        let place = super::missing::whole(system.text(site.file), bytes(site.entry.span));
        let mut draft = Draft::at(site.file, place, "").or(site.file, bytes(site.top().span));
        draft.itself = false;
        drafts.push(draft.or_word("domain").or_word("expose"));
    }
    drafts
}

fn betrace(system: &System, text: &str) -> Vec<Draft> {
    let sites = system.components(&["service"]);
    sites.iter().map(|site| append(system, site, text)).collect()
}
