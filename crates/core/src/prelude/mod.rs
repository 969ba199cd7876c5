//! The built-in kinds, written in fluo: the one schema that the checker, the lowering and every tool read.

#[cfg(not(target_family = "wasm"))]
mod trees;
mod triggers;

#[cfg(not(target_family = "wasm"))]
pub use trees::trees;
pub use triggers::{TRIGGERS, mentioned, parse_triggers, trigger_fields, trigger_names};

use crate::diagnostic::Diagnostics;
use crate::source::{FileId, Sources};
use crate::syntax::{self, ast::Ast};
use std::sync::{Arc, OnceLock};

/// What the names of the prelude's files begin with.
pub const FOLDER: &str = "<prelude>/";

/// The files of the prelude that every program reads: the name that a diagnostic shows, and the text.
pub const FILES: &[(&str, &str)] = &[
    ("<prelude>/types.fluo", include_str!("types.fluo")),
    ("<prelude>/workloads.fluo", include_str!("workloads.fluo")),
    ("<prelude>/exposure.fluo", include_str!("exposure.fluo")),
    ("<prelude>/network.fluo", include_str!("network.fluo")),
    ("<prelude>/operations.fluo", include_str!("operations.fluo")),
    ("<prelude>/namespace.fluo", include_str!("namespace.fluo")),
    ("<prelude>/kinds.fluo", include_str!("kinds.fluo")),
    ("<prelude>/data.fluo", include_str!("data.fluo")),
    ("<prelude>/helm.fluo", include_str!("helm.fluo")),
    ("<prelude>/secrets.fluo", include_str!("secrets.fluo")),
    ("<prelude>/environment.fluo", include_str!("environment.fluo")),
    ("<prelude>/scaling.fluo", include_str!("scaling.fluo")),
    ("<prelude>/flux.fluo", include_str!("flux.fluo")),
    ("<prelude>/platform.fluo", include_str!("platform.fluo")),
    ("<prelude>/adopted.fluo", include_str!("adopted.fluo")),
];

/// What every program needs of the prelude beside its operators, whatever it says: the checks ask for these by name.
#[cfg(not(target_family = "wasm"))]
const ROOTS: [&str; 7] =
    ["component", "environment", "namespace", "resources", "scalable", "shared-volume", "trigger-settings"];

/// The texts of the prelude, without the triggers, as the first files of `sources`, which must be empty.
pub fn texts(sources: &mut Sources) {
    static TEXTS: OnceLock<Sources> = OnceLock::new();
    let texts = TEXTS.get_or_init(|| {
        let mut texts = Sources::default();
        for (path, text) in FILES {
            texts.add(*path, *text);
        }
        texts
    });
    *sources = texts.clone();
}

/// The prelude, without the triggers. It is parsed once in a process; `sources` has its [`texts`].
pub fn parse(sources: &Sources, diagnostics: &mut Diagnostics) -> Arc<[Ast]> {
    static PARSED: OnceLock<Arc<[Ast]>> = OnceLock::new();
    let tree = |(file, _)| ready(sources, file).unwrap_or_else(|| syntax::parse(sources, file, diagnostics));
    Arc::clone(PARSED.get_or_init(|| sources.iter().take(FILES.len()).map(tree).collect()))
}

/// How much text, in bytes, is worth being searched for what it needs of the prelude.
const SMALL: usize = 64 * 1024;

/// Trees of files of the prelude, and of those of its triggers.
pub(crate) type Parts = (Vec<Ast>, Vec<Ast>);

/// The declarations of the prelude that a small program names, or that those need; `sources` has the prelude's [`texts`], and
/// gets those of the triggers that it `mentions`. Nothing for a large program, and where one of the triggers is unknown.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn part(program: &[Arc<Ast>], mentions: &[&str], sources: &mut Sources) -> Option<Parts> {
    let texts: Vec<Arc<str>> =
        program.iter().filter_map(|ast| Some(Arc::clone(&sources.get(ast.file)?.text))).collect();
    if texts.iter().map(|text| text.len()).sum::<usize>() > SMALL {
        return None;
    }
    trees::part(&texts.iter().flat_map(|text| syntax::words(text)).collect(), mentions, sources)
}

/// Nothing, as there are no trees of single declarations.
#[cfg(target_family = "wasm")]
pub(crate) fn part(_: &[Arc<Ast>], _: &[&str], _: &mut Sources) -> Option<Parts> {
    None
}

/// The tree of a file that comes with fluo, where it need not be parsed.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn ready(sources: &Sources, file: FileId) -> Option<Ast> {
    trees::tree(sources, file)
}

/// Nothing: the trees are larger than the texts, and a page is to be small.
#[cfg(target_family = "wasm")]
pub(crate) fn ready(_: &Sources, _: FileId) -> Option<Ast> {
    None
}
