//! The model of a program: what is decided of it, in lists that shrink towards nothing.

use super::pick::{Pick, pick, picks};
use proptest::collection::vec;
use proptest::prelude::any;
use proptest::strategy::Strategy;
use std::ops::Range;

/// A program in decisions. Every one of them means a valid program.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    /// Of which files it is made, and where its components live.
    pub(crate) shape: Pick,
    /// Params of the program.
    pub(crate) params: Vec<Pick>,
    /// Sizes.
    pub(crate) sizes: Vec<Pick>,
    /// Stores.
    pub(crate) stores: Vec<Pick>,
    /// Secrets of the top level.
    pub(crate) secrets: Vec<Pick>,
    /// Configs and volumes of the top level.
    pub(crate) shared: Vec<Pick>,
    /// Kinds of its own.
    pub(crate) kinds: Vec<Said>,
    /// Components, each of which may refer to those before it.
    pub(crate) components: Vec<Said>,
    /// Environments, of which the first is always there.
    pub(crate) environments: Vec<Surroundings>,
}

/// A kind or component.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said {
    /// Its kind.
    pub(crate) kind: u16,
    /// Its name.
    pub(crate) name: u16,
    /// What its kind demands.
    pub(crate) must: Pick,
    /// The fields that it sets.
    pub(crate) settings: Vec<Pick>,
}

/// An environment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Surroundings {
    /// Its name and base.
    pub(crate) name: Pick,
    /// What it says of itself.
    pub(crate) settings: Vec<Pick>,
    /// What it says of single components.
    pub(crate) overrides: Vec<Said>,
    /// Its clusters.
    pub(crate) clusters: Vec<Pick>,
}

/// Plans with so many components.
pub(crate) fn plans(components: Range<usize>) -> impl Strategy<Value = Plan> {
    let declared = (picks(0..2), picks(0..3), picks(0..2), picks(0..3), picks(0..3));
    let rest = (vec(said(0..4), 0..3), vec(said(0..7), components), vec(surroundings(), 0..3));
    (pick(), declared, rest).prop_map(|(shape, declared, (kinds, components, environments))| {
        let (params, sizes, stores, secrets, shared) = declared;
        Plan { shape, params, sizes, stores, secrets, shared, kinds, components, environments }
    })
}

/// A component with so many fields.
pub(crate) fn said(settings: Range<usize>) -> impl Strategy<Value = Said> {
    (any::<(u16, u16)>(), pick(), picks(settings)).prop_map(|((kind, name), must, settings)| Said {
        kind,
        name,
        must,
        settings,
    })
}

fn surroundings() -> impl Strategy<Value = Surroundings> {
    (pick(), picks(0..5), vec(said(0..4), 0..3), picks(0..3)).prop_map(
        |(name, settings, overrides, clusters)| Surroundings { name, settings, overrides, clusters },
    )
}
