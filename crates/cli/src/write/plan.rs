//! What is there, what is to be there, and what stands in the way.

use super::{Target, Trees, Written, device};
use crate::failure::Failure;
use fluo_core::emit::forest::Shared;
use fluo_core::emit::ledger::Ledger;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The name of the ledger in the tree.
pub(super) const LEDGER: &str = fluo_core::emit::LEDGER_FILE;

/// What stands at a path of the old tree.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder {
        empty: bool,
    },
    Link,
    /// A pipe, a socket, a device.
    Special,
}

/// The digests of an earlier build's files.
type Digests = BTreeMap<String, String>;

/// What is to be done.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Whether there is an old tree.
    pub(super) exists: bool,
    /// Files whose content is new.
    pub(super) write: BTreeSet<PathBuf>,
    /// What is carried over as it is: fluo's own files that stay, and whatever belongs to others.
    pub(super) keep: BTreeMap<PathBuf, Kind>,
    /// Files of an earlier build that are to go.
    pub(super) remove: BTreeSet<PathBuf>,
    /// The content of every file that is to be there, the ledger's included.
    pub(super) files: BTreeMap<String, String>,
    own: usize,
}

impl Plan {
    /// Compares the folder with the files that are to be written.
    ///
    /// # Errors
    /// If it can't be read, or something in it must not be replaced.
    pub(super) fn new(target: &Target, trees: &Trees, force: bool) -> Result<Self, Failure> {
        let mut old = BTreeMap::new();
        let exists = target.dir.exists();
        if exists {
            scan(target, Path::new(""), &mut old)?;
        }
        let ledger = ledger(target, &old, force)?;
        let shared = |shared: Shared| {
            Failure::new(format!("{shared}; nothing was written"))
                .help("put `{environment}` or `{cluster}` into the paths of the layout, or give each its own `path`")
        };
        let (mut files, next) = trees.forest.over(ledger.as_ref(), &trees.whole).map_err(shared)?;
        let kept = next.files();
        files.insert(LEDGER.to_owned(), next.to_json());
        let ledger = ledger.map(|ledger| ledger.files()).unwrap_or_default();
        let mut plan = Plan { exists, ..Plan::default() };
        let mut obstacles = Obstacles { target, force, list: Vec::new() };
        links(&files, &old, &mut obstacles);
        plan.own_files(&ledger, &files, &old, &mut obstacles)?;
        plan.old_files(&ledger, &kept, &old, &mut obstacles)?;
        plan.others(&files, &old, &mut obstacles);
        plan.own = files.keys().filter(|path| *path != LEDGER).count();
        obstacles.verdict()?;
        plan.files = files;
        Ok(plan)
    }

    /// Whether anything is to be done.
    pub(super) fn changes(&self) -> bool {
        !self.exists || !self.write.is_empty() || !self.remove.is_empty()
    }

    /// What it does, in numbers.
    pub(super) fn written(&self) -> Written {
        let written = self.write.iter().filter(|path| path.as_path() != Path::new(LEDGER)).count();
        Written { written, removed: self.remove.len(), unchanged: self.own.saturating_sub(written) }
    }

    fn own_files(
        &mut self,
        ledger: &Digests,
        files: &BTreeMap<String, String>,
        old: &BTreeMap<PathBuf, Kind>,
        obstacles: &mut Obstacles,
    ) -> Result<(), Failure> {
        for (name, content) in files {
            let path = PathBuf::from(name);
            match old.get(&path) {
                None => {
                    self.write.insert(path);
                }
                Some(Kind::File) => {
                    let there = obstacles.target.read(&path)?;
                    if there == content.as_bytes() {
                        self.keep.insert(path, Kind::File);
                        continue;
                    }
                    if let Some(why) = whose(name, &there, ledger) {
                        obstacles.add(&path, why);
                    }
                    self.write.insert(path);
                }
                // What is in the folder says more, unless nothing is.
                Some(Kind::Folder { empty: true }) => obstacles.add(&path, Why::Folder),
                Some(Kind::Folder { empty: false } | Kind::Link) => {
                    self.write.insert(path);
                }
                Some(Kind::Special) => obstacles.add(&path, Why::Special),
            }
        }
        Ok(())
    }

    fn old_files(
        &mut self,
        ledger: &Digests,
        kept: &Digests,
        old: &BTreeMap<PathBuf, Kind>,
        obstacles: &mut Obstacles,
    ) -> Result<(), Failure> {
        let gone = ledger.iter().filter(|(name, _)| !kept.contains_key(*name));
        for (name, known) in gone {
            let path = PathBuf::from(name);
            if old.get(&path) != Some(&Kind::File) {
                // Removed or replaced by hand: it is no longer fluo's.
                continue;
            }
            if *known != Ledger::digest(&obstacles.target.read(&path)?) {
                obstacles.add(&path, Why::EditedAndGone);
            }
            self.remove.insert(path);
        }
        Ok(())
    }

    /// Everything else belongs to others, and must not be where fluo needs a file or a folder.
    fn others(
        &mut self,
        files: &BTreeMap<String, String>,
        old: &BTreeMap<PathBuf, Kind>,
        obstacles: &mut Obstacles,
    ) {
        let folders: BTreeSet<&Path> =
            files.keys().flat_map(|name| Path::new(name).ancestors().skip(1)).collect();
        for (path, kind) in old {
            if self.write.contains(path) || self.remove.contains(path) || self.keep.contains_key(path) {
                continue;
            }
            let in_a_file = path
                .ancestors()
                .skip(1)
                .any(|above| above.to_str().is_some_and(|above| files.contains_key(above)));
            match kind {
                // Folders come and go with what is in them, but an empty one is somebody's.
                Kind::Folder { empty: false } => continue,
                Kind::Folder { empty: true } if folders.contains(path.as_path()) => continue,
                Kind::File | Kind::Special if folders.contains(path.as_path()) => {
                    obstacles.add(path, Why::NotAFolder);
                }
                _ if in_a_file => obstacles.add(path, Why::InAFile),
                _ => {}
            }
            self.keep.insert(path.clone(), *kind);
        }
    }
}

