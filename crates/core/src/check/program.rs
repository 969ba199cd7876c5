//! The typed program: what `check` makes of syntax trees and `model` settles for an environment.

use crate::source::Span;
use crate::types::{Family, PodField, Scalar, SchemaId, Type, Unit};
use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashSet};
use smol_str::SmolStr;

/// A map in the order of declaration.
pub type Map<V> = IndexMap<SmolStr, V, FxBuildHasher>;

/// A checked program. Names are unique within their map; whatever was wrong is left out of it.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// Every schema: kinds, types, secret kinds, store kinds, triggers, sources, operators.
    pub schemas: Vec<Schema>,
    /// Components.
    pub components: Map<Declared>,
    /// Secrets at the top level.
    pub secrets: Map<Declared>,
    /// Configs at the top level: their files.
    pub configs: Map<SharedConfig>,
    /// Volumes at the top level.
    pub volumes: Map<Declared>,
    /// Stores.
    pub stores: Map<Declared>,
    /// Sizes.
    pub sizes: Map<Size>,
    /// Params of the program.
    pub params: Map<Param>,
    /// Namespaces.
    pub namespaces: Map<Declared>,
    /// Environments.
    pub environments: Map<Environment>,
    /// Whether a value is one that only the cluster knows.
    pub variables: bool,
}

/// The fields, outputs and settings that a `kind`, `type` or the like declares, its bases' included.
#[derive(Clone, Debug)]
pub struct Schema {
    /// Its name.
    pub name: SmolStr,
    /// Its family.
    pub family: Family,
    /// What it is made from.
    pub base: Option<SchemaId>,
    /// The type of its own value, of a `type` that has one.
    pub head: Option<Type>,
    /// Its fields, those of its bases first.
    pub fields: Map<Field>,
    /// What it sets, outputs and secrets, without its bases'.
    pub body: Body,
    /// Whether it is part of the prelude.
    pub built_in: bool,
    /// The place of its name.
    pub span: Span,
}

/// A field of a schema.
#[derive(Clone, Debug)]
pub struct Field {
    /// What it may hold.
    pub ty: Type,
    /// Its default.
    pub default: Option<Expr>,
    /// The place of its name.
    pub span: Span,
}

/// A param of the program.
#[derive(Clone, Debug)]
pub struct Param {
    /// What it may hold.
    pub ty: Type,
    /// Its default.
    pub default: Option<Expr>,
    /// The place of its name.
    pub span: Span,
}

/// A component, secret or store: a name, the schema it follows, what it sets.
#[derive(Clone, Debug)]
pub struct Declared {
    /// Its name.
    pub name: SmolStr,
    /// Its schema.
    pub schema: SchemaId,
    /// The place of its name.
    pub span: Span,
    /// What it sets.
    pub body: Body,
}

/// A size.
#[derive(Clone, Debug)]
pub struct Size {
    /// The place of its name.
    pub span: Span,
    /// What it sets: fields of any kind.
    pub body: Body,
}

/// A config of the top level.
#[derive(Clone, Debug)]
pub struct SharedConfig {
    /// The place of its name.
    pub span: Span,
    /// Its files: each a member with its text.
    pub files: Vec<Setting>,
}

/// What a block sets.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// The head of its entry, where it has one of its own.
    pub span: Option<Span>,
    /// Fields.
    pub settings: Vec<Setting>,
    /// Outputs that it adds.
    pub outputs: Map<Output>,
    /// Secrets that belong to it.
    pub secrets: Map<Declared>,
    /// What sizes mean for it: `size large { … }` in its block.
    pub sizes: Map<Vec<Setting>>,
}

/// One entry of a block: a field or a member, its value, and what refines it.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The name of the field or member.
    pub key: SmolStr,
    /// The place of its head.
    pub span: Span,
    /// What it does to the field.
    pub head: Head,
    /// Entries below it.
    pub members: Vec<Setting>,
    /// The schema that its name or value chose, where its type is a variant.
    pub variant: Option<SchemaId>,
}

/// What an entry does to its field's own value.
#[derive(Clone, Debug)]
pub enum Head {
    /// Nothing: it only refines.
    Keep,
    /// Takes away what weaker layers set: `none`.
    Remove,
    /// Sets it.
    Set(Expr),
}

