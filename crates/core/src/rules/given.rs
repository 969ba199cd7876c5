//! Names and labels of objects that somebody else makes, and names that get a prefix: an illegal one names nothing that could be
//! there (<https://kubernetes.io/docs/concepts/overview/working-with-objects/names/>).

use super::{Rules, place};
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::meta::is_label_value;
use crate::model::records::Workload;
use crate::model::{At, Body, BuiltIn, Component, Ref};
use crate::source::Span;
use crate::types::text::is_dns_label;
use crate::types::variable;
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// The most characters that the name of an object may have.
const NAME: usize = 253;

/// The most characters of a label's value and of a label of DNS. Flux puts the name of a node into a label.
const LABEL: usize = 63;

pub(super) fn check(rules: &mut Rules) {
    environment(rules);
    let model = rules.model;
    // A declared name was looked at where it is declared.
    for secret in model.secrets.values().filter(|secret| secret.name.value != secret.id.name) {
        object(rules, &secret.name, secret.span, "a Secret");
    }
    for component in model.components.values().filter(|component| !component.common.existing) {
        of_component(rules, component);
        consumers(rules, component);
    }
    nodes_of_namespaces(rules);
}

fn environment(rules: &mut Rules) {
    let (environment, span) = (&rules.model.environment, rules.model.span);
    let flux = &environment.flux;
    let network = &environment.network;
    let namespaces = [
        &flux.namespace,
        &environment.monitoring.namespace,
        &network.keda,
        &network.cloudnative_pg,
        &network.dragonfly,
        &network.nack,
    ];
    for namespace in namespaces.into_iter().filter(|namespace| !is_dns_label(namespace)) {
        let span = place(&rules.model.origins, namespace.origin, span);
        rules.report(
            Diagnostic::new(Code::IllegalName, span, format!("`{}` is not a legal namespace", namespace.value))
                .label("there can't be a namespace of this name")
                .help("a namespace has at most 63 lower-case letters, digits and `-`, and starts and ends with a letter or digit"),
        );
    }
    let named = [
        (&flux.service_account, "a ServiceAccount"),
        (&flux.kube_config, "a Secret"),
        (&flux.decryption.secret, "a Secret"),
    ];
    for (name, what) in named {
        name.iter().for_each(|name| object(rules, name, span, what));
    }
    let Some(part_of) = &environment.part_of else { return };
    if variable::holds(part_of) || is_label_value(part_of) {
        return;
    }
    let span = place(&rules.model.origins, part_of.origin, span);
    rules.report(
        Diagnostic::new(
            Code::IllegalLabel,
            span,
            format!("the label `app.kubernetes.io/part-of: {}` is not possible", part_of.value),
        )
        .label("a label of every object")
        .help("a label's value has at most 63 letters, digits, `-`, `_` and `.`, and starts and ends with a letter or digit"),
    );
}

fn of_component(rules: &mut Rules, component: &Component) {
    let span = component.span;
    let mut named = vec![(component.common.flux.service_account.as_ref(), "a ServiceAccount")];
    if let Some(workload) = component.workload() {
        volumes(rules, component, workload);
    }
    match &component.body {
        Some(Body::Postgres(body)) => named.push((body.0.storage_class.as_ref(), "a StorageClass")),
        Some(Body::Nats(body)) => named.push((body.0.storage_class.as_ref(), "a StorageClass")),
        Some(Body::Helm(body)) => {
            named.push((body.0.service_account.as_ref(), "a ServiceAccount"));
            let service = Some(&body.0.service_name).filter(|name| name.value != body.0.release.value);
            named.push((service, "a Service"));
        }
        _ => {}
    }
    for (name, what) in named {
        name.into_iter().for_each(|name| object(rules, name, span, what));
    }
}

/// The name of an object: parts of lower-case letters, digits and `-`, with dots between them.
fn object(rules: &mut Rules, name: &At<SmolStr>, otherwise: Span, what: &str) {
    let text = name.value.as_str();
    let is_part = |part: &str| part.len() > 63 || is_dns_label(part);
    if variable::holds(text) || (text.len() <= NAME && text.split('.').all(is_part)) {
        return;
    }
    let mut span = place(&rules.model.origins, name.origin, otherwise);
    if rules.is_prelude(span) {
        span = otherwise;
    }
    // Made from the name of its component, of which it is told.
    if rules.is_prelude(span) {
        return;
    }
    rules.report(
        Diagnostic::new(Code::IllegalName, span, format!("`{text}` is not legal as the name of {what}"))
            .label("there can't be one of this name")
            .help("write lower-case letters, digits, `-` and `.`"),
    );
}

