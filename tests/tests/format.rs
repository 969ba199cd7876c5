//! Formatting keeps what a file says: its tree, its comments, what is built of it. And it is done after one time.

use fluo_core::source::{LoadError, Loader};
use fluo_core::{emit, format};
use fluo_tests::project::{DiskLoader, examples, files_below, must_build_all, root};
use fluo_tests::tree::{Said, said};
use fluo_tests::{cases as golden, generate, pages::Page};
use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};
use std::fs;

/// What is wrong with how a text is formatted; it is not if it has errors.
fn fault(text: &str) -> Result<(), String> {
    let formatted = format("app.fluo", text).text;
    let (before, after) = match (said(text), &formatted) {
        (Some(before), Some(after)) => (before, after),
        (None, None) => return Ok(()),
        (Some(_), None) => return Err("is not formatted".to_owned()),
        (None, Some(_)) => return Err("is formatted in spite of its errors".to_owned()),
    };
    let now = said(after).ok_or("can't be read any more")?;
    if now.tree != before.tree {
        return Err(format!("says something else:\n{}\ninstead of:\n{}", now.tree, before.tree));
    }
    if now.comments != before.comments {
        return Err(format!("has other comments: {:?} instead of {:?}", now.comments, before.comments));
    }
    if format("app.fluo", after).text.as_ref() != Some(after) {
        return Err(format!("changes once more:\n{:?}", format("app.fluo", after).text));
    }
    is_tidy(after, &now)
}

/// No blanks at the end of a line, but in texts; one line break at the end; no blank lines at the start.
fn is_tidy(text: &str, said: &Said) -> Result<(), String> {
    let mut end = 0;
    for line in text.split('\n') {
        end += line.len();
        let is_text = said.texts.iter().any(|span| (span.start as usize) < end && end < span.end as usize);
        if line.ends_with([' ', '\t', '\r']) && !is_text {
            return Err(format!("has blanks at the end of a line: {line:?}"));
        }
        end += 1;
    }
    let ends =
        text.is_empty() || (text.ends_with('\n') && !text.ends_with("\n\n") && !text.starts_with('\n'));
    if ends { Ok(()) } else { Err("does not end with one line break".to_owned()) }
}

#[test]
fn what_can_not_be_read_is_left() {
    for text in
        ["a: 1;", "a = 1", "a {", "# a", "a: \"", "a 1", "}", "a: 1 b: 2", "a: \u{7}", "a: ~", "- a", "\0"]
    {
        let formatted = format("a.fluo", text);
        assert_eq!(formatted.text, None, "{text}");
        assert!(formatted.diagnostics.iter().any(fluo_core::diagnostic::Diagnostic::is_error), "{text}");
    }
}

/// How many programs are tried: 10 000, or as many as `FLUO_CASES` says.
fn cases() -> u32 {
    std::env::var("FLUO_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(10_000)
}

/// Always the same ones.
#[test]
fn generated_programs_say_the_same() {
    let rng_seed = RngSeed::Fixed(0x666c_756f);
    let config = Config { cases: cases(), rng_seed, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&vec(any::<u16>(), 0..400), |choices| {
        let text = generate::program(&choices);
        let errors = || format!("can't be read: {:?}", format("app.fluo", &text).diagnostics);
        let found = if said(&text).is_none() { Err(errors()) } else { fault(&text) };
        let after = || format("app.fluo", &text).text.unwrap_or_default();
        found.map_err(|fault| {
            TestCaseError::fail(format!("\n{text}\n--- {fault}\n--- formatted:\n{}", after()))
        })
    });
    outcome.unwrap_or_else(|failed| panic!("{failed}"));
}

/// Numbers that have no order, always the same ones.
fn choices() -> impl FnMut() -> u16 {
    let mut state = 1_u32;
    move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        u16::try_from(state >> 16).expect("16 bits")
    }
}

#[test]
fn generated_programs_hold_every_form() {
    let (mut choice, mut trees, mut comments) = (choices(), String::new(), 0);
    for _ in 0..1000 {
        let choices: Vec<u16> = (0..400).map(|_| choice()).collect();
        let said = said(&generate::program(&choices)).expect("a program without errors");
        trees.push_str(&said.tree);
        comments += said.comments.len();
    }
    let forms = [
        "quoted",
        "[\"/// why\"]",
        "= 8080",
        "\"db\" .\"host\"",
        " .. \"b\"",
        "list 3",
        "call 2",
        "record {",
        "string \"",
        "\"self\" .\"name\"",
        "\"param\" \"a\" : ",
        ": list(",
        "map(: ",
        "|map(",
        "optional(",
        "limited(",
        ": \"int\" : ",
        "\"int\" |",
        "\"type\" \"a\" : ",
    ];
    let missing: Vec<&str> = forms.into_iter().filter(|form| !trees.contains(form)).collect();
    assert!(missing.is_empty() && comments > 5000, "{missing:?} and {comments} comments");
}

