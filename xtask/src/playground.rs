//! The page: the compiler in the browser, with everything around it, as static files.

use crate::stamp::{Inputs, Stamp};
use crate::{Failure, node, place, wasm};
use std::path::PathBuf;

/// Builds the page in `playground/dist`, as far as it is not up to date, and gives that folder.
///
/// # Errors
/// If something is missing that the compiler for JavaScript or the page needs, or a step fails.
pub fn build() -> Result<PathBuf, Failure> {
    node::require(node::OLDEST_FOR_PAGE)?;
    let package = wasm::build()?;
    let _alone = place::lock("playground")?;
    let (playground, page) = (place::playground(), place::page());
    let read = [playground.clone(), package.folder, place::root().join("examples")];
    let stamp = Stamp::new("playground", Inputs::default().files(&read)?)?;
    if !stamp.is_fresh(&[page.join("index.html")]) {
        node::install(&playground, "page-packages")?;
        node::npm(&playground, &["run", "build", "--silent"])?;
        stamp.done()?;
    }
    Ok(page)
}
