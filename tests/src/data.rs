//! The folder of facts about the outside world: schemas and CRDs as their projects publish them. It is no part of the
//! repository.

use std::path::PathBuf;

/// The folder `FLUO_DATA`, or the one beside the repository. Where there is none, says so and gives `None`.
#[must_use]
pub fn folder(needed_for: &str) -> Option<PathBuf> {
    let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data"));
    let folder = std::env::var_os("FLUO_DATA").map_or_else(beside, PathBuf::from);
    if folder.join("schemas").is_dir() {
        return Some(folder);
    }
    crate::tools::skipped(&format!(
        "{needed_for}, the data is neither in FLUO_DATA nor beside the repository"
    ));
    None
}
