//! Settling: for one environment, the layers of each component merge and every expression becomes a value.

use super::effects::Effects;
use super::eval::{Context, plain};
use super::links::{Edge, Target, Use};
use super::merge::{Merged, Source, Word};
use super::origin::{Layer, OriginId, Origins, Step};
use super::secrets::Kept;
use super::shared::Mention;
use super::value::{Record, Ref, SecretId, Settled, Value};
use crate::check::{Declared, Environment, Expr, ExprKind, Field, Head, Program, Schema, Setting};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;
use crate::types::{Family, SchemaId, Type};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::ptr;
use std::rc::Rc;
use std::sync::Arc;

pub(crate) enum Memo {
    Working,
    Done(Option<Settled>),
}

/// What is known of a param of the program. It is the same wherever it is named.
pub(crate) enum ParamMemo {
    Working,
    /// Its value, and the steps that decided it.
    Done(Option<Value>, Vec<Step>),
}

/// Layers that several components share.
struct Common<'p> {
    sources: Vec<Source<'p>>,
    merged: Merged<'p>,
}

/// The state of settling one environment.
pub(crate) struct Settler<'p> {
    pub(crate) program: &'p Program,
    /// The environment and those it inherits from, the base first; then what they say of the cluster.
    pub(crate) layers: Vec<&'p Environment>,
    /// What is built.
    pub(crate) target: Target,
    pub(crate) origins: Origins,
    pub(crate) diagnostics: Diagnostics,
    pub(crate) edges: Vec<Edge>,
    /// References to what is known without the component: nobody waits for it.
    pub(crate) addresses: Vec<Edge>,
    pub(crate) uses: Vec<Use>,
    /// What the declarations of secrets use.
    pub(super) used_by_secrets: Vec<Use>,
    /// The secrets of components that were settled; nothing for those that can't be read.
    pub(super) kept: Vec<(SecretId, Option<Kept>)>,
    /// Who mentions which config or volume of the top level.
    pub(crate) mentions: Vec<Mention>,
    merged: FxHashMap<*const Declared, Rc<Merged<'p>>>,
    /// By the declaration and the field, which are those of the program.
    memo: FxHashMap<(*const Declared, *const Field), Memo>,
    /// What the components of a kind have in common.
    common: FxHashMap<SchemaId, Rc<Common<'p>>>,
    /// The fields that are the same for all components of their kind.
    same: FxHashMap<*const Field, Option<Settled>>,
    /// How many expressions were evaluated whose value depends on who asks.
    pub(super) referred: usize,
    /// Records of which no layer speaks, where they are the same for everybody.
    blanks: FxHashMap<SchemaId, Settled>,
    /// The record of the environment, once settled.
    pub(crate) environment: Record,
    /// Components that are not deployed in this environment.
    pub(crate) skipped: FxHashSet<SmolStr>,
    pub(crate) unset_params: FxHashSet<SmolStr>,
    pub(crate) params: FxHashMap<SmolStr, ParamMemo>,
    /// How many references lead to what is evaluated.
    pub(crate) depth: u32,
    /// How many were followed for the value that is evaluated.
    pub(crate) followed: u32,
    /// What came of the settings that speak about many components.
    pub(crate) effects: Effects,
}

impl<'p> Settler<'p> {
    pub(crate) fn new(program: &'p Program, environment: &'p Environment, cluster: Option<&SmolStr>) -> Self {
        let chain = program.inheritance(environment);
        let clusters = chain.iter().filter_map(|e| e.clusters.get(cluster?));
        let layers = chain.iter().copied().chain(clusters).collect();
        let target = Target { environment: environment.name.clone(), cluster: cluster.cloned() };
        Self::over(program, layers, target, Origins::default())
    }

    /// One that has settled nothing yet.
    pub(crate) fn over(
        program: &'p Program,
        layers: Vec<&'p Environment>,
        target: Target,
        origins: Origins,
    ) -> Self {
        Self {
            program,
            layers,
            target,
            origins,
            diagnostics: Diagnostics::default(),
            edges: Vec::new(),
            addresses: Vec::new(),
            uses: Vec::new(),
            used_by_secrets: Vec::new(),
            kept: Vec::new(),
            mentions: Vec::new(),
            common: FxHashMap::default(),
            same: FxHashMap::default(),
            referred: 0,
            blanks: FxHashMap::default(),
            merged: FxHashMap::default(),
            memo: FxHashMap::default(),
            environment: Record::default(),
            skipped: FxHashSet::default(),
            unset_params: FxHashSet::default(),
            params: FxHashMap::default(),
            depth: 0,
            followed: 0,
            effects: Effects::default(),
        }
    }

