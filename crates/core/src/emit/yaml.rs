//! Objects as YAML, in block style, as `kubectl get -o yaml` prints it: two spaces a level, lists at the indentation of
//! their key, `{}` and `[]` for what is empty. How a single value is spelt stands in `scalar.rs`.

use super::scalar;
use crate::object::{Data, Key, Node, Output, OutputNode};
use crate::parallel;

/// A reader may look only 1,024 characters ahead for the colon behind a key; longer keys need the explicit form.
const LONGEST_KEY: usize = 1_000;

/// What an object takes on average; the buffer of a stream grows seldom.
const TYPICAL_OBJECT: usize = 1_280;

/// How many nodes are worth a thread.
const LEAST_NODES: usize = 64;

/// How many nodes are written before the first of them is given away.
const NODES_AT_A_TIME: usize = 2_048;

/// Writes one YAML document without a `---` line, ending with a newline.
///
/// It reads back as the same data in YAML 1.1 and 1.2. A float that is not finite, which [`Data`] excludes, is `null`.
pub fn document(node: &Node, out: &mut String) {
    document_to(node, out, &mut ());
}

/// Who hears of fields and items as they are written.
pub(super) trait Hearer {
    /// What is next starts at the end of `out`. A field has a key, an item its index.
    fn begin(&mut self, step: Step<'_>, node: &Node, out: &str);
    /// What was begun last and has not ended is written.
    fn end(&mut self, out: &str);
}

/// A step into a map or list.
#[derive(Copy, Clone, Debug)]
pub(super) enum Step<'a> {
    /// A field.
    Key(&'a str),
    /// An item.
    Index(usize),
}

/// Nobody.
impl Hearer for () {
    fn begin(&mut self, _: Step<'_>, _: &Node, _: &str) {}
    fn end(&mut self, _: &str) {}
}

/// [`document`], told to a hearer.
pub(super) fn document_to(node: &Node, out: &mut String, hearer: &mut impl Hearer) {
    match &node.data {
        Data::Map(fields) if !fields.is_empty() => write_map(fields, 0, out, hearer),
        Data::List(items) if !items.is_empty() => write_list(items, 0, out, hearer),
        _ => write_leaf(node, 0, out),
    }
}

/// All objects of a build as one YAML stream, in apply order, the Flux objects last. What is taken over as it is, is written as
/// it is: what a kustomization among those files changes is not in it.
///
/// Each document starts with a line `---`, the first one too, so that streams can be put one behind the other.
#[must_use]
pub fn stream(output: &Output) -> String {
    pieces(output).collect()
}

/// [`stream`] in pieces, for who writes them one behind the other. They are made as they are asked for, some at a time.
pub fn pieces(output: &Output) -> impl Iterator<Item = String> + use<'_> {
    let nodes = output.nodes.chunks(NODES_AT_A_TIME).flat_map(|nodes| {
        parallel::pieces(nodes, LEAST_NODES, |nodes| {
            let objects: usize = nodes.iter().map(|node| node.objects.len()).sum();
            let mut out = String::with_capacity(objects * TYPICAL_OBJECT);
            nodes.iter().for_each(|node| node_to(node, &mut out));
            out
        })
    });
    let flux = output.flux.chunks(NODES_AT_A_TIME).flat_map(|objects| {
        parallel::pieces(objects, LEAST_NODES, |objects| {
            let mut out = String::with_capacity(objects.len() * TYPICAL_OBJECT);
            for (_, object) in objects {
                out.push_str("---\n");
                document(&object.body, &mut out);
            }
            out
        })
    });
    nodes.chain(flux)
}

/// Writes the objects of a node.
fn node_to(node: &OutputNode, out: &mut String) {
    for object in &node.objects {
        out.push_str("---\n");
        document(&object.body, out);
    }
    for (_, text) in node.adopted.objects.iter().filter(|(_, text)| !text.is_empty()) {
        out.push_str("---\n");
        out.push_str(text.trim_end());
        out.push('\n');
    }
}

/// Writes the fields of a map. The cursor is where the first key stands.
fn write_map(fields: &[(Key, Node)], indent: usize, out: &mut String, hearer: &mut impl Hearer) {
    for (place, (key, node)) in fields.iter().enumerate() {
        if place > 0 {
            scalar::write_indent(indent, out);
        }
        hearer.begin(Step::Key(key), node, out);
        write_key(key, indent, out);
        write_field(node, indent, out, hearer);
        hearer.end(out);
    }
}

/// Writes a key.
fn write_key(key: &str, indent: usize, out: &mut String) {
    if key.len() <= LONGEST_KEY && scalar::is_word(key) {
        return out.push_str(key);
    }
    let start = out.len();
    scalar::write_line(key, out);
    if out.len() - start > LONGEST_KEY {
        out.insert_str(start, "? ");
        out.push('\n');
        scalar::write_indent(indent, out);
    }
}

/// Writes the value of a field. The cursor is before the colon.
fn write_field(node: &Node, indent: usize, out: &mut String, hearer: &mut impl Hearer) {
    match &node.data {
        Data::Map(fields) if !fields.is_empty() => {
            scalar::write_colon_line(indent + 2, out);
            write_map(fields, indent + 2, out, hearer);
        }
        Data::List(items) if !items.is_empty() => {
            scalar::write_colon_line(indent, out);
            write_list(items, indent, out, hearer);
        }
        _ => {
            out.push_str(": ");
            write_leaf(node, indent, out);
        }
    }
}

/// Writes the items of a list. The cursor is where the first dash stands.
fn write_list(items: &[Node], indent: usize, out: &mut String, hearer: &mut impl Hearer) {
    for (place, node) in items.iter().enumerate() {
        if place > 0 {
            scalar::write_indent(indent, out);
        }
        hearer.begin(Step::Index(place), node, out);
        out.push_str("- ");
        match &node.data {
            Data::Map(fields) if !fields.is_empty() => write_map(fields, indent + 2, out, hearer),
            Data::List(items) if !items.is_empty() => write_list(items, indent + 2, out, hearer),
            _ => write_leaf(node, indent, out),
        }
        hearer.end(out);
    }
}

/// Writes what is not a list or map with something in it, and ends the line. `indent` is that of the parent.
fn write_leaf(node: &Node, indent: usize, out: &mut String) {
    match &node.data {
        Data::Null => out.push_str("null"),
        Data::Bool(true) => out.push_str("true"),
        Data::Bool(false) => out.push_str("false"),
        Data::Int(value) => scalar::write_int(*value, out),
        Data::Float(value) => scalar::write_float(*value, out),
        Data::Substituted(text) => out.push_str(text),
        Data::Str(text) if scalar::is_word(text) => out.push_str(text),
        Data::Str(text) if scalar::is_block(text) => return scalar::write_block(text, indent, out),
        Data::Str(text) => scalar::write_quoted(text, out),
        Data::List(_) => out.push_str("[]"),
        Data::Map(_) => out.push_str("{}"),
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{from_json, object, output};
    use super::*;
    use serde_json::json;

    fn yaml(value: &serde_json::Value) -> String {
        let mut out = String::new();
        document(&from_json(value), &mut out);
        out
    }

    #[test]
    fn is_laid_out_as_kubectl_does() {
        // In the order of the letters, which is the order in which a JSON map may come.
        let object = json!({
            "apiVersion": "apps/v1",
            "data": { "a.conf": "x\n  y\n" },
            "last": ["one\ntwo", 0.5],
            "metadata": { "annotations": {}, "labels": { "app.kubernetes.io/version": "1.10" } },
            "spec": {
                "args": ["-c", "run"],
                "grid": [[1, 2], [], [{ "a": [true] }]],
                "none": [],
                "nothing": null,
                "ports": [{ "name": "http", "port": 80 }, { "name": "y" }],
            },
        });
        let expected = r#"apiVersion: apps/v1
data:
  a.conf: |
    x
      y
last:
- |-
  one
  two
- 0.5
metadata:
  annotations: {}
  labels:
    app.kubernetes.io/version: "1.10"
spec:
  args:
  - "-c"
  - run
  grid:
  - - 1
    - 2
  - []
  - - a:
      - true
  none: []
  nothing: null
  ports:
  - name: http
    port: 80
  - name: "y"
"#;
        assert_eq!(yaml(&object), expected);
    }

    #[test]
    fn a_document_can_be_a_single_value() {
        assert_eq!(yaml(&json!({})), "{}\n");
        assert_eq!(yaml(&json!("a")), "a\n");
        assert_eq!(yaml(&json!([1])), "- 1\n");
    }

    #[test]
    fn a_key_too_long_to_look_ahead_is_explicit() {
        let key = "k".repeat(1_025);
        let text = yaml(&json!([{ key.as_str(): [1] }]));
        assert_eq!(text, format!("- ? {key}\n  :\n  - 1\n"));
    }

    #[test]
    fn every_document_of_a_stream_starts_with_its_marker() {
        let output =
            output(vec![("a", vec![object("v1", "ConfigMap", "x"), object("v1", "ConfigMap", "y")])]);
        let text = stream(&output);
        assert_eq!(text.matches("---\n").count(), 2);
        assert!(
            text.starts_with("---\napiVersion: v1\nkind: ConfigMap\n") && text.ends_with("name: \"y\"\n")
        );
    }
}
