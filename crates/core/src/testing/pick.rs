//! Decisions: numbers that say which of several things is written, in a tree that shrinks towards nothing.

use proptest::collection::vec;
use proptest::prelude::any;
use proptest::strategy::Strategy;
use std::ops::Range;

/// A decision, and those below it. A smaller one means something simpler, an empty one the simplest that is possible.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pick {
    /// Which of the things that are possible.
    pub(crate) which: u16,
    /// What it is set to.
    pub(crate) value: u16,
    /// What stands below it.
    pub(crate) below: Vec<Pick>,
}

impl Pick {
    /// One of some things.
    pub(crate) fn of<'t, T>(&self, things: &'t [T]) -> Option<&'t T> {
        one(self.which, things)
    }

    /// The decision at a place below; the simplest one where there is none.
    pub(crate) fn at(&self, place: usize) -> Pick {
        self.below.get(place).cloned().unwrap_or_default()
    }

    /// Whether this happens, in one of so many cases; never where it is the simplest decision.
    pub(crate) fn one_in(&self, cases: u16) -> bool {
        self.value % cases.max(1) == cases.max(1).saturating_sub(1)
    }
}

/// One of some things, by any number.
pub(crate) fn one<T>(number: u16, things: &[T]) -> Option<&T> {
    things.get(usize::from(number).checked_rem(things.len())?)
}

/// Several decisions.
pub(crate) fn picks(number: Range<usize>) -> impl Strategy<Value = Vec<Pick>> {
    vec(pick(), number)
}

/// A decision with decisions below it, to a depth of two.
pub(crate) fn pick() -> impl Strategy<Value = Pick> {
    above(above(leaf(), 0..4), 0..4)
}

fn leaf() -> impl Strategy<Value = Pick> {
    any::<(u16, u16)>().prop_map(|(which, value)| Pick { which, value, below: Vec::new() })
}

fn above(below: impl Strategy<Value = Pick>, number: Range<usize>) -> impl Strategy<Value = Pick> {
    (any::<(u16, u16)>(), vec(below, number)).prop_map(|((which, value), below)| Pick { which, value, below })
}
