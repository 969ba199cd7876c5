//! Accounts: rules that the API server takes and that grant nothing, for nobody checks their words
//! (<https://kubernetes.io/docs/reference/access-authn-authz/rbac/>).

use super::Rules;
use crate::diagnostic::{Code, Diagnostic, near};
use crate::lower::meta::is_label_key;
use crate::model::records::AccessRule;
use crate::model::{At, Component};
use smol_str::SmolStr;

pub(super) fn check(rules: &mut Rules, component: &Component) {
    let Some(workload) = component.workload() else { return };
    for (key, value) in workload.account.annotations.iter().filter(|(key, _)| !is_label_key(key)) {
        let span = rules.place(value.origin, component);
        rules.report(
            Diagnostic::new(Code::IllegalLabel, span, format!("`{key}` is not a legal annotation"))
                .label("not a legal name")
                .help("its name has at most 63 letters, digits, `-`, `_` and `.`, and may have a prefix `example.com/`"),
        );
    }
    for (name, rule) in &workload.account.rules {
        complete(rules, component, name, rule);
        let group = group(rules, component, rule);
        for resource in &rule.resources {
            check_resource(rules, component, rule, group, resource);
        }
        names(rules, component, rule);
    }
}

fn complete(rules: &mut Rules, component: &Component, name: &str, rule: &At<AccessRule>) {
    if rules.before.flawed {
        return;
    }
    let (what, example) = match (rule.resources.is_empty(), rule.verbs.is_empty()) {
        (true, _) => ("resources", "resources: [pods]"),
        (_, true) => ("verbs", "verbs: [get, list, watch]"),
        _ => return,
    };
    let span = rules.place(rule.origin, component);
    rules.report(
        Diagnostic::new(Code::AccessRule, span, format!("the rule `{name}` names no {what}"))
            .label("grants nothing")
            .help(format!("write for example `{example}`"))
            .fill_in(span, &[], example),
    );
}

/// The API group that a rule means, if it is one that is known.
fn group(rules: &mut Rules, component: &Component, rule: &At<AccessRule>) -> Option<&'static str> {
    let api = rule.api.as_str();
    if let Some(known) = RESOURCES.iter().map(|(group, ..)| *group).find(|group| *group == api) {
        return Some(known);
    }
    let (bare, version) = api.split_once('/').unwrap_or((api, ""));
    let (wrong, help) = match bare {
        "core" | "v1" => (true, "the core group has an empty name: take `api` away".to_owned()),
        _ if !version.is_empty() => (true, format!("a group has no version here: write `\"{bare}\"`")),
        _ => {
            let known = RESOURCES.iter().map(|(group, ..)| *group).filter(|group| !group.is_empty());
            let near = near(api, known).filter(|_| !api.contains('.'));
            (near.is_some(), format!("did you mean `\"{}\"`?", near.unwrap_or_default()))
        }
    };
    if wrong {
        let span = rules.place(rule.api.origin, component);
        rules.report(
            Diagnostic::new(Code::AccessRule, span, format!("`{api}` is not the name of an API group"))
                .label("grants nothing")
                .help(help),
        );
    }
    let meant = if ["core", "v1"].contains(&bare) { "" } else { bare };
    RESOURCES.iter().map(|(group, ..)| *group).find(|group| *group == meant)
}

fn check_resource(
    rules: &mut Rules,
    component: &Component,
    rule: &At<AccessRule>,
    group: Option<&'static str>,
    at: &At<SmolStr>,
) {
    if at.as_str() == "*" {
        return;
    }
    let base = at.split('/').next().unwrap_or_default();
    if let Some((help, instead)) = misnamed(rule, group, base) {
        let span = rules.place(at.origin, component);
        let message = match group.unwrap_or(&rule.api) {
            "" => format!("the core API group has no resource `{base}`"),
            group => format!("the API group `{group}` has no resource `{base}`"),
        };
        let diagnostic = Diagnostic::new(Code::AccessRule, span, message).label("grants nothing").help(help);
        rules.report(match instead {
            Some(name) => diagnostic.rewrite(name),
            None => diagnostic,
        });
        return;
    }
    let of_cluster =
        RESOURCES.iter().any(|(g, name, _, of_cluster)| *of_cluster && Some(*g) == group && *name == base);
    if of_cluster && !rule.cluster.value {
        let span = rules.place(at.origin, component);
        rules.report(
            Diagnostic::new(Code::ClusterResource, span, format!("`{base}` are not in a namespace"))
                .label("a rule for one namespace can't grant it")
                .help("write `cluster: true` in the block of the rule: it then holds in the whole cluster")
                .write_into(rules.place(rule.origin, component), &[], "cluster: true"),
        );
    }
}

