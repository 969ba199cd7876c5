//! What the examples and the golden cases build is what is checked in, byte for byte.
//!
//! `FLUO_BLESS=1 cargo test -p fluo-tests --test golden` writes what is built; read the difference before you commit it.

use fluo_core::emit::{LEDGER_FILE, forest, stream, tree};
use fluo_tests::project::{build_example, examples, root};
use fluo_tests::{cases, project};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn bless() -> bool {
    std::env::var_os("FLUO_BLESS").is_some()
}

/// Files below a folder: relative path, `/` separated, to content.
fn files_of(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            let below = files_of(&entry.path()).into_iter();
            files.extend(below.map(|(path, text)| (format!("{name}/{path}"), text)));
        } else {
            files.insert(name, project::read(&entry.path()));
        }
    }
    files
}

/// Replaces a folder by these files.
fn write(folder: &Path, files: &BTreeMap<String, String>) {
    if folder.exists() {
        fs::remove_dir_all(folder).expect("the old files go");
    }
    for (path, content) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, content).expect("a file");
    }
}

/// Says where two texts part, with a few lines around.
fn difference(name: &str, wanted: &str, built: &str) -> Option<String> {
    let place = wanted.lines().zip(built.lines()).position(|(a, b)| a != b);
    let place = place.or((wanted != built).then(|| wanted.lines().count().min(built.lines().count())))?;
    let around = |text: &str| -> String {
        let lines = text.lines().skip(place.saturating_sub(3)).take(8);
        lines.map(|line| format!("    {line}\n")).collect()
    };
    let line = place + 1;
    Some(format!("{name}:{line}\n  checked in:\n{}  built:\n{}", around(wanted), around(built)))
}

fn compare(label: &str, wanted: &BTreeMap<String, String>, built: &BTreeMap<String, String>) -> Vec<String> {
    let names = wanted.keys().chain(built.keys()).collect::<std::collections::BTreeSet<_>>();
    let one = |name: &String| match (wanted.get(name), built.get(name)) {
        (Some(wanted), Some(built)) => difference(&format!("{label}/{name}"), wanted, built),
        (Some(_), None) => Some(format!("{label}/{name} is checked in and no longer built")),
        _ => Some(format!("{label}/{name} is built and not checked in")),
    };
    names.into_iter().filter_map(one).collect()
}

fn must_equal(faults: &[String]) {
    let help = "`FLUO_BLESS=1 cargo test -p fluo-tests --test golden` writes what is built";
    assert!(faults.is_empty(), "{}\n{help}", faults.join("\n"));
}

#[test]
fn examples_build_what_is_checked_in() {
    let mut faults = Vec::new();
    for example in examples() {
        let mut built = tree(&build_example(&example.name, &example.environment));
        // The ledger names the compiler's version, and digests what is compared here anyway.
        built.remove(LEDGER_FILE);
        let label = format!("examples/{}/expected/{}", example.name, example.environment);
        let folder = root().join(&label);
        if bless() {
            write(&folder, &built);
        }
        faults.extend(compare(&label, &files_of(&folder), &built));
    }
    must_equal(&faults);
}

/// Trees of environments that are no longer there would never be looked at again.
#[test]
fn every_checked_in_tree_has_its_environment() {
    let mut known: Vec<PathBuf> = Vec::new();
    for example in examples() {
        known.push(root().join(format!("examples/{}/expected/{}", example.name, example.environment)));
    }
    for example in fs::read_dir(root().join("examples")).expect("examples").flatten() {
        for tree in fs::read_dir(example.path().join("expected")).into_iter().flatten().flatten() {
            assert!(known.contains(&tree.path()), "{}", tree.path().display());
        }
    }
}

#[test]
fn cases_build_what_is_checked_in() {
    let mut faults = Vec::new();
    for case in cases::names() {
        let outputs = cases::build_case(&case);
        let label = format!("{}/{case}/expected", cases::FOLDER);
        let folder = root().join(&label);
        if folder.is_dir() {
            let built = forest::files(&outputs).expect("files that are told apart");
            if bless() {
                write(&folder, &built);
            }
            faults.extend(compare(&label, &files_of(&folder), &built));
            continue;
        }
        let built: String = outputs.iter().map(stream).collect();
        let label = format!("{label}.yaml");
        let path = root().join(&label);
        if bless() {
            fs::write(&path, &built).expect("a file");
        }
        let wanted = fs::read_to_string(&path).unwrap_or_default();
        faults.extend(difference(&label, &wanted, &built));
    }
    must_equal(&faults);
}

#[test]
fn a_difference_is_told() {
    assert_eq!(difference("a", "x\ny\n", "x\ny\n"), None);
    assert!(difference("a", "x\ny\n", "x\nz\n").expect("one").starts_with("a:2\n"));
    assert!(difference("a", "x\n", "x\nz\n").expect("one").starts_with("a:2\n"));
    assert!(difference("a", "x\n", "x").is_some());
    let one = |name: &str| BTreeMap::from([(name.to_owned(), String::new())]);
    assert_eq!(compare("t", &one("a"), &one("b")).len(), 2);
}
