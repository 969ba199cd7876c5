//! Schedules that say something else than was meant.

use super::{Data, Given, Output, origin_place};
use crate::diagnostic::{Applicability, Code, Diagnostic, Diagnostics};
use crate::source::Sources;
use crate::types::text::{TextFault, every_minute};

/// Every minute of an hour, where once in it was meant.
pub(super) fn check(sources: &Sources, given: &Given, output: &Output, diagnostics: &mut Diagnostics) {
    for object in output.objects().filter(|object| object.kind == "CronJob") {
        let Some(node) = object.body.at(&["spec", "schedule"]) else { continue };
        let Data::Str(schedule) = &node.data else { continue };
        if !every_minute(schedule) {
            continue;
        }
        let span = origin_place(given, output, node.origin);
        let start = schedule.find('*').unwrap_or_default();
        let fault = TextFault::new("a `*` here is every minute of that hour")
            .of(Code::EveryMinute)
            .at(start..start + 1)
            .repair(start..start + 1, "0", Applicability::Unsafe);
        let message = format!("the cron `{}` runs sixty times in its hour", object.name);
        let found: Diagnostic = fault.diagnostic(message, schedule, span, sources.text(span));
        diagnostics.push(found.help("if every minute of it is meant, say so with a range: `0-59`"));
    }
}
