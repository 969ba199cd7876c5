//! Where things stand in the repository.

use crate::Failure;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// The root of the repository.
#[must_use]
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// Cargo's folder of what is built.
#[must_use]
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// The crate that is compiled for JavaScript.
#[must_use]
pub fn crate_folder() -> PathBuf {
    root().join("crates/wasm")
}

/// The npm package that is made of it.
#[must_use]
pub fn package() -> PathBuf {
    crate_folder().join("pkg")
}

/// The sources of the page.
#[must_use]
pub fn playground() -> PathBuf {
    root().join("playground")
}

/// The page as it is served.
#[must_use]
pub fn page() -> PathBuf {
    playground().join("dist")
}

/// A folder for what the steps leave between two runs.
pub(crate) fn notes() -> Result<PathBuf, Failure> {
    let folder = target().join("xtask");
    fs::create_dir_all(&folder).map_err(|error| Failure::file(&folder, &error))?;
    Ok(folder)
}

/// Copies a program over another. One that runs can't be written to, but replaced.
pub(crate) fn replace(built: &Path, kept: &Path) -> Result<(), Failure> {
    let _ = fs::remove_file(kept);
    let folder = kept.parent().map_or(Ok(()), fs::create_dir_all);
    folder.and_then(|()| fs::copy(built, kept)).map(drop).map_err(|error| Failure::file(built, &error))
}

/// What is in a folder, sorted.
pub(crate) fn entries(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let read = fs::read_dir(folder).map_err(|error| Failure::file(folder, &error))?;
    let mut paths: Vec<PathBuf> = read.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}

/// Keeps other processes from doing the same step at the same time, until the guard is dropped.
pub(crate) fn lock(step: &str) -> Result<File, Failure> {
    let path = notes()?.join(format!("{step}.lock"));
    let file = File::create(&path).map_err(|error| Failure::file(&path, &error))?;
    file.lock().map_err(|error| Failure::file(&path, &error))?;
    Ok(file)
}
