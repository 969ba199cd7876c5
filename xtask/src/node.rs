//! Node.js and npm.

use crate::program::{output, program};
use crate::stamp::{Inputs, Stamp};
use crate::{Failure, place};
use std::path::Path;

/// The oldest Node.js that the package runs in; the page's build tools want [`OLDEST_FOR_PAGE`].
pub const OLDEST: u32 = 18;
/// The oldest Node.js that the page can be built with: what Vite asks for.
pub const OLDEST_FOR_PAGE: u32 = 20;

const REMEDY: &str = "install Node.js with npm, from https://nodejs.org or your system's packages";

/// Checks that there is a Node.js of this major version or a later one.
///
/// # Errors
/// [`Failure::Missing`] if there is none, or an older one.
pub fn require(oldest: u32) -> Result<(), Failure> {
    let version = output(&mut program("node", &place::root(), &["--version"]), REMEDY)?;
    match major(&version) {
        Some(found) if found >= oldest => Ok(()),
        _ => Err(Failure::missing(
            format!("Node.js {oldest} or later"),
            format!("this is {version}; {REMEDY}"),
        )),
    }
}

/// The packages of a folder's `package-lock.json`, exactly as they stand there. Skipped where they are installed.
///
/// # Errors
/// If they can't be installed.
pub fn install(folder: &Path, step: &str) -> Result<(), Failure> {
    let stamp = Stamp::new(
        step,
        Inputs::default().files(&[folder.join("package.json"), folder.join("package-lock.json")])?,
    )?;
    if stamp.is_fresh(&[folder.join("node_modules")]) {
        return Ok(());
    }
    npm(folder, &["ci", "--no-audit", "--no-fund", "--loglevel=error"])?;
    stamp.done()
}

/// Runs npm in a folder and gives what it printed.
///
/// # Errors
/// If there is no npm, or it fails: with what it said.
pub fn npm(folder: &Path, arguments: &[&str]) -> Result<String, Failure> {
    let name = if cfg!(windows) { "npm.cmd" } else { "npm" };
    output(program(name, folder, arguments).env("NO_UPDATE_NOTIFIER", "1"), REMEDY)
}

fn major(version: &str) -> Option<u32> {
    version.trim_start_matches('v').split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read() {
        assert_eq!(major("v20.19.1"), Some(20));
        assert_eq!(major("unknown"), None);
    }
}
