//! Names and dotted paths: what they mean where they stand, and of which type that is.

use super::expr::dotted;
use super::{Checker, Expr, ExprKind, Scope, Seen, exposed, wrong_form};
use crate::diagnostic::{Applicability, Code, Diagnostic, Diagnostics, Edit, near};
use crate::resolve::{ValueDecl, ValueWord};
use crate::source::Span;
use crate::syntax::ast::{Entry, Name, ValueKind};
use crate::types::{Family, RefType, ScalarType, SchemaId, Type};
use smol_str::SmolStr;

type Resolved = (ExprKind, Type);

const UNKNOWN: Resolved = (ExprKind::Error, Type::Error);

/// How long a chain of outputs that name outputs may be.
const MAX_CHAIN: u32 = 32;

impl<'a> Checker<'a> {
    /// What a path means, and its type. What means nothing is reported, and is of the type that fits anywhere.
    pub(super) fn reference(
        &mut self,
        path: &'a [Name],
        span: Span,
        expected: &Type,
        scope: Scope<'a>,
    ) -> Resolved {
        let [first, rest @ ..] = path else { return UNKNOWN };
        self.see(span, || Seen::Path { path, span, ty: expected.clone(), scope });
        match first.text.as_str() {
            "self" => return self.own_path(rest, span, scope),
            "environment" => return self.environment_path(rest, span),
            "pod" if !self.names.values.contains_key("pod") => return self.pod_path(rest, span, expected),
            _ => {}
        }
        if rest.is_empty()
            && let Some(found) = self.bare(first, expected, scope)
        {
            return found;
        }
        if !rest.is_empty()
            && let Some(found) = self.through_field(first, rest, span, scope)
        {
            return found;
        }
        let Some(decl) = self.names.values.get(&first.text).copied() else {
            self.report(self.unknown_name(first, path, expected, scope));
            return UNKNOWN;
        };
        match decl.word {
            ValueWord::Component => self.component_path(&decl, rest, span),
            ValueWord::Secret => self.secret_path(&decl, rest),
            ValueWord::Param if rest.len() == 1 => {
                let ty = decl.entry.ty.as_ref().map_or(Type::Error, |ty| self.quietly(|this| this.ty(ty)));
                let param = Expr { kind: ExprKind::Param(first.text.clone()), span };
                let found = rest.first().and_then(|unit| self.in_unit(param, &ty, unit));
                found.unwrap_or_else(|| {
                    let message = format!("`{}` is a param and has no outputs", first.text);
                    self.report(
                        Diagnostic::new(Code::UnknownOutput, span, message).label("nothing to name in it"),
                    );
                    UNKNOWN
                })
            }
            _ if !rest.is_empty() => {
                let message = format!("`{}` is a {} and has no outputs", first.text, decl.word.word());
                self.report(
                    Diagnostic::new(Code::UnknownOutput, span, message).label("nothing to name in it"),
                );
                UNKNOWN
            }
            ValueWord::Config => (ExprKind::Config(first.text.clone()), Type::Ref(RefType::Config)),
            ValueWord::Volume => (ExprKind::Volume(first.text.clone()), Type::Ref(RefType::Volume)),
            ValueWord::Store => (ExprKind::Store(first.text.clone()), Type::Ref(RefType::Store)),
            ValueWord::Size => (ExprKind::Size(first.text.clone()), Type::Ref(RefType::Size)),
            ValueWord::Param => {
                let ty = decl.entry.ty.as_ref().map_or(Type::Error, |ty| self.quietly(|this| this.ty(ty)));
                (ExprKind::Param(first.text.clone()), ty)
            }
            // Namespaces are named in texts, and are not among the values.
            ValueWord::Namespace => UNKNOWN,
            ValueWord::Environment => {
                self.report(
                    Diagnostic::new(
                        Code::WrongReference,
                        span,
                        format!("`{}` is an environment", first.text),
                    )
                    .label("not a value")
                    .help("the environment that is built is called `environment`: `environment.name`"),
                );
                UNKNOWN
            }
        }
    }

