//! Workloads that run to their end: once, or on a schedule.

use super::meta::{Draft, Meta};
use super::pod::template;
use super::tree::{Map, seconds};
use super::workload::common;
use crate::model::records::{Cron, Finite, Schedule, Sized, Workload};
use crate::model::{At, Component, Model};
use crate::object::{Data, Node, Object};
use smol_str::SmolStr;

/// The objects of a `job` (<https://kubernetes.io/docs/concepts/workloads/controllers/job/>).
pub(crate) fn job(
    model: &Model,
    component: &Component,
    (workload, finite, sized): &(Workload, Finite, Sized),
) -> Vec<Object> {
    let mut objects = common(model, component, workload);
    let spec =
        run(component, finite).with("template", template(model, component, workload, &sized.resources, true));
    objects.push(Draft::new("batch/v1", "Job", Meta::of(model, component)).with("spec", spec).object());
    objects
}

/// What a job and the runs of a cron have in common.
fn run(component: &Component, finite: &Finite) -> Map {
    let completions = finite.completions.as_ref();
    let indexed = completions.map(|at| &at.indexed).filter(|indexed| indexed.value);
    let mode = indexed.map(|at| Node::new(Data::Str(SmolStr::new_static("Indexed")), at.origin));
    Map::new(component.origin)
        .maybe("parallelism", finite.parallel.as_ref())
        .maybe("completions", completions.and_then(|at| at.count.as_ref()))
        .maybe("completionMode", mode)
        .with("backoffLimit", &finite.retries)
        .maybe("activeDeadlineSeconds", finite.deadline.as_ref().map(seconds))
}

/// The objects of a `cron` (<https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/>).
pub(crate) fn cron(
    model: &Model,
    component: &Component,
    (workload, cron, sized): &(Workload, Cron, Sized),
) -> Vec<Object> {
    let origin = component.origin;
    let mut objects = common(model, component, workload);
    let job = run(component, &cron.finite)
        .maybe("ttlSecondsAfterFinished", cron.finite.keep.as_ref().map(seconds))
        .with("template", template(model, component, workload, &sized.resources, true));
    let spec = scheduled(&cron.schedule).with("jobTemplate", Map::new(origin).with("spec", job));
    objects.push(Draft::new("batch/v1", "CronJob", Meta::of(model, component)).with("spec", spec).object());
    objects
}

fn scheduled(at: &At<Schedule>) -> Map {
    let concurrency = match at.concurrency.as_str() {
        "allow" => "Allow",
        "replace" => "Replace",
        _ => "Forbid",
    };
    let concurrency = Node::new(Data::Str(SmolStr::new_static(concurrency)), at.concurrency.origin);
    Map::new(at.origin)
        .maybe("schedule", at.fields.as_ref())
        .with("timeZone", &at.timezone)
        .with("concurrencyPolicy", concurrency)
        .maybe("startingDeadlineSeconds", at.start_within.as_ref().map(seconds))
        .maybe("suspend", at.suspend.value.then_some(&at.suspend))
        .with("successfulJobsHistoryLimit", &at.history)
        .with("failedJobsHistoryLimit", &at.failed_history)
}
