//! Workloads that a cluster would refuse, or run and get wrong.

use super::Rules;
use super::volumes::paths;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::records::{Port, Probe, Workload};
use crate::model::{At, Body, BuiltIn, Component, Named, OriginId, Value};
use crate::types::text::image_tag;
use crate::types::{Duration, Scalar, text};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

pub(super) fn check(rules: &mut Rules, component: &Component) {
    if let Some(Body::Postgres(body)) = &component.body {
        body.0.image.iter().for_each(|image| fixed(rules, component, image));
    }
    if let Some(Body::Cache(body)) = &component.body {
        body.0.image.iter().for_each(|image| fixed(rules, component, image));
    }
    let Some(workload) = component.workload() else { return };
    some_port(rules, component, workload);
    duplicate_ports(rules, component, workload);
    mounts(rules, component, workload);
    security(rules, component, workload);
    images(rules, component, workload);
    requests(rules, component);
    probes(rules, component, &Asked { name: &component.name, ports: &workload.ports }, &workload.probes);
    for (name, sidecar) in &workload.sidecars {
        probes(rules, component, &Asked { name, ports: &sidecar.ports }, &sidecar.probes);
    }
    if let Some(grace) = &workload.grace {
        whole_seconds(rules, component, grace);
    }
}

/// The container that probes ask.
struct Asked<'a> {
    name: &'a SmolStr,
    ports: &'a Named<Port>,
}

fn probes(rules: &mut Rules, component: &Component, asked: &Asked, probes: &Named<Probe>) {
    for (name, probe) in probes {
        what_is_asked(rules, component, asked, name, probe);
        successes(rules, component, name, probe);
        let times = [&probe.after, &probe.every, &probe.timeout];
        for time in times.into_iter().flatten() {
            whole_seconds(rules, component, time);
        }
    }
}

/// A Service without ports is refused, unless it is headless
/// (<https://kubernetes.io/docs/concepts/services-networking/service/>).
fn some_port(rules: &mut Rules, component: &Component, workload: &Workload) {
    let headless = component.running().is_some_and(|s| s.service.kind.as_str() == "headless");
    if component.kind != BuiltIn::Service || headless || !workload.ports.is_empty() {
        return;
    }
    rules.report(
        Diagnostic::new(
            Code::MissingField,
            component.span,
            format!("the service `{}` declares no port", component.name),
        )
        .label("answers requests on no port")
        .help("write `port http: 8080`")
        .help("what answers no requests is a `worker`")
        .fill_in(component.span, &[], "port http: 8080"),
    );
}

/// Server-side apply keys ports by number and protocol and refuses doubles.
fn duplicate_ports(rules: &mut Rules, component: &Component, workload: &Workload) {
    let beside = workload.sidecars.iter().flat_map(|(_, sidecar)| &sidecar.ports);
    let ports: Vec<&(SmolStr, At<Port>)> = workload.ports.iter().chain(beside).collect();
    if ports.len() < 2 {
        return;
    }
    // Which port was the first of a protocol and number, in the container and outside.
    let (mut inner, mut outer) = (FxHashMap::default(), FxHashMap::default());
    for (index, (name, port)) in ports.iter().enumerate() {
        let protocol = port.protocol.value.as_str();
        let same = inner.get(&(protocol, port.number.value)).into_iter();
        let same = same.chain(outer.get(&(protocol, outside(port)))).min().copied();
        inner.entry((protocol, port.number.value)).or_insert(index);
        outer.entry((protocol, outside(port))).or_insert(index);
        if let Some((first, other)) = same.and_then(|same| ports.get(same)) {
            let (here, there) =
                (rules.place(port.number.origin, component), rules.place(other.number.origin, component));
            rules.report(
                Diagnostic::new(
                    Code::DuplicatePort,
                    here,
                    format!("the ports `{first}` and `{name}` have the same number"),
                )
                .label("declared again here")
                .also(there, "first declared here")
                .help("a number can be declared once for each protocol; take one of the two away"),
            );
        }
    }
}

