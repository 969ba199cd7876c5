//! The compiler for JavaScript gives what `fluoc` gives: the same files, the same stream, the same diagnostics, for every
//! example, every golden case, and every program of the pages that explain codes.

use fluo_core::Options;
use fluo_core::diagnostic::Code;
use fluo_core::source::MemoryLoader;
use fluo_core::testing;
use fluo_tests::pages::Page;
use fluo_tests::{cases, project, tools};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngSeed, TestRunner};
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};
use tempfile::TempDir;

type Files = BTreeMap<String, String>;

/// A program, and what of it is built.
struct Case {
    files: Files,
    entry: String,
    environment: Option<String>,
    cluster: Option<String>,
}

impl Case {
    fn of(files: &Files, entry: &str) -> Self {
        Self { files: files.clone(), entry: entry.to_owned(), environment: None, cluster: None }
    }

    /// One of these for each environment and cluster that a program declares, and one for whatever is built if nothing is
    /// asked for.
    fn each(files: &Files, entry: &str) -> Vec<Self> {
        let loader =
            files.iter().fold(MemoryLoader::new(), |loader, (path, text)| loader.with(path, text.as_str()));
        let mut cases = vec![Self::of(files, entry)];
        for target in fluo_core::targets(&loader, entry) {
            let environment = Some(target.environment.to_string());
            let cluster = target.cluster.as_ref().map(ToString::to_string);
            cases.push(Self { environment, cluster, ..Self::of(files, entry) });
        }
        cases
    }

    fn name(&self) -> String {
        let asked = [&self.environment, &self.cluster].into_iter().flatten();
        asked.fold(self.entry.clone(), |name, part| format!("{name} {part}"))
    }

    fn request(&self) -> Value {
        let mut options = Map::new();
        options.extend(self.environment.iter().map(|name| ("environment".to_owned(), json!(name))));
        options.extend(self.cluster.iter().map(|name| ("cluster".to_owned(), json!(name))));
        json!({ "files": self.files, "entry": self.entry, "options": options })
    }

    fn fluoc(&self, folder: &Path, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fluoc"));
        command.current_dir(folder).args(["--diagnostics", "json", "build", &self.entry]).args(arguments);
        command.args(self.environment.iter().flat_map(|name| ["--env", name]));
        command.args(self.cluster.iter().flat_map(|name| ["--cluster", name]));
        command.output().unwrap()
    }
}

/// What `fluoc` makes of a case, in the form that JavaScript gets it in; nothing if it takes it for no program at all.
fn expected(case: &Case) -> Option<Value> {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("fluo.toml"), "").unwrap();
    for (path, text) in &case.files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let printed = case.fluoc(folder.path(), &[]);
    let said = String::from_utf8(printed.stderr).unwrap();
    let mut value = json!({ "diagnostics": diagnostics(&said, &case.files) });
    match printed.status.code() {
        Some(0) => {
            let written = case.fluoc(folder.path(), &["-o", "tree"]);
            assert_eq!(written.status.code(), Some(0), "{}", case.name());
            value["manifests"] = json!(String::from_utf8(printed.stdout).unwrap());
            value["files"] = json!(files_below(&folder.path().join("tree"), ""));
        }
        Some(1) => {}
        _ => return None,
    }
    Some(value)
}

fn files_below(folder: &Path, below: &str) -> Files {
    let mut files = Files::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            files.extend(files_below(&entry.path(), &format!("{path}/")));
        } else {
            files.insert(path, fs::read_to_string(entry.path()).unwrap());
        }
    }
    files
}

/// The diagnostics among what `fluoc` says, as JavaScript gets them: offsets in UTF-16 code units, places as objects.
fn diagnostics(said: &str, files: &Files) -> Value {
    let lines = said.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let found = lines.filter(|line| line["code"].is_string()).map(|mut line| {
        let fields = line.as_object_mut().unwrap();
        fields.remove("schema");
        fields.retain(|name, value| name != "url" || !value.is_null());
        for label in items(&mut line, "labels") {
            let place = place(label, files);
            *label = json!({ "place": place, "primary": label["primary"], "text": label["text"] });
        }
        for fix in items(&mut line, "fixes") {
            for edit in items(fix, "edits") {
                *edit = json!({ "place": place(edit, files), "text": edit["text"] });
            }
        }
        line
    });
    found.collect()
}

