//! Writes what fuzzing starts from, made of the programs of this repository: `cargo run -p fluo-tests --bin seeds -- FOLDER`
//! gives a folder for each target of `fuzz/`.

use fluo_core::diagnostic::Code;
use fluo_core::emit::Ledger;
use fluo_core::object::Output;
use fluo_oracles::Files;
use fluo_tests::mistakes::{self, EXAMPLE};
use fluo_tests::pages::{Page, Program};
use fluo_tests::project::{adopted_below, build_example, examples, files_below, read, root};
use fluo_tests::refused::Case;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The largest seed, in bytes: what is larger is slow and says nothing more.
const LARGEST: usize = 64 * 1024;

fn main() -> io::Result<()> {
    let folder = env::args().nth(1).map_or_else(|| root().join("fuzz/seeds"), PathBuf::from);
    let programs = programs();
    let sources: BTreeSet<Vec<u8>> = programs.iter().flat_map(fluo).collect();
    let whole: BTreeSet<Vec<u8>> = programs.iter().map(joined).collect();
    let adopted = |path: &str| programs.iter().filter(|files| said(files, path)).map(joined).collect();
    for name in ["parse", "format"] {
        write(&folder, name, &sources)?;
    }
    for name in ["compile", "fix"] {
        write(&folder, name, &whole)?;
    }
    write(&folder, "assist", &whole.iter().flat_map(|text| asked(text)).collect())?;
    write(&folder, "manifests", &adopted(": manifests"))?;
    write(&folder, "sops", &adopted(": sops"))?;
    write(&folder, "crds", &adopted("crd"))?;
    write(&folder, "texts", &sources.iter().flat_map(|text| texts(text)).collect())?;
    write(&folder, "ledger", &ledgers())
}

/// Every program of the repository: examples, golden cases, pages of codes, refusals, mistakes.
fn programs() -> Vec<Files> {
    let mut found: Vec<Files> = Vec::new();
    for example in examples() {
        let folder = format!("examples/{}", example.name);
        found.push(folder_from(&folder, &format!("env/{}.fluo", example.environment)));
    }
    for case in fluo_tests::cases::names() {
        found.push(folder_from(&format!("{}/{case}", fluo_tests::cases::FOLDER), "main.fluo"));
    }
    let pages = Code::ALL.iter().flat_map(|code| Page::parse(code.page()).programs);
    let refused = Case::below("").into_iter().map(|case| case.program);
    found.extend(pages.chain(refused).map(|Program { files, .. }| Files(files)));
    let example = |path: &str| read(&root().join(EXAMPLE).join(path));
    found.extend(mistakes::all().into_iter().map(|mistake| {
        let mut files = mistake.files(example);
        files.sort_by_key(|(path, _)| *path != mistake.entry());
        Files(files.into_iter().map(|(path, text)| (path.to_owned(), text.into_bytes())).collect())
    }));
    found
}

/// The program of a folder, its entry first.
fn folder_from(folder: &str, entry: &str) -> Files {
    let (mut files, mut all) = (Files::default(), files_below(folder));
    all.extend(adopted_below(folder).into_iter().filter(|(path, _)| !path.contains("expected")));
    let all: BTreeMap<&str, &String> = all
        .iter()
        .filter_map(|(path, text)| Some((path.strip_prefix(folder)?.strip_prefix('/')?, text)))
        .collect();
    let first = all.get_key_value(entry).into_iter();
    first.chain(&all).for_each(|(path, text)| files.add(path, text.as_bytes()));
    files
}

/// The files of a program as one input.
fn joined(files: &Files) -> Vec<u8> {
    let mut input = Vec::new();
    for (path, bytes) in &files.0 {
        let mark = if path.ends_with(".fluo") { "//" } else { "#" };
        input.extend(format!("{mark} file: {path}\n").bytes());
        input.extend(bytes);
        if !bytes.ends_with(b"\n") {
            input.push(b'\n');
        }
    }
    input
}

fn fluo(files: &Files) -> Vec<Vec<u8>> {
    files.0.iter().filter(|(path, _)| path.ends_with(".fluo")).map(|(_, bytes)| bytes.clone()).collect()
}

/// Whether a program has this text in it.
fn said(files: &Files, text: &str) -> bool {
    let says = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).contains(text);
    files.0.len() > 1 && files.0.iter().any(|(path, bytes)| path.ends_with(".fluo") && says(bytes))
}

/// A program with a cursor in some of its words.
fn asked(input: &[u8]) -> Vec<Vec<u8>> {
    let Ok(text) = std::str::from_utf8(input) else { return Vec::new() };
    let ends =
        text.char_indices().filter(|(_, c)| matches!(c, ':' | ' ' | '}' | '.' | '\n')).map(|(at, _)| at);
    let behind = text.find('\n').filter(|_| text.starts_with("// file: ")).unwrap_or(0);
    let entry = text.get(behind + 1..).and_then(|rest| rest.find("\n// file: "));
    let end = entry.map_or(text.len(), |length| behind + 1 + length);
    let ends: Vec<usize> = ends.filter(|at| (behind + 1..end).contains(at)).collect();
    let step = (ends.len() / 4).max(1);
    ends.iter().step_by(step).map(|at| format!("{}▮{}", &text[..*at], &text[*at..]).into_bytes()).collect()
}

/// The texts in quotes, and the words with digits.
fn texts(source: &[u8]) -> Vec<Vec<u8>> {
    let text = String::from_utf8_lossy(source);
    let quoted = text.lines().flat_map(|line| line.split('"').skip(1).step_by(2));
    let words = text.split(|c: char| c.is_whitespace() || "{}[](),:".contains(c));
    let numbers = words.filter(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    quoted.chain(numbers).filter(|text| !text.is_empty()).map(|text| text.as_bytes().to_vec()).collect()
}

/// The records of builds.
fn ledgers() -> BTreeSet<Vec<u8>> {
    let outputs = examples()
        .into_iter()
        .map(|one| (one.environment.clone(), build_example(&one.name, &one.environment)));
    let ledger = |(name, output): (&str, Output)| {
        Ledger::of(name, &fluo_core::emit::tree(&output)).to_json().into_bytes()
    };
    outputs.map(|(name, output)| ledger((name.as_str(), output))).collect()
}

fn write(folder: &Path, name: &str, seeds: &BTreeSet<Vec<u8>>) -> io::Result<()> {
    let folder = folder.join(name);
    fs::create_dir_all(&folder)?;
    let mut count = 0;
    for seed in seeds.iter().filter(|seed| seed.len() <= LARGEST) {
        count += 1;
        fs::write(folder.join(format!("{count:05}")), seed)?;
    }
    println!("{count:>6} {name}");
    Ok(())
}
