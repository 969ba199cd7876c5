//! Schemas from their declarations: bases first, fields before what they are set to.

use super::{Body, Checker, Field, Map, Schema, Scope, Seen, id_of};
use crate::diagnostic::{Code, Diagnostic};
use crate::resolve::SchemaDecl;
use crate::source::{Sources, Span};
use crate::syntax::ast::Entry;
use crate::types::{Family, SchemaId, Type};
use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use std::sync::Arc;

impl<'a> Checker<'a> {
    /// Builds all schemas: bases, then fields, then the defaults and settings, which may name any field.
    pub(super) fn schemas(&mut self) {
        self.schemas = Arc::new(self.names.schemas.iter().map(empty).collect());
        let ids: Vec<SchemaId> = (0..self.schemas.len()).filter_map(id_of).collect();
        for id in &ids {
            self.base(*id);
        }
        let mut straight = FxHashSet::default();
        for id in &ids {
            self.break_circle(*id, &mut straight);
        }
        for id in self.bases_first(&ids) {
            self.fields(id);
        }
        let mut made: FxHashMap<SchemaId, Vec<SchemaId>> = FxHashMap::default();
        for id in &ids {
            if let Some(base) = self.schema(*id).and_then(|s| s.base) {
                made.entry(base).or_default().push(*id);
            }
        }
        for id in &ids {
            self.defaults_and_body(*id, &made);
        }
    }

    fn decl(&self, id: SchemaId) -> Option<&'a SchemaDecl<'a>> {
        self.names.schemas.get(usize::try_from(id.0).ok()?)
    }

    fn schema_mut(&mut self, id: SchemaId) -> Option<&mut Schema> {
        Arc::make_mut(&mut self.schemas).get_mut(usize::try_from(id.0).ok()?)
    }

    fn base(&mut self, id: SchemaId) {
        let Some(decl) = self.decl(id) else { return };
        if decl.family == Family::Kind {
            let base = match &decl.entry.value {
                Some(value) => super::constants::word(value).and_then(|name| {
                    self.see(name.span, || Seen::Schema { family: Family::Kind, name });
                    let found = self.find(Family::Kind, &name.text);
                    if found.is_none() {
                        self.report(self.unknown_kind(name, Family::Kind));
                    }
                    found
                }),
                None if decl.built_in => None,
                None => {
                    self.report(
                        Diagnostic::new(
                            Code::UnknownKind,
                            decl.entry.head(),
                            "a kind is made from another one",
                        )
                        .label("its base should stand behind a `:`")
                        .help(format!(
                            "write `kind {}: BASE {{ … }}`, with one of {}",
                            decl.name.text,
                            self.choices(Family::Kind)
                        )),
                    );
                    None
                }
            };
            if let Some(schema) = self.schema_mut(id) {
                schema.base = base;
            }
        } else if decl.family == Family::Trigger {
            // What every trigger has stands in one type, of which all of them are made.
            let base = self.find(Family::Type, "trigger-settings");
            if let Some(schema) = self.schema_mut(id) {
                schema.base = base;
            }
        } else if let Some(ty) = &decl.entry.ty {
            let head = self.ty(ty);
            if let Some(schema) = self.schema_mut(id) {
                schema.head = Some(head);
            }
        }
    }

    /// Reports a kind that is made from itself, once per circle, and cuts the circle. What leads to no circle is `straight`.
    fn break_circle(&mut self, id: SchemaId, straight: &mut FxHashSet<SchemaId>) {
        let mut seen = IndexSet::<SchemaId, FxBuildHasher>::from_iter([id]);
        let mut at = id;
        while let Some(base) = self.schema(at).and_then(|s| s.base) {
            if base == id {
                let names: Vec<String> = seen
                    .iter()
                    .chain([&id])
                    .filter_map(|i| self.schema(*i))
                    .map(|s| format!("`{}`", s.name))
                    .collect();
                let span = self.schema(id).map_or(Span::new(crate::source::FileId(0), 0, 0), |s| s.span);
                self.report(
                    Diagnostic::new(
                        Code::KindCycle,
                        span,
                        format!("a kind is made from itself: {}", names.join(" from ")),
                    )
                    .label("its chain of bases leads back here")
                    .help("make one of them from a built-in kind such as `service` or `worker`"),
                );
                if let Some(schema) = self.schema_mut(at) {
                    schema.base = None;
                }
                return;
            }
            if seen.contains(&base) {
                return;
            }
            if straight.contains(&base) {
                break;
            }
            seen.insert(base);
            at = base;
        }
        straight.extend(seen);
    }