fn outside(port: &Port) -> i64 {
    port.expose_as.as_ref().map_or(port.number.value, |at| at.value)
}

fn mounts(rules: &mut Rules, component: &Component, workload: &Workload) {
    let whole = paths(workload, None);
    let of_component = whole.len();
    two_at_one(rules, component, &whole, 0);
    for (_, container) in workload.init.iter().chain(&workload.sidecars) {
        two_at_one(rules, component, &paths(workload, Some(&container.mounts)), of_component);
    }
}

/// Reports what is mounted over something else; the first `told` were looked at before.
fn two_at_one(rules: &mut Rules, component: &Component, paths: &[(SmolStr, OriginId)], told: usize) {
    let mut firsts: FxHashMap<&str, OriginId> = FxHashMap::default();
    for (place, (path, origin)) in paths.iter().enumerate() {
        let trimmed = path.trim_end_matches('/');
        let first = firsts.get(trimmed).copied();
        firsts.entry(trimmed).or_insert(*origin);
        if place < told {
            continue;
        }
        let span = rules.place(*origin, component);
        if let Err(why) = text::path(path) {
            rules.report(
                Diagnostic::new(Code::BadText, span, format!("`{path}` is not a path to mount at: {why}"))
                    .label(why.why)
                    .help("write an absolute path: `mount \"/etc/app\": CONFIG`"),
            );
        }
        if let Some(first) = first {
            let first = rules.place(first, component);
            rules.report(
                Diagnostic::new(Code::MountTwice, span, format!("two things are mounted at `{path}`"))
                    .label("the second one")
                    .also(first, "the first one")
                    .help("mount one of them elsewhere"),
            );
        }
    }
}

/// Settings below the `restricted` profile and a read-only root need a reason.
fn security(rules: &mut Rules, component: &Component, workload: &Workload) {
    let security = &workload.security;
    if security.because.as_ref().is_some_and(|because| !because.trim().is_empty()) {
        return;
    }
    let added = security.capabilities.iter().filter(|c| c.as_str() != "NET_BIND_SERVICE");
    let capability = added.map(|c| (c.origin, format!("the capability `{}`", c.value))).next();
    let weak = [
        (security.user.value == 0).then(|| (security.user.origin, "the user 0, root,".to_owned())),
        security.privileged.value.then(|| (security.privileged.origin, "`privileged: true`".to_owned())),
        (!security.read_only_root.value)
            .then(|| (security.read_only_root.origin, "a writable root file system".to_owned())),
        security.escalation.value.then(|| (security.escalation.origin, "`escalation: true`".to_owned())),
        (security.seccomp.as_str() == "unconfined")
            .then(|| (security.seccomp.origin, "`seccomp: unconfined`".to_owned())),
        security
            .host_network
            .value
            .then(|| (security.host_network.origin, "`host-network: true`".to_owned())),
        security.host_pid.value.then(|| (security.host_pid.origin, "`host-pid: true`".to_owned())),
        workload.host_paths.first().map(|(name, host)| (host.origin, format!("`host-path {name}`"))),
        capability,
    ];
    for (origin, what) in weak.into_iter().flatten() {
        let span = rules.place(origin, component);
        rules.report(
            Diagnostic::new(Code::WithoutBecause, span, format!("{what} needs a reason"))
                .label("weaker than the `restricted` profile")
                .help("add `because: \"…\"` to `security`, or take the line away")
                .fill_in(component.span, &["security"], "because: \"…\""),
        );
    }
}

/// A tag that moves runs other code after every restart, and no rollback brings the old code back.
fn images(rules: &mut Rules, component: &Component, workload: &Workload) {
    let beside = workload.init.iter().chain(&workload.sidecars).filter_map(|(_, c)| c.value.image.as_ref());
    for image in std::iter::once(&workload.image).chain(beside) {
        fixed(rules, component, image);
    }
}

