//! `cargo run --release -p fluo-benches -- …`: see `README.md`.

use fluo_benches::{guard, peers, process, usage, workload};
use std::io;
use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "\
usage: fluo-benches write N DIR              writes the program of N services below DIR
       fluo-benches process [ROUNDS [MOST]]  measures whole runs of fluoc, on at most MOST services
       fluo-benches guard                    counts instructions and compares them with guard.txt
       fluo-benches peers [N…]               measures the peers on N services each, 100 and 1000 unless given";

/// Runs of each thing that is measured.
const ROUNDS: usize = 7;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["write", services, folder] => write(services, Path::new(folder)),
        ["process"] => process::run(ROUNDS, usize::MAX),
        ["process", rounds] => number(rounds).and_then(|rounds| process::run(rounds, usize::MAX)),
        ["process", rounds, most] => number(rounds).and_then(|rounds| process::run(rounds, number(most)?)),
        ["guard"] => guard::run(),
        ["peers"] => peers::run(&[100, 1_000], ROUNDS),
        ["peers", numbers @ ..] => {
            let numbers: io::Result<Vec<usize>> = numbers.iter().map(|word| number(word)).collect();
            numbers.and_then(|numbers| peers::run(&numbers, ROUNDS))
        }
        ["once", program, arguments @ ..] => usage::once(program, arguments),
        _ => Err(io::Error::other(USAGE)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Writes the program for so many services below a folder.
fn write(services: &str, folder: &Path) -> io::Result<()> {
    usage::write(folder, &workload(number(services)?))
}

fn number(word: &str) -> io::Result<usize> {
    word.parse().ok().filter(|number| *number > 0).ok_or_else(|| io::Error::other(USAGE))
}
