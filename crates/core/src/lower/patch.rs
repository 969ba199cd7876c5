//! Patches: what a component merges into the objects that it emits. Lists merge where Kubernetes itself knows their items by
//! a key (<https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy>), else they are replaced.

use super::free::free;
use super::nodes::Level;
use crate::model::{Component, Model, OriginId, Record, Value};
use crate::object::{Data, Node, Object};
use crate::openapi::{Shape, kubernetes};
use smol_str::SmolStr;
use std::sync::Arc;

/// A patch of a component.
#[derive(Clone, Debug)]
pub(crate) struct Patch {
    /// The name of the object; `None` for every object of the kind.
    pub(crate) name: Option<SmolStr>,
    /// The kind of the object.
    pub(crate) kind: SmolStr,
    /// What is merged; null takes a field away.
    pub(crate) body: Node,
}

impl Patch {
    /// Whether an object is meant.
    pub(crate) fn is_for(&self, object: &Object) -> bool {
        object.kind == self.kind && self.name.as_ref().is_none_or(|name| *name == object.name)
    }

    /// The object with what the patch says merged into it.
    pub(crate) fn applied(&self, object: &Object, shape: &Shape) -> Node {
        merge(object.body.clone(), self.body.clone(), shape)
    }

    /// Where it stands as a whole.
    pub(crate) fn origin(&self) -> OriginId {
        self.body.origin
    }
}

/// The patches of a component, in their order.
pub(crate) fn patches(model: &Model, component: &Component) -> Vec<Patch> {
    let patches = component.common.patches.iter().map(|(label, at)| {
        let kind = at.head.as_ref().and_then(|head| match &head.value {
            Value::Word(word) => Some(word.clone()),
            _ => None,
        });
        let fields = Record { fields: at.fields.clone(), ..Record::default() };
        let body = free(model, &Value::Record(Arc::new(fields)), at.origin);
        match kind {
            Some(kind) => Patch { name: Some(label.clone()), kind, body },
            None => Patch { name: None, kind: label.clone(), body },
        }
    });
    patches.collect()
}

/// The shape of an object, if anybody knows it: Kubernetes' own, or from a CRD that the program names.
pub(crate) fn shape(model: &Model, object: &Object) -> Option<Shape> {
    kubernetes::kind(&object.api_version, &object.kind).or_else(|| {
        let crd = model.adopted.crds.get(&(object.group().into(), object.kind.clone()))?;
        let version = object.api_version.rsplit('/').next()?;
        crd.versions.get(version).cloned()
    })
}

/// The objects of a component with its patches in them.
pub(crate) fn patched(model: &Model, component: &Component, mut objects: Vec<Object>) -> Vec<Object> {
    for patch in patches(model, component) {
        for object in objects.iter_mut().filter(|object| patch.is_for(object)) {
            let shape = shape(model, object).unwrap_or_default();
            object.body = patch.applied(object, &shape);
        }
    }
    objects
}

/// One tree over another.
fn merge(base: Node, patch: Node, shape: &Shape) -> Node {
    let origin = base.origin;
    match (base.data, patch.data) {
        (Data::Map(base), Data::Map(patch)) => {
            Node::new(Data::Map(merged_fields(base.into(), patch, shape).into()), origin)
        }
        (Data::List(base), Data::List(patch_items)) => {
            let (of, keys) = shape.items().unwrap_or_default();
            if keys.is_empty() {
                return bare(Node::new(Data::List(patch_items), patch.origin));
            }
            Node::new(Data::List(merged_items(base.into(), patch_items, &of, &keys).into()), origin)
        }
        (_, data) => bare(Node::new(data, patch.origin)),
    }
}

