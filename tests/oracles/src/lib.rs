//! What holds for every input of the compiler, whatever its bytes: one function for each way in. Fuzzing calls them with
//! inputs that nobody thought of (`fuzz/`), the test `fuzz_corpus` with those that were kept.
//!
//! Each of them panics where something does not hold. Inputs are text where they can be: an input of several files has a line
//! `// file: PATH` or `# file: PATH` before each.

mod files;
mod foreign;
mod mutate;
mod program;
mod readable;
mod secrets;
mod source;
mod texts;
pub mod tree;

pub use files::{Files, files};
pub use mutate::mutated;

/// A way into the compiler.
#[derive(Copy, Clone, Debug)]
pub struct Oracle {
    /// Its name, which is that of the fuzz target and of its corpus.
    pub name: &'static str,
    /// Holds an input against what is to hold of every one.
    pub holds: fn(&[u8]),
}

/// Every oracle, by name.
pub const ORACLES: [Oracle; 10] = [
    Oracle { name: "assist", holds: program::assist },
    Oracle { name: "compile", holds: program::compile },
    Oracle { name: "crds", holds: foreign::crds },
    Oracle { name: "fix", holds: program::fix },
    Oracle { name: "format", holds: source::format },
    Oracle { name: "ledger", holds: foreign::ledger },
    Oracle { name: "manifests", holds: foreign::manifests },
    Oracle { name: "parse", holds: source::parse },
    Oracle { name: "sops", holds: foreign::sops },
    Oracle { name: "texts", holds: texts::texts },
];

/// The oracle of this name.
#[must_use]
pub fn oracle(name: &str) -> Option<&'static Oracle> {
    ORACLES.iter().find(|oracle| oracle.name == name)
}
