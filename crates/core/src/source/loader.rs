//! The border through which a front hands files to the compiler.

use std::collections::{BTreeMap, BTreeSet};

/// Why a loader could not give a file or a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadError {
    /// There is nothing at this path.
    NotFound,
    /// The path leads out of the project root, for example through a symbolic link.
    Outside,
    /// Anything else; the text is the operating system's.
    Other(String),
}

/// Gives the compiler its files. Paths are relative to the project root, `/` separated and normal: they hold
/// no `.` or `..` and do not start with `/`.
pub trait Loader {
    /// The bytes of a file.
    ///
    /// # Errors
    /// [`LoadError`] if the file can't be read.
    fn read(&self, path: &str) -> Result<Vec<u8>, LoadError>;

    /// The names of the files (not folders) directly in a folder, in any order; the root is `""`.
    ///
    /// # Errors
    /// [`LoadError`] if the folder can't be listed.
    fn list(&self, folder: &str) -> Result<Vec<String>, LoadError>;

    /// The names of the folders directly in a folder, in any order; the root is `""`. Links to folders are left out, so
    /// that a search below them ends.
    ///
    /// # Errors
    /// [`LoadError`] if the folder can't be listed.
    fn folders(&self, folder: &str) -> Result<Vec<String>, LoadError>;
}

/// A loader over files held in memory: for tests, the browser, and embedding.
#[derive(Clone, Debug, Default)]
pub struct MemoryLoader {
    files: BTreeMap<String, Vec<u8>>,
}

impl MemoryLoader {
    /// A loader without files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file, replacing one of the same path.
    #[must_use]
    pub fn with(mut self, path: &str, text: impl Into<Vec<u8>>) -> Self {
        self.write(path, text);
        self
    }

    /// Writes a file, replacing one of the same path.
    pub fn write(&mut self, path: &str, text: impl Into<Vec<u8>>) {
        self.files.insert(path.to_owned(), text.into());
    }

    /// Removes a file, if there is one.
    pub fn remove(&mut self, path: &str) {
        self.files.remove(path);
    }
}

impl Loader for MemoryLoader {
    fn read(&self, path: &str) -> Result<Vec<u8>, LoadError> {
        self.files.get(path).cloned().ok_or(LoadError::NotFound)
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, LoadError> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let names: Vec<String> = self
            .files
            .keys()
            .filter_map(|path| path.strip_prefix(&prefix))
            .filter(|rest| !rest.contains('/'))
            .map(str::to_owned)
            .collect();
        if names.is_empty() && !self.files.keys().any(|path| path.starts_with(&prefix)) {
            return Err(LoadError::NotFound);
        }
        Ok(names)
    }
    fn folders(&self, folder: &str) -> Result<Vec<String>, LoadError> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let below = self.files.keys().filter_map(|path| path.strip_prefix(&prefix)?.split_once('/'));
        let names: BTreeSet<String> = below.map(|(name, _)| name.to_owned()).collect();
        Ok(names.into_iter().collect())
    }
}
