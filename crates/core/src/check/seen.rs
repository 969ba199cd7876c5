//! What the checks see at a place that somebody asks about: an editor, for completion, hover and definitions. There is no
//! second walk over the program: the checks themselves tell what they wanted where they came by.

use super::body::Fields;
use super::{Checker, Field, Scope};
use crate::resolve::ValueWord;
use crate::source::Span;
use crate::syntax::ast::{Entry, Name, Value};
use crate::types::{Family, ScalarType, SchemaId, Type};
use smol_str::SmolStr;
use std::sync::Arc;

/// The place, and what was seen there, from the outside in.
#[derive(Default)]
pub(super) struct Asked<'a> {
    pub(super) at: Option<Span>,
    pub(super) seen: Vec<Seen<'a>>,
}

/// What a check saw.
#[derive(Clone)]
pub(crate) enum Seen<'a> {
    /// The word of an entry, which names a field; in a size the resources stand without their own word.
    Field { fields: Fields, entry: &'a Entry, in_size: bool },
    /// A whole entry that sets a field.
    Setting { fields: Fields, entry: &'a Entry },
    /// A whole entry that sets a param of the program.
    Set { entry: &'a Entry },
    /// The word of an entry of an environment, or of one of its clusters.
    Layer { entry: &'a Entry, cluster: bool },
    /// The word of an entry of a component or, if `declares`, of a kind, which has fields of its own.
    Body { entry: &'a Entry, declares: bool },
    /// The name of a member of a field, and the names that it may have.
    Member { name: &'a Name, names: Option<Arc<[SmolStr]>>, of: Type },
    /// A value and what is wanted there.
    Value { value: &'a Value, ty: Type, scope: Scope<'a> },
    /// A value whose type follows from itself.
    Inferred { value: &'a Value, scope: Scope<'a> },
    /// A reference inside a text.
    Interpolated { path: &'a [Name], span: Span, secrets: bool, scope: Scope<'a> },
    /// A reference anywhere.
    Path { path: &'a [Name], span: Span, ty: Type, scope: Scope<'a> },
    /// A name that chooses a schema.
    Schema { family: Family, name: &'a Name },
    /// A name of a type, of one that ranges are made of if `ranged`.
    Type { name: &'a Name, ranged: bool },
    /// A name of something that is declared by this word.
    Declared { word: ValueWord, name: &'a Name },
    /// The path of a file.
    File { value: &'a Value },
}

impl Seen<'_> {
    /// Where it stands.
    pub(crate) fn span(&self) -> Span {
        match self {
            Seen::Field { entry, .. } | Seen::Layer { entry, .. } | Seen::Body { entry, .. } => {
                entry.word.span
            }
            Seen::Setting { entry, .. } | Seen::Set { entry } => entry.span,
            Seen::Value { value, .. } | Seen::Inferred { value, .. } | Seen::File { value } => value.span,
            Seen::Interpolated { span, .. } | Seen::Path { span, .. } => *span,
            Seen::Member { name, .. }
            | Seen::Schema { name, .. }
            | Seen::Type { name, .. }
            | Seen::Declared { name, .. } => name.span,
        }
    }
}

/// A field, by the schema that has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldName {
    /// A schema that has it.
    pub(crate) schema: SchemaId,
    /// Its name.
    pub(crate) name: SmolStr,
}

impl<'a> Checker<'a> {
    /// Keeps what was seen, if its place is the one that is asked about.
    pub(super) fn see(&mut self, span: Span, seen: impl FnOnce() -> Seen<'a>) {
        let asked = self.asked.at.is_some_and(|at| {
            at.file == span.file && span.start <= at.start && at.end <= span.end && at.start < span.end
        });
        if asked {
            self.asked.seen.push(seen());
        }
    }

    /// An entry of a block whose words name fields.
    pub(super) fn see_entry(&mut self, entry: &'a Entry, fields: Fields) {
        self.see(entry.span, || Seen::Setting { fields, entry });
        self.see(entry.word.span, || Seen::Field { fields, entry, in_size: false });
    }

    /// An entry in the block of a kind or component.
    pub(super) fn see_in_body(&mut self, entry: &'a Entry, scope: Scope<'a>) {
        self.see(entry.word.span, || Seen::Body { entry, declares: scope.body.is_none() });
        if let Some(name) = entry.label.as_ref().filter(|_| entry.word.text == "size") {
            self.see(name.span, || Seen::Declared { word: ValueWord::Size, name });
        }
    }

    /// An entry in the block of an environment or of one of its clusters.
    pub(super) fn see_in_layer(&mut self, entry: &'a Entry, cluster: bool) {
        self.see(entry.word.span, || Seen::Layer { entry, cluster });
        if let Some(value) = entry.value.as_ref().filter(|_| entry.word.text == "deploy") {
            let all = Type::Words([SmolStr::new_static("all")].into());
            self.see(value.span, || Seen::Value { value, ty: all, scope: Scope::default() });
        }
    }

    /// What stands between the parentheses of a call.
    pub(super) fn see_argument(&mut self, function: &str, arguments: &'a [Value]) {
        match (function, arguments) {
            ("file", [value]) => self.see(value.span, || Seen::File { value }),
            ("cluster-var", [_, value]) => self.see(value.span, || {
                let names = ScalarType::NAMES.iter().filter(|(name, _)| !name.contains(' '));
                let ty = Type::Words(names.map(|(name, _)| SmolStr::new_static(name)).collect());
                Seen::Value { value, ty, scope: Scope::default() }
            }),
            _ => {}
        }
    }

    /// The fields that the word of an entry can name.
    pub(super) fn field_names(&self, fields: Fields, in_size: bool) -> Vec<FieldName> {
        let mut found: Vec<FieldName> = Vec::new();
        let mut add = |schema: SchemaId, names: &mut dyn Iterator<Item = &SmolStr>| {
            for name in names.filter(|name| !(in_size && *name == "size")) {
                if !found.iter().any(|known| known.name == *name) {
                    found.push(FieldName { schema, name: name.clone() });
                }
            }
        };
        let kinds = self.schemas.iter().zip(0u32..).filter(|(schema, _)| schema.family == Family::Kind);
        let ids: Vec<SchemaId> = match fields {
            Fields::Of(id) => vec![id],
            Fields::AnyKind => kinds.map(|(_, id)| SchemaId(id)).collect(),
        };
        if let Some(id) = self.find(Family::Type, "resources").filter(|_| in_size) {
            let names = self.schema(id).into_iter().flat_map(|schema| schema.fields.keys());
            add(id, &mut names.filter(|name| super::refine::RESOURCES.contains(&name.as_str())));
        }
        for id in ids {
            let names = self.schema(id).into_iter().flat_map(|schema| schema.fields.keys());
            add(id, &mut names.into_iter());
        }
        found
    }

    /// The field of a schema, and the schema of its chain whose declaration has it.
    pub(super) fn declared_field(&self, at: &FieldName) -> Option<(&Field, SchemaId)> {
        let field = self.schema(at.schema)?.fields.get(&at.name)?;
        let has = |id: &SchemaId| {
            self.schema(*id)
                .and_then(|schema| schema.fields.get(&at.name))
                .is_some_and(|f| f.span == field.span)
        };
        self.chain(at.schema).filter(has).last().map(|id| (field, id))
    }
}
