//! Selectors that select nothing: of budgets and policies, and what all selectors share.

use super::found::Found;
use super::judged::Judged;
use super::stock::is_empty;
use super::whole::{Whole, fields, int, items, plain, text};
use crate::diagnostic::{Code, Diagnostic, near};
use crate::object::{Data, Node, Object};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::collections::BTreeSet;

pub(super) fn check(whole: &Whole, object: &Judged, found: &mut Found) {
    let namespace = object.namespace.as_deref().unwrap_or_default();
    match (object.group(), object.kind.as_str()) {
        ("policy", "PodDisruptionBudget") => {
            let Some(selector) = object.body.at(&["spec", "selector"]) else { return };
            if !is_empty(Some(selector)) && selected(whole, namespace, selector).next().is_none() {
                found.push(unmatched(whole, object, selector, namespace, "it protects nothing"));
            }
            found.push(blocks(whole, object, selector, namespace));
        }
        ("networking.k8s.io", "NetworkPolicy") => policy(whole, object, namespace, found),
        _ => {}
    }
}

/// The labels that a selector asks for by their values.
fn pairs(selector: &Node) -> &[(SmolStr, Node)] {
    let is_full = selector.get("matchLabels").is_some() || selector.get("matchExpressions").is_some();
    if is_full { fields(selector, &["matchLabels"]) } else { fields(selector, &[]) }
}

/// Whether labels are what a selector asks for: a LabelSelector, or the plain map of a Service.
pub(super) fn matches(selector: &Node, labels: Option<&Node>) -> bool {
    let label = |key: &str| labels.and_then(|labels| labels.get(key)).and_then(Node::as_str);
    let all = pairs(selector)
        .iter()
        .all(|(key, value)| label(key).is_some_and(|label| Some(label) == value.as_str()));
    all && items(selector, &["matchExpressions"]).iter().all(|expression| {
        let found = text(expression, &["key"]).and_then(label);
        let among = items(expression, &["values"]).iter().any(|value| value.as_str() == found);
        match text(expression, &["operator"]) {
            Some("In") => found.is_some() && among,
            Some("NotIn") => found.is_none() || !among,
            Some("Exists") => found.is_some(),
            Some("DoesNotExist") => found.is_none(),
            _ => true,
        }
    })
}

/// What has labels, found by them: thousands of selectors look among thousands of pods.
pub(super) struct Labelled<'a, T> {
    /// By namespace.
    all: FxHashMap<&'a str, Vec<(Option<&'a Node>, T)>>,
    /// The places in that of what has a label, by namespace, key and value.
    by_label: FxHashMap<(&'a str, &'a str, &'a str), Vec<usize>>,
}

impl<T> Default for Labelled<'_, T> {
    fn default() -> Self {
        Self { all: FxHashMap::default(), by_label: FxHashMap::default() }
    }
}

impl<'a, T: Copy> Labelled<'a, T> {
    pub(super) fn put(&mut self, namespace: &'a str, labels: Option<&'a Node>, thing: T) {
        let all = self.all.entry(namespace).or_default();
        for (key, value) in labels.into_iter().flat_map(|labels| fields(labels, &[])) {
            if let Some(value) = value.as_str() {
                self.by_label.entry((namespace, key, value)).or_default().push(all.len());
            }
        }
        all.push((labels, thing));
    }

    /// The labels of all of a namespace.
    fn labels<'s>(&'s self, namespace: &str) -> impl Iterator<Item = &'a Node> + use<'s, 'a, T> {
        self.all.get(namespace).into_iter().flatten().filter_map(|(labels, _)| *labels)
    }

    /// What a selector selects, in the order of the output.
    pub(super) fn selected<'s>(
        &'s self,
        namespace: &'s str,
        selector: &'s Node,
    ) -> impl Iterator<Item = T> + use<'s, 'a, T> {
        let all = self.all.get(namespace).map_or(&[][..], Vec::as_slice);
        // Whatever is selected has the first label of the selector.
        let first = pairs(selector).first().and_then(|(key, value)| Some((key.as_str(), value.as_str()?)));
        let fitting = first.map(|(key, value)| self.by_label.get(&(namespace, key, value)));
        let (some, rest) = match fitting {
            Some(places) => (places.map_or(&[][..], Vec::as_slice), &[][..]),
            None => (&[][..], all),
        };
        let some = some.iter().filter_map(|place| all.get(*place));
        let found = some.chain(rest).filter(|(labels, _)| matches(selector, *labels));
        found.map(|(_, thing)| *thing)
    }
}

