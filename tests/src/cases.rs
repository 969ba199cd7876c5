//! The golden cases: small programs for kinds and features that the examples lack, each with the whole of its output: the
//! stream in `expected.yaml`, or the files in `expected/` where their places matter.

use crate::project::{DiskLoader, build_example, examples, must_build_all, root};
use fluo_core::object::Output;
use std::fs;

/// The folder of the cases, relative to the repository.
pub const FOLDER: &str = "tests/golden";

/// The names of the cases, sorted.
#[must_use]
pub fn names() -> Vec<String> {
    let entries = fs::read_dir(root().join(FOLDER)).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.path().is_dir());
    let mut names: Vec<String> =
        folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The entry file of a case, relative to the repository.
#[must_use]
pub fn entry(case: &str) -> String {
    format!("{FOLDER}/{case}/main.fluo")
}

/// Builds a case: each cluster of its environment.
///
/// # Panics
/// With the diagnostics if it holds errors.
#[must_use]
pub fn build_case(case: &str) -> Vec<Output> {
    must_build_all(&DiskLoader, &entry(case))
}

/// Builds a case of one environment and cluster.
///
/// # Panics
/// With the diagnostics if it holds errors.
#[must_use]
pub fn build_one(case: &str) -> Output {
    build_case(case).into_iter().next().expect("one build")
}

/// Every environment of every example and every case, built.
#[must_use]
pub fn everything() -> Vec<(String, Output)> {
    let examples = examples().into_iter().map(|example| {
        let label = format!("{}/{}", example.name, example.environment);
        (label, build_example(&example.name, &example.environment))
    });
    let cases = names().into_iter().flat_map(|case| {
        let outputs = build_case(&case).into_iter();
        let label = move |output: &Output| match &output.cluster {
            Some(cluster) => format!("{case}/{cluster}"),
            None => case.clone(),
        };
        outputs.map(|output| (label(&output), output)).collect::<Vec<_>>()
    });
    examples.chain(cases).collect()
}
