//! What of a component a reference reaches: the traffic that an edge of the graph stands for.

use super::eval::Context;
use super::member::{find_secret, output};
use super::settle::Settler;
use super::value::{Ref, Value};
use crate::check::{Body, Declared, Expr, Output};
use crate::source::Span;
use crate::types::{Scalar, Type};
use smol_str::SmolStr;

/// What of a component is reached.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Nothing of it: it must only be there before.
    Order,
    /// The declared port of this name.
    Port(SmolStr),
    /// The port of its Service with this number.
    Number(i64),
    /// Whatever it answers on.
    Whole,
}

/// Who opens the connections that an edge stands for.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Caller {
    /// The pods of the component that needs.
    Pods,
    /// KEDA, which asks in its place how many pods there should be.
    Keda,
}

impl<'p> Settler<'p> {
    /// What a path below a component reaches. A component that has ports is reached by naming any output or secret of it:
    /// who knows its host or its password connects to it. A component without ports is only awaited.
    pub(crate) fn reach(&mut self, component: &'p Declared, path: &[SmolStr]) -> Reach {
        let program = self.program;
        let Some(first) = path.first() else { return Reach::Order };
        match output(program, component, first) {
            Some(Output::Record(parts)) => {
                match parts.get("port").and_then(|(expr, ..)| self.number(component, expr)) {
                    Some(number) => Reach::Number(number),
                    None => self.whole(component),
                }
            }
            Some(Output::Value(..)) => self.whole(component),
            None if find_secret(program, component, first) => self.whole(component),
            None if self.declares_port(component, first) => Reach::Port(first.clone()),
            None => Reach::Order,
        }
    }

    fn whole(&mut self, component: &'p Declared) -> Reach {
        let program = self.program;
        let ports = self.merged(component).get("port").is_some_and(|ports| !ports.members.is_empty());
        let answers = ports
            || output(program, component, "port").is_some()
            || program.is_a(component.schema, "external")
            // A chart answers, and seldom says on which ports.
            || program.is_a(component.schema, "helm");
        if answers { Reach::Whole } else { Reach::Order }
    }

    fn declares_port(&mut self, component: &'p Declared, name: &str) -> bool {
        self.merged(component).get("port").is_some_and(|ports| ports.get(name).is_some())
    }

    /// The number of the port that a component's output `port` tells, the nearest kind's that is a number.
    pub(crate) fn port_output(&mut self, component: &'p Declared) -> Option<i64> {
        self.bodies(component).into_iter().find_map(|body| match body.outputs.get("port")? {
            Output::Value(expr, ..) => self.number(component, expr),
            Output::Record(_) => None,
        })
    }

    /// The numbers of the ports that other outputs of a component carry, each once.
    pub(crate) fn endpoints(&mut self, component: &'p Declared) -> Vec<i64> {
        let mut numbers = Vec::new();
        for output in self.bodies(component).into_iter().flat_map(|body| body.outputs.values()) {
            if let Output::Record(parts) = output
                && let Some((expr, ..)) = parts.get("port")
            {
                numbers.extend(self.number(component, expr));
            }
        }
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// The bodies of a component and of its kinds, the nearest first.
    fn bodies(&self, component: &'p Declared) -> Vec<&'p Body> {
        let kinds = self.program.chain(component.schema).map(|kind| &kind.body);
        std::iter::once(&component.body).chain(kinds).collect()
    }

    /// The number that an expression of a component is, without a word where it is none.
    fn number(&mut self, component: &'p Declared, expr: &'p Expr) -> Option<i64> {
        let context = Context { own: Some(component.name.clone()), ..Context::default() };
        let told = std::mem::take(&mut self.diagnostics);
        let value = self.eval(&context, expr, &Type::Value, &mut Vec::new());
        self.diagnostics = told;
        match value? {
            Value::Scalar(Scalar::Int(number)) => Some(number),
            _ => None,
        }
    }

    /// Who names a consumer drains it: it talks to the server of the stream, and where a trigger names it, so does KEDA.
    pub(super) fn drain(&mut self, context: &Context, stream: &'p Declared, span: Span) {
        let program = self.program;
        let server = self.field(stream, "server", Some(span)).map(|settled| settled.value);
        let Some(Ref::Component(server)) = server.as_ref().and_then(Value::target) else { return };
        let Some(server) = program.components.get(server) else { return };
        let pods = Context { polls: false, ..context.clone() };
        self.edge(&pods, server, &[SmolStr::new_static("client")], span);
        if context.polls {
            self.edge(context, server, &[SmolStr::new_static("monitoring")], span);
        }
    }
}
