//! Every pod satisfies the level that its namespace enforces: each control of the Pod Security Standards
//! (<https://kubernetes.io/docs/concepts/security/pod-security-standards/>), as the admission of Kubernetes looks at them. Pods
//! that do not are refused when they are started, where nobody looks: the Deployment is taken.

use super::cluster::{Cluster, containers, fields, is_true, items, text};
use super::{Holds, Violation};
use serde_json::Value;

/// Every pod satisfies its namespace's level, and every namespace that is made has one.
///
/// # Errors
/// The first that does not.
pub fn holds(cluster: &Cluster) -> Holds {
    const LABEL: &str = "/metadata/labels/pod-security.kubernetes.io~1enforce";
    cluster.things().try_for_each(|thing| {
        if thing.kind() == "Namespace" && !thing.adopted && thing.text(LABEL).is_empty() {
            return Err(Violation::at(thing.title(), LABEL, "no level is enforced"));
        }
        let Some((place, template)) = thing.template() else { return Ok(()) };
        let level = cluster.find("Namespace", "", thing.namespace()).map_or("", |made| made.text(LABEL));
        of_level(level, template).map_err(|(pointer, what)| {
            let what = format!("`{}` enforces {level}: {what}", thing.namespace());
            Violation::at(thing.title(), format!("{place}{pointer}"), what)
        })
    })
}

/// What is wrong, and where in the template.
type Fault = Result<(), (String, String)>;

fn of_level(level: &str, template: &Value) -> Fault {
    match level {
        "baseline" => baseline(template),
        "restricted" => baseline(template).and_then(|()| restricted(template)),
        _ => Ok(()),
    }
}

fn must(fits: bool, pointer: impl Into<String>, what: &str) -> Fault {
    if fits { Ok(()) } else { Err((pointer.into(), what.to_owned())) }
}

/// Whether the text at a pointer is one of these, or there is none.
fn is_one_of(value: &Value, pointer: &str, words: &[&str]) -> bool {
    value.pointer(pointer).is_none_or(|found| found.as_str().is_some_and(|found| words.contains(&found)))
}

/// The pod and its containers, each with the pointer to its security context.
fn contexts(template: &Value) -> impl Iterator<Item = (String, &Value)> {
    let pod = template.pointer("/spec/securityContext").map(|own| ("/spec/securityContext".to_owned(), own));
    let own = containers(template).filter_map(|(at, container)| {
        Some((format!("{at}/securityContext"), container.get("securityContext")?))
    });
    pod.into_iter().chain(own)
}

const CAPABILITIES: [&str; 13] = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

