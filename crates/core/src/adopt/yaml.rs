//! YAML as `kubectl` and Kustomize read it: several documents, YAML 1.1 booleans, merge keys, no key twice. And the places
//! of values in the text, which the reader itself does not tell.

use super::lines::{self, Child, Region, content, first_line, indentation, key_of, locate, trimmed};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Sources, Span};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use smol_str::SmolStr;
use std::cell::Cell;
use std::fmt;

/// How many values aliases may repeat in files that are read together.
const MOST_REPEATED: usize = 100_000;

/// How long the texts among them may be, all together, in bytes.
const MOST_REPEATED_TEXT: usize = 4 * 1024 * 1024;

/// How many brackets may be open at once. The reader looks through all of them at each token before it says that they are too
/// many, so it is not asked; brackets in texts count too, which are never as many.
const MOST_OPEN: usize = 1_000;

/// What may still be read: the files of a folder share one. Written out, a text has no more values than bytes, so only what
/// aliases repeat is bounded, and reading takes time that grows with what is read.
#[derive(Clone, Debug)]
pub struct Budget {
    values: Cell<usize>,
    text: Cell<usize>,
}

impl Default for Budget {
    fn default() -> Self {
        Self { values: Cell::new(MOST_REPEATED), text: Cell::new(MOST_REPEATED_TEXT) }
    }
}

impl Budget {
    /// What a text may hold without aliases; `"\L"` is one byte longer than what it is written with.
    fn add(&self, chunk: &str) {
        self.values.set(self.values.get().saturating_add(chunk.len()));
        self.text.set(self.text.get().saturating_add(chunk.len().saturating_mul(2)));
    }

    fn take<E: Error>(left: &Cell<usize>, count: usize) -> Result<(), E> {
        left.set(left.get().checked_sub(count).ok_or_else(|| E::custom(REPEATS))?);
        Ok(())
    }
}

/// How much of a line in flow style is pointed at, in bytes.
const LONGEST_LINE: usize = 200;

/// What is said of aliases that repeat too much.
const REPEATS: &str = "its aliases repeat more values than fluo reads";

/// What is said of brackets that nest too deep.
const OPEN: &str = "too many brackets are open at once";

/// A document of a YAML file, or an item of a list in one.
#[derive(Clone, Debug)]
pub struct Document {
    /// What it says.
    pub value: Value,
    /// Where it stands, without its `---`.
    pub span: Span,
    /// The steps to it from what stands there: none for a document, `0` for the lines of one item.
    pub steps: Vec<SmolStr>,
}

impl Document {
    /// The place of a value in it.
    #[must_use]
    pub fn place(&self, sources: &Sources, path: &[SmolStr]) -> Span {
        if self.steps.is_empty() {
            return place(sources, self.span, path);
        }
        let path: Vec<SmolStr> = self.steps.iter().chain(path).cloned().collect();
        place(sources, self.span, &path)
    }

    /// The items of a list that is one of its members, each with its own lines, so that looking for a place does not read all
    /// the others. In flow style all of them stand on the line of the member. `None` if there is no such list.
    #[must_use]
    pub fn items(&self, sources: &Sources, list: &str) -> Option<Vec<Document>> {
        let values = self.value.get(list)?.as_array()?;
        let chunk = sources.text(self.span);
        let lines = lines::content_lines(chunk);
        let own = self.steps.iter().try_fold(Region::new(chunk, &lines), |region, step| {
            region.child(step).map(|child| child.region)
        });
        let member = own.and_then(|region| region.child(list));
        let line = member.as_ref().map(|child| child.place).or_else(|| first_line(chunk)).unwrap_or_default();
        let line = shortened(chunk, line);
        let span = |(start, end)| {
            Span::new(self.span.file, self.span.start + offset(start), self.span.start + offset(end))
        };
        let mut places = member.iter().flat_map(|child| child.region.items());
        let items = values.iter().map(|value| {
            let (span, steps) = match places.next() {
                Some(item) => (span(item.extent()), vec![SmolStr::new_static("0")]),
                None => (span(line), Vec::new()),
            };
            Document { value: value.clone(), span, steps }
        });
        Some(items.collect())
    }
}

/// A line that many values share, as far as it is looked through for each of them.
fn shortened(chunk: &str, (start, end): (usize, usize)) -> (usize, usize) {
    let most = start.saturating_add(LONGEST_LINE);
    (start, (start..=most.min(end)).rev().find(|end| chunk.is_char_boundary(*end)).unwrap_or(start))
}

