//! The Prometheus operator.

use super::{Reader, Texts, custom, wire};

pub(super) fn reader(api_version: &str, kind: &str) -> Option<Reader> {
    Some(match (api_version, kind) {
        ("monitoring.coreos.com/v1", "ServiceMonitor") => custom::<ServiceMonitor>,
        ("monitoring.coreos.com/v1", "PodMonitor") => custom::<PodMonitor>,
        ("monitoring.coreos.com/v1", "PrometheusRule") => custom::<PrometheusRule>,
        _ => return None,
    })
}

wire! {
    ServiceMonitor { selector: Selector, endpoints: Vec<Endpoint>, }
    PodMonitor { selector: Selector, pod_metrics_endpoints: Vec<Endpoint>, }
    Selector { match_labels: Texts, }
    Endpoint { port: String, path: Option<String>, interval: Option<String>, }
    PrometheusRule { groups: Vec<Group>, }
    Group { name: String, rules: Vec<Rule>, }
    Rule {
        alert: String,
        expr: String,
        #[serde(rename = "for")]
        hold: Option<String>,
        labels: Texts,
        annotations: Option<Texts>,
    }
}
