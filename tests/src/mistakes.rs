//! The mistakes that are made most: each is a change of the agent-executor example, or of a small program.
//!
//! It knows only the standard library, so that the tests of the binary can take it in as it is.

#[path = "mistakes/habits.rs"]
mod habits;
#[path = "mistakes/texts.rs"]
mod texts;
#[path = "mistakes/workloads.rs"]
mod workloads;

/// A program with a mistake in it.
#[derive(Clone, Copy, Debug)]
pub struct Mistake {
    /// What the mistake is, as the name of a file.
    pub name: &'static str,
    /// The code that must be among what is found.
    pub code: &'static str,
    /// File, text to replace, replacement. The first of them is the mistake itself.
    pub edits: &'static [(&'static str, &'static str, &'static str)],
    /// A part of the line that is told of, where it is not one of those that the first edit wrote.
    pub elsewhere: Option<&'static str>,
}

/// The entry of a mutated example; a small program is `app.fluo` alone.
pub const ENTRY: &str = "env/prod.fluo";
/// The folder of the example, relative to the repository.
pub const EXAMPLE: &str = "examples/agent-executor";
/// The files of the example.
pub const FILES: [&str; 4] = [APP, PLATFORM, DATABASES, ENTRY];

const APP: &str = "components/agent-executor.fluo";
const PLATFORM: &str = "platform/platform.fluo";
const DATABASES: &str = "platform/databases.fluo";
const SMALL: &str = "app.fluo";
const WEB: &str =
    "component web: service {\n  image: \"nginx:1.27\"\n  port http: 8080\n}\nenvironment dev {}\n";

type Edits = &'static [(&'static str, &'static str, &'static str)];

const fn at(name: &'static str, code: &'static str, edits: Edits) -> Mistake {
    Mistake { name, code, edits, elsewhere: None }
}

const fn elsewhere(name: &'static str, code: &'static str, line: &'static str, edits: Edits) -> Mistake {
    Mistake { name, code, edits, elsewhere: Some(line) }
}

impl Mistake {
    /// The entry file of the program.
    #[must_use]
    pub fn entry(&self) -> &'static str {
        if self.is_small() { SMALL } else { ENTRY }
    }

    fn is_small(&self) -> bool {
        self.edits.iter().any(|(file, _, _)| *file == SMALL)
    }

    /// The files of the program without the mistake.
    #[must_use]
    pub fn unchanged(&self, example: impl Fn(&str) -> String) -> Vec<(&'static str, String)> {
        if self.is_small() {
            vec![(SMALL, WEB.to_owned())]
        } else {
            FILES.iter().map(|path| (*path, example(path))).collect()
        }
    }

    /// The files of the program, from those of the example.
    ///
    /// # Panics
    /// If a text to replace is not there, or is there twice.
    #[must_use]
    pub fn files(&self, example: impl Fn(&str) -> String) -> Vec<(&'static str, String)> {
        let mut files = self.unchanged(example);
        for (path, from, to) in self.edits {
            let (_, text) = files.iter_mut().find(|(file, _)| file == path).expect("a file of the program");
            assert_eq!(text.matches(from).count(), 1, "{}: `{from}` in {path}", self.name);
            *text = text.replacen(from, to, 1);
        }
        files
    }
}

/// All of them, sorted by what they are about.
#[must_use]
pub fn all() -> Vec<Mistake> {
    [
        SYNTAX,
        FIELDS,
        VALUES,
        NAMES,
        SECRETS,
        GRAPH,
        ENVIRONMENTS,
        SCALING,
        habits::HABITS,
        workloads::WORKLOADS,
        texts::TEXTS,
    ]
    .concat()
}

