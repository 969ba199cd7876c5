//! Settings of a scaler that KEDA's webhook would refuse, or that would mean nothing
//! (<https://keda.sh/docs/2.20/reference/scaledobject-spec/>, <https://keda.sh/docs/2.20/reference/scaledjob-spec/>).

use super::Rules;
use super::scale::number;
use super::workload::whole_seconds;
use crate::diagnostic::{Code, Diagnostic, near, quoted};
use crate::model::records::{Formula, Scale, ScaleRules, ScaledJob};
use crate::model::{At, Component, OriginId, Record, Settled, Value};

/// Checks what a scale says beside its range and triggers.
pub(super) fn check(rules: &mut Rules, component: &Component, scale: &At<Scale>) {
    if scale.on.is_empty() && (scale.cpu.is_some() || scale.memory.is_some()) {
        without_keda(rules, component, scale);
    }
    idle(rules, component, scale);
    paused(rules, component, scale);
    fallback(rules, component, scale);
    if let Some(formula) = &scale.formula {
        names(rules, component, scale, formula);
    }
    let rules_of = |at: &Option<At<ScaleRules>>| at.clone().into_iter();
    let directions = rules_of(&scale.behavior.up).chain(rules_of(&scale.behavior.down));
    let behavior = directions.flat_map(|rules| {
        let steps = [
            rules.pods.as_ref().map(|step| step.per.clone()),
            rules.percent.as_ref().map(|step| step.per.clone()),
        ];
        steps.into_iter().flatten().chain(rules.window.clone())
    });
    let own = [Some(scale.every.clone()), Some(scale.cooldown.clone()), scale.initial_cooldown.clone()];
    for time in own.into_iter().flatten().chain(behavior.collect::<Vec<_>>()) {
        whole_seconds(rules, component, &time);
    }
}

/// Without a trigger Kubernetes scales by itself, and does none of what only KEDA does.
fn without_keda(rules: &mut Rules, component: &Component, scale: &At<Scale>) {
    let said = |origin: OriginId| Some(origin).filter(|origin| !rules.model.origins.is_default(*origin));
    let settings = [
        ("every", said(scale.every.origin)),
        ("cooldown", said(scale.cooldown.origin)),
        ("initial-cooldown", scale.initial_cooldown.as_ref().map(|at| at.origin)),
        ("idle", scale.idle.as_ref().map(|at| at.origin)),
        ("paused", said(scale.paused.origin).filter(|_| scale.paused.value)),
        ("paused-at", scale.paused_at.as_ref().map(|at| at.origin)),
        ("fallback", scale.fallback.as_ref().map(|at| at.origin)),
        ("formula", scale.formula.as_ref().map(|at| at.origin)),
        ("restore-replicas", scale.restore_replicas.as_ref().map(|at| at.origin)),
    ];
    for (field, origin) in settings {
        let Some(origin) = origin else { continue };
        let (here, there) = (rules.place(origin, component), rules.place(scale.origin, component));
        rules.report(
            Diagnostic::new(Code::WithoutKeda, here, format!("`{field}` means nothing without a trigger"))
                .label("only KEDA knows this")
                .also(there, "scaled by cpu and memory alone, which Kubernetes does itself")
                .help("take the line away, or add a trigger with `on`")
                .take_out(here, field),
        );
    }
}

/// KEDA admits only an idle number below the least one, and its autoscaler can leave none but 0.
fn idle(rules: &mut Rules, component: &Component, scale: &At<Scale>) {
    let Some(idle) = &scale.idle else { return };
    let least = scale.range.as_ref().and_then(|range| number(&range.low));
    let here = rules.place(idle.origin, component);
    let (message, help) = match least {
        _ if idle.value != 0 => (
            format!("{} replicas without work are not possible", idle.value),
            "write `idle: 0`; more than 0 replicas run by the start of the range".to_owned(),
        ),
        Some(0) => (
            "`idle` says what the range says already".to_owned(),
            "take the line away, or let the range start at 1 or more".to_owned(),
        ),
        _ => return,
    };
    let diagnostic = Diagnostic::new(Code::IdleReplicas, here, message).label("KEDA refuses this");
    let mut diagnostic = match idle.value {
        0 => diagnostic.take_out(here, "idle"),
        _ => diagnostic.rewrite("0"),
    };
    if let Some(range) = &scale.range {
        diagnostic = diagnostic.also(rules.place(range.origin, component), "the range of replicas");
    }
    rules.report(diagnostic.help(help));
}

fn paused(rules: &mut Rules, component: &Component, scale: &At<Scale>) {
    let Some(at) = scale.paused_at.as_ref().filter(|_| scale.paused.value) else { return };
    let (here, there) = (rules.place(at.origin, component), rules.place(scale.paused.origin, component));
    rules.report(
        Diagnostic::new(Code::PausedTwice, here, "paused in two ways")
            .label(format!("at {} replicas", at.value))
            .also(there, "at the number there is")
            .help("keep `paused-at` to go to a number first, or `paused` to stay where it is")
            .take_out(there, "paused"),
    );
}

