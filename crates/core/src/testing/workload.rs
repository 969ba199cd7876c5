//! What runs containers: its fields, where their types alone do not tell what may stand beside what.

use super::draft::Draft;
use super::entry::Entry;
use super::literal::{awkward, quoted};
use super::pick::{Pick, one};
use super::world::{PEERS, World};

/// Sets a field of a workload; `false` if it is not one that is known here.
pub(crate) fn set(world: &mut World, draft: &mut Draft, name: &str, pick: &Pick) -> bool {
    if matches!(name, "account" | "port" | "monitor" | "network") && !draft.is_a(world, "workload") {
        return name == "network" && draft.root == "resource";
    }
    if let Some((_, lines)) = LINES.iter().find(|(field, _)| *field == name) {
        one(pick.value, lines).into_iter().for_each(|line| draft.say(*line));
        return true;
    }
    match name {
        "image" => image(draft, pick),
        "port" => ports(world, draft, pick),
        "env" => env(world, draft, pick),
        "env-from" => env_from(world, draft, pick),
        "env-import" => env_import(world, draft, pick),
        "config" => config(draft, pick),
        "mount" => mount(world, draft, pick),
        "volume" => volume(world, draft, pick),
        "scratch" => scratch(draft, pick),
        "probe" => probe(draft, pick),
        "init" | "sidecar" => container(draft, name, pick),
        "network" => network(world, draft, pick),
        "monitor" => monitor(world, draft, pick),
        "expose" => expose(world, draft, pick),
        "labels" | "annotations" => tags(draft, name, pick),
        "needs" => needs(world, draft, pick),
        "resources" => resources(draft, pick),
        "size" => size(world, draft, pick),
        "command" | "args" => arguments(draft, name, pick),
        "alert" => alert(world, draft, pick),
        "patch" => patch(world, draft, pick),
        "pull-secrets" => pull_secrets(world, draft, pick),
        // What a component says of these depends on more than one place.
        "namespace" | "existing" | "provides" | "host-path" => {}
        _ => return false,
    }
    true
}

/// Fields that are said in one of a few ways.
const LINES: &[(&str, &[&str])] = &[
    ("workdir", &["workdir: \"/srv\"", "workdir: \"/srv/app data\""]),
    ("grace", &["grace: 30s", "grace: 90s", "grace: 0s"]),
    (
        "node-selector",
        &[
            "node-selector { \"kubernetes.io/os\": \"linux\" }",
            "node-selector { zone: \"1\", \"example.com/on\": \"on\" }",
        ],
    ),
    (
        "tolerate",
        &[
            "tolerate all {}",
            "tolerate spot: \"example.com/spot\" { value: \"true\", effect: no-schedule }",
            "tolerate dying: \"node.kubernetes.io/not-ready\" { effect: no-execute, for: 5m }",
        ],
    ),
    ("priority", &["priority: \"high\"", "priority: \"a.b-1\""]),
    (
        "security",
        &[
            "security { user: 2000 }",
            "security { user: 2000, group: 3000, fs-group: 4000 }",
            "security { read-only-root: false, because: \"it writes to its own folder\" }",
            "security { capabilities: [\"NET_BIND_SERVICE\"] }",
            "security { user: 0, because: \"its start script changes files of root\" }",
            "security { privileged: true, user: 0, because: \"it loads modules of the kernel\" }",
            "security { host-network: true, because: \"it measures the network of its node\" }",
        ],
    ),
    (
        "account",
        &[
            "account { rule read { resources: [pods, \"pods/log\"], verbs: [get, list, watch] } }",
            "account { annotations { \"eks.amazonaws.com/role-arn\": \"arn:aws:iam::111122223333:role/app\" } }",
            "account { rule nodes { resources: [nodes], verbs: [get], cluster: true } }",
            "account { rule roll { api: \"apps\", resources: [deployments], verbs: [patch], names: [\"web\"] } }",
        ],
    ),
    (
        "flux",
        &[
            "flux { interval: 5m }",
            "flux { retry: 1m, timeout: 4m }",
            "flux { suspend: true }",
            "flux { delete: orphan }",
            "flux { service-account: \"deployer\", interval: 1h }",
        ],
    ),
    (
        "service",
        &[
            "service { session-affinity: true }",
            "service { annotations { \"example.com/pool\": \"on\" } }",
            "service { type: load-balancer }",
            "service { type: node-port }",
        ],
    ),
    ("pull", &["pull: always", "pull: if-not-present", "pull: never"]),
];

fn image(draft: &mut Draft, pick: &Pick) {
    const TAGS: &[&str] = &["1", "1.4", "v2.0.0-rc.1", "2026.1", "1e3", "0x1", "latest-but-fixed"];
    let tag = one(pick.value, TAGS).copied().unwrap_or_default();
    draft.facts.image = true;
    let name = match draft.name.as_str() {
        name if name.len() <= 20 => name,
        _ => "app",
    };
    draft.say(format!("image: \"registry.example.com/team/{name}:{tag}\""));
}

