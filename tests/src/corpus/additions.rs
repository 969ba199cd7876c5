//! Faults in components of kinds that the examples lack: each is added to them with its fault, and without it the example builds.

use super::{Draft, Operator, System};

/// A correct component, and what may be written wrongly in it.
pub struct Addition {
    /// Its name.
    pub name: &'static str,
    /// The component.
    pub text: &'static str,
    swaps: &'static [(&'static str, &'static str)],
}

pub(super) const OPERATORS: &[Operator] = &[
    Operator::new(
        "in-a-cron",
        |s| swapped(s, "cron"),
        "the API server refuses the CronJob, or it never runs",
    ),
    Operator::new("in-a-service", |s| swapped(s, "service"), "the pods never start, or nobody reaches them"),
    Operator::new("in-a-stateful", |s| swapped(s, "stateful"), "the API server refuses the StatefulSet"),
    Operator::new("in-a-job", |s| swapped(s, "job"), "the API server refuses the Job"),
    Operator::new("in-a-scaled-job", |s| swapped(s, "scaled-job"), "KEDA: nothing is ever started"),
    Operator::new("in-a-database", |s| swapped(s, "database"), "CloudNativePG refuses the cluster"),
    Operator::new(
        "in-a-stream",
        |s| swapped(s, "stream"),
        "NATS refuses the stream, or its consumers get nothing",
    ),
    Operator::new("in-an-external", |s| swapped(s, "external"), "nobody reaches it"),
    Operator::new("in-a-chart", |s| swapped(s, "chart"), "Flux can't install the chart"),
];

