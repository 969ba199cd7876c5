//! The workload in each peer's own language: the same records, and the same that production says otherwise.

use super::Peer;
use crate::records::{self, Override, Record, SECRETS, SIZES, Size};
use crate::{limit, program};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The files of a peer for so many services, by their paths: sources that do not depend on their number are
/// copied from `peers/`.
#[must_use]
pub fn files(peer: Peer, services: usize) -> BTreeMap<String, String> {
    let records: Vec<Record> = (1..=services).map(records::record).collect();
    let overrides: Vec<Override> = records::overrides(services).collect();
    match peer {
        Peer::Fluo | Peer::Released => program::workload(services),
        Peer::Limit => pair("tsv", table(&records), table_of_overrides(&overrides)),
        Peer::Jrsonnet => jsonnet(&records, &overrides),
        Peer::Nickel => nickel(&records, &overrides),
        Peer::Pkl => pkl(&records, &overrides),
        Peer::Kcl => kcl(&records, &overrides),
        Peer::Cdk8s => cdk8s(&records, &overrides),
        Peer::Kustomize => kustomize(&records, &overrides),
        Peer::Helm => helm(&records, &overrides),
    }
}

fn pair(ending: &str, services: String, prod: String) -> BTreeMap<String, String> {
    BTreeMap::from([(format!("services.{ending}"), services), (format!("prod.{ending}"), prod)])
}

fn name(over: &Override) -> String {
    format!("svc-{}", over.service)
}

fn row(record: &Record) -> String {
    let Record { name, image, size, env: [ttl, level, region], stream, consumer, lag, min, max } = record;
    let (size, ttl, level, region) = (size.name, &ttl.1, &level.1, &region.1);
    format!("{name}\t{image}\t{size}\t{ttl}\t{level}\t{region}\t{stream}\t{consumer}\t{lag}\t{min}\t{max}\n")
}

fn table(records: &[Record]) -> String {
    records.iter().map(row).collect()
}

fn table_of_overrides(overrides: &[Override]) -> String {
    overrides.iter().map(|over| format!("{}\t{}\t{}\n", name(over), over.size.name, over.min)).collect()
}

/// How a language writes a record.
struct Form {
    /// Between a name and its value.
    is: &'static str,
    /// Between a name and its block.
    opens: &'static str,
    /// Behind a value and a block.
    ends: &'static str,
    /// Around the name of an entry of a table.
    entry: (&'static str, &'static str),
    /// Before the word of a size, and behind it.
    size: (&'static str, &'static str),
    /// Behind the name of what production overrides: a size, and the fewest replicas.
    weak: &'static str,
}

const JSONNET: Form =
    Form { is: ": ", opens: ": {", ends: ",", entry: ("", ""), size: ("\"", "\""), weak: "" };
const NICKEL: Form =
    Form { is: " = ", opens: " = {", ends: ",", entry: ("", ""), size: ("'", ""), weak: " | default" };
const PKL: Form =
    Form { is: " = ", opens: " {", ends: "", entry: ("[\"", "\"]"), size: ("\"", "\""), weak: "" };
const KCL: Form = Form { is: " = ", opens: " = {", ends: "", entry: ("", ""), size: ("\"", "\""), weak: "" };

const YAML: Form = Form { is: ": ", opens: ":", ends: "", entry: ("", ""), size: ("", ""), weak: "" };

impl Form {
    fn fields(&self, record: &Record) -> String {
        let Form { is, opens, ends, entry: (open, close), size: (before, behind), weak } = self;
        let Record { image, size, env, stream, consumer, lag, min, max, .. } = record;
        let mut text = format!("    image{is}\"{image}\"{ends}\n");
        let mut line = |line: String| writeln!(text, "{line}").unwrap_or_default();
        line(format!("    size{weak}{is}{before}{}{behind}{ends}", size.name));
        line(format!("    env{opens}"));
        for (variable, value) in env {
            line(format!("      {open}{variable}{close}{is}\"{value}\"{ends}"));
        }
        line(format!("    }}{ends}\n    secrets{opens}"));
        for entry in &SECRETS {
            line(format!("      {open}{}{close}{opens}", entry.variable));
            line(format!(
                "        secret{is}\"{}\"{ends}\n        key{is}\"{}\"{ends}",
                entry.secret, entry.key
            ));
            line(format!("      }}{ends}"));
        }
        line(format!("    }}{ends}\n    scale{opens}\n      stream{is}\"{stream}\"{ends}"));
        line(format!("      consumer{is}\"{consumer}\"{ends}\n      lag{is}{lag}{ends}"));
        line(format!("      min{weak}{is}{min}{ends}\n      max{is}{max}{ends}\n    }}{ends}"));
        text
    }
}

