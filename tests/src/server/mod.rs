//! What a Kubernetes API server and its controllers look at beyond the schema, judged from the objects alone.
//!
//! A server refuses two list entries of one key, illegal names and labels, a selector that does not match its own pods.
//! It takes a reference to what is not there, a port that nobody listens on, an image that no registry has. Both are faults
//! of a compiler, so both are looked for here. This knows nothing of the compiler: it reads JSON.

mod lists;
mod names;
mod pods;
mod references;
mod words;

use crate::text;
use serde_json::Value;
use std::collections::BTreeSet;

/// The objects of a cluster, and what it has besides.
#[derive(Debug, Default)]
pub struct Cluster {
    objects: Vec<Value>,
    /// What is there without an object: `Secret shop/login`, `Namespace /monitoring`.
    given: BTreeSet<String>,
}

impl Cluster {
    /// A cluster with these objects.
    #[must_use]
    pub fn new(objects: Vec<Value>, given: &[&str]) -> Self {
        Self { objects, given: given.iter().map(|&thing| thing.to_owned()).collect() }
    }

    /// What is wrong, one line a fault, each with its object.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let judge = |object: &Value| {
            let mut faults = lists::faults(object);
            faults.extend(names::faults(object));
            faults.extend(words::faults(object));
            faults.extend(pods::faults(self, object));
            faults.extend(references::faults(self, object));
            let place = title(object);
            faults.into_iter().map(move |fault| format!("{place}: {fault}")).collect::<Vec<_>>()
        };
        let mut faults: Vec<String> = self.objects.iter().flat_map(judge).collect();
        faults.extend(references::whole(self));
        faults
    }

    fn of_kind<'c>(&'c self, kind: &'c str) -> impl Iterator<Item = &'c Value> {
        self.objects.iter().filter(move |object| text(object, "/kind") == kind)
    }

    /// The object of this kind, namespace and name.
    fn find(&self, kind: &str, namespace: &str, name: &str) -> Option<&Value> {
        self.objects.iter().find(|object| {
            text(object, "/kind") == kind
                && text(object, "/metadata/namespace") == namespace
                && text(object, "/metadata/name") == name
        })
    }

    fn is_given(&self, kind: &str, namespace: &str, name: &str) -> bool {
        self.given.contains(&format!("{kind} {namespace}/{name}"))
    }

    fn has(&self, kind: &str, namespace: &str, name: &str) -> bool {
        self.is_given(kind, namespace, name) || self.find(kind, namespace, name).is_some()
    }
}

/// `Deployment shop/web`
fn title(object: &Value) -> String {
    format!(
        "{} {}/{}",
        text(object, "/kind"),
        text(object, "/metadata/namespace"),
        text(object, "/metadata/name")
    )
}

/// The template of the pods that an object makes.
fn template(object: &Value) -> Option<&Value> {
    let pointer = match text(object, "/kind") {
        "Deployment" | "StatefulSet" | "DaemonSet" | "Job" => "/spec/template",
        "CronJob" => "/spec/jobTemplate/spec/template",
        "ScaledJob" => "/spec/jobTargetRef/template",
        _ => return None,
    };
    object.pointer(pointer)
}

/// Every container of a pod, those that run before included.
fn containers(template: &Value) -> impl Iterator<Item = &Value> {
    let of = |pointer| crate::items(template, pointer).iter();
    of("/spec/initContainers").chain(of("/spec/containers"))
}

/// Whether labels hold everything that a selector's `matchLabels` asks for.
fn matches(selector: &Value, labels: &Value) -> bool {
    let wanted = selector.as_object().into_iter().flatten();
    wanted.into_iter().all(|(key, value)| labels.get(key) == Some(value))
}
