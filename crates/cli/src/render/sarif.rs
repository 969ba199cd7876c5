//! SARIF 2.1.0, the form in which code scanning takes results: one document for a run.
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>
//!
//! Columns count code units of UTF-16, as `columnKind` says. Paths are relative to the current folder, `%SRCROOT%`.

use super::findings::Report;
use super::region::Region;
use super::short::word;
use crate::failure::Failure;
use fluo_core::diagnostic::{Applicability, Code, Diagnostic, Edit, Fix, Label};
use fluo_core::source::{Sources, Span};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::Path;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
const ROOT: &str = "%SRCROOT%";

/// The document of a run.
pub(super) fn render(report: &Report, cwd: &Path) -> String {
    let mut rules: BTreeMap<Code, usize> = report.list.iter().map(|found| (found.code, 0)).collect();
    rules.values_mut().enumerate().for_each(|(at, index)| *index = at);
    let results: Vec<Value> =
        report.list.iter().map(|found| result(found, rules.get(&found.code), report)).collect();
    let rules: Vec<Value> = rules.keys().map(|code| rule(*code)).collect();
    document(cwd, &rules, &results, true, &[])
}

/// The document of a run that something stood in the way of.
pub(super) fn failure(failure: &Failure, cwd: &Path) -> String {
    let text = lines(&failure.message, "", &failure.helps);
    let notification = json!({ "level": "error", "message": { "text": text } });
    document(cwd, &[], &[], false, &[notification])
}

fn document(
    cwd: &Path,
    rules: &[Value],
    results: &[Value],
    successful: bool,
    notifications: &[Value],
) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let driver = json!({
        "name": "fluoc",
        "semanticVersion": version,
        "version": version,
        "rules": rules,
    });
    let mut invocation = json!({ "executionSuccessful": successful });
    if let Some(fields) = invocation.as_object_mut().filter(|_| !notifications.is_empty()) {
        fields.insert("toolExecutionNotifications".to_owned(), notifications.into());
    }
    let run = json!({
        "tool": { "driver": driver },
        "columnKind": "utf16CodeUnits",
        "originalUriBaseIds": { ROOT: { "uri": folder_uri(cwd) } },
        "invocations": [invocation],
        "results": results,
    });
    let document = json!({ "$schema": SCHEMA, "version": "2.1.0", "runs": [run] });
    // Strings and numbers always have a form in JSON.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn rule(code: Code) -> Value {
    let info = code.info();
    let prose = code.prose();
    let mut rule = json!({
        "id": info.code,
        "name": format!("{code:?}"),
        "shortDescription": { "text": info.title },
        "fullDescription": { "text": prose.first().map_or(info.title, String::as_str) },
        "help": { "text": prose.join("\n\n"), "markdown": code.page() },
        "defaultConfiguration": { "level": word(info.severity) },
        // What GitHub sorts by; it knows these words of security queries.
        "properties": { "problem.severity": word(info.severity), "precision": "very-high" },
    });
    if let (Some(url), Some(fields)) = (code.source(), rule.as_object_mut()) {
        fields.insert("helpUri".to_owned(), url.into());
    }
    rule
}

fn result(diagnostic: &Diagnostic, rule: Option<&usize>, report: &Report) -> Value {
    let sources = &report.sources;
    let text = lines(&diagnostic.message, &diagnostic.primary.text, &diagnostic.helps);
    let mut fields = Map::new();
    fields.insert("ruleId".to_owned(), diagnostic.code.as_str().into());
    fields.insert("ruleIndex".to_owned(), rule.copied().into());
    fields.insert("level".to_owned(), word(diagnostic.severity).into());
    fields.insert("message".to_owned(), json!({ "text": text }));
    fields.insert("locations".to_owned(), json!([location(diagnostic.primary.span, sources)]));
    if !diagnostic.secondary.is_empty() {
        let related = diagnostic.secondary.iter().zip(1u32..);
        let related: Vec<Value> = related.map(|(label, id)| other(label, id, sources)).collect();
        fields.insert("relatedLocations".to_owned(), related.into());
    }
    if !diagnostic.fixes.is_empty() {
        let fixes: Vec<Value> = diagnostic.fixes.iter().map(|fix| repair(fix, sources)).collect();
        fields.insert("fixes".to_owned(), fixes.into());
    }
    let environments = report.environments(diagnostic);
    if !environments.is_empty() {
        fields.insert("properties".to_owned(), json!({ "environments": environments }));
    }
    fields.into()
}

/// The message, what stands at the place, and what to write instead: all of it is shown as one text.
fn lines(message: &str, label: &str, helps: &[String]) -> String {
    let label = Some(label.to_owned()).filter(|label| !label.is_empty());
    let helps = helps.iter().map(|help| format!("help: {help}"));
    std::iter::once(message.to_owned()).chain(label).chain(helps).collect::<Vec<_>>().join("\n")
}

fn location(span: Span, sources: &Sources) -> Value {
    match sources.path(span.file) {
        // A file that comes with fluo has no URI that anybody could open.
        path if path.starts_with('<') || sources.get(span.file).is_none() => {
            let line = sources.position(span).line;
            json!({ "logicalLocations": [{ "name": path, "fullyQualifiedName": format!("{path}:{line}") }] })
        }
        path => json!({
            "physicalLocation": { "artifactLocation": artifact(path), "region": region(span, sources) },
        }),
    }
}

