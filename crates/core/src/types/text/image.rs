//! Image references, as <https://github.com/distribution/reference> reads them. The crate that has the grammar, `oci-spec`,
//! says of a bad one only that it is bad, and brings the regular expressions of Unicode into the browser.

use super::fault::{Check, TextFault};
use super::{ensure, first, host};
use crate::diagnostic::Applicability;
use std::ops::Range;

/// The most characters of registry and repository.
const LONGEST_PATH: usize = 255;

/// The most characters of a tag.
const LONGEST_TAG: usize = 128;

/// `registry/repository[:tag][@digest]`
///
/// # Errors
/// What is wrong with it.
pub fn image(text: &str) -> Check {
    if is_usual(text.as_bytes()) {
        return Ok(());
    }
    if text.is_empty() {
        return Err(TextFault::new("it is empty"));
    }
    if let Some(scheme) = text.find("://") {
        let fault = TextFault::new("an image is no URL: it starts with the registry").at(0..scheme + 3);
        return Err(fault.repair(0..scheme + 3, "", Applicability::Safe));
    }
    if let Some((blank, _)) = first(text, char::is_whitespace) {
        return Err(blanks(text, blank));
    }
    let (name, digest) = text.split_once('@').map_or((text, None), |(name, digest)| (name, Some(digest)));
    let (path, tag) = split_tag(name);
    repository(path)?;
    if let Some(written) = tag {
        is_tag(written).map_err(|fault| fault.behind(path.len() + 1))?;
    }
    digest.map_or(Ok(()), |digest| is_digest(digest).map_err(|fault| fault.behind(name.len() + 1)))
}

/// The tag of an image reference, if it names one.
#[must_use]
pub fn image_tag(text: &str) -> Option<&str> {
    split_tag(text.split_once('@').map_or(text, |(name, _)| name)).1
}

/// Whether an image is written as nearly all are: without a digest or a port, and with single signs between lower case letters
/// and digits. Such a one is right; any other is looked at closely.
fn is_usual(text: &[u8]) -> bool {
    let colon =
        text.iter().rposition(|byte| matches!(byte, b':' | b'/')).filter(|at| text.get(*at) == Some(&b':'));
    let (path, tag) = match colon.and_then(|at| text.split_at_checked(at)) {
        Some((path, tag)) => (path, tag.get(1..)),
        None => (text, None),
    };
    let registry = path.iter().position(|byte| *byte == b'/').and_then(|at| path.get(..at));
    path.len() <= LONGEST_PATH
        && is_joined(path)
        && registry.is_none_or(|registry| !registry.contains(&b'.') || is_usual_host(registry))
        && tag.is_none_or(is_usual_tag)
}

/// Lower case letters and digits, with single signs between them.
fn is_joined(path: &[u8]) -> bool {
    let mut inner = false;
    for byte in path {
        inner = match byte {
            b'a'..=b'z' | b'0'..=b'9' => true,
            b'/' | b'.' | b'_' | b'-' if inner => false,
            _ => return false,
        };
    }
    inner
}

/// A short name of a host that [`is_joined`] holds for; what ends with a digit may be an address.
fn is_usual_host(name: &[u8]) -> bool {
    const LONGEST_LABEL: usize = 63;
    name.len() <= LONGEST_LABEL && !name.contains(&b'_') && name.last().is_some_and(u8::is_ascii_lowercase)
}

fn is_usual_tag(tag: &[u8]) -> bool {
    tag.len() <= LONGEST_TAG
        && tag.first().is_some_and(u8::is_ascii_alphanumeric)
        && tag.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}

/// The parts before and behind the colon of the tag; a colon before a slash belongs to the registry's port.
fn split_tag(name: &str) -> (&str, Option<&str>) {
    match name.rsplit_once(':') {
        Some((path, tag)) if !tag.contains('/') => (path, Some(tag)),
        _ => (name, None),
    }
}

fn blanks(text: &str, blank: Range<usize>) -> TextFault {
    let fault = TextFault::new("an image holds no blanks");
    let trimmed = text.trim();
    if trimmed.contains(char::is_whitespace) {
        return fault.at(blank);
    }
    fault.repair(0..text.len(), trimmed, Applicability::Safe)
}

fn repository(path: &str) -> Check {
    ensure(!path.is_empty(), "the repository is missing")?;
    ensure(path.len() <= LONGEST_PATH, "registry and repository have at most 255 characters")?;
    let mut start = 0;
    for (number, part) in path.split('/').enumerate() {
        let at = start..start + part.len();
        start = at.end + 1;
        if number == 0 && path.contains('/') && looks_like_registry(part) {
            registry(part)?;
        } else if part.contains(|c: char| c.is_ascii_uppercase()) {
            let lower = path.get(at.start..).unwrap_or_default().to_ascii_lowercase();
            let fault = TextFault::new("a repository is lower case").at(at.clone());
            return Err(fault.repair(at.start..path.len(), lower, Applicability::Safe));
        } else {
            is_part(part).map_err(|fault| fault.at(at))?;
        }
    }
    Ok(())
}

/// The first part is a registry if it has a dot or a port, or is `localhost`.
fn looks_like_registry(part: &str) -> bool {
    part.contains(['.', ':']) || part == "localhost"
}

