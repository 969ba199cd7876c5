//! What an editor waits for: a program is checked again after one of its lines has changed.

use divan::Bencher;
use fluo_benches::place;
use fluo_core::source::MemoryLoader;
use fluo_core::{Options, Session};
use std::fs;
use std::path::Path;

const ENTRY: &str = "env/prod.fluo";

/// Every `.fluo` file below a folder.
fn with_files(mut loader: MemoryLoader, root: &Path, folder: &Path) -> MemoryLoader {
    for entry in fs::read_dir(folder).expect("a folder of the example").flatten() {
        let path = entry.path();
        if path.is_dir() && !path.ends_with("expected") {
            loader = with_files(loader, root, &path);
        } else if path.extension().is_some_and(|ending| ending == "fluo") {
            let name = path.strip_prefix(root).expect("a path below it").to_string_lossy().into_owned();
            loader = loader.with(name.as_str(), fs::read_to_string(&path).expect("a text").as_str());
        }
    }
    loader
}

/// The example before and after a line of it is edited.
fn versions() -> [MemoryLoader; 2] {
    let root = place::root().join("examples/fleet");
    let (file, line, edited) = ("services/data.fluo", "storage: 20Gi", "storage: 21Gi");
    let before = with_files(MemoryLoader::new(), &root, &root);
    let text = fs::read_to_string(root.join(file)).expect("a text");
    assert!(text.contains(line), "the line that is edited");
    let after =
        with_files(MemoryLoader::new(), &root, &root).with(file, text.replacen(line, edited, 1).as_str());
    [before, after]
}

#[divan::bench]
fn fleet_after_a_line(bencher: Bencher<'_, '_>) {
    let (versions, options, mut session) = (versions(), Options::default(), Session::default());
    let mut turn = 0;
    bencher.bench_local(|| {
        turn += 1;
        session.check(&versions[turn % 2], ENTRY, &options)
    });
}

#[divan::bench]
fn fleet_anew(bencher: Bencher<'_, '_>) {
    let ([before, _], options) = (versions(), Options::default());
    bencher.bench_local(|| Session::default().check(&before, ENTRY, &options));
}
