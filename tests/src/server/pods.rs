//! Pods: what makes them is taken by the server though they themselves would be refused, or never become ready.

use super::{Cluster, containers, matches, template};
use crate::{items, text};
use serde_json::Value;
use std::collections::BTreeSet;

pub(super) fn faults(cluster: &Cluster, object: &Value) -> Vec<String> {
    let Some(template) = template(object) else { return Vec::new() };
    let namespace = text(object, "/metadata/namespace");
    let mut faults = selector(object, template);
    faults.extend(account(cluster, namespace, template));
    faults.extend(security(cluster, namespace, template));
    faults.extend(once(cluster, object, template));
    let mut names = BTreeSet::new();
    for container in containers(template) {
        let name = text(container, "/name");
        if !names.insert(name) {
            faults.push(format!("two containers `{name}`"));
        }
        let of = [
            mounts(object, template, container),
            ports(container),
            expansions(cluster, namespace, container),
        ];
        faults.extend(of.into_iter().flatten().map(|fault| format!("container `{name}`: {fault}")));
    }
    let policy = text(template, "/spec/restartPolicy");
    let runs_to_end = ["Job", "CronJob", "ScaledJob"].contains(&text(object, "/kind"));
    if runs_to_end != ["Never", "OnFailure"].contains(&policy) {
        faults.push(format!("restartPolicy `{policy}`"));
    }
    faults
}

fn selector(object: &Value, template: &Value) -> Vec<String> {
    let Some(selector) = object.pointer("/spec/selector/matchLabels") else { return Vec::new() };
    let labels = &template["metadata"]["labels"];
    let empty = selector.as_object().is_none_or(serde_json::Map::is_empty);
    if empty || !matches(selector, labels) {
        vec![format!("selects {selector}, its pods have {labels}")]
    } else {
        Vec::new()
    }
}

/// The account is there, and a token is mounted exactly where it may do something.
fn account(cluster: &Cluster, namespace: &str, template: &Value) -> Vec<String> {
    let name = text(template, "/spec/serviceAccountName");
    // Every namespace has one of this name.
    if name.is_empty() {
        return Vec::new();
    }
    if !cluster.has("ServiceAccount", namespace, name) {
        return vec![format!("there is no ServiceAccount `{namespace}/{name}`")];
    }
    let bound = ["RoleBinding", "ClusterRoleBinding"].into_iter().any(|kind| {
        cluster
            .of_kind(kind)
            .flat_map(|binding| items(binding, "/subjects"))
            .any(|subject| text(subject, "/name") == name && text(subject, "/namespace") == namespace)
    });
    let token = template.pointer("/spec/automountServiceAccountToken") == Some(&Value::Bool(true));
    if bound == token { Vec::new() } else { vec![format!("token mounted: {token}, rules: {bound}")] }
}

/// The level that the namespace enforces
/// (<https://kubernetes.io/docs/concepts/security/pod-security-standards/>).
fn security(cluster: &Cluster, namespace: &str, template: &Value) -> Vec<String> {
    let level = cluster
        .find("Namespace", "", namespace)
        .map_or("", |namespace| text(namespace, "/metadata/labels/pod-security.kubernetes.io~1enforce"));
    let pod = &template["spec"]["securityContext"];
    let mut faults = Vec::new();
    let mut refuse = |bad: bool, what: &str| {
        if bad {
            faults.push(format!("`{namespace}` enforces {level}, and {what}"));
        }
    };
    if level == "privileged" || level.is_empty() {
        return faults;
    }
    let spec = &template["spec"];
    let host = |field: &str| spec.get(field) == Some(&Value::Bool(true));
    refuse(
        ["hostNetwork", "hostPID", "hostIPC"].into_iter().any(host),
        "the pod shares the node's namespaces",
    );
    refuse(
        items(template, "/spec/volumes").iter().any(|v| v.get("hostPath").is_some()),
        "the pod mounts the node's files",
    );
    for container in containers(template) {
        let own = &container["securityContext"];
        refuse(own["privileged"] == true, "a container is privileged");
        if level != "restricted" {
            continue;
        }
        let either = |field: &str| own.get(field).or_else(|| pod.get(field)).cloned().unwrap_or_default();
        refuse(either("runAsNonRoot") != true, "a container may run as root");
        refuse(either("runAsUser") == 0, "a container runs as root");
        refuse(own["allowPrivilegeEscalation"] != false, "a container may gain privileges");
        refuse(!items(own, "/capabilities/drop").contains(&"ALL".into()), "a container keeps capabilities");
        refuse(
            items(own, "/capabilities/add").iter().any(|c| c != "NET_BIND_SERVICE"),
            "a container adds capabilities",
        );
        let seccomp = either("seccompProfile")["type"].clone();
        refuse(seccomp != "RuntimeDefault" && seccomp != "Localhost", "a container has no seccomp profile");
    }
    faults
}

