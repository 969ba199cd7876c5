//! Expressions to values. References are followed here, so the edges of the graph are found here.

use super::exposure;
use super::links::{Edge, Use};
use super::merge::Merged;
use super::origin::{Layer, Step};
use super::reach::Caller;
use super::settle::{ParamMemo, Settler};
use super::value::{Part, Range, Ref, SecretId, Value};
use crate::check::{Declared, Expr, ExprKind, Param, Program};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::types::{Peer, RefType, Scalar, ScalarType, Type, read_text};
use smol_str::SmolStr;

/// In whose name an expression is evaluated.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context {
    /// What `self` is, and whose fields a bare name reads.
    pub(crate) own: Option<SmolStr>,
    /// The component that will hold the value: it needs what the expression refers to.
    pub(crate) user: Option<SmolStr>,
    /// The secret whose fields a bare name reads.
    pub(crate) secret: Option<SecretId>,
    /// The user's own reference, while the output that it names is evaluated.
    pub(crate) asked: Option<Span>,
    /// Whether KEDA will use the value, and not the pods of the user.
    pub(crate) polls: bool,
}

/// How many outputs, fields and params may be followed in a chain: each is a step down the stack.
const MAX_CHAIN: u32 = 64;

/// How many references one value may follow in all. Two references a step, and sixty steps would take for ever.
const MAX_FOLLOWED: u32 = 100_000;

impl Context {
    /// In the name of a component.
    pub(crate) fn of(component: &SmolStr) -> Self {
        Self { own: Some(component.clone()), user: Some(component.clone()), ..Self::default() }
    }

    /// The place of the declaration that it speaks for.
    pub(crate) fn span(&self, program: &Program) -> Option<Span> {
        if let Some(secret) = &self.secret {
            return secret_decl(program, secret).map(|decl| decl.span);
        }
        let component = program.components.get(self.own.as_ref()?)?;
        Some(component.span)
    }
}

/// The declaration of a secret.
pub(crate) fn secret_decl<'p>(program: &'p Program, id: &SecretId) -> Option<&'p Declared> {
    let Some(owner) = &id.owner else { return program.secrets.get(&id.name) };
    let component = program.components.get(owner)?;
    component
        .body
        .secrets
        .get(&id.name)
        .or_else(|| program.chain(component.schema).find_map(|kind| kind.body.secrets.get(&id.name)))
}

/// The value of an expression that is written out, and was looked at when it was checked.
pub(crate) fn plain(expr: &Expr) -> Option<Value> {
    match &expr.kind {
        ExprKind::Scalar(value) => Some(Value::Scalar(value.clone())),
        ExprKind::Word(word) => Some(Value::Word(word.clone())),
        _ => None,
    }
}

/// Whether the value of an expression is not all written in it; its parts are asked by themselves.
fn is_reference(expr: &Expr) -> bool {
    use ExprKind as K;
    !matches!(
        expr.kind,
        K::Scalar(_) | K::Word(_) | K::Range(..) | K::List(_) | K::Record(_) | K::Text(_) | K::Error
    )
}

impl<'p> Settler<'p> {
    /// The value of an expression where `ty` is needed; the steps of what it refers to are added to `chain`.
    pub(crate) fn eval(
        &mut self,
        context: &Context,
        expr: &'p Expr,
        ty: &Type,
        chain: &mut Vec<Step>,
    ) -> Option<Value> {
        if let Some(value) = plain(expr) {
            return Some(value);
        }
        self.referred += usize::from(is_reference(expr));
        let value = self.eval_untyped(context, expr, ty, chain)?;
        self.conforms(value, ty, context.asked.unwrap_or(expr.span))
    }

