//! Texts that other systems read: image references, hosts, schedules, PromQL and the rest. Each has a parser that says in one
//! phrase what is wrong, where in the text, and what to write instead.

mod brackets;
mod cloud;
mod cron;
mod fault;
mod host;
mod image;
pub mod promql;
mod quantity;
mod regex;
mod time;
mod version;

pub use brackets::{brackets, template};
pub use cloud::{CAPABILITIES, capability, role_arn};
pub use cron::{CronForm, cron, every_minute};
pub use fault::{Check, Repair, TextFault};
pub use host::{email, host, is_dns_label, url, wildcard_host};
pub use image::{image, image_tag};
pub use quantity::quantity;
pub use regex::regex;
pub use time::{go_duration, prometheus_duration, timezone, zones};
pub use version::{semver, version_range};

use std::ops::Range;

/// The first character that may not stand in a text, and its place.
fn first(text: &str, odd: impl Fn(char) -> bool) -> Option<(Range<usize>, char)> {
    text.char_indices().find(|(_, char)| odd(*char)).map(|(at, char)| (at..at + char.len_utf8(), char))
}

fn ensure(good: bool, otherwise: &str) -> Check {
    if good { Ok(()) } else { Err(TextFault::new(otherwise)) }
}

/// A path inside a container or of a request: it starts with `/`.
///
/// # Errors
/// What is wrong with it.
pub fn path(text: &str) -> Check {
    let usual = |byte: &u8| matches!(byte, b' '..=b'-' | b'/'..=b'~');
    if text.starts_with('/') && text.as_bytes().iter().all(usual) {
        return Ok(());
    }
    if !text.starts_with('/') {
        let fault = TextFault::new("a path starts with `/`");
        let plain = !text.is_empty() && !text.starts_with('.') && !text.contains("://");
        let instead = format!("write `/{text}`");
        return Err(if plain { fault.help(instead) } else { fault });
    }
    if let Some((at, _)) = first(text, char::is_control) {
        return Err(TextFault::new("a path holds no control characters").at(at));
    }
    if text.split('/').any(|part| part == "..") {
        let at = text.find("..").unwrap_or_default();
        return Err(TextFault::new("a path holds no `..`").at(at..at + 2));
    }
    Ok(())
}

/// A NATS subject: tokens joined by `.`, `*` for one token, `>` for the rest
/// (<https://docs.nats.io/nats-concepts/subjects>).
///
/// # Errors
/// What is wrong with it.
pub fn subject(text: &str) -> Check {
    ensure(!text.is_empty(), "it is empty")?;
    if let Some((at, _)) = first(text, |c| c.is_whitespace() || c.is_control()) {
        return Err(TextFault::new("a subject holds no blanks").at(at));
    }
    let mut start = 0;
    for token in text.split('.') {
        let at = start..start + token.len();
        ensure(!token.is_empty(), "two dots, or a dot at an end")?;
        if token.len() > 1 && token.contains(['*', '>']) {
            return Err(TextFault::new("`*` and `>` stand alone between dots").at(at));
        }
        if token == ">" && at.end != text.len() {
            return Err(TextFault::new("`>` stands at the end only").at(at));
        }
        start = at.end + 1;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_and_paths() {
        assert!(subject("agent.execute.*").is_ok() && subject("agent.>").is_ok());
        assert!(subject("agent..x").is_err() && subject("a.>.b").is_err() && subject("a*").is_err());
        assert_eq!(subject("a.\u{90}b").unwrap_err().at, Some(2..4));
        assert_eq!(path("/a\u{90}").unwrap_err().at, Some(2..4));
        assert!(path("/a/b").is_ok() && path("a").is_err() && path("/a/../b").is_err());
    }
}
