//! Where the files of a tree lie, from the root of the source (output §2). Without a `layout`, everything lies below one
//! folder: `nodes/NODE` and `flux/NODE.yaml`.

use crate::model::Model;
use crate::object::TreePlace;
use smol_str::{SmolStr, format_smolstr};

/// What a template may name.
pub(crate) const VARIABLES: [&str; 3] = ["environment", "cluster", "node"];

/// The folder of a node.
pub(crate) fn node(model: &Model, name: &str) -> SmolStr {
    match &model.environment.flux.layout {
        Some(layout) => fill(model, &layout.nodes, name),
        None => below(&base(model), &format!("nodes/{name}")),
    }
}

/// The file of a node's Flux Kustomization.
pub(crate) fn kustomization(model: &Model, name: &str) -> SmolStr {
    match &model.environment.flux.layout {
        Some(layout) => fill(model, &layout.kustomizations, name),
        None => below(&base(model), &format!("flux/{name}.yaml")),
    }
}

/// The file of the source.
pub(crate) fn source(model: &Model) -> SmolStr {
    below(&root(model), "source.yaml")
}

/// The place of the whole tree.
pub(crate) fn place(model: &Model) -> TreePlace {
    let layout = model.environment.flux.layout.as_ref();
    let path = model.environment.flux.path.as_ref().map(|path| path.origin);
    let listed = layout.iter().flat_map(|layout| &layout.include).map(|at| at.origin);
    let root_origin = layout.map(|layout| layout.root.origin);
    TreePlace {
        origins: root_origin.into_iter().chain(listed).chain(path).chain([model.origin]).collect(),
        base: layout.is_none().then(|| base(model)),
        root: root(model),
        include: layout.iter().flat_map(|layout| &layout.include).map(|at| normal(at)).collect(),
    }
}

/// The folder that the cluster's own Kustomization points at.
fn root(model: &Model) -> SmolStr {
    match &model.environment.flux.layout {
        Some(layout) => fill(model, &layout.root, ""),
        None => below(&base(model), "flux"),
    }
}

/// The folder that holds a tree without a layout.
fn base(model: &Model) -> SmolStr {
    let cluster = model.cluster.as_ref().map(|cluster| format!("/{cluster}")).unwrap_or_default();
    match &model.environment.flux.path {
        Some(path) => normal(path),
        None => format_smolstr!("clusters/{}{cluster}", model.name),
    }
}

fn fill(model: &Model, template: &str, node: &str) -> SmolStr {
    let cluster = model.cluster.as_deref().unwrap_or("");
    let values = [model.name.as_str(), cluster, node];
    let named = VARIABLES.iter().zip(values);
    let filled =
        named.fold(template.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value));
    normal(&filled)
}

/// A path without `.` and empty parts.
fn normal(path: &str) -> SmolStr {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    parts.join("/").into()
}

fn below(folder: &str, path: &str) -> SmolStr {
    normal(&format!("{folder}/{path}"))
}
