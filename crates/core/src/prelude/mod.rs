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

/// The prelude, without the triggers. It is parsed once in a process; `sources`, which must be empty, has its files first.
pub fn parse(sources: &mut Sources, diagnostics: &mut Diagnostics) -> Arc<[Ast]> {
    static PARSED: OnceLock<(Sources, Arc<[Ast]>)> = OnceLock::new();
    let all = |sources: &mut Sources, diagnostics: &mut Diagnostics| -> Arc<[Ast]> {
        FILES.iter().map(|(path, text)| read(path, text, sources, diagnostics)).collect()
    };
    if sources.iter().next().is_some() {
        return all(sources, diagnostics);
    }
    let (files, trees) = PARSED.get_or_init(|| {
        let mut files = Sources::default();
        let trees = all(&mut files, diagnostics);
        (files, trees)
    });
    *sources = files.clone();
    Arc::clone(trees)
}

fn read(path: &str, text: &str, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Ast {
    let file = sources.add(path, text);
    ready(sources, file).unwrap_or_else(|| syntax::parse(sources, file, diagnostics))
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
