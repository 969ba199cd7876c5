//! Pod templates: containers, probes, mounts, and the `restricted` security profile
//! (<https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted>).

use super::account::token;
use super::config::checksum;
use super::env::{env, env_from};
use super::meta::labels;
use super::tree::{Map, list, seconds, texts};
use super::volumes::{Volumes, group};
use crate::model::records::{Container, Port, Probe, Resources, Security, Toleration, Workload};
use crate::model::{At, Component, Model, Named, OriginId, Range, Ref, Value};
use crate::object::{Data, Node};
use crate::types::Scalar;
use smol_str::SmolStr;

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
    if let Some(checksum) = checksum(model, component, workload) {
        annotations.insert(SmolStr::new_static("checksum/config"), checksum);
    }
    let metadata = Map::new(origin).map("labels", labels(model, component)).map("annotations", annotations);
    let pull: Vec<Map> = workload
        .pull_secrets
        .iter()
        .filter_map(|at| Some(Map::new(at.origin).with("name", model.secrets.get(&at.value)?.name.clone())))
        .collect();
    let security = &workload.security;
    let volumes = Volumes::of(model, component, workload);
    let mut containers = Containers { model, component, workload, resources, volumes };
    let (before, main) = (containers.before(), containers.main());
    let spec = Map::new(origin)
        .with("serviceAccountName", component.name.clone())
        .with("automountServiceAccountToken", token(component, workload))
        .with("enableServiceLinks", false)
        .maybe("hostNetwork", security.host_network.value.then_some(&security.host_network))
        .maybe("hostPID", security.host_pid.value.then_some(&security.host_pid))
        .maybe("dnsPolicy", security.host_network.value.then_some("ClusterFirstWithHostNet"))
        .with("securityContext", pod_security(workload, origin))
        .list("imagePullSecrets", pull)
        .map("nodeSelector", texts(&workload.node_selector, origin))
        .list("tolerations", workload.tolerations.iter().map(|(_, at)| toleration(at)).collect())
        .maybe("priorityClassName", workload.priority.as_ref())
        .list("topologySpreadConstraints", super::available::spread(component))
        .maybe("terminationGracePeriodSeconds", workload.grace.as_ref().map(seconds))
        .maybe("restartPolicy", job.then_some("Never"))
        .list("initContainers", before)
        .with("containers", vec![main])
        .list("volumes", containers.volumes.volumes);
    Map::new(origin).with("metadata", metadata).with("spec", spec)
}

/// <https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/>
fn toleration(at: &At<Toleration>) -> Map {
    let effect = at.effect.as_ref().map(|effect| {
        let text = match effect.as_str() {
            "no-schedule" => "NoSchedule",
            "prefer-no-schedule" => "PreferNoSchedule",
            _ => "NoExecute",
        };
        Node::new(Data::Str(SmolStr::new_static(text)), effect.origin)
    });
    Map::new(at.origin)
        .maybe("key", at.key.as_ref())
        .with("operator", if at.value.value.is_some() { "Equal" } else { "Exists" })
        .maybe("value", at.value.value.as_ref())
        .maybe("effect", effect)
        .maybe("tolerationSeconds", at.stay.as_ref().map(seconds))
}

fn pod_security(workload: &Workload, origin: OriginId) -> Map {
    let security = &workload.security;
    let group = group(workload);
    // A large volume is walked through only where its owner is another one.
    let policy = group.filter(|_| security.fs_group.is_none()).map(|_| "OnRootMismatch");
    let seccomp = if security.seccomp.as_str() == "unconfined" { "Unconfined" } else { "RuntimeDefault" };
    let seccomp = Node::new(Data::Str(SmolStr::new_static(seccomp)), security.seccomp.origin);
    let root = security.user.value == 0 || security.privileged.value;
    Map::new(origin)
        .with("runAsNonRoot", !root)
        .with("runAsUser", &security.user)
        .maybe("runAsGroup", security.group.as_ref())
        .maybe("fsGroup", group)
        .maybe("fsGroupChangePolicy", policy)
        .with("seccompProfile", Map::new(origin).with("type", seccomp))
}