/// A pod's volumes are named after what they are and what is mounted, and their names are labels of DNS
/// (<https://kubernetes.io/docs/concepts/storage/volumes/>).
fn volumes(rules: &mut Rules, component: &Component, workload: &Workload) {
    let mounted = workload.mounts.iter().filter_map(|(_, mount)| match &mount.target.value {
        Ref::Config(name) | Ref::SharedConfig(name) => {
            Some(("config-", "a config that is mounted", name, mount.origin))
        }
        Ref::Secret(id) => Some(("secret-", "a secret that is mounted", &id.name, mount.origin)),
        Ref::SharedVolume(name) => Some(("volume-", "a volume", name, mount.origin)),
        _ => None,
    });
    let scratch =
        workload.scratch.iter().map(|(name, at)| ("scratch-", "a scratch directory", name, at.origin));
    let hosts =
        workload.host_paths.iter().map(|(name, at)| ("host-", "a directory of the node", name, at.origin));
    let own = workload.volumes.iter().filter(|_| component.kind != BuiltIn::Stateful);
    let own = own.map(|(name, at)| ("volume-", "a volume", name, at.origin));
    for (prefix, what, name, origin) in mounted.chain(scratch).chain(hosts).chain(own) {
        // What no volume may be called is told of elsewhere.
        let length = prefix.len() + name.len();
        if length <= LABEL || name.len() > LABEL && prefix == "volume-" {
            continue;
        }
        let span = rules.place(origin, component);
        rules.report(too_long(span, name, what, (length, LABEL)).help(format!(
            "the pod's volume is called `{prefix}…`; shorten it to {} characters",
            LABEL - prefix.len()
        )));
    }
}

/// A consumer's object is named after its stream and itself.
fn consumers(rules: &mut Rules, component: &Component) {
    let Some(stream) = component.stream() else { return };
    for (name, consumer) in &stream.consumers {
        let length = component.name.len() + 1 + name.len();
        if length <= NAME {
            continue;
        }
        let span = rules.place(consumer.origin, component);
        rules.report(too_long(span, name, "a consumer", (length, NAME)).help(format!(
            "its object is called `{}-…`; shorten it by {} characters",
            component.name,
            length - NAME
        )));
    }
}

/// The node of a namespace's secrets, or of what its components share, is named after the namespace.
fn nodes_of_namespaces(rules: &mut Rules) {
    let model = rules.model;
    let mut prefixes: BTreeMap<&SmolStr, &str> = BTreeMap::new();
    let shared = &model.shared;
    prefixes
        .extend(shared.configs.values().flat_map(|config| &config.namespaces).map(|name| (name, "shared-")));
    prefixes
        .extend(shared.volumes.values().flat_map(|volume| &volume.namespaces).map(|name| (name, "shared-")));
    let apart = model.secrets.values().filter(|secret| secret.id.owner.is_none());
    prefixes.extend(apart.flat_map(|secret| &secret.namespaces).map(|at| (&at.value, "secrets-")));
    for (namespace, prefix) in prefixes {
        let length = prefix.len() + namespace.len();
        if length <= LABEL {
            continue;
        }
        let inside =
            model.components.values().find(|component| component.common.namespace.value == *namespace);
        let Some(component) = inside else { continue };
        let span = rules.place(component.common.namespace.origin, component);
        rules.report(too_long(span, namespace, "a namespace with secrets or configs", (length, LABEL)).help(
            format!("its node is called `{prefix}…`; shorten it to {} characters", LABEL - prefix.len()),
        ));
    }
}

fn too_long(span: Span, name: &str, what: &str, (length, most): (usize, usize)) -> Diagnostic {
    Diagnostic::new(Code::NameTooLong, span, format!("`{name}` is too long for {what}"))
        .label(format!("{length} characters with what stands before it, at most {most} are possible"))
}