const SYNTAX: &[Mistake] = &[
    at(
        "unquoted-text",
        "E0101",
        &[(
            APP,
            "args: [\"cd /app && ./scripts/ci/run-migrations.sh\"]",
            "args: [cd /app && ./scripts/ci/run-migrations.sh]",
        )],
    ),
    at(
        "unquoted-image",
        "E0101",
        &[(
            APP,
            "image: \"ghcr.io/bizmatters/agent-executor:v1.0.0\"",
            "image: ghcr.io/bizmatters/agent-executor:v1.0.0",
        )],
    ),
    at("unquoted-image-word", "E0201", &[(SMALL, "image: \"nginx:1.27\"", "image: nginx")]),
    at("missing-colon", "E0101", &[(SMALL, "port http: 8080", "port http 8080")]),
    at("missing-colon-before-text", "E0310", &[(SMALL, "image: \"nginx:1.27\"", "image \"nginx:1.27\"")]),
    at("missing-colon-before-word", "E0310", &[(PLATFORM, "  size: medium", "  size medium")]),
    at("equals", "E0101", &[(SMALL, "image: \"nginx:1.27\"", "image = \"nginx:1.27\"")]),
    at(
        "hash-comment",
        "E0101",
        &[(APP, "  env-from: [llm-keys]", "  env-from: [llm-keys] # keys of models")],
    ),
    at("yaml-list", "E0101", &[(APP, "  env-from: [llm-keys]", "  env-from:\n    - llm-keys")]),
    at(
        "yaml-list-of-records",
        "E0101",
        &[(APP, "    LOG_LEVEL: log-level", "    - name: LOG_LEVEL\n      value: info")],
    ),
    elsewhere(
        "missing-brace",
        "E0102",
        "  env {",
        &[(APP, "LOG_LEVEL: log-level\n  }\n", "LOG_LEVEL: log-level\n")],
    ),
    at("host-without-domain", "E0851", &[(SMALL, "port http: 8080", "port http: 8080\n  expose app {}")]),
    at(
        "host-with-scheme",
        "E0850",
        &[(SMALL, "port http: 8080", "port http: 8080\n  expose \"https://app.example.com\" {}")],
    ),
    at(
        "host-with-wildcard",
        "E0850",
        &[(SMALL, "port http: 8080", "port http: 8080\n  expose \"*.example.com\" {}")],
    ),
    at("host-without-block", "E0310", &[(SMALL, "port http: 8080", "port http: 8080\n  expose app")]),
    at("unterminated-string", "E0104", &[(SMALL, "image: \"nginx:1.27\"", "image: \"nginx:1.27")]),
    at("typographic-quotes", "E0101", &[(SMALL, "image: \"nginx:1.27\"", "image: “nginx:1.27”")]),
    at("yaml-document", "E0101", &[(SMALL, "component web: service {", "---\ncomponent web: service {")]),
    at(
        "yaml-block-text",
        "E0101",
        &[(SMALL, "  port http: 8080", "  port http: 8080\n  command: |\n    /bin/sh")],
    ),
    at("template", "E0101", &[(SMALL, "image: \"nginx:1.27\"", "image: {{ .Values.image }}")]),
];

const FIELDS: &[Mistake] = &[
    at(
        "misspelt-field",
        "E0304",
        &[(APP, "  pull-secrets: [ghcr-pull-secret]", "  pull-secret: [ghcr-pull-secret]")],
    ),
    at("camel-case-field", "E0304", &[(APP, "  env-from: [llm-keys]", "  envFrom: [llm-keys]")]),
    at("kubernetes-field", "E0304", &[(SMALL, "  port http: 8080", "  containers: []\n  port http: 8080")]),
    at("ports", "E0304", &[(SMALL, "  port http: 8080", "  ports: [8080]")]),
    at(
        "cpu-in-component",
        "E0304",
        &[(APP, "  env-from: [llm-keys]", "  env-from: [llm-keys]\n  cpu: 500m")],
    ),
    at(
        "limits-in-resources",
        "E0304",
        &[(
            SMALL,
            "  port http: 8080",
            "  port http: 8080\n  resources { requests { cpu: 500m }, limits { cpu: 1 } }",
        )],
    ),
    at("port-without-name", "E0310", &[(SMALL, "port http: 8080", "port: 8080")]),
    at("field-twice", "E0308", &[(SMALL, "  port http: 8080", "  port http: 8080\n  image: \"nginx:1.28\"")]),
    elsewhere(
        "missing-image",
        "E0305",
        "component agent-executor: event-driven-service",
        &[(APP, "  image: \"ghcr.io/bizmatters/agent-executor:v1.0.0\"\n", "")],
    ),
    at(
        "probe-on-unknown-port",
        "E0807",
        &[(SMALL, "  port http: 8080", "  port http: 8080\n  probe live: \"/health\" { port: htttp }")],
    ),
    at(
        "probe-without-path",
        "E0309",
        &[(SMALL, "  port http: 8080", "  port http: 8080\n  probe live: \"health\"")],
    ),
    at(
        "liveness-probe",
        "E0304",
        &[(SMALL, "  port http: 8080", "  port http: 8080\n  livenessProbe: \"/health\"")],
    ),
    at(
        "unknown-probe",
        "E0307",
        &[(SMALL, "  port http: 8080", "  port http: 8080\n  probe liveness: \"/health\"")],
    ),
    at(
        "label-with-blank",
        "E0803",
        &[(SMALL, "  port http: 8080", "  port http: 8080\n  labels { team: \"my team\" }")],
    ),
];

