//! The reference: what a program and the prelude declare, as pages of Markdown.
//!
//! Everything comes from the declarations themselves: their doc comments, and types and defaults as their authors
//! wrote them. Which files are documented is for the caller to say, so one generator makes the reference of the
//! language, that of a library, and that of a platform team's own kinds.

mod builtin;
mod kind;
mod markdown;
mod values;

pub use builtin::EXAMPLES;

use crate::check::{Program, Schema};
use crate::resolve::{Names, SchemaDecl};
use crate::source::Sources;
use crate::syntax::ast::Entry;
use crate::types::Family;
use markdown::{Link, Page, summary};
use std::collections::{BTreeMap, BTreeSet};

/// Pages by their paths: `index.md`, `kinds/service.md`.
pub type Pages = BTreeMap<String, String>;

/// The folders and pages of the families that hold fields.
const FAMILIES: [(Family, &str, &str); 7] = [
    (Family::Kind, "Kinds", "kinds"),
    (Family::Secret, "Kinds of secrets", "secrets"),
    (Family::Store, "Kinds of stores", "stores"),
    (Family::Trigger, "Triggers", "triggers"),
    (Family::Source, "Sources", "sources"),
    (Family::Operator, "Operators", "operators"),
    (Family::Type, "Types", "types"),
];

/// The reference of the declarations in the files that `included` admits by their paths.
#[must_use]
pub fn pages(names: &Names, program: &Program, sources: &Sources, included: &dyn Fn(&str) -> bool) -> Pages {
    let mut reference = Reference { sources, program, schemas: Vec::new(), names };
    for (decl, schema) in names.schemas.iter().zip(&program.schemas) {
        if included(sources.path(decl.name.span.file)) {
            reference.schemas.push((decl, schema));
        }
    }
    reference.schemas.sort_by_key(|(decl, _)| (place(decl.family), decl.name.text.clone()));
    let mut pages = Pages::new();
    for (decl, schema) in &reference.schemas {
        if has_page(decl) {
            pages.insert(reference.path(decl), reference.schema(decl, schema).text());
        }
    }
    for (family, title, _) in FAMILIES.iter().filter(|(family, ..)| !has_pages(*family)) {
        if let Some(page) = reference.family(*family, title) {
            pages.insert(format!("{}.md", folder(*family)), page.text());
        }
    }
    pages.extend(reference.values(included).into_iter().map(|(path, page)| (path, page.text())));
    pages.insert("index.md".to_owned(), reference.index(&pages.keys().cloned().collect()).text());
    pages
}

/// What the pages are made of.
struct Reference<'a> {
    names: &'a Names<'a>,
    program: &'a Program,
    sources: &'a Sources,
    /// What is documented, by family and name.
    schemas: Vec<(&'a SchemaDecl<'a>, &'a Schema)>,
}

fn place(family: Family) -> usize {
    FAMILIES.iter().position(|(each, ..)| *each == family).unwrap_or(FAMILIES.len())
}

fn folder(family: Family) -> &'static str {
    FAMILIES.iter().find(|(each, ..)| *each == family).map_or("", |(_, _, folder)| folder)
}

/// Whether each declaration of a family has a page of its own; the others share one.
fn has_pages(family: Family) -> bool {
    matches!(family, Family::Kind | Family::Secret | Family::Store | Family::Trigger)
}

fn is_environment(decl: &SchemaDecl) -> bool {
    decl.family == Family::Type && decl.name.text == "environment"
}

fn has_page(decl: &SchemaDecl) -> bool {
    has_pages(decl.family) || is_environment(decl)
}

/// A name as the name of a file.
fn file_name(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).collect()
}

/// The entries `word NAME` of a declaration's block.
fn members<'e>(entry: &'e Entry, word: &'static str) -> impl Iterator<Item = &'e Entry> {
    let entries = entry.block.iter().flat_map(|block| &block.entries);
    entries.filter(move |e| e.word.text == word && !e.word.quoted && e.label.is_some())
}

impl<'a> Reference<'a> {
    /// Where a declaration is documented: a page, and a place in it where it shares one.
    fn home(&self, decl: &SchemaDecl) -> Link {
        let anchor = (!has_page(decl)).then(|| decl.name.text.to_lowercase());
        Link { page: self.path(decl), anchor }
    }

