//! Trees in temporary folders. The ledger is written as the compiler writes it.

use super::*;
use fluo_core::emit::Ledger;
use plan::LEDGER;
use std::collections::BTreeMap;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use tempfile::TempDir;

type Files = BTreeMap<String, String>;

/// The files of a build, with their ledger.
fn built(files: &[(&str, &str)]) -> Files {
    let mut built: Files =
        files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    let ledger = Ledger::of("prod", &built).to_json();
    built.insert(LEDGER.to_owned(), ledger);
    built
}

/// Writes the files of one tree.
fn write(dir: &Path, files: &Files, force: bool) -> Result<Written, Failure> {
    super::write(dir, &trees(files), force)
}

/// The tree that these files are, ledger and all.
fn trees(files: &Files) -> Trees {
    let mut files = files.clone();
    files.remove(LEDGER);
    Trees { forest: Forest::of("prod", files), whole: vec!["prod".to_owned()] }
}

/// Every file below a folder with its text, and what is beside it.
fn seen(dir: &Path) -> Files {
    let mut files = Files::new();
    for entry in fs::read_dir(dir).unwrap().flatten() {
        let name = entry.file_name().into_string().unwrap();
        if entry.file_type().unwrap().is_dir() {
            files
                .extend(seen(&entry.path()).into_iter().map(|(path, text)| (format!("{name}/{path}"), text)));
        } else {
            files.insert(name, fs::read_to_string(entry.path()).unwrap_or_else(|_| "?".to_owned()));
        }
    }
    files
}

fn names(dir: &Path) -> Vec<String> {
    seen(dir).into_keys().filter(|name| name != LEDGER).collect()
}

fn beside(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir.parent().unwrap()).unwrap().flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A folder to write, in a temporary one, with a tree of two files in it.
fn tree() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let dir = folder.path().join("prod");
    let first = built(&[("flux/api.yaml", "api 1"), ("nodes/api/a.yaml", "a 1")]);
    write(&dir, &first, false).unwrap();
    (folder, dir)
}

fn refused(dir: &Path, files: &Files) -> Failure {
    let before = seen(dir);
    let failure = write(dir, files, false).unwrap_err();
    assert_eq!(seen(dir), before);
    assert_eq!(beside(dir), ["prod"]);
    failure
}

#[test]
fn a_new_tree_is_made_with_its_parents() {
    let folder = TempDir::new().unwrap();
    let dir = folder.path().join("deploy/eu/prod");
    let files = built(&[("flux/api.yaml", "api"), ("nodes/api/a.yaml", "a")]);
    let done = write(&dir, &files, false).unwrap();
    assert_eq!(done, Written { written: 2, removed: 0, unchanged: 0 });
    assert_eq!(seen(&dir), files);
    assert_eq!(beside(&dir), ["prod"]);
    assert_eq!(fs::metadata(&dir).unwrap().mode(), fs::metadata(dir.parent().unwrap()).unwrap().mode());
}

#[test]
fn an_equal_tree_is_not_touched() {
    let (_folder, dir) = tree();
    let before =
        (fs::metadata(&dir).unwrap().ino(), fs::metadata(dir.parent().unwrap()).unwrap().mtime_nsec());
    let same = built(&[("flux/api.yaml", "api 1"), ("nodes/api/a.yaml", "a 1")]);
    assert_eq!(write(&dir, &same, false).unwrap(), Written { written: 0, removed: 0, unchanged: 2 });
    let after =
        (fs::metadata(&dir).unwrap().ino(), fs::metadata(dir.parent().unwrap()).unwrap().mtime_nsec());
    assert_eq!(after, before);
}

#[test]
fn a_change_replaces_what_changed_and_removes_what_is_gone() {
    let (_folder, dir) = tree();
    let kept = fs::metadata(dir.join("flux/api.yaml")).unwrap().ino();
    let next = built(&[("flux/api.yaml", "api 1"), ("nodes/db/d.yaml", "d")]);
    assert_eq!(write(&dir, &next, false).unwrap(), Written { written: 1, removed: 1, unchanged: 1 });
    assert_eq!(seen(&dir), next);
    assert!(!dir.join("nodes/api").exists());
    assert_eq!(fs::metadata(dir.join("flux/api.yaml")).unwrap().ino(), kept);
    assert_eq!(beside(&dir), ["prod"]);
}

