//! Settling: for one environment, the layers of each component merge and every expression becomes a value.

use super::eval::Context;
use super::merge::Merged;
use super::origin::{Layer, OriginId, Origins, Step};
use super::value::{Record, SecretId, Settled, Value};
use crate::check::{Declared, Environment, Expr, ExprKind, Head, Program, Setting};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;
use crate::types::{Family, SchemaId, Type};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::rc::Rc;

/// Why one component needs another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The component that needs.
    pub from: SmolStr,
    /// The component that is needed.
    pub to: SmolStr,
    /// The reference, or the entry in `needs`.
    pub span: Span,
}

/// A secret that a component uses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// The component.
    pub component: SmolStr,
    /// The secret.
    pub secret: SecretId,
    /// The reference.
    pub span: Span,
}

pub(crate) enum Memo {
    Working,
    Done(Option<Settled>),
}

/// The state of settling one environment.
pub(crate) struct Settler<'p> {
    pub(crate) program: &'p Program,
    /// The environment and those it inherits from, the base first.
    pub(crate) layers: Vec<&'p Environment>,
    pub(crate) origins: Origins,
    pub(crate) diagnostics: Diagnostics,
    pub(crate) edges: Vec<Edge>,
    pub(crate) uses: Vec<Use>,
    merged: FxHashMap<SmolStr, Rc<Merged<'p>>>,
    pub(crate) memo: FxHashMap<(SmolStr, SmolStr), Memo>,
    /// The record of the environment, once settled.
    pub(crate) environment: Record,
    /// Components that are not deployed in this environment.
    pub(crate) skipped: FxHashSet<SmolStr>,
    pub(crate) unset_params: FxHashSet<SmolStr>,
    pub(crate) depth: u32,
}

impl<'p> Settler<'p> {
    pub(crate) fn new(program: &'p Program, layers: Vec<&'p Environment>) -> Self {
        Self {
            program,
            layers,
            origins: Origins::default(),
            diagnostics: Diagnostics::default(),
            edges: Vec::new(),
            uses: Vec::new(),
            merged: FxHashMap::default(),
            memo: FxHashMap::default(),
            environment: Record::default(),
            skipped: FxHashSet::default(),
            unset_params: FxHashSet::default(),
            depth: 0,
        }
    }

    /// Settles the fields of the environment itself.
    pub(crate) fn settle_environment(&mut self) {
        let mut merged = Merged::default();
        for environment in self.layers.clone() {
            merged.apply(&Layer::Component, &environment.settings);
        }
        let Some(schema) = self.program.find(Family::Type, "environment") else { return };
        let record = self.record(&Context::default(), schema, &merged);
        self.environment = record;
    }

