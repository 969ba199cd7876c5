//! Layers of settings, merged weakest first (language §9): records and named members merge, scalars and
//! lists replace, `none` removes.

use super::origin::{Layer, Step};
use crate::check::{Expr, Head, Setting};
use crate::source::Span;
use crate::types::SchemaId;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// Among fewer members a look at each is quicker than a table.
const MANY: usize = 32;

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
    /// What sets its own value, weakest first.
    pub(crate) heads: Vec<Set<'p>>,
    /// Every layer that set or mentioned it, weakest first.
    pub(crate) steps: Vec<Step>,
    /// What stands below it, in the order of first mention.
    pub(crate) members: Vec<(&'p SmolStr, Merged<'p>)>,
    /// The schema that was chosen for it.
    pub(crate) variant: Option<SchemaId>,
    /// Where each member stands, once there are many.
    places: FxHashMap<&'p SmolStr, usize>,
    /// Whether the last word on it was `none`.
    pub(crate) removed: bool,
    /// Whether that word took something away.
    pub(crate) took: bool,
}

/// One layer's word on a value.
#[derive(Clone, Debug)]
pub(crate) struct Set<'p> {
    pub(crate) layer: Layer,
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
        if let Some((_, member)) = self.place(&setting.key).and_then(|place| self.members.get_mut(place)) {
            return member.set(source, setting);
        }
        let mut member = Merged::default();
        member.set(source, setting);
        self.members.push((&setting.key, member));
        if self.members.len() > MANY {
            let known = self.places.len();
            let more = self.members.iter().enumerate().skip(known);
            self.places.extend(more.map(|(place, (key, _))| (*key, place)));
        }
    }

    fn place(&self, name: &str) -> Option<usize> {
        match self.members.len() {
            0..=MANY => self.members.iter().position(|(key, _)| *key == name),
            _ => self.places.get(&SmolStr::new(name)).copied(),
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Merged<'p>> {
        self.members.get(self.place(name)?).map(|(_, member)| member)
    }

    fn set(&mut self, source: &Source<'p>, setting: &'p Setting) {
        let layer = || source.layer.clone();
        let mut span = setting.span;
        match &setting.head {
            Head::Remove => {
                let took = !self.heads.is_empty() || !self.steps.is_empty() && !self.removed;
                *self = Merged { took, ..Merged::default() };
            }
            Head::Set(expr) => {
                span = setting.span.to(expr.span);
                self.heads.push(Set { layer: layer(), span, expr });
            }
            Head::Keep => {}
        }
        self.removed = matches!(setting.head, Head::Remove);
        self.steps.extend(source.chosen.clone());
        self.steps.push(Step { layer: layer(), span });
        if setting.variant.is_some() && setting.variant != self.variant {
            if self.variant.is_some() {
                self.members.clear();
                self.places.clear();
            }
            self.variant = setting.variant;
        }
        for member in &setting.members {
            self.put(source, member);
        }
    }
}
