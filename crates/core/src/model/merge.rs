//! Layers of settings, merged weakest first (language §9): records and named members merge, scalars and
//! lists replace, `none` removes.

use super::origin::{Layer, Step};
use crate::check::{Expr, Head, Setting};
use crate::source::Span;
use crate::types::SchemaId;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::rc::Rc;

/// Settings that one layer makes.
#[derive(Clone, Debug)]
pub(crate) struct Source<'p> {
    /// The layer.
    pub(crate) layer: Layer,
    /// What chose it: the line that names the size.
    pub(crate) chosen: Option<Step>,
    /// Its settings.
    pub(crate) settings: &'p [Setting],
}

impl<'p> Source<'p> {
    pub(crate) fn new(layer: Layer, settings: &'p [Setting]) -> Self {
        Self { layer, chosen: None, settings }
    }
}

/// A field or member with everything that the layers say about it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Merged<'p> {
    /// What sets its own value: the strongest layer that does.
    pub(crate) head: Option<Set<'p>>,
    /// What would set it without that layer.
    pub(crate) weaker: Option<Word<'p>>,
    /// Every layer that set or mentioned it, weakest first.
    pub(crate) steps: Vec<Step>,
    /// What stands below it, in the order of first mention.
    pub(crate) members: Members<'p>,
    /// The schema that was chosen for it.
    pub(crate) variant: Option<SchemaId>,
    /// Whether the last word on it was `none`.
    pub(crate) removed: bool,
    /// Whether that word took something away.
    pub(crate) took: bool,
}

impl Merged<'_> {
    /// Whether no layer says anything.
    pub(crate) fn is_blank(&self) -> bool {
        self.head.is_none()
            && self.steps.is_empty()
            && self.members.is_empty()
            && self.variant.is_none()
            && !self.removed
    }
}

/// Members by name, in the order of first mention.
#[derive(Clone, Debug, Default)]
pub(crate) struct Members<'p> {
    /// What several components have in common is there once.
    entries: Vec<(&'p SmolStr, Rc<Merged<'p>>)>,
    /// Where they stand, once there are many.
    index: Option<Box<FxHashMap<&'p str, usize>>>,
}

/// Up to so many members are found by looking through them.
const FEW: usize = 16;

impl<'p> Members<'p> {
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Merged<'p>> {
        self.shared(name).map(|member| &**member)
    }

    fn shared(&self, name: &str) -> Option<&Rc<Merged<'p>>> {
        self.entries.get(self.place(name)?).map(|(_, member)| member)
    }

    /// Whether a member is the very one of others, or neither has it.
    pub(crate) fn has_in_common(&self, others: &Self, name: &str) -> bool {
        match (self.shared(name), others.shared(name)) {
            (Some(own), Some(theirs)) => Rc::ptr_eq(own, theirs),
            (None, None) => true,
            _ => false,
        }
    }

    fn place(&self, name: &str) -> Option<usize> {
        if self.entries.len() <= FEW {
            return self.entries.iter().position(|(key, _)| *key == name);
        }
        self.index.as_ref()?.get(name).copied()
    }

    /// The member of a name, which is made if need be.
    fn entry(&mut self, name: &'p SmolStr) -> Option<&mut Merged<'p>> {
        let place = self.place(name).unwrap_or(self.entries.len());
        if place == self.entries.len() {
            self.entries.push((name, Rc::default()));
            if place >= FEW {
                let index = self.index.get_or_insert_default();
                let unknown = self.entries.iter().enumerate().skip(index.len());
                index.extend(unknown.map(|(at, (key, _))| (key.as_str(), at)));
            }
        }
        self.entries.get_mut(place).map(|(_, member)| Rc::make_mut(member))
    }
}

impl<'m, 'p> IntoIterator for &'m Members<'p> {
    type Item = &'m (&'p SmolStr, Rc<Merged<'p>>);
    type IntoIter = std::slice::Iter<'m, (&'p SmolStr, Rc<Merged<'p>>)>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.iter()
    }
}

/// One layer's word on a value.
#[derive(Clone, Debug)]
pub(crate) struct Set<'p> {
    pub(crate) layer: Layer,
    pub(crate) word: Word<'p>,
}

/// A value, and the whole of the setting that it stands in.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Word<'p> {
    pub(crate) span: Span,
    pub(crate) expr: &'p Expr,
}

impl<'p> Merged<'p> {
    /// What one layer alone says.
    pub(crate) fn of(layer: Layer, settings: &'p [Setting]) -> Self {
        let mut merged = Self::default();
        merged.apply(&Source::new(layer, settings));
        merged
    }

    /// Puts a stronger layer's settings over what is there.
    pub(crate) fn apply(&mut self, source: &Source<'p>) {
        for setting in source.settings {
            self.put(source, setting);
        }
    }

    /// Puts one setting over the member of its name, which is made if need be.
    pub(crate) fn put(&mut self, source: &Source<'p>, setting: &'p Setting) {
        if let Some(member) = self.members.entry(&setting.key) {
            member.set(source, setting);
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Merged<'p>> {
        self.members.get(name)
    }

    fn set(&mut self, source: &Source<'p>, setting: &'p Setting) {
        let layer = || source.layer.clone();
        let mut span = setting.span;
        match &setting.head {
            Head::Remove => {
                let took = self.head.is_some() || !self.steps.is_empty() && !self.removed;
                *self = Merged { took, ..Merged::default() };
            }
            Head::Set(expr) => {
                span = setting.span.to(expr.span);
                let set = Set { layer: layer(), word: Word { span, expr } };
                self.weaker = self.head.replace(set).map(|weaker| weaker.word);
            }
            Head::Keep => {}
        }
        self.removed = matches!(setting.head, Head::Remove);
        self.steps.extend(source.chosen.clone());
        self.steps.push(Step { layer: layer(), span });
        if setting.variant.is_some() && setting.variant != self.variant {
            if self.variant.is_some() {
                self.members = Members::default();
            }
            self.variant = setting.variant;
        }
        for member in &setting.members {
            self.put(source, member);
        }
    }
}
