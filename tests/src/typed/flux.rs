//! Flux and Kustomize.

use super::{Named, Reader, custom, understood, wire, words};
use serde_json::Value;

pub(super) fn reader(api_version: &str, kind: &str) -> Option<Reader> {
    Some(match (api_version, kind) {
        ("kustomize.toolkit.fluxcd.io/v1", "Kustomization") => custom::<Kustomization>,
        ("kustomize.config.k8s.io/v1beta1", "Kustomization") => understood::<Folder>,
        ("source.toolkit.fluxcd.io/v1", "GitRepository") => custom::<GitRepository>,
        ("source.toolkit.fluxcd.io/v1", "HelmRepository") => custom::<HelmRepository>,
        ("source.toolkit.fluxcd.io/v1", "OCIRepository") => custom::<OciRepository>,
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
        health_check_exprs: Option<Vec<HealthCheckExpr>>,
    }
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
    HelmRepository { interval: String, url: String, secret_ref: Option<Named>, }
    OciRepository {
        interval: String,
        url: String,
        #[serde(rename = "ref")]
        reference: OciReference,
        layer_selector: LayerSelector,
        secret_ref: Option<Named>,
    }
    OciReference { tag: Option<String>, semver: Option<String>, }
    LayerSelector { media_type: String, operation: LayerOperation, }
    HelmRelease {
        interval: String,
        timeout: Option<String>,
        release_name: String,
        service_account_name: Option<String>,
        chart: Option<Chart>,
        chart_ref: Option<Source>,
        install: Action,
        upgrade: Action,
        drift_detection: DriftDetection,
        values_from: Option<Vec<ValuesFrom>>,
        // The chart's own affair.
        values: Option<Value>,
    }
    Chart { spec: ChartSpec, }
    ChartSpec { chart: String, version: String, source_ref: Source, }
    Action { crds: Crds, strategy: Strategy, }
    Strategy { name: StrategyName, }
    DriftDetection { mode: DriftMode, ignore: Option<Vec<Ignored>>, }
    Ignored { paths: Vec<String>, target: IgnoredKind, }
    IgnoredKind { kind: String, }
    ValuesFrom {
        kind: ValuesKind,
        name: String,
        values_key: String,
        target_path: Option<String>,
        literal: Option<bool>,
    }
}

words! {
    SourceKind { Git = "GitRepository", Helm = "HelmRepository", Oci = "OCIRepository", }
    Crds { CreateReplace = "CreateReplace", Create = "Create", Skip = "Skip", }
    LayerOperation { Copy = "copy", }
    ValuesKind { Secret = "Secret", ConfigMap = "ConfigMap", }
    StrategyName { RetryOnFailure = "RetryOnFailure", }
    DriftMode { Enabled = "enabled", Warn = "warn", Disabled = "disabled", }
}
