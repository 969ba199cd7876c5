//! Cluster variables as Flux reads them, and everything else in their nodes as Flux leaves it
//! (<https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution>).

use super::tree::Map;
use crate::model::{Model, OriginId};
use crate::object::{Data, Node, OutputNode, VariableUse};
use crate::parallel;
use crate::types::variable::{self, Piece};
use smol_str::SmolStr;
use std::collections::BTreeSet;

/// How many nodes are worth a thread.
const LEAST_NODES: usize = 64;

/// The variable that stands for a quote. Kustomize reads a node and prints it again before Flux substitutes, so quotes of
/// the file are lost, and `"123"` would come out as a number.
pub(crate) const QUOTE: &str = "quote";

/// Writes the variables of each node, and escapes what Flux would read in the nodes that have some. Gives every use.
pub(crate) fn substitute(nodes: &mut [OutputNode]) -> Vec<VariableUse> {
    let used = parallel::map(nodes, LEAST_NODES, used_by);
    for (node, _) in nodes.iter_mut().zip(&used).filter(|(_, used)| !used.is_empty()) {
        node.objects.iter_mut().for_each(|object| write(&mut object.body));
    }
    used.into_iter().flatten().collect()
}

/// The uses of variables in a node.
fn used_by(node: &OutputNode) -> Vec<VariableUse> {
    let mut uses = Vec::new();
    for object in &node.objects {
        let secret = object.kind == "Secret" && object.api_version == "v1";
        collect(&object.body, &mut |name, origin| {
            let (name, node) = (SmolStr::new(name), node.name.clone());
            uses.push(VariableUse { name, node, secret, origin });
        });
    }
    uses
}

#[inline(never)]
fn collect(node: &Node, found: &mut impl FnMut(&str, OriginId)) {
    match &node.data {
        Data::List(items) => items.iter().for_each(|item| of_node(item, found)),
        Data::Map(fields) => fields.iter().for_each(|(_, field)| of_node(field, found)),
        _ => of_node(node, found),
    }
}

/// The variables in a text, and in what stands in a node.
#[inline(always)]
fn of_node(node: &Node, found: &mut impl FnMut(&str, OriginId)) {
    match &node.data {
        Data::Str(text) if variable::holds(text) => {
            for piece in variable::pieces(text) {
                if let Piece::Text(name) | Piece::Plain(name) = piece {
                    found(name, node.origin);
                }
            }
        }
        Data::List(_) | Data::Map(_) => collect(node, found),
        _ => {}
    }
}

fn write(node: &mut Node) {
    match &mut node.data {
        Data::Str(text) => node.data = written(text),
        Data::List(items) => items.iter_mut().for_each(write),
        Data::Map(fields) => {
            for (key, field) in fields {
                *key = escaped(key, false).into();
                write(field);
            }
        }
        _ => {}
    }
}

fn written(text: &str) -> Data {
    let pieces = variable::pieces(text);
    match pieces.as_slice() {
        [Piece::Plain(name)] => Data::Substituted(format!("${{{name}}}").into()),
        [Piece::Text(name)] => Data::Substituted(format!("${{{QUOTE}}}${{{name}}}${{{QUOTE}}}").into()),
        _ => {
            let mut out = String::with_capacity(text.len());
            for (place, piece) in pieces.iter().enumerate() {
                match piece {
                    Piece::Literal(text) => out.push_str(&escaped(text, place + 1 < pieces.len())),
                    Piece::Text(name) | Piece::Plain(name) => out.push_str(&format!("${{{name}}}")),
                }
            }
            Data::Str(out.into())
        }
    }
}

/// A text that comes out of the substitution as it is: there `$$` is one `$`, and `${` starts a variable. A single `$` before
/// anything else is left alone. `followed` says that a variable comes behind the text.
fn escaped(text: &str, followed: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, dollars) = rest.split_at(at);
        let after = dollars.trim_start_matches('$');
        let count = dollars.len() - after.len();
        let alone = count == 1 && !after.starts_with('{') && !(after.is_empty() && followed);
        out.push_str(before);
        out.extend(std::iter::repeat_n('$', if alone { 1 } else { 2 * count }));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The `postBuild` of a node that uses variables. The quote is always set: Flux substitutes, and so undoes the escapes,
/// only if one variable is.
pub(crate) fn post_build(model: &Model, used: &BTreeSet<&SmolStr>, origin: OriginId) -> Map {
    let sources = model.environment.flux.substitute_from.iter();
    let sources = sources.filter(|(_, at)| at.keys.iter().any(|key| used.contains(&key.value)));
    let sources = sources.map(|(name, at)| {
        let kind = if at.kind.value == "secret" { "Secret" } else { "ConfigMap" };
        let reference = Map::new(at.origin).with("kind", kind).with("name", name.clone());
        reference.maybe("optional", Some(&at.optional).filter(|optional| optional.value))
    });
    let quote = Map::new(origin).with(QUOTE, "\"");
    Map::new(origin).with("substitute", quote).list("substituteFrom", sources.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::ScalarType;

    #[test]
    fn every_dollar_that_flux_reads_is_doubled() {
        let cases = [
            ("a $b $(C) $", "a $b $(C) $"),
            ("${A}", "$${A}"),
            ("$$(A)", "$$$$(A)"),
            ("$${A}", "$$$${A}"),
            ("$$$", "$$$$$$"),
        ];
        for (text, expected) in cases {
            assert_eq!(escaped(text, false), expected);
        }
        assert_eq!(escaped("$", true), "$$");
    }

    #[test]
    fn a_variable_is_written_as_its_type_reads() {
        let written = |text: &str| written(text);
        let text = variable::mark("A", ScalarType::String);
        let count = variable::mark("N", ScalarType::Int);
        assert_eq!(written(&text), Data::Substituted("${quote}${A}${quote}".into()));
        assert_eq!(written(&count), Data::Substituted("${N}".into()));
        assert_eq!(written(&format!("x${text}${{y}}")), Data::Str("x$$${A}$${y}".into()));
    }
}
