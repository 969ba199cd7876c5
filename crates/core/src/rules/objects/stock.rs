//! What will be in the cluster besides what references can be looked up in: the Secrets and ConfigMaps that objects,
//! operators and other people make, with their keys where they are known, and the namespaces in which anything may appear.

use super::Given;
use super::judged::Judged;
use super::whole::{changes_objects, fields, items, kustomizations, plain, text};
use crate::object::{Data, Node, Object, Output};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::{SmolStr, format_smolstr};
use std::borrow::Cow;
use std::collections::{BTreeSet, hash_map::Entry};

/// The keys of a Secret or ConfigMap; `None` where nobody here knows them.
pub(super) type Keys = Option<BTreeSet<SmolStr>>;

/// Something with keys.
#[derive(Clone, Debug)]
pub(super) struct Kept<'a> {
    pub(super) keys: Option<Cow<'a, BTreeSet<SmolStr>>>,
    /// The object that holds or makes it, if it is one of the program.
    pub(super) by: Option<&'a Object>,
}

/// What is kept under a name, by namespace.
type Names<'a> = FxHashMap<SmolStr, FxHashMap<SmolStr, Kept<'a>>>;

/// Everything with keys, and where more may come from.
pub(super) struct Stock<'a> {
    secrets: Names<'a>,
    config_maps: Names<'a>,
    open: FxHashSet<SmolStr>,
    /// Namespaces in which an operator starts pods of its own.
    pods: FxHashSet<SmolStr>,
    /// Whether something fills any namespace: a Flux Kustomization of another repository.
    all_open: bool,
}

/// The keys of the Secret that CloudNativePG writes for an application
/// (<https://cloudnative-pg.io/documentation/current/applications/>).
const APPLICATION: [&str; 11] = [
    "username",
    "user",
    "password",
    "host",
    "port",
    "dbname",
    "uri",
    "jdbc-uri",
    "pgpass",
    "fqdn-uri",
    "fqdn-jdbc-uri",
];

impl<'a> Kept<'a> {
    /// Several may write into one: what any of them writes is there.
    fn extend(&mut self, keys: Option<Cow<'a, BTreeSet<SmolStr>>>) {
        match (&mut self.keys, keys) {
            (Some(all), Some(more)) if more.is_subset(all) => {}
            (Some(all), Some(more)) => all.to_mut().extend(more.into_owned()),
            (keys, _) => *keys = None,
        }
    }
}

