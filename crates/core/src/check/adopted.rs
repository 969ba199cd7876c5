//! What references have to know of files that are adopted.

use super::{Checker, constants};
use crate::adopt::sops_keys;
use crate::source::{join_path, parent_path};
use crate::syntax::ast::{Entry, ValueKind};
use smol_str::SmolStr;

impl Checker<'_> {
    /// The keys of a secret of kind `sops`, which stand in its file in plain text; `None` where it can't be read.
    pub(super) fn encrypted_keys(&self, entry: &Entry) -> Option<Vec<SmolStr>> {
        let field = entry.block.as_ref()?.entries.iter().find(|e| e.word.text == "file")?;
        let ValueKind::String(pieces) = &field.value.as_ref()?.kind else { return None };
        let path = constants::plain_text(pieces)?;
        let path = join_path(parent_path(self.sources.path(field.span.file)), &path).ok()?;
        sops_keys(&String::from_utf8(self.loader.read(&path).ok()?).ok()?)
    }
}