    /// Settles the fields of the environment itself.
    pub(crate) fn settle_environment(&mut self) {
        let mut merged = Merged::default();
        for environment in &self.layers {
            merged.apply(&Source::new(Layer::Component, &environment.settings));
        }
        let Some(schema) = self.program.find(Family::Type, "environment") else { return };
        let record = self.record(&Context::default(), schema, &merged);
        self.environment = record;
    }

    /// The layers of a component, merged.
    pub(crate) fn merged(&mut self, component: &'p Declared) -> Rc<Merged<'p>> {
        if let Some(merged) = self.merged.get(&ptr::from_ref(component)) {
            return Rc::clone(merged);
        }
        let common = self.common(component.schema);
        let own = self.own_sources(component);
        let size = self.size(component, &common.sources, &own);
        let refined = size.as_ref().map(|size| self.refinements(component, size)).unwrap_or_default();
        let mut merged = common.merged.clone();
        for source in size.iter().chain(&refined).chain(&own) {
            self.put(&mut merged, component.schema, source);
        }
        let merged = Rc::new(merged);
        self.merged.insert(component, Rc::clone(&merged));
        merged
    }

    /// The layers that all components of a kind have in common: those weaker than a size.
    fn common(&mut self, kind: SchemaId) -> Rc<Common<'p>> {
        if let Some(common) = self.common.get(&kind) {
            return Rc::clone(common);
        }
        let sources = self.common_sources(kind);
        let mut merged = Merged::default();
        for source in &sources {
            self.put(&mut merged, kind, source);
        }
        let common = Rc::new(Common { sources, merged });
        self.common.insert(kind, Rc::clone(&common));
        common
    }

    /// Puts a layer over weaker ones, as far as it is meant for components of a kind.
    fn put(&mut self, merged: &mut Merged<'p>, kind: SchemaId, source: &Source<'p>) {
        let schema = self.program.schema(kind);
        let loose = matches!(source.layer, Layer::Defaults | Layer::Size(_) | Layer::OverrideAll);
        for setting in source.settings {
            if !loose || schema.is_some_and(|schema| is_meant_for(setting, schema, self.program)) {
                self.effects.meant(setting.span);
                merged.put(source, setting);
            }
        }
    }

