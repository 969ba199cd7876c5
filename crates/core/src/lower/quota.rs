//! Quotas of namespaces, what containers have that say nothing, and what components ask for.

use super::available::replicas;
use super::meta::{Draft, Meta};
use super::tree::{IntoNode, Map};
use crate::model::records::{Container, Resources, Workload};
use crate::model::{At, Body, BuiltIn, Component, Model, Namespace, Range};
use crate::object::{Data, Node, Object};
use crate::types::Scalar;
use smol_str::SmolStr;

/// The ResourceQuota and LimitRange of a namespace that is made here
/// (<https://kubernetes.io/docs/concepts/policy/resource-quotas/>, <https://kubernetes.io/docs/concepts/policy/limit-range/>).
pub(crate) fn objects(model: &Model, namespace: &Namespace) -> Vec<Object> {
    let origin = namespace.origin;
    let quota = &namespace.body.quota;
    let mut hard = Map::new(origin);
    for (name, range) in [("cpu", &quota.cpu), ("memory", &quota.memory)] {
        let Some(range) = range else { continue };
        for (side, end) in [("requests", &range.low), ("limits", &range.high)] {
            if let Some(end) = end {
                hard.insert(smol_str::format_smolstr!("{side}.{name}"), Node::new(end.into(), range.origin));
            }
        }
    }
    if let Some(pods) = &quota.pods {
        hard.insert(
            SmolStr::new_static("pods"),
            Node::new(Data::Str(pods.value.to_string().into()), pods.origin),
        );
    }
    if let Some(storage) = &quota.storage {
        hard.insert(SmolStr::new_static("requests.storage"), storage);
    }
    let limits = &namespace.body.limits;
    let side = |end: fn(&Range) -> &Option<Scalar>| {
        let ends = [("cpu", &limits.cpu), ("memory", &limits.memory)];
        ends.into_iter().fold(Map::new(origin), |map, (name, range)| {
            let value = range.as_ref().and_then(|at| Some(Node::new(end(at).as_ref()?.into(), at.origin)));
            map.maybe(name, value)
        })
    };
    let limit = Map::new(origin)
        .map("default", side(|range| &range.high))
        .map("defaultRequest", side(|range| &range.low));
    let mut objects = Vec::new();
    if !is_empty(&hard) {
        objects.push(object(model, namespace, "ResourceQuota", Map::new(origin).with("hard", hard)));
    }
    if !is_empty(&limit) {
        let limit = limit.with("type", "Container");
        objects.push(object(model, namespace, "LimitRange", Map::new(origin).with("limits", vec![limit])));
    }
    objects
}

fn is_empty(map: &Map) -> bool {
    matches!(&map.clone().node().data, Data::Map(fields) if fields.is_empty())
}

fn object(model: &Model, namespace: &Namespace, kind: &'static str, spec: Map) -> Object {
    let origin = namespace.origin;
    let labels = Map::new(origin)
        .with("app.kubernetes.io/name", namespace.name.clone())
        .with("app.kubernetes.io/part-of", super::meta::system(model))
        .with("app.kubernetes.io/managed-by", "fluo");
    let own = At { value: namespace.name.clone(), origin };
    let annotations = Map::new(origin);
    let meta = Meta { name: namespace.name.clone(), namespace: Some(&own), labels, annotations, origin };
    Draft::new("v1", kind, meta).with("spec", spec.into_node(origin)).object()
}

/// What the pods of a component ask for together, at most.
#[derive(Clone, Debug, Default)]
pub(crate) struct Demand {
    /// How many pods there are at most.
    pub(crate) pods: u64,
    /// What one of them requests and is limited to; `None` where something says nothing.
    pub(crate) cpu: Ends,
    /// The same of memory.
    pub(crate) memory: Ends,
    /// Bytes of volumes, all together.
    pub(crate) storage: u64,
}

/// Request and limit of a pod, in thousandths of a core or bytes.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ends {
    /// What is requested.
    pub(crate) request: Option<u64>,
    /// What it is limited to.
    pub(crate) limit: Option<u64>,
}

