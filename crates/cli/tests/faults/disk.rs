//! Disks of a chosen size, in memory. Only root may mount one.

use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A mounted file system, unmounted when it is dropped.
#[derive(Debug)]
pub(crate) struct Disk {
    folder: TempDir,
}

impl Disk {
    /// One of this size in KiB, where that can be had.
    pub(crate) fn new(size: usize) -> Option<Self> {
        let folder = TempDir::new().unwrap();
        let options = format!("size={size}k");
        let mounted = run("mount", &["-t", "tmpfs", "-o", &options, "none"], folder.path());
        mounted.then_some(Self { folder })
    }

    /// Where it is mounted.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Lets nothing on it be changed.
    pub(crate) fn make_read_only(&self) {
        assert!(run("mount", &["-o", "remount,ro"], self.path()));
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        assert!(run("umount", &["-l"], self.folder.path()));
    }
}

fn run(program: &str, arguments: &[&str], folder: &Path) -> bool {
    let folder: PathBuf = folder.to_owned();
    Command::new(program).args(arguments).arg(folder).output().is_ok_and(|output| output.status.success())
}
