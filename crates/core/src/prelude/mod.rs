//! The built-in kinds, written in fluo: the one schema that the checker, the lowering and every tool read.

use crate::diagnostic::Diagnostics;
use crate::source::Sources;
use crate::syntax::{self, ast::Ast};

/// The files of the prelude: the name that a diagnostic shows, and the text.
pub const FILES: [(&str, &str); 8] = [
    ("<prelude>/types.fluo", include_str!("types.fluo")),
    ("<prelude>/kinds.fluo", include_str!("kinds.fluo")),
    ("<prelude>/data.fluo", include_str!("data.fluo")),
    ("<prelude>/secrets.fluo", include_str!("secrets.fluo")),
    ("<prelude>/environment.fluo", include_str!("environment.fluo")),
    ("<prelude>/triggers.fluo", include_str!("triggers.fluo")),
    ("<prelude>/platform.fluo", include_str!("platform.fluo")),
    ("<prelude>/adopted.fluo", include_str!("adopted.fluo")),
];

/// Parses the prelude.
pub fn parse(sources: &mut Sources, diagnostics: &mut Diagnostics) -> Vec<Ast> {
    FILES
        .iter()
        .map(|(path, text)| {
            let file = sources.add(*path, *text);
            syntax::parse(sources, file, diagnostics)
        })
        .collect()
}
