//! References by name: the API server takes every one of them, and looks none of them up.

use super::found::{Found, Report};
use super::judged::Judged;
use super::stock::Kept;
use super::whole::{Target, Whole, is_true, items, plain, text};
use crate::diagnostic::{Code, Diagnostic, near, quoted};
use crate::object::{Node, Object};
use smol_str::SmolStr;

/// A reference to a Secret or ConfigMap, and perhaps to one of its keys.
struct Lookup<'o> {
    kind: &'static str,
    name: Option<&'o Node>,
    key: Option<&'o Node>,
    optional: bool,
}

pub(super) fn check<'o>(whole: &Whole<'o>, object: &Judged<'o>, found: &mut Found) {
    if let Some(template) = object.template {
        of_pod(whole, object, template, found);
        classes(whole, object, template, found);
    }
    for lookup in of_custom(object) {
        found.push(resolve(whole, object, &lookup));
    }
    for (field, target) in named(object) {
        found.push(whole.lost(object, field, &target));
    }
    for (field, target) in authentications(object) {
        // A trigger of a component names one that is there already.
        found.push(match whole.is_adopted(object) {
            true => whole.lost(object, field, &target),
            false => misspelt(whole, object, field, &target, &whole.names(&target)),
        });
    }
    for (field, target, known) in of_cluster(whole, object) {
        found.push(misspelt(whole, object, field, &target, &known));
    }
}

/// The template of the pods that an object starts, or the pod itself: where `metadata` and `spec` of a pod stand.
pub(super) fn template<'o>(group: &str, object: &'o Object) -> Option<&'o Node> {
    let path: &[&str] = match (group, object.kind.as_str()) {
        ("", "Pod") => &[],
        ("apps", "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet") | ("batch", "Job") => {
            &["spec", "template"]
        }
        ("batch", "CronJob") => &["spec", "jobTemplate", "spec", "template"],
        ("keda.sh", "ScaledJob") => &["spec", "jobTargetRef", "template"],
        _ => return None,
    };
    object.body.at(path)
}

/// Every container of a pod, those that run before included.
pub(super) fn containers(template: &Node) -> impl Iterator<Item = &Node> {
    let of = |field| items(template, &["spec", field]).iter();
    of("initContainers").chain(of("containers"))
}

fn of_pod(whole: &Whole, object: &Object, template: &Node, found: &mut Found) {
    let namespace = object.namespace.as_deref().unwrap_or_default();
    let lookups = containers(template)
        .flat_map(of_container)
        .chain(items(template, &["spec", "volumes"]).iter().flat_map(of_volume))
        .chain(
            items(template, &["spec", "imagePullSecrets"])
                .iter()
                .map(|pull| whole_of("Secret", pull, "name")),
        );
    for lookup in lookups {
        found.push(resolve(whole, object, &lookup));
    }
    for volume in items(template, &["spec", "volumes"]) {
        let claim = volume.at(&["persistentVolumeClaim", "claimName"]);
        found.push(claim.and_then(|claim| {
            whole.lost(
                object,
                claim,
                &target("", "PersistentVolumeClaim", namespace, plain(claim)?, "mounts"),
            )
        }));
    }
    let account = template.at(&["spec", "serviceAccountName"]);
    found.push(account.and_then(|account| {
        let name = plain(account).filter(|name| *name != "default")?;
        whole.lost(object, account, &target("", "ServiceAccount", namespace, name, "runs as"))
    }));
}

/// What pods name of the whole cluster, and the classes of a StatefulSet's volumes.
fn classes(whole: &Whole, object: &Object, template: &Node, found: &mut Found) {
    const SYSTEM: [&str; 2] = ["system-cluster-critical", "system-node-critical"];
    let templates = items(&object.body, &["spec", "volumeClaimTemplates"]).iter();
    let storage = templates
        .filter_map(|claim| claim.at(&["spec", "storageClassName"]))
        .map(|node| ("storage.k8s.io", "StorageClass", node));
    let own = [
        ("scheduling.k8s.io", "PriorityClass", template.at(&["spec", "priorityClassName"])),
        ("node.k8s.io", "RuntimeClass", template.at(&["spec", "runtimeClassName"])),
    ];
    let own = own.into_iter().filter_map(|(group, kind, node)| Some((group, kind, node?)));
    for (group, kind, node) in storage.chain(own) {
        let Some(name) = plain(node).filter(|name| !SYSTEM.contains(name)) else { continue };
        let made = whole.of_kind(group, kind).map(|object| object.name.as_str());
        let known: Vec<&str> =
            if kind == "PriorityClass" { made.chain(SYSTEM).collect() } else { made.collect() };
        found.push(misspelt(whole, object, node, &target(group, kind, "", name, "uses"), &known));
    }
}

