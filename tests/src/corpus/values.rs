//! Wrong values: units, ranges, texts that their types do not admit.

use super::{Draft, Operator, Site, System, bytes};
use fluo_core::source::Span;
use fluo_core::syntax::ast::{Value, ValueKind};

pub(super) const OPERATORS: &[Operator] = &[
    Operator::new("unit-missing", |s| numbers(s, unit_missing), "512 bytes of memory: the pod never starts"),
    Operator::new("unit-wrong", |s| numbers(s, unit_wrong), "the API server can't read the quantity"),
    Operator::new("unit-of-another-family", |s| numbers(s, other_family), "`512m` of memory is half a byte"),
    Operator::new(
        "number-as-text",
        |s| numbers(s, |n, _| vec![format!("\"{n}\"")]),
        "the API server refuses the type",
    ),
    Operator::new(
        "number-negative",
        |s| numbers(s, |n, _| vec![format!("-{n}")]),
        "the API server refuses the value",
    ),
    Operator::new("number-with-blank", |s| numbers(s, blank), "the API server can't read the quantity"),
    Operator::new(
        "number-as-word",
        |s| numbers(s, |_, _| vec!["two".to_owned()]),
        "the API server refuses the type",
    ),
    Operator::new("number-out-of-range", out_of_range, "the API server refuses the value"),
    Operator::new("range-reversed", range_reversed, "a limit below its request, a maximum below its minimum"),
    Operator::new("range-otherwise", range_otherwise, "nothing: the file could not be read as it is meant"),
    Operator::new("type-wrong", type_wrong, "the API server refuses the type"),
    Operator::new("image-broken", |s| texts(s, "image", &IMAGES), "`InvalidImageName`: the pod never starts"),
    Operator::new(
        "subject-broken",
        |s| texts(s, "subjects", &["agent..*", "agent.>.done", "agent events"]),
        "NATS refuses the stream",
    ),
    Operator::new(
        "filter-broken",
        |s| texts(s, "filter", &["agent..execute", "agent.>.x", " "]),
        "NATS refuses the consumer",
    ),
    Operator::new(
        "filter-outside",
        |s| texts(s, "filter", &["orders.>", "agents.execute.*"]),
        "the consumer never gets a message",
    ),
    Operator::new("host-broken", |s| texts(s, "domain", &HOSTS), "the API server refuses the host"),
    Operator::new("url-broken", |s| texts(s, "url", &URLS), "Flux can't fetch the source"),
    Operator::new(
        "version-broken",
        |s| texts(s, "version", &["latest version", "1..2", "one"]),
        "Flux finds no chart",
    ),
    Operator::new(
        "repository-broken",
        |s| texts(s, "repository", &["charts.example.com", "oci:/ghcr.io/x", "htps://charts.example.com"]),
        "Flux can't fetch the chart",
    ),
    Operator::new(
        "api-broken",
        |s| texts(s, "api", &["traefik.io", "v1alpha1/traefik.io", "Traefik.io/v1"]),
        "no matches for kind",
    ),
    Operator::new("kind-name-broken", kind_name, "no matches for kind"),
    Operator::new(
        "namespace-broken",
        |s| texts(s, "namespace", &["Monitoring", "team a", "-team", "team_a"]),
        "the API server refuses the name",
    ),
    Operator::new(
        "expression-broken",
        |s| texts(s, "expr", &EXPRESSIONS),
        "the Prometheus operator refuses the rule, no alert ever fires",
    ),
    Operator::new("path-broken", paths, "the API server refuses the path, or a probe that never succeeds"),
    Operator::new("layout-broken", layout, "files that overwrite each other, or lie outside the tree"),
    Operator::new(
        "database-name-broken",
        |s| texts(s, "database", &["My Database", "order-items", "1st"]),
        "PostgreSQL refuses the name",
    ),
    Operator::new("secret-path-empty", secret_path, "External Secrets finds nothing"),
    Operator::new("duration-otherwise", durations, "Flux or Prometheus can't read the duration"),
];

const IMAGES: [&str; 8] = [
    "Not An Image!!",
    "ghcr.io/Acme/App:1.0.0",
    "https://ghcr.io/acme/app:1.0.0",
    "ghcr.io/acme/app:",
    "ghcr.io/acme/app:1.0:2",
    "ghcr.io/acme/app@sha256:abc",
    "ghcr.io/acme//app:1.0.0",
    "",
];
/// Stands for what the example has.
const WRITTEN: &str = "WRITTEN";
const HOSTS: [&str; 6] = [
    "https://WRITTEN",
    "fleet_example.com",
    "fleet..example.com",
    "-fleet.example.com",
    "fleet.example.com:8080",
    "fleet example",
];
const URLS: [&str; 4] =
    ["github.com/acme/fleet", "htps://github.com/acme/fleet", "", "https://git hub.com/acme"];
