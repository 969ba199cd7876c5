//! Patches: of what is there, as its schema has it, and of nothing that fluo guarantees.

use super::{Rules, objects::fault};
use crate::check::{has_credentials, names_a_secret};
use crate::diagnostic::{Code, Diagnostic, near, quoted};
use crate::lower::{Patch, patch_shape, patches, weaker};
use crate::model::{Component, Layer, OriginId};
use crate::object::{Data, Node, Object};
use crate::openapi::{Scope, What, faults};
use crate::source::Span;
use smol_str::SmolStr;
use std::collections::BTreeSet;

pub(super) fn check(rules: &mut Rules, component: &Component) {
    let patches = patches(rules.model, component);
    if patches.is_empty() {
        return;
    }
    let objects = rules.unpatched(component);
    for patch in &patches {
        let targets: Vec<&Object> = objects.iter().filter(|object| patch.is_for(object)).collect();
        if targets.is_empty() {
            no_target(rules, component, patch, &objects);
            continue;
        }
        let before = rules.diagnostics.len();
        invariants(rules, component, patch);
        security(rules, component, patch);
        plaintext(rules, component, &patch.body);
        for target in targets {
            against_schema(rules, component, patch, target, before);
        }
    }
}

/// A patch that was written for any kind is not meant for one that emits nothing of the sort.
fn is_loose(rules: &Rules, patch: &Patch) -> bool {
    let steps = rules.model.origins.get(patch.origin());
    let loose = |layer: &Layer| matches!(layer, Layer::Defaults | Layer::Size(_) | Layer::OverrideAll);
    !steps.is_empty() && steps.iter().all(|step| loose(&step.layer))
}

fn no_target(rules: &mut Rules, component: &Component, patch: &Patch, objects: &[Object]) {
    if is_loose(rules, patch) {
        return;
    }
    let span = rules.place(patch.origin(), component);
    let kinds: BTreeSet<&str> = objects.iter().map(|object| object.kind.as_str()).collect();
    let (component, kind) = (&component.name, &patch.kind);
    let (message, near, listed) = match &patch.name {
        Some(name) if kinds.contains(kind.as_str()) => {
            let names: Vec<&str> =
                objects.iter().filter(|o| o.kind == *kind).map(|o| o.name.as_str()).collect();
            (
                format!("`{component}` emits no {kind} `{name}`"),
                near(name, names.iter().copied()),
                quoted(&names),
            )
        }
        _ => {
            let names: Vec<&str> = kinds.iter().copied().collect();
            (format!("`{component}` emits no `{kind}`"), near(kind, names.iter().copied()), quoted(&names))
        }
    };
    let diagnostic = Diagnostic::new(Code::PatchTarget, span, message).label("nothing to merge this into");
    rules.report(match near {
        Some(name) => {
            diagnostic.help(format!("did you mean `{name}`?")).rename(span, patch.kind.as_str(), name)
        }
        None if listed.is_empty() => diagnostic.help("it emits nothing; take the patch away"),
        None => diagnostic.help(format!("it emits {listed}")),
    });
}

/// The patch by itself, then what is missing once it is merged.
fn against_schema(rules: &mut Rules, component: &Component, patch: &Patch, target: &Object, before: usize) {
    let Some(shape) = patch_shape(rules.model, target) else {
        return unchecked(rules, component, patch, target);
    };
    let json = |node: &Node| serde_json::to_value(node).unwrap_or_default();
    let found = faults(&shape, &json(&patch.body), Scope::Part);
    for each in &found {
        let span = place(rules, component, &patch.body, &each.path, patch.origin());
        rules.report(fault(each, span, &format!("the {} `{}`", target.kind, target.name)));
    }
    if !found.is_empty() || rules.diagnostics.len() > before {
        return;
    }
    let merged = patch.applied(target, &shape);
    let missing =
        faults(&shape, &json(&merged), Scope::Whole).into_iter().filter(|f| f.what == What::Missing);
    for each in missing {
        let span = place(rules, component, &merged, &each.path, patch.origin());
        let span = if span == component.span { rules.place(patch.origin(), component) } else { span };
        rules.report(fault(&each, span, &format!("the patched {} `{}`", target.kind, target.name)));
    }
}

fn unchecked(rules: &mut Rules, component: &Component, patch: &Patch, target: &Object) {
    let span = rules.place(patch.origin(), component);
    let (kind, group) = (&target.kind, target.group());
    rules.report(
        Diagnostic::new(
            Code::PatchUnchecked,
            span,
            format!("nobody here knows what a `{kind}` of `{group}` may hold"),
        )
        .label("a custom resource, whose schema is in its CRD")
        .help(format!(
            "give its definition: `crds: [\"crds/{}.yaml\"]` in the environment",
            kind.to_lowercase()
        ))
        .fill_in(rules.model.span, &[], format!("crds: [\"crds/{}.yaml\"]", kind.to_lowercase())),
    );
}

/// The place of a value in a tree, or of what it stands in.
fn place(rules: &Rules, component: &Component, tree: &Node, path: &[SmolStr], otherwise: OriginId) -> Span {
    let steps: Vec<&str> = path.iter().map(SmolStr::as_str).collect();
    let nearest = (0..=steps.len()).rev().find_map(|length| tree.at(steps.get(..length)?));
    rules.place(nearest.map_or(otherwise, |node| node.origin), component)
}

/// A field that may not be patched: where it is, and what to write instead.
type Invariant = (&'static [&'static str], &'static str);

const LABELS: &str = "selectors hold it, and they can't be changed; add a label of your own";

