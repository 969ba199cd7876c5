//! The disk and the system against `fluoc build`: killed, refused or starved at every system call of a write, the target is
//! the whole old tree or the whole new one, the message says which, and the next build ends well and leaves nothing beside.
//!
//! The real binary runs below `strace`, which kills it at a call or makes the call fail.

#![cfg(target_os = "linux")]

mod disk;
mod scene;
mod strace;

use fluo_tests::tools;
use scene::{Scene, State};
use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use strace::Call;

/// Whether faults can be injected; says so if not.
fn can_trace() -> bool {
    let can = tools::has_strace();
    if !can {
        tools::skipped("faults at every system call: strace can't be installed or may not trace here");
    }
    can
}

/// The calls of a build from the moment at which it takes the lock.
fn calls_of_the_write(scene: &Scene) -> Vec<Call> {
    scene.reset();
    let calls = strace::calls(&scene.build());
    assert_eq!(scene.state(), State::New);
    let lock = calls.iter().position(|call| call.text.contains(".fluo-lock")).expect("a lock is taken");
    calls.into_iter().skip(lock).collect()
}

/// Runs `each` for every call in its own copy of a scene, in two threads.
fn for_each(scene: &Scene, calls: &[Call], each: impl Fn(&Scene, &Call) + Sync) {
    std::thread::scope(|scope| {
        for half in calls.chunks(calls.len().div_ceil(2).max(1)) {
            let (scene, each) = (scene.another(), &each);
            scope.spawn(move || half.iter().for_each(|call| each(&scene, call)));
        }
    });
}

fn killed_at_every_call(scene: &Scene) {
    let calls = calls_of_the_write(scene);
    assert!(calls.len() > 50, "{}", calls.len());
    let ends = Mutex::new(std::collections::BTreeMap::new());
    for_each(scene, &calls, |scene, call| {
        scene.reset();
        let ended = strace::run(&scene.build(), &[call.inject("signal=KILL")]);
        let state = scene.state();
        assert!(matches!(state, State::Old | State::New), "killed at {call:?}: {state:?}");
        *ends.lock().unwrap().entry(state).or_insert(0) += usize::from(ended.killed());
        scene.builds_and_leaves_nothing(&format!("after a kill at {call:?}"));
    });
    let ends = ends.into_inner().unwrap();
    // Both sides of the exchange were seen.
    assert!(ends.len() == 2 && ends.values().all(|count| *count > 2), "{ends:?}");
}

#[test]
fn killed_anywhere_a_change_is_done_or_not() {
    if can_trace() {
        killed_at_every_call(&Scene::of_a_change());
    }
}

#[test]
fn killed_anywhere_a_first_build_is_done_or_not() {
    if can_trace() {
        killed_at_every_call(&Scene::of_a_first_build());
    }
}

/// What a run that failed, or did not, has to say.
fn assert_told(scene: &Scene, ended: &strace::Ended, what: &str) {
    let (state, said) = (scene.state(), &ended.stderr);
    match ended.code {
        Some(0) => assert_eq!(state, State::New, "{what}: {said}"),
        Some(2) if said.contains("`deploy` is the new tree") => {
            assert_eq!(state, State::New, "{what}: {said}");
            scene.take_what_was_put_aside();
        }
        Some(1 | 2) => {
            assert_eq!(state, State::Old, "{what}: {said}");
            assert!(said.starts_with("error: ") || said.contains("error["), "{what}: {said}");
        }
        _ => panic!("{what}: {:?}, {said}", ended.code),
    }
}

fn refused_at_every_call(scene: &Scene, error: &str, names: &[&str]) {
    let mut calls = calls_of_the_write(scene);
    calls.retain(|call| names.contains(&call.name.as_str()));
    assert!(calls.len() > 20, "{}", calls.len());
    let failed = AtomicUsize::new(0);
    for_each(scene, &calls, |scene, call| {
        scene.reset();
        let ended = strace::run(&scene.build(), &[call.inject(&format!("error={error}"))]);
        let what = format!("{error} at {call:?}");
        assert_told(scene, &ended, &what);
        if ended.code == Some(2) {
            failed.fetch_add(1, Ordering::Relaxed);
            let said = &ended.stderr;
            let stands = said.contains("`deploy` is the new tree") || said.contains(scene.stands());
            assert!(stands, "{what} does not say which tree stands: {said}");
        }
        scene.builds_and_leaves_nothing(&format!("after {what}"));
    });
    assert!(failed.into_inner() > 5);
}

