//! The workload as a fluo program: what a platform team decides once, one file of services a team, one environment.

use crate::records::{self, Record, SECRETS, SIZES, TEAM};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The file that is built.
pub const ENTRY: &str = "env/prod.fluo";

const PLATFORM: &str = r#"
/// The broker is there already, and so are its streams.
component nats: nats { existing: true, namespace: "nats" }

/// The stream of a team.
kind team-stream: stream {
  existing: true
  namespace: "nats"
  server: nats
}

/// Drains a JetStream consumer and scales on what waits there.
kind event-service: service {
  /// What it drains.
  param consumer: consumer
  /// Messages that one replica may leave waiting before another is started.
  param lag: int in 1..10000

  port http: 8080
  probe live: "/health" { after: 10s, every: 10s }
  probe ready: "/ready" { after: 5s, every: 10s }
  scale: 1..10 { on nats-jetstream { consumer: consumer, lag: lag } }
}

/// What every cluster of ours has in common.
environment base {
  part-of: "platform"
  flux { source git { url: "https://git.example.com/platform/fleet", branch: "main" } }
  provides: [keda]
}
"#;

/// The program for so many services: its files by their paths, in the form that `fluoc fmt` gives.
#[must_use]
pub fn workload(services: usize) -> BTreeMap<String, String> {
    let mut files = BTreeMap::from([
        ("platform/platform.fluo".to_owned(), platform()),
        (ENTRY.to_owned(), environment(services)),
    ]);
    let numbers: Vec<usize> = (1..=services).collect();
    for members in numbers.chunks(TEAM) {
        let team = records::team(members[0]);
        files.insert(format!("services/team-{team:03}.fluo"), services_of(team, members));
    }
    files
}

fn platform() -> String {
    let mut text = String::from("// What the platform team decides once, for every service.\n\n");
    for size in SIZES {
        let (name, (cpu, cpu_limit), (memory, memory_limit)) = (size.name, size.cpu, size.memory);
        line(
            &mut text,
            &format!("size {name} {{ cpu: {cpu}..{cpu_limit}, memory: {memory}..{memory_limit} }}"),
        );
    }
    text + PLATFORM
}

fn environment(services: usize) -> String {
    let mut text = String::from(
        "use \"../platform/platform.fluo\"\nuse \"../services/*.fluo\"\n\nenvironment prod: base {\n  production: true\n  network: open\n",
    );
    for (place, over) in records::overrides(services).enumerate() {
        let (service, size, min) = (over.service, over.size.name, over.min);
        let max = records::record(service).max;
        let gap = if place == 0 { "\n" } else { "" };
        line(&mut text, &format!("{gap}  override svc-{service} {{ size: {size}, scale: {min}..{max} }}"));
    }
    text + "}\n"
}

fn services_of(team: usize, members: &[usize]) -> String {
    let stream = records::stream(team);
    let mut text = format!("// The services of team {team}, and the stream that they drain.\n\n");
    line(&mut text, &format!("component team-{team:03}: team-stream {{\n  stream-name: \"{stream}\""));
    line(&mut text, &format!("  subjects: [\"team-{team:03}.>\"]"));
    let members: Vec<Record> = members.iter().map(|service| records::record(*service)).collect();
    for record in &members {
        line(
            &mut text,
            &format!("  consumer {} {{ filter: \"team-{team:03}.{}.*\" }}", record.consumer, record.name),
        );
    }
    line(&mut text, "}");
    for record in &members {
        service(&mut text, team, record);
    }
    text
}

fn service(text: &mut String, team: usize, record: &Record) {
    let Record { name, image, size, consumer, lag, min, max, .. } = record;
    line(text, &format!("\ncomponent {name}: event-service {{\n  image: \"{image}\"\n  size: {}", size.name));
    line(text, &format!("  consumer: team-{team:03}.{consumer}\n  lag: {lag}\n  scale: {min}..{max}\n"));
    for entry in &SECRETS {
        line(
            text,
            &format!(
                "  secret {0}: existing {{ keys: [{1}], name: \"{name}-{0}\" }}",
                entry.secret, entry.key
            ),
        );
    }
    line(text, "  env {");
    for (variable, value) in &record.env {
        line(text, &format!("    {variable}: \"{value}\""));
    }
    for entry in &SECRETS {
        line(text, &format!("    {}: self.{}.{}", entry.variable, entry.secret, entry.key));
    }
    line(text, "  }\n}");
}

/// Adds a line. Writing to a text does not fail.
fn line(text: &mut String, line: &str) {
    writeln!(text, "{line}").unwrap_or_default();
}
