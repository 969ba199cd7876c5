//! The trees of the prelude, made before. `trees.bin` holds them, in the order of [`texts`], each with what its text was; where a
//! text has changed since, it is parsed.

use super::{FILES, TRIGGERS};
use crate::diagnostic::Diagnostics;
use crate::source::{FileId, Sources};
use crate::syntax::ast::Ast;
use crate::syntax::{self, ready};
use rustc_hash::FxHasher;
use std::hash::Hasher;
use std::sync::OnceLock;

const BYTES: &[u8] = include_bytes!("trees.bin");

/// What a text was, and its tree.
type Ready<'b> = (u64, &'b [u8]);

/// The tree of a file that comes with fluo.
pub(super) fn tree(sources: &Sources, file: FileId) -> Option<Ast> {
    static READY: OnceLock<Vec<Ready<'static>>> = OnceLock::new();
    let all = READY.get_or_init(|| postcard::from_bytes(BYTES).unwrap_or_default());
    let source = sources.get(file)?;
    let at = texts().position(|(path, _)| path == &*source.path)?;
    let (of, bytes) = all.get(at)?;
    if *of == mark(&source.text) { ready::read(bytes, file) } else { None }
}

/// What `trees.bin` is to hold.
#[must_use]
pub fn trees() -> Vec<u8> {
    let made: Vec<(u64, Vec<u8>)> = texts()
        .map(|(path, text)| {
            let mut sources = Sources::default();
            let file = sources.add(path, text);
            let tree = syntax::parse(&sources, file, &mut Diagnostics::default());
            (mark(text), ready::write(&tree).unwrap_or_default())
        })
        .collect();
    postcard::to_allocvec(&made).unwrap_or_default()
}

fn texts() -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.iter().chain(&TRIGGERS).copied()
}

fn mark(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}
