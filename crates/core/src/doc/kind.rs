//! The page of a kind, or of anything else with fields: what it is, its fields, outputs and secrets.

use super::markdown::{Link, Page, Piece, cell, code, prose};
use super::{Reference, builtin, members};
use crate::check::{Output, Schema};
use crate::library;
use crate::model::BuiltIn;
use crate::resolve::SchemaDecl;
use crate::syntax::ast::{Entry, Name, TypeExpr, TypeExprKind, ValueKind};
use crate::types::{Family, Type};

/// How a family is called in the title of a page.
fn word(family: Family) -> &'static str {
    match family {
        Family::Kind => "kind",
        Family::Secret => "kind of secret",
        Family::Store => "kind of store",
        Family::Trigger => "trigger",
        _ => "type",
    }
}

impl<'a> Reference<'a> {
    /// The page of a declaration.
    pub(super) fn schema(&self, decl: &'a SchemaDecl<'a>, schema: &Schema) -> Page {
        let name = &decl.name.text;
        let path = self.path(decl);
        let title = if path == "environment.md" { "The environment".to_owned() } else { format!("`{name}`") };
        let mut page = Page::new(path.clone(), &title);
        page.paragraph(&self.docs(decl.entry));
        let line = self.kinship(&page, decl, schema);
        page.paragraph(&line);
        let example = builtin::EXAMPLES.iter().find(|(page, _)| *page == path);
        if let Some((_, example)) = example.filter(|_| decl.built_in) {
            page.heading(2, "Example");
            page.program(example);
        }
        self.sets(&mut page, decl);
        self.fields(&mut page, decl, schema, 2);
        if decl.family == Family::Kind {
            self.outputs(&mut page, decl, schema);
            self.secrets(&mut page, decl);
        }
        page
    }

    /// What it is made from, what is made from it, and where it stands.
    fn kinship(&self, page: &Page, decl: &SchemaDecl, schema: &Schema) -> String {
        let kind = |name: &str| {
            let text = code(name);
            self.find(Family::Kind, name).map_or(text.clone(), |home| page.link(&text, &home))
        };
        let mut parts = vec![format!("A {}.", word(decl.family))];
        if decl.family == Family::Kind {
            let base = schema.base.and_then(|base| self.program.schema(base));
            parts.extend(base.map(|base| format!("Made from {}.", kind(&base.name))));
            let own = schema.name.as_str();
            let brought = library::declaring(own).filter(|_| decl.built_in);
            if let Some(file) = brought {
                parts.push(format!("Brought by `use \"{}{}\"`.", library::PREFIX, file.name));
            } else if decl.built_in && BuiltIn::NAMES.iter().all(|(name, _)| *name != own) {
                parts.push("Only a base of other kinds.".to_owned());
            }
            let made = self.schemas.iter().filter(|(_, other)| {
                let base = other.base.and_then(|base| self.program.schema(base));
                other.family == Family::Kind && base.is_some_and(|base| base.name == own)
            });
            let made: Vec<String> = made.map(|(other, _)| kind(&other.name.text)).collect();
            if !made.is_empty() {
                parts.push(format!("Kinds made from it: {}.", made.join(", ")));
            }
        }
        parts.extend(self.declared_in(decl));
        parts.join(" ")
    }

    /// What a kind of somebody's own sets of its base, as its author wrote it.
    fn sets(&self, page: &mut Page, decl: &SchemaDecl) {
        const DECLARES: [&str; 4] = ["param", "output", "secret", "groups"];
        let entries = decl.entry.block.iter().flat_map(|block| &block.entries);
        let sets = entries.filter(|entry| !DECLARES.contains(&entry.word.text.as_str()));
        let sets: Vec<String> = sets.map(|entry| self.source(entry)).collect();
        if !sets.is_empty() {
            page.heading(2, "Sets");
            page.program(&sets.join("\n"));
        }
    }