/// What to write instead of a resource, as a help, and as a name where one will do.
type Misnamed = (String, Option<String>);

/// What is wrong with the name of a resource, as far as its group is known.
fn misnamed(rule: &At<AccessRule>, group: Option<&'static str>, base: &str) -> Option<Misnamed> {
    let as_kind = RESOURCES.iter().find(|(g, name, kind, _)| {
        kind.eq_ignore_ascii_case(base) && *name != base && group.is_none_or(|group| *g == group)
    });
    if let Some((_, name, ..)) = as_kind {
        return Some((format!("resources have plural names: write `{name}`"), Some((*name).to_owned())));
    }
    let lower = base.to_ascii_lowercase();
    if base.is_empty() || lower != base {
        let plural = if lower.ends_with('s') { lower } else { format!("{lower}s") };
        let example = if base.is_empty() { "pods" } else { &plural };
        let help = format!("resources have plural names in lower case: write `{example}`");
        return Some((help, Some(example.to_owned()).filter(|_| !base.is_empty())));
    }
    let group = group?;
    let in_group = || RESOURCES.iter().filter(|(g, ..)| *g == group).map(|(_, name, ..)| *name);
    if in_group().any(|name| name == base) {
        return None;
    }
    let elsewhere =
        |(_, name, kind, _): &&(&str, &str, &str, bool)| *name == base || kind.eq_ignore_ascii_case(base);
    if let Some((other, name, ..)) = RESOURCES.iter().find(elsewhere) {
        let help = match *other {
            "" => format!("`{name}` are in the core group: take `api` away"),
            other => format!("`{name}` are in the group `{other}`: write `api: \"{other}\"`"),
        };
        return Some((help, None));
    }
    if let Some(name) = near(base, in_group()) {
        return Some((format!("did you mean `{name}`?"), Some(name.to_owned())));
    }
    // The core group is complete; others may have grown since.
    (rule.api.is_empty())
        .then(|| ("name the API group of the resource: `api: \"example.com\"`".to_owned(), None))
}

/// A request to create an object has no name yet.
fn names(rules: &mut Rules, component: &Component, rule: &At<AccessRule>) {
    let unnamed = |verb: &&At<SmolStr>| ["create", "deletecollection"].contains(&verb.as_str());
    let (Some(name), Some(verb)) = (rule.names.first(), rule.verbs.iter().find(unnamed)) else { return };
    let (span, there) = (rules.place(verb.origin, component), rules.place(name.origin, component));
    rules.report(
        Diagnostic::new(
            Code::AccessRule,
            span,
            format!("`{}` can't be granted for named objects", verb.value),
        )
        .label("grants nothing")
        .also(there, "the rule holds for these names only")
        .help("put it into a rule of its own, without `names`"),
    );
}

