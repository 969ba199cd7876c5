//! Every code has a page, and the page's programs do what it says: the first yields exactly the code, once, at the
//! marked place; the second yields nothing but its output.

use fluo_core::Built;
use fluo_core::diagnostic::{Code, Diagnostic};
use fluo_tests::pages::{Mark, Page, Program};
use fluo_tests::style;
use std::path::PathBuf;

#[test]
fn pages_are_part_of_the_compiler() {
    for code in Code::ALL {
        assert!(code.page().starts_with(&format!("# {code} · {}\n", code.info().title)), "{code}");
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../crates/core/src/diagnostic/explain")
}

fn page(code: Code) -> Option<Page> {
    std::fs::read_to_string(folder().join(format!("{code}.md"))).ok().map(|text| Page::parse(&text))
}

fn pages() -> Vec<(Code, Page)> {
    Code::ALL.iter().filter_map(|code| Some((*code, page(*code)?))).collect()
}

fn codes(built: &Built) -> Vec<&'static str> {
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
        assert_eq!(codes(&built), [code.as_str()], "{code} told\n{}", told(&built));
        assert_eq!(built.output.is_none(), code.as_str().starts_with('E'), "{code}: output");
        marks_hold(code, &page.programs[0], &built);
        let faults: Vec<String> =
            built.diagnostics.iter().flat_map(|found| style::faults(found, &built.sources)).collect();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}

fn marks_hold(code: Code, program: &Program, built: &Built) {
    for mark in &program.marks {
        assert_eq!(mark.code, code.as_str(), "{code}: a mark of another code");
        let holds = built.diagnostics.iter().any(|d| stands_at(d, mark, built));
        assert!(holds, "{code}: nothing at {mark:?}, but\n{}", told(built));
    }
    // What is wrong with a whole file has no place in it.
    let whole = built.diagnostics.iter().all(|d| d.primary.span.start == 0 && d.primary.span.end == 0);
    assert!(!program.marks.is_empty() || whole, "{code}: mark the place of the fault: `// ^^^^ {code}`");
}

fn stands_at(diagnostic: &Diagnostic, mark: &Mark, built: &Built) -> bool {
    let span = diagnostic.primary.span;
    let (start, end) = (built.sources.position(span), built.sources.position(span.at_end()));
    let columns = mark.columns.is_none_or(|(first, last)| {
        // An empty span is marked by one caret.
        start.column == first && (end.line > start.line || end.column.max(first + 1) == last)
    });
    built.sources.path(span.file) == mark.file && start.line == mark.line && columns
}

#[test]
fn the_second_program_of_a_page_is_fine() {
    for (code, page) in pages() {
        let built = page.programs[1].build();
        assert!(built.diagnostics.is_empty(), "{code} repaired still told\n{}", told(&built));
        assert!(built.output.is_some(), "{code}: the repaired program gives nothing");
    }
}