#[test]
fn what_others_put_there_is_kept() {
    let (_folder, dir) = tree();
    fs::create_dir_all(dir.join("nodes/api/notes/empty")).unwrap();
    fs::write(dir.join("nodes/api/notes/README"), "mine").unwrap();
    fs::set_permissions(dir.join("nodes/api/notes"), fs::Permissions::from_mode(0o500)).unwrap();
    symlink("../nowhere", dir.join("link")).unwrap();
    let ino = fs::metadata(dir.join("nodes/api/notes/README")).unwrap().ino();
    write(&dir, &built(&[("flux/x.yaml", "x")]), false).unwrap();
    assert_eq!(names(&dir), ["flux/x.yaml", "link", "nodes/api/notes/README"]);
    assert_eq!(fs::metadata(dir.join("nodes/api/notes/README")).unwrap().ino(), ino);
    assert!(dir.join("nodes/api/notes/empty").is_dir());
    assert_eq!(fs::metadata(dir.join("nodes/api/notes")).unwrap().mode() & 0o777, 0o500);
    assert_eq!(fs::read_link(dir.join("link")).unwrap(), Path::new("../nowhere"));
    assert_eq!(beside(&dir), ["prod"]);
}

#[test]
fn a_folder_without_a_ledger_may_hold_other_things() {
    let folder = TempDir::new().unwrap();
    let dir = folder.path().join("prod");
    fs::create_dir(&dir).unwrap();
    fs::write(dir.join("README"), "mine").unwrap();
    fs::write(dir.join("same.yaml"), "x").unwrap();
    let done = write(&dir, &built(&[("a.yaml", "a"), ("same.yaml", "x")]), false).unwrap();
    assert_eq!(done, Written { written: 1, removed: 0, unchanged: 1 });
    assert_eq!(names(&dir), ["README", "a.yaml", "same.yaml"]);
}

#[test]
fn a_file_edited_by_hand_is_not_replaced() {
    let (_folder, dir) = tree();
    fs::write(dir.join("flux/api.yaml"), "edited").unwrap();
    let next = built(&[("flux/api.yaml", "api 2"), ("nodes/api/a.yaml", "a 2")]);
    let failure = refused(&dir, &next);
    assert!(
        failure.message.ends_with("prod/flux/api.yaml` was edited since fluo wrote it; nothing was written")
    );
    assert!(failure.helps.last().unwrap().contains("--force"));
    assert_eq!(write(&dir, &next, true).unwrap().written, 2);
    assert_eq!(seen(&dir), next);
}

#[test]
fn a_file_edited_by_hand_is_not_removed() {
    let (_folder, dir) = tree();
    fs::write(dir.join("nodes/api/a.yaml"), "edited").unwrap();
    let next = built(&[("flux/api.yaml", "api 2")]);
    assert!(refused(&dir, &next).message.contains("is no longer part of the output, and was edited"));
    assert_eq!(write(&dir, &next, true).unwrap().removed, 1);
    assert_eq!(seen(&dir), next);
}

#[test]
fn a_file_edited_to_what_is_to_be_written_is_fine() {
    let (_folder, dir) = tree();
    fs::write(dir.join("flux/api.yaml"), "api 2").unwrap();
    let next = built(&[("flux/api.yaml", "api 2"), ("nodes/api/a.yaml", "a 1")]);
    assert_eq!(write(&dir, &next, false).unwrap(), Written { written: 0, removed: 0, unchanged: 2 });
    assert_eq!(seen(&dir), next);
}

#[test]
fn a_file_removed_by_hand_comes_back() {
    let (_folder, dir) = tree();
    fs::remove_file(dir.join("flux/api.yaml")).unwrap();
    let same = built(&[("flux/api.yaml", "api 1"), ("nodes/api/a.yaml", "a 1")]);
    assert_eq!(write(&dir, &same, false).unwrap().written, 1);
    assert_eq!(seen(&dir), same);
}

#[test]
fn a_file_of_others_is_not_replaced() {
    let (_folder, dir) = tree();
    fs::write(dir.join("flux/db.yaml"), "mine").unwrap();
    let next = built(&[("flux/api.yaml", "api 1"), ("flux/db.yaml", "db")]);
    assert!(refused(&dir, &next).message.contains("flux/db.yaml` was not written by fluo"));
    write(&dir, &next, true).unwrap();
    assert_eq!(seen(&dir), next);
}