    /// The layers of a component, merged.
    pub(crate) fn merged(&mut self, component: &'p Declared) -> Rc<Merged<'p>> {
        if let Some(merged) = self.merged.get(&component.name) {
            return Rc::clone(merged);
        }
        let program = self.program;
        let mut kinds: Vec<_> = program.chain(component.schema).collect();
        kinds.reverse();
        let size = self.size_of(component);
        let mut merged = Merged::default();
        for kind in kinds.iter().filter(|kind| kind.built_in) {
            merged.apply(&Layer::Default, &kind.body.settings);
        }
        for environment in &self.layers {
            self.apply_loose(&mut merged, &Layer::Defaults, &environment.defaults, component.schema);
        }
        for kind in kinds.iter().filter(|kind| !kind.built_in) {
            merged.apply(&Layer::Kind(kind.name.clone()), &kind.body.settings);
        }
        if let Some((name, body)) = size {
            self.apply_loose(&mut merged, &Layer::Size(name), &body.settings, component.schema);
        }
        merged.apply(&Layer::Component, &component.body.settings);
        for environment in &self.layers {
            self.apply_loose(&mut merged, &Layer::OverrideAll, &environment.override_all, component.schema);
        }
        for environment in &self.layers {
            if let Some((_, settings)) = environment.overrides.get(&component.name) {
                merged.apply(&Layer::Override, settings);
            }
        }
        let merged = Rc::new(merged);
        self.merged.insert(component.name.clone(), Rc::clone(&merged));
        merged
    }

    /// Layers that speak about any kind: only the fields that this one has, of the type that it has.
    fn apply_loose(&self, merged: &mut Merged<'p>, layer: &Layer, settings: &'p [Setting], schema: SchemaId) {
        let Some(schema) = self.program.schema(schema) else { return };
        for setting in settings {
            let field = schema.fields.get(&setting.key);
            if field.is_some_and(|field| could_be(&setting.head, &field.ty)) {
                merged.apply(layer, std::slice::from_ref(setting));
            }
        }
    }

    /// The size of a component: the strongest layer but the sizes themselves decides.
    fn size_of(&mut self, component: &'p Declared) -> Option<(SmolStr, &'p crate::check::Body)> {
        let program = self.program;
        let chosen =
            |settings: &'p [Setting]| settings.iter().rev().find(|s| s.key == "size").map(|s| &s.head);
        let layers = self.layers.iter().rev();
        let overrides =
            layers.clone().filter_map(|e| e.overrides.get(&component.name)).map(|(_, s)| s.as_slice());
        let all = layers.clone().map(|e| e.override_all.as_slice());
        let own = std::iter::once(component.body.settings.as_slice());
        let kinds = program.chain(component.schema).map(|kind| kind.body.settings.as_slice());
        let defaults = layers.map(|e| e.defaults.as_slice());
        let head = overrides.chain(all).chain(own).chain(kinds).chain(defaults).find_map(chosen)?;
        let Head::Set(expr) = head else { return None };
        let name = match &expr.kind {
            ExprKind::Size(name) => name.clone(),
            _ => {
                let context = Context::of(&component.name);
                match self.eval(&context, expr, &Type::Any, &mut Vec::new())? {
                    Value::Ref(super::value::Ref::Size(name)) => name,
                    _ => return None,
                }
            }
        };
        program.sizes.get(&name).map(|body| (name, body))
    }

    /// A field of a component, settled once.
    pub(crate) fn field(
        &mut self,
        component: &'p Declared,
        name: &str,
        asked: Option<Span>,
    ) -> Option<Settled> {
        let key = (component.name.clone(), SmolStr::new(name));
        match self.memo.get(&key) {
            Some(Memo::Done(settled)) => return settled.clone(),
            Some(Memo::Working) => {
                let span = asked.unwrap_or(component.span);
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::ValueCycle,
                        span,
                        format!("`{name}` of `{}` depends on itself", component.name),
                    )
                    .label("leads back to itself")
                    .help("set one of the values in the circle without a reference"),
                );
                return None;
            }
            None => {}
        }
        self.memo.insert(key.clone(), Memo::Working);
        let merged = self.merged(component);
        let settled = self.settle_field(&Context::of(&component.name), component.schema, name, &merged);
        self.memo.insert(key, Memo::Done(settled.clone()));
        settled
    }

    /// A field of a record with this schema: what the layers say, or else its default.
    pub(crate) fn settle_field(
        &mut self,
        context: &Context,
        schema: SchemaId,
        name: &str,
        merged: &Merged<'p>,
    ) -> Option<Settled> {
        let field = self.program.schema(schema)?.fields.get(name)?;
        let empty = Merged::default();
        let member = merged.get(name).unwrap_or(&empty);
        if member.removed {
            return None;
        }
        let unset = member.heads.is_empty() && member.members.is_empty() && member.variant.is_none();
        match &field.default {
            Some(default) if member.heads.is_empty() && !matches!(field.ty.required(), Type::Record(_)) => {
                self.default(context, &field.ty, default)
            }
            _ if unset && !matches!(field.ty, Type::Record(_)) => None,
            default => self.settle(context, &field.ty, member, default.as_ref()),
        }
    }

    /// A value of a type from its layers.
    fn settle(
        &mut self,
        context: &Context,
        ty: &Type,
        merged: &Merged<'p>,
        default: Option<&'p Expr>,
    ) -> Option<Settled> {
        if merged.removed {
            return None;
        }
        match ty.required() {
            Type::Record(schema) => {
                let mut record = self.record(context, *schema, merged);
                let head = self.program.schema(*schema).and_then(|s| s.head.as_ref());
                if let Some(head) = head {
                    record.head = self.head(context, head, merged, default).map(Box::new);
                }
                self.wrap(record, merged)
            }
            Type::Variant(_) => {
                let schema = merged.variant?;
                let mut record = self.record(context, schema, merged);
                record.variant = self.program.schema(schema).map(|s| s.name.clone());
                self.wrap(record, merged)
            }
            Type::Map(_, of) => {
                let mut record = Record::default();
                for (name, member) in &merged.members {
                    if let Some(settled) = self.settle(context, of, member, None) {
                        record.fields.push(((*name).clone(), settled));
                    }
                }
                self.wrap(record, merged)
            }
            Type::Any => self.any(context, merged),
            scalar => self.head(context, scalar, merged, default),
        }
    }

    fn wrap(&mut self, record: Record, merged: &Merged<'p>) -> Option<Settled> {
        let origin = self.origins.intern(merged.steps());
        Some(Settled { value: Value::Record(record), origin })
    }

    /// The fields of a record.
    pub(crate) fn record(&mut self, context: &Context, schema: SchemaId, merged: &Merged<'p>) -> Record {
        let mut record = Record::default();
        let program = self.program;
        let Some(schema_of) = program.schema(schema) else { return record };
        for (name, field) in &schema_of.fields {
            match self.settle_field(context, schema, name, merged) {
                Some(settled) => record.fields.push((name.clone(), settled)),
                None if field.default.is_none()
                    && !field.ty.may_be_absent()
                    && !self.was_set(merged, name) =>
                {
                    self.missing(schema_of, name, field.span, merged, context);
                }
                None => {}
            }
        }
        record
    }

    /// Whether something was said about a field, even if it could not be evaluated.
    pub(crate) fn was_set(&self, merged: &Merged<'p>, name: &str) -> bool {
        merged.get(name).is_some_and(|m| !m.removed && !m.heads.is_empty())
    }

    fn missing(
        &mut self,
        schema: &crate::check::Schema,
        name: &str,
        declared: Span,
        merged: &Merged<'p>,
        context: &Context,
    ) {
        let place = merged.mentions.last().map(|step| step.span).or_else(|| context.span(self.program));
        let span = place.unwrap_or(schema.span);
        let ty = schema.fields.get(name).map(|f| &f.ty);
        let help = match ty.and_then(Type::scalar) {
            Some(scalar) => format!("write for example `{name}: {}`", scalar.example()),
            None => format!("write `{name}: VALUE`, with {}", ty.map(Type::to_string).unwrap_or_default()),
        };
        let code =
            if schema.family == Family::Trigger { Code::MissingTriggerField } else { Code::MissingField };
        self.diagnostics.push(
            Diagnostic::new(code, span, format!("`{name}` is not set"))
                .label(format!("`{}` needs `{name}`", schema.name))
                .also(declared, "declared here, without a default")
                .help(help),
        );
    }

    /// The value of a scalar, list or reference: the strongest layer decides.
    fn head(
        &mut self,
        context: &Context,
        ty: &Type,
        merged: &Merged<'p>,
        default: Option<&'p Expr>,
    ) -> Option<Settled> {
        let Some(strongest) = merged.heads.last() else {
            return self.default(context, ty, default?);
        };
        let mut chain = merged.steps();
        let value = self.eval(context, strongest.expr, ty, &mut chain)?;
        if strongest.layer == Layer::Override {
            let before = merged.heads.iter().rev().nth(1).map(|set| (set.expr, set.span));
            let before = before.or_else(|| default.map(|d| (d, d.span)));
            self.useless_override(context, ty, &value, strongest.span, before);
        }
        Some(Settled { value, origin: self.origins.intern(chain) })
    }

    fn default(&mut self, context: &Context, ty: &Type, default: &'p Expr) -> Option<Settled> {
        let mut chain = vec![Step { layer: Layer::Default, span: default.span }];
        let value = self.eval(context, default, ty, &mut chain)?;
        Some(Settled { value, origin: self.origins.intern(chain) })
    }

    fn useless_override(
        &mut self,
        context: &Context,
        ty: &Type,
        value: &Value,
        span: Span,
        before: Option<(&'p Expr, Span)>,
    ) {
        let Some((expr, earlier)) = before else { return };
        if self.eval(context, expr, ty, &mut Vec::new()).as_ref() == Some(value) {
            self.diagnostics.push(
                Diagnostic::new(Code::UselessOverride, span, "this override changes nothing")
                    .label("sets what is set already")
                    .also(earlier, "the same value")
                    .help("take the line away"),
            );
        }
    }

    /// A free value: what stands below it, or its own value.
    fn any(&mut self, context: &Context, merged: &Merged<'p>) -> Option<Settled> {
        if merged.members.is_empty() && !merged.heads.is_empty() {
            return self.head(context, &Type::Any, merged, None);
        }
        let mut record = Record::default();
        for (name, member) in &merged.members {
            if let Some(settled) = self.any(context, member).filter(|_| !member.removed) {
                record.fields.push(((*name).clone(), settled));
            }
        }
        self.wrap(record, merged)
    }

    /// The record of a free `{ … }` in a list.
    pub(crate) fn any_record(&mut self, context: &Context, settings: &'p [Setting]) -> Option<Settled> {
        let mut merged = Merged::default();
        merged.apply(&Layer::Component, settings);
        self.any(context, &merged)
    }

    pub(crate) fn origin(&mut self, layer: Layer, span: Span) -> OriginId {
        self.origins.intern(vec![Step { layer, span }])
    }
}

/// Whether a setting that was written for any kind can be meant for a field of this type.
fn could_be(head: &Head, ty: &Type) -> bool {
    let Head::Set(expr) = head else { return true };
    match (&expr.kind, ty.required()) {
        (ExprKind::Word(word), Type::Words(words)) => words.contains(word),
        (ExprKind::Word(_), _) | (_, Type::Words(_)) => false,
        (ExprKind::Scalar(_), to) => !matches!(to, Type::List(_) | Type::Ref(_)),
        (ExprKind::List(_), to) => matches!(to, Type::List(_)),
        (ExprKind::Range(..), to) => matches!(to, Type::Range(_) | Type::Record(_)),
        _ => true,
    }
}
