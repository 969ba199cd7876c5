//! Versions and ranges of them.

use super::ensure;
use super::fault::{Check, TextFault};

/// `MAJOR.MINOR.PATCH[-pre][+build]`, with or without a leading `v` (<https://semver.org>).
///
/// # Errors
/// If it is none.
pub fn semver(text: &str) -> Check {
    let plain = text.strip_prefix('v').unwrap_or(text);
    let core = plain.split(['-', '+']).next().unwrap_or_default();
    let numbers: Vec<&str> = core.split('.').collect();
    let number = |n: &&str| {
        !n.is_empty() && n.chars().all(|c| c.is_ascii_digit()) && (n.len() == 1 || !n.starts_with('0'))
    };
    ensure(numbers.len() == 3 && numbers.iter().all(number), "a version is `MAJOR.MINOR.PATCH`")
}

/// A constraint as Helm and Flux read it: `1.x`, `>=1.2.0 <2.0.0`, `~1.2 || ^2`
/// (<https://github.com/Masterminds/semver#checking-version-constraints>).
///
/// # Errors
/// The part that is none.
pub fn version_range(text: &str) -> Check {
    let mut start = 0;
    for alternative in text.split("||") {
        if alternative.trim().is_empty() {
            let why = if text.trim().is_empty() { "it is empty" } else { "nothing stands beside `||`" };
            return Err(TextFault::new(why));
        }
        let mut at = start;
        for part in alternative.split([',', ' ']) {
            let known =
                ["", "-", "=", "!=", ">", "<", ">=", "<=", "=>", "=<", "~", "~>", "^"].contains(&part);
            if !known && !is_bound(part) {
                return Err(TextFault::new(format!("`{part}` is no version"))
                    .at(at..at + part.len())
                    .help("write a version, `1.2.3`, or a range: `1.x`, `>=1.2.0 <2.0.0`"));
            }
            at += part.len() + 1;
        }
        start += alternative.len() + 2;
    }
    Ok(())
}

/// An operator and up to three numbers, of which the last may be open.
fn is_bound(part: &str) -> bool {
    let operators = ["!=", ">=", "<=", "=>", "=<", "~>", "=", ">", "<", "~", "^"];
    let bare = operators.iter().find_map(|operator| part.strip_prefix(operator)).unwrap_or(part);
    let bare = bare.strip_prefix('v').unwrap_or(bare);
    let core = bare.split(['-', '+']).next().unwrap_or_default();
    let numbers: Vec<&str> = core.split('.').collect();
    let number =
        |n: &&str| matches!(*n, "x" | "X" | "*") || (!n.is_empty() && n.chars().all(|c| c.is_ascii_digit()));
    numbers.len() <= 3 && numbers.iter().all(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_stands_on_one_line() {
        let fault = version_range("---\n").expect_err("no version");
        assert_eq!(fault.why, "`---\\n` is no version");
    }

    #[test]
    fn versions_and_ranges() {
        assert!(semver("2.14.2").is_ok() && semver("v1.0.0-rc.1").is_ok() && semver("1.2").is_err());
        for good in
            ["1.x", "*", ">=1.2.0 <2.0.0", "~1.2 || ^2", ">= 1.2, < 3", "1.2 - 1.4", "v1.2.3", "^1.0.0-0"]
        {
            assert_eq!(version_range(good), Ok(()), "{good}");
        }
        for (bad, at) in [
            ("latest", Some("latest")),
            (">=1.2.0 <two", Some("<two")),
            ("1.2.3.4", Some("1.2.3.4")),
            ("", None),
            ("1 ||", None),
        ] {
            assert_eq!(version_range(bad).expect_err(bad).at.and_then(|at| bad.get(at)), at, "{bad}");
        }
    }
}
