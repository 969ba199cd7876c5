//! Origins: which layers decided a value.

use super::chains::Chains;
use crate::source::{Span, index};
use smol_str::SmolStr;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// A layer that can set a field, weakest first (language §9).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// A default of a built-in kind, or a value that the compiler derives.
    Default,
    /// `defaults` of the environment.
    Defaults,
    /// A kind of this name.
    Kind(SmolStr),
    /// A size of this name.
    Size(SmolStr),
    /// What a component or its kind makes of the size of this name.
    RefinedSize(SmolStr),
    /// The component's own body, or another declaration's.
    Component,
    /// `override all`.
    OverrideAll,
    /// `override NAME`.
    Override,
    /// `set` of the environment, for a param of the program.
    Set,
    /// The definition of an output that the value refers to.
    Reference(SmolStr),
}

impl Layer {
    /// Its strength: a higher rank wins.
    #[must_use]
    pub fn rank(&self) -> u8 {
        match self {
            Layer::Default => 0,
            Layer::Defaults => 1,
            Layer::Kind(_) => 2,
            Layer::Size(_) => 3,
            Layer::RefinedSize(_) => 4,
            Layer::Component => 5,
            Layer::OverrideAll => 6,
            Layer::Override => 7,
            Layer::Set => 8,
            Layer::Reference(_) => 9,
        }
    }
}

impl std::fmt::Display for Layer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Layer::Default => f.write_str("default"),
            Layer::Defaults => f.write_str("defaults of the environment"),
            Layer::Kind(name) => write!(f, "kind {name}"),
            Layer::Size(name) => write!(f, "size {name}"),
            Layer::RefinedSize(name) => write!(f, "size {name}, refined"),
            Layer::Component => f.write_str("component"),
            Layer::OverrideAll => f.write_str("override all"),
            Layer::Override => f.write_str("override"),
            Layer::Set => f.write_str("set"),
            Layer::Reference(name) => write!(f, "reference {name}"),
        }
    }
}

/// One link of a chain: a layer and the source text that spoke for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step {
    /// The layer.
    pub layer: Layer,
    /// The source text.
    pub span: Span,
}

/// By its place alone: two layers seldom speak in the same place.
impl Hash for Step {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.span.hash(state);
    }
}

/// A chain of steps, the deciding one last. Cheap to copy; look it up in [`Origins`]. The same chain may have several.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct OriginId(u32);

/// Bits of an id that count the chains of one set; those above count the sets.
const CHAIN_BITS: u32 = 26;

/// How many sets there can be, less a few for what is settled before and behind the pieces.
pub(super) const MOST_SETS: usize = (1 << (u32::BITS - CHAIN_BITS)) - 8;

impl OriginId {
    fn new(set: u32, place: u32) -> Option<Self> {
        (place < 1 << CHAIN_BITS).then_some(Self(set << CHAIN_BITS | place))
    }

    fn set(self) -> u32 {
        self.0 >> CHAIN_BITS
    }

    fn place(self) -> u32 {
        self.0 & ((1 << CHAIN_BITS) - 1)
    }
}

/// All chains of a build. Who settles a part of a program apart from the others has a set of its own, and all before it.
#[derive(Clone, Debug)]
pub struct Origins {
    /// The sets that nothing is added to any more.
    closed: Vec<Arc<Chains>>,
    /// The set that is added to.
    open: Chains,
    /// Its number.
    number: u32,
}

impl Default for Origins {
    fn default() -> Self {
        let mut open = Chains::default();
        open.insert(&[]);
        Self { closed: Vec::new(), open, number: 0 }
    }
}

impl Origins {
    /// The id of a chain. The empty chain has the default id.
    pub fn intern(&mut self, chain: &[Step]) -> OriginId {
        let place = if chain.is_empty() { None } else { self.open.insert(chain) };
        place.and_then(|place| OriginId::new(self.number, place)).unwrap_or_default()
    }

    /// Closes the set that was added to and opens another.
    pub(crate) fn close(&mut self) {
        self.closed.push(Arc::new(std::mem::take(&mut self.open)));
        self.number += 1;
    }

    /// All chains so far, and room for those of part `part`, from 0, about so many. This set must be closed and empty.
    pub(crate) fn apart(&self, part: u32, chains: usize) -> Self {
        Self { closed: self.closed.clone(), open: Chains::with_capacity(chains), number: self.number + part }
    }

    /// Takes the chains of the next part.
    pub(crate) fn take(&mut self, part: Self) {
        self.open = part.open;
        self.close();
    }

    /// Whether nobody wrote the value down: it is a default of a built-in kind.
    #[must_use]
    pub fn is_default(&self, id: OriginId) -> bool {
        self.get(id).iter().all(|step| step.layer == Layer::Default)
    }

    /// The steps of a chain that decided the value: the last one, and where that is the definition of an output, the source
    /// text that refers to it.
    #[must_use]
    pub fn deciding(&self, id: OriginId) -> &[Step] {
        let steps = self.get(id);
        let own = steps.iter().rposition(|step| !matches!(step.layer, Layer::Reference(_)));
        steps.get(own.unwrap_or(0)..).unwrap_or(&[])
    }

    /// The steps of a chain, the deciding one last.
    #[must_use]
    pub fn get(&self, id: OriginId) -> &[Step] {
        let set = if id.set() == self.number {
            Some(&self.open)
        } else {
            self.closed.get(index(id.set())).map(|chains| &**chains)
        };
        set.and_then(|chains| chains.get(id.place())).unwrap_or_default()
    }
}
