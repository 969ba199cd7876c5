//! What comes of the settings that speak about many components, and of those that repeat what is set.

use super::eval::Context;
use super::merge::{Merged, Set, Word};
use super::origin::Layer;
use super::settle::Settler;
use super::value::Value;
use crate::check::{Expr, Setting};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::types::Type;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// What came of settings, by their places.
#[derive(Debug, Default)]
pub(crate) struct Effects {
    /// The settings of `defaults`, sizes and `override all` that some component took.
    meant: FxHashSet<Span>,
    /// The values of `override all`: where the same was set before in every case so far, or that one of them was another.
    repeated: BTreeMap<Span, Option<Span>>,
}

impl Effects {
    /// Notes that a component takes a setting.
    pub(crate) fn meant(&mut self, setting: Span) {
        self.meant.insert(setting);
    }

    /// What came of them for more components.
    pub(crate) fn take(&mut self, more: Self) {
        self.meant.extend(more.meant);
        for (place, earlier) in more.repeated {
            self.repeated(place, earlier);
        }
    }

    /// Notes where the same was set before for a component, or that it was not. One component for which a setting changes
    /// something is what it is there for.
    fn repeated(&mut self, setting: Span, earlier: Option<Span>) {
        let all = self.repeated.entry(setting).or_insert(earlier);
        *all = all.and(earlier);
    }
}

impl<'p> Settler<'p> {
    /// Tells of an override whose value was there before.
    pub(crate) fn useless_override(
        &mut self,
        context: &Context,
        ty: &Type,
        value: &Value,
        set: &Set<'p>,
        before: Option<Word<'p>>,
    ) {
        let earlier = before
            .filter(|word| self.eval(context, word.expr, ty, &mut Vec::new()).as_ref() == Some(value))
            .map(|word| word.span);
        if set.layer == Layer::OverrideAll {
            self.effects.repeated(set.word.span, earlier);
        } else if let Some(earlier) = earlier {
            self.diagnostics.push(useless(set.word.span, earlier));
        }
    }

    /// Tells of a `none` in an override that takes nothing away.
    pub(crate) fn useless_removal(&mut self, merged: &Merged<'p>, default: Option<&Expr>) {
        let Some(step) = merged.steps.last().filter(|step| step.layer == Layer::Override) else { return };
        if merged.took || default.is_some() {
            return;
        }
        self.diagnostics.push(
            Diagnostic::new(Code::UselessOverride, step.span, "this override changes nothing")
                .label("nothing is set that it could take away")
                .help("take the line away")
                .take_line_out(step.span),
        );
    }

    /// Tells of the settings for any component that no component took, and of those that changed none. A base speaks for other
    /// environments too, and an environment for all of its clusters, so only the last word is judged.
    pub(crate) fn idle_settings(&mut self) {
        for (span, earlier) in std::mem::take(&mut self.effects.repeated) {
            if let Some(earlier) = earlier {
                self.diagnostics.push(useless(span, earlier));
            }
        }
        let Some(last) = self.layers.last() else { return };
        let blocks = [("defaults", &last.defaults), ("override all", &last.override_all)];
        let idle = |setting: &&'p Setting| !self.effects.meant.contains(&setting.span);
        let idle: Vec<_> = blocks
            .into_iter()
            .flat_map(|(block, settings)| settings.iter().filter(idle).map(move |setting| (block, setting)))
            .collect();
        for (block, setting) in idle {
            let message =
                format!("`{}` in `{block}` is meant for no component of `{}`", setting.key, last.name);
            self.diagnostics.push(
                Diagnostic::new(Code::IdleSetting, setting.span, message)
                    .label("no kind that is deployed here takes it")
                    .help("take the line away, or set it where it belongs: in `override NAME`")
                    .take_line_out(setting.span),
            );
        }
    }
}

fn useless(span: Span, earlier: Span) -> Diagnostic {
    Diagnostic::new(Code::UselessOverride, span, "this override changes nothing")
        .label("sets what is set already")
        .also(earlier, "the same value")
        .help("take the line away")
        .take_line_out(span)
}