fn other(label: &Label, id: u32, sources: &Sources) -> Value {
    let mut location = location(label.span, sources);
    if let Some(fields) = location.as_object_mut() {
        fields.insert("id".to_owned(), id.into());
        fields.insert("message".to_owned(), json!({ "text": label.text }));
    }
    location
}

fn artifact(path: &str) -> Value {
    // A reference relative to the root does not lead out of it.
    let outside = path.starts_with('/') || path.starts_with("../") || path.get(1..3) == Some(":/");
    if !outside {
        return json!({ "uri": encoded(path), "uriBaseId": ROOT });
    }
    match std::path::absolute(path).map(|full| file_uri(&full)) {
        Ok(uri) => json!({ "uri": uri }),
        Err(_) => json!({ "uri": encoded(path) }),
    }
}

fn region(span: Span, sources: &Sources) -> Value {
    let Region { start, end } = Region::in_utf16(span, sources);
    json!({
        "startLine": start.line, "startColumn": start.column,
        "endLine": end.line, "endColumn": end.column,
    })
}

fn repair(fix: &Fix, sources: &Sources) -> Value {
    let mut files: BTreeMap<&str, Vec<&Edit>> = BTreeMap::new();
    for edit in &fix.edits {
        files.entry(sources.path(edit.span.file)).or_default().push(edit);
    }
    let replacement = |edit: &&Edit| json!({ "deletedRegion": region(edit.span, sources), "insertedContent": { "text": edit.text } });
    let changes = files.iter().map(|(path, edits)| {
        let replacements: Vec<Value> = edits.iter().map(replacement).collect();
        json!({ "artifactLocation": artifact(path), "replacements": replacements })
    });
    let applicability = match fix.applicability {
        Applicability::Safe => "safe",
        Applicability::Unsafe => "unsafe",
        Applicability::Placeholder => "placeholder",
    };
    json!({
        "description": { "text": fix.title },
        "artifactChanges": changes.collect::<Vec<_>>(),
        "properties": { "applicability": applicability },
    })
}

fn folder_uri(folder: &Path) -> String {
    let uri = file_uri(folder);
    if uri.ends_with('/') { uri } else { format!("{uri}/") }
}

/// `file:///home/me/project`, `file:///C:/project`; without `.` and `..`.
fn file_uri(path: &Path) -> String {
    let mut parts: Vec<String> = Vec::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir => {
                parts.pop();
            }
            std::path::Component::RootDir | std::path::Component::CurDir => {}
            part => parts.push(encoded(&part.as_os_str().to_string_lossy().replace('\\', "/"))),
        }
    }
    format!("file:///{}", parts.join("/"))
}

/// A path as a URI reference (RFC 3986).
fn encoded(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                text.push(char::from(byte));
            }
            byte => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::tests::report;
    use fluo_core::source::FileId;

    #[test]
    fn a_result_holds_everything() {
        let mut report =
            report(&[("env/ä b.fluo", "\"🦀\": 512m\n"), ("<prelude>/x.fluo", "a\nb\n")], &["prod", "dev"]);
        let mut found = Diagnostic::new(Code::WrongUnit, Span::new(FileId(0), 8, 12), "expected `bytes`")
            .label("a share of cpu")
            .also(Span::new(FileId(1), 2, 3), "its type")
            .replace_with("512Mi", Applicability::Safe);
        found.environments.insert("prod".into());
        report.list.push(found);
        let document: Value = serde_json::from_str(&render(&report, Path::new("/home/me"))).unwrap();
        let run = &document["runs"][0];
        assert_eq!(run["originalUriBaseIds"][ROOT]["uri"], "file:///home/me/");
        assert_eq!(run["tool"]["driver"]["rules"][0]["name"], "WrongUnit");
        let artifact = json!({ "uri": "env/%C3%A4%20b.fluo", "uriBaseId": ROOT });
        let region = json!({ "startLine": 1, "startColumn": 7, "endLine": 1, "endColumn": 11 });
        assert_eq!(
            run["results"][0],
            json!({
                "ruleId": "E0302", "ruleIndex": 0, "level": "error",
                "message": { "text": "expected `bytes`\na share of cpu\nhelp: write `512Mi`" },
                "locations": [{ "physicalLocation": { "artifactLocation": artifact, "region": region } }],
                "relatedLocations": [{
                    "id": 1, "message": { "text": "its type" },
                    "logicalLocations": [{
                        "name": "<prelude>/x.fluo", "fullyQualifiedName": "<prelude>/x.fluo:2",
                    }],
                }],
                "fixes": [{
                    "description": { "text": "write `512Mi`" },
                    "properties": { "applicability": "safe" },
                    "artifactChanges": [{
                        "artifactLocation": artifact,
                        "replacements": [{ "deletedRegion": region, "insertedContent": { "text": "512Mi" } }],
                    }],
                }],
                "properties": { "environments": ["prod"] },
            })
        );
    }

    #[test]
    fn paths_are_uris() {
        assert_eq!(file_uri(Path::new("/a/b/../c d")), "file:///a/c%20d");
        assert_eq!(folder_uri(Path::new("/")), "file:///");
        assert_eq!(artifact("/x/y.fluo"), json!({ "uri": "file:///x/y.fluo" }));
    }
}
