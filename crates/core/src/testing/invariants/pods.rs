//! Pods that would start and become ready: a server takes what makes them though the pods themselves would be refused, or
//! wait for ever.

use super::cluster::{Cluster, Thing, containers, is_true, items, text};
use super::{Holds, Violation};
use serde_json::Value;
use std::collections::BTreeSet;

/// Every pod has what it needs to start, and its probes ask where it answers.
///
/// # Errors
/// The first that does not.
pub fn holds(cluster: &Cluster) -> Holds {
    cluster.things().try_for_each(|thing| {
        let Some((place, template)) = thing.template() else { return Ok(()) };
        of_template(cluster, thing, template)
            .map_err(|(pointer, what)| Violation::at(thing.title(), format!("{place}{pointer}"), what))
    })
}

/// What is wrong, and where in the template.
type Fault = Result<(), (String, String)>;

fn must(fits: bool, pointer: impl Into<String>, what: impl FnOnce() -> String) -> Fault {
    if fits { Ok(()) } else { Err((pointer.into(), what())) }
}

fn of_template(cluster: &Cluster, thing: &Thing, template: &Value) -> Fault {
    account(cluster, thing, template)?;
    once(cluster, thing, template)?;
    let policy = text(template, "/spec/restartPolicy");
    let ends = ["Job", "CronJob", "ScaledJob"].contains(&thing.kind());
    must(ends == ["Never", "OnFailure"].contains(&policy), "/spec/restartPolicy", || {
        format!("a {} can't have the policy `{policy}`", thing.kind())
    })?;
    let mut names = BTreeSet::new();
    let mut bound = BTreeSet::new();
    for (at, container) in containers(template) {
        let name = text(container, "/name");
        must(names.insert(name), format!("{at}/name"), || format!("two containers are called `{name}`"))?;
        mounts(thing, template, (&at, container))?;
        ports(&at, container)?;
        expansions(&at, container)?;
        // Those that have ended hold no port any more.
        if at.starts_with("/spec/containers") || text(container, "/restartPolicy") == "Always" {
            for port in items(container, "/ports") {
                let number = (port.get("containerPort").and_then(Value::as_u64), text(port, "/protocol"));
                must(bound.insert(number), format!("{at}/ports"), || {
                    format!("{number:?} is bound by two containers of one pod")
                })?;
            }
        }
    }
    Ok(())
}

/// The account is there, and a token is mounted exactly where it may do something
/// (<https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting>).
fn account(cluster: &Cluster, thing: &Thing, template: &Value) -> Fault {
    const POINTER: &str = "/spec/serviceAccountName";
    let (namespace, name) = (thing.namespace(), text(template, POINTER));
    // Every namespace has one of this name.
    if name.is_empty() || name == "default" {
        return Ok(());
    }
    must(cluster.has("ServiceAccount", namespace, name), POINTER, || {
        format!("nothing makes the ServiceAccount `{namespace}/{name}`")
    })?;
    if thing.adopted || cluster.find("ServiceAccount", namespace, name).is_none() {
        return Ok(());
    }
    let bound = ["RoleBinding", "ClusterRoleBinding"].into_iter().any(|kind| {
        let bindings = cluster.of_kind(kind).flat_map(|binding| items(&binding.value, "/subjects"));
        let mut own = bindings.filter(|subject| text(subject, "/name") == name);
        own.any(|subject| text(subject, "/namespace") == namespace)
    });
    let token = is_true(template, "/spec/automountServiceAccountToken");
    must(bound == token, "/spec/automountServiceAccountToken", || {
        format!("a token is mounted: {token}, and the account may do something: {bound}")
    })
}

