//! Where things lie: the repository, the compiler, what benchmarks write.

use crate::failure;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The repository.
#[must_use]
pub fn root() -> &'static Path {
    let benches = Path::new(env!("CARGO_MANIFEST_DIR"));
    benches.parent().unwrap_or(benches)
}

/// Cargo's folder for what is built.
#[must_use]
pub fn target() -> PathBuf {
    let given = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let folder = given.unwrap_or_else(|| root().join("target"));
    std::path::absolute(&folder).unwrap_or(folder)
}

/// The folder that a benchmark writes to.
///
/// # Errors
/// Where it can't be made.
pub fn work(benchmark: &str) -> io::Result<PathBuf> {
    let folder = target().join("benches").join(benchmark);
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// `fluoc` as Cargo builds it for release: the one that `FLUOC` names, else built now.
///
/// # Errors
/// Where it can't be built.
pub fn fluoc() -> io::Result<PathBuf> {
    if let Some(given) = std::env::var_os("FLUOC") {
        return std::path::absolute(given);
    }
    release("fluoc", "fluoc")
}

/// Where `cargo xtask release` puts `fluoc`.
#[must_use]
pub fn released() -> PathBuf {
    target().join("dist/fluoc")
}

/// A program of the workspace, built for release.
///
/// # Errors
/// Where it can't be built.
pub fn release(package: &str, program: &str) -> io::Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = ["build", "--release", "--quiet", "--package", package, "--bin", program];
    if !Command::new(cargo).args(arguments).current_dir(root()).status()?.success() {
        return Err(failure(format!("`{program}` can't be built")));
    }
    Ok(target().join("release").join(program))
}
