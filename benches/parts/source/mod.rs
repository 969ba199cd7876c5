//! Source text made in code, for the benchmarks: what a fleet's components look like, and bare nesting.

use std::fmt::Write;

/// About `bytes` of components with comments, environment variables, probes and secrets.
#[must_use]
pub(crate) fn realistic(bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 4096);
    for i in 0.. {
        if text.len() >= bytes {
            break;
        }
        component(&mut text, i).unwrap_or_default();
    }
    text
}

fn component(text: &mut String, i: usize) -> std::fmt::Result {
    write!(
        text,
        r#"component events-{i}: stream {{
  server: nats
  subjects: ["agent-{i}.>"]
  retention: limits
  consumer executor-workers {{ filter: "agent-{i}.execute.*", ack-wait: 30s }}
}}

component db-{i}: postgres {{ storage: 20Gi }}

component cache-{i}: cache {{}}

// Keys of the language models; rotated by hand.
secret llm-keys-{i}: external {{
  store: aws
  keys {{
    OPENAI_API_KEY:    "/zerotouch/prod/openai_api_key"
    ANTHROPIC_API_KEY: "/zerotouch/prod/anthropic_api_key"
  }}
}}

/// Runs agents that arrive on the stream.
/// One replica takes one agent at a time.
component executor-{i}: event-driven-service {{
  image: "ghcr.io/bizmatters/agent-executor:v1.0.{i}"
  pull-secrets: [ghcr]
  consumer: events-{i}.executor-workers
  lag: 5
  size: medium

  port http: 8080
  port metrics: 9090 {{ protocol: tcp }}

  probe live:  "/health" {{ after: 10s, every: 10s, timeout: 5s, failures: 3 }}
  probe ready: "/ready"  {{ after: 5s,  every: 5s,  timeout: 3s, failures: 2 }}

  scale: 1..10 {{
    cpu: 70%
    on nats-jetstream {{ consumer: consumer, lag: lag }}   // the backlog decides
  }}

  env {{
    POSTGRES_HOST:     db-{i}.host
    POSTGRES_PASSWORD: db-{i}.password
    DATABASE_URL:      "postgres://${{db-{i}.username}}:${{db-{i}.password}}@${{db-{i}.host}}:5432/app"
    DRAGONFLY_HOST:    cache-{i}.host
    LOG_LEVEL:         log-level
    WORKERS:           4
  }}
  env-from: [llm-keys-{i}]

  resources {{ cpu: 500m..2, memory: 1Gi..4Gi }}
  network {{
    egress: [
      db-{i}
      cache-{i}
      internet
    ]
  }}
  mount "/etc/agent": config
  config agent {{ "agent.yaml": file("config/agent.yaml") }}

  init migrate {{ command: ["/bin/bash", "-c"], args: ["cd /app && ./scripts/ci/run-migrations.sh"] }}
}}

"#
    )
}

/// About `bytes` of blocks that nest `depth` deep.
#[must_use]
pub(crate) fn blocks(bytes: usize, depth: usize) -> String {
    let open: String = (0..depth).map(|i| format!("{}level {{\n", "  ".repeat(i))).collect();
    let close: String = (0..depth).rev().map(|i| format!("{}}}\n", "  ".repeat(i))).collect();
    let one = format!("{open}{}leaf: 1\n{close}", "  ".repeat(depth));
    one.repeat(bytes / one.len() + 1)
}

/// About `bytes` of lists that nest `depth` deep.
#[must_use]
pub(crate) fn lists(bytes: usize, depth: usize) -> String {
    let one = format!("field: {}1, 2{}\n", "[".repeat(depth), "]".repeat(depth));
    one.repeat(bytes / one.len() + 1)
}
