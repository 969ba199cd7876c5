//! What an editor is told at a place of a program: what may stand there, what stands there, where it is declared.

#[path = "assist/examples.rs"]
mod examples;

use fluo_core::assist::{self, CompletionKind, Completions};
use fluo_core::source::{MemoryLoader, Sources, Span};
use std::collections::{BTreeMap, BTreeSet};

/// What the small programs use.
const PLATFORM: &str = r#"
/// Interfaces.
size small { cpu: 50m..200m, memory: 128Mi }
size large { cpu: 1..2, memory: 2Gi }
store aws: aws-parameter-store { region: "eu-central-1" }
/// What is written to the log.
param log-level: debug | info | warn = info
/// Drains a consumer.
kind processor: worker {
  /// What it drains.
  param consumer: consumer
  /// Messages that may wait.
  param lag: int in 1..10000 = 5
  scale: 1..10 { on nats-jetstream { consumer: consumer, lag: lag } }
}
component nats: nats {}
component events: stream { server: nats, subjects: ["a.>"], consumer workers {} }
/// Keeps orders.
component db: postgres { storage: 20Gi }
secret keys: external { store: aws, keys { TOKEN: "/token" } }
secret login: registry { store: aws, server: "ghcr.io", path: "/login" }
"#;

/// The loader of a small program and the place of its cursor, the `▮`.
fn asked(program: &str) -> (MemoryLoader, u32) {
    let offset = program.find('▮').expect("a cursor");
    let loader = MemoryLoader::new()
        .with("app.fluo", program.replace('▮', ""))
        .with("lib/platform.fluo", PLATFORM)
        .with("lib/other.fluo", "component other: cache {}")
        .with("files/start.sh", "#!/bin/sh");
    (loader, u32::try_from(offset).expect("a small file"))
}

fn used(program: &str) -> String {
    format!("use \"lib/platform.fluo\"\n{program}")
}

fn completed(program: &str) -> Completions {
    let (loader, offset) = asked(&used(program));
    assist::complete(&loader, "app.fluo", "app.fluo", offset)
}

fn labels(found: &Completions) -> Vec<&str> {
    found.items.iter().map(|item| item.label.as_str()).collect()
}

