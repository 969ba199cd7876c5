//! `fluoc` as it is released: laid out by a profile of what it does on the examples
//! (<https://doc.rust-lang.org/rustc/profile-guided-optimization.html>).

use crate::program::{cargo, output, program, rustup};
use crate::stamp::{Inputs, Stamp};
use crate::{Failure, place};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// What the profile is of, beside the build to standard output: nothing that writes into the examples.
const COMMANDS: [&str; 2] = ["build", "check"];

/// Builds `fluoc` with a profile of the examples, as far as it is not up to date, and gives its path.
///
/// # Errors
/// If `llvm-profdata` is missing, a step fails, or the program says something else than without the profile.
pub fn build() -> Result<PathBuf, Failure> {
    let _alone = place::lock("release")?;
    let (version, host) = toolchain()?;
    let profdata = profdata(&host)?;
    let name = format!("fluoc{}", std::env::consts::EXE_SUFFIX);
    let released = place::target().join("dist").join(&name);
    let stamp = Stamp::new("release", inputs(&version)?)?;
    if stamp.is_fresh(std::slice::from_ref(&released)) {
        return Ok(released);
    }
    let folder = place::target().join("profile");
    let (counts, profile) = (folder.join("counts"), folder.join("fluoc.profdata"));
    let _ = fs::remove_dir_all(&counts);
    let counting = ["--cfg=profiled".into(), flag("generate", &counts)];
    let counting = compile(&folder, &host, &counting)?.join(&name);
    let said = said(&counting)?;
    let arguments: [&OsString; 4] =
        [&"merge".into(), &"-o".into(), &profile.clone().into(), &counts.clone().into()];
    output(program(&profdata, &folder, &[]).args(arguments), REMEDY)?;
    let built = compile(&folder, &host, &[flag("use", &profile)])?.join(&name);
    if self::said(&built)? != said {
        return Err(Failure::Failed("with its profile, `fluoc` says something else of the examples".into()));
    }
    place::replace(&built, &released)?;
    stamp.done()?;
    Ok(released)
}

const REMEDY: &str = "install the one of this very toolchain with the packages that Rust came in";

/// The version of the compiler, and the machine that it compiles for.
fn toolchain() -> Result<(String, String), Failure> {
    let version =
        output(&mut program("rustc", &place::root(), &["-vV"]), "install Rust from https://rustup.rs")?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default().to_owned();
    Ok((version, host))
}

/// The program that makes one profile of many: the toolchain's own, for it knows the format.
fn profdata(host: &str) -> Result<PathBuf, Failure> {
    let root = place::root();
    let sysroot = output(&mut program("rustc", &root, &["--print", "sysroot"]), REMEDY)?;
    let name = format!("llvm-profdata{}", std::env::consts::EXE_SUFFIX);
    let path = Path::new(&sysroot).join("lib/rustlib").join(host).join("bin").join(name);
    if !path.exists() {
        rustup("`llvm-profdata`", &["component", "add", "llvm-tools"], REMEDY)?;
    }
    Ok(path)
}

fn inputs(version: &str) -> Result<Inputs, Failure> {
    let root = place::root();
    let read = ["Cargo.toml", "Cargo.lock", "crates/cli", "crates/core", "grammar", "examples"];
    let read = read.map(|path| root.join(path));
    Inputs::default().text(version).text(include_str!("release.rs")).files(&read)
}

fn flag(what: &str, path: &Path) -> OsString {
    let mut flag = OsString::from(format!("-Cprofile-{what}="));
    flag.push(path);
    flag
}

/// Builds `fluoc` with flags beside those of the environment, and gives the folder that it is in. The machine is named, so
/// that the flags are not for what only runs while it is built.
fn compile(folder: &Path, host: &str, more: &[OsString]) -> Result<PathBuf, Failure> {
    /// What stands between two flags.
    const BETWEEN: &str = "\x1f";
    let mut flags = match (std::env::var_os("CARGO_ENCODED_RUSTFLAGS"), std::env::var("RUSTFLAGS")) {
        (Some(flags), _) => flags,
        (None, Ok(flags)) => flags.split_whitespace().collect::<Vec<_>>().join(BETWEEN).into(),
        _ => OsString::new(),
    };
    for flag in more {
        if !flags.is_empty() {
            flags.push(BETWEEN);
        }
        flags.push(flag);
    }
    let mut build = cargo(&["build", "--release", "--quiet", "--package", "fluoc", "--target", host]);
    build.arg("--target-dir").arg(folder).env("CARGO_ENCODED_RUSTFLAGS", flags);
    output(&mut build, "install Rust from https://rustup.rs")?;
    Ok(folder.join(host).join("release"))
}

/// What a compiler says of the examples: of each environment of each.
fn said(fluoc: &Path) -> Result<Vec<String>, Failure> {
    let mut said = Vec::new();
    for example in place::entries(&place::root().join("examples"))?.into_iter().filter(|path| path.is_dir()) {
        for entry in place::entries(&example.join("env"))? {
            let entry = Path::new("env").join(entry.file_name().unwrap_or_default());
            for command in COMMANDS {
                said.push(output(program(fluoc, &example, &[command]).arg(&entry), "")?);
            }
        }
    }
    Ok(said)
}
