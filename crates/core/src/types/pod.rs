//! What only a running pod knows of itself
//! (<https://kubernetes.io/docs/concepts/workloads/pods/downward-api/>).

/// A value that the kubelet gives to a container when it starts: `pod.name` and the like.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum PodField {
    /// Its name.
    Name,
    /// Its namespace.
    Namespace,
    /// Its UID.
    Uid,
    /// Its address.
    Ip,
    /// The name of its node.
    Node,
    /// The address of its node.
    HostIp,
    /// The name of its ServiceAccount.
    ServiceAccount,
    /// The processor time that the container asks for, in whole cores, rounded up.
    CpuRequest,
    /// The most processor time that the container gets, in whole cores, rounded up.
    CpuLimit,
    /// The memory that the container asks for, in bytes.
    MemoryRequest,
    /// The most memory that the container gets, in bytes.
    MemoryLimit,
}

impl PodField {
    /// Every field: its name behind `pod.`, and what Kubernetes calls it.
    const NAMES: [(&'static str, PodField, &'static str); 11] = [
        ("name", PodField::Name, "metadata.name"),
        ("namespace", PodField::Namespace, "metadata.namespace"),
        ("uid", PodField::Uid, "metadata.uid"),
        ("ip", PodField::Ip, "status.podIP"),
        ("node", PodField::Node, "spec.nodeName"),
        ("host-ip", PodField::HostIp, "status.hostIP"),
        ("service-account", PodField::ServiceAccount, "spec.serviceAccountName"),
        ("cpu-request", PodField::CpuRequest, "requests.cpu"),
        ("cpu-limit", PodField::CpuLimit, "limits.cpu"),
        ("memory-request", PodField::MemoryRequest, "requests.memory"),
        ("memory-limit", PodField::MemoryLimit, "limits.memory"),
    ];

    /// The field of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(n, ..)| *n == name).map(|(_, field, _)| *field)
    }

    /// The names of all fields.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::NAMES.iter().map(|(name, ..)| *name)
    }

    /// Its name behind `pod.`.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, field, _)| *field == self).map_or("", |(name, ..)| name)
    }

    /// What Kubernetes calls it: the path of a field, or a resource.
    #[must_use]
    pub fn path(self) -> &'static str {
        Self::NAMES.iter().find(|(_, field, _)| *field == self).map_or("", |(.., path)| path)
    }

    /// Whether it is about the resources of the container.
    #[must_use]
    pub fn is_resource(self) -> bool {
        use PodField::{CpuLimit, CpuRequest, MemoryLimit, MemoryRequest};
        matches!(self, CpuLimit | CpuRequest | MemoryLimit | MemoryRequest)
    }
}