    /// Whether a bare name reads a field of its kind or a param of the program.
    pub(super) fn is_readable(&self, name: &str, scope: Scope) -> bool {
        let field = scope.fields.and_then(|id| self.schema(id)).is_some_and(|s| s.fields.contains_key(name));
        field || self.names.value(ValueWord::Param, name).is_some()
    }

    fn bare(&self, name: &Name, expected: &Type, scope: Scope<'a>) -> Option<Resolved> {
        let fields = scope.fields.and_then(|id| self.schema(id));
        if let Some(field) = fields.and_then(|s| s.fields.get(&name.text)) {
            return Some((ExprKind::Field(name.text.clone()), field.ty.clone()));
        }
        let Type::Ref(target) = expected.required() else { return None };
        match target {
            RefType::Port => Some((ExprKind::Word(name.text.clone()), expected.clone())),
            RefType::Operator => {
                self.find(Family::Operator, &name.text)?;
                Some((ExprKind::Operator(name.text.clone()), expected.clone()))
            }
            RefType::Mountable | RefType::Bundle => {
                let member = |word: &'static str| self.has_member(scope, word, &name.text).then_some(word);
                let directory = || member("scratch").or_else(|| member("volume"));
                let directory = || directory().filter(|_| *target == RefType::Mountable);
                let word = member("config").or_else(directory)?;
                Some((ExprKind::OwnMember(word, name.text.clone()), expected.clone()))
            }
            _ => None,
        }
    }

    fn own_path(&mut self, rest: &'a [Name], span: Span, scope: Scope<'a>) -> Resolved {
        let ([first, deeper @ ..], Some(schema)) = (rest, scope.own) else {
            self.report(
                Diagnostic::new(Code::UnknownName, span, "`self` means nothing here")
                    .help("inside a component or kind, write `self.name`, `self.namespace` or another field"),
            );
            return UNKNOWN;
        };
        let path = || rest.iter().map(|n| n.text.clone()).collect();
        if first.text == "name" && deeper.is_empty() {
            return (ExprKind::Own(path()), Type::Scalar(ScalarType::String));
        }
        let field = self.schema(schema).and_then(|s| s.fields.get(&first.text));
        if let Some(field) = field.filter(|_| deeper.is_empty()) {
            return (ExprKind::Own(path()), field.ty.clone());
        }
        if let (Some(ty), [unit]) = (field.map(|f| f.ty.clone()), deeper) {
            let own = Expr { kind: ExprKind::Own(vec![first.text.clone()]), span };
            if let Some(found) = self.in_unit(own, &ty, unit) {
                return found;
            }
        }
        match self.member_type(schema, scope.body, rest) {
            Some(ty) => (ExprKind::Own(path()), ty),
            None if self.is_broken(schema) => UNKNOWN,
            None => {
                let fields =
                    self.schema(schema).iter().flat_map(|s| s.fields.keys()).cloned().collect::<Vec<_>>();
                let members = self.member_names(schema, scope.body);
                let near =
                    near(&first.text, members.iter().chain(&fields).map(SmolStr::as_str).chain(["name"]));
                self.report(
                    Diagnostic::new(Code::UnknownOutput, span, format!("`self` has no `{}`", dotted(rest)))
                        .label("neither a field nor an output")
                        .did_you_mean(
                            near.filter(|_| deeper.is_empty()).map(|n| format!("self.{n}")).as_deref(),
                        ),
                );
                UNKNOWN
            }
        }
    }

