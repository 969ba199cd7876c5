//! Streams and consumers that JetStream would refuse (<https://docs.nats.io/nats-concepts/jetstream>).

use super::Rules;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::records::{NatsTrigger, Stream};
use crate::model::{At, Body, Component, Record, Ref, Settled, Value};
use crate::source::Span;
use crate::types::Scalar;

pub(super) fn check(rules: &mut Rules, component: &Component) {
    if let Some(Body::Nats(nats)) = &component.body
        && nats.0.account.as_str() == SYSTEM
    {
        let span = rules.place(nats.0.account.origin, component);
        rules.report(system_account(component.name.as_str(), span));
    }
    for (_, trigger) in component.triggers() {
        account(rules, component, trigger);
        unmonitored(rules, component, trigger);
    }
    let Some(stream) = component.stream() else { return };
    if stream.subjects.is_empty() {
        rules.report(
            Diagnostic::new(
                Code::MissingField,
                component.span,
                format!("the stream `{}` takes no subjects", component.name),
            )
            .label("`subjects` is not set")
            .help("write `subjects: [\"orders.>\"]`")
            .fill_in(component.span, &[], format!("subjects: [\"{}.>\"]", component.name)),
        );
        return;
    }
    filters(rules, component, stream);
    replicas(rules, component, stream);
}

fn filters(rules: &mut Rules, component: &Component, stream: &Stream) {
    for (name, consumer) in &stream.consumers {
        let Some(filter) = &consumer.filter else { continue };
        if stream.subjects.iter().any(|subject| overlap(subject, filter)) {
            continue;
        }
        let span = rules.place(filter.origin, component);
        let subjects: Vec<String> = stream.subjects.iter().map(|s| format!("`{}`", s.value)).collect();
        let there = stream.subjects.first().map_or(component.span, |s| rules.place(s.origin, component));
        rules.report(
            Diagnostic::new(
                Code::FilterOutside,
                span,
                format!("the stream takes no subject that `{}` matches", filter.value),
            )
            .label(format!("`{name}` would wait forever"))
            .also(there, "what the stream takes")
            .help(format!("filter for a part of {}, or add the subject to the stream", subjects.join(", "))),
        );
    }
}

/// Whether some subject matches both patterns.
fn overlap(a: &str, b: &str) -> bool {
    let (mut a, mut b) = (a.split('.'), b.split('.'));
    loop {
        match (a.next(), b.next()) {
            (None, None) => return true,
            (Some(">"), Some(_)) | (Some(_), Some(">")) => return true,
            (Some(x), Some(y)) if x == y || x == "*" || y == "*" => {}
            _ => return false,
        }
    }
}

fn replicas(rules: &mut Rules, component: &Component, stream: &Stream) {
    let Ref::Component(name) = &stream.server.value else { return };
    let server = rules.model.components.get(name).filter(|server| !server.common.existing);
    let Some(Body::Nats(nats)) = server.and_then(|server| server.body.as_ref()) else { return };
    let nats = &nats.0;
    if stream.replicas.value > nats.replicas.value {
        let here = rules.place(stream.replicas.origin, component);
        let there = server.map_or(here, |server| rules.place(nats.replicas.origin, server));
        rules.report(
            Diagnostic::new(
                Code::ConstraintNotMet,
                here,
                format!(
                    "`{}` wants {} copies, `{name}` has {} servers",
                    component.name, stream.replicas.value, nats.replicas.value
                ),
            )
            .label("more copies than servers")
            .also(there, "the number of servers")
            .help(format!("write `replicas: {}` here, or raise that of `{name}`", nats.replicas.value))
            .rewrite(nats.replicas.value.to_string()),
        );
    }
}

/// The account in which a server speaks of itself. It can't hold streams.
const SYSTEM: &str = "$SYS";

/// <https://docs.nats.io/running-a-nats-service/configuration/sys_accounts>
fn system_account(server: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::WrongAccount,
        span,
        format!("streams of `{server}` can't be in the account `{SYSTEM}`"),
    )
    .label("the account of the server itself, without JetStream")
    .help("take the line away: streams are in `$G` unless the server says otherwise")
    .take_line_out(span)
}

