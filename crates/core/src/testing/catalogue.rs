//! What kinds, types and triggers there are, by the schema that the checker makes of their declarations.

use crate::check::{Field, Output, Program, Schema, check};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::library;
use crate::resolve::{self, Extent};
use crate::source::{Loader, MemoryLoader, Sources};
use crate::syntax::Trees;
use crate::types::{Family, SchemaId, Type};
use smol_str::SmolStr;
use std::sync::{Arc, OnceLock};

/// The schemas of a program, and the files from which they come.
#[derive(Debug)]
pub(crate) struct Catalogue {
    /// The program, checked.
    pub(crate) program: Program,
}

impl Catalogue {
    /// What every program has: the prelude with all triggers, and the standard library.
    pub(crate) fn built_in() -> Arc<Self> {
        static READ: OnceLock<Arc<Catalogue>> = OnceLock::new();
        Arc::clone(READ.get_or_init(|| {
            let uses =
                library::FILES.iter().map(|file| format!("use \"{}{}\"\n", library::PREFIX, file.name));
            let loader = MemoryLoader::new().with("all.fluo", uses.collect::<String>());
            Arc::new(Self::read(&loader, "all.fluo").0)
        }))
    }

    /// What the program of this entry file declares, and what is wrong with that.
    pub(crate) fn read(loader: &dyn Loader, entry: &str) -> (Self, Vec<Diagnostic>, Sources) {
        let (mut sources, mut found) = (Sources::default(), Diagnostics::default());
        let mut trees = Trees::default();
        let files = resolve::load(loader, entry, Extent::All, &mut trees, &mut sources, &mut found);
        let program = files.map(|files| {
            let names = resolve::names(&files, &mut found);
            check(&names, &sources, loader, &mut found)
        });
        (Self { program: program.unwrap_or_default() }, found.sorted(&sources), sources)
    }

    /// The kind of this name.
    pub(crate) fn kind(&self, name: &str) -> Option<SchemaId> {
        self.program.find(Family::Kind, name)
    }

    /// The fields of a schema, those of its bases too, each with the schema that declares it.
    pub(crate) fn fields(&self, id: SchemaId) -> Vec<(&Schema, &SmolStr, &Field)> {
        let Some(schema) = self.program.schema(id) else { return Vec::new() };
        let owner = |name: &str| self.program.chain(id).filter(|base| base.fields.contains_key(name)).last();
        let each = schema.fields.iter().map(|(name, field)| (owner(name).unwrap_or(schema), name, field));
        each.collect()
    }

    /// Whether a field must be set by whoever uses the schema.
    pub(crate) fn is_required(&self, id: SchemaId, name: &str, field: &Field) -> bool {
        let set = |schema: &Schema| schema.body.settings.iter().any(|setting| setting.key == name);
        field.default.is_none() && self.is_demanded(&field.ty) && !self.program.chain(id).any(set)
    }

    /// Whether a field of this type can't stay unset; a record can't if it has a value of its own that can't.
    fn is_demanded(&self, ty: &Type) -> bool {
        match ty {
            Type::Record(id) => {
                let head = self.program.schema(*id).and_then(|schema| schema.head.as_ref());
                head.is_some_and(|head| !head.may_be_absent())
            }
            ty => !ty.may_be_absent(),
        }
    }

    /// The kind of the prelude of which a kind is made.
    pub(crate) fn root(&self, id: SchemaId) -> SmolStr {
        let of_prelude = |schema: &&Schema| schema.built_in && library::declaring(&schema.name).is_none();
        let built_in = self.program.chain(id).find(of_prelude);
        built_in.map(|schema| schema.name.clone()).unwrap_or_default()
    }

    /// Whether components of a kind bring operators.
    pub(crate) fn brings(&self, id: SchemaId) -> bool {
        let said = |schema: &Schema| schema.body.settings.iter().any(|setting| setting.key == "provides");
        self.program.chain(id).any(said)
    }

    /// A kind of which components can be made, that is one of this name or made from it.
    pub(crate) fn concrete(&self, kind: &str) -> Option<SchemaId> {
        let abstract_kind = |name: &str| self.kind(name).is_none_or(|id| self.is_abstract(id));
        let kind = if kind == "component" { "external" } else { kind };
        if !abstract_kind(kind) {
            return self.kind(kind);
        }
        let concrete = ["service", "postgres", "cache", "nats", "helm", "external"];
        let ids = concrete.iter().filter_map(|name| self.kind(name));
        ids.into_iter().find(|id| self.program.is_a(*id, kind))
    }

    /// Whether a kind is only there to make others of.
    pub(crate) fn is_abstract(&self, id: SchemaId) -> bool {
        let Some(schema) = self.program.schema(id) else { return true };
        schema.built_in && is_base(&schema.name)
    }

    /// The outputs of a kind that are texts or numbers, and those that are secret, as paths behind a component's name.
    pub(crate) fn outputs(&self, id: SchemaId) -> (Vec<String>, Vec<String>) {
        let (mut plain, mut secret) = (Vec::new(), Vec::new());
        let mut sort = |path: String, ty: &Type| match ty.required() {
            Type::SecretValue => secret.push(path),
            ty if ty.scalar().is_some() => plain.push(path),
            _ => {}
        };
        for (name, output) in self.program.chain(id).flat_map(|schema| &schema.body.outputs) {
            match output {
                Output::Value(_, ty, _) => sort(name.to_string(), ty),
                Output::Record(members) => {
                    members.iter().for_each(|(key, (_, ty, _))| sort(format!("{name}.{key}"), ty));
                }
            }
        }
        (plain, secret)
    }
}

/// Whether a kind of the prelude can't be used by itself.
fn is_base(name: &str) -> bool {
    matches!(name, "component" | "sized" | "workload" | "running" | "scalable" | "deployed" | "finite")
}
