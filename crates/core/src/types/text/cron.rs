//! Schedules, as `robfig/cron` reads them, which Kubernetes, KEDA and CloudNativePG use
//! (<https://pkg.go.dev/github.com/robfig/cron/v3#hdr-CRON_Expression_Format>). Crates read dialects of their own: `7` for
//! Sunday, `L` and `#`, which would be refused in the cluster.

use super::fault::{Check, TextFault};
use super::time;
use crate::diagnostic::{Applicability, Code};
use std::ops::Range;

/// Who reads a schedule.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum CronForm {
    /// A CronJob: five fields, or `@daily` and the like.
    Five,
    /// KEDA: five fields and nothing else.
    Plain,
    /// CloudNativePG: six fields, seconds first, or `@daily` and the like.
    Six,
}

/// A field of a schedule: its name, what it holds, and the names that stand for numbers.
struct Field {
    name: &'static str,
    low: u32,
    high: u32,
    words: &'static [&'static str],
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const FIELDS: [Field; 6] = [
    Field { name: "second", low: 0, high: 59, words: &[] },
    Field { name: "minute", low: 0, high: 59, words: &[] },
    Field { name: "hour", low: 0, high: 23, words: &[] },
    Field { name: "day of the month", low: 1, high: 31, words: &[] },
    Field { name: "month", low: 1, high: 12, words: &MONTHS },
    Field { name: "day of the week", low: 0, high: 6, words: &DAYS },
];

/// A schedule of this form.
///
/// # Errors
/// What is wrong with it: fields too many or too few, a value out of its field, a day that never comes.
pub fn cron(text: &str, form: CronForm) -> Check {
    if let Some(zone) = text.strip_prefix("TZ=").or_else(|| text.strip_prefix("CRON_TZ=")) {
        return Err(with_zone(text, zone));
    }
    if text.starts_with('@') {
        return descriptor(text, form);
    }
    let written = words(text);
    let wanted = if form == CronForm::Six { FIELDS.as_slice() } else { FIELDS.get(1..).unwrap_or_default() };
    if written.len() != wanted.len() {
        return Err(number_of_fields(text, &written, wanted.len()));
    }
    let mut sets = Vec::with_capacity(written.len());
    for (at, field) in written.iter().zip(wanted) {
        let part = text.get(at.clone()).unwrap_or_default();
        sets.push(set(part, field).map_err(|fault| fault.behind(at.start))?);
    }
    ever(text, &written, &sets)
}

/// Whether a schedule of five fields names an hour and comes every minute of it, which a `*` in the first place does and `0` was
/// meant.
#[must_use]
pub fn every_minute(text: &str) -> bool {
    let mut fields = text.split_whitespace();
    fields.next() == Some("*") && fields.next().is_some_and(|hour| hour.parse::<u32>().is_ok())
}

/// The places of the words between blanks.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    let pieces = text.split_inclusive(char::is_whitespace).filter_map(|piece| {
        let word = piece.trim_end();
        let range = at..at + word.len();
        at += piece.len();
        (!word.is_empty()).then_some(range)
    });
    pieces.collect()
}

fn with_zone(text: &str, zone: &str) -> TextFault {
    let length = text.len() - zone.len() + zone.find(' ').unwrap_or(zone.len());
    let (name, rest) = zone.split_once(' ').unwrap_or((zone, ""));
    TextFault::new("the time zone is no part of a schedule")
        .at(0..length)
        .help(format!("write `{rest}`, and `{name}` in the field for the time zone: `timezone: \"{name}\"`"))
}

fn descriptor(text: &str, form: CronForm) -> Check {
    const KNOWN: [(&str, &str); 7] = [
        ("@yearly", "0 0 1 1 *"),
        ("@annually", "0 0 1 1 *"),
        ("@monthly", "0 0 1 * *"),
        ("@weekly", "0 0 * * 0"),
        ("@daily", "0 0 * * *"),
        ("@midnight", "0 0 * * *"),
        ("@hourly", "0 * * * *"),
    ];
    let found = KNOWN.iter().find(|(name, _)| *name == text);
    if let (Some((_, plain)), CronForm::Plain) = (found, form) {
        let fault = TextFault::new("five fields are read here, and no names for them");
        return Err(fault.repair(0..text.len(), *plain, Applicability::Safe));
    }
    if found.is_some() {
        return Ok(());
    }
    if let Some(every) = text.strip_prefix("@every ").filter(|_| form != CronForm::Plain) {
        return time::go_duration(every).map_err(|fault| fault.behind("@every ".len()));
    }
    let fault = TextFault::new("there is no such name for a schedule");
    let near = crate::diagnostic::near(text, KNOWN.iter().map(|(name, _)| *name));
    Err(match near {
        Some(near) => fault.repair(0..text.len(), near, Applicability::Unsafe),
        None => fault.help("there are `@hourly`, `@daily`, `@weekly`, `@monthly` and `@yearly`"),
    })
}

