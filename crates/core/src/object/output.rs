//! What a build gives: nodes of objects in apply order, and the Flux objects that deliver them.

use super::Object;
use crate::model::Origins;
use smol_str::SmolStr;

/// The result of lowering one environment.
#[derive(Clone, Debug)]
pub struct Output {
    /// The environment's name.
    pub environment: SmolStr,
    /// The nodes in an order in which they can be applied: what is needed comes first, ties by name.
    pub nodes: Vec<OutputNode>,
    /// The Flux objects, by the name of their file in `flux/` without its ending: `source`, `namespaces`,
    /// `agent-executor`. In the order of the nodes, the source first.
    pub flux: Vec<(SmolStr, Object)>,
    /// The chains behind every `OriginId` of the objects.
    pub origins: Origins,
}

/// One unit that Flux reconciles: a folder below `nodes/` and a Flux Kustomization in `flux/`.
#[derive(Clone, Debug)]
pub struct OutputNode {
    /// The name of the folder and of the Flux Kustomization.
    pub name: SmolStr,
    /// The component that it delivers; `None` for `namespaces`, `stores` and `secrets-…`.
    pub component: Option<SmolStr>,
    /// The names of the nodes that must be ready before, transitively reduced, sorted.
    pub depends_on: Vec<SmolStr>,
    /// Its objects in apply order.
    pub objects: Vec<Object>,
}

impl Output {
    /// Every object: those of the nodes in apply order, then the Flux objects.
    pub fn objects(&self) -> impl Iterator<Item = &Object> {
        self.nodes.iter().flat_map(|node| &node.objects).chain(self.flux.iter().map(|(_, object)| object))
    }
}