/// The documents of a file, without empty ones. `None` if one can't be read; that was reported.
///
/// `at` is what named the file. Faults of Secrets are told there: an excerpt of the file would show their values.
pub fn documents(
    sources: &Sources,
    file: FileId,
    at: Span,
    budget: &Budget,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Document>> {
    let text = &sources.get(file)?.text;
    let mut documents = Vec::new();
    for (start, end) in chunks(text) {
        let span = Span::new(file, offset(start), offset(end));
        let chunk = text.get(start..end)?;
        if chunk.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with(['#', '%'])) {
            continue;
        }
        match parse(chunk, budget) {
            Ok(Value::Null) => {}
            Ok(mut value) => {
                booleans(chunk, &mut value);
                documents.push(Document { value, span, steps: Vec::new() });
            }
            Err(fault) => {
                let mut diagnostic = broken(chunk, span, &fault);
                if chunk.contains("Secret") {
                    let line = sources.position(diagnostic.primary.span).line;
                    let place = format!(", in line {line} of `{}`", sources.path(file));
                    let message = diagnostic.message.clone() + &place;
                    diagnostic = diagnostic.reworded(message);
                    diagnostic.primary.span = at;
                }
                diagnostics.push(diagnostic);
                return None;
            }
        }
    }
    Some(documents)
}

/// The place of a value in its document: the line of its key or item. The whole first line where it is not found, which
/// happens in flow style only.
#[must_use]
pub fn place(sources: &Sources, document: Span, path: &[SmolStr]) -> Span {
    let chunk = sources.text(document);
    let (start, end) = locate(chunk, path).or_else(|| first_line(chunk)).unwrap_or((0, 0));
    Span::new(document.file, document.start + offset(start), document.start + offset(end))
}

fn offset(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// The stretches between the lines `---` and `...`, which end a document whatever stands around them.
fn chunks(text: &str) -> Vec<(usize, usize)> {
    let mut chunks = Vec::new();
    let mut start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let marker = ["---", "..."].iter().any(|marker| {
            line.strip_prefix(marker)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']))
        });
        if marker {
            chunks.push((start, at));
            start = at + 3;
        }
        at += line.len();
    }
    chunks.push((start.min(text.len()), text.len()));
    chunks
}

/// Why a document can't be read.
struct Fault {
    message: String,
    /// The number of the line, from 1.
    line: usize,
}

/// One document as JSON.
fn parse(chunk: &str, budget: &Budget) -> Result<Value, Fault> {
    if let Some(line) = too_many_open(chunk) {
        return Err(Fault { message: OPEN.to_owned(), line });
    }
    budget.add(chunk);
    Seed(budget).deserialize(serde_yaml::Deserializer::from_str(chunk)).map_err(|error| {
        let message = error.to_string();
        Fault {
            message: message.split(" at line ").next().unwrap_or(&message).to_owned(),
            line: error.location().map_or(1, |location| location.line()),
        }
    })
}

/// The line in which more brackets are open at once than may be, wherever they stand.
fn too_many_open(chunk: &str) -> Option<usize> {
    let (mut open, mut line) = (0_usize, 1);
    for byte in chunk.bytes() {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            b'\n' => line += 1,
            _ => {}
        }
        if open > MOST_OPEN {
            return Some(line);
        }
    }
    None
}

/// Reads a value, with what may still come.
#[derive(Copy, Clone)]
struct Seed<'a>(&'a Budget);

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Budget::take(&self.0.values, 1)?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a value without a tag of its own")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Budget::take(&self.0.text, text.len())?;
        Ok(text.into())
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let (mut map, mut merged) = (Map::new(), Vec::new());
        while let Some(key) = entries.next_key_seed(self)? {
            let key = match key {
                Value::String(key) => key,
                Value::Number(key) => key.to_string(),
                Value::Bool(key) => key.to_string(),
                _ => return Err(A::Error::custom("a key that is not a text")),
            };
            let value = entries.next_value_seed(self)?;
            if key == "<<" {
                merged.push(value);
            } else if map.contains_key(&key) {
                return Err(A::Error::custom(format!("{TWICE}{key}`")));
            } else {
                map.insert(key, value);
            }
        }
        merged.into_iter().for_each(|from| merge(&mut map, from));
        Ok(Value::Object(map))
    }
}

/// How the message about a key that stands twice begins.
const TWICE: &str = "duplicate key `";

/// The merge key `<<`: what is not set yet comes from there (<https://yaml.org/type/merge.html>).
fn merge(map: &mut Map<String, Value>, from: Value) {
    match from {
        Value::Object(from) => from.into_iter().for_each(|(key, value)| {
            map.entry(key).or_insert(value);
        }),
        Value::Array(list) => list.into_iter().for_each(|from| merge(map, from)),
        _ => {}
    }
}

/// Turns what YAML 1.1 calls booleans into booleans where it stands without quotes.
fn booleans(chunk: &str, value: &mut Value) {
    if has_words(value) {
        let lines = lines::content_lines(chunk);
        settle_words(chunk, value, Region::new(chunk, &lines));
    }
}

