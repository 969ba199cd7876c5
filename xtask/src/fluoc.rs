//! `fluoc` with the page in it.

use crate::program::{cargo, output};
use crate::{Failure, place, playground};
use std::path::PathBuf;

/// Builds `fluoc` with its feature `playground`, and gives the path of the binary: a copy, because Cargo has one place for
/// `fluoc`, whatever its features.
///
/// # Errors
/// If the page can't be built, or a step fails.
pub fn build() -> Result<PathBuf, Failure> {
    playground::build()?;
    let _alone = place::lock("fluoc")?;
    let arguments = ["build", "--quiet", "--package", "fluoc", "--features", "playground"];
    output(&mut cargo(&arguments), "install Rust from https://rustup.rs")?;
    let name = format!("fluoc{}", std::env::consts::EXE_SUFFIX);
    let (built, kept) = (place::target().join("debug").join(&name), place::notes()?.join(&name));
    place::replace(&built, &kept)?;
    Ok(kept)
}