const SELINUX: [&str; 5] = ["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

const SYSCTLS: [&str; 10] = [
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.ping_group_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
];

fn baseline(template: &Value) -> Fault {
    for field in ["hostNetwork", "hostPID", "hostIPC"] {
        let pointer = format!("/spec/{field}");
        must(!is_true(template, &pointer), pointer, "the pod shares a namespace of the node")?;
    }
    for (at, volume) in items(template, "/spec/volumes").iter().enumerate() {
        let host = volume.get("hostPath").is_some();
        must(!host, format!("/spec/volumes/{at}/hostPath"), "the pod mounts files of the node")?;
    }
    for (at, sysctl) in items(template, "/spec/securityContext/sysctls").iter().enumerate() {
        let safe = SYSCTLS.contains(&text(sysctl, "/name"));
        must(safe, format!("/spec/securityContext/sysctls/{at}"), "the sysctl is not safe")?;
    }
    for (key, value) in fields(template, "/metadata/annotations") {
        let (own, value) =
            (key.starts_with("container.apparmor.security.beta.kubernetes.io/"), value.as_str());
        let known = value.is_some_and(|value| value == "runtime/default" || value.starts_with("localhost/"));
        must(!own || known, "/metadata/annotations", "AppArmor is switched off")?;
    }
    contexts(template).try_for_each(|(at, context)| context_of_baseline(&at, context))?;
    containers(template).try_for_each(|(at, container)| container_of_baseline(&at, container))
}

fn context_of_baseline(at: &str, context: &Value) -> Fault {
    let windows = "/windowsOptions/hostProcess";
    must(!is_true(context, windows), format!("{at}{windows}"), "a process of the host")?;
    let known = is_one_of(context, "/appArmorProfile/type", &["RuntimeDefault", "Localhost"]);
    must(known, format!("{at}/appArmorProfile/type"), "AppArmor is switched off")?;
    must(
        is_one_of(context, "/seLinuxOptions/type", &SELINUX),
        format!("{at}/seLinuxOptions/type"),
        "not admitted",
    )?;
    for field in ["user", "role"] {
        let pointer = format!("/seLinuxOptions/{field}");
        must(is_one_of(context, &pointer, &[""]), format!("{at}{pointer}"), "may not be set")?;
    }
    let seccomp = is_one_of(context, "/seccompProfile/type", &["RuntimeDefault", "Localhost"]);
    must(seccomp, format!("{at}/seccompProfile/type"), "seccomp is switched off")
}

fn container_of_baseline(at: &str, container: &Value) -> Fault {
    let of = |pointer: &str| format!("{at}{pointer}");
    let privileged = "/securityContext/privileged";
    must(!is_true(container, privileged), of(privileged), "the container is privileged")?;
    let add = "/securityContext/capabilities/add";
    let known = |name: &Value| name.as_str().is_some_and(|name| CAPABILITIES.contains(&name));
    must(items(container, add).iter().all(known), of(add), "adds capabilities beyond the default ones")?;
    let proc = "/securityContext/procMount";
    must(is_one_of(container, proc, &["Default"]), of(proc), "/proc is not masked")?;
    for port in items(container, "/ports") {
        let free = port.get("hostPort").is_none_or(|port| *port == 0);
        must(free, of("/ports"), "takes a port of the node")?;
    }
    for probe in
        ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle/postStart", "lifecycle/preStop"]
    {
        for handler in ["httpGet", "tcpSocket"] {
            let pointer = format!("/{probe}/{handler}/host");
            must(is_one_of(container, &pointer, &[""]), of(&pointer), "asks another host")?;
        }
    }
    Ok(())
}

/// The kinds of volumes that hold nothing of a node.
const VOLUMES: [&str; 8] = [
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "persistentVolumeClaim",
    "projected",
    "secret",
];

fn restricted(template: &Value) -> Fault {
    for (at, volume) in items(template, "/spec/volumes").iter().enumerate() {
        let known = fields(volume, "").all(|(key, _)| key == "name" || VOLUMES.contains(&key.as_str()));
        must(known, format!("/spec/volumes/{at}"), "a volume of another type")?;
    }
    contexts(template).try_for_each(|(at, context)| {
        let root = context.get("runAsUser").is_some_and(|user| *user == 0);
        must(!root, format!("{at}/runAsUser"), "runs as root")?;
        let may = context.get("runAsNonRoot").is_some_and(|word| *word == false);
        must(!may, format!("{at}/runAsNonRoot"), "may run as root")
    })?;
    let nothing = Value::Null;
    let pod = template.pointer("/spec/securityContext").unwrap_or(&nothing);
    containers(template).try_for_each(|(at, container)| {
        let at = format!("{at}/securityContext");
        let own = container.get("securityContext").unwrap_or(&nothing);
        let either = |pointer: &str| own.pointer(pointer).or_else(|| pod.pointer(pointer));
        must(
            either("/runAsNonRoot").is_some_and(|word| *word == true),
            format!("{at}/runAsNonRoot"),
            "may run as root",
        )?;
        let escalates = own.get("allowPrivilegeEscalation").is_none_or(|word| *word != false);
        must(!escalates, format!("{at}/allowPrivilegeEscalation"), "may gain privileges")?;
        let seccomp = either("/seccompProfile/type").is_some();
        must(seccomp, format!("{at}/seccompProfile"), "has no seccomp profile")?;
        let dropped = items(own, "/capabilities/drop").contains(&"ALL".into());
        must(dropped, format!("{at}/capabilities/drop"), "keeps capabilities")?;
        let added = items(own, "/capabilities/add").iter().all(|name| name == "NET_BIND_SERVICE");
        must(added, format!("{at}/capabilities/add"), "adds capabilities")
    })
}
