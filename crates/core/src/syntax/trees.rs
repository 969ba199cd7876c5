//! Trees that are kept from one reading of a program to the next.

use super::ast::Ast;
use crate::diagnostic::Diagnostics;
use crate::source::{FileId, Sources};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The trees of files in which nothing was wrong: a file whose text is the same when it is read again is not parsed again. A
/// new one keeps nothing yet.
#[derive(Clone, Debug, Default)]
pub struct Trees {
    kept: FxHashMap<FileId, (Arc<str>, Arc<Ast>)>,
}

impl Trees {
    /// Parses a file as [`parse`](super::parse) does, if it was not parsed before in the same place of its sources.
    pub(crate) fn parse(
        &mut self,
        sources: &Sources,
        file: FileId,
        diagnostics: &mut Diagnostics,
    ) -> Arc<Ast> {
        let text = sources.get(file).map(|source| Arc::clone(&source.text)).unwrap_or_default();
        if let Some((before, tree)) = self.kept.get(&file)
            && *before == text
        {
            return Arc::clone(tree);
        }
        let mut found = Diagnostics::default();
        let tree = Arc::new(super::parse(sources, file, &mut found));
        if found.is_empty() {
            self.kept.insert(file, (text, Arc::clone(&tree)));
        } else {
            self.kept.remove(&file);
        }
        diagnostics.append(found);
        tree
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
