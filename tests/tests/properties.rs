//! What holds of everything that fluo builds, over programs made by chance; `tests/properties/README.md` says what each
//! property means, and why.

use fluo_core::emit::json::list;
use fluo_core::object::Output;
use fluo_core::testing::invariants::secrets::MARK;
use fluo_core::testing::invariants::{ALL, Invariant, Judged, Subject, Violation, language, locality};
use fluo_core::testing::{Program, programs};
use fluo_core::{Options, Session};
use fluo_tests::closed::{Judge, Schemas, is_own};
use fluo_tests::project::{adopted_below, examples, files_below};
use fluo_tests::typed::decode;
use fluo_tests::{cases, data};
use proptest::strategy::{Strategy as _, ValueTree};
use proptest::test_runner::{Config, RngSeed, TestRunner};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The programs of a folder that lies in the repository.
fn program(folder: &str, entry: &str) -> Program {
    let mut files = files_below(folder);
    files.extend(adopted_below(folder));
    Program { files, entry: entry.to_owned() }
}

/// Every example and golden case.
fn known() -> Vec<Program> {
    let of_example = examples().into_iter();
    let of_example =
        of_example.map(|example| program(&format!("examples/{}", example.name), &example.entry()));
    let of_case = cases::names().into_iter();
    let of_case = of_case.map(|case| program(&format!("{}/{case}", cases::FOLDER), &cases::entry(&case)));
    of_example.chain(of_case).collect()
}

#[test]
fn every_invariant_holds_of_the_examples_and_golden_cases() {
    let mut faults = Vec::new();
    for program in known() {
        match Judged::of(&program) {
            Ok(judged) => {
                let found = ALL.iter().filter_map(|invariant| judged.holds(invariant).err());
                let found = found.chain(extent(&program, &judged).err());
                faults.extend(found.map(|violation| format!("{}: {violation}", program.entry)));
            }
            Err(violation) => faults.push(format!("{}: {violation}", program.entry)),
        }
    }
    assert!(faults.is_empty(), "{} violations\n{}", faults.len(), faults.join("\n"));
}

/// What is asked of a program beside [`ALL`].
const FURTHER: [&str; 6] = ["meaning", "order", "extent", "locality", "typed", "closed"];

/// Every property by its name.
fn properties() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|invariant| invariant.name).chain(FURTHER)
}

/// Asks one property of a program.
fn ask(
    property: &str,
    program: &Program,
    judged: &Judged,
    judge: &mut Option<Judge>,
) -> Result<(), Violation> {
    let named = |violation: Violation| Violation { invariant: leaked(property), ..violation };
    match property {
        "meaning" => language::meaning(program, judged),
        "order" => language::order(program, judged),
        "extent" => extent(program, judged).map_err(named),
        "locality" => local(program, judged),
        "typed" => every_object(judged, |object| decode(object).err()).map_err(named),
        "closed" => match judge {
            Some(judge) => {
                every_object(judged, |object| judge.faults(object).into_iter().next()).map_err(named)
            }
            None => Ok(()),
        },
        _ => {
            let own = |invariant: &&Invariant| invariant.name == property;
            judged.holds(ALL.iter().find(own).expect("a property"))
        }
    }
}

/// The name of a property as one that lives for ever.
fn leaked(property: &str) -> &'static str {
    FURTHER.into_iter().find(|name| *name == property).unwrap_or_default()
}

/// What is wrong with the first object of which something is. Kinds of the users' own have no schema.
fn every_object(judged: &Judged, mut fault: impl FnMut(&Value) -> Option<String>) -> Result<(), Violation> {
    for subject in &judged.subjects {
        for thing in subject.cluster.written() {
            let api = format!("{} {}", thing.text("/apiVersion"), thing.kind());
            let found = if is_own(&api) { None } else { fault(&thing.value) };
            if let Some(what) = found {
                return Err(Violation {
                    environment: subject.output.name(),
                    ..Violation::at(thing.title(), "", what)
                });
            }
        }
    }
    Ok(())
}

/// A build that reads of the prelude only what it needs gives what one with all of it gives, origins included.
fn extent(program: &Program, judged: &Judged) -> Result<(), Violation> {
    let every = Options { environment: Some("all".to_owned()), cluster: None };
    let whole = Session::default().build_all(program, &program.entry, &every);
    let differs = |(whole_output, subject): (&Output, &Subject)| {
        let (one, other) = (list(whole_output, &whole.sources), list(&subject.output, &judged.sources));
        let line = one.lines().zip(other.lines()).find(|(one, other)| one != other);
        let what = line.map(|(one, other)| format!("{one}\nis with a part of the prelude\n{other}"));
        (one != other).then(|| Violation {
            environment: subject.output.name(),
            ..Violation::at("output", "", what.unwrap_or_else(|| "one is longer".to_owned()))
        })
    };
    if whole.outputs.len() != judged.subjects.len() {
        return Err(Violation::at("environments", "", "there are more or fewer with the whole prelude"));
    }
    whole.outputs.iter().zip(&judged.subjects).find_map(differs).map_or(Ok(()), Err)
}

/// One of the components is changed; which one, the program decides.
fn local(program: &Program, judged: &Judged) -> Result<(), Violation> {
    let names = locality::components(program);
    let chosen = program.to_string().len().checked_rem(names.len()).and_then(|place| names.get(place));
    let Some((name, touched)) = chosen.and_then(|name| Some((name, locality::touched(program, name)?)))
    else {
        return Ok(());
    };
    let after = Judged::of(&touched)?;
    let pairs = judged.subjects.iter().zip(&after.subjects);
    pairs.into_iter().try_for_each(|(before, after)| locality::holds(&before.output, &after.output, name))
}

