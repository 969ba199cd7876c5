//! `fluoc fix` as a whole: what it writes, prints and leaves alone.

mod common;

use common::project;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

fn run(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fluoc"));
    command.current_dir(folder).env_remove("CLICOLOR_FORCE").env_remove("NO_COLOR");
    command.args(["--diagnostics", "short"]).args(args).output().unwrap()
}

fn said(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn read(folder: &TempDir, path: &str) -> String {
    fs::read_to_string(folder.path().join(path)).unwrap()
}

const SIZES: &str = "size small { cpu: 250m..1, memory: 256m..1Gi }\n";
const WEB: &str = "use \"sizes.fluo\"\r\ncomponent web: service {\r\n  image: \"nginx:1.27\"\r\n  size: smal\r\n  port http: 8080\r\n  replicas: \"2\"\r\n}\r\nenvironment dev {}";

#[test]
fn what_is_certain_is_written_and_the_rest_is_said() {
    let folder = project(&[("web.fluo", &WEB.replace('\r', "")), ("sizes.fluo", SIZES)]);
    let (code, stdout, stderr) = said(&run(folder.path(), &["fix", "web.fluo"]));
    assert_eq!((code, stdout.as_str()), (Some(1), ""), "{stderr}");
    assert_eq!(read(&folder, "sizes.fluo"), SIZES.replace("256m", "256Mi"));
    assert!(read(&folder, "web.fluo").contains("replicas: 2\n}\nenvironment dev {}"));
    assert!(stderr.contains("fixed: sizes.fluo:1: E0302: write `256Mi`\n"), "{stderr}");
    let end = "error: 2 mistakes fixed in 2 files; 1 error left; 1 more can be fixed with `--unsafe`\n";
    assert!(stderr.ends_with(end), "{stderr}");
    let (code, _, stderr) = said(&run(folder.path(), &["fix", "web.fluo", "--unsafe"]));
    assert_eq!(code, Some(0), "{stderr}");
    assert!(stderr.ends_with("ok: 1 mistake fixed in 1 file\n"), "{stderr}");
    let (code, _, stderr) = said(&run(folder.path(), &["fix", "web.fluo"]));
    assert_eq!((code, stderr.as_str()), (Some(0), "ok: nothing to fix\n"));
}

#[test]
fn a_diff_writes_nothing() {
    let folder = project(&[("web.fluo", WEB), ("sizes.fluo", SIZES)]);
    let (code, stdout, stderr) = said(&run(folder.path(), &["fix", "web.fluo", "--diff", "--code", "e0302"]));
    assert_eq!(code, Some(1));
    assert_eq!(
        stdout,
        "--- a/sizes.fluo\n+++ b/sizes.fluo\n@@ -1 +1 @@\n-size small { cpu: 250m..1, memory: 256m..1Gi }\n\
         +size small { cpu: 250m..1, memory: 256Mi..1Gi }\n"
    );
    assert!(stderr.contains("error: 1 mistake can be fixed in 1 file; 2 errors, 1 warning left"), "{stderr}");
    assert_eq!((read(&folder, "web.fluo"), read(&folder, "sizes.fluo")), (WEB.to_owned(), SIZES.to_owned()));
}

#[test]
fn line_ends_marks_and_the_last_line_stay_as_they_are() {
    let text = format!("\u{feff}{}", WEB.replace("smal\r", "small\r"));
    let folder = project(&[("web.fluo", &text), ("sizes.fluo", &SIZES.replace("256m", "256Mi"))]);
    let (code, _, stderr) = said(&run(folder.path(), &["fix", "web.fluo", "--code", "E0301"]));
    assert_eq!(code, Some(0), "{stderr}");
    assert_eq!(read(&folder, "web.fluo"), text.replace("\"2\"", "2"));
    // An inserted line ends as the others do.
    let broken = text.replace("\"2\"", "2").replace("}\r\nenvironment", "environment");
    fs::write(folder.path().join("web.fluo"), &broken).unwrap();
    let args = ["fix", "web.fluo", "--unsafe", "--code", "E0102"];
    let (code, _, stderr) = said(&run(folder.path(), &args));
    assert_eq!(code, Some(0), "{stderr}");
    assert_eq!(read(&folder, "web.fluo"), text.replace("\"2\"", "2"));
}

#[test]
fn a_piped_program_is_printed_and_no_file_changes() {
    let folder = project(&[("sizes.fluo", SIZES), ("fluo.toml", "")]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_fluoc"));
    command.current_dir(folder.path()).args(["fix", "-"]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(WEB.as_bytes()).unwrap();
    let (code, stdout, _) = said(&child.wait_with_output().unwrap());
    assert_eq!(code, Some(1));
    assert_eq!(stdout, WEB.replace("\"2\"", "2").replace('\r', ""));
    assert_eq!(read(&folder, "sizes.fluo"), SIZES);
}

#[test]
fn wrong_arguments_and_files_in_the_way_end_with_2() {
    let folder = project(&[("sizes.fluo", SIZES), ("web.fluo", &WEB.replace('\r', ""))]);
    let (code, _, stderr) = said(&run(folder.path(), &["fix", "web.fluo", "--code", "E9999"]));
    assert_eq!(code, Some(2));
    assert!(stderr.contains("there is no code `E9999`"), "{stderr}");
    let mut mode = fs::metadata(folder.path().join("sizes.fluo")).unwrap().permissions();
    mode.set_readonly(true);
    fs::set_permissions(folder.path().join("sizes.fluo"), mode).unwrap();
    let (code, _, stderr) = said(&run(folder.path(), &["fix", "web.fluo"]));
    assert_eq!(code, Some(2));
    assert!(stderr.contains("can't rewrite `sizes.fluo`: it is read-only"), "{stderr}");
    assert!(read(&folder, "web.fluo").contains("replicas: \"2\""), "all files or none");
}

#[test]
fn several_entries_agree() {
    let shared = "component web: service { image: \"nginx:1.27\", port http: 8080, replicas: \"2\" }\n";
    let entry =
        |name: &str| format!("use \"web.fluo\"\nenvironment {name} {{ flux {{ interval: 5min }} }}\n");
    let (dev, prod) = (entry("dev"), entry("prod"));
    let folder = project(&[("web.fluo", shared), ("dev.fluo", &dev), ("prod.fluo", &prod)]);
    let (code, _, stderr) = said(&run(folder.path(), &["fix", "dev.fluo", "prod.fluo"]));
    assert_eq!(code, Some(0), "{stderr}");
    assert!(stderr.ends_with("ok: 3 mistakes fixed in 3 files\n"), "{stderr}");
    assert_eq!(read(&folder, "web.fluo"), shared.replace("\"2\"", "2"));
}

#[test]
fn check_says_how_many_can_be_fixed() {
    let folder = project(&[("web.fluo", &WEB.replace('\r', "")), ("sizes.fluo", SIZES)]);
    let (code, _, stderr) = said(&run(folder.path(), &["check", "web.fluo"]));
    assert_eq!(code, Some(1));
    let end = "error: 3 errors in 2 files; 2 can be fixed by `fluoc fix`, 1 more with `--unsafe`\n";
    assert!(stderr.ends_with(end), "{stderr}");
}
