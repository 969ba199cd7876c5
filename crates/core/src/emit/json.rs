//! Objects as JSON with the origin of every value.
//!
//! The document is a list, in apply order, the Flux objects last. Each entry is
//!
//! ```json
//! {
//!   "environment": "prod",
//!   "node": "agent-executor",
//!   "object": { "apiVersion": "apps/v1", "kind": "Deployment", "…": "…" },
//!   "origins": {
//!     "": [{ "layer": "component", "file": "executor.fluo", "line": 3, "column": 1 }],
//!     "/spec/replicas": [
//!       { "layer": "kind service", "file": "platform.fluo", "line": 12, "column": 5 },
//!       { "layer": "override", "file": "env/prod.fluo", "line": 8, "column": 9 }
//!     ]
//!   }
//! }
//! ```
//!
//! - `environment` is the environment, with its cluster where it has several (`prod/eu`).
//! - `node` is the node that delivers the object, `flux` for the Flux objects themselves.
//! - `origins` is by JSON pointer (RFC 6901), in the order of the object's fields; `""` is the object as a whole. A value
//!   whose pointer is missing has the chain of what it stands in.
//! - A chain names the layers that spoke for a value, the deciding one last; an empty chain is one that no source text
//!   decided. `layer` is what [`Layer`](crate::model::Layer) prints: `default`, `defaults of the environment`,
//!   `kind NAME`, `size NAME`, `component`, `override all`, `override`, `set` or `reference NAME`. `line` and `column`
//!   count from 1, the column in characters.

use crate::model::{OriginId, Origins, Step};
use crate::object::{Data, Node, Object, Output};
use crate::source::{Position, Sources};
use serde::{Serialize, Serializer};

/// The `node` of the Flux objects.
const FLUX: &str = "flux";

#[derive(Serialize)]
struct Entry<'a> {
    environment: String,
    node: &'a str,
    object: &'a Node,
    #[serde(serialize_with = "as_map")]
    origins: Vec<(String, Vec<Link<'a>>)>,
}

#[derive(Serialize)]
struct Link<'a> {
    layer: String,
    file: &'a str,
    line: u32,
    column: u32,
}

/// All objects of a build as indented JSON with their origins; the module's head has the schema. `sources` are the
/// files that the build has read.
#[must_use]
pub fn list(output: &Output, sources: &Sources) -> String {
    lists(std::iter::once((output, sources)))
}

/// All objects of several builds as one list.
#[must_use]
pub fn lists<'a>(builds: impl Iterator<Item = (&'a Output, &'a Sources)>) -> String {
    let entries: Vec<Entry<'_>> = builds.flat_map(|(output, sources)| entries(output, sources)).collect();
    // Nothing here can fail: every key is a string, and the writer is a buffer in memory.
    let mut text = serde_json::to_string_pretty(&entries).unwrap_or_default();
    text.push('\n');
    text
}

fn entries<'a>(output: &'a Output, sources: &'a Sources) -> Vec<Entry<'a>> {
    let look_up = LookUp { environment: output.name(), origins: &output.origins, sources };
    let nodes = output.nodes.iter().flat_map(|node| {
        let adopted = node.adopted.objects.iter().map(|(object, _)| object);
        node.objects.iter().chain(adopted).map(|object| (node.name.as_str(), object))
    });
    let flux = output.flux.iter().map(|(_, object)| (FLUX, object));
    nodes.chain(flux).map(|(node, object)| look_up.entry(node, object)).collect()
}

/// What origins are looked up in.
#[derive(Clone)]
struct LookUp<'a> {
    environment: String,
    origins: &'a Origins,
    sources: &'a Sources,
}

impl<'a> LookUp<'a> {
    fn entry(&self, node: &'a str, object: &'a Object) -> Entry<'a> {
        let mut origins = Vec::new();
        if object.origin != OriginId::default() {
            origins.push((String::new(), self.chain(object.origin)));
        }
        self.collect(&object.body, object.origin, &mut String::new(), &mut origins);
        Entry { environment: self.environment.clone(), node, object: &object.body, origins }
    }

    /// Adds what stands in `node`, whose chain is `chain` and whose pointer is `pointer`.
    fn collect(
        &self,
        node: &Node,
        chain: OriginId,
        pointer: &mut String,
        found: &mut Vec<(String, Vec<Link<'a>>)>,
    ) {
        let length = pointer.len();
        for (place, key, child) in children(node) {
            pointer.push('/');
            match key {
                Some(key) => push_escaped(key, pointer),
                None => pointer.push_str(&place.to_string()),
            }
            if child.origin != chain && self.origins.get(child.origin) != self.origins.get(chain) {
                found.push((pointer.clone(), self.chain(child.origin)));
            }
            self.collect(child, child.origin, pointer, found);
            pointer.truncate(length);
        }
    }

    fn chain(&self, id: OriginId) -> Vec<Link<'a>> {
        self.origins.get(id).iter().map(|step| self.link(step)).collect()
    }

    fn link(&self, step: &'a Step) -> Link<'a> {
        let Position { line, column } = self.sources.position(step.span);
        Link { layer: step.layer.to_string(), file: self.sources.path(step.span.file), line, column }
    }
}

