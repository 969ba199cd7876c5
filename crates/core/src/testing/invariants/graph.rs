//! The graph of nodes in which Flux applies an environment: without circles, with every dependency that the program speaks of
//! or that the objects need, definitions before what they define
//! (<https://fluxcd.io/flux/components/kustomize/kustomizations/#dependencies>).

use super::cluster::{Cluster, Thing, is_true, items, text};
use super::said::Said;
use super::{Holds, Violation, references};
use crate::object::Output;
use std::collections::{BTreeMap, BTreeSet};

/// By node: those that it waits for, directly.
type Needs = BTreeMap<String, BTreeSet<String>>;

/// The nodes can be applied one after the other, and each after what it needs.
///
/// # Errors
/// The first node of which that is not so.
pub fn holds(output: &Output, cluster: &Cluster, said: &Said) -> Holds {
    delivered(output, cluster)?;
    let needs = needs(output, cluster);
    let reached = reached(&needs)?;
    let after = |from: &str, to: &str| {
        from == to
            || !needs.contains_key(from)
            || !needs.contains_key(to)
            || reached.get(from).is_some_and(|reached| reached.contains(to))
    };
    let nodes: BTreeMap<&str, &str> = output
        .nodes
        .iter()
        .filter_map(|node| Some((node.component.as_deref()?, node.name.as_str())))
        .collect();
    for (from, to) in said.edges() {
        let (Some(from), Some(to)) = (nodes.get(from), nodes.get(to)) else { continue };
        must(after(from, to), from, || format!("`{from}` needs `{to}` and does not wait for it"))?;
    }
    for ((from, to), object) in references::links(cluster)? {
        must(after(&from, &to), &from, || {
            format!("{object} refers to what `{to}` brings, and does not wait for it")
        })?;
    }
    definitions(cluster, said, &nodes, &after)
}

fn must(fits: bool, node: &str, what: impl FnOnce() -> String) -> Holds {
    if fits { Ok(()) } else { Err(Violation::at(format!("node {node}"), "", what())) }
}

/// The Kustomizations that deliver the nodes of a build.
fn kustomizations(cluster: &Cluster) -> impl Iterator<Item = &Thing> {
    let own = cluster.written().filter(|thing| thing.group() == "kustomize.toolkit.fluxcd.io");
    own.filter(|thing| thing.node.is_empty())
}

/// One Kustomization delivers each node, from its folder; what it waits for is said once
/// (<https://fluxcd.io/flux/components/kustomize/kustomizations/#wait>).
fn delivered(output: &Output, cluster: &Cluster) -> Holds {
    for node in &output.nodes {
        let mut own = kustomizations(cluster).filter(|thing| thing.name() == node.name);
        let (Some(one), None) = (own.next(), own.next()) else {
            return must(false, &node.name, || "is not delivered by one Kustomization".to_owned());
        };
        let path = one.text("/spec/path").trim_start_matches("./").trim_end_matches('/');
        let below = path
            .strip_prefix(node.folder.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        must(below, &node.name, || format!("is delivered from `{path}` and lies in `{}`", node.folder))?;
        let both = is_true(&one.value, "/spec/wait") && one.value.pointer("/spec/healthChecks").is_some();
        must(!both, &node.name, || "`wait` makes Flux ignore `healthChecks`".to_owned())?;
    }
    let known: BTreeSet<&str> = output.nodes.iter().map(|node| node.name.as_str()).collect();
    let stray = kustomizations(cluster).find(|thing| !known.contains(thing.name()));
    stray.map_or(Ok(()), |thing| must(false, thing.name(), || "delivers no node".to_owned()))
}

fn needs(output: &Output, cluster: &Cluster) -> Needs {
    let mut needs: Needs = output.nodes.iter().map(|node| (node.name.to_string(), BTreeSet::new())).collect();
    for thing in kustomizations(cluster) {
        let names = items(&thing.value, "/spec/dependsOn").iter().map(|need| text(need, "/name").to_owned());
        needs.entry(thing.name().to_owned()).or_default().extend(names);
    }
    needs
}

/// By node: everything that it waits for, by others too. A circle waits for ever.
fn reached(needs: &Needs) -> Result<Needs, Violation> {
    let mut done = Needs::new();
    while done.len() < needs.len() {
        let ready: Vec<&String> = needs
            .iter()
            .filter(|(name, direct)| {
                !done.contains_key(*name)
                    && direct.iter().all(|need| done.contains_key(need) || !needs.contains_key(need))
            })
            .map(|(name, _)| name)
            .collect();
        if ready.is_empty() {
            let circle: Vec<&str> =
                needs.keys().filter(|name| !done.contains_key(*name)).map(String::as_str).collect();
            let first = circle.first().copied().unwrap_or_default();
            must(false, first, || format!("waits for itself, among {}", circle.join(", ")))?;
            break;
        }
        for name in ready {
            let direct = needs.get(name).cloned().unwrap_or_default();
            let further = direct.iter().filter_map(|need| done.get(need)).flatten().cloned();
            let all = further.chain(direct.iter().cloned()).collect();
            done.insert(name.clone(), all);
        }
    }
    Ok(done)
}

/// What defines a kind comes before the objects of that kind: definitions of the build by their own names, those of operators
/// by the component that says it brings them. Within a node Flux applies definitions first.
fn definitions(
    cluster: &Cluster,
    said: &Said,
    nodes: &BTreeMap<&str, &str>,
    after: &dyn Fn(&str, &str) -> bool,
) -> Holds {
    let made = cluster
        .of_kind("CustomResourceDefinition")
        .map(|thing| ((thing.text("/spec/group"), thing.text("/spec/names/kind")), thing.node.as_str()));
    let made: BTreeMap<(&str, &str), &str> = made.collect();
    let bringers = said.bringers();
    for thing in cluster.things().filter(|thing| !thing.node.is_empty()) {
        let by = made.get(&(thing.group(), thing.kind())).copied();
        let brought = bringers.get(thing.group()).and_then(|component| nodes.get(component)).copied();
        for first in by.into_iter().chain(brought) {
            must(after(&thing.node, first), &thing.node, || {
                format!("{} is of a kind that `{first}` defines, and does not wait for it", thing.title())
            })?;
            let apart = by.is_some() || thing.node != first || thing.adopted;
            must(apart, &thing.node, || {
                format!("{} is delivered together with its operator", thing.title())
            })?;
        }
    }
    Ok(())
}
