//! From an `ENTRY` argument to a project: its root, its loader, and the entry's path in it.

use crate::failure::{Failure, reason};
use crate::loader::{DiskLoader, read_some, unreadable};
use crate::shown::{STDIN, Shown, clean};
use fluo_core::diagnostic::near;
use fluo_core::source::LoadError;
use std::fs;
use std::path::{Path, PathBuf};

/// A program to compile.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Gives the files of its project.
    pub(crate) loader: DiskLoader,
    /// The entry file's path, relative to the project's root.
    pub(crate) path: String,
    /// How the paths of its project are shown.
    pub(crate) shown: Shown,
}

impl Entry {
    /// The programs of the arguments. All are opened before the first is compiled: a mistyped name is said at once.
    ///
    /// # Errors
    /// If there is no such file, or none that the compiler can read, or standard input is named twice.
    pub(crate) fn open_all(arguments: &[PathBuf]) -> Result<Vec<Self>, Failure> {
        if arguments.iter().filter(|entry| entry.as_path() == Path::new("-")).count() > 1 {
            return Err(Failure::new("`-` is given twice").help("standard input holds one program only"));
        }
        arguments.iter().map(|entry| Self::open(entry)).collect()
    }

    /// The program of an argument; `-` is standard input.
    ///
    /// # Errors
    /// If there is no such file, or none that the compiler can read.
    pub(crate) fn open(argument: &Path) -> Result<Self, Failure> {
        let cwd = current_folder()?;
        if argument == Path::new("-") { Self::stdin(&cwd) } else { Self::file(argument, &cwd) }
    }

    fn stdin(cwd: &Path) -> Result<Self, Failure> {
        let bytes = read_some(std::io::stdin().lock())
            .map_err(|error| Failure::new(format!("can't read standard input: {}", reason(&error))))?;
        let root = marked_root(cwd).unwrap_or(cwd).to_owned();
        let path = project_path(&root, &cwd.join(STDIN))?;
        let loader = DiskLoader::new(root.clone()).with(path.clone(), bytes);
        Ok(Self { loader, path, shown: Shown::new(root, cwd.to_owned()) })
    }

    fn file(argument: &Path, cwd: &Path) -> Result<Self, Failure> {
        let found = fs::metadata(argument).map_err(|error| cannot_read(argument, &error))?;
        if found.is_dir() {
            return Err(is_folder(argument));
        }
        if let Some(what) = unreadable(&found) {
            return Err(Failure::new(format!("can't read `{}`: it is {what}, not a file", show(argument)))
                .help("write `-` to read the program from standard input"));
        }
        // The folder only: an entry that is a link keeps its own place, and the loader judges where it leads.
        let folder = parent(argument);
        let folder = fs::canonicalize(folder).map_err(|error| cannot_read(argument, &error))?;
        let full = folder.join(argument.file_name().unwrap_or_default());
        let root = project_root(&folder, cwd).to_owned();
        let path = project_path(&root, &full)?;
        let loader = DiskLoader::new(root.clone())
            .reading(&path)
            .map_err(|error| unreadable_entry(error, argument, &root))?;
        Ok(Self { loader, path, shown: Shown::new(root, cwd.to_owned()) })
    }
}

/// Free of links.
///
/// # Errors
/// If it was removed, or may not be read.
pub(crate) fn current_folder() -> Result<PathBuf, Failure> {
    let found = std::env::current_dir().and_then(fs::canonicalize);
    found.map_err(|error| Failure::new(format!("can't find the current folder: {}", reason(&error))))
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The nearest folder above with `fluo.toml` or `.git`, else the current folder where it is above, else the
/// entry's own.
fn project_root<'a>(folder: &'a Path, cwd: &'a Path) -> &'a Path {
    let above_entry = || folder.starts_with(cwd).then_some(cwd);
    marked_root(folder).or_else(above_entry).unwrap_or(folder)
}

/// The nearest folder above that is marked as the root of a project.
pub(crate) fn marked_root(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|above| above.join("fluo.toml").exists() || above.join(".git").exists())
}

/// The path of a file relative to the root, in the compiler's form.
fn project_path(root: &Path, full: &Path) -> Result<String, Failure> {
    let below = full.strip_prefix(root).unwrap_or(full);
    let parts: Option<Vec<&str>> = below.iter().map(|part| part.to_str()).collect();
    let parts = parts.ok_or_else(|| {
        Failure::new(format!("can't use `{}`: its name is not UTF-8", show(below)))
            .help("rename it, or write `-` and give it as standard input")
    })?;
    if parts.iter().any(|part| part.contains('\\')) {
        return Err(Failure::new(format!("can't use `{}`: its name holds a backslash", show(below)))
            .help("rename it: such a path means something else on other systems"));
    }
    Ok(parts.join("/"))
}

