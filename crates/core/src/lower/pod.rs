//! Pod templates: containers, probes, mounts, and the `restricted` security profile
//! (<https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted>).

use super::config::{checksum, config_name};
use super::env::{env, env_from};
use super::meta::labels;
use super::tree::{Map, list, seconds, texts};
use crate::model::records::{Container, Probe, Resources, Security, Workload};
use crate::model::{At, Component, Model, OriginId, Range, Ref, Value};
use crate::object::{Data, Node};
use crate::types::Scalar;
use smol_str::{SmolStr, format_smolstr};

/// The template of a workload's pods.
pub(crate) fn template(
    model: &Model,
    component: &Component,
    workload: &Workload,
    resources: &Resources,
    job: bool,
) -> Map {
    let origin = component.origin;
    let mut annotations = Map::new(origin);
    if let Some(checksum) = checksum(workload) {
        annotations.insert(SmolStr::new_static("checksum/config"), checksum);
    }
    let metadata = Map::new(origin).map("labels", labels(model, component)).map("annotations", annotations);
    let pull: Vec<Map> = workload
        .pull_secrets
        .iter()
        .filter_map(|at| Some(Map::new(at.origin).with("name", model.secrets.get(&at.value)?.name.clone())))
        .collect();
    let volumes = Volumes::of(model, component, workload);
    let containers = Containers { model, component, workload, resources, volumes: &volumes };
    let spec = Map::new(origin)
        .with("serviceAccountName", component.name.clone())
        .with("automountServiceAccountToken", false)
        .with("enableServiceLinks", false)
        .with("securityContext", pod_security(&workload.security, origin))
        .list("imagePullSecrets", pull)
        .map("nodeSelector", texts(&workload.node_selector, origin))
        .maybe("priorityClassName", workload.priority.as_ref())
        .list("topologySpreadConstraints", super::available::spread(component))
        .maybe("terminationGracePeriodSeconds", workload.grace.as_ref().map(seconds))
        .maybe("restartPolicy", job.then_some("Never"))
        .list("initContainers", containers.before())
        .with("containers", vec![containers.main()])
        .list("volumes", volumes.volumes.clone());
    Map::new(origin).with("metadata", metadata).with("spec", spec)
}

fn pod_security(security: &Security, origin: OriginId) -> Map {
    let root = security.user.value == 0 || security.privileged.value;
    Map::new(origin)
        .with("runAsNonRoot", !root)
        .with("runAsUser", &security.user)
        .maybe("runAsGroup", security.group.as_ref())
        .maybe("fsGroup", security.fs_group.as_ref())
        .with("seccompProfile", Map::new(origin).with("type", "RuntimeDefault"))
}

fn container_security(security: &Security, origin: OriginId) -> Map {
    let capabilities = Map::new(origin).with("drop", vec!["ALL"]).list("add", list(&security.capabilities));
    let privileged = security.privileged.value;
    let context = Map::new(origin)
        .maybe("privileged", privileged.then_some(&security.privileged))
        .with("allowPrivilegeEscalation", privileged)
        .with("readOnlyRootFilesystem", &security.read_only_root);
    if privileged { context } else { context.with("capabilities", capabilities) }
}

struct Containers<'a> {
    model: &'a Model,
    component: &'a Component,
    workload: &'a Workload,
    resources: &'a Resources,
    volumes: &'a Volumes,
}