const EXPRESSIONS: [&str; 6] = [
    "sum(rate(http_requests_total[5m])",
    "up == == 0",
    "rate(http_requests_total[5 minutes]) > 1",
    "sum by instance (up) == 0",
    "up{job=web} == 0",
    "",
];

/// The numbers of fields whose types the compiler knows, with the path of their field.
fn literals(system: &System) -> Vec<(Site<'_>, Span, bool)> {
    let mut found = Vec::new();
    for site in system.sites().into_iter().filter(|site| !site.is_free() && !site.above.is_empty()) {
        match site.entry.value.as_ref().map(|value| (&value.kind, value)) {
            Some((ValueKind::Number(_), value)) => found.push((site, value.span, false)),
            Some((ValueKind::Range(low, high), _)) => {
                found.push((site.clone(), low.span, false));
                found.extend(high.iter().map(|high| (site.clone(), high.span, true)));
            }
            _ => {}
        }
    }
    found.retain(|(site, _, _)| site.word() != "param" && site.word() != "output");
    found
}

fn numbers(system: &System, wrong: fn(&str, &str) -> Vec<String>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (site, span, upper) in literals(system) {
        let number = system.under(site.file, span);
        // What every environment's own layer replaces is not there to be wrong.
        if site.path() == "kind/scale" && !upper && wrong("1", "scale").iter().any(|text| text == "-1") {
            continue;
        }
        // Without its unit an upper end of cores is only very high.
        let field = if upper && site.word() == "cpu" { "upper" } else { site.word() };
        drafts.extend(wrong(number, field).into_iter().map(|text| Draft::at(site.file, bytes(span), text)));
    }
    drafts
}

fn split(number: &str) -> (&str, &str) {
    number.split_at(number.rfind(|c: char| c.is_ascii_digit()).map_or(0, |at| at + 1))
}

fn unit_missing(number: &str, field: &str) -> Vec<String> {
    let (digits, unit) = split(number);
    if unit.is_empty() || field == "upper" { Vec::new() } else { vec![digits.to_owned()] }
}

fn unit_wrong(number: &str, field: &str) -> Vec<String> {
    let (digits, unit) = split(number);
    let others: &[&str] = match unit {
        "Mi" => &["MB", "mi", "M B"],
        "Gi" => &["GB", "gi"],
        "s" => &["sec", "S"],
        "m" if field == "cpu" => &["millicores", "M"],
        "m" => &["min", "minutes"],
        "h" => &["hours", "hr"],
        "d" => &["days", "D"],
        "%" => &["percent"],
        "" => &["x", "pcs"],
        _ => &[],
    };
    others.iter().map(|unit| format!("{digits}{unit}")).collect()
}

fn other_family(number: &str, field: &str) -> Vec<String> {
    let (digits, unit) = split(number);
    let others: &[&str] = match unit {
        "Mi" | "Gi" => &["m", "s", "%"],
        "s" | "h" | "d" => &["Mi", "%"],
        "m" if field == "cpu" || field == "upper" => &["Mi", "s"],
        "m" => &["Mi", "%"],
        "%" => &["m", "s"],
        "" if field == "cpu" || field == "upper" => &["Gi", "s"],
        _ => &["s", "Mi"],
    };
    others.iter().map(|unit| format!("{digits}{unit}")).collect()
}

fn blank(number: &str, _: &str) -> Vec<String> {
    let (digits, unit) = split(number);
    if unit.is_empty() { Vec::new() } else { vec![format!("{digits} {unit}")] }
}

/// Numbers that no cluster takes.
const LIMITS: [(&str, &[&str]); 11] = [
    ("port", &["0", "65536", "808080"]),
    ("instances", &["0", "1000"]),
    ("replicas", &["0", "20000"]),
    ("members", &["0", "500"]),
    ("quorum", &["0", "20"]),
    ("failures", &["0", "5000"]),
    ("max-deliver", &["0"]),
    ("lag", &["0", "100000"]),
    ("pods", &["0"]),
    ("cpu", &["0..1"]),
    ("every", &["0s"]),
];

fn out_of_range(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in system.sites().into_iter().filter(|site| !site.is_free() && site.above.len() <= 4) {
        let number = site.entry.value.as_ref().filter(|value| matches!(value.kind, ValueKind::Number(_)));
        let Some(value) = number.filter(|_| !site.above.is_empty()) else { continue };
        // A percentage of cores is no number of cores.
        let scaled = site.word() == "cpu";
        for (_, others) in LIMITS.iter().filter(|(word, _)| *word == site.word() && !scaled) {
            drafts
                .extend(others.iter().map(|other| Draft::at(site.file, bytes(value.span), *other).of(&site)));
        }
    }
    drafts
}

