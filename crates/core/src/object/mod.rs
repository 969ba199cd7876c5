//! Kubernetes objects as trees in which every node knows its origin.

mod hosts;
mod node;
pub(crate) mod octets;
mod output;

pub use node::{Data, Key, Node};
pub use output::{Adopted, Output, OutputNode, TreePlace, VariableUse};

use crate::model::OriginId;
use smol_str::SmolStr;

/// A Kubernetes object. `body` is the whole of it: `apiVersion`, `kind`, `metadata` and the rest, in that order.
#[derive(Clone, Debug)]
pub struct Object {
    /// `apps/v1`
    pub api_version: SmolStr,
    /// `Deployment`
    pub kind: SmolStr,
    /// `metadata.name`
    pub name: SmolStr,
    /// `metadata.namespace`; `None` for what is not namespaced.
    pub namespace: Option<SmolStr>,
    /// The object.
    pub body: Node,
    /// Where the object as a whole comes from.
    pub origin: OriginId,
}

impl Object {
    /// The API group: `apps`, the empty string for the core group.
    #[must_use]
    pub fn group(&self) -> &str {
        // Every rule asks every object; to look for one byte is cheaper than for a character.
        let slash = self.api_version.bytes().position(|byte| byte == b'/');
        slash.and_then(|at| self.api_version.get(..at)).unwrap_or("")
    }

    /// What no two objects of a cluster may share.
    #[must_use]
    pub fn identity(&self) -> (&str, &str, &str, &str) {
        (self.group(), &self.kind, self.namespace.as_deref().unwrap_or(""), &self.name)
    }

    /// The name of its file in a node: `kind-name.yaml`.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("{}-{}.yaml", self.kind.to_lowercase(), self.name)
    }
}