    fn environment_path(&mut self, rest: &'a [Name], span: Span) -> Resolved {
        if let [field] = rest {
            if field.text == "name" || field.text == "cluster" {
                return (ExprKind::Environment(field.text.clone()), Type::Scalar(ScalarType::String));
            }
            let schema = self.find(Family::Type, "environment").and_then(|id| self.schema(id));
            if let Some(ty) = schema.and_then(|s| s.fields.get(&field.text)).map(|f| f.ty.clone())
                && ty.scalar().is_some()
            {
                return (ExprKind::Environment(field.text.clone()), ty);
            }
        }
        self.report(
            Diagnostic::new(Code::UnknownOutput, span, format!("`environment` has no `{}`", dotted(rest)))
                .help("write `environment.name`, `environment.cluster` or `environment.cluster-domain`"),
        );
        UNKNOWN
    }

    fn component_path(&mut self, decl: &ValueDecl<'a>, rest: &'a [Name], span: Span) -> Resolved {
        let name = decl.name.text.clone();
        // A component whose kind is unknown was reported there.
        let kind = decl.entry.value.as_ref().and_then(super::constants::word);
        let Some(schema) = kind.and_then(|kind| self.find(Family::Kind, &kind.text)) else { return UNKNOWN };
        let path: Vec<SmolStr> = rest.iter().map(|n| n.text.clone()).collect();
        if rest.is_empty() {
            let kind = kind.map(|kind| kind.text.clone());
            return (ExprKind::Component(name, path), Type::Ref(RefType::Component(kind)));
        }
        if let [only] = rest
            && (only.text == "name" || only.text == "namespace")
        {
            return (ExprKind::Component(name, path), Type::Scalar(ScalarType::String));
        }
        match self.member_type(schema, Some(decl.entry), rest) {
            Some(ty) => (ExprKind::Component(name, path), ty),
            None if self.is_broken(schema) => UNKNOWN,
            None => {
                self.report(self.unknown_member(decl, schema, rest, span));
                UNKNOWN
            }
        }
    }

    /// The type of an output, secret, port or consumer of a component.
    pub(super) fn member_type(
        &mut self,
        schema: SchemaId,
        body: Option<&'a Entry>,
        path: &'a [Name],
    ) -> Option<Type> {
        let [first, deeper @ ..] = path else { return None };
        if let Some((entry, owner)) = self.member_entry(schema, body, "output", &first.text) {
            let own = Scope { fields: Some(owner), own: Some(schema), body };
            return self.output_type(entry, deeper, own);
        }
        if let Some((entry, _)) = self.member_entry(schema, body, "secret", &first.text) {
            return match deeper {
                [] => Some(Type::Ref(RefType::Secret)),
                [key] => self.key_type(entry, key),
                _ => None,
            };
        }
        let scope = Scope { own: Some(schema), body, fields: None };
        if first.text == exposed::FIELD {
            return self.exposed_type(scope, deeper);
        }
        if self.has_member(scope, "port", &first.text) {
            return match deeper {
                [] => Some(Type::Scalar(ScalarType::Port)),
                [part] => match part.text.as_str() {
                    "port" => Some(Type::Scalar(ScalarType::Port)),
                    "host" => Some(Type::Scalar(ScalarType::Host)),
                    "url" => Some(Type::Scalar(ScalarType::Url)),
                    "name" => Some(Type::Scalar(ScalarType::String)),
                    _ => None,
                },
                _ => None,
            };
        }
        (deeper.is_empty() && self.has_member(scope, "consumer", &first.text))
            .then_some(Type::Ref(RefType::Consumer))
    }

    fn output_type(&mut self, entry: &'a Entry, deeper: &'a [Name], scope: Scope<'a>) -> Option<Type> {
        if self.depth > MAX_CHAIN {
            return Some(Type::Error);
        }
        let value = match (&entry.value, &entry.block, deeper) {
            (Some(value), _, []) => value,
            (None, Some(block), [part]) => {
                block.entries.iter().find(|e| e.word.text == part.text)?.value.as_ref()?
            }
            _ => return None,
        };
        // Once is enough: an output that names another one twice would be looked at twice as often as that.
        let key = (value.span, scope.own, scope.body.map(|body| body.word.span));
        if let Some(known) = self.outputs.get(&key) {
            return Some(known.clone());
        }
        self.depth += 1;
        let ty = self.quietly(|this| this.inferred(value, scope).1);
        self.depth -= 1;
        self.outputs.insert(key, ty.clone());
        Some(ty)
    }

