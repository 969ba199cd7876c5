use super::{Choice, Fixed, run};
use crate::diagnostic::{Applicability, Checked, Code, Diagnostic, Edit};
use crate::source::{FileId, Loader, MemoryLoader, Sources, Span};

/// Reads `a.fluo` and finds what `judge` finds in its text.
fn fixed(text: &str, choice: &Choice, judge: fn(&str) -> Vec<Diagnostic>) -> Fixed {
    let loader = MemoryLoader::new().with("a.fluo", text);
    run(&loader, choice, &|loader: &dyn Loader| {
        let text = String::from_utf8(loader.read("a.fluo").unwrap()).unwrap();
        let mut sources = Sources::default();
        sources.add("a.fluo", text.as_str());
        sources.add("<prelude>/p.fluo", "p");
        vec![Checked { diagnostics: judge(&text), sources, targets: Vec::new() }]
    })
}

fn span(start: usize, end: usize) -> Span {
    Span::new(FileId(0), start as u32, end as u32)
}

/// Every `x` is to be a `y`.
fn no_x(text: &str) -> Vec<Diagnostic> {
    let of = |(at, _): (usize, &str)| {
        Diagnostic::new(Code::UnknownName, span(at, at + 1), "an `x`").replace_with("y", Applicability::Safe)
    };
    text.match_indices('x').map(of).collect()
}

#[test]
fn every_fix_is_made_also_of_neighbours() {
    let fixed = fixed("x xx\r\n", &Choice::safe(), no_x);
    assert_eq!(fixed.files["a.fluo"].new, "y yy\r\n");
    assert_eq!(fixed.applied.len(), 3);
    assert!(fixed.taken_back.is_empty() && fixed.left[0].diagnostics.is_empty());
}

#[test]
fn what_is_not_chosen_stays() {
    let other = Choice { codes: vec![Code::UnknownKind], ..Choice::safe() };
    assert!(fixed("x", &other, no_x).files.is_empty());
    let none = Choice { applicabilities: vec![Applicability::Unsafe], ..Choice::safe() };
    assert!(fixed("x", &none, no_x).files.is_empty());
}

#[test]
fn a_fix_that_brings_an_error_is_taken_back_and_the_others_stay() {
    let judge = |text: &str| {
        let mut found = no_x(text);
        // The second letter must not be `y`.
        if text.get(1..2) == Some("y") {
            found.push(Diagnostic::new(Code::BadText, span(1, 2), "a `y` here"));
        }
        found
    };
    let fixed = fixed("ax bx", &Choice::safe(), judge);
    assert_eq!(fixed.files["a.fluo"].new, "ax by");
    assert_eq!(fixed.taken_back.len(), 1);
    assert_eq!(fixed.taken_back[0].because, "a `y` here");
}

#[test]
fn a_fix_that_leaves_its_diagnostic_is_taken_back() {
    let judge = |_: &str| {
        let found = Diagnostic::new(Code::BadText, span(0, 1), "always wrong");
        vec![found.replace_with("z", Applicability::Safe)]
    };
    let fixed = fixed("a", &Choice::safe(), judge);
    assert!(fixed.files.is_empty() && fixed.applied.is_empty());
    assert_eq!(fixed.taken_back[0].because, "always wrong");
}

#[test]
fn an_error_that_was_hidden_is_no_fault_of_the_fix() {
    let judge = |text: &str| {
        let found = no_x(text);
        if !found.is_empty() {
            return found;
        }
        vec![Diagnostic::new(Code::SameObject, span(3, 4), "hidden till now")]
    };
    let fixed = fixed("x  b", &Choice::safe(), judge);
    assert_eq!(fixed.files["a.fluo"].new, "y  b");
    assert_eq!(fixed.left[0].diagnostics.len(), 1);
}

#[test]
fn a_sound_program_gets_no_error() {
    let judge = |text: &str| match text {
        "a  b" => vec![Diagnostic::new(Code::UnusedSecret, span(0, 1), "useless").fix(
            "remove it",
            vec![Edit { span: span(0, 1), text: String::new() }],
            Applicability::Safe,
        )],
        _ => vec![Diagnostic::new(Code::UnknownName, span(2, 3), "needs `a`")],
    };
    let fixed = fixed("a  b", &Choice::safe(), judge);
    assert!(fixed.files.is_empty());
    assert_eq!(fixed.taken_back[0].because, "needs `a`");
}

#[test]
fn a_file_that_could_not_be_read_whole_is_left_alone() {
    let judge = |text: &str| {
        let mut found = no_x(text);
        found.push(Diagnostic::new(Code::InvalidUtf8, span(1, 4), "not UTF-8"));
        found
    };
    assert!(fixed("x\u{fffd}", &Choice::safe(), judge).applied.is_empty());
    let elsewhere = Choice { file: Some("b.fluo".to_owned()), ..Choice::safe() };
    assert!(fixed("x", &elsewhere, no_x).applied.is_empty());
}

#[test]
fn what_comes_with_fluo_is_not_changed() {
    let judge = |_: &str| {
        let edit = Edit { span: Span::new(FileId(1), 0, 1), text: "q".to_owned() };
        vec![Diagnostic::new(Code::BadText, span(0, 1), "of the prelude").fix(
            "write `q`",
            vec![edit],
            Applicability::Safe,
        )]
    };
    let fixed = fixed("a", &Choice::safe(), judge);
    assert!(fixed.files.is_empty() && fixed.applied.is_empty() && fixed.taken_back.is_empty());
}
