//! What Kubernetes, Flux or KEDA would refuse or get wrong: one file a family, one function a rule.
//!
//! Rules read the settled model, so they see what the layers made; a label points at the layer that decided.

mod account;
mod addresses;
mod adopted;
mod available;
mod backup;
mod environment;
mod expose;
mod given;
mod helm;
mod keda;
mod layers;
mod layout;
mod monitoring;
mod names;
mod namespaces;
mod network;
mod nodes;
mod objects;
mod operators;
mod patch;
mod pods;
mod resource;
mod runs;
mod scale;
mod secrets;
mod shared;
mod sources;
mod streams;
mod texts;
mod trigger_table;
mod triggers;
mod unused;
mod variables;
mod volumes;
mod workload;

pub use objects::{Given, check as check_objects};
pub use operators::check_nodes;
pub use texts::free_texts;
pub use trigger_table::{Demand, demands as trigger_demands};

use crate::check::{Program, Schema};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::graph::report_circles;
use crate::lower::{Connections, component_graph, unpatched};
use crate::model::{Component, Layer, Model, OriginId, Origins};
use crate::object::Object;
use crate::parallel;
use crate::source::{Sources, Span};
use std::cell::{OnceCell, RefCell};

/// How many components are worth a thread.
const LEAST_COMPONENTS: usize = 32;

/// Runs every rule over a settled environment.
pub fn check(program: &Program, model: &Model, sources: &Sources, diagnostics: &mut Diagnostics) {
    let mut rules = Rules::new(program, model, Before::of(diagnostics), diagnostics);
    environment::check(&mut rules);
    layout::check(&mut rules);
    sources::check(&mut rules);
    components(&mut rules);
    expose::check(&mut rules);
    network::places(&mut rules);
    namespaces::check(&mut rules);
    monitoring::environment(&mut rules);
    monitoring::alerts(&mut rules);
    shared::check(&mut rules);
    secrets::check(&mut rules);
    operators::check(&mut rules);
    adopted::check(&mut rules);
    nodes::check(&mut rules);
    given::check(&mut rules);
    unused::check(&mut rules);
    texts::capabilities(&mut rules, sources);
    texts::adopted(&mut rules, sources);
    report_circles(&component_graph(model), &model.edges, diagnostics);
}

/// The rules that look at one component at a time.
fn components(rules: &mut Rules) {
    let (program, model, before) = (rules.program, rules.model, rules.before);
    let all: Vec<&Component> = model.components.values().collect();
    let pieces = parallel::pieces(&all, LEAST_COMPONENTS, |components| {
        let mut diagnostics = Diagnostics::default();
        let mut rules = Rules::new(program, model, before, &mut diagnostics);
        components.iter().for_each(|each| component(&mut rules, each));
        let places = rules.places.into_inner();
        (diagnostics, places)
    });
    for (diagnostics, places) in pieces {
        rules.diagnostics.append(diagnostics);
        rules.places.get_mut().extend(places);
    }
}

fn component(rules: &mut Rules, component: &Component) {
    names::check(rules, component);
    if component.common.existing {
        return;
    }
    workload::check(rules, component);
    account::check(rules, component);
    pods::check(rules, component);
    runs::check(rules, component);
    volumes::check(rules, component);
    backup::check(rules, component);
    scale::check(rules, component);
    streams::check(rules, component);
    helm::check(rules, component);
    network::check(rules, component);
    addresses::check(rules, component);
    available::check(rules, component);
    monitoring::check(rules, component);
    resource::check(rules, component);
    patch::check(rules, component);
}

/// What was found before the first rule.
#[derive(Copy, Clone)]
struct Before {
    /// Errors: what seems to be missing may be what could not be read.
    flawed: bool,
    /// A trigger that there is none of: what it belongs to seems to have none.
    mistaken: bool,
}

impl Before {
    fn of(diagnostics: &Diagnostics) -> Self {
        let mistaken = diagnostics.iter().any(|diagnostic| diagnostic.code == Code::UnknownTrigger);
        Self { flawed: diagnostics.has_errors(), mistaken }
    }
}

/// What the rules share.
struct Rules<'a> {
    program: &'a Program,
    model: &'a Model,
    /// Who speaks of a connection to or from whom, once a rule lowers a component.
    connections: OnceCell<Connections<'a>>,
    before: Before,
    diagnostics: &'a mut Diagnostics,
    /// The places that rules asked for, with the values that they stand for.
    places: RefCell<Vec<layers::Asked>>,
}

impl<'a> Rules<'a> {
    fn new(program: &'a Program, model: &'a Model, before: Before, diagnostics: &'a mut Diagnostics) -> Self {
        let (connections, places) = (OnceCell::new(), RefCell::default());
        Self { program, model, connections, before, diagnostics, places }
    }

    /// The objects of a component before its patches.
    fn unpatched(&self, component: &Component) -> Vec<Object> {
        let connections = self.connections.get_or_init(|| Connections::of(self.model));
        unpatched(self.model, connections, component)
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        if self.before.flawed && is_of_absence(diagnostic.code) {
            return;
        }
        let diagnostic = self.with_layers(diagnostic);
        self.diagnostics.push(diagnostic);
    }

    /// Reports what is expected of a production environment, and says that this is one.
    fn expected(&mut self, diagnostic: Diagnostic) {
        let production = self.model.environment.production.value;
        let text = || format!("`{}` is a production environment", self.model.name);
        self.report(match production {
            true => diagnostic.also(self.model.span, text()),
            false => diagnostic,
        });
    }

    /// The place that decided a value; for what the compiler or its prelude decided, the component's name.
    fn place(&self, origin: OriginId, component: &Component) -> Span {
        let span = place(&self.model.origins, origin, component.span);
        if self.is_prelude(span) {
            return component.span;
        }
        self.asked(span, origin, component);
        span
    }

    /// Whether a place is in the prelude.
    fn is_prelude(&self, span: Span) -> bool {
        let built_in = |schema: &Schema| schema.built_in && schema.span.file == span.file;
        self.program.schemas.iter().any(built_in)
    }
}

/// Whether a rule tells that something is not there.
fn is_of_absence(code: Code) -> bool {
    matches!(
        code,
        Code::MissingField
            | Code::MissingTriggerField
            | Code::NoTrigger
            | Code::ProbePort
            | Code::ScaleWithoutRequest
            | Code::TriggerNeeds
            | Code::WithoutRequests
            | Code::QuotaWithoutRequests
            | Code::MonitorPort
            | Code::UnusedNamespace
            | Code::UnusedSecret
    )
}

/// The source text of the strongest layer of a chain.
fn place(origins: &Origins, origin: OriginId, otherwise: Span) -> Span {
    let own = origins.get(origin).iter().rev().find(|step| !matches!(step.layer, Layer::Reference(_)));
    own.map_or(otherwise, |step| step.span)
}
