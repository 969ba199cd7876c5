//! What the compiler says of the mistakes that are made most, word for word.
//!
//! `FLUO_BLESS=1 cargo test -p fluo-tests --test messages` writes what it says; read the difference before you commit it.

use fluo_core::diagnostic::{Applicability, Diagnostic, Severity};
use fluo_core::source::{Sources, Span};
use fluo_core::{Built, Options, build};
use fluo_tests::mistakes::{EXAMPLE, Mistake, all};
use fluo_tests::project::{Files, memory, read, root};
use fluo_tests::style;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

const FOLDER: &str = "tests/diagnostics";

fn files(mistake: &Mistake) -> Files {
    let example = |path: &str| read(&root().join(EXAMPLE).join(path));
    mistake.files(example).into_iter().map(|(path, text)| (path.to_owned(), text)).collect()
}

fn compile(mistake: &Mistake, files: &Files) -> Built {
    build(&memory(files), mistake.entry(), &Options::default())
}

/// A place; lines of the prelude move with every field that is added to it, so only its file is named.
fn place(sources: &Sources, span: Span) -> String {
    let path = sources.path(span.file);
    if path.starts_with('<') {
        return path.to_owned();
    }
    let position = sources.position(span);
    format!("{path}:{}:{}", position.line, position.column)
}

/// One diagnostic with all that it holds.
fn plain(sources: &Sources, found: &Diagnostic) -> String {
    let severity = if found.severity == Severity::Error { "error" } else { "warning" };
    let head = place(sources, found.primary.span);
    let mut text = format!("{head}: {severity}[{}]: {}\n", found.code, found.message);
    let marked = sources.text(found.primary.span).lines().next().unwrap_or_default();
    let _ = writeln!(text, "    `{marked}`: {}", found.primary.text);
    for label in &found.secondary {
        let _ = writeln!(text, "    {}: {}", place(sources, label.span), label.text);
    }
    for help in &found.helps {
        let _ = writeln!(text, "    help: {help}");
    }
    for fix in &found.fixes {
        let kind = match fix.applicability {
            Applicability::Safe => "safe",
            Applicability::Unsafe => "unsafe",
            Applicability::Placeholder => "to fill in",
        };
        let _ = writeln!(text, "    fix ({kind}): {}", fix.title);
    }
    text
}

fn shown(mistake: &Mistake, built: &Built) -> String {
    let mut text = String::new();
    for (path, from, to) in mistake.edits {
        let _ = writeln!(text, "{path}");
        for line in from.lines() {
            let _ = writeln!(text, "- {line}");
        }
        for line in to.lines() {
            let _ = writeln!(text, "+ {line}");
        }
    }
    for found in &built.diagnostics {
        text.push('\n');
        text.push_str(&plain(&built.sources, found));
    }
    text
}

/// What can be said without reading: code, number, place.
fn faults(mistake: &Mistake, files: &Files, built: &Built) -> Vec<String> {
    let mut faults = Vec::new();
    let found = built.diagnostics.iter().find(|found| found.code.as_str() == mistake.code);
    match found {
        None => faults.push(format!("{}: no {}", mistake.name, mistake.code)),
        Some(found) if !is_there(mistake, files, &built.sources, found.primary.span) => {
            let where_it_is = place(&built.sources, found.primary.span);
            faults.push(format!("{}: told of at {where_it_is}", mistake.name));
        }
        Some(_) => {}
    }
    if built.diagnostics.len() > 2 {
        faults.push(format!("{}: {} diagnostics", mistake.name, built.diagnostics.len()));
    }
    for found in &built.diagnostics {
        let badly_said = style::faults(found, &built.sources).into_iter();
        faults.extend(badly_said.map(|fault| format!("{}: {fault}", mistake.name)));
    }
    let own = |found: &&Diagnostic| built.sources.path(found.primary.span.file).starts_with('<');
    faults.extend(built.diagnostics.iter().find(own).map(|_| format!("{}: in the prelude", mistake.name)));
    faults
}

fn is_there(mistake: &Mistake, files: &Files, sources: &Sources, span: Span) -> bool {
    let line = sources.position(span).line as usize;
    let text = files
        .get(sources.path(span.file))
        .unwrap_or_else(|| panic!("{}: {}", mistake.name, sources.path(span.file)));
    if let Some(part) = mistake.elsewhere {
        return text.lines().nth(line - 1).is_some_and(|text| text.contains(part));
    }
    let Some((path, from, to)) = mistake.edits.first() else { return false };
    let before = mistake.unchanged(|path| read(&root().join(EXAMPLE).join(path)));
    let start = before.iter().find(|(file, _)| file == path).and_then(|(_, text)| text.find(from));
    let Some(start) = start.filter(|_| *path == sources.path(span.file)) else { return false };
    let first = text[..start].matches('\n').count() + 1;
    (first..first + to.lines().count().max(1)).contains(&line)
}

fn path_of(mistake: &Mistake) -> PathBuf {
    root().join(FOLDER).join(format!("{}.txt", mistake.name))
}

#[test]
fn mistakes_are_told_word_for_word() {
    let bless = std::env::var_os("FLUO_BLESS").is_some();
    let mut faults_found = Vec::new();
    for mistake in all() {
        let files = files(&mistake);
        let built = compile(&mistake, &files);
        faults_found.extend(faults(&mistake, &files, &built));
        let (path, said) = (path_of(&mistake), shown(&mistake, &built));
        if bless {
            fs::create_dir_all(root().join(FOLDER)).expect("a folder");
            fs::write(&path, &said).expect("a file");
        }
        let wanted = fs::read_to_string(&path).unwrap_or_default();
        if wanted != said {
            faults_found.push(format!("{}:\n  checked in:\n{wanted}\n  said:\n{said}", mistake.name));
        }
    }
    let help = "`FLUO_BLESS=1 cargo test -p fluo-tests --test messages` writes what is said";
    assert!(faults_found.is_empty(), "{}\n{help}", faults_found.join("\n"));
}

#[test]
fn every_message_has_its_mistake() {
    let known: Vec<PathBuf> = all().iter().map(path_of).collect();
    for entry in fs::read_dir(root().join(FOLDER)).expect("the folder").flatten() {
        assert!(known.contains(&entry.path()), "{} belongs to no mistake", entry.path().display());
    }
    let names: std::collections::BTreeSet<&str> = all().iter().map(|mistake| mistake.name).collect();
    assert_eq!(names.len(), all().len(), "two mistakes have one name");
}

#[test]
fn five_mistakes_are_five_diagnostics() {
    let text = "\
component db: postgres { storage: 20m }
component web: servce { image: \"nginx:1.27\" }
component api: service {
  imgae: \"api:1.0\"
  port http 8080
  env { HOST: bd.host }
}
environment dev { provides: [cloudnative-pg] }
";
    let files = Files::from([("app.fluo".to_owned(), text.to_owned())]);
    let built = build(&memory(&files), "app.fluo", &Options::default());
    let lines: Vec<u32> =
        built.diagnostics.iter().map(|found| built.sources.position(found.primary.span).line).collect();
    assert_eq!(lines, [1, 2, 4, 5, 6], "{:#?}", built.diagnostics);
}
