//! Fuzzing that does not see what its inputs run through, where cargo-fuzz is not installed:
//! `cargo run -p fluo-oracles --bin blind -- TARGET SECONDS FOLDER…` changes the inputs of the folders at random, each several
//! times on top of the last, and writes what does not hold, or takes more than a second, into `fuzz/artifacts/TARGET`.

use fluo_oracles::{Oracle, mutated, oracle};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};
use std::{env, fs, io};

/// What takes longer is a finding.
const LONGEST: Duration = Duration::from_secs(1);

/// How often one input is changed, each time on top of the last.
const GENERATIONS: u64 = 4;

/// Where the last panic was.
static PLACE: Mutex<String> = Mutex::new(String::new());

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let usage = || io::Error::other("usage: blind TARGET SECONDS FOLDER…");
    let [name, seconds, folders @ ..] = arguments.as_slice() else { return Err(usage()) };
    let (Some(oracle), Ok(seconds)) = (oracle(name), seconds.parse()) else { return Err(usage()) };
    let seeds = seeds(folders)?;
    if seeds.is_empty() {
        return Err(usage());
    }
    set_hook(Box::new(|panic| {
        let place = panic.location().map(|at| format!("{}:{}", at.file(), at.line())).unwrap_or_default();
        if let Ok(mut last) = PLACE.lock() {
            *last = place;
        }
    }));
    chase(oracle, &seeds, Duration::from_secs(seconds))
}

/// The texts in folders.
fn seeds(folders: &[String]) -> io::Result<Vec<String>> {
    let mut paths: Vec<PathBuf> = Vec::new();
    for folder in folders {
        paths.extend(fs::read_dir(folder)?.flatten().map(|entry| entry.path()));
    }
    paths.sort();
    Ok(paths.into_iter().filter_map(|path| fs::read_to_string(path).ok()).collect())
}

/// Tries inputs until the time is up; one finding of each place is written.
fn chase(oracle: &Oracle, seeds: &[String], time: Duration) -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/artifacts").join(oracle.name);
    fs::create_dir_all(&folder)?;
    let (start, mut tried, mut found) = (Instant::now(), 0_u64, BTreeSet::new());
    'all: for round in 0.. {
        for seed in seeds {
            let mut text = seed.clone();
            for generation in 0..GENERATIONS {
                let Some(next) = mutated(&text, round * GENERATIONS + generation + tried) else { break };
                text = next;
                tried += 1;
                if let Some(fault) = fault(oracle, &text)
                    && found.insert(fault.clone())
                {
                    let path = folder.join(format!("{}-{}", oracle.name, found.len()));
                    fs::write(&path, &text)?;
                    println!("{fault}: {}", path.display());
                }
                if start.elapsed() > time {
                    break 'all;
                }
            }
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("{}: {tried} tried in {seconds:.0} s, {} found", oracle.name, found.len());
    Ok(())
}

/// What is wrong with an input: the place of a panic, or the time that it took.
fn fault(oracle: &Oracle, text: &str) -> Option<String> {
    let start = Instant::now();
    let panicked = catch_unwind(AssertUnwindSafe(|| (oracle.holds)(text.as_bytes()))).is_err();
    if panicked {
        return Some(PLACE.lock().map(|place| place.clone()).unwrap_or_default());
    }
    (start.elapsed() > LONGEST).then(|| "slow".to_owned())
}
