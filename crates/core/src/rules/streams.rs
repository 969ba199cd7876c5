//! Streams and consumers that JetStream would refuse (<https://docs.nats.io/nats-concepts/jetstream>).

use super::Rules;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::records::Stream;
use crate::model::{Body, Component, Ref};

pub(super) fn check(rules: &mut Rules, component: &Component) {
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

#[cfg(test)]
mod tests {
    use super::overlap;

    #[test]
    fn patterns_overlap() {
        assert!(overlap("agent.>", "agent.execute.*") && overlap("a.*", "a.b") && overlap("a.b", "a.b"));
        assert!(!overlap("agent.>", "orders.x") && !overlap("a.b", "a") && !overlap("a.*", "a.b.c"));
    }
}
