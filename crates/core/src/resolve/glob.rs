//! Globs of `use` (language §11): `*` stands for any characters of one name, `**` for any number of folders.

use crate::source::Loader;

/// The files of the project that a pattern names, sorted. Names that start with a dot are only found where the pattern
/// names them; links to folders are not followed.
pub(super) fn expand(loader: &dyn Loader, pattern: &str) -> Vec<String> {
    let parts: Vec<&str> = pattern.split('/').collect();
    let mut found = Vec::new();
    walk(loader, "", &parts, &mut found);
    found.sort();
    found.dedup();
    found
}

/// The folder in front of the first part that holds a `*`.
pub(super) fn fixed_folder(pattern: &str) -> &str {
    let star = pattern.find('*').unwrap_or(pattern.len());
    let before = pattern.get(..star).unwrap_or_default();
    before.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn walk(loader: &dyn Loader, folder: &str, parts: &[&str], found: &mut Vec<String>) {
    let join = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    match parts {
        [] => {}
        [file] => {
            // Behind the last `/` stands a file; `**` alone is every file below.
            let pattern = if *file == "**" { "*" } else { file };
            let files = loader.list(folder).unwrap_or_default();
            found.extend(files.iter().filter(|name| matches(pattern, name)).map(|name| join(name)));
            if *file == "**" {
                for name in folders(loader, folder, "*") {
                    walk(loader, &join(&name), parts, found);
                }
            }
        }
        ["**", rest @ ..] => {
            walk(loader, folder, rest, found);
            for name in folders(loader, folder, "*") {
                walk(loader, &join(&name), parts, found);
            }
        }
        [part, rest @ ..] if part.contains('*') => {
            for name in folders(loader, folder, part) {
                walk(loader, &join(&name), rest, found);
            }
        }
        [part, rest @ ..] => walk(loader, &join(part), rest, found),
    }
}

fn folders(loader: &dyn Loader, folder: &str, pattern: &str) -> Vec<String> {
    let mut names = loader.folders(folder).unwrap_or_default();
    names.retain(|name| matches(pattern, name));
    names
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
    use crate::source::MemoryLoader;

    #[test]
    fn names() {
        assert!(matches("*.fluo", "a.fluo") && matches("a*b*c", "a-b-b-c") && matches("*", "x"));
        assert!(!matches("*.fluo", "a.txt") && !matches("a*b", "ac") && !matches("a*a", "a"));
        assert!(!matches("*", ".git") && matches(".*", ".git"));
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