const VALUES: &[Mistake] = &[
    at("wrong-unit", "E0302", &[(PLATFORM, "after: 10s, every: 10s", "after: 10Mi, every: 10s")]),
    at("memory-in-m", "E0302", &[(PLATFORM, "memory: 1Gi..4Gi", "memory: 512m..4Gi")]),
    at("memory-in-mb", "E0302", &[(PLATFORM, "memory: 1Gi..4Gi", "memory: 512MB..4Gi")]),
    at("memory-without-unit", "E0302", &[(PLATFORM, "memory: 1Gi..4Gi", "memory: 512..4Gi")]),
    at("duration-without-unit", "E0302", &[(PLATFORM, "after: 10s, every: 10s", "after: 10, every: 10s")]),
    at("duration-in-minutes", "E0302", &[(PLATFORM, "interval: 10m", "interval: 10min")]),
    at("cpu-1000", "E0302", &[(PLATFORM, "cpu: 500m..2", "cpu: 1000..2000")]),
    at("cpu-500", "E0302", &[(PLATFORM, "cpu: 500m..2", "cpu: 500")]),
    at("reversed-range", "E0303", &[(PLATFORM, "cpu: 500m..2", "cpu: 2..500m")]),
    at("dash-range", "E0101", &[(PLATFORM, "scale: 1..10 {", "scale: 1-10 {")]),
    at("quoted-number", "E0301", &[(SMALL, "port http: 8080", "port http: \"8080\"")]),
    at("quoted-bool", "E0301", &[("env/prod.fluo", "production: true", "production: \"true\"")]),
    at("yes", "E0301", &[("env/prod.fluo", "production: true", "production: yes")]),
    at("lag-0", "E0306", &[(PLATFORM, "lag: int in 1..10000 = 5", "lag: int in 1..10000 = 0")]),
    at(
        "lag-of-a-component-0",
        "E0306",
        &[(APP, "  env-from: [llm-keys]", "  env-from: [llm-keys]\n  lag: 0")],
    ),
    at("subjects-without-list", "E0301", &[(APP, "subjects: [\"agent.>\"]", "subjects: \"agent.>\"")]),
    at("port-too-large", "E0306", &[(SMALL, "port http: 8080", "port http: 80800")]),
    at(
        "command-without-list",
        "E0301",
        &[(APP, "command: [\"/bin/bash\", \"-c\"]", "command: \"/bin/bash -c\"")],
    ),
    at("unknown-word", "E0307", &[("env/prod.fluo", "log-level: warn", "log-level: warning")]),
];

