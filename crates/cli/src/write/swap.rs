//! The two trees change places; what a killed run left is put right.
//!
//! A temporary folder holds `tree`, the new tree, and for a moment `old`, the old one. Where the system can
//! exchange two names in one step, there is no moment without a tree. Elsewhere the old one is put aside first:
//! a run that is killed just then leaves it as `old`, and the next run puts it back.

use super::Target;
use super::plan::{Kind, Plan};
use super::stage::{Staged, TREE, discard, sync_folder};
use crate::failure::{Failure, reason};
use crate::shown::clean;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The name of the old tree while it is aside.
const OLD: &str = "old";

/// Puts the staged tree into its place.
///
/// # Errors
/// If the disk does not let it. The failure says which tree is in its place then, and where the other is if it is needed.
pub(super) fn swap(target: &Target, plan: &Plan, mut staged: Staged) -> Result<(), Failure> {
    let placed = match plan.exists {
        true => replace(&mut staged, &target.dir),
        false => fs::rename(&staged.tree, &target.dir).map(|()| None),
    };
    let old = placed.map_err(|error| not_placed(target, plan, &staged, &error))?;
    sync_folder(&target.parent);
    match old.map_or(Ok(()), |old| rescue(&old, &target.dir, plan).map_err(|error| (old, error))) {
        Ok(()) => Ok(()),
        Err((old, error)) => Err(not_rescued(target, staged, &old, &error)),
    }
}

/// Gives where the old tree is now.
fn replace(staged: &mut Staged, dir: &Path) -> io::Result<Option<PathBuf>> {
    match exchange(&staged.tree, dir) {
        Ok(()) => Ok(Some(staged.tree.clone())),
        Err(error) if cannot_exchange(&error) => step_by_step(staged, dir).map(Some),
        Err(error) => Err(error),
    }
}

fn not_placed(target: &Target, plan: &Plan, staged: &Staged, error: &io::Error) -> Failure {
    let old = staged.folder.path().join(OLD);
    if plan.exists && fs::symlink_metadata(&old).is_ok() {
        return aside(target.refused("replace", &target.dir, error), &old);
    }
    target.cannot("replace", &target.dir, error)
}

/// Says where the only tree is.
fn aside(failure: Failure, old: &Path) -> Failure {
    let place = clean(&old.to_string_lossy());
    failure.help(format!("the old tree is whole, in `{place}`; the next `fluoc build` puts it back"))
}

/// The old tree goes where no later run would take it for a leftover.
fn not_rescued(target: &Target, mut staged: Staged, old: &Path, error: &io::Error) -> Failure {
    staged.keep();
    let name = staged.folder.path().file_name().unwrap_or_default().to_string_lossy().into_owned();
    let aside = target.parent.join(name.replacen(".fluo-new-", ".fluo-old-", 1));
    let place = fs::rename(old, &aside).map_or(old, |()| {
        discard(staged.folder.path());
        &aside
    });
    let why = reason(error);
    Failure::new(format!("can't take over what came into `{}` while it was written: {why}", target.shown))
        .help(format!(
            "`{}` is the new tree; the old one is in `{}`",
            target.shown,
            clean(&place.to_string_lossy())
        ))
        .help("move what you need out of the old one, and delete it")
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_a: &Path, _b: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether the file system has no such operation, which says nothing about the trees.
fn cannot_exchange(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput)
}

pub(super) fn step_by_step(staged: &mut Staged, dir: &Path) -> io::Result<PathBuf> {
    let old = staged.folder.path().join(OLD);
    fs::rename(dir, &old)?;
    let Err(error) = fs::rename(&staged.tree, dir) else { return Ok(old) };
    if fs::rename(&old, dir).is_err() {
        // It is the only tree that there is now.
        staged.keep();
    }
    Err(error)
}

/// Moves into the new tree what others put into the old one while the new one was built.
fn rescue(old: &Path, new: &Path, plan: &Plan) -> io::Result<()> {
    for path in late(old, Path::new(""), plan)? {
        let (from, to) = (old.join(&path), new.join(&path));
        if plan.keep.contains_key(&path) {
            // Replaced in the meantime, as editors do: the later one counts.
            if !same_file(&from, &to) {
                fs::rename(from, to)?;
            }
        } else if fs::symlink_metadata(&to).is_err() {
            to.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::rename(from, to)?;
        }
    }
    Ok(())
}

/// What is in the old tree and is not to go with it.
fn late(old: &Path, folder: &Path, plan: &Plan) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(old.join(folder))? {
        let entry = entry?;
        let path = folder.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            paths.extend(late(old, &path, plan)?);
            continue;
        }
        let is_link = plan.keep.get(&path) == Some(&Kind::Link);
        if !plan.write.contains(&path) && !plan.remove.contains(&path) && !is_link {
            paths.push(path);
        }
    }
    Ok(paths)
}

/// Whether nothing happened to a file that was carried over: it is one file, or a copy with the same date.
fn same_file(a: &Path, b: &Path) -> bool {
    match (fs::symlink_metadata(a), fs::symlink_metadata(b)) {
        (Ok(a), Ok(b)) => a.len() == b.len() && a.modified().ok() == b.modified().ok(),
        _ => false,
    }
}

/// The temporary folders that a killed run left beside the target.
pub(super) fn leftovers(target: &Target) -> Vec<PathBuf> {
    let prefix = target.sibling_prefix();
    let entries = fs::read_dir(&target.parent).into_iter().flatten().flatten();
    let ours = entries.filter(|entry| {
        let name = entry.file_name();
        let rest = name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes());
        // tempfile's six letters; a folder of that name that is no temporary one has another shape.
        rest.is_some_and(|rest| rest.len() == 6 && rest.iter().all(u8::is_ascii_alphanumeric))
            && entry.file_type().is_ok_and(|kind| kind.is_dir())
    });
    let mut paths: Vec<PathBuf> = ours.map(|entry| entry.path()).filter(|path| is_ours(path)).collect();
    paths.sort();
    paths
}

/// It holds nothing but trees.
fn is_ours(folder: &Path) -> bool {
    let names = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name());
    names.into_iter().all(|name| name == TREE || name == OLD)
}

/// Puts back a tree that a killed run left aside, and removes what else it left. To be called under the lock.
///
/// # Errors
/// If the old tree can't be put back.
pub(super) fn recover(target: &Target) -> Result<(), Failure> {
    for folder in leftovers(target) {
        let old = folder.join(OLD);
        if old.is_dir() && fs::symlink_metadata(&target.dir).is_err() {
            fs::rename(&old, &target.dir)
                .map_err(|error| aside(target.refused("restore", &target.dir, &error), &old))?;
        }
        discard(&folder);
    }
    Ok(())
}
