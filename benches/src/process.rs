//! Whole processes: what `fluoc` costs on N services and on the examples.

use crate::usage::{self, Call, Usage};
use crate::{ENTRY, place, workload};
use std::io;
use std::path::{Path, PathBuf};

/// Numbers of services.
const SERVICES: [usize; 5] = [1, 10, 100, 1_000, 10_000];
/// The examples, with the environment that is built.
const EXAMPLES: [(&str, &str); 3] =
    [("agent-executor", "env/prod.fluo"), ("betrace", "env/prod.fluo"), ("fleet", "env/prod.fluo")];

/// A program to build.
struct Program {
    name: String,
    folder: PathBuf,
    entry: &'static str,
}

/// What is done with a program.
#[derive(Clone, Copy)]
enum Action {
    /// `check`.
    Check,
    /// `build` to standard output.
    Stream,
    /// `build -o` into an empty folder.
    Fresh,
    /// `build -o` into a folder that holds just that.
    Unchanged,
    /// A copy of what `build -o` writes: what the disk takes whoever writes.
    Copy,
}

const ACTIONS: [(Action, &str); 5] = [
    (Action::Check, "`check`"),
    (Action::Stream, "`build`"),
    (Action::Fresh, "`build -o`, fresh"),
    (Action::Unchanged, "`build -o`, unchanged"),
    (Action::Copy, "the same files by `cp -r`"),
];

/// Measures everything so many times, by turns, on at most so many services, and prints a table of medians.
///
/// # Errors
/// Where a file can't be written, or the compiler does not succeed.
pub fn run(rounds: usize, most: usize) -> io::Result<()> {
    let (fluoc, work) = (place::fluoc()?, place::work("process")?);
    let programs = programs(&work, most)?;
    let calls = |program: &Program, action| call(&fluoc, &work, program, action);
    for program in &programs {
        calls(program, Action::Unchanged).output()?;
    }
    let mut usages: Vec<[Vec<Usage>; 5]> = programs.iter().map(|_| Default::default()).collect();
    let mut nothing = Vec::new();
    for _ in 0..rounds {
        nothing.push(Call::new(&fluoc, &work).argument("--version").usage()?);
        for (program, usages) in programs.iter().zip(&mut usages) {
            for ((action, _), usages) in ACTIONS.into_iter().zip(usages) {
                if matches!(action, Action::Fresh | Action::Copy) {
                    usage::empty(&work.join("fresh"))?;
                }
                usages.push(calls(program, action).usage()?);
            }
        }
    }
    print(&programs, &usages, usage::median(&nothing), rounds);
    Ok(())
}

fn programs(work: &Path, most: usize) -> io::Result<Vec<Program>> {
    let mut programs = Vec::new();
    for services in SERVICES.into_iter().filter(|services| *services <= most) {
        let folder = work.join(format!("services-{services}"));
        usage::write(&folder, &workload(services))?;
        let plural = if services == 1 { "" } else { "s" };
        programs.push(Program { name: format!("{services} service{plural}"), folder, entry: ENTRY });
    }
    for (name, entry) in EXAMPLES {
        let folder = place::root().join("examples").join(name);
        programs.push(Program { name: format!("example `{name}`"), folder, entry });
    }
    Ok(programs)
}

fn call(fluoc: &Path, work: &Path, program: &Program, action: Action) -> Call {
    let call = Call::new(fluoc, &program.folder);
    match action {
        Action::Check => call.arguments(&["check", program.entry]),
        Action::Stream => call.arguments(&["build", program.entry]),
        Action::Fresh => call.arguments(&["build", program.entry, "-o"]).argument(work.join("fresh")),
        Action::Unchanged => call.arguments(&["build", program.entry, "-o"]).argument(built(work, program)),
        Action::Copy => {
            Call::new("cp", work).argument("-r").argument(built(work, program)).argument(work.join("fresh"))
        }
    }
}

/// Where the program is built before anything is measured.
fn built(work: &Path, program: &Program) -> PathBuf {
    work.join("built").join(program.name.replace(' ', "-").replace('`', ""))
}

fn print(programs: &[Program], usages: &[[Vec<Usage>; 5]], nothing: Usage, rounds: usize) {
    println!("CPU / wall / peak memory; medians of {rounds} runs by turns.\n");
    let heads: Vec<&str> = ACTIONS.iter().map(|(_, head)| *head).collect();
    println!("| | {} |\n|---|{}", heads.join(" | "), "---|".repeat(heads.len()));
    for (program, usages) in programs.iter().zip(usages) {
        let cells: Vec<String> = usages.iter().map(|usages| cell(usage::median(usages))).collect();
        println!("| {} | {} |", program.name, cells.join(" | "));
    }
    println!("\nA process that does nothing (`fluoc --version`): {}.", cell(nothing));
}

fn cell(usage: Usage) -> String {
    [usage::time(usage.cpu), usage::time(usage.wall), usage::memory(usage.memory)].join(" / ")
}