    /// The layers that a kind has, weakest first.
    fn common_sources(&self, kind: SchemaId) -> Vec<Source<'p>> {
        let mut kinds: Vec<_> = self.program.chain(kind).collect();
        kinds.reverse();
        let of_kind = |built_in: bool| {
            let kinds = kinds.iter().filter(move |kind| kind.built_in == built_in);
            kinds.map(move |kind| {
                let layer = if built_in { Layer::Default } else { Layer::Kind(kind.name.clone()) };
                Source::new(layer, &kind.body.settings)
            })
        };
        let defaults = self.layers.iter().map(|e| Source::new(Layer::Defaults, &e.defaults));
        of_kind(true).chain(defaults).chain(of_kind(false)).collect()
    }

    /// The layers of a component alone, and those above it, weakest first.
    fn own_sources(&self, component: &'p Declared) -> Vec<Source<'p>> {
        let all = self.layers.iter().map(|e| Source::new(Layer::OverrideAll, &e.override_all));
        let overrides = self.layers.iter().filter_map(|e| e.overrides.get(&component.name));
        let overrides = overrides.map(|(_, settings)| Source::new(Layer::Override, settings));
        let own = std::iter::once(Source::new(Layer::Component, &component.body.settings));
        own.chain(all).chain(overrides).filter(|source| !source.settings.is_empty()).collect()
    }

    /// The size of a component: the strongest layer but the sizes themselves chooses it.
    fn size(
        &mut self,
        component: &'p Declared,
        common: &[Source<'p>],
        own: &[Source<'p>],
    ) -> Option<Source<'p>> {
        let chosen = |source: &Source<'p>| {
            let setting = source.settings.iter().rev().find(|setting| setting.key == "size")?;
            Some((setting, source.layer.clone()))
        };
        let (setting, layer) = own.iter().rev().chain(common.iter().rev()).find_map(chosen)?;
        let Head::Set(expr) = &setting.head else { return None };
        let value = self.eval(&Context::of(&component.name), expr, &Type::Any, &mut Vec::new())?;
        let Some(Ref::Size(name)) = value.target() else { return None };
        let body = &self.program.sizes.get(name)?.body;
        let chosen = Some(Step { layer, span: setting.span.to(expr.span) });
        Some(Source { layer: Layer::Size(name.clone()), chosen, settings: &body.settings })
    }

    /// What a size means for a component: its kinds say it, base first, and then the component itself.
    fn refinements(&self, component: &'p Declared, size: &Source<'p>) -> Vec<Source<'p>> {
        let Layer::Size(name) = &size.layer else { return Vec::new() };
        let mut bodies: Vec<_> = self.program.chain(component.schema).map(|kind| &kind.body).collect();
        bodies.reverse();
        bodies.push(&component.body);
        let refined = bodies.into_iter().filter_map(|body| body.sizes.get(name));
        refined
            .map(|settings| Source {
                layer: Layer::RefinedSize(name.clone()),
                chosen: size.chosen.clone(),
                settings,
            })
            .collect()
    }

    /// A field of a component, settled once.
    pub(crate) fn field(
        &mut self,
        component: &'p Declared,
        name: &str,
        asked: Option<Span>,
    ) -> Option<Settled> {
        let schema = self.program.schema(component.schema)?;
        let field = schema.fields.get(name)?;
        let key = (ptr::from_ref(component), ptr::from_ref(field));
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
        // What no layer of its own speaks of, and what refers to nothing, is the same for all components of a kind.
        let merged = self.merged(component);
        let in_common = self.common(component.schema).merged.members.has_in_common(&merged.members, name);
        if let Some(known) = self.same.get(&ptr::from_ref(field)).filter(|_| in_common) {
            return known.clone();
        }
        self.memo.insert(key, Memo::Working);
        let before = (self.referred, self.diagnostics.len());
        let settled = self.settle_field(&Context::of(&component.name), field, name, &merged);
        if in_common && before == (self.referred, self.diagnostics.len()) {
            self.same.insert(field, settled.clone());
        }
        self.memo.insert(key, Memo::Done(settled.clone()));
        settled
    }

    /// A field of a record: what the layers say, or else its default.
    pub(crate) fn settle_field(
        &mut self,
        context: &Context,
        field: &'p Field,
        name: &str,
        merged: &Merged<'p>,
    ) -> Option<Settled> {
        let Some(member) = merged.get(name) else {
            return match (&field.default, field.ty.required()) {
                (None, _) if !matches!(field.ty, Type::Record(_)) => None,
                (Some(default), ty) if !matches!(ty, Type::Record(_)) => {
                    self.default(context, &field.ty, default)
                }
                (default, _) => self.settle(context, &field.ty, &Merged::default(), default.as_ref()),
            };
        };
        if member.removed {
            self.useless_removal(member, field.default.as_ref());
            return None;
        }
        // An empty block says something where there is nothing else to say: `monitor {}`.
        let mentioned = !member.steps.is_empty() && self.is_headless(field.ty.required());
        let unset =
            !mentioned && member.head.is_none() && member.members.is_empty() && member.variant.is_none();
        match &field.default {
            Some(default) if member.head.is_none() && !matches!(field.ty.required(), Type::Record(_)) => {
                self.default(context, &field.ty, default)
            }
            _ if unset && !matches!(field.ty, Type::Record(_)) => None,
            default => self.settle(context, &field.ty, member, default.as_ref()),
        }
    }

    /// Whether a type is a record without a value of its own.
    fn is_headless(&self, ty: &Type) -> bool {
        matches!(ty, Type::Record(id) if self.program.schema(*id).is_some_and(|schema| schema.head.is_none()))
    }

    /// A value of a type from its layers.
    pub(crate) fn settle(
        &mut self,
        context: &Context,
        ty: &Type,
        merged: &Merged<'p>,
        default: Option<&'p Expr>,
    ) -> Option<Settled> {
        if merged.removed {
            self.useless_removal(merged, None);
            return None;
        }
        match ty.required() {
            Type::Record(schema) if default.is_none() && merged.is_blank() => self.blank(context, *schema),
            Type::Record(schema) => {
                let mut record = self.record(context, *schema, merged);
                record.variant = self.program.schema(*schema).map(|s| s.name.clone());
                let head = self.program.schema(*schema).and_then(|s| s.head.as_ref());
                if let Some(head) = head {
                    record.head = self.head(context, head, merged, default).map(Box::new);
                }
                self.wrap(record, merged)
            }
            Type::Variant(family) => {
                let schema = merged.variant?;
                let context = Context { polls: *family == Family::Trigger, ..context.clone() };
                let mut record = self.record(&context, schema, merged);
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
            Type::Patch => self.patch(context, merged),
            scalar => self.head(context, scalar, merged, default),
        }
    }

    /// A record of which no layer speaks. Where its defaults are plain values it is the same for everybody.
    fn blank(&mut self, context: &Context, schema: SchemaId) -> Option<Settled> {
        if let Some(known) = self.blanks.get(&schema) {
            return Some(known.clone());
        }
        let merged = Merged::default();
        let mut record = self.record(context, schema, &merged);
        let program = self.program;
        let head = program.schema(schema).and_then(|schema| schema.head.as_ref());
        record.variant = program.schema(schema).map(|schema| schema.name.clone());
        record.head = head.and_then(|head| self.head(context, head, &merged, None)).map(Box::new);
        let settled = self.wrap(record, &merged)?;
        if is_plain(program, schema) {
            self.blanks.insert(schema, settled.clone());
        }
        Some(settled)
    }

    fn wrap(&mut self, record: Record, merged: &Merged<'p>) -> Option<Settled> {
        let origin = self.origins.intern(&merged.steps);
        Some(Settled { value: Value::Record(Arc::new(record)), origin })
    }

    /// The fields of a record.
    pub(crate) fn record(&mut self, context: &Context, schema: SchemaId, merged: &Merged<'p>) -> Record {
        let mut record = Record::default();
        let program = self.program;
        let Some(schema_of) = program.schema(schema) else { return record };
        for (name, field) in &schema_of.fields {
            match self.settle_field(context, field, name, merged) {
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
        merged.get(name).is_some_and(|m| !m.removed && m.head.is_some())
    }

    fn missing(
        &mut self,
        schema: &crate::check::Schema,
        name: &str,
        declared: Span,
        merged: &Merged<'p>,
        context: &Context,
    ) {
        let place = merged.steps.last().map(|step| step.span).or_else(|| context.span(self.program));
        let span = place.unwrap_or(schema.span);
        let ty = schema.fields.get(name).map(|f| &f.ty);
        let example = ty.map_or_else(|| "VALUE".to_owned(), |ty| super::build::example(name, ty));
        let help = match ty.and_then(Type::scalar) {
            Some(scalar) => {
                format!("write for example `{name}: {}`", super::build::scalar_example(name, scalar))
            }
            None => format!("write `{name}: VALUE`, with {}", ty.map(Type::to_string).unwrap_or_default()),
        };
        let code =
            if schema.family == Family::Trigger { Code::MissingTriggerField } else { Code::MissingField };
        self.diagnostics.push(
            Diagnostic::new(code, span, format!("`{name}` is not set"))
                .label(format!("`{}` needs `{name}`", schema.name))
                .also(declared, "declared here, without a default")
                .help(help)
                .fill_in(span, &[], format!("{name}: {example}")),
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
        let Some(strongest) = &merged.head else {
            return self.default(context, ty, default?);
        };
        let (value, origin) = self.eval_from(context, strongest.word.expr, ty, &merged.steps)?;
        if matches!(strongest.layer, Layer::Override | Layer::OverrideAll) {
            let before = merged.weaker.or_else(|| default.map(|expr| Word { span: expr.span, expr }));
            self.useless_override(context, ty, &value, strongest, before);
        }
        Some(Settled { value, origin })
    }

    /// The value of an expression, and its origin behind those steps.
    pub(super) fn eval_from(
        &mut self,
        context: &Context,
        expr: &'p Expr,
        ty: &Type,
        steps: &[Step],
    ) -> Option<(Value, OriginId)> {
        if let Some(value) = plain(expr) {
            return Some((value, self.origins.intern(steps)));
        }
        let mut chain = steps.to_vec();
        let value = self.eval(context, expr, ty, &mut chain)?;
        Some((value, self.origins.intern(&chain)))
    }

    fn default(&mut self, context: &Context, ty: &Type, default: &'p Expr) -> Option<Settled> {
        let step = Step { layer: Layer::Default, span: default.span };
        let (value, origin) = self.eval_from(context, default, ty, &[step])?;
        Some(Settled { value, origin })
    }

    /// A free value: what stands below it, or its own value.
    fn any(&mut self, context: &Context, merged: &Merged<'p>) -> Option<Settled> {
        if merged.members.is_empty() && merged.head.is_some() {
            return self.head(context, &Type::Any, merged, None).filter(|settled| !is_empty(&settled.value));
        }
        let mut record = Record::default();
        for (name, member) in &merged.members {
            if let Some(settled) = self.any(context, member).filter(|_| !member.removed) {
                record.fields.push(((*name).clone(), settled));
            }
        }
        // What was to hold only unset values holds nothing; an empty block that was written is meant.
        if record.fields.is_empty() && !merged.members.is_empty() {
            return None;
        }
        self.wrap(record, merged)
    }

    /// A patch: the word for its kind, and free entries, of which `none` takes a field away.
    fn patch(&mut self, context: &Context, merged: &Merged<'p>) -> Option<Settled> {
        let mut record = self.patch_entries(context, merged);
        if merged.head.is_some() {
            record.head = self.head(context, &Type::Any, merged, None).map(Box::new);
        }
        self.wrap(record, merged)
    }

    fn patch_entries(&mut self, context: &Context, merged: &Merged<'p>) -> Record {
        let mut record = Record::default();
        for (name, member) in &merged.members {
            let settled = if member.removed {
                self.wrap(Record::removal(), member)
            } else if member.members.is_empty() && member.head.is_some() {
                self.head(context, &Type::Any, member, None)
            } else {
                let inner = self.patch_entries(context, member);
                self.wrap(inner, member)
            };
            record.fields.extend(settled.map(|settled| ((*name).clone(), settled)));
        }
        record
    }

    /// The record of a free `{ … }` in a list.
    pub(crate) fn any_record(&mut self, context: &Context, settings: &'p [Setting]) -> Option<Settled> {
        self.any(context, &Merged::of(Layer::Component, settings))
    }

    pub(crate) fn origin(&mut self, layer: Layer, span: Span) -> OriginId {
        self.origins.intern(&[Step { layer, span }])
    }
}

/// Whether the defaults of a record are the same wherever it stands, and all that it needs has one.
fn is_plain(program: &Program, schema: SchemaId) -> bool {
    let literal = |default: &Expr| matches!(default.kind, ExprKind::Scalar(_) | ExprKind::Word(_));
    program.schema(schema).is_some_and(|schema| {
        schema.fields.values().all(|field| match (&field.default, &field.ty) {
            (None, Type::Record(inner)) => is_plain(program, *inner),
            (None, ty) => ty.may_be_absent(),
            (Some(default), ty) => literal(default) && !matches!(ty.required(), Type::Record(_)),
        })
    })
}

/// Whether a record says nothing: `resources` of which no layer spoke.
fn is_empty(value: &Value) -> bool {
    matches!(value, Value::Record(record) if record.fields.is_empty())
}

/// Whether a setting that was written for any kind is meant for one with this schema: it has the field, of that type.
fn is_meant_for(setting: &Setting, schema: &Schema, program: &Program) -> bool {
    let Some(field) = schema.fields.get(&setting.key) else { return false };
    let mut ty = field.ty.required();
    if let Type::Record(id) = ty
        && let Some(record) = program.schema(*id)
    {
        if setting.members.iter().any(|member| !record.fields.contains_key(&member.key)) {
            return false;
        }
        ty = record.head.as_ref().map_or(ty, Type::required);
    }
    let Head::Set(expr) = &setting.head else { return true };
    match (&expr.kind, ty) {
        (ExprKind::Word(word), Type::Words(words)) => words.contains(word),
        (ExprKind::Word(_), _) | (_, Type::Words(_)) => false,
        (ExprKind::Scalar(_), to) => !matches!(to, Type::List(_) | Type::Ref(_)),
        (ExprKind::List(_), to) => matches!(to, Type::List(_)),
        (ExprKind::Range(..), to) => matches!(to, Type::Range(_) | Type::Record(_)),
        _ => true,
    }
}
