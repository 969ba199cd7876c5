//! `fluoc` with the page in it.

use crate::program::{output, program};
use crate::{Failure, place, playground};
use std::fs;
use std::path::PathBuf;

/// Builds `fluoc` with its feature `playground`, and gives the path of the binary: a copy, because Cargo has one place for
/// `fluoc`, whatever its features.
///
/// # Errors
/// If the page can't be built, or a step fails.
pub fn build() -> Result<PathBuf, Failure> {
    playground::build()?;
    let _alone = place::lock("fluoc")?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = ["build", "--quiet", "--package", "fluoc", "--features", "playground"];
    output(&mut program(cargo, &place::root(), &arguments), "install Rust from https://rustup.rs")?;
    let name = format!("fluoc{}", std::env::consts::EXE_SUFFIX);
    let (built, kept) = (place::target().join("debug").join(&name), place::notes()?.join(&name));
    // A binary that runs can't be written to, but replaced.
    let _ = fs::remove_file(&kept);
    fs::copy(&built, &kept).map_err(|error| Failure::file(&built, &error))?;
    Ok(kept)
}
