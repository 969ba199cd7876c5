//! Mutants: an example with one identifier or literal written wrongly.
//!
//! A mutant must not compile to something else in silence. It is refused, or what it changes stands where it says so: each
//! value that differs has the mutated text in its chain of origins.

use crate::project::{Files, memory};
use fluo_core::model::OriginId;
use fluo_core::object::{Data, Node, Object, Output};
use fluo_core::source::Sources;
use fluo_core::{Options, build};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// One wrong word: where it stands, and what stands there instead.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// The file.
    pub file: String,
    /// The bytes that are replaced.
    pub place: Range<usize>,
    /// The line that it stands on.
    pub line: Range<usize>,
    /// What was written.
    pub before: String,
    /// What is written instead.
    pub after: String,
}

impl std::fmt::Display for Mutant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: `{}` for `{}`", self.file, self.after, self.before)
    }
}

/// Every mutant of the sources, in their order.
#[must_use]
pub fn all(files: &Files) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (file, text) in files {
        for place in words(text) {
            let before = &text[place.clone()];
            let start = text[..place.start].rfind('\n').map_or(0, |at| at + 1);
            let end = text[place.end..].find('\n').map_or(text.len(), |at| place.end + at);
            let one = |after| Mutant {
                file: file.clone(),
                place: place.clone(),
                line: start..end,
                before: before.to_owned(),
                after,
            };
            mutants.extend(wrong(before).into_iter().map(one));
        }
    }
    mutants
}

/// The identifiers, numbers and texts of a source, without comments. Names inside of `${…}` count for themselves.
fn words(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &text[at..];
        let end = if rest.starts_with("//") {
            at + rest.find('\n').unwrap_or(rest.len())
        } else if let Some(quote) =
            ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quote| rest.starts_with(quote))
        {
            let start = at + quote.len();
            let end = closing(text, start, quote);
            found.extend(pieces(text, start..end));
            end + quote.len()
        } else if rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_') {
            let end = at + word(rest);
            found.push(at..end);
            end
        } else {
            at + rest.chars().next().map_or(1, char::len_utf8)
        };
        at = end;
    }
    found
}

/// The length of the identifier or number at the start of a text; `1..10` is two numbers.
fn word(text: &str) -> usize {
    let number = text.starts_with(|c: char| c.is_ascii_digit());
    let mut end = 0;
    for (at, c) in text.char_indices() {
        let fraction = number && c == '.' && !text[at..].starts_with("..");
        if !(c.is_ascii_alphanumeric() || "_%".contains(c) || fraction || c == '-' && !number) {
            break;
        }
        end = at + 1;
    }
    end
}

fn closing(text: &str, start: usize, quote: &str) -> usize {
    let mut at = start;
    while at < text.len() && !text[at..].starts_with(quote) {
        at += if text[at..].starts_with('\\') {
            2
        } else {
            text[at..].chars().next().map_or(1, char::len_utf8)
        };
    }
    at.min(text.len())
}

/// The literal parts of a text, and the names in its interpolations.
fn pieces(text: &str, place: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = place.start;
    while let Some(open) = text[at..place.end].find("${").filter(|open| !text[at..at + open].ends_with('\\'))
    {
        let close = text[at + open..place.end].find('}').map_or(place.end, |close| at + open + close);
        found.push(at..at + open);
        found.extend(
            words(&text[at + open + 2..close])
                .into_iter()
                .map(|w| w.start + at + open + 2..w.end + at + open + 2),
        );
        at = (close + 1).min(place.end);
    }
    found.push(at..place.end);
    // What stands between two interpolations counts; nothing at all counts only if it is the whole text.
    found.retain(|piece| !piece.is_empty() || place.is_empty());
    found
}

/// What may stand there by mistake.
fn wrong(before: &str) -> Vec<String> {
    match before {
        "true" => return vec!["false".to_owned(), "tru".to_owned()],
        "false" => return vec!["true".to_owned(), "flase".to_owned()],
        _ => {}
    }
    let mut wrong = Vec::new();
    if before.starts_with(|c: char| c.is_ascii_digit()) {
        // Another digit, and a unit that was forgotten.
        let digits = before.rfind(|c: char| c.is_ascii_digit()).unwrap_or(0);
        let other = if before[digits..].starts_with('9') { "8" } else { "9" };
        wrong.push(format!("{}{other}{}", &before[..digits], &before[digits + 1..]));
        let unit = before[..=digits].to_owned();
        wrong.extend((unit != before).then_some(unit));
    } else {
        wrong.push(format!("{before}x"));
    }
    wrong
}

