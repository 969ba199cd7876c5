//! Volumes: what pods mount, and the claims behind what outlives them
//! (<https://kubernetes.io/docs/concepts/storage/persistent-volumes/>).

use super::config::config_name;
use super::meta::{Draft, KEEP, Meta, selector};
use super::tree::{IntoNode, Map};
use crate::model::records::{Mount, Volume, Workload};
use crate::model::{At, BuiltIn, Component, Model, Named, OriginId, Ref};
use crate::object::{Data, Node, Object};
use crate::types::Bytes;
use rustc_hash::FxHashSet;
use smol_str::{SmolStr, format_smolstr};

/// The name of the claim of a component's volume.
pub(crate) fn claim_name(component: &str, volume: &str) -> SmolStr {
    format_smolstr!("{component}-{volume}")
}

/// The claims of a component; none for a `stateful`, whose replicas have claims of their own.
pub(crate) fn claims(model: &Model, component: &Component, workload: &Workload) -> Vec<Object> {
    if component.kind == BuiltIn::Stateful {
        return Vec::new();
    }
    let claim = |(name, volume): &(SmolStr, At<Volume>)| {
        let meta = Meta::named(model, component, claim_name(&component.name, name));
        claim(meta, claim_spec(volume.origin, volume.size.as_ref(), volume.class.as_ref(), &volume.access))
    };
    workload.volumes.iter().map(claim).collect()
}

/// A PersistentVolumeClaim, which Flux never deletes.
pub(crate) fn claim(meta: Meta, spec: Map) -> Object {
    Draft::new("v1", "PersistentVolumeClaim", meta.annotate(KEEP)).with("spec", spec).object()
}

/// What is claimed.
pub(crate) fn claim_spec(
    origin: OriginId,
    size: Option<&At<Bytes>>,
    class: Option<&At<SmolStr>>,
    access: &At<SmolStr>,
) -> Map {
    let mode = if access.as_str() == "many" { "ReadWriteMany" } else { "ReadWriteOnce" };
    let mode = Node::new(Data::Str(SmolStr::new_static(mode)), access.origin);
    let requests = Map::new(origin).maybe("storage", size);
    Map::new(origin)
        .with("accessModes", vec![mode])
        .maybe("storageClassName", class)
        .with("resources", Map::new(origin).with("requests", requests))
}

/// The claims that each replica of a `stateful` gets. They can't be changed, so only labels that never change are on
/// them (<https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#volume-claim-templates>).
pub(crate) fn claim_templates(component: &Component, workload: &Workload) -> Vec<Map> {
    let template = |(name, volume): &(SmolStr, At<Volume>)| {
        let origin = volume.origin;
        let metadata = Map::new(origin).with("name", name).with("labels", selector(component));
        Map::new(origin)
            .with("apiVersion", "v1")
            .with("kind", "PersistentVolumeClaim")
            .with("metadata", metadata)
            .with("spec", claim_spec(origin, volume.size.as_ref(), volume.class.as_ref(), &volume.access))
    };
    workload.volumes.iter().map(template).collect()
}

/// A volume that the pods of one node only may mount: its name, and what says so.
#[derive(Clone, Debug)]
pub(crate) struct Once {
    /// Its name in the sources.
    pub(crate) name: SmolStr,
    /// What decided its access.
    pub(crate) origin: OriginId,
    /// Whether somebody wrote its access down.
    pub(crate) said: bool,
    /// Whether it is one of the top level.
    pub(crate) shared: bool,
}

