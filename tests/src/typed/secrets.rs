//! External Secrets.

use super::{Reader, Texts, custom, wire, words};

pub(super) fn reader(api_version: &str, kind: &str) -> Option<Reader> {
    Some(match (api_version, kind) {
        ("external-secrets.io/v1", "ExternalSecret") => custom::<ExternalSecret>,
        ("external-secrets.io/v1", "ClusterSecretStore") => custom::<ClusterSecretStore>,
        ("generators.external-secrets.io/v1alpha1", "Password") => custom::<Password>,
        _ => return None,
    })
}

wire! {
    ExternalSecret {
        refresh_interval: Option<String>,
        refresh_policy: Option<RefreshPolicy>,
        secret_store_ref: Option<StoreRef>,
        target: Target,
        data: Option<Vec<Datum>>,
        data_from: Option<Vec<DataFrom>>,
    }
    StoreRef { name: String, kind: StoreKind, }
    Target { name: String, creation_policy: CreationPolicy, template: Option<Template>, }
    Template {
        #[serde(rename = "type")]
        kind: SecretType,
        engine_version: EngineVersion,
        data: Texts,
    }
    Datum { secret_key: String, remote_ref: Remote, }
    Remote { key: String, property: Option<String>, }
    DataFrom { source_ref: SourceRef, rewrite: Option<Vec<Rewrite>>, }
    SourceRef { generator_ref: Generator, }
    Generator { api_version: String, kind: String, name: String, }
    Rewrite { regexp: Rename, }
    Rename { source: String, target: String, }

    ClusterSecretStore { provider: Provider, }
    Provider { aws: Option<Aws>, gcpsm: Option<Gcp>, vault: Option<Vault>, }
    Aws { service: AwsService, region: String, role: Option<String>, }
    Gcp {
        #[serde(rename = "projectID")]
        project: String,
    }
    Vault { server: String, path: String, version: String, auth: VaultAuth, }
    VaultAuth { kubernetes: VaultKubernetes, }
    VaultKubernetes { mount_path: String, role: String, }

    Password { length: u32, digits: u32, symbols: u32, no_upper: bool, allow_repeat: bool, }
}

words! {
    RefreshPolicy { CreatedOnce = "CreatedOnce", Periodic = "Periodic", OnChange = "OnChange", }
    StoreKind { Cluster = "ClusterSecretStore", }
    CreationPolicy { Owner = "Owner", }
    SecretType { Registry = "kubernetes.io/dockerconfigjson", }
    EngineVersion { Second = "v2", }
    AwsService { ParameterStore = "ParameterStore", SecretsManager = "SecretsManager", }
}