/// Resources of Kubernetes' own API groups: group, plural name, kind, and whether they are outside of namespaces.
pub(super) const RESOURCES: [(&str, &str, &str, bool); 62] = [
    ("", "bindings", "Binding", false),
    ("", "componentstatuses", "ComponentStatus", true),
    ("", "configmaps", "ConfigMap", false),
    ("", "endpoints", "Endpoints", false),
    ("", "events", "Event", false),
    ("", "limitranges", "LimitRange", false),
    ("", "namespaces", "Namespace", true),
    ("", "nodes", "Node", true),
    ("", "persistentvolumeclaims", "PersistentVolumeClaim", false),
    ("", "persistentvolumes", "PersistentVolume", true),
    ("", "pods", "Pod", false),
    ("", "podtemplates", "PodTemplate", false),
    ("", "replicationcontrollers", "ReplicationController", false),
    ("", "resourcequotas", "ResourceQuota", false),
    ("", "secrets", "Secret", false),
    ("", "serviceaccounts", "ServiceAccount", false),
    ("", "services", "Service", false),
    ("admissionregistration.k8s.io", "mutatingwebhookconfigurations", "MutatingWebhookConfiguration", true),
    ("admissionregistration.k8s.io", "validatingadmissionpolicies", "ValidatingAdmissionPolicy", true),
    (
        "admissionregistration.k8s.io",
        "validatingadmissionpolicybindings",
        "ValidatingAdmissionPolicyBinding",
        true,
    ),
    (
        "admissionregistration.k8s.io",
        "validatingwebhookconfigurations",
        "ValidatingWebhookConfiguration",
        true,
    ),
    ("apiextensions.k8s.io", "customresourcedefinitions", "CustomResourceDefinition", true),
    ("apiregistration.k8s.io", "apiservices", "APIService", true),
    ("apps", "controllerrevisions", "ControllerRevision", false),
    ("apps", "daemonsets", "DaemonSet", false),
    ("apps", "deployments", "Deployment", false),
    ("apps", "replicasets", "ReplicaSet", false),
    ("apps", "statefulsets", "StatefulSet", false),
    ("authentication.k8s.io", "selfsubjectreviews", "SelfSubjectReview", true),
    ("authentication.k8s.io", "tokenreviews", "TokenReview", true),
    ("authorization.k8s.io", "localsubjectaccessreviews", "LocalSubjectAccessReview", false),
    ("authorization.k8s.io", "selfsubjectaccessreviews", "SelfSubjectAccessReview", true),
    ("authorization.k8s.io", "selfsubjectrulesreviews", "SelfSubjectRulesReview", true),
    ("authorization.k8s.io", "subjectaccessreviews", "SubjectAccessReview", true),
    ("autoscaling", "horizontalpodautoscalers", "HorizontalPodAutoscaler", false),
    ("batch", "cronjobs", "CronJob", false),
    ("batch", "jobs", "Job", false),
    ("certificates.k8s.io", "certificatesigningrequests", "CertificateSigningRequest", true),
    ("coordination.k8s.io", "leases", "Lease", false),
    ("discovery.k8s.io", "endpointslices", "EndpointSlice", false),
    ("events.k8s.io", "events", "Event", false),
    ("flowcontrol.apiserver.k8s.io", "flowschemas", "FlowSchema", true),
    ("flowcontrol.apiserver.k8s.io", "prioritylevelconfigurations", "PriorityLevelConfiguration", true),
    ("metrics.k8s.io", "nodes", "NodeMetrics", true),
    ("metrics.k8s.io", "pods", "PodMetrics", false),
    ("networking.k8s.io", "ingressclasses", "IngressClass", true),
    ("networking.k8s.io", "ingresses", "Ingress", false),
    ("networking.k8s.io", "networkpolicies", "NetworkPolicy", false),
    ("node.k8s.io", "runtimeclasses", "RuntimeClass", true),
    ("policy", "poddisruptionbudgets", "PodDisruptionBudget", false),
    ("rbac.authorization.k8s.io", "clusterrolebindings", "ClusterRoleBinding", true),
    ("rbac.authorization.k8s.io", "clusterroles", "ClusterRole", true),
    ("rbac.authorization.k8s.io", "rolebindings", "RoleBinding", false),
    ("rbac.authorization.k8s.io", "roles", "Role", false),
    ("scheduling.k8s.io", "priorityclasses", "PriorityClass", true),
    ("storage.k8s.io", "csidrivers", "CSIDriver", true),
    ("storage.k8s.io", "csinodes", "CSINode", true),
    ("storage.k8s.io", "csistoragecapacities", "CSIStorageCapacity", false),
    ("storage.k8s.io", "storageclasses", "StorageClass", true),
    ("storage.k8s.io", "volumeattachments", "VolumeAttachment", true),
    ("storage.k8s.io", "volumeattributesclasses", "VolumeAttributesClass", true),
    ("resource.k8s.io", "resourceclaims", "ResourceClaim", false),
];