/// What a component asks for in this namespace; `None` where only a controller knows.
pub(crate) fn demand(component: &Component, namespace: Option<&Namespace>) -> Option<Demand> {
    let defaults = namespace.map(|namespace| &namespace.body.limits);
    let default = [defaults.and_then(|l| l.cpu.as_ref()), defaults.and_then(|l| l.memory.as_ref())];
    let plain = |resources: &Resources| {
        let [cpu, memory] = default;
        (ends(resources.cpu.as_ref(), cpu), ends(resources.memory.as_ref(), memory))
    };
    let many = |count: i64| u64::try_from(count).unwrap_or(0);
    match component.body.as_ref()? {
        Body::Postgres(body) => {
            let (cpu, memory) = plain(&body.1.resources);
            let pods = many(body.0.instances.value);
            Some(Demand { pods, cpu, memory, storage: pods.saturating_mul(body.0.storage.count) })
        }
        Body::Cache(body) => {
            let (cpu, memory) = plain(&body.1.resources);
            Some(Demand { pods: many(body.0.replicas.value), cpu, memory, storage: 0 })
        }
        Body::Nats(body) if body.0.values.is_none() => {
            let (cpu, memory) = plain(&body.1.resources);
            // Beside the server run the chart's reloader and exporter, which say nothing of what they need.
            let beside = if body.0.monitor.value { 2 } else { 1 };
            let all = |server, range| (0..beside).fold(server, |sum, _| add(sum, ends(None, range)));
            let (cpu, memory) = (all(cpu, default[0]), all(memory, default[1]));
            let pods = many(body.0.replicas.value);
            let storage = pods.saturating_mul(body.0.storage.count);
            Some(Demand { pods, cpu, memory, storage })
        }
        _ => {
            let (workload, resources) = (component.workload()?, component.resources()?);
            let pods = component.scalable().map_or(1, |scalable| many(replicas(scalable).1));
            let [cpu, memory] = default;
            let cpu = pod(workload, resources, |resources| resources.cpu.as_ref(), cpu);
            let memory = pod(workload, resources, |resources| resources.memory.as_ref(), memory);
            let claims = workload.volumes.iter().filter_map(|(_, volume)| volume.size.as_ref());
            let claimed = claims.fold(0_u64, |sum, size| sum.saturating_add(size.count));
            let each = if component.kind == BuiltIn::Stateful { pods } else { 1 };
            Some(Demand { pods, cpu, memory, storage: claimed.saturating_mul(each) })
        }
    }
}

type Pick = fn(&Resources) -> Option<&At<Range>>;

/// What a pod needs: its containers together, or an init container beside the sidecars, if that is more
/// (<https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers>).
fn pod(workload: &Workload, resources: &Resources, pick: Pick, default: Option<&At<Range>>) -> Ends {
    let main = ends(pick(resources), default);
    let beside = |container: &At<Container>| {
        let own = &container.resources;
        let unset = own.cpu.is_none() && own.memory.is_none() && own.ephemeral_storage.is_none();
        ends(pick(if unset { resources } else { own }), default)
    };
    let nothing = Ends { request: Some(0), limit: Some(0) };
    let sidecars = workload.sidecars.iter().fold(nothing, |sum, (_, container)| add(sum, beside(container)));
    let running = add(main, sidecars);
    workload.init.iter().fold(running, |most, (_, container)| larger(most, add(beside(container), sidecars)))
}

fn ends(range: Option<&At<Range>>, default: Option<&At<Range>>) -> Ends {
    let own = |side: fn(&Range) -> &Option<Scalar>| {
        let end = |at: &At<Range>| side(at).as_ref().and_then(amount);
        range.and_then(end).or_else(|| default.and_then(end))
    };
    let limit = own(|range| &range.high);
    // A limit without a request is a request as well.
    Ends { request: own(|range| &range.low).or(limit), limit }
}

fn add(a: Ends, b: Ends) -> Ends {
    let sum = |a: Option<u64>, b: Option<u64>| Some(a?.saturating_add(b?));
    Ends { request: sum(a.request, b.request), limit: sum(a.limit, b.limit) }
}

fn larger(a: Ends, b: Ends) -> Ends {
    let most = |a: Option<u64>, b: Option<u64>| Some(a?.max(b?));
    Ends { request: most(a.request, b.request), limit: most(a.limit, b.limit) }
}

/// Thousandths of a core, or bytes.
pub(crate) fn amount(value: &Scalar) -> Option<u64> {
    match value {
        Scalar::Cpu(cpu) => Some(cpu.millis),
        Scalar::Bytes(bytes) => Some(bytes.count),
        _ => None,
    }
}
