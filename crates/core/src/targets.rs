//! What is built of a program: which of its environments, and which of their clusters.

use crate::check::{Environment, Program};
use crate::diagnostic::{Applicability, Change, Code, Diagnostic, Diagnostics, near, quoted};
use crate::emit::forest::Shared;
use crate::model::{Layer, Target};
use crate::object::Output;
use crate::source::{FileId, Span};
use smol_str::SmolStr;

/// What to build.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The environment to build, where the entry file holds several; `all` for each of them, in `build_all`.
    pub environment: Option<String>,
    /// The cluster to build, where the environment has several.
    pub cluster: Option<String>,
}

/// Every environment and cluster.
pub(crate) fn every(program: &Program) -> Vec<Target> {
    let mut targets: Vec<Target> = program.environments.values().flat_map(|e| of(program, e)).collect();
    targets.sort();
    targets
}

/// An environment as a whole: its clusters, if it has some.
fn of(program: &Program, environment: &Environment) -> Vec<Target> {
    let target = |cluster| Target { environment: environment.name.clone(), cluster };
    let clusters = program.clusters(environment);
    if clusters.is_empty() {
        return vec![target(None)];
    }
    clusters.into_iter().map(|cluster| target(Some(cluster))).collect()
}

/// Everything that is asked for.
pub(crate) fn all(
    program: &Program,
    entry: FileId,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Vec<Target> {
    let own = program.environments.values().filter(|e| e.span.file == entry);
    let each = options.environment.as_deref() == Some("all") && !program.environments.contains_key("all");
    let environments: Vec<&Environment> = if each && own.clone().next().is_some() {
        own.collect()
    } else {
        let options = if each { &Options::default() } else { options };
        environment(program, entry, options, diagnostics).into_iter().collect()
    };
    let mut targets: Vec<Target> = environments.iter().flat_map(|e| of(program, e)).collect();
    targets.sort();
    if let Some(wanted) = options.cluster.as_deref().filter(|_| !targets.is_empty()) {
        let names: Vec<SmolStr> = targets.iter().filter_map(|target| target.cluster.clone()).collect();
        targets.retain(|target| target.cluster.as_deref() == Some(wanted));
        if targets.is_empty() {
            diagnostics.push(no_cluster(&environments, entry, wanted, &names));
        }
    }
    targets
}

/// The one that is asked for; several are a question.
pub(crate) fn one(
    program: &Program,
    entry: FileId,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Vec<Target> {
    let mut targets = all(program, entry, options, diagnostics);
    if let [first, _, ..] = targets.as_slice() {
        let names: Vec<&str> = targets.iter().filter_map(|target| target.cluster.as_deref()).collect();
        let span = program.environments.get(&first.environment).map_or(Span::new(entry, 0, 0), |e| e.span);
        let message = format!("`{}` has several clusters", first.environment);
        diagnostics.push(
            Diagnostic::new(Code::NoCluster, span, message)
                .label("one of them is to be built")
                .help(format!("choose one with `--cluster`: {}", quoted(&names))),
        );
        targets.clear();
    }
    targets
}

fn no_cluster(environments: &[&Environment], entry: FileId, wanted: &str, names: &[SmolStr]) -> Diagnostic {
    let (span, environment) =
        environments.first().map_or((Span::new(entry, 0, 0), "the program"), |e| (e.span, e.name.as_str()));
    let message = format!("`{environment}` has no cluster `{wanted}`");
    let diagnostic = Diagnostic::new(Code::NoCluster, span, message).label("this environment");
    let names: Vec<&str> = names.iter().map(SmolStr::as_str).collect();
    match near(wanted, names.iter().copied()) {
        Some(name) => diagnostic.help(format!("did you mean `{name}`?")),
        None if names.is_empty() => {
            diagnostic.help(format!("declare it: `cluster {wanted} {{ … }}`, or leave `--cluster` out"))
        }
        None => diagnostic.help(format!("it has {}", quoted(&names))),
    }
}

/// The diagnostic for a file that two builds write differently, at the layout of the second.
pub(crate) fn shared(outputs: &[Output], shared: &Shared) -> Diagnostic {
    let place = |name: &str| {
        let output = outputs.iter().find(|output| output.name() == name)?;
        let (_, first) = output.flux.iter().find(|(_, object)| object.kind == "Kustomization")?;
        let chain = output.origins.get(first.body.at(&["spec", "path"])?.origin);
        chain.iter().rev().find(|step| !matches!(step.layer, Layer::Reference(_))).map(|step| step.span)
    };
    let span = place(&shared.second).unwrap_or(Span::new(FileId(0), 0, 0));
    Diagnostic::new(Code::SharedFile, span, shared.to_string())
        .label("does not tell them apart")
        .help("put `{environment}` or `{cluster}` into the paths of the layout, or give each its own `path`")
}

/// The environment to build: the one that is asked for, or else the only one of the entry file.
fn environment<'p>(
    program: &'p Program,
    entry: FileId,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Option<&'p Environment> {
    let whole = Span::new(entry, 0, 0);
    let names = || program.environments.keys().map(smol_str::SmolStr::as_str);
    if let Some(wanted) = &options.environment {
        let found = program.environments.get(wanted.as_str());
        if found.is_none() {
            let diagnostic =
                Diagnostic::new(Code::NoEnvironment, whole, format!("there is no environment `{wanted}`"));
            diagnostics.push(match near(wanted, names()) {
                Some(name) => diagnostic.help(format!("did you mean `{name}`?")),
                None => {
                    diagnostic.help(format!("the program declares {}", quoted(&names().collect::<Vec<_>>())))
                }
            });
        }
        return found;
    }
    let own: Vec<&Environment> = program.environments.values().filter(|e| e.span.file == entry).collect();
    match own.as_slice() {
        [only] => Some(only),
        [] => {
            let diagnostic =
                Diagnostic::new(Code::NoEnvironment, whole, "this file declares no environment to build")
                    .label("no `environment` in this file");
            let others: Vec<&str> = names().collect();
            diagnostics.push(if others.is_empty() {
                let text = "environment NAME {}".to_owned();
                diagnostic.help("add `environment NAME { … }`, or name the file that does").intend(
                    "add `environment NAME {}`",
                    vec![Change::Declare { at: whole, text }],
                    Applicability::Placeholder,
                )
            } else {
                diagnostic.help(format!("choose one with `--env`: {}", quoted(&others)))
            });
            None
        }
        several => {
            let listed: Vec<&str> = several.iter().map(|e| e.name.as_str()).collect();
            let first = several.first().map_or(whole, |e| e.span);
            let mut diagnostic =
                Diagnostic::new(Code::NoEnvironment, first, "this file declares several environments")
                    .label("one of them");
            for other in several.iter().skip(1) {
                diagnostic = diagnostic.also(other.span, "another one");
            }
            diagnostics.push(diagnostic.help(format!("choose one with `--env`: {}", quoted(&listed))));
            None
        }
    }
}