/// A text around an entry for each of several things.
fn around<T>(before: &str, things: &[T], entry: impl Fn(&T) -> String, behind: &str) -> String {
    let entries: String = things.iter().map(entry).collect();
    format!("{before}{entries}{behind}")
}

fn jsonnet(records: &[Record], overrides: &[Override]) -> BTreeMap<String, String> {
    let record = |r: &Record| format!("  \"{}\": {{\n{}  }},\n", r.name, JSONNET.fields(r));
    let over = |o: &Override| {
        format!("  \"{}\"+: {{ size: \"{}\", scale+: {{ min: {} }} }},\n", name(o), o.size.name, o.min)
    };
    let mut files =
        pair("libsonnet", around("{\n", records, record, "}\n"), around("{\n", overrides, over, "}\n"));
    copy(&mut files, "main.jsonnet", include_str!("../../peers/jsonnet/main.jsonnet"));
    copy(&mut files, "service.libsonnet", include_str!("../../peers/jsonnet/service.libsonnet"));
    files
}

fn nickel(records: &[Record], overrides: &[Override]) -> BTreeMap<String, String> {
    let record = |r: &Record| format!("  \"{}\" = {{\n{}  }},\n", r.name, NICKEL.fields(r));
    let over =
        |o: &Override| format!("  \"{}\" = {{ size = '{}, scale.min = {} }},\n", name(o), o.size.name, o.min);
    let mut files = pair("ncl", around("{\n", records, record, "}\n"), around("{\n", overrides, over, "}\n"));
    copy(&mut files, "main.ncl", include_str!("../../peers/nickel/main.ncl"));
    copy(&mut files, "service.ncl", include_str!("../../peers/nickel/service.ncl"));
    files
}

fn pkl(records: &[Record], overrides: &[Override]) -> BTreeMap<String, String> {
    let record = |r: &Record| format!("  [\"{}\"] {{\n{}  }}\n", r.name, PKL.fields(r));
    let over = |o: &Override| {
        format!("  [\"{}\"] {{ size = \"{}\"; scale {{ min = {} }} }}\n", name(o), o.size.name, o.min)
    };
    let mut files = pair(
        "pkl",
        around("amends \"service.pkl\"\n\nservices {\n", records, record, "}\n"),
        around("amends \"services.pkl\"\n\nservices {\n", overrides, over, "}\n"),
    );
    copy(&mut files, "main.pkl", include_str!("../../peers/pkl/main.pkl"));
    copy(&mut files, "service.pkl", include_str!("../../peers/pkl/service.pkl"));
    files
}

fn kcl(records: &[Record], overrides: &[Override]) -> BTreeMap<String, String> {
    let record = |r: &Record| format!("  Service {{\n    name = \"{}\"\n{}  }}\n", r.name, KCL.fields(r));
    let over =
        |o: &Override| format!("  \"{}\" = {{ size = \"{}\", min = {} }}\n", name(o), o.size.name, o.min);
    let mut files = pair(
        "k",
        around("_services: [Service] = [\n", records, record, "]\n"),
        around("_prod = {\n", overrides, over, "}\n"),
    );
    copy(&mut files, "main.k", include_str!("../../peers/kcl/main.k"));
    copy(&mut files, "run.py", include_str!("../../peers/kcl/run.py"));
    files
}

fn cdk8s(records: &[Record], overrides: &[Override]) -> BTreeMap<String, String> {
    let secret = |entry: &records::SecretEntry| {
        (entry.variable.to_owned(), json!({ "secret": entry.secret, "key": entry.key }))
    };
    let record = |r: &Record| {
        let env: Value =
            r.env.iter().map(|(variable, value)| ((*variable).to_owned(), json!(value))).collect();
        let scale =
            json!({ "stream": r.stream, "consumer": r.consumer, "lag": r.lag, "min": r.min, "max": r.max });
        let secrets: Value = SECRETS.iter().map(secret).collect();
        (
            r.name.clone(),
            json!({ "image": r.image, "size": r.size.name, "env": env, "secrets": secrets, "scale": scale }),
        )
    };
    let over = |o: &Override| (name(o), json!({ "size": o.size.name, "scale": { "min": o.min } }));
    let services: Value = records.iter().map(record).collect();
    let prod: Value = overrides.iter().map(over).collect();
    let mut files = pair("json", format!("{services:#}\n"), format!("{prod:#}\n"));
    copy(&mut files, "main.js", include_str!("../../peers/cdk8s/main.js"));
    files
}

