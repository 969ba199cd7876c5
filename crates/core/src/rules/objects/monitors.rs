//! What Prometheus reads: monitors and rules (<https://prometheus-operator.dev/docs/api-reference/api/>).

use super::found::Found;
use super::judged::Judged;
use super::lookups::containers;
use super::selectors::{pods, unmatched};
use super::services::named;
use super::stock::is_empty;
use super::whole::{Whole, is_true, items, plain, text};
use crate::diagnostic::{Code, Diagnostic};
use crate::object::{Node, Object};
use crate::types::Duration;

pub(super) fn check(whole: &Whole, object: &Judged, found: &mut Found) {
    if object.group() != "monitoring.coreos.com" {
        return;
    }
    match object.kind.as_str() {
        "ServiceMonitor" => services(whole, object, found),
        "PodMonitor" => pod_ports(whole, object, found),
        "PrometheusRule" => rules(whole, object, found),
        _ => return,
    }
    for list in ["endpoints", "podMetricsEndpoints"] {
        for endpoint in items(&object.body, &["spec", list]) {
            found.push(timeout(whole, object, endpoint));
        }
    }
}

/// The namespaces that a monitor looks into; `None` for all.
fn namespaces(object: &Object) -> Option<Vec<&str>> {
    if is_true(&object.body, &["spec", "namespaceSelector", "any"]) {
        return None;
    }
    let named: Vec<&str> =
        items(&object.body, &["spec", "namespaceSelector", "matchNames"]).iter().filter_map(plain).collect();
    Some(if named.is_empty() { object.namespace.as_deref().into_iter().collect() } else { named })
}

fn services(whole: &Whole, object: &Object, found: &mut Found) {
    let Some(selector) = object.body.at(&["spec", "selector"]) else { return };
    let Some(places) = namespaces(object) else { return };
    let made = |place: &&str| whole.find("", "Namespace", "", place).is_some();
    if places.iter().any(|place| whole.stock.has_other_pods(place) || !made(place)) {
        return;
    }
    let here = whole
        .services
        .selected("", selector)
        .filter(|service| places.contains(&service.namespace.as_deref().unwrap_or_default()));
    let selected: Vec<&Object> = here.collect();
    if selected.is_empty() {
        let places = places.join("`, `");
        found.tell(
            whole
                .fault(Code::EmptySelector, object, selector, &format!("selects no Service in `{places}`"))
                .label("nothing is read")
                .help("write labels that the Service itself has; those of its pods are not looked at"),
        );
        return;
    }
    let ports: Vec<&str> = selected
        .iter()
        .flat_map(|service| items(&service.body, &["spec", "ports"]))
        .filter_map(|port| text(port, &["name"]))
        .collect();
    lost_ports(whole, object, "endpoints", &ports, found);
}

fn pod_ports(whole: &Whole, object: &Object, found: &mut Found) {
    let Some(selector) = object.body.at(&["spec", "selector"]) else { return };
    let Some(places) = namespaces(object) else { return };
    let [place] = places.as_slice() else { return };
    if whole.stock.has_other_pods(place) || whole.find("", "Namespace", "", place).is_none() {
        return;
    }
    let behind: Vec<&Node> = pods(whole, place, selector).collect();
    if behind.is_empty() && !is_empty(Some(selector)) {
        found.push(unmatched(whole, object, selector, place, "nothing is read"));
        return;
    }
    let ports: Vec<&str> = behind
        .iter()
        .flat_map(|pod| containers(pod))
        .flat_map(|container| items(container, &["ports"]))
        .filter_map(|port| text(port, &["name"]))
        .collect();
    lost_ports(whole, object, "podMetricsEndpoints", &ports, found);
}

fn lost_ports(whole: &Whole, object: &Object, list: &str, known: &[&str], found: &mut Found) {
    for endpoint in items(&object.body, &["spec", list]) {
        let Some(node) = endpoint.get("port") else { continue };
        let Some(name) = plain(node).filter(|name| !known.contains(name)) else { continue };
        let what = if list == "endpoints" { "Service" } else { "pod" };
        let message = format!("reads the port `{name}`, which no {what} that it selects has");
        found.tell(named(whole, whole.fault(Code::LostPort, object, node, &message), name, known));
    }
}

/// <https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config>
fn timeout(whole: &Whole, object: &Object, endpoint: &Node) -> Option<Diagnostic> {
    let node = endpoint.get("scrapeTimeout")?;
    let interval = endpoint.get("interval")?;
    let (timeout, every) = (plain(node)?, plain(interval)?);
    (Duration::parse(timeout)? > Duration::parse(every)?).then(|| {
        whole
            .fault(
                Code::PrometheusRefuses,
                object,
                node,
                &format!("waits {timeout} for an answer and asks every {every}"),
            )
            .label("longer than the interval")
            .also(whole.place(object, interval), "the interval")
            .help(format!("write at most `scrapeTimeout: {every}`"))
    })
}

/// A rule either alerts or records.
fn rules(whole: &Whole, object: &Object, found: &mut Found) {
    let rules = items(&object.body, &["spec", "groups"]).iter().flat_map(|group| items(group, &["rules"]));
    for rule in rules {
        let diagnostic = match (rule.get("alert"), rule.get("record")) {
            (Some(alert), Some(record)) => whole
                .fault(Code::PrometheusRefuses, object, record, "has a rule that alerts and records")
                .label("refused by Prometheus, with the whole file of rules")
                .also(whole.place(object, alert), "it alerts here")
                .help("make two rules of it"),
            (None, None) => whole
                .fault(Code::PrometheusRefuses, object, rule, "has a rule that neither alerts nor records")
                .label("refused by Prometheus, with the whole file of rules")
                .help("write `alert: NAME` or `record: NAME`"),
            _ => continue,
        };
        found.tell(diagnostic);
    }
}
