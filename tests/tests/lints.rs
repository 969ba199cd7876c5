//! Levels: a finding is as bad as its environment says.

use fluo_core::diagnostic::{LINTS, Severity};
use fluo_core::source::MemoryLoader;
use fluo_core::{Options, build, check};

const API: &str = "component api: service { image: \"ghcr.io/team/api:latest\", port http: 8080 }\n";

/// What is told of a program: code, severity, the texts of its labels.
fn told(environments: &str, environment: &str) -> Vec<(String, Severity, Vec<String>)> {
    let loader = MemoryLoader::new().with("app.fluo", format!("{API}{environments}"));
    let options = Options { environment: Some(environment.to_owned()), ..Options::default() };
    let found = check(&loader, "app.fluo", &options).diagnostics;
    let texts = |d: &fluo_core::diagnostic::Diagnostic| d.secondary.iter().map(|l| l.text.clone()).collect();
    found.iter().map(|d| (d.code.to_string(), d.severity, texts(d))).collect()
}

fn codes(environments: &str, environment: &str) -> Vec<(String, Severity)> {
    told(environments, environment).into_iter().map(|(code, severity, _)| (code, severity)).collect()
}

#[test]
fn production_is_stricter() {
    let error = |code: &str| (code.to_owned(), Severity::Error);
    assert_eq!(codes("environment dev {}", "dev"), []);
    let found = codes("environment prod { production: true }", "prod");
    assert_eq!(found, [error("E0705"), error("E0703")]);
}

#[test]
fn a_level_makes_an_error_a_warning_or_nothing_and_says_where() {
    let program =
        "environment prod {\n production: true\n lints { mutable-image: warn, without-requests: allow }\n}";
    let [(code, severity, labels)] = &told(program, "prod")[..] else {
        panic!("{:?}", told(program, "prod"))
    };
    assert_eq!((code.as_str(), *severity), ("E0703", Severity::Warning));
    assert_eq!(labels, &["`prod` is a production environment", "`warn` is set here"]);
    let built = build(
        &MemoryLoader::new().with("app.fluo", format!("{API}{program}")),
        "app.fluo",
        &Options::default(),
    );
    assert!(built.output.is_some());
}

#[test]
fn levels_are_inherited_and_each_environment_has_its_own() {
    let program = "environment base { lints { mutable-image: deny } }
environment dev: base { lints { mutable-image: allow } }
environment test: base {}\n";
    assert_eq!(codes(program, "dev"), []);
    assert_eq!(codes(program, "test"), [("E0703".to_owned(), Severity::Error)]);
    // Of several environments, the worst counts.
    let all = codes(program, "all");
    assert_eq!(all, [("E0703".to_owned(), Severity::Error)]);
}

#[test]
fn what_is_found_before_the_environment_is_read_has_its_level_as_well() {
    let program = "environment dev { lints { carriage-return: allow } }\r\nenvironment test {}\r\n";
    assert_eq!(codes(program, "dev"), []);
    assert_eq!(codes(program, "test"), [("W0102".to_owned(), Severity::Warning)]);
    let denied = "environment dev { lints { carriage-return: deny } }\r\n";
    assert_eq!(codes(denied, "dev"), [("W0102".to_owned(), Severity::Error)]);
}

#[test]
fn what_the_cluster_would_refuse_has_no_level() {
    let found = told("environment dev { lints { same-object: allow } }", "dev");
    assert_eq!(found.iter().map(|f| f.0.as_str()).collect::<Vec<_>>(), ["E0304"]);
    assert!(LINTS.iter().all(|lint| lint.name != "same-object"));
}