/// The objects of a namespace whose pods a selector selects, with the templates of those.
fn selected<'w>(
    whole: &'w Whole<'w>,
    namespace: &'w str,
    selector: &'w Node,
) -> impl Iterator<Item = (&'w Object, &'w Node)> {
    whole.starters.selected(namespace, selector)
}

/// The pods of a namespace that a selector selects: their templates.
pub(super) fn pods<'w>(
    whole: &'w Whole<'w>,
    namespace: &'w str,
    selector: &'w Node,
) -> impl Iterator<Item = &'w Node> {
    selected(whole, namespace, selector).map(|(_, template)| template)
}

/// A selector of pods that none has, unless others may start pods there.
pub(super) fn unmatched(
    whole: &Whole,
    object: &Object,
    selector: &Node,
    namespace: &str,
    so: &str,
) -> Option<Diagnostic> {
    if whole.stock.has_other_pods(namespace) || has_unknown(selector) {
        return None;
    }
    let message = format!("selects no pods in `{namespace}`");
    let near = nearest(whole, namespace, selector);
    let node = near.as_ref().map_or(selector, |near| near.node);
    let diagnostic = whole.fault(Code::EmptySelector, object, node, &message).label(so.to_owned());
    Some(match near {
        Some(Nearest { help, edit: Some((wrong, right)), .. }) => {
            whole.repaired(diagnostic, help, wrong, right)
        }
        Some(Nearest { help, .. }) => diagnostic.help(help),
        None => diagnostic.help("write the labels of the pods that are meant, as their template has them"),
    })
}

/// Whether a selector holds what only Flux knows.
fn has_unknown(selector: &Node) -> bool {
    let pairs = fields(selector, &[]).iter().chain(fields(selector, &["matchLabels"]));
    pairs.map(|(_, value)| value).any(|value| value.as_str().is_some_and(|text| text.contains("${")))
}

/// How many labels of pods are told.
const MOST_LABELS: usize = 8;

/// The pair of a selector that no pod has.
struct Nearest<'n, 'w> {
    node: &'n Node,
    help: String,
    /// The word that is wrong, and the one that pods have.
    edit: Option<(&'n str, &'w str)>,
}

/// The first pair of a selector that pods have differently, and what they have.
fn nearest<'n, 'w>(whole: &Whole<'w>, namespace: &str, selector: &'n Node) -> Option<Nearest<'n, 'w>> {
    let inner = selector.get("matchLabels").unwrap_or(selector);
    let labels: Vec<&'w Node> = whole.starters.labels(namespace).collect();
    let is_there = |key: &str, wanted: &str| {
        labels.iter().any(|labels| labels.get(key).and_then(Node::as_str) == Some(wanted))
    };
    let mut pairs =
        fields(inner, &[]).iter().filter_map(|(key, node)| Some((key.as_str(), node, plain(node)?)));
    let (key, node, wanted) = pairs.find(|(key, _, wanted)| !is_there(key, wanted))?;
    let values: Vec<&str> = labels.iter().filter_map(|labels| labels.get(key)?.as_str()).collect();
    if let Some(meant) = near(wanted, values.iter().copied()) {
        let help = format!("did you mean `{key}: {meant}`?");
        return Some(Nearest { node, help, edit: Some((wanted, meant)) });
    }
    if let Some(other) = values.first() {
        return Some(Nearest { node, help: format!("pods there have `{key}: {other}`"), edit: None });
    }
    let keys = labels.iter().flat_map(|labels| fields(labels, &[])).map(|(key, _)| key.as_str());
    if let Some(meant) = near(key, keys) {
        let help = format!("did you mean the label `{meant}`?");
        return Some(Nearest { node, help, edit: Some((key, meant)) });
    }
    let there: BTreeSet<String> = labels
        .iter()
        .flat_map(|labels| fields(labels, &[]))
        .filter_map(|(key, value)| Some(format!("`{key}: {}`", plain(value)?)))
        .take(MOST_LABELS)
        .collect();
    let there: Vec<String> = there.into_iter().collect();
    (!there.is_empty()).then(|| Nearest {
        node,
        help: format!("pods there have {}", there.join(", ")),
        edit: None,
    })
}

