//! The ledger of a tree: what a build wrote there, so that the next one removes its own files and no others.
//!
//! It is a JSON file at the root of the tree:
//!
//! ```json
//! {
//!   "version": 2,
//!   "compiler": "0.1.0",
//!   "spread": false,
//!   "trees": { "prod": { "flux/kustomization.yaml": "sha256:…" } }
//! }
//! ```
//!
//! A tree is called after its environment, and its cluster where there are several (`prod/eu`).

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt;

/// The ledger's own path in the tree. It does not list itself.
pub const LEDGER_FILE: &str = ".fluo.lock";

/// The version of the format that is written, and the only one that is read.
const VERSION: u64 = 2;

/// What stands before the hexadecimal digits of a digest.
const ALGORITHM: &str = "sha256:";

/// The files that a build wrote into a tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    version: u64,
    /// The version of the compiler that wrote the tree.
    pub compiler: String,
    /// Whether the folder is the root of a source, in which every tree has its own path, and not one tree.
    pub spread: bool,
    /// The digest of each file (`sha256:` and 64 hexadecimal digits), by the name of the tree and its path in the folder.
    pub trees: BTreeMap<String, BTreeMap<String, String>>,
}

/// Why a text is not a ledger that may be trusted.
///
/// A ledger decides what is deleted, and it lies in a repository that others write to. So a path in it must be one that
/// a build could have written: below the tree on every operating system, no hidden file, ending in `.yaml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LedgerError {
    /// It is not JSON, or a field is missing or of the wrong type; the reader's own words.
    Format(String),
    /// It has a version of the format that this compiler doesn't know.
    Version(u64),
    /// It lists this path, which no build writes.
    Path(String),
    /// The digest of the file at this path is not one.
    Digest(String),
}

impl fmt::Display for LedgerError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format(reason) => write!(formatter, "not a ledger: {reason}"),
            Self::Version(version) => {
                write!(formatter, "version {version} of the ledger is not known, only {VERSION} is")
            }
            Self::Path(path) => write!(formatter, "{path:?} is not a path that a build writes"),
            Self::Digest(path) => write!(formatter, "the digest of {path:?} is not one"),
        }
    }
}

impl std::error::Error for LedgerError {}

/// The part of a ledger that tells whether the rest can be read.
#[derive(Deserialize)]
struct Head {
    version: u64,
}

impl Ledger {
    /// The empty ledger of this compiler.
    #[must_use]
    pub fn new(spread: bool) -> Self {
        let compiler = env!("CARGO_PKG_VERSION").to_owned();
        Self { version: VERSION, compiler, spread, trees: BTreeMap::new() }
    }

    /// The ledger of a build of one tree that wrote `files` (path in the tree to content).
    #[must_use]
    pub fn of(name: &str, files: &BTreeMap<String, String>) -> Self {
        let digests = files.iter().map(|(path, content)| (path.clone(), Self::digest(content)));
        let mut ledger = Self::new(false);
        ledger.trees.insert(name.to_owned(), digests.collect());
        ledger
    }

    /// The digests of all files, by their paths in the folder.
    #[must_use]
    pub fn files(&self) -> BTreeMap<String, String> {
        self.trees.values().flatten().map(|(path, digest)| (path.clone(), digest.clone())).collect()
    }

    /// The tree that has a file of this path with another content.
    pub(super) fn writes_otherwise(&self, path: &str, digest: &str) -> Option<String> {
        let other = |files: &BTreeMap<String, String>| files.get(path).is_some_and(|there| there != digest);
        self.trees.iter().find(|(_, files)| other(files)).map(|(name, _)| name.clone())
    }

