//! Objects as the files of a Flux tree: a folder for each node, a folder `flux` for what delivers them, and the ledger.

use super::ledger::{LEDGER_FILE, Ledger};
use super::yaml;
use crate::model::OriginId;
use crate::object::{Data, Node, Object, Output};
use std::collections::{BTreeMap, BTreeSet};

/// The file that tells Kustomize what belongs to a folder.
const KUSTOMIZATION: &str = "kustomization.yaml";

/// The longest name of a file without its ending; file systems take 255 bytes, and endings are added.
const LONGEST_STEM: usize = 200;

/// The files of a build, by their paths (`/` separated) in the folder that holds its whole tree, and the [`Ledger`] of them.
///
/// Without a layout these are
/// - `nodes/NODE/KIND-NAME.yaml`, one for each object, and `nodes/NODE/kustomization.yaml`
/// - `nodes/NODE/…`, the files that a node takes over as they are, with their own kustomization where they have one
/// - `flux/NAME.yaml`, one for each Flux object, and `flux/kustomization.yaml`
/// - `.fluo.lock`, the ledger of all others
///
/// A tree that a layout spreads is held by the root of the source only. Where objects of one node would share a file,
/// namespace and API group are added to the name (`ingress-web_shop_networking.k8s.io.yaml`). Names differ in more than
/// their case, and hold nothing that some operating system refuses.
#[must_use]
pub fn tree(output: &Output) -> BTreeMap<String, String> {
    let mut files = texts(alone(output));
    let ledger = Ledger::of(&output.name(), &files).to_json();
    files.insert(LEDGER_FILE.to_owned(), ledger);
    files
}

/// What a file of a tree holds.
#[derive(Clone, Debug)]
pub enum Content<'o> {
    /// One object, of the node of this name; of none where it is one of Flux' own objects.
    Object(Option<&'o str>, &'o Object),
    /// Text of a node that is taken over as it is.
    Adopted(&'o str, &'o str),
    /// What tells Kustomize which files belong to the folder.
    Folder(Node),
}

impl Content<'_> {
    /// The file's text.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Content::Object(_, object) => text(&object.body),
            Content::Adopted(_, text) => (*text).to_owned(),
            Content::Folder(kustomization) => text(kustomization),
        }
    }
}

/// The files of a build, by their paths in the folder that holds its whole tree, the ledger aside.
pub(super) fn alone(output: &Output) -> BTreeMap<String, Content<'_>> {
    from_base(output, in_source(output))
}

/// Files by their paths from the root of the source, by those in the folder that holds the whole tree.
pub(super) fn from_base<T>(output: &Output, files: BTreeMap<String, T>) -> BTreeMap<String, T> {
    let Some(base) = output.place.base.as_deref().filter(|base| !base.is_empty()) else { return files };
    let below =
        |path: &str| path.strip_prefix(base).and_then(|path| path.strip_prefix('/')).map(str::to_owned);
    files.into_iter().map(|(path, content)| (below(&path).unwrap_or(path), content)).collect()
}

/// The texts of files.
pub(super) fn texts(files: BTreeMap<String, Content<'_>>) -> BTreeMap<String, String> {
    files.into_iter().map(|(path, content)| (path, content.text())).collect()
}

/// The files of a build by their paths from the root of the source.
pub(super) fn in_source(output: &Output) -> BTreeMap<String, Content<'_>> {
    let mut files = BTreeMap::new();
    for node in &output.nodes {
        for (path, text) in &node.adopted.files {
            files.insert(format!("{}/{path}", node.folder), Content::Adopted(&node.name, text));
        }
        if node.adopted.entry.is_some() && node.objects.is_empty() {
            continue;
        }
        let names = object_names(&node.objects);
        let objects = node.objects.iter().map(|object| Content::Object(Some(&node.name), object));
        let adopted = node.adopted.resources.clone();
        add_folder(&node.folder, names.into_iter().zip(objects), adopted, &mut files);
    }
    add_flux(output, &mut files);
    files
}

