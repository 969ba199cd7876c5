//! A session that is asked again and again says the same as a compiler that starts anew.

use fluo_core::diagnostic::Diagnostic;
use fluo_core::source::{Loader, MemoryLoader, Sources};
use fluo_core::{Builds, Options, Session, build_all, emit};
use fluo_tests::project::{Files, adopted_below, files_below};

/// A build as text: what was found, each with its place, and what was written.
fn told(builds: &Builds) -> String {
    let place = |found: &Diagnostic, sources: &Sources| {
        let at = sources.position(found.primary.span);
        format!("{} {}:{}:{}", found.code, sources.path(found.primary.span.file), at.line, at.column)
    };
    let found: Vec<String> = builds
        .diagnostics
        .iter()
        .map(|found| format!("{} {} {:?}", place(found, &builds.sources), found.message, found.helps))
        .collect();
    let written: Vec<String> =
        builds.outputs.iter().map(|output| emit::json::list(output, &builds.sources)).collect();
    format!("{found:#?}\n{}", written.concat())
}

fn loader(files: &Files) -> MemoryLoader {
    files.iter().fold(MemoryLoader::new(), |loader, (path, text)| loader.with(path, text.as_str()))
}

/// The texts that a file has while somebody edits it: longer, shorter, broken, whole again.
fn edited(text: &str) -> Vec<String> {
    let half: String = text.lines().take(text.lines().count() / 2).map(|line| format!("{line}\n")).collect();
    let first = text.find('{').map_or(text.len(), |at| at + 1);
    vec![
        format!("// a line more\n{text}"),
        format!("{}\n{}", &text[..first], &text[first..]),
        half,
        format!("{text}\n}}\n"),
        String::new(),
        text.to_owned(),
    ]
}

fn says_the_same(folder: &str, entry: &str) {
    let mut files = files_below(folder);
    files.extend(adopted_below(folder));
    let options = Options::default();
    let mut session = Session::default();
    let paths: Vec<String> = files.keys().filter(|path| path.ends_with(".fluo")).cloned().collect();
    for path in paths {
        for text in edited(&files[&path]) {
            let loader = loader(&files).with(&path, text.as_str());
            let again = session.build_all(&loader as &dyn Loader, entry, &options);
            let anew = build_all(&loader, entry, &options);
            assert!(
                told(&again) == told(&anew),
                "{path} with\n{text}\n{}\n---\n{}",
                told(&again),
                told(&anew)
            );
        }
    }
}

#[test]
fn an_edited_example_is_told_as_a_new_one() {
    says_the_same("examples/agent-executor", "examples/agent-executor/env/prod.fluo");
}

#[test]
fn the_largest_example_too() {
    says_the_same("examples/fleet", "examples/fleet/env/dev.fluo");
}