/// Every program of the repository: files, fences of pages, programs that are refused.
fn programs() -> Vec<(String, String)> {
    let mut programs: Vec<(String, String)> =
        ["crates", "examples", "tests"].into_iter().flat_map(files_below).collect();
    let explained = root().join("crates/core/src/diagnostic/explain");
    for page in fs::read_dir(explained).expect("the pages").flatten() {
        let text = fs::read_to_string(page.path()).expect("a page");
        let files = Page::parse(&text).programs.into_iter().flat_map(|program| program.files);
        let text = |(name, bytes)| {
            Some((format!("{} {name}", page.path().display()), String::from_utf8(bytes).ok()?))
        };
        programs.extend(files.filter_map(text));
    }
    for page in ["README.md", "docs/guide", "docs/reference"].map(|path| root().join(path)) {
        programs.extend(fences(&page));
    }
    programs
}

/// The programs in the fences of a page, or of every page below a folder.
fn fences(path: &std::path::Path) -> Vec<(String, String)> {
    if path.is_dir() {
        return fs::read_dir(path)
            .expect("a folder")
            .flatten()
            .flat_map(|entry| fences(&entry.path()))
            .collect();
    }
    let text = fs::read_to_string(path).unwrap_or_default();
    let blocks = text.split("```fluo\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.map(|block| (path.display().to_string(), block.to_owned())).collect()
}

#[test]
fn every_program_of_the_repository_says_the_same() {
    let (mut faults, mut formatted) = (Vec::new(), 0);
    for (name, text) in programs() {
        formatted += usize::from(said(&text).is_some());
        faults.extend(fault(&text).err().map(|fault| format!("{name}: {fault}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(formatted > 500, "only {formatted} programs");
}

/// Characters that matter where they stand, taken out or put in somewhere: what can still be read has odd forms that nobody
/// would think of.
#[test]
fn what_was_meddled_with_says_the_same() {
    let pieces = [
        "", "", "\n", "{", "}", "[", "]", "\"", "'", ",", ":", "//", "///", " ", "\t", "a", "..", "=", "\\",
        "(", ")",
    ];
    let (mut choose, mut faults, mut formatted) = (choices(), Vec::new(), 0);
    let mut below = |count: usize| usize::from(choose()) % count.max(1);
    let rounds = (cases() / 1500).max(1);
    for (name, text) in programs() {
        for _ in 0..rounds {
            let mut text = text.clone();
            for _ in 0..=below(3) {
                let places: Vec<usize> = text.char_indices().map(|(place, _)| place).collect();
                let Some(from) = places.get(below(places.len())).copied() else { continue };
                let width = text[from..].chars().next().map_or(0, char::len_utf8) * below(2);
                text.replace_range(from..from + width, pieces[below(pieces.len())]);
            }
            formatted += usize::from(said(&text).is_some());
            faults.extend(fault(&text).err().map(|fault| format!("{name}: {fault}\n--- of:\n{text}")));
        }
    }
    assert!(faults.is_empty(), "{} of them:\n{}", faults.len(), faults[0]);
    assert!(formatted > 150 * usize::try_from(rounds).unwrap(), "only {formatted} can be read");
}

/// The files of the repository, programs formatted.
struct Formatting;

impl Loader for Formatting {
    fn read(&self, path: &str) -> Result<Vec<u8>, LoadError> {
        let bytes = DiskLoader.read(path)?;
        let is_program = path.ends_with(".fluo");
        let text = std::str::from_utf8(&bytes).ok().filter(|_| is_program);
        Ok(text.and_then(|text| format(path, text).text).map_or_else(|| bytes.clone(), String::into_bytes))
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, LoadError> {
        DiskLoader.list(folder)
    }

    fn folders(&self, folder: &str) -> Result<Vec<String>, LoadError> {
        DiskLoader.folders(folder)
    }
}

#[test]
fn what_is_built_stays_the_same() {
    let cases = golden::names().into_iter().map(|case| golden::entry(&case));
    let entries = cases.chain(examples().into_iter().map(|example| example.entry()));
    for entry in entries {
        let built = |loader: &dyn Loader| {
            must_build_all(loader, &entry).iter().map(emit::yaml::stream).collect::<String>()
        };
        assert!(
            built(&DiskLoader) == built(&Formatting),
            "{entry} builds something else once it is formatted"
        );
    }
}

#[test]
fn examples_and_built_in_files_are_formatted() {
    let folders =
        ["examples", "crates/core/src/prelude", "crates/core/src/library", "crates/core/src/doc/examples"];
    for (path, text) in folders.into_iter().flat_map(files_below) {
        assert_eq!(format(&path, &text).text, Some(text), "{path}: run `fluoc fmt` on it");
    }
}

/// A fence of text that stands directly before one of fluo is what it was made of.
#[test]
fn the_guide_shows_what_becomes_of_a_text() {
    let page = std::fs::read_to_string(root().join("docs/guide/formatting.md")).expect("the guide");
    let pairs: Vec<(&str, &str)> = page
        .split("```text\n")
        .filter_map(|rest| rest.split_once("```\n```fluo\n"))
        .filter_map(|(before, rest)| Some((before, rest.split_once("```\n")?.0)))
        .collect();
    for (before, after) in &pairs {
        assert_eq!(format("app.fluo", before).text.as_deref(), Some(*after));
    }
    assert!(pairs.len() > 5, "only {} pairs", pairs.len());
}