#[test]
fn folders_and_files_do_not_take_each_others_place() {
    let (_folder, dir) = tree();
    fs::write(dir.join("mine"), "").unwrap();
    assert!(
        refused(&dir, &built(&[("mine/a.yaml", "")])).message.contains("is a file where a folder is to be")
    );
    fs::remove_file(dir.join("mine")).unwrap();
    fs::create_dir(dir.join("mine")).unwrap();
    assert!(refused(&dir, &built(&[("mine", "")])).message.contains("is a folder where a file"));
    fs::write(dir.join("mine/b"), "").unwrap();
    let failure = write(&dir, &built(&[("mine", "")]), true).unwrap_err();
    assert!(failure.message.contains("mine/b` is in a folder where a file is to be written"), "{failure:?}");
}

#[test]
fn a_folder_of_fluos_may_become_a_file_and_back() {
    let (_folder, dir) = tree();
    let folder = || built(&[("nodes/x.yaml/y.yaml", "in a folder")]);
    for next in [folder(), built(&[("nodes/x.yaml", "now a file")]), folder()] {
        write(&dir, &next, false).unwrap();
        assert_eq!(seen(&dir), next);
    }
}

#[test]
fn no_link_is_followed() {
    let (folder, dir) = tree();
    let elsewhere = folder.path().join("elsewhere");
    fs::rename(dir.join("nodes"), &elsewhere).unwrap();
    symlink("../elsewhere", dir.join("nodes")).unwrap();
    let next = built(&[("nodes/api/a.yaml", "a 2")]);
    for force in [false, true] {
        let failure = write(&dir, &next, force).unwrap_err();
        assert!(failure.message.contains("prod/nodes` is a symbolic link"), "{failure:?}");
    }
    assert_eq!(fs::read_to_string(elsewhere.join("api/a.yaml")).unwrap(), "a 1");

    symlink("prod", folder.path().join("now")).unwrap();
    let failure = write(&folder.path().join("now"), &next, true).unwrap_err();
    assert!(failure.message.ends_with("now` is a symbolic link"), "{failure:?}");
    // What is behind a link that is on none of fluo's paths is nobody's business.
    write(&dir, &built(&[("flux/api.yaml", "api 2")]), false).unwrap();
    assert_eq!(fs::read_to_string(elsewhere.join("api/a.yaml")).unwrap(), "a 1");
    assert!(fs::symlink_metadata(dir.join("nodes")).unwrap().is_symlink());
}

#[test]
fn a_file_is_no_folder() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("prod"), "").unwrap();
    let failure = write(&folder.path().join("prod"), &built(&[]), true).unwrap_err();
    assert!(failure.message.ends_with("is a file, not a folder"));
    let failure = write(&folder.path().join("prod/x"), &built(&[]), true).unwrap_err();
    assert!(failure.message.contains("a part of its path is a file"), "{failure:?}");
}

#[test]
fn a_damaged_ledger_is_not_guessed_at() {
    let (_folder, dir) = tree();
    fs::write(dir.join(LEDGER), "???").unwrap();
    let next = built(&[("flux/api.yaml", "api 2")]);
    assert!(refused(&dir, &next).message.contains(".fluo.lock` is damaged"));
    write(&dir, &next, true).unwrap();
    // Nobody knows any more whose it is.
    assert_eq!(names(&dir), ["flux/api.yaml", "nodes/api/a.yaml"]);
}

#[test]
fn what_killed_runs_left_is_cleared() {
    let (folder, dir) = tree();
    for name in [".prod.fluo-new-abc123", ".prod.fluo-new-XYZ789"] {
        fs::create_dir_all(folder.path().join(name).join("tree/nodes")).unwrap();
        fs::write(folder.path().join(name).join("tree/nodes/a.yaml"), "half").unwrap();
    }
    fs::create_dir_all(folder.path().join(".prod.fluo-new-mine01/other")).unwrap();
    fs::write(folder.path().join(".prod.fluo-lock"), "").unwrap();
    let same = built(&[("flux/api.yaml", "api 1"), ("nodes/api/a.yaml", "a 1")]);
    write(&dir, &same, false).unwrap();
    assert_eq!(seen(&dir), same);
    assert_eq!(beside(&dir), [".prod.fluo-new-mine01", "prod"]);
}

