//! The forms for machines hold what they promise, for the failing program of every page: JSON against the published
//! schema, SARIF against that of its standard, annotations against what GitHub reads, sentences without drawings.

#[allow(dead_code, unreachable_pub, reason = "it is a module of the tests of the compiler")]
#[path = "../../../tests/src/pages.rs"]
mod pages;

mod common;

use fluo_core::diagnostic::Code;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

fn fluoc(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fluoc"));
    for variable in ["CLICOLOR_FORCE", "NO_COLOR", "NO_GRAPHICS"] {
        command.env_remove(variable);
    }
    command.current_dir(folder).args(args).output().unwrap()
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

/// A folder with these files that is a project of its own.
fn project(files: &[(&str, &str)]) -> TempDir {
    let folder = common::project(files);
    fs::write(folder.path().join("fluo.toml"), "").unwrap();
    folder
}

/// The failing programs of all pages, each a project of its own, and their entries.
fn failing() -> (TempDir, Vec<String>) {
    let folder = TempDir::new().unwrap();
    let mut entries = Vec::new();
    for code in Code::ALL {
        let page = pages::Page::parse(code.page());
        let root = folder.path().join(code.as_str());
        for (path, bytes) in &page.programs[0].files {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        fs::write(root.join("fluo.toml"), "").unwrap();
        entries.push(format!("{code}/{}", page.programs[0].files[0].0));
    }
    (folder, entries)
}

/// What `check` says of all of them, on standard output and standard error.
fn checked(form: &str) -> (TempDir, String, String) {
    let (folder, entries) = failing();
    let mut args = vec!["check", "--limit", "0", "--diagnostics", form];
    args.extend(entries.iter().map(String::as_str));
    let output = fluoc(folder.path(), &args);
    assert_eq!(output.status.code(), Some(1));
    (folder, text(output.stdout), text(output.stderr))
}

fn every_code() -> BTreeSet<String> {
    Code::ALL.iter().map(ToString::to_string).collect()
}

fn must_be(validator: &jsonschema::Validator, value: &Value) {
    let errors: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{value}\n{}", errors.join("\n"));
}

/// The published schema; closed, so that a field which it does not describe is found.
fn published() -> jsonschema::Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schema/diagnostics-1.json");
    let mut schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    for place in ["", "/$defs/label", "/$defs/fix", "/$defs/edit"] {
        schema.pointer_mut(place).unwrap()["additionalProperties"] = json!(false);
    }
    jsonschema::validator_for(&schema).unwrap()
}

/// The schema of SARIF 2.1.0, from the crate that is made from it.
fn official() -> jsonschema::Validator {
    let cargo = |args: &[&str]| {
        let output = Command::new(env!("CARGO")).args(args).output().unwrap();
        assert!(output.status.success(), "cargo {args:?}: {}", text(output.stderr));
        text(output.stdout)
    };
    let version = cargo(&["-vV"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    // What other systems need is not there where nothing was built for them.
    let manifest = ["--manifest-path", manifest.to_str().unwrap()];
    let asked = ["metadata", "--format-version", "1", "--locked", "--filter-platform", host];
    let metadata = cargo(&[&asked[..], &manifest].concat());
    let metadata: Value = serde_json::from_str(&metadata).unwrap();
    let crates = metadata["packages"].as_array().unwrap();
    let sarif = crates.iter().find(|package| package["name"] == "serde-sarif").unwrap();
    let manifest = PathBuf::from(sarif["manifest_path"].as_str().unwrap());
    let schema = fs::read_to_string(manifest.with_file_name("src").join("schema.json")).unwrap();
    // Its pattern for languages is none: it has a bracket too many. No document of ours says a language.
    let schema = schema.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$");
    jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap()
}

/// Line and column of an offset, counted anew.
fn position(text: &str, offset: usize, unit: fn(&str) -> usize) -> (u64, u64) {
    let before = &text[..offset];
    let line = before.rsplit('\n').next().unwrap().trim_start_matches('\u{feff}');
    (1 + before.matches('\n').count() as u64, 1 + unit(line) as u64)
}

fn characters(text: &str) -> usize {
    text.chars().count()
}

fn utf16(text: &str) -> usize {
    text.encode_utf16().count()
}

#[test]
fn json_is_what_its_schema_says() {
    let (folder, out, lines) = checked("json");
    assert_eq!(out, "");
    let validator = published();
    let mut codes = BTreeSet::new();
    for line in lines.lines() {
        let value: Value = serde_json::from_str(line).unwrap();
        must_be(&validator, &value);
        codes.insert(value["code"].as_str().unwrap().to_owned());
        let edits =
            value["fixes"].as_array().unwrap().iter().flat_map(|fix| fix["edits"].as_array().unwrap());
        for place in value["labels"].as_array().unwrap().iter().chain(edits) {
            place_holds(folder.path(), place);
        }
    }
    assert_eq!(codes, every_code());
    let failure = text(fluoc(folder.path(), &["check", "nothing", "--diagnostics", "json"]).stderr);
    must_be(&validator, &serde_json::from_str(&failure).unwrap());
}

fn place_holds(folder: &Path, place: &Value) {
    let number = |key: &str| place[key].as_u64().unwrap();
    let Ok(bytes) = fs::read(folder.join(place["file"].as_str().unwrap())) else {
        assert!(place["file"].as_str().unwrap().starts_with('<'), "{place}");
        return;
    };
    // A file that is no UTF-8 has no text to count in.
    let Ok(text) = String::from_utf8(bytes) else { return };
    let at = |offset: u64| position(&text, usize::try_from(offset).unwrap(), characters);
    assert_eq!(at(number("start")), (number("line"), number("column")), "{place}");
    assert_eq!(at(number("end")), (number("end_line"), number("end_column")), "{place}");
}

#[test]
fn sarif_is_what_its_standard_says() {
    let (folder, document, said) = checked("sarif");
    assert_eq!(said, "");
    let validator = official();
    let value: Value = serde_json::from_str(&document).unwrap();
    must_be(&validator, &value);
    let sarif: serde_sarif::sarif::Sarif = serde_json::from_str(&document).unwrap();
    assert_eq!(sarif.runs.len(), 1);
    let run = &value["runs"][0];
    let (rules, results) = (&run["tool"]["driver"]["rules"], run["results"].as_array().unwrap());
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(result["message"]["text"].as_str().is_some_and(|text| text.len() > 10));
        let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        assert!(folder.path().join(uri.as_str().unwrap()).exists(), "{result}");
    }
    let codes: BTreeSet<String> =
        results.iter().map(|result| result["ruleId"].as_str().unwrap().to_owned()).collect();
    assert_eq!(codes, every_code());
    // What stood in the way is told in a document too, and to whoever called.
    let failed = fluoc(folder.path(), &["check", "nothing", "--diagnostics", "sarif"]);
    must_be(&validator, &serde_json::from_slice(&failed.stdout).unwrap());
    assert!(text(failed.stderr).starts_with("error: can't read `nothing`"));
}

#[test]
fn sarif_leaves_standard_output_to_manifests() {
    let good = "component web: service { image: \"nginx:1.27\", port http: 8080 }\nenvironment dev {}\n";
    let folder = project(&[("good.fluo", good)]);
    let built = fluoc(folder.path(), &["build", "good.fluo", "--diagnostics", "sarif"]);
    assert!(text(built.stdout).contains("\nkind: Deployment\n"));
    let document: Value = serde_json::from_slice(&built.stderr).unwrap();
    assert_eq!(document["runs"][0]["results"], json!([]));
    let checked = fluoc(folder.path(), &["check", "good.fluo", "--diagnostics", "sarif"]);
    assert_eq!((checked.status.code(), text(checked.stderr).as_str()), (Some(0), ""));
    must_be(&official(), &serde_json::from_slice(&checked.stdout).unwrap());
}

/// A workflow command as GitHub's runner takes it apart.
fn command(line: &str) -> (String, Vec<(String, String)>, String) {
    let (name, rest) = line.strip_prefix("::").unwrap().split_once(' ').unwrap();
    let (properties, message) = rest.split_once("::").unwrap();
    let data = |text: &str| text.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%");
    let property = |text: &str| data(&text.replace("%2C", ",").replace("%3A", ":"));
    let pair = |pair: &str| {
        let (key, value) = pair.split_once('=').unwrap();
        (key.to_owned(), property(value))
    };
    (name.to_owned(), properties.split(',').map(pair).collect(), data(message))
}

#[test]
fn annotations_are_what_github_reads() {
    let (folder, _, lines) = checked("github");
    let mut codes = BTreeSet::new();
    for line in lines.lines() {
        let (name, properties, message) = command(line);
        let of =
            |key: &str| properties.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str());
        let title = of("title").unwrap();
        codes.insert(title[..5].to_owned());
        assert_eq!(name, if title.starts_with('E') { "error" } else { "warning" });
        assert!(!message.is_empty());
        assert!(folder.path().join(of("file").unwrap()).is_file(), "{line}");
        let number = |key| of(key).map(|value| value.parse::<u32>().unwrap());
        assert!(number("line") <= number("endLine") && number("line") >= Some(1), "{line}");
        assert!(number("col") <= number("endColumn"), "{line}");
        assert_eq!(number("col").is_some(), number("line") == number("endLine"), "{line}");
    }
    assert_eq!(codes, every_code());
}

#[test]
fn sentences_hold_no_drawings() {
    let (_, _, said) = checked("narrated");
    let drawing = |c: char| ('\u{2190}'..='\u{21ff}').contains(&c) || ('\u{2500}'..='\u{25ff}').contains(&c);
    assert_eq!(said.lines().find(|line| line.contains(drawing)), None);
    for code in every_code() {
        assert!(said.contains(&format!(" {code}: ")), "{code}");
    }
    let heads = said.split("\n\n").map(|part| part.lines().next().unwrap_or_default());
    let wrong = heads.filter(|head| !head.ends_with(['.', '?', '!']) && !head.starts_with("error: "));
    assert_eq!(wrong.collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn each_form_counts_columns_in_its_unit() {
    let program = "size s { memory: 1Gi }\ncomponent w: service { image: \"a:1.0\", port http: 8080, env { A: \"日本🦀\" }, /* ü */ memroy: 1Gi }\nenvironment dev {}\n";
    let program = program.replace("/* ü */ ", "annotations { u: \"ü\" }, ");
    let folder = project(&[("a.fluo", &program)]);
    let offset = program.find("memroy").unwrap();
    let (line, in_characters) = position(&program, offset, characters);
    let (_, in_utf16) = position(&program, offset, utf16);
    assert_eq!(in_characters + 1, in_utf16);
    let said = |form: &str| {
        let output = fluoc(folder.path(), &["check", "a.fluo", "--diagnostics", form]);
        text(output.stdout) + &text(output.stderr)
    };
    let place = format!("a.fluo:{line}:{in_characters}");
    assert!(said("short").contains(&format!("{place}: error[E0304]: ")), "{}", said("short"));
    assert!(said("drawn").contains(&format!("[{place}]")), "{}", said("drawn"));
    let last = in_characters + 5;
    let sentence = format!("In a.fluo, line {line}, columns {in_characters} to {last}, at `memroy`");
    assert!(said("narrated").contains(&sentence), "{}", said("narrated"));
    let annotation = format!("line={line},col={in_characters},endLine={line},endColumn={last},");
    assert!(said("github").contains(&annotation), "{}", said("github"));
    let json = said("json");
    let found = json.lines().find(|line| line.contains("E0304")).unwrap();
    let found: Value = serde_json::from_str(found).unwrap();
    assert_eq!(
        (&found["labels"][0]["start"], &found["labels"][0]["column"]),
        (&json!(offset), &json!(in_characters))
    );
    let sarif: Value = serde_json::from_str(&said("sarif")).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let found = results.iter().find(|result| result["ruleId"] == "E0304").unwrap();
    let region = &found["locations"][0]["physicalLocation"]["region"];
    assert_eq!((&region["startColumn"], &region["endColumn"]), (&json!(in_utf16), &json!(in_utf16 + 6)));
}

#[test]
fn places_in_several_files_are_shown_in_every_form() {
    let folder = project(&[
        ("env/prod.fluo", "use \"../platform/*.fluo\"\nenvironment prod {}\n"),
        (
            "platform/a.fluo",
            "component web: service { image: \"a:1.0\", port http: 8080, env { A: dbb.host } }\n",
        ),
        (
            "platform/b.fluo",
            "component api: service { image: \"b:1.0\", port http: 8080, env { B: dbb.host } }\n",
        ),
    ]);
    for form in ["drawn", "narrated", "short", "json", "sarif", "github"] {
        let output = fluoc(&folder.path().join("env"), &["check", "prod.fluo", "--diagnostics", form]);
        let said = text(output.stdout) + &text(output.stderr);
        let path = |name: &str| match form {
            // No relative reference of SARIF leads out of its root.
            "sarif" => said.contains(&format!("/platform/{name}.fluo\"")) && said.contains("\"file:///"),
            _ => said.contains(&format!("../platform/{name}.fluo")),
        };
        assert!(path("a") && path("b"), "{form}: {said}");
        assert_eq!(said.matches("nothing is called `dbb`").count(), 1, "{form}: {said}");
    }
}

#[test]
fn programs_of_a_run_are_told_together() {
    let prod = "use \"web.fluo\"\nenvironment NAME { production: true }\n";
    let folder = project(&[
        ("prod.fluo", &prod.replace("NAME", "prod")),
        ("live.fluo", &prod.replace("NAME", "live")),
        ("dev.fluo", "use \"web.fluo\"\nenvironment dev {}\n"),
        (
            "web.fluo",
            "component web: service { image: \"nginx:latest\", port http: 8080, resources { cpu: 1, memory: 1Gi } }\n",
        ),
    ]);
    let args = ["check", "prod.fluo", "dev.fluo", "live.fluo"];
    let drawn = text(fluoc(folder.path(), &args).stderr);
    assert_eq!(drawn.matches("E0703").count(), 1, "{drawn}");
    assert!(drawn.contains("\n  environments: live, prod\n"), "{drawn}");
    let backwards = text(fluoc(folder.path(), &["check", "live.fluo", "dev.fluo", "prod.fluo"]).stderr);
    assert_eq!(drawn, backwards);
}

#[test]
fn too_many_are_counted() {
    let components: String =
        (0..30).map(|n| format!("component w{n}: worker {{ image: \"a:1.0\", wrong-{n}: 1 }}\n")).collect();
    let folder = project(&[("a.fluo", &format!("{components}environment dev {{}}\n"))]);
    let said = |args: &[&str]| text(fluoc(folder.path(), &[&["check", "a.fluo"], args].concat()).stderr);
    assert_eq!(said(&[]).matches("error[E0304]").count(), 20);
    assert!(
        said(&[])
            .ends_with("… and 10 more errors in 1 file; `--limit 0` shows all\nerror: 30 errors in 1 file\n")
    );
    assert_eq!(said(&["--limit", "0"]).matches("error[E0304]").count(), 30);
    assert_eq!(said(&["--limit", "3"]).matches("error[E0304]").count(), 3);
    assert_eq!(said(&["--diagnostics", "short"]).matches("error[E0304]").count(), 30);
}

#[test]
fn sentences_are_chosen_by_the_environment() {
    let folder = project(&[]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_fluoc"));
    let output =
        command.current_dir(folder.path()).env("NO_GRAPHICS", "1").args(["check", "x"]).output().unwrap();
    assert_eq!(text(output.stderr), "Error: can't read `x`: there is no such file or folder.\n");
}
