//! What an API server and its controllers look at beyond the schemas, for every example and golden case.

use fluo_tests::server::Cluster;
use fluo_tests::{cases, project};

/// What the programs declare as being there already, and what charts and controllers of the users' own write.
const GIVEN: &[&str] = &[
    "Namespace /flux",
    "Namespace /messaging",
    "Namespace /prod",
    "ClusterSecretStore /given",
    "ClusterSecretStore /vault",
    "Namespace /shared",
    "Namespace /shop",
    "Secret dev/database",
    "Secret dev/there-login",
    "Secret dev/cloud-keys",
    "Secret dev/keys",
    "Secret dev/login",
    "Secret dev/tls",
    "Secret flux-system/fleet-key",
    "Secret flux-system/flux-system",
    "Secret flux-system/lab-registry",
    "Secret flux-system/minio",
    "Secret flux-system/sops-age",
    "Secret flux-system/prod-kubeconfig",
    "Secret flux-system/notation-keys",
    "Secret infra/monitoring-grafana",
    "Secret infra/passwords",
    "Secret monitoring/kube-prometheus-stack-grafana",
    "Secret prod/login",
    "Secret shop/archive-conn",
    "Secret intelligence-deepagents/agent-executor-cache-conn",
    "Secret intelligence-deepagents/agent-executor-db-conn",
    "TriggerAuthentication dev/amazon",
    "ClusterTriggerAuthentication /amazon-everywhere",
    // Texts that look like an expansion and are to stay as they are.
    "variable dev/HOME",
    "variable dev/NOT_A_NAME",
];

#[test]
fn every_build_would_be_taken_and_run() {
    let mut faults = Vec::new();
    for (label, output) in cases::everything() {
        let objects = output.objects().chain(output.adopted()).map(project::json).collect();
        let found = Cluster::new(objects, GIVEN).faults();
        faults.extend(found.into_iter().map(|fault| format!("{label}: {fault}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