/// Values by object and pointer, with the source text that decided each.
pub type Values = BTreeMap<(String, String), (String, Vec<Place>)>;

/// A file and a part of it.
pub type Place = (String, Range<usize>);

/// A build that was not refused.
#[derive(Debug)]
pub struct Accepted {
    sources: Sources,
    output: Output,
}

impl Accepted {
    /// Builds an entry. `None` if it is refused.
    #[must_use]
    pub fn of(files: &Files, entry: &str) -> Option<Self> {
        let built = build(&memory(files), entry, &Options::default());
        Some(Self { sources: built.sources, output: built.output? })
    }

    fn objects(&self) -> BTreeMap<String, &Object> {
        self.output.objects().map(|object| (format!("{:?}", object.identity()), object)).collect()
    }

    /// Every value.
    #[must_use]
    pub fn all(&self) -> Values {
        self.values(&self.objects().keys().collect())
    }

    /// Where the files of the cluster lie, and what decided it.
    fn place(&self) -> (String, Vec<Place>) {
        let place = &self.output.place;
        let places =
            Leaves { sources: &self.sources, output: &self.output, title: "", found: &mut Values::new() }
                .places(&place.origins);
        (format!("{:?}", (&place.root, &place.include)), places)
    }

    /// The values of some objects.
    fn values(&self, titles: &BTreeSet<&String>) -> Values {
        let mut found = Values::new();
        for (title, object) in self.objects().iter().filter(|(title, _)| titles.contains(title)) {
            Leaves { sources: &self.sources, output: &self.output, title, found: &mut found }.object(object);
        }
        found
    }
}

/// Whether two trees hold the same, wherever it comes from.
fn same(one: &Node, other: &Node) -> bool {
    match (&one.data, &other.data) {
        (Data::Map(a), Data::Map(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|((k, v), (l, w))| k == l && same(v, w))
        }
        (Data::List(a), Data::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(v, w)| same(v, w)),
        (a, b) => a == b,
    }
}

struct Leaves<'a> {
    sources: &'a Sources,
    output: &'a Output,
    title: &'a str,
    found: &'a mut Values,
}

impl Leaves<'_> {
    fn object(&mut self, object: &Object) {
        self.walk(&object.body, "", &[object.origin]);
    }

    fn walk(&mut self, node: &Node, pointer: &str, around: &[OriginId]) {
        let mut chain = around.to_vec();
        chain.push(node.origin);
        match &node.data {
            Data::Map(fields) => {
                for (key, child) in fields {
                    self.walk(child, &format!("{pointer}/{key}"), &chain);
                }
            }
            Data::List(items) => {
                for (at, child) in items.iter().enumerate() {
                    self.walk(child, &format!("{pointer}/{at}"), &chain);
                }
            }
            leaf => self.leaf(format!("{leaf:?}"), pointer, &chain),
        }
    }

    fn leaf(&mut self, value: String, pointer: &str, chain: &[OriginId]) {
        let places = self.places(chain);
        self.found.insert((self.title.to_owned(), pointer.to_owned()), (value, places));
    }

    fn places(&self, chain: &[OriginId]) -> Vec<Place> {
        let places = chain.iter().flat_map(|id| self.output.origins.get(*id));
        let places = places.map(|step| {
            let span = step.span;
            let range = usize::try_from(span.start).unwrap_or(0)..usize::try_from(span.end).unwrap_or(0);
            (self.sources.path(span.file).to_owned(), range)
        });
        places.collect()
    }
}

/// What came of a mutant in one environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It does not compile.
    Refused,
    /// Nothing differs.
    Same,
    /// What differs stands where the mutant says so.
    Told,
    /// Something differs elsewhere: the object and pointer.
    Elsewhere(String),
}

