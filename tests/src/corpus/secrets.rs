//! Faults with secrets: values in the sources, values where they could be read, Secrets that are not there.

use super::names::{append, environment, put};
use super::workloads::{WORKLOADS, inside};
use super::{Draft, Operator, System, bytes};
use fluo_core::syntax::ast::ValueKind;

const READABLE: &str = "whoever may read the object reads the secret";

pub(super) const OPERATORS: &[Operator] = &[
    Operator::new("secret-in-plain-text", plaintext, "the password stands in Git for ever"),
    Operator::new("password-in-variable", password, "the password stands in Git for ever"),
    Operator::new("secret-in-label", |s| leak(s, "labels { login: SECRET }"), READABLE),
    Operator::new(
        "secret-in-annotation",
        |s| leak(s, "annotations { \"example.com/login\": \"key ${SECRET}\" }"),
        READABLE,
    ),
    Operator::new("secret-in-arguments", |s| leak(s, "args: [\"--login=${SECRET}\"]"), READABLE),
    Operator::new("secret-in-command", |s| leak(s, "command: [\"/app\", SECRET]"), READABLE),
    Operator::new(
        "secret-in-config",
        |s| leak(s, "config settings { \"app.toml\": \"login = '${SECRET}'\" }"),
        READABLE,
    ),
    Operator::new(
        "secret-in-probe",
        |s| leak(s, "probe startup: \"/health\" { headers { Authorization: SECRET } }"),
        READABLE,
    ),
    Operator::new(
        "secret-in-patch",
        |s| leak(s, "patch Deployment { spec { template { metadata { annotations { login: SECRET } } } } }"),
        READABLE,
    ),
    Operator::new(
        "secret-in-alert",
        |s| leak(s, "alert Busy { expr: \"up == 0\", summary: \"${SECRET}\" }"),
        READABLE,
    ),
    Operator::new("secret-in-chart-values", chart_values, READABLE),
    Operator::new("secret-in-spec", spec, READABLE),
    Operator::new(
        "secret-key-unknown",
        key_unknown,
        "`CreateContainerConfigError`: the Secret has no such key",
    ),
    Operator::new(
        "secret-as-value",
        |s| of_workloads(s, "env", "LOGIN: WHOLE"),
        "no value: a Secret is many",
    ),
    Operator::new(
        "pull-secret-of-another-type",
        pull_secret,
        "`ImagePullBackOff`: the Secret is no login of a registry",
    ),
    Operator::new(
        "secret-in-another-namespace",
        elsewhere,
        "`CreateContainerConfigError`: there is no such Secret here",
    ),
    Operator::new("secret-never-used", unused, "a Secret that nobody misses").warned(),
];

/// A value of a secret of each example, and the secret.
fn secret(system: &System) -> (&'static str, &'static str) {
    match system.name.as_str() {
        "agent-executor" => ("llm-keys.OPENAI_API_KEY", "llm-keys"),
        "betrace" => ("signature.key", "signature"),
        _ => ("grafana-login.password", "grafana-login"),
    }
}

fn said(system: &System, text: &str) -> String {
    let (value, whole) = secret(system);
    text.replace("SECRET", value).replace("WHOLE", whole)
}

/// A text where a secret's value stands.
fn plaintext(system: &System) -> Vec<Draft> {
    const SECRET: [&str; 8] = [
        "password",
        "grafana-password",
        "password-hash",
        "access-key",
        "secret-key",
        "encryption",
        "login",
        "pull-secrets",
    ];
    let mut drafts = Vec::new();
    for site in
        system.sites().into_iter().filter(|site| SECRET.contains(&site.word()) && !site.above.is_empty())
    {
        let path = site.path();
        let Some(value) = &site.entry.value else { continue };
        if path.starts_with("secret/") || path.contains("values/") || path.starts_with("environment") {
            continue;
        }
        if matches!(value.kind, ValueKind::Path(_) | ValueKind::List(_)) {
            drafts.extend(
                ["\"hunter2\"", "\"c2VjcmV0Cg==\""].map(|text| Draft::at(site.file, bytes(value.span), text)),
            );
        }
    }
    drafts
}

/// A password in a variable.
fn password(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for text in [
        "API_PASSWORD: \"hunter2\"",
        "DATABASE_URL: \"postgres://app:hunter2@db.example.com:5432/app\"",
        "GITHUB_TOKEN: \"ghp_0123456789abcdefghijABCDEFGHIJ012345\"",
        "AWS_SECRET_ACCESS_KEY: \"wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY\"",
    ] {
        drafts.extend(of_workloads(system, "env", text));
    }
    drafts
}

fn of_workloads(system: &System, block: &str, text: &str) -> Vec<Draft> {
    let text = said(system, text);
    system.components(&WORKLOADS).iter().map(|site| inside(system, site, block, &text)).collect()
}

/// A secret's value where Kubernetes does not keep it secret.
fn leak(system: &System, text: &str) -> Vec<Draft> {
    let text = said(system, text);
    system.components(&["service", "worker"]).iter().map(|site| put(system, site, &text)).collect()
}

fn chart_values(system: &System) -> Vec<Draft> {
    let text = said(system, "login: SECRET");
    system
        .components(&["helm", "nats"])
        .iter()
        .filter(|site| !existing(system, site))
        .map(|site| inside(system, site, "values", &text))
        .collect()
}

fn existing(system: &System, site: &super::Site<'_>) -> bool {
    system.under(site.file, site.entry.span).contains("existing: true")
}

fn spec(system: &System) -> Vec<Draft> {
    let text = said(system, "login: SECRET");
    let own = |site: &&super::Site<'_>| system.under(site.file, site.entry.span).contains("spec {");
    system
        .components(&["resource"])
        .iter()
        .filter(own)
        .map(|site| inside(system, site, "spec", &text))
        .collect()
}

fn key_unknown(system: &System) -> Vec<Draft> {
    let mut drafts = of_workloads(system, "env", "LOGIN: WHOLE.user-name");
    drafts.extend(of_workloads(system, "env", "LOGIN: \"login ${WHOLE.PASSWORD}\""));
    drafts
}

fn pull_secret(system: &System) -> Vec<Draft> {
    let text = said(system, "pull-secrets: [WHOLE]");
    system.components(&WORKLOADS).iter().map(|site| put(system, site, &text)).collect()
}

/// A database in another namespace than those that log in to it.
fn elsewhere(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for program in &system.programs {
        let Some(entry) = environment(system, &program.entry) else { continue };
        let site = super::Site { file: &program.entry, entry, above: Vec::new() };
        let moved = match system.name.as_str() {
            "agent-executor" => ["agent-executor-db", "agent-executor-cache"].as_slice(),
            "fleet" => &["kagent-database"],
            _ => &[],
        };
        for name in moved {
            let text = format!("override {name} {{ namespace: \"databases\" }}");
            let draft = if system.under(site.file, entry.span).contains(&format!("override {name}  "))
                || system.under(site.file, entry.span).contains(&format!("override {name} "))
            {
                continue;
            } else {
                append(system, &site, &text)
            };
            drafts.push(draft.or_word(*name));
        }
    }
    drafts
}

fn unused(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in system.declared("secret") {
        let text = system.under(site.file, site.entry.span);
        if let Some(name) = site.entry.label.as_ref().filter(|_| !text.contains("registry")) {
            let again = text.replacen(name.text.as_str(), "spare", 1);
            drafts.push(Draft::insert(site.file, bytes(site.entry.span).end, format!("\n\n{again}")));
        }
    }
    drafts
}
