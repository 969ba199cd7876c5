//! An input as files.

use fluo_core::source::{MemoryLoader, join_path};

/// The files of an input, in its order; no path stands twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files(pub Vec<(String, Vec<u8>)>);

impl Files {
    /// The path of the first file.
    #[must_use]
    pub fn entry(&self) -> &str {
        self.0.first().map_or("app.fluo", |(path, _)| path)
    }

    /// The bytes of a file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.0.iter().find(|(other, _)| other == path).map(|(_, bytes)| bytes.as_slice())
    }

    /// Adds a file, unless there is one of the same path.
    pub fn add(&mut self, path: &str, bytes: &[u8]) {
        if self.get(path).is_none() {
            self.0.push((path.to_owned(), bytes.to_vec()));
        }
    }

    /// A loader of them.
    #[must_use]
    pub fn loader(&self) -> MemoryLoader {
        self.0.iter().fold(MemoryLoader::new(), |loader, (path, bytes)| loader.with(path, bytes.clone()))
    }
}

/// The files of an input: `first` is the path of what stands before a line that names another one. Of two files of one path
/// the first counts, and paths that no loader is asked for are left out.
#[must_use]
pub fn files(input: &[u8], first: &str) -> Files {
    let mut found = Files::default();
    let (mut path, mut start, mut at) = (Some(first.to_owned()), 0, 0);
    for line in input.split_inclusive(|byte| *byte == b'\n') {
        if let Some(next) = named(line) {
            take(&mut found, path.as_deref(), &input[start..at]);
            path = join_path("", next).ok().filter(|path| !path.contains('*'));
            start = at + line.len();
        }
        at += line.len();
    }
    take(&mut found, path.as_deref(), &input[start..]);
    found
}

/// The path in a line that starts a file.
fn named(line: &[u8]) -> Option<&str> {
    let rest = line.strip_prefix(b"// file: ").or_else(|| line.strip_prefix(b"# file: "))?;
    std::str::from_utf8(rest).ok().map(str::trim).filter(|path| !path.is_empty())
}

fn take(files: &mut Files, path: Option<&str>, bytes: &[u8]) {
    // Nothing stands before the first line of most inputs.
    let nothing = bytes.is_empty() && files.0.is_empty();
    if let Some(path) = path.filter(|_| !nothing) {
        files.add(path, bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(input: &str) -> Vec<(String, String)> {
        let files = files(input.as_bytes(), "app.fluo").0.into_iter();
        files.map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap())).collect()
    }

    fn pair(path: &str, text: &str) -> (String, String) {
        (path.to_owned(), text.to_owned())
    }

    #[test]
    fn an_input_is_one_file_or_several() {
        assert_eq!(read("a: 1\n"), [pair("app.fluo", "a: 1\n")]);
        assert_eq!(
            read("// file: env/prod.fluo\na\n# file: m/a.yaml\nb\n"),
            [pair("env/prod.fluo", "a\n"), pair("m/a.yaml", "b\n")]
        );
        assert_eq!(read("x\n// file: b\ny"), [pair("app.fluo", "x\n"), pair("b", "y")]);
    }

    #[test]
    fn paths_that_lead_out_and_second_files_are_left_out() {
        assert_eq!(read("// file: ../x\na\n// file: b\n1\n// file: ./b\n2"), [pair("b", "1\n")]);
        assert_eq!(read(""), []);
    }
}
