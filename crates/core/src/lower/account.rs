//! Who a workload is in the cluster, and what it may do there
//! (<https://kubernetes.io/docs/reference/access-authn-authz/rbac/>).

use super::meta::{Draft, Meta};
use super::tree::{IntoNode, Map, list};
use crate::model::records::{AccessRule, Workload};
use crate::model::{At, Component, Model, OriginId};
use crate::object::{Data, Node, Object};
use smol_str::{SmolStr, format_smolstr};

const API: &str = "rbac.authorization.k8s.io/v1";
const GROUP: &str = "rbac.authorization.k8s.io";

/// The ServiceAccount of a workload, and the roles that its rules make.
pub(crate) fn objects(model: &Model, component: &Component, workload: &Workload) -> Vec<Object> {
    let meta = Meta::of(model, component).annotations(&workload.account.annotations);
    let mut objects = vec![
        Draft::new("v1", "ServiceAccount", meta)
            .with("automountServiceAccountToken", token(component, workload))
            .object(),
    ];
    let rules = |cluster: bool| -> Vec<&At<AccessRule>> {
        let all = workload.account.rules.iter().map(|(_, rule)| rule);
        all.filter(|rule| rule.cluster.value == cluster).collect()
    };
    let (local, everywhere) = (rules(false), rules(true));
    if !local.is_empty() {
        let meta = || Meta::of(model, component);
        objects.extend(role(component, ["Role", "RoleBinding"], meta, &local));
    }
    if !everywhere.is_empty() {
        // Names of cluster roles are one space for all namespaces.
        let name = format_smolstr!("{}-{}", component.common.namespace.value, component.name);
        let meta = || Meta::named(model, component, name.clone()).cluster_scoped();
        objects.extend(role(component, ["ClusterRole", "ClusterRoleBinding"], meta, &everywhere));
    }
    objects
}

/// Whether pods get a token: only if there is something that they may do with it.
pub(crate) fn token(component: &Component, workload: &Workload) -> Node {
    match workload.account.rules.first() {
        Some((_, rule)) => Node::new(Data::Bool(true), rule.origin),
        None => Node::new(Data::Bool(false), component.origin),
    }
}

fn role<'a>(
    component: &Component,
    [kind, binding]: [&'static str; 2],
    meta: impl Fn() -> Meta<'a>,
    rules: &[&At<AccessRule>],
) -> [Object; 2] {
    let origin = rules.first().map_or(component.origin, |rule| rule.origin);
    let named = meta();
    let reference =
        Map::new(origin).with("apiGroup", GROUP).with("kind", kind).with("name", named.name.clone());
    let subject = Map::new(origin)
        .with("kind", "ServiceAccount")
        .with("name", component.name.clone())
        .with("namespace", &component.common.namespace);
    let rules: Vec<Map> = rules.iter().map(|rule| policy(rule)).collect();
    [
        Draft::new(API, kind, named).with("rules", rules.into_node(origin)).object(),
        Draft::new(API, binding, meta())
            .with("roleRef", reference)
            .with("subjects", vec![subject].into_node(origin))
            .object(),
    ]
}

fn policy(rule: &At<AccessRule>) -> Map {
    let verb = |at: &At<SmolStr>| {
        let text = if at.as_str() == "all" { SmolStr::new_static("*") } else { at.value.clone() };
        Node::new(Data::Str(text), at.origin)
    };
    let origin: OriginId = rule.origin;
    Map::new(origin)
        .with("apiGroups", vec![(&rule.api).into_node(origin)])
        .with("resources", list(&rule.resources))
        .list("resourceNames", list(&rule.names))
        .with("verbs", rule.verbs.iter().map(verb).collect::<Vec<_>>())
}
