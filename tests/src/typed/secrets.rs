//! External Secrets.

use super::{Reader, Texts, custom, wire, words};

pub(super) fn reader(api_version: &str, kind: &str) -> Option<Reader> {
    Some(match (api_version, kind) {
        ("external-secrets.io/v1", "ExternalSecret") => custom::<ExternalSecret>,
        ("external-secrets.io/v1", "ClusterSecretStore") => custom::<ClusterSecretStore>,
        ("external-secrets.io/v1", "SecretStore") => custom::<SecretStore>,
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
    DataFrom { source_ref: Option<SourceRef>, extract: Option<Remote>, rewrite: Option<Vec<Rewrite>>, }
    SourceRef { generator_ref: Generator, }
    Generator { api_version: String, kind: String, name: String, }
    Rewrite { regexp: Rename, }
    Rename { source: String, target: String, }

    ClusterSecretStore { provider: Provider, }
    SecretStore { provider: NamespacedProvider, }
    NamespacedProvider { kubernetes: OtherNamespace, }
    OtherNamespace { remote_namespace: String, server: ApiServer, auth: AccountAuth, }
    ApiServer { url: String, ca_provider: Authority, }
    Authority {
        #[serde(rename = "type")]
        kind: String,
        name: String,
        key: String,
    }
    AccountAuth { service_account: Account, }
    Account { name: String, }
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
    StoreKind { Cluster = "ClusterSecretStore", Namespaced = "SecretStore", }
    CreationPolicy { Owner = "Owner", }
    SecretType { Registry = "kubernetes.io/dockerconfigjson", }
    EngineVersion { Second = "v2", }
    AwsService { ParameterStore = "ParameterStore", SecretsManager = "SecretsManager", }
}
