//! Scalers that KEDA's webhook would refuse, or that would never scale
//! (<https://keda.sh/docs/2.20/reference/scaledobject-spec/>).

use super::{Rules, keda, triggers};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::records::{NatsTrigger, Scale};
use crate::model::{At, Component, Layer, OriginId, Range, Record, Value};
use crate::types::Scalar;
use std::cmp::Ordering;

/// KEDA names the autoscaler it makes `keda-hpa-NAME`, which must be a label of 63 characters.
const SCALED_OBJECT_NAME: usize = 54;

pub(super) fn check(rules: &mut Rules, component: &Component) {
    if let Some(scale) = component.scale() {
        check_scale(rules, component, scale);
    }
    if let Some(job) = component.scaled_job() {
        let nothing = job.scale.on.is_empty();
        range(rules, component, job.scale.origin, job.scale.range.as_ref(), nothing);
        keda::check_job(rules, component, job);
    }
    for (name, trigger) in component.triggers() {
        triggers::check(rules, component, name, trigger);
        if trigger.variant.as_deref() == Some("nats-jetstream") {
            endpoint(rules, component, trigger);
        }
    }
}

fn check_scale(rules: &mut Rules, component: &Component, scale: &At<Scale>) {
    if let Some(replicas) = component.scalable().and_then(|scalable| scalable.replicas.as_ref()) {
        beside(rules, component, scale, replicas.origin);
    }
    let nothing = scale.on.is_empty() && scale.cpu.is_none() && scale.memory.is_none();
    range(rules, component, scale.origin, scale.range.as_ref(), nothing);
    to_zero(rules, component, scale);
    requests(rules, component, scale);
    keda::check(rules, component, scale);
    if scale.on.is_empty() {
        return;
    }
    length(rules, component, scale);
    for (_, trigger) in &scale.on {
        if trigger.variant.as_deref() == Some("cron") {
            window(rules, component, scale, trigger);
        }
    }
}

fn beside(rules: &mut Rules, component: &Component, scale: &At<Scale>, replicas: OriginId) {
    let number = (rules.place(replicas, component), "a fixed number");
    let scaler = (rules.place(scale.origin, component), "a scaler that owns the number");
    let (here, there, help) = match rules.rank(replicas).cmp(&rules.first_rank(scale.origin)) {
        Ordering::Less => {
            (scaler, number, "write `replicas: none` beside this `scale`, or take `replicas` away there")
        }
        Ordering::Equal => {
            (number, scaler, "take `replicas` away; Flux would set the number back at every reconciliation")
        }
        // Without this line, the weaker layer's number would stand beside the scale.
        Ordering::Greater if rules.first_rank(replicas) < rules.rank(replicas) => (
            number,
            scaler,
            "write `replicas: none` here, because a weaker layer sets it too, or `scale: none` beside it",
        ),
        Ordering::Greater => (number, scaler, "take `replicas` away, or write `scale: none` beside it"),
    };
    rules.report(
        Diagnostic::new(
            Code::ReplicasBesideScale,
            here.0,
            format!("`{}` has both `replicas` and `scale`", component.name),
        )
        .label(here.1)
        .also(there.0, there.1)
        .help(help)
        .take_out(number.0, "replicas"),
    );
}

fn length(rules: &mut Rules, component: &Component, scale: &At<Scale>) {
    let length = component.name.len();
    if length <= SCALED_OBJECT_NAME {
        return;
    }
    let there = rules.place(scale.origin, component);
    rules.report(
        Diagnostic::new(
            Code::ScaledObjectName,
            component.span,
            format!("`{}` is too long for a ScaledObject", component.name),
        )
        .label(format!("{length} characters, at most {SCALED_OBJECT_NAME} are possible"))
        .also(there, "scaled by KEDA, which names its autoscaler `keda-hpa-NAME`")
        .help(format!("shorten it to {SCALED_OBJECT_NAME} characters or fewer")),
    );
}

fn range(
    rules: &mut Rules,
    component: &Component,
    origin: OriginId,
    range: Option<&At<Range>>,
    nothing: bool,
) {
    let span = rules.place(origin, component);
    if !rules.before.mistaken && nothing {
        let help = if component.scaled_job().is_some() {
            "write for example `on nats-jetstream { … }` in its block"
        } else {
            "write for example `scale: 2..10 { cpu: 70% }`, or `on nats-jetstream { … }` in its block"
        };
        let label = if component.scaled_job().is_some() {
            "no trigger"
        } else {
            "no `cpu`, no `memory` and no trigger"
        };
        rules.report(
            Diagnostic::new(Code::NoTrigger, span, format!("`{}` has nothing to scale on", component.name))
                .label(label)
                .help(help)
                .fill_in(
                    span,
                    &[],
                    if component.scaled_job().is_some() { "on TRIGGER { … }" } else { "cpu: 70%" },
                ),
        );
    }
    let Some(range) = range else {
        rules.report(
            Diagnostic::new(
                Code::MissingField,
                span,
                format!("the scale of `{}` has no range", component.name),
            )
            .label("how many replicas, at least and at most?")
            .help("write the range behind a colon: `scale: 1..10 { … }`"),
        );
        return;
    };
    if range.high.is_none() || number(&range.high) == Some(0) {
        rules.report(
            Diagnostic::new(
                Code::ConstraintNotMet,
                rules.place(range.origin, component),
                "a scale needs an upper end above 0",
            )
            .label("no upper end")
            .help("write for example `1..10`")
            .sketch("1..10"),
        );
    }
}