const NAMES: &[Mistake] = &[
    at(
        "misspelt-kind",
        "E0401",
        &[(APP, "agent-executor: event-driven-service", "agent-executor: event-driven-servce")],
    ),
    at("kind-of-kubernetes", "E0401", &[(SMALL, "component web: service", "component web: deployment")]),
    at("kind-as-word", "E0207", &[(SMALL, "component web: service", "service web")]),
    at("misspelt-size", "E0201", &[(PLATFORM, "  size: medium", "  size: meduim")]),
    at(
        "misspelt-environment-base",
        "E0201",
        &[(ENTRY, "environment prod: operators", "environment prod: operaters")],
    ),
    at("misspelt-component", "E0201", &[(APP, "agent-executor-db.host", "agent-executr-db.host")]),
    at("unknown-env-output", "E0406", &[(APP, "agent-executor-db.database", "agent-executor-db.dbname")]),
    at("string-instead-of-reference", "E0208", &[(APP, "server: nats", "server: \"nats\"")]),
    at(
        "two-declarations",
        "E0202",
        &[(
            APP,
            "component agent-executor-cache: key-value {}",
            "component agent-executor-cache: key-value {}\n\ncomponent agent-executor-db: database {}",
        )],
    ),
    at(
        "typo-in-use",
        "E0203",
        &[(ENTRY, "use \"../platform/platform.fluo\"", "use \"../platform/platfrom.fluo\"")],
    ),
    at(
        "glob-without-match",
        "E0205",
        &[(ENTRY, "use \"../components/*.fluo\"", "use \"../component/*.fluo\"")],
    ),
    at(
        "use-without-quotes",
        "E0101",
        &[(ENTRY, "use \"../platform/platform.fluo\"", "use ../platform/platform.fluo")],
    ),
    at(
        "unset-program-param",
        "E0403",
        &[
            (APP, "param log-level: debug | info | warn = info", "param log-level: debug | info | warn"),
            (ENTRY, "  set { log-level: warn }\n", ""),
        ],
    ),
    elsewhere(
        "unset-kind-param",
        "E0403",
        "component agent-executor: event-driven-service",
        &[(APP, "  consumer: agent-events.agent-executor-workers\n", "")],
    ),
    at("set-of-unknown-param", "E0704", &[(ENTRY, "log-level: warn", "loglevel: warn")]),
    at(
        "capital-letters",
        "E0801",
        &[
            (APP, "component agent-executor-cache:", "component Agent_Cache:"),
            (APP, "agent-executor-cache.host", "Agent_Cache.host"),
            (APP, "agent-executor-cache.port", "Agent_Cache.port"),
            (APP, "agent-executor-cache.password", "Agent_Cache.password"),
        ],
    ),
];

const SECRETS: &[Mistake] = &[
    at("unknown-secret-key", "E0503", &[(APP, "    LOG_LEVEL: log-level", "    KEY: llm-keys.OPENAI_KEY")]),
    at("unknown-key-of-kind", "E0503", &[(DATABASES, "self.app.dbname", "self.app.database")]),
    at("password-literal", "E0501", &[(APP, "agent-executor-db.password", "\"hunter2\"")]),
    at("url-with-credentials", "E0501", &[(APP, "nats.client.url", "\"nats://app:hunter2@nats:4222\"")]),
    at("text-in-env-from", "E0501", &[(APP, "env-from: [llm-keys]", "env-from: [\"llm-keys-prod\"]")]),
    at("quoted-secret", "E0208", &[(APP, "env-from: [llm-keys]", "env-from: [\"llm-keys\"]")]),
    at(
        "secret-in-label",
        "E0502",
        &[(
            APP,
            "  env-from: [llm-keys]",
            "  env-from: [llm-keys]\n  labels { key: llm-keys.OPENAI_API_KEY }",
        )],
    ),
    at(
        "secret-in-annotation",
        "E0502",
        &[(
            APP,
            "  env-from: [llm-keys]",
            "  env-from: [llm-keys]\n  annotations { key: llm-keys.OPENAI_API_KEY }",
        )],
    ),
    at(
        "secret-in-args",
        "E0502",
        &[(
            APP,
            "  env-from: [llm-keys]",
            "  env-from: [llm-keys]\n  args: [\"--key=${llm-keys.OPENAI_API_KEY}\"]",
        )],
    ),
    at(
        "secret-in-config",
        "E0502",
        &[(
            APP,
            "  env-from: [llm-keys]",
            "  env-from: [llm-keys]\n  config app { \"app.yaml\": \"key: ${llm-keys.OPENAI_API_KEY}\" }",
        )],
    ),
    at(
        "secret-in-spec",
        "E0502",
        &[(
            APP,
            "component agent-executor-cache: key-value {}",
            "component agent-executor-cache: key-value {}\ncomponent app: resource { api: \"v1\", kind: \"ConfigMap\", spec { key: llm-keys.OPENAI_API_KEY } }",
        )],
    ),
    at("secret-as-value", "E0301", &[(APP, "agent-executor-db.password", "llm-keys")]),
    elsewhere(
        "secret-of-another-namespace",
        "E0504",
        "POSTGRES_HOST:",
        &[(
            APP,
            "component agent-executor-db: database {}",
            "component agent-executor-db: database { namespace: \"data\" }",
        )],
    ),
    at("component-as-value", "E0301", &[(APP, "agent-executor-db.host", "agent-executor-db")]),
];

