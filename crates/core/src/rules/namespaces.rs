//! Declared namespaces: what their quota and security level admit, and whether anybody uses them.

use super::{Rules, place};
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::meta::{is_label_key, is_label_value};
use crate::lower::nodes::{Level, is_given, level};
use crate::lower::quota::{Demand, Ends, amount, demand};
use crate::model::{At, BuiltIn, Component, Namespace, OriginId, Range};
use crate::types::{Bytes, Cpu, Scalar};
use std::fmt::Display;

pub(super) fn check(rules: &mut Rules) {
    let model = rules.model;
    for namespace in model.namespaces.values() {
        let deployed = model.components.values().filter(|component| !component.common.existing);
        let inside: Vec<&Component> =
            deployed.filter(|component| component.common.namespace.value == namespace.name).collect();
        if inside.is_empty() && !namespace.body.existing.value {
            unused(rules, namespace);
        }
        somebody_elses(rules, namespace);
        labels(rules, namespace);
        reason(rules, namespace);
        for component in &inside {
            admitted(rules, namespace, component);
        }
        quota(rules, namespace, &inside);
    }
}

fn unused(rules: &mut Rules, namespace: &Namespace) {
    rules.report(
        Diagnostic::new(
            Code::UnusedNamespace,
            namespace.span,
            format!("no component of `{}` is in the namespace `{}`", rules.model.name, namespace.name),
        )
        .label("nothing is made of it")
        .help(format!("put a component into it, `namespace: \"{}\"`, or take it away", namespace.name))
        .take_declaration_out(namespace.span, "namespace", &namespace.name),
    );
}

/// Of a namespace that is not made here only the facts are of use: its quota, its level, whether it is there.
fn somebody_elses(rules: &mut Rules, namespace: &Namespace) {
    let (body, name) = (&namespace.body, &namespace.name);
    if !is_given(rules.model, name) {
        return;
    }
    let (place, what) = match (body.existing.value, body.labels.iter().chain(&body.annotations).next()) {
        (true, None) => return,
        (_, Some((_, value))) => {
            (rules.at(value.origin, namespace), "labels and annotations are its maker's to write")
        }
        (false, None) => (namespace.span, "it is there already"),
    };
    let diagnostic = Diagnostic::new(
        Code::NotOurNamespace,
        place,
        format!("the namespace `{name}` is not made here"),
    )
    .label(what)
    .help(match body.existing.value {
        true => "take the line away, or `existing: true`, if it is to be made here",
        false => "write `existing: true` in it, and only what is known of it: `quota`, `limits`, `security`",
    });
    rules.report(match body.existing.value {
        true => diagnostic.take_line_out(place),
        false => diagnostic.write_into(namespace.span, &[], "existing: true"),
    });
}

fn labels(rules: &mut Rules, namespace: &Namespace) {
    for (key, value) in &namespace.body.labels {
        let why = if key.starts_with("pod-security.kubernetes.io/enforce") {
            "write `security: baseline { because: \"…\" }` instead"
        } else if ["app.kubernetes.io/managed-by", "kubernetes.io/metadata.name"].contains(&key.as_str()) {
            "this label is set already; take the line away"
        } else if !is_label_key(key) || !is_label_value(value) {
            "a label's name and value have at most 63 letters, digits, `-`, `_` and `.`"
        } else {
            continue;
        };
        let span = rules.at(value.origin, namespace);
        rules.report(
            Diagnostic::new(
                Code::IllegalLabel,
                span,
                format!("the label `{key}: {}` is not possible", value.value),
            )
            .label(format!("a label of the namespace `{}`", namespace.name))
            .help(why),
        );
    }
}

fn reason(rules: &mut Rules, namespace: &Namespace) {
    let security = &namespace.body.security;
    let Some(said) = security.level.as_ref().filter(|level| level.as_str() != "restricted") else { return };
    if security.because.as_ref().is_some_and(|because| !because.trim().is_empty()) {
        return;
    }
    let span = rules.at(said.origin, namespace);
    rules.report(
        Diagnostic::new(Code::WithoutBecause, span, format!("the level `{}` needs a reason", said.value))
            .label("weaker than the `restricted` profile")
            .help(format!("write `security: {} {{ because: \"…\" }}`", said.value))
            .fill_in(namespace.span, &["security"], "because: \"…\""),
    );
}

