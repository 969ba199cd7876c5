//! What stands in the way outside of the program: arguments, disk, pipes. Ends with exit code 2.

use std::io::{Error, ErrorKind};

/// Why a command could not do its work, in words for whoever typed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// One line, lower case, no final stop, names in backticks.
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) helps: Vec<String>,
}

impl Failure {
    /// A failure with this message.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), helps: Vec::new() }
    }

    /// Adds what to do about it.
    pub(crate) fn help(mut self, text: impl Into<String>) -> Self {
        self.helps.push(text.into());
        self
    }
}

/// The operating system's reason in plain words, without its number.
pub(crate) fn reason(error: &Error) -> String {
    let plain = match error.kind() {
        ErrorKind::NotFound => "there is no such file or folder",
        ErrorKind::PermissionDenied => "permission denied",
        ErrorKind::NotADirectory => "a part of its path is a file, not a folder",
        ErrorKind::IsADirectory => "it is a folder",
        ErrorKind::StorageFull => "the disk is full",
        ErrorKind::QuotaExceeded => "the disk quota is used up",
        ErrorKind::ReadOnlyFilesystem => "the file system is read-only",
        ErrorKind::InvalidFilename => "the name is too long",
        ErrorKind::InvalidInput => "the name holds a character that no file name can have",
        ErrorKind::ResourceBusy => "it is in use as a mount point",
        ErrorKind::CrossesDevices => "it is on another file system",
        _ => return system_words(error),
    };
    plain.to_owned()
}

fn system_words(error: &Error) -> String {
    let text = error.to_string();
    let text = text.rsplit_once(" (os error ").map_or(text.as_str(), |(words, _)| words);
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_plain_words() {
        assert_eq!(reason(&ErrorKind::PermissionDenied.into()), "permission denied");
        let looping = Error::from_raw_os_error(40);
        assert!(!reason(&looping).contains("os error"), "{}", reason(&looping));
    }
}
