//! What crosses the border, as TypeScript sees it.

mod assist;
mod diagnostic;
mod output;

pub use assist::{Completion, CompletionKind, Completions, Hover};
pub(crate) use diagnostic::diagnostics;
pub use diagnostic::{
    Applicability, Check, CodeTitle, Codes, Diagnostic, Edit, Fix, Formatted, Label, Level, Place,
};
pub use output::{
    Built, Compilation, Decided, DecidedFields, Edge, EmittedFile, Environment, Environments, Field, Fields,
    GraphNode, Identity, Step,
};

use fluo_core::source::MemoryLoader;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tsify::{Ts, Tsify};
use wasm_bindgen::JsError;

/// Texts by their paths from the project's root.
#[derive(Debug, Serialize, Deserialize, Tsify)]
#[tsify(hashmap_as_object)]
pub struct Files(BTreeMap<String, String>);

impl From<BTreeMap<String, String>> for Files {
    fn from(files: BTreeMap<String, String>) -> Self {
        Self(files)
    }
}

impl Files {
    /// A loader of these files.
    pub(crate) fn read(files: &Ts<Self>) -> Result<MemoryLoader, JsError> {
        let files = files.to_rust()?.0.into_iter();
        Ok(files.fold(MemoryLoader::new(), |loader, (path, text)| loader.with(&path, text)))
    }
}

/// What to build; without an environment that of the entry file, without a cluster all of the environment.
#[derive(Debug, Default, Deserialize, Tsify)]
pub struct Options {
    /// The environment, where the entry file has several; `all` for each of them.
    #[tsify(optional)]
    environment: Option<String>,
    /// The cluster, where the environment has several.
    #[tsify(optional)]
    cluster: Option<String>,
}

impl Options {
    /// The options for the compiler; without any, everything that the entry stands for.
    pub(crate) fn read(options: Option<Ts<Self>>) -> Result<fluo_core::Options, JsError> {
        let Some(options) = options else { return Ok(fluo_core::Options::default()) };
        let Self { environment, cluster } = options.to_rust()?;
        Ok(fluo_core::Options { environment, cluster })
    }
}