/// The volumes of a component that only the pods of one node may mount. The replicas of a `stateful` have each their
/// own, which leaves the shared ones.
pub(crate) fn once(model: &Model, component: &Component) -> Vec<Once> {
    let workload = component.workload().filter(|_| component.kind != BuiltIn::Stateful);
    let own = workload.into_iter().flat_map(|workload| &workload.volumes);
    let own = own.filter(|(_, volume)| volume.access.as_str() == "once");
    let access = |access: &At<SmolStr>, volume: OriginId| {
        let said = !model.origins.is_default(access.origin);
        (if said { access.origin } else { volume }, said)
    };
    let own = own.map(|(name, volume)| {
        let (origin, said) = access(&volume.access, volume.origin);
        Once { name: name.clone(), origin, said, shared: false }
    });
    let shared =
        model.shared.of(&component.name).filter_map(|name| Some((name, model.shared.volumes.get(name)?)));
    let shared = shared.filter(|(_, volume)| volume.body.access.as_str() == "once");
    let shared = shared.map(|(name, volume)| {
        let (origin, said) = access(&volume.body.access, volume.origin);
        Once { name: name.clone(), origin, said, shared: true }
    });
    own.chain(shared).collect()
}

/// Whether a workload mounts a volume that outlives its pods.
fn has_claim(workload: &Workload) -> bool {
    let beside = workload.init.iter().chain(&workload.sidecars).flat_map(|(_, c)| &c.value.mounts);
    let shared = |(_, mount): &(SmolStr, At<Mount>)| matches!(mount.target.value, Ref::SharedVolume(_));
    !workload.volumes.is_empty() || workload.mounts.iter().chain(beside).any(shared)
}

/// The group that owns a workload's volumes. A fresh volume belongs to root, and processes that are not root could not
/// write to it (<https://kubernetes.io/docs/tasks/configure-pod-container/security-context/>).
pub(crate) fn group(workload: &Workload) -> Option<&At<i64>> {
    let security = &workload.security;
    let needed = has_claim(workload) && security.user.value != 0;
    let derived = || needed.then(|| security.group.as_ref().unwrap_or(&security.user));
    security.fs_group.as_ref().or_else(derived)
}

/// The volumes of a pod and where its containers mount them.
pub(crate) struct Volumes {
    pub(crate) volumes: Vec<Map>,
    /// Their names.
    names: FxHashSet<SmolStr>,
    mounts: Vec<Map>,
}

impl Volumes {
    /// What the pods of a workload mount.
    pub(crate) fn of(model: &Model, component: &Component, workload: &Workload) -> Self {
        let mut this = Self { volumes: Vec::new(), names: FxHashSet::default(), mounts: Vec::new() };
        for (name, volume) in &workload.volumes {
            let name = this.own(component, name, volume);
            this.mounts.push(Map::new(volume.origin).with("name", name).with("mountPath", &volume.at));
        }
        for (name, scratch) in &workload.scratch {
            let volume = format_smolstr!("scratch-{name}");
            let directory = Map::new(scratch.origin).with("sizeLimit", &scratch.limit);
            this.add(&volume, Map::new(scratch.origin).with("emptyDir", directory), scratch.origin);
            this.mounts.push(Map::new(scratch.origin).with("name", volume).with("mountPath", &scratch.at));
        }
        for (name, host) in &workload.host_paths {
            let volume = format_smolstr!("host-{name}");
            let source = Map::new(host.origin).maybe("path", host.path.as_ref());
            this.add(&volume, Map::new(host.origin).with("hostPath", source), host.origin);
            let map = Map::new(host.origin).with("name", volume).maybe("mountPath", host.target());
            this.mounts.push(map.maybe("readOnly", host.read_only.value.then_some(&host.read_only)));
        }
        let mounted = this.mounted(model, component, &workload.mounts);
        this.mounts.extend(mounted);
        this.temporary(component, workload);
        this
    }

    /// The mounts of a container: those of the component, and its own.
    pub(crate) fn mounts(&mut self, model: &Model, component: &Component, own: &Named<Mount>) -> Vec<Map> {
        [self.mounts.clone(), self.mounted(model, component, own)].concat()
    }