/// How many programs are tried: 10 000, or as many as `FLUO_CASES` says.
fn count() -> usize {
    std::env::var("FLUO_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(10_000)
}

/// What came of a pass: how often each property was asked, and how often and with what program it was found broken first.
#[derive(Default)]
struct Pass {
    asked: BTreeMap<&'static str, usize>,
    /// How many programs there were of which some properties say much: strict ones, those with marked secrets, those in
    /// which one component needs another.
    telling: BTreeMap<&'static str, usize>,
    broken: BTreeMap<&'static str, (usize, String)>,
}

impl Pass {
    /// Adds what another one found.
    fn add(&mut self, other: Self) {
        for (property, times) in other.asked {
            *self.asked.entry(property).or_default() += times;
        }
        for (what, times) in other.telling {
            *self.telling.entry(what).or_default() += times;
        }
        for (property, (times, shown)) in other.broken {
            self.broken.entry(property).or_insert((0, shown)).0 += times;
        }
    }
}

/// What a program has that makes some properties say more.
fn telling(judged: &Judged) -> impl Iterator<Item = &'static str> {
    let some = |is: fn(&Subject) -> bool| judged.subjects.iter().any(is);
    let found = [
        ("strict", some(|subject| subject.said.model.environment.is_strict())),
        (
            "marked",
            some(|subject| subject.cluster.things().any(|thing| thing.value.to_string().contains(MARK))),
        ),
        ("needing", some(|subject| !subject.said.edges().is_empty())),
        ("scaled", some(|subject| subject.cluster.of_kind("ScaledObject").next().is_some())),
    ];
    found.into_iter().filter(|(_, is)| *is).map(|(what, _)| what)
}

/// What is wrong with a program, by the first property of these that does not hold.
fn fault(program: &Program, property: &str, judge: &mut Option<Judge>) -> Option<Violation> {
    match (Judged::of(program), property) {
        (Err(violation), "compiles") => Some(violation),
        (Ok(judged), property) if property != "compiles" => ask(property, program, &judged, judge).err(),
        _ => None,
    }
}

/// The smallest program that shrinking finds of which a property still does not hold, with what is wrong there.
fn smallest(tree: &mut impl ValueTree<Value = Program>, property: &str, judge: &mut Option<Judge>) -> String {
    let mut shown = String::new();
    for _ in 0..1000 {
        let program = tree.current();
        let further = match fault(&program, property, judge) {
            Some(violation) => {
                shown = format!("{violation}\n{program}");
                tree.simplify()
            }
            None => tree.complicate(),
        };
        if !further {
            break;
        }
    }
    shown
}

/// Programs, each built once and asked everything. The same ones for the same seed.
fn pass(seed: u64, count: usize, folder: Option<&PathBuf>) -> Pass {
    let mut judge = folder.map(|folder| Judge::new(Schemas::of(folder)));
    let config = Config { rng_seed: RngSeed::Fixed(seed), failure_persistence: None, ..Config::default() };
    let (mut runner, strategy, mut pass) = (TestRunner::new(config), programs(), Pass::default());
    for _ in 0..count {
        let mut tree = strategy.new_tree(&mut runner).expect("a program");
        let program = tree.current();
        let broken: Vec<&str> = match Judged::of(&program) {
            Err(_) => vec!["compiles"],
            Ok(judged) => {
                properties().for_each(|property| *pass.asked.entry(property).or_default() += 1);
                telling(&judged).for_each(|what| *pass.telling.entry(what).or_default() += 1);
                properties()
                    .filter(|property| ask(property, &program, &judged, &mut judge).is_err())
                    .collect()
            }
        };
        let mut shrunk = false;
        for property in broken {
            let entry = pass.broken.entry(property).or_default();
            entry.0 += 1;
            // A tree shrinks for one property only; another one that it breaks is shown when it breaks alone.
            if entry.1.is_empty() && !shrunk {
                entry.1 = smallest(&mut tree, property, &mut judge);
                shrunk = true;
            }
        }
    }
    pass
}

#[test]
fn every_property_holds_of_generated_programs() {
    let folder = data::folder("closed schemas");
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = count().div_ceil(threads);
    let seeds = (0..threads).map(|thread| 0x666c_756f + u64::try_from(thread).expect("few threads"));
    let run = |seed| {
        let folder = folder.clone();
        std::thread::spawn(move || pass(seed, share, folder.as_ref()))
    };
    let running: Vec<_> = seeds.map(run).collect();
    let mut all = Pass::default();
    for thread in running {
        all.add(thread.join().expect("no panic"));
    }
    for property in properties() {
        let (asked, broken) =
            (all.asked.get(property), all.broken.get(property).map_or(0, |broken| broken.0));
        println!("{property:12} {:6} programs, {broken} broken", asked.copied().unwrap_or(0));
    }
    let shown =
        all.broken.iter().map(|(property, (times, shown))| format!("{property}, {times} times: {shown}"));
    let shown: Vec<String> = shown.collect();
    assert!(shown.is_empty(), "{}", shown.join("\n"));
    assert!(properties().all(|property| all.asked.get(property).is_some_and(|asked| *asked >= count())));
    // Properties of which no program says anything would hold of anything.
    for what in ["strict", "marked", "needing", "scaled"] {
        let times = all.telling.get(what).copied().unwrap_or(0);
        assert!(times * 50 > count() || count() < 100, "only {times} programs are {what}");
    }
}
