//! The program against its schema: syntax trees in, typed declarations out.
//!
//! Everything that can be said without knowing the environment is said here, each fault at its literal.

mod adopted;
mod assign;
mod body;
mod constants;
mod environment;
mod exposed;
mod expr;
mod habit;
mod inquiry;
mod literal;
mod misfit;
mod pattern;
mod peer;
mod pieces;
mod pod;
mod program;
mod reference;
mod refine;
mod schemas;
mod seen;
mod shared;
mod taken;
mod target;
mod through;
mod types;
mod unknown;
mod variable;

pub(crate) use expr::{has_credentials, names_a_secret, out_of_bounds, unlike};
pub(crate) use inquiry::Inquiry;
pub(crate) use peer::bad_peer;
pub(crate) use pod::misplaced;
pub(crate) use program::visit_settings;
pub use program::{
    Body, Declared, Environment, Expr, ExprKind, Field, Head, Map, Output, Param, Program, Schema, Setting,
    SharedConfig, Size, TextPart,
};
pub(crate) use reference::keys;
pub(crate) use schemas::docs;
pub(crate) use seen::{FieldName, Seen};
pub(crate) use target::Target;
pub(crate) use types::REFERENCES;

use seen::Asked;

use crate::diagnostic::{Applicability, Change, Code, Diagnostic, Diagnostics, Edit, foreign, near};
use crate::resolve::{Names, ValueDecl, ValueWord};
use crate::source::{Loader, SourceFile, Sources, Span};
use crate::syntax::ast::{Entry, Name, Value, ValueKind};
use crate::types::{Family, SchemaId, Type};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::cell::RefCell;
use std::sync::Arc;

/// Checks the declarations of a program.
pub fn check(
    names: &Names,
    sources: &Sources,
    loader: &dyn Loader,
    diagnostics: &mut Diagnostics,
) -> Program {
    let mut checker = Checker::new(names, sources, loader);
    std::mem::swap(&mut checker.diagnostics, diagnostics);
    checker.schemas();
    let all: Vec<ValueDecl<'_>> = names.values.values().chain(names.namespaces.values()).copied().collect();
    let mut program = pieces::declarations(&checker, &all).unwrap_or_else(|| {
        let mut program = Program::default();
        all.iter().for_each(|decl| checker.declaration(decl, &mut program));
        program
    });
    std::mem::swap(&mut checker.diagnostics, diagnostics);
    program.variables |= checker.variables;
    program.schemas = Arc::unwrap_or_clone(checker.schemas);
    program
}

/// What the checks share.
pub(crate) struct Checker<'a> {
    names: &'a Names<'a>,
    sources: &'a Sources,
    loader: &'a dyn Loader,
    /// In the order of `names.schemas`, which gives the ids.
    schemas: Arc<Vec<Schema>>,
    /// The field whose value is being checked, for messages.
    field: smol_str::SmolStr,
    /// The name of the member of that field, where the field has named ones.
    member: smol_str::SmolStr,
    /// How many outputs are being followed.
    depth: u32,
    /// The members that were asked for, by the component, its kind and their word.
    members: RefCell<FxHashMap<MembersOf, FxHashSet<SmolStr>>>,
    /// By where a large component begins and a word: which entries of its block have that word, by their labels.
    labelled: RefCell<FxHashMap<(Span, &'static str), Places>>,
    /// The types of outputs that were asked for, by their values, and the kind and component that they were asked of.
    outputs: FxHashMap<(Span, Option<SchemaId>, Option<Span>), Type>,
    /// Whether a value was found that only the cluster knows.
    variables: bool,
    /// What somebody asks about.
    asked: seen::Asked<'a>,
    diagnostics: Diagnostics,
}

/// Where a component begins, its kind, and `port` or another word that members have.
type MembersOf = (Option<Span>, Option<SchemaId>, &'static str);

/// Where the entries of a block stand, by their labels.
type Places = FxHashMap<smol_str::SmolStr, usize>;

/// What names mean where an expression stands.
#[derive(Copy, Clone, Default)]
pub(crate) struct Scope<'a> {
    /// The schema whose fields a bare name reads.
    fields: Option<SchemaId>,
    /// The schema of what `self` is.
    own: Option<SchemaId>,
    /// The declaration of what `self` is, where it is one component.
    body: Option<&'a Entry>,
}