/// Every addition.
pub const ADDITIONS: [Addition; 9] = [
    Addition {
        name: "cron",
        text: r#"
component nightly: cron {
  image: "ghcr.io/acme/nightly:1.2.0"
  size: small
  schedule: "0 3 * * *" { timezone: "Europe/Berlin", history: 5 }
  deadline: 30m
  retries: 2
}
"#,
        swaps: &[
            ("\"0 3 * * *\"", "\"0 25 * * *\""),
            ("\"0 3 * * *\"", "\"0 3 * *\""),
            ("\"0 3 * * *\"", "\"0 0 3 * * *\""),
            ("\"0 3 * * *\"", "\"every night\""),
            ("\"0 3 * * *\"", "\"0 3 31 2 *\""),
            ("\"Europe/Berlin\"", "\"Europe/Berln\""),
            ("\"Europe/Berlin\"", "\"CET+1\""),
            ("history: 5", "history: -1"),
            ("deadline: 30m", "deadline: 30"),
            ("retries: 2", "replicas: 2"),
            ("  schedule: \"0 3 * * *\" { timezone: \"Europe/Berlin\", history: 5 }\n", ""),
            ("component nightly", "component nightly-report-of-everything-that-happened-in-the-shop"),
        ],
    },
    Addition {
        name: "service",
        text: r#"
component shop: service {
  image: "ghcr.io/acme/shop:1.2.0"
  size: small
  port http: 8080
  port metrics: 9090
  probe live: "/health" { port: http, every: 10s }
  scale: 2..6 { cpu: 70% }
  available { min: 50% }
  scratch work: 1Gi { at: "/work" }
  config settings { "app.toml": "debug = false" }
  mount "/etc/shop": settings
  env { LISTEN: self.http }
  account { rule read { resources: [configmaps], verbs: [get, list] } }
  grace: 30s
}
"#,
        swaps: &[
            ("  size: small\n", ""),
            ("port metrics: 9090", "port metrics: 8080"),
            ("port: http, every", "port: htpp, every"),
            ("scale: 2..6 { cpu: 70% }", "scale: 6..2 { cpu: 70% }"),
            ("scale: 2..6 { cpu: 70% }", "scale: 2..6 {}"),
            ("min: 50%", "min: 100%"),
            ("mount \"/etc/shop\"", "mount \"/work\""),
            ("\"/etc/shop\": settings", "\"/etc/shop\": setings"),
            ("self.http", "self.https"),
            ("verbs: [get, list]", "verbs: [get, lst]"),
            ("port http: 8080", "port HTTP: 8080"),
        ],
    },
    Addition {
        name: "stateful",
        text: r#"
component ledger: stateful {
  image: "ghcr.io/acme/ledger:1.2.0"
  size: small
  port http: 8080
  replicas: 3
  volume data: 10Gi { at: "/data" }
  strategy: rolling { partition: 1 }
}
"#,
        swaps: &[
            ("10Gi", "10G i"),
            ("10Gi", "10"),
            ("\"/data\"", "\"data\""),
            ("replicas: 3", "replicas: three"),
            ("strategy: rolling { partition: 1 }", "strategy: recreate"),
            ("component ledger", "component ledger-of-all-the-things-that-were-ever-sold-in-shops"),
            ("volume data: 10Gi { at: \"/data\" }", "volume data: 10Gi"),
            ("size: small", "siez: small"),
        ],
    },
    Addition {
        name: "job",
        text: r#"
component seed: job {
  image: "ghcr.io/acme/seed:1.2.0"
  size: small
  command: ["/bin/seed"]
  retries: 3
  deadline: 10m
}
"#,
        swaps: &[
            ("retries: 3", "retries: -1"),
            ("deadline: 10m", "deadline: 10"),
            ("command: [\"/bin/seed\"]", "command: \"/bin/seed\""),
            ("retries: 3", "replicas: 3"),
            ("retries: 3", "scale: 1..3"),
            ("retries: 3", "keep: 1h"),
            ("retries: 3", "backoffLimit: 3"),
            ("retries: 3", "flux { force: false }"),
        ],
    },
    Addition {
        name: "scaled-job",
        text: r#"
component render: scaled-job {
  image: "ghcr.io/acme/render:1.2.0"
  size: small
  scale: 0..20 {
    on rabbitmq { host: "amqp://rabbit.example.com:5672/jobs", queue-name: "jobs", value: 1 }
  }
  retries: 2
  network { egress: [internet] }
}
"#,
        swaps: &[
            ("on rabbitmq {", "on rabbit {"),
            ("queue-name: \"jobs\", ", ""),
            ("queue-name", "queue"),
            ("scale: 0..20", "scale: 20..0"),
            ("value: 1", "value: \"one\""),
            ("host: \"amqp://rabbit.example.com:5672/jobs\", ", ""),
            ("retries: 2", "replicas: 2"),
            ("egress: [internet]", "egress: [internett]"),
        ],
    },
    Addition {
        name: "database",
        text: r#"
component orders: postgres {
  size: small
  storage: 10Gi
  instances: 1
  database: "orders"
  owner: "orders"
  parameters { max_connections: "200" }
}
"#,
        swaps: &[
            ("storage: 10Gi", "storage: \"10 GB\""),
            ("storage: 10Gi", "storage: 10"),
            ("  storage: 10Gi\n", ""),
            ("instances: 1", "instances: 0"),
            ("instances: 1", "replicas: 1"),
            ("database: \"orders\"", "database: \"Orders\""),
            ("owner: \"orders\"", "owner: \"1st\""),
            ("max_connections: \"200\"", "listen_addresses: \"*\""),
        ],
    },
    Addition {
        name: "stream",
        text: r#"
component orders: stream {
  server: nats
  subjects: ["orders.>"]
  retention: workqueue
  max-age: 7d
  max-bytes: 1Gi
  consumer billing { filter: "orders.paid.*", ack-wait: 30s, max-deliver: 5 }
}
"#,
        swaps: &[
            ("filter: \"orders.paid.*\"", "filter: \"payments.*\""),
            ("[\"orders.>\"]", "[\"orders.>.new\"]"),
            ("[\"orders.>\"]", "\"orders.>\""),
            ("[\"orders.>\"]", "[]"),
            ("retention: workqueue", "retention: work-queue"),
            ("max-age: 7d", "max-age: \"1 week\""),
            ("max-bytes: 1Gi", "max-bytes: 1GB"),
            ("max-deliver: 5", "max-deliver: 0"),
            ("server: nats", "server: nast"),
            ("consumer billing", "consumer \"bill.ing\""),
            ("ack-wait: 30s", "ack-wait: 30"),
            (
                "  consumer billing { filter: \"orders.paid.*\", ack-wait: 30s, max-deliver: 5 }",
                "  consumer billing { filter: \"orders.paid.*\" }\n  consumer audit { filter: \"orders.>\" }",
            ),
        ],
    },
    Addition {
        name: "external",
        text: r#"
component payments: external {
  host: "api.payments.example"
  port https: 443
  cidrs: ["203.0.113.0/24"]
}
"#,
        swaps: &[
            ("\"api.payments.example\"", "\"https://api.payments.example\""),
            ("\"api.payments.example\"", "\"api payments\""),
            ("port https: 443", "port https: 443000"),
            ("\"203.0.113.0/24\"", "\"203.0.113.7/24\""),
            ("\"203.0.113.0/24\"", "\"203.0.113.0/44\""),
            ("\"203.0.113.0/24\"", "\"payments\""),
            ("  host: \"api.payments.example\"\n", ""),
            ("port https: 443", "port: 443"),
        ],
    },
    Addition {
        name: "chart",
        text: r#"
component podinfo: helm {
  chart: "podinfo"
  repository: "https://stefanprodan.github.io/podinfo"
  version: "6.7.1"
  values { replicaCount: 2 }
  timeout: 10m
}
"#,
        swaps: &[
            ("\"6.7.1\"", "6.7"),
            ("  version: \"6.7.1\"\n", ""),
            ("\"https://stefanprodan.github.io/podinfo\"", "\"stefanprodan.github.io/podinfo\""),
            ("values {", "valeus {"),
            ("timeout: 10m", "timeout: 10 minutes"),
            ("timeout: 10m", "timeout: 0s"),
            ("chart: \"podinfo\"", "chart: \"\""),
            ("\"6.7.1\"", "\"6.7.1.2\""),
        ],
    },
];