/// Calls that need room on the disk.
const MAKING: [&str; 9] =
    ["mkdir", "mkdirat", "openat", "write", "link", "linkat", "fsync", "renameat2", "rename"];

/// Calls that look at the disk, or tidy it. (What `close` says nobody asks, or, for a folder, the standard library refuses to
/// believe.)
const OTHERS: [&str; 13] = [
    "statx",
    "newfstatat",
    "getdents64",
    "read",
    "readlink",
    "chmod",
    "fchmodat",
    "flock",
    "fcntl",
    "unlink",
    "unlinkat",
    "getcwd",
    "syncfs",
];

#[test]
fn a_disk_that_is_full_at_any_call_is_told() {
    if can_trace() {
        refused_at_every_call(&Scene::of_a_change(), "ENOSPC", &MAKING);
        refused_at_every_call(&Scene::of_a_first_build(), "ENOSPC", &MAKING);
    }
}

#[test]
fn a_disk_that_breaks_at_any_call_is_told() {
    if can_trace() {
        refused_at_every_call(&Scene::of_a_change(), "EIO", &OTHERS);
    }
}

/// What makes a system lack the exchange of two names.
const WITHOUT_EXCHANGE: (&str, &str) = ("renameat2", "error=EINVAL");

/// Where two names can't be exchanged the old tree is put aside first, and there is a moment without a tree.
#[test]
fn without_exchange_the_old_tree_is_put_back() {
    if !can_trace() {
        return;
    }
    let scene = Scene::of_a_change();
    let with = |fault: &str| {
        scene.reset();
        let without = (WITHOUT_EXCHANGE.0, WITHOUT_EXCHANGE.1.to_owned());
        strace::run(&scene.build(), &[without, ("rename", fault.to_owned())])
    };
    let fine = with("error=EIO:when=9");
    assert_eq!((fine.code, scene.state()), (Some(0), State::New), "{}", fine.stderr);
    for nth in 1..=2 {
        let ended = with(&format!("signal=KILL:when={nth}"));
        assert!(ended.killed());
        // Killed before the second rename there is no tree, and the next run puts the old one back.
        assert_eq!(scene.beside().contains(&"deploy".to_owned()), nth == 1);
        scene.builds_and_leaves_nothing("after a kill between two renames");
        let ended = with(&format!("error=ENOSPC:when={nth}"));
        assert_eq!((ended.code, scene.state()), (Some(2), State::Old), "{}", ended.stderr);
        assert!(ended.stderr.contains("`deploy` is as it was before"), "{}", ended.stderr);
        scene.builds_and_leaves_nothing("after a rename that failed");
    }
    let ended = with("error=EIO:when=2+");
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("the next `fluoc build` puts it back"), "{}", ended.stderr);
    assert!(!scene.beside().contains(&"deploy".to_owned()));
    // A build that is refused shows that the old tree came back as it was.
    let refused = strace::run(&scene.build(), &[("mkdir", "error=ENOSPC:when=2+".to_owned())]);
    assert_eq!((refused.code, scene.state()), (Some(2), State::Old), "{}", refused.stderr);
    scene.builds_and_leaves_nothing("after two renames that failed");
}

