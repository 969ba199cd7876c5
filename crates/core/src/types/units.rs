//! Scalars with units: processor time, bytes, durations. Each has a parser and one canonical form.

use super::ScalarType;
use std::fmt;

/// Processor time in thousandths of a core, as Kubernetes' cpu quantity
/// (<https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#meaning-of-cpu>).
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cpu {
    /// Thousandths of a core.
    pub millis: u64,
}

/// A number of bytes, as Kubernetes' memory and storage quantities.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytes {
    /// Whole bytes.
    pub count: u64,
}

/// A span of time in milliseconds.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration {
    /// Milliseconds.
    pub millis: u64,
}

/// The decimal number and the unit of a literal: `1.5` and `Gi` of `1.5Gi`.
fn split(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    text.split_at(end)
}

/// `number * scale` without loss, or `None` where a fraction remains or it overflows.
fn scaled(number: &str, scale: u64) -> Option<u64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let unit = 10u64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let whole: u64 = whole.parse().ok()?;
    let fraction: u64 = if fraction.is_empty() { 0 } else { fraction.parse().ok()? };
    let total = u128::from(whole) * u128::from(unit) + u128::from(fraction);
    let product = total * u128::from(scale);
    if product % u128::from(unit) != 0 {
        return None;
    }
    u64::try_from(product / u128::from(unit)).ok()
}

impl Cpu {
    /// Reads `500m`, `2`, `0.5`; nothing finer than a thousandth of a core.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (number, unit) = split(text);
        let millis = match unit {
            "" => scaled(number, 1000)?,
            "m" => scaled(number, 1)?,
            _ => return None,
        };
        Some(Self { millis })
    }
}

impl fmt::Display for Cpu {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.millis / 1000, self.millis % 1000) {
            (cores, 0) => write!(f, "{cores}"),
            _ => write!(f, "{}m", self.millis),
        }
    }
}

/// Suffixes of byte quantities with their factors, the largest first within each family.
const BINARY: [(&str, u64); 6] =
    [("Ei", 1 << 60), ("Pi", 1 << 50), ("Ti", 1 << 40), ("Gi", 1 << 30), ("Mi", 1 << 20), ("Ki", 1 << 10)];
const DECIMAL: [(&str, u64); 6] = [
    ("E", 1_000_000_000_000_000_000),
    ("P", 1_000_000_000_000_000),
    ("T", 1_000_000_000_000),
    ("G", 1_000_000_000),
    ("M", 1_000_000),
    ("k", 1_000),
];

impl Bytes {
    /// Reads `512Mi`, `20Gi`, `1G`, `1.5Gi`; a bare number is not accepted here.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (number, unit) = split(text);
        let (_, factor) = BINARY.iter().chain(&DECIMAL).find(|(suffix, _)| *suffix == unit)?;
        Some(Self { count: scaled(number, *factor)? })
    }
}

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let exact = |(_, factor): &&(&str, u64)| self.count != 0 && self.count.is_multiple_of(*factor);
        match BINARY.iter().find(exact).or_else(|| DECIMAL.iter().find(exact)) {
            Some((suffix, factor)) => write!(f, "{}{suffix}", self.count / factor),
            None => write!(f, "{}", self.count),
        }
    }
}

const TIME: [(&str, u64); 5] = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];

/// The units that may follow a number of this type, as they are written.
#[must_use]
pub fn units(of: ScalarType) -> Vec<&'static str> {
    let names = |table: &[(&'static str, u64)]| table.iter().rev().map(|(unit, _)| *unit).collect();
    match of {
        ScalarType::Cpu => vec!["m"],
        ScalarType::Bytes => [names(&BINARY), names(&DECIMAL)].concat(),
        ScalarType::Duration => names(&TIME),
        ScalarType::Percent | ScalarType::Count => vec!["%"],
        _ => Vec::new(),
    }
}

impl Duration {
    /// Reads `30s`, `5m`, `1h30m`, `7d`, `500ms`: units from large to small, each at most once.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = text;
        let mut millis = 0u64;
        let mut last = u64::MAX;
        while !rest.is_empty() {
            let (number, tail) = split(rest);
            let end = tail.find(|c: char| c.is_ascii_digit()).unwrap_or(tail.len());
            let (unit, tail) = tail.split_at(end);
            let (_, factor) = TIME.iter().find(|(suffix, _)| *suffix == unit)?;
            if *factor >= last {
                return None;
            }
            millis = millis.checked_add(scaled(number, *factor)?)?;
            (last, rest) = (*factor, tail);
        }
        (last != u64::MAX).then_some(Self { millis })
    }

    /// Whole seconds, if it is a whole number of them.
    #[must_use]
    pub fn seconds(self) -> Option<i64> {
        self.millis.is_multiple_of(1000).then(|| i64::try_from(self.millis / 1000).ok()).flatten()
    }
}

/// The form of Go and Flux, which know no day: `168h`, `1h30m`, `500ms`, `0s`.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.millis == 0 {
            return f.write_str("0s");
        }
        let mut rest = self.millis;
        for (unit, factor) in TIME.iter().skip(1) {
            if rest / factor > 0 {
                write!(f, "{}{unit}", rest / factor)?;
            }
            rest %= factor;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpu_has_one_form() {
        let print = |text: &str| Cpu::parse(text).map(|c| c.to_string());
        assert_eq!(print("1000m").as_deref(), Some("1"));
        assert_eq!(print("0.5").as_deref(), Some("500m"));
        assert_eq!(print("2.0").as_deref(), Some("2"));
        assert_eq!(print("0.0005"), None);
        assert_eq!(print("1k"), None);
    }

    #[test]
    fn bytes_have_one_form() {
        let print = |text: &str| Bytes::parse(text).map(|b| b.to_string());
        assert_eq!(print("1024Mi").as_deref(), Some("1Gi"));
        assert_eq!(print("1.5Gi").as_deref(), Some("1536Mi"));
        assert_eq!(print("1G").as_deref(), Some("1G"));
        assert_eq!(print("512m"), None);
        assert_eq!(print("1K"), None);
        assert_eq!(print("99999999999Ei"), None);
    }

    #[test]
    fn durations_print_as_go_reads_them() {
        let print = |text: &str| Duration::parse(text).map(|d| d.to_string());
        assert_eq!(print("7d").as_deref(), Some("168h"));
        assert_eq!(print("90s").as_deref(), Some("1m30s"));
        assert_eq!(print("1h30m").as_deref(), Some("1h30m"));
        assert_eq!(print("1500ms").as_deref(), Some("1s500ms"));
        assert_eq!(print("0s").as_deref(), Some("0s"));
        assert_eq!(print("30m1h"), None);
        assert_eq!(print("10"), None);
    }
}
