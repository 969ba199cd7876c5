//! Volumes: how many pods may mount them, and what would take their data away
//! (<https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes>).

use super::Rules;
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::shared::holds_claims;
use crate::lower::volumes::{Once, once};
use crate::model::records::{Mount, Workload};
use crate::model::{At, Body, BuiltIn, Component, Named, OriginId, Ref};
use crate::source::Span;
use crate::types::Scalar;
use crate::types::text::is_dns_label;
use smol_str::SmolStr;

pub(super) fn check(rules: &mut Rules, component: &Component) {
    let Some(workload) = component.workload() else { return };
    for (name, volume) in &workload.volumes {
        let span = rules.place(volume.origin, component);
        match &volume.size {
            None => rules.report(no_size(span, name)),
            Some(size) if size.count == 0 => {
                let span = rules.place(size.origin, component);
                rules.report(empty(span, name));
            }
            Some(_) => {}
        }
        self::name(rules, component, name, span);
    }
    for (name, host) in workload.host_paths.iter().filter(|(_, host)| host.path.is_none()) {
        let span = rules.place(host.origin, component);
        rules.report(
            Diagnostic::new(Code::MissingField, span, format!("the host path `{name}` names no directory"))
                .label("which directory of the node?")
                .help(format!("write it behind a colon: `host-path {name}: \"/var/log\" {{ … }}`")),
        );
    }
    let once = once(rules.model, component);
    if let Some(volume) = once.first() {
        several_pods(rules, component, volume);
        rolling(rules, component, volume);
    }
    recreated(rules, component, workload);
    one_name(rules, component, workload);
    let beside = workload.init.iter().chain(&workload.sidecars).map(|(_, c)| &c.value.mounts);
    for mounts in std::iter::once(&workload.mounts).chain(beside) {
        optional(rules, component, mounts);
        let targets = mounts.iter().map(|(_, mount)| &mount.target);
        targets.for_each(|target| taken_away(rules, component, workload, target));
    }
    let imports = workload.env_import.iter().filter_map(|(_, import)| import.source.as_ref());
    let from = workload.init.iter().chain(&workload.sidecars).flat_map(|(_, c)| &c.value.env_from);
    for source in workload.env_from.iter().chain(from).chain(imports) {
        taken_away(rules, component, workload, source);
    }
}

/// A stronger layer says `none` to what is still mounted or read.
fn taken_away(rules: &mut Rules, component: &Component, workload: &Workload, target: &At<Ref>) {
    let (word, name, there) = match &target.value {
        Ref::Config(name) => ("config", name, workload.config.iter().any(|(n, _)| n == name)),
        Ref::Scratch(name) => ("scratch", name, workload.scratch.iter().any(|(n, _)| n == name)),
        Ref::Volume(name) => ("volume", name, workload.volumes.iter().any(|(n, _)| n == name)),
        _ => return,
    };
    if there || rules.before.flawed {
        return;
    }
    let span = rules.place(target.origin, component);
    let (gone, what) = match rules.taken_away(component, word, name) {
        Some(gone) => (gone, "taken away here"),
        None => (component.span, "a layer of it says `none`"),
    };
    rules.report(
        Diagnostic::new(
            Code::UnknownName,
            span,
            format!("`{}` has no {word} `{name}` any more", component.name),
        )
        .label("used here")
        .also(gone, what)
        .help(format!("take this away too, or leave `{word} {name}` in place")),
    );
}

pub(super) fn no_size(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(Code::MissingField, span, format!("the volume `{name}` has no size"))
        .label("how much may it hold?")
        .help(format!("write its size behind a colon: `volume {name}: 10Gi {{ … }}`"))
}

pub(super) fn empty(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(Code::ConstraintNotMet, span, format!("the volume `{name}` would hold nothing"))
        .label("too small")
        .help("write a size above 0, such as `10Gi`")
}

