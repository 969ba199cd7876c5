//! Files of the user's own that get another text: all of them or none.
//!
//! Everything is looked at before the first file is touched. The new texts are written beside the old ones and brought
//! to the disk; then each takes the place of its file in one step.

use crate::failure::{Failure, reason};
use similar::TextDiff;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A file and its new text.
#[derive(Clone, Debug)]
pub(crate) struct Edited {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// How it is called in messages.
    pub(crate) shown: String,
    /// What has to be in it still.
    pub(crate) old: String,
    /// What is to be in it.
    pub(crate) new: String,
}

impl Edited {
    /// The change as `git apply` and `patch -p1` read it.
    pub(crate) fn diff(&self) -> String {
        let (old, new) = (format!("a/{}", self.shown), format!("b/{}", self.shown));
        let diff = TextDiff::from_lines(&self.old, &self.new);
        diff.unified_diff().context_radius(3).header(&old, &new).to_string()
    }
}

/// Gives files their new texts.
///
/// # Errors
/// If one of them is a link, is read-only, has changed since it was read, or the disk does not let it. Then all are as
/// they were, unless the disk fails between two of them, which is said.
pub(crate) fn rewrite(files: &[Edited]) -> Result<(), Failure> {
    files.iter().try_for_each(check)?;
    let staged: Vec<NamedTempFile> = files.iter().map(stage).collect::<Result<_, _>>()?;
    for (place, (file, new)) in files.iter().zip(staged).enumerate() {
        new.persist(&file.path).map_err(|error| {
            let failure = cannot_write(file, &error.error);
            match place {
                0 => failure,
                some => failure.help(format!("{some} of {} files are written already", files.len())),
            }
        })?;
    }
    Ok(())
}

fn check(file: &Edited) -> Result<(), Failure> {
    let shown = &file.shown;
    let found = fs::symlink_metadata(&file.path).map_err(|error| cannot_write(file, &error))?;
    if found.is_symlink() {
        return Err(Failure::new(format!("can't rewrite `{shown}`: it is a symbolic link"))
            .help("name the file that it leads to: fluo writes through no link"));
    }
    if found.permissions().readonly() {
        return Err(Failure::new(format!("can't rewrite `{shown}`: it is read-only"))
            .help("make it writable, or write `--diff` to see what would change"));
    }
    match fs::read(&file.path) {
        Ok(bytes) if bytes == file.old.as_bytes() => Ok(()),
        Ok(_) => Err(Failure::new(format!("can't rewrite `{shown}`: it changed while it was looked at"))
            .help("save it in your editor, and run the command again")),
        Err(error) => Err(cannot_write(file, &error)),
    }
}

fn stage(file: &Edited) -> Result<NamedTempFile, Failure> {
    let folder = file.path.parent().unwrap_or(Path::new("."));
    let write = || -> io::Result<NamedTempFile> {
        let mut new = tempfile::Builder::new().prefix(".fluo-new-").tempfile_in(folder)?;
        new.write_all(file.new.as_bytes())?;
        new.as_file().set_permissions(fs::metadata(&file.path)?.permissions())?;
        new.as_file().sync_all()?;
        Ok(new)
    };
    write().map_err(|error| cannot_write(file, &error))
}

fn cannot_write(file: &Edited, error: &io::Error) -> Failure {
    Failure::new(format!("can't write `{}`: {}", file.shown, reason(error)))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use tempfile::TempDir;

    fn edited(folder: &TempDir, name: &str, new: &str) -> Edited {
        let path = folder.path().join(name);
        let old = fs::read_to_string(&path).unwrap();
        Edited { path, shown: name.to_owned(), old, new: new.to_owned() }
    }

    fn folder(names: &[&str]) -> TempDir {
        let folder = TempDir::new().unwrap();
        names.iter().for_each(|name| fs::write(folder.path().join(name), "old").unwrap());
        folder
    }

    #[test]
    fn a_file_keeps_its_mode_and_nothing_else_is_left() {
        let folder = folder(&["a"]);
        fs::set_permissions(folder.path().join("a"), fs::Permissions::from_mode(0o640)).unwrap();
        rewrite(&[edited(&folder, "a", "new")]).unwrap();
        assert_eq!(fs::read_to_string(folder.path().join("a")).unwrap(), "new");
        assert_eq!(fs::metadata(folder.path().join("a")).unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn one_that_stands_in_the_way_keeps_all_as_they_were() {
        let folder = folder(&["a", "b", "target"]);
        let first = edited(&folder, "a", "new");
        let told = |other: Edited| {
            let message = rewrite(&[first.clone(), other]).unwrap_err().message;
            assert_eq!(fs::read_to_string(folder.path().join("a")).unwrap(), "old");
            message
        };
        symlink("target", folder.path().join("link")).unwrap();
        assert_eq!(told(edited(&folder, "link", "new")), "can't rewrite `link`: it is a symbolic link");
        fs::set_permissions(folder.path().join("b"), fs::Permissions::from_mode(0o444)).unwrap();
        assert_eq!(told(edited(&folder, "b", "new")), "can't rewrite `b`: it is read-only");
        let stale = Edited { old: "older".to_owned(), ..edited(&folder, "target", "new") };
        assert_eq!(told(stale), "can't rewrite `target`: it changed while it was looked at");
    }
}