fn of_container(container: &Node) -> impl Iterator<Item = Lookup<'_>> {
    let env =
        items(container, &["env"]).iter().filter_map(|entry| entry.get("valueFrom")).flat_map(|place| {
            let from = |kind, field| place.get(field).map(|node| keyed(kind, node, "name", "key"));
            [from("Secret", "secretKeyRef"), from("ConfigMap", "configMapKeyRef")].into_iter().flatten()
        });
    let imports = items(container, &["envFrom"]).iter().flat_map(|entry| {
        let from = |kind, field| entry.get(field).map(|node| whole_of(kind, node, "name"));
        [from("Secret", "secretRef"), from("ConfigMap", "configMapRef")].into_iter().flatten()
    });
    env.chain(imports)
}

fn of_volume(volume: &Node) -> Vec<Lookup<'_>> {
    let single =
        [("Secret", volume.get("secret"), "secretName"), ("ConfigMap", volume.get("configMap"), "name")];
    let projected = items(volume, &["projected", "sources"]).iter().flat_map(|source| {
        [("Secret", source.get("secret"), "name"), ("ConfigMap", source.get("configMap"), "name")]
    });
    single
        .into_iter()
        .chain(projected)
        .filter_map(|(kind, node, member)| Some((kind, node?, member)))
        .flat_map(|(kind, node, member)| {
            let keys = items(node, &["items"])
                .iter()
                .map(move |item| Lookup { key: item.get("key"), ..whole_of(kind, node, member) });
            std::iter::once(whole_of(kind, node, member)).chain(keys)
        })
        .collect()
}

fn whole_of<'o>(kind: &'static str, node: &'o Node, member: &str) -> Lookup<'o> {
    Lookup { kind, name: node.get(member), key: None, optional: is_true(node, &["optional"]) }
}

fn keyed<'o>(kind: &'static str, node: &'o Node, name: &str, key: &str) -> Lookup<'o> {
    Lookup { key: node.get(key), ..whole_of(kind, node, name) }
}