/// Adds the Flux objects. Kustomize reads no single file from outside of the folder that it builds, so each folder of them
/// says what it holds, and the root names those folders.
fn add_flux<'o>(output: &'o Output, files: &mut BTreeMap<String, Content<'o>>) {
    let root = output.place.root.as_str();
    let mut folders: BTreeMap<&str, Vec<(String, Content<'_>)>> = BTreeMap::from([(root, Vec::new())]);
    for (path, object) in &output.flux {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        folders.entry(folder).or_default().push((name.to_owned(), Content::Object(None, object)));
    }
    let others = folders.keys().filter(|folder| **folder != root).map(|folder| relative(root, folder));
    let more: Vec<String> = others.chain(output.place.include.iter().map(ToString::to_string)).collect();
    for (folder, objects) in folders {
        let more = if folder == root { more.clone() } else { Vec::new() };
        add_folder(folder, objects.into_iter(), more, files);
    }
}

/// The path from one folder to another, both from the root of the source.
fn relative(from: &str, to: &str) -> String {
    let parts =
        |path: &str| path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let (from, to) = (parts(from), parts(to));
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from.iter().skip(shared).map(|_| "..".to_owned());
    up.chain(to.iter().skip(shared).cloned()).collect::<Vec<_>>().join("/")
}

/// Adds the files of a folder and its kustomization, which lists `more` beside them.
fn add_folder<'a>(
    folder: &str,
    objects: impl Iterator<Item = (String, Content<'a>)>,
    more: Vec<String>,
    files: &mut BTreeMap<String, Content<'a>>,
) {
    let mut resources: BTreeSet<String> = more.into_iter().collect();
    let below = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    for (name, object) in objects {
        files.insert(below(&name), object);
        resources.insert(name);
    }
    files.insert(below(KUSTOMIZATION), Content::Folder(kustomization(&resources)));
}

fn text(node: &Node) -> String {
    let mut out = String::new();
    yaml::document(node, &mut out);
    out
}

/// <https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/>
fn kustomization(resources: &BTreeSet<String>) -> Node {
    let node = |data| Node::new(data, OriginId::default());
    let string = |text: &str| node(Data::Str(text.into()));
    let resources = resources.iter().map(|name| string(name)).collect();
    let fields = [
        ("apiVersion".into(), string("kustomize.config.k8s.io/v1beta1")),
        ("kind".into(), string("Kustomization")),
        ("resources".into(), node(Data::List(resources))),
    ];
    node(Data::Map(fields.into()))
}

/// The names of the files of a node's objects, in their order.
fn object_names(objects: &[Object]) -> Vec<String> {
    let stems: Vec<String> = objects.iter().map(stem).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for stem in &stems {
        *counts.entry(stem).or_default() += 1;
    }
    let mut taken = BTreeSet::new();
    let names = stems.iter().zip(objects).map(|(stem, object)| match counts.get(stem.as_str()) {
        Some(1) => unique(stem, &mut taken),
        _ => unique(&full_stem(stem, object), &mut taken),
    });
    names.collect()
}

fn stem(object: &Object) -> String {
    let name = object.file_name();
    safe(name.strip_suffix(".yaml").unwrap_or(&name))
}

/// No name of an object holds `_`, so what is added can't make it the name of another one.
fn full_stem(stem: &str, object: &Object) -> String {
    let parts = [object.namespace.as_deref().unwrap_or(""), object.group()];
    let parts = parts.into_iter().filter(|part| !part.is_empty()).map(|part| format!("_{}", safe(part)));
    std::iter::once(stem.to_owned()).chain(parts).collect()
}

