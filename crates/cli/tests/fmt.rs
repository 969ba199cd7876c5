//! `fluoc fmt` as a whole: what it writes, prints, lists and leaves alone.

mod common;

use common::project;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const ODD: &str = "component web:service{image:\"nginx:1.27\"}\n";
const TIDY: &str = "component web: service { image: \"nginx:1.27\" }\n";
const BROKEN: &str = "component web: service {\n  replicas = 2;\n";

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fluoc"));
    command.current_dir(folder).env_remove("CLICOLOR_FORCE").env_remove("NO_COLOR");
    command.args(["--diagnostics", "short", "fmt"]).args(args);
    command
}

fn run(folder: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    said(&command(folder, args).output().unwrap())
}

fn said(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn piped(folder: &Path, args: &[&str], bytes: &[u8]) -> Output {
    let mut command = command(folder, args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(bytes).unwrap();
    child.wait_with_output().unwrap()
}

fn read(folder: &TempDir, path: &str) -> String {
    fs::read_to_string(folder.path().join(path)).unwrap()
}

fn shown(code: i32, stdout: &str, stderr: &str) -> (Option<i32>, String, String) {
    (Some(code), stdout.to_owned(), stderr.to_owned())
}

#[test]
fn a_project_is_formatted_from_anywhere_in_it() {
    let folder =
        project(&[("fluo.toml", ""), ("env/prod.fluo", ODD), ("web.fluo", TIDY), ("notes.txt", ODD)]);
    let told = shown(0, "", "formatted: prod.fluo\nok: 1 of 2 files formatted\n");
    assert_eq!(run(&folder.path().join("env"), &[]), told);
    assert_eq!((read(&folder, "env/prod.fluo").as_str(), read(&folder, "notes.txt").as_str()), (TIDY, ODD));
    assert_eq!(run(folder.path(), &[]), shown(0, "", "ok: 2 files formatted already\n"));
}

#[test]
fn files_and_folders_are_named_once() {
    let folder = project(&[("a/x.fluo", ODD), ("a/b/y.fluo", ODD), ("a/.git/z.fluo", ODD), ("c.fluo", ODD)]);
    let (code, _, stderr) = run(folder.path(), &["a", "a/x.fluo", "./a/b"]);
    assert_eq!(code, Some(0), "{stderr}");
    assert_eq!(stderr, "formatted: a/b/y.fluo\nformatted: a/x.fluo\nok: 2 of 2 files formatted\n");
    assert_eq!((read(&folder, "c.fluo").as_str(), read(&folder, "a/.git/z.fluo").as_str()), (ODD, ODD));
}

#[test]
fn a_check_lists_and_writes_nothing() {
    let folder = project(&[("odd.fluo", ODD), ("tidy.fluo", TIDY)]);
    let told = shown(1, "odd.fluo\n", "error: 1 of 2 files not formatted\n");
    assert_eq!(run(folder.path(), &["--check"]), told);
    assert_eq!(run(folder.path(), &["tidy.fluo", "--check"]), shown(0, "", "ok: 1 file formatted already\n"));
    assert_eq!(read(&folder, "odd.fluo"), ODD);
}

#[test]
fn a_diff_writes_nothing() {
    let folder = project(&[("odd.fluo", ODD), ("tidy.fluo", TIDY)]);
    let diff = format!("--- a/odd.fluo\n+++ b/odd.fluo\n@@ -1 +1 @@\n-{ODD}+{TIDY}");
    assert_eq!(run(folder.path(), &["--diff"]), shown(0, &diff, "ok: 1 of 2 files not formatted\n"));
    let told = shown(1, &diff, "error: 1 of 2 files not formatted\n");
    assert_eq!(run(folder.path(), &["--diff", "--check"]), told);
    assert_eq!(read(&folder, "odd.fluo"), ODD);
}

#[test]
fn a_file_with_errors_is_left_and_the_others_are_formatted() {
    let folder = project(&[("broken.fluo", BROKEN), ("odd.fluo", ODD)]);
    fs::write(folder.path().join("latin.fluo"), b"// \xe4\na:1\n").unwrap();
    let (code, stdout, stderr) = run(folder.path(), &["."]);
    assert_eq!((code, stdout.as_str()), (Some(1), ""));
    assert!(stderr.contains("broken.fluo:2:12: error[E0101]: expected `:`, found `=`\n"), "{stderr}");
    assert!(stderr.contains("latin.fluo:1:4: error[E0106]: this file is not UTF-8\n"), "{stderr}");
    assert!(stderr.ends_with("formatted: odd.fluo\nerror: 3 errors; 1 of 3 files formatted\n"), "{stderr}");
    assert_eq!((read(&folder, "broken.fluo").as_str(), read(&folder, "odd.fluo").as_str()), (BROKEN, TIDY));
    assert_eq!(fs::read(folder.path().join("latin.fluo")).unwrap(), b"// \xe4\na:1\n");
    let (code, _, stderr) = run(folder.path(), &["broken.fluo", "--check"]);
    assert_eq!(code, Some(1));
    assert!(stderr.ends_with("error: 2 errors; nothing else to format\n"), "{stderr}");
}

#[test]
fn what_is_piped_in_is_printed() {
    let folder = project(&[]);
    assert_eq!(said(&piped(folder.path(), &["-"], ODD.as_bytes())).1, TIDY);
    assert_eq!(said(&piped(folder.path(), &["-"], TIDY.as_bytes())).1, TIDY);
    // An editor takes what is printed: nothing may be lost.
    let (code, stdout, stderr) = said(&piped(folder.path(), &["-"], BROKEN.as_bytes()));
    assert_eq!((code, stdout.as_str()), (Some(1), BROKEN));
    assert!(stderr.contains("<stdin>:2:12: error[E0101]"), "{stderr}");
    let output = piped(folder.path(), &["-"], b"// \xe4");
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(1), b"// \xe4".as_slice()));
    let (code, stdout, _) = said(&piped(folder.path(), &["-", "--check"], ODD.as_bytes()));
    assert_eq!((code, stdout.as_str()), (Some(1), "<stdin>\n"));
    let (code, _, stderr) = said(&piped(folder.path(), &["-", "-"], ODD.as_bytes()));
    assert_eq!(code, Some(2));
    assert!(stderr.starts_with("error: `-` is given twice"), "{stderr}");
}