fn to_zero(rules: &mut Rules, component: &Component, scale: &At<Scale>) {
    let Some(range) = &scale.range else { return };
    if !rules.before.mistaken && number(&range.low) == Some(0) && scale.on.is_empty() {
        let span = rules.place(range.origin, component);
        rules.report(
            Diagnostic::new(Code::ScaleToZero, span, format!("`{}` can't scale to zero by cpu or memory alone", component.name))
                .label("starts at 0")
                .help("without a replica nothing uses cpu or memory, so nothing would start one; write `1..`, or add a trigger with `on`")
                .rewrite(format!("1..{}", number(&range.high).unwrap_or(1).max(1))),
        );
    }
}

/// An end of a range of replicas.
pub(super) fn number(end: &Option<Scalar>) -> Option<i64> {
    match end {
        Some(Scalar::Int(value)) => Some(*value),
        _ => None,
    }
}

/// Utilization is a share of the request; without one the autoscaler fails, and KEDA's webhook refuses.
fn requests(rules: &mut Rules, component: &Component, scale: &At<Scale>) {
    let Some(resources) = component.resources() else { return };
    let wanted = [
        ("cpu", &scale.cpu, &resources.cpu, "250m..1"),
        ("memory", &scale.memory, &resources.memory, "512Mi..1Gi"),
    ];
    for (name, target, request, example) in wanted {
        let Some(target) = target else { continue };
        if request.as_ref().is_some_and(|range| range.low.is_some()) {
            continue;
        }
        unrequested(rules, component, target.origin, name, example);
    }
}

/// Of a scale that a kind or size sets, whoever has no request hears: there the line is missing.
fn unrequested(rules: &mut Rules, component: &Component, target: OriginId, name: &str, example: &str) {
    let help = match component.size().is_some() {
        true => format!("write `resources {{ {name}: {example} }}`, or choose a size with {name}"),
        false => format!("give it a `size`, or write `resources {{ {name}: {example} }}`"),
    };
    let scaled = (rules.place(target, component), format!("a share of a {name} request that is not there"));
    let chosen = component.size().filter(|size| rules.rank(size.origin) > rules.rank(target));
    let own = rules.rank(target) >= Layer::Component.rank();
    let (here, there) = match chosen.map(|size| rules.place(size.origin, component)) {
        Some(line) => ((line, format!("a size without {name}")), Some(scaled)),
        None if own || component.size().is_some() => (scaled, None),
        None => ((component.span, format!("requests no {name}")), Some(scaled)),
    };
    let message = format!("`{}` scales by {name} but requests none", component.name);
    let mut diagnostic = Diagnostic::new(Code::ScaleWithoutRequest, here.0, message)
        .label(here.1)
        .help(help)
        .fill_in(component.span, &["resources"], format!("{name}: {example}"));
    if let Some((span, text)) = there.filter(|(span, _)| *span != here.0) {
        diagnostic = diagnostic.also(span, text);
    }
    let diagnostic = rules.with_size(diagnostic, component, name);
    rules.report(diagnostic);
}

/// KEDA asks `/jsz` of the monitoring port, from its own namespace.
fn endpoint(rules: &mut Rules, component: &Component, trigger: &At<Record>) {
    let Some(endpoint) = NatsTrigger::read(trigger).and_then(|nats| nats.endpoint) else { return };
    let text = endpoint.value.as_str();
    let (host, port) = text.rsplit_once(':').unwrap_or((text, ""));
    let why = if text.contains("://") {
        "has a scheme; KEDA adds it"
    } else if port.parse::<u16>().is_err() {
        "has no port; the monitoring port is 8222"
    } else if port == "4222" {
        "is the port of clients; the monitoring port is 8222"
    } else if !host.contains('.') {
        "is not fully qualified; KEDA asks from its own namespace"
    } else {
        return;
    };
    let span = rules.place(endpoint.origin, component);
    rules.report(
        Diagnostic::new(Code::MonitoringEndpoint, span, format!("the endpoint `{text}` {why}"))
            .label("KEDA would get no answer")
            .help("take the line away: fluo derives the endpoint from the stream's server")
            .take_out(span, "endpoint")
            .help("or write `NAME-headless.NAMESPACE.svc.cluster.local:8222`; the other Service does not open this port"),
    );
}

/// <https://keda.sh/docs/2.20/scalers/cron/>
fn window(rules: &mut Rules, component: &Component, scale: &At<Scale>, trigger: &At<Record>) {
    let field = |name: &str| trigger.get(name).map(|settled| (&settled.value, settled.origin));
    let (start, end) = (field("start"), field("end"));
    if let (Some((start, _)), Some((end, origin))) = (start, end)
        && start == end
    {
        let diagnostic = never(rules, component, origin, "it ends when it starts");
        rules.report(diagnostic.help("write an `end` that differs from `start`"));
    }
    let Some(range) = &scale.range else { return };
    let Some((Value::Scalar(Scalar::Int(desired)), origin)) = field("desired-replicas") else { return };
    if let Some(least) = number(&range.low).filter(|least| desired <= least) {
        let diagnostic = never(rules, component, origin, &format!("{least} replicas run anyway"));
        rules.report(diagnostic.help(format!("write more than {least}, or lower the start of `scale`")));
    } else if let Some(most) = number(&range.high).filter(|most| desired > most) {
        let (span, there) = (rules.place(origin, component), rules.place(range.origin, component));
        rules.report(
            Diagnostic::new(
                Code::CronAboveRange,
                span,
                format!("this cron trigger asks for {desired} replicas, and the range admits {most}"),
            )
            .label(format!("no more than {most} will run"))
            .also(there, "the range")
            .help(format!("end the range at {desired} or above, or write at most {most} here")),
        );
    }
}

fn never(rules: &Rules, component: &Component, origin: OriginId, why: &str) -> Diagnostic {
    let span = rules.place(origin, component);
    Diagnostic::new(Code::CronWindow, span, format!("this cron trigger never adds a replica: {why}"))
        .label("has no effect")
}