    /// A volume of the component itself. In a `stateful` it is named after its claim template, and declared there.
    fn own(&mut self, component: &Component, name: &SmolStr, volume: &At<Volume>) -> SmolStr {
        if component.kind == BuiltIn::Stateful {
            return name.clone();
        }
        let in_pod = format_smolstr!("volume-{name}");
        let claim = Map::new(volume.origin).with("claimName", claim_name(&component.name, name));
        self.add(&in_pod, Map::new(volume.origin).with("persistentVolumeClaim", claim), volume.origin);
        in_pod
    }

    fn mounted(&mut self, model: &Model, component: &Component, mounts: &Named<Mount>) -> Vec<Map> {
        let mut maps = Vec::with_capacity(mounts.len());
        for (path, mount) in mounts {
            let Some((volume, source)) = source(model, component, mount) else { continue };
            if let Some(source) = source {
                self.add(&volume, source, mount.origin);
            }
            let map = Map::new(mount.origin).with("name", volume).with("mountPath", path);
            let map = map.maybe("subPath", mount.file.as_ref());
            maps.push(map.maybe("readOnly", mount.read_only.value.then_some(&mount.read_only)));
        }
        maps
    }

    /// A place for temporary files where the root file system may only be read.
    fn temporary(&mut self, component: &Component, workload: &Workload) {
        let taken = workload.mounts.iter().any(|(path, _)| path == "/tmp")
            || workload.scratch.iter().any(|(_, s)| s.at.as_str() == "/tmp")
            || workload.volumes.iter().any(|(_, v)| v.at.as_str() == "/tmp")
            || workload.host_paths.iter().filter_map(|(_, h)| h.target()).any(|at| at.as_str() == "/tmp");
        if workload.security.read_only_root.value && !taken {
            let origin = component.origin;
            let source = Map::new(origin).with("emptyDir", Map::new(origin));
            self.add(&SmolStr::new_static("tmp"), source, origin);
            self.mounts.push(Map::new(origin).with("name", "tmp").with("mountPath", "/tmp"));
        }
    }

    /// Adds a volume, unless there is one of its name.
    fn add(&mut self, name: &SmolStr, source: Map, origin: OriginId) {
        if !self.names.insert(name.clone()) {
            return;
        }
        let mut volume = Map::new(origin).with("name", name);
        if let Data::Map(fields) = source.node().data {
            for (key, node) in fields {
                volume.insert(key, node);
            }
        }
        self.volumes.push(volume);
    }
}

/// The name of the volume behind a mount, and its source unless it is declared elsewhere.
fn source(model: &Model, component: &Component, mount: &At<Mount>) -> Option<(SmolStr, Option<Map>)> {
    let origin = mount.origin;
    let optional = |map: Map| map.maybe("optional", mount.optional.value.then_some(&mount.optional));
    let of = |kind: &'static str, source: Map| Some(Map::new(origin).with(kind, source.into_node(origin)));
    Some(match &mount.target.value {
        Ref::Config(name) => {
            let source = optional(Map::new(origin).with("name", config_name(&component.name, name)));
            (format_smolstr!("config-{name}"), of("configMap", source))
        }
        Ref::SharedConfig(name) => {
            let source = optional(Map::new(origin).with("name", name));
            (format_smolstr!("config-{name}"), of("configMap", source))
        }
        Ref::Secret(id) => {
            let name = model.secrets.get(id)?.name.clone();
            let source = optional(Map::new(origin).with("secretName", name.clone()));
            (format_smolstr!("secret-{name}"), of("secret", source))
        }
        Ref::SharedVolume(name) => {
            let source = Map::new(origin).with("claimName", name);
            (format_smolstr!("volume-{name}"), of("persistentVolumeClaim", source))
        }
        Ref::Volume(name) if component.kind == BuiltIn::Stateful => (name.clone(), None),
        Ref::Volume(name) => (format_smolstr!("volume-{name}"), None),
        Ref::Scratch(name) => (format_smolstr!("scratch-{name}"), None),
        _ => return None,
    })
}