    fn eval_untyped(
        &mut self,
        context: &Context,
        expr: &'p Expr,
        ty: &Type,
        chain: &mut Vec<Step>,
    ) -> Option<Value> {
        match &expr.kind {
            ExprKind::Error | ExprKind::Scalar(_) | ExprKind::Word(_) => plain(expr),
            ExprKind::Text(parts) => self.text(context, parts, chain),
            ExprKind::Range(low, high) => self.range(context, low.as_deref(), high.as_deref(), ty, chain),
            ExprKind::List(items) => {
                let of = match ty.required() {
                    Type::List(of) => of.as_ref(),
                    _ => &Type::Any,
                };
                self.list(context, items, of)
            }
            ExprKind::Record(settings) => self.any_record(context, settings).map(|s| s.value),
            ExprKind::Param(name) => self.param(name, expr.span, chain),
            ExprKind::Field(name) => self.bare_field(context, name, expr.span, chain),
            ExprKind::Own(path) => self.own(context, path, expr.span, chain),
            ExprKind::Environment(name) => self.environment_value(name, expr.span, chain),
            ExprKind::Component(name, path) => match ty.required() {
                Type::Ref(target @ (RefType::Need | RefType::Peer)) => {
                    self.peer(context, name, path, target, expr.span)
                }
                _ => self.component_value(context, name, path, expr.span, chain),
            },
            ExprKind::Through(name, path) => self.through(context, name, path, expr.span, chain),
            ExprKind::Unit(value, unit) => self.in_unit(context, value, *unit, chain),
            ExprKind::Secret(name, key) => {
                let id = SecretId { owner: None, name: name.clone() };
                self.uses(context, &id, expr.span);
                Some(match key {
                    Some(key) => Value::Key(Box::new((id, key.clone()))),
                    None => Ref::Secret(id).into(),
                })
            }
            ExprKind::OwnMember("config", name) => Some(Ref::Config(name.clone()).into()),
            ExprKind::OwnMember("volume", name) => Some(Ref::Volume(name.clone()).into()),
            ExprKind::OwnMember(_, name) => Some(Ref::Scratch(name.clone()).into()),
            ExprKind::Config(name) => {
                self.mention(context, name, expr.span);
                Some(Ref::SharedConfig(name.clone()).into())
            }
            ExprKind::Volume(name) => {
                self.mention(context, name, expr.span);
                Some(Ref::SharedVolume(name.clone()).into())
            }
            ExprKind::Pod(field) => Some(Value::Pod(*field)),
            ExprKind::Store(name) => Some(Ref::Store(name.clone()).into()),
            ExprKind::Size(name) => Some(Ref::Size(name.clone()).into()),
            ExprKind::Operator(name) => Some(Ref::Operator(name.clone()).into()),
        }
    }

