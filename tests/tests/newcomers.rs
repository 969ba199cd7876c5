//! The mistakes of newcomers: each is told once, its help holds the text to write, and the program in which that was
//! written builds.

use fluo_core::source::MemoryLoader;
use fluo_core::{Built, Options, build};
use fluo_tests::newcomers::{Case, PROGRAM, all};

fn built(case: &Case, text: &str) -> Built {
    assert!(PROGRAM.contains(case.from), "{}: `{}` does not stand in the program", case.name, case.from);
    let files = MemoryLoader::new()
        .with("app.fluo", PROGRAM.replacen(case.from, text, 1))
        .with("lib.fluo", "")
        .with("a.conf", "a = b");
    build(&files, "app.fluo", &Options::default())
}

/// Whether the help was followed literally: what it says to write stands in the repaired program.
fn is_followed(case: &Case) -> bool {
    case.right.contains(case.write.trim_end_matches("{ … }"))
}

#[test]
fn each_mistake_is_told_once_and_its_help_is_the_repair() {
    let mut faults = Vec::new();
    for case in all() {
        let wrong = built(case, case.wrong);
        let said: Vec<_> =
            wrong.diagnostics.iter().map(|d| (d.code.as_str(), &d.message, &d.helps)).collect();
        let mut helps = wrong.diagnostics.iter().flat_map(|found| &found.helps);
        let text = format!("`{}`", case.write);
        let told = case.write.is_empty() || helps.any(|help| help.contains(&text));
        if said.len() != 1 || said[0].0 != case.code || !told || !is_followed(case) {
            faults.push(format!("{}: {said:#?}", case.name));
        }
        let right = built(case, case.right);
        let left = right.diagnostics.iter().map(|d| format!("{} {}", d.code, d.message));
        faults.extend(left.map(|left| format!("{}, repaired: {left}", case.name)));
    }
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), all().count(), faults.join("\n"));
}