/// Volumes of a pod are called by these names where fluo makes them.
fn name(rules: &mut Rules, component: &Component, name: &SmolStr, span: Span) {
    if !is_dns_label(name) {
        rules.report(
            Diagnostic::new(
                Code::IllegalName,
                span,
                format!("`{name}` is not legal as the name of a volume"),
            )
            .label("not a DNS label")
            .help("write lower-case letters, digits and `-`"),
        );
        return;
    }
    let taken =
        ["scratch-", "config-", "secret-", "volume-", "host-"].iter().any(|prefix| name.starts_with(prefix));
    if component.kind == BuiltIn::Stateful && (name == "tmp" || taken) {
        rules.report(
            Diagnostic::new(
                Code::IllegalName,
                span,
                format!("a volume of a stateful can't be called `{name}`"),
            )
            .label("other volumes of its pods have such names")
            .help("choose another name, such as `data`"),
        );
    }
}

/// Pods on several nodes can't all mount it: the second one would wait for ever.
fn several_pods(rules: &mut Rules, component: &Component, volume: &Once) {
    let Some((origin, pods)) = pods(component) else { return };
    let (span, there) = (rules.place(origin, component), rules.place(volume.origin, component));
    let name = &volume.name;
    let access = match volume.said {
        true => "mounted on one node only",
        false => "`access: once`, as it is unless it says otherwise",
    };
    let diagnostic = Diagnostic::new(
        Code::VolumeOnce,
        there,
        format!("`{}` runs {pods}, but its volume `{name}` is mounted on one node only", component.name),
    )
    .label(access)
    .also(span, pods);
    let diagnostic = match (volume.shared, component.scalable().is_some()) {
        (false, true) => diagnostic
            .help("make it a `stateful`: each replica then has a volume of its own")
            .help("or let all mount the same one, if the storage can do it: `access: many`")
            .write_into(there, &[], "access: many"),
        _ => diagnostic
            .help(format!("if the storage can do it, write `access: many` in `volume {name}`"))
            .write_into(there, &[], "access: many"),
    };
    rules.report(diagnostic);
}

/// What makes a component run in several pods at a time, and how many.
fn pods(component: &Component) -> Option<(OriginId, String)> {
    if component.kind == BuiltIn::Daemon {
        return Some((component.origin, "one pod on each node".to_owned()));
    }
    if let Some(finite) = component.finite() {
        let parallel = finite.parallel.as_ref().filter(|parallel| parallel.value > 1);
        let overlap = match &component.body {
            Some(Body::Cron(body)) => Some(&body.1.schedule.concurrency).filter(|c| c.as_str() == "allow"),
            _ => None,
        };
        let parallel = parallel.map(|at| (at.origin, format!("{} pods at a time", at.value)));
        return parallel.or_else(|| overlap.map(|at| (at.origin, "runs that overlap".to_owned())));
    }
    let scalable = component.scalable()?;
    if let Some(range) = scalable.scale.as_ref().and_then(|scale| scale.range.as_ref()) {
        return match &range.high {
            Some(Scalar::Int(high)) if *high > 1 => Some((range.origin, format!("up to {high} pods"))),
            _ => None,
        };
    }
    let replicas = scalable.replicas.as_ref().filter(|replicas| replicas.value > 1)?;
    Some((replicas.origin, format!("{} pods", replicas.value)))
}

/// The new pod would wait for the volume, and the old one for the new pod.
fn rolling(rules: &mut Rules, component: &Component, volume: &Once) {
    let Some(Body::Scalable(body)) = &component.body else { return };
    let Some(strategy) = &body.1.strategy else { return };
    if strategy.kind.as_ref().is_some_and(|kind| kind.as_str() == "recreate") {
        return;
    }
    let (span, there) = (rules.place(strategy.origin, component), rules.place(volume.origin, component));
    rules.report(
        Diagnostic::new(
            Code::VolumeRolling,
            span,
            format!(
                "`{}` can't roll: its volume `{}` is mounted on one node only",
                component.name, volume.name
            ),
        )
        .label("starts the new pod before the old one stops")
        .also(there, "the new pod would wait for this volume")
        .help("take the strategy away: fluo writes `recreate` by itself")
        .help("to go on without a gap, let both mount it, `access: many`, or make it a `stateful`")
        .take_out(span, "strategy"),
    );
}

