//! The generated recogniser of `grammar/fluo.pest`.

/// Recognises a `file`; the rules are those of the grammar.
#[derive(pest_derive::Parser)]
#[grammar = "grammar/fluo.pest"]
pub(super) struct Grammar;
