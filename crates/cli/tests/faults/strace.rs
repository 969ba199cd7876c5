//! Runs of a command below `strace`.

use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt as _;
use std::process::Command;

/// A system call of a run.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// Its name.
    pub(crate) name: String,
    /// Which one of that name it is, from 1.
    pub(crate) nth: usize,
    /// How `strace` shows it.
    pub(crate) text: String,
}

impl Call {
    /// What makes `fault` happen at this call.
    pub(crate) fn inject(&self, fault: &str) -> (&str, String) {
        (&self.name, format!("{fault}:when={}", self.nth))
    }
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// Its exit code, if it was not killed.
    pub(crate) code: Option<i32>,
    signal: Option<i32>,
    /// What it said.
    pub(crate) stderr: String,
}

impl Ended {
    /// Whether it was killed.
    pub(crate) fn killed(&self) -> bool {
        self.signal == Some(9)
    }
}

fn below(command: &Command, arguments: &[&str]) -> Command {
    let mut strace = Command::new("strace");
    strace.arg("-f").args(arguments).arg(command.get_program()).args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        strace.current_dir(folder);
    }
    strace
}

fn ended(mut command: Command) -> Ended {
    let output = command.output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    Ended { code: output.status.code(), signal: output.status.signal(), stderr }
}

/// The calls of a run that ends well, in their order.
pub(crate) fn calls(command: &Command) -> Vec<Call> {
    let log = tempfile::NamedTempFile::new().unwrap();
    let ended = ended(below(command, &["-o", log.path().to_str().unwrap()]));
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let log = std::fs::read_to_string(log.path()).unwrap();
    let mut counts = BTreeMap::<String, usize>::new();
    let lines = log.lines().filter_map(|line| line.split_once(' '));
    let calls = lines.filter_map(|(_, text)| {
        let (name, _) = text.trim_start().split_once('(')?;
        let nth = counts.entry(name.to_owned()).or_default();
        *nth += 1;
        Some(Call { name: name.to_owned(), nth: *nth, text: text.trim_start().to_owned() })
    });
    calls.filter(|call| call.name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')).collect()
}

/// A run with faults in it: each the name of a call, what happens to it, and when.
pub(crate) fn run(command: &Command, faults: &[(&str, String)]) -> Ended {
    // Only what is traced can fail. (With `--seccomp-bpf`, which would be faster, signals do not arrive.)
    let names: Vec<&str> = faults.iter().map(|(name, _)| *name).collect();
    let traced = format!("trace={}", names.join(","));
    let faults: Vec<String> = faults.iter().map(|(name, fault)| format!("inject={name}:{fault}")).collect();
    let mut arguments = vec!["-o", "/dev/null", "--quiet=all", "-e", &traced];
    faults.iter().for_each(|fault| arguments.extend(["-e", fault]));
    ended(below(command, &arguments))
}