/// Five fields where six are read, or the other way round: what is missing or too much is the second.
fn number_of_fields(text: &str, written: &[Range<usize>], wanted: usize) -> TextFault {
    let seconds = if wanted == 6 { ": second, minute, hour, day, month, weekday" } else { "" };
    let number = if wanted == 6 { "six" } else { "five" };
    let fault =
        TextFault::new(format!("a schedule here has {number} fields{seconds}; this has {}", written.len()))
            .of(Code::ScheduleFields);
    let fault = if text.is_empty() { fault } else { fault.at(0..text.len()) };
    let first = written.first().cloned().unwrap_or_default();
    match (wanted, written.len()) {
        (6, 5) => fault.repair(first.start..first.start, "0 ", Applicability::Safe),
        (5, 6) => {
            let next = written.get(1).map_or(first.end, |next| next.start);
            let at_zero = text.get(first.clone()) == Some("0");
            let applicability = if at_zero { Applicability::Safe } else { Applicability::Unsafe };
            fault.at(first.clone()).repair(first.start..next, "", applicability)
        }
        (6, _) => fault.help("write for example `0 0 3 * * *`, every night at three"),
        _ => fault
            .help("minute, hour, day, month, weekday: write for example `0 3 * * *`, every night at three"),
    }
}

/// The values of a field, one bit each.
fn set(text: &str, field: &Field) -> Result<u64, TextFault> {
    let mut start = 0;
    let mut all = 0;
    for item in text.split(',') {
        all |= values(item, field).map_err(|fault| fault.behind(start))?;
        start += item.len() + 1;
    }
    Ok(all)
}

/// `*`, `5`, `1-5`, each also with a step behind `/`.
fn values(item: &str, field: &Field) -> Result<u64, TextFault> {
    let (range, step) = item.split_once('/').map_or((item, None), |(range, step)| (range, Some(step)));
    let by = match step.map(str::parse::<u32>) {
        None => 1,
        Some(Ok(by)) if by > 0 && by <= field.high => by,
        Some(Ok(by)) if by > 0 => {
            let why = format!(
                "a step of {by} is longer than the field: `{}` has {} values",
                field.name,
                field.high + 1 - field.low
            );
            return Err(TextFault::new(why).at(0..item.len()));
        }
        _ => return Err(TextFault::new("a step is a number above 0").at(range.len() + 1..item.len())),
    };
    let (low, high) = match range.split_once('-') {
        _ if range == "*" || range == "?" => (field.low, field.high),
        Some((low, high)) => {
            let from = value(low, field)?;
            let to = value(high, field).map_err(|fault| fault.behind(low.len() + 1))?;
            if from > to {
                return Err(backwards(range, low, high));
            }
            (from, to)
        }
        None => {
            let only = value(range, field)?;
            (only, if step.is_some() { field.high } else { only })
        }
    };
    let steps = (low..=high).step_by(usize::try_from(by).unwrap_or(1));
    Ok(steps.fold(0, |all, value| all | 1u64.checked_shl(value).unwrap_or(0)))
}

fn backwards(range: &str, low: &str, high: &str) -> TextFault {
    TextFault::new("the range ends before it begins").at(0..range.len()).help(format!(
        "write two ranges with a comma, from `{low}` to the end and from the beginning to `{high}`"
    ))
}

fn value(text: &str, field: &Field) -> Result<u32, TextFault> {
    let word = field.words.iter().position(|word| word.eq_ignore_ascii_case(text));
    if let Some(at) = word.and_then(|at| u32::try_from(at).ok()) {
        return Ok(field.low + at);
    }
    let fault = |why: String| TextFault::new(why).at(0..text.len());
    match text.parse::<u32>() {
        Ok(number) if (field.low..=field.high).contains(&number) => Ok(number),
        Ok(7) if field.high == 6 => {
            Err(fault("there is no day `7`: Sunday is `0`".to_owned()).repair(0..1, "0", Applicability::Safe))
        }
        _ => {
            let named = match field.words {
                [first, .., last] => format!(", or `{first}` to `{last}`"),
                _ => String::new(),
            };
            let (name, low, high) = (field.name, field.low, field.high);
            Err(fault(format!("`{text}` is no {name}: it is from {low} to {high}{named}")))
        }
    }
}