/// A volume that one node mounts at a time: several pods, or a new one beside the old, would wait for it for ever
/// (<https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes>).
fn once(cluster: &Cluster, thing: &Thing, template: &Value) -> Fault {
    if thing.kind() != "Deployment" {
        return Ok(());
    }
    for (at, volume) in items(template, "/spec/volumes").iter().enumerate() {
        let name = text(volume, "/persistentVolumeClaim/claimName");
        let Some(claim) = cluster.find("PersistentVolumeClaim", thing.namespace(), name) else { continue };
        let shared = items(&claim.value, "/spec/accessModes").contains(&"ReadWriteMany".into());
        let replicas = thing.value.pointer("/spec/replicas").and_then(Value::as_u64);
        let alone =
            replicas.is_some_and(|replicas| replicas <= 1) && thing.text("/spec/strategy/type") == "Recreate";
        must(shared || alone, format!("/spec/volumes/{at}"), || {
            format!(
                "`{name}` is mounted by one node at a time, and there are several pods, or two while rolling"
            )
        })?;
    }
    Ok(())
}

fn mounts(thing: &Thing, template: &Value, (at, container): (&str, &Value)) -> Fault {
    let volumes = items(template, "/spec/volumes").iter().map(|volume| text(volume, "/name"));
    let claims = items(&thing.value, "/spec/volumeClaimTemplates").iter();
    let known: BTreeSet<&str> = volumes.chain(claims.map(|claim| text(claim, "/metadata/name"))).collect();
    for (number, mount) in items(container, "/volumeMounts").iter().enumerate() {
        let name = text(mount, "/name");
        must(known.contains(name), format!("{at}/volumeMounts/{number}"), || {
            format!("there is no volume `{name}`")
        })?;
    }
    Ok(())
}

/// Names of ports are distinct, and a probe asks one that is declared
/// (<https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/>).
fn ports(at: &str, container: &Value) -> Fault {
    let ports = items(container, "/ports");
    let mut names = BTreeSet::new();
    for port in ports {
        let name = text(port, "/name");
        must(name.is_empty() || names.insert(name), format!("{at}/ports"), || {
            format!("two ports are `{name}`")
        })?;
    }
    for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
        for handler in ["httpGet", "tcpSocket", "grpc"] {
            let pointer = format!("/{probe}/{handler}/port");
            let Some(asked) = container.pointer(&pointer) else { continue };
            let declared =
                |port: &Value| port.get("containerPort") == Some(asked) || port.get("name") == Some(asked);
            must(ports.iter().any(declared), format!("{at}{pointer}"), || {
                format!("{asked} is no port of it")
            })?;
        }
        let pointer = format!("/{probe}/successThreshold");
        let successes = container.pointer(&pointer).is_none_or(|successes| *successes == 1);
        must(probe == "readinessProbe" || successes, format!("{at}{pointer}"), || {
            "only a readiness probe may want several successes".to_owned()
        })?;
    }
    Ok(())
}

/// `$(NAME)` sees only the entries before it; of what it does not see it stays as it is
/// (<https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/>). A variable that
/// is set further down was meant, and comes too late.
fn expansions(at: &str, container: &Value) -> Fault {
    let entries = items(container, "/env");
    for (number, entry) in entries.iter().enumerate() {
        for name in expanded(text(entry, "/value")) {
            let place = entries.iter().position(|other| text(other, "/name") == name);
            must(place.is_none_or(|place| place < number), format!("{at}/env/{number}/value"), || {
                format!("`{name}` is expanded before it is set")
            })?;
        }
    }
    Ok(())
}

/// The names that Kubernetes expands in a text.
pub(super) fn expanded(value: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = value;
    while let Some(at) = rest.find('$') {
        let (_, from) = rest.split_at(at);
        rest = match from.strip_prefix("$$") {
            Some(after) => after,
            None => from.strip_prefix('$').unwrap_or(""),
        };
        if let Some((name, after)) = rest.strip_prefix('(').and_then(|inner| inner.split_once(')'))
            && !from.starts_with("$$")
        {
            found.push(name);
            rest = after;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::expanded;

    #[test]
    fn a_doubled_dollar_expands_nothing() {
        assert_eq!(expanded("$(A) $$(B) $$$(C) $(D"), ["A", "C"]);
        assert_eq!(expanded("$$$$(A) $ (B)"), Vec::<&str>::new());
    }
}
