//! What is said of the corpus of single faults: each is told of, on its line, once or twice; its safe fixes keep the meaning.
//!
//! `FLUO_BLESS=1 cargo test -p fluo-tests --test corpus` writes the figures into `tests/corpus/README.md`; read the difference
//! before you commit it. `FLUO_CORPUS=operator` prints all that is said of the faults of the operators whose names begin so.

use fluo_core::{Options, build};
use fluo_tests::corpus::{ADDITIONS, Fault, System, Verdict, faults, figures, judge, operators, place};
use fluo_tests::project::{memory, read, root};
use std::fmt::Write;
use std::fs;

/// Faults that are known not to be told of as the others are: operator, a part of the change, and why.
const EXCEPTIONS: &[(&str, &str, &str)] = &[];

const README: &str = "tests/corpus/README.md";

/// Judges all faults, on two threads.
fn judged(only: Option<&str>) -> Vec<(Fault, Verdict)> {
    let systems = System::all();
    let wanted = operators().into_iter().filter(|one| only.is_none_or(|name| one.name.starts_with(name)));
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

fn is_excepted(fault: &Fault) -> bool {
    EXCEPTIONS.iter().any(|(operator, part, _)| *operator == fault.operator && fault.title.contains(part))
}

/// What is wrong with what is said of a fault.
fn wrong(fault: &Fault, verdict: &Verdict) -> Vec<String> {
    let mut wrong = Vec::new();
    wrong.extend((!verdict.told).then(|| "not told of".to_owned()));
    wrong.extend((verdict.count > 2).then(|| format!("{} diagnostics", verdict.count)));
    wrong.extend(verdict.bad_fix.clone());
    wrong.retain(|_| !is_excepted(fault));
    wrong
}

fn shown(fault: &Fault, wrong: &[String], verdict: &Verdict) -> String {
    format!(
        "=== {} [{}] {}\n{}{}\n",
        fault.operator,
        fault.entry,
        wrong.join(", "),
        fault.title,
        verdict.said
    )
}

#[test]
fn each_fault_is_told_of_on_its_line_once_or_twice() {
    if let Ok(only) = std::env::var("FLUO_CORPUS") {
        for (fault, verdict) in judged(Some(&only)) {
            println!("{}", shown(&fault, &wrong(&fault, &verdict), &verdict));
        }
        return;
    }
    let judged = judged(None);
    assert!(judged.len() >= 800, "only {} programs", judged.len());
    let (mut bad, mut elsewhere) = (String::new(), String::new());
    for (fault, verdict) in &judged {
        let wrong = wrong(fault, verdict);
        if !wrong.is_empty() {
            bad.push_str(&shown(fault, &wrong, verdict));
        } else if verdict.told && !verdict.on_line {
            elsewhere.push_str(&shown(fault, &["on another line".to_owned()], verdict));
        }
    }
    let text = readme(&figures(&judged));
    if std::env::var_os("FLUO_BLESS").is_some() {
        fs::write(root().join(README), &text).expect("written");
    }
    assert!(bad.is_empty(), "{bad}");
    let there = judged.iter().filter(|(_, verdict)| verdict.on_line).count();
    assert!(there * 100 >= judged.len() * 95, "{there} of {} on the line:\n{elsewhere}", judged.len());
    assert_eq!(read(&root().join(README)), text, "FLUO_BLESS=1 writes {README}");
}

fn readme(figures: &str) -> String {
    let mut text = "# The corpus of single faults\n\n\
        Programs as people write them, each with exactly one fault, made of the three examples in all of their environments by the\n\
        operators of `tests/src/corpus`. A fault is wrong by construction: it would fail or misbehave in a cluster, or could never be\n\
        meant. What may be legal (another component of the right kind) is no fault. `tests/tests/corpus.rs` judges what the compiler\n\
        says of each, and writes this page.\n\n\
        - **told**: an error, or a warning where the design says warning.\n\
        - **on the line**: a primary label stands on the line that was changed; for a line that was taken away in the block that lacks\n  \
          it, or where it is asked for; for what stands twice at either of the two.\n\
        - **one**, **two**: how many diagnostics there are; never more.\n\
        - **safe fixes**: programs with one. After it the diagnostic is gone, and the program emits what the example does, or still has\n  \
          errors for a person.\n\n\
        What stands in the `values` of a chart or in a `spec` without its CRD is out of the compiler's sight, but for names, secrets and\n\
        the texts that it knows by their API; no operator touches it.\n\n"
        .to_owned();
    text.push_str(figures);
    if !EXCEPTIONS.is_empty() {
        text.push_str("\n## Exceptions\n\n");
        for (operator, part, why) in EXCEPTIONS {
            let _ = writeln!(text, "- `{operator}`, `{part}`: {why}.");
        }
    }
    text
}

#[test]
fn what_is_added_builds_without_its_fault() {
    for system in System::all() {
        for addition in &ADDITIONS {
            let Some((file, end)) = place(&system, addition) else { continue };
            let mut files = system.files.clone();
            files.get_mut(&file).expect("a file").insert_str(end, addition.text);
            // A laptop's `override all { scale: … }` speaks of every component, an added one too.
            let programs = system.programs.iter().filter(|program| !program.entry.contains("/local"));
            for program in programs {
                let built = build(&memory(&files), &program.entry, &Options::default());
                let found: Vec<_> =
                    built.diagnostics.iter().map(|found| (&found.message, &found.helps)).collect();
                assert!(found.is_empty(), "{} in {}: {found:?}", addition.name, program.entry);
            }
        }
    }
}
