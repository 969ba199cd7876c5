//! Settled records to Rust structs, one a schema of the prelude.
//!
//! `record!` declares a struct and the fields that it reads, so that a test can hold them against the prelude.

use super::origin::OriginId;
use super::value::{Range, Record, Ref, SecretId, SecretKey, Settled, Value};
use crate::types::{Bytes, Cpu, Duration, Scalar};
use smol_str::SmolStr;
use std::ops::Deref;

/// A value of a known Rust type with its origin.
#[derive(Clone, Debug, PartialEq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: OriginId,
}

impl<T> Deref for At<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: std::fmt::Display> std::fmt::Display for At<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.value.fmt(f)
    }
}

/// A map by name, in order.
pub type Named<T> = Vec<(SmolStr, At<T>)>;

/// What can be read from a settled value.
pub trait Decode: Sized {
    /// Reads it; `None` if the value is of another form, which the checks rule out.
    fn decode(settled: &Settled) -> Option<Self>;

    /// What stands where the field is unset.
    fn unset() -> Option<Self> {
        None
    }
}

/// Reads a field of a record; the empty name is the record's own value. Most fields are not there: those of whose sort the record
/// has none are not looked for.
pub(crate) fn field<T: Decode>(record: &Record, sorts: u64, (name, sort): (&str, u64)) -> Option<T> {
    let found = match name {
        "" => record.head.as_deref(),
        _ if sorts & sort == 0 => None,
        _ => record.get(name),
    };
    found.map_or_else(T::unset, T::decode)
}

/// The sort of a name, one of 64, as a bit.
pub(crate) const fn sort(name: &str) -> u64 {
    let first = match name.as_bytes().first() {
        Some(first) => *first,
        None => 0,
    };
    (1 << (name.len() % 8)) << (first % 8 * 8)
}

/// The sorts of the names of a record's fields.
pub(crate) fn sorts(record: &Record) -> u64 {
    record.fields.iter().fold(0, |sorts, (name, _)| sorts | sort(name))
}

impl<T: Decode> Decode for At<T> {
    fn decode(settled: &Settled) -> Option<Self> {
        Some(At { value: T::decode(settled)?, origin: settled.origin })
    }

    fn unset() -> Option<Self> {
        T::unset().map(|value| At { value, origin: OriginId::default() })
    }
}

impl<T: Decode> Decode for Option<T> {
    fn decode(settled: &Settled) -> Option<Self> {
        T::decode(settled).map(Some)
    }

    fn unset() -> Option<Self> {
        Some(None)
    }
}

impl<T: Decode> Decode for Vec<At<T>> {
    fn decode(settled: &Settled) -> Option<Self> {
        match &settled.value {
            Value::List(items) => each(items, At::decode),
            _ => None,
        }
    }

    fn unset() -> Option<Self> {
        Some(Vec::new())
    }
}

impl<T: Decode> Decode for Named<T> {
    fn decode(settled: &Settled) -> Option<Self> {
        match &settled.value {
            Value::Record(record) => {
                each(&record.fields, |(name, value)| Some((name.clone(), At::decode(value)?)))
            }
            _ => None,
        }
    }

    fn unset() -> Option<Self> {
        Some(Vec::new())
    }
}

/// What is made of each, if something is of all; with no room for more, for it stays as long as the model does.
fn each<T, R>(items: &[T], make: impl Fn(&T) -> Option<R>) -> Option<Vec<R>> {
    let mut made = Vec::with_capacity(items.len());
    for item in items {
        made.push(make(item)?);
    }
    Some(made)
}

macro_rules! decode_scalar {
    ($($ty:ty: $pattern:pat => $value:expr;)*) => {$(
        impl Decode for $ty {
            fn decode(settled: &Settled) -> Option<Self> {
                match &settled.value {
                    $pattern => Some($value),
                    _ => None,
                }
            }
        }
    )*};
}

decode_scalar! {
    SmolStr: Value::Scalar(Scalar::Text(text)) | Value::Word(text) => text.clone();
    i64: Value::Scalar(Scalar::Int(value)) => *value;
    f64: Value::Scalar(Scalar::Float(value)) => *value;
    bool: Value::Scalar(Scalar::Bool(value)) => *value;
    Cpu: Value::Scalar(Scalar::Cpu(value)) => *value;
    Bytes: Value::Scalar(Scalar::Bytes(value)) => *value;
    Duration: Value::Scalar(Scalar::Duration(value)) => *value;
    u32: Value::Scalar(Scalar::Percent(value)) => *value;
    Scalar: Value::Scalar(value) => value.clone();
    Ref: Value::Ref(target) => Ref::clone(target);
    SecretKey: Value::Key(key) => SecretKey::clone(key);
    Range: Value::Range(range) => Range::clone(range);
    Record: Value::Record(record) => Record::clone(record);
}

impl Decode for Value {
    fn decode(settled: &Settled) -> Option<Self> {
        Some(settled.value.clone())
    }
}

impl Decode for SecretId {
    fn decode(settled: &Settled) -> Option<Self> {
        match settled.value.target()? {
            Ref::Secret(id) => Some(id.clone()),
            _ => None,
        }
    }
}

macro_rules! record {
    ($(#[$meta:meta])* $name:ident = $schema:literal $(made from $base:ident: $base_ty:ty)? {
        $($(#[$doc:meta])* $field:ident: $ty:ty = $key:literal,)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            $(
                /// What the kind that it is made from has.
                pub $base: $base_ty,
            )?
            $($(#[$doc])* pub $field: $ty,)*
        }

        impl $name {
            /// The schema of the prelude that it follows, and the fields that it reads; the empty name is the
            /// record's own value.
            pub const READS: (&'static str, &'static [&'static str]) = ($schema, &[$($key),*]);

            /// Reads it from a record.
            #[must_use]
            pub fn read(record: &$crate::model::Record) -> Option<Self> {
                let sorts = $crate::model::decode::sorts(record);
                Some(Self {
                    $($base: <$base_ty>::read(record)?,)?
                    $($field: $crate::model::decode::field(
                        record,
                        sorts,
                        ($key, const { $crate::model::decode::sort($key) }),
                    )?,)*
                })
            }
        }

        impl $crate::model::Decode for $name {
            fn decode(settled: &$crate::model::Settled) -> Option<Self> {
                match &settled.value {
                    $crate::model::Value::Record(record) => Self::read(record),
                    _ => None,
                }
            }

            fn unset() -> Option<Self> {
                Self::read(&$crate::model::Record::default())
            }
        }
    };
}
pub(crate) use record;
