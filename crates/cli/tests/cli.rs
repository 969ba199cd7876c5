//! The binary as a whole: exit codes, streams, arguments.

mod common;

use common::project;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

fn fluoc(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fluoc"));
    command.current_dir(folder).env_remove("CLICOLOR_FORCE").env_remove("NO_COLOR");
    command
}

fn run(folder: &Path, args: &[&str]) -> Output {
    fluoc(folder).args(args).output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn help_and_version_go_to_standard_output() {
    let folder = project(&[]);
    for (args, part) in [
        (["--version"].as_slice(), "fluoc 0."),
        (&["--help"], "Examples:\n  fluoc check env/prod.fluo"),
        (&["build", "--help"], "--format json"),
        (&["check", "--help"], "--diagnostics short"),
    ] {
        let output = run(folder.path(), args);
        assert_eq!(output.status.code(), Some(0));
        assert!(String::from_utf8_lossy(&output.stdout).contains(part), "{args:?}");
        assert_eq!(stderr(&output), "");
    }
}

#[test]
fn the_graph_is_shown() {
    let program = "component db: postgres { storage: 1Gi }\n\
        component web: service { image: \"nginx:1.27\", port http: 8080, env { DB: db.host } }\n\
        environment dev { provides: [cloudnative-pg] }\n";
    let folder = project(&[("app.fluo", program)]);
    let output = run(folder.path(), &["graph", "app.fluo"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.ends_with("longest chain: namespaces → db → web\n"), "{text}");
    let output = run(folder.path(), &["graph", "app.fluo", "--format", "mermaid"]);
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("flowchart LR\n"));
    let folder = project(&[("app.fluo", "environment dev { provides: keda }\n")]);
    assert_eq!(run(folder.path(), &["graph", "app.fluo"]).status.code(), Some(1));
}

#[test]
fn codes_are_explained() {
    let folder = project(&[]);
    let output = run(folder.path(), &["explain", "e0302"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("# E0302 · a number with the wrong unit"));
    let output = run(folder.path(), &["explain", "E0399"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("there is no code `E0399`"), "{}", stderr(&output));
    let output = run(folder.path(), &["explain"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stdout).contains("W0501  a secret that nothing uses"));
}

#[test]
fn wrong_arguments_end_with_2() {
    let folder = project(&[("a.fluo", "")]);
    for args in [
        [].as_slice(),
        &["bulid"],
        &["build"],
        &["check"],
        &["build", "a.fluo", "--format", "toml"],
        &["build", "a.fluo", "-o", "x", "--component", "y"],
        &["build", "a.fluo", "-o", "x", "--format", "json"],
        &["build", "a.fluo", "--force"],
    ] {
        let output = run(folder.path(), args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(output.stdout.is_empty());
        assert!(!output.stderr.is_empty());
    }
    assert!(!folder.path().join("x").exists());
}

#[test]
fn an_entry_that_can_not_be_read_ends_with_2() {
    let folder = project(&[("env/prod.fluo", "")]);
    let cases = [
        (
            "env/prd.fluo",
            "error: can't read `env/prd.fluo`: there is no such file or folder\n  help: did you mean `env/prod.fluo`?\n",
        ),
        ("env", "error: `env` is a folder, not a program\n  help: write `env/prod.fluo`\n"),
        ("env/", "error: `env/` is a folder, not a program\n  help: write `env/prod.fluo`\n"),
        (
            "env/prod.fluo/x",
            "error: can't read `env/prod.fluo/x`: a part of its path is a file, not a folder\n",
        ),
    ];
    for (entry, expected) in cases {
        for command in ["build", "check"] {
            let output = run(folder.path(), &[command, entry]);
            assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(2), expected));
            assert!(output.stdout.is_empty());
        }
    }
}

#[test]
fn failures_have_every_form() {
    let folder = project(&[]);
    let short = run(folder.path(), &["check", "a", "--diagnostics", "short"]);
    assert_eq!(stderr(&short), "error: can't read `a`: there is no such file or folder\n");
    let json = run(folder.path(), &["check", "a", "--diagnostics", "json"]);
    let value: serde_json::Value = serde_json::from_slice(&json.stderr).unwrap();
    assert_eq!((&value["schema"], &value["severity"]), (&1.into(), &"error".into()));
}

#[test]
fn colour_is_for_terminals_unless_asked_for() {
    let folder = project(&[]);
    let coloured = |command: &mut Command| {
        let output = command.args(["check", "nothing"]).output().unwrap();
        stderr(&output).contains('\u{1b}')
    };
    assert!(!coloured(&mut fluoc(folder.path())));
    assert!(coloured(fluoc(folder.path()).args(["--color", "always"])));
    assert!(!coloured(fluoc(folder.path()).args(["--color", "never"]).env("CLICOLOR_FORCE", "1")));
    assert!(coloured(fluoc(folder.path()).env("CLICOLOR_FORCE", "1")));
}

#[test]
fn standard_input_is_given_once() {
    let folder = project(&[]);
    let output = run(folder.path(), &["check", "-", "-"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).starts_with("error: `-` is given twice"));
}

/// Gives `text` as standard input.
fn feed(mut command: Command, text: &str) -> Output {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

// From here on the compiler has to find something.

#[test]
fn errors_end_with_1_and_write_nothing() {
    let folder = project(&[("a.fluo", "service {\n")]);
    for args in [["build", "a.fluo", "-o", "out"].as_slice(), &["build", "a.fluo"], &["check", "a.fluo"]] {
        let output = run(folder.path(), args);
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        assert!(output.stdout.is_empty());
        assert!(stderr(&output).contains("[a.fluo:"), "{}", stderr(&output));
    }
    assert!(!folder.path().join("out").exists());
    let last = stderr(&run(folder.path(), &["build", "a.fluo"])).lines().last().unwrap().to_owned();
    assert!(last.starts_with("error: ") && last.ends_with("; nothing was written"), "{last}");
}

#[test]
fn paths_are_those_of_the_current_folder() {
    let folder = project(&[("fluo.toml", ""), ("env/a.fluo", "service {\n"), ("other/x", "")]);
    let output = run(&folder.path().join("other"), &["check", "../env/a.fluo", "--diagnostics", "short"]);
    assert!(stderr(&output).starts_with("../env/a.fluo:"), "{}", stderr(&output));
    let mut command = fluoc(&folder.path().join("env"));
    command.args(["check", "-", "--diagnostics", "short"]);
    let output = feed(command, "service {\n");
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).starts_with("<stdin>:"), "{}", stderr(&output));
}

#[test]
fn one_finding_of_two_programs_is_said_once() {
    let folder =
        project(&[("a.fluo", "use \"c.fluo\"\n"), ("b.fluo", "use \"c.fluo\"\n"), ("c.fluo", "service {\n")]);
    let output = run(folder.path(), &["check", "a.fluo", "b.fluo", "--diagnostics", "short"]);
    let said: Vec<String> =
        stderr(&output).lines().filter(|line| line.starts_with("c.fluo:")).map(str::to_owned).collect();
    let mut once = said.clone();
    once.dedup();
    assert!(!said.is_empty() && said == once, "{said:?}");
}

#[test]
fn hosts_are_lines_of_a_hosts_file() {
    let text = "component web: service {\n  image: \"nginx:1.27\"\n  port http: 8080\n  expose web {}\n  expose app {}\n}\n\
                environment local {\n  domain: \"local\"\n  provides: [gateway-api]\n}\n";
    let folder =
        project(&[("app.fluo", text), ("bad.fluo", "component web: service {}\nenvironment dev {}\n")]);
    let output = run(folder.path(), &["hosts", "app.fluo"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "127.0.0.1\tapp.local\n127.0.0.1\tweb.local\n");
    let output = run(folder.path(), &["hosts", "app.fluo", "--address", "somewhere"]);
    assert_eq!(output.status.code(), Some(2));
    let output = run(folder.path(), &["hosts", "bad.fluo"]);
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(1), b"".as_slice()));
}

