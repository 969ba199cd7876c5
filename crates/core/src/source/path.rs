//! Paths inside a project: `/` separated, relative to its root, never out of it.

/// Why a path can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathError {
    /// It is empty.
    Empty,
    /// It starts with `/` or a drive letter.
    Absolute,
    /// It holds a backslash.
    Backslash,
    /// Its `..` lead above the root.
    Outside,
}

/// The folder of a file: `env` for `env/prod.fluo`, the empty string for `prod.fluo`.
#[must_use]
pub fn parent_path(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Joins a relative path to a folder of the project and takes out `.` and `..`.
///
/// # Errors
/// [`PathError`] if the result is not a path below the root.
pub fn join_path(folder: &str, relative: &str) -> Result<String, PathError> {
    if relative.is_empty() {
        return Err(PathError::Empty);
    }
    if relative.contains('\\') {
        return Err(PathError::Backslash);
    }
    if relative.starts_with('/') || relative.get(1..2) == Some(":") {
        return Err(PathError::Absolute);
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop().ok_or(PathError::Outside)?;
            }
            name => parts.push(name),
        }
    }
    Ok(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins_and_stays_inside() {
        assert_eq!(join_path("env", "../platform/a.fluo").as_deref(), Ok("platform/a.fluo"));
        assert_eq!(join_path("", "./a.fluo").as_deref(), Ok("a.fluo"));
        assert_eq!(join_path("env", "../../a.fluo"), Err(PathError::Outside));
        assert_eq!(join_path("env", "/etc/passwd"), Err(PathError::Absolute));
        assert_eq!(join_path("env", "C:/x"), Err(PathError::Absolute));
        assert_eq!(join_path("env", "..\\x"), Err(PathError::Backslash));
        assert_eq!(parent_path("env/prod.fluo"), "env");
    }
}
