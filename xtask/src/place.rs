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

/// Keeps other processes from doing the same step at the same time, until the guard is dropped.
pub(crate) fn lock(step: &str) -> Result<File, Failure> {
    let path = notes()?.join(format!("{step}.lock"));
    let file = File::create(&path).map_err(|error| Failure::file(&path, &error))?;
    file.lock().map_err(|error| Failure::file(&path, &error))?;
    Ok(file)
}
