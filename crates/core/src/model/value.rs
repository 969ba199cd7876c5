//! Settled values: typed, free of references that were only names, each with its origin.

use super::origin::OriginId;
use super::reach::Reach;
use crate::types::{PodField, Scalar};
use smol_str::SmolStr;
use std::sync::Arc;

/// A value with the layers that decided it.
#[derive(Clone, Debug, PartialEq)]
pub struct Settled {
    /// The value.
    pub value: Value,
    /// Where it comes from.
    pub origin: OriginId,
}

/// A settled value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A scalar.
    Scalar(Scalar),
    /// A word of an enumeration.
    Word(SmolStr),
    /// A range.
    Range(Box<Range>),
    /// A list.
    List(Vec<Settled>),
    /// Fields or named members, in order. The same ones stand in many places.
    Record(Arc<Record>),
    /// A text of which some parts are secret, or known to the running pod only.
    Text(Vec<Part>),
    /// The value of a secret's key.
    Key(Box<SecretKey>),
    /// What only the running pod knows.
    Pod(PodField),
    /// A reference to a declaration.
    Ref(Box<Ref>),
}

impl From<Ref> for Value {
    fn from(target: Ref) -> Self {
        Value::Ref(Box::new(target))
    }
}

impl Value {
    /// What it refers to, if it is a reference.
    #[must_use]
    pub fn target(&self) -> Option<&Ref> {
        match self {
            Value::Ref(target) => Some(target),
            _ => None,
        }
    }
}

/// A range of scalars; an open end is `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// The lower end.
    pub low: Option<Scalar>,
    /// The upper end.
    pub high: Option<Scalar>,
}

/// Fields, and the value and schema that the record itself has.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// Its own value: the path of a probe, the range of a scale.
    pub head: Option<Box<Settled>>,
    /// The schema that its name or value chose.
    pub variant: Option<SmolStr>,
    /// Its fields or members.
    pub fields: Vec<(SmolStr, Settled)>,
}

/// The variant of a record that stands for `none` in a patch.
const REMOVAL: SmolStr = SmolStr::new_static("none");

impl Record {
    /// What stands for `none` in a patch: it takes a field away.
    #[must_use]
    pub fn removal() -> Self {
        Self { variant: Some(REMOVAL), ..Self::default() }
    }

    /// Whether it stands for `none` in a patch.
    #[must_use]
    pub fn is_removal(&self) -> bool {
        self.variant == Some(REMOVAL)
    }

    /// A field or member.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Settled> {
        self.fields.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Plain text.
    Plain(SmolStr),
    /// The value of a secret's key.
    Key(Box<SecretKey>),
    /// What only the running pod knows.
    Pod(PodField),
}

/// A secret: of the top level, or of a component.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretId {
    /// The component that it belongs to.
    pub owner: Option<SmolStr>,
    /// Its declared name.
    pub name: SmolStr,
}

/// One key of a secret.
pub type SecretKey = (SecretId, SmolStr);

/// What a reference points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ref {
    /// A component.
    Component(SmolStr),
    /// A port of a component.
    Port(SmolStr, Reach),
    /// A secret as a whole.
    Secret(SecretId),
    /// A config of the component itself.
    Config(SmolStr),
    /// A scratch directory of the component itself.
    Scratch(SmolStr),
    /// A volume of the component itself.
    Volume(SmolStr),
    /// A config of the top level.
    SharedConfig(SmolStr),
    /// A volume of the top level.
    SharedVolume(SmolStr),
    /// A store.
    Store(SmolStr),
    /// A size.
    Size(SmolStr),
    /// A consumer of the stream of this name.
    Consumer(SmolStr, SmolStr),
    /// An operator.
    Operator(SmolStr),
}
