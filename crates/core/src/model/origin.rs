//! Origins: which layers decided a value.

use crate::source::Span;
use indexmap::IndexSet;
use smol_str::SmolStr;

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
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step {
    /// The layer.
    pub layer: Layer,
    /// The source text.
    pub span: Span,
}

/// A chain of steps, the deciding one last. Cheap to copy; look it up in [`Origins`].
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct OriginId(u32);

/// All chains of a build, each once.
#[derive(Clone, Debug)]
pub struct Origins {
    chains: IndexSet<Vec<Step>, rustc_hash::FxBuildHasher>,
}

impl Default for Origins {
    fn default() -> Self {
        let mut chains = IndexSet::default();
        chains.insert(Vec::new());
        Self { chains }
    }
}

impl Origins {
    /// The id of a chain. The empty chain has the default id.
    pub fn intern(&mut self, chain: Vec<Step>) -> OriginId {
        let (index, _) = self.chains.insert_full(chain);
        OriginId(u32::try_from(index).unwrap_or(0))
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
        self.chains.get_index(crate::source::index(id.0)).map_or(&[], Vec::as_slice)
    }
}
