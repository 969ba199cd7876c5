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

pub mod adopt;
pub mod assist;
pub mod check;
pub mod diagnostic;
pub mod doc;
pub mod emit;
pub mod fix;
pub mod graph;
pub mod library;
pub mod lower;
pub mod model;
pub mod object;
pub mod openapi;
mod parallel;
pub mod prelude;
pub mod resolve;
pub mod rules;
pub mod source;
pub mod syntax;
mod targets;
#[cfg(feature = "proptest")]
pub mod testing;
pub mod types;

pub use diagnostic::Checked;
use diagnostic::{Diagnostic, Diagnostics};
use object::Output;
use resolve::Extent;
use smol_str::SmolStr;
use source::{FileId, Loader, Sources};
use syntax::Trees;
pub use targets::Options;

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

/// What a build of several environments or clusters gives.
#[derive(Debug)]
pub struct Builds {
    /// The files that were read.
    pub sources: Sources,
    /// What was found, in a total order.
    pub diagnostics: Vec<Diagnostic>,
    /// The environments that were looked at, and their clusters: `prod`, `prod/eu`.
    pub targets: Vec<SmolStr>,
    /// The objects of each, by environment and cluster; none if one of the diagnostics is an error.
    pub outputs: Vec<Output>,
}

/// Checks the program whose entry file is `entry` (a path for the loader), for everything that `options` admit.
pub fn check(loader: &dyn Loader, entry: &str, options: &Options) -> Checked {
    checked(build_all(loader, entry, options))
}

fn checked(builds: Builds) -> Checked {
    let Builds { sources, diagnostics, targets, .. } = builds;
    Checked { sources, diagnostics, targets }
}

/// A program as an editor holds it: what was read and has not changed is not parsed again.
#[derive(Debug, Default)]
pub struct Session {
    trees: Trees,
}

impl Session {
    /// [`check()`], again and again.
    pub fn check(&mut self, loader: &dyn Loader, entry: &str, options: &Options) -> Checked {
        checked(self.build_all(loader, entry, options))
    }

    /// [`build_all()`], again and again.
    pub fn build_all(&mut self, loader: &dyn Loader, entry: &str, options: &Options) -> Builds {
        builds(loader, entry, options, targets::all, Some(&mut self.trees))
    }

    /// The program whose entry file is `entry`, to be asked about places of it.
    #[must_use]
    pub fn assist(&self, loader: &dyn Loader, entry: &str) -> assist::Assist {
        assist::Assist::over(loader, entry, self.trees.clone())
    }
}

/// Makes the fixes that `choice` admits in the programs whose entry files are `entries` (paths for the loader), until
/// nothing is left to be fixed. Nothing is written: the new texts are in what it gives.
pub fn fix(loader: &dyn Loader, entries: &[&str], options: &Options, choice: &fix::Choice) -> fix::Fixed {
    fix::run(loader, choice, &|loader| entries.iter().map(|entry| check(loader, entry, options)).collect())
}

/// What formatting a file gives.
#[derive(Debug)]
pub struct Formatted {
    /// The file.
    pub sources: Sources,
    /// What was found while it was read, in a total order. Warnings among them (a byte order mark, carriage returns) are
    /// mended in the text.
    pub diagnostics: Vec<Diagnostic>,
    /// The canonical text; `None` if one of the diagnostics is an error.
    pub text: Option<String>,
}

/// Formats the text of one file, which is called `path` in what is found. What it means stays the same, and so do its
/// comments; formatting the result changes nothing.
#[must_use]
pub fn format(path: &str, text: &str) -> Formatted {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let file = sources.add(path, text);
    let ast = syntax::parse(&sources, file, &mut diagnostics);
    let text = if diagnostics.has_errors() { None } else { syntax::format(text, &ast, &mut diagnostics) };
    Formatted { diagnostics: finished(diagnostics, &sources), sources, text }
}

/// Builds one environment, or one cluster of it, of the program whose entry file is `entry` (a path for the loader).
pub fn build(loader: &dyn Loader, entry: &str, options: &Options) -> Built {
    let Builds { sources, diagnostics, outputs, .. } = builds(loader, entry, options, targets::one, None);
    Built { sources, diagnostics, output: outputs.into_iter().next() }
}

/// What documenting gives.
#[derive(Debug)]
pub struct Documented {
    /// The files that were read.
    pub sources: Sources,
    /// What was found, in a total order.
    pub diagnostics: Vec<Diagnostic>,
    /// The reference; `None` if one of the diagnostics is an error.
    pub pages: Option<doc::Pages>,
}

