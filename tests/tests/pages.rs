//! Every code has a page, and the page's programs do what it says: the first yields exactly the code, at the marked
//! line; the second yields nothing.

use fluo_core::Built;
use fluo_core::diagnostic::{Code, Diagnostic};
use fluo_tests::pages::{Page, Program};
use std::collections::BTreeSet;
use std::path::PathBuf;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../crates/core/src/diagnostic/explain")
}

fn page(code: Code) -> Option<Page> {
    std::fs::read_to_string(folder().join(format!("{code}.md"))).ok().map(|text| Page::parse(&text))
}

fn pages() -> Vec<(Code, Page)> {
    Code::ALL.iter().filter_map(|code| Some((*code, page(*code)?))).collect()
}

fn codes(built: &Built) -> BTreeSet<&'static str> {
    built.diagnostics.iter().map(|d| d.code.as_str()).collect()
}

fn told(built: &Built) -> String {
    let line = |d: &Diagnostic| {
        let at = built.sources.position(d.primary.span);
        format!(
            "  {}:{}:{} {}: {}\n",
            built.sources.path(d.primary.span.file),
            at.line,
            at.column,
            d.code,
            d.message
        )
    };
    built.diagnostics.iter().map(line).collect()
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let missing: Vec<&str> =
        Code::ALL.iter().filter(|code| page(**code).is_none()).map(|code| code.as_str()).collect();
    assert!(missing.is_empty(), "codes without a page: {missing:?}");
    for entry in std::fs::read_dir(folder()).expect("the folder of pages") {
        let name = entry.expect("an entry").file_name().into_string().expect("a plain name");
        let code = name.trim_end_matches(".md");
        assert!(Code::parse(code).is_some(), "the page {name} explains no code");
    }
}

#[test]
fn a_page_has_the_titles_of_its_code_and_two_programs() {
    for (code, page) in pages() {
        assert_eq!(page.title, format!("{code} · {}", code.info().title));
        assert_eq!(page.programs.len(), 2, "{code}: a failing and a repaired program");
        assert!(page.prose.trim().len() > 80, "{code}: says too little about what would happen");
    }
}

#[test]
fn the_first_program_of_a_page_yields_its_code_and_no_other() {
    for (code, page) in pages() {
        let built = page.programs[0].build();
        assert_eq!(codes(&built), BTreeSet::from([code.as_str()]), "{code} told\n{}", told(&built));
        assert_eq!(built.output.is_none(), code.as_str().starts_with('E'), "{code}: output");
        marks_hold(code, &page.programs[0], &built);
        for diagnostic in &built.diagnostics {
            well_said(diagnostic, &built);
        }
    }
}

fn marks_hold(code: Code, program: &Program, built: &Built) {
    for (file, line, mark) in &program.marks {
        assert_eq!(mark, code.as_str(), "{code}: a mark of another code");
        let holds = built.diagnostics.iter().any(|d| {
            built.sources.path(d.primary.span.file) == file
                && built.sources.position(d.primary.span).line == *line
        });
        assert!(holds, "{code}: nothing at {file}:{line}, but\n{}", told(built));
    }
    let unmarked =
        program.marks.is_empty() && !code.as_str().starts_with("E01") && !code.as_str().starts_with("W01");
    assert!(!unmarked || code == Code::NoEnvironment, "{code}: mark the line of the fault with `//~ {code}`");
}

/// The form of messages: CONTRIBUTING.md.
fn well_said(diagnostic: &Diagnostic, built: &Built) {
    let code = diagnostic.code;
    let texts = std::iter::once(&diagnostic.message)
        .chain(std::iter::once(&diagnostic.primary.text))
        .chain(diagnostic.secondary.iter().map(|label| &label.text))
        .chain(&diagnostic.helps);
    for text in texts {
        assert!(!text.contains('\n'), "{code}: more than one line: {text}");
        assert!(!text.ends_with('.') || text.ends_with('…'), "{code}: a final stop: {text}");
        assert_eq!(text.matches('`').count() % 2, 0, "{code}: backticks: {text}");
        for word in ["Some(", "None", "Err(", "unwrap", "SmolStr", "Span"] {
            assert!(!text.contains(word), "{code}: a word of the compiler's: {text}");
        }
        let proper = ["CloudNativePG", "KEDA", "Flux", "Kubernetes", "NATS", "JetStream", "External"];
        let upper = text.starts_with(|c: char| c.is_uppercase());
        assert!(!upper || proper.iter().any(|name| text.starts_with(name)), "{code}: upper case: {text}");
    }
    assert!(!diagnostic.helps.is_empty(), "{code}: no help: {}", diagnostic.message);
    let path = built.sources.path(diagnostic.primary.span.file);
    assert!(!path.starts_with('<'), "{code}: the primary label stands in {path}");
}

#[test]
fn the_second_program_of_a_page_is_fine() {
    for (code, page) in pages() {
        let built = page.programs[1].build();
        assert!(built.diagnostics.is_empty(), "{code} repaired still told\n{}", told(&built));
        assert!(built.output.is_some(), "{code}: the repaired program gives nothing");
    }
}