impl Containers<'_> {
    fn main(&self) -> Map {
        let workload = self.workload;
        let ports = workload.ports.iter().map(|(name, port)| {
            Map::new(port.origin)
                .with("name", name)
                .with("containerPort", &port.number)
                .with("protocol", protocol(&port.protocol))
        });
        let container = Map::new(self.component.origin)
            .with("name", self.component.name.clone())
            .with("image", &workload.image)
            .maybe("imagePullPolicy", workload.pull.as_ref().map(pull_policy))
            .list("command", list(&workload.command))
            .list("args", list(&workload.args))
            .maybe("workingDir", workload.workdir.as_ref())
            .list("ports", ports.collect::<Vec<_>>());
        let container = self
            .variables(container, None)
            .map("resources", resources(self.resources, self.component.origin));
        let container = container.list("volumeMounts", self.volumes.mounts.clone());
        let names = [("startup", "startupProbe"), ("live", "livenessProbe"), ("ready", "readinessProbe")];
        let container = names.iter().fold(container, |container, (name, key)| {
            let probe = workload.probes.iter().find(|(n, _)| n == name).map(|(_, probe)| self.probe(probe));
            container.maybe(key, probe)
        });
        container.with("securityContext", container_security(&workload.security, self.component.origin))
    }

    /// Sidecars, which Kubernetes keeps running, and then what runs to its end before the main container
    /// (<https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/>).
    fn before(&self) -> Vec<Map> {
        let sidecars = self.workload.sidecars.iter().map(|(name, c)| self.beside(name, c, true));
        let init = self.workload.init.iter().map(|(name, c)| self.beside(name, c, false));
        sidecars.chain(init).collect()
    }

    fn beside(&self, name: &SmolStr, container: &At<Container>, sidecar: bool) -> Map {
        let workload = self.workload;
        let own = &container.resources;
        let unset = own.cpu.is_none() && own.memory.is_none() && own.ephemeral_storage.is_none();
        let map = Map::new(container.origin)
            .with("name", name)
            .with("image", container.image.as_ref().unwrap_or(&workload.image))
            .maybe("imagePullPolicy", workload.pull.as_ref().map(pull_policy))
            .maybe("restartPolicy", sidecar.then_some("Always"))
            .list("command", list(&container.command))
            .list("args", list(&container.args))
            .maybe("workingDir", container.workdir.as_ref().or(workload.workdir.as_ref()));
        self.variables(map, Some(container))
            .map("resources", resources(if unset { self.resources } else { own }, container.origin))
            .list("volumeMounts", self.volumes.mounts.clone())
            .with("securityContext", container_security(&workload.security, container.origin))
    }

    /// `env` and `envFrom`: those of the component, and over them the container's own.
    fn variables(&self, container: Map, own: Option<&At<Container>>) -> Map {
        let none = Vec::new();
        let own_env = own.map_or(&none, |c| &c.value.env);
        let from: Vec<&At<Ref>> =
            self.workload.env_from.iter().chain(own.into_iter().flat_map(|c| &c.value.env_from)).collect();
        container
            .list("env", env(self.model, &self.workload.env, own_env))
            .list("envFrom", env_from(self.model, &self.component.name, &from))
    }

    fn probe(&self, probe: &At<Probe>) -> Map {
        let origin = probe.origin;
        let port = |at: &Option<At<Value>>| self.port(at.as_ref(), origin);
        let map = Map::new(origin);
        let map = if !probe.exec.is_empty() {
            map.with("exec", Map::new(origin).with("command", list(&probe.exec)))
        } else if let Some(number) = &probe.grpc {
            map.with("grpc", Map::new(origin).with("port", number))
        } else if probe.tcp.is_some() {
            map.with("tcpSocket", Map::new(origin).maybe("port", port(&probe.tcp)))
        } else {
            let headers = probe
                .headers
                .iter()
                .map(|(name, value)| Map::new(value.origin).with("name", name).with("value", value));
            let get = Map::new(origin)
                .maybe("path", probe.path.as_ref())
                .maybe("port", port(&probe.port))
                .list("httpHeaders", headers.collect::<Vec<_>>());
            map.with("httpGet", get)
        };
        map.maybe("initialDelaySeconds", probe.after.as_ref().map(seconds))
            .maybe("periodSeconds", probe.every.as_ref().map(seconds))
            .maybe("timeoutSeconds", probe.timeout.as_ref().map(seconds))
            .maybe("failureThreshold", probe.failures.as_ref())
            .maybe("successThreshold", probe.successes.as_ref())
    }

    /// The number of a probe's port: a number, the name of a port, or the only port there is.
    fn port(&self, port: Option<&At<Value>>, origin: OriginId) -> Option<Node> {
        let named =
            |name: &str| self.workload.ports.iter().find(|(n, _)| n == name).map(|(_, p)| p.number.value);
        let (number, origin) = match port.map(|at| (&at.value, at.origin)) {
            Some((Value::Scalar(Scalar::Int(number)), origin)) => (*number, origin),
            Some((Value::Word(name), origin)) => (named(name)?, origin),
            _ => match self.workload.ports.as_slice() {
                [(_, port)] => (port.number.value, port.number.origin),
                _ => (named("http")?, origin),
            },
        };
        Some(Node::new(Data::Int(number), origin))
    }
}

fn pull_policy(at: &At<SmolStr>) -> Node {
    let policy = match at.as_str() {
        "always" => "Always",
        "never" => "Never",
        _ => "IfNotPresent",
    };
    Node::new(Data::Str(SmolStr::new_static(policy)), at.origin)
}

