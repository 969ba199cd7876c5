//! How fast text becomes a syntax tree: realistic source, and nesting, which must cost no more the deeper it is.

use crate::source;
use divan::Bencher;
use divan::counter::BytesCount;
use fluo_core::diagnostic::Diagnostics;
use fluo_core::source::Sources;
use fluo_core::syntax::parse;

const BYTES: usize = 1_000_000;

fn run(bencher: Bencher, text: String) {
    let mut sources = Sources::default();
    let bytes = BytesCount::new(text.len());
    let file = sources.add("bench.fluo", text);
    bencher.counter(bytes).bench_local(|| {
        let mut diagnostics = Diagnostics::default();
        (parse(&sources, file, &mut diagnostics), diagnostics)
    });
}

#[divan::bench]
fn realistic(bencher: Bencher) {
    run(bencher, source::realistic(BYTES));
}

#[divan::bench(args = [8, 32, 64])]
fn nested_blocks(bencher: Bencher, depth: usize) {
    run(bencher, source::blocks(BYTES, depth));
}

#[divan::bench(args = [8, 32, 64])]
fn nested_lists(bencher: Bencher, depth: usize) {
    run(bencher, source::lists(BYTES, depth));
}

/// One mistake after another, in texts of which each is four times as long as the one before.
#[divan::bench(args = [10_000, 40_000, 160_000])]
fn mistakes(bencher: Bencher, bytes: usize) {
    let pattern = "a: 1 b; @ \"x\n";
    run(bencher, pattern.repeat(bytes / pattern.len()));
}
