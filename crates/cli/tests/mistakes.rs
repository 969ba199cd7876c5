//! Every form of a diagnostic can be printed for every mistake that is made often.

#[allow(dead_code, unreachable_pub, reason = "it is a module of the tests of the compiler")]
#[path = "../../../tests/src/mistakes.rs"]
mod mistakes;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

fn check(folder: &Path, entry: &str, form: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fluoc"))
        .current_dir(folder)
        .env_remove("CLICOLOR_FORCE")
        .args(["check", entry])
        .args(form)
        .output()
        .unwrap()
}

fn project(mistake: &mistakes::Mistake) -> TempDir {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(mistakes::EXAMPLE);
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("fluo.toml"), "").unwrap();
    for (path, text) in mistake.files(|path| fs::read_to_string(root.join(path)).unwrap()) {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

#[test]
fn every_mistake_has_every_form() {
    for mistake in mistakes::all() {
        let folder = project(&mistake);
        for form in [[].as_slice(), &["--diagnostics", "short"], &["--diagnostics", "json"]] {
            let output = check(folder.path(), mistake.entry(), form);
            let said = String::from_utf8(output.stderr).unwrap();
            let status = i32::from(mistake.code.starts_with('E'));
            assert_eq!(output.status.code(), Some(status), "{} {form:?}: {said}", mistake.name);
            assert!(said.contains(mistake.code), "{} {form:?}: {said}", mistake.name);
        }
    }
}
