//! The program that every strategy gives and every property starts from.

use crate::source::{LoadError, Loader, MemoryLoader};
use crate::{Builds, Checked, Environment, Options, build_all, check, environments};
use std::collections::BTreeMap;
use std::fmt;

/// A program with all of its files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Program {
    /// The texts of the files, by their paths.
    pub files: BTreeMap<String, String>,
    /// The path of the file with which it begins.
    pub entry: String,
}

impl Program {
    /// A program of one file, which is called `app.fluo`.
    #[must_use]
    pub fn one(text: impl Into<String>) -> Self {
        let entry = "app.fluo".to_owned();
        Self { files: BTreeMap::from([(entry.clone(), text.into())]), entry }
    }

    /// The same program with one more file, or with another text of it.
    #[must_use]
    pub fn with(mut self, path: impl Into<String>, text: impl Into<String>) -> Self {
        self.files.insert(path.into(), text.into());
        self
    }

    /// Builds every environment of its entry file, each cluster of them.
    #[must_use]
    pub fn build_all(&self) -> Builds {
        build_all(self, &self.entry, &every())
    }

    /// Checks it for every environment of its entry file, and each cluster of them.
    #[must_use]
    pub fn check(&self) -> Checked {
        check(self, &self.entry, &every())
    }

    /// The environments that it declares, sorted by name.
    #[must_use]
    pub fn environments(&self) -> Vec<Environment> {
        environments(self, &self.entry).0
    }
}

/// All environments of the entry file.
fn every() -> Options {
    Options { environment: Some("all".to_owned()), ..Options::default() }
}

impl Loader for Program {
    fn read(&self, path: &str) -> Result<Vec<u8>, LoadError> {
        self.files.get(path).map(|text| text.clone().into_bytes()).ok_or(LoadError::NotFound)
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, LoadError> {
        paths(self).list(folder)
    }

    fn folders(&self, folder: &str) -> Result<Vec<String>, LoadError> {
        paths(self).folders(folder)
    }
}

/// The paths alone, as a loader that knows folders.
fn paths(program: &Program) -> MemoryLoader {
    program.files.keys().fold(MemoryLoader::new(), |loader, path| loader.with(path, Vec::new()))
}

/// Every file with its name above it, the entry first.
impl fmt::Display for Program {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.files.get_key_value(&self.entry);
        let others = self.files.iter().filter(|(path, _)| **path != self.entry);
        for (path, text) in first.into_iter().chain(others) {
            writeln!(out, "// ---- {path}")?;
            out.write_str(text)?;
            if !text.ends_with('\n') {
                writeln!(out)?;
            }
        }
        Ok(())
    }
}