fn unreadable_entry(error: LoadError, argument: &Path, root: &Path) -> Failure {
    let why = match error {
        LoadError::Outside => {
            let message = format!("`{}` is a link that leads out of its project", show(argument));
            let place =
                format!("the project's root is `{}`; name the file that the link leads to", show(root));
            return Failure::new(message).help(place);
        }
        LoadError::NotFound => "there is no such file".to_owned(),
        LoadError::Other(why) => why,
    };
    Failure::new(format!("can't read `{}`: {why}", show(argument)))
}

fn cannot_read(argument: &Path, error: &std::io::Error) -> Failure {
    let failure = Failure::new(format!("can't read `{}`: {}", show(argument), reason(error)));
    let Some(name) = argument.file_name().and_then(|name| name.to_str()) else { return failure };
    let names = programs(parent(argument));
    let candidates = names.iter().filter_map(|path| path.file_name()?.to_str());
    match near(name, candidates) {
        Some(near) => failure.help(format!("did you mean `{}`?", show(&argument.with_file_name(near)))),
        None => failure,
    }
}

fn is_folder(argument: &Path) -> Failure {
    let failure = Failure::new(format!("`{}` is a folder, not a program", show(argument)));
    let names = programs(argument);
    match names.as_slice() {
        [] => failure.help("name the file that holds the environment, such as `env/prod.fluo`"),
        [only] => failure.help(format!("write `{}`", show(only))),
        some => {
            let list: Vec<String> = some.iter().take(6).map(|path| format!("`{}`", show(path))).collect();
            let more = if some.len() > 6 { ", …" } else { "" };
            failure.help(format!("name one of its files: {}{more}", list.join(", ")))
        }
    }
}

/// The `.fluo` files of a folder, sorted.
fn programs(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| folder.join(entry.file_name()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "fluo"))
        .collect();
    paths.sort();
    paths
}

/// A path as messages show it.
pub(crate) fn show(path: &Path) -> String {
    clean(&path.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    /// A folder tree with the given empty files, and its path without links.
    fn tree(files: &[&str]) -> (TempDir, PathBuf) {
        let folder = TempDir::new().unwrap();
        let root = fs::canonicalize(folder.path()).unwrap();
        for file in files {
            fs::create_dir_all(parent(&root.join(file))).unwrap();
            fs::write(root.join(file), "").unwrap();
        }
        (folder, root)
    }

    #[test]
    fn the_root_is_marked_or_where_one_stands() {
        let (_folder, at) =
            tree(&["p/fluo.toml", "p/sub/env/a.fluo", "q/.git/HEAD", "q/env/a.fluo", "r/env/a.fluo"]);
        let path =
            |entry: &str, cwd: &str| Entry::file(&at.join(entry), &at.join(cwd)).map(|entry| entry.path);
        assert_eq!(path("p/sub/env/a.fluo", "p/sub").as_deref(), Ok("sub/env/a.fluo"));
        assert_eq!(path("q/env/a.fluo", "q/env").as_deref(), Ok("env/a.fluo"));
        assert_eq!(path("r/env/a.fluo", "r").as_deref(), Ok("env/a.fluo"));
        assert_eq!(path("r/env/a.fluo", "p").as_deref(), Ok("a.fluo"));
        assert_eq!(path("p/../r/./env/a.fluo", "r").as_deref(), Ok("env/a.fluo"));
    }

    #[test]
    fn a_missing_entry_suggests_its_neighbour() {
        let (_folder, at) = tree(&["env/prod.fluo"]);
        let failure = Entry::file(&at.join("env/prd.fluo"), &at).unwrap_err();
        let root = at.display();
        assert_eq!(
            failure.message,
            format!("can't read `{root}/env/prd.fluo`: there is no such file or folder")
        );
        assert_eq!(failure.helps, [format!("did you mean `{root}/env/prod.fluo`?")]);
    }

    #[test]
    fn a_folder_names_its_programs() {
        let (_folder, at) = tree(&["env/prod.fluo", "env/dev.fluo", "env/notes.txt"]);
        let failure = Entry::file(&at.join("env"), &at).unwrap_err();
        let root = at.display();
        assert_eq!(failure.message, format!("`{root}/env` is a folder, not a program"));
        assert_eq!(
            failure.helps,
            [format!("name one of its files: `{root}/env/dev.fluo`, `{root}/env/prod.fluo`")]
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_and_odd_names_are_refused_clearly() {
        use std::os::unix::ffi::OsStrExt;
        let (_folder, at) = tree(&["p/fluo.toml", "out.fluo", "p/b\\c.fluo"]);
        std::os::unix::fs::symlink("../out.fluo", at.join("p/in.fluo")).unwrap();
        let message = |path: PathBuf| Entry::file(&path, &at).unwrap_err().message;
        assert!(message(at.join("p/in.fluo")).ends_with("is a link that leads out of its project"));
        assert!(message(at.join("p/b\\c.fluo")).ends_with("its name holds a backslash"));
        let odd = at.join(std::ffi::OsStr::from_bytes(b"p/\xff.fluo"));
        fs::write(&odd, "").unwrap();
        assert!(message(odd).ends_with("its name is not UTF-8"));
    }
}