/// An output: a value, or named ones; each with its type and the place of its entry.
#[derive(Clone, Debug)]
pub enum Output {
    /// `output NAME: value`
    Value(Expr, Type, Span),
    /// `output NAME { a: value, … }`
    Record(Map<(Expr, Type, Span)>),
}

/// An expression whose names are resolved and whose type is checked.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// The forms of an expression.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A literal.
    Scalar(Scalar),
    /// A word of an enumeration.
    Word(SmolStr),
    /// An interpolated text.
    Text(Vec<TextPart>),
    /// `a..b`
    Range(Option<Box<Expr>>, Option<Box<Expr>>),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `{ … }` as a value, of type `any`.
    Record(Vec<Setting>),
    /// A param of the program.
    Param(SmolStr),
    /// A field of the record that declares the expression: `lag` in its kind.
    Field(SmolStr),
    /// `self.…`: of the component in which the expression is evaluated.
    Own(Vec<SmolStr>),
    /// `environment.…`
    Environment(SmolStr),
    /// A component, or something of it: an output, a secret's key, a port, a consumer.
    Component(SmolStr, Vec<SmolStr>),
    /// A secret of the top level, or one of its keys.
    Secret(SmolStr, Option<SmolStr>),
    /// A member `config`, `scratch` or `volume` of the component itself, by name.
    OwnMember(&'static str, SmolStr),
    /// A config of the top level.
    Config(SmolStr),
    /// A volume of the top level.
    Volume(SmolStr),
    /// What only the running pod knows.
    Pod(PodField),
    /// Something of the component that a field names: `database.host` in a kind.
    Through(SmolStr, Vec<SmolStr>),
    /// A number in one of its units: `storage.mib`.
    Unit(Box<Expr>, Unit),
    /// A store.
    Store(SmolStr),
    /// A size.
    Size(SmolStr),
    /// An operator of the prelude.
    Operator(SmolStr),
    /// What was wrong; it was said already.
    Error,
}

/// A part of an interpolated text.
#[derive(Clone, Debug)]
pub enum TextPart {
    /// As it is.
    Literal(SmolStr),
    /// An expression.
    Expr(Expr),
}

/// An environment.
#[derive(Clone, Debug)]
pub struct Environment {
    /// Its name.
    pub name: SmolStr,
    /// The place of its name.
    pub span: Span,
    /// The environment that it inherits from.
    pub base: Option<SmolStr>,
    /// The fields of the environment itself.
    pub settings: Vec<Setting>,
    /// `defaults`: fields of any component.
    pub defaults: Vec<Setting>,
    /// `set`: params of the program.
    pub set: Map<(Expr, Span)>,
    /// `override all`: fields of any component.
    pub override_all: Vec<Setting>,
    /// `override NAME`, with the place of the name.
    pub overrides: Map<(Span, Vec<Setting>)>,
    /// `cluster NAME`: what differs there. A cluster has no clusters and inherits from nothing.
    pub clusters: Map<Environment>,
}

impl Program {
    /// A schema; every id comes from this program.
    #[must_use]
    pub fn schema(&self, id: SchemaId) -> Option<&Schema> {
        self.schemas.get(usize::try_from(id.0).ok()?)
    }

    /// The schema and its bases, the schema itself first.
    pub fn chain(&self, id: SchemaId) -> impl Iterator<Item = &Schema> {
        std::iter::successors(self.schema(id), |schema| schema.base.and_then(|base| self.schema(base)))
            .take(self.schemas.len())
    }

    /// Whether a schema is one of this name or made from it.
    #[must_use]
    pub fn is_a(&self, id: SchemaId, name: &str) -> bool {
        self.chain(id).any(|schema| schema.name == name)
    }

    /// An environment and those it inherits from, the base first; a circle is cut where it closes.
    #[must_use]
    pub fn inheritance<'p>(&'p self, environment: &'p Environment) -> Vec<&'p Environment> {
        let mut chain = vec![environment];
        let base = |of: &Environment| of.base.as_ref().and_then(|name| self.environments.get(name));
        while let Some(next) = chain.last().and_then(|last| base(last)) {
            if chain.iter().any(|e| e.name == next.name) {
                break;
            }
            chain.push(next);
        }
        chain.reverse();
        chain
    }

