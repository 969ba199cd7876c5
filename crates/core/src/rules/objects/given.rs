//! What the program says about things that it does not make, and where its adopted objects stand.

use super::stock::Keys;
use super::{Document, Given};
use crate::check::{Declared, Expr, ExprKind, Head, Program};
use crate::model::{Body, Model, OriginId, Secret, SecretBody};
use crate::parallel;
use crate::source::Span;
use crate::types::Scalar;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::collections::BTreeSet;

/// How many secrets are worth a thread.
const LEAST_SECRETS: usize = 512;

impl Given {
    /// The place of a component's name.
    pub(super) fn component_span(&self, name: &SmolStr) -> Option<Span> {
        self.components.get(name).copied()
    }

    /// Whether the program says that an object is there already. A component that is there stands for whatever is named
    /// after it; a `resource` for its one object.
    pub(super) fn is_there(&self, kind: &str, namespace: &str, name: &str) -> bool {
        self.existing.iter().any(|(of, place, base)| match of {
            Some(of) => of == kind && (place == namespace || namespace.is_empty()) && base == name,
            None => {
                place == namespace
                    && name
                        .strip_prefix(base.as_str())
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
            }
        })
    }
}

/// The documents of adopted objects.
pub(super) fn documents(model: &Model) -> FxHashMap<OriginId, Document> {
    let folders = model.adopted.folders.values();
    let objects = folders.flat_map(|adopted| adopted.folder.manifests.iter().zip(&adopted.origins));
    objects
        .map(|(manifest, origin)| {
            let (span, path) = manifest.document.clone();
            (*origin, Document { span, path })
        })
        .collect()
}

/// Components that are there already, and resources among them by their kind.
pub(super) fn existing(model: &Model) -> Vec<(Option<SmolStr>, SmolStr, SmolStr)> {
    let there = model.components.values().filter(|component| component.common.existing);
    there
        .map(|component| {
            let kind = match &component.body {
                Some(Body::Resource(resource)) => Some(resource.kind.value.clone()),
                _ => None,
            };
            (kind, component.common.namespace.value.clone(), component.name.clone())
        })
        .collect()
}

/// The components that are one object of any API.
pub(super) fn resources(model: &Model) -> BTreeSet<SmolStr> {
    let resources = model.components.values().filter(|c| matches!(c.body, Some(Body::Resource(_))));
    resources.map(|component| component.name.clone()).collect()
}

/// Secrets that the program knows and does not make.
pub(super) fn secrets(program: &Program, model: &Model) -> Vec<(SmolStr, SmolStr, Keys)> {
    let all: Vec<&Secret> = model.secrets.values().collect();
    let made = parallel::pieces(&all, LEAST_SECRETS, |secrets| {
        secrets.iter().flat_map(|secret| places(model, secret)).collect::<Vec<_>>()
    });
    let mut known: Vec<_> = made.into_iter().flatten().collect();
    // Nothing of fluo's own uses these, or they would be in the model: adopted objects may.
    for declared in program.secrets.values() {
        let (name, namespace) = (said(declared, "name"), said(declared, "namespace"));
        if let Some(namespace) = namespace {
            known.push((namespace, name.unwrap_or_else(|| declared.name.clone()), None));
        }
    }
    known
}

/// Where a secret will be, with its name and keys.
fn places<'m>(model: &Model, secret: &'m Secret) -> impl Iterator<Item = (SmolStr, SmolStr, Keys)> + use<'m> {
    let used = || secret.namespaces.iter().map(|namespace| &namespace.value);
    let home = model.home(secret).filter(|home| used().all(|namespace| namespace != home));
    let namespaces = used().cloned().chain(home);
    namespaces.map(move |namespace| (namespace, secret.name.value.clone(), keys(secret)))
}

/// The keys of a secret that somebody else writes; what is emitted tells its keys itself.
fn keys(secret: &Secret) -> Keys {
    match &secret.body {
        SecretBody::Existing(body) => Some(body.keys.iter().map(|key| key.value.clone()).collect()),
        _ => Some(BTreeSet::new()),
    }
}

/// The text that a declaration sets a field to.
pub(in crate::rules) fn said(declared: &Declared, field: &str) -> Option<SmolStr> {
    let setting = declared.body.settings.iter().find(|setting| setting.key == field)?;
    match &setting.head {
        Head::Set(Expr { kind: ExprKind::Scalar(Scalar::Text(text)), .. }) => Some(text.clone()),
        _ => None,
    }
}
