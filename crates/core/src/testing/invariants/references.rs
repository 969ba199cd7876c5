//! Every reference leads somewhere: to an object of the build, to what its controllers make of one, or to what the program
//! says is there already. The API server takes every reference and looks none of them up.

use super::cluster::{Cluster, Thing, fields, items, text};
use super::{Holds, Violation};
use serde_json::Value;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// Every reference leads somewhere.
///
/// # Errors
/// The first that does not.
pub fn holds(cluster: &Cluster) -> Holds {
    links(cluster).map(|_| ())
}

/// The nodes whose objects refer to those of other nodes: who refers, to whom, and the object that does.
///
/// # Errors
/// The first reference that leads nowhere.
pub fn links(cluster: &Cluster) -> Result<BTreeMap<(String, String), String>, Violation> {
    let lookup = Lookup { cluster, secrets: secrets(cluster), links: RefCell::default() };
    for thing in cluster.things() {
        lookup.of(thing).map_err(|(pointer, what)| Violation::at(thing.title(), pointer, what))?;
    }
    Ok(lookup.links.into_inner())
}

/// What is wrong, and where.
type Fault = Result<(), (String, String)>;

/// The keys of a Secret; `None` where the objects do not tell.
type Keys = Option<BTreeSet<String>>;

/// A Secret: its keys, and the node that brings it about.
type Kept = (Keys, String);

/// What stands in `field` names an object of `kind` by `member`, and one of its keys by `key`.
struct Reference {
    field: &'static str,
    kind: &'static str,
    member: &'static str,
    key: &'static str,
}

const fn to(field: &'static str, kind: &'static str, member: &'static str, key: &'static str) -> Reference {
    Reference { field, kind, member, key }
}

const REFERENCES: [Reference; 14] = [
    to("secretKeyRef", "Secret", "name", "key"),
    to("secretRef", "Secret", "name", ""),
    to("imagePullSecrets", "Secret", "name", ""),
    to("secret", "Secret", "secretName", ""),
    to("secretTargetRef", "Secret", "name", "key"),
    to("passwordFromSecret", "Secret", "name", "key"),
    to("configMapKeyRef", "ConfigMap", "name", "key"),
    to("configMapRef", "ConfigMap", "name", ""),
    to("configMapTargetRef", "ConfigMap", "name", "key"),
    to("configMap", "ConfigMap", "name", ""),
    to("persistentVolumeClaim", "PersistentVolumeClaim", "claimName", ""),
    to("authenticationRef", "TriggerAuthentication", "name", ""),
    to("generatorRef", "Password", "name", ""),
    to("barmanObjectName", "ObjectStore", "", ""),
];

struct Lookup<'c> {
    cluster: &'c Cluster,
    secrets: BTreeMap<(String, String), Kept>,
    links: RefCell<BTreeMap<(String, String), String>>,
}

