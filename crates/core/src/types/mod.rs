//! Types: what a field may hold, and how a literal of each scalar type is read.

mod literal;
mod parts;
mod peer;
mod pod;
pub mod text;
mod units;
mod value;
pub mod variable;

pub use literal::{Fault, read_number, read_text};
pub use parts::Unit;
pub use peer::{Cidr, Peer, PeerFault, PeerPort, PeerTarget};
pub use pod::PodField;
pub use units::{Bytes, Cpu, Duration, units};
pub use value::Scalar;

use smol_str::SmolStr;
use std::fmt;
use std::sync::Arc;

/// The types of scalars (language §4).
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum ScalarType {
    /// Any text.
    String,
    /// A whole number.
    Int,
    /// A number.
    Float,
    /// `true` or `false`.
    Bool,
    /// Processor time: `500m`, `2`.
    Cpu,
    /// Bytes: `512Mi`.
    Bytes,
    /// Time: `30s`, `7d`.
    Duration,
    /// `70%`
    Percent,
    /// A number of things or a share of them: `2`, `50%`.
    Count,
    /// 1 to 65535.
    Port,
    /// A container image.
    Image,
    /// A host name or address.
    Host,
    /// A URL.
    Url,
    /// A path that starts with `/`.
    Path,
    /// A schedule of five fields.
    Cron,
    /// An IANA time zone.
    Timezone,
    /// A NATS subject.
    Subject,
    /// A version.
    Semver,
    /// A range of addresses.
    Cidr,
    /// A schedule of six fields, seconds first.
    CronSeconds,
    /// An expression of PromQL.
    Promql,
}

impl ScalarType {
    /// Every scalar type with its name in fluo.
    pub const NAMES: [(&'static str, ScalarType); 21] = [
        ("string", ScalarType::String),
        ("int", ScalarType::Int),
        ("float", ScalarType::Float),
        ("bool", ScalarType::Bool),
        ("cpu", ScalarType::Cpu),
        ("bytes", ScalarType::Bytes),
        ("duration", ScalarType::Duration),
        ("percent", ScalarType::Percent),
        ("int | percent", ScalarType::Count),
        ("port", ScalarType::Port),
        ("image", ScalarType::Image),
        ("host", ScalarType::Host),
        ("url", ScalarType::Url),
        ("path", ScalarType::Path),
        ("cron", ScalarType::Cron),
        ("timezone", ScalarType::Timezone),
        ("subject", ScalarType::Subject),
        ("semver", ScalarType::Semver),
        ("cidr", ScalarType::Cidr),
        ("cron-seconds", ScalarType::CronSeconds),
        ("promql", ScalarType::Promql),
    ];

    /// The type of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(n, _)| *n == name).map(|(_, t)| *t)
    }

    /// Its name in fluo.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, t)| *t == self).map_or("string", |(n, _)| n)
    }

    /// Whether its values are texts.
    #[must_use]
    pub fn is_text(self) -> bool {
        use ScalarType as S;
        matches!(
            self,
            S::String
                | S::Image
                | S::Host
                | S::Url
                | S::Path
                | S::Cron
                | S::Timezone
                | S::Subject
                | S::Semver
                | S::Cidr
                | S::CronSeconds
                | S::Promql
        )
    }

    /// A literal to show in a help.
    #[must_use]
    pub fn example(self) -> &'static str {
        use ScalarType as S;
        match self {
            S::String => "\"text\"",
            S::Int => "3",
            S::Float => "1.5",
            S::Bool => "true",
            S::Cpu => "500m",
            S::Bytes => "512Mi",
            S::Duration => "30s",
            S::Percent => "70%",
            S::Count => "50%",
            S::Port => "8080",
            S::Image => "\"ghcr.io/team/app:v1.0.0\"",
            S::Host => "\"example.com\"",
            S::Url => "\"https://example.com\"",
            S::Path => "\"/health\"",
            S::Cron => "\"0 3 * * *\"",
            S::Timezone => "\"Europe/Berlin\"",
            S::Subject => "\"orders.>\"",
            S::Semver => "\"1.2.3\"",
            S::Cidr => "\"10.0.0.0/8\"",
            S::CronSeconds => "\"0 0 3 * * *\"",
            S::Promql => "\"up == 0\"",
        }
    }
}

/// What a reference may point at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefType {
    /// A component, of any kind or of the one named (or made from it).
    Component(Option<SmolStr>),
    /// A secret.
    Secret,
    /// A secret or a config: what `env-from` takes.
    Bundle,
    /// What can be mounted: a config, a secret, a volume.
    Mountable,
    /// A config of the top level.
    Config,
    /// A volume of the top level.
    Volume,
    /// A secret store.
    Store,
    /// A size.
    Size,
    /// A consumer of a stream.
    Consumer,
    /// A component, or a port of one: what `needs` takes.
    Need,
    /// Who may be reached or come in: a component, a port of one, `internet`, or a text that names a namespace or addresses.
    Peer,
    /// A declared port of the component itself, by name, or a number.
    Port,
    /// An operator of the prelude, or an API group as a string.
    Operator,
}

/// The place of a schema in its program.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SchemaId(pub u32);