/// An image that says which one it is.
fn fixed(rules: &mut Rules, component: &Component, image: &At<SmolStr>) {
    let tag = image_tag(image);
    let fixed = image.contains('@') || tag.is_some_and(|tag| tag != "latest");
    if !fixed {
        let span = rules.place(image.origin, component);
        let found = tag.map_or("no tag".to_owned(), |tag| format!("the tag `{tag}`"));
        let place = image.value.rsplit_once(':').filter(|_| tag.is_some()).map_or(image.as_str(), |(p, _)| p);
        rules.expected(
            Diagnostic::new(
                Code::MutableImage,
                span,
                format!("the image `{}` is not fixed: it has {found}", image.value),
            )
            .label(found)
            .help(format!("name a version, `{place}:v1.0.0`, or a digest, `{place}@sha256:…`"))
            .sketch(format!("\"{place}:v1.0.0\"")),
        );
    }
}

/// An example of requests, to be replaced by what is measured.
fn requests_of(missing: &[&str]) -> String {
    let example = |name: &&str| if *name == "cpu" { "cpu: 250m..1" } else { "memory: 512Mi..1Gi" };
    missing.iter().map(example).collect::<Vec<_>>().join(", ")
}

/// Without requests the scheduler places pods blindly, and they are the first to be evicted.
fn requests(rules: &mut Rules, component: &Component) {
    let Some(resources) = component.resources() else {
        return;
    };
    let unset = |range: &Option<At<crate::model::Range>>| range.as_ref().is_none_or(|r| r.low.is_none());
    let missing: Vec<&str> = [("cpu", &resources.cpu), ("memory", &resources.memory)]
        .iter()
        .filter(|(_, range)| unset(range))
        .map(|(name, _)| *name)
        .collect();
    if !missing.is_empty() {
        let what = missing.join(" and no ");
        let diagnostic = Diagnostic::new(
            Code::WithoutRequests,
            component.span,
            format!("`{}` requests no {what}", component.name),
        )
        .label("nothing is reserved for its pods");
        let example = requests_of(&missing);
        let help = match component.size().is_some() {
            true => format!("add `resources {{ {example} }}` to the component, or to its size"),
            false => format!("give it a `size`, or write `resources {{ {example} }}`"),
        };
        let diagnostic = rules.with_size(diagnostic, component, &what);
        rules.expected(diagnostic.help(help).fill_in(component.span, &["resources"], example));
    }
}

fn what_is_asked(rules: &mut Rules, component: &Component, asked: &Asked, name: &str, probe: &At<Probe>) {
    let span = rules.place(probe.origin, component);
    let kinds = [probe.path.is_some(), !probe.exec.is_empty(), probe.tcp.is_some(), probe.grpc.is_some()];
    match kinds.iter().filter(|set| **set).count() {
        1 => {}
        0 => {
            rules.report(
                Diagnostic::new(Code::MissingField, span, format!("the probe `{name}` asks for nothing"))
                    .label("neither a path nor anything else to ask")
                    .help(format!(
                        "write `probe {name}: \"/health\"`, or set `exec`, `tcp` or `grpc` in its block"
                    )),
            );
            return;
        }
        _ => {
            rules.report(
                Diagnostic::new(Code::WrongForm, span, format!("the probe `{name}` asks in several ways"))
                    .label("a path, `exec`, `tcp` and `grpc` exclude each other")
                    .help("keep one of them; `none` takes one away that a kind sets"),
            );
            return;
        }
    }
    port_to_ask(rules, component, asked, name, probe);
}