fn merged_fields(
    mut base: Vec<(SmolStr, Node)>,
    patch: Box<[(SmolStr, Node)]>,
    shape: &Shape,
) -> Vec<(SmolStr, Node)> {
    for (key, value) in patch {
        let at = base.iter().position(|(other, _)| *other == key);
        let below = shape.member(&key).unwrap_or_default();
        match (at, &value.data) {
            (Some(at), Data::Null) => {
                base.remove(at);
            }
            (None, Data::Null) => {}
            (Some(at), _) => {
                if let Some((_, old)) = base.get_mut(at) {
                    let taken = std::mem::replace(old, Node::new(Data::Null, value.origin));
                    *old = merge(taken, value, &below);
                }
            }
            (None, _) => base.push((key, bare(value))),
        }
    }
    base
}

fn merged_items(mut base: Vec<Node>, patch: Box<[Node]>, of: &Shape, keys: &[SmolStr]) -> Vec<Node> {
    for item in patch {
        match base.iter_mut().find(|other| is_same(other, &item, keys)) {
            Some(old) => {
                let taken = std::mem::replace(old, Node::new(Data::Null, item.origin));
                *old = merge(taken, item, of);
            }
            None => base.push(bare(item)),
        }
    }
    base
}

/// Whether two items of a list are one: their first keys are equal, and of the others those that both have.
fn is_same(a: &Node, b: &Node, keys: &[SmolStr]) -> bool {
    let both = |key: &SmolStr| Some((&a.get(key)?.data, &b.get(key)?.data));
    let [first, others @ ..] = keys else { return false };
    both(first).is_some_and(|(a, b)| a == b) && others.iter().filter_map(both).all(|(a, b)| a == b)
}

/// A tree without what is to be taken away: nothing of it is there.
fn bare(node: Node) -> Node {
    let data = match node.data {
        Data::Map(fields) => {
            let fields = fields.into_iter().filter(|(_, value)| value.data != Data::Null);
            Data::Map(fields.map(|(key, value)| (key, bare(value))).collect())
        }
        Data::List(items) => Data::List(items.into_iter().map(bare).collect()),
        data => data,
    };
    Node::new(data, node.origin)
}

/// A setting of a patch that weakens the security of pods: where it is, and the level of the Pod Security Standards that
/// still admits it (<https://kubernetes.io/docs/concepts/security/pod-security-standards/>).
pub(crate) struct Weaker {
    /// The origin of the setting.
    pub(crate) origin: OriginId,
    /// The field, as the user wrote it.
    pub(crate) field: SmolStr,
    level: Level,
}

/// Everything in a patch that weakens the security of pods.
pub(crate) fn weaker(patch: &Patch) -> Vec<Weaker> {
    const WITH_PODS: [&str; 5] = ["CronJob", "DaemonSet", "Deployment", "Job", "StatefulSet"];
    let mut found = Vec::new();
    if WITH_PODS.contains(&patch.kind.as_str()) {
        collect_weaker(&patch.body, &mut found);
    }
    found
}

/// The level that the pods of a component need because of its patches.
pub(crate) fn level(model: &Model, component: &Component) -> Level {
    let patches = patches(model, component);
    patches.iter().flat_map(weaker).map(|weaker| weaker.level).max().unwrap_or(Level::Restricted)
}

fn collect_weaker(node: &Node, found: &mut Vec<Weaker>) {
    match &node.data {
        Data::Map(fields) => {
            for (key, value) in fields {
                if let Some(level) = weakens(key, &value.data) {
                    found.push(Weaker { origin: value.origin, field: key.clone(), level });
                }
                collect_weaker(value, found);
            }
        }
        Data::List(items) => items.iter().for_each(|item| collect_weaker(item, found)),
        _ => {}
    }
}