/// Flux deletes and makes again what it can't change, a claim with its data too.
fn recreated(rules: &mut Rules, component: &Component, workload: &Workload) {
    let force = component.common.flux.force.as_ref().filter(|force| force.value);
    let kept_apart = component.kind == BuiltIn::Stateful || holds_claims(component);
    let (Some(force), false) = (force, kept_apart) else { return };
    let Some((name, volume)) = workload.volumes.first() else { return };
    let (span, there) = (rules.place(force.origin, component), rules.place(volume.origin, component));
    rules.report(
        Diagnostic::new(
            Code::VolumeForced,
            span,
            format!("Flux would recreate the volume `{name}` once it can't change it"),
        )
        .label("deletes what can't be changed")
        .also(there, "its data would be gone")
        .help("take `force` away, or share the volume: `volume NAME: 10Gi { … }` at the top level stands in a node of its own")
        .take_out(span, "force"),
    );
}

/// `mount "/path": NAME` would mean either of two.
fn one_name(rules: &mut Rules, component: &Component, workload: &Workload) {
    let configs = workload.config.iter().map(|(name, at)| (name, at.origin));
    let scratch = workload.scratch.iter().map(|(name, at)| (name, at.origin));
    let volumes = workload.volumes.iter().map(|(name, at)| (name, at.origin));
    let mut seen: Vec<(&SmolStr, OriginId)> = Vec::new();
    for (name, origin) in configs.chain(scratch).chain(volumes) {
        if let Some((_, first)) = seen.iter().find(|(other, _)| *other == name) {
            let (span, first) = (rules.place(origin, component), rules.place(*first, component));
            rules.report(
                Diagnostic::new(
                    Code::DeclaredTwice,
                    span,
                    format!("two things of `{}` are called `{name}`", component.name),
                )
                .label("declared again here")
                .also(first, "first declared here")
                .help("give one of them another name, so that `mount` can tell them apart"),
            );
        }
        seen.push((name, origin));
    }
}

/// Only Secrets and ConfigMaps may be missing.
fn optional(rules: &mut Rules, component: &Component, mounts: &Named<Mount>) {
    for (path, mount) in mounts {
        let directory =
            matches!(&mount.target.value, Ref::Volume(_) | Ref::SharedVolume(_) | Ref::Scratch(_));
        if directory && mount.optional.value {
            let span = rules.place(mount.optional.origin, component);
            rules.report(
                Diagnostic::new(
                    Code::WrongForm,
                    span,
                    format!("what is mounted at `{path}` can't be missing"),
                )
                .label("a volume")
                .help("take `optional` away; only a secret or a config may be missing")
                .take_out(span, "optional"),
            );
        }
    }
}

/// Everything that a container mounts itself, by path: what the component mounts, and its own.
pub(super) fn paths(workload: &Workload, own: Option<&Named<Mount>>) -> Vec<(SmolStr, OriginId)> {
    let volumes = workload.volumes.iter().map(|(_, v)| (v.at.value.clone(), v.origin));
    let scratch = workload.scratch.iter().map(|(_, s)| (s.at.value.clone(), s.origin));
    let hosts =
        workload.host_paths.iter().filter_map(|(_, host)| Some((host.target()?.value.clone(), host.origin)));
    let mount = |(path, mount): &(SmolStr, At<Mount>)| (path.clone(), mount.origin);
    let mounts = workload.mounts.iter().chain(own.into_iter().flatten()).map(mount);
    volumes.chain(scratch).chain(hosts).chain(mounts).collect()
}
