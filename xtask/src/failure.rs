//! How a step fails.

use std::fmt;

/// Why a step could not be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The machine lacks something, and it could not be had: what, and what to do about it.
    Missing {
        /// `Node.js 18 or later`
        what: String,
        /// What to do about it, as a sentence's half: `install it from …`
        remedy: String,
    },
    /// The step itself failed: what it was, and what was said.
    Failed(String),
}

impl Failure {
    /// Something is not there.
    pub(crate) fn missing(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Missing { what: what.into(), remedy: remedy.into() }
    }

    /// A file or folder could not be read or written.
    pub(crate) fn file(path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::Failed(format!("{}: {error}", path.display()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { what, remedy } => write!(out, "{what} is missing: {remedy}"),
            Self::Failed(what) => write!(out, "{what}"),
        }
    }
}

impl std::error::Error for Failure {}
