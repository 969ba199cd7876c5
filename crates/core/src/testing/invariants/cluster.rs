//! The objects of a build as a cluster would hold them: JSON, found by kind, namespace and name.
//!
//! Nothing here knows how an object was made. What makes pods is known: the workloads of Kubernetes by their templates, and
//! the pods that operators start for their own resources by the labels and ports that those operators document.

use crate::object::{Object, Output};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// An object, and the node that delivers it.
#[derive(Clone, Debug)]
pub struct Thing {
    /// The object.
    pub value: Value,
    /// The name of its Flux Kustomization; empty for the Flux objects themselves.
    pub node: String,
    /// Whether it stands in YAML that is taken over as it is.
    pub adopted: bool,
}

impl Thing {
    /// The text at a pointer, or the empty string.
    #[must_use]
    pub fn text(&self, pointer: &str) -> &str {
        text(&self.value, pointer)
    }

    /// `apps/v1` is in `apps`; the core group is the empty string.
    #[must_use]
    pub fn group(&self) -> &str {
        self.text("/apiVersion").split_once('/').map_or("", |(group, _)| group)
    }

    /// `Deployment`
    #[must_use]
    pub fn kind(&self) -> &str {
        self.text("/kind")
    }

    /// Its namespace, or the empty string.
    #[must_use]
    pub fn namespace(&self) -> &str {
        self.text("/metadata/namespace")
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.text("/metadata/name")
    }

    /// `Deployment shop/web`
    #[must_use]
    pub fn title(&self) -> String {
        format!("{} {}/{}", self.kind(), self.namespace(), self.name())
    }

    /// The template of the pods that it starts, with the pointer to it.
    #[must_use]
    pub fn template(&self) -> Option<(&'static str, &Value)> {
        let pointer = match self.kind() {
            "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" | "Job" => "/spec/template",
            "CronJob" => "/spec/jobTemplate/spec/template",
            "ScaledJob" => "/spec/jobTargetRef/template",
            _ => return None,
        };
        Some((pointer, self.value.pointer(pointer)?))
    }
}

/// Pods that are alike: those of a Deployment, a Job, a database.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pods {
    /// Their namespace.
    pub namespace: String,
    /// The name of what starts them.
    pub name: String,
    /// The node that delivers what starts them.
    pub node: String,
    /// Their labels.
    pub labels: BTreeMap<String, String>,
    /// The ports on which they listen, by name.
    pub ports: BTreeMap<String, Port>,
}

/// A port of a pod: its number, and whether it is UDP.
pub type Port = (u64, bool);

impl Pods {
    /// Pods of a namespace with one label, which are in no node.
    #[must_use]
    pub fn labelled(namespace: &str, key: &str, value: &str, ports: &[u64]) -> Self {
        Self {
            namespace: namespace.to_owned(),
            name: value.to_owned(),
            node: String::new(),
            labels: BTreeMap::from([(key.to_owned(), value.to_owned())]),
            ports: ports.iter().map(|port| (port.to_string(), (*port, false))).collect(),
        }
    }
}

/// The objects of an environment, and what else its cluster has by what the program says.
#[derive(Clone, Debug, Default)]
pub struct Cluster {
    things: Vec<Thing>,
    places: BTreeMap<String, usize>,
    pods: Vec<Pods>,
    pub(super) provided: Provided,
}

/// What a cluster has without an object of the build.
#[derive(Clone, Debug, Default)]
pub struct Provided {
    /// Things that are there already: `Secret shop/login`, with their keys where they are known.
    pub things: BTreeMap<String, Option<BTreeSet<String>>>,
    /// Components that are there already: whatever of their namespace is named after them.
    pub components: BTreeSet<(String, String)>,
    /// Namespaces in which others make things: charts, other repositories, Flux' own.
    pub open: BTreeSet<String>,
}

impl Provided {
    /// Adds something of which no keys are known.
    pub fn add(&mut self, kind: &str, namespace: &str, name: &str) {
        self.things.entry(title(kind, namespace, name)).or_insert(None);
    }

    /// Adds something with these keys.
    pub fn keyed(&mut self, kind: &str, namespace: &str, name: &str, keys: BTreeSet<String>) {
        let known = self.things.entry(title(kind, namespace, name)).or_insert_with(|| Some(BTreeSet::new()));
        if let Some(known) = known {
            known.extend(keys);
        }
    }