impl Lookup<'_> {
    fn of(&self, thing: &Thing) -> Fault {
        let (cluster, namespace) = (self.cluster, thing.namespace());
        let known = ["", "default", "kube-system"].contains(&namespace);
        self.must(known || cluster.has("Namespace", "", namespace), "/metadata/namespace", || {
            format!("nothing makes the namespace `{namespace}`")
        })?;
        if let Some(made) = cluster.find("Namespace", "", namespace) {
            self.link(thing, &made.node);
        }
        self.walk(thing, &thing.value, &mut String::new())?;
        match (thing.group(), thing.kind()) {
            ("gateway.networking.k8s.io", "HTTPRoute" | "GRPCRoute") => self.route(thing),
            ("networking.k8s.io", "Ingress") => self.ingress(thing),
            ("apps", "StatefulSet") => self.headless(thing),
            ("keda.sh" | "autoscaling", _) => self.scaled(thing),
            ("rbac.authorization.k8s.io", "RoleBinding" | "ClusterRoleBinding") => self.bound(thing),
            ("kustomize.toolkit.fluxcd.io", "Kustomization") if !thing.adopted => self.delivered(thing),
            ("jetstream.nats.io", "Consumer") => self.consumer(thing),
            ("postgresql.cnpg.io", "ScheduledBackup") => {
                self.named(thing, "/spec/cluster/name", "Cluster", namespace)
            }
            _ => Ok(()),
        }
    }

    /// Notes that an object refers to one of a node.
    fn link(&self, thing: &Thing, node: &str) {
        if thing.node != node && ![thing.node.as_str(), node].contains(&"") {
            let mut links = self.links.borrow_mut();
            links.entry((thing.node.clone(), node.to_owned())).or_insert_with(|| thing.title());
        }
    }

    fn must(&self, fits: bool, pointer: impl Into<String>, what: impl FnOnce() -> String) -> Fault {
        if fits { Ok(()) } else { Err((pointer.into(), what())) }
    }

    /// The text at a pointer names an object.
    fn named(&self, thing: &Thing, pointer: &str, kind: &str, namespace: &str) -> Fault {
        let name = thing.text(pointer);
        self.must(self.cluster.has(kind, namespace, name), pointer, || absent(kind, namespace, name))
    }

    /// References that mean the same wherever they stand.
    fn walk(&self, thing: &Thing, value: &Value, pointer: &mut String) -> Fault {
        match value {
            Value::Object(members) => {
                members.iter().filter(|(key, _)| *key != "values").try_for_each(|(key, value)| {
                    let length = pointer.len();
                    pointer.push('/');
                    pointer.push_str(key);
                    self.field(thing, key, value, pointer)?;
                    self.walk(thing, value, pointer)?;
                    pointer.truncate(length);
                    Ok(())
                })
            }
            Value::Array(list) => list.iter().enumerate().try_for_each(|(at, item)| {
                let length = pointer.len();
                pointer.push_str(&format!("/{at}"));
                self.walk(thing, item, pointer)?;
                pointer.truncate(length);
                Ok(())
            }),
            _ => Ok(()),
        }
    }

    fn field(&self, thing: &Thing, key: &str, value: &Value, pointer: &str) -> Fault {
        for reference in REFERENCES.iter().filter(|reference| reference.field == key) {
            let one = std::slice::from_ref(value);
            for item in value.as_array().map_or(one, Vec::as_slice) {
                self.resolve(thing, reference, item, pointer)?;
            }
        }
        match key {
            "secretStoreRef" | "parentRefs" | "chartRef" => {}
            "sourceRef" if value.get("name").is_some() => {}
            "valuesFrom" => {
                return items(value, "").iter().try_for_each(|item| {
                    let kind = if text(item, "/kind") == "Secret" { "Secret" } else { "ConfigMap" };
                    self.resolve(thing, &to("", kind, "name", "valuesKey"), item, pointer)
                });
            }
            _ => return Ok(()),
        }
        let one = std::slice::from_ref(value);
        value.as_array().map_or(one, Vec::as_slice).iter().try_for_each(|item| {
            let (kind, name) = (text(item, "/kind"), text(item, "/name"));
            let kind = if kind.is_empty() && key == "parentRefs" { "Gateway" } else { kind };
            let place = match (kind.starts_with("Cluster"), text(item, "/namespace")) {
                (true, _) => "",
                (_, "") => thing.namespace(),
                (_, place) => place,
            };
            // A route waits for its Gateway by itself, whenever that comes.
            if let Some(made) = self.cluster.find(kind, place, name).filter(|_| key != "parentRefs") {
                self.link(thing, &made.node);
            }
            self.must(self.cluster.has(kind, place, name), pointer, || absent(kind, place, name))
        })
    }

    fn resolve(&self, thing: &Thing, reference: &Reference, item: &Value, pointer: &str) -> Fault {
        let namespace = thing.namespace();
        let named = if reference.member.is_empty() { Some(item) } else { item.get(reference.member) };
        let Some(name) = named.and_then(Value::as_str).filter(|name| !name.contains("${")) else {
            return Ok(());
        };
        // A reference may say that it means one of the whole cluster.
        let wide = item.get("kind").and_then(Value::as_str).filter(|kind| kind.starts_with("Cluster"));
        if let Some(kind) = wide {
            return self.must(self.cluster.has(kind, "", name), pointer, || absent(kind, "", name));
        }
        if item.get("optional") == Some(&Value::Bool(true)) {
            return Ok(());
        }
        let (kind, provided) = (reference.kind, &self.cluster.provided);
        let said = provided.things.get(&format!("{kind} {namespace}/{name}")).cloned();
        let made = self.keys(kind, namespace, name);
        if let Some((_, node)) = &made {
            self.link(thing, node);
        }
        let Some(keys) = made.map(|(keys, _)| keys).or(said) else {
            return self.must(provided.has(kind, namespace, name), pointer, || absent(kind, namespace, name));
        };
        let (Some(key), Some(keys)) = (item.get(reference.key).and_then(Value::as_str), keys) else {
            return Ok(());
        };
        let lost = || format!("the {kind} `{name}` has no key `{key}`, it has {keys:?}");
        self.must(keys.contains(key) || key.contains("${"), pointer, lost)
    }

    /// The keys of something that the objects of the build bring about.
    fn keys(&self, kind: &str, namespace: &str, name: &str) -> Option<Kept> {
        if kind == "Secret" {
            return self.secrets.get(&(namespace.to_owned(), name.to_owned())).cloned();
        }
        let thing = self.cluster.find(kind, namespace, name)?;
        let keys = (kind == "ConfigMap").then(|| members(thing, &["/data", "/binaryData"]));
        Some((keys, thing.node.clone()))
    }

    /// Whether a Service has a port of this number or name. Of what charts and operators make, nobody here knows.
    fn port(&self, namespace: &str, name: &str, port: &Value, pointer: &str) -> Fault {
        match self.cluster.find("Service", namespace, name) {
            Some(service) => {
                let fits = |own: &Value| own.get("port") == Some(port) || own.get("name") == Some(port);
                let some = items(&service.value, "/spec/ports").iter().any(fits);
                self.must(some, pointer, || format!("the Service `{name}` has no port {port}"))
            }
            None => {
                let there = self.cluster.provided.has("Service", namespace, name);
                self.must(there, pointer, || absent("Service", namespace, name))
            }
        }
    }

    fn route(&self, thing: &Thing) -> Fault {
        let rules = items(&thing.value, "/spec/rules").iter().enumerate();
        rules.flat_map(|(at, rule)| items(rule, "/backendRefs").iter().map(move |to| (at, to))).try_for_each(
            |(at, backend)| {
                let named = Some(text(backend, "/namespace")).filter(|place| !place.is_empty());
                let port = backend.get("port").cloned().unwrap_or_default();
                let place = named.unwrap_or(thing.namespace());
                self.port(place, text(backend, "/name"), &port, &format!("/spec/rules/{at}/backendRefs"))
            },
        )
    }

    fn ingress(&self, thing: &Thing) -> Fault {
        let hosts: BTreeSet<&str> =
            items(&thing.value, "/spec/rules").iter().map(|rule| text(rule, "/host")).collect();
        for (at, rule) in items(&thing.value, "/spec/rules").iter().enumerate() {
            for path in items(rule, "/http/paths") {
                let port = path.pointer("/backend/service/port");
                let port = port.and_then(|port| port.get("number").or_else(|| port.get("name")));
                let name = text(path, "/backend/service/name");
                let pointer = format!("/spec/rules/{at}/http/paths");
                self.port(thing.namespace(), name, port.unwrap_or(&Value::Null), &pointer)?;
            }
        }
        let secured = items(&thing.value, "/spec/tls").iter().flat_map(|tls| items(tls, "/hosts"));
        secured.filter_map(Value::as_str).try_for_each(|host| {
            self.must(hosts.contains(host), "/spec/tls", || format!("`{host}` has no rule"))
        })
    }

    /// <https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#limitations>
    fn headless(&self, thing: &Thing) -> Fault {
        let name = thing.text("/spec/serviceName");
        let service = self.cluster.find("Service", thing.namespace(), name);
        let fits = service.is_some_and(|service| service.text("/spec/clusterIP") == "None");
        self.must(fits, "/spec/serviceName", || format!("`{name}` is no headless Service"))
    }

    /// What is scaled, and the streams and consumers that triggers ask about.
    fn scaled(&self, thing: &Thing) -> Fault {
        let target = thing.value.pointer("/spec/scaleTargetRef");
        if let Some(target) = target {
            let (kind, name) = (text(target, "/kind"), text(target, "/name"));
            let kind = if kind.is_empty() { "Deployment" } else { kind };
            let there = self.cluster.has(kind, thing.namespace(), name);
            self.must(there, "/spec/scaleTargetRef", || absent(kind, thing.namespace(), name))?;
        }
        for (at, trigger) in items(&thing.value, "/spec/triggers").iter().enumerate() {
            if text(trigger, "/type") != "nats-jetstream" {
                continue;
            }
            let (stream, consumer) = (text(trigger, "/metadata/stream"), text(trigger, "/metadata/consumer"));
            let pointer = format!("/spec/triggers/{at}/metadata");
            self.must(self.drains(stream, consumer), pointer, || {
                format!("nothing makes the consumer `{consumer}` of the stream `{stream}`")
            })?;
        }
        Ok(())
    }

    /// Whether a consumer of this name on the server is there. One of a component that is there already is known by its stream.
    fn drains(&self, stream: &str, consumer: &str) -> bool {
        let made = self.cluster.of_kind("Consumer").any(|thing| {
            thing.text("/spec/streamName") == stream && thing.text("/spec/durableName") == consumer
        });
        let named = |(_, name): &(String, String)| name.eq_ignore_ascii_case(stream);
        made || self.cluster.provided.components.iter().any(named)
    }

    /// <https://github.com/nats-io/nack/blob/main/docs/api.md>
    fn consumer(&self, thing: &Thing) -> Fault {
        let stream = thing.text("/spec/streamName");
        let made = self
            .cluster
            .of_kind("Stream")
            .any(|other| other.text("/spec/name") == stream && other.namespace() == thing.namespace());
        self.must(made || thing.adopted, "/spec/streamName", || {
            format!("nothing makes the stream `{stream}`")
        })
    }

    fn bound(&self, thing: &Thing) -> Fault {
        let (kind, name) = (thing.text("/roleRef/kind"), thing.text("/roleRef/name"));
        let place = if kind == "Role" { thing.namespace() } else { "" };
        // Roles that every cluster has.
        let system =
            ["admin", "edit", "view", "cluster-admin"].contains(&name) || name.starts_with("system:");
        let there = system || self.cluster.has(kind, place, name);
        self.must(there, "/roleRef", || absent(kind, place, name))?;
        items(&thing.value, "/subjects").iter().try_for_each(|subject| {
            let (kind, name) = (text(subject, "/kind"), text(subject, "/name"));
            let place = text(subject, "/namespace");
            let known = kind != "ServiceAccount" || self.cluster.has(kind, place, name);
            self.must(known, "/subjects", || absent(kind, place, name))
        })
    }

    /// <https://fluxcd.io/flux/components/kustomize/kustomizations/#dependencies>
    fn delivered(&self, thing: &Thing) -> Fault {
        items(&thing.value, "/spec/dependsOn").iter().try_for_each(|need| {
            let name = text(need, "/name");
            let there = self.cluster.find("Kustomization", thing.namespace(), name).is_some();
            self.must(there, "/spec/dependsOn", || absent("Kustomization", thing.namespace(), name))
        })
    }
}