/// Documents what is declared in the files that `included` admits by their paths: those of the prelude begin with
/// [`prelude::FOLDER`], those of the program with nothing of that kind. Without an entry there is the prelude and
/// the standard library.
pub fn document(loader: &dyn Loader, entry: Option<&str>, included: &dyn Fn(&str) -> bool) -> Documented {
    const NOTHING: &str = "reference.fluo";
    let library = library::FILES.iter().map(|file| format!("use \"{}{}\"\n", library::PREFIX, file.name));
    let nothing = source::MemoryLoader::new().with(NOTHING, library.collect::<String>().as_str());
    let (loader, entry): (&dyn Loader, &str) = entry.map_or((&nothing, NOTHING), |entry| (loader, entry));
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let mut trees = Trees::default();
    let pages =
        resolve::load(loader, entry, Extent::All, &mut trees, &mut sources, &mut diagnostics).map(|files| {
            let names = resolve::names(&files, &mut diagnostics);
            let program = check::check(&names, &sources, loader, &mut diagnostics);
            doc::pages(&names, &program, &sources, included)
        });
    let pages = pages.filter(|_| !diagnostics.has_errors());
    let diagnostics = finished(diagnostics, &sources);
    Documented { sources, diagnostics, pages }
}

/// Builds everything that `options` admit of the program whose entry file is `entry` (a path for the loader): every
/// cluster of the environment, unless one is named, and every environment of the file where `all` are asked for.
pub fn build_all(loader: &dyn Loader, entry: &str, options: &Options) -> Builds {
    builds(loader, entry, options, targets::all, None)
}

/// The environments that the program declares, each with its clusters, sorted.
pub fn targets(loader: &dyn Loader, entry: &str) -> Vec<model::Target> {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let front = front(loader, entry, Extent::Usual, &mut Trees::default(), &mut sources, &mut diagnostics);
    front.map(|front| targets::every(&front.program)).unwrap_or_default()
}

/// An environment that a program declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environment {
    /// Its name.
    pub name: SmolStr,
    /// The place of its name.
    pub span: source::Span,
    /// Its clusters, inherited ones too, sorted; none if it is built as one.
    pub clusters: Vec<SmolStr>,
}

/// The environments that the program declares, in whatever of its files, sorted by name.
pub fn environments(loader: &dyn Loader, entry: &str) -> (Vec<Environment>, Sources) {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let front = front(loader, entry, Extent::Usual, &mut Trees::default(), &mut sources, &mut diagnostics);
    let environments = front.iter().flat_map(|Front { program, .. }| {
        let one = |environment: &check::Environment| Environment {
            name: environment.name.clone(),
            span: environment.span,
            clusters: program.clusters(environment).into_iter().collect(),
        };
        program.environments.values().map(one)
    });
    let mut environments: Vec<Environment> = environments.collect();
    environments.sort_by(|a, b| a.name.cmp(&b.name));
    (environments, sources)
}

/// The levels of rules in one environment, or in one cluster of it; `None` if it can't be read, which is said.
pub fn levels(loader: &dyn Loader, entry: &str, options: &Options) -> (Option<diagnostic::Levels>, Checked) {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let front = front(loader, entry, Extent::Usual, &mut Trees::default(), &mut sources, &mut diagnostics);
    let levels = front.and_then(|Front { entry: file, program, .. }| {
        let target = targets::one(&program, file, options, &mut diagnostics).into_iter().next()?;
        let environment = program.environments.get(&target.environment)?;
        let model = model::settle(&program, environment, target.cluster.as_ref(), &mut diagnostics)?;
        Some(model.environment.levels(&model.origins))
    });
    (levels, Checked { diagnostics: finished(diagnostics, &sources), sources, targets: Vec::new() })
}

type Choice = fn(&check::Program, FileId, &Options, &mut Diagnostics) -> Vec<model::Target>;

fn builds(
    loader: &dyn Loader,
    entry: &str,
    options: &Options,
    choose: Choice,
    trees: Option<&mut Trees>,
) -> Builds {
    if trees.is_none() {
        let (found, in_part) = builds_with(Extent::Needed, loader, entry, options, choose, None);
        if !in_part || found.diagnostics.is_empty() {
            return found;
        }
    }
    builds_with(Extent::Usual, loader, entry, options, choose, trees).0
}