/// The families of schemas whose names stand in a value or label and choose what a block may hold.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    /// Kinds of components: `kind`.
    Kind,
    /// Named record types: `type`.
    Type,
    /// Kinds of secrets.
    Secret,
    /// Kinds of secret stores.
    Store,
    /// Triggers of an autoscaler.
    Trigger,
    /// Sources of a Flux tree.
    Source,
    /// Operators, by the API groups that they bring.
    Operator,
}

/// What a field may hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// A scalar.
    Scalar(ScalarType),
    /// One of some words.
    Words(Arc<[SmolStr]>),
    /// `[T]`
    List(Arc<Type>),
    /// `{T}`, its members' names restricted or not.
    Map(Option<Arc<[SmolStr]>>, Arc<Type>),
    /// `T?`
    Optional(Arc<Type>),
    /// `range<T>`
    Range(ScalarType),
    /// A reference to a declaration.
    Ref(RefType),
    /// A named record; it may also have a head value.
    Record(SchemaId),
    /// A record whose schema is chosen by name: `source git { … }`, `on nats-jetstream { … }`.
    Variant(Family),
    /// The value of an environment variable: any scalar, or the value of a secret's key.
    Value,
    /// The value of a secret's key, and nothing else.
    SecretValue,
    /// What only the running pod knows, for environment variables.
    PodValue,
    /// The name of a key, as a bare word or a text.
    Key,
    /// Anything.
    Any,
    /// Free entries that are merged into an object, and the word for its kind where they are named otherwise.
    Patch,
    /// A number within bounds, either may be open.
    In(ScalarType, Option<Scalar>, Option<Scalar>),
    /// A text that a regular expression matches as a whole.
    Like(Arc<str>),
    /// A type that could not be resolved: admits everything, silently.
    Error,
}

impl Type {
    /// The type without `?`.
    #[must_use]
    pub fn required(&self) -> &Type {
        match self {
            Type::Optional(inner) => inner.required(),
            other => other,
        }
    }

    /// Whether a field of this type may stay unset without a default.
    #[must_use]
    pub fn may_be_absent(&self) -> bool {
        matches!(
            self,
            Type::Optional(_)
                | Type::List(_)
                | Type::Map(..)
                | Type::Record(_)
                | Type::Any
                | Type::Patch
                | Type::Error
        )
    }

    /// The scalar type behind constraints, if it is one.
    #[must_use]
    pub fn scalar(&self) -> Option<ScalarType> {
        match self.required() {
            Type::Scalar(scalar) | Type::In(scalar, ..) => Some(*scalar),
            Type::Like(_) => Some(ScalarType::String),
            _ => None,
        }
    }
}

fn words(list: &[SmolStr]) -> String {
    list.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" | ")
}

/// As a message names it, backticks included where it is a name.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Scalar(scalar) => write!(f, "`{}`", scalar.name()),
            Type::Words(list) => f.write_str(&words(list)),
            Type::List(of) => match of.required() {
                Type::Ref(target) => write!(f, "a list of {}", target.plural()),
                of => write!(f, "a list of {of}"),
            },
            Type::Map(_, of) => write!(f, "named entries of {of}"),
            Type::Optional(of) => write!(f, "{of}"),
            Type::Range(of) => write!(f, "a range of `{}`", of.name()),
            Type::Ref(target) => write!(f, "{target}"),
            Type::Record(_) | Type::Variant(_) => f.write_str("a block"),
            Type::Value => f.write_str("a text, a number or a secret's key"),
            Type::SecretValue => f.write_str("a secret's key"),
            Type::PodValue => f.write_str("a value that only the running pod knows"),
            Type::Key => f.write_str("the name of a key"),
            Type::Any | Type::Error => f.write_str("anything"),
            Type::Patch => f.write_str("a block of fields"),
            Type::In(scalar, low, high) => {
                let end = |e: &Option<Scalar>| e.as_ref().map_or(String::new(), ToString::to_string);
                write!(f, "`{}` in {}..{}", scalar.name(), end(low), end(high))
            }
            Type::Like(pattern) => write!(f, "a text like `{pattern}`"),
        }
    }
}

impl RefType {
    fn plural(&self) -> &'static str {
        match self {
            RefType::Component(_) => "components",
            RefType::Secret => "secrets",
            RefType::Bundle => "secrets and configs",
            RefType::Mountable => "configs, secrets and volumes",
            RefType::Config => "configs",
            RefType::Volume => "volumes",
            RefType::Store => "stores",
            RefType::Size => "sizes",
            RefType::Consumer => "consumers",
            RefType::Need => "components",
            RefType::Peer => "components, namespaces and addresses",
            RefType::Port => "ports",
            RefType::Operator => "operators",
        }
    }
}

impl fmt::Display for RefType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            RefType::Component(None) => "a component",
            RefType::Component(Some(kind)) => return write!(f, "a component of kind `{kind}`"),
            RefType::Secret => "a secret",
            RefType::Bundle => "a secret or a config",
            RefType::Mountable => "a config, a secret or a volume",
            RefType::Config => "a config",
            RefType::Volume => "a volume",
            RefType::Store => "a store",
            RefType::Size => "a size",
            RefType::Consumer => "a consumer of a stream",
            RefType::Need => "a component or a port of one",
            RefType::Peer => "a component, a namespace or an address",
            RefType::Port => "a port of this component",
            RefType::Operator => "an operator",
        })
    }
}
