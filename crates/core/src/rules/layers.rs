//! Which layers made a value that a rule speaks of: the strongest one has the primary label, the others are told in
//! order, weakest first.

use super::Rules;
use crate::check::{Environment, Setting};
use crate::diagnostic::Diagnostic;
use crate::model::{Component, Layer, OriginId, Ref, Step};
use crate::source::Span;
use smol_str::SmolStr;

/// How many layers below the strongest are told.
const TOLD: usize = 4;

/// A place that a rule asked for, and what it stands for.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    span: Span,
    origin: OriginId,
    /// The component that has the value.
    component: SmolStr,
}

/// A step of a chain.
struct Told<'s> {
    step: &'s Step,
    /// Whether it is the line that names a size, and the next step is what the size says.
    chooses: bool,
}

impl Rules<'_> {
    /// Keeps which value a place stands for, so that a label there brings the other layers along.
    pub(super) fn asked(&self, span: Span, origin: OriginId, component: &Component) {
        let asked = Asked { span, origin, component: component.name.clone() };
        self.places.borrow_mut().push(asked);
    }

    /// Adds the layers that made the value at the primary label, and what chose a size at the others.
    pub(super) fn with_layers(&self, mut diagnostic: Diagnostic) -> Diagnostic {
        let places = self.places.borrow();
        let of = |span: Span| places.iter().rev().find(|asked| asked.span == span);
        let mut labels = of(diagnostic.primary.span).map(|asked| self.below(asked)).unwrap_or_default();
        let others = diagnostic.secondary.iter().filter_map(|label| of(label.span));
        labels.extend(others.filter_map(|asked| self.chosen_last(asked)));
        for (span, text) in labels {
            let told = diagnostic.secondary.iter().any(|label| label.span == span);
            if !told && span != diagnostic.primary.span && !self.is_prelude(span) {
                diagnostic = diagnostic.also(span, text);
            }
        }
        diagnostic
    }

    /// The layers below the one that decided, weakest first.
    fn below(&self, asked: &Asked) -> Vec<(Span, String)> {
        let steps = self.told(asked);
        let Some((last, weaker)) = steps.split_last() else { return Vec::new() };
        let mut labels: Vec<(Span, String)> = Vec::new();
        let mut settled = false;
        for told in weaker.iter().rev() {
            let mut text = self.says(told, asked);
            if !told.chooses && !settled && told.step.span != last.step.span {
                settled = true;
                text = format!("{text}; {} is stronger", self.name(last.step, asked));
            }
            if !labels.iter().any(|(span, _)| *span == told.step.span) {
                labels.push((told.step.span, text));
            }
        }
        labels.truncate(TOLD);
        labels.reverse();
        labels
    }

    /// The line that chose the size by which a value was decided.
    fn chosen_last(&self, asked: &Asked) -> Option<(Span, String)> {
        let steps = self.told(asked);
        let (_, weaker) = steps.split_last()?;
        let choice = weaker.last().filter(|told| told.chooses)?;
        Some((choice.step.span, self.says(choice, asked)))
    }

    /// The steps of a chain that its reader can see and change.
    fn told(&self, asked: &Asked) -> Vec<Told<'_>> {
        let steps = self.model.origins.get(asked.origin);
        let of_size = |step: &Step| matches!(step.layer, Layer::Size(_) | Layer::RefinedSize(_));
        let next = steps.iter().skip(1).map(Some).chain([None]);
        let told = steps
            .iter()
            .zip(next)
            .map(|(step, next)| Told { step, chooses: !of_size(step) && next.is_some_and(of_size) });
        let seen = |told: &Told| {
            !matches!(told.step.layer, Layer::Default | Layer::Reference(_))
                && !self.is_prelude(told.step.span)
        };
        told.filter(seen).collect()
    }

    fn says(&self, told: &Told, asked: &Asked) -> String {
        let who = self.name(told.step, asked);
        if told.chooses { format!("{who} chooses the size here") } else { format!("{who} sets it here") }
    }

    /// How a layer is called: `override api` of `prod`.
    fn name(&self, step: &Step, asked: &Asked) -> String {
        let span = step.span;
        let component = asked.component.as_str();
        let of = |what: String, has: &dyn Fn(&Environment) -> bool| match self.environment_with(has) {
            Some(environment) => format!("`{what}` of `{environment}`"),
            None => format!("`{what}`"),
        };
        match &step.layer {
            Layer::Default => "the kind".to_owned(),
            Layer::Defaults => of("defaults".to_owned(), &|e| speaks(&e.defaults, span)),
            Layer::Kind(kind) => format!("`kind {kind}`"),
            Layer::Size(size) => format!("`size {size}`"),
            Layer::RefinedSize(size) => format!("`size {size}` of `{component}`"),
            Layer::Component => format!("`component {component}`"),
            Layer::OverrideAll => of("override all".to_owned(), &|e| speaks(&e.override_all, span)),
            Layer::Override => of(format!("override {component}"), &|e| {
                e.overrides.get(component).is_some_and(|(_, settings)| speaks(settings, span))
            }),
            Layer::Set => of("set".to_owned(), &|e| e.set.values().any(|(_, place)| same(*place, span))),
            Layer::Reference(name) => format!("`{name}`"),
        }
    }

    /// The environment or cluster of which this holds.
    fn environment_with(&self, has: &dyn Fn(&Environment) -> bool) -> Option<&SmolStr> {
        let environments = self.program.environments.values();
        let mut all = environments.flat_map(|e| std::iter::once(e).chain(e.clusters.values()));
        all.find(|e| has(e)).map(|e| &e.name)
    }

    /// How strong the layer is that decided a value.
    pub(super) fn rank(&self, origin: OriginId) -> u8 {
        let steps = self.model.origins.get(origin).iter().rev();
        steps
            .map(|step| &step.layer)
            .find(|layer| !matches!(layer, Layer::Reference(_)))
            .map_or(0, Layer::rank)
    }

    /// How strong the weakest layer is that set a value at all.
    pub(super) fn first_rank(&self, origin: OriginId) -> u8 {
        let steps = self.model.origins.get(origin).iter();
        steps.map(|step| step.layer.rank()).min().unwrap_or(0)
    }

    /// Says which size a component has, and that the size leaves something unsaid.
    pub(super) fn with_size(&self, diagnostic: Diagnostic, component: &Component, lacks: &str) -> Diagnostic {
        let Some(chosen) = component.size() else { return diagnostic };
        let Ref::Size(size) = &chosen.value else { return diagnostic };
        let line = self.place(chosen.origin, component);
        let diagnostic = match diagnostic.primary.span == line {
            true => diagnostic,
            false => diagnostic.also(line, format!("`size: {size}` chosen here")),
        };
        match self.program.sizes.get(size).map(|body| body.span) {
            Some(span) => diagnostic.also(span, format!("sets no {lacks}")),
            None => diagnostic,
        }
    }
}

/// Whether one of the settings stands at a place.
fn speaks(settings: &[Setting], span: Span) -> bool {
    settings.iter().any(|setting| same(setting.span, span) || speaks(&setting.members, span))
}

/// Whether two spans begin at one place: a setting's head, and its head with its value.
fn same(one: Span, other: Span) -> bool {
    one.file == other.file && one.start == other.start
}
