//! Habits of other languages: blocks without braces, lists without brackets, entries on the wrong level.

use super::{APP, DATABASES, ENTRY, Mistake, PLATFORM, at, elsewhere};

pub(super) const HABITS: &[Mistake] = &[
    elsewhere(
        "brace-too-many",
        "E0103",
        "}",
        &[(APP, "    LOG_LEVEL: log-level\n  }", "    LOG_LEVEL: log-level\n  }\n  }")],
    ),
    elsewhere(
        "brace-missing-at-end",
        "E0102",
        "environment prod",
        &[(
            ENTRY,
            "  override agent-executor-db { instances: 3 }\n}",
            "  override agent-executor-db { instances: 3 }",
        )],
    ),
    at(
        "missing-colon-before-list",
        "E0101",
        &[(APP, "  pull-secrets: [ghcr-pull-secret]", "  pull-secrets [ghcr-pull-secret]")],
    ),
    at(
        "consumer-as-text",
        "E0208",
        &[(APP, "  consumer: agent-events.agent-executor-workers", "  consumer: \"agent-executor-workers\"")],
    ),
    at(
        "consumer-without-stream",
        "E0201",
        &[(APP, "  consumer: agent-events.agent-executor-workers", "  consumer: agent-executor-workers")],
    ),
    at(
        "level-env",
        "E0304",
        &[(
            APP,
            "  image: \"ghcr.io/bizmatters/agent-executor:v1.0.0\"",
            "  image: \"ghcr.io/bizmatters/agent-executor:v1.0.0\"\n  LOG_FORMAT: \"json\"",
        )],
    ),
    at("level-interval", "E0304", &[(ENTRY, "  production: true", "  production: true\n  interval: 5m")]),
    at(
        "level-namespace",
        "E0304",
        &[(ENTRY, "  production: true", "  production: true\n  namespace: \"agents\"")],
    ),
    at(
        "level-path",
        "E0304",
        &[(
            APP,
            "  image: \"ghcr.io/bizmatters/agent-executor:v1.0.0\"",
            "  image: \"ghcr.io/bizmatters/agent-executor:v1.0.0\"\n  path: \"/health\"",
        )],
    ),
    at(
        "list-instead-of-value",
        "E0301",
        &[(
            APP,
            "  consumer: agent-events.agent-executor-workers",
            "  consumer: [agent-events.agent-executor-workers]",
        )],
    ),
    at("list-without-brackets", "E0301", &[(APP, "  env-from: [llm-keys]", "  env-from: llm-keys")]),
    at(
        "needs-without-list",
        "E0301",
        &[(
            APP,
            "  image: \"ghcr.io/bizmatters/agent-executor:v1.0.0\"",
            "  image: \"ghcr.io/bizmatters/agent-executor:v1.0.0\"\n  needs: agent-executor-db",
        )],
    ),
    at(
        "operator-by-a-short-name",
        "E0201",
        &[(
            DATABASES,
            "  provides: [keda, external-secrets, nack, cloudnative-pg, dragonfly]",
            "  provides: [keda, external-secrets, nack, cnpg, dragonfly]",
        )],
    ),
    at(
        "output-misspelt-in-text",
        "E0406",
        &[(
            APP,
            "    LOG_LEVEL: log-level",
            "    LOG_LEVEL: log-level\n    DATABASE_URL: \"postgres://${agent-executor-db.hots}/app\"",
        )],
    ),
    at(
        "override-with-colon",
        "E0310",
        &[(
            ENTRY,
            "  override agent-executor { size: large, scale: 3..20 }",
            "  override: agent-executor { size: large, scale: 3..20 }",
        )],
    ),
    at(
        "range-as-words",
        "E0304",
        &[(
            ENTRY,
            "  override agent-executor { size: large, scale: 3..20 }",
            "  override agent-executor { size: large, scale { min: 3, max: 20 } }",
        )],
    ),
    at(
        "reversed-range-of-replicas",
        "E0303",
        &[(
            ENTRY,
            "  override agent-executor { size: large, scale: 3..20 }",
            "  override agent-executor { size: large, scale: 20..3 }",
        )],
    ),
    at(
        "reference-wrong-kind",
        "E0208",
        &[(APP, "  pull-secrets: [ghcr-pull-secret]", "  pull-secrets: [agent-executor-db]")],
    ),
    at(
        "secret-field-wrong",
        "E0310",
        &[(
            APP,
            "  keys {\n    OPENAI_API_KEY: \"/zerotouch/prod/openai_api_key\"\n    ANTHROPIC_API_KEY: \"/zerotouch/prod/anthropic_api_key\"\n  }",
            "  keys: [OPENAI_API_KEY, ANTHROPIC_API_KEY]",
        )],
    ),
    at("secret-unknown", "E0201", &[(APP, "  env-from: [llm-keys]", "  env-from: [stripe-keys]")]),
    at(
        "size-as-text",
        "E0208",
        &[(
            ENTRY,
            "  override agent-executor { size: large, scale: 3..20 }",
            "  override agent-executor { size: \"large\", scale: 3..20 }",
        )],
    ),
    at(
        "size-unknown",
        "E0201",
        &[(
            ENTRY,
            "  override agent-executor { size: large, scale: 3..20 }",
            "  override agent-executor { size: xl, scale: 3..20 }",
        )],
    ),
    at(
        "text-of-words-without-quotes",
        "E0101",
        &[(APP, "    LOG_LEVEL: log-level", "    LOG_LEVEL: log-level\n    GREETING: Hello from the agent")],
    ),
    at(
        "yaml-block",
        "E0101",
        &[(
            APP,
            "  image: \"ghcr.io/bizmatters/agent-executor:v1.0.0\"",
            "  image: \"ghcr.io/bizmatters/agent-executor:v1.0.0\"\n  security:\n    user: 1000",
        )],
    ),
    at(
        "unquoted-path",
        "E0101",
        &[(
            PLATFORM,
            "  probe ready: \"/ready\" { after: 5s, every: 5s, timeout: 3s, failures: 2 }",
            "  probe ready: /ready",
        )],
    ),
    at(
        "unit-too-much",
        "E0302",
        &[(
            PLATFORM,
            "    on nats-jetstream { consumer: consumer, lag: lag }",
            "    on nats-jetstream { consumer: consumer, lag: 5s }",
        )],
    ),
    at(
        "kind-missing",
        "E0401",
        &[(APP, "component agent-executor-cache: key-value {}", "component agent-executor-cache {}")],
    ),
];