/// Sources that go, shrink or can't be read between one call and the next: a diagnostic or a failure, and the old tree.
#[test]
fn sources_that_change_while_they_are_read_are_told() {
    if !can_trace() {
        return;
    }
    let scene = Scene::of_a_change();
    scene.reset();
    let calls = strace::calls(&scene.build());
    let first =
        calls.iter().position(|call| call.text.contains("app.fluo") && call.name != "execve").unwrap();
    let read = calls.iter().skip(first).position(|call| call.text.contains("deploy\"")).unwrap();
    let last = first + read;
    let names = ["openat", "statx", "newfstatat", "readlink", "getcwd", "read", "fcntl", "lseek"];
    let calls: Vec<Call> =
        calls[first..last].iter().filter(|call| names.contains(&call.name.as_str())).cloned().collect();
    assert!(calls.iter().any(|call| call.name == "read") && calls.len() > 5, "{calls:?}");
    let refused = AtomicUsize::new(0);
    for_each(&scene, &calls, |scene, call| {
        let faults = ["error=ENOENT", "error=EIO", "error=EACCES", "error=ELOOP"].into_iter();
        for fault in faults.chain((call.name == "read").then_some("retval=0")) {
            scene.reset();
            let ended = strace::run(&scene.build(), &[call.inject(fault)]);
            assert_told(scene, &ended, &format!("{fault} at {call:?}"));
            refused.fetch_add(usize::from(ended.code != Some(0)), Ordering::Relaxed);
        }
    });
    assert!(refused.into_inner() > 5);
}

/// What was judged is what is compiled: nothing is read a second time.
#[test]
fn each_source_is_read_once() {
    if !can_trace() {
        return;
    }
    let examples = fs::canonicalize(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples")).unwrap();
    let folders =
        fs::read_dir(examples).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let mut seen = 0;
    for folder in folders {
        let entry = scene::entry_of(&folder);
        let mut build = std::process::Command::new(env!("CARGO_BIN_EXE_fluoc"));
        build.arg("build").arg(entry).current_dir(&folder);
        let mut paths = std::collections::BTreeSet::new();
        for call in strace::calls(&build) {
            let path = call.text.split('"').nth(1).filter(|path| path.starts_with(folder.to_str().unwrap()));
            let Some(path) = path.filter(|_| call.name == "openat") else { continue };
            if !call.text.contains("O_DIRECTORY") {
                assert!(paths.insert(path.to_owned()), "read twice: {}", call.text);
            }
        }
        assert!(!paths.is_empty(), "{}", folder.display());
        seen += paths.len();
    }
    assert!(seen > 10, "{seen}");
}

/// Two builds of different programs into one target, again and again: each tree is one of the two, and the later one wins.
#[test]
fn two_builds_at_once_take_turns() {
    const ROUNDS: usize = 25;
    let scene = Scene::of_a_change();
    let other = scene.other_program();
    for round in 0..ROUNDS {
        if round % 2 == 0 {
            scene.reset();
        }
        let builds = [scene.build(), other(), scene.build(), other()];
        let running: Vec<_> = builds.map(|mut build| build.spawn().unwrap()).into();
        for running in running {
            let output = running.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        assert!(matches!(scene.state(), State::New | State::Old), "{:?}", scene.state());
        assert_eq!(scene.beside(), ["app.fluo", "deploy", "other.fluo"]);
    }
}

/// A disk with room for the old tree and so many pages more.
#[test]
fn a_disk_that_fills_up_is_told() {
    let scene = Scene::of_a_change();
    let (mut full, mut done) = (0, 0);
    for pages in 0..14 {
        let Some(disk) = disk::Disk::new(4 * (scene.pages() + pages)) else {
            return tools::skipped("a disk that fills up: no file system can be mounted here");
        };
        let scene = scene.at(disk.path());
        let output = scene.build().output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        match output.status.code() {
            Some(0) => {
                assert_eq!(scene.state(), State::New);
                done += 1;
            }
            _ => {
                assert_eq!((output.status.code(), scene.state()), (Some(2), State::Old), "{said}");
                assert!(said.contains("the disk is full") && said.contains(scene.stands()), "{said}");
                full += 1;
            }
        }
        assert_eq!(scene.beside(), ["app.fluo", "deploy"]);
    }
    assert!(full > 1 && done > 1, "{full} {done}");
}

#[test]
fn a_target_that_is_read_only_is_told() {
    let scene = Scene::of_a_change();
    let Some(disk) = disk::Disk::new(1024) else {
        return tools::skipped("a target that is read-only: no file system can be mounted here");
    };
    let scene = scene.at(disk.path());
    disk.make_read_only();
    let output = scene.build().output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), scene.state()), (Some(2), State::Old), "{said}");
    assert!(said.contains("the file system is read-only") && said.contains(scene.stands()), "{said}");
}
