//! Values: what a literal is once its type is known.

use super::units::{Bytes, Cpu, Duration};
use smol_str::SmolStr;
use std::fmt;

/// A scalar value of a known type.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    /// Any of the text types.
    Text(SmolStr),
    /// A whole number; also a port.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// `true`, `false`
    Bool(bool),
    /// Processor time.
    Cpu(Cpu),
    /// Bytes.
    Bytes(Bytes),
    /// A span of time.
    Duration(Duration),
    /// Hundredths.
    Percent(u32),
}

/// As it stands in a text: interpolated, or as the value of an environment variable.
impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Scalar::Text(text) => f.write_str(text),
            Scalar::Int(value) => write!(f, "{value}"),
            Scalar::Float(value) => write!(f, "{value}"),
            Scalar::Bool(value) => write!(f, "{value}"),
            Scalar::Cpu(value) => write!(f, "{value}"),
            Scalar::Bytes(value) => write!(f, "{value}"),
            Scalar::Duration(value) => write!(f, "{value}"),
            Scalar::Percent(value) => write!(f, "{value}%"),
        }
    }
}

impl Scalar {
    /// A number by which two values of one type are ordered; `None` for texts and booleans.
    #[must_use]
    pub fn magnitude(&self) -> Option<f64> {
        match self {
            Scalar::Text(_) | Scalar::Bool(_) => None,
            Scalar::Float(value) => Some(*value),
            Scalar::Int(value) => value.to_string().parse().ok(),
            Scalar::Percent(value) => Some(f64::from(*value)),
            Scalar::Cpu(Cpu { millis }) | Scalar::Duration(Duration { millis }) => {
                millis.to_string().parse().ok()
            }
            Scalar::Bytes(Bytes { count }) => count.to_string().parse().ok(),
        }
    }
}
