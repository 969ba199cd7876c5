//! Faults of workloads, each put into the components of the examples: ports, probes, volumes, security, replicas, access.

use super::names::{append, put};
use super::{Draft, Operator, Site, System, bytes};

/// The kinds that run pods.
pub(super) const WORKLOADS: [&str; 5] = ["service", "worker", "job", "daemon", "stateful"];
const DEPLOYED: [&str; 2] = ["service", "worker"];

const REFUSED: &str = "the API server refuses the object";

pub(super) const OPERATORS: &[Operator] = &[
    Operator::new(
        "replicas-beside-scale",
        |s| scaled(s, &["replicas: 3", "replicas: 1"]),
        "Flux and the autoscaler undo each other",
    ),
    Operator::new(
        "probe-on-undeclared-port",
        |s| deployed(s, &["probe live: \"/health\" { port: admin }", "probe startup { tcp: amqp }"]),
        "the pod is restarted for ever",
    ),
    Operator::new(
        "liveness-successes",
        |s| deployed(s, &["probe live: \"/health\" { successes: 2 }"]),
        REFUSED,
    ),
    Operator::new(
        "probe-two-ways",
        |s| deployed(s, &["probe live: \"/health\" { exec: [\"/bin/check\"] }"]),
        REFUSED,
    ),
    Operator::new(
        "variable-name-illegal",
        |s| within(s, "env", &["\"1ST\": \"x\"", "\"MY VAR\": \"x\"", "\"A=B\": \"x\"", "\"\": \"x\""]),
        REFUSED,
    ),
    Operator::new(
        "variable-name-reserved",
        |s| within(s, "env", &["KUBERNETES_SERVICE_HOST: \"10.0.0.1\""]),
        "clients inside of the pod miss the API server",
    ),
    Operator::new(
        "variable-twice",
        |s| within(s, "env", &["MODE: \"fast\"\n    MODE: \"slow\""]),
        "YAML: the later one wins in silence",
    ),
    Operator::new(
        "variable-undefined",
        |s| {
            deployed(s, &["args: [\"--listen=$(LISTEN_ADDRESS)\"]"])
                .into_iter()
                .filter(|_| s.name == "betrace")
                .collect()
        },
        "the program gets the letters `$(LISTEN_ADDRESS)`",
    )
    .warned(),
    Operator::new(
        "volume-of-one-pod",
        |s| scaled(s, &["volume state: 1Gi { at: \"/state\" }"]),
        "the second pod never starts: the volume is attached elsewhere",
    ),
    Operator::new("mount-twice", mount_twice, REFUSED),
    Operator::new(
        "mount-of-nothing",
        |s| deployed(s, &["mount \"/etc/app\": app-settings"]),
        "the pod waits for a ConfigMap that does not exist",
    ),
    Operator::new(
        "mount-path-broken",
        |s| {
            deployed(
                s,
                &[
                    "scratch work: 1Gi { at: \"work\" }",
                    "scratch work: 1Gi { at: \"/work:rw\" }",
                    "mount \"etc/app\": config",
                ],
            )
        },
        REFUSED,
    ),
    Operator::new(
        "security-without-reason",
        |s| of(s, &WORKLOADS, &SECURITY),
        "PodSecurity refuses the pod, or it may do what nobody asked for",
    ),
    Operator::new(
        "capability-unknown",
        |s| {
            of(
                s,
                &DEPLOYED,
                &[
                    "security { capabilities: [\"CAP_NET_BIND_SERVICE\"], because: \"low port\" }",
                    "security { capabilities: [NET_BIND], because: \"low port\" }",
                ],
            )
        },
        "the container never starts",
    ),
    Operator::new(
        "budget-blocks-drains",
        |s| {
            deployed(
                s,
                &["available { max-unavailable: 0 }", "available { min: 100% }", "available { min: 50 }"],
            )
        },
        "no node can ever be drained",
    ),
    Operator::new("budget-twice", |s| deployed(s, &["available { min: 1, max-unavailable: 1 }"]), REFUSED),
    Operator::new("port-number-twice", port_twice, REFUSED),
    Operator::new("port-name-too-long", |s| deployed(s, &["port administration-interface: 8099"]), REFUSED),
    Operator::new(
        "network-peer-broken",
        |s| deployed(s, &PEERS),
        "the API server refuses the policy, or it admits nothing",
    ),
    Operator::new("access-rule-broken", |s| deployed(s, &RULES), "RBAC takes it, and grants nothing"),
    Operator::new(
        "label-illegal",
        |s| any(s, &["labels { \"my team\": \"a\" }", "labels { team: \"a b\" }", "labels { team: \"-a\" }"]),
        REFUSED,
    ),
    Operator::new(
        "annotation-illegal",
        |s| any(s, &["annotations { \"my note\": \"a\" }", "annotations { \"a/b/c\": \"a\" }"]),
        REFUSED,
    ),
    Operator::new(
        "label-of-identity",
        |s| deployed(s, &["labels { \"app.kubernetes.io/name\": \"other\" }"]),
        "the selector does not find the pods",
    ),
    Operator::new(
        "toleration-broken",
        |s| {
            deployed(
                s,
                &[
                    "tolerate gpu { effect: no-execute, for: none, value: \"a b\" }",
                    "tolerate gpu { effect: NoSchedule }",
                    "tolerate gpu { effect: no-schedule, for: 5m }",
                ],
            )
        },
        REFUSED,
    ),
    Operator::new(
        "strategy-contradicts",
        |s| {
            deployed(
                s,
                &[
                    "strategy: recreate { max-surge: 1 }",
                    "strategy: rolling { max-surge: 0, max-unavailable: 0 }",
                ],
            )
        },
        REFUSED,
    ),
    Operator::new(
        "init-with-port",
        |s| {
            deployed(
                s,
                &[
                    "init setup { command: [\"/bin/setup\"], port setup: 8099 }",
                    "init setup { command: [\"/bin/setup\"], probe live: \"/health\" {} }",
                ],
            )
        },
        REFUSED,
    ),
    Operator::new(
        "patch-broken",
        |s| deployed(s, &PATCHES),
        "a field that the API server drops, or an object that can't be updated",
    ),
    Operator::new(
        "config-key-illegal",
        |s| deployed(s, &["config settings { \"etc/app.toml\": \"a\" }\n  mount \"/etc/app\": settings"]),
        REFUSED,
    ),
    Operator::new("workdir-relative", |s| deployed(s, &["workdir: \"app\""]), "the container never starts"),
    Operator::new(
        "node-selector-illegal",
        |s| deployed(s, &["node-selector { \"disk type\": \"ssd\" }", "node-selector { disk: \"a b\" }"]),
        REFUSED,
    ),
    Operator::new(
        "priority-illegal",
        |s| deployed(s, &["priority: \"High Priority\""]),
        "the API server refuses the pod",
    ),
    Operator::new(
        "monitor-without-port",
        |s| monitored(s, &["monitor { port: admin }"]),
        "Prometheus reads nothing",
    ),
    Operator::new(
        "alert-broken",
        |s| {
            monitored(
                s,
                &[
                    "alert Busy { expr: \"sum(rate(requests_total[5m])\" }",
                    "alert Busy { expr: \"up == 0\", for: 5 }",
                    "alert Busy { for: 5m }",
                    "alert \"Is Busy\" { expr: \"up{\" }",
                ],
            )
        },
        "the Prometheus operator refuses the rule",
    ),
    Operator::new("host-twice", host_twice, "one of the two never gets a request"),
    Operator::new(
        "host-to-nowhere",
        |s| exposing(s, &["expose shop { port: admin }", "expose shop { paths { \"/a\": admin } }"]),
        "the gateway answers 500",
    ),
    Operator::new(
        "host-path-broken",
        |s| {
            exposing(
                s,
                &[
                    "expose shop { path: \"api\" }",
                    "expose \"shop.example.com/api\" {}",
                    "expose \"shop_a.example.com\" {}",
                    "expose \"https://shop.example.com\" {}",
                ],
            )
        },
        REFUSED,
    ),
    Operator::new(
        "scale-by-nothing",
        |s| {
            s.components(&["service"])
                .iter()
                .filter(|site| site.file.contains("bff"))
                .map(|site| put(s, site, "scale: 1..3 { cpu: none }"))
                .collect()
        },
        "the number of replicas never changes",
    )
    .when(|program| !program.entry.contains("local")),
    Operator::new(
        "scale-to-zero-by-cpu",
        |s| {
            s.components(&["service"])
                .iter()
                .filter(|site| !site.file.contains("workers"))
                .map(|site| put(s, site, "scale: 0..3 { cpu: 70% }"))
                .collect()
        },
        "KEDA refuses it: nothing would wake it up",
    )
    .when(|program| !program.entry.contains("local")),
    Operator::new(
        "scale-target-broken",
        |s| deployed(s, &["scale: 1..3 { cpu: 0% }", "scale: 0..0", "scale: 2..4 { idle: 3 }"]),
        "the API server or KEDA refuses it",
    ),
    Operator::new(
        "trigger-broken",
        |s| {
            s.components(&["worker"])
                .iter()
                .flat_map(|site| TRIGGERS.map(|text| put(s, site, &format!("scale: 1..3 {{ {text} }}"))))
                .collect()
        },
        "KEDA: the trigger fails, nothing ever scales",
    ),
    Operator::new("grace-broken", |s| deployed(s, &["grace: 30", "grace: -5s", "grace: \"30s\""]), REFUSED),
    Operator::new(
        "node-settings-broken",
        |s| any(s, &["flux { interval: 0s }", "flux { timeout: 500ms }", "flux { retry: \"soon\" }"]),
        "Flux refuses the duration, or never sleeps",
    ),
    Operator::new(
        "needs-a-port-that-is-not",
        |s| deployed(s, &["needs: [nats.admin]"]),
        "a policy that lets nothing through",
    ),
];

