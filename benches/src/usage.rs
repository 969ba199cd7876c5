//! What one process cost, and what is said about many of them.

use crate::failure;
use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use wait4::{ResUse, Wait4};

/// A program with its arguments, the folder that it runs in, and variables beside those that are set.
#[derive(Clone, Debug)]
pub struct Call {
    /// The program.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
    /// Where it runs.
    pub folder: PathBuf,
    /// Variables that it needs.
    pub variables: Vec<(&'static str, OsString)>,
}

impl Call {
    /// A program without arguments.
    pub fn new(program: impl Into<PathBuf>, folder: impl Into<PathBuf>) -> Self {
        let (program, folder) = (program.into(), folder.into());
        Call { program, arguments: Vec::new(), folder, variables: Vec::new() }
    }

    /// The same with one more argument.
    #[must_use]
    pub fn argument(mut self, argument: impl Into<OsString>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// The same with more arguments.
    #[must_use]
    pub fn arguments(self, arguments: &[&str]) -> Self {
        arguments.iter().fold(self, Call::argument)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).current_dir(&self.folder).envs(self.variables.clone());
        command.stdin(Stdio::null());
        command
    }

    /// What it prints.
    ///
    /// # Errors
    /// Where it can't be started or does not succeed.
    pub fn output(&self) -> io::Result<Vec<u8>> {
        let output = self.command().output()?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(failure(format!("{}: {}\n{said}", self.program.display(), output.status)))
    }

    /// What a run of it costs, its output thrown away.
    ///
    /// The kernel counts the memory of the process that starts another one as memory of that other. So the run is started by
    /// a process of its own, which is small: [`once`].
    ///
    /// # Errors
    /// Where it can't be started or does not succeed.
    pub fn usage(&self) -> io::Result<Usage> {
        let mut starter =
            Call::new(std::env::current_exe()?, &self.folder).argument("once").argument(&self.program);
        starter.arguments.extend(self.arguments.iter().cloned());
        starter.variables.clone_from(&self.variables);
        let printed = starter.output()?;
        let numbers: Vec<u64> = String::from_utf8_lossy(&printed)
            .split_whitespace()
            .filter_map(|word| word.parse().ok())
            .collect();
        let [cpu, wall, memory] = *numbers.as_slice() else {
            return Err(failure(format!("{}: no figures", self.program.display())));
        };
        Ok(Usage { cpu: Duration::from_nanos(cpu), wall: Duration::from_nanos(wall), memory })
    }
}

/// What one run cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Time of all processors, of the process and of the kernel for it.
    pub cpu: Duration,
    /// Time from start to end.
    pub wall: Duration,
    /// The most memory at once, in bytes.
    pub memory: u64,
}

/// Runs a program and prints what it cost: nanoseconds of processors and on the wall, bytes.
///
/// # Errors
/// Where it can't be started or does not succeed.
pub fn once(program: &str, arguments: &[&str]) -> io::Result<()> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(File::create("/dev/null")?);
    let start = Instant::now();
    let ResUse { status, rusage } = command.spawn()?.wait4()?;
    let wall = start.elapsed();
    if !status.success() {
        return Err(failure(format!("{program}: {status}")));
    }
    println!("{} {} {}", (rusage.utime + rusage.stime).as_nanos(), wall.as_nanos(), rusage.maxrss);
    Ok(())
}

/// The median of each figure; nothing costs nothing.
#[must_use]
pub fn median(usages: &[Usage]) -> Usage {
    Usage {
        cpu: middle(usages.iter().map(|usage| usage.cpu)).unwrap_or_default(),
        wall: middle(usages.iter().map(|usage| usage.wall)).unwrap_or_default(),
        memory: middle(usages.iter().map(|usage| usage.memory)).unwrap_or_default(),
    }
}

/// The median ratio of processor time: each run of `ours` beside the run of `theirs` of the same round.
#[must_use]
pub fn ratio(ours: &[Usage], theirs: &[Usage]) -> Option<f64> {
    let ratios =
        ours.iter().zip(theirs).map(|(ours, theirs)| theirs.cpu.as_secs_f64() / ours.cpu.as_secs_f64());
    let mut ratios: Vec<f64> = ratios.collect();
    ratios.sort_by(f64::total_cmp);
    ratios.get(ratios.len() / 2).copied()
}

fn middle<T: Ord>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut values: Vec<T> = values.collect();
    values.sort();
    let middle = values.len() / 2;
    values.into_iter().nth(middle)
}

/// A time as a person reads it: three figures, in milliseconds or seconds.
#[must_use]
pub fn time(time: Duration) -> String {
    let millis = time.as_secs_f64() * 1e3;
    if millis < 10.0 {
        format!("{millis:.1} ms")
    } else if millis < 1000.0 {
        format!("{millis:.0} ms")
    } else {
        format!("{:.2} s", millis / 1e3)
    }
}

/// Memory as a person reads it, in MiB.
#[must_use]
pub fn memory(bytes: u64) -> String {
    let mib = bytes.div_ceil(1 << 20);
    format!("{mib} MiB")
}

/// Writes files below a folder, which is emptied before.
///
/// # Errors
/// Where a file can't be written.
pub fn write<'a>(folder: &Path, files: impl IntoIterator<Item = (&'a String, &'a String)>) -> io::Result<()> {
    empty(folder)?;
    for (path, text) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap_or(folder))?;
        std::fs::write(path, text)?;
    }
    Ok(())
}

/// Makes a folder, or takes everything out of it.
///
/// # Errors
/// Where it can't be made or emptied.
pub fn empty(folder: &Path) -> io::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => std::fs::create_dir_all(folder),
    }
}
