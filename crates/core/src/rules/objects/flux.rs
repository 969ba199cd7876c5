//! Flux' own objects that users write: sources, needs, health (<https://fluxcd.io/flux/components/kustomize/kustomizations/>,
//! <https://fluxcd.io/flux/components/helm/helmreleases/>).

use super::found::{Found, Report};
use super::judged::Judged;
use super::lookups::target;
use super::whole::{Whole, is_true, items, plain, text};
use crate::adopt::removed;
use crate::diagnostic::{Code, Diagnostic};
use crate::object::{Node, Object};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

const SOURCES: &str = "source.toolkit.fluxcd.io";

pub(super) fn check(whole: &Whole, object: &Judged, found: &mut Found) {
    if !object.group().ends_with(".toolkit.fluxcd.io") {
        return;
    }
    for field in ["interval", "retryInterval", "timeout"] {
        found.push(object.body.at(&["spec", field]).and_then(|node| never(whole, object, node, field)));
    }
    let references: [&[&str]; 3] =
        [&["spec", "sourceRef"], &["spec", "chart", "spec", "sourceRef"], &["spec", "chartRef"]];
    for reference in references.into_iter().filter_map(|path| object.body.at(path)) {
        found.push(source(whole, object, reference));
    }
    for need in items(&object.body, &["spec", "dependsOn"]) {
        found.push(needed(whole, object, need));
    }
    if object.kind == "Kustomization" {
        health(whole, object, found);
    }
}

/// A time of nothing.
fn never(whole: &Whole, object: &Object, node: &Node, field: &str) -> Option<Diagnostic> {
    let time = plain(node)?;
    let is_nothing =
        time.chars().all(|c| c == '0' || c == '.' || c.is_ascii_alphabetic()) && time.contains('0');
    is_nothing.then(|| {
        whole
            .fault(Code::FluxNever, object, node, &format!("has a `{field}` of nothing"))
            .label("Flux would never come to rest, or never wait")
            .help(format!("write for example `{field}: 10m`; Flux advises a minute or more"))
    })
}

/// A source that somebody makes. The one that `flux bootstrap` makes is in no file.
fn source(whole: &Whole, object: &Object, reference: &Node) -> Option<Report> {
    let node = reference.get("name")?;
    let (name, kind) = (plain(node)?, text(reference, &["kind"])?);
    let place = text(reference, &["namespace"]).or(object.namespace.as_deref())?;
    let (of, own, flux) = &whole.given.source;
    let bootstrapped = name == "flux-system" && place == flux.as_str();
    if bootstrapped || (kind == *of && name == own.as_str()) {
        return None;
    }
    let to = target(SOURCES, kind, place, name, "reads from");
    if whole.find(SOURCES, kind, place, name).is_some() || whole.given.is_there(kind, place, name) {
        return None;
    }
    let known: Vec<&str> =
        whole.in_namespace(SOURCES, kind, place).map(|source| source.name.as_str()).collect();
    let others: Vec<&Object> = whole.of_kind(SOURCES, kind).filter(|source| source.name == name).collect();
    let diagnostic = whole.missing(object, node, &to, &known);
    Some(match others.first() {
        Some(other) => diagnostic.also(
            whole.place_of(other),
            format!("one is in `{}`", other.namespace.as_deref().unwrap_or_default()),
        ),
        None => diagnostic,
    })
}

/// A need of the same kind that is there, and not of itself.
fn needed(whole: &Whole, object: &Judged, need: &Node) -> Option<Report> {
    let node = need.get("name")?;
    let own = object.namespace.as_deref()?;
    let (name, place) = (plain(node)?, text(need, &["namespace"]).unwrap_or(own));
    if name == object.name && place == own {
        return Some(
            whole
                .fault(Code::FluxCircle, object, node, "depends on itself")
                .label("it would wait for ever")
                .help("take the line out")
                .into(),
        );
    }
    let (group, kind) = (object.group(), object.kind.as_str());
    let other = if kind == "Kustomization" {
        ("helm.toolkit.fluxcd.io", "HelmRelease")
    } else {
        ("kustomize.toolkit.fluxcd.io", "Kustomization")
    };
    if whole.find(group, kind, place, name).is_some() || whole.given.is_there(kind, place, name) {
        return None;
    }
    let known: Vec<&str> = whole.in_namespace(group, kind, place).map(|other| other.name.as_str()).collect();
    let diagnostic = whole.missing(object, node, &target(group, kind, place, name, "depends on"), &known);
    let cross = whole.find(other.0, other.1, place, name);
    Some(match cross {
        Some(cross) => diagnostic
            .also(whole.place_of(cross), format!("a {} of this name", other.1))
            .help(format!("a {kind} can only wait for another {kind}")),
        None => diagnostic,
    })
}

