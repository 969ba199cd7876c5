//! The pipeline is the folder order: no module of the core knows one that comes after it.

use fluo_tests::project;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The modules of the core from left to right, each with the modules that it may know. The types of the objects stand
/// behind the model, because each of their nodes knows its origin; the rules stand behind the lowering, because the last of
/// them judge objects.
const ORDER: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("parallel", &[]),
    ("diagnostic", &["source"]),
    ("openapi", &["diagnostic"]),
    ("adopt", &["source", "diagnostic", "openapi"]),
    ("types", &["source", "diagnostic"]),
    ("syntax", &["source", "diagnostic", "parallel"]),
    ("prelude", &["source", "diagnostic", "syntax"]),
    ("library", &[]),
    ("resolve", &["source", "diagnostic", "types", "syntax", "prelude", "library"]),
    ("check", &["source", "diagnostic", "adopt", "types", "syntax", "library", "resolve"]),
    ("model", &["source", "diagnostic", "openapi", "adopt", "types", "check"]),
    ("doc", &["source", "types", "syntax", "library", "resolve", "check", "model"]),
    ("assist", &["source", "diagnostic", "types", "syntax", "prelude", "library", "resolve", "check"]),
    ("object", &["model"]),
    ("graph", &["source", "diagnostic", "model"]),
    ("lower", &["openapi", "adopt", "types", "model", "object", "graph", "parallel"]),
    (
        "rules",
        &[
            "source",
            "diagnostic",
            "openapi",
            "adopt",
            "types",
            "prelude",
            "library",
            "check",
            "model",
            "object",
            "graph",
            "lower",
            "parallel",
        ],
    ),
    ("emit", &["source", "model", "object", "parallel"]),
    ("targets", &["source", "diagnostic", "check", "model", "object", "emit"]),
    ("fix", &["source", "diagnostic", "syntax"]),
    (
        "testing",
        &[
            "source",
            "diagnostic",
            "adopt",
            "types",
            "syntax",
            "library",
            "resolve",
            "check",
            "model",
            "object",
            "rules",
            "emit",
            "targets",
        ],
    ),
];

/// The longest file, in lines; what is longer is split by topic.
const LONGEST: usize = 600;

fn core() -> PathBuf {
    project::root().join("crates/core/src")
}

/// Every file below a folder with this ending.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|other| other == ending) {
            found.push(path);
        }
    }
    found
}

/// The modules that a text names behind `crate::`: `crate::model::At` and `crate::{model, types::Type}`.
fn known(text: &str) -> BTreeSet<String> {
    let word = |text: &str| -> String {
        text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
    };
    let mut found = BTreeSet::new();
    for (place, start) in text.match_indices("crate::") {
        // `$crate::` of a macro counts too; `my_crate::` would be another crate.
        let before = text[..place].chars().next_back().unwrap_or(' ');
        if before.is_ascii_alphanumeric() || before == '_' {
            continue;
        }
        let rest = &text[place + start.len()..];
        match rest.strip_prefix('{') {
            Some(group) => found.extend(members(group).into_iter().filter(|name| !name.is_empty()).map(word)),
            None => {
                found.insert(word(rest));
            }
        }
    }
    found
}

/// The members of a group, without those of groups in it.
fn members(group: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    for (place, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                found.push(group[start..place].trim());
                start = place + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    found
}

/// What each module of the core knows; that of its unit tests too.
fn arrows() -> BTreeMap<String, BTreeSet<String>> {
    let mut arrows = BTreeMap::new();
    for path in files(&core(), "rs") {
        let below = path.strip_prefix(core()).expect("a file of the core");
        let first = below.components().next().expect("a name").as_os_str().to_string_lossy();
        let module = first.trim_end_matches(".rs").to_owned();
        let known = known(&project::read(&path));
        arrows.entry(module).or_insert_with(BTreeSet::new).extend(known);
    }
    arrows.remove("lib");
    arrows
}

#[test]
fn arrows_point_only_left() {
    let arrows = arrows();
    let modules: BTreeSet<&str> = ORDER.iter().map(|(module, _)| *module).collect();
    assert_eq!(arrows.keys().map(String::as_str).collect::<BTreeSet<_>>(), modules, "the table's modules");
    for (place, (module, allowed)) in ORDER.iter().enumerate() {
        for other in *allowed {
            let left = ORDER.iter().take(place).any(|(name, _)| name == other);
            assert!(left, "the table lets `{module}` know `{other}`, which is not left of it");
        }
        // Who tests the whole calls it: what `lib.rs` itself has.
        let whole = |other: &String| *module == "testing" && !modules.contains(other.as_str());
        for other in arrows[*module].iter().filter(|other| other != module && !whole(other)) {
            assert!(allowed.contains(&other.as_str()), "`{module}` knows `{other}`");
        }
        let idle = allowed.iter().filter(|other| !arrows[*module].contains(**other)).collect::<Vec<_>>();
        assert!(idle.is_empty(), "the table lets `{module}` know {idle:?}, and it does not");
    }
}

#[test]
fn only_the_parser_knows_its_generator() {
    for path in files(&core(), "rs") {
        let text = project::read(&path);
        let names = text.lines().any(|line| !line.trim_start().starts_with("//") && line.contains("pest"));
        let parser = path.starts_with(core().join("syntax/parse"));
        assert!(parser || !names, "{}", path.display());
    }
}

#[test]
fn the_core_knows_no_front() {
    let manifest = project::read(&core().join("../Cargo.toml"));
    for front in ["clap", "miette", "codespan", "wasm-bindgen", "fluoc"] {
        assert!(!manifest.contains(front), "{front}");
    }
}

#[test]
fn files_are_short() {
    let folders = ["crates", "tests"].map(|folder| project::root().join(folder));
    let all = folders.iter().flat_map(|folder| files(folder, "rs"));
    let long = all.filter(|path| project::read(path).lines().count() >= LONGEST);
    assert_eq!(long.collect::<Vec<_>>(), Vec::<PathBuf>::new());
}

#[test]
fn names_behind_crate_are_found() {
    let text = "use crate::model::{At, Of};\nuse crate::{\n  check,\n  types::{A, B},\n};\n$crate::emit; my_crate::x;";
    let wanted = ["check", "emit", "model", "types"];
    assert_eq!(known(text).iter().map(String::as_str).collect::<Vec<_>>(), wanted);
}
