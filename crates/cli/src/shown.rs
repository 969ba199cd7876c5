//! How paths are shown: so that a click in the terminal opens the file.

use std::path::{Component, Path, PathBuf};

/// The name under which a program from standard input is read and shown.
pub(crate) const STDIN: &str = "<stdin>";

/// Maps paths relative to a project's root to paths relative to the current folder.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    root: PathBuf,
    cwd: PathBuf,
}

impl Shown {
    /// For a project's root and the current folder, both absolute and free of links.
    pub(crate) fn new(root: PathBuf, cwd: PathBuf) -> Self {
        Self { root, cwd }
    }

    /// The path to print for a path of the compiler's, with `/` on every system. Files of the library and standard
    /// input keep their names; a file is relative to the current folder if that is in the project or above it, else
    /// absolute. To be [`clean`]ed before a person sees it.
    pub(crate) fn path(&self, path: &str) -> String {
        if path.starts_with('<') {
            return path.to_owned();
        }
        if path.rsplit('/').next() == Some(STDIN) {
            return STDIN.to_owned();
        }
        let full = self.root.join(path);
        if let Ok(below) = full.strip_prefix(&self.cwd) {
            return slashes(below);
        }
        if self.cwd.starts_with(&self.root) {
            return slashes(&upwards(&self.cwd, &full));
        }
        slashes(&full)
    }
}

fn slashes(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() }
}

/// `to` as seen from the folder `from`.
fn upwards(from: &Path, to: &Path) -> PathBuf {
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    up.chain(to.components().skip(shared)).collect()
}

/// Text without what would steer a terminal or turn its reading direction: control characters become their
/// pictures, direction marks the replacement character.
pub(crate) fn clean(text: &str) -> String {
    text.chars().map(clean_char).collect()
}

/// [`clean`] for one character.
pub(crate) fn clean_char(c: char) -> char {
    match c {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            '\u{fffd}'
        }
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(root: &str, cwd: &str) -> Shown {
        Shown::new(root.into(), cwd.into())
    }

    #[test]
    fn paths_are_relative_to_the_current_folder() {
        assert_eq!(shown("/p", "/p").path("env/a.fluo"), "env/a.fluo");
        assert_eq!(shown("/p", "/p/env").path("env/a.fluo"), "a.fluo");
        assert_eq!(shown("/p", "/p/env").path("platform/a.fluo"), "../platform/a.fluo");
        assert_eq!(shown("/x/p", "/x").path("a.fluo"), "p/a.fluo");
        assert_eq!(shown("/p", "/q").path("a.fluo"), "/p/a.fluo");
    }

    #[test]
    fn names_that_are_no_files_stay() {
        assert_eq!(shown("/p", "/p").path("<prelude>/scaling.fluo"), "<prelude>/scaling.fluo");
        assert_eq!(shown("/p", "/p/env").path("env/<stdin>"), "<stdin>");
    }

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(clean("a\u{1b}[31m.fluo"), "a␛[31m.fluo");
    }
}
