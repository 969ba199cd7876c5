//! What a run found: the diagnostics of all its programs, put together as if they were one.
//!
//! Programs share files. What is wrong in a shared file is said once, with the environments that it was found in, and
//! the whole is in one order, so that neither depends on how the programs were named on the command line.

use crate::shown::Shown;
use fluo_core::diagnostic::{Diagnostic, Diagnostics};
use fluo_core::source::{FileId, SourceFile, Sources, Span};
use std::collections::{BTreeSet, HashMap};

/// Collects the diagnostics of programs.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    diagnostics: Diagnostics,
    sources: Sources,
    /// The files by path; one path has several texts where a program came from standard input twice.
    known: HashMap<String, Vec<FileId>>,
    targets: BTreeSet<String>,
}

/// The diagnostics of a run, in a total order, with the files that they speak of.
#[derive(Debug)]
pub(crate) struct Report {
    /// The diagnostics.
    pub(super) list: Vec<Diagnostic>,
    /// The files, under the paths to print, with `/` on every system.
    pub(super) sources: Sources,
    /// The environments that were looked at, and their clusters.
    pub(super) targets: BTreeSet<String>,
}

impl Findings {
    /// Adds what was found in a program, and the environments of it that were looked at.
    pub(crate) fn add(
        &mut self,
        list: Vec<Diagnostic>,
        targets: &[impl ToString],
        sources: &Sources,
        shown: &Shown,
    ) {
        let mut files: HashMap<FileId, FileId> = HashMap::new();
        for diagnostic in &list {
            for file in files_of(diagnostic) {
                if let Some(source) = sources.get(file).filter(|_| !files.contains_key(&file)) {
                    files.insert(file, self.file(shown.path(&source.path), source));
                }
            }
        }
        // A place in no file stays in none.
        let nowhere = FileId(u32::MAX);
        let map = |span: Span| Span { file: files.get(&span.file).copied().unwrap_or(nowhere), ..span };
        for diagnostic in list {
            self.diagnostics.push(diagnostic.map_spans(map));
        }
        self.targets.extend(targets.iter().map(ToString::to_string));
    }

    fn file(&mut self, path: String, source: &SourceFile) -> FileId {
        let known = self.known.entry(path.clone()).or_default();
        let same = |id: &&FileId| self.sources.get(**id).is_some_and(|file| file.text == source.text);
        if let Some(id) = known.iter().find(same) {
            return *id;
        }
        let id = self.sources.add(path, source.text.clone());
        known.push(id);
        id
    }

    /// All of them in a total order.
    pub(super) fn report(self) -> Report {
        let list = self.diagnostics.of_programs(&self.sources);
        Report { list, sources: self.sources, targets: self.targets }
    }
}

fn files_of(diagnostic: &Diagnostic) -> impl Iterator<Item = FileId> {
    let labels = diagnostic.secondary.iter().chain([&diagnostic.primary]).map(|label| label.span.file);
    labels.chain(diagnostic.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span.file))
}

impl Report {
    /// The environments of a diagnostic, where a run looked at several and it was not found in the text alone.
    pub(super) fn environments<'d>(&self, diagnostic: &'d Diagnostic) -> Vec<&'d str> {
        let several = self.targets.len() > 1;
        diagnostic.environments.iter().filter(|_| several).map(std::ops::Deref::deref).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluo_core::diagnostic::Code;

    #[test]
    fn a_file_of_two_programs_is_one_file() {
        let shown = Shown::new("/p".into(), "/p/env".into());
        let mut findings = Findings::default();
        for environment in ["prod", "dev"] {
            let mut sources = Sources::default();
            sources.add(format!("env/{environment}.fluo"), environment);
            let shared = sources.add("platform/web.fluo", "image: x");
            let own = sources.add(format!("env/own-{environment}.fluo"), environment);
            let mut found = Diagnostic::new(Code::MutableImage, Span::new(shared, 7, 8), "a moving image");
            found.environments.insert(environment.into());
            let other = Diagnostic::new(Code::WrongType, Span::new(own, 0, 1), "wrong");
            findings.add(vec![other, found], &[environment], &sources, &shown);
        }
        let report = findings.report();
        let places: Vec<&str> =
            report.list.iter().map(|d| report.sources.path(d.primary.span.file)).collect();
        assert_eq!(places, ["../platform/web.fluo", "own-dev.fluo", "own-prod.fluo"]);
        assert_eq!(report.environments(&report.list[0]), ["dev", "prod"]);
        assert!(report.environments(&report.list[1]).is_empty());
    }
}