/// References of custom resources to Secrets and ConfigMaps.
fn of_custom<'o>(object: &Judged<'o>) -> Vec<Lookup<'o>> {
    let body = &object.object.body;
    let at = |path: &[&str], key: &str| body.at(path).map(|node| keyed("Secret", node, "name", key));
    let all = |path: &[&str]| items(body, path).iter();
    match (object.group(), object.kind.as_str()) {
        ("keda.sh", "TriggerAuthentication") => all(&["spec", "secretTargetRef"])
            .map(|node| keyed("Secret", node, "name", "key"))
            .chain(all(&["spec", "configMapTargetRef"]).map(|node| keyed("ConfigMap", node, "name", "key")))
            .collect(),
        ("helm.toolkit.fluxcd.io", "HelmRelease") => {
            let own = |node: &&Node| node.get("targetPath").is_some() || node.get("valuesKey").is_some();
            let kind =
                |node: &Node| if text(node, &["kind"]) == Some("Secret") { "Secret" } else { "ConfigMap" };
            let every = all(&["spec", "valuesFrom"]);
            every
                .map(|node| {
                    let key = Some(node).filter(own).and_then(|node| node.get("valuesKey"));
                    Lookup { key, ..whole_of(kind(node), node, "name") }
                })
                .collect()
        }
        ("kustomize.toolkit.fluxcd.io", "Kustomization") => all(&["spec", "postBuild", "substituteFrom"])
            .map(|node| {
                let secret = text(node, &["kind"]) == Some("Secret");
                whole_of(if secret { "Secret" } else { "ConfigMap" }, node, "name")
            })
            .chain(at(&["spec", "decryption", "secretRef"], ""))
            .collect(),
        ("source.toolkit.fluxcd.io", _) => {
            let logins = ["secretRef", "certSecretRef", "proxySecretRef"];
            logins.iter().filter_map(|field| at(&["spec", field], "")).collect()
        }
        ("dragonflydb.io", "Dragonfly") => {
            at(&["spec", "authentication", "passwordFromSecret"], "key").into_iter().collect()
        }
        ("postgresql.cnpg.io", "Cluster") => {
            let first = [&["spec", "bootstrap", "initdb", "secret"][..], &["spec", "superuserSecret"]];
            first.into_iter().filter_map(|path| at(path, "")).collect()
        }
        ("networking.k8s.io", "Ingress") => {
            all(&["spec", "tls"]).map(|node| whole_of("Secret", node, "secretName")).collect()
        }
        ("monitoring.coreos.com", "ServiceMonitor" | "PodMonitor") => {
            let list = if object.kind == "PodMonitor" { "podMetricsEndpoints" } else { "endpoints" };
            let logins = [
                &["basicAuth", "username"][..],
                &["basicAuth", "password"],
                &["bearerTokenSecret"],
                &["authorization", "credentials"],
            ];
            all(&["spec", list])
                .flat_map(|endpoint| logins.into_iter().filter_map(move |path| endpoint.at(path)))
                .map(|node| keyed("Secret", node, "name", "key"))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Holds a reference against what will be there.
fn resolve(whole: &Whole, object: &Object, lookup: &Lookup) -> Option<Report> {
    let (node, kind) = (lookup.name?, lookup.kind);
    let (name, namespace) = (plain(node)?, object.namespace.as_deref()?);
    if kind == "ConfigMap" && name == "kube-root-ca.crt" {
        return None;
    }
    let Some(kept) = whole.stock.get(kind, namespace, name) else {
        let to = target("", kind, namespace, name, "reads");
        if whole.may_be_there(kind, namespace, name) || whole.find("", kind, namespace, name).is_some() {
            return None;
        }
        return absent(whole, object, node, &to, lookup.optional);
    };
    let wanted = plain(lookup.key?)?;
    let keys = kept.keys.as_ref()?;
    if keys.contains(wanted) || lookup.optional {
        return None;
    }
    Some(without_key(whole, object, lookup.key?, (kind, name, wanted), kept).into())
}

/// One that may be missing is told only where a name is so near that it was meant.
fn absent(whole: &Whole, object: &Object, node: &Node, to: &Target, optional: bool) -> Option<Report> {
    let known = whole.stock.names(to.kind, to.namespace);
    if !optional {
        return Some(whole.missing(object, node, to, &known));
    }
    let meant = near(to.name, known.iter().copied())?;
    let (kind, name, namespace) = (to.kind, to.name, to.namespace);
    let message = format!("may read the {kind} `{name}`, which nothing makes in `{namespace}`");
    let fault = whole
        .fault(Code::HiddenReference, object, node, &message)
        .label("not there, and `optional: true` keeps everybody silent about it");
    Some(whole.meant(fault, name, meant).into())
}

fn without_key(
    whole: &Whole,
    object: &Object,
    node: &Node,
    (kind, name, key): (&str, &str, &str),
    kept: &Kept,
) -> Diagnostic {
    let message = format!("reads the key `{key}` of the {kind} `{name}`, which has no such key");
    let known: Vec<&str> = kept.keys.iter().flat_map(|keys| keys.iter()).map(SmolStr::as_str).collect();
    let diagnostic = whole.fault(Code::LostKey, object, node, &message).label("not a key of it");
    let diagnostic = match kept.by {
        Some(by) => diagnostic.also(whole.place_of(by), format!("the {} `{}` makes it", by.kind, by.name)),
        None => diagnostic,
    };
    match near(key, known.iter().copied()) {
        Some(near) => whole.meant(diagnostic, key, near),
        None if known.is_empty() => diagnostic.help("it has no keys at all"),
        None => diagnostic.help(format!("it has {}", quoted(&known))),
    }
}

/// References of custom resources to other objects of their own namespace.
fn named<'o>(object: &Judged<'o>) -> Vec<(&'o Node, Target<'o>)> {
    let body = &object.object.body;
    let namespace = object.object.namespace.as_deref().unwrap_or_default();
    let mut found = Vec::new();
    let mut add = |path: &[&str], group: &'static str, kind: &'static str, verb: &'static str| {
        let node = body.at(path);
        found.extend(node.and_then(|node| Some((node, target(group, kind, namespace, plain(node)?, verb)))));
    };
    match (object.group(), object.kind.as_str()) {
        (
            "postgresql.cnpg.io",
            "Database" | "Pooler" | "ScheduledBackup" | "Backup" | "Publication" | "Subscription",
        ) => {
            add(&["spec", "cluster", "name"], "postgresql.cnpg.io", "Cluster", "belongs to");
        }
        ("external-secrets.io", "ExternalSecret") if !is_wide(body, &["spec", "secretStoreRef"]) => {
            add(&["spec", "secretStoreRef", "name"], "external-secrets.io", "SecretStore", "reads from");
        }
        ("cert-manager.io", "Certificate") if !is_wide(body, &["spec", "issuerRef"]) && !is_foreign(body) => {
            add(&["spec", "issuerRef", "name"], "cert-manager.io", "Issuer", "asks");
        }
        _ => {}
    }
    found
}