fn ranges(system: &System) -> Vec<(Site<'_>, &Value, &Value)> {
    let mut found = Vec::new();
    for site in system.sites().into_iter().filter(|site| site.word() != "param") {
        if let Some(ValueKind::Range(low, Some(high))) = site.entry.value.as_ref().map(|value| &value.kind) {
            found.push((site.clone(), low.as_ref(), high.as_ref()));
        }
    }
    found
}

fn range_reversed(system: &System) -> Vec<Draft> {
    let make = |(site, low, high): (Site<'_>, &Value, &Value)| {
        let text = format!("{}..{}", system.under(site.file, high.span), system.under(site.file, low.span));
        Draft::at(site.file, bytes(low.span.to(high.span)), text)
    };
    ranges(system).into_iter().map(make).collect()
}

fn range_otherwise(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (site, low, high) in ranges(system) {
        let between = bytes(low.span).end..bytes(high.span).start;
        drafts.extend(
            [" - ", "...", " to ", ":", ".."]
                .iter()
                .take(4)
                .map(|sign| Draft::at(site.file, between.clone(), *sign)),
        );
    }
    drafts
}

/// A list for a scalar, a block for a scalar, a scalar for a list.
fn type_wrong(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in system.sites().into_iter().filter(|site| !site.is_free() && site.above.len() == 1) {
        let Some(value) = &site.entry.value else { continue };
        let text = system.under(site.file, value.span);
        let wrong = match &value.kind {
            ValueKind::String(_) => vec![format!("[{text}]"), "42".to_owned()],
            ValueKind::Number(_) => vec![format!("[{text}]"), "true".to_owned()],
            ValueKind::List(items) if !items.is_empty() => vec!["true".to_owned(), "{}".to_owned()],
            ValueKind::Path(_) => vec![format!("[{text}]"), "12".to_owned()],
            _ => Vec::new(),
        };
        let fits = ["param", "output", "deploy", "network"].contains(&site.word());
        let draft = |wrong: String| {
            let draft = Draft::at(site.file, bytes(value.span), wrong.clone());
            if wrong.contains(text) { draft } else { draft.lost() }
        };
        drafts.extend(wrong.into_iter().filter(|_| !fits).map(draft));
    }
    drafts
}

/// Other texts for a field.
fn texts(system: &System, field: &str, wrong: &[&str]) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in system.sites().into_iter().filter(|site| site.word() == field && !site.is_free()) {
        let Some(value) = site.entry.value.as_ref().filter(|_| !site.above.is_empty()) else { continue };
        let place = match &value.kind {
            ValueKind::String(_) => value.span,
            ValueKind::List(items) if items.len() == 1 && matches!(items[0].kind, ValueKind::String(_)) => {
                items[0].span
            }
            _ => continue,
        };
        let written = system.files[site.file][bytes(place)].trim_matches('"');
        let layered = site.top().word.text == "kind" && site.word() == "namespace";
        drafts.extend(wrong.iter().filter(|_| !layered).map(|text| {
            Draft::at(site.file, bytes(place), format!("\"{}\"", text.replace(WRITTEN, written))).of(&site)
        }));
    }
    drafts
}

fn kind_name(system: &System) -> Vec<Draft> {
    let kinds = texts(system, "kind", &["ingressroute", "Ingress Route", ""]);
    kinds.into_iter().collect()
}

/// Paths of probes and volumes.
fn paths(system: &System) -> Vec<Draft> {
    let mut drafts = texts(system, "health", &["v1/health", "http://localhost/health"]);
    drafts.extend(texts(system, "ready", &["ready", "/re ady"]));
    drafts.extend(texts(system, "at", &["data", "", "/data:ro", "/"]));
    drafts.extend(texts(system, "probe", &["health", "GET /health"]));
    drafts
}

fn layout(system: &System) -> Vec<Draft> {
    let mut drafts = texts(system, "nodes", &["apps/base", "../{node}", "/apps/{node}", "apps/{component}"]);
    drafts.extend(texts(
        system,
        "kustomizations",
        &["base/services.yaml", "../base/{node}.yaml", "base/{name}.yaml"],
    ));
    drafts.extend(texts(
        system,
        "root",
        &["/clusters/{cluster}", "../clusters/{environment}", "clusters/{env}/{cluster}"],
    ));
    drafts
}

fn secret_path(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in system.sites().into_iter().filter(|site| site.path().starts_with("secret/keys/")) {
        if let Some(value) = &site.entry.value {
            drafts.push(Draft::at(site.file, bytes(value.span), "\"\""));
        }
    }
    drafts
}

/// Durations as other systems write them.
fn durations(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (site, span, _) in literals(system) {
        let (_, unit) = split(system.under(site.file, span));
        let cpu = ["cpu", "memory", "percent"].contains(&site.word());
        if !cpu && ["s", "m", "h", "d"].contains(&unit) {
            drafts.extend(
                ["\"1 hour\"", "1.5h30", "PT5M", "1m 30s"]
                    .map(|text| Draft::at(site.file, bytes(span), text)),
            );
        }
    }
    drafts
}