/// Builds with that much of the prelude; and whether it was only a part of it.
fn builds_with(
    extent: Extent,
    loader: &dyn Loader,
    entry: &str,
    options: &Options,
    choose: Choice,
    trees: Option<&mut Trees>,
) -> (Builds, bool) {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let (mut outputs, mut looked_at) = (Vec::new(), Vec::new());
    let front = match trees {
        Some(trees) => front(loader, entry, extent, trees, &mut sources, &mut diagnostics),
        // Nobody reads the program again, and what follows needs the room.
        None => {
            let mut trees = Trees::default();
            let front = front(loader, entry, extent, &mut trees, &mut sources, &mut diagnostics);
            parallel::free(trees);
            front
        }
    };
    let in_part = front.as_ref().is_some_and(|front| front.in_part);
    if let Some(Front { entry: file, program, .. }) = front {
        let targets = choose(&program, file, options, &mut diagnostics);
        // Each environment has levels of its own, for what was found before as well.
        let before =
            if targets.is_empty() { Diagnostics::default() } else { std::mem::take(&mut diagnostics) };
        for target in targets {
            let mut found = before.clone();
            found.enter(target.name());
            outputs.extend(back(loader, &program, &target, &mut sources, &mut found));
            looked_at.push(target.name());
            diagnostics.append(found);
        }
        parallel::free(program);
    }
    if diagnostics.has_errors() {
        outputs.clear();
    } else if outputs.len() > 1
        && let Err(shared) = emit::forest::files(&outputs)
    {
        diagnostics.push(targets::shared(&outputs, &shared));
        outputs.clear();
    }
    (Builds { diagnostics: finished(diagnostics, &sources), sources, targets: looked_at, outputs }, in_part)
}

/// The diagnostics in their order, each with its fixes as edits.
fn finished(diagnostics: Diagnostics, sources: &Sources) -> Vec<Diagnostic> {
    let mut sorted = diagnostics.sorted(sources);
    fix::lay_out(&mut sorted, sources);
    sorted
}

/// A program that has been checked.
struct Front {
    entry: FileId,
    program: check::Program,
    /// Whether it knows only a part of the prelude.
    in_part: bool,
}

/// The first half of the pipeline: files, names, types. What is told there, is told with the usual extent of the prelude.
fn front(
    loader: &dyn Loader,
    entry: &str,
    extent: Extent,
    trees: &mut Trees,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Front> {
    let files = resolve::load(loader, entry, extent, trees, sources, diagnostics)?;
    let gaps = diagnostics.gaps();
    let names = resolve::names(&files, diagnostics);
    let program = check::check(&names, sources, loader, diagnostics);
    if files.in_part && !diagnostics.is_empty() {
        (*sources, *diagnostics) = Default::default();
        return front(loader, entry, Extent::Usual, trees, sources, diagnostics);
    }
    if !gaps.is_empty() {
        diagnostics.forget_follow_ups(&gaps);
        return None;
    }
    resolve::elsewhere(loader, entry, sources, diagnostics);
    Some(Front { entry: files.entry, program, in_part: files.in_part })
}

/// The second half, for one environment and cluster: its model, rules, objects.
fn back(
    loader: &dyn Loader,
    program: &check::Program,
    target: &model::Target,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Output> {
    let environment = program.environments.get(&target.environment)?;
    let mut model = model::settle(program, environment, target.cluster.as_ref(), diagnostics)?;
    diagnostics.set_levels(model.environment.levels(&model.origins));
    model::adopt(&mut model, &mut adopt::Reader { loader, sources, diagnostics });
    let (given, made) = objects(program, &model, sources, diagnostics)?;
    rules::check_nodes(program, &model, &made, diagnostics);
    if diagnostics.has_errors() {
        return None;
    }
    let output = lower::lower(model, made);
    rules::check_objects(program, &given, &output, sources, diagnostics);
    parallel::free(given);
    Some(output)
}

/// The objects of a model that breaks no rule, and what the rules about them need of it.
fn objects(
    program: &check::Program,
    model: &model::Model,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Option<(rules::Given, lower::Made)> {
    /// How many components are worth a thread beside the one that lowers them.
    const MANY_COMPONENTS: usize = 64;
    let is_large = model.components.len() > MANY_COMPONENTS && !diagnostics.has_errors();
    let mut judge = || {
        rules::check(program, model, sources, diagnostics);
        (!diagnostics.has_errors()).then(|| rules::Given::of(program, model))
    };
    if is_large {
        let mut given = None;
        // If it breaks a rule, these objects are nobody's.
        let made = parallel::both(|| given = judge(), || lower::make(model));
        return Some((given?, made));
    }
    Some((judge()?, lower::make(model)))
}

#[cfg(test)]
mod tests {
    /// Elsewhere the regular expressions of fluo's own files are taken as they are; in tests they are asked
    /// (`check::Checker::is_proven`).
    #[test]
    fn the_prelude_and_the_library_are_without_a_finding() {
        let documented = super::document(&super::source::MemoryLoader::new(), None, &|_| true);
        assert!(documented.diagnostics.is_empty(), "{:#?}", documented.diagnostics);
    }
}
