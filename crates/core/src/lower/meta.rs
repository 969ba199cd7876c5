//! What all objects share: names, labels, annotations.

use super::tree::Map;
use crate::model::{At, Component, Model, Named, OriginId};
use crate::object::{Data, Node, Object};
use crate::types::text::image_tag;
use smol_str::SmolStr;

/// The annotation by which Flux never deletes an object
/// (<https://fluxcd.io/flux/components/kustomize/kustomizations/#controlling-the-apply-behavior-of-resources>).
pub(crate) const KEEP: (&str, &str) = ("kustomize.toolkit.fluxcd.io/prune", "disabled");

/// An object under construction: its head; the rest of its body is added as fields.
pub(crate) struct Draft {
    api_version: SmolStr,
    kind: SmolStr,
    name: SmolStr,
    namespace: Option<SmolStr>,
    origin: OriginId,
    body: Map,
}

/// The metadata of an object.
pub(crate) struct Meta<'a> {
    pub(crate) name: SmolStr,
    pub(crate) namespace: Option<&'a At<SmolStr>>,
    pub(crate) labels: Map,
    pub(crate) annotations: Map,
    pub(crate) origin: OriginId,
}

impl<'a> Meta<'a> {
    /// The metadata of an object of a component, named after it.
    pub(crate) fn of(model: &Model, component: &'a Component) -> Self {
        Self::named(model, component, component.name.clone())
    }

    /// The metadata of an object of a component, with a name of its own.
    pub(crate) fn named(model: &Model, component: &'a Component, name: SmolStr) -> Self {
        let mut annotations = Map::new(component.origin);
        for (key, value) in &component.common.annotations {
            annotations.insert(key.clone(), value);
        }
        Self {
            name,
            namespace: Some(&component.common.namespace),
            labels: labels(model, component),
            annotations,
            origin: component.origin,
        }
    }

    /// Adds an annotation.
    pub(crate) fn annotate(mut self, (key, value): (&'static str, &'static str)) -> Self {
        self.annotations.insert(SmolStr::new_static(key), value);
        self
    }

    /// Adds an annotation that a setting asked for.
    pub(crate) fn annotate_for(
        mut self,
        (key, value): (&'static str, &'static str),
        origin: OriginId,
    ) -> Self {
        self.annotations.insert(SmolStr::new_static(key), Node::new(Data::Str(value.into()), origin));
        self
    }

    /// Adds annotations.
    pub(crate) fn annotations(mut self, more: &Named<SmolStr>) -> Self {
        for (key, value) in more {
            self.annotations.insert(key.clone(), value);
        }
        self
    }

    /// Without a namespace: for what lives outside of them.
    pub(crate) fn cluster_scoped(mut self) -> Self {
        self.namespace = None;
        self
    }

    fn node(self) -> Map {
        Map::new(self.origin)
            .with("name", self.name)
            .maybe("namespace", self.namespace)
            .map("labels", self.labels)
            .map("annotations", self.annotations)
    }
}

impl Draft {
    /// An object of this API and kind.
    pub(crate) fn new(api_version: impl Into<SmolStr>, kind: impl Into<SmolStr>, meta: Meta) -> Self {
        let (api_version, kind) = (api_version.into(), kind.into());
        let (name, origin) = (meta.name.clone(), meta.origin);
        let namespace = meta.namespace.map(|at| at.value.clone());
        let body = Map::new(origin)
            .with("apiVersion", api_version.clone())
            .with("kind", kind.clone())
            .with("metadata", meta.node());
        Self { api_version, kind, name, namespace, origin, body }
    }

    /// An object whose API and kind the sources name.
    pub(crate) fn named(api_version: &At<SmolStr>, kind: &At<SmolStr>, meta: Meta) -> Self {
        let mut draft = Self::new(api_version.value.clone(), kind.value.clone(), meta);
        draft.body.insert(SmolStr::new_static("apiVersion"), api_version);
        draft.body.insert(SmolStr::new_static("kind"), kind);
        draft
    }

    /// Adds a field beside `metadata`.
    pub(crate) fn with(mut self, key: &'static str, value: impl super::tree::IntoNode) -> Self {
        self.body = self.body.with(key, value);
        self
    }

    /// Adds a field beside `metadata` if there is a value.
    pub(crate) fn maybe(mut self, key: &'static str, value: Option<Node>) -> Self {
        self.body = self.body.maybe(key, value);
        self
    }

    /// The object.
    pub(crate) fn object(self) -> Object {
        Object {
            api_version: self.api_version,
            kind: self.kind,
            name: self.name,
            namespace: self.namespace,
            body: self.body.node(),
            origin: self.origin,
        }
    }
}

/// What the objects of no component are part of: what the environment says, else the environment.
pub(crate) fn system(model: &Model) -> Node {
    match &model.environment.part_of {
        Some(part_of) => Node::new(Data::Str(part_of.value.clone()), part_of.origin),
        None => Node::new(Data::Str(model.name.clone()), model.origin),
    }
}

/// The labels by which a component's pods are selected: identity only, for selectors can't be changed.
pub(crate) fn selector(component: &Component) -> Map {
    Map::new(component.origin)
        .with("app.kubernetes.io/name", component.name.clone())
        .with("app.kubernetes.io/instance", component.name.clone())
}

/// The recommended labels
/// (<https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/>) and the component's own.
pub(crate) fn labels(model: &Model, component: &Component) -> Map {
    let mut labels = selector(component).maybe("app.kubernetes.io/version", version(component));
    labels = labels.with("app.kubernetes.io/component", component.declared_kind.clone());
    labels = match &model.environment.part_of {
        Some(part_of) => labels.with("app.kubernetes.io/part-of", part_of),
        None => labels.with("app.kubernetes.io/part-of", component.name.clone()),
    };
    labels = labels.with("app.kubernetes.io/managed-by", "fluo");
    for (key, value) in &component.common.labels {
        labels.insert(key.clone(), value);
    }
    labels
}

/// The tag of the component's image, where it is a legal label.
fn version(component: &Component) -> Option<Node> {
    let image = &component.workload()?.image;
    let tag = image_tag(image).filter(|tag| is_label_value(tag))?;
    Some(super::tree::IntoNode::into_node(SmolStr::new(tag), image.origin))
}

/// Whether Kubernetes admits a text as the value of a label
/// (<https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set>).
pub(crate) fn is_label_value(text: &str) -> bool {
    let end = |c: char| c.is_ascii_alphanumeric();
    text.is_empty()
        || (text.len() <= 63
            && text.starts_with(end)
            && text.ends_with(end)
            && text.chars().all(|c| end(c) || "-_.".contains(c)))
}

/// Whether Kubernetes admits a text as the key of a label or annotation.
pub(crate) fn is_label_key(text: &str) -> bool {
    let (prefix, name) = text.split_once('/').map_or((None, text), |(p, n)| (Some(p), n));
    let legal_prefix =
        prefix.is_none_or(|p| p.len() <= 253 && p.split('.').all(crate::types::text::is_dns_label));
    legal_prefix && !name.is_empty() && is_label_value(name)
}