/// KEDA asks the server's monitoring port, which the values of its chart may take away
/// (<https://keda.sh/docs/2.20/scalers/nats-jetstream/>).
fn unmonitored(rules: &mut Rules, component: &Component, trigger: &At<Record>) {
    let Some(trigger) = NatsTrigger::read(trigger).filter(|nats| nats.endpoint.is_none()) else { return };
    let Ref::Consumer(stream, _) = &trigger.consumer.value else { return };
    let stream = rules.model.components.get(stream).and_then(|component| component.stream());
    let Some(Ref::Component(server)) = stream.map(|stream| &stream.server.value) else { return };
    let Some(server) = rules.model.components.get(server) else { return };
    let Some(Body::Nats(nats)) = &server.body else { return };
    let Some(values) = &nats.0.values else { return };
    let (enabled, port) = (at(&values.value, &["enabled"]), at(&values.value, &["port"]));
    let off = enabled.filter(|said| said.value == Value::Scalar(Scalar::Bool(false)));
    let moved = port.filter(|said| said.value != Value::Scalar(Scalar::Int(MONITORING)));
    let Some(said) = off.or(moved) else { return };
    let (here, there) = (rules.place(said.origin, server), rules.place(trigger.consumer.origin, component));
    rules.report(
        Diagnostic::new(
            Code::MonitoringEndpoint,
            here,
            format!("`{}` has no monitoring port {MONITORING}", server.name),
        )
        .label("KEDA would get no answer")
        .also(there, format!("`{}` scales by what the server says there", component.name))
        .help("take the line away: the monitoring port is open to KEDA and Prometheus only"),
    );
}

/// The port on which a server tells of itself.
const MONITORING: i64 = 8222;

/// What the values of NATS' chart say of the monitoring port.
fn at<'v>(values: &'v Value, path: &[&str]) -> Option<&'v Settled> {
    let mut found: Option<&'v Settled> = None;
    for step in ["config", "monitor"].iter().chain(path) {
        let Value::Record(record) = found.map_or(values, |settled| &settled.value) else { return None };
        found = Some(record.get(step)?);
    }
    found
}

/// KEDA looks for the stream in the account that its trigger names, and in no other.
fn account(rules: &mut Rules, component: &Component, trigger: &At<Record>) {
    if trigger.variant.as_deref() != Some("nats-jetstream") {
        return;
    }
    let Some(trigger) = NatsTrigger::read(trigger) else { return };
    let (Some(said), Ref::Consumer(stream, _)) = (&trigger.account, &trigger.consumer.value) else { return };
    let stream = rules.model.components.get(stream).and_then(|component| component.stream());
    let Some(Ref::Component(server)) = stream.map(|stream| &stream.server.value) else { return };
    let Some(server) = rules.model.components.get(server) else { return };
    let Some(Body::Nats(nats)) = &server.body else { return };
    let held = &nats.0.account;
    if held.value == said.value {
        return;
    }
    let (here, there) = (rules.place(said.origin, component), rules.place(held.origin, server));
    rules.report(
        Diagnostic::new(
            Code::WrongAccount,
            here,
            format!(
                "the stream is in the account `{}` of `{}`, not in `{}`",
                held.value, server.name, said.value
            ),
        )
        .label("KEDA would find no consumer there")
        .also(there, format!("`{}` holds its streams", server.name))
        .help(format!("take the line away: fluo takes the account of `{}`", server.name))
        .take_line_out(here),
    );
}

#[cfg(test)]
mod tests {
    use super::overlap;

    #[test]
    fn patterns_overlap() {
        assert!(overlap("agent.>", "agent.execute.*") && overlap("a.*", "a.b") && overlap("a.b", "a.b"));
        assert!(!overlap("agent.>", "orders.x") && !overlap("a.b", "a") && !overlap("a.*", "a.b.c"));
    }
}
