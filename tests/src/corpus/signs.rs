//! Faults of signs: what is left out or doubled while typing, and what other languages write instead.

use super::{Draft, Operator, Site, System, bytes};
use fluo_core::syntax::ast::ValueKind;
use std::ops::Range;

const NOT_READ: &str = "nothing: the file could not be read as it is meant";

pub(super) const OPERATORS: &[Operator] = &[
    Operator::new("brace-not-closed", brace_not_closed, NOT_READ),
    Operator::new("brace-not-opened", brace_not_opened, NOT_READ),
    Operator::new("brace-twice", brace_twice, NOT_READ),
    Operator::new("bracket-not-closed", bracket_not_closed, NOT_READ),
    Operator::new("bracket-not-opened", bracket_not_opened, NOT_READ),
    Operator::new("comma-missing", comma_missing, NOT_READ),
    Operator::new("colon-missing", colon_missing, NOT_READ),
    Operator::new("equals-for-colon", equals_for_colon, NOT_READ),
    Operator::new("quote-not-closed", |s| quotes(s, |place| place.end - 1), NOT_READ),
    Operator::new("quote-not-opened", |s| quotes(s, |place| place.start), NOT_READ),
    Operator::new(
        "quotes-missing",
        quotes_missing,
        "a text with blanks or slashes would be read as something else",
    ),
    Operator::new("typographic-quotes", typographic_quotes, NOT_READ),
    Operator::new("semicolon", |s| behind(s, ";"), NOT_READ),
    Operator::new("hash-comment", |s| behind(s, " # as agreed"), NOT_READ),
    Operator::new("yaml-dash", yaml_dash, NOT_READ),
    Operator::new("parentheses", parentheses, NOT_READ),
    Operator::new(
        "interpolation-not-closed",
        interpolation_not_closed,
        "the name would stand in the text as it is",
    ),
];

fn blocks(system: &System) -> Vec<(Site<'_>, Range<usize>)> {
    let sites = system.sites().into_iter();
    sites
        .filter_map(|site| site.entry.block.as_ref().map(|block| bytes(block.span)).map(|span| (site, span)))
        .collect()
}

/// Where an entry with a value has its value.
fn valued(system: &System) -> Vec<(Site<'_>, Range<usize>)> {
    let sites = system.sites().into_iter();
    sites
        .filter_map(|site| site.entry.value.as_ref().map(|value| bytes(value.span)).map(|span| (site, span)))
        .collect()
}

fn brace_not_closed(system: &System) -> Vec<Draft> {
    let make = |(site, block): (Site<'_>, Range<usize>)| {
        Draft::at(site.file, block.end - 1..block.end, "").or(site.file, block.start..block.end - 1)
    };
    blocks(system).into_iter().map(make).collect()
}

fn brace_not_opened(system: &System) -> Vec<Draft> {
    let make = |(site, block): (Site<'_>, Range<usize>)| {
        Draft::at(site.file, block.start..block.start + 1, "").or(site.file, block.end - 1..block.end)
    };
    blocks(system).into_iter().map(make).collect()
}

fn brace_twice(system: &System) -> Vec<Draft> {
    let make = |(site, block): (Site<'_>, Range<usize>)| {
        let line = system.text(site.file)[..block.end].rfind('\n').map_or(0, |at| at + 1);
        let indent = &system.text(site.file)[line..block.end - 1];
        let alone = indent.trim().is_empty();
        alone.then(|| {
            Draft::insert(site.file, block.end, format!("\n{indent}}}"))
                .or(site.file, block.end - 1..block.end)
        })
    };
    blocks(system).into_iter().filter_map(make).collect()
}

fn lists(system: &System) -> Vec<(Site<'_>, Range<usize>)> {
    let list = |(site, _): &(Site<'_>, Range<usize>)| {
        site.entry.value.as_ref().is_some_and(|value| matches!(value.kind, ValueKind::List(_)))
    };
    valued(system).into_iter().filter(list).collect()
}

fn bracket_not_closed(system: &System) -> Vec<Draft> {
    let make = |(site, list): (Site<'_>, Range<usize>)| {
        Draft::at(site.file, list.end - 1..list.end, "").or(site.file, list.start..list.end)
    };
    lists(system).into_iter().map(make).collect()
}

fn bracket_not_opened(system: &System) -> Vec<Draft> {
    let make = |(site, list): (Site<'_>, Range<usize>)| {
        Draft::at(site.file, list.start..list.start + 1, "").or(site.file, list.end - 1..list.end)
    };
    lists(system).into_iter().map(make).collect()
}

