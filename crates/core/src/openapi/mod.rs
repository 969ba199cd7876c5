//! What Kubernetes and custom resources say about the shape of their objects, and values held against it.
//!
//! One representation for both: [`kubernetes`] has the kinds of Kubernetes itself from a table, [`Crd`] those of a
//! CustomResourceDefinition. [`faults`] holds a JSON value against either, path by path.

mod check;
mod crd;
pub mod kubernetes;

pub use check::{Fault, Scope, What, faults, shown};
pub use crd::{Crd, CrdFault};

use serde_json::Value;
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// What a value may be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shape {
    /// Its form.
    pub form: Form,
    /// Whether it may be null.
    pub nullable: bool,
    /// The only values that are admitted; empty for all.
    pub choices: Vec<Value>,
    /// The regular expression that some part of a text has to match.
    pub pattern: Option<String>,
    /// The least and the greatest number.
    pub bounds: (Option<f64>, Option<f64>),
    /// The least and the greatest number of characters, items or members.
    pub length: (Option<u64>, Option<u64>),
}

/// The forms of a value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Form {
    /// Anything.
    #[default]
    Any,
    /// `true`, `false`
    Bool,
    /// A whole number.
    Int,
    /// A number.
    Number,
    /// A text.
    Text,
    /// A quantity: `500m`, `512Mi`, `2`.
    Quantity,
    /// A whole number or a text: `8080`, `"http"`, `"25%"`.
    IntOrText,
    /// A list.
    List {
        /// What its items are.
        of: Box<Shape>,
        /// The fields by which items of two lists are the same; without them the list is replaced as a whole.
        keys: Vec<SmolStr>,
    },
    /// Members of any name.
    Map(Box<Shape>),
    /// Fields by name.
    Object {
        /// The fields.
        fields: BTreeMap<SmolStr, Shape>,
        /// Those that have to be there.
        required: Vec<SmolStr>,
        /// Whether others are kept too.
        open: bool,
    },
    /// A definition of the table of Kubernetes' own types, by name.
    Named(SmolStr),
}

impl Shape {
    /// A shape of this form without constraints.
    #[must_use]
    pub fn of(form: Form) -> Self {
        Self { form, ..Self::default() }
    }

    /// The shape itself, or the definition that it names.
    #[must_use]
    pub fn resolved(&self) -> std::borrow::Cow<'_, Shape> {
        match &self.form {
            Form::Named(name) => std::borrow::Cow::Owned(kubernetes::definition(name).unwrap_or_default()),
            _ => std::borrow::Cow::Borrowed(self),
        }
    }

    /// The shape of a field or member.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<Shape> {
        match &self.resolved().form {
            Form::Object { fields, .. } => fields.get(name).cloned(),
            Form::Map(of) => Some((**of).clone()),
            _ => None,
        }
    }

    /// The shape of the items of a list, and the keys by which they are known.
    #[must_use]
    pub fn items(&self) -> Option<(Shape, Vec<SmolStr>)> {
        match &self.resolved().form {
            Form::List { of, keys } => Some(((**of).clone(), keys.clone())),
            _ => None,
        }
    }
}
