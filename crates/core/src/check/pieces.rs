//! Declarations, checked in pieces apart from each other.

use super::{Checker, Program, Schema};
use crate::parallel;
use crate::resolve::{Names, ValueDecl};
use crate::source::{LoadError, Loader, Sources};
use std::cell::Cell;
use std::sync::Arc;

/// How many declarations are worth a piece.
const LEAST_DECLARATIONS: usize = 64;

/// Checks the declarations of a program. Nothing where there are few, where there is something to tell (what pieces have in
/// common would be told by each), or where one asks for a file: these are checked one behind the other.
pub(super) fn declarations(checker: &Checker, all: &[ValueDecl]) -> Option<Program> {
    if all.len() <= LEAST_DECLARATIONS {
        return None;
    }
    let (names, sources, schemas) = (checker.names, checker.sources, &checker.schemas);
    let made = parallel::pieces(all, LEAST_DECLARATIONS, |piece| apart(names, sources, schemas, piece));
    let mut program = Program::default();
    made.into_iter().try_for_each(|piece| piece.map(|piece| program.take(piece)))?;
    Some(program)
}

fn apart(
    names: &Names,
    sources: &Sources,
    schemas: &Arc<Vec<Schema>>,
    piece: &[ValueDecl],
) -> Option<Program> {
    let loader = NoFiles { asked: Cell::new(false) };
    let mut checker = Checker { schemas: Arc::clone(schemas), ..Checker::new(names, sources, &loader) };
    let mut program = Program::default();
    piece.iter().for_each(|decl| checker.declaration(decl, &mut program));
    program.variables = checker.variables;
    (checker.diagnostics.is_empty() && !loader.asked.get()).then_some(program)
}

/// Notes that a file was asked for: loaders can't be asked by several threads.
struct NoFiles {
    asked: Cell<bool>,
}

impl NoFiles {
    fn refuse<T>(&self) -> Result<T, LoadError> {
        self.asked.set(true);
        Err(LoadError::NotFound)
    }
}

impl Loader for NoFiles {
    fn read(&self, _: &str) -> Result<Vec<u8>, LoadError> {
        self.refuse()
    }

    fn list(&self, _: &str) -> Result<Vec<String>, LoadError> {
        self.refuse()
    }

    fn folders(&self, _: &str) -> Result<Vec<String>, LoadError> {
        self.refuse()
    }
}

impl Program {
    /// Takes the declarations of the next piece.
    fn take(&mut self, piece: Self) {
        self.components.extend(piece.components);
        self.secrets.extend(piece.secrets);
        self.configs.extend(piece.configs);
        self.volumes.extend(piece.volumes);
        self.stores.extend(piece.stores);
        self.sizes.extend(piece.sizes);
        self.params.extend(piece.params);
        self.namespaces.extend(piece.namespaces);
        self.environments.extend(piece.environments);
        self.variables |= piece.variables;
    }
}