/// Why a file with this content is not fluo's to replace, if it is not.
fn whose(name: &str, there: &[u8], ledger: &Digests) -> Option<Why> {
    match ledger.get(name) {
        _ if name == LEDGER => None,
        None => Some(Why::Stranger),
        Some(known) => (*known != Ledger::digest(there)).then_some(Why::Edited),
    }
}

/// No folder on the way to a file may be a link, it could lead anywhere; nor may the file itself.
fn links(files: &BTreeMap<String, String>, old: &BTreeMap<PathBuf, Kind>, obstacles: &mut Obstacles) {
    let on_the_way: BTreeSet<&Path> = files.keys().flat_map(|path| Path::new(path).ancestors()).collect();
    for path in on_the_way {
        if old.get(path) == Some(&Kind::Link) {
            obstacles.add(path, Why::Link);
        }
    }
}

impl Target {
    fn read(&self, path: &Path) -> Result<Vec<u8>, Failure> {
        let full = self.dir.join(path);
        fs::read(&full).map_err(|error| self.cannot("read", &full, &error))
    }
}

fn scan(target: &Target, folder: &Path, old: &mut BTreeMap<PathBuf, Kind>) -> Result<(), Failure> {
    let full = target.dir.join(folder);
    let cannot = |error: io::Error| target.cannot("read", &full, &error);
    if device(&full).map_err(cannot)? != device(&target.dir).map_err(cannot)? {
        let message = format!("can't replace `{}`: it is a mount point", target.show(&full));
        return Err(Failure::new(message).help("unmount it, or write to another folder"));
    }
    for entry in fs::read_dir(&full).map_err(cannot)? {
        let entry = entry.map_err(cannot)?;
        let path = folder.join(entry.file_name());
        let kind = entry.file_type().map_err(cannot)?;
        let kind = match () {
            () if kind.is_file() => Kind::File,
            () if kind.is_symlink() => Kind::Link,
            () if kind.is_dir() => {
                let before = old.len();
                scan(target, &path, old)?;
                Kind::Folder { empty: old.len() == before }
            }
            () => Kind::Special,
        };
        old.insert(path, kind);
    }
    Ok(())
}

fn ledger(target: &Target, old: &BTreeMap<PathBuf, Kind>, force: bool) -> Result<Option<Ledger>, Failure> {
    if old.get(Path::new(LEDGER)) != Some(&Kind::File) {
        return Ok(None);
    }
    let text = String::from_utf8_lossy(&target.read(Path::new(LEDGER))?).into_owned();
    match Ledger::parse(&text) {
        Ok(ledger) => Ok(Some(ledger)),
        Err(_) if force => Ok(None),
        Err(_) => {
            let place = target.show(&target.dir.join(LEDGER));
            let message = format!("`{place}` is damaged: it does not say which files are fluo's");
            Err(Failure::new(message)
                .help("restore it from version control, or write `--force` to replace what is in the way"))
        }
    }
}

/// Why a path can't be replaced.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Why {
    Stranger,
    Edited,
    EditedAndGone,
    Link,
    Folder,
    Special,
    NotAFolder,
    InAFile,
}

impl Why {
    fn words(self) -> &'static str {
        match self {
            Why::Stranger => "was not written by fluo",
            Why::Edited => "was edited since fluo wrote it",
            Why::EditedAndGone => "is no longer part of the output, and was edited since fluo wrote it",
            Why::Link => "is a symbolic link, and fluo writes through no link",
            Why::Folder => "is a folder where a file is to be written",
            Why::Special => "is no regular file",
            Why::NotAFolder => "is a file where a folder is to be",
            Why::InAFile => "is in a folder where a file is to be written",
        }
    }

    /// Whether `--force` may replace it: files only.
    fn yields(self) -> bool {
        matches!(self, Why::Stranger | Why::Edited | Why::EditedAndGone)
    }
}

#[derive(Debug)]
struct Obstacles<'a> {
    target: &'a Target,
    force: bool,
    list: Vec<(PathBuf, Why)>,
}

impl Obstacles<'_> {
    fn add(&mut self, path: &Path, why: Why) {
        let known = self.list.iter().any(|(other, _)| other == path);
        let yields = self.force && why.yields();
        if !known && !yields {
            self.list.push((path.to_owned(), why));
        }
    }

    fn verdict(self) -> Result<(), Failure> {
        const MOST: usize = 8;
        let show = |path: &Path| self.target.show(&self.target.dir.join(path));
        let Some((first, why)) = self.list.first() else { return Ok(()) };
        let mut failure = Failure::new(format!("`{}` {}; nothing was written", show(first), why.words()));
        for (path, why) in self.list.iter().skip(1).take(MOST) {
            failure = failure.help(format!("also: `{}` {}", show(path), why.words()));
        }
        if self.list.len() > MOST + 1 {
            failure = failure.help(format!("also: {} more", self.list.len() - MOST - 1));
        }
        let all_yield = self.list.iter().all(|(_, why)| why.yields());
        Err(failure.help(match (all_yield, why) {
            (true, Why::Edited | Why::EditedAndGone) => {
                "move the change into the program, where it stays, or write `--force` to discard it"
            }
            (true, _) => "move it away or delete it, or write `--force` to replace it",
            (false, _) => "move it away, or write to another folder",
        }))
    }
}
