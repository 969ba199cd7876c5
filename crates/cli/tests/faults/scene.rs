//! A folder with a program and a tree that an earlier program wrote.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A tree: what stands in each of its files.
type Files = BTreeMap<String, Vec<u8>>;

const BEFORE: &str = "component db: postgres { storage: 1Gi }\n\
    component web: service { image: \"nginx:1.27\", port http: 8080, env { DB: db.host } }\n\
    environment dev { provides: [cloudnative-pg] }\n";
const AFTER: &str = "component api: service { image: \"nginx:1.27\", port http: 8080 }\n\
    component web: service { image: \"nginx:1.28\", port http: 8080, env { API: api.http.url } }\n\
    environment dev {}\n";

/// What stands at the target.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    /// What stood there before: the old tree, or nothing.
    Old,
    /// The new tree.
    New,
    /// Something else: the names of what differs from the old tree.
    Torn(Vec<String>),
}

/// A build that is to be disturbed.
#[derive(Debug)]
pub(crate) struct Scene {
    folder: TempDir,
    old: Option<Files>,
    new: Files,
}

impl Scene {
    /// A build over an earlier tree: a node goes, one comes, one changes, and a file of somebody else is there.
    pub(crate) fn of_a_change() -> Self {
        Self::over(Some(BEFORE))
    }

    /// A build into a folder that is not there.
    pub(crate) fn of_a_first_build() -> Self {
        Self::over(None)
    }

    fn over(before: Option<&str>) -> Self {
        let mut scene = Self { folder: TempDir::new().unwrap(), old: None, new: Files::new() };
        if let Some(before) = before {
            scene.program(before);
            scene.builds();
            fs::write(scene.target().join("nodes/NOTES"), "of somebody else").unwrap();
            scene.old = files(&scene.target());
        }
        scene.program(AFTER);
        scene.builds();
        scene.new = files(&scene.target()).unwrap();
        assert_ne!(scene.old.as_ref(), Some(&scene.new));
        scene.reset();
        scene
    }

    /// The same in a folder of its own.
    pub(crate) fn another(&self) -> Self {
        let scene = Self { folder: TempDir::new().unwrap(), old: self.old.clone(), new: self.new.clone() };
        scene.program(AFTER);
        scene.reset();
        scene
    }

    /// The same in this folder.
    pub(crate) fn at(&self, folder: &Path) -> Self {
        let folder = tempfile::Builder::new().tempdir_in(folder).unwrap();
        let scene = Self { folder, old: self.old.clone(), new: self.new.clone() };
        scene.program(AFTER);
        scene.reset();
        scene
    }

    fn program(&self, text: &str) {
        fs::write(self.folder.path().join("app.fluo"), text).unwrap();
    }

    fn target(&self) -> PathBuf {
        self.folder.path().join("deploy")
    }

    /// The build.
    pub(crate) fn build(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fluoc"));
        command.args(["--diagnostics", "short", "build", "app.fluo", "-o", "deploy"]);
        command.current_dir(self.folder.path()).stderr(std::process::Stdio::piped());
        command
    }

    fn builds(&self) {
        let output = self.build().output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// Puts the old tree back.
    pub(crate) fn reset(&self) {
        let target = self.target();
        if target.exists() {
            fs::remove_dir_all(&target).unwrap();
        }
        if self.old.is_some() {
            fs::create_dir(&target).unwrap();
        }
        for (path, text) in self.old.iter().flatten() {
            match path.strip_suffix('/') {
                Some(folder) => fs::create_dir_all(target.join(folder)).unwrap(),
                None => fs::write(target.join(path), text).unwrap(),
            }
        }
    }

    /// What stands at the target.
    pub(crate) fn state(&self) -> State {
        let now = files(&self.target());
        if now == self.old {
            return State::Old;
        }
        if now.as_ref() == Some(&self.new) {
            return State::New;
        }
        let (now, empty) = (now.unwrap_or_default(), Files::new());
        let old = self.old.as_ref().unwrap_or(&empty);
        let names = now.keys().chain(old.keys());
        State::Torn(names.filter(|name| now.get(*name) != old.get(*name)).cloned().collect())
    }

    /// What a failure has to say about the target.
    pub(crate) fn stands(&self) -> &'static str {
        if self.old.is_some() { "`deploy` is as it was before" } else { "`deploy` was not made" }
    }

    /// Builds the program whose tree is the old one, from another file.
    pub(crate) fn other_program(&self) -> impl Fn() -> Command {
        fs::write(self.folder.path().join("other.fluo"), BEFORE).unwrap();
        || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_fluoc"));
            command.args(["--diagnostics", "short", "build", "other.fluo", "-o", "deploy"]);
            command.current_dir(self.folder.path()).stderr(std::process::Stdio::piped());
            command
        }
    }

    /// How many pages of a disk in memory the old tree and the program take.
    pub(crate) fn pages(&self) -> usize {
        self.old.iter().flatten().map(|(_, text)| text.len().div_ceil(4096)).sum::<usize>() + 1
    }

    /// Removes the old tree that a build kept because it could not see whether it is needed.
    pub(crate) fn take_what_was_put_aside(&self) {
        let names = self.beside();
        let aside = names.iter().find(|name| name.starts_with(".deploy.fluo-old-")).unwrap();
        fs::remove_dir_all(self.folder.path().join(aside)).unwrap();
    }

    /// The next build ends well, and there is nothing beside its tree.
    pub(crate) fn builds_and_leaves_nothing(&self, when: &str) {
        let output = self.build().output().unwrap();
        assert!(output.status.success(), "{when}: {}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(self.state(), State::New, "{when}");
        assert_eq!(self.beside(), ["app.fluo", "deploy"], "{when}");
    }

    /// The names in the folder of the target.
    pub(crate) fn beside(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// The files of a tree, if there is one.
fn files(folder: &Path) -> Option<Files> {
    let mut files = Files::new();
    for entry in fs::read_dir(folder).ok()? {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.file_type().unwrap().is_dir() {
            let below = self::files(&entry.path()).unwrap();
            // An empty folder counts too.
            files.insert(format!("{name}/"), Vec::new());
            files.extend(below.into_iter().map(|(path, text)| (format!("{name}/{path}"), text)));
        } else {
            files.insert(name, fs::read(entry.path()).unwrap());
        }
    }
    Some(files)
}

/// The program of an example: the one in `env` that is for production, or the only one.
pub(crate) fn entry_of(example: &Path) -> PathBuf {
    let mut programs: Vec<PathBuf> = [example.join("env"), example.to_owned()]
        .iter()
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flatten()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "fluo"))
        .collect();
    programs.sort_by_key(|path| (!path.ends_with("prod.fluo"), path.clone()));
    programs.remove(0)
}