    fn path(&self, decl: &SchemaDecl) -> String {
        if is_environment(decl) {
            return "environment.md".to_owned();
        }
        let folder = folder(decl.family);
        if has_page(decl) {
            format!("{folder}/{}.md", file_name(&decl.name.text))
        } else {
            format!("{folder}.md")
        }
    }

    /// Where a name of a family is documented, if it is.
    fn find(&self, family: Family, name: &str) -> Option<Link> {
        let found = self.schemas.iter().find(|(decl, _)| decl.family == family && decl.name.text == name);
        found.map(|(decl, _)| self.home(decl))
    }

    /// Where the type of a field is documented: a record, a kind of components, or a family that a word chooses.
    fn type_home(&self, name: &str) -> Option<Link> {
        let of_family = |page: &str, anchor: Option<&str>| {
            Some(Link { page: page.to_owned(), anchor: anchor.map(str::to_owned) })
        };
        match name {
            "trigger" => return of_family("index.md", Some("triggers")),
            "store" => return of_family("index.md", Some("kinds-of-stores")),
            "secret" => return of_family("index.md", Some("kinds-of-secrets")),
            "source" => return of_family("sources.md", None),
            "operator" => return of_family("operators.md", None),
            _ => {}
        }
        self.find(Family::Type, name).or_else(|| self.find(Family::Kind, name))
    }

    /// The doc comment of an entry, its own indentation kept: it may hold a program.
    fn docs(&self, entry: &Entry) -> String {
        let line = |span| {
            let text: &str = self.sources.text(span);
            let text = text.trim_start().trim_start_matches('/');
            text.strip_prefix(' ').unwrap_or(text).trim_end()
        };
        entry.docs.iter().map(|span| line(*span)).collect::<Vec<_>>().join("\n")
    }

    /// Where a declaration of somebody's own stands.
    fn declared_in(&self, decl: &SchemaDecl) -> Option<String> {
        let path = self.sources.path(decl.name.span.file);
        (!decl.built_in).then(|| format!("Declared in `{path}`."))
    }

    /// The page of declarations that share one.
    fn family(&self, family: Family, title: &str) -> Option<Page> {
        let mut page = Page::new(format!("{}.md", folder(family)), title);
        let own = || self.schemas.iter().filter(|(decl, _)| decl.family == family && !has_page(decl));
        if family == Family::Type && own().any(|(decl, _)| decl.built_in) {
            builtin::types(&mut page);
        }
        own().next()?;
        for (decl, schema) in own() {
            page.heading(2, &format!("`{}`", decl.name.text));
            page.paragraph(&self.docs(decl.entry));
            self.head(&mut page, decl);
            self.groups(&mut page, decl);
            self.fields(&mut page, decl, schema, 3);
        }
        Some(page)
    }

    /// The value that a record has of its own.
    fn head(&self, page: &mut Page, decl: &SchemaDecl) {
        if let Some(ty) = &decl.entry.ty {
            let own = page.plain_type(&self.type_pieces(ty));
            page.paragraph(&format!("It has a value of its own: {own}."));
        }
        if let Some(place) = self.declared_in(decl) {
            page.paragraph(&place);
        }
    }

    /// The API groups of an operator.
    fn groups(&self, page: &mut Page, decl: &SchemaDecl) {
        let entries = decl.entry.block.iter().flat_map(|block| &block.entries);
        let groups = entries.filter(|e| e.word.text == "groups").filter_map(|e| e.value.as_ref());
        for value in groups.filter(|_| decl.family == Family::Operator) {
            page.paragraph(&format!("API groups: `{}`", self.sources.text(value.span)));
        }
    }

    /// What there is, each with its first sentence.
    fn index(&self, pages: &BTreeSet<String>) -> Page {
        let mut page = Page::new("index.md".to_owned(), "Reference");
        for (family, title, _) in FAMILIES {
            let own: Vec<_> = self.schemas.iter().filter(|(decl, _)| decl.family == family).collect();
            if own.is_empty() {
                continue;
            }
            page.heading(2, title);
            for (decl, _) in own {
                let link = page.link(&format!("`{}`", decl.name.text), &self.home(decl));
                page.item(&link, &summary(&self.docs(decl.entry)));
            }
        }
        let own = values::PAGES.iter().filter(|(_, path, _)| pages.contains(*path));
        let own: Vec<_> = own.collect();
        if !own.is_empty() {
            page.heading(2, "Of this program");
            for (_, path, title) in own {
                let link = page.link(title, &Link { page: (*path).to_owned(), anchor: None });
                page.item(&link, "");
            }
        }
        page
    }
}