const GRAPH: &[Mistake] = &[
    at(
        "cycle-of-two",
        "E0601",
        &[(
            SMALL,
            "component web: service {",
            "component api: service { image: \"api:1\", port http: 80, env { WEB: web.host } }\ncomponent web: service {\n  env { API: api.host }",
        )],
    ),
    at(
        "cycle-of-three",
        "E0601",
        &[(
            SMALL,
            "component web: service {",
            "component a: service { image: \"a:1\", port http: 80, env { B: b.host } }\ncomponent b: service { image: \"b:1\", port http: 80, needs: [web] }\ncomponent web: service {\n  env { A: a.host }",
        )],
    ),
    at("cycle-of-one", "E0601", &[(SMALL, "  port http: 8080", "  port http: 8080\n  needs: [web]")]),
    elsewhere(
        "skipped-component",
        "E0602",
        "agent-executor-cache.host",
        &[(ENTRY, "  production: true", "  production: true\n  skip: [agent-executor-cache]")],
    ),
    at(
        "undeclared-consumer",
        "E0604",
        &[(APP, "consumer: agent-events.agent-executor-workers", "consumer: agent-events.agent-executor")],
    ),
    at(
        "filter-outside-of-stream",
        "E0813",
        &[(APP, "filter: \"agent.execute.*\"", "filter: \"agents.execute.*\"")],
    ),
    at(
        "unknown-port",
        "E0603",
        &[(
            SMALL,
            "component web: service {",
            "component api: service { image: \"api:1\", env { WEB: web.htp.url } }\ncomponent web: service {",
        )],
    ),
];

const ENVIRONMENTS: &[Mistake] = &[
    elsewhere(
        "missing-operator",
        "E0702",
        "component agent-executor: event-driven-service",
        &[(DATABASES, "provides: [keda, external-secrets,", "provides: [external-secrets,")],
    ),
    at("misspelt-operator", "E0201", &[(DATABASES, "[keda, external-secrets,", "[keda, external-secret,")]),
    at(
        "override-of-nothing",
        "E0701",
        &[(ENTRY, "override agent-executor-db {", "override agent-executor-dbs {")],
    ),
    at("override-that-changes-nothing", "W0701", &[(ENTRY, "instances: 3", "instances: 1")]),
    at("override-of-unknown-field", "E0304", &[(ENTRY, "instances: 3", "instance: 3")]),
    at("override-without-name", "E0310", &[(ENTRY, "override agent-executor-db {", "override {")]),
    at("image-without-tag", "E0703", &[(APP, "agent-executor:v1.0.0", "agent-executor")]),
    elsewhere("no-environment", "E0206", "component web", &[(SMALL, "environment dev {}\n", "")]),
];

const SCALING: &[Mistake] = &[
    at(
        "replicas-beside-scale",
        "E0805",
        &[(APP, "  env-from: [llm-keys]", "  env-from: [llm-keys]\n  replicas: 3")],
    ),
    at(
        "name-too-long-for-scaled-object",
        "E1005",
        &[
            (
                APP,
                "component agent-executor: ",
                "component agent-executor-of-the-intelligence-and-deep-agents-team: ",
            ),
            (
                ENTRY,
                "override agent-executor ",
                "override agent-executor-of-the-intelligence-and-deep-agents-team ",
            ),
        ],
    ),
    at("unknown-trigger", "E1001", &[(PLATFORM, "on nats-jetstream {", "on nats-jet-stream {")]),
    at(
        "unknown-trigger-far",
        "E1001",
        &[(PLATFORM, "on nats-jetstream { consumer: consumer, lag: lag }", "on sqs { queue: \"a\" }")],
    ),
    at("unknown-trigger-field", "E1002", &[(PLATFORM, "lag: lag }", "lag-threshold: lag }")]),
    at(
        "missing-trigger-field",
        "E1003",
        &[(PLATFORM, "on nats-jetstream { consumer: consumer, lag: lag }", "on nats-jetstream { lag: lag }")],
    ),
    at("scale-without-trigger", "E1007", &[(SMALL, "  port http: 8080", "  port http: 8080\n  scale: 1..3")]),
    at(
        "scale-by-cpu-number",
        "E0302",
        &[(
            SMALL,
            "  port http: 8080",
            "  port http: 8080\n  resources { cpu: 100m.. }\n  scale: 1..3 { cpu: 70 }",
        )],
    ),
];