/// Where an addition is put: the last file of an example's services, where it builds.
#[must_use]
pub fn place(system: &System, addition: &Addition) -> Option<(String, usize)> {
    let (broker, operators) = match system.name.as_str() {
        "agent-executor" => (true, true),
        "betrace" => (true, false),
        _ => (false, true),
    };
    let fits = match addition.name {
        "stream" | "scaled-job" => broker,
        "database" => operators && system.name == "fleet",
        "external" | "stateful" | "service" | "cron" | "job" | "chart" => true,
        _ => false,
    };
    let component = system
        .declared("component")
        .into_iter()
        .find(|site| site.file.contains("services") || site.file.contains("components"));
    let file = component.filter(|_| fits)?.file.to_owned();
    let end = system.text(&file).len();
    Some((file, end))
}

fn swapped(system: &System, name: &str) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for addition in ADDITIONS.iter().filter(|addition| addition.name == name) {
        let Some((file, end)) = place(system, addition) else { continue };
        for (right, wrong) in addition.swaps {
            // Other examples give a size to every component.
            if right.contains("size: small\n") && system.name != "agent-executor" {
                continue;
            }
            let at = addition.text.find(right).unwrap_or_default();
            let text = addition.text.replacen(right, wrong, 1);
            let mut draft = Draft::insert(&file, end, text);
            draft.itself = false;
            // What a component lacks is told of anywhere in it.
            draft.within.push(if wrong.is_empty() {
                1..addition.text.len() - right.len()
            } else {
                at..at + wrong.len()
            });
            drafts.push(draft);
        }
    }
    drafts
}