#[test]
fn a_tree_that_a_killed_run_put_aside_comes_back() {
    let (folder, dir) = tree();
    fs::write(dir.join("README"), "mine").unwrap();
    let aside = folder.path().join(".prod.fluo-new-abc123");
    fs::create_dir_all(aside.join("tree")).unwrap();
    fs::rename(&dir, aside.join("old")).unwrap();
    write(&dir, &built(&[("flux/api.yaml", "api 2")]), false).unwrap();
    assert_eq!(names(&dir), ["README", "flux/api.yaml"]);
    assert_eq!(beside(&dir), ["prod"]);
}

/// A staged tree beside a folder.
fn staged(dir: &Path) -> (Target, Plan, stage::Staged) {
    let target = Target::new(dir).unwrap();
    let files = built(&[("flux/api.yaml", "api 2")]);
    let plan = Plan::new(&target, &trees(&files), false).unwrap();
    let staged = stage::build(&target, &plan, &files).unwrap();
    (target, plan, staged)
}

#[test]
fn systems_without_exchange_rename_twice() {
    let (_folder, dir) = tree();
    let (_, _, mut staged) = staged(&dir);
    let old = swap::step_by_step(&mut staged, &dir).unwrap();
    assert_eq!(names(&old), ["flux/api.yaml", "nodes/api/a.yaml"]);
    drop(staged);
    assert_eq!(names(&dir), ["flux/api.yaml"]);
    assert_eq!(beside(&dir), ["prod"]);
}

#[test]
fn the_old_tree_comes_back_if_the_second_rename_fails() {
    let (_folder, dir) = tree();
    let before = seen(&dir);
    let (_, _, mut staged) = staged(&dir);
    fs::remove_dir_all(&staged.tree).unwrap();
    assert!(swap::step_by_step(&mut staged, &dir).is_err());
    assert_eq!(seen(&dir), before);
}

#[test]
fn what_comes_while_the_tree_is_built_is_not_lost() {
    let (_folder, dir) = tree();
    fs::write(dir.join("README"), "first").unwrap();
    let (target, plan, staged) = staged(&dir);
    fs::write(dir.join("late"), "mine").unwrap();
    // As editors save: a new file in the place of the old one.
    fs::write(dir.join("README~"), "second thoughts").unwrap();
    fs::rename(dir.join("README~"), dir.join("README")).unwrap();
    swap::swap(&target, &plan, staged).unwrap();
    assert_eq!(names(&dir), ["README", "flux/api.yaml", "late"]);
    assert_eq!(fs::read_to_string(dir.join("README")).unwrap(), "second thoughts");
    assert_eq!(beside(&dir), ["prod"]);
}

#[test]
fn a_second_writer_waits_and_gives_up_clearly() {
    let (_folder, dir) = tree();
    let target = Target::new(&dir).unwrap();
    let held = lock::take(&target).unwrap();
    let failure = lock::take_within(&target, 2).unwrap_err();
    assert!(failure.message.starts_with("another fluoc is writing"));
    drop(held);
    drop(lock::take_within(&target, 1).unwrap());
    assert_eq!(beside(&dir), ["prod"]);
}

#[test]
fn many_writers_leave_one_of_their_trees() {
    let (_folder, dir) = tree();
    let builds: Vec<Files> = (0..8)
        .map(|n| built(&[("flux/api.yaml", &format!("api {n}")), (&format!("n{n}.yaml"), "n")]))
        .collect();
    std::thread::scope(|scope| {
        for files in &builds {
            let dir = &dir;
            scope.spawn(move || write(dir, files, false).unwrap());
        }
    });
    let there = seen(&dir);
    assert!(builds.contains(&there), "{there:?}");
    assert_eq!(beside(&dir), ["prod"]);
}

#[test]
fn a_parent_that_can_not_be_written_is_named() {
    let failure = write(Path::new("/proc/fluo/prod"), &built(&[]), false).unwrap_err();
    assert!(failure.message.starts_with("can't create `/proc/fluo`: "), "{failure:?}");
    let failure = write(Path::new("/"), &built(&[]), false).unwrap_err();
    assert_eq!(failure.message, "can't replace `/` as a whole");
}
