//! Texts that other systems read: schedules, zones, images, PromQL.

use super::{Mistake, SMALL, at};

const KIND: &str = "component web: service {";
const OBSERVED: (&str, &str, &str) =
    (SMALL, "environment dev {}", "environment dev { provides: [prometheus-operator] }");
const PORT: &str = "  port http: 8080\n";

pub(super) const TEXTS: &[Mistake] = &[
    at("image-in-capitals", "E0309", &[(SMALL, "nginx:1.27", "ghcr.io/Team/Web:1.27")]),
    at("image-as-url", "E0309", &[(SMALL, "nginx:1.27", "https://ghcr.io/team/web:1.27")]),
    at("image-with-two-tags", "E0309", &[(SMALL, "nginx:1.27", "nginx:1.27:alpine")]),
    at("image-with-short-digest", "E0309", &[(SMALL, "nginx:1.27", "nginx@sha256:0123abcd")]),
    at(
        "schedule-with-seconds",
        "E0827",
        &[(SMALL, PORT, "  schedule: \"0 30 3 * * *\"\n"), (SMALL, KIND, "component web: cron {")],
    ),
    at(
        "schedule-of-sunday-7",
        "E0309",
        &[(SMALL, PORT, "  schedule: \"0 3 * * 7\"\n"), (SMALL, KIND, "component web: cron {")],
    ),
    at(
        "schedule-that-never-comes",
        "E0825",
        &[(SMALL, PORT, "  schedule: \"0 0 30 2 *\"\n"), (SMALL, KIND, "component web: cron {")],
    ),
    at(
        "schedule-with-a-zone",
        "E0309",
        &[
            (SMALL, PORT, "  schedule: \"TZ=Europe/Berlin 0 3 * * *\"\n"),
            (SMALL, KIND, "component web: cron {"),
        ],
    ),
    at(
        "zone-misspelt",
        "E0309",
        &[
            (SMALL, PORT, "  schedule: \"0 3 * * *\" { timezone: \"Europe/Berln\" }\n"),
            (SMALL, KIND, "component web: cron {"),
        ],
    ),
    at(
        "alert-with-open-bracket",
        "E0839",
        &[
            (SMALL, PORT, "  port http: 8080\n  alert Errors { expr: \"sum(rate(errors_total[5m]) > 1\" }\n"),
            OBSERVED,
        ],
    ),
    at(
        "alert-rate-without-range",
        "E0839",
        &[
            (SMALL, PORT, "  port http: 8080\n  alert Errors { expr: \"rate(errors_total) > 1\" }\n"),
            OBSERVED,
        ],
    ),
    at(
        "alert-with-one-equals",
        "E0839",
        &[(SMALL, PORT, "  port http: 8080\n  alert Down { expr: \"up = 0\" }\n"), OBSERVED],
    ),
    at(
        "alert-function-misspelt",
        "E0839",
        &[
            (
                SMALL,
                PORT,
                "  port http: 8080\n  alert Errors { expr: \"sum(increse(errors_total[5m])) > 1\" }\n",
            ),
            OBSERVED,
        ],
    ),
    at(
        "capability-misspelt",
        "E0828",
        &[(
            SMALL,
            PORT,
            "  port http: 8080\n  security { capabilities: [\"NET_BIND\"], because: \"it listens on port 80\" }\n",
        )],
    ),
    at(
        "duration-of-another-controller",
        "E0826",
        &[
            (
                SMALL,
                PORT,
                "  api: \"jetstream.nats.io/v1beta2\"\n  kind: \"Stream\"\n  spec { name: \"A\", subjects: [\"a\"], maxAge: \"30 days\" }\n",
            ),
            (SMALL, KIND, "component web: resource {"),
            (SMALL, "  image: \"nginx:1.27\"\n", ""),
            (SMALL, "environment dev {}", "environment dev { provides: [nack] }"),
        ],
    ),
];