    /// Whether the program says that this is there.
    #[must_use]
    pub fn has(&self, kind: &str, namespace: &str, name: &str) -> bool {
        let named_after = |(place, base): &(String, String)| {
            place == namespace
                && name
                    .strip_prefix(base.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        self.is_open(namespace)
            || self.things.contains_key(&title(kind, namespace, name))
            || self.components.iter().any(named_after)
    }

    /// Whether things may appear in a namespace that the program does not show.
    #[must_use]
    pub fn is_open(&self, namespace: &str) -> bool {
        namespace == "default" || namespace.starts_with("kube-") || self.open.contains(namespace)
    }
}

fn title(kind: &str, namespace: &str, name: &str) -> String {
    format!("{kind} {namespace}/{name}")
}

impl Cluster {
    /// The objects of a build: those of its nodes, those that it adopts, and those of Flux.
    #[must_use]
    pub fn of(output: &Output, provided: Provided) -> Self {
        let json = |object: &Object| serde_json::to_value(&object.body).unwrap_or_default();
        let thing = |object: &Object, node: &str, adopted| Thing {
            value: json(object),
            node: node.to_owned(),
            adopted,
        };
        let mut things = Vec::new();
        for node in &output.nodes {
            things.extend(node.objects.iter().map(|object| thing(object, &node.name, false)));
            let adopted = node.adopted.objects.iter();
            things.extend(adopted.map(|(object, _)| thing(object, &node.name, true)));
        }
        things.extend(output.flux.iter().map(|(_, object)| thing(object, "", false)));
        Self::new(things, provided)
    }

    /// A cluster of these things.
    #[must_use]
    pub fn new(things: Vec<Thing>, provided: Provided) -> Self {
        let mut places = BTreeMap::new();
        for (place, thing) in things.iter().enumerate() {
            places.entry(thing.title()).or_insert(place);
        }
        let pods = things.iter().filter_map(pods_of).collect();
        let mut provided = provided;
        provided.open.extend(things.iter().filter_map(filled).map(str::to_owned));
        Self { things, places, pods, provided }
    }

    /// Every object, in apply order.
    pub fn things(&self) -> impl Iterator<Item = &Thing> {
        self.things.iter()
    }

    /// The objects that the compiler wrote itself.
    pub fn written(&self) -> impl Iterator<Item = &Thing> {
        self.things.iter().filter(|thing| !thing.adopted)
    }

    /// The objects of a kind.
    pub fn of_kind<'c>(&'c self, kind: &'c str) -> impl Iterator<Item = &'c Thing> {
        self.things.iter().filter(move |thing| thing.kind() == kind)
    }

    /// The object of this kind, namespace and name.
    #[must_use]
    pub fn find(&self, kind: &str, namespace: &str, name: &str) -> Option<&Thing> {
        self.places.get(&title(kind, namespace, name)).and_then(|place| self.things.get(*place))
    }

    /// Whether it is there: an object of the build, or one that the program says is there already.
    #[must_use]
    pub fn has(&self, kind: &str, namespace: &str, name: &str) -> bool {
        self.find(kind, namespace, name).is_some() || self.provided.has(kind, namespace, name)
    }

    /// The pods that will run, as far as the objects tell.
    #[must_use]
    pub fn pods(&self) -> &[Pods] {
        &self.pods
    }

    /// The pods of a namespace that a selector finds.
    pub fn selected<'c>(&'c self, namespace: &'c str, selector: &'c Value) -> impl Iterator<Item = &'c Pods> {
        let here = self.pods.iter().filter(move |pods| pods.namespace == namespace);
        here.filter(move |pods| selects(selector, &pods.labels))
    }
}

/// The text at a JSON pointer, or the empty string.
#[must_use]
pub(super) fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or("")
}

/// The items of the list at a JSON pointer; none if there is no list.
#[must_use]
pub(super) fn items<'v>(value: &'v Value, pointer: &str) -> &'v [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The fields of the map at a JSON pointer; none if there is no map.
pub(super) fn fields<'v>(value: &'v Value, pointer: &str) -> impl Iterator<Item = (&'v String, &'v Value)> {
    value.pointer(pointer).and_then(Value::as_object).into_iter().flatten()
}

