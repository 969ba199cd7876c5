//! `cargo xtask`: builds what cargo alone does not.

use clap::{Parser, Subcommand};
use std::path::Path;
use std::process::ExitCode;
use xtask::sizes::LIMIT;
use xtask::wasm::Package;
use xtask::{Failure, playground, release, wasm};

/// Builds what cargo alone does not; what is up to date is skipped.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    step: Step,
}

#[derive(Clone, Copy, Debug, Subcommand)]
enum Step {
    /// The compiler for JavaScript: the npm package in crates/wasm/pkg
    Wasm,
    /// The compiler as it is released, laid out by a profile of the examples: target/dist/fluoc
    Release,
    /// The page with the compiler in it: static files in playground/dist
    Playground,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().step {
        Step::Release => release::build().map(|fluoc| built(&fluoc)),
        Step::Wasm => wasm::build().map(|package| report(&package)),
        Step::Playground => playground::build().map(|page| built(&page)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            tell(&failure);
            // What the machine lacks is no fault of a step: `.ci/run` goes on.
            ExitCode::from(if matches!(failure, Failure::Missing { .. }) { 2 } else { 1 })
        }
    }
}

fn built(path: &Path) {
    println!("built {}", path.display());
}

fn tell(failure: &Failure) {
    eprintln!("error: {failure}");
}

fn report(package: &Package) {
    let kilobytes = |bytes: usize| format!("{:>7.1} KB", bytes as f64 / 1024.0);
    built(&package.folder);
    println!("  module             {}", kilobytes(package.raw));
    println!("    code             {}", kilobytes(package.parts.code));
    println!("    constants        {}", kilobytes(package.parts.constants));
    println!("  module, gzipped    {}  of {} at most", kilobytes(package.gzipped), kilobytes(LIMIT).trim());
    println!("code by crate, before wasm-opt");
    for (name, size) in package.parts.crates.iter().take(12) {
        println!("  {name:<18} {}", kilobytes(*size));
    }
}
