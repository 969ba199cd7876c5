//! The Flux tree of every build: Kustomize reads every folder of it, and its dependencies are complete, reduced and free of
//! circles.

use fluo_core::emit::forest;
use fluo_core::object::{Output, OutputNode};
use fluo_tests::links::{CHART_GROUPS, implied};
use fluo_tests::{cases, items, project, text, tools};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

fn kustomize(folder: &Path) -> Option<Vec<Value>> {
    if !tools::has_kubectl() {
        tools::skipped("kubectl kustomize, it can't be installed here");
        return None;
    }
    let done = Command::new("kubectl").arg("kustomize").arg(folder).output().expect("kubectl");
    let place = folder.display();
    assert!(done.status.success(), "{place}: {}", String::from_utf8_lossy(&done.stderr));
    let text = String::from_utf8(done.stdout).expect("UTF-8");
    Some(
        serde_yaml::Deserializer::from_str(&text)
            .map(|d| serde::Deserialize::deserialize(d).expect("YAML"))
            .collect(),
    )
}

fn sorted(objects: impl Iterator<Item = Value>) -> Vec<String> {
    let mut objects: Vec<String> = objects.map(|object| object.to_string()).collect();
    objects.sort();
    objects
}

/// What tells Kustomize that a folder is one.
const LIST: &str = "/kustomization.yaml";

/// What others put beside a root.
const OTHER: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: other";

#[test]
fn kustomize_builds_every_folder_and_loses_nothing() {
    for (label, output) in cases::everything() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut files = forest::files(std::slice::from_ref(&output)).expect("one build");
        let folders: Vec<String> =
            files.keys().filter_map(|path| path.strip_suffix(LIST)).map(str::to_owned).collect();
        let root = output.place.root.as_str();
        for (number, other) in output.place.include.iter().enumerate() {
            files.insert(format!("{root}/{other}{LIST}"), "resources: [other.yaml]\n".to_owned());
            files.insert(format!("{root}/{other}/other.yaml"), format!("{OTHER}-{number}\n"));
        }
        for (path, content) in &files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(path, content).expect("a file");
        }
        let mut built = Vec::new();
        for path in folders {
            let own =
                |node: &&OutputNode| path.starts_with(node.folder.as_str()) && node.adopted.entry.is_some();
            let own = output.nodes.iter().find(own);
            let Some(objects) = kustomize(&folder.path().join(&path)) else { return };
            // What a kustomization that was there before makes is its own affair; that it builds is ours.
            // What lies beside the root is a part of the root.
            if own.is_none() && (path == root || output.nodes.iter().any(|node| node.folder == path)) {
                built.extend(
                    objects
                        .into_iter()
                        .filter(|object| !text(object, "/metadata/name").starts_with("other-")),
                );
            }
        }
        let listed = output.nodes.iter().filter(|node| node.adopted.entry.is_none());
        let adopted = listed.flat_map(|node| node.adopted.objects.iter().map(|(object, _)| object));
        let wanted = output.objects().chain(adopted).map(project::json);
        assert_eq!(sorted(built.into_iter()), sorted(wanted), "{label}");
    }
}

/// The Flux Kustomizations of a build by name.
fn kustomizations(output: &Output) -> BTreeMap<String, Value> {
    let objects = output.flux.iter().filter(|(_, object)| object.kind == "Kustomization");
    objects.map(|(_, object)| (object.name.to_string(), project::json(object))).collect()
}

fn depends_on(kustomization: &Value) -> BTreeSet<String> {
    items(kustomization, "/spec/dependsOn").iter().map(|item| text(item, "/name").to_owned()).collect()
}

type Edges = BTreeMap<String, BTreeSet<String>>;

fn edges(output: &Output) -> Edges {
    kustomizations(output).iter().map(|(name, object)| (name.clone(), depends_on(object))).collect()
}

/// Everything that is before a node; the node itself only if it stands in a circle.
fn before(edges: &Edges, node: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&String> = edges.get(node).into_iter().flatten().collect();
    while let Some(next) = open.pop() {
        if found.insert(next.clone()) {
            open.extend(edges.get(next).into_iter().flatten());
        }
    }
    found
}

