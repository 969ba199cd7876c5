//! The types of Kubernetes itself, from a table that the tests make of the published OpenAPI schemas and keep fresh
//! (`tests/tests/openapi.rs`).
//!
//! A line is a definition: its name, then its fields, each `name:type`, `name!:type` where it has to be there. The types:
//! `b` boolean, `i` whole number, `n` number, `s` text, `q` quantity, `x` whole number or text, `a` anything, `[T]` list,
//! `[T@a,b]` list whose items are known by `a` and `b`, `{T}` members of any name, else the name of a definition. A line
//! that starts with `=` gives the definition of a kind; one without fields but with `:T` is another name for a type.

use super::{Form, Shape};
use smol_str::SmolStr;

/// The table.
const TABLE: &str = include_str!("kubernetes.table");

/// The text of the table, for the test that keeps it fresh.
#[must_use]
pub fn table() -> &'static str {
    TABLE
}

/// The shape of a whole object of this API version and kind; `None` for kinds that are not in the table.
#[must_use]
pub fn kind(api_version: &str, kind: &str) -> Option<Shape> {
    let key = format!("={api_version}/{kind}");
    let name = TABLE.lines().find_map(|line| line.strip_prefix(key.as_str())?.strip_prefix(' '))?;
    Some(Shape::of(Form::Named(name.into())))
}

/// Every kind of the table: its API version and its name.
pub fn kinds() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLE.lines().filter_map(|line| line.strip_prefix('=')?.split(' ').next()?.rsplit_once('/'))
}

/// A definition by its name.
#[must_use]
pub fn definition(name: &str) -> Option<Shape> {
    let fields = TABLE.lines().find_map(|line| {
        let rest = line.strip_prefix(name)?;
        if rest.is_empty() { Some(rest) } else { rest.strip_prefix(' ') }
    })?;
    let mut required = Vec::new();
    let mut named = std::collections::BTreeMap::new();
    for field in fields.split(' ').filter(|field| !field.is_empty()) {
        let (name, ty) = field.split_once(':')?;
        let name = match name.strip_suffix('!') {
            Some(name) => {
                required.push(SmolStr::new(name));
                name
            }
            None => name,
        };
        named.insert(SmolStr::new(name), Shape::of(form(ty)));
    }
    Some(Shape::of(Form::Object { fields: named, required, open: false }))
}

/// The form that a type of the table stands for.
fn form(ty: &str) -> Form {
    if let Some(inner) = ty.strip_prefix('[').and_then(|ty| ty.strip_suffix(']')) {
        let (of, keys) = inner.rsplit_once('@').unwrap_or((inner, ""));
        let keys = keys.split(',').filter(|key| !key.is_empty()).map(SmolStr::new).collect();
        return Form::List { of: Box::new(Shape::of(form(of))), keys };
    }
    if let Some(inner) = ty.strip_prefix('{').and_then(|ty| ty.strip_suffix('}')) {
        return Form::Map(Box::new(Shape::of(form(inner))));
    }
    match ty {
        "a" => Form::Any,
        "b" => Form::Bool,
        "i" => Form::Int,
        "n" => Form::Number,
        "s" => Form::Text,
        "q" => Form::Quantity,
        "x" => Form::IntOrText,
        name => Form::Named(name.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_the_table_is_defined() {
        for line in TABLE.lines().filter(|line| !line.starts_with('=')) {
            let name = line.split(' ').next().unwrap();
            let Form::Object { fields, .. } = definition(name).unwrap().form else { panic!("{name}") };
            for (field, shape) in fields {
                named(&shape, &format!("{name}.{field}"));
            }
        }
        assert!(kinds().count() > 15);
        assert!(kinds().all(|(api, name)| kind(api, name).is_some_and(|s| s.resolved().form != Form::Any)));
    }

    fn named(shape: &Shape, place: &str) {
        match &shape.form {
            Form::Named(name) => assert!(definition(name).is_some(), "{place}: {name}"),
            Form::List { of, .. } | Form::Map(of) => named(of, place),
            _ => {}
        }
    }
}
