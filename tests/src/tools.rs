//! The programs that some tests ask for a second opinion. What is not there is installed through the ordinary package
//! clients; where that fails the test is skipped, and says so.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// Says that something was not tested. It is written past the test runner, which swallows what passing tests print.
pub fn skipped(what: &str) {
    // A closed standard error is nobody's loss.
    let _ = writeln!(std::io::stderr(), "skipped: {what}");
}

/// What a step of the build gave; nothing if the machine lacks what it takes, which is said. Where `CI` is set nothing may be
/// lacking.
///
/// # Panics
/// If the step failed, or something is missing in CI.
pub fn available<T>(what: &str, step: Result<T, xtask::Failure>) -> Option<T> {
    match step {
        Ok(value) => Some(value),
        Err(xtask::Failure::Missing { what: missing, remedy }) if std::env::var_os("CI").is_none() => {
            skipped(&format!("{what}: {missing} is missing: {remedy}"));
            None
        }
        Err(failure) => panic!("{what}: {failure}"),
    }
}

/// A Python with PyYAML: the system's own, or one in `target/tools`.
pub fn python() -> Option<&'static Path> {
    static PYTHON: OnceLock<Option<PathBuf>> = OnceLock::new();
    PYTHON.get_or_init(|| found(PathBuf::from("python3")).or_else(installed_python)).as_deref()
}

fn found(python: PathBuf) -> Option<PathBuf> {
    succeeds(Command::new(&python).args(["-c", "import yaml"])).then_some(python)
}

fn installed_python() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools/python");
    let python = folder.join("bin/python");
    if let Some(python) = found(python.clone()) {
        return Some(python);
    }
    succeeds(Command::new("python3").args(["-m", "venv"]).arg(&folder));
    succeeds(Command::new(&python).args(["-m", "pip", "install", "--quiet", "pyyaml"]));
    found(python)
}

/// Whether there is a `kubectl`. As root on Debian it is installed from the package `kubernetes-client`.
pub fn has_kubectl() -> bool {
    static KUBECTL: OnceLock<bool> = OnceLock::new();
    *KUBECTL.get_or_init(|| {
        let there = || succeeds(Command::new("kubectl").args(["version", "--client"]));
        there() || {
            succeeds(Command::new("apt-get").args(["update", "--quiet"]));
            succeeds(Command::new("apt-get").args(["install", "--yes", "--quiet", "kubernetes-client"]));
            there()
        }
    })
}

/// Whether there is an `strace` that may trace. As root on Debian it is installed from the package of that name.
pub fn has_strace() -> bool {
    static STRACE: OnceLock<bool> = OnceLock::new();
    *STRACE.get_or_init(|| {
        let there = || succeeds(Command::new("strace").args(["-f", "-o", "/dev/null", "true"]));
        there() || {
            succeeds(Command::new("apt-get").args(["update", "--quiet"]));
            succeeds(Command::new("apt-get").args(["install", "--yes", "--quiet", "strace"]));
            there()
        }
    })
}

fn succeeds(command: &mut Command) -> bool {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}