fn items<'v>(value: &'v mut Value, name: &str) -> &'v mut Vec<Value> {
    value[name].as_array_mut().unwrap()
}

fn place(at: &Value, files: &Files) -> Value {
    let file = at["file"].as_str().unwrap();
    let units = |name: &str| {
        let offset = usize::try_from(at[name].as_u64().unwrap()).unwrap();
        text(file, files)[..offset].encode_utf16().count()
    };
    json!({
        "file": file, "start": units("start"), "end": units("end"), "line": at["line"], "column": at["column"],
        "endLine": at["end_line"], "endColumn": at["end_column"],
    })
}

/// The text of a source: of the program, or of a file that comes with fluo.
fn text<'f>(path: &str, files: &'f Files) -> Cow<'f, str> {
    let built_in = |folder: &str, name: &str| {
        Cow::Owned(project::read(&project::root().join("crates/core/src").join(folder).join(name)))
    };
    match (path.strip_prefix("<prelude>/"), path.strip_prefix("<std>/")) {
        (Some(name), _) => built_in("prelude", name),
        (_, Some(name)) => built_in("library", name),
        _ => Cow::Borrowed(&files[path]),
    }
}

/// The compiler for JavaScript, in Node.js.
struct Asked {
    node: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Asked {
    fn start(package: &Path) -> Self {
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/parity/ask.mjs");
        let mut command = Command::new("node");
        command.arg(here).arg(package.join("node.js")).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut node = command.spawn().unwrap();
        let (input, output) = (node.stdin.take().unwrap(), BufReader::new(node.stdout.take().unwrap()));
        Self { node, input, output }
    }

    fn ask(&mut self, case: &Case) -> Value {
        writeln!(self.input, "{}", case.request()).unwrap();
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("no answer to {}", case.name()))
    }

    fn end(mut self) {
        drop(self.input);
        assert!(self.node.wait().unwrap().success());
    }
}

/// The package, or nothing where this machine can't build it, which is said; with `CI` set, that is a failure.
fn package() -> Option<PathBuf> {
    tools::available("the compiler for JavaScript", xtask::wasm::build()).map(|package| package.folder)
}

/// What differs, shortly.
fn difference(case: &Case, expected: &Value, answer: &Value) -> Option<String> {
    let compiled = &answer["compiled"];
    for part in ["diagnostics", "manifests", "files"] {
        if compiled[part] != expected[part] {
            return Some(format!("{}: {part}: {}", case.name(), apart(&expected[part], &compiled[part])));
        }
    }
    let same = |front: &str, part: &str| answer[front][part] == compiled[part];
    let built = compiled["files"].is_object();
    let agree = same("checked", "diagnostics")
        && same("checked", "targets")
        && same("held", "diagnostics")
        && same("held", "targets")
        && answer["held"]["stale"] == json!(!built)
        && (!built || without_ledger(&compiled["files"]) == without_ledger(&answer["held"]["files"]));
    (!agree).then(|| format!("{}: `compile`, `check` and `Workspace` differ", case.name()))
}

/// The ledger is written beside the tree, for the next build into the same folder.
fn without_ledger(files: &Value) -> Value {
    let mut files = files.clone();
    files.as_object_mut().unwrap().remove(fluo_core::emit::LEDGER_FILE);
    files
}

fn apart(expected: &Value, found: &Value) -> String {
    let (expected, found) = (expected.to_string(), found.to_string());
    let at = expected.chars().zip(found.chars()).take_while(|(one, other)| one == other).count();
    let around = |text: &str| text.chars().skip(at.saturating_sub(80)).take(200).collect::<String>();
    format!("\n  fluoc:      …{}…\n  JavaScript: …{}…", around(&expected), around(&found))
}

