//! What each stage of the compiler takes, in the order of the pipeline, on N services.

use divan::Bencher;
use divan::counter::ItemsCount;
use fluo_benches::{ENTRY, workload};
use fluo_core::check::Program;
use fluo_core::diagnostic::Diagnostics;
use fluo_core::model::{self, Model};
use fluo_core::object::Output;
use fluo_core::resolve::{self, Extent};
use fluo_core::rules::{self, Given};
use fluo_core::source::{MemoryLoader, Sources};
use fluo_core::syntax::{self, Trees};
use fluo_core::{check, emit, lower};

const SERVICES: [usize; 2] = [100, 1_000];

fn loader(services: usize) -> MemoryLoader {
    let files = workload(services);
    files.iter().fold(MemoryLoader::new(), |loader, (path, text)| loader.with(path.as_str(), text.as_str()))
}

/// A program that is checked, with its sources.
fn checked(services: usize) -> (Sources, Program) {
    let (loader, mut sources, mut found) = (loader(services), Sources::default(), Diagnostics::default());
    let files = resolve::load(&loader, ENTRY, Extent::Usual, &mut Trees::default(), &mut sources, &mut found);
    let files = files.expect("a program");
    let program = check::check(&resolve::names(&files, &mut found), &sources, &loader, &mut found);
    (sources, program)
}

fn settled(program: &Program) -> Model {
    let environment = &program.environments["prod"];
    model::settle(program, environment, None, &mut Diagnostics::default()).expect("a model")
}

fn lowered(program: &Program) -> (Given, Output) {
    let model = settled(program);
    let (given, made) = (Given::of(program, &model), lower::make(&model));
    (given, lower::lower(model, made))
}

#[divan::bench(args = SERVICES)]
fn a_parse(bencher: Bencher<'_, '_>, services: usize) {
    let files = workload(services);
    bencher.counter(ItemsCount::new(services)).bench_local(|| {
        let (mut sources, mut found) = (Sources::default(), Diagnostics::default());
        let parse = |(path, text): (&String, &String)| {
            let file = sources.add(path.as_str(), text.as_str());
            syntax::parse(&sources, file, &mut found)
        };
        files.iter().map(parse).collect::<Vec<_>>()
    });
}

/// Files, with those of the prelude and the triggers.
#[divan::bench(args = SERVICES)]
fn b_load(bencher: Bencher<'_, '_>, services: usize) {
    let loader = loader(services);
    bencher.counter(ItemsCount::new(services)).bench_local(|| {
        let (mut sources, mut found, mut trees) =
            (Sources::default(), Diagnostics::default(), Trees::default());
        resolve::load(&loader, ENTRY, Extent::Usual, &mut trees, &mut sources, &mut found)
    });
}

#[divan::bench(args = SERVICES)]
fn c_names_and_check(bencher: Bencher<'_, '_>, services: usize) {
    let (loader, mut sources, mut found) = (loader(services), Sources::default(), Diagnostics::default());
    let files = resolve::load(&loader, ENTRY, Extent::Usual, &mut Trees::default(), &mut sources, &mut found);
    let files = files.expect("a program");
    bencher.counter(ItemsCount::new(services)).bench_local(|| {
        let mut found = Diagnostics::default();
        check::check(&resolve::names(&files, &mut found), &sources, &loader, &mut found)
    });
}

#[divan::bench(args = SERVICES)]
fn d_settle(bencher: Bencher<'_, '_>, services: usize) {
    let (_, program) = checked(services);
    bencher.counter(ItemsCount::new(services)).bench_local(|| settled(&program));
}

#[divan::bench(args = SERVICES)]
fn e_rules(bencher: Bencher<'_, '_>, services: usize) {
    let (sources, program) = checked(services);
    let model = settled(&program);
    bencher.counter(ItemsCount::new(services)).bench_local(|| {
        let mut found = Diagnostics::default();
        rules::check(&program, &model, &sources, &mut found);
        found
    });
}

#[divan::bench(args = SERVICES)]
fn f_lower(bencher: Bencher<'_, '_>, services: usize) {
    let (_, program) = checked(services);
    let model = || settled(&program);
    bencher.counter(ItemsCount::new(services)).with_inputs(model).bench_local_values(|model| {
        let made = lower::make(&model);
        lower::lower(model, made)
    });
}

#[divan::bench(args = SERVICES)]
fn g_rules_of_objects(bencher: Bencher<'_, '_>, services: usize) {
    let (sources, program) = checked(services);
    let (given, output) = lowered(&program);
    bencher.counter(ItemsCount::new(services)).bench_local(|| {
        let mut found = Diagnostics::default();
        rules::check_objects(&program, &given, &output, &sources, &mut found);
        found
    });
}

#[divan::bench(args = SERVICES)]
fn h_emit(bencher: Bencher<'_, '_>, services: usize) {
    let (_, program) = checked(services);
    let (_, output) = lowered(&program);
    bencher.counter(ItemsCount::new(services)).bench_local(|| emit::stream(&output));
}

/// All of it, as `fluoc build` does.
#[divan::bench(args = SERVICES)]
fn i_build(bencher: Bencher<'_, '_>, services: usize) {
    let loader = loader(services);
    let options = fluo_core::Options::default();
    bencher.counter(ItemsCount::new(services)).bench_local(|| {
        fluo_core::build(&loader, ENTRY, &options).output.map(|output| emit::stream(&output))
    });
}
