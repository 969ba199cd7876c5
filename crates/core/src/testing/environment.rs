//! Environments: where a program runs, and what differs there.

use super::draft::Draft;
use super::entry::Entry;
use super::pick::{Pick, one};
use super::plan::{Plan, Said, Surroundings};
use super::world::World;
use crate::types::Family;
use std::collections::BTreeSet;

/// How the components of a program are spread over namespaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spread {
    /// All in the namespace of the environment.
    Together,
    /// All in one that the environment names.
    Named,
    /// Some say theirs.
    Some,
    /// Each in one of its own.
    Apart,
}

/// The namespace that environments name.
pub(crate) const NAMED: &str = "team-1";

impl Spread {
    /// The one that a decision chooses.
    pub(crate) fn of(pick: &Pick) -> Self {
        match pick.value % 6 {
            3 => Spread::Named,
            1 | 4 => Spread::Some,
            5 => Spread::Apart,
            _ => Spread::Together,
        }
    }

    /// The namespace of a component, as far as others have to know it.
    pub(crate) fn namespace(self, name: &str, pick: &Pick) -> String {
        match self {
            Spread::Together | Spread::Named => String::new(),
            Spread::Some => pick.of(&["", "shop", "", "data-1"]).copied().unwrap_or_default().to_owned(),
            Spread::Apart => format!("t-{name}"),
        }
    }

    /// What a component says of its namespace.
    pub(crate) fn line(self, namespace: &str) -> Option<String> {
        (self == Spread::Some && !namespace.is_empty()).then(|| format!("namespace: \"{namespace}\""))
    }

    /// What every environment says of them.
    fn default(self) -> Option<&'static str> {
        match self {
            Spread::Together | Spread::Some => None,
            Spread::Named => Some("namespace: \"team-1\""),
            Spread::Apart => Some("namespace: \"t-${self.name}\""),
        }
    }
}

/// The environments of a program: one at least.
pub(crate) fn environments(world: &mut World, plan: &Plan, spread: Spread, drafts: &[Draft]) -> Vec<Entry> {
    let first = [Surroundings::default()];
    let plans = if plan.environments.is_empty() { &first[..] } else { &plan.environments };
    let clustered = plans.iter().any(|plan| !plan.clusters.is_empty());
    let mut names: Vec<String> = Vec::new();
    let mut entries = Vec::new();
    for plan in plans {
        let name = world.fresh(plan.name.of(&["dev", "prod", "staging-2", "e"]).copied().unwrap_or("dev"));
        let base = if plan.name.one_in(2) { one(plan.name.which, &names).cloned() } else { None };
        let mut entry = environment(world, &name, base.as_deref(), plan, spread, clustered);
        layers(world, &mut entry, plan, drafts);
        entries.push(entry);
        names.push(name);
    }
    entries
}

/// The operators that a cluster may have.
pub(crate) fn operators(world: &World) -> String {
    let schemas = &world.catalogue.program.schemas;
    let operators = schemas.iter().filter(|schema| schema.family == Family::Operator);
    let names: Vec<String> = operators.map(|schema| schema.name.to_string()).collect();
    format!("provides: [{}, \"example.com\"]", names.join(", "))
}

fn environment(
    world: &mut World,
    name: &str,
    base: Option<&str>,
    plan: &Surroundings,
    spread: Spread,
    clustered: bool,
) -> Entry {
    let mut entry = Entry::block(
        base.map_or(format!("environment {name}"), |base| format!("environment {name}: {base}")),
        Vec::new(),
    );
    let mut defaults: Vec<Entry> = Vec::new();
    if base.is_none() {
        entry.push(Entry::new(operators(world)));
        entry.push(Entry::new("domain: \"example.com\""));
        defaults.extend(spread.default().map(Entry::new));
    }
    let mut flux = Vec::new();
    if base.is_none() && !world.files.is_empty() {
        flux.push("decryption { secret: \"sops-age\" }");
    }
    for (field, line) in settings(plan, base.is_some(), clustered) {
        if field == "production" {
            defaults.push(Entry::new("resources { cpu: 100m..1, memory: 128Mi..256Mi }"));
        }
        match line.strip_prefix("flux { ").and_then(|line| line.strip_suffix(" }")) {
            Some(line) => flux.push(line),
            None => entry.push(Entry::new(line)),
        }
    }
    if !flux.is_empty() {
        entry.push(Entry::new(format!("flux {{ {} }}", flux.join(", "))));
    }
    if !defaults.is_empty() {
        entry.push(Entry::block("defaults", defaults));
    }
    entry
}

