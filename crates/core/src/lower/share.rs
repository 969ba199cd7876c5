//! A secret that another namespace has, copied by External Secrets' kubernetes provider
//! (<https://external-secrets.io/latest/provider/kubernetes/>): a ServiceAccount that may read exactly this Secret, a store that
//! reads as it, and the copy.

use super::meta::{Draft, Meta};
use super::secrets::meta;
use super::tree::Map;
use crate::model::{At, Model, Secret};
use crate::object::Object;
use smol_str::{SmolStr, format_smolstr};

/// How often a copy is renewed: what a controller rotates is in use soon.
const REFRESH: &str = "1m";

/// The objects that copy a secret from its home to another namespace.
pub(crate) fn copy(model: &Model, secret: &Secret, home: &SmolStr, namespace: &SmolStr) -> Vec<Object> {
    let origin = secret.origin;
    let at = |namespace: &SmolStr| At { value: namespace.clone(), origin: secret.origin_in(namespace) };
    let (there, here) = (at(home), at(namespace));
    // Several namespaces may have copies of one Secret, and one namespace copies of Secrets of several others.
    let reader = format_smolstr!("{}-for-{namespace}", secret.name);
    let own = format_smolstr!("{}-from-{home}", secret.name);
    // Each is called after the namespace at the other end.
    let at_home = || Meta { name: reader.clone(), origin: here.origin, ..meta(model, secret, &there) };
    let beside = |name: &SmolStr, origin| Meta { name: name.clone(), origin, ..meta(model, secret, &here) };
    let rule = Map::new(origin)
        .with("apiGroups", vec![""])
        .with("resources", vec!["secrets"])
        .with("resourceNames", vec![secret.name.clone()])
        .with("verbs", vec!["get"]);
    let role = Map::new(origin)
        .with("apiGroup", "rbac.authorization.k8s.io")
        .with("kind", "Role")
        .with("name", reader.clone());
    let subject = Map::new(origin)
        .with("kind", "ServiceAccount")
        .with("name", own.clone())
        .with("namespace", namespace.clone());
    let authority =
        Map::new(origin).with("type", "ConfigMap").with("name", "kube-root-ca.crt").with("key", "ca.crt");
    let server = Map::new(origin).with("url", "https://kubernetes.default.svc").with("caProvider", authority);
    let account = Map::new(origin).with("serviceAccount", Map::new(origin).with("name", own.clone()));
    let provider =
        Map::new(origin).with("remoteNamespace", home.clone()).with("server", server).with("auth", account);
    let store = Map::new(origin).with("provider", Map::new(origin).with("kubernetes", provider));
    let target = Map::new(origin).with("name", secret.name.clone()).with("creationPolicy", "Owner");
    let extract = Map::new(origin).with("extract", Map::new(origin).with("key", secret.name.clone()));
    let spec = Map::new(origin)
        .with("refreshInterval", REFRESH)
        .with("secretStoreRef", Map::new(there.origin).with("name", own.clone()).with("kind", "SecretStore"))
        .with("target", target)
        .with("dataFrom", vec![extract]);
    vec![
        Draft::new("v1", "ServiceAccount", beside(&own, there.origin))
            .with("automountServiceAccountToken", false)
            .object(),
        Draft::new("rbac.authorization.k8s.io/v1", "Role", at_home()).with("rules", vec![rule]).object(),
        Draft::new("rbac.authorization.k8s.io/v1", "RoleBinding", at_home())
            .with("roleRef", role)
            .with("subjects", vec![subject])
            .object(),
        Draft::new("external-secrets.io/v1", "SecretStore", beside(&own, there.origin))
            .with("spec", store)
            .object(),
        Draft::new("external-secrets.io/v1", "ExternalSecret", beside(&secret.name, origin))
            .with("spec", spec)
            .object(),
    ]
}
