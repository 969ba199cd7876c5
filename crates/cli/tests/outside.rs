//! What is odd in the world around a program: sources that are no files, links that lead in circles, pipes that nobody reads.

#![cfg(unix)]

mod common;

use common::project;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const APP: &str = "component web: service { image: \"nginx:1.27\", port http: 8080 }\nenvironment dev {}\n";

fn fluoc(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fluoc"));
    command.current_dir(folder).args(["--diagnostics", "short"]).args(args);
    command
}

fn run(folder: &Path, args: &[&str]) -> (Option<i32>, String) {
    said(&fluoc(folder, args).output().unwrap())
}

fn said(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn shell(folder: &Path, line: &str) -> (Option<i32>, String) {
    let line = line.replace("fluoc", env!("CARGO_BIN_EXE_fluoc"));
    said(&Command::new("sh").args(["-c", &line]).current_dir(folder).output().unwrap())
}

#[track_caller]
fn assert_refused((code, said): (Option<i32>, String), expected: i32, part: &str) {
    assert!(code == Some(expected) && said.contains(part), "{code:?}: {said}");
}

/// A program that uses `used.fluo`, and a folder in which that can be made.
fn using() -> tempfile::TempDir {
    project(&[("app.fluo", &format!("use \"used.fluo\"\n{APP}"))])
}

#[test]
fn sources_that_are_no_files_are_told() {
    let folder = using();
    let used = folder.path().join("used.fluo");
    assert!(Command::new("mkfifo").arg(&used).status().unwrap().success());
    assert_refused(run(folder.path(), &["check", "app.fluo"]), 1, "it is a pipe, not a file");
    assert_refused(run(folder.path(), &["check", "used.fluo"]), 2, "it is a pipe, not a file");
    fs::remove_file(&used).unwrap();
    fs::create_dir(&used).unwrap();
    assert_refused(run(folder.path(), &["check", "app.fluo"]), 1, "it is a folder, not a file");
    fs::remove_dir(&used).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(&used).unwrap();
    assert_refused(run(folder.path(), &["check", "app.fluo"]), 1, "it is a socket, not a file");
    fs::remove_file(&used).unwrap();
    symlink("/dev/zero", &used).unwrap();
    assert_refused(run(folder.path(), &["check", "app.fluo"]), 1, "it is outside of the project");
    assert_refused(run(folder.path(), &["check", "/dev/zero"]), 2, "it is a device, not a file");
}

#[test]
fn sources_that_can_not_be_read_are_told() {
    let folder = using();
    let used = folder.path().join("used.fluo");
    symlink("used.fluo", &used).unwrap();
    let (code, said) = run(folder.path(), &["check", "app.fluo"]);
    assert!(code == Some(1) && said.contains("can't read `used.fluo`"), "{said}");
    fs::remove_file(&used).unwrap();
    fs::write(&used, b"component \xff").unwrap();
    assert_refused(run(folder.path(), &["check", "app.fluo"]), 1, "this file is not UTF-8");
    // A terabyte of nothing: read up to the limit, and no further.
    fs::File::create(&used).unwrap().set_len(1 << 40).unwrap();
    assert_refused(run(folder.path(), &["check", "app.fluo"]), 1, "E0109");
    assert_refused(run(folder.path(), &["check", "used.fluo"]), 1, "E0109");
}

#[test]
fn a_source_without_permission_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let folder = using();
    let used = folder.path().join("used.fluo");
    fs::write(&used, "").unwrap();
    fs::set_permissions(&used, fs::Permissions::from_mode(0o0)).unwrap();
    if fs::read(&used).is_ok() {
        return fluo_tests::tools::skipped("a source without permission: root may read everything");
    }
    assert_refused(run(folder.path(), &["check", "app.fluo"]), 1, "permission denied");
}