    /// The names of the clusters of an environment, those of its bases included, sorted.
    #[must_use]
    pub fn clusters(&self, environment: &Environment) -> std::collections::BTreeSet<SmolStr> {
        let chain = self.inheritance(environment);
        chain.into_iter().flat_map(|e| e.clusters.keys().cloned()).collect()
    }

    /// The schema of a family with this name.
    #[must_use]
    pub fn find(&self, family: Family, name: &str) -> Option<SchemaId> {
        let at = self.schemas.iter().position(|s| s.family == family && s.name == name)?;
        u32::try_from(at).ok().map(SchemaId)
    }
}

/// Walking over everything that is written.
impl Program {
    /// The names of the top-level secrets, configs and volumes that any expression of the program refers to.
    #[must_use]
    pub fn shared_mentioned(&self) -> FxHashSet<&SmolStr> {
        let mut names = FxHashSet::default();
        self.visit(&mut |expr| {
            if let ExprKind::Secret(name, _) | ExprKind::Config(name) | ExprKind::Volume(name) = &expr.kind {
                names.insert(name);
            }
        });
        names
    }

    /// Walks over every expression of the program: of all its environments, and of the prelude.
    pub(crate) fn visit<'p>(&'p self, visit: &mut dyn FnMut(&'p Expr)) {
        for body in self.bodies() {
            body.visit(visit);
        }
        for environment in self.environments.values() {
            environment.visit(visit);
        }
        for config in self.configs.values() {
            visit_settings(&config.files, visit);
        }
        let of_fields = self.schemas.iter().flat_map(|schema| schema.fields.values());
        let defaults = of_fields.map(|field| &field.default).chain(self.params.values().map(|p| &p.default));
        defaults.flatten().for_each(|default| default.visit(visit));
    }

    fn bodies(&self) -> impl Iterator<Item = &Body> {
        let declared = self.components.values().chain(self.secrets.values()).chain(self.stores.values());
        let declared = declared.chain(self.volumes.values()).chain(self.namespaces.values());
        let schemas = self.schemas.iter().map(|schema| &schema.body);
        declared.map(|d| &d.body).chain(self.sizes.values().map(|size| &size.body)).chain(schemas)
    }
}

impl Environment {
    fn visit<'p>(&'p self, visit: &mut dyn FnMut(&'p Expr)) {
        let lists = [&self.settings, &self.defaults, &self.override_all];
        let overrides = self.overrides.values().map(|(_, settings)| settings);
        for settings in lists.into_iter().chain(overrides) {
            visit_settings(settings, visit);
        }
        for (expr, _) in self.set.values() {
            expr.visit(visit);
        }
        for cluster in self.clusters.values() {
            cluster.visit(visit);
        }
    }
}

impl Body {
    /// Walks over every expression of it.
    pub(crate) fn visit<'p>(&'p self, visit: &mut dyn FnMut(&'p Expr)) {
        visit_settings(&self.settings, visit);
        for output in self.outputs.values() {
            match output {
                Output::Value(expr, ..) => expr.visit(visit),
                Output::Record(fields) => fields.values().for_each(|(expr, ..)| expr.visit(visit)),
            }
        }
        for secret in self.secrets.values() {
            secret.body.visit(visit);
        }
        for refined in self.sizes.values() {
            visit_settings(refined, visit);
        }
    }
}

/// Walks over every expression of settings and what stands below them.
pub(crate) fn visit_settings<'p>(settings: &'p [Setting], visit: &mut dyn FnMut(&'p Expr)) {
    for setting in settings {
        if let Head::Set(expr) = &setting.head {
            expr.visit(visit);
        }
        visit_settings(&setting.members, visit);
    }
}

impl Expr {
    fn visit<'p>(&'p self, visit: &mut dyn FnMut(&'p Expr)) {
        visit(self);
        match &self.kind {
            ExprKind::Text(parts) => {
                for part in parts {
                    if let TextPart::Expr(expr) = part {
                        expr.visit(visit);
                    }
                }
            }
            ExprKind::Range(low, high) => low.iter().chain(high).for_each(|end| end.visit(visit)),
            ExprKind::List(items) => items.iter().for_each(|item| item.visit(visit)),
            ExprKind::Unit(value, _) => value.visit(visit),
            ExprKind::Record(settings) => visit_settings(settings, visit),
            _ => {}
        }
    }
}