/// Whether a text in a value may be meant as a boolean.
fn has_words(value: &Value) -> bool {
    match value {
        Value::String(text) => boolean(text).is_some(),
        Value::Array(items) => items.iter().any(has_words),
        Value::Object(members) => members.values().any(has_words),
        _ => false,
    }
}

/// The same for the members and items of a value, as far as they stand on lines of their own.
fn settle_words(chunk: &str, value: &mut Value, region: Region) {
    match value {
        Value::Array(items) => {
            items.iter_mut().zip(region.items()).for_each(|(item, child)| settle_word(chunk, item, &child));
        }
        Value::Object(members) => {
            let lines = region.by_key();
            for (key, member) in members {
                lines.get(key.as_str()).into_iter().for_each(|child| settle_word(chunk, member, child));
            }
        }
        _ => {}
    }
}

fn settle_word(chunk: &str, value: &mut Value, child: &Child) {
    let written = chunk.get(child.place.0..child.place.1).unwrap_or("");
    let truth = || plain_scalar(written).and_then(boolean);
    match value {
        Value::String(text) if boolean(text).is_some() => {
            if let Some(truth) = truth() {
                *value = Value::Bool(truth);
            }
        }
        _ => settle_words(chunk, value, child.region),
    }
}

/// What YAML 1.1 reads as a boolean, beside `true` and `false` (<https://yaml.org/type/bool.html>).
fn boolean(word: &str) -> Option<bool> {
    match word {
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Some(true),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Some(false),
        _ => None,
    }
}

/// The value on the line of a key or item, without its comment.
fn plain_scalar(line: &str) -> Option<&str> {
    let value = line.rsplit_once(": ").map(|(_, value)| value).or_else(|| line.strip_prefix("- "))?;
    let value = value.split_once(" #").map_or(value, |(value, _)| value);
    Some(value.trim())
}

fn broken(chunk: &str, span: Span, fault: &Fault) -> Diagnostic {
    let Fault { message, line } = fault;
    let last = message.rsplit(": ").next().filter(|_| message.contains(TWICE));
    let message = last.unwrap_or(message);
    let twice = message.strip_prefix(TWICE).and_then(|rest| rest.strip_suffix('`'));
    let lines: Vec<(usize, usize)> = lines::lines(chunk).collect();
    let second = twice.and_then(|key| {
        let rest = lines.iter().skip(line.saturating_sub(1));
        let mut same = rest.filter(|(start, end)| key_of(content(chunk, *start, *end)) == Some(key));
        let first = same.next()?;
        let indent = |at: &(usize, usize)| indentation(chunk.get(at.0..at.1).unwrap_or(""));
        same.find(|at| indent(at) == indent(first)).or(Some(first))
    });
    let place =
        second.or_else(|| lines.get(line.saturating_sub(1))).or(lines.last()).copied().unwrap_or((0, 0));
    let place = trimmed(chunk, place);
    let span = Span::new(span.file, span.start + offset(place.0), span.start + offset(place.1));
    let code = if twice.is_some() { Code::YamlKeyTwice } else { Code::BrokenYaml };
    match twice {
        Some(key) => Diagnostic::new(code, span, format!("the key `{key}` stands twice in one map"))
            .label("set again here")
            .help("keep one of the two; readers disagree which of them holds"),
        None => {
            let (label, help) = instead(message);
            let message = format!("this YAML can't be read: {}", message.replace('`', "'"));
            Diagnostic::new(code, span, message).label(label).help(help)
        }
    }
}