/// A pod below the level of its namespace is not created.
fn admitted(rules: &mut Rules, namespace: &Namespace, component: &Component) {
    let Some(said) = &namespace.body.security.level else { return };
    let needed = level(rules.model, component);
    // What a free resource's controller starts is a guess.
    if needed <= Level::named(said) || component.kind == BuiltIn::Resource {
        return;
    }
    let span = weakest(component).map_or(component.span, |origin| rules.place(origin, component));
    let there = rules.at(said.origin, namespace);
    rules.report(
        Diagnostic::new(
            Code::SecurityLevel,
            span,
            format!("the namespace `{}` admits no pod of `{}`", namespace.name, component.name),
        )
        .label(format!("needs the level `{}`", needed.name()))
        .also(there, format!("enforces the level `{}`", said.value))
        .help("take the setting away, or move the component to a namespace of its own")
        .help(format!("or write `security: {} {{ because: \"…\" }}` in the namespace", needed.name())),
    );
}

/// The setting that needs the weakest level.
fn weakest(component: &Component) -> Option<OriginId> {
    let security = &component.workload()?.security;
    if security.privileged.value {
        return Some(security.privileged.origin);
    }
    let added = security.capabilities.iter().find(|capability| capability.as_str() != "NET_BIND_SERVICE");
    added
        .map(|capability| capability.origin)
        .or_else(|| (security.user.value == 0).then_some(security.user.origin))
}

/// How much of something a component takes.
type Taken<'a> = Box<dyn Fn(&Demand) -> Option<u64> + 'a>;

/// One number of a quota, and how much of it each component takes.
struct Account<'a> {
    what: &'static str,
    limit: u64,
    origin: OriginId,
    taken: Taken<'a>,
    show: fn(u64) -> String,
}

fn quota(rules: &mut Rules, namespace: &Namespace, inside: &[&Component]) {
    let quota = &namespace.body.quota;
    let demands: Vec<(&Component, Demand)> = inside
        .iter()
        .filter_map(|component| Some((*component, demand(component, Some(namespace))?)))
        .collect();
    let cpu = |millis| shown(Cpu { millis });
    let bytes = |count| shown(Bytes { count });
    range(rules, namespace, &demands, ("cpu", &quota.cpu), |demand| demand.cpu, cpu);
    range(rules, namespace, &demands, ("memory", &quota.memory), |demand| demand.memory, bytes);
    if let Some(pods) = &quota.pods {
        let limit = u64::try_from(pods.value).unwrap_or(0);
        let taken = Box::new(|demand: &Demand| Some(demand.pods));
        let show = |count: u64| count.to_string();
        sum(rules, namespace, &demands, &Account { what: "pods", limit, origin: pods.origin, taken, show });
    }
    if let Some(storage) = &quota.storage {
        let taken = Box::new(|demand: &Demand| Some(demand.storage));
        let (limit, origin) = (storage.count, storage.origin);
        sum(rules, namespace, &demands, &Account { what: "of storage", limit, origin, taken, show: bytes });
    }
}

fn shown(value: impl Display) -> String {
    value.to_string()
}

