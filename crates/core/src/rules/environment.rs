//! What an environment says about Flux.

use super::{Rules, place};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::At;
use crate::types::Duration;

pub(super) fn check(rules: &mut Rules) {
    let flux = &rules.model.environment.flux;
    let own = rules.model.components.values().map(|c| &c.common.flux);
    let own = own.flat_map(|f| [&f.interval, &f.retry, &f.timeout]).flatten();
    let times: Vec<&At<Duration>> =
        [&flux.interval, &flux.retry, &flux.timeout].into_iter().chain(own).collect();
    for time in times {
        duration(rules, time);
    }
}

/// An interval of nothing would reconcile without end.
pub(super) fn duration(rules: &mut Rules, time: &At<Duration>) {
    if time.millis >= 1000 {
        return;
    }
    let span = place(&rules.model.origins, time.origin, rules.model.span);
    rules.report(
        Diagnostic::new(Code::FluxDuration, span, format!("Flux can't use `{}` here", time.value))
            .label("shorter than a second")
            .help("write at least `1s`; an interval is usually `10m`")
            .rewrite("1s"),
    );
}
