//! `fluoc`, the command line of the fluo compiler.
//!
//! Everything that the compiler knows is in `fluo-core`; here are its arguments ([`args`]), its files on disk
//! ([`entry`], [`loader`], [`mod@write`]) and its words on the terminal ([`render`]).
//!
//! Manifests go to standard output, everything else to standard error (a document of SARIF goes to standard output where
//! that has nothing else to hold). The exit code is 0 if nothing was wrong
//! (warnings are allowed), 1 if the program has errors, 2 if the arguments, the disk or a pipe stood in the way.

mod args;
mod commands;
mod entry;
mod failure;
mod loader;
mod render;
mod shown;
mod write;

use clap::Parser;
use std::process::ExitCode;

/// A build is many small values that live as long as it does.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How a command ended.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Status {
    /// Nothing was wrong, warnings aside.
    Good,
    /// The program has errors.
    Errors,
}

fn main() -> ExitCode {
    let args = args::Args::parse();
    args.color.choose();
    let output_is_free = matches!(args.command, args::Command::Check(_));
    let reporter = render::Reporter::new(args.diagnostics, args.limit, output_is_free);
    let ended = match &args.command {
        args::Command::Build(build) => commands::build::run(build, &reporter),
        args::Command::Check(check) => commands::check::run(check, &reporter),
        args::Command::Fix(fix) => commands::fix::run(fix, &reporter),
        args::Command::Fmt(fmt) => commands::fmt::run(fmt, &reporter),
        args::Command::Graph(graph) => commands::graph::run(graph, &reporter),
        args::Command::Hosts(hosts) => commands::hosts::run(hosts, &reporter),
        args::Command::Playground(playground) => commands::playground::run(playground, &reporter),
        args::Command::Doc(doc) => commands::doc::run(doc, &reporter),
        args::Command::Explain(explain) => commands::explain::run(explain),
        args::Command::Rules(rules) => commands::rules::run(rules, &reporter),
    };
    leave(match ended {
        Ok(Status::Good) => 0,
        Ok(Status::Errors) => 1,
        Err(failure) => {
            reporter.failure(&failure);
            2
        }
    })
}

/// Ends the process. What was written is flushed already, and the kernel takes all memory back at once: the allocator, if it were
/// asked, would look at each of its pages before.
fn leave(code: u8) -> ExitCode {
    // A profile is written by what runs at the end.
    #[cfg(all(unix, not(profiled)))]
    signal_hook::low_level::exit(code.into());
    #[cfg(not(all(unix, not(profiled))))]
    ExitCode::from(code)
}
