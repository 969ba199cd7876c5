//! Resources against their CustomResourceDefinitions, where one is given.

use super::{Rules, objects::fault};
use crate::adopt::removed;
use crate::diagnostic::{Code, Diagnostic, quoted};
use crate::model::records::Resource;
use crate::model::{Body, Component};
use crate::openapi::{Crd, Scope, Shape, faults, kubernetes};
use smol_str::SmolStr;

pub(super) fn check(rules: &mut Rules, component: &Component) {
    let Some(Body::Resource(resource)) = &component.body else { return };
    if let Some((instead, since)) = removed(&resource.api, &resource.kind.value) {
        return no_longer_served(rules, component, resource, instead, since);
    }
    let group = resource.api.split_once('/').map_or("", |(group, _)| group);
    let own = rules.model.adopted.own_crds.get(&component.name);
    let crd = match own {
        Some(crds) => {
            let found = crds.iter().find(|(crd, _)| crd.group == group && crd.kind == resource.kind.value);
            let Some((crd, _)) = found else { return other_kind(rules, component, resource, crds) };
            crd
        }
        None if resource.crd.is_some() => return,
        None => {
            let known = rules.model.adopted.crds.get(&(group.into(), resource.kind.value.clone()));
            let Some(crd) = known else {
                // Kubernetes' own kinds need no CRD.
                let shape = kubernetes::kind(&resource.api, &resource.kind.value);
                return shape.into_iter().for_each(|shape| held(rules, component, &shape));
            };
            crd
        }
    };
    let version = resource.api.rsplit('/').next().unwrap_or_default();
    let Some(shape) = crd.versions.get(version) else {
        return other_version(rules, component, resource, crd);
    };
    scope(rules, component, resource, crd);
    held(rules, component, shape);
}

/// Tells what its shape does not admit.
fn held(rules: &mut Rules, component: &Component, shape: &Shape) {
    for object in rules.unpatched(component) {
        let value = serde_json::to_value(&object.body).unwrap_or_default();
        for each in faults(shape, &value, Scope::Whole) {
            let steps: Vec<&str> = each.path.iter().map(SmolStr::as_str).collect();
            let nearest = (0..=steps.len()).rev().find_map(|length| object.body.at(steps.get(..length)?));
            let span = rules.place(nearest.map_or(object.origin, |node| node.origin), component);
            rules.report(fault(&each, span, &format!("the {} `{}`", object.kind, object.name)));
        }
    }
}

fn no_longer_served(
    rules: &mut Rules,
    component: &Component,
    resource: &Resource,
    instead: &str,
    since: &str,
) {
    let (span, kind) = (rules.place(resource.api.origin, component), &resource.kind.value);
    let diagnostic = Diagnostic::new(
        Code::RemovedApi,
        span,
        format!("`{kind}` of `{}` is no longer served", resource.api.value),
    )
    .label(format!("gone since {since}"));
    rules.report(match instead {
        "" => diagnostic.help(format!("take the {kind} out; nothing took its place")),
        instead => diagnostic.help(format!("write `api: \"{instead}\"`, and look up which fields changed")),
    });
}

fn other_kind(
    rules: &mut Rules,
    component: &Component,
    resource: &Resource,
    crds: &[(Crd, crate::source::Span)],
) {
    let all: Vec<String> = crds.iter().map(|(crd, _)| format!("{} of {}", crd.kind, crd.group)).collect();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let kind_differs = crds.iter().all(|(crd, _)| crd.kind != resource.kind.value);
    let origin = if kind_differs { resource.kind.origin } else { resource.api.origin };
    let span = rules.place(origin, component);
    let mut diagnostic = Diagnostic::new(
        Code::CrdMismatch,
        span,
        format!("the CRD does not define `{}` of `{}`", resource.kind.value, resource.api.value),
    )
    .label("not what its file says");
    for (_, place) in crds.iter().take(1) {
        diagnostic = diagnostic.also(place.at_start(), format!("it defines {}", quoted(&all)));
    }
    rules.report(diagnostic.help("name the CRD of this kind, or write the kind and group that it defines"));
}

fn other_version(rules: &mut Rules, component: &Component, resource: &Resource, crd: &Crd) {
    let served = crd.api_versions();
    let served: Vec<&str> = served.iter().map(String::as_str).collect();
    let span = rules.place(resource.api.origin, component);
    let diagnostic = Diagnostic::new(
        Code::CrdMismatch,
        span,
        format!("`{}` is no version that the CRD serves", resource.api.value),
    )
    .label("the API server would not know it");
    rules.report(match served.as_slice() {
        [only] => diagnostic.help(format!("write `api: \"{only}\"`")).rewrite(format!("\"{only}\"")),
        _ => diagnostic.help(format!("write one of {}", quoted(&served))),
    });
}

fn scope(rules: &mut Rules, component: &Component, resource: &Resource, crd: &Crd) {
    if crd.namespaced != resource.cluster_scoped.value {
        return;
    }
    let span = rules.place(resource.cluster_scoped.origin, component);
    let kind = &resource.kind.value;
    let diagnostic = if crd.namespaced {
        Diagnostic::new(Code::CrdMismatch, span, format!("a `{kind}` is in a namespace"))
            .label("its CRD says `scope: Namespaced`")
            .help("take `cluster-scoped: true` away")
            .take_out(span, "cluster-scoped")
    } else {
        Diagnostic::new(Code::CrdMismatch, span, format!("a `{kind}` is in no namespace"))
            .label("its CRD says `scope: Cluster`")
            .help("write `cluster-scoped: true`")
            .write_into(component.span, &[], "cluster-scoped: true")
    };
    rules.report(diagnostic);
}
