//! Globs of `use` (language §11): `*` stands for any characters of one name, `**` for any number of folders.

use crate::source::Loader;
use rustc_hash::FxHashSet;

/// The files of the project that a pattern names, sorted. Names that start with a dot are only found where the pattern
/// names them; links to folders are not followed.
pub(super) fn expand(loader: &dyn Loader, pattern: &str) -> Vec<String> {
    let parts: Vec<&str> = pattern.split('/').collect();
    let mut walk = Walk { loader, found: Vec::new(), visited: FxHashSet::default() };
    walk.below("", &parts);
    walk.found.sort();
    walk.found.dedup();
    walk.found
}

/// The folder in front of the first part that holds a `*`.
pub(super) fn fixed_folder(pattern: &str) -> &str {
    let star = pattern.find('*').unwrap_or(pattern.len());
    let before = pattern.get(..star).unwrap_or_default();
    before.rsplit_once('/').map_or("", |(folder, _)| folder)
}

struct Walk<'a> {
    loader: &'a dyn Loader,
    found: Vec<String>,
    /// The folders that were searched, with how many parts of the pattern were left: several `**` lead to one folder in many
    /// ways.
    visited: FxHashSet<(String, usize)>,
}

impl Walk<'_> {
    /// Adds what the parts of a pattern name in a folder.
    fn below(&mut self, folder: &str, parts: &[&str]) {
        if !self.visited.insert((folder.to_owned(), parts.len())) {
            return;
        }
        let join = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        match parts {
            [] => {}
            [file] => {
                // Behind the last `/` stands a file; `**` alone is every file below.
                let pattern = if *file == "**" { "*" } else { file };
                let files = self.loader.list(folder).unwrap_or_default();
                self.found.extend(files.iter().filter(|name| matches(pattern, name)).map(|name| join(name)));
                if *file == "**" {
                    self.folders(folder, "*").iter().for_each(|name| self.below(&join(name), parts));
                }
            }
            ["**", rest @ ..] => {
                self.below(folder, rest);
                self.folders(folder, "*").iter().for_each(|name| self.below(&join(name), parts));
            }
            [part, rest @ ..] if part.contains('*') => {
                self.folders(folder, part).iter().for_each(|name| self.below(&join(name), rest));
            }
            [part, rest @ ..] => self.below(&join(part), rest),
        }
    }

    fn folders(&self, folder: &str, pattern: &str) -> Vec<String> {
        let mut names = self.loader.folders(folder).unwrap_or_default();
        names.retain(|name| matches(pattern, name));
        names
    }
}

/// Whether `name` matches `pattern`, in which `*` stands for any characters.
fn matches(pattern: &str, name: &str) -> bool {
    if name.starts_with('.') && !pattern.starts_with('.') {
        return false;
    }
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|head| name.strip_prefix(head)) else { return false };
    let parts: Vec<&str> = parts.collect();
    for (index, part) in parts.iter().enumerate() {
        if index + 1 == parts.len() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or(""),
            None => return false,
        }
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{LoadError, MemoryLoader};
    use std::cell::Cell;

    #[test]
    fn names() {
        assert!(matches("*.fluo", "a.fluo") && matches("a*b*c", "a-b-b-c") && matches("*", "x"));
        assert!(!matches("*.fluo", "a.txt") && !matches("a*b", "ac") && !matches("a*a", "a"));
        assert!(!matches("*", ".git") && matches(".*", ".git"));
    }

    /// Counts how often it is asked.
    struct Counting(MemoryLoader, Cell<usize>);

    impl Loader for Counting {
        fn read(&self, path: &str) -> Result<Vec<u8>, LoadError> {
            self.0.read(path)
        }

        fn list(&self, folder: &str) -> Result<Vec<String>, LoadError> {
            self.1.set(self.1.get() + 1);
            self.0.list(folder)
        }

        fn folders(&self, folder: &str) -> Result<Vec<String>, LoadError> {
            self.1.set(self.1.get() + 1);
            self.0.folders(folder)
        }
    }

    #[test]
    fn many_stars_search_a_folder_once_each() {
        let deep = format!("{}x.fluo", "a/".repeat(20));
        let loader = Counting(MemoryLoader::new().with(&deep, ""), Cell::new(0));
        assert_eq!(expand(&loader, &format!("{}*.fluo", "**/".repeat(20))), [deep]);
        assert!(loader.1.get() <= 21 * 21, "{}", loader.1.get());
    }

    #[test]
    fn folders_and_files() {
        let paths =
            ["a.fluo", "c/x/a.fluo", "c/x/b.fluo", "c/y/a.fluo", "c/y/z/a.fluo", "c/.h/a.fluo", "d/a.fluo"];
        let loader = paths.iter().fold(MemoryLoader::new(), |loader, path| loader.with(path, ""));
        assert_eq!(expand(&loader, "c/*/a.fluo"), ["c/x/a.fluo", "c/y/a.fluo"]);
        assert_eq!(expand(&loader, "c/**/a.fluo"), ["c/x/a.fluo", "c/y/a.fluo", "c/y/z/a.fluo"]);
        assert_eq!(expand(&loader, "**/b.fluo"), ["c/x/b.fluo"]);
        assert_eq!(expand(&loader, "*/*.fluo"), ["d/a.fluo"]);
        assert_eq!(expand(&loader, "d/**"), ["d/a.fluo"]);
        assert_eq!(expand(&loader, "**/**/b.fluo"), ["c/x/b.fluo"]);
        assert!(expand(&loader, "e/*.fluo").is_empty());
        assert_eq!(fixed_folder("c/x*/a.fluo"), "c");
        assert_eq!(fixed_folder("*.fluo"), "");
    }
}