/// What is at the place where the reader stopped, and what to write instead.
fn instead(message: &str) -> (&'static str, &'static str) {
    if message.ends_with(REPEATS) {
        ("this is repeated", "write the values where they are needed; aliases of aliases multiply them")
    } else if message == OPEN {
        ("in this line", "close them, or write what is in them on lines of its own, indented")
    } else {
        ("the reader stopped here", "repair the file; templates of Helm and the like are not YAML")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Sources, Option<Vec<Document>>, Vec<Diagnostic>) {
        let mut sources = Sources::default();
        let mut diagnostics = Diagnostics::default();
        let file = sources.add("a.yaml", text);
        let at = Span::new(file, 0, 0);
        let documents = documents(&sources, file, at, &Budget::default(), &mut diagnostics);
        let found = diagnostics.sorted(&sources);
        (sources, documents, found)
    }

    const OBJECT: &str = "# a comment\n---\na:\n  b: yes\n  c: 'yes'\n  list:\n  - x: 1\n    y: on # so\n  - - no\n\"q/k\": {a: off}\n...\n---\n";

    #[test]
    fn words_of_yaml_1_1_are_booleans_unless_quoted() {
        let (_, documents, _) = read(OBJECT);
        let documents = documents.unwrap();
        assert_eq!(documents.len(), 1);
        let value = &documents[0].value;
        assert_eq!(value["a"]["b"], Value::Bool(true));
        assert_eq!(value["a"]["c"], "yes");
        assert_eq!(value["a"]["list"][0]["y"], Value::Bool(true));
    }

    #[test]
    fn values_are_found_in_the_text() {
        let (sources, documents, _) = read(OBJECT);
        let span = documents.unwrap()[0].span;
        let at = |path: &[&str]| {
            let path: Vec<SmolStr> = path.iter().map(SmolStr::new).collect();
            sources.text(place(&sources, span, &path)).to_owned()
        };
        assert_eq!(at(&["a", "c"]), "c: 'yes'");
        assert_eq!(at(&["a", "list", "0", "x"]), "x: 1");
        assert_eq!(at(&["a", "list", "0", "y"]), "y: on # so");
        assert_eq!(at(&["a", "list", "1"]), "- - no");
        assert_eq!(at(&["q/k"]), "\"q/k\": {a: off}");
        assert_eq!(at(&["nowhere"]), "a:");
    }

    #[test]
    fn a_key_that_stands_twice_is_found_at_its_second_place() {
        let (sources, documents, found) = read("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n");
        assert!(documents.is_none());
        assert_eq!(found[0].code, Code::YamlKeyTwice);
        assert_eq!(sources.position(found[0].primary.span).line, 5);
    }

    #[test]
    fn broken_and_hostile_texts_are_told() {
        let mut bomb = String::from("a: &a [x, x, x, x, x, x, x, x, x, x]\n");
        for (name, before) in ('b'..='j').zip('a'..) {
            bomb.push_str(&format!("{name}: &{name} [{}]\n", vec![format!("*{before}"); 10].join(", ")));
        }
        let deep = "[".repeat(100_000);
        for text in
            ["a: [", "a: b: c", "a: *x", "a: !Ref b", bomb.as_str(), deep.as_str(), "\t- a", "? {a: 1}\n: b"]
        {
            let (_, documents, found) = read(text);
            assert!(
                documents.is_none() && found[0].code == Code::BrokenYaml,
                "{}",
                &text[..text.len().min(40)]
            );
        }
    }

    #[test]
    fn items_know_their_own_lines() {
        let text = "kind: List\nitems:\n  - kind: a\n    b: {c: 1}\n  -\n    kind: d\n  - {kind: e}\nmore: [{x: 1}, {x: 2}]\n";
        let (sources, documents, _) = read(text);
        let document = &documents.unwrap()[0];
        let at = |list: &str, item: usize, path: &[&str]| {
            let path: Vec<SmolStr> = path.iter().map(SmolStr::new).collect();
            let items = document.items(&sources, list).unwrap();
            sources.text(items[item].place(&sources, &path)).to_owned()
        };
        assert_eq!(at("items", 0, &["kind"]), "kind: a");
        assert_eq!(at("items", 0, &["b", "c"]), "b: {c: 1}");
        assert_eq!(at("items", 1, &["kind"]), "kind: d");
        assert_eq!(at("items", 2, &["kind"]), "- {kind: e}");
        assert_eq!(at("more", 1, &["x"]), "more: [{x: 1}, {x: 2}]");
        assert!(document.items(&sources, "kind").is_none());
        let (sources, documents, _) = read(&format!("items: [{}]\n", "{kind: \u{fc}}, ".repeat(1_000)));
        let items = documents.unwrap()[0].items(&sources, "items").unwrap();
        assert!(items[999].place(&sources, &["kind".into()]).end <= 200);
    }

    #[test]
    fn aliases_may_not_repeat_texts_without_end() {
        let many =
            |count: usize| format!("a: &a \"{}\"\nb: [{}]\n", "x".repeat(20_000), "*a, ".repeat(count));
        assert!(read(&many(200)).1.is_some());
        let (_, documents, found) = read(&many(300));
        assert!(documents.is_none() && found[0].message.ends_with(REPEATS), "{found:?}");
        assert!(found[0].helps[0].starts_with("write the values where they are needed"), "{found:?}");
    }

    #[test]
    fn documents_share_what_may_be_read() {
        let mut bomb = String::from("a: &a [x, x, x, x, x, x, x, x, x, x]\n");
        for (name, before) in ('b'..='d').zip('a'..) {
            bomb.push_str(&format!("{name}: &{name} [{}]\n", vec![format!("*{before}"); 10].join(", ")));
        }
        assert!(read(&bomb).1.is_some());
        assert!(read(&vec![bomb.as_str(); 20].join("---\n")).1.is_none());
    }

    #[test]
    fn merge_keys_merge() {
        let (_, documents, _) = read("x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  b: 3\n");
        let value = &documents.unwrap()[0].value;
        assert_eq!(value["y"], serde_json::json!({ "a": 1, "b": 3 }));
    }
}
