//! The form of messages (CONTRIBUTING.md), checked mechanically.

use fluo_core::diagnostic::Diagnostic;
use fluo_core::source::Sources;

/// Names that start a text with a capital letter.
const PROPER: [&str; 14] = [
    "AWS",
    "CloudNativePG",
    "ConfigMap",
    "Dragonfly",
    "External Secrets",
    "Flux",
    "GitHub",
    "JetStream",
    "KEDA",
    "Kubernetes",
    "NATS",
    "NACK",
    "PostgreSQL",
    "YAML",
];

/// What the compiler says to itself only.
const INTERNAL: [&str; 8] = ["Some(", "None", "Err(", "Ok(", "unwrap", "SmolStr", "Rust", "panic"];

/// Every fault of a diagnostic's form; none if it is well said.
#[must_use]
pub fn faults(diagnostic: &Diagnostic, sources: &Sources) -> Vec<String> {
    let mut faults = Vec::new();
    let texts = std::iter::once(&diagnostic.message)
        .chain(std::iter::once(&diagnostic.primary.text))
        .chain(diagnostic.secondary.iter().map(|label| &label.text))
        .chain(&diagnostic.helps)
        .chain(diagnostic.fixes.iter().map(|fix| &fix.title));
    for text in texts {
        faults.extend(of_text(text).into_iter().map(|why| format!("{why}: {text}")));
    }
    if diagnostic.message.is_empty()
        || (diagnostic.primary.text.is_empty() && !diagnostic.message.contains('`'))
    {
        faults.push("neither a label nor a name in the message".to_owned());
    }
    if diagnostic.helps.is_empty() {
        faults.push("no help".to_owned());
    }
    let path = sources.path(diagnostic.primary.span.file);
    if path.starts_with('<') {
        faults.push(format!("the primary label stands in {path}"));
    }
    faults.into_iter().map(|fault| format!("{}: {fault}", diagnostic.code)).collect()
}

fn of_text(text: &str) -> Vec<&'static str> {
    let upper = text.starts_with(char::is_uppercase) && !PROPER.iter().any(|name| text.starts_with(name));
    let checks = [
        (text.contains('\n'), "more than one line"),
        (text.ends_with('.'), "a final stop"),
        (text.matches('`').count() % 2 == 1, "a backtick without its other half"),
        (text.contains("``"), "empty backticks"),
        (INTERNAL.iter().any(|word| text.contains(word)), "a word of the compiler's own"),
        (upper, "a capital letter at the start"),
    ];
    checks.into_iter().filter(|(bad, _)| *bad).map(|(_, why)| why).collect()
}
