//! Settings of pods that contradict each other (<https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/>).

use super::found::Found;
use super::judged::Judged;
use super::lookups::containers;
use super::whole::{Whole, fields, int, items, plain, text};
use crate::diagnostic::{Code, Diagnostic};
use crate::object::{Data, Node, Object};

pub(super) fn check(whole: &Whole, object: &Judged, found: &mut Found) {
    if let Some(template) = object.template {
        for container in containers(template) {
            found.push(root(whole, object, template, container));
            for amounts in ["requests", "limits"] {
                for (what, node) in fields(container, &["resources", amounts]) {
                    found.push(thousandths(whole, object, what, node));
                }
            }
        }
        found.push(grace(whole, object, template));
        found.push(volume(whole, object, once(whole, object, template)));
    }
    if object.kind == "PersistentVolumeClaim" && object.group().is_empty() {
        for (what, node) in fields(&object.body, &["spec", "resources", "requests"]) {
            found.push(thousandths(whole, object, what, node));
        }
    }
}

/// The kubelet starts no container as root that says it is none.
fn root(whole: &Whole, object: &Object, template: &Node, container: &Node) -> Option<Diagnostic> {
    let said = |field: &str| {
        let own = container.at(&["securityContext", field]);
        own.or_else(|| template.at(&["spec", "securityContext", field]))
    };
    let (user, none) = (said("runAsUser")?, said("runAsNonRoot")?);
    (user.data == Data::Int(0) && none.data == Data::Bool(true)).then(|| {
        let name = text(container, &["name"]).unwrap_or_default();
        whole
            .fault(
                Code::PodContradiction,
                object,
                user,
                &format!("runs the container `{name}` as root, and says it does not"),
            )
            .label("root")
            .also(whole.place(object, none), "not root: the container would never start")
            .help("write a user above 0, or take `runAsNonRoot` out if it needs root")
    })
}

fn grace(whole: &Whole, object: &Object, template: &Node) -> Option<Diagnostic> {
    let node = template.at(&["spec", "terminationGracePeriodSeconds"])?;
    let seconds = int(node, &[]).filter(|seconds| *seconds < 0)?;
    Some(
        whole
            .fault(Code::PodContradiction, object, node, &format!("leaves its pods {seconds} seconds to end"))
            .label("less than nothing: taken as 1")
            .help("write the seconds that a pod needs to end, 30 for example"),
    )
}

/// `m` is a thousandth of a byte there.
fn thousandths(whole: &Whole, object: &Object, what: &str, node: &Node) -> Option<Diagnostic> {
    let amount = plain(node).filter(|_| what.contains("memory") || what.contains("storage"))?;
    let number = amount.strip_suffix('m')?;
    let fault = whole.fault(Code::ThousandthsOfBytes, object, node, &format!("has {amount} of {what}"));
    let right = format!("{number}Mi");
    Some(whole.repaired(
        fault.label("`m` is a thousandth of a byte"),
        format!("write `{right}`"),
        amount,
        &right,
    ))
}

/// A claim of a pod that one node alone can mount, and where it is mounted.
fn once<'w>(whole: &Whole<'w>, object: &Object, template: &'w Node) -> Option<(&'w Node, &'w Object)> {
    let namespace = object.namespace.as_deref()?;
    let claims = items(template, &["spec", "volumes"])
        .iter()
        .filter_map(|volume| volume.at(&["persistentVolumeClaim", "claimName"]));
    claims.into_iter().find_map(|node| {
        let claim = whole.find("", "PersistentVolumeClaim", namespace, plain(node)?)?;
        let modes = items(&claim.body, &["spec", "accessModes"]);
        let once = |mode: &Node| matches!(mode.as_str(), Some("ReadWriteOnce" | "ReadWriteOncePod"));
        (!modes.is_empty() && modes.iter().all(once)).then_some((node, claim))
    })
}

fn volume(whole: &Whole, object: &Object, claim: Option<(&Node, &Object)>) -> Option<Diagnostic> {
    let (node, claim) = claim.filter(|_| object.kind == "Deployment")?;
    let replicas = super::scalers::most(whole, object)?;
    (replicas > 1).then(|| {
        whole
            .fault(Code::VolumeOnce, object, node, &format!("has up to {replicas} pods and a volume of one"))
            .label("pods on a second node would wait for it for ever")
            .also(whole.place_of(claim), format!("the claim `{}` says ReadWriteOnce", claim.name))
            .help("write `replicas: 1` with `strategy: { type: Recreate }`, or a StatefulSet with claims of its own")
    })
}
