//! Trees that are kept from one reading of a program to the next.

use super::ast::Ast;
use crate::diagnostic::Diagnostics;
use crate::parallel;
use crate::source::{FileId, Sources};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The trees of files in which nothing was wrong: a file whose text is the same when it is read again is not parsed again. A
/// new one keeps nothing yet.
#[derive(Clone, Debug, Default)]
pub struct Trees {
    kept: FxHashMap<FileId, (Arc<str>, Arc<Ast>)>,
}

/// How many files are worth a thread.
const LEAST_FILES: usize = 4;

impl Trees {
    /// [`parse`](Self::parse) of many files at once; their trees in the same order.
    pub(crate) fn parse_all(
        &mut self,
        sources: &Sources,
        files: &[FileId],
        diagnostics: &mut Diagnostics,
    ) -> Vec<Arc<Ast>> {
        let parsed = parallel::map(files, LEAST_FILES, |file| match self.known(sources, *file) {
            Some(tree) => (tree, None),
            None => {
                let mut found = Diagnostics::default();
                (Arc::new(super::parse(sources, *file, &mut found)), Some(found))
            }
        });
        let keep = |(file, (tree, found)): (&FileId, (Arc<Ast>, Option<Diagnostics>))| {
            if let Some(found) = found {
                self.keep(sources, *file, &tree, found, diagnostics);
            }
            tree
        };
        files.iter().zip(parsed).map(keep).collect()
    }

    /// Parses a file as [`parse`](super::parse) does, if it was not parsed before in the same place of its sources.
    pub(crate) fn parse(
        &mut self,
        sources: &Sources,
        file: FileId,
        diagnostics: &mut Diagnostics,
    ) -> Arc<Ast> {
        if let Some(tree) = self.known(sources, file) {
            return tree;
        }
        let mut found = Diagnostics::default();
        let tree = Arc::new(super::parse(sources, file, &mut found));
        self.keep(sources, file, &tree, found, diagnostics);
        tree
    }

    /// The tree of a file that is as it was.
    fn known(&self, sources: &Sources, file: FileId) -> Option<Arc<Ast>> {
        let (before, tree) = self.kept.get(&file)?;
        sources.get(file).is_some_and(|source| source.text == *before).then(|| Arc::clone(tree))
    }

    /// Keeps a tree in which nothing was wrong, and tells what was.
    fn keep(
        &mut self,
        sources: &Sources,
        file: FileId,
        tree: &Arc<Ast>,
        found: Diagnostics,
        diagnostics: &mut Diagnostics,
    ) {
        match sources.get(file).filter(|_| found.is_empty()) {
            Some(source) => self.kept.insert(file, (Arc::clone(&source.text), Arc::clone(tree))),
            None => self.kept.remove(&file),
        };
        diagnostics.append(found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(trees: &mut Trees, text: &str) -> (Arc<Ast>, bool) {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let file = sources.add("a.fluo", text);
        let tree = trees.parse(&sources, file, &mut diagnostics);
        (tree, diagnostics.is_empty())
    }

    #[test]
    fn what_is_the_same_is_not_parsed_again() {
        let mut trees = Trees::default();
        let (first, _) = read(&mut trees, "size small {}\n");
        let (again, _) = read(&mut trees, "size small {}\n");
        assert!(Arc::ptr_eq(&first, &again));
        let (other, _) = read(&mut trees, "size large {}\n");
        assert_eq!(other.entries.first().map(|entry| entry.head().end), Some(10));
    }

    #[test]
    fn what_is_wrong_is_told_each_time() {
        let mut trees = Trees::default();
        for _ in 0..2 {
            assert!(!read(&mut trees, "size small {\n").1);
        }
        assert!(read(&mut trees, "size small {}\n").1);
    }
}
