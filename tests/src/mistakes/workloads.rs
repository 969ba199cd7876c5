//! Volumes, sizes, accounts and what Kubernetes calls them.

use super::{APP, ENTRY, Edits, Mistake, at};

/// Where a line is added to the service.
const FROM: &str = "  env-from: [llm-keys]\n";

pub(super) const WORKLOADS: &[Mistake] = &[
    at(
        "volume-of-one-pod",
        "E0815",
        &[(APP, FROM, "  env-from: [llm-keys]\n  volume models: 20Gi { at: \"/models\" }\n")],
    ),
    at("volume-without-path", "E0305", &[(APP, FROM, "  env-from: [llm-keys]\n  volume models: 20Gi\n")]),
    at(
        "claim-of-kubernetes",
        "E0304",
        &[(APP, FROM, "  env-from: [llm-keys]\n  volumeClaimTemplates: [models]\n")],
    ),
    at(
        "mount-unknown",
        "E0201",
        &[(
            APP,
            FROM,
            "  env-from: [llm-keys]\n  volume models: 20Gi { at: \"/m\", access: many }\n  mount \"/n\": model\n",
        )],
    ),
    at(
        "size-refined-misspelt",
        "E0201",
        &[(APP, FROM, "  env-from: [llm-keys]\n  size lage { grace: 60s }\n")],
    ),
    at(
        "size-refined-in-override",
        "E0312",
        &[(ENTRY, "{ size: large, scale: 3..20 }", "{ size large { scale: 3..20 } }")],
    ),
    at("kind-in-access-rule", "E0819", KIND_IN_RULE),
    at(
        "daemon-with-replicas",
        "E0304",
        &[(
            APP,
            "component agent-executor-cache: key-value {}",
            "component agent-executor-cache: key-value {}\ncomponent logs: daemon {\n  image: \"ghcr.io/bizmatters/logs:v1.0.0\"\n  replicas: 3\n}",
        )],
    ),
];

const KIND_IN_RULE: Edits = &[(
    APP,
    FROM,
    "  env-from: [llm-keys]\n  account { rule pods { resources: [Pod], verbs: [get, list] } }\n",
)];