const SECURITY: [&str; 7] = [
    "security { privileged: true }",
    "security { user: 0 }",
    "security { capabilities: [SYS_ADMIN] }",
    "security { host-network: true }",
    "security { host-pid: true }",
    "security { escalation: true }",
    "security { seccomp: unconfined }",
];

const PEERS: [&str; 7] = [
    "network { egress: [\"10.0.0.1/8\"] }",
    "network { egress: [\"300.1.1.1/32\"] }",
    "network { egress: [\"10.0.0.0/33\"] }",
    "network { egress: [\"10.0.0.0/8:99999\"] }",
    "network { ingress: [\"10.0.0.0/8:8080:8081\"] }",
    "network { egress: [checkout] }",
    "network { ingress: [nats.client] }",
];

const RULES: [&str; 5] = [
    "account { rule read { resources: [Deployments], verbs: [get] } }",
    "account { rule read { resources: [configmaps], verbs: [read] } }",
    "account { rule read { resources: [nodes], verbs: [get] } }",
    "account { rule read { resources: [configmaps] } }",
    "account { rule read { api: \"apps/v1\", resources: [deployments], verbs: [get] } }",
];

const PATCHES: [&str; 6] = [
    "patch Deployment { spec { template { spec { hostAlias: [] } } } }",
    "patch Deploymnt { spec { paused: true } }",
    "patch StatefulSet { spec { podManagementPolicy: \"Parallel\" } }",
    "patch Deployment { spec { selector { matchLabels { app: \"x\" } } } }",
    "patch Deployment { spec { revisionHistoryLimit: \"ten\" } }",
    "patch Deployment { spec { template { spec { dnsPolicy: [1] } } } }",
];

