//! Flux and Kustomize.

use super::{Named, Reader, custom, understood, wire, words};
use serde_json::Value;

pub(super) fn reader(api_version: &str, kind: &str) -> Option<Reader> {
    Some(match (api_version, kind) {
        ("kustomize.toolkit.fluxcd.io/v1", "Kustomization") => custom::<Kustomization>,
        ("kustomize.config.k8s.io/v1beta1", "Kustomization") => understood::<Folder>,
        ("source.toolkit.fluxcd.io/v1", "GitRepository") => custom::<GitRepository>,
        ("source.toolkit.fluxcd.io/v1", "HelmRepository") => custom::<HelmRepository>,
        ("helm.toolkit.fluxcd.io/v2", "HelmRelease") => custom::<HelmRelease>,
        _ => return None,
    })
}

wire! {
    Kustomization {
        depends_on: Option<Vec<Named>>,
        interval: String,
        retry_interval: String,
        timeout: String,
        source_ref: Source,
        path: String,
        prune: bool,
        wait: bool,
        force: Option<bool>,
        decryption: Option<Decryption>,
        health_check_exprs: Option<Vec<HealthCheckExpr>>,
    }
    Decryption { provider: String, secret_ref: Named, }
    Source { kind: SourceKind, name: String, }
    HealthCheckExpr { api_version: String, kind: String, current: String, }
    Folder { api_version: String, kind: String, resources: Vec<String>, }
    GitRepository {
        interval: String,
        url: String,
        #[serde(rename = "ref")]
        reference: Option<GitReference>,
        secret_ref: Option<Named>,
    }
    GitReference { branch: Option<String>, tag: Option<String>, }
    HelmRepository { interval: String, url: String, }
    HelmRelease {
        interval: String,
        release_name: String,
        chart: Chart,
        install: Action,
        upgrade: Action,
        drift_detection: DriftDetection,
        // The chart's own affair.
        values: Value,
    }
    Chart { spec: ChartSpec, }
    ChartSpec { chart: String, version: String, source_ref: Source, }
    Action { crds: Crds, strategy: Strategy, }
    Strategy { name: StrategyName, }
    DriftDetection { mode: DriftMode, }
}

words! {
    SourceKind { GitRepository = "GitRepository", HelmRepository = "HelmRepository", }
    Crds { CreateReplace = "CreateReplace", }
    StrategyName { RetryOnFailure = "RetryOnFailure", }
    DriftMode { Enabled = "enabled", Warn = "warn", Disabled = "disabled", }
}
