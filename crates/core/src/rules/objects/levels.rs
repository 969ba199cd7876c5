//! Pods of adopted objects against the level that their namespace enforces: the workload is taken, and its pods are not
//! (<https://kubernetes.io/docs/concepts/security/pod-security-standards/>).

use super::found::Found;
use super::judged::Judged;
use super::lookups::containers;
use super::whole::{Whole, fields, is_true, items, plain, text};
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::is_baseline;
use crate::object::{Data, Node, Object};

/// Where a pod goes beyond a level, what stands there, and what to write.
type Excess<'n> = (&'n Node, String, &'static str);

pub(super) fn check(whole: &Whole, object: &Judged, found: &mut Found) {
    let Some(template) = object.template.filter(|_| whole.is_adopted(object)) else { return };
    let namespace = object.namespace.as_deref().and_then(|name| whole.find("", "Namespace", "", name));
    let Some(namespace) = namespace else { return };
    let label = namespace.body.at(&["metadata", "labels", "pod-security.kubernetes.io/enforce"]);
    let Some((node, level)) = label.and_then(|node| Some((node, plain(node)?))) else { return };
    let mut excesses: Vec<Excess> = Vec::new();
    if ["baseline", "restricted"].contains(&level) {
        baseline(template, &mut excesses);
    }
    if level == "restricted" {
        restricted(template, &mut excesses);
    }
    found.push(rejected(whole, object, &excesses, (namespace, node, level)));
}

fn rejected(
    whole: &Whole,
    object: &Object,
    excesses: &[Excess],
    (namespace, label, level): (&Object, &Node, &str),
) -> Option<Diagnostic> {
    let ((node, what, _), others) = excesses.split_first()?;
    let message = format!("would have no pods: `{}` enforces the level `{level}`", namespace.name);
    let mut diagnostic = whole.fault(Code::SecurityLevel, object, node, &message).label(what.clone());
    for (node, what, _) in others {
        diagnostic = diagnostic.also(whole.place(object, node), what.clone());
    }
    diagnostic = diagnostic.also(whole.place(namespace, label), "the level is set here");
    let mut helps: Vec<&str> = Vec::new();
    for (.., help) in excesses {
        if !helps.contains(help) {
            helps.push(help);
        }
    }
    Some(helps.into_iter().fold(diagnostic, Diagnostic::help))
}

/// What the level `baseline` rejects.
fn baseline<'n>(template: &'n Node, excesses: &mut Vec<Excess<'n>>) {
    const TAKE: &str = "take it out, or lower the level of the namespace";
    for host in ["hostNetwork", "hostPID", "hostIPC"] {
        if is_true(template, &["spec", host]) {
            excesses
                .extend(template.at(&["spec", host]).map(|node| (node, format!("shares `{host}`"), TAKE)));
        }
    }
    for volume in items(template, &["spec", "volumes"]) {
        excesses.extend(volume.get("hostPath").map(|node| (node, "a folder of the node".to_owned(), TAKE)));
    }
    for container in containers(template) {
        let context = |field: &str| container.at(&["securityContext", field]);
        if is_true(container, &["securityContext", "privileged"]) {
            excesses.extend(context("privileged").map(|node| (node, "privileged".to_owned(), TAKE)));
        }
        for port in items(container, &["ports"]).iter().filter_map(|port| port.get("hostPort")) {
            if port.data != Data::Int(0) {
                excesses.push((port, "a port of the node".to_owned(), TAKE));
            }
        }
        for node in items(container, &["securityContext", "capabilities", "add"]) {
            let name = plain(node).filter(|name| !is_baseline(name));
            excesses.extend(name.map(|name| (node, format!("adds `{name}`"), TAKE)));
        }
    }
}

/// What the level `restricted` rejects besides.
fn restricted<'n>(template: &'n Node, excesses: &mut Vec<Excess<'n>>) {
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
    for volume in items(template, &["spec", "volumes"]) {
        let other = fields(volume, &[])
            .iter()
            .find(|(key, _)| key != "name" && key != "hostPath" && !VOLUMES.contains(&key.as_str()));
        excesses.extend(other.map(|(key, node)| {
            (node, format!("a volume of the kind `{key}`"), "mount it through a PersistentVolumeClaim")
        }));
    }
    for container in containers(template) {
        let name = text(container, &["name"]).unwrap_or_default();
        let own = |path: &[&str]| {
            let below: Vec<&str> = std::iter::once("securityContext").chain(path.iter().copied()).collect();
            let above: Vec<&str> = std::iter::once("spec").chain(below.iter().copied()).collect();
            container.at(&below).or_else(|| template.at(&above))
        };
        let mut lacks = |what: &str, help: &'static str| {
            excesses.push((container, format!("`{name}` {what}"), help));
        };
        if own(&["runAsNonRoot"]).is_none_or(|node| node.data != Data::Bool(true)) {
            lacks("may run as root", "write `runAsNonRoot: true` into its `securityContext`");
        }
        if container
            .at(&["securityContext", "allowPrivilegeEscalation"])
            .is_none_or(|n| n.data != Data::Bool(false))
        {
            lacks(
                "may gain privileges",
                "write `allowPrivilegeEscalation: false` into its `securityContext`",
            );
        }
        let dropped = items(container, &["securityContext", "capabilities", "drop"]);
        if !dropped.iter().any(|node| node.as_str() == Some("ALL")) {
            lacks("keeps capabilities", "write `capabilities: { drop: [ALL] }` into its `securityContext`");
        }
        let profile = own(&["seccompProfile", "type"]).and_then(Node::as_str);
        if !matches!(profile, Some("RuntimeDefault" | "Localhost")) {
            lacks(
                "has no seccomp profile",
                "write `seccompProfile: { type: RuntimeDefault }` into its `securityContext`",
            );
        }
    }
}
