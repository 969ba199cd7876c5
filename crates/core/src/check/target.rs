//! What a path stands for, as a place in the program, and which paths there are: for definitions, hover and completion.

use super::{Checker, Field, Scope, exposed, reference};
use crate::resolve::{ValueDecl, ValueWord};
use crate::syntax::ast::{Entry, Name, ValueKind};
use crate::types::{Family, PodField, RefType, SchemaId, Type, Unit};
use smol_str::SmolStr;

use super::seen::FieldName;

/// What a path stands for.
#[derive(Clone, Debug)]
pub(crate) enum Target<'a> {
    /// Something that is declared at the top of a file.
    Declared(ValueDecl<'a>),
    /// A field of a schema.
    Field(FieldName),
    /// An output, secret, port, consumer or other member of a component or kind: its name, and its entry.
    Member(&'a Name, &'a Entry),
    /// A key of a secret: where its name stands, and the secret.
    Key(&'a Name, &'a Entry),
    /// A schema: an operator.
    Schema(SchemaId),
    /// What only the running pod knows.
    Pod(PodField),
    /// A unit of a number.
    Unit(Unit),
}

/// The parts of a port that can be named behind it.
const PORT_PARTS: [&str; 4] = ["host", "port", "url", "name"];
/// The parts of an exposed host.
const HOST_PARTS: [&str; 2] = ["host", "url"];
/// What a component has beside its outputs.
const OF_ANY: [&str; 2] = ["name", "namespace"];

impl<'a> Checker<'a> {
    /// What a path stands for where `expected` is needed.
    pub(super) fn target(&self, path: &[Name], scope: Scope<'a>, expected: &Type) -> Option<Target<'a>> {
        let (first, rest) = path.split_first()?;
        match first.text.as_str() {
            "self" => return self.own_target(rest, scope),
            "environment" => {
                let schema = self.find(Family::Type, "environment")?;
                return self.field_target(schema, rest.first()?);
            }
            "pod" if !self.names.values.contains_key("pod") => {
                return PodField::named(&rest.first()?.text).map(Target::Pod);
            }
            _ => {}
        }
        if let Some(found) = scope.fields.and_then(|id| self.field_target(id, first)) {
            return match rest {
                [] => Some(found),
                rest => self.through_target(scope.fields?, first, rest),
            };
        }
        if let Some(found) = self.own_member(first, scope, expected).filter(|_| rest.is_empty()) {
            return Some(found);
        }
        let decl = self.names.values.get(&first.text).copied();
        match (decl, rest) {
            (Some(decl), []) => Some(Target::Declared(decl)),
            (Some(decl), rest) if decl.word == ValueWord::Component => {
                let schema = self.kind_of(&decl)?;
                self.member_target(schema, Some(decl.entry), rest)
            }
            (Some(decl), [key]) if decl.word == ValueWord::Secret => key_target(decl.entry, key),
            _ => None,
        }
    }

    /// A member that a bare name stands for, or an operator, where one is needed.
    fn own_member(&self, name: &Name, scope: Scope<'a>, expected: &Type) -> Option<Target<'a>> {
        let Type::Ref(target) = expected.required() else { return None };
        let words: &[&str] = match target {
            RefType::Operator => return self.find(Family::Operator, &name.text).map(Target::Schema),
            RefType::Port => &["port"],
            RefType::Mountable => &["config", "scratch", "volume"],
            RefType::Bundle => &["config"],
            _ => return None,
        };
        let mut members = words.iter().flat_map(|word| self.member_entries(scope, word));
        let member = members.find(|(member, _)| member.text == name.text);
        member.map(|(name, entry)| Target::Member(name, entry))
    }

    fn field_target(&self, schema: SchemaId, name: &Name) -> Option<Target<'a>> {
        let known = self.schema(schema)?.fields.contains_key(&name.text);
        known.then(|| Target::Field(FieldName { schema, name: name.text.clone() }))
    }

    fn unit_target(&self, schema: SchemaId, field: &Name, unit: &Name) -> Option<Target<'a>> {
        let scalar = self.schema(schema)?.fields.get(&field.text)?.ty.scalar()?;
        Unit::named(scalar, &unit.text).map(Target::Unit)
    }

