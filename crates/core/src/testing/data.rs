//! What holds data, stands outside or is run by somebody else's chart: what their types do not tell.

use super::draft::Draft;
use super::entry::Entry;
use super::literal::{awkward, quoted};
use super::pick::{Pick, one};
use super::world::World;

/// Sets a field of such a kind; `false` if it is not one that is known here.
pub(crate) fn set(world: &mut World, draft: &mut Draft, name: &str, pick: &Pick) -> bool {
    if let Some((_, _, lines)) = LINES.iter().find(|(kind, field, _)| *kind == draft.root && *field == name) {
        one(pick.value, lines).into_iter().for_each(|line| draft.say(*line));
        return true;
    }
    if LEFT.contains(&(draft.root.as_str(), name)) {
        return true;
    }
    match (draft.root.as_str(), name) {
        (_, "share") => share(draft),
        ("stream", "server") => server(world, draft, pick),
        ("stream", "consumer") => consumers(draft, pick),
        ("helm", "values") => values(draft, pick),
        _ => return false,
    }
    true
}

/// Fields that are said in one of a few ways, by built-in kind.
const LINES: &[(&str, &str, &[&str])] = &[
    ("postgres", "storage", &["storage: 10Gi", "storage: 512Mi"]),
    ("postgres", "image", &["image: \"ghcr.io/cloudnative-pg/postgresql:17.2\""]),
    (
        "postgres",
        "parameters",
        &["parameters { max_connections: \"200\" }", "parameters { shared_buffers: \"256MB\" }"],
    ),
    ("postgres", "database", &["database: \"shop\"", "database: \"no\"", "database: \"_x1\""]),
    ("postgres", "owner", &["owner: \"shop\"", "owner: \"on\""]),
    (
        "postgres",
        "backup",
        &[
            "backup: \"s3://backups/shop\"",
            "backup: \"s3://backups\" { endpoint: \"https://s3.example.com\", keep: 7d }",
        ],
    ),
    ("postgres", "storage-class", &["storage-class: \"fast\""]),
    ("cache", "args", &["args: [\"--maxmemory=1gb\"]"]),
    ("cache", "image", &["image: \"docker.dragonflydb.io/dragonflydb/dragonfly:v1.27.1\""]),
    ("nats", "replicas", &["replicas: 1", "replicas: 3"]),
    ("nats", "storage", &["storage: 10Gi"]),
    ("nats", "storage-class", &["storage-class: \"fast\""]),
    ("nats", "values", &["values { natsBox { enabled: true } }"]),
    (
        "stream",
        "subjects",
        &[
            "subjects: [self.name]",
            "subjects: [\"${self.name}.>\"]",
            "subjects: [\"${self.name}.a\", \"${self.name}.*.b\"]",
        ],
    ),
    ("stream", "stream-name", &["stream-name: \"${self.name}-x\""]),
    (
        "external",
        "host",
        &["host: \"api.example.com\"", "host: \"10.20.0.7\"", "host: \"search.indexing.svc.cluster.local\""],
    ),
    ("external", "port", &["port https: 443", "port http: 80", "port https: 443\n  port admin: 8443"]),
    ("external", "cidrs", &["cidrs: [\"203.0.113.0/24\", \"2001:db8::/32\"]"]),
    ("resource", "api", &["api: \"example.com/v1\"", "api: \"example.com/v1alpha1\""]),
    ("resource", "kind", &["kind: \"Sandbox\"", "kind: \"Marker\""]),
    ("resource", "pods", &["pods { app: self.name }"]),
    ("resource", "cidrs", &["cidrs: [\"172.20.0.0/16\"]"]),
    ("helm", "chart", &["chart: \"podinfo\"", "chart: \"no\""]),
    (
        "helm",
        "repository",
        &["repository: \"https://charts.example.com/stable\"", "repository: \"oci://ghcr.io/team/charts\""],
    ),
    ("helm", "version", &["version: \"6.7.1\"", "version: \"1.0.0\""]),
    ("helm", "values-file", &["values-file: \"ui:\\n  message: hello\\n\""]),
    ("helm", "drift-ignore", &["drift-ignore Deployment: [\"/spec/replicas\"]"]),
    ("helm", "pods", &["pods { app: self.name }"]),
    ("helm", "port", &["port http: 9898"]),
    ("helm", "webhook", &["webhook: [9443]"]),
    ("postgres", "network", &["network { ingress: [\"tools\"] }"]),
    ("cache", "network", &["network { ingress: [\"tools\"] }"]),
    ("nats", "network", &["network { ingress: [\"tools:4222\"] }"]),
    ("helm", "network", &["network { egress: [internet] }"]),
    ("manifests", "path", &["path: \"adopted\""]),
];

/// Fields that another place would have to know of.
const LEFT: &[(&str, &str)] = &[
    ("stream", "replicas"),
    ("external", "alias"),
    ("resource", "crd"),
    ("resource", "cluster-scoped"),
    ("resource", "pods"),
    ("helm", "release"),
    ("helm", "service-name"),
    ("helm", "login"),
    ("helm", "service-account"),
    ("helm", "values-from"),
    ("nats", "account"),
    ("nats", "version"),
];

/// Its secrets are copied to those who use them in other namespaces.
fn share(draft: &mut Draft) {
    let key = match draft.root.as_str() {
        "postgres" => "app",
        "cache" => "auth",
        _ => return,
    };
    draft.facts.shared = true;
    draft.say(format!("share: [{key}]"));
}

/// An earlier server, or a new one.
fn server(world: &mut World, draft: &mut Draft, pick: &Pick) {
    let earlier = world.component(Some("nats"), pick);
    if let Some(name) = earlier.or_else(|| draft.support(world, "nats")) {
        draft.say(format!("server: {name}"));
    }
}

fn consumers(draft: &mut Draft, pick: &Pick) {
    let count = pick.below.len().max(1);
    for (place, name) in ["workers", "all", "x-1"].into_iter().enumerate().take(count) {
        const WAYS: &[&str] = &[
            "{}",
            "{ ack-wait: 1m, max-deliver: 5 }",
            "{ ack: all, deliver: last }",
            "{ replay: original }",
        ];
        let ways = one(pick.at(place).value, WAYS).copied().unwrap_or_default();
        draft.say(format!("consumer {name} {ways}"));
        draft.facts.consumers.push(name.to_owned());
    }
}

/// Values of a chart, with texts that YAML could misread.
fn values(draft: &mut Draft, pick: &Pick) {
    let text = quoted(&awkward(pick.value));
    let below = vec![
        Entry::new(format!("text: {text}")),
        Entry::new("name: self.name"),
        Entry::block("image", vec![Entry::new("pull: true"), Entry::new("share: 0.5")]),
        Entry::new(format!("list: [{text}, 1, false]")),
    ];
    draft.say_block("values", below);
}
