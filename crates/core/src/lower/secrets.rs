//! Secrets and stores, by External Secrets (<https://external-secrets.io/latest/api/externalsecret/>).

use super::meta::{Draft, Meta};
use super::tree::{IntoNode, Map};
use crate::model::records::{AwsStore, ExternalSecret, GeneratedSecret, RegistrySecret, VaultStore};
use crate::model::{At, Model, OriginId, Ref, Secret, SecretBody, Store, StoreBody};
use crate::object::Object;
use smol_str::SmolStr;

/// The objects of a secret in one namespace.
pub(crate) fn secret(model: &Model, secret: &Secret, namespace: &SmolStr) -> Vec<Object> {
    if let Some(home) = model.shared_from(secret).filter(|home| home != namespace) {
        return super::share::copy(model, secret, &home, namespace);
    }
    let at = At { value: namespace.clone(), origin: secret.origin_in(namespace) };
    let draft = |kind: &'static str, api: &'static str| Draft::new(api, kind, meta(model, secret, &at));
    let external = |spec: Map| draft("ExternalSecret", "external-secrets.io/v1").with("spec", spec).object();
    match &secret.body {
        SecretBody::External(body) => vec![external(external_spec(secret, body))],
        SecretBody::Registry(body) => vec![external(registry_spec(secret, body))],
        SecretBody::Generated(body) => {
            let password = draft("Password", "generators.external-secrets.io/v1alpha1")
                .with("spec", password_spec(secret, body))
                .object();
            vec![password, external(generated_spec(secret, body))]
        }
        SecretBody::Existing(_) | SecretBody::Sops(_) => Vec::new(),
    }
}

pub(super) fn meta<'a>(model: &Model, secret: &Secret, namespace: &'a At<SmolStr>) -> Meta<'a> {
    let owner = secret.id.owner.as_ref().and_then(|owner| model.components.get(owner));
    let (labels, origin) = match owner {
        Some(component) => (super::meta::labels(model, component), component.origin),
        None => (own_labels(model, secret), secret.origin),
    };
    Meta {
        name: secret.name.value.clone(),
        namespace: Some(namespace),
        labels,
        annotations: Map::new(origin),
        origin: secret.origin,
    }
}

fn own_labels(model: &Model, secret: &Secret) -> Map {
    let labels = Map::new(secret.origin)
        .with("app.kubernetes.io/name", secret.name.clone())
        .with("app.kubernetes.io/instance", secret.name.clone())
        .with("app.kubernetes.io/component", "secret");
    let labels = match &model.environment.part_of {
        Some(part_of) => labels.with("app.kubernetes.io/part-of", part_of),
        None => labels.with("app.kubernetes.io/part-of", secret.name.clone()),
    };
    labels.with("app.kubernetes.io/managed-by", "fluo")
}

fn target(secret: &Secret) -> Map {
    Map::new(secret.origin).with("name", secret.name.clone()).with("creationPolicy", "Owner")
}

fn store_reference(at: &At<Ref>) -> Map {
    let name = match &at.value {
        Ref::Store(name) => name.clone(),
        _ => SmolStr::default(),
    };
    Map::new(at.origin).with("name", name).with("kind", "ClusterSecretStore")
}

/// `key: path`, or `key: path#property` for one field of a structured value.
fn remote(key: SmolStr, path: &At<SmolStr>) -> Map {
    let (path_text, property) = path.split_once('#').map_or((path.as_str(), None), |(p, f)| (p, Some(f)));
    let reference = Map::new(path.origin)
        .with("key", SmolStr::new(path_text))
        .maybe("property", property.map(SmolStr::new));
    Map::new(path.origin).with("secretKey", key).with("remoteRef", reference)
}

fn external_spec(secret: &Secret, body: &ExternalSecret) -> Map {
    Map::new(secret.origin)
        .with("refreshInterval", &body.refresh)
        .with("secretStoreRef", store_reference(&body.store))
        .with("target", target(secret))
        .list("data", body.keys.iter().map(|(key, path)| remote(key.clone(), path)).collect())
}

