//! The page in a real browser, with everything that its own tests look at: `playground/tests`. The page and a `fluoc` that
//! serves it are built for it.

use fluo_tests::tools;
use serde_json::Value;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::OnceLock;
use xtask::program::{output, program};
use xtask::{browser, fluoc, place};

/// A `fluoc` with the page in it, built once; nothing where this machine can't.
fn served() -> Option<&'static PathBuf> {
    static SERVED: OnceLock<Option<PathBuf>> = OnceLock::new();
    SERVED.get_or_init(|| tools::available("the page", fluoc::build())).as_ref()
}

/// Runs tests of the page. Each counts, so their numbers are told past the test runner.
fn run(what: &str, arguments: &[&str], variables: &[(&str, &PathBuf)]) {
    let mut arguments_of_node = vec!["node_modules/vitest/vitest.mjs", "run", "--reporter=json"];
    arguments_of_node.extend(arguments);
    let mut command = program("node", &place::playground(), &arguments_of_node);
    let ended = command.envs(variables.iter().copied()).output().unwrap();
    let said = String::from_utf8_lossy(&ended.stdout);
    let report = said.find('{').and_then(|at| serde_json::from_str::<Value>(&said[at..]).ok());
    let Some(report) = report else { panic!("{what}: {said}\n{}", String::from_utf8_lossy(&ended.stderr)) };
    let count = |name: &str| report[name].as_u64().unwrap_or(0);
    let (passed, failed, skipped) =
        (count("numPassedTests"), count("numFailedTests"), count("numPendingTests"));
    let _ = writeln!(
        std::io::stderr(),
        "page tests: {what}: {passed} passed; {failed} failed; {skipped} ignored"
    );
    assert!(ended.status.success() && passed > 0, "{}", failures(&report));
}

fn failures(report: &Value) -> String {
    let files = fluo_tests::items(report, "/testResults");
    let tests = files.iter().flat_map(|file| fluo_tests::items(file, "/assertionResults"));
    let failed = tests.filter(|test| test["status"] == "failed");
    let texts =
        failed.map(|test| format!("{}\n{:#}", fluo_tests::text(test, "/fullName"), test["failureMessages"]));
    let broken = files
        .iter()
        .map(|file| fluo_tests::text(file, "/message").to_owned())
        .filter(|text| !text.is_empty());
    texts.chain(broken).collect::<Vec<_>>().join("\n")
}

#[test]
fn its_types_are_sound() {
    let Some(_) = served() else { return };
    let arguments = ["run", "check", "--silent"];
    output(&mut program("npm", &place::playground(), &arguments), "").unwrap();
}

#[test]
fn its_parts_work() {
    let Some(_) = served() else { return };
    run("parts", &[], &[]);
}

#[test]
fn it_works_in_a_browser() {
    let Some(fluoc) = served() else { return };
    let Some(chromium) = tools::available("the page in a browser", browser::chromium()) else { return };
    run("browser", &["--config", "tests/vitest.config.ts"], &[("CHROMIUM", &chromium), ("FLUOC", fluoc)]);
}