/// Health checks that Flux would not look at, or that ask for what is not served.
fn health(whole: &Whole, object: &Object, found: &mut Found) {
    let checks = items(&object.body, &["spec", "healthChecks"]);
    if let Some(node) = object.body.at(&["spec", "healthChecks"]).filter(|_| !checks.is_empty())
        && is_true(&object.body, &["spec", "wait"])
    {
        found.tell(
            whole
                .fault(Code::IgnoredHealth, object, node, "has health checks that Flux ignores")
                .label("`wait: true` waits for everything, and for nothing of this list")
                .help("take `healthChecks` out, or take `wait: true` out to wait for these alone"),
        );
    }
    for check in checks {
        let Some((api, node)) = check.get("apiVersion").and_then(|node| Some((plain(node)?, node))) else {
            continue;
        };
        let Some((instead, since)) = removed(api, text(check, &["kind"]).unwrap_or_default()) else {
            continue;
        };
        found.tell(
            whole
                .fault(Code::RemovedApi, object, node, &format!("checks the health of something of `{api}`"))
                .label(format!("no longer served since {since}"))
                .help(format!("write `apiVersion: {instead}`")),
        );
    }
}

/// Flux objects that wait for each other. The compiler's own nodes form none, but one of them may be waited for.
pub(super) fn circles(whole: &Whole, found: &mut Found) {
    let waiting = waiting(whole);
    let mut told: BTreeSet<Identity> = BTreeSet::new();
    for object in waiters(whole) {
        if !waiting.contains(&object.identity()) || told.contains(&object.identity()) {
            continue;
        }
        let Some(circle) = circle(whole, object) else { continue };
        told.extend(circle.iter().map(|(object, _)| object.identity()));
        let names: Vec<String> = circle.iter().map(|(object, _)| format!("`{}`", object.name)).collect();
        let Some((first, node)) = circle.first() else { continue };
        let mut diagnostic = whole
            .fault(
                Code::FluxCircle,
                first,
                node,
                &format!(
                    "waits for itself: {}, which waits for `{}`",
                    names.join(", which waits for "),
                    first.name
                ),
            )
            .label("it needs this");
        for (object, node) in circle.iter().skip(1) {
            diagnostic = diagnostic.also(whole.place(object, node), format!("`{}` needs this", object.name));
        }
        found.tell(diagnostic.help("take one of these lines out; none of them would ever be applied"));
    }
}

type Identity<'w> = (&'w str, &'w str, &'w str, &'w str);

fn waiters<'s, 'w: 's>(whole: &'s Whole<'w>) -> impl Iterator<Item = &'w Object> + 's {
    let all = whole.judged().filter(|object| matches!(object.kind.as_str(), "Kustomization" | "HelmRelease"));
    all.map(|judged| judged.object)
}

/// What stands in a circle or waits for one: for all else there is an order.
fn waiting<'w>(whole: &Whole<'w>) -> FxHashSet<Identity<'w>> {
    let mut open: FxHashMap<Identity, usize> = FxHashMap::default();
    let mut users: FxHashMap<Identity, Vec<Identity>> = FxHashMap::default();
    let mut objects: Vec<&'w Object> = waiters(whole).collect();
    while let Some(object) = objects.pop() {
        let own = object.identity();
        if open.contains_key(&own) {
            continue;
        }
        let next: Vec<&Object> = needs(whole, object).map(|(_, next)| next).collect();
        open.insert(own, next.len());
        next.iter().for_each(|need| users.entry(need.identity()).or_default().push(own));
        objects.extend(next);
    }
    let mut ready: Vec<Identity> =
        open.iter().filter(|(_, needs)| **needs == 0).map(|(own, _)| *own).collect();
    while let Some(done) = ready.pop() {
        open.remove(&done);
        for user in users.remove(&done).unwrap_or_default() {
            let left = open.get_mut(&user).map(|left| {
                *left -= 1;
                *left
            });
            ready.extend((left == Some(0)).then_some(user));
        }
    }
    open.into_keys().collect()
}

/// A way from an object back to itself, each with the line of its need; without those that need themselves.
fn circle<'w>(whole: &Whole<'w>, start: &'w Object) -> Option<Vec<(&'w Object, &'w Node)>> {
    let mut seen = BTreeSet::new();
    // Each step knows the one before it.
    let mut steps: Vec<(Option<usize>, &Object, &Node)> = Vec::new();
    let mut open: Vec<(Option<usize>, &Object, &Node, &Object)> =
        needs(whole, start).map(|(node, next)| (None, start, node, next)).collect();
    while let Some((before, from, node, at)) = open.pop() {
        if !std::ptr::eq(at, start) && !seen.insert(at.identity()) {
            continue;
        }
        let step = steps.len();
        steps.push((before, from, node));
        if std::ptr::eq(at, start) {
            let back = std::iter::successors(Some(step), |step| steps.get(*step)?.0);
            let mut way: Vec<(&Object, &Node)> =
                back.filter_map(|step| steps.get(step)).map(|(_, object, node)| (*object, *node)).collect();
            way.reverse();
            return Some(way).filter(|way| way.len() > 1);
        }
        open.extend(needs(whole, at).map(|(node, next)| (Some(step), at, node, next)));
    }
    None
}

fn needs<'s, 'w: 's>(
    whole: &'s Whole<'w>,
    object: &'w Object,
) -> impl Iterator<Item = (&'w Node, &'w Object)> + 's {
    items(&object.body, &["spec", "dependsOn"]).iter().filter_map(move |need| {
        let node = need.get("name")?;
        let place = text(need, &["namespace"]).or(object.namespace.as_deref())?;
        let next = whole.find(object.group(), &object.kind, place, plain(node)?)?;
        (!std::ptr::eq(next, object)).then_some((node, next))
    })
}
