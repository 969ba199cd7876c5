//! fluo, the compiler as a library: text in, Kubernetes objects out.
//!
//! The whole pipeline stands on this page. Each stage is a module, each gives a value and diagnostics, and each
//! goes on past errors; one gate stands before lowering. The core does no IO: files come through a
//! [`source::Loader`], and what comes out is text and data.
//!
//! ```
//! use fluo_core::{Options, build, emit, source::MemoryLoader};
//!
//! let loader = MemoryLoader::new().with(
//!     "app.fluo",
//!     "component web: service { image: \"nginx:1.27\", port http: 8080 }\nenvironment dev {}\n",
//! );
//! let built = build(&loader, "app.fluo", &Options::default());
//! let output = built.output.expect("no errors");
//! assert!(emit::yaml::stream(&output).contains("kind: Deployment"));
//! ```
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::as_conversions
    )
)]

pub mod check;
pub mod diagnostic;
pub mod emit;
pub mod graph;
pub mod library;
pub mod lower;
pub mod model;
pub mod object;
pub mod prelude;
pub mod resolve;
pub mod rules;
pub mod source;
pub mod syntax;
pub mod types;

use check::Environment;
use diagnostic::{Code, Diagnostic, Diagnostics, near, quoted};
use object::Output;
use source::{FileId, Loader, Sources, Span};

/// What to build.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The environment to build, where the entry file holds several.
    pub environment: Option<String>,
}

/// What a check gives.
#[derive(Debug)]
pub struct Checked {
    /// The files that were read.
    pub sources: Sources,
    /// What was found, in a total order.
    pub diagnostics: Vec<Diagnostic>,
}

/// What a build gives.
#[derive(Debug)]
pub struct Built {
    /// The files that were read.
    pub sources: Sources,
    /// What was found, in a total order.
    pub diagnostics: Vec<Diagnostic>,
    /// The objects; `None` if one of the diagnostics is an error.
    pub output: Option<Output>,
}

/// Checks the program whose entry file is `entry` (a path for the loader), for the environment it builds.
pub fn check(loader: &dyn Loader, entry: &str, options: &Options) -> Checked {
    let Built { sources, diagnostics, .. } = build(loader, entry, options);
    Checked { sources, diagnostics }
}

/// Builds the program whose entry file is `entry` (a path for the loader).
pub fn build(loader: &dyn Loader, entry: &str, options: &Options) -> Built {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let output = compile(loader, entry, options, &mut sources, &mut diagnostics);
    let output = output.filter(|_| !diagnostics.has_errors());
    let diagnostics = diagnostics.sorted(&sources);
    Built { sources, diagnostics, output }
}

/// The pipeline: files, names, types, one environment's model, rules, objects.
fn compile(
    loader: &dyn Loader,
    entry: &str,
    options: &Options,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Output> {
    let files = resolve::load(loader, entry, sources, diagnostics)?;
    let gaps = diagnostics.gaps();
    let names = resolve::names(&files, diagnostics);
    let program = check::check(&names, sources, loader, diagnostics);
    if !gaps.is_empty() {
        diagnostics.forget_follow_ups(&gaps);
        return None;
    }
    let environment = choose(&program, files.entry, options, diagnostics)?;
    let model = model::settle(&program, environment, diagnostics)?;
    rules::check(&program, &model, diagnostics);
    if diagnostics.has_errors() {
        return None;
    }
    let given = rules::Given::of(&model);
    let made = lower::make(&model);
    rules::check_nodes(&program, &model, &made, diagnostics);
    if diagnostics.has_errors() {
        return None;
    }
    let output = lower::lower(model, made);
    rules::check_objects(&program, &given, &output, diagnostics);
    Some(output)
}

/// The environment to build: the one that is asked for, or else the only one of the entry file.
fn choose<'p>(
    program: &'p check::Program,
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
                diagnostic.help("add `environment NAME { … }`, or name the file that does")
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