    fn own_target(&self, rest: &[Name], scope: Scope<'a>) -> Option<Target<'a>> {
        let schema = scope.own?;
        let Some((first, deeper)) = rest.split_first() else {
            let name = &scope.body?.label.as_ref()?.text;
            return self.names.values.get(name).copied().map(Target::Declared);
        };
        let member = self.member_target(schema, scope.body, rest);
        match deeper {
            [] => self.field_target(schema, first).or(member),
            [unit] => member.or_else(|| self.unit_target(schema, first, unit)),
            _ => member,
        }
    }

    fn through_target(&self, schema: SchemaId, first: &Name, rest: &[Name]) -> Option<Target<'a>> {
        let ty = &self.schema(schema)?.fields.get(&first.text)?.ty;
        if let Type::Ref(RefType::Component(Some(kind))) = ty.required() {
            return self.member_target(self.find(Family::Kind, kind)?, None, rest);
        }
        self.unit_target(schema, first, rest.first()?)
    }

    fn member_target(&self, schema: SchemaId, body: Option<&'a Entry>, path: &[Name]) -> Option<Target<'a>> {
        let (first, deeper) = path.split_first()?;
        if let Some((entry, _)) = self.member_entry(schema, body, "output", &first.text) {
            let inner = entry.block.iter().flat_map(|block| &block.entries);
            return match deeper {
                [part] => {
                    inner.filter(|e| e.word.text == part.text).map(|e| Target::Member(&e.word, e)).next()
                }
                _ => entry.label.as_ref().map(|name| Target::Member(name, entry)),
            };
        }
        if let Some((entry, _)) = self.member_entry(schema, body, "secret", &first.text) {
            return match deeper {
                [key] => key_target(entry, key),
                _ => entry.label.as_ref().map(|name| Target::Member(name, entry)),
            };
        }
        let scope = Scope { own: Some(schema), body, fields: None };
        if first.text == exposed::FIELD {
            let hosts: Vec<_> = self.member_entries(scope, exposed::FIELD).collect();
            let named = hosts.iter().find(|(name, _)| deeper.first().is_some_and(|d| d.text == name.text));
            return named.or(hosts.first()).map(|(name, entry)| Target::Member(name, entry));
        }
        let mut members = ["port", "consumer"].iter().flat_map(|word| self.member_entries(scope, word));
        let member = members.find(|(name, _)| name.text == first.text);
        let member = member.map(|(name, entry)| Target::Member(name, entry));
        let field =
            || OF_ANY.contains(&first.text.as_str()).then(|| self.field_target(schema, first)).flatten();
        member.or_else(field)
    }

    /// Every path that may stand in an expression, whatever is wanted there.
    pub(super) fn paths(&self, scope: Scope<'a>) -> Vec<Vec<SmolStr>> {
        let mut paths: Vec<Vec<SmolStr>> = Vec::new();
        self.field_paths(scope, &mut paths);
        let itself = |decl: &ValueDecl| scope.body.is_some_and(|body| std::ptr::eq(body, decl.entry));
        let values = self.names.values.values();
        for decl in values.filter(|decl| decl.word != ValueWord::Environment && !itself(decl)) {
            paths.push(vec![decl.name.text.clone()]);
            let inner = self.declared_paths(decl);
            paths.extend(inner.iter().map(|path| behind(&decl.name.text, path)));
        }
        if let Some(schema) = scope.own {
            let members = self.member_paths(schema, scope.body);
            let fields = self.schema(schema).into_iter().flat_map(|schema| schema.fields.keys().cloned());
            let fields = fields.chain(["name".into()]).map(|field| vec![field]);
            paths.push(vec!["self".into()]);
            let inner = members.into_iter().chain(fields).chain(self.unit_paths(schema));
            paths.extend(inner.map(|path| behind("self", &path)));
        }
        let environment = self.find(Family::Type, "environment").and_then(|id| self.schema(id));
        let fields = environment.into_iter().flat_map(|schema| schema.fields.keys().cloned());
        let fields = fields.chain(["name".into(), "cluster".into()]);
        paths.extend(fields.map(|field| behind("environment", &[field])));
        paths.extend(PodField::names().map(|name| behind("pod", &[name.into()])));
        let members = ["config", "scratch", "volume"].into_iter().flat_map(|word| self.members(scope, word));
        let operators = self.names.family(Family::Operator).map(SmolStr::new);
        paths.extend(members.chain(operators).chain(["internet".into()]).map(|name| vec![name]));
        paths
    }

    /// The paths behind the name of a declaration.
    fn declared_paths(&self, decl: &ValueDecl<'a>) -> Vec<Vec<SmolStr>> {
        match decl.word {
            ValueWord::Component => {
                let Some(schema) = self.kind_of(decl) else { return Vec::new() };
                let every = OF_ANY.iter().map(|word| vec![SmolStr::new_static(word)]);
                every.chain(self.member_paths(schema, Some(decl.entry))).collect()
            }
            ValueWord::Secret => {
                let keys = reference::keys(decl.entry).or_else(|| self.encrypted_keys(decl.entry));
                keys.into_iter().flatten().map(|key| vec![key]).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The fields of a schema that are numbers, each with the units in which it can be read.
    fn unit_paths(&self, schema: SchemaId) -> Vec<Vec<SmolStr>> {
        let fields = self.schema(schema).into_iter().flat_map(|schema| &schema.fields);
        let in_units = |(name, field): (&SmolStr, &Field)| {
            let units = field.ty.scalar().map(Unit::names).unwrap_or_default();
            units.into_iter().map(|unit| behind(name, &[unit.into()])).collect::<Vec<_>>()
        };
        fields.flat_map(in_units).collect()
    }

    /// The fields that bare names read, and what stands behind them.
    fn field_paths(&self, scope: Scope<'a>, paths: &mut Vec<Vec<SmolStr>>) {
        let fields = scope.fields.and_then(|id| self.schema(id)).map(|schema| &schema.fields);
        for (name, field) in fields.into_iter().flatten() {
            paths.push(vec![name.clone()]);
            if let Type::Ref(RefType::Component(Some(kind))) = field.ty.required()
                && let Some(schema) = self.find(Family::Kind, kind)
            {
                paths.extend(self.member_paths(schema, None).iter().map(|path| behind(name, path)));
            }
        }
        paths.extend(scope.fields.map(|schema| self.unit_paths(schema)).unwrap_or_default());
    }

    /// The paths behind the name of a component.
    pub(super) fn member_paths(&self, schema: SchemaId, body: Option<&'a Entry>) -> Vec<Vec<SmolStr>> {
        let scope = Scope { own: Some(schema), body, fields: None };
        let mut paths = Vec::new();
        for name in self.member_names(schema, body) {
            if let Some((entry, _)) = self.member_entry(schema, body, "output", &name) {
                let parts = entry.block.iter().flat_map(|block| &block.entries);
                paths.extend(parts.map(|part| vec![name.clone(), part.word.text.clone()]));
                paths.push(vec![name]);
            } else if let Some((entry, _)) = self.member_entry(schema, body, "secret", &name) {
                paths.push(vec![name.clone()]);
                let keys = reference::keys(entry).unwrap_or_default();
                paths.extend(keys.into_iter().map(|key| vec![name.clone(), key]));
            } else {
                paths.push(vec![name.clone()]);
                let ports = self.members(scope, "port");
                let parts = PORT_PARTS.iter().filter(|_| ports.contains(&name));
                paths.extend(parts.map(|part| vec![name.clone(), SmolStr::new_static(part)]));
            }
        }
        let hosts = self.members(scope, exposed::FIELD);
        for part in HOST_PARTS.map(SmolStr::new_static) {
            let named = hosts.iter().filter(|host| hosts.len() > 1 && !host.contains('.'));
            paths.extend(named.map(|host| vec![exposed::FIELD.into(), host.clone(), part.clone()]));
            if hosts.len() == 1 {
                paths.push(vec![exposed::FIELD.into(), part]);
            }
        }
        paths
    }
}

fn behind(first: &str, rest: &[SmolStr]) -> Vec<SmolStr> {
    std::iter::once(first.into()).chain(rest.iter().cloned()).collect()
}

/// The place where a secret declares a key, or its entry where keys have no places of their own.
fn key_target<'a>(entry: &'a Entry, key: &Name) -> Option<Target<'a>> {
    let field = entry.block.iter().flat_map(|block| &block.entries).find(|e| e.word.text == "keys");
    let listed = field.and_then(|field| match &field.value.as_ref()?.kind {
        ValueKind::List(items) => {
            items.iter().filter_map(super::constants::word).find(|w| w.text == key.text)
        }
        _ => None,
    });
    let mut inner =
        field.into_iter().filter_map(|field| field.block.as_ref()).flat_map(|block| &block.entries);
    let written = inner.find(|e| e.word.text == key.text).map(|e| &e.word);
    listed.or(written).or(entry.label.as_ref()).map(|name| Target::Key(name, entry))
}