/// The text of a `.dockerconfigjson`, filled in by External Secrets
/// (<https://external-secrets.io/latest/guides/common-k8s-secret-types/>). `toJson` escapes what a password may hold.
fn docker_config(server: &str) -> String {
    let auth = r#"(printf "%s:%s" .username .password | b64enc)"#;
    let login = format!(r#"dict "username" .username "password" .password "auth" {auth} | toJson"#);
    format!(r#"{{"auths":{{"{server}":{{{{ {login} }}}}}}}}"#)
}

fn registry_spec(secret: &Secret, body: &RegistrySecret) -> Map {
    let origin = secret.origin;
    let text = docker_config(&body.server).into_node(body.server.origin);
    let template = Map::new(origin)
        .with("type", "kubernetes.io/dockerconfigjson")
        .with("engineVersion", "v2")
        .with("data", Map::new(origin).with(".dockerconfigjson", text));
    Map::new(origin)
        .with("refreshInterval", &body.refresh)
        .with("secretStoreRef", store_reference(&body.store))
        .with("target", target(secret).with("template", template))
        .with(
            "data",
            vec![remote("username".into(), &body.username), remote("password".into(), &body.password)],
        )
}

/// <https://external-secrets.io/latest/api/generator/password/>
fn password_spec(secret: &Secret, body: &GeneratedSecret) -> Map {
    let digits = (body.length.value / 4).max(1).into_node(body.length.origin);
    Map::new(secret.origin)
        .with("length", &body.length)
        .with("digits", digits)
        .with("symbols", &body.symbols)
        .with("noUpper", false)
        .with("allowRepeat", true)
}

/// One generator call a key: the generator's only key, `password`, takes the name of the Secret's key.
fn generated_spec(secret: &Secret, body: &GeneratedSecret) -> Map {
    let from = |key: &At<SmolStr>| {
        let generator = Map::new(key.origin)
            .with("apiVersion", "generators.external-secrets.io/v1alpha1")
            .with("kind", "Password")
            .with("name", secret.name.clone());
        let rename = Map::new(key.origin).with("source", "password").with("target", key);
        let rewrite = (key.as_str() != "password").then(|| vec![Map::new(key.origin).with("regexp", rename)]);
        Map::new(key.origin)
            .with("sourceRef", Map::new(key.origin).with("generatorRef", generator))
            .maybe("rewrite", rewrite)
    };
    Map::new(secret.origin)
        .with("refreshPolicy", "CreatedOnce")
        .with("target", target(secret))
        .list("dataFrom", body.keys.iter().map(from).collect())
}

/// The ClusterSecretStore of a store (<https://external-secrets.io/latest/api/clustersecretstore/>).
pub(crate) fn store(model: &Model, store: &Store) -> Option<Object> {
    let provider = match &store.body {
        StoreBody::AwsParameterStore(aws) => {
            Map::new(store.origin).with("aws", aws_provider(store.origin, aws, "ParameterStore"))
        }
        StoreBody::AwsSecretsManager(aws) => {
            Map::new(store.origin).with("aws", aws_provider(store.origin, aws, "SecretsManager"))
        }
        StoreBody::Gcp(gcp) => {
            Map::new(store.origin).with("gcpsm", Map::new(store.origin).with("projectID", &gcp.project))
        }
        StoreBody::Vault(vault) => Map::new(store.origin).with("vault", vault_provider(store.origin, vault)),
        StoreBody::Existing => return None,
    };
    let labels = Map::new(store.origin)
        .with("app.kubernetes.io/name", store.name.clone())
        .with("app.kubernetes.io/instance", store.name.clone())
        .with("app.kubernetes.io/component", "store")
        .with("app.kubernetes.io/part-of", super::meta::system(model))
        .with("app.kubernetes.io/managed-by", "fluo");
    let annotations = Map::new(store.origin);
    let meta = Meta { name: store.name.clone(), namespace: None, labels, annotations, origin: store.origin };
    let spec = Map::new(store.origin).with("provider", provider);
    Some(Draft::new("external-secrets.io/v1", "ClusterSecretStore", meta).with("spec", spec).object())
}

fn aws_provider(origin: OriginId, aws: &AwsStore, service: &'static str) -> Map {
    Map::new(origin).with("service", service).with("region", &aws.region).maybe("role", aws.role.as_ref())
}

fn vault_provider(origin: OriginId, vault: &VaultStore) -> Map {
    let login = Map::new(origin).with("mountPath", &vault.login).with("role", &vault.role);
    Map::new(origin)
        .with("server", &vault.server)
        .with("path", &vault.path)
        .with("version", &vault.version)
        .with("auth", Map::new(origin).with("kubernetes", login))
}

/// The name of the file of a secret's node.
pub(crate) fn node_name(namespace: &str) -> SmolStr {
    smol_str::format_smolstr!("secrets-{namespace}")
}