/// A fallback needs a trigger whose target is for one replica.
fn fallback(rules: &mut Rules, component: &Component, scale: &At<Scale>) {
    let Some(fallback) = scale.fallback.as_ref().filter(|_| !scale.on.is_empty()) else { return };
    let of_all = |word: Option<&str>| word == Some("Value");
    let word = |settled: &Settled| match &settled.value {
        Value::Word(word) => Some(word.clone()),
        _ => None,
    };
    let useless = match &scale.formula {
        Some(formula) => of_all(formula.metric_type.as_ref().map(|at| at.as_str())),
        None => {
            scale.on.iter().all(|(_, trigger)| of_all(trigger.get("metric-type").and_then(word).as_deref()))
        }
    };
    if !useless {
        return;
    }
    let here = rules.place(fallback.origin, component);
    rules.report(
        Diagnostic::new(
            Code::UselessFallback,
            here,
            format!("no trigger of `{}` can use a fallback", component.name),
        )
        .label("KEDA refuses this")
        .help("give one trigger, or the formula, a target for one replica: `metric-type: AverageValue`")
        .take_out(here, "fallback"),
    );
}

/// A formula speaks of triggers by their names.
fn names(rules: &mut Rules, component: &Component, scale: &At<Scale>, formula: &At<Formula>) {
    if let Some((name, trigger)) = scale.on.iter().find(|(name, _)| name.contains('-')) {
        unspeakable(rules, component, formula, name, trigger);
        return;
    }
    let known: Vec<&str> = scale.on.iter().map(|(name, _)| name.as_str()).collect();
    let span = rules.place(formula.text.origin, component);
    let words = words(&formula.text);
    if let Some(word) = words.iter().find(|word| !known.contains(word)) {
        let diagnostic = Diagnostic::new(Code::BadFormula, span, format!("no trigger is called `{word}`"))
            .label("the formula speaks of it");
        rules.report(match near(word, known.iter().copied()) {
            Some(name) => diagnostic.help(format!("did you mean `{name}`?")),
            None => diagnostic.help(format!("the triggers are {}", quoted(&known))),
        });
    } else if words.is_empty() && !known.is_empty() {
        rules.report(
            Diagnostic::new(Code::BadFormula, span, "the formula speaks of no trigger")
                .label("always the same number")
                .help(format!("name the triggers: {}", quoted(&known))),
        );
    }
}

fn unspeakable(
    rules: &mut Rules,
    component: &Component,
    formula: &At<Formula>,
    name: &str,
    trigger: &At<Record>,
) {
    let kind = trigger.variant.clone().unwrap_or_default();
    let plain = name.replace('-', "_");
    let (here, there) = (rules.place(trigger.origin, component), rules.place(formula.text.origin, component));
    rules.report(
        Diagnostic::new(Code::BadFormula, here, format!("a formula can't speak of `{name}`"))
            .label("in a formula `-` is a minus")
            .also(there, "the formula")
            .help(format!("give it a name without `-`: `on {plain}: {kind} {{ … }}`")),
    );
}

/// The names in a formula that are neither functions nor words of its language, <https://expr-lang.org/docs/language-definition>.
fn words(formula: &str) -> Vec<&str> {
    const OWN: [&str; 12] =
        ["and", "or", "not", "in", "true", "false", "nil", "let", "if", "else", "matches", "contains"];
    let mut words = Vec::new();
    let mut rest = formula;
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    while let Some(start) = rest.find(is_word) {
        let tail = rest.get(start..).unwrap_or_default();
        let end = tail.find(|c: char| !is_word(c) && c != '.').unwrap_or(tail.len());
        let (word, after) = tail.split_at(end);
        let is_call = after.trim_start().starts_with('(');
        if !is_call && !word.starts_with(|c: char| c.is_ascii_digit()) && !OWN.contains(&word) {
            words.push(word);
        }
        rest = after;
    }
    words
}

/// Checks what a scaled job says beside its range and triggers.
pub(super) fn check_job(rules: &mut Rules, component: &Component, job: &ScaledJob) {
    let times = [Some(&job.scale.every), job.deadline.as_ref()];
    for time in times.into_iter().flatten() {
        whole_seconds(rules, component, time);
    }
    let Some(strategy) = &job.strategy else { return };
    if strategy.name.as_str() == "custom" {
        return;
    }
    let of_custom = [
        ("deduction", strategy.deduction.as_ref().map(|at| at.origin)),
        ("running", strategy.running.as_ref().map(|at| at.origin)),
    ];
    for (field, origin) in of_custom {
        let Some(origin) = origin else { continue };
        let (here, there) = (rules.place(origin, component), rules.place(strategy.name.origin, component));
        rules.report(
            Diagnostic::new(
                Code::OfCustomStrategy,
                here,
                format!("only the strategy `custom` has `{field}`"),
            )
            .label("KEDA would not look at it")
            .also(there, format!("the strategy is `{}`", strategy.name.value))
            .help("write `strategy: custom { … }`, or take the line away")
            .take_out(here, field),
        );
    }
}
