//! Files of a project on disk. Nothing outside of the project's root is ever read.

use crate::failure::reason;
use fluo_core::source::{LoadError, Loader};
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

/// How much of a file is read: one byte more than the compiler admits, so that it can say that there is more.
const MOST: u64 = 16 * 1024 * 1024 + 1;

/// A loader for the files below a folder.
#[derive(Debug)]
pub(crate) struct DiskLoader {
    /// Absolute and free of symbolic links.
    root: PathBuf,
    /// A file that is not on disk: its path and its bytes.
    extra: Option<(String, Vec<u8>)>,
    /// A file that was read already, and is not read again: what was judged is what is compiled.
    known: Option<(String, Vec<u8>)>,
}

impl DiskLoader {
    /// For a root that is absolute and free of symbolic links.
    pub(crate) fn new(root: PathBuf) -> Self {
        Self { root, extra: None, known: None }
    }

    /// Adds a file that is not on disk.
    pub(crate) fn with(mut self, path: String, bytes: Vec<u8>) -> Self {
        self.extra = Some((path, bytes));
        self
    }

    /// Reads a file, and remembers what was in it.
    ///
    /// # Errors
    /// [`LoadError`] if it can't be read.
    pub(crate) fn reading(mut self, path: &str) -> Result<Self, LoadError> {
        self.known = Some((path.to_owned(), self.read(path)?));
        Ok(self)
    }

    /// The folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Whether a file is not on disk.
    pub(crate) fn is_extra(&self, path: &str) -> bool {
        self.extra.as_ref().is_some_and(|(extra, _)| extra == path)
    }

    /// Where a path leads once every symbolic link is followed.
    fn locate(&self, path: &str) -> Result<PathBuf, LoadError> {
        let full = fs::canonicalize(self.root.join(path)).map_err(|error| load_error(&error))?;
        if full.starts_with(&self.root) { Ok(full) } else { Err(LoadError::Outside) }
    }
}

impl Loader for DiskLoader {
    fn read(&self, path: &str) -> Result<Vec<u8>, LoadError> {
        let held = [&self.extra, &self.known].into_iter().flatten();
        if let Some((_, bytes)) = held.into_iter().find(|(held, _)| held == path) {
            return Ok(bytes.clone());
        }
        let full = self.locate(path)?;
        // Asked before opening too: opening a pipe would wait for its writer.
        fs::metadata(&full).map_err(|error| load_error(&error)).and_then(|found| must_be_file(&found))?;
        let file = open(&full).map_err(|error| load_error(&error))?;
        let found = file.metadata().map_err(|error| load_error(&error))?;
        must_be_file(&found)?;
        read_up_to(file, found.len()).map_err(|error| load_error(&error))
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, LoadError> {
        let full = self.locate(folder)?;
        let mut names = Vec::new();
        for entry in fs::read_dir(full).map_err(|error| load_error(&error))? {
            let entry = entry.map_err(|error| load_error(&error))?;
            // A link counts as what it leads to. One that leads nowhere is left out: editors make such for locks.
            if fs::metadata(entry.path()).is_ok_and(|found| found.is_file()) {
                names.push(entry.file_name().to_string_lossy().into_owned());
            }
        }
        Ok(names)
    }

    fn folders(&self, folder: &str) -> Result<Vec<String>, LoadError> {
        let full = self.locate(folder)?;
        let mut names = Vec::new();
        for entry in fs::read_dir(full).map_err(|error| load_error(&error))? {
            let entry = entry.map_err(|error| load_error(&error))?;
            // Its own type, not that of what a link leads to.
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                names.push(entry.file_name().to_string_lossy().into_owned());
            }
        }
        Ok(names)
    }
}

/// Reads up to [`MOST`] bytes.
pub(crate) fn read_some(source: impl Read) -> io::Result<Vec<u8>> {
    read_up_to(source, 0)
}

/// Reads up to [`MOST`] bytes of what has about as many.
fn read_up_to(source: impl Read, about: u64) -> io::Result<Vec<u8>> {
    // A little more, so that the end is found without growing.
    let room = usize::try_from(about.min(MOST)).unwrap_or(0) + 64;
    let mut bytes = Vec::with_capacity(room);
    source.take(MOST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn must_be_file(found: &Metadata) -> Result<(), LoadError> {
    match unreadable(found) {
        None => Ok(()),
        Some(what) => Err(LoadError::Other(format!("it is {what}, not a file"))),
    }
}

/// What stands there, if it is not a regular file.
pub(crate) fn unreadable(found: &Metadata) -> Option<&'static str> {
    let kind = found.file_type();
    if kind.is_file() {
        return None;
    }
    if kind.is_dir() {
        return Some("a folder");
    }
    Some(special(kind))
}

#[cfg(unix)]
fn special(kind: fs::FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    match () {
        () if kind.is_fifo() => "a pipe",
        () if kind.is_socket() => "a socket",
        () => "a device",
    }
}

#[cfg(not(unix))]
fn special(_kind: fs::FileType) -> &'static str {
    "a device"
}

