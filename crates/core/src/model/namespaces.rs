//! Namespaces that a program declares.

use super::eval::Context;
use super::merge::Merged;
use super::origin::{Layer, OriginId};
use super::records as r;
use super::settle::Settler;
use crate::source::Span;
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// A declared namespace.
#[derive(Clone, Debug)]
pub struct Namespace {
    /// Its name.
    pub name: SmolStr,
    /// The place of its name.
    pub span: Span,
    /// Where it comes from.
    pub origin: OriginId,
    /// What is said of it.
    pub body: r::Namespace,
}

/// The declared namespaces, settled, by name.
pub(super) fn namespaces(settler: &mut Settler) -> BTreeMap<SmolStr, Namespace> {
    let program = settler.program;
    let mut namespaces = BTreeMap::new();
    for (name, declared) in &program.namespaces {
        let merged = Merged::of(Layer::Component, &declared.body.settings);
        let record = settler.record(&Context::default(), declared.schema, &merged);
        let origin = settler.origin(Layer::Component, declared.span);
        if let Some(body) = r::Namespace::read(&record) {
            namespaces
                .insert(name.clone(), Namespace { name: name.clone(), span: declared.span, origin, body });
        }
    }
    namespaces
}
