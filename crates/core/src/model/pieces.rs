//! The components of an environment, settled in pieces apart from each other: what a component asks of another is settled
//! once more in each piece that asks for it.

use super::build::{component, is_existing, once};
use super::effects::Effects;
use super::kinds::Component;
use super::links::{Edge, Target, Use};
use super::origin::{MOST_SETS, Origins};
use super::secrets::{Kept, own};
use super::settle::Settler;
use super::shared::Mention;
use super::value::{Record, SecretId};
use crate::check::{Declared, Environment, Map, Program};
use crate::parallel;
use crate::source::FileId;
use rustc_hash::{FxBuildHasher, FxHashSet};
use smol_str::SmolStr;

/// How many components are worth a piece.
const LEAST_COMPONENTS: usize = 32;

/// How many origins the values of a component have at most in most cases.
const TYPICAL_CHAINS: usize = 40;

const _: () = assert!(parallel::MOST_PIECES < MOST_SETS, "each piece has a set of origins of its own");

/// Settles the components that are deployed here or there already.
///
/// Where a piece has something to tell, all are settled again as one: what pieces have in common would be told by each.
pub(super) fn components(settler: &mut Settler) -> Map<Component> {
    let mut all: Vec<&Declared> = settler.program.components.values().collect();
    all.sort_unstable_by_key(|declared| &declared.name);
    if all.len() > LEAST_COMPONENTS {
        settler.origins.close();
        let start = Start::of(settler);
        let made = parallel::numbered(&all, LEAST_COMPONENTS, |number, piece| start.settle(number, piece));
        if let Some(made) = made.into_iter().collect::<Option<Vec<Piece>>>() {
            let mut components = Map::with_capacity_and_hasher(all.len(), FxBuildHasher);
            settler.kept.reserve(made.iter().map(|piece| piece.kept.len()).sum());
            made.into_iter().for_each(|piece| components.extend(piece.join(settler)));
            return components;
        }
    }
    settled(settler, &all).collect()
}

fn settled<'s, 'p>(
    settler: &'s mut Settler<'p>,
    declared: &'s [&'p Declared],
) -> impl Iterator<Item = (SmolStr, Component)> + use<'s, 'p> {
    let schemas = settler.program.schemas.iter().filter(|schema| schema.built_in);
    let built_in: FxHashSet<FileId> = schemas.map(|schema| schema.span.file).collect();
    declared.iter().filter_map(move |declared| {
        let existing = is_existing(settler, declared);
        if settler.skipped.contains(&declared.name) && !existing {
            return None;
        }
        let told = settler.diagnostics.len();
        let component = component(settler, declared, existing);
        settler.diagnostics.bring_home(told, |span| built_in.contains(&span.file), declared.span);
        if component.as_ref().is_some_and(|component| !component.common.existing) {
            own(settler, declared);
        }
        component.map(|component| (declared.name.clone(), component))
    })
}

/// What is known before the first component is settled.
struct Start<'p> {
    program: &'p Program,
    layers: Vec<&'p Environment>,
    target: Target,
    origins: Origins,
    environment: Record,
    skipped: FxHashSet<SmolStr>,
}

impl<'p> Start<'p> {
    fn of(settler: &Settler<'p>) -> Self {
        Self {
            program: settler.program,
            layers: settler.layers.clone(),
            target: settler.target.clone(),
            origins: settler.origins.clone(),
            environment: settler.environment.clone(),
            skipped: settler.skipped.clone(),
        }
    }

    /// Settles some components; nothing if there is something to tell of them.
    fn settle(&self, number: usize, declared: &[&'p Declared]) -> Option<Piece> {
        let origins = self.origins.apart(u32::try_from(number).ok()?, declared.len() * TYPICAL_CHAINS);
        let mut settler = Settler::over(self.program, self.layers.clone(), self.target.clone(), origins);
        settler.environment = self.environment.clone();
        settler.skipped = self.skipped.clone();
        let mut components = Vec::with_capacity(declared.len());
        components.extend(settled(&mut settler, declared));
        // What is in order is put together sooner.
        once(&mut settler.edges, |a, b| a.compare(b, &settler.origins));
        once(&mut settler.uses, |a, b| a.compare(b, &settler.origins));
        settler.diagnostics.is_empty().then(|| Piece {
            components,
            origins: settler.origins,
            edges: settler.edges,
            addresses: settler.addresses,
            uses: settler.uses,
            used_by_secrets: settler.used_by_secrets,
            kept: settler.kept,
            mentions: settler.mentions,
            effects: settler.effects,
        })
    }
}

/// Some components, settled, and what was found meanwhile.
struct Piece {
    components: Vec<(SmolStr, Component)>,
    origins: Origins,
    edges: Vec<Edge>,
    addresses: Vec<Edge>,
    uses: Vec<Use>,
    used_by_secrets: Vec<Use>,
    kept: Vec<(SecretId, Option<Kept>)>,
    mentions: Vec<Mention>,
    effects: Effects,
}

impl Piece {
    /// Tells what was found to who settles the whole.
    fn join(self, settler: &mut Settler) -> Vec<(SmolStr, Component)> {
        settler.origins.take(self.origins);
        settler.edges.extend(self.edges);
        settler.addresses.extend(self.addresses);
        settler.uses.extend(self.uses);
        settler.used_by_secrets.extend(self.used_by_secrets);
        settler.kept.extend(self.kept);
        settler.mentions.extend(self.mentions);
        settler.effects.take(self.effects);
        self.components
    }
}
