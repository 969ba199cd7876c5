//! fluo, the compiler as a library. Work in progress.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions
)]

pub mod check;
pub mod diagnostic;
pub mod emit;
pub mod model;
pub mod object;
pub mod prelude;
pub mod resolve;
pub mod source;
pub mod syntax;
pub mod types;

use diagnostic::Diagnostic;
use object::Output;
use source::{Loader, Sources};

/// What to build.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The environment to build, where the entry file holds several.
    pub environment: Option<String>,
}

/// What a check gives.
#[derive(Debug)]
pub struct Checked {
    /// The files that were read.
    pub sources: Sources,
    /// What was found, in a total order.
    pub diagnostics: Vec<Diagnostic>,
}

/// What a build gives.
#[derive(Debug)]
pub struct Built {
    /// The files that were read.
    pub sources: Sources,
    /// What was found, in a total order.
    pub diagnostics: Vec<Diagnostic>,
    /// The objects; `None` if one of the diagnostics is an error.
    pub output: Option<Output>,
}

/// Checks the program whose entry file is `entry` (a path for the loader), for the environment it builds.
pub fn check(loader: &dyn Loader, entry: &str, options: &Options) -> Checked {
    let Built { sources, diagnostics, .. } = build(loader, entry, options);
    Checked { sources, diagnostics }
}

/// Builds the program whose entry file is `entry` (a path for the loader).
pub fn build(loader: &dyn Loader, entry: &str, options: &Options) -> Built {
    let _ = (loader, entry, options);
    Built { sources: Sources::default(), diagnostics: Vec::new(), output: None }
}