fn compare(cases: &[Case]) -> usize {
    let Some(package) = package() else { return 0 };
    let mut asked = Asked::start(&package);
    let (mut compared, mut differences) = (0, Vec::new());
    for case in cases {
        let Some(expected) = expected(case) else { continue };
        compared += 1;
        differences.extend(difference(case, &expected, &asked.ask(case)));
    }
    asked.end();
    assert!(
        differences.is_empty(),
        "{} of {compared} differ:\n{}",
        differences.len(),
        differences.join("\n")
    );
    compared
}

fn below(folder: &str) -> Files {
    let mut files = project::files_below(folder);
    files.extend(project::adopted_below(folder));
    files
}

#[test]
fn examples_are_the_same() {
    let cases: Vec<Case> = project::examples()
        .iter()
        .flat_map(|example| Case::each(&below(&format!("examples/{}", example.name)), &example.entry()))
        .collect();
    assert!(cases.len() > 10);
    compare(&cases);
}

#[test]
fn golden_cases_are_the_same() {
    let of = |name: &String| Case::each(&below(&format!("{}/{name}", cases::FOLDER)), &cases::entry(name));
    let cases: Vec<Case> = cases::names().iter().flat_map(of).collect();
    assert!(cases.len() > 50);
    compare(&cases);
}

#[test]
fn programs_of_pages_are_the_same() {
    let programs = Code::ALL.iter().flat_map(|code| Page::parse(code.page()).programs);
    let texts = programs.filter_map(|program| {
        let entry = program.files.first()?.0.clone();
        let files =
            program.files.into_iter().map(|(path, bytes)| Some((path, String::from_utf8(bytes).ok()?)));
        // What is not UTF-8 is no text in JavaScript either.
        Some(Case::of(&files.collect::<Option<Files>>()?, &entry))
    });
    let cases: Vec<Case> = texts.collect();
    assert!(cases.len() > Code::ALL.len());
    compare(&cases);
}

/// How many generated programs are compared: 1 000, or a tenth of what `FLUO_CASES` says, for each is written to disk and built
/// twice by a process of its own.
fn generated() -> usize {
    let cases = std::env::var("FLUO_CASES").ok().and_then(|cases| cases.parse::<usize>().ok());
    cases.unwrap_or(10_000).div_ceil(10)
}

/// The same ones each time; good ones, and ones with a fault.
#[test]
fn generated_programs_are_the_same() {
    let seed = RngSeed::Fixed(0x666c_756f);
    let mut runner =
        TestRunner::new(Config { rng_seed: seed, failure_persistence: None, ..Config::default() });
    let (good, bad) = (testing::programs(), testing::faulty());
    let mut cases = Vec::new();
    for number in 0..generated() {
        let program = match number % 4 {
            3 => bad.new_tree(&mut runner).unwrap().current().program,
            _ => good.new_tree(&mut runner).unwrap().current(),
        };
        cases.extend(Case::each(&program.files, &program.entry));
    }
    let compared = compare(&cases);
    assert!(compared == 0 || compared > generated() / 2, "only {compared} of {} compared", cases.len());
}

#[test]
fn the_options_name_what_they_build() {
    let program = "environment dev {}\nenvironment prod {}\n".to_owned();
    let files: Files = [("app.fluo".to_owned(), program)].into();
    let loader =
        files.iter().fold(MemoryLoader::new(), |loader, (path, text)| loader.with(path, text.as_str()));
    let unknown = Options { environment: Some("stage".to_owned()), cluster: None };
    assert_eq!(fluo_core::check(&loader, "app.fluo", &unknown).diagnostics.len(), 1);
    let asked = |name: &str| Case { environment: Some(name.to_owned()), ..Case::of(&files, "app.fluo") };
    compare(&[Case::of(&files, "app.fluo"), asked("dev"), asked("all"), asked("stage")]);
}