fn container_security(security: &Security, origin: OriginId) -> Map {
    let capabilities = Map::new(security.privileged.origin)
        .with("drop", vec!["ALL"])
        .list("add", list(&security.capabilities));
    let privileged = security.privileged.value;
    // Kubernetes refuses the contradiction: what is privileged may get more rights.
    let escalation = if privileged { &security.privileged } else { &security.escalation };
    let context = Map::new(origin)
        .maybe("privileged", privileged.then_some(&security.privileged))
        .with("allowPrivilegeEscalation", escalation)
        .with("readOnlyRootFilesystem", &security.read_only_root);
    if privileged { context } else { context.with("capabilities", capabilities) }
}

struct Containers<'a> {
    model: &'a Model,
    component: &'a Component,
    workload: &'a Workload,
    resources: &'a Resources,
    volumes: Volumes,
}

impl Containers<'_> {
    fn main(&mut self) -> Map {
        let workload = self.workload;
        let container = Map::new(self.component.origin)
            .with("name", self.component.name.clone())
            .with("image", &workload.image)
            .maybe("imagePullPolicy", workload.pull.as_ref().map(pull_policy))
            .list("command", list(&workload.command))
            .list("args", list(&workload.args))
            .maybe("workingDir", workload.workdir.as_ref())
            .list("ports", container_ports(&workload.ports));
        let container = self
            .variables(container, None)
            .map("resources", resources(self.resources, self.component.origin));
        let mounts = self.volumes.mounts(self.model, self.component, &Vec::new());
        let container = container.list("volumeMounts", mounts);
        probes(container, &workload.probes, &workload.ports)
            .with("securityContext", container_security(&workload.security, self.component.origin))
    }

    /// Sidecars, which Kubernetes keeps running, and then what runs to its end before the main container
    /// (<https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/>).
    fn before(&mut self) -> Vec<Map> {
        let workload = self.workload;
        let sidecars = workload.sidecars.iter().map(|(name, container)| (name, container, true));
        let init = workload.init.iter().map(|(name, container)| (name, container, false));
        sidecars.chain(init).map(|(name, container, sidecar)| self.beside(name, container, sidecar)).collect()
    }

    fn beside(&mut self, name: &SmolStr, container: &At<Container>, sidecar: bool) -> Map {
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
            .maybe("workingDir", container.workdir.as_ref().or(workload.workdir.as_ref()))
            .list("ports", container_ports(&container.ports));
        let mounts = self.volumes.mounts(self.model, self.component, &container.mounts);
        let map = self
            .variables(map, Some(container))
            .map("resources", resources(if unset { self.resources } else { own }, container.origin))
            .list("volumeMounts", mounts);
        probes(map, &container.probes, &container.ports)
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
            .list("envFrom", env_from(self.model, &self.component.name, &self.workload.env_import, &from))
    }
}

fn container_ports(ports: &Named<Port>) -> Vec<Map> {
    let port = |(name, port): &(SmolStr, At<Port>)| {
        Map::new(port.origin)
            .with("name", name)
            .with("containerPort", &port.number)
            .with("protocol", protocol(&port.protocol))
    };
    ports.iter().map(port).collect()
}

/// Adds the probes of a container with these ports.
fn probes(container: Map, probes: &Named<Probe>, ports: &Named<Port>) -> Map {
    let names = [("startup", "startupProbe"), ("live", "livenessProbe"), ("ready", "readinessProbe")];
    names.iter().fold(container, |container, (name, key)| {
        let probe = probes.iter().find(|(n, _)| n == name);
        container.maybe(key, probe.map(|(_, probe)| Asked { ports }.probe(probe)))
    })
}

/// The ports that a probe may ask.
struct Asked<'a> {
    ports: &'a Named<Port>,
}

impl Asked<'_> {
    fn probe(&self, probe: &At<Probe>) -> Map {
        let origin = probe.origin;
        let port = |at: &Option<At<Value>>| self.port(at.as_ref());
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
    fn port(&self, port: Option<&At<Value>>) -> Option<Node> {
        let named = |name: &str| {
            let found = self.ports.iter().find(|(n, _)| n == name);
            found.map(|(_, port)| (port.number.value, port.number.origin))
        };
        let (number, origin) = match port.map(|at| (&at.value, at.origin)) {
            Some((Value::Scalar(Scalar::Int(number)), origin)) => (*number, origin),
            Some((Value::Word(name), _)) => named(name)?,
            _ => match self.ports.as_slice() {
                [(_, port)] => (port.number.value, port.number.origin),
                _ => named("http")?,
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
