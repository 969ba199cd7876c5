//! A browser without a window.

use crate::program::{program, succeeds};
use crate::{Failure, place};
use std::path::PathBuf;

/// The names under which systems install Chromium, the likeliest first.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// A Chromium: what `CHROMIUM` names, or one on the path. As root on Debian it is installed where there is none.
///
/// # Errors
/// [`Failure::Missing`] if there is none.
pub fn chromium() -> Result<PathBuf, Failure> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from).filter(|path| path.exists());
    if let Some(found) = named.or_else(on_path) {
        return Ok(found);
    }
    install();
    on_path().ok_or_else(|| {
        Failure::missing(
            "Chromium",
            "install the package `chromium`, or set CHROMIUM to the path of a browser of its family",
        )
    })
}

fn on_path() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    NAMES
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|path| path.is_file())
}

/// Fails quietly: without the rights to install, the browser stays missing, and that is said.
fn install() {
    let root = place::root();
    let apt = |arguments: &[&str]| {
        succeeds(program("apt-get", &root, arguments).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    let _ = apt(&["update", "--quiet"])
        && apt(&["install", "--yes", "--quiet", "--no-install-recommends", "chromium", "fonts-dejavu-core"]);
}