const TRIGGERS: [&str; 16] = [
    "on cron { timezone: \"Europe/Berlin\", start: \"0 8 * * *\", end: \"0 8 * * *\", desired-replicas: 3 }",
    "on cron { timezone: \"Europe/Berlin\", start: \"0 8 * * *\", end: \"0 20 * * *\", desired-replicas: 1 }",
    "on cron { timezone: \"Berlin\", start: \"0 8 * * *\", end: \"0 20 * * *\", desired-replicas: 3 }",
    "on cron { start: \"0 8 * * *\", end: \"0 20 * * *\", desired-replicas: 3 }",
    "on cron { timezone: \"Europe/Berlin\", start: \"0 25 * * *\", end: \"0 20 * * *\", desired-replicas: 3 }",
    "on cron { timezone: \"Europe/Berlin\", start: \"8 am\", end: \"0 20 * * *\", desired-replicas: 3 }",
    "on prometheus { server-address: \"prometheus:9090\", query: \"up\", threshold: 1 }",
    "on prometheus { server-address: \"http://prometheus.monitoring.svc.cluster.local:9090\", query: \"sum(up\", threshold: 1 }",
    "on prometheus { server-address: \"http://prometheus.monitoring.svc.cluster.local:9090\", query: \"up\" }",
    "on prometheus { server-address: \"http://prometheus.monitoring.svc.cluster.local:9090\", threshold: 1 }",
    "on kafka { bootstrap-servers: [\"kafka.example.com:9092\"], topic: \"jobs\" }",
    "on kafka { bootstrap-servers: [\"kafka.example.com:9092\"], consumer-group: \"jobs\", topic: \"jobs\", lagThreshold: 5 }",
    "on rabbitmq { host: \"amqp://rabbit.example.com:5672\", queue-name: \"jobs\", mode: QueueSize }",
    "on nats-jetstream { consumer: agent-events.agent-executor-workers, endpoint: \"nats.nats.svc.cluster.local:4222\" }",
    "on nats-jetstream { consumer: agent-events.agent-executor-workers, use-stream-msg-count: true }",
    "on nats-streaming { consumer: agent-events.agent-executor-workers }",
];