    fn range(
        &mut self,
        context: &Context,
        low: Option<&'p Expr>,
        high: Option<&'p Expr>,
        ty: &Type,
        chain: &mut Vec<Step>,
    ) -> Option<Value> {
        let of = match ty.required() {
            Type::Range(of) => Type::Scalar(*of),
            _ => Type::Any,
        };
        let mut end = |expr: Option<&'p Expr>| match expr.map(|e| self.eval(context, e, &of, chain)) {
            None => Some(None),
            Some(Some(Value::Scalar(value))) => Some(Some(value)),
            Some(_) => None,
        };
        let (from, to) = (end(low)?, end(high)?);
        let reversed = matches!((&from, &to), (Some(a), Some(b)) if a.magnitude() > b.magnitude());
        if let (true, Some(expr)) = (reversed, low) {
            let both = format!("{}..{}", from.as_ref()?, to.as_ref()?);
            self.diagnostics.push(
                Diagnostic::new(Code::ReversedRange, expr.span, format!("the range {both} is reversed"))
                    .label("starts above its end"),
            );
            return None;
        }
        Some(Value::Range(Box::new(Range { low: from, high: to })))
    }

    fn list(&mut self, context: &Context, items: &'p [Expr], of: &Type) -> Option<Value> {
        let mut list = Vec::with_capacity(items.len());
        for item in items {
            let step = Step { layer: Layer::Component, span: item.span };
            if let Some((value, origin)) = self.eval_from(context, item, of, &[step]) {
                list.push(super::value::Settled { value, origin });
            }
        }
        Some(Value::List(list))
    }

    fn param(&mut self, name: &SmolStr, span: Span, chain: &mut Vec<Step>) -> Option<Value> {
        match self.params.get(name) {
            Some(ParamMemo::Done(value, steps)) => {
                join(chain, steps);
                return value.clone();
            }
            Some(ParamMemo::Working) => {
                self.diagnostics.push(
                    Diagnostic::new(Code::ValueCycle, span, format!("the param `{name}` depends on itself"))
                        .label("leads back to itself")
                        .help("give one of the params in the circle a value without a reference"),
                );
                return None;
            }
            None => {}
        }
        self.params.insert(name.clone(), ParamMemo::Working);
        let mut steps = Vec::new();
        let value = self.deeper(span, |this| this.param_anew(name, span, &mut steps));
        self.params.insert(name.clone(), ParamMemo::Done(value.clone(), steps.clone()));
        join(chain, &steps);
        value
    }

    fn param_anew(&mut self, name: &SmolStr, span: Span, chain: &mut Vec<Step>) -> Option<Value> {
        let program = self.program;
        let param = program.params.get(name)?;
        let set = self.layers.iter().rev().find_map(|environment| environment.set.get(name));
        let (expr, layer, at) = match (set, &param.default) {
            (Some((expr, at)), _) => (expr, Layer::Set, *at),
            (None, Some(default)) => (default, Layer::Default, default.span),
            (None, None) => {
                self.unset_param(name, param, span);
                return None;
            }
        };
        chain.push(Step { layer, span: at });
        self.eval(&Context::default(), expr, &param.ty, chain)
    }

    fn unset_param(&mut self, name: &SmolStr, param: &Param, used: Span) {
        if !self.unset_params.insert(name.clone()) {
            return;
        }
        let target = &self.target;
        let environment = self.program.environments.get(&target.environment).map(|e| e.span);
        let example = super::build::example("", &param.ty);
        self.diagnostics.push(
            Diagnostic::new(Code::UnsetParam, param.span, format!("the param `{name}` is not set {target}"))
                .label("has no default")
                .also(used, "needed here")
                .help(format!(
                    "write `set {{ {name}: {example} }}` in the environment, or give it a default with `=`",
                ))
                .fill_in(environment.unwrap_or(param.span), &["set"], format!("{name}: {example}")),
        );
    }

    /// A bare name: a field of the secret or component whose declaration or kind says it.
    pub(crate) fn bare_field(
        &mut self,
        context: &Context,
        name: &SmolStr,
        span: Span,
        chain: &mut Vec<Step>,
    ) -> Option<Value> {
        if let Some(secret) = &context.secret {
            let decl = secret_decl(self.program, secret)?;
            if let Some(field) = self.program.schema(decl.schema)?.fields.get(name) {
                let merged = Merged::of(Layer::Component, &decl.body.settings);
                let settled = self.deeper(span, |this| this.settle_field(context, field, name, &merged))?;
                chain.extend(self.origins.get(settled.origin).iter().cloned());
                return Some(settled.value);
            }
        }
        self.own(context, std::slice::from_ref(name), span, chain)
    }

    /// `self.…`
    fn own(
        &mut self,
        context: &Context,
        path: &[SmolStr],
        span: Span,
        chain: &mut Vec<Step>,
    ) -> Option<Value> {
        let Some(own) = &context.own else {
            let secret = context.secret.as_ref()?;
            return match path {
                [name] if name == "name" => Some(Value::Scalar(Scalar::Text(secret.name.clone()))),
                [name] => self.bare_field(context, name, span, chain),
                _ => None,
            };
        };
        let component = self.program.components.get(own)?;
        // Seen from inside, a field comes before the output of its name, which is usually made of it.
        if let ([name], Some(schema)) = (path, self.program.schema(component.schema))
            && schema.fields.contains_key(name)
        {
            return self.field_value(context, component, name, span, chain);
        }
        self.member(context, component, path, span, chain)
    }

    pub(super) fn field_value(
        &mut self,
        context: &Context,
        component: &'p Declared,
        name: &SmolStr,
        span: Span,
        chain: &mut Vec<Step>,
    ) -> Option<Value> {
        let settled = self.deeper(span, |this| this.field(component, name, Some(span)))?;
        if context.polls {
            // What the trigger asks for is asked for by KEDA; settled again, so that the edges are found.
            let merged = self.merged(component);
            let field = self.program.schema(component.schema)?.fields.get(name)?;
            self.deeper(span, |this| this.settle_field(context, field, name, &merged));
        }
        chain.extend(self.origins.get(settled.origin).iter().cloned());
        Some(settled.value)
    }

    fn environment_value(&mut self, name: &SmolStr, span: Span, chain: &mut Vec<Step>) -> Option<Value> {
        let text = |text: &SmolStr| Some(Value::Scalar(Scalar::Text(text.clone())));
        match (name.as_str(), &self.target.cluster) {
            ("name", _) => {
                let name = &self.target.environment;
                let span = self.program.environments.get(name).map_or(span, |environment| environment.span);
                chain.push(Step { layer: Layer::Reference(SmolStr::new_static("environment.name")), span });
                text(name)
            }
            ("cluster", Some(cluster)) => {
                let span = self.layers.last().map_or(span, |layer| layer.span);
                chain
                    .push(Step { layer: Layer::Reference(SmolStr::new_static("environment.cluster")), span });
                text(cluster)
            }
            ("cluster", None) => {
                let environment = &self.target.environment;
                self.diagnostics.push(
                    Diagnostic::new(Code::NoCluster, span, format!("`{environment}` has no clusters"))
                        .label("names the cluster")
                        .help(format!("declare it in `{environment}`: `cluster NAME {{}}`"))
                        .fill_in(self.layers.last().map_or(span, |layer| layer.span), &[], "cluster NAME {}"),
                );
                None
            }
            _ => {
                if name == "domain" && self.environment.get(name).is_none() {
                    self.no_domain(span);
                }
                let settled = self.environment.get(name)?;
                chain.extend(self.origins.get(settled.origin).iter().cloned());
                Some(settled.value.clone())
            }
        }
    }

    /// Without a domain, whatever is made of it would be left out without a word.
    fn no_domain(&mut self, span: Span) {
        let environment = &self.target.environment;
        let there = self.layers.last().map_or(span, |layer| layer.span);
        self.diagnostics.push(
            Diagnostic::new(Code::HostWithoutDomain, span, format!("`{environment}` has no domain"))
                .label("needs the domain of the environment")
                .also(there, format!("`{environment}` sets no `domain`"))
                .help("write `domain: \"example.com\"` in the environment"),
        );
    }

    pub(crate) fn component_value(
        &mut self,
        context: &Context,
        name: &SmolStr,
        path: &[SmolStr],
        span: Span,
        chain: &mut Vec<Step>,
    ) -> Option<Value> {
        let component = self.program.components.get(name)?;
        if exposure::is_of_hosts(path) {
            self.address(context, component, span);
        } else {
            self.edge(context, component, path, span);
        }
        if path.is_empty() {
            return Some(Ref::Component(name.clone()).into());
        }
        self.member(context, component, path, span, chain)
    }

    /// Records that the user of an expression speaks of a component that it does not need: its public address is
    /// known before it runs, and a circle of public addresses is none.
    fn address(&mut self, context: &Context, target: &'p Declared, span: Span) {
        let edge = self.link(context, target, &[], span);
        self.addresses.extend(edge);
    }

    /// A component or port in `needs`, which is a need, or in `network`, which is none.
    fn peer(
        &mut self,
        context: &Context,
        name: &SmolStr,
        path: &[SmolStr],
        target: &RefType,
        span: Span,
    ) -> Option<Value> {
        let component = self.program.components.get(name)?;
        if *target == RefType::Need {
            self.edge(context, component, path, span);
        }
        let target = match path.first() {
            None => Ref::Component(name.clone()),
            Some(_) => Ref::Port(name.clone(), self.reach(component, path)),
        };
        Some(target.into())
    }

    /// Records that the user of an expression needs a component, and what it reaches of it.
    pub(super) fn edge(&mut self, context: &Context, target: &'p Declared, path: &[SmolStr], span: Span) {
        let edge = self.link(context, target, path, span);
        self.edges.extend(edge);
    }

    fn link(
        &mut self,
        context: &Context,
        target: &'p Declared,
        path: &[SmolStr],
        span: Span,
    ) -> Option<Edge> {
        let user = context.user.as_ref().filter(|user| **user != target.name)?;
        let span = context.asked.unwrap_or(span);
        let reach = self.reach(target, path);
        let caller = if context.polls { Caller::Keda } else { Caller::Pods };
        let origin = self.origin(Layer::Component, span);
        Some(Edge { from: user.clone(), to: target.name.clone(), span, reach, caller, origin })
    }

    /// Records that the user of an expression mentions a config or volume of the top level.
    fn mention(&mut self, context: &Context, name: &SmolStr, span: Span) {
        if let Some(user) = &context.user {
            let span = context.asked.unwrap_or(span);
            self.mentions.push(super::shared::Mention { component: user.clone(), name: name.clone(), span });
        }
    }

    pub(super) fn uses(&mut self, context: &Context, secret: &SecretId, span: Span) {
        if let Some(user) = &context.user {
            let span = context.asked.unwrap_or(span);
            let origin = self.origin(Layer::Component, span);
            self.uses.push(Use { component: user.clone(), secret: secret.clone(), span, origin });
        }
    }

    /// Goes one step down a chain of references, for the one at `span`.
    pub(super) fn deeper<T>(&mut self, span: Span, run: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.depth > MAX_CHAIN {
            let what = format!("a reference leads to another one more than {MAX_CHAIN} times");
            self.too_much(span, &what, "write the value, or name what the last of them names");
            return None;
        }
        if self.depth == 0 {
            self.followed = 0;
        }
        self.followed += 1;
        if self.followed > MAX_FOLLOWED {
            if self.followed == MAX_FOLLOWED + 1 {
                let what = format!("one value follows more than {MAX_FOLLOWED} references");
                self.too_much(span, &what, "write a part of it out");
            }
            return None;
        }
        self.depth += 1;
        let result = run(self);
        self.depth -= 1;
        result
    }

    pub(super) fn too_much(&mut self, span: Span, what: &str, help: &str) {
        let fault = Diagnostic::new(Code::TooMuchValue, span, what).label("too much to work out");
        self.diagnostics.push(fault.help(help));
    }

    /// What the type checker could not know: the content of texts and numbers that references brought.
    fn conforms(&mut self, value: Value, ty: &Type, span: Span) -> Option<Value> {
        let secret = match &value {
            Value::Key(..) => true,
            Value::Text(parts) => parts.iter().any(|part| matches!(part, Part::Key(..))),
            _ => false,
        };
        if secret && !matches!(ty.required(), Type::Value | Type::SecretValue | Type::Error) {
            self.diagnostics.push(
                Diagnostic::new(Code::SecretLeak, span, "a secret value would be readable here")
                    .label("a secret value")
                    .help("a secret value may stand in `env`, `env-from`, `mount` and `pull-secrets` only"),
            );
            return None;
        }
        let of_pod = match &value {
            Value::Pod(field) => Some(*field),
            Value::Text(parts) => parts.iter().find_map(|part| match part {
                Part::Pod(field) => Some(*field),
                _ => None,
            }),
            _ => None,
        };
        if let Some(field) = of_pod.filter(|_| !matches!(ty.required(), Type::Value | Type::Error)) {
            self.diagnostics.push(crate::check::misplaced(field, span));
            return None;
        }
        match (&value, ty.required()) {
            (Value::Scalar(Scalar::Text(text)), Type::Scalar(scalar))
                if scalar.is_text() && *scalar != ScalarType::String =>
            {
                if let Err(fault) = read_text(text, *scalar) {
                    self.diagnostics.push(fault.at(span));
                    return None;
                }
            }
            (Value::Scalar(scalar), bounded @ Type::In(..)) => {
                if let Some(diagnostic) = crate::check::out_of_bounds(scalar, bounded, span) {
                    self.diagnostics.push(diagnostic);
                    return None;
                }
            }
            (Value::Scalar(Scalar::Text(text)), Type::Ref(RefType::Peer)) => {
                if let Err(fault) = Peer::parse(text) {
                    self.diagnostics.push(crate::check::bad_peer(text, fault, span));
                    return None;
                }
            }
            (Value::Scalar(Scalar::Text(text)), Type::Like(pattern)) => {
                if let Some(diagnostic) = crate::check::unlike(text, pattern, span) {
                    self.diagnostics.push(diagnostic);
                    return None;
                }
            }
            _ => {}
        }
        Some(value)
    }
}

/// Puts the steps of a reference behind those of a chain, each once: two references a step would double them.
fn join(chain: &mut Vec<Step>, steps: &[Step]) {
    for step in steps {
        if !chain.contains(step) {
            chain.push(step.clone());
        }
    }
}
