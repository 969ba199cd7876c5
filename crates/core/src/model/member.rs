//! What stands behind a name of a component: its fields, outputs, secrets, ports and consumers.

use super::eval::Context;
use super::exposure;
use super::origin::{Layer, Step};
use super::settle::Settler;
use super::value::{Ref, SecretId, Value};
use crate::check::{Declared, Output, Program};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::types::Scalar;
use smol_str::{SmolStr, format_smolstr};

impl<'p> Settler<'p> {
    /// A name, field, output, secret, port or consumer of a component.
    pub(crate) fn member(
        &mut self,
        context: &Context,
        component: &'p Declared,
        path: &[SmolStr],
        span: Span,
        chain: &mut Vec<Step>,
    ) -> Option<Value> {
        let [first, deeper @ ..] = path else { return None };
        if first == "name" && deeper.is_empty() {
            chain.push(Step {
                layer: Layer::Reference(format_smolstr!("{}.name", component.name)),
                span: component.span,
            });
            return Some(Value::Scalar(Scalar::Text(component.name.clone())));
        }
        let program = self.program;
        if let Some(output) = output(program, component, first) {
            self.reachable(context, component, first, span);
            return self.output(context, component, output, path, span, chain);
        }
        if find_secret(program, component, first) {
            let id = SecretId { owner: Some(component.name.clone()), name: first.clone() };
            self.uses(context, &id, span);
            return Some(match deeper {
                [key] => Value::Key(Box::new((id, key.clone()))),
                _ => Ref::Secret(id).into(),
            });
        }
        let schema = program.schema(component.schema)?;
        if deeper.is_empty() && schema.fields.contains_key(first) {
            return self.field_value(context, component, first, span, chain);
        }
        if first == exposure::FIELD {
            return self.exposed(component, deeper, span, chain);
        }
        if self.merged(component).get("consumer").is_some_and(|c| c.get(first).is_some()) {
            self.drain(context, component, span);
            return Some(Ref::Consumer(component.name.clone(), first.clone()).into());
        }
        self.port(component, first, deeper, span, chain)
    }

    /// A worker without ports has no Service, so nobody can reach it.
    fn reachable(&mut self, context: &Context, component: &'p Declared, output: &str, span: Span) {
        let asked_by_others = context.own.as_ref() != Some(&component.name);
        let kinds = ["worker", "stateful", "daemon"];
        let silent = kinds.into_iter().find(|kind| self.program.is_a(component.schema, kind));
        let silent = silent.filter(|_| output == "host");
        if silent.is_none()
            || !asked_by_others
            || self.merged(component).get("port").is_some_and(|p| !p.members.is_empty())
        {
            return;
        }
        let name = &component.name;
        self.diagnostics.push(
            Diagnostic::new(
                Code::UnknownPort,
                context.asked.unwrap_or(span),
                format!("`{name}` declares no port, so it has no address"),
            )
            .label("nothing answers there")
            .also(
                component.span,
                format!("a `{}` has a Service only where it declares ports", silent.unwrap_or_default()),
            )
            .help(format!("declare a port in `{name}`: `port http: 8080`")),
        );
    }

    fn output(
        &mut self,
        context: &Context,
        component: &'p Declared,
        output: &'p Output,
        path: &[SmolStr],
        span: Span,
        chain: &mut Vec<Step>,
    ) -> Option<Value> {
        let (expr, ty, entry) = match (output, path) {
            (Output::Value(expr, ty, entry), [_]) => (expr, ty, entry),
            (Output::Record(fields), [_, part]) => fields.get(part).map(|(expr, ty, at)| (expr, ty, at))?,
            _ => return None,
        };
        let name = format_smolstr!("{}.{}", component.name, path.join("."));
        chain.push(Step { layer: Layer::Reference(name), span: *entry });
        let inner = Context {
            own: Some(component.name.clone()),
            user: context.user.clone(),
            secret: None,
            asked: context.asked.or(Some(span)),
            polls: context.polls,
        };
        self.deeper(span, |this| this.eval(&inner, expr, ty, chain))
    }

    /// `port`, `port.host`, `port.url` of a declared port.
    fn port(
        &mut self,
        component: &'p Declared,
        name: &SmolStr,
        deeper: &[SmolStr],
        span: Span,
        chain: &mut Vec<Step>,
    ) -> Option<Value> {
        let ports = self.deeper(span, |this| this.field(component, "port", Some(span)))?;
        let Value::Record(ports) = &ports.value else { return None };
        let port = ports.get(name)?;
        chain.extend(self.origins.get(port.origin).iter().cloned());
        let Value::Record(record) = &port.value else { return None };
        let number = record.get("expose-as").or(record.head.as_deref())?.value.clone();
        let text = |value: &Value| match value {
            Value::Scalar(scalar) => scalar.to_string(),
            _ => String::new(),
        };
        let host = SmolStr::new_static("host");
        match deeper.first().map(SmolStr::as_str) {
            None | Some("port") => Some(number),
            Some("name") => Some(Value::Scalar(Scalar::Text(name.clone()))),
            Some(part) => {
                let host = self.member(&Context::of(&component.name), component, &[host], span, chain)?;
                if part == "host" {
                    return Some(host);
                }
                let protocol = record.get("app-protocol").map(|s| text(&s.value));
                let scheme = scheme(name, protocol.as_deref());
                let url = format_smolstr!("{scheme}://{}:{}", text(&host), text(&number));
                Some(Value::Scalar(Scalar::Text(url)))
            }
        }
    }
}

/// The scheme of a port's URL: what is spoken on it, or what its name says, else plain HTTP.
fn scheme(name: &str, protocol: Option<&str>) -> SmolStr {
    match protocol {
        Some("kubernetes.io/h2c" | "kubernetes.io/ws") => "http".into(),
        Some("kubernetes.io/wss") => "https".into(),
        Some(protocol) if !protocol.contains('/') => protocol.into(),
        _ if ["https", "grpc", "nats", "amqp", "redis"].contains(&name) => name.into(),
        _ => "http".into(),
    }
}

/// An output of a component or of its kinds; the nearest kind's wins.
pub(super) fn output<'p>(program: &'p Program, component: &'p Declared, name: &str) -> Option<&'p Output> {
    component
        .body
        .outputs
        .get(name)
        .or_else(|| program.chain(component.schema).find_map(|kind| kind.body.outputs.get(name)))
}

pub(super) fn find_secret(program: &Program, component: &Declared, name: &str) -> bool {
    component.body.secrets.contains_key(name)
        || program.chain(component.schema).any(|kind| kind.body.secrets.contains_key(name))
}
