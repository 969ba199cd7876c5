//! Programs made by chance: they compile, they are of every form, they shrink to a readable page; and those with one fault are
//! refused with its code.

use fluo_core::diagnostic::{Code, Diagnostic};
use fluo_core::source::Sources;
use fluo_core::testing::{Faulty, Platform, Program, faults, faulty, programs, programs_of};
use fluo_core::{Builds, Environment, library, prelude};
use fluo_tests::project::DiskLoader;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner};
use std::collections::{BTreeMap, BTreeSet};
use std::thread;

/// How many programs are tried: 10 000, or as many as `FLUO_CASES` says.
fn cases() -> u32 {
    std::env::var("FLUO_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(10_000)
}

/// Always the same ones for one seed.
fn runner(cases: u32, seed: u64) -> TestRunner {
    let rng_seed = RngSeed::Fixed(seed);
    TestRunner::new(Config { cases, rng_seed, failure_persistence: None, ..Config::default() })
}

/// The errors of a build, each with its line.
fn errors(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let line = |found: &Diagnostic| {
        let span = found.primary.span;
        let (path, line) = (sources.path(span.file), sources.position(span).line);
        format!("{path}:{line}: {}: {}\n", found.code, found.message)
    };
    diagnostics.iter().filter(|found| found.is_error()).map(line).collect()
}

fn compiles(program: &Program) -> Result<Builds, TestCaseError> {
    let built = program.build_all();
    let errors = errors(&built.sources, &built.diagnostics);
    if !errors.is_empty() {
        return Err(TestCaseError::fail(format!("\n{program}\n{errors}")));
    }
    // The entry's own, and not those of other files that they inherit from.
    let own = |environment: &&Environment| {
        built.sources.get(environment.span.file).is_some_and(|file| *file.path == *program.entry)
    };
    let environments = program.environments();
    let clusters = environments.iter().filter(own).map(|environment| environment.clusters.len().max(1));
    let trees = clusters.sum::<usize>();
    if built.outputs.len() != trees || trees == 0 {
        return Err(TestCaseError::fail(format!("\n{program}\n{} trees of {trees}", built.outputs.len())));
    }
    Ok(built)
}

/// On as many threads as there are cores, each with programs of its own.
fn each(cases: u32, one: fn(&mut TestRunner) -> Result<(), String>) {
    let threads = u32::try_from(thread::available_parallelism().map_or(1, usize::from)).expect("a few");
    let started: Vec<_> = (0..threads)
        .map(|thread| {
            let mut runner = runner(cases.div_ceil(threads), 0x666c_756f + u64::from(thread));
            thread::spawn(move || one(&mut runner))
        })
        .collect();
    for thread in started {
        thread.join().expect("a thread that ends").unwrap_or_else(|failed| panic!("{failed}"));
    }
}

#[test]
fn generated_programs_compile() {
    each(cases(), |runner| {
        let outcome = runner.run(&programs(), |program| compiles(&program).map(drop));
        outcome.map_err(|failed| failed.to_string())
    });
}

/// What is wrong with how a fault is told.
fn told(faulty: &Faulty) -> Result<(), TestCaseError> {
    let built = faulty.program.build_all();
    let found: Vec<&Diagnostic> = built.diagnostics.iter().filter(|found| found.is_error()).collect();
    let fail = |what: &str| {
        let errors = errors(&built.sources, &built.diagnostics);
        let Faulty { fault, codes, program, file } = faulty;
        Err(TestCaseError::fail(format!("\n{program}\n{fault} in {file}: {what}, not {codes:?}:\n{errors}")))
    };
    if !found.iter().any(|found| faulty.codes.contains(&found.code)) {
        return fail("another code");
    }
    // What follows from a fault is not told, so that whoever reads knows where to begin.
    if found.len() > 3 {
        return fail("too much is told");
    }
    let in_program =
        |found: &&Diagnostic| faulty.program.files.contains_key(built.sources.path(found.primary.span.file));
    if !found.iter().all(in_program) {
        return fail("a place outside of the program");
    }
    if !built.outputs.is_empty() {
        return fail("objects in spite of it");
    }
    Ok(())
}

#[test]
fn programs_with_one_fault_are_refused() {
    each(cases().div_ceil(2), |runner| {
        let outcome = runner.run(&faulty(), |faulty| told(&faulty));
        outcome.map_err(|failed| failed.to_string())
    });
}

#[test]
fn every_fault_is_made() {
    let (mut runner, strategy) = (runner(0, 5), faulty());
    let mut counts: BTreeMap<&str, u32> = faults().map(|(fault, _)| (fault, 0)).collect();
    for _ in 0..2500 {
        let faulty = strategy.new_tree(&mut runner).expect("a program").current();
        *counts.get_mut(faulty.fault).expect("a fault of the list") += 1;
    }
    for (fault, count) in &counts {
        println!("{count:5} {fault}");
    }
    let missing: Vec<_> = counts.iter().filter(|(_, count)| **count == 0).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let codes: BTreeSet<Code> = faults().flat_map(|(_, codes)| codes.iter().copied()).collect();
    assert!(counts.len() >= 25 && codes.len() >= 50, "{} faults, {} codes", counts.len(), codes.len());
}

/// What the lines of a program say, each form once.
fn forms(program: &Program, counts: &mut BTreeMap<String, u32>) {
    let mut seen = BTreeSet::new();
    for (path, text) in &program.files {
        if !path.ends_with(".fluo") {
            seen.insert(format!("file {}", path.rsplit('.').next().expect("an ending")));
            continue;
        }
        for line in text.lines() {
            seen.extend(form(line));
        }
    }
    seen.insert(format!("files {}", program.files.len().min(3)));
    seen.insert(format!("environments {}", program.environments().len().min(3)));
    for form in seen {
        *counts.entry(form).or_default() += 1;
    }
}

/// The forms of one line.
fn form(line: &str) -> Vec<String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let word = |at: usize| words.get(at).map_or("", |word| word.trim_end_matches(':'));
    let mut forms = vec![match (line.starts_with(' '), word(0)) {
        (_, "///") => "docs".to_owned(),
        (false, "component" | "kind" | "store" | "secret") => format!("{} {}", word(0), word(2)),
        (false, "environment") if line.contains(':') => "environment of another".to_owned(),
        (_, "on") if words.len() > 2 => format!("on {}", word(2)),
        (_, "override") => format!("override {}", if word(1) == "all" { "all" } else { "one" }),
        (false, "use") => format!("use {}", use_form(line)),
        (_, first) => first.to_owned(),
    }];
    for (sign, form) in [("${", "interpolation"), ("\\${", "a dollar"), ("pod.", "pod"), ("\\u{", "escape")] {
        if line.contains(sign) {
            forms.push(form.to_owned());
        }
    }
    forms
}