    /// The text of an entry, moved to the left margin.
    pub(super) fn source(&self, entry: &Entry) -> String {
        let indent = usize::try_from(self.sources.position(entry.span).column).unwrap_or(1).saturating_sub(1);
        let text = self.sources.text(entry.span);
        let line = |line: &str| {
            let blank = line.len() - line.trim_start_matches(' ').len();
            line.get(blank.min(indent)..).unwrap_or(line).trim_end().to_owned()
        };
        let first = text.lines().take(1).map(str::to_owned);
        first.chain(text.lines().skip(1).map(line)).collect::<Vec<_>>().join("\n")
    }

    /// The fields that it declares, then those of its bases.
    pub(super) fn fields(&self, page: &mut Page, decl: &SchemaDecl, schema: &Schema, level: usize) {
        let own = self.rows(page, decl.entry, schema);
        if !own.is_empty() {
            page.heading(level, "Fields");
            page.table(&["field", "type", "default", "meaning"], &own);
        }
        for base in self.bases(schema) {
            let rows = self.rows(page, base.entry, schema);
            if rows.is_empty() {
                continue;
            }
            let name = code(&base.name.text);
            let link = self.find(Family::Kind, &base.name.text).map(|home| page.link(&name, &home));
            page.heading(level, &format!("Fields of {}", link.unwrap_or(name)));
            page.table(&["field", "type", "default", "meaning"], &rows);
        }
    }

    /// The declarations of the bases of a kind, the nearest first.
    fn bases(&self, schema: &Schema) -> Vec<&'a SchemaDecl<'a>> {
        let decl = |base: &Schema| {
            self.names.schemas.iter().find(|decl| decl.family == base.family && decl.name.text == base.name)
        };
        let chain = schema.base.into_iter().flat_map(|base| self.program.chain(base));
        chain.filter_map(decl).collect()
    }

    fn rows(&self, page: &Page, entry: &Entry, schema: &Schema) -> Vec<Vec<String>> {
        members(entry, "param").filter_map(|param| self.row(page, param, schema)).collect()
    }

    fn row(&self, page: &Page, param: &Entry, schema: &Schema) -> Option<Vec<String>> {
        let (name, ty) = (param.label.as_ref()?, param.ty.as_ref()?);
        let required = schema
            .fields
            .get(&name.text)
            .is_some_and(|field| field.default.is_none() && !field.ty.may_be_absent());
        let default = match &param.value {
            Some(value) => cell(&code(self.sources.text(value.span))),
            None if required => "required".to_owned(),
            None => String::new(),
        };
        let docs = prose(&self.docs(param));
        Some(vec![code(&name.text), page.type_cell(&self.type_pieces(ty)), default, docs])
    }

    /// A type as it is written, its names with their homes.
    pub(super) fn type_pieces(&self, ty: &TypeExpr) -> Vec<Piece> {
        let mut named = Vec::new();
        names(ty, &mut named);
        let mut pieces = Vec::new();
        let mut rest = ty.span;
        for name in named {
            let Some(home) = self.type_home(&name.text) else { continue };
            let before = crate::source::Span { end: name.span.start, ..rest };
            pieces.push(Piece { text: self.sources.text(before).to_owned(), home: None });
            pieces.push(Piece { text: name.text.to_string(), home: Some(home) });
            rest.start = name.span.end;
        }
        pieces.push(Piece { text: self.sources.text(rest).to_owned(), home: None });
        pieces.retain(|piece| !piece.text.is_empty());
        pieces
    }

    /// The outputs of a kind and its bases, with those that every component of such a form has.
    fn outputs(&self, page: &mut Page, decl: &SchemaDecl, schema: &Schema) {
        let mut rows = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for declaration in std::iter::once(decl).chain(self.bases(schema)) {
            let found =
                self.names.schemas.iter().position(|other| std::ptr::eq(other.entry, declaration.entry));
            let Some(declared) = found.and_then(|place| self.program.schemas.get(place)) else { continue };
            for entry in declaration.outputs.values() {
                let Some(name) = entry.label.as_ref().filter(|name| seen.insert(name.text.clone())) else {
                    continue;
                };
                let Some(output) = declared.body.outputs.get(&name.text) else { continue };
                rows.extend(self.output(entry, name, output));
            }
        }
        for (field, name, ty, meaning) in builtin::OUTPUTS {
            if field.is_empty() || schema.fields.contains_key(field) {
                rows.push(vec![code(name), (*ty).to_owned(), String::new(), (*meaning).to_owned()]);
            }
        }
        page.heading(2, "Outputs");
        page.table(&["output", "type", "value", "meaning"], &rows);
    }