    /// Reads a ledger.
    ///
    /// # Errors
    /// [`LedgerError`] if the text is not a ledger of this version, or lists a path that a build can't have written.
    pub fn parse(text: &str) -> Result<Self, LedgerError> {
        let format = |error: serde_json::Error| LedgerError::Format(error.to_string());
        let Head { version } = serde_json::from_str(text).map_err(format)?;
        if version != VERSION {
            return Err(LedgerError::Version(version));
        }
        let ledger: Self = serde_json::from_str(text).map_err(format)?;
        for (path, digest) in ledger.trees.values().flatten() {
            if !is_path(path) {
                return Err(LedgerError::Path(path.clone()));
            }
            if !is_digest(digest) {
                return Err(LedgerError::Digest(path.clone()));
            }
        }
        Ok(ledger)
    }

    /// The ledger as text, ending with a newline; [`Ledger::parse`] reads it back.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Nothing here can fail: every key is a string, and the writer is a buffer in memory.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// The digest of a file's content, in the form in which the ledger lists it.
    #[must_use]
    pub fn digest(content: impl AsRef<[u8]>) -> String {
        let mut text = String::with_capacity(ALGORITHM.len() + 64);
        text.push_str(ALGORITHM);
        for byte in Sha256::digest(content) {
            text.extend(
                [byte >> 4, byte & 15].map(|nibble| char::from_digit(nibble.into(), 16).unwrap_or('0')),
            );
        }
        text
    }
}

/// Whether a build writes manifests at such a path, or `fluoc doc` a page.
fn is_path(path: &str) -> bool {
    (path.ends_with(".yaml") || path.ends_with(".md")) && path.split('/').all(is_part)
}

/// A part of a path that is a plain name everywhere: Windows drops dots and blanks at the end of a name, gives `:` and
/// `\` a meaning, and forbids the rest of the list.
fn is_part(part: &str) -> bool {
    let forbidden = |char: char| char.is_control() || r#"\:*?"<>|"#.contains(char);
    !part.is_empty() && !part.starts_with('.') && !part.ends_with(['.', ' ']) && !part.contains(forbidden)
}

fn is_digest(digest: &str) -> bool {
    digest.strip_prefix(ALGORITHM).is_some_and(|hex| {
        hex.len() == 64 && hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger(path: &str) -> String {
        let files = BTreeMap::from([(path.to_owned(), "a".to_owned())]);
        Ledger::of("prod", &files).to_json()
    }

    #[test]
    fn reads_what_it_writes() {
        let text = ledger("nodes/web/service-web.yaml");
        let read = Ledger::parse(&text).unwrap();
        assert_eq!(read.to_json(), text);
        assert!(!read.spread);
        let digest = "sha256:ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";
        assert_eq!(read.files()["nodes/web/service-web.yaml"], digest);
    }

    #[test]
    fn paths_that_no_build_writes_are_refused() {
        let hostile = [
            "../x.yaml",
            "a/../x.yaml",
            "/etc/x.yaml",
            "C:/x.yaml",
            "C:x.yaml",
            "a\\x.yaml",
            "..\\x.yaml",
            "a//x.yaml",
            "./x.yaml",
            "",
            ".yaml",
            ".git/x.yaml",
            "a/.. /x.yaml",
            "a/... /x.yaml",
            "a/x.yaml\0",
            "a\0/x.yaml",
            "a/x",
            ".fluo.lock",
            "a/x.yaml/",
            "a/x.yaml:stream.yaml",
            "a/con?.yaml",
        ];
        for path in hostile {
            assert_eq!(Ledger::parse(&ledger(path)), Err(LedgerError::Path(path.to_owned())));
        }
    }

    #[test]
    fn other_texts_are_refused() {
        let text = ledger("a.yaml");
        assert!(matches!(Ledger::parse("{"), Err(LedgerError::Format(_))));
        assert!(matches!(Ledger::parse("{\"version\":2}"), Err(LedgerError::Format(_))));
        let newer = text.replace("\"version\": 2", "\"version\": 3");
        assert_eq!(Ledger::parse(&newer), Err(LedgerError::Version(3)));
        let other = text.replace("sha256:c", "sha256:C");
        assert_eq!(Ledger::parse(&other), Err(LedgerError::Digest("a.yaml".to_owned())));
    }
}