    /// The entry `output NAME` or `secret NAME` of a component or of its kinds, with the kind that has it.
    pub(super) fn member_entry(
        &self,
        schema: SchemaId,
        body: Option<&'a Entry>,
        word: &'static str,
        name: &str,
    ) -> Option<(&'a Entry, SchemaId)> {
        if let Some(entry) = body.and_then(|body| self.labelled_entry(body, word, name)) {
            return Some((entry, schema));
        }
        self.chain(schema).find_map(|id| {
            let decl = self.names.schemas.get(usize::try_from(id.0).ok()?)?;
            let index = if word == "output" { &decl.outputs } else { &decl.secrets };
            index.get(name).map(|entry| (*entry, id))
        })
    }

    /// The entry `WORD NAME` in a component's own block.
    fn labelled_entry(&self, body: &'a Entry, word: &'static str, name: &str) -> Option<&'a Entry> {
        /// So many entries are looked through each time.
        const FEW: usize = 64;
        let entries = &body.block.as_ref()?.entries;
        if entries.len() <= FEW {
            return labelled(body, word).find(|entry| label_is(entry, name));
        }
        let mut known = self.labelled.borrow_mut();
        let places = known.entry((body.word.span, word)).or_insert_with(|| {
            // Of several the first, which comes last here.
            let of_word = entries.iter().enumerate().rev().filter(|(_, entry)| entry.word.text == word);
            of_word.filter_map(|(place, entry)| Some((entry.label.as_ref()?.text.clone(), place))).collect()
        });
        places.get(name).and_then(|place| entries.get(*place))
    }

    /// Whether a component or its kinds have the member `word name`: `port http`, `consumer workers`.
    fn has_member(&self, scope: Scope<'a>, word: &'static str, name: &str) -> bool {
        let key = (scope.body.map(|body| body.word.span), scope.own, word);
        let mut known = self.members.borrow_mut();
        let members = known.entry(key).or_insert_with(|| {
            let members = self.member_entries(scope, word);
            members.map(|(name, _)| name.text.clone()).collect()
        });
        members.contains(name)
    }

    pub(super) fn members(&self, scope: Scope<'a>, word: &str) -> Vec<SmolStr> {
        self.member_entries(scope, word).map(|(name, _)| name.text.clone()).collect()
    }

    /// The members of a field of a component and its kinds: their names, and the entries that declare them.
    pub(super) fn member_entries(
        &self,
        scope: Scope<'a>,
        word: &str,
    ) -> impl Iterator<Item = (&'a Name, &'a Entry)> {
        let kinds = scope.own.into_iter().flat_map(|id| self.chain(id));
        let kinds =
            kinds.filter_map(|id| self.names.schemas.get(usize::try_from(id.0).ok()?)).map(|decl| decl.entry);
        let inner =
            scope.body.into_iter().chain(kinds).flat_map(|entry| &entry.block).flat_map(|b| &b.entries);
        inner.filter(move |e| e.word.text == word && e.ty.is_none()).flat_map(|inner| {
            let below = inner.block.iter().filter(|_| inner.label.is_none()).flat_map(|block| &block.entries);
            inner.label.as_ref().map(|label| (label, inner)).into_iter().chain(below.map(|e| (&e.word, e)))
        })
    }

    pub(super) fn member_names(&self, schema: SchemaId, body: Option<&'a Entry>) -> Vec<SmolStr> {
        let mut names = Vec::new();
        for word in ["output", "secret"] {
            let own = body.into_iter().flat_map(|body| labelled(body, word));
            names.extend(own.filter_map(|e| e.label.as_ref()).map(|l| l.text.clone()));
            for id in self.chain(schema) {
                let decl = usize::try_from(id.0).ok().and_then(|at| self.names.schemas.get(at));
                let index = decl.map(|d| if word == "output" { &d.outputs } else { &d.secrets });
                names.extend(index.into_iter().flat_map(|i| i.keys().cloned()));
            }
        }
        let scope = Scope { own: Some(schema), body, fields: None };
        names.extend(self.members(scope, "port"));
        names.extend(self.members(scope, "consumer"));
        let mut seen = rustc_hash::FxHashSet::default();
        names.retain(|name| seen.insert(name.clone()));
        names
    }

    fn unknown_member(
        &self,
        decl: &ValueDecl<'a>,
        schema: SchemaId,
        rest: &[Name],
        span: Span,
    ) -> Diagnostic {
        let (component, wanted) = (&decl.name.text, dotted(rest));
        let known = self.member_names(schema, Some(decl.entry));
        let near_name = rest.first().and_then(|first| near(&first.text, known.iter().map(SmolStr::as_str)));
        let hosts = rest.first().is_some_and(|first| first.text == exposed::FIELD);
        let port =
            !hosts && matches!(rest, [_, part] if ["host", "port", "url"].contains(&part.text.as_str()));
        let (code, message) = if self.is_a(schema, "stream") {
            (Code::UnknownConsumer, format!("the stream `{component}` declares no consumer `{wanted}`"))
        } else if port && self.is_a(schema, "workload") {
            let name = rest.first().map(|n| n.text.as_str()).unwrap_or_default();
            (Code::UnknownPort, format!("`{component}` declares no port `{name}`"))
        } else {
            (Code::UnknownOutput, format!("`{component}` has no output `{wanted}`"))
        };
        let place = rest.first().map_or(span, |name| name.span);
        let diagnostic = Diagnostic::new(code, place, message)
            .label("not declared")
            .also(decl.name.span, format!("`{component}` is declared here"));
        let scope = Scope { own: Some(schema), body: Some(decl.entry), fields: None };
        if hosts {
            return diagnostic.help(self.exposed_help(scope, component));
        }
        if near_name.is_some() {
            return diagnostic.did_you_mean(near_name);
        }
        let known: Vec<&str> = known.iter().map(SmolStr::as_str).collect();
        let there = |diagnostic: Diagnostic, word: &str| {
            let members = self.members(scope, word);
            only(diagnostic, &members.iter().map(SmolStr::as_str).collect::<Vec<_>>())
        };
        let declares = |word: &str| {
            let members = self.members(scope, word);
            let list: Vec<&str> = members.iter().map(SmolStr::as_str).collect();
            match list.is_empty() {
                true => String::new(),
                false => format!("name one that is there, {}, or ", crate::diagnostic::quoted(&list)),
            }
        };
        match code {
            Code::UnknownPort => {
                let port = format!("port {}: 8080", wanted.split('.').next().unwrap_or("http"));
                let help = format!("{}declare it: `{port}`", declares("port"));
                there(diagnostic.help(help), "port").fill_in(decl.name.span, &[], port)
            }
            Code::UnknownConsumer => {
                let consumer = format!("consumer {wanted} {{}}");
                let help = format!("{}declare it in the stream: `{consumer}`", declares("consumer"));
                there(diagnostic.help(help), "consumer").write_into(decl.name.span, &[], consumer)
            }
            _ if known.is_empty() => diagnostic.help("it has `name` and `namespace` only"),
            _ => diagnostic.help(format!("it has {}", crate::diagnostic::quoted(&known))),
        }
    }

    fn secret_path(&mut self, decl: &ValueDecl<'a>, rest: &'a [Name]) -> Resolved {
        let name = decl.name.text.clone();
        match rest {
            [] => (ExprKind::Secret(name, None), Type::Ref(RefType::Secret)),
            [key] => match self.key_type(decl.entry, key) {
                Some(ty) => (ExprKind::Secret(name, Some(key.text.clone())), ty),
                None => UNKNOWN,
            },
            [_, deeper, ..] => {
                self.report(wrong_form(
                    deeper.span,
                    "a key of a secret has no parts".to_owned(),
                    "write `SECRET.KEY`".to_owned(),
                ));
                UNKNOWN
            }
        }
    }

    /// A key of a secret; one that it does not have is reported here.
    fn key_type(&mut self, entry: &Entry, key: &Name) -> Option<Type> {
        let Some(keys) = keys(entry).or_else(|| self.encrypted_keys(entry)) else {
            return Some(Type::SecretValue);
        };
        if keys.contains(&key.text) {
            return Some(Type::SecretValue);
        }
        let secret = entry.label.as_ref().map_or("", |l| &l.text);
        let names: Vec<&str> = keys.iter().map(SmolStr::as_str).collect();
        let near = near(&key.text, names.iter().copied());
        let diagnostic = Diagnostic::new(
            Code::UnknownKey,
            key.span,
            format!("the secret `{secret}` has no key `{}`", key.text),
        )
        .label("not one of its keys")
        .also(entry.head(), "its keys are declared here");
        self.report(match near {
            Some(_) => diagnostic.did_you_mean(near),
            None if names.is_empty() => {
                diagnostic.help(format!("declare it: `keys {{ {}: \"remote/path\" }}`", key.text))
            }
            None => only(diagnostic.help(format!("it has {}", crate::diagnostic::quoted(&names))), &names),
        });
        Some(Type::Error)
    }

    /// Runs a check whose findings are reported elsewhere.
    fn quietly<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> T {
        self.trial(run).0
    }

    /// Runs a check and hands its findings back instead of reporting them.
    pub(super) fn trial<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> (T, Diagnostics) {
        let kept = std::mem::take(&mut self.diagnostics);
        let result = run(self);
        (result, std::mem::replace(&mut self.diagnostics, kept))
    }
}