fn use_form(line: &str) -> &str {
    match line {
        _ if line.contains("std:") => "library",
        _ if line.contains("**") => "any depth",
        _ if line.contains('*') => "glob",
        _ => "path",
    }
}

/// Forms that generated programs must have, beside triggers.
const FORMS: &[&str] = &[
    "component service",
    "component worker",
    "component stateful",
    "component daemon",
    "component job",
    "component cron",
    "component scaled-job",
    "component postgres",
    "component cache",
    "component nats",
    "component stream",
    "component helm",
    "component resource",
    "component external",
    "component manifests",
    "kind service",
    "kind worker",
    "kind stateful",
    "kind job",
    "kind daemon",
    "store existing",
    "store aws-parameter-store",
    "store aws-secrets-manager",
    "store gcp-secret-manager",
    "store vault",
    "secret existing",
    "secret external",
    "secret generated",
    "secret registry",
    "secret sops",
    "environments 1",
    "environments 2",
    "environment of another",
    "cluster",
    "override one",
    "override all",
    "defaults",
    "skip",
    "production",
    "size",
    "param",
    "config",
    "volume",
    "namespace",
    "use path",
    "use glob",
    "use any depth",
    "use library",
    "files 1",
    "files 3",
    "file yaml",
    "docs",
    "interpolation",
    "a dollar",
    "escape",
    "pod",
    "env",
    "env-from",
    "env-import",
    "mount",
    "scratch",
    "probe",
    "init",
    "sidecar",
    "network",
    "monitor",
    "security",
    "account",
    "alert",
    "patch",
    "expose",
    "needs",
    "share",
    "available",
    "strategy",
    "replicas",
    "scale",
    "autoscale",
    "behavior",
    "cpu",
    "memory",
    "pull-secrets",
    "labels",
    "annotations",
    "flux",
    "gateway",
    "monitoring",
    "lints",
    "part-of",
    "cluster-domain",
    "server",
    "consumer",
    "backup",
    "schedule",
    "completions",
    "resources",
    "node-selector",
    "tolerate",
    "priority",
    "service",
    "grace",
    "command",
    "args",
];