    fn bases_first(&self, ids: &[SchemaId]) -> Vec<SchemaId> {
        let mut ordered = IndexSet::<SchemaId, FxBuildHasher>::default();
        for id in ids {
            let chain: Vec<SchemaId> = self.chain(*id).take_while(|link| !ordered.contains(link)).collect();
            ordered.extend(chain.into_iter().rev());
        }
        ordered.into_iter().collect()
    }

    fn fields(&mut self, id: SchemaId) {
        let Some(decl) = self.decl(id) else { return };
        let inherited = self.schema(id).and_then(|s| s.base).and_then(|base| self.schema(base));
        let mut fields: Map<Field> = inherited.map(|s| s.fields.clone()).unwrap_or_default();
        for entry in params(decl.entry) {
            let (Some(name), Some(ty)) = (&entry.label, &entry.ty) else { continue };
            let field = Field { ty: self.ty(ty), default: None, span: name.span };
            if let Some(first) = fields.get(&name.text) {
                let first = first.span;
                self.report(
                    Diagnostic::new(
                        Code::RedeclaredField,
                        name.span,
                        format!("`{}` is a field already", name.text),
                    )
                    .label("declared again here")
                    .also(first, "first declared here")
                    .help(format!(
                        "to change its default, set it: `{}: VALUE`; else choose another name",
                        name.text
                    )),
                );
                continue;
            }
            fields.insert(name.text.clone(), field);
        }
        if let Some(schema) = self.schema_mut(id) {
            schema.fields = fields;
        }
    }

    fn defaults_and_body(&mut self, id: SchemaId, made: &FxHashMap<SchemaId, Vec<SchemaId>>) {
        let Some(decl) = self.decl(id) else { return };
        let own =
            (decl.family != Family::Type).then_some(id).or_else(|| self.find(Family::Kind, "component"));
        let scope = Scope { fields: Some(id), own, body: None };
        let mut heirs = Vec::new();
        if params(decl.entry).any(|entry| entry.value.is_some()) {
            heirs.push(id);
            let mut at = 0;
            while let Some(heir) = heirs.get(at) {
                heirs.extend(made.get(heir).into_iter().flatten());
                at += 1;
            }
        }
        for entry in params(decl.entry) {
            let (Some(name), Some(value)) = (&entry.label, &entry.value) else { continue };
            let Some(ty) = self.schema(id).and_then(|s| s.fields.get(&name.text)).map(|f| f.ty.clone())
            else {
                continue;
            };
            let default = self.expr(value, &ty, scope);
            self.set_default(&heirs, &name.text, &default);
        }
        if matches!(decl.family, Family::Kind | Family::Operator) {
            let body = if decl.family == Family::Kind {
                self.body(decl.entry, id, scope)
            } else {
                self.operator(decl.entry)
            };
            if let Some(schema) = self.schema_mut(id) {
                schema.body = body;
            }
        }
    }

    /// Fields were copied into the schemas made from this one, so their defaults must be too.
    fn set_default(&mut self, heirs: &[SchemaId], name: &str, default: &super::Expr) {
        for heir in heirs.iter().copied() {
            if let Some(field) = self.schema_mut(heir).and_then(|s| s.fields.get_mut(name)) {
                field.default = Some(default.clone());
            }
        }
    }

    /// `operator NAME { groups: [ … ] }` of the prelude.
    fn operator(&mut self, entry: &'a Entry) -> Body {
        let groups = Type::List(Type::Scalar(crate::types::ScalarType::String).into());
        let entries = entry.block.iter().flat_map(|block| &block.entries);
        let settings = entries
            .filter_map(|e| {
                let expr = self.expr(e.value.as_ref()?, &groups, Scope::default());
                Some(super::Setting {
                    key: e.word.text.clone(),
                    span: e.span,
                    head: super::Head::Set(expr),
                    members: Vec::new(),
                    variant: None,
                })
            })
            .collect();
        Body { settings, ..Body::default() }
    }
}

fn params(entry: &Entry) -> impl Iterator<Item = &Entry> {
    entry.block.iter().flat_map(|block| &block.entries).filter(|e| e.word.text == "param" && !e.word.quoted)
}

fn empty(decl: &SchemaDecl) -> Schema {
    Schema {
        name: decl.name.text.clone(),
        family: decl.family,
        base: None,
        head: None,
        fields: Map::default(),
        body: Body::default(),
        built_in: decl.built_in,
        span: decl.name.span,
    }
}

/// The doc comment of an entry without its slashes.
pub(crate) fn docs(entry: &Entry, sources: &Sources) -> String {
    let lines = entry.docs.iter().map(|span| sources.text(*span).trim_start_matches('/').trim());
    lines.collect::<Vec<_>>().join("\n")
}
