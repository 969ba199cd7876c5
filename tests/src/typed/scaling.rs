//! KEDA.

use super::{Named, Reader, Texts, custom, wire, words};

pub(super) fn reader(api_version: &str, kind: &str) -> Option<Reader> {
    Some(match (api_version, kind) {
        ("keda.sh/v1alpha1", "ScaledObject") => custom::<ScaledObject>,
        ("keda.sh/v1alpha1", "TriggerAuthentication") => custom::<TriggerAuthentication>,
        _ => return None,
    })
}

wire! {
    ScaledObject {
        scale_target_ref: Target,
        polling_interval: u32,
        cooldown_period: u32,
        min_replica_count: u32,
        max_replica_count: u32,
        triggers: Vec<Trigger>,
    }
    Target { api_version: String, kind: String, name: String, }
    Trigger {
        #[serde(rename = "type")]
        kind: String,
        name: Option<String>,
        metric_type: Option<MetricType>,
        metadata: Texts,
        authentication_ref: Option<Named>,
    }
    TriggerAuthentication { secret_target_ref: Vec<SecretTarget>, }
    SecretTarget { parameter: String, name: String, key: String, }
}

words! {
    MetricType { Utilization = "Utilization", AverageValue = "AverageValue", Value = "Value", }
}