impl<'a> Stock<'a> {
    /// `objects` are those of the nodes, without what delivers them.
    pub(super) fn of(given: &'a Given, output: &'a Output, objects: &[Judged<'a>]) -> Self {
        let mut this = Self {
            secrets: Names::default(),
            config_maps: Names::default(),
            // `flux bootstrap` fills its own namespace.
            open: std::iter::once(given.source.2.clone()).collect(),
            pods: given.existing.iter().map(|(_, namespace, _)| namespace.clone()).collect(),
            all_open: false,
        };
        for (namespace, name, keys) in &given.secrets {
            this.keep("Secret", namespace, name.clone(), keys.as_ref().map(Cow::Borrowed), None);
        }
        for node in &output.nodes {
            if changes_objects(&node.adopted)
                || kustomizations(&node.adopted).any(|text| text.contains("Generator:"))
            {
                let namespaces =
                    node.adopted.objects.iter().filter_map(|(object, _)| object.namespace.clone());
                this.open.extend(namespaces);
            }
        }
        objects.iter().for_each(|object| this.add(object));
        this
    }

    /// The Secret or ConfigMap of this name.
    pub(super) fn get(&self, kind: &'static str, namespace: &str, name: &str) -> Option<&Kept<'a>> {
        self.of_kind(kind).get(namespace)?.get(name)
    }

    /// The names of all of a kind in a namespace, sorted.
    pub(super) fn names(&self, kind: &str, namespace: &str) -> Vec<&str> {
        let kept = self.of_kind(kind).get(namespace);
        let mut names: Vec<&str> = kept.into_iter().flat_map(FxHashMap::keys).map(SmolStr::as_str).collect();
        names.sort_unstable();
        names
    }

    fn of_kind(&self, kind: &str) -> &Names<'a> {
        if kind == "Secret" { &self.secrets } else { &self.config_maps }
    }

    /// Whether things may appear in a namespace that the program does not show: of charts, operators that are not known
    /// here, other repositories.
    pub(super) fn is_open(&self, namespace: &str) -> bool {
        self.all_open
            || namespace == "default"
            || namespace.starts_with("kube-")
            || self.open.contains(namespace)
    }

    /// Whether pods may run in a namespace that the program does not show.
    pub(super) fn has_other_pods(&self, namespace: &str) -> bool {
        self.is_open(namespace) || self.pods.contains(namespace)
    }

    fn keep(
        &mut self,
        kind: &'static str,
        namespace: &str,
        name: impl Into<SmolStr>,
        keys: Option<Cow<'a, BTreeSet<SmolStr>>>,
        by: Option<&'a Object>,
    ) {
        let names = if kind == "Secret" { &mut self.secrets } else { &mut self.config_maps };
        match names.entry(namespace.into()).or_default().entry(name.into()) {
            Entry::Vacant(place) => {
                place.insert(Kept { keys, by });
            }
            Entry::Occupied(mut known) => known.get_mut().extend(keys),
        }
    }

    fn add(&mut self, object: &Judged<'a>) {
        let (group, object) = (object.group(), object.object);
        let namespace = object.namespace.as_deref().unwrap_or_default();
        let body = &object.body;
        match (group, object.kind.as_str()) {
            ("", "Secret") => self.named("Secret", object, &["data", "stringData"]),
            ("", "ConfigMap") => self.named("ConfigMap", object, &["data", "binaryData"]),
            ("bitnami.com", "SealedSecret") => {
                self.keep("Secret", namespace, object.name.clone(), None, Some(object));
            }
            ("external-secrets.io", "ExternalSecret") => {
                let name = text(body, &["spec", "target", "name"]).unwrap_or(&object.name);
                self.keep("Secret", namespace, name, synced(body).map(Cow::Owned), Some(object));
            }
            ("postgresql.cnpg.io", "Cluster") => self.database(object, namespace),
            ("cert-manager.io", "Certificate") => {
                let name = text(body, &["spec", "secretName"]).unwrap_or_default();
                let more = ["keystores", "additionalOutputFormats", "secretTemplate"];
                let plain = more.iter().all(|field| body.at(&["spec", field]).is_none());
                let keys = plain.then(|| set(&CERTIFICATE));
                self.keep("Secret", namespace, name, keys, Some(object));
            }
            ("cert-manager.io", _) => self.account(object, namespace),
            ("networking.k8s.io", "Ingress") | ("gateway.networking.k8s.io", "Gateway") => {
                self.certificates(object, namespace);
            }
            ("dragonflydb.io" | "kustomize.toolkit.fluxcd.io" | "helm.toolkit.fluxcd.io", _) => {
                self.delivered(group, object, namespace);
            }
            (group, kind) if !makes_nothing(group, kind) => {
                self.open.insert(namespace.into());
            }
            _ => {}
        }
    }

    /// An object with keys of its own, under the name that it has in the file as well.
    fn named(&mut self, kind: &'static str, object: &'a Object, parts: &[&str]) {
        let keys: BTreeSet<SmolStr> =
            parts.iter().flat_map(|part| fields(&object.body, &[part])).map(|(key, _)| key.clone()).collect();
        let namespace = object.namespace.as_deref().unwrap_or_default();
        let raw = text(&object.body, &["metadata", "name"]).filter(|raw| *raw != object.name);
        for name in [Some(object.name.as_str()), raw].into_iter().flatten() {
            self.keep(kind, namespace, name, Some(Cow::Owned(keys.clone())), Some(object));
        }
    }

    fn database(&mut self, object: &'a Object, namespace: &str) {
        self.pods.insert(namespace.into());
        let name = &object.name;
        self.keep("Secret", namespace, format_smolstr!("{name}-app"), Some(set(&APPLICATION)), Some(object));
        for other in ["superuser", "ca", "server", "replication"] {
            self.keep("Secret", namespace, format_smolstr!("{name}-{other}"), None, Some(object));
        }
    }

    /// The key of an issuer's account is made by cert-manager, where it asks for one.
    fn account(&mut self, object: &'a Object, namespace: &str) {
        if let Some(name) = text(&object.body, &["spec", "acme", "privateKeySecretRef", "name"]) {
            self.keep("Secret", namespace, name, None, Some(object));
        }
    }

    /// The certificates that cert-manager makes for what is annotated.
    fn certificates(&mut self, object: &'a Object, namespace: &str) {
        let annotated = fields(&object.body, &["metadata", "annotations"])
            .iter()
            .any(|(key, _)| key.starts_with("cert-manager.io/") || key == "kubernetes.io/tls-acme");
        if !annotated {
            return;
        }
        let of_ingress = items(&object.body, &["spec", "tls"]).iter().filter_map(|tls| tls.get("secretName"));
        let listeners = items(&object.body, &["spec", "listeners"]).iter();
        let of_gateway = listeners
            .flat_map(|listener| items(listener, &["tls", "certificateRefs"]))
            .filter_map(|reference| reference.get("name"));
        let names: Vec<&str> = of_ingress.chain(of_gateway).filter_map(plain).collect();
        for name in names {
            self.keep("Secret", namespace, name, Some(set(&CERTIFICATE)), Some(object));
        }
    }

    /// What is delivered by others: by a chart into its namespace, by a Kustomization wherever its files say.
    fn delivered(&mut self, group: &str, object: &Object, namespace: &str) {
        let target = text(&object.body, &["spec", "targetNamespace"]);
        match group {
            "helm.toolkit.fluxcd.io" => {
                self.open.insert(target.unwrap_or(namespace).into());
            }
            "kustomize.toolkit.fluxcd.io" => match target {
                Some(target) => {
                    self.open.insert(target.into());
                }
                None => self.all_open = true,
            },
            _ => {
                self.pods.insert(namespace.into());
            }
        }
    }
}

/// The keys of a certificate's Secret.
const CERTIFICATE: [&str; 3] = ["tls.crt", "tls.key", "ca.crt"];

fn set<'a>(names: &[&'static str]) -> Cow<'a, BTreeSet<SmolStr>> {
    Cow::Owned(names.iter().map(|name| SmolStr::new_static(name)).collect())
}