/// Names of ports.
const PORTS: &[&str] = &["http", "metrics", "grpc", "admin", "p2p", "x-1"];

fn ports(world: &mut World, draft: &mut Draft, pick: &Pick) {
    let first = [pick.clone()];
    let picks = if pick.below.is_empty() { &first[..] } else { &pick.below };
    for pick in picks {
        let Some(name) =
            pick.of(PORTS).filter(|name| draft.facts.ports.iter().all(|(port, _)| port != *name))
        else {
            continue;
        };
        let number = world.port();
        draft.facts.ports.push(((*name).to_owned(), number));
        let refined: &[&str] =
            &["", "", " { app-protocol: \"http\" }", " { app-protocol: \"kubernetes.io/h2c\" }"];
        let refined = one(pick.value, refined).copied().unwrap_or_default();
        draft.say(format!("port {name}: {number}{refined}"));
    }
}

fn env(world: &mut World, draft: &mut Draft, pick: &Pick) {
    let first = [pick.clone()];
    let picks = if pick.below.is_empty() { &first[..] } else { &pick.below };
    let mut entries = Vec::new();
    for pick in picks {
        let number = pick.which % 7;
        let Some(name) = draft.member(&format!("VALUE_{number}")) else { continue };
        let value = variable(world, draft, pick);
        entries.push(Entry::new(format!("{name}: {value}")));
    }
    if !entries.is_empty() {
        draft.say_block("env", entries);
    }
}

/// The value of an environment variable.
fn variable(world: &mut World, draft: &Draft, pick: &Pick) -> String {
    let seed = &Pick { value: pick.value / 8, ..pick.clone() };
    let plain = || quoted(&awkward(seed.value));
    let reference = |world: &mut World| if draft.is_kind { None } else { world.text(seed) };
    match pick.value % 8 {
        1 | 2 => reference(world).unwrap_or_else(plain),
        3 => match reference(world) {
            Some(text) => format!("\"a ${{{text}}} b\""),
            None => "\"${self.name} of ${environment.name}\"".to_owned(),
        },
        4 if !draft.is_kind => world.secret_value(&draft.namespace, seed),
        5 if !draft.is_kind => format!("\"user:${{{}}}@host\"", world.secret_value(&draft.namespace, seed)),
        6 => {
            const POD: &[&str] = &["pod.name", "pod.ip", "pod.node", "\"${pod.name}.${self.namespace}\""];
            one(seed.value, POD).copied().unwrap_or_default().to_owned()
        }
        7 => {
            const WORDS: &[&str] =
                &["3", "true", "1.5", "30s", "512Mi", "self.name", "environment.name", "70%"];
            one(seed.value, WORDS).copied().unwrap_or_default().to_owned()
        }
        _ => plain(),
    }
}

fn env_from(world: &mut World, draft: &mut Draft, pick: &Pick) {
    if draft.is_kind {
        return;
    }
    let name = match pick.which % 2 {
        0 => world.config(pick),
        _ => world.secret(&draft.namespace, pick),
    };
    draft.say(format!("env-from: [{name}]"));
}

fn env_import(world: &mut World, draft: &mut Draft, pick: &Pick) {
    if draft.is_kind {
        return;
    }
    let name = match pick.which % 2 {
        0 => world.config(pick),
        _ => world.secret(&draft.namespace, pick),
    };
    let refined = if pick.one_in(3) { "optional: true" } else { "prefix: \"APP_\"" };
    draft.say(format!("env-import taken: {name} {{ {refined} }}"));
}

/// A config of its own, which it mounts.
fn config(draft: &mut Draft, pick: &Pick) {
    let name = if pick.which.is_multiple_of(2) { "files" } else { "more-files" };
    let Some(name) = draft.member(name) else { return };
    let mut files = vec![Entry::new(format!("\"app.conf\": {}", quoted(&awkward(pick.value))))];
    if let Some(second) = pick.below.first() {
        files.push(Entry::new(format!("\"second\": {}", quoted(&awkward(second.value)))));
    }
    draft.say_block(format!("config {name}"), files);
    let path = format!("/etc/{name}");
    if draft.facts.paths.insert(path.clone()) {
        draft.say(format!("mount \"{path}\": {name}"));
    }
}

/// A config, secret or volume of the top level.
fn mount(world: &mut World, draft: &mut Draft, pick: &Pick) {
    if draft.is_kind || !draft.facts.paths.insert("/mnt/given".to_owned()) {
        return;
    }
    let volume = if pick.which % 3 == 2 { world.volume(&draft.namespace, pick) } else { None };
    let name = match (volume, pick.which % 3) {
        (Some(name), _) => name,
        (None, 1) => world.secret(&draft.namespace, pick),
        _ => world.config(pick),
    };
    draft.say(format!("mount \"/mnt/given\": {name}"));
}

