//! What fuzzing found once is never found again: every input that was kept holds, and so does each of its halves.

use fluo_oracles::ORACLES;
use fluo_tests::project::root;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::{fs, thread};

/// The folder of what is kept, relative to the repository.
const FOLDER: &str = "fuzz/corpus";

/// What all of it may weigh, in bytes.
const MOST: usize = 1024 * 1024;

/// The stack of a thread that builds, in bytes: as much as the smallest one that a front gives.
const STACK: usize = 2 * 1024 * 1024;

/// The inputs in a folder, sorted.
fn inputs(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

#[test]
fn what_was_kept_holds() {
    let mut bytes = 0;
    for oracle in ORACLES {
        let folder = root().join(FOLDER).join(oracle.name);
        let paths = inputs(&folder);
        assert!(!paths.is_empty(), "nothing is kept in {}", folder.display());
        for path in paths {
            let input = fs::read(&path).expect("a file");
            bytes += input.len();
            let half = input[..input.len() / 2].to_vec();
            let tried = move || {
                [input, half]
                    .iter()
                    .all(|input| catch_unwind(AssertUnwindSafe(|| (oracle.holds)(input))).is_ok())
            };
            let thread = thread::Builder::new().stack_size(STACK).spawn(tried).expect("a thread");
            assert!(thread.join().expect("a verdict"), "{} does not hold", path.display());
        }
    }
    assert!(bytes < MOST, "{bytes} bytes are kept; minimise them with `cargo fuzz tmin`");
}

#[test]
fn every_folder_has_its_oracle_and_target() {
    let names: Vec<&str> = ORACLES.iter().map(|oracle| oracle.name).collect();
    let below = |folder: &str| -> Vec<String> {
        let paths = inputs(&root().join(folder));
        paths.iter().filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect()
    };
    assert_eq!(below(FOLDER), names);
    assert_eq!(below("fuzz/fuzz_targets"), names);
}
