//! The trees of the prelude, made before. `trees.bin` holds them, in the order of [`texts`], each with what its text was; where a
//! text has changed since, it is parsed.
//!
//! Each declaration stands apart, with those that it needs, so that a small program reads only what it speaks of.

use super::{FILES, Parts, ROOTS, TRIGGERS, trigger_names};
use crate::diagnostic::Diagnostics;
use crate::source::{FileId, Sources};
use crate::syntax::ast::{Ast, Entry};
use crate::syntax::{self, ready};
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use serde::{Deserialize, Serialize};
use std::hash::Hasher;
use std::sync::OnceLock;

const BYTES: &[u8] = include_bytes!("trees.bin");

/// A file as it is written down.
#[derive(Serialize, Deserialize)]
struct Stored<'b> {
    /// What its text was.
    mark: u64,
    #[serde(borrow)]
    declarations: Vec<Declaration<'b>>,
}

#[derive(Serialize, Deserialize)]
struct Declaration<'b> {
    name: &'b str,
    /// Whether every program needs it.
    root: bool,
    /// A bit for each declaration of all files: whether this one comes to it, itself included.
    needs: &'b [u8],
    tree: &'b [u8],
}

fn stored() -> &'static [Stored<'static>] {
    static STORED: OnceLock<Vec<Stored<'static>>> = OnceLock::new();
    STORED.get_or_init(|| postcard::from_bytes(BYTES).unwrap_or_default())
}

/// The tree of a file that comes with fluo, without its comments.
pub(super) fn tree(sources: &Sources, file: FileId) -> Option<Ast> {
    let source = sources.get(file)?;
    let at = texts().position(|(path, _)| path == &*source.path)?;
    let stored = stored().get(at).filter(|stored| stored.mark == mark(&source.text))?;
    let entries = stored.declarations.iter().map(|declaration| ready::read(declaration.tree, file));
    Some(Ast { file, entries: entries.collect::<Option<_>>()?, comments: Vec::new() })
}

/// The declarations that are named in texts, and those that they need: of the files of the prelude, which `sources` has first, and
/// of those files of triggers, which are added, in which one of the `mentions` stands. Nothing if a text has changed or a trigger
/// is unknown.
pub(super) fn part(words: &FxHashSet<&str>, mentions: &[&str], sources: &mut Sources) -> Option<Parts> {
    let all = stored();
    if all.len() != texts().count() {
        return None;
    }
    let wanted = wanted(all, words);
    let (mut files, mut triggers, mut known, mut place) = (Vec::new(), Vec::new(), 0, 0);
    for (at, ((path, text), stored)) in texts().zip(all).enumerate() {
        let from = place;
        place += stored.declarations.len();
        let of_triggers = at >= FILES.len();
        if of_triggers {
            let here = trigger_names(text).filter(|name| mentions.contains(name)).count();
            known += here;
            if here == 0 {
                continue;
            }
        }
        if stored.mark != mark(text) {
            return None;
        }
        let file = if of_triggers { sources.add(path, text) } else { FileId(u32::try_from(at).ok()?) };
        let chosen = (from..).zip(&stored.declarations).filter(|(at, _)| has(&wanted, *at));
        let entries = chosen.map(|(_, declaration)| ready::read(declaration.tree, file));
        let tree = Ast { file, entries: entries.collect::<Option<_>>()?, comments: Vec::new() };
        if of_triggers { triggers.push(tree) } else { files.push(tree) }
    }
    (known == mentions.len()).then_some((files, triggers))
}

/// A bit for each declaration that these words, or what every program needs, come to.
fn wanted(all: &[Stored], words: &FxHashSet<&str>) -> Vec<u8> {
    let declarations = all.iter().flat_map(|stored| &stored.declarations);
    let named = declarations.filter(|declaration| declaration.root || words.contains(declaration.name));
    named.fold(Vec::new(), |wanted, declaration| either(wanted, declaration.needs))
}

fn either(mut bits: Vec<u8>, more: &[u8]) -> Vec<u8> {
    bits.resize(bits.len().max(more.len()), 0);
    bits.iter_mut().zip(more).for_each(|(bits, more)| *bits |= more);
    bits
}

fn has(bits: &[u8], at: usize) -> bool {
    bits.get(at / 8).is_some_and(|byte| byte & (1 << (at % 8)) != 0)
}

/// What `trees.bin` is to hold.
#[must_use]
pub fn trees() -> Vec<u8> {
    let files: Vec<(&str, Ast)> = texts()
        .map(|(path, text)| {
            let mut sources = Sources::default();
            let file = sources.add(path, text);
            (text, syntax::parse(&sources, file, &mut Diagnostics::default()))
        })
        .collect();
    let written: Vec<(&str, &Entry)> =
        files.iter().flat_map(|(text, tree)| tree.entries.iter().map(|entry| (*text, entry))).collect();
    let needs = needs(&written);
    let bytes: Vec<Vec<u8>> =
        written.iter().map(|(_, entry)| ready::write(entry).unwrap_or_default()).collect();
    let mut declarations = written.iter().zip(&needs).zip(&bytes).map(|(((_, entry), needs), tree)| {
        let name = entry.label.as_ref().map_or("", |label| label.text.as_str());
        // Which operator makes a resource is asked of all.
        let root = entry.word.text == "operator" || ROOTS.contains(&name);
        Declaration { name, root, needs, tree }
    });
    let stored = files.iter().map(|(text, tree)| Stored {
        mark: mark(text),
        declarations: declarations.by_ref().take(tree.entries.len()).collect(),
    });
    postcard::to_allocvec(&stored.collect::<Vec<_>>()).unwrap_or_default()
}

/// For each declaration the bits of those that it comes to: what it names, what these name, and so on.
fn needs(written: &[(&str, &Entry)]) -> Vec<Vec<u8>> {
    let mut places: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (at, (_, entry)) in written.iter().enumerate() {
        places.entry(entry.label.as_ref().map_or("", |label| &label.text)).or_default().push(at);
    }
    let named = |at: &usize| -> Vec<usize> {
        let text = written.get(*at).and_then(|(text, entry)| {
            text.get(usize::try_from(entry.span.start).ok()?..usize::try_from(entry.span.end).ok()?)
        });
        let lines = text.unwrap_or_default().lines().filter(|line| !line.trim_start().starts_with("//"));
        lines.flat_map(crate::syntax::words).filter_map(|word| places.get(word)).flatten().copied().collect()
    };
    let reached = |at: usize| {
        let (mut bits, mut queue) = (vec![0; written.len().div_ceil(8)], vec![at]);
        while let Some(at) = queue.pop() {
            let byte = bits.get_mut(at / 8);
            if let Some(byte) = byte.filter(|byte| **byte & (1 << (at % 8)) == 0) {
                *byte |= 1 << (at % 8);
                queue.extend(named(&at));
            }
        }
        bits
    };
    (0..written.len()).map(reached).collect()
}

fn texts() -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.iter().chain(&TRIGGERS).copied()
}

fn mark(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}