/// A volume; where several pods run, one that all of them may mount.
fn volume(world: &World, draft: &mut Draft, pick: &Pick) {
    const SIZES: &[&str] = &["1Gi", "10Gi", "512Mi"];
    let own = draft.is_a(world, "stateful");
    if draft.is_a(world, "daemon")
        || draft.root == "scaled-job"
        || !draft.facts.paths.insert("/data".to_owned())
    {
        return;
    }
    let Some(name) = draft.member("data") else { return };
    let size = one(pick.value, SIZES).copied().unwrap_or_default();
    let once = !own
        && !draft.is_kind
        && !draft.facts.counted
        && !draft.facts.several
        && pick.which.is_multiple_of(2);
    draft.facts.once |= once;
    let access = if once || own { "" } else { ", access: many" };
    draft.say(format!("volume {name}: {size} {{ at: \"/data\"{access} }}"));
}

fn scratch(draft: &mut Draft, pick: &Pick) {
    const SIZES: &[&str] = &["64Mi", "1Gi"];
    if draft.facts.paths.insert("/cache".to_owned()) {
        let size = one(pick.value, SIZES).copied().unwrap_or_default();
        draft.say(format!("scratch temporary: {size} {{ at: \"/cache\" }}"));
    }
}

fn probe(draft: &mut Draft, pick: &Pick) {
    const PROBES: &[&str] = &["ready", "live", "startup"];
    let first = [pick.clone()];
    let picks = if pick.below.is_empty() { &first[..] } else { &pick.below };
    let mut seen = Vec::new();
    for pick in picks {
        let Some(name) = pick.of(PROBES).filter(|name| !seen.contains(*name)) else { continue };
        seen.push(name);
        if draft.member(&format!("probe {name}")).is_none() {
            continue;
        }
        let port = one(pick.value, &draft.facts.ports).cloned();
        let text = match (port, pick.value % 4) {
            (Some((port, _)), 0 | 1) => format!("probe {name}: \"/{name}\" {{ port: {port}, every: 5s }}"),
            (Some((_, number)), 3) if number > 0 => format!("probe {name} {{ grpc: {number}, timeout: 2s }}"),
            (Some((port, _)), _) => format!("probe {name} {{ tcp: {port}, after: 3s }}"),
            (None, _) => format!("probe {name} {{ exec: [\"/bin/check\", \"--quick\"] }}"),
        };
        draft.say(text);
    }
}

/// A container beside the main one.
fn container(draft: &mut Draft, field: &str, pick: &Pick) {
    let name = if pick.which.is_multiple_of(2) { "first" } else { "second" };
    let Some(name) = draft.member(&format!("{field}-{name}")) else { return };
    let mut below = vec![Entry::new("image: \"registry.example.com/team/beside:2\"")];
    if pick.one_in(2) {
        below.push(Entry::new(format!("args: [{}]", quoted(&awkward(pick.value / 2)))));
    }
    if let Some(second) = pick.below.first() {
        below.push(Entry::new(format!("env {{ OWN: {} }}", quoted(&awkward(second.value)))));
    }
    draft.say_block(format!("{field} {name}"), below);
}

fn network(world: &mut World, draft: &mut Draft, pick: &Pick) {
    let peer = one(pick.value, PEERS).copied().unwrap_or_default();
    let other = if draft.is_kind { None } else { reachable(world, &pick.at(0)) };
    match (pick.which % 3, other) {
        (0, Some(name)) => draft.say(format!("network {{ egress: [{name}, {peer}] }}")),
        (0 | 1, _) => draft.say(format!("network {{ egress: [{peer}] }}")),
        _ if draft.facts.ports.is_empty() => {}
        _ => draft.say("network { ingress: [\"tools\"] }"),
    }
}

/// An earlier component with a port.
fn reachable(world: &mut World, pick: &Pick) -> Option<String> {
    let ports = world.components.iter().flat_map(|component| component.ports.clone());
    let port = one(pick.value, &ports.collect::<Vec<_>>()).cloned()?;
    let name = port.split('.').next().unwrap_or_default().to_owned();
    world.needed.insert(name);
    Some(port)
}

fn monitor(world: &World, draft: &mut Draft, pick: &Pick) {
    if !draft.is_a(world, "workload") {
        draft.say("monitor: true");
        return;
    }
    if let Some((port, _)) = one(pick.value, &draft.facts.ports).cloned() {
        let path = if pick.one_in(3) { ", path: \"/stats\", every: 1m" } else { "" };
        draft.say(format!("monitor {{ port: {port}{path} }}"));
    }
}