/// A volume that one node mounts at a time: several pods, or a new one beside the old, would wait for it for ever.
fn once(cluster: &Cluster, object: &Value, template: &Value) -> Vec<String> {
    if text(object, "/kind") != "Deployment" {
        return Vec::new();
    }
    let namespace = text(object, "/metadata/namespace");
    let claims = items(template, "/spec/volumes").iter().map(|v| text(v, "/persistentVolumeClaim/claimName"));
    let single = claims
        .filter(|name| !name.is_empty())
        .filter_map(|name| cluster.find("PersistentVolumeClaim", namespace, name));
    let single =
        single.filter(|claim| !items(claim, "/spec/accessModes").contains(&"ReadWriteMany".into())).count()
            > 0;
    let alone =
        object.pointer("/spec/replicas").and_then(Value::as_u64).is_some_and(|replicas| replicas <= 1)
            && text(object, "/spec/strategy/type") == "Recreate";
    if single && !alone {
        vec!["mounts a volume of one node in several pods, or while rolling".to_owned()]
    } else {
        Vec::new()
    }
}

fn mounts(object: &Value, template: &Value, container: &Value) -> Vec<String> {
    let volumes = items(template, "/spec/volumes").iter().map(|volume| text(volume, "/name"));
    let claims =
        items(object, "/spec/volumeClaimTemplates").iter().map(|claim| text(claim, "/metadata/name"));
    let known: BTreeSet<&str> = volumes.chain(claims).collect();
    let mounted = items(container, "/volumeMounts").iter().map(|mount| text(mount, "/name"));
    mounted
        .filter(|name| !known.contains(name))
        .map(|name| format!("mounts the unknown volume `{name}`"))
        .collect()
}

/// Ports have legal, distinct names, and a probe asks one that is declared.
fn ports(container: &Value) -> Vec<String> {
    let ports = items(container, "/ports");
    let mut faults = Vec::new();
    for port in ports {
        let name = text(port, "/name");
        let legal = name.len() <= 15
            && super::names::is_label(name)
            && !name.contains("--")
            && name.contains(|c: char| c.is_ascii_lowercase());
        let same = ports.iter().filter(|other| text(other, "/name") == name).count();
        if !legal || same > 1 {
            faults.push(format!("the port `{name}`"));
        }
    }
    for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
        for handler in ["httpGet", "tcpSocket", "grpc"] {
            let Some(port) = container.pointer(&format!("/{probe}/{handler}/port")) else { continue };
            if !ports.iter().any(|declared| declared["containerPort"] == *port || declared["name"] == *port) {
                faults.push(format!("{probe} asks port {port}, which is not declared"));
            }
        }
        let successes = container.pointer(&format!("/{probe}/successThreshold"));
        if probe != "readinessProbe" && successes.is_some_and(|successes| *successes != 1) {
            faults.push(format!("{probe} wants several successes"));
        }
    }
    faults
}

/// `$(NAME)` sees only the entries before it; of what it does not see it stays as it is.
fn expansions(cluster: &Cluster, namespace: &str, container: &Value) -> Vec<String> {
    let entries = items(container, "/env");
    let mut faults = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        for name in expanded(text(entry, "/value")) {
            let earlier = entries[..at].iter().any(|earlier| text(earlier, "/name") == name);
            if !earlier && !cluster.is_given("variable", namespace, name) {
                faults.push(format!("`{}` expands `{name}`, which is not set before", text(entry, "/name")));
            }
        }
    }
    faults
}

fn expanded(value: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = value;
    while let Some(at) = rest.find("$(") {
        let escaped = rest[..at].ends_with('$');
        let inner = &rest[at + 2..];
        let Some(end) = inner.find(')') else { break };
        if !escaped {
            found.push(&inner[..end]);
        }
        rest = &inner[end..];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn expansions_look_back_only() {
        let env = |list| expansions(&Cluster::default(), "", &json!({ "env": list }));
        let (a, b) = (json!({ "name": "A", "value": "x" }), json!({ "name": "B", "value": "$(A)$$(C)" }));
        assert!(env(json!([a, b])).is_empty());
        assert_eq!(env(json!([b, a])).len(), 1);
    }

    #[test]
    fn pods_that_would_never_run_are_seen() {
        let pod = |container: Value| {
            let account = json!({ "kind": "ServiceAccount", "metadata": { "name": "a", "namespace": "n" } });
            let namespace = json!({ "kind": "Namespace", "metadata": { "name": "n",
                "labels": { "pod-security.kubernetes.io/enforce": "restricted" } } });
            let object = json!({ "kind": "Deployment", "metadata": { "name": "a", "namespace": "n" }, "spec": { "template": {
                "spec": { "serviceAccountName": "a", "containers": [container] } } } });
            let cluster = Cluster::new(vec![account, namespace], &[]);
            faults(&cluster, &object)
        };
        let context = json!({ "runAsNonRoot": true, "runAsUser": 1, "allowPrivilegeEscalation": false,
            "capabilities": { "drop": ["ALL"] }, "seccompProfile": { "type": "RuntimeDefault" } });
        let good = json!({ "name": "a", "securityContext": context, "ports": [{ "name": "http", "containerPort": 80 }],
            "livenessProbe": { "httpGet": { "port": 80 } } });
        assert_eq!(pod(good.clone()), Vec::<String>::new());
        for (pointer, value) in [
            ("/securityContext/runAsUser", json!(0)),
            ("/securityContext/capabilities/drop", json!([])),
            ("/livenessProbe/httpGet/port", json!(81)),
            ("/ports/0/name", json!("Http")),
        ] {
            let mut bad = good.clone();
            *bad.pointer_mut(pointer).expect("a field") = value;
            assert!(!pod(bad).is_empty(), "{pointer}");
        }
    }
}