/// The keys of an ExternalSecret's Secret, if they can be seen
/// (<https://external-secrets.io/latest/guides/templating/>).
fn synced(body: &Node) -> Keys {
    let template = body.at(&["spec", "target", "template"]);
    let merges = text(body, &["spec", "target", "template", "mergePolicy"]) == Some("Merge");
    let partial = matches!(text(body, &["spec", "target", "creationPolicy"]), Some("Merge" | "None"));
    if partial || template.is_some_and(|template| template.get("templateFrom").is_some()) {
        return None;
    }
    let of_template = fields(body, &["spec", "target", "template", "data"]);
    if !of_template.is_empty() && !merges {
        return Some(of_template.iter().map(|(key, _)| key.clone()).collect());
    }
    if !items(body, &["spec", "dataFrom"]).is_empty() {
        return None;
    }
    let data = items(body, &["spec", "data"]).iter().filter_map(|item| item.get("secretKey")?.as_str());
    Some(data.map(SmolStr::new).chain(of_template.iter().map(|(key, _)| key.clone())).collect())
}

/// Whether the controllers of a kind make no Secrets, ConfigMaps, Services or pods that others refer to.
fn makes_nothing(group: &str, kind: &str) -> bool {
    const QUIET: [&str; 12] = [
        "external-secrets.io",
        "gateway.networking.k8s.io",
        "generators.external-secrets.io",
        "image.toolkit.fluxcd.io",
        "jetstream.nats.io",
        "keda.sh",
        "metrics.k8s.io",
        "monitoring.coreos.com",
        "notification.toolkit.fluxcd.io",
        "postgresql.cnpg.io",
        "source.toolkit.fluxcd.io",
        "traefik.io",
    ];
    const LOUD: [&str; 7] = [
        "Alertmanager",
        "ClusterExternalSecret",
        "Pooler",
        "Prometheus",
        "PrometheusAgent",
        "PushSecret",
        "ThanosRuler",
    ];
    let kubernetes = !group.contains('.') || group.ends_with(".k8s.io");
    (kubernetes || QUIET.contains(&group)) && !LOUD.contains(&kind)
}

/// Whether a node is an empty map or missing: a selector of everything, or of nothing.
pub(super) fn is_empty(node: Option<&Node>) -> bool {
    node.is_none_or(|node| match &node.data {
        Data::Map(fields) => fields.is_empty(),
        Data::Null => true,
        _ => false,
    })
}