/// A host; the name of the component makes it unique.
fn expose(world: &World, draft: &mut Draft, pick: &Pick) {
    if !draft.is_a(world, "running") || draft.is_kind {
        return;
    }
    let Some((port, _)) = one(pick.value, &draft.facts.ports).cloned() else { return };
    let (name, pick) = (draft.name.clone(), pick.at(0));
    draft.say(match pick.value % 4 {
        0 => format!("expose self {{ port: {port} }}"),
        1 => format!("expose \"{}.example.org\" {{ port: {port}, path: \"/api\" }}", short(&name)),
        2 => format!("expose self {{ paths {{ \"/\": {port}, \"/a b\": {port} }} }}").replace("/a b", "/a-b"),
        _ => format!("expose self {{ port: {port}, annotations {{ \"example.com/on\": \"on\" }} }}"),
    });
}

/// A name that a host may begin with.
fn short(name: &str) -> &str {
    name
}

/// Labels and annotations, with values that YAML could misread.
fn tags(draft: &mut Draft, field: &str, pick: &Pick) {
    const LABELS: &[&str] = &["shop", "no", "1", "1e3", "true", "null", "0x1F", "2024-01-01", "A.b_c-d", ""];
    let value = match field {
        "labels" => one(pick.value, LABELS).copied().unwrap_or_default().to_owned(),
        _ => awkward(pick.value),
    };
    let key = if pick.which.is_multiple_of(2) { "team" } else { "\"example.com/of\"" };
    draft.say(format!("{field} {{ {key}: {} }}", quoted(&value)));
}

fn needs(world: &mut World, draft: &mut Draft, pick: &Pick) {
    if draft.is_kind {
        return;
    }
    let name = match pick.which % 2 {
        0 => world.component(None, pick),
        _ => reachable(world, pick),
    };
    if let Some(name) = name {
        draft.say(format!("needs: [{name}]"));
    }
}

fn resources(draft: &mut Draft, pick: &Pick) {
    const RESOURCES: &[&str] = &[
        "resources { cpu: 100m..1, memory: 128Mi..256Mi }",
        "resources { cpu: 250m..500m, memory: 64Mi..1Gi }",
        "resources { cpu: 1..1, memory: 1Gi..1Gi, ephemeral-storage: 64Mi..1Gi }",
        "resources { cpu: 50m.., memory: 96Mi }",
    ];
    draft.facts.requests = true;
    one(pick.value, RESOURCES).into_iter().for_each(|line| draft.say(*line));
}

fn size(world: &mut World, draft: &mut Draft, pick: &Pick) {
    if let Some(size) = one(pick.value, &world.sizes) {
        draft.facts.requests = true;
        draft.say(format!("size: {size}"));
    }
}

fn arguments(draft: &mut Draft, field: &str, pick: &Pick) {
    let first = if field == "command" { vec!["\"/bin/app\"".to_owned()] } else { Vec::new() };
    let others = std::iter::once(pick).chain(&pick.below).map(|pick| quoted(&awkward(pick.value)));
    let all: Vec<String> = first.into_iter().chain(others).collect();
    draft.say(format!("{field}: [{}]", all.join(", ")));
}

fn alert(world: &mut World, draft: &mut Draft, pick: &Pick) {
    const ALERTS: &[&str] = &[
        "alert NAME { expr: \"up == 0\", for: 5m, severity: critical }",
        "alert NAME { expr: \"sum(rate(errors_total{app=\\\"${self.name}\\\"}[5m])) > 0.5\" }",
    ];
    if !draft.is_kind {
        let name = format!("ManyErrors{}", world.port());
        one(pick.value, ALERTS).into_iter().for_each(|line| draft.say(line.replace("NAME", &name)));
    }
}

fn patch(world: &World, draft: &mut Draft, pick: &Pick) {
    if !draft.is_a(world, "deployed") {
        return;
    }
    const PATCHES: &[&str] = &[
        "patch Deployment { spec { revisionHistoryLimit: 3 } }",
        "patch Deployment { metadata { annotations { \"example.com/audited\": \"yes\" } } }",
        "patch Deployment { spec { template { spec { dnsConfig { options: [{ name: \"ndots\", value: \"2\" }] } } } } }",
    ];
    one(pick.value, PATCHES).into_iter().for_each(|line| draft.say(*line));
}

/// The login of a registry.
fn pull_secrets(world: &mut World, draft: &mut Draft, pick: &Pick) {
    if draft.is_kind {
        return;
    }
    let store = world.store(pick);
    let name = world.fresh("registry");
    let below = vec![
        Entry::new(format!("store: {store}")),
        Entry::new("server: \"registry.example.com\""),
        Entry::new("path: \"registry\""),
    ];
    world.entries.push(Entry::block(format!("secret {name}: registry"), below));
    draft.say(format!("pull-secrets: [{name}]"));
}
