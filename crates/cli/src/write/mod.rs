//! The tree on disk, written all or nothing.
//!
//! 1. A lock beside the folder keeps a second `fluoc` waiting ([`lock`]); what a killed one left is cleared.
//! 2. The folder is compared with what is to be written ([`plan`]). A file that fluo did not write, or that was
//!    edited since, is never replaced without `--force`; symbolic links are not followed.
//! 3. The new tree is built in a sibling folder `.<name>.fluo-new-…` ([`stage`]). Files that stay, and those of
//!    others, become hard links there, so nothing is copied and nothing changes in the old tree.
//! 4. The two trees change places in one step where the system can do that ([`swap`]), and the old one is
//!    removed. Whoever looks sees the whole old tree or the whole new one, also if the process is killed.

mod edited;
mod lock;
mod plan;
mod stage;
mod swap;
#[cfg(all(test, unix))]
mod tests;

pub(crate) use edited::{Edited, rewrite};

use crate::failure::{Failure, reason};
use crate::shown::clean;
use fluo_core::emit::Forest;
use plan::Plan;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What a write did. The ledger is not counted.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Written {
    /// Files that are new or have new content.
    pub(crate) written: usize,
    /// Files of an earlier build that this one does not have.
    pub(crate) removed: usize,
    /// Files that were already as they should be.
    pub(crate) unchanged: usize,
}

/// What is to be written.
#[derive(Clone, Debug)]
pub(crate) struct Trees {
    /// The trees of the builds.
    pub(crate) forest: Forest,
    /// Environments of which no other cluster's tree stays.
    pub(crate) whole: Vec<String>,
}

/// Makes `dir` hold the trees and their ledger, beside the trees of other builds and the files of others that are there.
/// With `force`, files in the way are replaced.
///
/// # Errors
/// If `dir` can't be written or something in it must not be replaced. Then it is as it was before, or the failure says what
/// it is.
pub(crate) fn write(dir: &Path, trees: &Trees, force: bool) -> Result<Written, Failure> {
    let target = Target::new(dir)?;
    // Nothing to do is found out without a trace, so that a folder that can't be written may be up to date.
    if swap::leftovers(&target).is_empty()
        && !lock::is_there(&target)
        && let Ok(plan) = Plan::new(&target, trees, force)
        && !plan.changes()
    {
        return Ok(plan.written());
    }
    fs::create_dir_all(&target.parent).map_err(|error| target.cannot("create", &target.parent, &error))?;
    let _lock = lock::take(&target)?;
    swap::recover(&target)?;
    let plan = Plan::new(&target, trees, force)?;
    if plan.changes() {
        target.check_replaceable()?;
        let staged = stage::build(&target, &plan, &plan.files)?;
        swap::swap(&target, &plan, staged)?;
    }
    Ok(plan.written())
}

/// The folder that is written.
#[derive(Debug)]
struct Target {
    /// As it was given, for messages.
    shown: String,
    /// Absolute; not a symbolic link when it was looked at.
    dir: PathBuf,
    /// The folder in which it is.
    parent: PathBuf,
    /// Its name there.
    name: std::ffi::OsString,
}

impl Target {
    fn new(dir: &Path) -> Result<Self, Failure> {
        let shown = clean(&dir.to_string_lossy());
        let here = Failure::new(format!("can't replace `{shown}` as a whole"))
            .help("name a folder that has a name of its own, such as `deploy/prod`");
        // `.` and `..` are folders that have a name, once one knows where one stands.
        let full = match dir.file_name() {
            Some(_) => std::path::absolute(dir),
            None => fs::canonicalize(dir),
        };
        let full =
            full.map_err(|error| Failure::new(format!("can't write `{shown}`: {}", reason(&error))))?;
        let (Some(parent), Some(name)) = (full.parent(), full.file_name()) else { return Err(here) };
        // The parent's links may be followed, they are not ours; they must lead to one place all the time.
        let parent = fs::canonicalize(parent).unwrap_or_else(|_| parent.to_owned());
        let target = Self { shown, dir: parent.join(name), parent: parent.clone(), name: name.to_owned() };
        target.check_kind()?;
        Ok(target)
    }

    /// A link or a file is not a folder to write.
    fn check_kind(&self) -> Result<(), Failure> {
        let shown = &self.shown;
        match fs::symlink_metadata(&self.dir) {
            Ok(found) if found.is_dir() => Ok(()),
            Ok(found) if found.is_symlink() => Err(Failure::new(format!("`{shown}` is a symbolic link"))
                .help("name the folder that it leads to: fluo writes through no link")),
            Ok(_) => Err(Failure::new(format!("`{shown}` is a file, not a folder"))
                .help("name a folder, or move the file away")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(self.cannot("write", &self.dir, &error)),
        }
    }

    /// A folder that a shell stands in, or another disk is mounted on, can't change places with its successor.
    fn check_replaceable(&self) -> Result<(), Failure> {
        let shown = &self.shown;
        let cwd = std::env::current_dir().and_then(fs::canonicalize);
        if self.dir.is_dir() && cwd.is_ok_and(|cwd| cwd.starts_with(&self.dir)) {
            return Err(Failure::new(format!("can't replace `{shown}`: the current folder is in it")).help(
                format!("run fluoc from another folder, with `-o` and the path to `{}`", self.name()),
            ));
        }
        let device = |path: &Path| device(path).map_err(|error| self.cannot("read", path, &error));
        if self.dir.is_dir() && device(&self.dir)? != device(&self.parent)? {
            return Err(Failure::new(format!("can't replace `{shown}`: it is a mount point"))
                .help(format!("name a folder in it, such as `{shown}/tree`")));
        }
        Ok(())
    }

    fn name(&self) -> String {
        clean(&self.name.to_string_lossy())
    }

    /// A path in the folder, as the user would write it.
    fn show(&self, path: &Path) -> String {
        match path.strip_prefix(&self.dir) {
            Ok(below) if below.as_os_str().is_empty() => self.shown.clone(),
            Ok(below) => clean(&Path::new(&self.shown).join(below).to_string_lossy()),
            Err(_) => clean(&path.to_string_lossy()),
        }
    }

    /// What the disk did not let, and which tree stands: the one that was there before.
    fn cannot(&self, what: &str, path: &Path, error: &io::Error) -> Failure {
        let failure = self.refused(what, path, error);
        failure.help(match fs::symlink_metadata(&self.dir) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => format!("`{}` was not made", self.shown),
            _ => format!("`{}` is as it was before", self.shown),
        })
    }

    /// What the disk did not let.
    fn refused(&self, what: &str, path: &Path, error: &io::Error) -> Failure {
        Failure::new(format!("can't {what} `{}`: {}", self.show(path), reason(error)))
    }

    /// How the siblings are called in which a new tree is built.
    fn sibling_prefix(&self) -> std::ffi::OsString {
        self.sibling(".fluo-new-")
    }

    fn sibling(&self, ending: &str) -> std::ffi::OsString {
        let mut name = std::ffi::OsString::from(".");
        name.push(&self.name);
        name.push(ending);
        name
    }
}

#[cfg(unix)]
fn device(path: &Path) -> io::Result<u64> {
    use std::os::unix::fs::MetadataExt;
    Ok(fs::symlink_metadata(path)?.dev())
}

#[cfg(not(unix))]
fn device(_path: &Path) -> io::Result<u64> {
    Ok(0)
}
