//! The files that a settled environment adopts: they are read once it is known which.

use super::build::Model;
use super::kinds::Body;
use super::links::Edge;
use super::origin::{Layer, OriginId, Origins, Step};
use super::reach::{Caller, Reach};
use super::secrets::SecretBody;
use super::value::SecretId;
use crate::adopt::{Folder, Reader, SopsFile, read_crds, read_folder, read_sops};
use crate::openapi::Crd;
use crate::source::Span;
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// What an environment adopts.
#[derive(Clone, Debug, Default)]
pub struct Adopted {
    /// The folders of `manifests`, by component.
    pub folders: BTreeMap<SmolStr, AdoptedFolder>,
    /// The files of `sops` secrets.
    pub sops: BTreeMap<SecretId, SopsFile>,
    /// The CustomResourceDefinitions that resources and patches are held against, by API group and kind.
    pub crds: BTreeMap<(SmolStr, SmolStr), Crd>,
    /// Those that a resource names itself, with their places.
    pub own_crds: BTreeMap<SmolStr, Vec<(Crd, Span)>>,
}

/// The folder of a component, with the origin of each of its objects.
#[derive(Clone, Debug)]
pub struct AdoptedFolder {
    /// The folder.
    pub folder: Folder,
    /// The origins of its manifests, in their order.
    pub origins: Vec<OriginId>,
}

impl Adopted {
    /// The components that bring API groups, by group: their manifests hold CustomResourceDefinitions.
    #[must_use]
    pub fn groups(&self) -> BTreeMap<SmolStr, SmolStr> {
        let all = self.folders.iter().flat_map(|(name, adopted)| {
            let crds = adopted.folder.manifests.iter().filter(|m| m.kind == "CustomResourceDefinition");
            let groups = crds.filter_map(|m| m.value.pointer("/spec/group")?.as_str());
            groups.map(move |group| (SmolStr::new(group), name.clone()))
        });
        all.collect()
    }

    /// The components whose manifests make namespaces, by namespace.
    #[must_use]
    pub fn namespaces(&self) -> BTreeMap<SmolStr, SmolStr> {
        let all = self.folders.iter().flat_map(|(name, adopted)| {
            let made =
                adopted.folder.manifests.iter().filter(|m| m.kind == "Namespace" && m.group().is_empty());
            made.map(move |manifest| (manifest.name.clone(), name.clone()))
        });
        all.collect()
    }
}

/// Reads what a settled environment adopts; what is wrong with it is reported.
pub fn adopt(model: &mut Model, reader: &mut Reader) {
    let mut adopted = Adopted::default();
    for component in model.components.values().filter(|c| !c.common.existing) {
        match &component.body {
            Some(Body::Manifests(manifests)) => {
                let at = place(&model.origins, manifests.path.origin, component.span);
                if let Some(folder) = read_folder(reader, at, &manifests.path) {
                    let chain = model.origins.get(component.origin).to_vec();
                    let origins = folder.manifests.iter().map(|manifest| {
                        let step = Step { layer: Layer::Component, span: manifest.span };
                        model.origins.intern(&chain.iter().cloned().chain([step]).collect::<Vec<_>>())
                    });
                    let origins = origins.collect();
                    adopted.folders.insert(component.name.clone(), AdoptedFolder { folder, origins });
                }
            }
            Some(Body::Resource(resource)) => {
                if let Some(path) = &resource.crd {
                    let at = place(&model.origins, path.origin, component.span);
                    adopted.own_crds.extend(Some(component.name.clone()).zip(read_crds(reader, at, path)));
                }
            }
            _ => {}
        }
    }
    for secret in model.secrets.values_mut() {
        let SecretBody::Sops(body) = &secret.body else { continue };
        let at = place(&model.origins, body.file.origin, secret.span);
        if let Some(file) = read_sops(reader, at, &body.file) {
            secret.name.value = file.name.clone();
            adopted.sops.insert(secret.id.clone(), file);
        }
    }
    adopted.crds = known_crds(&adopted, model, reader);
    let edges = edges(model, &adopted);
    model.edges.extend(edges);
    model.edges.sort();
    model.adopted = adopted;
}

/// The place of the text that decided a value.
fn place(origins: &Origins, origin: OriginId, otherwise: Span) -> Span {
    let own = origins.get(origin).iter().rev().find(|step| !matches!(step.layer, Layer::Reference(_)));
    own.map_or(otherwise, |step| step.span)
}

/// Those of adopted manifests, of resources, and of the environment's own list, which wins.
fn known_crds(adopted: &Adopted, model: &Model, reader: &mut Reader) -> BTreeMap<(SmolStr, SmolStr), Crd> {
    let manifests = adopted.folders.values().flat_map(|adopted| &adopted.folder.manifests);
    let mut crds: Vec<Crd> = manifests.filter_map(|manifest| Crd::read(&manifest.value).ok()).collect();
    crds.extend(adopted.own_crds.values().flatten().map(|(crd, _)| crd.clone()));
    for path in &model.environment.crds {
        let at = place(&model.origins, path.origin, model.span);
        crds.extend(read_crds(reader, at, path).into_iter().flatten().map(|(crd, _)| crd));
    }
    crds.into_iter().map(|crd| ((crd.group.clone(), crd.kind.clone()), crd)).collect()
}

/// Who is in a namespace that manifests make, or is a resource of a kind that they bring, needs them.
fn edges(model: &Model, adopted: &Adopted) -> Vec<Edge> {
    let (namespaces, groups) = (adopted.namespaces(), adopted.groups());
    let mut edges = Vec::new();
    for component in model.components.values().filter(|c| !c.common.existing) {
        let mut needs = |to: Option<&SmolStr>, origin: OriginId| {
            if let Some(to) = to.filter(|to| **to != component.name) {
                let span = place(&model.origins, origin, component.span);
                edges.push(Edge {
                    from: component.name.clone(),
                    to: to.clone(),
                    span,
                    reach: Reach::Order,
                    caller: Caller::Pods,
                    origin,
                });
            }
        };
        let namespace = &component.common.namespace;
        match &component.body {
            Some(Body::Manifests(_)) => {
                let folder = adopted.folders.get(&component.name);
                for manifest in folder.iter().flat_map(|adopted| &adopted.folder.manifests) {
                    let made = manifest.namespace.as_ref().and_then(|namespace| namespaces.get(namespace));
                    needs(made, component.origin);
                    needs(groups.get(manifest.group()), component.origin);
                }
            }
            Some(Body::Resource(resource)) => {
                let group = resource.api.split_once('/').map_or("", |(group, _)| group);
                needs(groups.get(group), resource.api.origin);
                needs(namespaces.get(&namespace.value), namespace.origin);
            }
            _ => needs(namespaces.get(&namespace.value), namespace.origin),
        }
    }
    edges
}
