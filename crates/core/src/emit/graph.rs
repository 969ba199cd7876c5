//! The nodes of a build and what they wait for, for people: as text, as Mermaid, as Graphviz.

use crate::object::{Output, OutputNode};
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The nodes in layers: those of the first wait for nothing, each other one for at least one of the layer before it.
/// Flux starts a node as soon as what it waits for is ready, not when a layer is done; a layer says how early that can be.
#[must_use]
pub fn layers(output: &Output) -> Vec<Vec<&OutputNode>> {
    let mut depths: BTreeMap<&SmolStr, usize> = BTreeMap::new();
    let mut layers: Vec<Vec<&OutputNode>> = Vec::new();
    // Nodes stand in apply order: what one waits for came before it.
    for node in &output.nodes {
        let below = node.depends_on.keys().filter_map(|need| depths.get(need));
        let depth = below.max().map_or(0, |lowest| lowest + 1);
        depths.insert(&node.name, depth);
        match layers.get_mut(depth) {
            Some(layer) => layer.push(node),
            None => layers.push(vec![node]),
        }
    }
    layers
}

/// The longest chain of nodes that wait for each other, the first to start first; of several the first by name.
#[must_use]
pub fn critical_path(output: &Output) -> Vec<&SmolStr> {
    // The length of the longest chain that ends in a node, and the node before it.
    let mut chains: BTreeMap<&SmolStr, (usize, Option<&SmolStr>)> = BTreeMap::new();
    let mut last: Option<(usize, &SmolStr)> = None;
    for node in &output.nodes {
        let mut best = (0, None);
        for need in node.depends_on.keys() {
            let length = chains.get(need).map_or(0, |(length, _)| *length);
            if length > best.0 {
                best = (length, Some(need));
            }
        }
        let length = best.0 + 1;
        chains.insert(&node.name, (length, best.1));
        if last.is_none_or(|(longest, _)| length > longest) {
            last = Some((length, &node.name));
        }
    }
    let before = |name: &&SmolStr| chains.get(*name).and_then(|(_, before)| *before);
    let mut path: Vec<&SmolStr> = std::iter::successors(last.map(|(_, name)| name), before).collect();
    path.reverse();
    path
}

/// Layers, one node a line with what it waits for, and the critical path.
#[must_use]
pub fn text(output: &Output) -> String {
    let mut text = String::new();
    for (at, layer) in layers(output).iter().enumerate() {
        let nodes = if layer.len() == 1 { "1 node".to_owned() } else { format!("{} nodes", layer.len()) };
        let when = if at == 0 { "at once".to_owned() } else { format!("behind layer {}", at - 1) };
        let _ = writeln!(text, "layer {at}, {when}: {nodes}");
        let width = layer.iter().map(|node| node.name.len()).max().unwrap_or(0);
        for node in layer {
            let needs: Vec<&str> = node.depends_on.keys().map(SmolStr::as_str).collect();
            let line = format!("  {:width$}  {}", node.name, arrow(&needs.join(", ")));
            let _ = writeln!(text, "{}", line.trim_end());
        }
    }
    let path: Vec<&str> = critical_path(output).into_iter().map(SmolStr::as_str).collect();
    let _ = writeln!(text, "longest chain: {}", path.join(" → "));
    text
}

fn arrow(needs: &str) -> String {
    if needs.is_empty() { String::new() } else { format!("← {needs}") }
}

/// A flow chart in Mermaid's language (<https://mermaid.js.org/syntax/flowchart.html>).
#[must_use]
pub fn mermaid(output: &Output) -> String {
    let mut text = String::from("flowchart LR\n");
    let ids: BTreeMap<&SmolStr, usize> = output.nodes.iter().map(|node| &node.name).zip(0..).collect();
    for (name, id) in &ids {
        let _ = writeln!(text, "  n{id}[\"{name}\"]");
    }
    for (need, node) in edges(output) {
        if let (Some(from), Some(to)) = (ids.get(need), ids.get(node)) {
            let _ = writeln!(text, "  n{from} --> n{to}");
        }
    }
    text
}

/// A graph in Graphviz' language (<https://graphviz.org/doc/info/lang.html>).
#[must_use]
pub fn dot(output: &Output) -> String {
    let mut text = format!("digraph \"{}\" {{\n  rankdir=LR\n  node [shape=box]\n", output.environment);
    for node in &output.nodes {
        let _ = writeln!(text, "  \"{}\"", node.name);
    }
    for (need, node) in edges(output) {
        let _ = writeln!(text, "  \"{need}\" -> \"{node}\"");
    }
    text.push_str("}\n");
    text
}

/// What is needed, and who needs it.
fn edges(output: &Output) -> impl Iterator<Item = (&SmolStr, &SmolStr)> {
    output.nodes.iter().flat_map(|node| node.depends_on.keys().map(move |need| (need, &node.name)))
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    fn output(nodes: &[(&str, &[&str])]) -> Output {
        let mut output = fixture::output(nodes.iter().map(|(name, _)| (*name, Vec::new())).collect());
        for (node, (_, needs)) in output.nodes.iter_mut().zip(nodes) {
            node.depends_on = needs.iter().map(|need| ((*need).into(), Default::default())).collect();
        }
        output
    }

    #[test]
    fn a_node_stands_behind_the_last_that_it_needs() {
        let output = output(&[("a", &[]), ("b", &["a"]), ("c", &[]), ("d", &["b", "c"])]);
        let names: Vec<Vec<&str>> =
            layers(&output).iter().map(|layer| layer.iter().map(|n| n.name.as_str()).collect()).collect();
        assert_eq!(names, [vec!["a", "c"], vec!["b"], vec!["d"]]);
        assert_eq!(critical_path(&output), ["a", "b", "d"]);
        assert_eq!(
            text(&output),
            "layer 0, at once: 2 nodes\n  a\n  c\nlayer 1, behind layer 0: 1 node\n  b  ← a\n\
             layer 2, behind layer 1: 1 node\n  d  ← b, c\nlongest chain: a → b → d\n"
        );
    }

    #[test]
    fn pictures_name_every_node_and_edge() {
        let output = output(&[("a", &[]), ("b-1", &["a"])]);
        assert_eq!(mermaid(&output), "flowchart LR\n  n0[\"a\"]\n  n1[\"b-1\"]\n  n0 --> n1\n");
        assert!(dot(&output).contains("  \"a\" -> \"b-1\"\n"));
    }
}