/// Between entries on one line, and between the items of a list.
fn comma_missing(system: &System) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for site in system.sites() {
        let text = system.text(site.file);
        let mut ends: Vec<usize> = Vec::new();
        ends.extend(
            site.entry.block.iter().flat_map(|block| &block.entries).map(|entry| entry.span.end as usize),
        );
        if let Some(ValueKind::List(items)) = site.entry.value.as_ref().map(|value| &value.kind) {
            ends.extend(items.iter().map(|item| item.span.end as usize));
        }
        let comma = |end: &usize| text[*end..].starts_with(", ");
        drafts.extend(ends.into_iter().filter(comma).map(|end| Draft::at(site.file, end..end + 1, "")));
    }
    drafts
}

/// The colon between the head of an entry and its value.
fn colons(system: &System) -> Vec<(Site<'_>, usize)> {
    let mut found = Vec::new();
    for (site, value) in valued(system).into_iter().filter(|(site, _)| site.word() != "param") {
        let head = bytes(site.entry.head()).end;
        let between = system.text(site.file).get(head..value.start).unwrap_or_default();
        if let Some(at) = between.find(':') {
            found.push((site, head + at));
        }
    }
    found
}

fn colon_missing(system: &System) -> Vec<Draft> {
    colons(system).into_iter().map(|(site, at)| Draft::at(site.file, at..at + 1, "")).collect()
}

fn equals_for_colon(system: &System) -> Vec<Draft> {
    colons(system).into_iter().map(|(site, at)| Draft::at(site.file, at..at + 1, " =")).collect()
}

/// The texts of one line.
fn texts(system: &System) -> Vec<(Site<'_>, Range<usize>)> {
    let text = |(site, place): &(Site<'_>, Range<usize>)| {
        let literal = &system.text(site.file)[place.clone()];
        literal.starts_with('"') && !literal.starts_with("\"\"\"") && !literal.contains('\n')
    };
    valued(system).into_iter().filter(text).collect()
}

fn quotes(system: &System, which: fn(&Range<usize>) -> usize) -> Vec<Draft> {
    let make = |(site, place): (Site<'_>, Range<usize>)| {
        let at = which(&place);
        Draft::at(site.file, at..at + 1, "").or(site.file, place)
    };
    texts(system).into_iter().map(make).collect()
}

fn quotes_missing(system: &System) -> Vec<Draft> {
    let make = |(site, place): (Site<'_>, Range<usize>)| {
        let inner = &system.text(site.file)[place.start + 1..place.end - 1];
        inner.contains(['/', ' ', '*', '@']).then(|| Draft::at(site.file, place.clone(), inner))
    };
    texts(system).into_iter().filter_map(make).collect()
}

fn typographic_quotes(system: &System) -> Vec<Draft> {
    let make = |(site, place): (Site<'_>, Range<usize>)| {
        let inner = &system.text(site.file)[place.start + 1..place.end - 1];
        Draft::at(site.file, place.clone(), format!("“{inner}”"))
    };
    texts(system).into_iter().map(make).collect()
}

/// Behind an entry that ends its line.
fn behind(system: &System, sign: &str) -> Vec<Draft> {
    let make = |(site, _): (Site<'_>, Range<usize>)| {
        let end = bytes(site.entry.span).end;
        let last = system.text(site.file)[end..].starts_with('\n');
        last.then(|| Draft::insert(site.file, end, sign))
    };
    valued(system).into_iter().filter_map(make).collect()
}

fn yaml_dash(system: &System) -> Vec<Draft> {
    let make = |(site, place): (Site<'_>, Range<usize>)| {
        let text = system.text(site.file);
        let items = text[place.start + 1..place.end - 1].trim();
        let line = text[..place.start].rfind('\n').map_or(0, |at| at + 1);
        let indent: String = text[line..].chars().take_while(|c| *c == ' ').collect();
        let own = text[line..place.start].trim_start().starts_with(site.word());
        let plain = own && text[place.end..].starts_with('\n') && !items.contains(['{', '\n']);
        let rows = items.split(", ").map(|item| format!("\n{indent}  - {item}")).collect::<String>();
        plain.then(|| Draft::at(site.file, place.clone(), rows).or(site.file, place.start..place.start))
    };
    lists(system).into_iter().filter_map(make).collect()
}

fn parentheses(system: &System) -> Vec<Draft> {
    let make = |(site, block): (Site<'_>, Range<usize>)| {
        let text = &system.text(site.file)[block.clone()];
        let inner = &text[1..text.len() - 1];
        (!inner.contains('\n')).then(|| Draft::at(site.file, block.clone(), format!("({inner})")))
    };
    blocks(system).into_iter().filter_map(make).collect()
}

fn interpolation_not_closed(system: &System) -> Vec<Draft> {
    let make = |(site, place): (Site<'_>, Range<usize>)| {
        let text = &system.text(site.file)[place.clone()];
        let open = text.find("${")?;
        let close = place.start + open + text[open..].find('}')?;
        Some(Draft::at(site.file, close..close + 1, "").or(site.file, place))
    };
    texts(system).into_iter().filter_map(make).collect()
}