/// The file name for a stem, numbered if it is taken: `web.yaml`, `web_2.yaml`.
fn unique(stem: &str, taken: &mut BTreeSet<String>) -> String {
    let stem = shorten(stem);
    let mut name = format!("{stem}.yaml");
    let mut number = 1_u64;
    while !taken.insert(name.clone()) {
        number += 1;
        name = format!("{stem}_{number}.yaml");
    }
    name
}

/// A name that is safe on every operating system. A DNS name stays as it is; names of RBAC objects may hold colons and
/// upper-case letters, and those become `_` and their hexadecimal code.
fn safe(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for (place, byte) in name.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'-' => out.push(char::from(byte)),
            b'.' if place > 0 && place + 1 < name.len() => out.push('.'),
            byte => out.push_str(&format!("_{byte:02x}")),
        }
    }
    out
}

/// Cuts what is too long for a file and adds enough of its digest to tell it from others.
fn shorten(stem: &str) -> String {
    match stem.get(..LONGEST_STEM) {
        Some(start) if stem.len() > LONGEST_STEM => {
            let digest = Ledger::digest(stem);
            format!("{start}_{}", digest.get(7..23).unwrap_or(""))
        }
        _ => stem.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{object, output};
    use super::*;

    #[test]
    fn each_node_has_a_folder() {
        let web = vec![object("v1", "Service", "web"), object("apps/v1", "Deployment", "web")];
        let mut output = output(vec![("web", web), ("db", vec![object("v1", "Service", "db")])]);
        output.flux.push((
            "clusters/prod/flux/web.yaml".into(),
            object("kustomize.toolkit.fluxcd.io/v1", "Kustomization", "web"),
        ));
        let files = tree(&output);
        let paths: Vec<&str> = files.keys().map(String::as_str).collect();
        let expected = [
            ".fluo.lock",
            "flux/kustomization.yaml",
            "flux/web.yaml",
            "nodes/db/kustomization.yaml",
            "nodes/db/service-db.yaml",
            "nodes/web/deployment-web.yaml",
            "nodes/web/kustomization.yaml",
            "nodes/web/service-web.yaml",
        ];
        assert_eq!(paths, expected);
        let kustomization = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n\
                             - deployment-web.yaml\n- service-web.yaml\n";
        assert_eq!(files["nodes/web/kustomization.yaml"], kustomization);
    }

    #[test]
    fn the_ledger_lists_every_other_file() {
        let files = tree(&output(vec![("web", vec![object("v1", "Service", "web")])]));
        let ledger = Ledger::parse(&files[LEDGER_FILE]).unwrap();
        let all = ledger.files();
        let listed: Vec<&String> = all.keys().collect();
        let others: Vec<&String> = files.keys().filter(|path| *path != LEDGER_FILE).collect();
        assert_eq!(listed, others);
    }

    #[test]
    fn objects_that_would_share_a_file_do_not() {
        let old = object("extensions/v1beta1", "Ingress", "web");
        let new = object("networking.k8s.io/v1", "Ingress", "web");
        let mut there = new.clone();
        there.namespace = Some("ops".into());
        let expected = [
            "ingress-web_shop_extensions.yaml",
            "ingress-web_shop_networking.k8s.io.yaml",
            "ingress-web_ops_networking.k8s.io.yaml",
            "service-web.yaml",
        ];
        assert_eq!(object_names(&[old, new, there, object("v1", "Service", "web")]), expected);
    }

    #[test]
    fn names_are_safe_and_not_too_long() {
        let role = object("rbac.authorization.k8s.io/v1", "ClusterRole", "system:View/../x");
        let long = object("v1", "ConfigMap", &"n".repeat(253));
        let found = object_names(&[role, long]);
        assert_eq!(found[0], "clusterrole-system_3a_56iew_2f.._2fx.yaml");
        assert!(found[1].len() < 230 && found[1].starts_with("configmap-nnn"));
        assert_eq!(safe("../x"), "_2e._2fx");
        assert_eq!(safe("a."), "a_2e");
    }
}
