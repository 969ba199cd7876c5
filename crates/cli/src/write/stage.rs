//! The new tree, built beside the old one.

use super::Target;
use super::plan::{Kind, Plan};
use crate::failure::Failure;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The name of the new tree in its temporary folder.
pub(super) const TREE: &str = "tree";

/// A tree that is complete on disk. Removed when it is dropped.
#[derive(Debug)]
pub(super) struct Staged {
    /// Holds the tree; only its owner can look into it.
    pub(super) folder: TempDir,
    /// The tree.
    pub(super) tree: PathBuf,
    /// Whether the folder stays, because it holds what is nowhere else.
    kept: bool,
}

impl Staged {
    /// Lets the folder stay.
    pub(super) fn keep(&mut self) {
        self.folder.disable_cleanup(true);
        self.kept = true;
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if !self.kept {
            discard(self.folder.path());
        }
    }
}

/// Builds the tree that the plan describes.
///
/// # Errors
/// If the disk does not let it. Nothing is left then.
pub(super) fn build(
    target: &Target,
    plan: &Plan,
    files: &BTreeMap<String, String>,
) -> Result<Staged, Failure> {
    let folder = tempfile::Builder::new().prefix(&target.sibling_prefix()).tempdir_in(&target.parent);
    let folder = folder.map_err(|error| target.cannot("write beside", &target.dir, &error))?;
    let tree = folder.path().join(TREE);
    let staged = Staged { folder, tree, kept: false };
    let cannot = |path: &Path, error: &io::Error| target.cannot("write", &target.dir.join(path), error);
    let folders = folders(target, &staged.tree, plan).map_err(|(path, error)| cannot(&path, &error))?;
    for (path, kind) in &plan.keep {
        carry(&target.dir.join(path), &staged.tree.join(path), *kind)
            .map_err(|error| cannot(path, &error))?;
    }
    let mut written = Vec::new();
    for path in &plan.write {
        let content = path.to_str().and_then(|path| files.get(path)).map_or("", String::as_str);
        written.push(create(&staged.tree.join(path), content).map_err(|error| cannot(path, &error))?);
    }
    finish(target, &staged.tree, &folders).map_err(|(path, error)| cannot(&path, &error))?;
    to_disk(&written, &staged.tree, &folders).map_err(|error| cannot(Path::new(""), &error))?;
    Ok(staged)
}

type At = (PathBuf, io::Error);

/// Makes the folders of the new tree, outer ones first.
fn folders(target: &Target, tree: &Path, plan: &Plan) -> Result<BTreeSet<PathBuf>, At> {
    let paths = plan.write.iter().chain(plan.keep.keys());
    let mut folders: BTreeSet<PathBuf> =
        paths.flat_map(|path| path.ancestors().skip(1)).map(Path::to_owned).collect();
    let kept = plan.keep.iter().filter(|(_, kind)| matches!(kind, Kind::Folder { .. }));
    folders.extend(kept.map(|(path, _)| path.clone()));
    folders.insert(PathBuf::new());
    for folder in &folders {
        let made = if folder.as_os_str().is_empty() { tree.to_owned() } else { tree.join(folder) };
        fs::create_dir(&made).map_err(|error| (target.dir.join(folder), error))?;
    }
    Ok(folders)
}

/// Gives the folders the permissions that they had, inner ones first.
fn finish(target: &Target, tree: &Path, folders: &BTreeSet<PathBuf>) -> Result<(), At> {
    for folder in folders.iter().rev() {
        let (old, new) = (target.dir.join(folder), tree.join(folder));
        let at = |error| (old.clone(), error);
        if let Ok(found) = fs::symlink_metadata(&old)
            && found.is_dir()
        {
            fs::set_permissions(&new, found.permissions()).map_err(at)?;
        }
    }
    Ok(())
}

/// Brings a folder's names to the disk, where the system can do that for a folder.
pub(super) fn sync_folder(path: &Path) {
    if cfg!(unix) {
        let _ = File::open(path).and_then(|folder| folder.sync_all());
    }
}

/// More files than this are cheaper to bring to the disk together with all else that waits for it.
const SEVERAL: usize = 8;

/// Brings the new tree to the disk before it takes the old one's place, so that no crash leaves a tree of empty
/// files.
fn to_disk(files: &[File], tree: &Path, folders: &BTreeSet<PathBuf>) -> io::Result<()> {
    if files.len() > SEVERAL && files.first().is_some_and(sync_all_of_disk) {
        return Ok(());
    }
    files.iter().try_for_each(File::sync_all)?;
    folders.iter().rev().for_each(|folder| sync_folder(&tree.join(folder)));
    Ok(())
}

#[cfg(target_os = "linux")]
fn sync_all_of_disk(file: &File) -> bool {
    rustix::fs::syncfs(file).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn sync_all_of_disk(_file: &File) -> bool {
    false
}

fn create(path: &Path, content: &str) -> io::Result<File> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(content.as_bytes())?;
    Ok(file)
}

/// Carries a file over as it is: the same file under a second name, or a copy where the disk can't do that.
fn carry(from: &Path, to: &Path, kind: Kind) -> io::Result<()> {
    match kind {
        Kind::Folder { .. } => Ok(()),
        Kind::Link => link(from, to),
        Kind::File => fs::hard_link(from, to).or_else(|_| copy(from, to)),
        Kind::Special => fs::hard_link(from, to),
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::copy(from, to)?;
    let modified = fs::metadata(from)?.modified()?;
    let file = OpenOptions::new().append(true).open(to);
    // A read-only copy keeps today's date: nobody loses anything by that.
    file.map_or(Ok(()), |file| file.set_modified(modified).and_then(|()| file.sync_all()))
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(fs::read_link(from)?, to)
}

#[cfg(not(unix))]
fn link(from: &Path, to: &Path) -> io::Result<()> {
    fs::hard_link(from, to)
}

/// Removes a folder of ours with everything in it; follows no link. What can't be removed is tried again by the
/// next run.
pub(super) fn discard(path: &Path) {
    if fs::remove_dir_all(path).is_err() && path.exists() {
        // A folder without write permission keeps what is in it.
        open_up(path);
        let _ = fs::remove_dir_all(path);
    }
}

#[cfg(unix)]
fn open_up(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let _ = fs::set_permissions(path, fs::Permissions::from_mode(0o700));
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            open_up(&entry.path());
        }
    }
}

#[cfg(not(unix))]
fn open_up(_path: &Path) {}