/// Compares a mutant's build with the original's.
#[must_use]
pub fn fate(mutant: &Mutant, before: &Accepted, after: Option<&Accepted>) -> Fate {
    let Some(after) = after else { return Fate::Refused };
    let (was, is) = (before.objects(), after.objects());
    let equal = |title: &&String| match (was.get(*title), is.get(*title)) {
        (Some(was), Some(is)) => same(&was.body, &is.body),
        _ => false,
    };
    let differing: BTreeSet<&String> = was.keys().chain(is.keys()).filter(|title| !equal(title)).collect();
    let (tree, moved) = (before.place(), after.place());
    if differing.is_empty() && tree.0 == moved.0 {
        return Fate::Same;
    }
    let (old, new) =
        (was.keys().cloned().collect::<BTreeSet<_>>(), is.keys().cloned().collect::<BTreeSet<_>>());
    let (before, after) = (&before.values(&differing), &after.values(&differing));
    let says = |places: &[Place]| {
        places.iter().any(|(file, range)| *file == mutant.file && touches(range, &mutant.place))
    };
    if tree.0 != moved.0 && !says(&tree.1) && !says(&moved.1) {
        return Fate::Elsewhere("the tree".to_owned());
    }
    let line = |(file, range): &Place| *file == mutant.file && touches(range, &mutant.line);
    // An object that comes or goes does so because of one of its values: a name, a namespace, an API; or of its neighbour on the
    // line: `existing: true`.
    for title in old.symmetric_difference(&new) {
        let values = if old.contains(title) { before } else { after };
        let of_it = |((of, _), (_, places)): (&(String, String), &(String, Vec<Place>))| {
            of == title && places.iter().any(line)
        };
        if !values.iter().any(of_it) {
            return Fate::Elsewhere(title.clone());
        }
    }
    let keys = before.keys().chain(after.keys().filter(|key| !before.contains_key(*key)));
    let changed = keys.filter(|key| {
        let both = old.contains(&key.0) && new.contains(&key.0);
        both && before.get(*key).map(|(value, _)| value) != after.get(*key).map(|(value, _)| value)
    });
    let changed: Vec<&(String, String)> = changed.collect();
    // What a change says of itself; an entry that comes or goes, or one of two that change places, may be said by another
    // entry of its list or a neighbour of its line, and one field instead of another, `value` for `valueFrom`, by either.
    let said = |key: &(String, String)| {
        let (one, other) = (before.get(key), after.get(key));
        let lines = |(_, places): &(String, Vec<Place>)| places.iter().any(line);
        let alone = one.is_none() || other.is_none();
        one.into_iter().chain(other).any(|found| says(&found.1) || (alone && lines(found)))
    };
    let told: Vec<&(String, String)> = changed.iter().copied().filter(|key| said(key)).collect();
    for key in &changed {
        // Which nodes there are to wait for follows from the objects, which were compared.
        let graph = old != new && key.1.starts_with("/spec/dependsOn");
        let alone = |key: &(String, String)| before.contains_key(key) != after.contains_key(key);
        let beside = |other: &&&(String, String)| {
            other.0 == key.0
                && (lists(&key.1).into_iter().any(|own| lists(&other.1).contains(&own))
                    || (alone(key) && alone(other) && neighbours(&other.1, &key.1)))
        };
        if !graph && !told.iter().any(|other| other == key) && !told.iter().any(|other| beside(&other)) {
            return Fate::Elsewhere(format!("{} {}", key.0, key.1));
        }
    }
    Fate::Told
}

/// The list that a pointer leads into, the innermost one; of a policy, whose rules stand in the order of their ports, also
/// that of its rules.
fn lists(pointer: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut end = pointer.len();
    while let Some(at) = pointer[..end].rfind('/') {
        let part = &pointer[at + 1..end];
        let entry = !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
        if entry && (found.is_empty() || RULES.contains(&&pointer[..at])) {
            found.push(&pointer[..at]);
        }
        end = at;
    }
    found
}

/// The rules of a NetworkPolicy.
const RULES: [&str; 2] = ["/spec/ingress", "/spec/egress"];

/// Whether one of two fields stands beside the other, or below what does.
fn neighbours(one: &str, other: &str) -> bool {
    let parent =
        |pointer: &str| pointer.rsplit_once('/').map_or(String::new(), |(parent, _)| format!("{parent}/"));
    other.starts_with(&parent(one)) || one.starts_with(&parent(other))
}

fn touches(range: &Range<usize>, place: &Range<usize>) -> bool {
    range.start <= place.end && place.start <= range.end
}

/// Whether the text before a place leaves it in a type: behind `param NAME:` and before its default.
#[must_use]
pub fn is_in_type(line_before: &str) -> bool {
    let line = line_before.trim_start();
    line.starts_with("param ") && line.contains(':') && !line.contains(" = ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found() {
        let text = "a-b c: 1..10m { \"x${d.e}y\" } // no\nf: true, \"\"";
        let found: Vec<&str> = words(text).into_iter().map(|place| &text[place]).collect();
        assert_eq!(found, ["a-b", "c", "1", "10m", "x", "d", "e", "y", "f", "true", ""]);
        assert_eq!(wrong("10m"), ["19m", "10"]);
        assert_eq!(wrong("7"), ["9"]);
    }
}
