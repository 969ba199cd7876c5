//! The standard library: kinds that are written in fluo, for what systems usually deploy. A program takes the files that it
//! names: `use "std:monitoring"`.

/// What stands in front of the name of a library file in a `use`.
pub const PREFIX: &str = "std:";

/// A file of the library.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name in a `use`, without the prefix.
    pub name: &'static str,
    /// The path that a diagnostic shows.
    pub path: &'static str,
    /// Its text.
    pub text: &'static str,
}

macro_rules! files {
    ($($name:literal)*) => {
        /// The files of the library, by name.
        pub const FILES: &[File] = &[$(File {
            name: $name,
            path: concat!("<std>/", $name, ".fluo"),
            text: include_str!(concat!($name, ".fluo")),
        }),*];
    };
}

files! {
    "certificates"
    "databases"
    "gitops"
    "ingress"
    "messaging"
    "monitoring"
    "scaling"
    "secrets"
    "workflow"
}

/// The file of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static File> {
    FILES.iter().find(|file| file.name == name)
}

/// The file that declares a kind.
#[must_use]
pub fn declaring(kind: &str) -> Option<&'static File> {
    FILES.iter().find(|file| kinds(file).any(|name| name == kind))
}

/// The kinds that a file declares; each stands at the start of a line.
pub fn kinds(file: &File) -> impl Iterator<Item = &'static str> {
    file.text.lines().filter_map(|line| line.strip_prefix("kind ")?.split(':').next())
}

/// The kind that brings an operator, and its file.
#[must_use]
pub fn bringing(operator: &str) -> Option<(&'static str, &'static File)> {
    FILES.iter().find_map(|file| {
        let mut kind = None;
        file.text
            .lines()
            .find_map(|line| {
                kind = line.strip_prefix("kind ").and_then(|rest| rest.split(':').next()).or(kind);
                let listed = line.trim().strip_prefix("provides: [")?.strip_suffix(']')?;
                listed.split(',').any(|each| each.trim() == operator).then_some(kind).flatten()
            })
            .map(|kind| (kind, file))
    })
}