#[test]
fn pages_are_written_and_those_of_an_earlier_time_removed() {
    let kind = |name: &str| format!("/// Ours.\nkind {name}: service {{}}\n");
    let folder = project(&[("platform.fluo", &kind("shop")), ("bad.fluo", "kind x: nothing {}\n")]);
    let page = |name: &str| folder.path().join(format!("out/kinds/{name}.md"));
    let output = run(folder.path(), &["doc", "platform.fluo", "-o", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(page("shop").exists() && page("service").exists());
    fs::write(folder.path().join("platform.fluo"), kind("store-front")).unwrap();
    let output = run(folder.path(), &["doc", "platform.fluo", "-o", "out", "--own"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(page("store-front").exists() && !page("shop").exists() && !page("service").exists());
    let output = run(folder.path(), &["doc", "bad.fluo", "-o", "out"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(page("store-front").exists());
    fs::write(
        folder.path().join("app.fluo"),
        "component web: worker { image: \"nginx:1.27\" }\nenvironment dev {}\n",
    )
    .unwrap();
    assert_eq!(run(folder.path(), &["build", "app.fluo", "-o", "dev"]).status.code(), Some(0));
    let output = run(folder.path(), &["doc", "platform.fluo", "-o", "dev"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("`dev` holds manifests"), "{}", stderr(&output));
}

/// The files of two environments, of one with an error, and of a third with both.
fn environments() -> TempDir {
    let app = "component web: service { image: \"x:1\", port http: 80 }\n";
    project(&[
        ("app.fluo", app),
        ("dev.fluo", "use \"app.fluo\"\nenvironment dev {}\n"),
        ("prod.fluo", "use \"app.fluo\"\nenvironment prod { cluster eu {}\n  cluster us {} }\n"),
        ("bad.fluo", "use \"app.fluo\"\nenvironment bad { skip: [nobody] }\n"),
        ("all.fluo", "use \"app.fluo\"\nenvironment one {}\nenvironment two {}\n"),
    ])
}

#[test]
fn several_trees_share_a_folder_and_stay_apart() {
    let folder = environments();
    let set = |file: &str, environment: &str| {
        fs::write(folder.path().join(file), format!("use \"app.fluo\"\n{environment}\n")).unwrap();
    };
    let build = |args: &[&str]| {
        let output = run(folder.path(), &[&["build", "-o", "out"], args].concat());
        (output.status.code(), stderr(&output))
    };
    let there = || {
        let tree = |path: &&str| folder.path().join("out/clusters").join(path).join("flux/web.yaml").exists();
        ["dev", "prod/eu", "prod/us"].into_iter().filter(tree).collect::<Vec<_>>()
    };
    assert_eq!(build(&["dev.fluo", "prod.fluo"]).0, Some(0));
    assert_eq!(there(), ["dev", "prod/eu", "prod/us"]);
    assert!(build(&["dev.fluo", "prod.fluo"]).1.contains("nothing changed"));

    // One of them alone leaves the others.
    set("dev.fluo", "environment dev { skip: [web] }");
    assert_eq!(build(&["dev.fluo"]).0, Some(0));
    assert_eq!(there(), ["prod/eu", "prod/us"]);
    // One cluster leaves the other, and the whole environment does not leave one that is gone.
    set("prod.fluo", "environment prod { cluster eu {} }");
    assert_eq!(build(&["prod.fluo", "--cluster", "eu"]).0, Some(0));
    assert_eq!(there(), ["prod/eu", "prod/us"]);
    assert_eq!(build(&["prod.fluo"]).0, Some(0));
    assert_eq!(there(), ["prod/eu"]);
    // A failing environment changes nothing.
    set("dev.fluo", "environment dev {}");
    assert_eq!(build(&["dev.fluo", "bad.fluo"]).0, Some(1));
    assert_eq!(there(), ["prod/eu"]);
}

#[test]
fn what_is_built_can_be_chosen() {
    let folder = environments();
    let code = |args: &[&str]| run(folder.path(), args).status.code();
    assert_eq!(code(&["build", "all.fluo", "--env", "all"]), Some(0));
    assert_eq!(code(&["build", "all.fluo"]), Some(1));
    assert_eq!(code(&["check", "prod.fluo", "--cluster", "asia"]), Some(1));
    let output = run(folder.path(), &["build", "prod.fluo", "--component", "web", "--format", "json"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("\"environment\": \"prod/eu\"") && text.contains("\"environment\": \"prod/us\""));
    let output = run(folder.path(), &["build", "dev.fluo", "./dev.fluo", "-o", "out"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("two of the programs build the environment `dev`"),
        "{}",
        stderr(&output)
    );
}
