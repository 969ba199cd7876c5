//! Blocks as YAML has them, without braces: told once, and read as what they were meant to be.

use super::tree::Tree;
use super::trouble::usize_of;
use super::value::is_name;
use crate::diagnostic::{Applicability, Edit, foreign};
use crate::syntax::ast::{Block, Entry, Value, ValueKind};

/// How deep blocks without braces are read.
const MAX_DEPTH: u32 = 8;

/// How many lines of a list a help reads.
const MAX_LINES: usize = 32;

/// The longest head that a help repeats.
const MAX_HEAD: usize = 40;

impl<'i> Tree<'i, '_> {
    /// What to write where the line below a `:` without a value stands deeper than the line of the `:`.
    pub(super) fn braces(&self, at: usize) -> Option<String> {
        let start = self.source.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
        let line = self.source.get(start..at)?;
        let next = self.source.get(at..)?.lines().skip(1).find(|line| !line.trim().is_empty())?;
        let indentation = |line: &str| line.len() - line.trim_start().len();
        if indentation(next) <= indentation(line) {
            return None;
        }
        let head = line.trim().trim_end_matches(':').trim_end();
        let plain = head.len() <= MAX_HEAD && !head.contains(['`', '{', ',']);
        let head = if plain { head } else { "NAME" };
        Some(format!("a block stands in braces: `{head} {{ … }}`"))
    }

    /// What to write instead of a list of records as YAML has it: `- name: A` and `value: b` below `env:`.
    pub(super) fn listed(&self, at: usize) -> Option<String> {
        let head = self.source.get(..at)?.lines().next_back()?.trim().trim_end_matches(':').trim_end();
        let items = self.dashed_records(at);
        if items.is_empty() {
            return foreign::anywhere(head).map(str::to_owned);
        }
        let field = |item: &[(&str, &str)], names: &[&str]| {
            let found = item.iter().find(|(name, _)| names.contains(name));
            found.map(|(_, value)| value.trim_matches(['"', '\'']).to_owned())
        };
        let entry = |item: &Vec<(&str, &str)>| match head {
            "env" => Some(format!("{}: \"{}\"", field(item, &["name"])?, field(item, &["value"])?)),
            "ports" | "port" => {
                let name = field(item, &["name"]).unwrap_or_else(|| "http".to_owned());
                Some(format!("`port {name}: {}`", field(item, &["containerPort", "port"])?))
            }
            _ => None,
        };
        let entries: Option<Vec<String>> = items.iter().map(entry).collect();
        match (head, entries) {
            ("env", Some(entries)) => Some(format!("write `env {{ {} }}`", entries.join(", "))),
            (_, Some(entries)) => Some(format!("write {}", entries.join(" and "))),
            _ => foreign::anywhere(head).map(str::to_owned),
        }
    }

    /// The records of a list on the lines below an offset, each as its fields.
    fn dashed_records(&self, at: usize) -> Vec<Vec<(&'i str, &'i str)>> {
        let mut items: Vec<Vec<(&str, &str)>> = Vec::new();
        for line in self.source.get(at..).unwrap_or_default().lines().skip(1).take(MAX_LINES) {
            let text = line.trim();
            let (fresh, text) = text.strip_prefix("- ").map_or((false, text), |rest| (true, rest));
            let Some((name, value)) = text.split_once(':').filter(|(name, _)| !name.contains(' ')) else {
                break;
            };
            match items.last_mut() {
                _ if fresh => items.push(vec![(name, value.trim())]),
                Some(item) => item.push((name, value.trim())),
                None => break,
            }
        }
        items
    }

    /// Whether a list stands below the line that this offset is on.
    fn is_listed(&self, at: usize) -> bool {
        let lines = self.source.get(at..).unwrap_or_default().lines();
        lines
            .skip(1)
            .find(|line| !line.trim().is_empty())
            .is_some_and(|line| line.trim_start().starts_with("- "))
    }

    /// The edits that put the lines below an offset that stand deeper into braces, instead of behind a colon.
    pub(super) fn braced(&self, at: usize) -> Vec<Edit> {
        let start = self.source.get(..at).and_then(|text| text.rfind('\n')).map_or(0, |end| end + 1);
        let line = self.source.get(start..at).unwrap_or_default();
        let indent = line.get(..line.len() - line.trim_start().len()).unwrap_or_default();
        let colon = start + line.trim_end().trim_end_matches(':').len();
        let last = self.lines_below(at, |text, depth| text.is_empty() || depth > indent.len());
        vec![
            Edit { span: self.span_of(colon, start + line.trim_end().len()), text: " {".to_owned() },
            Edit { span: self.span_of(last, last), text: format!("\n{indent}}}") },
        ]
    }

    /// The edit that makes a list in brackets of the lines with dashes below an offset. It is certain if every item is a
    /// name or a text.
    pub(super) fn list_of(&self, at: usize) -> Option<(Edit, Applicability)> {
        let end = self.lines_below(at, |text, _| text.starts_with("- "));
        let lines = self.source.get(at..end)?.lines().skip(1);
        let items: Vec<&str> =
            lines.filter_map(|line| line.trim().strip_prefix("- ")).map(str::trim).collect();
        let certain = items.iter().all(|item| is_name(item) || is_quoted(item));
        let applicability = if certain { Applicability::Safe } else { Applicability::Unsafe };
        let text = format!(" [{}]", items.join(", "));
        let from = self.before(at).len();
        (!items.is_empty()).then(|| (Edit { span: self.span_of(from, end), text }, applicability))
    }

    /// Where the last line below an offset ends that belongs to those that `belong`, by its text and its indentation.
    fn lines_below(&self, at: usize, belong: impl Fn(&str, usize) -> bool) -> usize {
        let rest = self.source.get(at..).unwrap_or_default();
        let mut offset = at + rest.find('\n').map_or(rest.len(), |end| end + 1);
        let mut last = self.before(at).len();
        for line in self.source.get(offset..).unwrap_or_default().split_inclusive('\n') {
            let text = line.trim();
            if !belong(text, line.len() - line.trim_start().len()) {
                break;
            }
            if !text.is_empty() {
                last = offset + line.trim_end().len();
            }
            offset += line.len();
        }
        last
    }

    /// Puts the entries that stand deeper than one without a value into a block of that one.
    pub(super) fn adopt_indented(&self, entries: Vec<Entry>, depth: u32) -> Vec<Entry> {
        if depth > MAX_DEPTH || !entries.iter().any(|entry| self.awaits_value(entry)) {
            return entries;
        }
        let mut kept: Vec<Entry> = Vec::with_capacity(entries.len());
        let mut owners: Vec<usize> = Vec::new();
        for entry in entries {
            let last = kept.len().saturating_sub(1);
            let adopts = |owner: &Entry| owner.block.is_none() || owners.last() == Some(&last);
            let owner = kept.last_mut().filter(|owner| self.awaits_value(owner) && adopts(owner));
            match owner.filter(|owner| self.is_deeper(&entry, owner)) {
                Some(owner) => {
                    let span = entry.span;
                    let block = owner.block.get_or_insert_with(|| Block { entries: Vec::new(), span });
                    block.span = block.span.to(span);
                    block.entries.push(entry);
                    if owners.last() != Some(&last) {
                        owners.push(last);
                    }
                }
                None => kept.push(entry),
            }
        }
        for owner in owners {
            let Some(entry) = kept.get_mut(owner) else { continue };
            // Of a list everything was told where it begins.
            if let Some(value) = &entry.value
                && self.is_listed(usize_of(value.span.start))
            {
                entry.block = None;
                continue;
            }
            entry.value = None;
            if let Some(block) = &mut entry.block {
                block.entries = self.adopt_indented(std::mem::take(&mut block.entries), depth + 1);
            }
        }
        kept
    }

    fn is_deeper(&self, entry: &Entry, owner: &Entry) -> bool {
        let indentation = |entry: &Entry| self.indentation(usize_of(entry.word.span.start)).len();
        indentation(entry) > indentation(owner)
    }

    /// Whether nothing stands behind the entry's `:` on its line.
    fn awaits_value(&self, entry: &Entry) -> bool {
        let Some(Value { kind: ValueKind::Error, span }) = &entry.value else { return false };
        let line = self.source.get(usize_of(span.start)..).and_then(|rest| rest.lines().next());
        let rest = line.unwrap_or_default().trim_start();
        span.start == span.end && (rest.is_empty() || rest.starts_with("//"))
    }
}

/// Whether a text is one string in double quotes.
fn is_quoted(text: &str) -> bool {
    let inner = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.is_some_and(|inner| !inner.contains(['"', '\\', '$']))
}