#[test]
fn links_in_circles_end() {
    let folder = project(&[("app.fluo", &format!("use \"**/*.fluo\"\n{APP}")), ("a/b/c.fluo", "")]);
    symlink("../..", folder.path().join("a/b/up")).unwrap();
    symlink("loop", folder.path().join("a/loop")).unwrap();
    symlink("loop.fluo", folder.path().join("a/loop.fluo")).unwrap();
    let (code, said) = run(folder.path(), &["check", "app.fluo"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("2 files checked"), "{said}");
    // In a folder of manifests too.
    let folder = project(&[
        ("app.fluo", "component m: manifests { path: \"m\" }\nenvironment dev {}\n"),
        ("m/a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: x}\n"),
    ]);
    symlink("..", folder.path().join("m/up")).unwrap();
    symlink("loop.yaml", folder.path().join("m/loop.yaml")).unwrap();
    let (code, said) = run(folder.path(), &["check", "app.fluo"]);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn targets_that_are_links_are_told() {
    let folder = project(&[("app.fluo", APP), ("elsewhere/mine", "mine")]);
    for (target, name) in [("elsewhere", "link"), ("loop", "loop"), ("nowhere", "dangling")] {
        symlink(target, folder.path().join(name)).unwrap();
        assert_refused(run(folder.path(), &["build", "app.fluo", "-o", name]), 2, "is a symbolic link");
    }
    symlink("up", folder.path().join("up")).unwrap();
    let (code, said) = run(folder.path(), &["build", "app.fluo", "-o", "up/deploy"]);
    assert!(code == Some(2) && said.contains("`up/deploy` "), "{said}");
    assert_eq!(fs::read_dir(folder.path().join("elsewhere")).unwrap().count(), 1);
    assert!(!folder.path().join("nowhere").exists());
}

#[test]
fn links_in_the_target_stay_links() {
    let folder = project(&[("app.fluo", APP)]);
    let at = folder.path().join("deploy");
    assert_eq!(run(folder.path(), &["build", "app.fluo", "-o", "deploy"]).0, Some(0));
    symlink("..", at.join("nodes/up")).unwrap();
    symlink("loop", at.join("loop")).unwrap();
    fs::write(folder.path().join("app.fluo"), APP.replace("1.27", "1.28")).unwrap();
    let (code, said) = run(folder.path(), &["build", "app.fluo", "-o", "deploy"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(fs::read_link(at.join("nodes/up")).unwrap(), Path::new(".."));
    assert_eq!(fs::read_link(at.join("loop")).unwrap(), Path::new("loop"));
}

/// A program whose manifests are more than a pipe holds.
fn many() -> tempfile::TempDir {
    let components: String = (0..100)
        .map(|n| format!("component c{n}: service {{ image: \"nginx:1.27\", port http: 8080 }}\n"))
        .collect();
    project(&[("app.fluo", &format!("{components}environment dev {{}}\n"))])
}

#[test]
fn a_pipe_that_is_closed_is_no_fault() {
    let folder = many();
    let mut child = fluoc(folder.path(), &["build", "app.fluo"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(said(&child.wait_with_output().unwrap()), (Some(0), String::new()));
    assert_eq!(shell(folder.path(), "fluoc build app.fluo | head -1 > /dev/null"), (Some(0), String::new()));
}

#[test]
fn streams_that_are_closed_or_full_are_told() {
    let folder = many();
    if Path::new("/dev/full").exists() {
        assert_refused(shell(folder.path(), "fluoc build app.fluo > /dev/full"), 2, "the disk is full");
        assert_eq!(shell(folder.path(), "fluoc check nothing.fluo 2> /dev/full").0, Some(2));
    }
    for line in
        ["fluoc build app.fluo >&-", "fluoc build app.fluo <&- > /dev/null", "fluoc check app.fluo 2>&-"]
    {
        let (code, said) = shell(folder.path(), line);
        assert!(code == Some(0) && !said.contains("panicked"), "{line}: {code:?}, {said}");
    }
    // A program from a standard input that is closed is an empty one.
    let (code, said) = shell(folder.path(), "fluoc check - <&-");
    assert!(matches!(code, Some(1 | 2)) && !said.contains("panicked"), "{code:?}: {said}");
}
