//! Staying up while nodes are drained and zones fail: disruption budgets, and replicas spread over zones and nodes.

use super::meta::{Draft, Meta, selector};
use super::tree::Map;
use crate::model::records::Scalable;
use crate::model::{BuiltIn, Component, Model, OriginId};
use crate::object::{Data, Node, Object};
use crate::types::Scalar;

/// How many replicas run at least and at most.
pub(crate) fn replicas(scalable: &Scalable) -> (i64, i64) {
    let Some(scale) = &scalable.scale else {
        let fixed = scalable.replicas.as_ref().map_or(1, |replicas| replicas.value);
        return (fixed, fixed);
    };
    let end = |end: Option<&Option<Scalar>>| match end {
        Some(Some(Scalar::Int(number))) => Some(*number),
        _ => None,
    };
    let range = scale.range.as_ref();
    let low = end(range.map(|range| &range.low)).unwrap_or(1);
    (low, end(range.map(|range| &range.high)).unwrap_or(low))
}

/// What decides how many replicas run.
fn number(scalable: &Scalable, otherwise: OriginId) -> OriginId {
    let range =
        scalable.scale.as_ref().map(|scale| scale.range.as_ref().map_or(scale.origin, |range| range.origin));
    range.or(scalable.replicas.as_ref().map(|replicas| replicas.origin)).unwrap_or(otherwise)
}

/// <https://kubernetes.io/docs/tasks/run-application/configure-pdb/>. Where nothing is said, one pod at a time may go, if
/// others are left; a single replica has no budget, for it could never be drained.
pub(crate) fn budget(model: &Model, component: &Component, scalable: &Scalable) -> Option<Object> {
    let available = &scalable.available;
    let said = available.min.is_some() || available.max_unavailable.is_some();
    if !said && replicas(scalable).0 < 2 {
        return None;
    }
    let origin = component.origin;
    let spec = Map::new(origin)
        .maybe("minAvailable", available.min.as_ref())
        .maybe("maxUnavailable", available.max_unavailable.as_ref())
        .maybe("maxUnavailable", (!said).then(|| Node::new(Data::Int(1), number(scalable, origin))))
        .with("selector", Map::new(origin).with("matchLabels", selector(component)))
        // A pod that does not work keeps nothing up, and must not hold up a drain.
        .with("unhealthyPodEvictionPolicy", "AlwaysAllow");
    let mut meta = Meta::of(model, component);
    if !said {
        meta.origin = number(scalable, origin);
    }
    Some(Draft::new("policy/v1", "PodDisruptionBudget", meta).with("spec", spec).object())
}

/// <https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/>, for what may run in several
/// replicas. Pods of one revision are spread among themselves, so that a rollout does not count those that it replaces.
pub(crate) fn spread(component: &Component) -> Vec<Map> {
    let Some(scalable) = component.scalable().filter(|scalable| replicas(scalable).1 > 1) else {
        return Vec::new();
    };
    let wanted = scalable.available.spread.as_ref();
    let origin = wanted.map_or_else(|| number(scalable, component.origin), |wanted| wanted.origin);
    let revision = matches!(component.kind, BuiltIn::Service | BuiltIn::Worker);
    let constraint = |key: &'static str| {
        Map::new(origin)
            .with("maxSkew", 1i64)
            .with("topologyKey", key)
            .with("whenUnsatisfiable", "ScheduleAnyway")
            .with("labelSelector", Map::new(origin).with("matchLabels", selector(component)))
            .list("matchLabelKeys", if revision { vec!["pod-template-hash"] } else { Vec::new() })
    };
    let zone = constraint("topology.kubernetes.io/zone");
    let node = constraint("kubernetes.io/hostname");
    match wanted.map(|wanted| wanted.as_str()) {
        Some("zone") => vec![zone],
        Some("node") => vec![node],
        Some(_) => Vec::new(),
        None => vec![zone, node],
    }
}

/// Whether a budget for so many replicas lets no pod go at all. Shares are rounded up.
pub(crate) fn blocks(min: Option<&Scalar>, max_unavailable: Option<&Scalar>, replicas: i64) -> bool {
    let kept = min.map_or(0, |min| count(min, replicas));
    let gone = max_unavailable.map(|max| count(max, replicas));
    kept >= replicas || gone == Some(0)
}

fn count(value: &Scalar, replicas: i64) -> i64 {
    match value {
        Scalar::Int(number) => *number,
        Scalar::Percent(share) => (i64::from(*share) * replicas + 99) / 100,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_blocks_where_nothing_may_go() {
        let (int, share) = (Scalar::Int, Scalar::Percent);
        for (min, replicas) in
            [(int(1), 1), (int(3), 3), (int(4), 3), (share(100), 5), (share(51), 1), (share(80), 4)]
        {
            assert!(blocks(Some(&min), None, replicas), "{min} of {replicas}");
        }
        for (min, replicas) in [(int(1), 2), (share(50), 2), (share(75), 4), (int(0), 1)] {
            assert!(!blocks(Some(&min), None, replicas), "{min} of {replicas}");
        }
        assert!(blocks(None, Some(&int(0)), 3) && blocks(None, Some(&share(0)), 3));
        assert!(!blocks(None, Some(&share(1)), 3) && !blocks(None, Some(&int(1)), 1));
    }
}