/// A budget that no eviction ever satisfies keeps every node from being drained
/// (<https://kubernetes.io/docs/tasks/run-application/configure-pdb/>).
fn blocks(whole: &Whole, object: &Object, selector: &Node, namespace: &str) -> Option<Diagnostic> {
    let at = |field: &str| object.body.at(&["spec", field]);
    let is = |node: &Node, number: i64, percent: &str| {
        node.data == Data::Int(number) || node.as_str() == Some(percent)
    };
    let drains = |diagnostic: Diagnostic| {
        diagnostic.help("write `maxUnavailable: 1`: one pod after the other is moved")
    };
    if let Some(node) = at("maxUnavailable").filter(|node| is(node, 0, "0%")) {
        let fault = whole.fault(Code::BlockingBudget, object, node, "admits no eviction at all");
        return Some(drains(fault.label("no pod may ever be moved, so no node can be drained")));
    }
    let node = at("minAvailable")?;
    if node.as_str() == Some("100%") {
        let fault = whole.fault(Code::BlockingBudget, object, node, "admits no eviction at all");
        return Some(drains(fault.label("all pods have to be there at all times")));
    }
    let Data::Int(least) = node.data else { return None };
    let mut replicas = 0;
    let mut behind = None;
    for (owner, _) in selected(whole, namespace, selector) {
        replicas += super::scalers::least(whole, owner)?;
        behind = Some(owner);
    }
    let behind = behind.filter(|_| least >= replicas && replicas > 0)?;
    let message = format!("wants {least} pods at all times, and there may be only {replicas}");
    Some(drains(
        whole
            .fault(Code::BlockingBudget, object, node, &message)
            .label("no pod may ever be moved, so no node can be drained")
            .also(whole.place_of(behind), format!("at least {replicas} of these run")),
    ))
}

/// The pods of a policy, and those it lets through (<https://kubernetes.io/docs/concepts/services-networking/network-policies/>).
fn policy(whole: &Whole, object: &Object, namespace: &str, found: &mut Found) {
    if let Some(own) = object.body.at(&["spec", "podSelector"]).filter(|own| !is_empty(Some(own)))
        && pods(whole, namespace, own).next().is_none()
    {
        found.push(unmatched(whole, object, own, namespace, "it holds for nothing"));
    }
    for (direction, side) in [("ingress", "from"), ("egress", "to")] {
        let peers = items(&object.body, &["spec", direction]).iter().flat_map(|rule| items(rule, &[side]));
        for peer in peers {
            match (peer.get("podSelector"), peer.get("namespaceSelector")) {
                (Some(selector), None)
                    if !is_empty(Some(selector)) && pods(whole, namespace, selector).next().is_none() =>
                {
                    found.push(unmatched(whole, object, selector, namespace, "it lets nothing through"));
                }
                (_, Some(selector)) => found.push(namespaces(whole, object, selector)),
                _ => {}
            }
        }
    }
}

/// The label that Kubernetes itself gives each namespace.
const NAME: &str = "kubernetes.io/metadata.name";

/// Namespaces carry their name under one label; another has to be set by somebody.
fn namespaces(whole: &Whole, object: &Object, selector: &Node) -> Option<Diagnostic> {
    let made: Vec<&Object> = whole.of_kind("", "Namespace").collect();
    for (key, value) in fields(selector, &["matchLabels"]) {
        let wanted = plain(value)?;
        let diagnostic = |message: &str| whole.fault(Code::EmptySelector, object, value, message);
        if key == NAME {
            let names = || made.iter().map(|namespace| namespace.name.as_str());
            if names().any(|name| name == wanted) {
                continue;
            }
            let meant = near(wanted, names())?;
            let message = format!("selects the namespace `{wanted}`, which nothing makes");
            return Some(whole.meant(diagnostic(&message).label("it lets nothing through"), wanted, meant));
        }
        let has = |namespace: &Object| {
            let label = namespace.body.at(&["metadata", "labels"]).and_then(|labels| labels.get(key));
            label.is_some_and(|label| label.as_str() == Some(wanted))
        };
        if made.iter().copied().any(has) {
            continue;
        }
        let message =
            format!("selects namespaces by the label `{key}: {wanted}`, which none of the program has");
        let fault = diagnostic(&message).label("nobody sets it by itself: it lets nothing through");
        let help = format!("write `{NAME}: {wanted}`, which every namespace has, if that is its name");
        return Some(whole.repaired(fault, help, key, NAME));
    }
    None
}

/// The replicas that an object asks for by itself.
pub(super) fn replicas(object: &Object) -> Option<i64> {
    match object.body.at(&["spec", "replicas"]) {
        Some(_) => int(&object.body, &["spec", "replicas"]),
        None => Some(1),
    }
}
