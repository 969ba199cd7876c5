//! One writer at a time: an advisory lock on a file beside the folder.

use super::Target;
use crate::failure::Failure;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

const PAUSE: Duration = Duration::from_millis(50);
/// About half a minute of pauses; a build takes far less.
const TRIES: u32 = 600;

/// Held until it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    _file: File,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Removed while it is held: whoever waits for it sees that its file is gone and takes a new one. On
        // other systems that can't be seen, so the file stays there.
        if cfg!(unix) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Whether somebody holds the lock, or was killed while holding it.
pub(super) fn is_there(target: &Target) -> bool {
    // Elsewhere it always is, once there was a write.
    cfg!(unix) && fs::symlink_metadata(path(target)).is_ok()
}

fn path(target: &Target) -> PathBuf {
    target.parent.join(target.sibling(".fluo-lock"))
}

/// Takes the lock, waiting for another writer to end.
///
/// # Errors
/// If it can't be made, or the other one does not end.
pub(super) fn take(target: &Target) -> Result<Lock, Failure> {
    take_within(target, TRIES)
}

pub(super) fn take_within(target: &Target, tries: u32) -> Result<Lock, Failure> {
    let path = path(target);
    for _ in 0..tries {
        let file = open(&path).map_err(|error| target.cannot("write beside", &target.dir, &error))?;
        match file.try_lock() {
            Ok(()) if is_at(&file, &path) => return Ok(Lock { path, _file: file }),
            // It was removed between opening and locking: its owner is done.
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => sleep(PAUSE),
            // Some network file systems have no locks. Better to write than to refuse.
            Err(TryLockError::Error(_)) => return Ok(Lock { path, _file: file }),
        }
    }
    Err(Failure::new(format!("another fluoc is writing `{}`", target.shown))
        .help("wait until it is done, or stop it; then run this again"))
}

#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let flags = rustix::fs::OFlags::NOFOLLOW.bits().cast_signed();
    OpenOptions::new().create(true).truncate(false).write(true).custom_flags(flags).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).truncate(false).write(true).open(path)
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), fs::symlink_metadata(path)) {
        (Ok(held), Ok(there)) => (held.dev(), held.ino()) == (there.dev(), there.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_at(_file: &File, _path: &Path) -> bool {
    true
}
