//! Environment variables. A text with secret parts is composed by the kubelet: its parts become variables of
//! their own before it, and the text names them by `$(NAME)`
//! (<https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/>).

use super::tree::{Map, scalar};
use crate::model::records::EnvImport;
use crate::model::{At, Model, Named, OriginId, Part, Ref, SecretId, Value};
use crate::object::{Data, Node};
use crate::types::PodField;
use smol_str::SmolStr;

/// The `env` list of a container: the variables of `own` over those of `base`.
pub(crate) fn env(model: &Model, base: &Named<Value>, own: &Named<Value>) -> Vec<Node> {
    let mut merged: Named<Value> = base.clone();
    for (name, value) in own {
        match merged.iter_mut().find(|(n, _)| n == name) {
            Some((_, old)) => *old = value.clone(),
            None => merged.push((name.clone(), value.clone())),
        }
    }
    let names: Vec<SmolStr> = merged.iter().map(|(name, _)| name.clone()).collect();
    let mut writer = Writer { model, names, keys: Vec::new(), fields: Vec::new(), out: Vec::new() };
    for (name, value) in &merged {
        writer.variable(name, value);
    }
    writer.out
}

struct Writer<'m> {
    model: &'m Model,
    /// Names that the sources declare.
    names: Vec<SmolStr>,
    /// Secret keys that already have a variable, and its name.
    keys: Vec<(SecretId, SmolStr, SmolStr)>,
    /// Values of the running pod that already have a variable, and its name.
    fields: Vec<(PodField, SmolStr)>,
    out: Vec<Node>,
}

impl Writer<'_> {
    fn variable(&mut self, name: &SmolStr, value: &At<Value>) {
        match &value.value {
            Value::Key(of) => {
                let (secret, key) = &**of;
                self.keys.push((secret.clone(), key.clone(), name.clone()));
                self.key(name.clone(), secret, key, value.origin);
            }
            Value::Pod(field) => {
                self.fields.push((*field, name.clone()));
                self.field(name.clone(), *field, value.origin);
            }
            Value::Text(parts) => {
                let text = self.compose(parts, value.origin);
                self.literal(name, Data::Str(text.into()), value.origin);
            }
            Value::Scalar(inner) => {
                let text = match scalar(inner) {
                    Data::Str(text) => text,
                    _ => inner.to_string().into(),
                };
                self.literal(name, Data::Str(text), value.origin);
            }
            Value::Word(word) => self.literal(name, Data::Str(word.clone()), value.origin),
            _ => {}
        }
    }

    fn literal(&mut self, name: &SmolStr, value: Data, origin: OriginId) {
        self.out.push(Map::new(origin).with("name", name).with("value", value).node());
    }

    fn key(&mut self, name: SmolStr, secret: &SecretId, key: &SmolStr, origin: OriginId) {
        let secret = self.model.secrets.get(secret).map(|s| s.name.clone());
        let reference = Map::new(origin).maybe("name", secret).with("key", key);
        let from = Map::new(origin).with("secretKeyRef", reference);
        self.out.push(Map::new(origin).with("name", name).with("valueFrom", from).node());
    }

    /// The text in which secret parts are named; parts without a variable get one first.
    fn compose(&mut self, parts: &[Part], origin: OriginId) -> String {
        let mut text = String::new();
        for part in parts {
            match part {
                Part::Plain(plain) => text.push_str(plain),
                Part::Key(of) => {
                    let (secret, key) = &**of;
                    let name = self.part(secret, key, origin);
                    expand(&mut text, &name);
                }
                Part::Pod(field) => {
                    let name = self.pod_part(*field, origin);
                    expand(&mut text, &name);
                }
            }
        }
        text
    }

    fn part(&mut self, secret: &SecretId, key: &SmolStr, origin: OriginId) -> SmolStr {
        if let Some((_, _, name)) = self.keys.iter().find(|(s, k, _)| s == secret && k == key) {
            return name.clone();
        }
        let owner = secret.owner.as_deref().map(|owner| format!("{owner}_")).unwrap_or_default();
        let name = self.free(&format!("{owner}{}_{key}", secret.name));
        self.keys.push((secret.clone(), key.clone(), name.clone()));
        self.key(name.clone(), secret, key, origin);
        name
    }

    /// What only the running pod knows
    /// (<https://kubernetes.io/docs/concepts/workloads/pods/downward-api/>).
    fn field(&mut self, name: SmolStr, field: PodField, origin: OriginId) {
        let (kind, key) = match field.is_resource() {
            true => ("resourceFieldRef", "resource"),
            false => ("fieldRef", "fieldPath"),
        };
        let from = Map::new(origin).with(kind, Map::new(origin).with(key, field.path()));
        self.out.push(Map::new(origin).with("name", name).with("valueFrom", from).node());
    }

    fn pod_part(&mut self, field: PodField, origin: OriginId) -> SmolStr {
        if let Some((_, name)) = self.fields.iter().find(|(f, _)| *f == field) {
            return name.clone();
        }
        let name = self.free(&format!("pod_{}", field.name()));
        self.fields.push((field, name.clone()));
        self.field(name.clone(), field, origin);
        name
    }

    /// A name for a variable that the sources do not declare.
    fn free(&mut self, wanted: &str) -> SmolStr {
        let legal = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let mut name: String = wanted.to_uppercase().chars().map(legal).collect();
        while self.names.iter().any(|n| *n == name) {
            name.push('_');
        }
        let name: SmolStr = name.into();
        self.names.push(name.clone());
        name
    }
}

/// Appends the reference to a variable, as the kubelet expands it.
fn expand(text: &mut String, name: &str) {
    // `$$` is a dollar sign that does not start a reference.
    let dollars = text.chars().rev().take_while(|c| *c == '$').count();
    text.extend(std::iter::repeat_n('$', dollars));
    text.push_str("$(");
    text.push_str(name);
    text.push(')');
}

/// The `envFrom` list of a container.
pub(crate) fn env_from(
    model: &Model,
    component: &str,
    imports: &Named<EnvImport>,
    sources: &[&At<Ref>],
) -> Vec<Node> {
    let plain = sources.iter().filter_map(|at| {
        let (kind, reference) = source(model, component, at)?;
        Some(Map::new(at.origin).with(kind, reference).node())
    });
    let imported = imports.iter().filter_map(|(_, import)| {
        let (kind, reference) = source(model, component, import.source.as_ref()?)?;
        let optional = import.optional.value.then_some(&import.optional);
        let prefixed = Map::new(import.origin).maybe("prefix", import.prefix.as_ref());
        Some(prefixed.with(kind, reference.maybe("optional", optional)).node())
    });
    plain.chain(imported).collect()
}

/// What holds the variables: its kind, and the reference to it.
fn source(model: &Model, component: &str, at: &At<Ref>) -> Option<(&'static str, Map)> {
    let reference = Map::new(at.origin);
    Some(match &at.value {
        Ref::Secret(id) => ("secretRef", reference.with("name", model.secrets.get(id)?.name.clone())),
        Ref::Config(name) => {
            ("configMapRef", reference.with("name", super::config::config_name(component, name)))
        }
        Ref::SharedConfig(name) => ("configMapRef", reference.with("name", name.clone())),
        _ => return None,
    })
}
