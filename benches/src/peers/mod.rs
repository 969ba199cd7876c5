//! The peers: the same workload in other languages, checked to be the same objects, measured by turns with fluo.

pub mod compare;
pub mod inputs;
mod tools;

use crate::usage::{self, Call, Usage};
use crate::{ENTRY, place};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use tools::Tools;

/// Services of the run that is compared.
const COMPARED: usize = 10;
/// Processor time after which a peer is measured once only, in seconds.
const BEARABLE: f64 = 20.0;

/// A language or tool that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// fluo itself, as Cargo builds it.
    Fluo,
    /// The same with its profile, as it is released.
    Released,
    /// [`crate::limit`].
    Limit,
    /// Jsonnet, by its implementation in Rust.
    Jrsonnet,
    /// Nickel.
    Nickel,
    /// Pkl, its native program.
    Pkl,
    /// KCL, by its library for Python.
    Kcl,
    /// cdk8s in JavaScript.
    Cdk8s,
    /// Helm, by its library for Python.
    Helm,
    /// `kubectl kustomize`.
    Kustomize,
}

/// All of them, fluo first.
pub const PEERS: [Peer; 10] = [
    Peer::Fluo,
    Peer::Released,
    Peer::Limit,
    Peer::Jrsonnet,
    Peer::Nickel,
    Peer::Pkl,
    Peer::Kcl,
    Peer::Cdk8s,
    Peer::Helm,
    Peer::Kustomize,
];

impl Peer {
    /// What it is called in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Peer::Fluo => "fluo",
            Peer::Released => "fluo, as released",
            Peer::Limit => "written by hand",
            Peer::Jrsonnet => "jrsonnet",
            Peer::Nickel => "Nickel",
            Peer::Pkl => "Pkl",
            Peer::Kcl => "KCL",
            Peer::Cdk8s => "cdk8s",
            Peer::Helm => "Helm",
            Peer::Kustomize => "`kubectl kustomize`",
        }
    }

    /// What is checked while it runs, of what it reads and of what it writes.
    #[must_use]
    pub fn checks(self) -> &'static str {
        match self {
            Peer::Fluo | Peer::Released => "records and objects, references between them, Kubernetes' rules",
            Peer::Limit | Peer::Jrsonnet => "nothing",
            Peer::Helm => "that the output is YAML",
            Peer::Nickel => "records, by contracts",
            Peer::Pkl => "records, by classes",
            Peer::Kcl => "records, by schemas",
            Peer::Cdk8s => "nothing (TypeScript checks objects before)",
            Peer::Kustomize => "targets of patches",
        }
    }

    /// The folder of its inputs.
    fn folder(self) -> String {
        format!("{self:?}").to_lowercase()
    }

    /// What writes its objects to standard output, in the folder of its inputs.
    fn call(self, tools: &Tools, folder: &Path) -> Call {
        let call = |program: PathBuf| Call::new(program, folder);
        match self {
            Peer::Fluo => call(tools.fluoc.clone()).arguments(&["build", ENTRY]),
            Peer::Released => call(place::released()).arguments(&["build", ENTRY]),
            Peer::Limit => call(tools.limit.clone()).arguments(&["services.tsv", "prod.tsv"]),
            Peer::Jrsonnet => call(tools.jrsonnet()).arguments(&["--yaml-stream", "main.jsonnet"]),
            Peer::Nickel => {
                call(tools.nickel()).arguments(&["export", "--format", "yaml-documents", "main.ncl"])
            }
            Peer::Pkl => call(tools.pkl()).arguments(&["eval", "main.pkl"]),
            Peer::Kcl => call(tools.python()).arguments(&["run.py", "main.k", "services.k", "prod.k"]),
            Peer::Cdk8s => {
                let mut call = call(PathBuf::from("node")).argument("main.js");
                call.variables.push(("NODE_PATH", tools.node_modules().into_os_string()));
                call
            }
            Peer::Helm => call(tools.python()).arguments(&["run.py", "values-prod.yaml"]),
            Peer::Kustomize => call(PathBuf::from("kubectl")).arguments(&["kustomize", "overlays/prod"]),
        }
    }
}