impl<'a> Checker<'a> {
    fn new(names: &'a Names<'a>, sources: &'a Sources, loader: &'a dyn Loader) -> Self {
        Self {
            names,
            sources,
            loader,
            schemas: Arc::default(),
            field: "".into(),
            member: "".into(),
            depth: 0,
            members: RefCell::default(),
            labelled: RefCell::default(),
            outputs: FxHashMap::default(),
            variables: false,
            asked: Asked::default(),
            diagnostics: Diagnostics::default(),
        }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Whether regular expressions are taken as they are: those of fluo's own files are asked in tests, because they are dear
    /// to make.
    fn is_proven(&self, span: Span) -> bool {
        !cfg!(test) && self.sources.get(span.file).is_some_and(SourceFile::is_built_in)
    }

    fn schema(&self, id: SchemaId) -> Option<&Schema> {
        self.schemas.get(usize::try_from(id.0).ok()?)
    }

    fn find(&self, family: Family, name: &str) -> Option<SchemaId> {
        self.names.schema(family, name).and_then(id_of)
    }

    fn chain(&self, id: SchemaId) -> impl Iterator<Item = SchemaId> {
        std::iter::successors(Some(id), |id| self.schema(*id)?.base).take(self.schemas.len().max(1))
    }

    fn is_a(&self, id: SchemaId, name: &str) -> bool {
        self.chain(id).any(|id| self.schema(id).is_some_and(|s| s.name == name))
    }

    fn declaration(&mut self, decl: &ValueDecl<'a>, program: &mut Program) {
        let name = decl.name.text.clone();
        match decl.word {
            ValueWord::Component => {
                if let Some(component) = self.component(decl) {
                    program.components.insert(name, component);
                }
            }
            ValueWord::Secret => {
                if let Some(secret) = self.of_family(decl.entry, decl.name, Family::Secret, Scope::default())
                {
                    program.secrets.insert(name, secret);
                }
            }
            ValueWord::Store => {
                if let Some(store) = self.of_family(decl.entry, decl.name, Family::Store, Scope::default()) {
                    program.stores.insert(name, store);
                }
            }
            ValueWord::Config => {
                if let Some(config) = self.shared_config(decl) {
                    program.configs.insert(name, config);
                }
            }
            ValueWord::Volume => {
                if let Some(volume) = self.shared_volume(decl) {
                    program.volumes.insert(name, volume);
                }
            }
            ValueWord::Size => {
                let body = self.size(decl.entry);
                program.sizes.insert(name, Size { span: decl.name.span, body });
            }
            ValueWord::Param => {
                if let Some(param) = self.param(decl) {
                    program.params.insert(name, param);
                }
            }
            ValueWord::Namespace => {
                if let Some(namespace) = self.namespace(decl) {
                    program.namespaces.insert(name, namespace);
                }
            }
            ValueWord::Environment => {
                let environment = self.environment(decl);
                program.environments.insert(name, environment);
            }
        }
    }

    fn component(&mut self, decl: &ValueDecl<'a>) -> Option<Declared> {
        self.kubernetes_name(decl.name);
        let schema = self.schema_of(decl.entry, Family::Kind)?;
        let scope = Scope { fields: None, own: Some(schema), body: Some(decl.entry) };
        let body = self.body(decl.entry, schema, scope);
        Some(Declared { name: decl.name.text.clone(), schema, span: decl.name.span, body })
    }

    /// `namespace NAME { … }`: what stands in its block is of one schema.
    fn namespace(&mut self, decl: &ValueDecl<'a>) -> Option<Declared> {
        self.kubernetes_name(decl.name);
        if let Some(value) = &decl.entry.value {
            let help = format!("write `namespace {} {{ … }}`", decl.name.text);
            self.report(wrong_form(value.span, "a namespace has no kind".to_owned(), help));
        }
        let schema = self.find(Family::Type, "namespace")?;
        let body = self.body(decl.entry, schema, Scope::default());
        Some(Declared { name: decl.name.text.clone(), schema, span: decl.name.span, body })
    }

    /// A secret or store: the schema is named behind the colon.
    fn of_family(
        &mut self,
        entry: &'a Entry,
        name: &Name,
        family: Family,
        scope: Scope<'a>,
    ) -> Option<Declared> {
        self.kubernetes_name(name);
        let schema = self.schema_of(entry, family)?;
        let own = scope.own.or(Some(schema));
        let body = self.body(entry, schema, Scope { own, ..scope });
        Some(Declared { name: name.text.clone(), schema, span: name.span, body })
    }

    /// Names become names of objects, so they follow Kubernetes' rule from the start.
    fn kubernetes_name(&mut self, name: &Name) {
        if crate::types::text::is_dns_label(&name.text)
            && name.text.starts_with(|c: char| c.is_ascii_lowercase())
        {
            return;
        }
        let legal: String = name.text.to_lowercase().replace('_', "-");
        let diagnostic = Diagnostic::new(
            Code::IllegalName,
            name.span,
            format!("`{}` is not a name that Kubernetes admits", name.text),
        )
        .label("not a DNS label");
        let rule = "a name has at most 63 lower-case letters, digits and `-`, and starts with a letter";
        let legal = legal.trim_matches('-').to_owned();
        let renamed = if crate::types::text::is_dns_label(&legal) && legal != name.text {
            diagnostic.help(format!("write `{legal}`")).rename(name.span, &name.text, legal)
        } else {
            diagnostic
        };
        self.report(renamed.help(rule));
    }

    /// The schema that a declaration names behind its colon.
    fn schema_of(&mut self, entry: &'a Entry, family: Family) -> Option<SchemaId> {
        let Some(value) = &entry.value else {
            self.report(self.without_kind(entry, family));
            return None;
        };
        let Some(name) = constants::word(value) else {
            if !matches!(value.kind, ValueKind::Error) {
                self.report(self.no_kind(entry, value, family));
            }
            return None;
        };
        self.see(name.span, || Seen::Schema { family, name });
        match self.find(family, &name.text) {
            Some(id) if family == Family::Kind && self.is_abstract(id) => {
                self.report(
                    Diagnostic::new(
                        Code::AbstractKind,
                        name.span,
                        format!("`{}` is only a base of other kinds", name.text),
                    )
                    .label("can't be used by itself")
                    .help(format!("choose one of {}", self.choices(family))),
                );
                None
            }
            Some(id) => Some(id),
            None => {
                self.report(self.unknown_kind(name, family));
                None
            }
        }
    }

    /// A declaration without a `:` and a kind.
    fn without_kind(&self, entry: &Entry, family: Family) -> Diagnostic {
        let (word, name) = (&entry.word.text, label(entry));
        let diagnostic = Diagnostic::new(Code::UnknownKind, entry.head(), format!("this {word} has no kind"))
            .label("what it is should stand behind a `:`");
        let kind = Change::Replace(Edit { span: entry.head().at_end(), text: ": KIND".to_owned() });
        let title = format!("write `{word} {name}: KIND`");
        let to_fill_in = |d: Diagnostic| d.intend(title, vec![kind], Applicability::Placeholder);
        if let Some(kind) = self.kind_inside(entry).filter(|_| family == Family::Kind) {
            let message =
                format!("the kind stands behind the name: write `component {name}: {} {{ … }}`", kind.text);
            return diagnostic.also(kind.span, "the kind").help(message);
        }
        let kinds = self.choices(family);
        match family {
            Family::Kind => to_fill_in(diagnostic)
                .help(format!("write `{word} {name}: service {{ … }}` for what answers requests, `{word} {name}: worker {{ … }}` for what pulls work"))
                .help(format!("the kinds are {kinds}")),
            _ => to_fill_in(diagnostic)
                .help(format!("write `{word} {name}: KIND {{ … }}`, with one of {kinds}")),
        }
    }

    /// Something else than a word in the place of a kind: `secret db: "hunter2"`.
    fn no_kind(&self, entry: &Entry, value: &Value, family: Family) -> Diagnostic {
        let (word, name) = (&entry.word.text, label(entry));
        let found = constants::describe(value);
        if family == Family::Secret && matches!(value.kind, ValueKind::String(_)) {
            return Diagnostic::new(
                Code::Plaintext,
                value.span,
                "a secret's value can't be written in the sources",
            )
            .label("plain text where a secret belongs")
            .help(format!(
                "write `secret {name}: existing {{ keys: [password] }}`, or another kind of secret: {}",
                self.choices(family)
            ));
        }
        let message = format!("expected a kind behind `:`, found {found}");
        Diagnostic::new(Code::UnknownKind, value.span, message)
            .label("not a kind")
            .help(format!("write `{word} {name}: KIND {{ … }}`, with one of {}", self.choices(family)))
    }

    /// A kind of the prelude from which others are made: it has no lowering.
    fn is_abstract(&self, id: SchemaId) -> bool {
        const BASES: [&str; 7] =
            ["component", "sized", "workload", "running", "scalable", "deployed", "finite"];
        self.schema(id).is_some_and(|s| s.built_in && BASES.contains(&s.name.as_str()))
    }

    /// Whether a kind leads to no built-in one, which was reported where it is declared: nobody knows its fields.
    fn is_broken(&self, id: SchemaId) -> bool {
        let root = self.chain(id).last().and_then(|id| self.schema(id));
        root.is_some_and(|s| s.family == Family::Kind && !s.built_in)
    }

    fn unknown_kind(&self, name: &Name, family: Family) -> Diagnostic {
        let usable = |kind: &&str| !self.find(family, kind).is_some_and(|id| self.is_abstract(id));
        let near = near(&name.text, self.names.family(family).filter(usable));
        let what = match family {
            Family::Secret => "kind of secret",
            Family::Store => "kind of store",
            _ => "kind",
        };
        let diagnostic =
            Diagnostic::new(Code::UnknownKind, name.span, format!("there is no {what} `{}`", name.text))
                .label("not declared");
        if let Some(file) = crate::library::declaring(&name.text).filter(|_| family == Family::Kind) {
            let target = format!("{}{}", crate::library::PREFIX, file.name);
            return diagnostic
                .help(format!("the standard library declares it: write `use \"{target}\"` at the top"))
                .intend(
                    format!("write `use \"{target}\"`"),
                    vec![Change::Use { at: name.span, path: target }],
                    Applicability::Unsafe,
                );
        }
        let foreign = foreign::kind(&name.text).filter(|_| family == Family::Kind);
        match (near, foreign) {
            (Some(_), _) => diagnostic.did_you_mean(near),
            (None, Some(help)) => {
                let diagnostic = diagnostic
                    .help(help)
                    .help("if it is a kind of your own, `use` the file that declares it");
                foreign::kind_meant(&name.text).into_iter().fold(diagnostic, Diagnostic::rewrite)
            }
            (None, None) => diagnostic
                .help(format!("choose one of {}", self.choices(family)))
                .help("or `use` the file that declares it"),
        }
    }

    /// The names of a family that a user may choose.
    fn choices(&self, family: Family) -> String {
        let ids = (0..self.schemas.len()).filter_map(id_of).filter(|id| !self.is_abstract(*id));
        let schemas = ids.filter_map(|id| self.schema(id)).filter(|s| s.family == family);
        schemas.map(|s| format!("`{}`", s.name)).collect::<Vec<_>>().join(", ")
    }

    fn param(&mut self, decl: &ValueDecl<'a>) -> Option<Param> {
        let ty = match &decl.entry.ty {
            Some(ty) => self.ty(ty),
            None => return None,
        };
        let default = decl.entry.value.as_ref().map(|value| self.expr(value, &ty, Scope::default()));
        Some(Param { ty, default, span: decl.name.span })
    }
}

/// The name of a declaration, for helps.
fn label(entry: &Entry) -> &str {
    entry.label.as_ref().map_or("NAME", |label| &label.text)
}

/// The id of the schema at a place of `names.schemas`.
fn id_of(place: usize) -> Option<SchemaId> {
    u32::try_from(place).ok().map(SchemaId)
}

/// A diagnostic for an entry that is not written as its field wants it.
fn wrong_form(span: Span, message: String, help: String) -> Diagnostic {
    Diagnostic::new(Code::WrongForm, span, message).help(help)
}