/// A program, what is offered at its cursor, and what is not.
type Case = (&'static str, &'static [&'static str], &'static [&'static str]);

const CASES: &[Case] = &[
    // At the top of a file.
    ("▮", &["component", "use", "environment", "type"], &["service", "image"]),
    ("comp▮", &["component"], &[]),
    ("component a: service {\n  image: \"a:1\"\n}\n\n▮", &["component"], &["image"]),
    // Files.
    ("use \"▮\"", &["lib/other.fluo", "lib/*.fluo", "std:monitoring"], &["lib/platform.fluo", "app.fluo"]),
    ("use \"lib/▮", &["lib/other.fluo"], &[]),
    ("use ▮", &["lib/other.fluo"], &[]),
    ("component a: service { config c { x: file(\"▮\") } }", &["files/start.sh"], &["lib/other.fluo"]),
    // Kinds.
    ("component a: ▮", &["service", "postgres", "processor"], &["workload", "component", "external-secrets"]),
    ("component a: serv▮ {}", &["service"], &[]),
    ("kind k: ▮ {}", &["service", "processor"], &["k", "workload"]),
    ("secret s: ▮", &["external", "generated"], &["service"]),
    ("store s: ▮", &["aws-parameter-store"], &["external"]),
    // Fields.
    (
        "component a: service { ▮ }",
        &["image", "size", "port", "output", "secret"],
        &["storage", "param", "lag"],
    ),
    ("component a: service {\n  im▮\n  size: small\n}", &["image"], &["size:"]),
    ("component a: service {\n  image: \"a:1\"\n  ▮\n}", &["size", "env"], &["image"]),
    ("component a: service {\n  port http: 80\n  ▮\n}", &["port"], &[]),
    ("component a: service {\n  ▮", &["image"], &["component"]),
    ("component : service { ▮ }", &["image"], &[]),
    ("component db: service { ▮ }", &["image"], &["storage"]),
    ("component a: processor { ▮ }", &["consumer", "lag", "image"], &["param"]),
    ("kind k: service { ▮ }", &["param", "output", "image"], &["defaults"]),
    ("component a: service { resources { ▮ } }", &["cpu", "memory"], &["image", "size"]),
    ("component a: service { port http: 80 { ▮ } }", &["expose-as"], &["image"]),
    ("component a: service { scale: 1..2 { ▮ } }", &["cpu", "on"], &["image"]),
    ("component a: service { scale: 1..2 { on cron { ▮ } } }", &["start", "end", "timezone"], &["cpu"]),
    ("component a: service { scale: 1..2 { on nightly: cron { ▮ } } }", &["start"], &["cpu"]),
    ("size x { ▮ }", &["cpu", "memory", "replicas"], &["size"]),
    ("component a: service { size small { ▮ } }", &["cpu", "replicas"], &["size", "storage"]),
    ("secret s: external { ▮ }", &["store", "keys"], &["length"]),
    ("namespace n { ▮ }", &["labels"], &["image"]),
    ("component a: service { env { ▮ } }", &[], &["image", "env"]),
    ("component a: service { // ▮", &[], &["image"]),
    ("component a: service { image: \"▮\" }", &[], &["image"]),
    // Words behind a word.
    ("component a: service { probe ▮ }", &["live", "ready", "startup"], &["http"]),
    ("component a: service { probe live: \"/\" {}, probe ▮ }", &["ready"], &["live"]),
    ("component a: service { scale: 1..2 { on ▮ } }", &["cron", "nats-jetstream", "redis"], &["cpu"]),
    ("component a: service { scale: 1..2 { on nightly: ▮ } }", &["cron"], &["cpu"]),
    ("component a: service { size ▮ {} }", &["small", "large"], &["db"]),
    ("environment x { flux { source ▮ } }", &["git", "oci"], &["branch"]),
    ("environment x { override ▮ }", &["db", "nats", "all"], &["small"]),
    ("environment x { override db {}, override ▮ }", &["nats"], &["db"]),
    ("environment y {}\nenvironment x: ▮ {}", &["y"], &["x", "db"]),
    // Environments.
    ("environment x { ▮ }", &["defaults", "override", "deploy", "production", "cluster"], &["image"]),
    ("environment x { defaults {}\n▮ }", &["set"], &["defaults"]),
    ("environment x { cluster eu { ▮ } }", &["override", "domain"], &["cluster"]),
    ("environment x { override db { ▮ } }", &["storage", "instances"], &["port", "consumer"]),
    ("environment x { override all { ▮ } }", &["image", "storage"], &["branch"]),
    ("environment x { defaults { ▮ } }", &["namespace", "size"], &["branch"]),
    ("environment x { set { ▮ } }", &["log-level"], &["db"]),
    ("environment x { set { log-level: ▮ } }", &["debug", "info", "warn"], &["log-level"]),
    ("environment x { deploy: ▮ }", &["all", "[db]"], &["db"]),
    ("environment x { deploy: [▮] }", &["db", "nats"], &["small", "all"]),
    ("environment x { provides: [keda, ▮] }", &["external-secrets"], &["keda", "db"]),
    ("environment x { lints { ▮ } }", &["mutable-image"], &["production"]),
    ("environment x { lints { mutable-image: ▮ } }", &["allow", "warn", "deny"], &["db"]),
    // Values.
    ("component a: service { size: ▮ }", &["small", "large"], &["db", "keys", "self.size", "log-level"]),
    ("component a: service {\n  size: ▮\n  port http: 80\n}", &["small"], &["http"]),
    ("environment x { defaults { size: ▮ } }", &["small"], &["db"]),
    ("component a: service { pull: ▮ }", &["always", "never"], &["small"]),
    ("component a: service { existing: ▮ }", &["true", "false"], &["small"]),
    ("component a: stateful { order: ▮ }", &["ordered", "parallel"], &[]),
    ("component a: service { needs: [▮] }", &["db", "nats.client"], &["a", "keys", "small"]),
    ("component a: service { needs: [db, ▮", &["nats"], &["db"]),
    ("component a: service { pull-secrets: ▮ }", &["[login]"], &["login", "[db]"]),
    ("component a: service { port http: 80, monitor { port: ▮ } }", &["http"], &["db"]),
    ("component a: processor { consumer: ▮ }", &["events.workers"], &["events", "db"]),
    ("component a: processor { consumer: events.▮ }", &["workers"], &["name"]),
    ("component a: processor { lag: ▮ }", &["5"], &["db"]),
    ("kind k: service { param db: postgres\n env { A: db.▮ } }", &["host", "password"], &["http"]),
    ("kind k: service { param disk: bytes\n env { A: disk.▮ } }", &["mib"], &["hours"]),
    ("secret s: external { store: ▮ }", &["aws"], &["db", "login"]),
    ("component a: service { grace: 5▮ }", &["5s", "5m", "5h"], &["5Mi", "5%"]),
    ("component a: service { resources { memory: 512▮ } }", &["512Mi", "512Gi"], &["512m"]),
    ("component a: service { resources { cpu: 250m..5▮ } }", &["5m"], &["5Mi"]),
    (
        "component a: cron { schedule: \"0 3 * * *\" { timezone: \"Eu▮\" } }",
        &["Europe/Berlin", "UTC"],
        &["db"],
    ),
    ("component a: service { config c { x: \"y\" }\n mount \"/c\": ▮ }", &["c", "keys"], &["db", "small"]),
    ("component a: service { port nats: 80, monitor { port: ▮ } }", &["nats"], &["db"]),
    // References.
    (
        "component a: service { env { A: ▮ } }",
        &["db.host", "keys.TOKEN", "log-level", "pod.name"],
        &["db", "small"],
    ),
    ("component a: service { env { A: db.▮ } }", &["host", "password", "app.uri"], &["db.host", "TOKEN"]),
    ("component a: service { env { A: db.app.▮ } }", &["uri"], &["host.uri"]),
    ("component a: service { env { A: keys.▮ } }", &["TOKEN"], &["host"]),
    (
        "secret k: external { store: aws, keys { KEY: \"/k\", \"tls.crt\": \"/t\", \"\": \"/e\" } }\n\
         component a: service { env { A: k.▮ } }",
        &["KEY"],
        &["tls.crt", ""],
    ),
    ("component a: service { env { A: self.▮ } }", &["host", "image"], &["name.host"]),
    ("component a: service { env { A: \"x${▮\" } }", &["db.host"], &["db"]),
    ("component a: service { env { A: \"x${db.▮", &["host", "password"], &["TOKEN"]),
    ("component a: service { env { A: \"${db.h▮} b\" } }", &["host"], &[]),
    ("component a: service { env { A: '${db.▮}' } }", &[], &["host"]),
    ("component a: service { annotations { a: \"${db.▮}\" } }", &["host"], &["password"]),
    // Types.
    ("kind k: service { param x: ▮ }", &["string", "bytes", "consumer", "postgres", "range"], &["db"]),
    ("param x: range<▮>", &["int", "cpu"], &["string", "postgres"]),
    ("component a: service { env { A: cluster-var(\"A\", ▮) } }", &["string", "int"], &["db"]),
];

#[test]
fn what_fits_is_offered_and_nothing_else() {
    for (program, offered, refused) in CASES {
        let found = completed(program);
        let labels = labels(&found);
        for label in *offered {
            assert!(labels.contains(label), "{program}\nlacks {label}: {labels:?}");
        }
        for label in *refused {
            assert!(!labels.contains(label), "{program}\noffers {label}: {labels:?}");
        }
    }
}

#[test]
fn each_is_offered_once() {
    for (program, ..) in CASES {
        let found = completed(program);
        let mut seen = BTreeSet::new();
        for label in labels(&found) {
            assert!(seen.insert(label), "{program}\noffers {label} twice");
        }
    }
}

#[test]
fn what_must_be_set_comes_first() {
    assert_eq!(labels(&completed("component a: service { ▮ }")).first(), Some(&"image"));
    assert_eq!(labels(&completed("component a: processor { ▮ }")).get(..2), Some(&["image", "consumer"][..]));
    assert_eq!(labels(&completed("size a { ▮ }")).first(), Some(&"cpu"));
}

#[test]
fn a_word_is_replaced_as_a_whole() {
    let replaced = |program: &str| {
        let found = completed(program);
        let text = used(&program.replace('▮', ""));
        text.get(found.start as usize..found.end as usize).map(str::to_owned)
    };
    assert_eq!(replaced("component a: service { im▮age: \"a:1\" }").as_deref(), Some("image"));
    assert_eq!(replaced("component a: service { size: sm▮all }").as_deref(), Some("small"));
    assert_eq!(replaced("component a: service { env { A: db.ho▮st } }").as_deref(), Some("host"));
    assert_eq!(replaced("component a: service { env { A: \"${db.ho▮st}\" } }").as_deref(), Some("host"));
    assert_eq!(replaced("component a: service { grace: 5▮m }").as_deref(), Some("5m"));
    assert_eq!(replaced("use \"lib/▮x\"").as_deref(), Some("lib/x"));
    assert_eq!(replaced("use \"lib/▮").as_deref(), Some("lib/"));
    assert_eq!(replaced("component a: service { size: ▮ }").as_deref(), Some(""));
}

#[test]
fn a_field_is_written_with_what_always_follows() {
    let insert = |program: &str, label: &str| {
        completed(program).items.into_iter().find(|item| item.label == label).map(|item| item.insert)
    };
    let empty = "component a: service { ▮ }";
    assert_eq!(insert(empty, "image").as_deref(), Some("image: "));
    assert_eq!(insert(empty, "env").as_deref(), Some("env { "));
    assert_eq!(insert(empty, "port").as_deref(), Some("port "));
    assert_eq!(insert(empty, "probe").as_deref(), Some("probe "));
    assert_eq!(insert(empty, "resources").as_deref(), Some("resources { "));
    assert_eq!(insert("component a: service { im▮: \"a:1\" }", "image").as_deref(), Some("image"));
    assert_eq!(insert("use ▮", "lib/other.fluo").as_deref(), Some("\"lib/other.fluo\""));
    assert_eq!(insert("use \"▮\"", "lib/other.fluo").as_deref(), Some("lib/other.fluo"));
}

#[test]
fn an_item_says_what_it_is() {
    let found = completed("component a: processor { ▮ }");
    let lag = found.items.iter().find(|item| item.label == "lag").expect("a field");
    assert_eq!(lag.detail.as_deref(), Some("int in 1..10000 = 5"));
    assert_eq!(lag.docs.as_deref(), Some("Messages that may wait.\n\nA field of the kind `processor`."));
    assert_eq!(lag.kind, CompletionKind::Field);
    let found = completed("component a: service { env { A: ▮ } }");
    let kinds: BTreeMap<&str, CompletionKind> =
        found.items.iter().map(|item| (item.label.as_str(), item.kind)).collect();
    assert_eq!(kinds["db.host"], CompletionKind::Output);
    assert_eq!(kinds["log-level"], CompletionKind::Name);
}

#[test]
fn a_file_that_nothing_uses_is_completed_with_the_program() {
    let loader = MemoryLoader::new()
        .with("env.fluo", "use \"lib.fluo\"\nenvironment dev {}\n")
        .with("lib.fluo", "size small { cpu: 1 }\ncomponent a: cache {}\n")
        .with("new.fluo", "component a: service { size:  }\n");
    let offset = u32::try_from("component a: service { size: ".len()).expect("a small file");
    let found = assist::complete(&loader, "env.fluo", "new.fluo", offset);
    assert!(labels(&found).contains(&"small"), "{found:?}");
    // Even where there is no program yet.
    let found = assist::complete(&loader, "missing.fluo", "new.fluo", 0);
    assert!(labels(&found).contains(&"component"), "{found:?}");
    assert_eq!(assist::complete(&loader, "env.fluo", "nowhere.fluo", 3).items, []);
}

#[test]
fn an_offset_outside_of_the_text_is_its_end() {
    let loader = MemoryLoader::new().with("a.fluo", "// é\ncom");
    assert!(!assist::complete(&loader, "a.fluo", "a.fluo", 9999).items.is_empty());
    assert!(assist::complete(&loader, "a.fluo", "a.fluo", 4).items.is_empty());
    assert!(assist::hover(&loader, "a.fluo", "a.fluo", u32::MAX).is_none());
}

/// A program, the title of what its cursor is on, and the line that declares it.
const TOLD: &[(&str, &str, Option<&str>)] = &[
    ("component a: serv▮ice {}", "kind service: deployed", Some("kind service: deployed {}")),
    ("component ▮a: service {}", "component a: service", Some("component a: service {}")),
    ("component a▮: service {}", "component a: service", Some("component a: service {}")),
    ("comp▮onent a: service {}", "component NAME: KIND { … }", None),
    ("component a: service { si▮ze: small }", "size: size?", Some("  param size: size?")),
    (
        "component a: service { size: ▮small }",
        "size small",
        Some("size small { cpu: 50m..200m, memory: 128Mi }"),
    ),
    (
        "component a: processor { la▮g: 3 }",
        "lag: int in 1..10000 = 5",
        Some("  param lag: int in 1..10000 = 5"),
    ),
    (
        "component a: service { env { A: d▮b.host } }",
        "component db: postgres",
        Some("component db: postgres { storage: 20Gi }"),
    ),
    (
        "component a: service { env { A: \"${db.pass▮word}\" } }",
        "output password: self.app.password",
        Some("  output password: self.app.password"),
    ),
    (
        "component a: service { env { A: keys.TOK▮EN } }",
        "TOKEN: \"/token\"",
        Some("secret keys: external { store: aws, keys { TOKEN: \"/token\" } }"),
    ),
    ("component a: service { resources { memory: 512▮Mi } }", "512Mi", None),
    (
        "component a: processor { consumer: events.wor▮kers }",
        "consumer workers",
        Some("component events: stream { server: nats, subjects: [\"a.>\"], consumer workers {} }"),
    ),
    (
        "environment x { set { log-l▮evel: info } }",
        "param log-level: debug | info | warn = info",
        Some("param log-level: debug | info | warn = info"),
    ),
    (
        "environment x { set { log-level: in▮fo } }",
        "param log-level: debug | info | warn = info",
        Some("param log-level: debug | info | warn = info"),
    ),
    ("environment x { over▮ride db {} }", "override COMPONENT { … }", None),
    (
        "environment x { override d▮b {} }",
        "component db: postgres",
        Some("component db: postgres { storage: 20Gi }"),
    ),
    (
        "environment x { lints { mutable-im▮age: deny } }",
        "mutable-image: allow | warn | deny?",
        Some("  param mutable-image: allow | warn | deny?"),
    ),
    ("use \"lib/ot▮her.fluo\"", "use \"lib/other.fluo\"", Some("component other: cache {}")),
    (
        "component a: service { port http: 80, monitor { port: ▮http } }",
        "port http: 80",
        Some("component a: service { port http: 80, monitor { port: http } }"),
    ),
    ("component a: service { scale: 1..2 { on cr▮on {} } }", "trigger cron", Some("trigger cron {")),
    ("environment y {}\nenvironment x: ▮y {}", "environment y", Some("environment y {}")),
    ("component a: service { env { A: pod.na▮me } }", "pod.name", None),
    (
        "kind k: service { param p: postgres\n  env { A: p.ho▮st } }",
        "output host: \"${self.name}-rw.${self.namespace}.svc.${environment.cluster-domain}\"",
        Some("  output host: \"${self.name}-rw.${self.namespace}.svc.${environment.cluster-domain}\""),
    ),
];

fn line(sources: &Sources, span: Span) -> &str {
    let text = &sources.get(span.file).expect("a file").text;
    let start = text[..span.start as usize].rfind('\n').map_or(0, |at| at + 1);
    text[start..].lines().next().unwrap_or_default()
}

#[test]
fn what_stands_there_is_told_with_its_declaration() {
    for (program, title, declared) in TOLD {
        let (loader, offset) = asked(&used(program));
        let hover =
            assist::hover(&loader, "app.fluo", "app.fluo", offset).unwrap_or_else(|| panic!("{program}"));
        assert_eq!(hover.title, *title, "{program}");
        let definition = assist::definition(&loader, "app.fluo", "app.fluo", offset);
        let found = definition.as_ref().map(|(sources, span)| line(sources, *span));
        assert_eq!(found, *declared, "{program}");
    }
}

#[test]
fn docs_tell_what_is_asked_for() {
    let docs = |program: &str| {
        let (loader, offset) = asked(&used(program));
        assist::hover(&loader, "app.fluo", "app.fluo", offset)
            .and_then(|hover| hover.docs)
            .unwrap_or_default()
    };
    assert!(docs("component a: service { env { A: d▮b.host } }").contains("Outputs: `host`"));
    assert!(docs("component a: service { size: ▮small }").contains("cpu: 50m..200m"));
    assert_eq!(docs("component a: service { resources { memory: 512▮Mi } }"), "536,870,912 bytes");
    assert!(docs("use \"lib/plat▮form.fluo\"").contains("component `db`"));
    assert!(docs("environment x { lints { mutable-im▮age: deny } }").contains("E0703"));
}