fn registry(part: &str) -> Check {
    let (name, port) = part.split_once(':').map_or((part, None), |(name, port)| (name, Some(port)));
    if let Some(port) = port
        && !port.parse::<u16>().is_ok_and(|port| port > 0)
    {
        let at = name.len() + 1..part.len();
        return Err(TextFault::new("the port of a registry is a number from 1 to 65535").at(at));
    }
    host(name)
        .map_err(|fault| TextFault::new(format!("the registry is not legal: {fault}")).at(0..name.len()))
}

fn is_part(part: &str) -> Check {
    ensure(!part.is_empty(), "two slashes, or a slash at an end")?;
    if part.contains(':') {
        let (name, _) = part.split_once(':').unwrap_or((part, ""));
        return Err(TextFault::new("an image has one tag, this has two colons")
            .help(format!("keep one of the two: `{part}`, or `{name}` with the other tag")));
    }
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    ensure(
        part.starts_with(inner)
            && part.ends_with(inner)
            && part.chars().all(|c| inner(c) || "._-".contains(c)),
        "a repository holds `a-z`, `0-9`, and `.`, `_`, `-` between them",
    )?;
    ensure(
        !part.contains("..") && !part.contains("___") && !part.contains("._") && !part.contains("_."),
        "between letters stands one `.`, one or two `_`, or any number of `-`",
    )
}

fn is_tag(tag: &str) -> Check {
    let whole = |fault: TextFault| fault.at(0..tag.len());
    if tag.is_empty() {
        return Err(TextFault::new("there is no tag behind the colon").at(0..0));
    }
    if tag.starts_with(['.', '-']) {
        return Err(whole(TextFault::new("a tag does not start with `.` or `-`")));
    }
    if tag.len() > LONGEST_TAG {
        return Err(whole(TextFault::new("a tag has at most 128 characters")));
    }
    let word = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    match first(tag, |c| !word(c)) {
        Some((at, c)) => {
            Err(TextFault::new(format!("a tag holds no `{c}`: letters, digits, `.`, `_` and `-` only"))
                .at(at))
        }
        None => Ok(()),
    }
}

fn is_digest(digest: &str) -> Check {
    let whole = |fault: TextFault| Err(fault.at(0..digest.len()));
    let Some((algorithm, hex)) = digest.split_once(':') else {
        return whole(TextFault::new("a digest begins with its algorithm: `sha256:` and 64 hex digits"));
    };
    let length = match algorithm {
        "sha256" => 64,
        "sha512" => 128,
        _ => return whole(TextFault::new("a digest is `sha256:` and 64 hex digits, or `sha512:` and 128")),
    };
    let is_hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    if let Some((at, c)) = first(hex, |c| !is_hex(c)) {
        let fault = TextFault::new(format!("`{c}` is no hex digit: `0-9` and `a-f` in lower case"));
        return Err(fault.at(at).behind(algorithm.len() + 1));
    }
    if hex.len() == length {
        return Ok(());
    }
    let why = format!("a digest of `{algorithm}` has {length} hex digits, this has {}", hex.len());
    whole(TextFault::new(why).help("take the whole digest from the registry, or write a tag"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    #[test]
    fn images() {
        let long = format!("a/b:1@{DIGEST}");
        for good in [
            "nginx",
            "nginx:1.27",
            "ghcr.io/a/b:v1.0.0",
            "localhost:5000/a__b",
            "a/b--c",
            "Registry.io/x",
            &long,
        ] {
            assert_eq!(image(good), Ok(()), "{good}");
        }
        assert_eq!(image_tag("localhost:5000/a"), None);
        assert_eq!(image_tag("localhost:5000/a:2@sha256:x"), Some("2"));
    }

    #[test]
    fn each_fault_says_what_it_is_and_where() {
        let cut = format!("a@{}", &DIGEST[..20]);
        for (bad, why, at) in [
            ("", "empty", None),
            ("Not An Image!!", "blanks", Some("")),
            ("ghcr.io/Team/b", "lower case", Some("Team")),
            ("nginx:1.27:2", "two colons", Some("nginx:1.27")),
            ("a//b", "two slashes", Some("")),
            ("a:", "no tag", Some("")),
            ("a:1+2", "no `+`", Some("+")),
            ("a/b:-x", "start with", Some("-x")),
            ("ghcr.io:http/a", "port", Some("http")),
            ("/a", "two slashes", Some("")),
            ("https://ghcr.io/a", "no URL", Some("https://")),
            ("a@1234", "algorithm", Some("1234")),
            (&cut, "has 13", Some(&DIGEST[..20])),
        ] {
            let fault = image(bad).expect_err(bad);
            assert!(fault.why.contains(why), "{bad}: {fault}");
            let part = fault.at.and_then(|at| bad.get(at));
            assert_eq!(part.map(str::trim), at, "{bad}");
        }
    }

    #[test]
    fn what_was_meant_is_written() {
        for (bad, good) in [
            ("ghcr.io/Team/App:V1", "ghcr.io/team/app:V1"),
            ("https://nginx:1", "nginx:1"),
            (" nginx:1 ", "nginx:1"),
        ] {
            assert_eq!(image(bad).expect_err(bad).repaired(bad).as_deref(), Some(good));
        }
    }
}
