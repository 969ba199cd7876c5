//! KEDA.

use super::{Reader, Texts, custom, wire, words};
use k8s_openapi::api::{autoscaling::v2, batch::v1};

pub(super) fn reader(api_version: &str, kind: &str) -> Option<Reader> {
    Some(match (api_version, kind) {
        ("keda.sh/v1alpha1", "ScaledObject") => custom::<ScaledObject>,
        ("keda.sh/v1alpha1", "ScaledJob") => custom::<ScaledJob>,
        ("keda.sh/v1alpha1", "TriggerAuthentication") => custom::<TriggerAuthentication>,
        _ => return None,
    })
}

wire! {
    ScaledObject {
        scale_target_ref: Target,
        polling_interval: u32,
        cooldown_period: u32,
        initial_cooldown_period: Option<u32>,
        idle_replica_count: Option<u32>,
        min_replica_count: u32,
        max_replica_count: u32,
        fallback: Option<Fallback>,
        advanced: Option<Advanced>,
        triggers: Vec<Trigger>,
    }
    Target { api_version: String, kind: String, name: String, }
    Fallback { failure_threshold: u32, replicas: u32, behavior: FallbackBehavior, }
    Advanced {
        restore_to_original_replica_count: Option<bool>,
        horizontal_pod_autoscaler_config: Option<AutoscalerConfig>,
        scaling_modifiers: Option<Modifiers>,
    }
    AutoscalerConfig { behavior: v2::HorizontalPodAutoscalerBehavior, }
    Modifiers {
        formula: String,
        target: String,
        activation_target: Option<String>,
        metric_type: Option<TargetType>,
    }
    ScaledJob {
        job_target_ref: v1::JobSpec,
        polling_interval: u32,
        successful_jobs_history_limit: Option<u32>,
        failed_jobs_history_limit: Option<u32>,
        min_replica_count: u32,
        max_replica_count: u32,
        rollout: Option<Rollout>,
        scaling_strategy: Option<Strategy>,
        triggers: Vec<Trigger>,
    }
    Rollout { strategy: RolloutStrategy, propagation_policy: Option<Propagation>, }
    Strategy {
        strategy: Option<StrategyName>,
        custom_scaling_queue_length_deduction: Option<u32>,
        custom_scaling_running_job_percentage: Option<String>,
        pending_pod_conditions: Option<Vec<String>>,
        multiple_scalers_calculation: Option<Calculation>,
    }
    Trigger {
        #[serde(rename = "type")]
        kind: String,
        name: Option<String>,
        metric_type: Option<MetricType>,
        use_cached_metrics: Option<bool>,
        metadata: Texts,
        authentication_ref: Option<AuthenticationRef>,
    }
    AuthenticationRef { name: String, kind: Option<AuthenticationKind>, }
    TriggerAuthentication {
        pod_identity: Option<PodIdentity>,
        secret_target_ref: Option<Vec<ParameterSource>>,
        config_map_target_ref: Option<Vec<ParameterSource>>,
    }
    PodIdentity {
        provider: Provider,
        identity_id: Option<String>,
        identity_tenant_id: Option<String>,
        identity_authority_host: Option<String>,
        role_arn: Option<String>,
        #[serde(rename = "externalID")]
        external_id: Option<String>,
        identity_owner: Option<Owner>,
    }
    ParameterSource { parameter: String, name: String, key: String, }
}

words! {
    MetricType { Utilization = "Utilization", AverageValue = "AverageValue", Value = "Value", }
    TargetType { AverageValue = "AverageValue", Value = "Value", }
    FallbackBehavior {
        Static = "static",
        Current = "currentReplicas",
        Higher = "currentReplicasIfHigher",
        Lower = "currentReplicasIfLower",
    }
    RolloutStrategy { Gradual = "gradual", Immediate = "immediate", }
    Propagation { Foreground = "foreground", Background = "background", }
    StrategyName { Default = "default", Custom = "custom", Accurate = "accurate", Eager = "eager", }
    Calculation { Min = "min", Avg = "avg", Sum = "sum", Max = "max", }
    AuthenticationKind { Cluster = "ClusterTriggerAuthentication", }
    Provider { Aws = "aws", Azure = "azure-workload", Gcp = "gcp", }
    Owner { Keda = "keda", Workload = "workload", }
}