#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    // The path was free of links and no pipe a moment ago; if that changed, fail instead of following or waiting.
    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
    OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).open(path)
}

fn load_error(error: &io::Error) -> LoadError {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => LoadError::NotFound,
        _ => LoadError::Other(reason(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    fn project() -> (TempDir, DiskLoader) {
        let folder = TempDir::new().unwrap();
        let root = fs::canonicalize(folder.path()).unwrap().join("project");
        fs::create_dir_all(root.join("env")).unwrap();
        fs::write(root.join("env/a.fluo"), "a").unwrap();
        fs::write(root.parent().unwrap().join("out.fluo"), "out").unwrap();
        let loader = DiskLoader::new(root);
        (folder, loader)
    }

    #[test]
    fn reads_and_lists_files() {
        let (_folder, loader) = project();
        assert_eq!(loader.read("env/a.fluo"), Ok(b"a".to_vec()));
        assert_eq!(loader.list("env"), Ok(vec!["a.fluo".to_owned()]));
        assert_eq!(loader.list(""), Ok(vec![]));
        assert_eq!(loader.folders(""), Ok(vec!["env".to_owned()]));
        assert_eq!(loader.folders("env"), Ok(vec![]));
        assert_eq!(loader.read("env/b.fluo"), Err(LoadError::NotFound));
        assert_eq!(loader.read("env/a.fluo/b"), Err(LoadError::NotFound));
        assert_eq!(loader.list("nowhere"), Err(LoadError::NotFound));
    }

    #[test]
    fn never_leaves_the_root() {
        let (_folder, loader) = project();
        assert_eq!(loader.read("../out.fluo"), Err(LoadError::Outside));
        assert!(loader.read("/etc/hostname").is_err());
        assert_eq!(loader.list(".."), Err(LoadError::Outside));
    }

    #[test]
    fn a_folder_is_not_a_file() {
        let (_folder, loader) = project();
        assert_eq!(loader.read("env"), Err(LoadError::Other("it is a folder, not a file".to_owned())));
    }

    #[test]
    fn holds_a_file_that_is_not_on_disk() {
        let (_folder, loader) = project();
        let loader = loader.with("env/<stdin>".to_owned(), b"in".to_vec());
        assert_eq!(loader.read("env/<stdin>"), Ok(b"in".to_vec()));
        assert_eq!(loader.read("<stdin>"), Err(LoadError::NotFound));
    }

    #[test]
    fn a_file_that_was_read_is_not_read_again() {
        let (_folder, loader) = project();
        let loader = loader.reading("env/a.fluo").unwrap();
        fs::write(loader.root.join("env/a.fluo"), "changed").unwrap();
        assert_eq!(loader.read("env/a.fluo"), Ok(b"a".to_vec()));
        assert!(!loader.is_extra("env/a.fluo"));
    }

    #[test]
    fn cuts_a_file_off_behind_the_limit() {
        let endless = std::iter::repeat_n(b'x', 20 * 1024 * 1024).collect::<Vec<u8>>();
        assert_eq!(read_some(endless.as_slice()).unwrap().len(), 16 * 1024 * 1024 + 1);
    }

    #[cfg(unix)]
    #[test]
    fn follows_links_within_the_root_only() {
        use std::os::unix::fs::symlink;
        let (_folder, loader) = project();
        symlink("../../out.fluo", loader.root.join("env/out.fluo")).unwrap();
        symlink("a.fluo", loader.root.join("env/in.fluo")).unwrap();
        symlink("nowhere", loader.root.join("env/.#a.fluo")).unwrap();
        symlink("..", loader.root.join("up")).unwrap();
        symlink("loop.fluo", loader.root.join("loop.fluo")).unwrap();
        assert_eq!(loader.read("env/out.fluo"), Err(LoadError::Outside));
        assert_eq!(loader.read("up/out.fluo"), Err(LoadError::Outside));
        assert_eq!(loader.list("up"), Err(LoadError::Outside));
        assert_eq!(loader.folders("up"), Err(LoadError::Outside));
        assert_eq!(loader.folders(""), Ok(vec!["env".to_owned()]));
        assert_eq!(loader.read("env/in.fluo"), Ok(b"a".to_vec()));
        assert!(matches!(loader.read("loop.fluo"), Err(LoadError::Other(_))));
        let mut names = loader.list("env").unwrap();
        names.sort();
        assert_eq!(names, ["a.fluo", "in.fluo", "out.fluo"]);
    }

    #[cfg(unix)]
    #[test]
    fn does_not_wait_at_a_pipe() {
        let (_folder, loader) = project();
        let pipe = loader.root.join("pipe.fluo");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
        assert!(made.success());
        assert_eq!(loader.read("pipe.fluo"), Err(LoadError::Other("it is a pipe, not a file".to_owned())));
    }
}
