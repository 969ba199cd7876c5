//! What a program declares beside kinds and types: its sizes, stores and params.

use super::Reference;
use super::markdown::{Page, cell, code, prose};
use crate::resolve::{ValueDecl, ValueWord};

/// The pages, by what they hold.
pub(super) const PAGES: [(ValueWord, &str, &str); 3] = [
    (ValueWord::Size, "own-sizes.md", "Sizes"),
    (ValueWord::Store, "own-stores.md", "Stores"),
    (ValueWord::Param, "own-params.md", "Params"),
];

impl Reference<'_> {
    /// The pages of what the documented files declare.
    pub(super) fn values(&self, included: &dyn Fn(&str) -> bool) -> Vec<(String, Page)> {
        let mut pages = Vec::new();
        for (word, path, title) in PAGES {
            let own = self
                .names
                .values
                .values()
                .filter(|decl| decl.word == word && included(self.sources.path(decl.name.span.file)));
            let mut own: Vec<&ValueDecl> = own.collect();
            own.sort_by(|a, b| a.name.text.cmp(&b.name.text));
            if own.is_empty() {
                continue;
            }
            let mut page = Page::new(path.to_owned(), title);
            if word == ValueWord::Param {
                let rows: Vec<Vec<String>> = own.iter().map(|decl| self.param(&page, decl)).collect();
                page.table(&["param", "type", "default", "meaning"], &rows);
            } else {
                own.iter().for_each(|decl| self.value(&mut page, decl));
            }
            pages.push((path.to_owned(), page));
        }
        pages
    }

    fn value(&self, page: &mut Page, decl: &ValueDecl) {
        page.heading(2, &code(&decl.name.text));
        page.paragraph(&self.docs(decl.entry));
        page.program(&self.source(decl.entry));
        page.paragraph(&format!("Declared in `{}`.", self.sources.path(decl.name.span.file)));
    }

    fn param(&self, page: &Page, decl: &ValueDecl) -> Vec<String> {
        let ty = decl.entry.ty.as_ref().map(|ty| page.type_cell(&self.type_pieces(ty)));
        let default = decl.entry.value.as_ref().map(|value| cell(&code(self.sources.text(value.span))));
        let default = default.unwrap_or_else(|| "required".to_owned());
        vec![code(&decl.name.text), ty.unwrap_or_default(), default, prose(&self.docs(decl.entry))]
    }
}
