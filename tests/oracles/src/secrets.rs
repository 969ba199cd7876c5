//! Values of Secrets are never told: not in a sentence, and not in the lines of an excerpt.

use fluo_core::diagnostic::Diagnostic;
use fluo_core::source::{SourceFile, Sources};
use serde::Deserialize;
use serde_json::Value;

/// The shortest value that is looked for, in bytes: shorter ones are words of every sentence.
const SHORTEST: usize = 8;

/// No diagnostic shows a value of a Secret that stands in a YAML file.
pub(crate) fn stay_hidden(found: &[Diagnostic], sources: &Sources) {
    let yaml = |file: &&SourceFile| file.path.ends_with(".yaml") || file.path.ends_with(".yml");
    let files = sources.iter().map(|(_, file)| file).filter(yaml);
    let values: Vec<String> = files.flat_map(|file| values(&file.text)).collect();
    for diagnostic in found {
        for text in shown(diagnostic, sources) {
            let told = values.iter().find(|value| text.contains(value.as_str()));
            assert_eq!(told, None, "a value of a Secret is told: {diagnostic:?}");
        }
    }
}

/// Every text of a diagnostic, and every line that it shows.
fn shown<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Vec<&'a str> {
    let labels: Vec<_> = diagnostic.secondary.iter().chain([&diagnostic.primary]).collect();
    let mut texts: Vec<&str> = labels.iter().map(|label| label.text.as_str()).collect();
    texts.push(&diagnostic.message);
    texts.extend(diagnostic.helps.iter().map(String::as_str));
    let lines = labels.iter().filter_map(|label| {
        let text = &sources.get(label.span.file)?.text;
        let (start, end) = (usize::try_from(label.span.start).ok()?, usize::try_from(label.span.end).ok()?);
        let start = text.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
        let end = text.get(end..)?.find('\n').map_or(text.len(), |length| end + length);
        text.get(start..end)
    });
    texts.extend(lines);
    texts
}

/// The values of the Secrets in a file, as far as it can be read: those that are long and are not also a name or another word
/// of their file.
fn values(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for document in text.split("\n---").filter(|document| harmless(document)) {
        let Ok(value) =
            serde_yaml::Deserializer::from_str(document).next().map_or(Ok(Value::Null), Value::deserialize)
        else {
            continue;
        };
        if value.get("kind").and_then(Value::as_str) != Some("Secret") {
            continue;
        }
        for part in ["data", "stringData"] {
            let members = value.get(part).and_then(Value::as_object).into_iter().flatten();
            found.extend(members.filter_map(|(_, value)| value.as_str()).map(str::to_owned));
        }
    }
    found.retain(|value| value.len() >= SHORTEST && text.matches(value.as_str()).count() == 1);
    found
}

/// Whether a document may hold a Secret, and is read in a moment: nothing bounds the reader here.
fn harmless(document: &str) -> bool {
    document.contains("Secret") && document.matches(['[', '{', '*']).count() < 200
}