/// A day of the month that none of the months has, `31 2` say, never comes. Where a day of the week is named too, either of the
/// two days is enough.
fn ever(text: &str, written: &[Range<usize>], sets: &[u64]) -> Check {
    const LENGTHS: [u32; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let [.., day_at, month_at, weekday_at] = written else { return Ok(()) };
    let [.., days, months, _] = sets else { return Ok(()) };
    if !text.get(weekday_at.clone()).is_some_and(|weekday| weekday.starts_with(['*', '?'])) {
        return Ok(());
    }
    let first = days.trailing_zeros();
    let longest = (1u32..).zip(LENGTHS).filter(|(month, _)| (months >> month) & 1 == 1).map(|(_, days)| days);
    if longest.max().is_some_and(|longest| longest >= first) {
        return Ok(());
    }
    Err(TextFault::new("none of these months has such a day: it would never run")
        .of(Code::NeverRuns)
        .at(day_at.start..month_at.end)
        .help("write a day that the month has; its last day has no sign of its own: `28` is in every month"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_cluster_reads_is_taken() {
        for good in [
            "*/5 0 1,15 * MON-FRI",
            "0 22 * * *",
            "0 0 29 2 *",
            "0 0 31 2 1",
            "5/15 * ? jan-MAR *",
            "@daily",
            "@every 1h30m",
        ] {
            assert_eq!(cron(good, CronForm::Five), Ok(()), "{good}");
        }
        assert_eq!(cron("0 0 3 * * *", CronForm::Six), Ok(()));
        assert_eq!(cron("@weekly", CronForm::Six), Ok(()));
    }

    #[test]
    fn every_minute_of_one_hour() {
        assert!(every_minute("* 3 * * *") && every_minute("* 03 * * 1"));
        assert!(!every_minute("* * * * *") && !every_minute("* 9-17 * * *") && !every_minute("0 3 * * *"));
    }

    #[test]
    fn each_fault_says_what_it_is_and_where() {
        for (bad, form, why, at, repaired) in [
            ("0 0 3 * * *", CronForm::Five, "five fields", Some("0"), Some("0 3 * * *")),
            ("30 0 3 * * *", CronForm::Five, "five fields", Some("30"), Some("0 3 * * *")),
            ("0 3 * * *", CronForm::Six, "six fields", Some("0 3 * * *"), Some("0 0 3 * * *")),
            ("0 3", CronForm::Five, "this has 2", Some("0 3"), None),
            ("", CronForm::Five, "this has 0", None, None),
            ("61 * * * *", CronForm::Five, "from 0 to 59", Some("61"), None),
            ("0 1-25 * * *", CronForm::Five, "from 0 to 23", Some("25"), None),
            ("*/0 * * * *", CronForm::Five, "above 0", Some("0"), None),
            ("*/90 * * * *", CronForm::Five, "longer than the field", Some("*/90"), None),
            ("0 0 * * 7", CronForm::Five, "Sunday", Some("7"), Some("0 0 * * 0")),
            ("0 0 * * fri-mon", CronForm::Five, "before it begins", Some("fri-mon"), None),
            ("0 0 * * monday", CronForm::Five, "`sun` to `sat`", Some("monday"), None),
            ("0 0 mon * *", CronForm::Five, "from 1 to 31", Some("mon"), None),
            ("0 0 31 2,4 *", CronForm::Five, "never run", Some("31 2,4"), None),
            ("TZ=UTC 0 3 * * *", CronForm::Five, "time zone", Some("TZ=UTC"), None),
            ("@dayly", CronForm::Five, "no such name", None, Some("@daily")),
            ("@daily", CronForm::Plain, "no names", None, Some("0 0 * * *")),
            ("@every 1d", CronForm::Five, "no days", Some("1d"), Some("@every 24h")),
        ] {
            let fault = cron(bad, form).expect_err(bad);
            assert!(fault.why.contains(why), "{bad}: {fault}");
            assert_eq!(fault.at.clone().and_then(|at| bad.get(at)), at, "{bad}");
            assert_eq!(fault.repaired(bad).as_deref(), repaired, "{bad}");
        }
    }
}