/// Each text in each component of some kinds.
fn of(system: &System, kinds: &[&str], texts: &[&str]) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in system.components(kinds) {
        if system.under(site.file, site.entry.span).contains("because:") {
            continue;
        }
        drafts.extend(texts.iter().map(|text| put(system, &site, text)));
    }
    drafts
}

fn deployed(system: &System, texts: &[&str]) -> Vec<Draft> {
    of(system, &DEPLOYED, texts)
}

/// Components that an autoscaler owns.
fn scaled(system: &System, texts: &[&str]) -> Vec<Draft> {
    let drafts = deployed(system, texts);
    if system.name == "fleet" { Vec::new() } else { drafts }
}

fn any(system: &System, texts: &[&str]) -> Vec<Draft> {
    of(system, &["service", "worker", "job", "postgres", "cache", "helm", "stream"], texts)
}

/// Where Prometheus reads.
fn monitored(system: &System, texts: &[&str]) -> Vec<Draft> {
    if system.name == "betrace" { deployed(system, texts) } else { Vec::new() }
}

/// Where a gateway is.
fn exposing(system: &System, texts: &[&str]) -> Vec<Draft> {
    monitored(system, texts)
}

/// Each text in the block of each workload, whatever stands there.
fn within(system: &System, block: &str, texts: &[&str]) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in system.components(&WORKLOADS) {
        drafts.extend(texts.iter().map(|text| inside(system, &site, block, text)));
    }
    drafts
}

/// Puts an entry into a block of a component, which is made if it is not there.
pub(super) fn inside(system: &System, site: &Site<'_>, block: &str, text: &str) -> Draft {
    let entries = site.entry.block.iter().flat_map(|block| &block.entries);
    let there = entries.clone().find(|entry| entry.word.text == block).and_then(|entry| entry.block.as_ref());
    let Some(there) = there else { return append(system, site, &format!("{block} {{\n    {text}\n  }}")) };
    let end = bytes(there.span).end - 1;
    let at = system.text(site.file)[..end].trim_end().len();
    Draft::at(site.file, at..end, format!("\n    {text}\n  ")).lost().of(site)
}

fn mount_twice(system: &System) -> Vec<Draft> {
    let text = "scratch one: 1Gi { at: \"/work\" }\n  scratch two: 1Gi { at: \"/work\" }";
    let mut drafts = deployed(system, &[text]);
    drafts.extend(system.components(&["job", "daemon"]).iter().map(|site| append(system, site, text)));
    drafts
}

fn port_twice(system: &System) -> Vec<Draft> {
    let number = |site: &Site<'_>| {
        if system.name == "agent-executor" || site.file.contains("bff") { "8080" } else { "9090" }
    };
    let sites =
        system.components(&DEPLOYED).into_iter().filter(|_| system.name != "fleet").collect::<Vec<_>>();
    sites.iter().map(|site| append(system, site, &format!("port admin: {}", number(site)))).collect()
}

/// A host that another component of the example has.
fn host_twice(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in system.components(&["service"]).into_iter().filter(|_| system.name == "betrace") {
        for host in ["app", "api"] {
            let own = system.under(site.file, site.entry.span).contains(&format!("expose {host} "));
            if !own {
                drafts.push(
                    append(system, &site, &format!("expose {host} {{ port: http }}"))
                        .or_word(format!("expose {host}")),
                );
            }
        }
    }
    drafts
}
