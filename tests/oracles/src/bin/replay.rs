//! Holds files against an oracle, without cargo-fuzz: `cargo run -p fluo-oracles --bin replay -- compile FILE…`.

use fluo_oracles::{ORACLES, oracle};
use std::process::ExitCode;
use std::time::Instant;
use std::{env, fs};

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let Some(oracle) = arguments.next().and_then(|name| oracle(&name)) else {
        let names: Vec<&str> = ORACLES.iter().map(|oracle| oracle.name).collect();
        eprintln!("usage: replay TARGET FILE…, where TARGET is one of {}", names.join(", "));
        return ExitCode::FAILURE;
    };
    for path in arguments {
        let input = match fs::read(&path) {
            Ok(input) => input,
            Err(error) => {
                eprintln!("{path}: {error}");
                return ExitCode::FAILURE;
            }
        };
        let start = Instant::now();
        (oracle.holds)(&input);
        println!("{:>6} ms {:>8} bytes  {path}", start.elapsed().as_millis(), input.len());
    }
    ExitCode::SUCCESS
}
