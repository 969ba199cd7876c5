//! Running other programs.

use crate::{Failure, place};
use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Stdio};

/// A program with its arguments, in a folder, without input.
#[must_use]
pub fn program(name: impl AsRef<std::ffi::OsStr>, folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(name);
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    command
}

/// Cargo with these arguments, in the repository.
#[must_use]
pub fn cargo(arguments: &[&str]) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    program(cargo, &place::root(), arguments)
}

/// Has rustup add what the toolchain lacks.
///
/// # Errors
/// [`Failure::Missing`] if it can't, with what it said, or with `remedy` if there is no rustup.
pub(crate) fn rustup(what: &str, arguments: &[&str], remedy: &str) -> Result<(), Failure> {
    let added = output(&mut program("rustup", &place::root(), arguments), remedy);
    added.map(drop).map_err(|failure| {
        Failure::missing(what, format!("`rustup {}` did not help: {failure}", arguments.join(" ")))
    })
}

/// Runs a program and gives what it printed.
///
/// # Errors
/// [`Failure::Missing`] with `remedy` if there is no such program; else with what it said.
pub fn output(command: &mut Command, remedy: &str) -> Result<String, Failure> {
    let shown = shown(command);
    let ended = command.output().map_err(|error| not_started(command, &error, remedy))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if ended.status.success() {
        return Ok(text(&ended.stdout));
    }
    let said = format!("{}\n{}", text(&ended.stdout), text(&ended.stderr));
    Err(Failure::Failed(format!("`{shown}` failed, {}:\n{}", ended.status, said.trim())))
}

/// Whether a program can be run and ends well.
#[must_use]
pub fn succeeds(command: &mut Command) -> bool {
    output(command, "").is_ok()
}

fn not_started(command: &Command, error: &std::io::Error, remedy: &str) -> Failure {
    let name = command.get_program().to_string_lossy();
    match error.kind() {
        ErrorKind::NotFound => Failure::missing(format!("`{name}`"), remedy),
        _ => Failure::Failed(format!("`{name}` can't be started: {error}")),
    }
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_is_not_there_is_told_with_its_remedy() {
        let folder = Path::new(".");
        let failure = output(&mut program("no-such-program", folder, &[]), "install it").unwrap_err();
        assert_eq!(failure.to_string(), "`no-such-program` is missing: install it");
    }

    #[test]
    fn a_program_that_fails_is_told_with_what_it_said() {
        let folder = Path::new(".");
        let failure = output(&mut program("cargo", folder, &["no-such-command"]), "").unwrap_err();
        let text = failure.to_string();
        assert!(text.starts_with("`cargo no-such-command` failed, exit status: 101:\n"), "{text}");
        assert!(text.contains("no such command"), "{text}");
    }
}
