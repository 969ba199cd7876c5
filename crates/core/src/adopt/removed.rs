//! API versions that Kubernetes 1.36, Flux 2.9 and External Secrets 2.9 no longer serve
//! (<https://kubernetes.io/docs/reference/using-api/deprecation-guide/>, <https://fluxcd.io/flux/releases/api-versions/>,
//! <https://external-secrets.io/latest/introduction/deprecation-policy/>).

/// An API version, the kinds of it that are meant (none for all), what is served instead, and who stopped when.
type Removed = (&'static str, &'static [&'static str], &'static str, &'static str);

const REMOVED: &[Removed] = &[
    ("extensions/v1beta1", &["Ingress"], "networking.k8s.io/v1", "Kubernetes 1.22"),
    ("extensions/v1beta1", &["NetworkPolicy"], "networking.k8s.io/v1", "Kubernetes 1.16"),
    ("extensions/v1beta1", &["PodSecurityPolicy"], "", "Kubernetes 1.16"),
    ("extensions/v1beta1", &[], "apps/v1", "Kubernetes 1.16"),
    ("apps/v1beta1", &[], "apps/v1", "Kubernetes 1.16"),
    ("apps/v1beta2", &[], "apps/v1", "Kubernetes 1.16"),
    ("policy/v1beta1", &["PodSecurityPolicy"], "", "Kubernetes 1.25"),
    ("policy/v1beta1", &[], "policy/v1", "Kubernetes 1.25"),
    ("batch/v1beta1", &["CronJob"], "batch/v1", "Kubernetes 1.25"),
    ("batch/v2alpha1", &["CronJob"], "batch/v1", "Kubernetes 1.21"),
    ("autoscaling/v2beta1", &[], "autoscaling/v2", "Kubernetes 1.25"),
    ("autoscaling/v2beta2", &[], "autoscaling/v2", "Kubernetes 1.26"),
    ("networking.k8s.io/v1beta1", &["Ingress", "IngressClass"], "networking.k8s.io/v1", "Kubernetes 1.22"),
    ("rbac.authorization.k8s.io/v1alpha1", &[], "rbac.authorization.k8s.io/v1", "Kubernetes 1.22"),
    ("rbac.authorization.k8s.io/v1beta1", &[], "rbac.authorization.k8s.io/v1", "Kubernetes 1.22"),
    ("apiextensions.k8s.io/v1beta1", &[], "apiextensions.k8s.io/v1", "Kubernetes 1.22"),
    ("apiregistration.k8s.io/v1beta1", &[], "apiregistration.k8s.io/v1", "Kubernetes 1.22"),
    (
        "admissionregistration.k8s.io/v1beta1",
        &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
        "admissionregistration.k8s.io/v1",
        "Kubernetes 1.22",
    ),
    (
        "storage.k8s.io/v1beta1",
        &["StorageClass", "VolumeAttachment", "CSIDriver", "CSINode"],
        "storage.k8s.io/v1",
        "Kubernetes 1.22",
    ),
    ("storage.k8s.io/v1beta1", &["CSIStorageCapacity"], "storage.k8s.io/v1", "Kubernetes 1.27"),
    ("scheduling.k8s.io/v1beta1", &["PriorityClass"], "scheduling.k8s.io/v1", "Kubernetes 1.22"),
    ("coordination.k8s.io/v1beta1", &["Lease"], "coordination.k8s.io/v1", "Kubernetes 1.22"),
    ("discovery.k8s.io/v1beta1", &["EndpointSlice"], "discovery.k8s.io/v1", "Kubernetes 1.25"),
    ("events.k8s.io/v1beta1", &["Event"], "events.k8s.io/v1", "Kubernetes 1.25"),
    ("node.k8s.io/v1beta1", &["RuntimeClass"], "node.k8s.io/v1", "Kubernetes 1.25"),
    ("flowcontrol.apiserver.k8s.io/v1beta1", &[], "flowcontrol.apiserver.k8s.io/v1", "Kubernetes 1.26"),
    ("flowcontrol.apiserver.k8s.io/v1beta2", &[], "flowcontrol.apiserver.k8s.io/v1", "Kubernetes 1.29"),
    ("flowcontrol.apiserver.k8s.io/v1beta3", &[], "flowcontrol.apiserver.k8s.io/v1", "Kubernetes 1.32"),
    ("kustomize.toolkit.fluxcd.io/v1beta1", &[], "kustomize.toolkit.fluxcd.io/v1", "Flux 2.7"),
    ("kustomize.toolkit.fluxcd.io/v1beta2", &[], "kustomize.toolkit.fluxcd.io/v1", "Flux 2.8"),
    ("source.toolkit.fluxcd.io/v1beta1", &[], "source.toolkit.fluxcd.io/v1", "Flux 2.7"),
    ("source.toolkit.fluxcd.io/v1beta2", &[], "source.toolkit.fluxcd.io/v1", "Flux 2.8"),
    ("helm.toolkit.fluxcd.io/v2beta1", &[], "helm.toolkit.fluxcd.io/v2", "Flux 2.7"),
    ("helm.toolkit.fluxcd.io/v2beta2", &[], "helm.toolkit.fluxcd.io/v2", "Flux 2.8"),
    (
        "external-secrets.io/v1alpha1",
        &["ExternalSecret", "SecretStore", "ClusterSecretStore"],
        "external-secrets.io/v1",
        "External Secrets 0.17",
    ),
    ("external-secrets.io/v1beta1", &[], "external-secrets.io/v1", "External Secrets 0.17"),
];

/// What is served instead of an API version, and who stopped serving it; `None` if it is still served, the empty text if
/// nothing took its place.
pub(crate) fn removed(api_version: &str, kind: &str) -> Option<(&'static str, &'static str)> {
    let meant =
        |(api, kinds, ..): &&Removed| *api == api_version && (kinds.is_empty() || kinds.contains(&kind));
    REMOVED.iter().find(meant).map(|(_, _, instead, since)| (*instead, *since))
}