/// Installs the peers, compares what they write, measures them so many times on each number of services, and prints a table.
///
/// # Errors
/// Where fluo or the limit can't be built or run. A peer that can't be had or writes other objects is left out, and said.
pub fn run(numbers: &[usize], rounds: usize) -> io::Result<()> {
    let (tools, work) = (Tools::new()?, place::work("peers")?);
    let peers = compared(&tools, &work)?;
    for services in numbers {
        let folder = work.join(services.to_string());
        for peer in &peers {
            usage::write(&folder.join(peer.folder()), &inputs::files(*peer, *services))?;
        }
        let usages = measure(&peers, |peer| peer.call(&tools, &folder.join(peer.folder())), rounds)?;
        print(*services, &peers, &usages);
    }
    Ok(())
}

/// The peers that are there and write what fluo writes.
fn compared(tools: &Tools, work: &Path) -> io::Result<Vec<Peer>> {
    let folder = work.join(COMPARED.to_string());
    let output = |peer: Peer| {
        let folder = folder.join(peer.folder());
        usage::write(&folder, &inputs::files(peer, COMPARED))?;
        compare::objects(&peer.call(tools, &folder).output()?)
    };
    let (ours, others) = compare::split(output(Peer::Fluo)?);
    println!(
        "{COMPARED} services: {} objects in fluo and in every peer. fluo also writes {}.",
        ours.len(),
        said(&others)
    );
    let mut peers = vec![Peer::Fluo];
    for peer in PEERS.into_iter().skip(1) {
        let differences = tools
            .install(peer)
            .and_then(|()| Ok(compare::differences(&ours, &compare::split(output(peer)?).0)));
        match differences {
            Ok(differences) if differences.is_empty() => peers.push(peer),
            Ok(differences) => {
                println!("{} writes other objects and is left out:\n{}", peer.name(), differences.join("\n"));
            }
            Err(error) => println!("{} is left out: {error}", peer.name()),
        }
    }
    Ok(peers)
}

fn said(numbers: &BTreeMap<String, usize>) -> String {
    let each: Vec<String> = numbers.iter().map(|(kind, number)| format!("{number} {kind}")).collect();
    each.join(", ")
}

/// So many runs of each by turns; what is beyond bearing has one, what does not succeed has none and is said. Before each that
/// counts there is one that does not: memory that nobody has used for a while costs the first who touches it a multiple, and
/// who comes next in a round would be given that of who was before.
fn measure(peers: &[Peer], call: impl Fn(Peer) -> Call, rounds: usize) -> io::Result<Vec<Vec<Usage>>> {
    let mut usages = vec![Vec::new(); peers.len()];
    let mut failed = Vec::new();
    for _ in 0..rounds {
        for (peer, usages) in peers.iter().zip(&mut usages) {
            let slow = |usage: &Usage| usage.cpu.as_secs_f64() > BEARABLE;
            if usages.last().is_some_and(slow) || failed.contains(peer) {
                continue;
            }
            let call = call(*peer);
            let first = call.usage();
            let again = first.as_ref().is_ok_and(|usage| !slow(usage));
            match if again { call.usage() } else { first } {
                Ok(usage) => usages.push(usage),
                Err(error) if *peer == Peer::Fluo => return Err(error),
                Err(error) => {
                    println!("{} is left out: {error}", peer.name());
                    usages.clear();
                    failed.push(*peer);
                }
            }
        }
    }
    Ok(usages)
}

fn print(services: usize, peers: &[Peer], usages: &[Vec<Usage>]) {
    println!(
        "\n{services} services\n\n| | CPU | to fluo | wall | memory | checks |\n|---|---:|---:|---:|---:|---|"
    );
    let ours: &[Usage] = usages.first().map_or(&[], Vec::as_slice);
    for (peer, usages) in peers.iter().zip(usages).filter(|(_, usages)| !usages.is_empty()) {
        let median = usage::median(usages);
        let ratio = usage::ratio(ours, usages).map_or_else(String::new, |ratio| format!("{ratio:.2}"));
        let [cpu, wall] = [median.cpu, median.wall].map(usage::time);
        let memory = usage::memory(median.memory);
        println!("| {} | {cpu} | {ratio} | {wall} | {memory} | {} |", peer.name(), peer.checks());
    }
}
