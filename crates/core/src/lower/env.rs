//! Environment variables. A text with secret parts is composed by the kubelet: its parts become variables of
//! their own before it, and the text names them by `$(NAME)`
//! (<https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/>).

use super::tree::{IntoNode, Map, scalar};
use crate::model::{At, Model, Named, OriginId, Part, Ref, SecretId, Value};
use crate::object::{Data, Node};
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
    let mut writer = Writer { model, names, keys: Vec::new(), out: Vec::new() };
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
    out: Vec<Node>,
}

impl Writer<'_> {
    fn variable(&mut self, name: &SmolStr, value: &At<Value>) {
        match &value.value {
            Value::Key(secret, key) => {
                self.keys.push((secret.clone(), key.clone(), name.clone()));
                self.key(name.clone(), secret, key, value.origin);
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
                Part::Key(secret, key) => {
                    // `$$` is a dollar sign that does not start a reference.
                    let dollars = text.chars().rev().take_while(|c| *c == '$').count();
                    text.extend(std::iter::repeat_n('$', dollars));
                    let name = self.part(secret, key, origin);
                    text.push_str("$(");
                    text.push_str(&name);
                    text.push(')');
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
        let mut name: String = format!("{owner}{}_{key}", secret.name)
            .to_uppercase()
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
            .collect();
        while self.names.iter().any(|n| *n == name) {
            name.push('_');
        }
        let name: SmolStr = name.into();
        self.names.push(name.clone());
        self.keys.push((secret.clone(), key.clone(), name.clone()));
        self.key(name.clone(), secret, key, origin);
        name
    }
}

/// The `envFrom` list of a container.
pub(crate) fn env_from(model: &Model, component: &str, sources: &[&At<Ref>]) -> Vec<Node> {
    sources.iter().filter_map(|at| source(model, component, at)).collect()
}

fn source(model: &Model, component: &str, at: &At<Ref>) -> Option<Node> {
    let reference = Map::new(at.origin);
    let (key, reference) = match &at.value {
        Ref::Secret(id) => ("secretRef", reference.with("name", model.secrets.get(id)?.name.clone())),
        Ref::Config(name) => {
            ("configMapRef", reference.with("name", super::config::config_name(component, name)))
        }
        _ => return None,
    };
    Some(Map::new(at.origin).with(key, reference).into_node(at.origin))
}