#[test]
fn dependencies_exist_form_no_circle_and_are_reduced() {
    for (label, output) in cases::everything() {
        let edges = edges(&output);
        let nodes: Vec<String> = output.nodes.iter().map(|node| node.name.to_string()).collect();
        assert_eq!(
            nodes.iter().cloned().collect::<BTreeSet<_>>(),
            edges.keys().cloned().collect(),
            "{label}"
        );
        for (node, needs) in &edges {
            assert!(needs.iter().all(|need| edges.contains_key(need)), "{label}: {node} needs {needs:?}");
            assert!(!before(&edges, node).contains(node), "{label}: {node} stands in a circle");
            for need in needs {
                let others = needs.iter().filter(|other| *other != need);
                let longer = others.filter(|other| before(&edges, other).contains(need)).collect::<Vec<_>>();
                assert!(longer.is_empty(), "{label}: {node} has {need} already through {longer:?}");
            }
        }
        for (place, node) in nodes.iter().enumerate() {
            let rest = &nodes[place..];
            let late = edges[node].iter().filter(|need| rest.contains(need)).collect::<Vec<_>>();
            assert!(late.is_empty(), "{label}: {node} is applied before {late:?}");
        }
    }
}

#[test]
fn dependencies_are_complete() {
    let mut faults = Vec::new();
    for (label, output) in cases::everything() {
        let edges = edges(&output);
        for link in implied(&output) {
            if !before(&edges, &link.from).contains(&link.to) {
                faults.push(format!("{label}: {} needs {} for {}", link.from, link.to, link.why));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Cases whose dependencies no object shows: a declared `needs`, the address of something outside, a chart that makes
/// custom resources of its own.
const SILENT: [&str; 8] =
    ["job", "cron", "external", "fleet/dev", "fleet/prod", "library-apps", "manifests", "network"];

/// A dependency that nothing explains holds the queue for nothing.
#[test]
fn dependencies_are_not_more_than_complete() {
    for (label, output) in
        cases::everything().into_iter().filter(|(label, _)| !SILENT.contains(&label.as_str()))
    {
        let mut links = Edges::new();
        for link in implied(&output) {
            links.entry(link.from).or_default().insert(link.to);
        }
        for (node, needs) in edges(&output) {
            let explained = before(&links, &node);
            let idle = needs.difference(&explained).collect::<Vec<_>>();
            assert!(idle.is_empty(), "{label}: {node} waits for {idle:?}");
        }
    }
}

/// Cases whose components say themselves how Flux reconciles them.
const TOLD: [&str; 3] = ["flux-git", "helm", "settings"];

/// What the nodes of a build come from: the source among its Flux objects, or the one that `flux bootstrap` makes.
fn source(output: &Output) -> Value {
    let own = output.flux.iter().map(|(_, object)| object).find(|object| object.kind != "Kustomization");
    let (kind, name) = own.map_or(("GitRepository", "flux-system"), |o| (o.kind.as_str(), o.name.as_str()));
    serde_json::json!({ "kind": kind, "name": name })
}

/// A claim may be bound by the first pod that mounts it. Whoever waited for one without pods would wait for ever.
fn binds_late(node: &OutputNode) -> bool {
    let objects: Vec<Value> = node.objects.iter().map(project::json).collect();
    let is = |kind: &str| objects.iter().filter(move |object| text(object, "/kind") == kind).count();
    let runs = objects
        .iter()
        .any(|object| object.pointer("/spec/template").is_some() && object["spec"]["replicas"] != 0);
    node.name.starts_with("shared-") || (is("PersistentVolumeClaim") > 0 && !runs)
}

#[test]
fn each_kustomization_is_as_flux_wants_it() {
    for (label, output) in cases::everything() {
        let all = kustomizations(&output);
        let needed: BTreeSet<String> = all.values().flat_map(depends_on).collect();
        for node in &output.nodes {
            let place = format!("{label}: {}", node.name);
            let spec = &all[node.name.as_str()]["spec"];
            let job = node.objects.iter().any(|object| object.kind == "Job");
            let waits = (needed.contains(node.name.as_str()) && !binds_late(node)) || job;
            let told = TOLD.contains(&label.as_str());
            assert!(told || spec["wait"] == waits, "{place}");
            assert!(spec.get("healthChecks").is_none(), "{place}: Flux reads either wait or healthChecks");
            assert!(spec["wait"] == true || spec.get("healthCheckExprs").is_none(), "{place}: nobody waits");
            assert!(told || spec.get("force").is_some() == job, "{place}");
            let lost = ["CustomResourceDefinition", "Namespace"];
            let kept = node.adopted.objects.iter().any(|(object, _)| lost.contains(&object.kind.as_str()));
            assert!(told || spec["prune"] == (node.name != "namespaces" && !kept), "{place}");
            let below = node.adopted.entry.as_deref().filter(|entry| !entry.is_empty());
            let folder = below.map_or(node.folder.to_string(), |entry| format!("{}/{entry}", node.folder));
            assert_eq!(text(spec, "/path"), format!("./{folder}"), "{place}");
            assert_eq!(spec["sourceRef"], source(&output), "{place}");
            for field in ["interval", "retryInterval", "timeout"] {
                assert!(!text(spec, &format!("/{field}")).is_empty(), "{place} has no {field}");
            }
        }
    }
}

/// Kinds whose objects count as ready before their operator has seen them, unless an expression says when they are.
const UNSEEN: [&str; 8] = [
    "Cluster",
    "ClusterSecretStore",
    "Consumer",
    "Database",
    "Dragonfly",
    "ExternalSecret",
    "SecretStore",
    "Stream",
];

#[test]
fn who_waits_for_an_operator_says_when_it_is_done() {
    for (label, output) in cases::everything() {
        let all = kustomizations(&output);
        for node in &output.nodes {
            let spec = &all[node.name.as_str()]["spec"];
            let exprs = items(spec, "/healthCheckExprs").iter();
            let told: BTreeSet<&str> = exprs.map(|expr| text(expr, "/kind")).collect();
            let kinds = node.objects.iter().map(|object| object.kind.as_str());
            let unseen = kinds.filter(|kind| spec["wait"] == true && UNSEEN.contains(kind)).collect();
            assert_eq!(told, unseen, "{label}: {}", node.name);
        }
    }
}

const PRUNE: &str = "/metadata/annotations/kustomize.toolkit.fluxcd.io~1prune";

/// The kinds that hold data.
const KEPT: [&str; 4] = ["Namespace", "Cluster", "Stream", "PersistentVolumeClaim"];

/// Resources of the examples and cases that say `keeps-data: true`.
const SAID: [&str; 2] = ["Database", "PostgresInstance"];

#[test]
fn exactly_what_holds_data_is_never_pruned() {
    for (label, output) in cases::everything() {
        for object in output.objects() {
            let kept = text(&project::json(object), PRUNE) == "disabled";
            let wanted = KEPT.contains(&object.kind.as_str()) || SAID.contains(&object.kind.as_str());
            assert_eq!(kept, wanted, "{label}: {} {}", object.kind, object.name);
        }
    }
}

/// The chart that a release installs: it names it, or the OCIRepository beside it does.
fn chart(object: &fluo_core::object::Object) -> Option<String> {
    let body = project::json(object);
    match object.kind.as_str() {
        "HelmRelease" if body.pointer("/spec/chartRef").is_none() => {
            Some(text(&body, "/spec/chart/spec/chart").to_owned())
        }
        "OCIRepository" => text(&body, "/spec/url").rsplit('/').next().map(ToOwned::to_owned),
        _ => None,
    }
}

/// Operators come as charts: a HelmRelease and a custom resource of an API that it may bring must not share a node.
#[test]
fn no_operator_stands_beside_its_resources() {
    for (label, output) in cases::everything() {
        for node in &output.nodes {
            let charts: Vec<String> = node.objects.iter().filter_map(chart).collect();
            // A chart of which nobody knows what it brings may bring anything.
            let none = ["nats", "kagent"];
            let known = |chart: &String| {
                none.contains(&chart.as_str()) || CHART_GROUPS.iter().any(|(of, _)| of == chart)
            };
            let brought = |group: &str| {
                let brings = |chart: &String| CHART_GROUPS.contains(&(chart.as_str(), group));
                charts.iter().any(|chart| !known(chart) || brings(chart))
            };
            let custom = |group: &str| {
                let own = group.ends_with("fluxcd.io") || group.ends_with(".k8s.io");
                group.contains('.') && !own && brought(group)
            };
            let customs = node.objects.iter().any(|object| custom(object.group()));
            assert!(!customs, "{label}: {}", node.name);
        }
    }
}