/// Whether there is `true` at a JSON pointer.
pub(super) fn is_true(value: &Value, pointer: &str) -> bool {
    value.pointer(pointer) == Some(&Value::Bool(true))
}

/// Every container of a pod with its pointer in the template, those that run before included.
pub(super) fn containers(template: &Value) -> impl Iterator<Item = (String, &Value)> {
    let of = move |field: &'static str| {
        let list = items(template, &format!("/spec/{field}")).iter().enumerate();
        list.map(move |(at, container)| (format!("/spec/{field}/{at}"), container))
    };
    of("initContainers").chain(of("containers")).chain(of("ephemeralContainers"))
}

/// Whether labels are what a selector asks for
/// (<https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors>). One that asks for nothing
/// selects everything.
pub(super) fn selects(selector: &Value, labels: &BTreeMap<String, String>) -> bool {
    let label = |key: &str| labels.get(key).map(String::as_str);
    let equal = fields(selector, "/matchLabels").all(|(key, value)| label(key) == value.as_str());
    equal
        && items(selector, "/matchExpressions").iter().all(|wanted| {
            let value = label(text(wanted, "/key"));
            let listed = items(wanted, "/values").iter().any(|one| one.as_str() == value);
            match text(wanted, "/operator") {
                "In" => value.is_some() && listed,
                "NotIn" => value.is_none() || !listed,
                "Exists" => value.is_some(),
                "DoesNotExist" => value.is_none(),
                _ => false,
            }
        })
}

/// A map of texts at a JSON pointer.
pub(super) fn texts(value: &Value, pointer: &str) -> BTreeMap<String, String> {
    let one = |(key, value): (&String, &Value)| Some((key.clone(), value.as_str()?.to_owned()));
    fields(value, pointer).filter_map(one).collect()
}

/// The pods that an object starts, or makes its operator start.
///
/// - <https://cloudnative-pg.io/documentation/current/labels_annotations/>, ports in
///   <https://cloudnative-pg.io/documentation/current/networking/>
/// - <https://www.dragonflydb.io/docs/managing-dragonfly/operator/dragonfly-configuration>
/// - the chart of NATS: <https://github.com/nats-io/k8s/tree/main/helm/charts/nats>
fn pods_of(thing: &Thing) -> Option<Pods> {
    let (namespace, name) = (thing.namespace(), thing.name());
    let made = |key, ports: &[u64]| {
        let pods = Pods::labelled(namespace, key, name, ports);
        Some(Pods { node: thing.node.clone(), ..pods })
    };
    match (thing.group(), thing.kind()) {
        ("postgresql.cnpg.io", "Cluster") => made("cnpg.io/cluster", &[5432, 8000, 9187]),
        ("dragonflydb.io", "Dragonfly") => made("app", &[6379, 9999]),
        // What the pods of other charts answer on, nobody here knows.
        ("helm.toolkit.fluxcd.io", "HelmRelease") if is_nats(thing) => {
            made("app.kubernetes.io/instance", &[4222, 6222, 7777, 8222])
        }
        _ => {
            let (_, template) = thing.template()?;
            let ports = containers(template).flat_map(|(_, container)| items(container, "/ports"));
            let port = |port: &Value| {
                let number = port.get("containerPort")?.as_u64()?;
                Some((text(port, "/name").to_owned(), (number, text(port, "/protocol") == "UDP")))
            };
            Some(Pods {
                namespace: namespace.to_owned(),
                name: name.to_owned(),
                node: thing.node.clone(),
                labels: texts(template, "/metadata/labels"),
                ports: ports.filter_map(port).collect(),
            })
        }
    }
}

/// The namespace that somebody else's templates fill with whatever they hold: that of a chart, or of a Flux Kustomization
/// which is taken over.
fn filled(thing: &Thing) -> Option<&str> {
    let target = Some(thing.text("/spec/targetNamespace")).filter(|target| !target.is_empty());
    match (thing.group(), thing.kind()) {
        ("helm.toolkit.fluxcd.io", "HelmRelease") if !is_nats(thing) => {
            Some(target.unwrap_or(thing.namespace()))
        }
        ("kustomize.toolkit.fluxcd.io", "Kustomization") if thing.adopted => target,
        _ => None,
    }
}

/// Whether a release is the official chart of NATS.
fn is_nats(release: &Thing) -> bool {
    release.text("/spec/chart/spec/chart") == "nats"
}