/// The two ends of a quota: requests together, and limits together. One of them is told.
fn range(
    rules: &mut Rules,
    namespace: &Namespace,
    demands: &[(&Component, Demand)],
    (what, range): (&'static str, &Option<At<Range>>),
    pick: fn(&Demand) -> Ends,
    show: fn(u64) -> String,
) {
    let Some(range) = range else { return };
    let origin = range.origin;
    let end = |end: &Option<Scalar>| end.as_ref().and_then(amount);
    let requests = |demand: &Demand| Some(pick(demand).request?.saturating_mul(demand.pods));
    let limits = |demand: &Demand| Some(pick(demand).limit?.saturating_mul(demand.pods));
    let (requested, limited) = match what {
        "cpu" => ("of cpu requested", "of cpu as limits"),
        _ => ("of memory requested", "of memory as limits"),
    };
    if let Some(limit) = end(&range.low) {
        if silent(rules, namespace, demands, (what, "request", origin), |demand| {
            pick(demand).request.is_none()
        }) {
            return;
        }
        let account = Account { what: requested, limit, origin, taken: Box::new(requests), show };
        if sum(rules, namespace, demands, &account) {
            return;
        }
    }
    if let Some(limit) = end(&range.high) {
        if silent(rules, namespace, demands, (what, "limit", origin), |demand| pick(demand).limit.is_none()) {
            return;
        }
        sum(
            rules,
            namespace,
            demands,
            &Account { what: limited, limit, origin, taken: Box::new(limits), show },
        );
    }
}

/// Where a quota counts something, a pod that does not say how much of it it needs is refused.
fn silent(
    rules: &mut Rules,
    namespace: &Namespace,
    demands: &[(&Component, Demand)],
    (what, end, origin): (&str, &str, OriginId),
    is_silent: impl Fn(&Demand) -> bool,
) -> bool {
    let there = rules.at(origin, namespace);
    let mut any = false;
    for (component, _) in demands.iter().filter(|(_, demand)| is_silent(demand)) {
        any = true;
        let example = if what == "cpu" { "100m..500m" } else { "128Mi..512Mi" };
        let mut diagnostic = Diagnostic::new(
            Code::QuotaWithoutRequests,
            component.span,
            format!("`{}` has no {what} {end}, and the quota of its namespace demands one", component.name),
        )
        .label("none of its pods would be created")
        .also(there, format!("counts the {end}s of all pods of `{}`", namespace.name));
        if component.resources().is_some() {
            diagnostic = diagnostic
                .help(format!("give it a `size` with both, or write `resources {{ {what}: {example} }}`"))
                .fill_in(component.span, &["resources"], format!("{what}: {example}"));
        }
        rules.report(diagnostic.help(format!(
            "or give all that say nothing something: `limits {{ {what}: {example} }}` in the namespace"
        )));
    }
    any
}

/// Adds up what the components may take at most, and tells of the one that goes above the quota.
fn sum(
    rules: &mut Rules,
    namespace: &Namespace,
    demands: &[(&Component, Demand)],
    account: &Account,
) -> bool {
    let Account { what, limit, origin, taken, show } = account;
    let mut total: u64 = 0;
    let mut before: Vec<(&Component, String)> = Vec::new();
    for (component, demand) in demands {
        let Some(more) = taken(demand) else { continue };
        total = total.saturating_add(more);
        if total <= *limit {
            before.push((component, format!("`{}` takes {}: {}", component.name, show(more), part(demand))));
            continue;
        }
        let there = rules.at(*origin, namespace);
        let needs = match *what {
            "pods" => part(demand),
            _ => format!("{}: {} {what}", part(demand), show(more)),
        };
        let all: u64 = demands.iter().filter_map(|(_, demand)| taken(demand)).fold(0, u64::saturating_add);
        let message = format!(
            "`{}` goes above the quota of `{}`: {} {what}",
            component.name,
            namespace.name,
            show(total)
        );
        let mut diagnostic = Diagnostic::new(Code::OverQuota, component.span, message)
            .label(needs)
            .also(there, format!("the quota: {}", show(*limit)));
        if let Some(origin) = pods_of(component) {
            let span = rules.place(origin, component);
            if span != component.span {
                diagnostic = diagnostic.also(span, format!("so it has {}", part(demand)));
            }
        }
        if let Some(origin) = range_of(component, what) {
            let span = rules.place(origin, component);
            if span != component.span {
                diagnostic = diagnostic.also(span, "what each of its pods takes");
            }
        }
        for (other, takes) in before {
            diagnostic = diagnostic.also(other.span, takes);
        }
        rules.report(
            diagnostic
                .help(format!("all components of `{}` together need {} {what}", namespace.name, show(all)))
                .help("raise the quota, or lower `scale`, `replicas` or the size of one of them"),
        );
        return true;
    }
    false
}

/// How many pods of a component there may be.
fn part(demand: &Demand) -> String {
    if demand.pods == 1 { "1 pod".to_owned() } else { format!("at most {} pods", demand.pods) }
}

/// What decided how many pods of a component there are.
fn pods_of(component: &Component) -> Option<OriginId> {
    let scalable = component.scalable()?;
    let range = scalable.scale.as_ref().and_then(|scale| scale.range.as_ref());
    range.map(|range| range.origin).or_else(|| Some(scalable.replicas.as_ref()?.origin))
}

/// What decided how much one pod of a component takes.
fn range_of(component: &Component, what: &str) -> Option<OriginId> {
    let resources = component.resources()?;
    let range = match what.split(' ').nth(1)? {
        "cpu" => resources.cpu.as_ref(),
        "memory" => resources.memory.as_ref(),
        _ => None,
    };
    range.map(|range| range.origin)
}

impl Rules<'_> {
    /// The place that decided something of a namespace.
    fn at(&self, origin: OriginId, namespace: &Namespace) -> crate::source::Span {
        place(&self.model.origins, origin, namespace.span)
    }
}
