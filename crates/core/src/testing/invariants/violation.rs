//! What an invariant says when it does not hold.

use std::fmt;

/// One place at which an invariant does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The name of the invariant: `selectors`.
    pub invariant: &'static str,
    /// The object, file or node: `Deployment shop/web`. Empty where the program as a whole is meant.
    pub object: String,
    /// The place in the object as a JSON pointer (RFC 6901): `/spec/replicas`. Empty where it is the object itself.
    pub pointer: String,
    /// What is wrong, as the end of a sentence about that place.
    pub what: String,
    /// The environment, and its cluster: `prod/eu`. Empty where all of them are meant.
    pub environment: String,
}

/// A violation, or nothing.
pub type Holds = Result<(), Violation>;

impl Violation {
    /// A violation at a place of an object.
    #[must_use]
    pub fn at(object: impl Into<String>, pointer: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            invariant: "",
            object: object.into(),
            pointer: pointer.into(),
            what: what.into(),
            environment: String::new(),
        }
    }
}

/// `scaling: prod: Deployment shop/web at /spec/replicas: …`
impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.invariant)?;
        for part in [&self.environment, &self.object].into_iter().filter(|part| !part.is_empty()) {
            write!(f, ": {part}")?;
        }
        if !self.pointer.is_empty() {
            write!(f, " at {}", self.pointer)?;
        }
        write!(f, ": {}", self.what)
    }
}

impl std::error::Error for Violation {}
