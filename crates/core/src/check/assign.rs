//! Whether a value of one type may stand where another is needed.

use super::Checker;
use crate::types::{RefType, ScalarType, Type};

impl Checker<'_> {
    /// Whether what has type `found` may stand where `expected` is needed. Texts are checked again once their
    /// content is known.
    pub(super) fn assignable(&self, found: &Type, expected: &Type) -> bool {
        match (found.required(), expected.required()) {
            (Type::Error, _) | (_, Type::Error) => true,
            (Type::SecretValue, to) => matches!(to, Type::SecretValue | Type::Value),
            (Type::PodValue, to) => matches!(to, Type::Value),
            // Where anything may stand, a reference is the name of what it refers to.
            (from, Type::Any) => match from {
                Type::Ref(target) => matches!(
                    target,
                    RefType::Component(_) | RefType::Secret | RefType::Store | RefType::Consumer
                ),
                Type::Range(_) => false,
                _ => true,
            },
            (from, Type::Value) => from.scalar().is_some() || matches!(from, Type::Words(_) | Type::Value),
            (from, Type::Key) => from.scalar().is_some_and(ScalarType::is_text) || matches!(from, Type::Key),
            (Type::Words(from), Type::Words(to)) => from.iter().all(|word| to.contains(word)),
            (Type::Words(_) | Type::Value, to) => to.scalar().is_some_and(ScalarType::is_text),
            (Type::List(from), Type::List(to)) => self.assignable(from, to),
            (Type::Map(_, from), Type::Map(_, to)) => self.assignable(from, to),
            (Type::Range(from), Type::Range(to)) => from == to,
            (Type::Record(from), Type::Record(to)) => from == to,
            (Type::Ref(from), Type::Ref(to)) => self.reference_fits(from, to),
            (Type::Scalar(ScalarType::Port), Type::Ref(RefType::Port)) => true,
            (from, to) => match (from.scalar(), to.scalar()) {
                (Some(from), Some(to)) => scalar_fits(from, to),
                _ => false,
            },
        }
    }

    fn reference_fits(&self, from: &RefType, to: &RefType) -> bool {
        match (from, to) {
            (RefType::Component(_), RefType::Component(None)) => true,
            (RefType::Component(Some(kind)), RefType::Component(Some(base))) => {
                self.find(crate::types::Family::Kind, kind).is_some_and(|id| self.is_a(id, base))
            }
            (RefType::Component(_) | RefType::Need, RefType::Need | RefType::Peer) => true,
            (
                RefType::Secret | RefType::Config | RefType::Volume | RefType::Bundle | RefType::Mountable,
                RefType::Mountable,
            ) => true,
            (RefType::Secret | RefType::Config | RefType::Bundle, RefType::Bundle) => true,
            _ => from == to,
        }
    }
}

fn scalar_fits(from: ScalarType, to: ScalarType) -> bool {
    use ScalarType::{Count, Float, Int, Percent, Port};
    from == to
        || (from.is_text() && to.is_text())
        || matches!((from, to), (Int, Port) | (Port, Int) | (Int | Port, Float) | (Int | Percent, Count))
}
