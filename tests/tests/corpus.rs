//! What is said of the corpus of single faults: each is told of, on its line, once or twice; its safe fixes keep the meaning.
//!
//! `FLUO_BLESS=1 cargo test -p fluo-tests --test corpus` writes the figures; `FLUO_CORPUS=operator` prints all that is said of
//! the faults of an operator.

use fluo_core::{Options, build};
use fluo_tests::corpus::{ADDITIONS, Fault, System, Verdict, faults, figures, judge, operators, place};
use fluo_tests::project::{memory, read, root};
use std::fs;

/// Judges all faults, on two threads.
fn judged() -> Vec<(Fault, Verdict)> {
    let systems = System::all();
    let only = std::env::var("FLUO_CORPUS").ok();
    let wanted =
        operators().into_iter().filter(|one| only.as_ref().is_none_or(|name| one.name.starts_with(name)));
    let all: Vec<Fault> = wanted.flat_map(|operator| faults(&operator, &systems)).collect();
    let (first, second) = all.split_at(all.len() / 2);
    let judge_all =
        |part: &[Fault]| part.iter().map(|fault| (fault.clone(), judge(fault))).collect::<Vec<_>>();
    std::thread::scope(|scope| {
        let other = scope.spawn(|| judge_all(second));
        let mut found = judge_all(first);
        found.extend(other.join().expect("the other half"));
        found
    })
}

#[test]
fn each_fault_is_told_of_on_its_line_once_or_twice() {
    let judged = judged();
    let show = std::env::var("FLUO_CORPUS").is_ok();
    let mut bad = String::new();
    for (fault, verdict) in &judged {
        let wrong = [
            (!verdict.told).then_some("NOT TOLD"),
            (verdict.told && !verdict.on_line).then_some("OTHER LINE"),
            (verdict.count > 2).then_some("MANY"),
            verdict.bad_fix.as_deref(),
        ];
        let wrong: Vec<&str> = wrong.into_iter().flatten().collect();
        if show || !wrong.is_empty() {
            bad.push_str(&format!(
                "=== {} [{}] {}\n{}{}\n",
                fault.operator,
                fault.entry,
                wrong.join(", "),
                fault.title,
                verdict.said
            ));
        }
    }
    let path = root().join("target/corpus.txt");
    fs::write(&path, &bad).expect("written");
    println!("{}", figures(&judged));
}

#[test]
fn what_is_added_builds_without_its_fault() {
    for system in System::all() {
        for addition in &ADDITIONS {
            let Some((file, end)) = place(&system, addition) else { continue };
            let mut files = system.files.clone();
            files.get_mut(&file).expect("a file").insert_str(end, addition.text);
            for program in &system.programs {
                let built = build(&memory(&files), &program.entry, &Options::default());
                let found: Vec<_> =
                    built.diagnostics.iter().map(|found| (&found.message, &found.helps)).collect();
                assert!(found.is_empty(), "{} in {}: {found:?}", addition.name, program.entry);
            }
        }
    }
    let _ = read(&root().join("Cargo.toml"));
}
