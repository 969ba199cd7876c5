//! Texts with a grammar of their own: image references, hosts, cron lines and the rest.
//!
//! Each check says in one phrase what is wrong, for the label of a diagnostic.

type Check = Result<(), String>;

fn ensure(good: bool, otherwise: &str) -> Check {
    if good { Ok(()) } else { Err(otherwise.to_owned()) }
}

/// `registry/repository[:tag][@digest]`, as <https://github.com/distribution/reference> has it.
pub fn image(text: &str) -> Check {
    let (name, digest) = text.split_once('@').map_or((text, None), |(n, d)| (n, Some(d)));
    let (path, tag) = split_tag(name);
    ensure(!path.is_empty(), "the repository is missing")?;
    ensure(!text.contains(char::is_whitespace), "an image holds no blanks")?;
    ensure(!text.contains("://"), "an image is no URL: it starts with the registry")?;
    let mut parts = path.split('/').peekable();
    if path.contains('/') && parts.peek().is_some_and(|first| is_registry(first)) {
        parts.next();
    }
    for part in parts {
        ensure(!part.is_empty(), "two slashes, or a slash at an end")?;
        ensure(!part.contains(|c: char| c.is_ascii_uppercase()), "a repository is lower case")?;
        ensure(is_repository_part(part), "a repository holds `a-z`, `0-9`, and `.`, `_`, `-` between them")?;
    }
    if let Some(tag) = tag {
        let word = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        ensure(!tag.is_empty() && tag.len() <= 128 && tag.chars().all(word), "not a legal tag")?;
        ensure(!tag.starts_with(['.', '-']), "a tag does not start with `.` or `-`")?;
    }
    digest.map_or(Ok(()), |digest| ensure(is_digest(digest), "a digest is `sha256:` and 64 hex digits"))
}

/// The tag of an image reference, if it names one.
#[must_use]
pub fn image_tag(text: &str) -> Option<&str> {
    split_tag(text.split_once('@').map_or(text, |(name, _)| name)).1
}

/// The parts before and behind the colon of the tag; a colon before a slash belongs to the registry's port.
fn split_tag(name: &str) -> (&str, Option<&str>) {
    match name.rsplit_once(':') {
        Some((path, tag)) if !tag.contains('/') => (path, Some(tag)),
        _ => (name, None),
    }
}

fn is_registry(part: &str) -> bool {
    let (host_part, port) = part.split_once(':').map_or((part, None), |(h, p)| (h, Some(p)));
    (part.contains('.') || port.is_some() || part == "localhost")
        && host(host_part).is_ok()
        && port.is_none_or(|p| p.parse::<u16>().is_ok())
}

fn is_repository_part(part: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    part.starts_with(inner) && part.ends_with(inner) && part.chars().all(|c| inner(c) || "._-".contains(c))
}

fn is_digest(digest: &str) -> bool {
    let lengths = [("sha256:", 64), ("sha512:", 128)];
    let hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    lengths.iter().any(|(algorithm, length)| {
        digest.strip_prefix(algorithm).is_some_and(|rest| rest.len() == *length && rest.chars().all(hex))
    })
}

/// A DNS-1123 label of at most 63 characters
/// (<https://kubernetes.io/docs/concepts/overview/working-with-objects/names/>).
#[must_use]
pub fn is_dns_label(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.len() <= 63
        && text.starts_with(inner)
        && text.ends_with(inner)
        && text.chars().all(|c| inner(c) || c == '-')
}

/// A host name or an IP address.
pub fn host(text: &str) -> Check {
    ensure(!text.is_empty(), "it is empty")?;
    ensure(!text.contains("://"), "a host has no scheme")?;
    ensure(!text.contains('/'), "a host has no path")?;
    if text.parse::<std::net::IpAddr>().is_ok() {
        return Ok(());
    }
    ensure(!text.contains(':'), "a host has no port")?;
    ensure(text.len() <= 253, "a host has at most 253 characters")?;
    let lower = text.to_ascii_lowercase();
    ensure(lower.split('.').all(is_dns_label), "a host is labels of letters, digits and `-`, joined by `.`")
}

/// `scheme://host[:port][/path]`
pub fn url(text: &str) -> Check {
    let Some((scheme, rest)) = text.split_once("://") else {
        return Err("the scheme is missing, for example `https://`".to_owned());
    };
    let word = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    ensure(
        scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(word),
        "not a legal scheme",
    )?;
    ensure(
        !rest.is_empty() && !rest.contains(char::is_whitespace),
        "the host is missing, or it holds blanks",
    )?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let place = authority.rsplit_once('@').map_or(authority, |(_, place)| place);
    if place.starts_with('[') {
        return Ok(());
    }
    let (name, port) = place.rsplit_once(':').map_or((place, None), |(h, p)| (h, Some(p)));
    ensure(
        port.is_none_or(|p| p.parse::<u16>().is_ok_and(|p| p > 0)),
        "the port is a number from 1 to 65535",
    )?;
    host(name).map_err(|why| format!("the host is not legal: {why}"))
}

/// A path inside a container or of a request: it starts with `/`.
pub fn path(text: &str) -> Check {
    ensure(text.starts_with('/'), "a path starts with `/`")?;
    ensure(!text.contains(char::is_control), "a path holds no control characters")?;
    ensure(!text.split('/').any(|part| part == ".."), "a path holds no `..`")
}