#[test]
fn generated_programs_are_of_every_form() {
    let (mut runner, strategy) = (runner(0, 3), programs());
    let (mut counts, mut sizes) = (BTreeMap::new(), Vec::new());
    for _ in 0..2000 {
        let program = strategy.new_tree(&mut runner).expect("a program").current();
        forms(&program, &mut counts);
        let components = |text: &String| text.lines().filter(|line| line.starts_with("component ")).count();
        sizes.push(program.files.values().map(components).sum::<usize>());
    }
    let triggers = prelude::TRIGGERS
        .iter()
        .flat_map(|(_, text)| prelude::trigger_names(text))
        .map(|name| format!("on {name}"));
    let wanted: Vec<String> = FORMS.iter().map(|form| (*form).to_owned()).chain(triggers).collect();
    for form in &wanted {
        println!("{:5} {form}", counts.get(form).copied().unwrap_or_default());
    }
    let missing: Vec<&String> = wanted.iter().filter(|form| !counts.contains_key(*form)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let of_library = library::FILES.iter().flat_map(library::kinds);
    let used = of_library.filter(|kind| counts.contains_key(&format!("component {kind}"))).count();
    assert!(used >= 10, "{used} kinds of the library");
    sizes.sort_unstable();
    let median = sizes[sizes.len() / 2];
    println!("{median} components in the middle, {} at most", sizes[sizes.len() - 1]);
    assert!((3..=6).contains(&median), "{median}");
}

/// What shrinks stays valid, whichever way it goes.
#[test]
fn shrunk_programs_compile() {
    let (mut runner, strategy) = (runner(0, 9), programs_of(2..5));
    for number in 0..12_u32 {
        let mut tree = strategy.new_tree(&mut runner).expect("a program");
        for step in 0..40 {
            compiles(&tree.current()).unwrap_or_else(|failed| panic!("{failed}"));
            // Some steps are taken back, as if the simpler program did not fail.
            let moved = if (step + number) % 3 == 2 { tree.complicate() } else { tree.simplify() };
            if !moved {
                break;
            }
        }
    }
}

/// A property that fails is shown by a page, not by a system.
#[test]
fn a_failing_property_shrinks_to_a_page() {
    for word in [": cache {", "scale: ", "cluster eu", "secret "] {
        let says = |program: &Program| program.files.values().any(|text| text.contains(word));
        let outcome = runner(2000, 1).run(&programs(), |program| match says(&program) {
            true => Err(TestCaseError::fail("found")),
            false => Ok(()),
        });
        let Err(TestError::Fail(_, smallest)) = outcome else { panic!("no program says `{word}`") };
        let lines = smallest.files.values().map(|text| text.lines().count()).sum::<usize>();
        assert!(says(&smallest) && lines <= 25, "{lines} lines:\n{smallest}");
        compiles(&smallest).unwrap_or_else(|failed| panic!("{failed}"));
    }
}

#[test]
fn programs_of_an_example_s_kinds_compile() {
    let entry = "examples/agent-executor/platform/platform.fluo";
    let platform = Platform::load(&DiskLoader, entry).unwrap_or_else(|refused| panic!("{refused}"));
    assert_eq!(platform.kinds(), ["event-driven-service"]);
    let outcome = runner(cases().div_ceil(50), 1).run(&platform.programs(), |program| {
        let built = compiles(&program)?;
        let all: String = built.outputs.iter().map(fluo_core::emit::yaml::stream).collect();
        match all.contains("nats-jetstream") {
            true => Ok(()),
            false => Err(TestCaseError::fail(format!("no scaler of the kind's:\n{program}"))),
        }
    });
    outcome.unwrap_or_else(|failed| panic!("{failed}"));
}

#[test]
fn a_platform_with_errors_is_refused() {
    let loader = Program::one("kind api: servise {}\n");
    let refused = Platform::load(&loader, "app.fluo").expect_err("an unknown kind");
    assert_eq!(refused.to_string(), "app.fluo:1: E0401: there is no kind `servise`\n");
    let refused = Platform::load(&Program::one("size small { cpu: 1 }\n"), "app.fluo").expect_err("no kinds");
    assert_eq!(refused.to_string(), "the files declare no kind\n");
}