/// The children of a map or list: their place, their key if they have one, and themselves.
fn children(node: &Node) -> impl Iterator<Item = (usize, Option<&str>, &Node)> {
    let (fields, items): (&[_], &[_]) = match &node.data {
        Data::Map(fields) => (fields, &[]),
        Data::List(items) => (&[], items),
        _ => (&[], &[]),
    };
    let fields = fields.iter().map(|(key, child)| (Some(key.as_str()), child));
    let items = items.iter().map(|child| (None, child));
    fields.chain(items).enumerate().map(|(place, (key, child))| (place, key, child))
}

/// RFC 6901: `~` is `~0` and `/` is `~1`.
pub(super) fn push_escaped(key: &str, pointer: &mut String) {
    for char in key.chars() {
        match char {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            char => pointer.push(char),
        }
    }
}

fn as_map<S: Serializer>(origins: &[(String, Vec<Link<'_>>)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(origins.iter().map(|(pointer, chain)| (pointer, chain)))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{from_json, object, output};
    use super::*;
    use crate::model::Layer;
    use crate::source::Span;
    use serde_json::{Value, json};

    /// Gives the whole of `node` this origin.
    fn paint(node: &mut Node, origin: OriginId) {
        node.origin = origin;
        match &mut node.data {
            Data::List(items) => items.iter_mut().for_each(|item| paint(item, origin)),
            Data::Map(fields) => fields.iter_mut().for_each(|(_, field)| paint(field, origin)),
            _ => {}
        }
    }

    #[test]
    fn only_changes_of_origin_are_listed() {
        let mut sources = Sources::default();
        let file = sources.add("a.fluo", "one\ntwo\n");
        let mut output = output(vec![("web", vec![object("v1", "Service", "web")])]);
        let component = Step { layer: Layer::Component, span: Span::new(file, 0, 3) };
        let kind = Step { layer: Layer::Kind("service".into()), span: Span::new(file, 5, 7) };
        let own = output.origins.intern(std::slice::from_ref(&component));
        let chain = output.origins.intern(&[kind, component]);

        let object = &mut output.nodes[0].objects[0];
        object.body = from_json(&json!({ "a/b~": [{ "c": 1 }, 2], "d": { "e": 3 } }));
        object.origin = own;
        paint(&mut object.body, own);
        let Data::Map(fields) = &mut object.body.data else { unreachable!() };
        let Data::List(items) = &mut fields[0].1.data else { unreachable!() };
        paint(&mut items[0], chain);
        paint(&mut fields[1].1, OriginId::default());

        let text = list(&output, &sources);
        let read: Value = serde_json::from_str(&text).unwrap();
        let own = json!({ "layer": "component", "file": "a.fluo", "line": 1, "column": 1 });
        let kind = json!({ "layer": "kind service", "file": "a.fluo", "line": 2, "column": 2 });
        let origins = json!({ "": [own], "/a~1b~0/0": [kind, own], "/d": [] });
        let object = json!({ "a/b~": [{ "c": 1 }, 2], "d": { "e": 3 } });
        assert_eq!(
            read,
            json!([{ "environment": "prod",
            "node": "web", "object": object, "origins": origins }])
        );
        assert!(text.ends_with("]\n"));
    }

    #[test]
    fn flux_objects_stand_last_and_origins_keep_the_order_of_fields() {
        let mut output = output(vec![("web", vec![object("v1", "Service", "web")])]);
        let step = |layer| Step { layer, span: Span::new(crate::source::FileId(0), 0, 0) };
        let origin = output.origins.intern(&[step(Layer::Default)]);
        let mut flux = object("source.toolkit.fluxcd.io/v1", "GitRepository", "fleet");
        let Data::Map(fields) = &mut flux.body.data else { unreachable!() };
        fields.iter_mut().take(2).for_each(|(_, field)| field.origin = origin);
        output.flux.push(("source".into(), flux));

        let text = list(&output, &Sources::default());
        let read: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&read[0]["node"], &read[1]["node"]), (&json!("web"), &json!("flux")));
        assert!(text.find("\"/apiVersion\"").unwrap() < text.find("\"/kind\"").unwrap());
        assert_eq!(read[1]["origins"]["/kind"][0]["layer"], "default");
    }
}