/// The logins of KEDA's triggers.
fn authentications<'o>(object: &Judged<'o>) -> impl Iterator<Item = (&'o Node, Target<'o>)> + use<'o> {
    let namespace = object.object.namespace.as_deref().unwrap_or_default();
    let triggers =
        if object.group() == "keda.sh" { items(&object.object.body, &["spec", "triggers"]) } else { &[] };
    let own = triggers.iter().filter_map(|trigger| trigger.get("authenticationRef"));
    own.filter(|reference| !text(reference, &["kind"]).is_some_and(|kind| kind.starts_with("Cluster")))
        .filter_map(move |reference| {
            let name = reference.get("name")?;
            Some((name, target("keda.sh", "TriggerAuthentication", namespace, plain(name)?, "logs in by")))
        })
}

/// References to objects of the whole cluster, which may well be made elsewhere: told where a name was meant.
fn of_cluster<'o>(whole: &Whole<'o>, object: &Judged<'o>) -> Vec<(&'o Node, Target<'o>, Vec<&'o str>)> {
    let body = &object.object.body;
    let path: (&[&str], &str, &str) = match (object.group(), object.kind.as_str()) {
        ("external-secrets.io", "ExternalSecret") if is_wide(body, &["spec", "secretStoreRef"]) => {
            (&["spec", "secretStoreRef", "name"], "external-secrets.io", "ClusterSecretStore")
        }
        ("cert-manager.io", "Certificate") if is_wide(body, &["spec", "issuerRef"]) => {
            (&["spec", "issuerRef", "name"], "cert-manager.io", "ClusterIssuer")
        }
        ("networking.k8s.io", "Ingress") => {
            (&["spec", "ingressClassName"], "networking.k8s.io", "IngressClass")
        }
        ("gateway.networking.k8s.io", "Gateway") => {
            (&["spec", "gatewayClassName"], "gateway.networking.k8s.io", "GatewayClass")
        }
        ("", "PersistentVolumeClaim") => (&["spec", "storageClassName"], "storage.k8s.io", "StorageClass"),
        _ => return Vec::new(),
    };
    let (path, group, kind) = path;
    let named = body.at(path).and_then(|node| Some((node, plain(node)?)));
    let known: Vec<&str> = whole.of_kind(group, kind).map(|object| object.name.as_str()).collect();
    named.map(|(node, name)| (node, target(group, kind, "", name, "uses"), known)).into_iter().collect()
}

pub(super) fn misspelt(
    whole: &Whole,
    object: &Object,
    node: &Node,
    to: &Target,
    known: &[&str],
) -> Option<Report> {
    let there = known.contains(&to.name) || whole.given.is_there(to.kind, to.namespace, to.name);
    let meant = !there && near(to.name, known.iter().copied()).is_some();
    meant.then(|| whole.missing(object, node, to, known))
}

fn is_wide(body: &Node, path: &[&str]) -> bool {
    let kind = body.at(path).and_then(|node| text(node, &["kind"]));
    kind.is_some_and(|kind| kind.starts_with("Cluster"))
}

/// Issuers of other groups are other people's.
fn is_foreign(body: &Node) -> bool {
    text(body, &["spec", "issuerRef", "group"]).is_some_and(|group| group != "cert-manager.io")
}

pub(super) fn target<'t>(
    group: &'t str,
    kind: &'t str,
    namespace: &'t str,
    name: &'t str,
    verb: &'t str,
) -> Target<'t> {
    Target { group, kind, namespace, name, verb }
}
