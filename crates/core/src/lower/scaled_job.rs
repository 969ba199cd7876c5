//! A Job for each unit of work, started by KEDA (<https://keda.sh/docs/2.20/reference/scaledjob-spec/>).

use super::meta::{Draft, Meta};
use super::pod::template;
use super::scaling::{high, low, pause};
use super::tree::{Map, list, seconds};
use super::trigger;
use super::workload::common;
use crate::model::records::{self, JobRollout, JobStrategy, ScaledJob, Workload};
use crate::model::{At, Component, Model};
use crate::object::{Data, Node, Object};

/// The objects of a `scaled-job`.
pub(crate) fn objects(
    model: &Model,
    component: &Component,
    (workload, job, sized): &(Workload, ScaledJob, records::Sized),
) -> Vec<Object> {
    let mut objects = common(model, component, workload);
    let mut triggers = Vec::new();
    for (name, trigger) in &job.scale.on {
        let lowered = trigger::lower(model, component, (name, trigger), false);
        objects.extend(lowered.login);
        triggers.push(lowered.entry);
    }
    let origin = component.origin;
    let run = Map::new(origin)
        .with("backoffLimit", &job.retries)
        .maybe("activeDeadlineSeconds", job.deadline.as_ref().map(seconds))
        .with("template", template(model, component, workload, &sized.resources, true));
    let spec = Map::new(origin)
        .with("jobTargetRef", run)
        .with("pollingInterval", seconds(&job.scale.every))
        .maybe("successfulJobsHistoryLimit", job.history.succeeded.as_ref())
        .maybe("failedJobsHistoryLimit", job.history.failed.as_ref())
        .maybe("minReplicaCount", low(job.scale.range.as_ref()))
        .maybe("maxReplicaCount", high(job.scale.range.as_ref()))
        .maybe("rollout", job.rollout.as_ref().map(rollout))
        .map("scalingStrategy", strategy(job))
        .with("triggers", triggers);
    let mut meta = Meta::of(model, component);
    pause(&mut meta.annotations, &job.scale.paused, None);
    objects.push(Draft::new("keda.sh/v1alpha1", "ScaledJob", meta).with("spec", spec).object());
    objects
}

fn rollout(at: &At<JobRollout>) -> Map {
    Map::new(at.origin).with("strategy", &at.strategy).maybe("propagationPolicy", at.propagation.as_ref())
}

/// <https://keda.sh/docs/2.20/reference/scaledjob-spec/#scalingstrategy>
fn strategy(job: &ScaledJob) -> Map {
    let several = job.scale.several.as_ref();
    let Some(at) = &job.strategy else {
        return Map::new(job.scale.origin).maybe("multipleScalersCalculation", several);
    };
    // KEDA takes the share as a text between 0 and 1.
    let share = |at: &At<u32>| {
        let share = f64::from(at.value) / 100.0;
        Node::new(Data::Str(share.to_string().into()), at.origin)
    };
    let JobStrategy { name, deduction, running, pending_conditions } = &at.value;
    Map::new(at.origin)
        .with("strategy", name)
        .maybe("customScalingQueueLengthDeduction", deduction.as_ref())
        .maybe("customScalingRunningJobPercentage", running.as_ref().map(share))
        .list("pendingPodConditions", list(pending_conditions))
        .maybe("multipleScalersCalculation", several)
}
