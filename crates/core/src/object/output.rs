//! What a build gives: nodes of objects in apply order, and the Flux objects that deliver them.

use super::Object;
use crate::model::{OriginId, Origins};
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The result of lowering one environment.
#[derive(Clone, Debug)]
pub struct Output {
    /// The environment's name.
    pub environment: SmolStr,
    /// The cluster's name, where the environment has clusters.
    pub cluster: Option<SmolStr>,
    /// Where the files of the tree lie.
    pub place: TreePlace,
    /// The nodes in an order in which they can be applied: what is needed comes first, ties by name.
    pub nodes: Vec<OutputNode>,
    /// The Flux objects, by the path of their file from the root of the source: `clusters/prod/flux/agent-executor.yaml`.
    /// In the order of the nodes, the source first.
    pub flux: Vec<(SmolStr, Object)>,
    /// Where values of the cluster stand.
    pub variables: Vec<VariableUse>,
    /// The chains behind every `OriginId` of the objects.
    pub origins: Origins,
}

/// A place that Flux fills with a value of the cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariableUse {
    /// The variable's name.
    pub name: SmolStr,
    /// The node.
    pub node: SmolStr,
    /// Whether the object is a Secret.
    pub secret: bool,
    /// The origin of the value.
    pub origin: OriginId,
}

/// Where the files of a tree lie, from the root of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreePlace {
    /// The folder that holds the whole tree; `None` where a layout spreads it over the source.
    pub base: Option<SmolStr>,
    /// The folder that the cluster's own Flux Kustomization points at.
    pub root: SmolStr,
    /// What else the root lists: paths from there to files and folders that others wrote.
    pub include: Vec<SmolStr>,
    /// What decided all this.
    pub origins: Vec<OriginId>,
}

/// One unit that Flux reconciles: a folder of objects and a Flux Kustomization.
#[derive(Clone, Debug, Default)]
pub struct OutputNode {
    /// The name of the Flux Kustomization.
    pub name: SmolStr,
    /// The folder of its objects, from the root of the source.
    pub folder: SmolStr,
    /// The component that it delivers; `None` for `namespaces`, `stores` and `secrets-…`.
    pub component: Option<SmolStr>,
    /// The component's declaration, or the environment's.
    pub origin: OriginId,
    /// The names of the nodes that must be ready before, transitively reduced, each with what makes this one wait for it.
    pub depends_on: BTreeMap<SmolStr, OriginId>,
    /// Its objects in apply order.
    pub objects: Vec<Object>,
    /// What it takes over as it is.
    pub adopted: Adopted,
}

/// What a node takes over as it is.
#[derive(Clone, Debug, Default)]
pub struct Adopted {
    /// Files by their paths below the node, `/` separated, with their texts.
    pub files: BTreeMap<String, Arc<str>>,
    /// The paths of those that the node's own kustomization lists.
    pub resources: Vec<String>,
    /// The folder below the node that Flux is pointed at, where the files have a kustomization of their own there; `None` if
    /// the node has one.
    pub entry: Option<String>,
    /// The objects in the files, each with its text. What a kustomization among the files changes is not in them.
    pub objects: Vec<(Object, String)>,
}

impl Adopted {
    /// With files that have a kustomization of their own in a folder below the node, which the node's own lists: the node has
    /// other objects too.
    #[must_use]
    pub fn beside_objects(mut self) -> Self {
        const FOLDER: &str = "manifests";
        let Some(entry) = self.entry.take() else { return self };
        self.resources.push(format!("{FOLDER}/{entry}").trim_end_matches('/').to_owned());
        self.files = self.files.into_iter().map(|(path, text)| (format!("{FOLDER}/{path}"), text)).collect();
        self
    }

    /// Adds a file of one object that the node's own kustomization lists.
    pub fn add(&mut self, path: String, text: Arc<str>, object: Object) {
        self.objects.push((object, text.to_string()));
        self.files.insert(path.clone(), text);
        self.resources.push(path);
    }
}

impl Output {
    /// The environment, and the cluster where it has several: `prod`, `prod/eu`.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.cluster {
            Some(cluster) => format!("{}/{cluster}", self.environment),
            None => self.environment.to_string(),
        }
    }

    /// The objects of all nodes in files that are taken over as they are.
    pub fn adopted(&self) -> impl Iterator<Item = &Object> {
        self.nodes.iter().flat_map(|node| &node.adopted.objects).map(|(object, _)| object)
    }

    /// Every object that is emitted: those of the nodes in apply order, then the Flux objects.
    pub fn objects(&self) -> impl Iterator<Item = &Object> {
        self.nodes.iter().flat_map(|node| &node.objects).chain(self.flux.iter().map(|(_, object)| object))
    }
}
