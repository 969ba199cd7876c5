//! Quantities of Kubernetes in texts: `10Gi`, `500m`, `1e3`
//! (<https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/>).

use super::fault::{Check, TextFault};
use crate::diagnostic::Applicability;

/// A quantity.
///
/// # Errors
/// What is wrong with it.
pub fn quantity(text: &str) -> Check {
    const UNITS: [&str; 17] =
        ["", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "e"];
    let plain = text.strip_prefix(['+', '-']).unwrap_or(text);
    let end = plain.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(plain.len());
    let (number, unit) = plain.split_at_checked(end).unwrap_or((plain, ""));
    let power = |unit: &str| unit.strip_prefix(['e', 'E']).is_some_and(|power| power.parse::<i32>().is_ok());
    if number.parse::<f64>().is_ok() && ((UNITS.contains(&unit) && unit != "e") || power(unit)) {
        return Ok(());
    }
    if number.is_empty() {
        return Err(TextFault::new("a quantity begins with a number").help("write for example `10Gi`"));
    }
    let at = text.len() - unit.len()..text.len();
    if number.parse::<f64>().is_err() {
        let fault = TextFault::new("a number has one point at most").at(text.len() - plain.len()..at.start);
        return Err(fault.help("write for example `1.5Gi`"));
    }
    let fault = TextFault::new("no unit of Kubernetes").at(at.clone());
    let meant = match unit.trim().to_ascii_lowercase().as_str() {
        "k" | "kb" | "kib" | "ki" => "Ki",
        "m" | "mb" | "mib" | "mi" => "Mi",
        "g" | "gb" | "gib" | "gi" => "Gi",
        "t" | "tb" | "tib" | "ti" => "Ti",
        _ => {
            return Err(fault
                .help("write a unit of 1024, `Ki`, `Mi`, `Gi` or `Ti`, or of 1000, `k`, `M`, `G` or `T`"));
        }
    };
    Err(fault.repair(at, meant, Applicability::Unsafe))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities() {
        for good in ["10Gi", "1.5Gi", "500m", "1e3", "2E6", "7", "5E"] {
            assert_eq!(quantity(good), Ok(()), "{good}");
        }
        for (bad, instead) in [
            ("10 GB", Some("10Gi")),
            ("512MB", Some("512Mi")),
            ("1K", Some("1Ki")),
            ("1 apple", None),
            ("Gi", None),
            ("", None),
            ("1e", None),
            ("1..4Gi", None),
            ("+1.2.3", None),
        ] {
            assert_eq!(quantity(bad).expect_err(bad).repaired(bad).as_deref(), instead, "{bad}");
        }
    }
}
