//! An object with what nearly every rule asks of it.

use super::lookups::template;
use crate::object::{Node, Object};
use std::ops::Deref;

/// An object, and what is known of it as a whole. It stands for the object wherever one is expected.
#[derive(Copy, Clone)]
pub(in crate::rules) struct Judged<'a> {
    pub(in crate::rules) object: &'a Object,
    /// The template of the pods that it starts.
    pub(super) template: Option<&'a Node>,
    pub(in crate::rules) by: By,
    group: &'a str,
}

/// Who wrote an object.
#[derive(Copy, Clone, PartialEq, Eq)]
pub(in crate::rules) enum By {
    /// The compiler, for what the program says.
    Fluo,
    /// The author of a file that is taken over as it is.
    Author,
    /// The author of a file, and a kustomization changes it before it is applied: nobody here knows how.
    Kustomization,
}

impl<'a> Judged<'a> {
    pub(super) fn new(object: &'a Object, by: By) -> Self {
        let group = object.group();
        Self { object, template: template(group, object), by, group }
    }

    /// The API group, which takes a search in the object itself.
    #[inline]
    pub(in crate::rules) fn group(&self) -> &'a str {
        self.group
    }

    /// [`Object::identity`]
    pub(super) fn identity(&self) -> (&'a str, &'a str, &'a str, &'a str) {
        let Object { kind, name, namespace, .. } = self.object;
        (self.group, kind, namespace.as_deref().unwrap_or(""), name)
    }
}

impl Deref for Judged<'_> {
    type Target = Object;

    #[inline]
    fn deref(&self) -> &Object {
        self.object
    }
}
