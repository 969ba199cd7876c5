//! Hosts, addresses of services, and of people.

use super::fault::{Check, TextFault};
use super::{ensure, first};
use crate::diagnostic::Applicability;

/// A DNS-1123 label of at most 63 characters
/// (<https://kubernetes.io/docs/concepts/overview/working-with-objects/names/>).
#[must_use]
pub fn is_dns_label(text: &str) -> bool {
    is_label_of(text, |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9'))
}

/// Whether a label is of these bytes, and of `-` between them.
fn is_label_of(text: &str, inner: impl Fn(u8) -> bool) -> bool {
    let bytes = text.as_bytes();
    let is_inner = |byte: Option<&u8>| byte.is_some_and(|byte| inner(*byte));
    bytes.len() <= 63
        && is_inner(bytes.first())
        && is_inner(bytes.last())
        && bytes.iter().all(|byte| inner(*byte) || *byte == b'-')
}

/// A host name or an IP address.
///
/// # Errors
/// What is wrong with it.
pub fn host(text: &str) -> Check {
    ensure(!text.is_empty(), "it is empty")?;
    if let Some(scheme) = text.find("://") {
        let rest = text.get(scheme + 3..).unwrap_or_default();
        let name = rest.split(['/', ':']).next().unwrap_or_default();
        let fault = TextFault::new("a host has no scheme").at(0..scheme + 3);
        let applicability = if name == rest { Applicability::Safe } else { Applicability::Unsafe };
        return Err(if name.is_empty() { fault } else { fault.repair(0..text.len(), name, applicability) });
    }
    if let Some(slash) = text.find('/') {
        let fault = TextFault::new("a host has no path").at(slash..text.len());
        let end = slash + 1 == text.len();
        return Err(if end { fault.repair(slash..text.len(), "", Applicability::Safe) } else { fault });
    }
    if text.parse::<std::net::IpAddr>().is_ok() {
        return Ok(());
    }
    if let Some(colon) = text.find(':') {
        return Err(TextFault::new("a host has no port").at(colon..text.len()));
    }
    ensure(text.len() <= 253, "a host has at most 253 characters")?;
    let mut start = 0;
    for label in text.split('.') {
        let at = start..start + label.len();
        start = at.end + 1;
        is_label(label).map_err(|fault| fault.at(at))?;
    }
    let last = text.rsplit('.').next().unwrap_or_default();
    let number = last.chars().all(|c| c.is_ascii_digit());
    ensure(!number, "an address has four numbers from 0 to 255, and a name does not end with a number")
}

fn is_label(label: &str) -> Check {
    ensure(!label.is_empty(), "two dots, or a dot at an end")?;
    ensure(label.len() <= 63, "between two dots stand at most 63 characters")?;
    if label.contains('_') {
        return Err(TextFault::new("a host holds no `_`"));
    }
    ensure(
        is_label_of(label, |byte| byte.is_ascii_alphanumeric()),
        "a host is labels of letters, digits and `-`, joined by `.`",
    )
}

/// A host name, or `*.` and one: for routes and certificates.
///
/// # Errors
/// What is wrong with it.
pub fn wildcard_host(text: &str) -> Check {
    let rest = text.strip_prefix("*.").unwrap_or(text);
    if let Some(star) = rest.find('*') {
        let at = text.len() - rest.len() + star;
        return Err(TextFault::new("`*` stands for the whole first label and nothing else").at(at..at + 1));
    }
    if text.parse::<std::net::IpAddr>().is_ok() {
        return Err(TextFault::new("an address is no host name"));
    }
    if text.len() > rest.len() && !rest.contains('.') {
        return Err(TextFault::new("a wildcard stands below a domain, not below a whole top-level domain"));
    }
    host(rest).map_err(|fault| fault.behind(text.len() - rest.len()))
}

/// `scheme://host[:port][/path]`
///
/// # Errors
/// What is wrong with it.
pub fn url(text: &str) -> Check {
    let Some((scheme, rest)) = text.split_once("://") else {
        return Err(TextFault::new("the scheme is missing, for example `https://`"));
    };
    let word = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    if !(scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(word)) {
        return Err(TextFault::new("not a legal scheme").at(0..scheme.len()));
    }
    let start = scheme.len() + 3;
    if let Some((blank, _)) = first(text, char::is_whitespace) {
        return Err(TextFault::new("a URL holds no blanks").at(blank));
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let place = authority.rsplit_once('@').map_or(authority, |(_, place)| place);
    let start = start + authority.len() - place.len();
    if place.starts_with('[') {
        return Ok(());
    }
    let (name, port) = place.rsplit_once(':').map_or((place, None), |(name, port)| (name, Some(port)));
    ensure(!name.is_empty(), "the host is missing")?;
    if port.is_some_and(|port| !port.parse::<u16>().is_ok_and(|port| port > 0)) {
        let at = start + name.len() + 1..start + place.len();
        return Err(TextFault::new("the port is a number from 1 to 65535").at(at));
    }
    host(name).map_err(|fault| {
        let fault = TextFault { why: format!("the host is not legal: {}", fault.why), repair: None, ..fault };
        TextFault { at: fault.at.clone().or(Some(0..name.len())), ..fault }.behind(start)
    })
}

/// `somebody@example.com`
///
/// # Errors
/// What is wrong with it.
pub fn email(text: &str) -> Check {
    let Some((person, domain)) = text.split_once('@') else {
        return Err(TextFault::new("an e-mail address has an `@`"));
    };
    ensure(
        !person.is_empty() && !text.contains(char::is_whitespace),
        "an e-mail address is `somebody@example.com`",
    )?;
    ensure(domain.contains('.'), "behind the `@` stands a domain")?;
    host(domain).map_err(|fault| fault.behind(person.len() + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_urls() {
        for good in ["nats.nats.svc.cluster.local", "10.0.0.1", "fd00::1", "1.example.com", "localhost"] {
            assert_eq!(host(good), Ok(()), "{good}");
        }
        for (bad, at) in [
            ("a_b.example.com", Some("a_b")),
            ("http://a", Some("http://")),
            ("a:80", Some(":80")),
            ("a.b/c", Some("/c")),
            ("10.0.0.256", None),
            ("10.0.1", None),
            ("", None),
        ] {
            assert_eq!(host(bad).expect_err(bad).at.and_then(|at| bad.get(at)), at, "{bad}");
        }
        assert!(url("https://github.com/a/b").is_ok() && url("nats://u:p@nats:4222").is_ok());
        for (bad, at) in [
            ("github.com", None),
            ("http://", None),
            ("http://a:99999/x", Some("99999")),
            ("https://u@a_b.de/x", Some("a_b")),
            ("https://a b", Some(" ")),
        ] {
            assert_eq!(url(bad).expect_err(bad).at.and_then(|at| bad.get(at)), at, "{bad}");
        }
    }

    #[test]
    fn wildcards_and_people() {
        assert!(wildcard_host("*.example.com").is_ok() && wildcard_host("example.com").is_ok());
        for bad in ["*", "a.*.com", "*.com", "*x.example.com", "10.0.0.1"] {
            assert!(wildcard_host(bad).is_err(), "{bad}");
        }
        assert!(email("ops@example.com").is_ok());
        for bad in ["ops", "@example.com", "ops@", "ops@example", "o ps@example.com"] {
            assert!(email(bad).is_err(), "{bad}");
        }
    }
}
