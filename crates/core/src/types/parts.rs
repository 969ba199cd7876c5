//! Numbers with units as plain numbers of one unit: `storage.mib`, `retention.hours`. For consumers that spell units their
//! own way.

use super::{Bytes, Cpu, Duration, Scalar, ScalarType};

/// A unit in which a number can be read.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its name behind the dot.
    pub name: &'static str,
    /// Its name in a message.
    pub word: &'static str,
    /// What it measures.
    pub of: ScalarType,
    /// How many of the smallest unit it has: bytes, milliseconds, thousandths of a core.
    factor: u64,
}

const fn unit(name: &'static str, word: &'static str, of: ScalarType, factor: u64) -> Unit {
    Unit { name, word, of, factor }
}

/// Every unit.
const UNITS: [Unit; 12] = [
    unit("bytes", "bytes", ScalarType::Bytes, 1),
    unit("kib", "kibibytes", ScalarType::Bytes, 1 << 10),
    unit("mib", "mebibytes", ScalarType::Bytes, 1 << 20),
    unit("gib", "gibibytes", ScalarType::Bytes, 1 << 30),
    unit("tib", "tebibytes", ScalarType::Bytes, 1 << 40),
    unit("millis", "milliseconds", ScalarType::Duration, 1),
    unit("seconds", "seconds", ScalarType::Duration, 1_000),
    unit("minutes", "minutes", ScalarType::Duration, 60_000),
    unit("hours", "hours", ScalarType::Duration, 3_600_000),
    unit("days", "days", ScalarType::Duration, 86_400_000),
    unit("millis", "thousandths of a core", ScalarType::Cpu, 1),
    unit("cores", "cores", ScalarType::Cpu, 1_000),
];

impl Unit {
    /// The unit of this name in which a type is measured.
    #[must_use]
    pub fn named(of: ScalarType, name: &str) -> Option<Self> {
        UNITS.into_iter().find(|unit| unit.of == of && unit.name == name)
    }

    /// The names of the units in which a type is measured.
    #[must_use]
    pub fn names(of: ScalarType) -> Vec<&'static str> {
        UNITS.iter().filter(|unit| unit.of == of).map(|unit| unit.name).collect()
    }

    /// How many of this unit a value is, if it is a whole number of them.
    #[must_use]
    pub fn count(self, value: &Scalar) -> Option<i64> {
        let smallest = match value {
            Scalar::Bytes(Bytes { count }) => *count,
            Scalar::Duration(Duration { millis }) | Scalar::Cpu(Cpu { millis }) => *millis,
            _ => return None,
        };
        let whole = smallest.is_multiple_of(self.factor).then_some(smallest / self.factor)?;
        i64::try_from(whole).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(value: &Scalar, of: ScalarType, name: &str) -> Option<i64> {
        Unit::named(of, name).and_then(|unit| unit.count(value))
    }

    #[test]
    fn whole_numbers_only() {
        let bytes = |text: &str| Scalar::Bytes(Bytes::parse(text).unwrap());
        let time = |text: &str| Scalar::Duration(Duration::parse(text).unwrap());
        assert_eq!(count(&bytes("450Mi"), ScalarType::Bytes, "mib"), Some(450));
        assert_eq!(count(&bytes("450Mi"), ScalarType::Bytes, "bytes"), Some(471_859_200));
        assert_eq!(count(&bytes("1G"), ScalarType::Bytes, "mib"), None);
        assert_eq!(count(&time("7d"), ScalarType::Duration, "days"), Some(7));
        assert_eq!(count(&time("36h"), ScalarType::Duration, "days"), None);
        assert_eq!(Unit::named(ScalarType::Bytes, "days"), None);
    }
}
