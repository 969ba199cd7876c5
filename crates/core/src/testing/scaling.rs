//! How many pods run, and what moves their number.

use super::draft::Draft;
use super::entry::Entry;
use super::pick::{Pick, one};
use super::trigger::trigger;
use super::world::World;

/// Sets a field that has to do with the number of pods; `false` if it is not one that is known here.
pub(crate) fn set(world: &mut World, draft: &mut Draft, name: &str, pick: &Pick) -> bool {
    match name {
        "replicas" if draft.is_a(world, "workload") => replicas(draft, pick),
        "scale" if draft.root == "scaled-job" => runs(world, draft, pick),
        "scale" => scale(world, draft, pick),
        "autoscale" => autoscale(world, draft, pick),
        "available" => available(draft, pick),
        "strategy" => strategy(world, draft, pick),
        "parallel" | "completions" => parallel(draft, name, pick),
        "keep" => keep(draft),
        "schedule" => schedule(draft, pick),
        "rollout" | "history" => one_of_runs(draft, name, pick),
        _ => return false,
    }
    true
}

fn replicas(draft: &mut Draft, pick: &Pick) {
    const NUMBERS: &[u16] = &[1, 2, 3, 7];
    if draft.facts.counted || draft.facts.once {
        return;
    }
    (draft.facts.counted, draft.facts.several) = (true, true);
    draft.say(format!("replicas: {}", one(pick.value, NUMBERS).copied().unwrap_or(1)));
}

/// A range, and at least one reason to change the number.
fn scale(world: &mut World, draft: &mut Draft, pick: &Pick) {
    if draft.facts.counted || draft.facts.once {
        return;
    }
    (draft.facts.counted, draft.facts.several) = (true, true);
    let mut below = Vec::new();
    let resource = pick.value.is_multiple_of(5);
    if resource {
        if !draft.facts.requests {
            draft.facts.requests = true;
            draft.say("resources { cpu: 100m..1, memory: 128Mi..256Mi }");
            draft.said.insert("resources".to_owned());
        }
        let of = if pick.one_in(3) { "memory: 80%" } else { "cpu: 70%" };
        below.push(Entry::new(of));
    }
    if !resource || pick.below.len() > 1 {
        below.extend(triggers(world, draft, pick));
    }
    let only = below.len();
    if pick.value % 5 == 4 {
        below.push(Entry::new(
            "behavior { up { window: 0s, pods: 4 { per: 15s } }, down { window: 5m, percent: 10% } }",
        ));
    }
    let asked = below.iter().take(only).any(|entry| entry.to_string().starts_with("on "));
    if asked {
        refine(pick, &mut below);
    }
    let from = if asked && pick.one_in(3) { 0 } else { 1 };
    draft.say_block(format!("scale: {from}..{}", pick.value % 9 + 2), below);
}

/// What only KEDA does.
fn refine(pick: &Pick, below: &mut Vec<Entry>) {
    match pick.value % 4 {
        1 => below.push(Entry::new("every: 10s")),
        2 => below.push(Entry::new("cooldown: 2m")),
        3 => below.push(Entry::new("restore-replicas: true")),
        _ => {}
    }
}

/// One trigger or two, each with a name of its own.
fn triggers(world: &mut World, draft: &Draft, pick: &Pick) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (place, name) in ["first", "second"].into_iter().enumerate() {
        if place == 0 || pick.below.len() > 2 {
            let pick =
                if place == 0 { &Pick { value: pick.value / 8, ..pick.clone() } } else { &pick.at(place) };
            entries.push(trigger(world, draft, name, pick));
        }
    }
    entries
}

fn runs(world: &mut World, draft: &mut Draft, pick: &Pick) {
    let mut below = vec![trigger(world, draft, "work", pick)];
    if pick.one_in(2) {
        below.push(Entry::new("every: 10s"));
    }
    draft.say_block(format!("scale: {}..{}", pick.value % 2, pick.value % 20 + 2), below);
}

fn autoscale(world: &mut World, draft: &mut Draft, pick: &Pick) {
    let below = vec![trigger(world, draft, "work", pick)];
    draft.say_block("autoscale: 1..3", below);
}

fn available(draft: &mut Draft, pick: &Pick) {
    const WAYS: &[&str] =
        &["available { spread: zone }", "available { spread: none }", "available { max-unavailable: 1 }"];
    one(pick.value, WAYS).into_iter().for_each(|line| draft.say(*line));
}

fn strategy(world: &World, draft: &mut Draft, pick: &Pick) {
    const DEPLOYED: &[&str] = &[
        "strategy: rolling",
        "strategy: rolling { max-surge: 25%, max-unavailable: 0 }",
        "strategy: recreate",
    ];
    const STATEFUL: &[&str] = &["strategy: on-delete", "strategy: rolling { partition: 1 }"];
    const DAEMON: &[&str] =
        &["strategy: rolling { max-unavailable: 10% }", "strategy: rolling { max-surge: 1 }"];
    const RUNS: &[&str] =
        &["strategy: accurate", "strategy: eager", "strategy: custom { deduction: 1, running: 50% }"];
    let ways = match draft.root.as_str() {
        "stateful" => STATEFUL,
        "daemon" => DAEMON,
        "scaled-job" => RUNS,
        _ if draft.facts.once || !draft.is_a(world, "deployed") => return,
        _ => {
            // A volume that comes later has to admit several pods.
            draft.facts.several = true;
            DEPLOYED
        }
    };
    one(pick.value, ways).into_iter().for_each(|line| draft.say(*line));
}

fn parallel(draft: &mut Draft, field: &str, pick: &Pick) {
    if draft.facts.once {
        return;
    }
    draft.facts.several = true;
    let number = pick.value % 5 + 1;
    let indexed = if field == "completions" && pick.one_in(2) { " { indexed: true }" } else { "" };
    draft.say(format!("{field}: {number}{indexed}"));
}

fn keep(draft: &mut Draft) {
    if draft.root == "cron" {
        draft.say("keep: 2d");
    }
}

fn schedule(draft: &mut Draft, pick: &Pick) {
    const TIMES: &[&str] = &[
        "schedule: \"30 2 * * 1-5\"",
        "schedule: \"*/5 * * * *\" { concurrency: allow, suspend: true }",
        "schedule: \"0 0 1 1 *\" { timezone: \"Europe/Berlin\", history: 7, start-within: 10m }",
    ];
    let time = one(pick.value, TIMES).copied().unwrap_or_default();
    // Runs that overlap need volumes that several pods may mount.
    draft.facts.several |= time.contains("allow");
    draft.say(time);
}

fn one_of_runs(draft: &mut Draft, field: &str, pick: &Pick) {
    draft.say(match (field, pick.one_in(2)) {
        ("rollout", false) => "rollout: gradual",
        ("rollout", true) => "rollout: immediate { propagation: foreground }",
        (_, false) => "history { succeeded: 5 }",
        (_, true) => "history { succeeded: 0, failed: 10 }",
    });
}
