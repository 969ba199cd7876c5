//! Flux and Kustomize.

use super::{Named, Reader, custom, understood, wire, words};
use serde_json::Value;

pub(super) fn reader(api_version: &str, kind: &str) -> Option<Reader> {
    Some(match (api_version, kind) {
        ("kustomize.toolkit.fluxcd.io/v1", "Kustomization") => custom::<Kustomization>,
        ("kustomize.config.k8s.io/v1beta1", "Kustomization") => understood::<Folder>,
        ("source.toolkit.fluxcd.io/v1", "GitRepository") => custom::<GitRepository>,
        ("source.toolkit.fluxcd.io/v1", "OCIRepository") => custom::<OciRepository>,
        ("source.toolkit.fluxcd.io/v1", "Bucket") => custom::<Bucket>,
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
        deletion_policy: Option<DeletionPolicy>,
        suspend: Option<bool>,
        service_account_name: Option<String>,
        kube_config: Option<KubeConfig>,
        decryption: Option<Decryption>,
        health_check_exprs: Option<Vec<HealthCheckExpr>>,
        post_build: Option<PostBuild>,
    }
    KubeConfig { secret_ref: Named, }
    PostBuild { substitute: std::collections::BTreeMap<String, String>, substitute_from: Vec<SubstituteFrom>, }
    SubstituteFrom { kind: SubstituteKind, name: String, optional: Option<bool>, }
    Decryption { provider: String, secret_ref: Named, }
    Source { kind: SourceKind, name: String, }
    HealthCheckExpr { api_version: String, kind: String, current: String, }
    Folder { api_version: String, kind: String, resources: Vec<String>, }
    GitRepository {
        interval: String,
        url: String,
        #[serde(rename = "ref")]
        reference: GitReference,
        provider: Option<GitProvider>,
        secret_ref: Option<Named>,
        ignore: Option<String>,
        sparse_checkout: Option<Vec<String>>,
        recurse_submodules: Option<bool>,
    }
    GitReference { branch: Option<String>, tag: Option<String>, semver: Option<String>, commit: Option<String>, }
    OciRepository {
        interval: String,
        url: String,
        #[serde(rename = "ref")]
        reference: OciReference,
        provider: Option<CloudProvider>,
        secret_ref: Option<Named>,
        insecure: Option<bool>,
        ignore: Option<String>,
        verify: Option<Verify>,
        layer_selector: Option<LayerSelector>,
    }
    OciReference { tag: Option<String>, semver: Option<String>, digest: Option<String>, }
    Verify {
        provider: Signer,
        secret_ref: Option<Named>,
        #[serde(rename = "matchOIDCIdentity")]
        match_oidc_identity: Option<Vec<OidcIdentity>>,
    }
    OidcIdentity { issuer: String, subject: String, }
    Bucket {
        interval: String,
        provider: Option<CloudProvider>,
        bucket_name: String,
        endpoint: String,
        region: Option<String>,
        prefix: Option<String>,
        secret_ref: Option<Named>,
        insecure: Option<bool>,
        ignore: Option<String>,
    }
    HelmRepository { interval: String, url: String, secret_ref: Option<Named>, }
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
    SourceKind {
        GitRepository = "GitRepository",
        OciRepository = "OCIRepository",
        Bucket = "Bucket",
        HelmRepository = "HelmRepository",
    }
    DeletionPolicy {
        MirrorPrune = "MirrorPrune",
        Delete = "Delete",
        WaitForTermination = "WaitForTermination",
        Orphan = "Orphan",
    }
    GitProvider { Aws = "aws", Azure = "azure", Github = "github", }
    CloudProvider { Aws = "aws", Azure = "azure", Gcp = "gcp", }
    Signer { Cosign = "cosign", Notation = "notation", }
    SubstituteKind { ConfigMap = "ConfigMap", Secret = "Secret", }
    Crds { CreateReplace = "CreateReplace", Create = "Create", Skip = "Skip", }
    LayerOperation { Copy = "copy", }
    ValuesKind { Secret = "Secret", ConfigMap = "ConfigMap", }
    StrategyName { RetryOnFailure = "RetryOnFailure", }
    DriftMode { Enabled = "enabled", Warn = "warn", Disabled = "disabled", }
}
