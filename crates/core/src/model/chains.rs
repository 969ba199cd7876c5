//! Chains of steps, each kept once, all behind each other in one place.

use super::origin::Step;
use crate::source::index;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rustc_hash::FxBuildHasher;
use std::hash::BuildHasher;

/// A set of chains, each known by its place.
#[derive(Clone, Debug, Default)]
pub(super) struct Chains {
    /// The steps of all chains.
    steps: Vec<Step>,
    /// Behind which step each chain ends; it begins where the one before it does.
    ends: Vec<u32>,
    /// The places of the chains, by their hash.
    places: HashTable<u32>,
}

impl Chains {
    /// With room for so many chains, most of which have one step.
    pub(super) fn with_capacity(chains: usize) -> Self {
        Self {
            steps: Vec::with_capacity(chains + chains / 4),
            ends: Vec::with_capacity(chains),
            places: HashTable::with_capacity(chains),
        }
    }

    /// The place of a chain, which is copied if it is new; `None` if there are more than can be counted.
    pub(super) fn insert(&mut self, chain: &[Step]) -> Option<u32> {
        let Self { steps, ends, places } = self;
        let hash = |place: &u32| hash(steps_at(steps, ends, *place).unwrap_or_default());
        let same = |place: &u32| steps_at(steps, ends, *place) == Some(chain);
        match places.entry(self::hash(chain), same, hash) {
            Entry::Occupied(place) => Some(*place.get()),
            Entry::Vacant(free) => {
                let place = u32::try_from(ends.len()).ok()?;
                let end = u32::try_from(steps.len() + chain.len()).ok()?;
                free.insert(place);
                steps.extend_from_slice(chain);
                ends.push(end);
                Some(place)
            }
        }
    }

    /// The chain at a place.
    pub(super) fn get(&self, place: u32) -> Option<&[Step]> {
        steps_at(&self.steps, &self.ends, place)
    }
}

fn steps_at<'s>(steps: &'s [Step], ends: &[u32], place: u32) -> Option<&'s [Step]> {
    let place = index(place);
    let start = match place.checked_sub(1) {
        Some(before) => index(*ends.get(before)?),
        None => 0,
    };
    steps.get(start..index(*ends.get(place)?))
}

fn hash(chain: &[Step]) -> u64 {
    FxBuildHasher.hash_one(chain)
}