fn absent(kind: &str, namespace: &str, name: &str) -> String {
    format!("nothing makes the {kind} `{namespace}/{name}`, and nothing says that it is there")
}

/// The keys that CloudNativePG writes for an application
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

/// The Secrets that are there once everything is reconciled, by namespace and name.
fn secrets(cluster: &Cluster) -> BTreeMap<(String, String), Kept> {
    let own = |names: &[&str]| -> Keys { Some(names.iter().map(|&name| name.to_owned()).collect()) };
    let certificate = || own(&["tls.crt", "tls.key", "ca.crt"]);
    let mut found = BTreeMap::new();
    for thing in cluster.things() {
        let (namespace, name) = (thing.namespace().to_owned(), thing.name());
        let mut add = |name: &str, keys: Keys| {
            found.insert((namespace.clone(), name.to_owned()), (keys, thing.node.clone()));
        };
        match (thing.group(), thing.kind()) {
            ("", "Secret") => add(name, Some(members(thing, &["/data", "/stringData"]))),
            ("bitnami.com", "SealedSecret") => add(name, None),
            ("external-secrets.io", "ExternalSecret") => {
                let target = Some(thing.text("/spec/target/name")).filter(|target| !target.is_empty());
                add(target.unwrap_or(name), synced(thing));
            }
            ("postgresql.cnpg.io", "Cluster") => {
                add(&format!("{name}-app"), own(&APPLICATION));
                for other in ["superuser", "ca", "server", "replication"] {
                    add(&format!("{name}-{other}"), None);
                }
            }
            ("cert-manager.io", "Certificate") => add(thing.text("/spec/secretName"), certificate()),
            ("networking.k8s.io", "Ingress") if is_certified(thing) => {
                for tls in items(&thing.value, "/spec/tls") {
                    add(text(tls, "/secretName"), certificate());
                }
            }
            _ => {}
        }
    }
    found
}

/// Whether cert-manager makes the certificates of an Ingress (<https://cert-manager.io/docs/usage/ingress/>).
fn is_certified(thing: &Thing) -> bool {
    fields(&thing.value, "/metadata/annotations")
        .any(|(key, _)| key.starts_with("cert-manager.io/") || key == "kubernetes.io/tls-acme")
}

fn members(thing: &Thing, pointers: &[&str]) -> BTreeSet<String> {
    pointers.iter().flat_map(|pointer| fields(&thing.value, pointer)).map(|(key, _)| key.clone()).collect()
}

/// The keys of an ExternalSecret's Secret; unknown where whole entries are taken
/// (<https://external-secrets.io/latest/guides/templating/>).
fn synced(thing: &Thing) -> Keys {
    let template = members(thing, &["/spec/target/template/data"]);
    if !template.is_empty() && thing.text("/spec/target/template/mergePolicy") != "Merge" {
        return Some(template);
    }
    if thing.value.pointer("/spec/dataFrom").is_some() {
        return None;
    }
    let keys = items(&thing.value, "/spec/data").iter().map(|item| text(item, "/secretKey").to_owned());
    Some(keys.chain(template).collect())
}