    fn output(&self, entry: &Entry, name: &Name, output: &Output) -> Vec<Vec<String>> {
        let docs = prose(&self.docs(entry));
        let row = |name: String, ty: &Type, span| {
            vec![code(&name), output_type(ty), cell(&code(self.sources.text(span))), docs.clone()]
        };
        match output {
            Output::Value(expr, ty, _) => vec![row(name.text.to_string(), ty, expr.span)],
            Output::Record(fields) => fields
                .iter()
                .map(|(part, (expr, ty, _))| row(format!("{}.{part}", name.text), ty, expr.span))
                .collect(),
        }
    }

    /// The secrets that belong to a component of the kind.
    fn secrets(&self, page: &mut Page, decl: &SchemaDecl) {
        let schema =
            self.schemas.iter().find(|(other, _)| std::ptr::eq(*other, decl)).map(|(_, schema)| *schema);
        let bases = schema.map(|schema| self.bases(schema)).unwrap_or_default();
        let entries = std::iter::once(decl).chain(bases).flat_map(|decl| decl.secrets.values());
        let rows: Vec<Vec<String>> = entries.map(|entry| self.secret(page, entry)).collect();
        if !rows.is_empty() {
            page.heading(2, "Secrets");
            page.table(&["secret", "kind", "keys", "meaning"], &rows);
        }
    }

    fn secret(&self, page: &Page, entry: &Entry) -> Vec<String> {
        let kind = entry.value.as_ref().map(|value| self.sources.text(value.span)).unwrap_or_default();
        let home: Option<Link> = self.find(Family::Secret, kind);
        let kind = home.map_or(code(kind), |home| page.link(&code(kind), &home));
        let inner = entry.block.iter().flat_map(|block| &block.entries);
        let keys = inner.filter(|e| e.word.text == "keys").flat_map(|e| self.keys(e)).collect::<Vec<_>>();
        let name = entry.label.as_ref().map(|name| code(&name.text)).unwrap_or_default();
        vec![name, kind, keys.join(", "), prose(&self.docs(entry))]
    }

    /// The names of keys, listed or as entries.
    fn keys(&self, entry: &Entry) -> Vec<String> {
        let listed = match entry.value.as_ref().map(|value| &value.kind) {
            Some(ValueKind::List(items)) => {
                items.iter().map(|item| code(self.sources.text(item.span).trim_matches('"'))).collect()
            }
            _ => Vec::new(),
        };
        let entries = entry.block.iter().flat_map(|block| &block.entries).map(|e| code(&e.word.text));
        listed.into_iter().chain(entries).collect()
    }
}

/// The type of an output in a few words.
fn output_type(ty: &Type) -> String {
    match (ty.scalar(), ty.required()) {
        (Some(scalar), _) => code(scalar.name()),
        (_, Type::SecretValue | Type::Value) => "secret value".to_owned(),
        (_, Type::Any | Type::Error) => "any".to_owned(),
        (_, other) => cell(&other.to_string()),
    }
}

/// The names in a type that may be those of declarations, in order.
fn names<'t>(ty: &'t TypeExpr, found: &mut Vec<&'t Name>) {
    match &ty.kind {
        TypeExprKind::Name(name) => found.push(name),
        TypeExprKind::Generic(_, inner)
        | TypeExprKind::List(inner)
        | TypeExprKind::Map(_, inner)
        | TypeExprKind::Optional(inner)
        | TypeExprKind::In(inner, _)
        | TypeExprKind::Like(inner, _) => names(inner, found),
        TypeExprKind::Union(_) | TypeExprKind::Error => {}
    }
}