/// A port's protocol as Kubernetes spells it.
pub(crate) fn protocol(at: &At<SmolStr>) -> Node {
    let text = if at.as_str() == "udp" { "UDP" } else { "TCP" };
    Node::new(Data::Str(SmolStr::new_static(text)), at.origin)
}

/// Requests and limits
/// (<https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/>).
pub(crate) fn resources(resources: &Resources, origin: OriginId) -> Map {
    let ranges: [(&'static str, &Option<At<Range>>); 3] = [
        ("cpu", &resources.cpu),
        ("memory", &resources.memory),
        ("ephemeral-storage", &resources.ephemeral_storage),
    ];
    let side = |end: fn(&Range) -> &Option<Scalar>| {
        ranges.iter().fold(Map::new(origin), |map, (name, range)| {
            let value = range.as_ref().and_then(|at| end(at).as_ref().map(|v| (v, at.origin)));
            map.maybe(name, value.map(|(value, origin)| Node::new(value.into(), origin)))
        })
    };
    Map::new(origin).map("requests", side(|range| &range.low)).map("limits", side(|range| &range.high))
}

/// The volumes of a pod and where its containers mount them.
struct Volumes {
    volumes: Vec<Map>,
    mounts: Vec<Map>,
}

impl Volumes {
    fn of(model: &Model, component: &Component, workload: &Workload) -> Self {
        let mut this = Self { volumes: Vec::new(), mounts: Vec::new() };
        for (name, scratch) in &workload.scratch {
            let volume = format_smolstr!("scratch-{name}");
            this.empty_dir(&volume, &scratch.limit, scratch.origin);
            this.mounts.push(Map::new(scratch.origin).with("name", volume).with("mountPath", &scratch.at));
        }
        for (path, mount) in &workload.mounts {
            let Some((volume, source)) = volume(model, component, mount) else { continue };
            if let Some(source) = source {
                this.add(&volume, source, mount.origin);
            }
            let map = Map::new(mount.origin).with("name", volume).with("mountPath", path);
            let map = map.maybe("subPath", mount.file.as_ref());
            this.mounts.push(map.maybe("readOnly", mount.read_only.value.then_some(&mount.read_only)));
        }
        let at_tmp = |(path, _): &(SmolStr, _)| path == "/tmp";
        let taken = workload.mounts.iter().any(at_tmp)
            || workload.scratch.iter().any(|(_, s)| s.at.as_str() == "/tmp");
        if workload.security.read_only_root.value && !taken {
            let origin = component.origin;
            let source = Map::new(origin).with("emptyDir", Map::new(origin));
            this.add(&SmolStr::new_static("tmp"), source, origin);
            this.mounts.push(Map::new(origin).with("name", "tmp").with("mountPath", "/tmp"));
        }
        this
    }

    fn empty_dir(&mut self, name: &SmolStr, limit: &At<crate::types::Bytes>, origin: OriginId) {
        let source = Map::new(origin).with("emptyDir", Map::new(origin).with("sizeLimit", limit));
        self.add(name, source, origin);
    }

    fn add(&mut self, name: &SmolStr, source: Map, origin: OriginId) {
        let mut volume = Map::new(origin).with("name", name);
        if let Data::Map(fields) = source.node().data {
            for (key, node) in fields {
                volume.insert(key, node);
            }
        }
        let same = |other: &Map| other.clone().node().get("name").and_then(Node::as_str) == Some(name);
        if !self.volumes.iter().any(same) {
            self.volumes.push(volume);
        }
    }
}

/// The name of the volume behind a mount, and its source unless it is declared elsewhere.
fn volume(
    model: &Model,
    component: &Component,
    mount: &At<crate::model::records::Mount>,
) -> Option<(SmolStr, Option<Map>)> {
    let origin = mount.origin;
    match &mount.target.value {
        Ref::Config(name) => {
            let source = Map::new(origin).with("name", config_name(&component.name, name));
            Some((format_smolstr!("config-{name}"), Some(Map::new(origin).with("configMap", source))))
        }
        Ref::Secret(id) => {
            let name = model.secrets.get(id)?.name.clone();
            let source = Map::new(origin).with("secretName", name.clone());
            Some((format_smolstr!("secret-{name}"), Some(Map::new(origin).with("secret", source))))
        }
        Ref::Scratch(name) => Some((format_smolstr!("scratch-{name}"), None)),
        _ => None,
    }
}