fn port_to_ask(rules: &mut Rules, component: &Component, asked: &Asked, name: &str, probe: &At<Probe>) {
    let port = probe.tcp.as_ref().or(probe.port.as_ref());
    match port.map(|at| (&at.value, at.origin)) {
        Some((Value::Word(wanted), origin)) if !asked.ports.iter().any(|(n, _)| n == wanted) => {
            let span = rules.place(origin, component);
            let near = crate::diagnostic::near(wanted, asked.ports.iter().map(|(n, _)| n.as_str()));
            let diagnostic = match rules.taken_away(component, "port", wanted) {
                Some(gone) => undeclared(span, asked, wanted).also(gone, "taken away here"),
                None => undeclared(span, asked, wanted),
            };
            let field = if probe.tcp.is_some() { "tcp" } else { "port" };
            let declared = |d: Diagnostic| {
                d.help(declared(asked, wanted)).fill_in(component.span, &[], format!("port {wanted}: 8080"))
            };
            rules.report(match (near, asked.ports.as_slice()) {
                (Some(name), _) => {
                    diagnostic.help(format!("did you mean `{name}`?")).set_value(span, field, name)
                }
                (None, [(only, _)]) => declared(diagnostic.set_value(span, field, only.as_str())),
                (None, _) => declared(diagnostic),
            });
        }
        Some((Value::Scalar(Scalar::Int(number)), origin))
            if !asked.ports.iter().any(|(_, p)| p.number.value == *number) =>
        {
            let span = rules.place(origin, component);
            let help = format!("declare it: `port NAME: {number}`");
            rules.report(undeclared(span, asked, &number.to_string()).help(help));
        }
        None if probe.path.is_some()
            && asked.ports.len() != 1
            && !asked.ports.iter().any(|(n, _)| n == "http") =>
        {
            let help = if asked.ports.is_empty() {
                "declare a port: `port http: 8080`".to_owned()
            } else {
                format!("say which: `probe {name}: … {{ port: NAME }}`")
            };
            let span = rules.place(probe.origin, component);
            rules.report(
                Diagnostic::new(Code::ProbePort, span, format!("the probe `{name}` has no port to ask"))
                    .label(format!("`{}` declares {} ports", asked.name, asked.ports.len()))
                    .help(help)
                    .fill_in(component.span, &[], "port http: 8080"),
            );
        }
        _ => {}
    }
}

/// What a probe may ask instead of a port that is not there.
fn declared(asked: &Asked, wanted: &str) -> String {
    let names: Vec<String> = asked.ports.iter().map(|(name, _)| format!("`{name}`")).collect();
    if names.is_empty() {
        format!("declare it: `port {wanted}: 8080`")
    } else {
        format!("it declares {}; name one of them, or add `port {wanted}: 8080`", names.join(", "))
    }
}

fn undeclared(span: crate::source::Span, asked: &Asked, port: &str) -> Diagnostic {
    Diagnostic::new(Code::ProbePort, span, format!("`{}` declares no port `{port}`", asked.name))
        .label("the probe would never be answered")
}

/// <https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#configure-probes>
fn successes(rules: &mut Rules, component: &Component, name: &str, probe: &At<Probe>) {
    let Some(successes) = probe.successes.as_ref().filter(|s| name != "ready" && s.value != 1) else {
        return;
    };
    let span = rules.place(successes.origin, component);
    rules.report(
        Diagnostic::new(
            Code::LivenessSuccesses,
            span,
            format!("the probe `{name}` can't need {} successes", successes.value),
        )
        .label("must be 1")
        .help("take `successes` away; only `probe ready` may need several")
        .take_out(span, "successes"),
    );
}

/// Kubernetes counts these in whole seconds.
pub(super) fn whole_seconds(rules: &mut Rules, component: &Component, time: &At<Duration>) {
    if time.seconds().is_none() {
        let span = rules.place(time.origin, component);
        let up = time.millis / 1000 + 1;
        rules.report(
            Diagnostic::new(
                Code::ConstraintNotMet,
                span,
                format!("`{}` is not a whole number of seconds", time.value),
            )
            .label("Kubernetes counts whole seconds here")
            .help(format!("write `{up}s`"))
            .rewrite(format!("{up}s")),
        );
    }
}
