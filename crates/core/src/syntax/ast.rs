//! The syntax tree: entries in blocks, and the few forms of values. Nothing in it is checked yet.

use crate::source::{FileId, Span};
#[cfg(not(target_family = "wasm"))]
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// One parsed file.
#[derive(Clone, Debug)]
#[cfg_attr(not(target_family = "wasm"), derive(Serialize, Deserialize))]
pub struct Ast {
    /// The file it was parsed from.
    pub file: FileId,
    /// The `use` lines and declarations, in order.
    pub entries: Vec<Entry>,
    /// Every plain comment (`//`, with the slashes), in order; doc comments stand at their entries.
    pub comments: Vec<Span>,
}

/// A name, as written or unquoted from a string.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(not(target_family = "wasm"), derive(Serialize, Deserialize))]
pub struct Name {
    /// The name's text, without quotes.
    pub text: SmolStr,
    /// Where it stands, with its quotes.
    pub span: Span,
    /// Whether it was written as a string.
    pub quoted: bool,
}

/// The one form: `word label? (":" value)? block?`, and `param NAME: TYPE (= DEFAULT)? block?`.
#[derive(Clone, Debug)]
#[cfg_attr(not(target_family = "wasm"), derive(Serialize, Deserialize))]
pub struct Entry {
    /// The doc comment's lines (`///`, with the slashes).
    pub docs: Vec<Span>,
    /// The first word.
    pub word: Name,
    /// The name or string behind it.
    pub label: Option<Name>,
    /// The value behind `:`; of a param, its default behind `=`.
    pub value: Option<Value>,
    /// Of a param, its type.
    pub ty: Option<Box<TypeExpr>>,
    /// The entries between braces.
    pub block: Option<Block>,
    /// From the first word (not the docs) to the end of value or block.
    pub span: Span,
}

impl Entry {
    /// The place of `word label`, for labels and messages.
    #[must_use]
    pub fn head(&self) -> Span {
        self.label.as_ref().map_or(self.word.span, |label| self.word.span.to(label.span))
    }
}

/// Entries between braces.
#[derive(Clone, Debug)]
#[cfg_attr(not(target_family = "wasm"), derive(Serialize, Deserialize))]
pub struct Block {
    /// The entries, in order.
    pub entries: Vec<Entry>,
    /// From `{` to `}`.
    pub span: Span,
}

/// A value with its place.
#[derive(Clone, Debug)]
#[cfg_attr(not(target_family = "wasm"), derive(Serialize, Deserialize))]
pub struct Value {
    /// What it is.
    pub kind: ValueKind,
    /// Where it stands.
    pub span: Span,
}

/// The forms of a value.
#[derive(Clone, Debug)]
#[cfg_attr(not(target_family = "wasm"), derive(Serialize, Deserialize))]
pub enum ValueKind {
    /// A string: its pieces after escapes are resolved; without interpolation it is one `Text` or none.
    String(Vec<Piece>),
    /// A number with its unit as written: `512Mi`, `1.5`, `1h30m`, `70%`. It starts with a digit, or `-` and a digit.
    Number(SmolStr),
    /// A bare word or a dotted reference; never empty.
    Path(Vec<Name>),
    /// `a..b`, `a..`: either end is a number or path.
    Range(Box<Value>, Option<Box<Value>>),
    /// `[a, b]`
    List(Vec<Value>),
    /// `{ … }` in the place of a value.
    Record(Block),
    /// `file("…")`, `cluster-var("NAME", type)`.
    Call(Name, Vec<Value>),
    /// What could not be read; a diagnostic was already given.
    Error,
}

/// A piece of a string.
#[derive(Clone, Debug)]
#[cfg_attr(not(target_family = "wasm"), derive(Serialize, Deserialize))]
pub enum Piece {
    /// Literal text, escapes resolved.
    Text(SmolStr),
    /// `${path}`; the span is that of the whole, braces included.
    Ref(Vec<Name>, Span),
}

/// A type, as `param` declares it.
#[derive(Clone, Debug)]
#[cfg_attr(not(target_family = "wasm"), derive(Serialize, Deserialize))]
pub struct TypeExpr {
    /// What it is.
    pub kind: TypeExprKind,
    /// Where it stands.
    pub span: Span,
}

/// The forms of a type.
#[derive(Clone, Debug)]
#[cfg_attr(not(target_family = "wasm"), derive(Serialize, Deserialize))]
pub enum TypeExprKind {
    /// `string`, `consumer`
    Name(Name),
    /// `range<int>`
    Generic(Name, Box<TypeExpr>),
    /// `debug | info | warn`; each a name.
    Union(Vec<Name>),
    /// `[string]`
    List(Box<TypeExpr>),
    /// `{string}`, or with names that its members may have: `{live | ready: probe}`.
    Map(Option<Vec<Name>>, Box<TypeExpr>),
    /// `string?`
    Optional(Box<TypeExpr>),
    /// `int in 1..100`; the value is a range.
    In(Box<TypeExpr>, Box<Value>),
    /// `string like "regex"`; the value is a string.
    Like(Box<TypeExpr>, Box<Value>),
    /// What could not be read; a diagnostic was already given.
    Error,
}