/// A chart: the services are its values, and production has values over them. Blocks are closed by their indentation.
fn helm(records: &[Record], overrides: &[Override]) -> BTreeMap<String, String> {
    let record = |r: &Record| {
        let fields = YAML.fields(r);
        let open = fields.lines().filter(|line| !line.ends_with('}'));
        format!("  {}:\n{}", r.name, open.map(|line| format!("{line}\n")).collect::<String>())
    };
    let over = |o: &Override| {
        format!("  {}:\n    size: {}\n    scale:\n      min: {}\n", name(o), o.size.name, o.min)
    };
    let mut sizes = String::from("sizes:\n");
    for Size { name, cpu, memory } in SIZES {
        writeln!(sizes, "  {name}:").unwrap_or_default();
        for (what, cpu, memory) in [("requests", cpu.0, memory.0), ("limits", cpu.1, memory.1)] {
            writeln!(sizes, "    {what}:\n      cpu: \"{cpu}\"\n      memory: {memory}").unwrap_or_default();
        }
    }
    let nothing = if overrides.is_empty() { "  {}\n" } else { "" };
    let mut files = BTreeMap::new();
    copy(&mut files, "values.yaml", &(sizes + &around("services:\n", records, record, "")));
    copy(&mut files, "values-prod.yaml", &around("services:\n", overrides, over, nothing));
    copy(&mut files, "Chart.yaml", include_str!("../../peers/helm/Chart.yaml"));
    copy(&mut files, "run.py", include_str!("../../peers/helm/run.py"));
    copy(&mut files, "templates/_parts.tpl", include_str!("../../peers/helm/templates/_parts.tpl"));
    copy(&mut files, "templates/services.yaml", include_str!("../../peers/helm/templates/services.yaml"));
    files
}

/// Plain manifests, and an overlay of patches: it has nothing to make one from the other.
fn kustomize(records: &[Record], overrides: &[Override]) -> BTreeMap<String, String> {
    const HEAD: &str = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n";
    let (before, over) = (table(records), table_of_overrides(overrides));
    let mut files = BTreeMap::new();
    for (record, row) in records.iter().zip(limit::rows(&before, "")) {
        let mut text = Vec::new();
        limit::objects(&row, &mut text);
        files.insert(format!("base/{}.yaml", record.name), String::from_utf8_lossy(&text).into_owned());
    }
    let bases = around(HEAD, records, |record| format!("- {}.yaml\n", record.name), "");
    files.insert("base/kustomization.yaml".to_owned(), bases);
    let rows = limit::rows(&before, &over);
    let (mut resources, mut patches) = (format!("{HEAD}- ../../base\n"), String::new());
    for over in overrides {
        let (name, index) = (name(over), over.service - 1);
        let (Some(record), Some(row)) = (records.get(index), rows.get(index)) else { continue };
        let (mut patch, mut budget) = (Vec::new(), Vec::new());
        limit::patches(row, &mut patch);
        files.insert(format!("overlays/prod/{name}.yaml"), String::from_utf8_lossy(&patch).into_owned());
        writeln!(patches, "- path: {name}.yaml").unwrap_or_default();
        if record.min < 2 {
            limit::budget(row, &mut budget);
            let path = format!("{name}-budget.yaml");
            files.insert(format!("overlays/prod/{path}"), String::from_utf8_lossy(&budget).into_owned());
            writeln!(resources, "- {path}").unwrap_or_default();
        }
    }
    let patches = if patches.is_empty() { patches } else { format!("patches:\n{patches}") };
    files.insert("overlays/prod/kustomization.yaml".to_owned(), resources + &patches);
    files
}

fn copy(files: &mut BTreeMap<String, String>, path: &str, text: &str) {
    files.insert(path.to_owned(), text.to_owned());
}