/// Five fields of a cron line, as Kubernetes' CronJob and KEDA read it.
pub fn cron(text: &str) -> Check {
    let limits = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 7)];
    let fields: Vec<&str> = text.split_whitespace().collect();
    ensure(fields.len() == 5, &format!("a schedule has five fields, this has {}", fields.len()))?;
    for (field, (low, high)) in fields.iter().zip(limits) {
        ensure(
            field.split(',').all(|item| is_cron_item(item, low, high)),
            &format!("`{field}` is not in {low}..{high}"),
        )?;
    }
    Ok(())
}

fn is_cron_item(item: &str, low: u32, high: u32) -> bool {
    const NAMES: [&str; 19] = [
        "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC", "SUN", "MON",
        "TUE", "WED", "THU", "FRI", "SAT",
    ];
    let (range, step) = item.split_once('/').map_or((item, None), |(r, s)| (r, Some(s)));
    let value = |text: &str| match text.parse::<u32>() {
        Ok(number) => Some(number).filter(|n| (low..=high).contains(n)),
        Err(_) => NAMES.contains(&text.to_ascii_uppercase().as_str()).then_some(low),
    };
    let in_range = match range.split_once('-') {
        _ if range == "*" || range == "?" => true,
        Some((a, b)) => {
            value(a).zip(value(b)).is_some_and(|(a, b)| a <= b || range.contains(char::is_alphabetic))
        }
        None => value(range).is_some(),
    };
    in_range && step.is_none_or(|s| s.parse::<u32>().is_ok_and(|s| s > 0))
}

/// An IANA time zone by its form: `Area/City`, `UTC`.
pub fn timezone(text: &str) -> Check {
    let word = |c: char| c.is_ascii_alphanumeric() || "_+-".contains(c);
    let parts: Vec<&str> = text.split('/').collect();
    let named = parts.len() > 1 || ["UTC", "GMT"].contains(&text) || text.starts_with("Etc");
    ensure(
        named && parts.iter().all(|p| p.starts_with(|c: char| c.is_ascii_uppercase()) && p.chars().all(word)),
        "a time zone is an IANA name such as `Europe/Berlin` or `UTC`",
    )
}

/// A NATS subject: tokens joined by `.`, `*` for one token, `>` for the rest
/// (<https://docs.nats.io/nats-concepts/subjects>).
pub fn subject(text: &str) -> Check {
    ensure(!text.is_empty(), "it is empty")?;
    ensure(!text.contains(|c: char| c.is_whitespace() || c.is_control()), "a subject holds no blanks")?;
    let tokens: Vec<&str> = text.split('.').collect();
    ensure(tokens.iter().all(|t| !t.is_empty()), "two dots, or a dot at an end")?;
    ensure(
        tokens.iter().all(|t| t.len() == 1 || !t.contains(['*', '>'])),
        "`*` and `>` stand alone between dots",
    )?;
    let rest = tokens.iter().position(|t| *t == ">");
    ensure(rest.is_none_or(|at| at + 1 == tokens.len()), "`>` stands at the end only")
}

/// `MAJOR.MINOR.PATCH[-pre][+build]`, with or without a leading `v` (<https://semver.org>).
pub fn semver(text: &str) -> Check {
    let plain = text.strip_prefix('v').unwrap_or(text);
    let core = plain.split(['-', '+']).next().unwrap_or_default();
    let numbers: Vec<&str> = core.split('.').collect();
    let number = |n: &&str| {
        !n.is_empty() && n.chars().all(|c| c.is_ascii_digit()) && (n.len() == 1 || !n.starts_with('0'))
    };
    ensure(numbers.len() == 3 && numbers.iter().all(number), "a version is `MAJOR.MINOR.PATCH`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images() {
        for good in [
            "nginx",
            "nginx:1.27",
            "ghcr.io/a/b:v1.0.0",
            "localhost:5000/a_b",
            "a/b@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        ] {
            assert_eq!(image(good), Ok(()), "{good}");
        }
        for bad in ["", "Not An Image!!", "ghcr.io/A/b", "a//b", "a:", "a@sha256:12", "a/b:-x", "/a"] {
            assert!(image(bad).is_err(), "{bad}");
        }
        assert_eq!(image_tag("localhost:5000/a"), None);
        assert_eq!(image_tag("localhost:5000/a:2@sha256:x"), Some("2"));
    }

    #[test]
    fn hosts_and_urls() {
        assert!(host("nats.nats.svc.cluster.local").is_ok() && host("10.0.0.1").is_ok());
        assert!(
            host("a_b").is_err() && host("http://a").is_err() && host("a:80").is_err() && host("").is_err()
        );
        assert!(url("https://github.com/a/b").is_ok() && url("nats://nats:4222").is_ok());
        assert!(url("github.com").is_err() && url("http://").is_err() && url("http://a:99999").is_err());
    }

    #[test]
    fn schedules_and_zones() {
        assert!(cron("*/5 0 1,15 * MON-FRI").is_ok() && cron("0 22 * * *").is_ok());
        assert!(cron("0 0 * * * *").is_err() && cron("61 * * * *").is_err() && cron("*/0 * * * *").is_err());
        assert!(timezone("Europe/Berlin").is_ok() && timezone("UTC").is_ok() && timezone("berlin").is_err());
    }

    #[test]
    fn subjects_and_versions() {
        assert!(subject("agent.execute.*").is_ok() && subject("agent.>").is_ok());
        assert!(subject("agent..x").is_err() && subject("a.>.b").is_err() && subject("a*").is_err());
        assert!(semver("2.14.2").is_ok() && semver("v1.0.0-rc.1").is_ok() && semver("1.2").is_err());
    }
}