/// Adds the repair that writes the only name there is in the place of one that is not there.
fn only(diagnostic: Diagnostic, names: &[&str]) -> Diagnostic {
    let [name] = names else { return diagnostic };
    let edit = Edit { span: diagnostic.primary.span, text: (*name).to_owned() };
    diagnostic.fix(format!("write `{name}`"), vec![edit], Applicability::Unsafe)
}

pub(super) fn labelled<'e>(entry: &'e Entry, word: &str) -> impl Iterator<Item = &'e Entry> {
    entry
        .block
        .iter()
        .flat_map(|block| &block.entries)
        .filter(move |e| e.word.text == word && e.label.is_some())
}

fn label_is(entry: &Entry, name: &str) -> bool {
    entry.label.as_ref().is_some_and(|label| label.text == name)
}

/// The keys that a secret declares; `None` where they can't be read from its declaration.
pub(crate) fn keys(entry: &Entry) -> Option<Vec<SmolStr>> {
    let kind = entry.value.as_ref().and_then(super::constants::word)?;
    if kind.text == "sops" {
        return None;
    }
    if kind.text == "registry" {
        return Some(vec![".dockerconfigjson".into()]);
    }
    let field = entry.block.as_ref()?.entries.iter().find(|e| e.word.text == "keys");
    let Some(field) = field else { return Some(Vec::new()) };
    if let Some(block) = &field.block {
        return Some(block.entries.iter().map(|e| e.word.text.clone()).collect());
    }
    match &field.value.as_ref()?.kind {
        ValueKind::List(items) => items.iter().map(list_name).collect(),
        _ => None,
    }
}

fn list_name(value: &crate::syntax::ast::Value) -> Option<SmolStr> {
    match &value.kind {
        ValueKind::String(pieces) => super::constants::plain_text(pieces),
        _ => super::constants::word(value).map(|name| name.text.clone()),
    }
}
