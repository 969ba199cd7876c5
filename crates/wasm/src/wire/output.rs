//! What was built, and where it comes from.

use super::{Files, Place, diagnostic::Diagnostic};
use fluo_core::emit::tree::Content;
use fluo_core::emit::{graph, trace};
use fluo_core::model::{self, OriginId};
use fluo_core::object::{Object, Output};
use fluo_core::source::Sources;
use serde::Serialize;
use std::collections::BTreeSet;
use tsify::Tsify;

/// What compiling gives.
#[derive(Debug, Serialize, Tsify)]
#[tsify(hashmap_as_object)]
pub struct Compilation {
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The environments that were looked at, and their clusters: `prod`, `prod/eu`.
    pub(crate) targets: Vec<String>,
    /// The files that `fluoc build -o` writes into an empty folder; none with errors.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) files: Option<Files>,
    /// The stream that `fluoc build` prints; none with errors.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) manifests: Option<String>,
}

/// An environment that a program declares.
#[derive(Debug, Serialize, Tsify)]
pub struct Environment {
    name: String,
    /// Its clusters, inherited ones too; none if it is built as one.
    clusters: Vec<String>,
    /// Its declaration.
    place: Place,
}

impl Environment {
    pub(crate) fn of((environments, sources): (Vec<fluo_core::Environment>, Sources)) -> Vec<Self> {
        let one = |environment: fluo_core::Environment| Self {
            name: environment.name.to_string(),
            clusters: environment.clusters.iter().map(ToString::to_string).collect(),
            place: Place::new(environment.span, &sources),
        };
        environments.into_iter().map(one).collect()
    }
}

/// Environments by name.
#[derive(Debug, Serialize, Tsify)]
pub struct Environments(pub(crate) Vec<Environment>);

/// What a build of a workspace gives. Texts of files are asked for one by one.
#[derive(Debug, Serialize, Tsify)]
pub struct Built {
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The environments that were looked at, and their clusters.
    pub(crate) targets: Vec<String>,
    /// Whether there are errors, so that files and graph are those of the last build without.
    pub(crate) stale: bool,
    /// By path; the ledger is not among them.
    pub(crate) files: Vec<EmittedFile>,
    pub(crate) graph: Vec<GraphNode>,
}

/// A file of the tree.
#[derive(Debug, Serialize, Tsify)]
pub struct EmittedFile {
    path: String,
    /// The node that it belongs to; none for Flux' own objects and lists of files.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    node: Option<String>,
    /// Its object; none for what is taken over as it is and for lists of files.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    object: Option<Identity>,
}

/// What tells an object from others.
#[derive(Debug, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Identity {
    api_version: String,
    kind: String,
    name: String,
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<String>,
}

impl From<&Object> for Identity {
    fn from(object: &Object) -> Self {
        Self {
            api_version: object.api_version.to_string(),
            kind: object.kind.to_string(),
            name: object.name.to_string(),
            namespace: object.namespace.as_ref().map(ToString::to_string),
        }
    }
}

impl EmittedFile {
    pub(crate) fn of(path: &str, content: &Content<'_>) -> Self {
        let (node, object) = match content {
            Content::Object(node, object) => (*node, Some(Identity::from(*object))),
            Content::Adopted(node, _) => (Some(*node), None),
            Content::Folder(_) => (None, None),
        };
        Self { path: path.to_owned(), node: node.map(str::to_owned), object }
    }
}

/// A node of the dependency graph: what Flux reconciles together.
#[derive(Debug, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct GraphNode {
    name: String,
    /// The environment, and the cluster where it has several: `prod`, `prod/eu`.
    target: String,
    /// 0 for what waits for nothing; else one more than the highest of what it waits for.
    layer: u32,
    /// What it waits for, transitively reduced.
    depends_on: Vec<Edge>,
    /// How many objects it holds.
    objects: u32,
    /// Whether it is on the longest chain.
    critical: bool,
    /// The declaration of what it delivers.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
}

/// An edge of the dependency graph.
#[derive(Debug, Serialize, Tsify)]
pub struct Edge {
    /// The node that is waited for.
    node: String,
    /// The reference that made it.
    chain: Vec<Step>,
}

impl GraphNode {
    pub(crate) fn all(output: &Output, sources: &Sources) -> Vec<Self> {
        let critical: BTreeSet<_> = graph::critical_path(output).into_iter().collect();
        let target = output.name();
        let chain = |origin: &OriginId| Step::chain(output.origins.get(*origin), sources);
        let node = |layer: usize, node: &fluo_core::object::OutputNode| {
            let edge = |(need, origin): (&_, &OriginId)| Edge {
                node: ToString::to_string(need),
                chain: chain(origin),
            };
            let declared = output.origins.get(node.origin).last();
            let objects = node.objects.len() + node.adopted.objects.len();
            Self {
                name: node.name.to_string(),
                target: target.clone(),
                layer: count(layer),
                depends_on: node
                    .depends_on
                    .iter()
                    .map(|(need, origin)| edge((need.as_str(), origin)))
                    .collect(),
                objects: count(objects),
                critical: critical.contains(&node.name),
                place: declared.map(|step| Place::new(step.span, sources)),
            }
        };
        let layers = graph::layers(output).into_iter().enumerate();
        layers
            .flat_map(|(layer, nodes)| nodes.into_iter().map(move |each| (layer, each)))
            .map(|(layer, each)| node(layer, each))
            .collect()
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A layer that spoke for a value, and the text in which it did.
#[derive(Debug, Serialize, Tsify)]
pub struct Step {
    /// `default`, `defaults of the environment`, `kind NAME`, `size NAME`, `component`, `override all`, `override`, `set` or
    /// `reference NAME`.
    layer: String,
    place: Place,
}

impl Step {
    pub(crate) fn chain(steps: &[model::Step], sources: &Sources) -> Vec<Self> {
        let step = |step: &model::Step| Self {
            layer: step.layer.to_string(),
            place: Place::new(step.span, sources),
        };
        steps.iter().map(step).collect()
    }
}

/// A field or an item of an emitted file.
#[derive(Debug, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Field {
    /// Its first line, from 1.
    line: u32,
    /// Its last line.
    end_line: u32,
    /// Its JSON pointer (RFC 6901); empty for the object as a whole.
    pointer: String,
    /// The layers that spoke for it, weakest first, the deciding one last; none if no source text decided it.
    chain: Vec<Step>,
}

impl Field {
    pub(crate) fn new(field: &trace::Field, chain: Vec<Step>) -> Self {
        Self { line: field.line, end_line: field.end_line, pointer: field.pointer.clone(), chain }
    }
}

/// Fields in the order of their lines.
#[derive(Debug, Default, Serialize, Tsify)]
pub struct Fields(pub(crate) Vec<Field>);

/// A field that a source text decides.
#[derive(Debug, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Decided {
    /// The emitted file.
    path: String,
    line: u32,
    end_line: u32,
    pointer: String,
}

impl Decided {
    pub(crate) fn new(path: &str, field: &trace::Field) -> Self {
        Self {
            path: path.to_owned(),
            line: field.line,
            end_line: field.end_line,
            pointer: field.pointer.clone(),
        }
    }
}

/// Fields by path and line.
#[derive(Debug, Default, Serialize, Tsify)]
pub struct DecidedFields(pub(crate) Vec<Decided>);
