//! Layers of settings, merged weakest first (language §9): records and named members merge, scalars and
//! lists replace, `none` removes.

use super::origin::{Layer, Step};
use crate::check::{Expr, Head, Setting};
use crate::source::Span;
use crate::types::SchemaId;
use smol_str::SmolStr;

/// A field or member with everything that the layers say about it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Merged<'p> {
    /// What sets its own value, weakest first.
    pub(crate) heads: Vec<Set<'p>>,
    /// What only mentions it, for the origin of the whole.
    pub(crate) mentions: Vec<Step>,
    /// What stands below it, in the order of first mention.
    pub(crate) members: Vec<(&'p SmolStr, Merged<'p>)>,
    /// The schema that was chosen for it.
    pub(crate) variant: Option<SchemaId>,
    /// Whether the last word on it was `none`.
    pub(crate) removed: bool,
}

/// One layer's word on a value.
#[derive(Clone, Debug)]
pub(crate) struct Set<'p> {
    pub(crate) layer: Layer,
    pub(crate) span: Span,
    pub(crate) expr: &'p Expr,
}

impl<'p> Merged<'p> {
    /// Puts a stronger layer's settings over what is there.
    pub(crate) fn apply(&mut self, layer: &Layer, settings: &'p [Setting]) {
        for setting in settings {
            self.apply_one(layer, setting);
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Merged<'p>> {
        self.members.iter().find(|(key, _)| *key == name).map(|(_, member)| member)
    }

    /// Puts one setting over the member of its name, which is made if need be.
    fn apply_one(&mut self, layer: &Layer, setting: &'p Setting) {
        if let Some((_, member)) = self.members.iter_mut().find(|(key, _)| *key == &setting.key) {
            return member.set(layer, setting);
        }
        let mut member = Merged::default();
        member.set(layer, setting);
        self.members.push((&setting.key, member));
    }

    fn set(&mut self, layer: &Layer, setting: &'p Setting) {
        match &setting.head {
            Head::Remove => {
                *self = Merged { removed: true, ..Merged::default() };
            }
            Head::Set(expr) => {
                self.removed = false;
                self.heads.push(Set { layer: layer.clone(), span: setting.span.to(expr.span), expr });
            }
            Head::Keep => self.removed = false,
        }
        if matches!(setting.head, Head::Keep | Head::Remove) {
            self.mentions.push(Step { layer: layer.clone(), span: setting.span });
        }
        if setting.variant.is_some() && setting.variant != self.variant {
            if self.variant.is_some() {
                self.members.clear();
            }
            self.variant = setting.variant;
        }
        self.apply(layer, &setting.members);
    }

    /// The steps of everything that set or mentioned it, weakest first.
    pub(crate) fn steps(&self) -> Vec<Step> {
        let sets = self.heads.iter().map(|set| Step { layer: set.layer.clone(), span: set.span });
        let mut steps: Vec<Step> = self.mentions.iter().cloned().chain(sets).collect();
        steps.sort_by_key(|a| a.layer.rank());
        steps
    }
}