/// What fluo guarantees about every object.
const EVERYWHERE: [Invariant; 9] = [
    (&["apiVersion"], "take it out; the kind stands behind `patch`"),
    (&["kind"], "take it out; the kind stands behind `patch`"),
    (&["metadata", "name"], "objects are named after their component; rename that"),
    (&["metadata", "namespace"], "write `namespace: …` in the component"),
    (&["metadata", "labels", "app.kubernetes.io/name"], LABELS),
    (&["metadata", "labels", "app.kubernetes.io/instance"], LABELS),
    (
        &["metadata", "labels", "app.kubernetes.io/managed-by"],
        "it tells who manages the object; add a label of your own",
    ),
    (
        &["metadata", "annotations", "kustomize.toolkit.fluxcd.io/prune"],
        "write `flux { prune: … }` in the component",
    ),
    (&["spec", "selector"], "it finds the component's own pods, and can't be changed once it is there"),
];

/// What it guarantees about pods, below their template.
const OF_PODS: [Invariant; 4] = [
    (&["metadata", "annotations", "checksum/config"], "it rolls the pods when a config changes"),
    (&["metadata", "labels", "app.kubernetes.io/name"], LABELS),
    (&["metadata", "labels", "app.kubernetes.io/instance"], LABELS),
    (&["spec", "serviceAccountName"], "each component has a ServiceAccount of its own"),
];

fn invariants(rules: &mut Rules, component: &Component, patch: &Patch) {
    let scaled = component.scalable().is_some_and(|scalable| scalable.scale.is_some());
    let mut all: Vec<(Vec<&str>, &str)> =
        EVERYWHERE.iter().map(|(path, help)| (path.to_vec(), *help)).collect();
    for template in [&["spec", "template"][..], &["spec", "jobTemplate", "spec", "template"]] {
        let below = |path: &[&'static str]| [template, path].concat();
        all.extend(OF_PODS.iter().map(|(path, help)| (below(path), *help)));
    }
    if scaled && ["Deployment", "StatefulSet"].contains(&patch.kind.as_str()) {
        all.push((vec!["spec", "replicas"], "its `scale` owns the number; change the range there"));
    }
    if patch.kind == "ConfigMap" {
        let help = "write it in `config`: a change there rolls the pods out";
        let stable = "its name is stable, so its content has to be able to change";
        all.extend([(vec!["data"], help), (vec!["binaryData"], help), (vec!["immutable"], stable)]);
    }
    let mut leaves = Vec::new();
    collect_leaves(&patch.body, &mut Vec::new(), &mut leaves);
    for (path, node) in leaves {
        let path: Vec<&str> = path.iter().map(SmolStr::as_str).collect();
        let removed = node.data == Data::Null;
        let hit = all
            .iter()
            .find(|(guarded, _)| path.starts_with(guarded) || (removed && guarded.starts_with(&path)));
        let token = path.last() == Some(&"automountServiceAccountToken") && node.data != Data::Bool(false);
        let help =
            hit.map(|(_, help)| *help).or(token
                .then_some("give the ServiceAccount rules: `account { rule … }`; then its token is mounted"));
        if let Some(help) = help {
            let span = rules.place(node.origin, component);
            let shown = crate::openapi::shown(&path.iter().map(SmolStr::new).collect::<Vec<_>>());
            rules.report(
                Diagnostic::new(
                    Code::PatchInvariant,
                    span,
                    format!("`{shown}` of a `{}` can't be patched", patch.kind),
                )
                .label("what is deployed relies on it")
                .help(help),
            );
        }
    }
}

/// The values of a tree that are no maps, by their paths; empty maps count.
fn collect_leaves<'n>(node: &'n Node, path: &mut Vec<SmolStr>, found: &mut Vec<(Vec<SmolStr>, &'n Node)>) {
    match &node.data {
        Data::Map(fields) if !fields.is_empty() => {
            for (key, value) in fields {
                path.push(key.clone());
                collect_leaves(value, path, found);
                path.pop();
            }
        }
        _ => found.push((path.clone(), node)),
    }
}

/// A weaker setting needs a reason, wherever it stands.
fn security(rules: &mut Rules, component: &Component, patch: &Patch) {
    if component.workload().is_some_and(|workload| workload.security.because.is_some()) {
        return;
    }
    for weak in weaker(patch) {
        let span = rules.place(weak.origin, component);
        rules.report(
            Diagnostic::new(
                Code::PatchInvariant,
                span,
                format!("`{}` weakens the security of `{}` without a reason", weak.field, component.name),
            )
            .label("below the `restricted` profile")
            .help("say why: `security { because: \"…\" }` in the component")
            .help("or take it away"),
        );
    }
}

/// A secret's value written down as a variable.
fn plaintext(rules: &mut Rules, component: &Component, node: &Node) {
    let text = |name: &str| node.get(name).and_then(Node::as_str);
    if let (Some(name), Some(value)) = (text("name"), text("value"))
        && !value.is_empty()
        && (names_a_secret(name) || has_credentials(value))
    {
        let origin = node.get("value").map_or(node.origin, |value| value.origin);
        let span = rules.place(origin, component);
        rules.report(
            Diagnostic::new(Code::Plaintext, span, "a secret's value can't be written in the sources")
                .label("plain text where a secret belongs")
                .help(format!("declare a secret and refer to its key in `env {{ {name}: SECRET.KEY }}`")),
        );
    }
    match &node.data {
        Data::Map(fields) => fields.iter().for_each(|(_, value)| plaintext(rules, component, value)),
        Data::List(items) => items.iter().for_each(|item| plaintext(rules, component, item)),
        _ => {}
    }
}