#[test]
fn marks_and_line_ends_of_other_systems_go() {
    let folder = project(&[("a.fluo", "\u{FEFF}a: 1\r\n// b\r\n")]);
    assert_eq!(run(folder.path(), &[]), shown(0, "", "formatted: a.fluo\nok: 1 of 1 file formatted\n"));
    assert_eq!(read(&folder, "a.fluo"), "a: 1\n// b\n");
}

#[test]
fn what_is_not_there_is_said() {
    let folder = project(&[("prod.fluo", ODD), ("docs/notes.txt", "")]);
    let (code, _, stderr) = run(folder.path(), &["prod.fluo", "prd.fluo"]);
    assert_eq!(code, Some(2));
    assert!(stderr.contains("can't read `prd.fluo`: there is no such file or folder"), "{stderr}");
    assert!(stderr.contains("did you mean `prod.fluo`?"), "{stderr}");
    assert_eq!(read(&folder, "prod.fluo"), ODD);
    let (code, _, stderr) = run(folder.path(), &["docs"]);
    assert_eq!(code, Some(2));
    assert!(stderr.contains("there is no `.fluo` file below `docs`"), "{stderr}");
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link_or_out_of_the_folder() {
    use std::os::unix::fs::symlink;
    let folder = project(&[("p/a.fluo", TIDY), ("out/b.fluo", ODD), ("target.fluo", ODD)]);
    symlink("../out", folder.path().join("p/out")).unwrap();
    symlink("../target.fluo", folder.path().join("p/c.fluo")).unwrap();
    symlink("..", folder.path().join("p/up")).unwrap();
    assert_eq!(run(folder.path(), &["p"]), shown(0, "", "ok: 1 file formatted already\n"));
    let (code, _, stderr) = run(folder.path(), &["p/c.fluo", "p/a.fluo"]);
    assert_eq!(code, Some(2), "{stderr}");
    assert!(stderr.contains("can't rewrite `p/c.fluo`: it is a symbolic link"), "{stderr}");
    assert_eq!((read(&folder, "out/b.fluo").as_str(), read(&folder, "target.fluo").as_str()), (ODD, ODD));
}

#[test]
fn a_file_that_is_read_only_keeps_all_as_they_were() {
    let folder = project(&[("a.fluo", ODD), ("b.fluo", ODD)]);
    let path = folder.path().join("b.fluo");
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let (code, _, stderr) = run(folder.path(), &[]);
    assert_eq!(code, Some(2));
    assert!(stderr.contains("can't rewrite `b.fluo`: it is read-only"), "{stderr}");
    assert_eq!((read(&folder, "a.fluo").as_str(), read(&folder, "b.fluo").as_str()), (ODD, ODD));
}
