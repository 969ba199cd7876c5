//! What a step was made from, so that it is skipped when nothing of that changed.

use crate::{Failure, place};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// A fingerprint of everything that a step reads.
#[derive(Clone, Debug, Default)]
pub struct Inputs(Sha256);

impl Inputs {
    /// Adds a text: a version, an argument.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        self.add(text.as_bytes());
        self
    }

    /// Adds the files below each path (or the file itself), by their paths and contents. What is built from sources
    /// is not looked at: folders named `node_modules`, `dist`, `target`.
    ///
    /// # Errors
    /// If one can't be read.
    pub fn files(mut self, paths: &[PathBuf]) -> Result<Self, Failure> {
        for path in paths {
            for file in below(path)? {
                let bytes = fs::read(&file).map_err(|error| Failure::file(&file, &error))?;
                self.add(file.to_string_lossy().as_bytes());
                self.add(&bytes);
            }
        }
        Ok(self)
    }

    /// The length goes before the bytes: two texts are not one longer text.
    fn add(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    fn digest(self) -> String {
        self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The mark that a step leaves when it is done.
#[derive(Clone, Debug)]
pub struct Stamp {
    path: PathBuf,
    digest: String,
}

impl Stamp {
    /// The stamp of a step with these inputs.
    ///
    /// # Errors
    /// If there is no place to keep it.
    pub fn new(step: &str, inputs: Inputs) -> Result<Self, Failure> {
        Ok(Self { path: place::notes()?.join(format!("{step}.stamp")), digest: inputs.digest() })
    }

    /// Whether the step was done with the same inputs, and what it made is still there.
    #[must_use]
    pub fn is_fresh(&self, made: &[PathBuf]) -> bool {
        fs::read_to_string(&self.path).is_ok_and(|digest| digest == self.digest)
            && made.iter().all(|path| path.exists())
    }

    /// Says that the step is done.
    ///
    /// # Errors
    /// If the mark can't be written.
    pub fn done(&self) -> Result<(), Failure> {
        fs::write(&self.path, &self.digest).map_err(|error| Failure::file(&self.path, &error))
    }
}

/// The files below a path, sorted; the path itself if it is a file.
fn below(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for path in place::entries(path)? {
        if !["node_modules", "dist", "target"].iter().any(|name| path.ends_with(name)) {
            files.extend(below(&path)?);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_are_names_and_contents_without_what_is_built() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        let digest = || Inputs::default().files(&[folder.path().to_owned()]).unwrap().digest();
        write("a", "one");
        write("b/c", "two");
        let first = digest();
        write("node_modules/d", "three");
        assert_eq!(digest(), first);
        write("b/c", "twice");
        assert_ne!(digest(), first);
        write("b/c", "two");
        assert_eq!(digest(), first);
        fs::rename(folder.path().join("a"), folder.path().join("e")).unwrap();
        assert_ne!(digest(), first);
    }

    #[test]
    fn two_texts_are_not_one() {
        let digest =
            |texts: &[&str]| texts.iter().fold(Inputs::default(), |all, text| all.text(text)).digest();
        assert_ne!(digest(&["ab", "c"]), digest(&["a", "bc"]));
    }
}