fn weakens(field: &str, value: &Data) -> Option<Level> {
    let texts =
        |items: &[Node]| items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect::<Vec<_>>();
    match (field, value) {
        ("privileged" | "hostNetwork" | "hostPID" | "hostIPC", Data::Bool(true)) => Some(Level::Privileged),
        ("hostPath", Data::Map(_)) | ("hostPort", Data::Int(_)) => Some(Level::Privileged),
        ("procMount", Data::Str(kind)) if kind != "Default" => Some(Level::Privileged),
        ("seccompProfile" | "appArmorProfile", Data::Map(_)) if is_unconfined(value) => {
            Some(Level::Privileged)
        }
        ("allowPrivilegeEscalation", Data::Bool(true) | Data::Null) => Some(Level::Baseline),
        ("runAsNonRoot", Data::Bool(false) | Data::Null) | ("runAsUser", Data::Int(0)) => {
            Some(Level::Baseline)
        }
        ("securityContext" | "seccompProfile" | "capabilities" | "drop", Data::Null) => Some(Level::Baseline),
        ("drop", Data::List(items)) if !texts(items).iter().any(|name| name == "ALL") => {
            Some(Level::Baseline)
        }
        ("add", Data::List(items)) => {
            let added = texts(items);
            let strange = added.iter().filter(|name| *name != "NET_BIND_SERVICE");
            strange
                .map(|name| if super::nodes::is_baseline(name) { Level::Baseline } else { Level::Privileged })
                .max()
        }
        ("readOnlyRootFilesystem", Data::Bool(false) | Data::Null) => Some(Level::Restricted),
        _ => None,
    }
}

fn is_unconfined(value: &Data) -> bool {
    let node = Node::new(value.clone(), OriginId::default());
    node.get("type").and_then(Node::as_str) == Some("Unconfined")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn node(value: &Value) -> Node {
        let data = match value {
            Value::Null => Data::Null,
            Value::Bool(value) => Data::Bool(*value),
            Value::Number(number) => Data::Int(number.as_i64().unwrap()),
            Value::String(text) => Data::Str(text.into()),
            Value::Array(items) => Data::List(items.iter().map(node).collect()),
            Value::Object(fields) => {
                Data::Map(fields.iter().map(|(key, value)| (key.into(), node(value))).collect())
            }
        };
        Node::new(data, OriginId::default())
    }

    fn merged(base: &Value, patch: &Value) -> Value {
        let shape = kubernetes::definition("core.v1.PodSpec").unwrap();
        serde_json::to_value(merge(node(base), node(patch), &shape)).unwrap()
    }

    #[test]
    fn lists_merge_by_their_keys_and_others_are_replaced() {
        let base = json!({
            "containers": [{ "name": "a", "env": [{ "name": "X", "value": "1" }], "args": ["x", "y"],
                "ports": [{ "containerPort": 80, "protocol": "TCP", "name": "http" }],
                "volumeMounts": [{ "name": "tmp", "mountPath": "/tmp" }] }],
            "tolerations": [{ "key": "old" }],
        });
        let patch = json!({
            "containers": [
                { "name": "a", "env": [{ "name": "X", "value": "2" }, { "name": "Y", "value": "3" }], "args": ["z"],
                  "ports": [{ "containerPort": 80, "hostPort": 8080 }], "volumeMounts": [{ "mountPath": "/tmp", "readOnly": true }] },
                { "name": "b", "image": "b", "command": null },
            ],
            "tolerations": [{ "key": "new" }],
        });
        let expected = json!({
            "containers": [
                { "name": "a", "env": [{ "name": "X", "value": "2" }, { "name": "Y", "value": "3" }], "args": ["z"],
                  "ports": [{ "containerPort": 80, "protocol": "TCP", "name": "http", "hostPort": 8080 }],
                  "volumeMounts": [{ "name": "tmp", "mountPath": "/tmp", "readOnly": true }] },
                { "name": "b", "image": "b" },
            ],
            "tolerations": [{ "key": "new" }],
        });
        assert_eq!(merged(&base, &patch), expected);
    }

    #[test]
    fn null_takes_a_field_away() {
        let base = json!({ "nodeName": "a", "dnsConfig": { "searches": ["x"] } });
        assert_eq!(
            merged(&base, &json!({ "nodeName": null, "hostname": null })),
            json!({ "dnsConfig": { "searches": ["x"] } })
        );
    }
}