/// What is chosen of [`SETTINGS`], each field once. Settings of a gateway that come from two environments might contradict
/// each other, and clusters can't share a path.
fn settings(plan: &Surroundings, has_base: bool, clustered: bool) -> Vec<(&'static str, &'static str)> {
    let mut said = BTreeSet::new();
    let possible = |field: &str| (!has_base || field != "gateway") && (!clustered || field != "path");
    let chosen = plan.settings.iter().filter_map(|pick| {
        let (field, lines) = pick.of(SETTINGS)?;
        (possible(field) && said.insert(field.replace("path", "flux"))).then_some(())?;
        Some((*field, *one(pick.value, lines)?))
    });
    chosen.collect()
}

/// What an environment says of itself, each in one of a few ways.
const SETTINGS: &[(&str, &[&str])] = &[
    ("production", &["production: true"]),
    ("network", &["network: strict", "network: open", "network: strict { keda: \"scaling\" }"]),
    ("part-of", &["part-of: \"shop\"", "part-of: \"1e3\""]),
    ("cluster-domain", &["cluster-domain: \"us.internal\""]),
    (
        "gateway",
        &[
            "gateway { name: \"public\", namespace: \"gateway-system\" }",
            "gateway { kind: ingress, class: \"nginx\" }",
            "gateway { kind: ingress, tls: true, issuer: \"letsencrypt\" }",
            "gateway { listener: \"https\", plain-listener: \"http\" }",
            "gateway { issuer: \"letsencrypt\", plain-listener: \"http\" }",
        ],
    ),
    ("monitoring", &["monitoring { labels { release: \"on\" } }", "monitoring { namespace: \"watch\" }"]),
    (
        "flux",
        &[
            "flux { interval: 5m, retry: 1m, timeout: 3m }",
            "flux { source git { url: \"https://git.example.com/shop/fleet\", branch: \"main\" } }",
            "flux { source oci { url: \"oci://ghcr.io/shop/manifests\", tag: \"1.0\" } }",
            "flux { namespace: \"flux\", service-account: \"deployer\" }",
        ],
    ),
    ("path", &["flux { path: \"fleet/${environment.name}\" }"]),
    ("lints", &["lints { unused-secret: allow }", "lints { useless-override: allow, plain-http: allow }"]),
    (
        "override-all",
        &[
            "override all { flux { retry: 1m } }",
            "override all { annotations { \"example.com/all\": \"on\" } }",
            "override all { grace: 20s }",
        ],
    ),
];

/// Overrides, what is left out, and clusters.
fn layers(world: &mut World, entry: &mut Entry, plan: &Surroundings, drafts: &[Draft]) {
    let mut seen = BTreeSet::new();
    for said in &plan.overrides {
        if let Some(draft) = one(said.kind, drafts).filter(|draft| seen.insert(draft.name.clone())) {
            override_of(world, entry, draft, said);
        }
    }
    let free =
        drafts.iter().filter(|draft| !world.needed.contains(&draft.name) && !seen.contains(&draft.name));
    let free: Vec<String> = free.map(|draft| draft.name.clone()).collect();
    if plan.name.at(0).one_in(3)
        && let Some(name) = one(plan.name.value, &free)
    {
        entry.push(Entry::new(format!("skip: [{name}]")));
    }
    for (place, pick) in plan.clusters.iter().enumerate() {
        let mut cluster =
            Entry::block(format!("cluster {}", if place == 0 { "eu" } else { "us-1" }), Vec::new());
        const WAYS: &[&str] = &[
            "cluster-domain: \"eu.internal\"",
            "flux { interval: 30m }",
            "override all { flux { timeout: 2m } }",
        ];
        one(pick.which, WAYS).into_iter().for_each(|line| cluster.push(Entry::new(*line)));
        entry.push(cluster);
    }
}

fn override_of(world: &mut World, entry: &mut Entry, draft: &Draft, said: &Said) {
    const FIELDS: &[&str] =
        &["annotations", "labels", "env", "flux", "resources", "grace", "replicas", "node-selector", "size"];
    let mut over = Draft { is_kind: true, ..draft.over() };
    let fields: Vec<&str> = world
        .catalogue
        .fields(draft.schema)
        .into_iter()
        .map(|(_, name, _)| name.as_str())
        .filter(|name| FIELDS.contains(name))
        .map(|name| FIELDS.iter().find(|field| **field == name).copied().unwrap_or_default())
        .collect();
    for pick in &said.settings {
        if let Some(field) = pick.of(&fields) {
            over.set(world, field, pick);
        }
    }
    if over.entries.is_empty() {
        return;
    }
    entry.push(Entry::block(format!("override {}", draft.name), over.entries));
}
