//! Roles and who has them: nobody checks the words of a rule, and a binding to nothing binds nothing
//! (<https://kubernetes.io/docs/reference/access-authn-authz/rbac/>).

use super::super::account::RESOURCES;
use super::found::Found;
use super::judged::Judged;
use super::lookups::{misspelt, target};
use super::whole::{Whole, items, plain, text};
use crate::diagnostic::{Code, Diagnostic, near};
use crate::object::{Node, Object};

const RBAC: &str = "rbac.authorization.k8s.io";

/// The verbs that a rule may grant.
const VERBS: [&str; 16] = [
    "*",
    "approve",
    "attest",
    "bind",
    "create",
    "delete",
    "deletecollection",
    "escalate",
    "get",
    "impersonate",
    "list",
    "patch",
    "sign",
    "update",
    "use",
    "watch",
];

pub(super) fn check(whole: &Whole, object: &Judged, found: &mut Found) {
    if object.group() != RBAC {
        return;
    }
    match object.kind.as_str() {
        "Role" | "ClusterRole" => {
            for rule in items(&object.body, &["rules"]) {
                words(whole, object, rule, found);
            }
        }
        "RoleBinding" | "ClusterRoleBinding" => bound(whole, object, found),
        _ => {}
    }
}

fn words(whole: &Whole, object: &Object, rule: &Node, found: &mut Found) {
    let mut told = false;
    for node in items(rule, &["apiGroups"]) {
        let fault = group(whole, object, node);
        told |= fault.is_some();
        found.push(fault);
    }
    for node in items(rule, &["verbs"]) {
        found.push(verb(whole, object, node));
    }
    let groups: Vec<&str> = items(rule, &["apiGroups"]).iter().filter_map(Node::as_str).collect();
    for node in items(rule, &["resources"]).iter().filter(|_| !told) {
        found.push(resource(whole, object, node, &groups));
    }
}

fn nothing(whole: &Whole, object: &Object, node: &Node, message: &str) -> Diagnostic {
    whole.fault(Code::AccessRule, object, node, message).label("grants nothing")
}

fn verb(whole: &Whole, object: &Object, node: &Node) -> Option<Diagnostic> {
    let word = plain(node)?;
    let known = VERBS.contains(&word);
    // Extensions invent verbs; only what was meant otherwise is told.
    let meant = near(word, VERBS).or_else(|| VERBS.into_iter().find(|verb| verb.eq_ignore_ascii_case(word)));
    let meant = meant.filter(|_| !known)?;
    let fault = nothing(whole, object, node, &format!("grants the verb `{word}`, which nobody asks for"));
    Some(whole.meant(fault, word, meant))
}

fn group(whole: &Whole, object: &Object, node: &Node) -> Option<Diagnostic> {
    let word = plain(node)?;
    let known = || RESOURCES.iter().map(|(group, ..)| *group).filter(|group| !group.is_empty());
    let (bare, version) = word.split_once('/').unwrap_or((word, ""));
    let (help, right) = if ["v1", "core"].contains(&word) {
        ("the core group has an empty name: write `\"\"`".to_owned(), "\"\"")
    } else if !version.is_empty() {
        (format!("a group has no version here: write `{bare}`"), bare)
    } else {
        let meant =
            near(word, known()).filter(|_| !word.contains('.') && !known().any(|group| group == word))?;
        (format!("did you mean `{meant}`?"), meant)
    };
    let message = format!("names the API group `{word}`, which no group is called");
    Some(whole.repaired(nothing(whole, object, node, &message), help, word, right))
}

fn resource(whole: &Whole, object: &Object, node: &Node, groups: &[&str]) -> Option<Diagnostic> {
    let word = plain(node).filter(|word| *word != "*")?;
    let base = word.split('/').next().unwrap_or_default();
    let of_groups = |group: &str| groups.contains(&group) || groups.contains(&"*");
    let all_known = groups.iter().all(|group| RESOURCES.iter().any(|(known, ..)| known == group));
    let own = RESOURCES.iter().find(|(group, name, ..)| *name == base && of_groups(group));
    if let Some((.., of_cluster)) = own {
        let lost = *of_cluster && object.kind == "Role";
        return lost.then(|| {
            whole
                .fault(
                    Code::ClusterResource,
                    object,
                    node,
                    &format!("grants `{base}`, which are in no namespace"),
                )
                .label("a Role can't grant it")
                .help("write it into a ClusterRole, with a ClusterRoleBinding")
        });
    }
    let message = format!("grants `{base}`, which the API group does not have");
    let fault = || nothing(whole, object, node, &message);
    let plural = |right: &str| {
        let help = format!("resources have plural names in lower case: write `{right}`");
        Some(whole.repaired(fault(), help, base, right))
    };
    let as_kind =
        RESOURCES.iter().find(|(group, _, kind, _)| kind.eq_ignore_ascii_case(base) && of_groups(group));
    if let Some((_, name, ..)) = as_kind {
        return plural(name);
    }
    let lower = base.to_ascii_lowercase();
    if lower != base {
        return plural(&lower);
    }
    if !all_known || groups.is_empty() {
        return None;
    }
    let elsewhere = RESOURCES.iter().find(|(_, name, ..)| *name == base);
    if let Some((group, ..)) = elsewhere {
        let shown = if group.is_empty() { "\"\"" } else { group };
        return Some(fault().help(format!("they are in the group `{shown}`: write it into `apiGroups`")));
    }
    let known = RESOURCES.iter().filter(|(group, ..)| of_groups(group)).map(|(_, name, ..)| *name);
    near(base, known).map(|name| whole.meant(fault(), base, name))
}

fn bound(whole: &Whole, object: &Object, found: &mut Found) {
    let own = object.namespace.as_deref().unwrap_or_default();
    let (kind, role) = (text(&object.body, &["roleRef", "kind"]), object.body.at(&["roleRef", "name"]));
    if let (Some(role), Some(name)) = (role, role.and_then(plain)) {
        found.push(match kind {
            Some("Role") => whole.lost(object, role, &target(RBAC, "Role", own, name, "binds")),
            Some("ClusterRole") => {
                let known: Vec<&str> =
                    whole.of_kind(RBAC, "ClusterRole").map(|role| role.name.as_str()).collect();
                let own = ["cluster-admin", "admin", "edit", "view"];
                let to = target(RBAC, "ClusterRole", "", name, "binds");
                let known: Vec<&str> = known.into_iter().chain(own).collect();
                misspelt(whole, object, role, &to, &known)
            }
            _ => None,
        });
    }
    for subject in items(&object.body, &["subjects"]) {
        let Some(node) = subject.get("name").filter(|_| text(subject, &["kind"]) == Some("ServiceAccount"))
        else {
            continue;
        };
        let place = text(subject, &["namespace"]).unwrap_or(own);
        let Some(name) = plain(node).filter(|name| *name != "default") else { continue };
        if whole.find("", "Namespace", "", place).is_some() {
            found.push(whole.lost(object, node, &target("", "ServiceAccount", place, name, "is for")));
        }
    }
}
