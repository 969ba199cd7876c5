//! The compiler for JavaScript: `fluo-core` behind structs that TypeScript knows.
//!
//! Nothing here decides anything. Functions take a whole program and give everything that is made of it; a
//! [`Workspace`] holds a program as an editor does, whose files change one by one, and is asked for parts. Files are known by
//! their paths from the project's root, `/` separated. Offsets count UTF-16 code units, so that they index
//! JavaScript's strings; lines and columns count from 1, columns in characters, as `fluoc` says them.

pub mod wire;
mod workspace;

use fluo_core::Builds;
use fluo_core::diagnostic::Code;
use fluo_core::emit::{self, Forest, LEDGER_FILE};
use tsify::{Ts, Tsify};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;
use wire::{Check, CodeTitle, Codes, Compilation, Environment, Environments, Files, Formatted, Options};
pub use workspace::Workspace;

/// A value for JavaScript; an argument of another type than TypeScript says is an `Error` that is thrown.
type Answer<T> = Result<Ts<T>, JsError>;

fn give<T: Tsify + serde::Serialize>(value: &T) -> Answer<T> {
    Ok(value.into_ts()?)
}

/// Compiles the program whose entry file is `entry`: the files that `fluoc build -o` writes into an empty folder, and the
/// stream of manifests that `fluoc build` prints. With errors there are neither, and the diagnostics say why.
#[wasm_bindgen]
pub fn compile(files: &Ts<Files>, entry: &str, options: Option<Ts<Options>>) -> Answer<Compilation> {
    let Builds { sources, diagnostics, targets, outputs } =
        fluo_core::build_all(&Files::read(files)?, entry, &Options::read(options)?);
    let built = !outputs.is_empty();
    let tree = || {
        let (mut files, ledger) = Forest::new(&outputs, false).over(None, &[]).ok()?;
        files.insert(LEDGER_FILE.to_owned(), ledger.to_json());
        Some(Files::from(files))
    };
    give(&Compilation {
        diagnostics: wire::diagnostics(&diagnostics, &sources),
        targets: targets.iter().map(ToString::to_string).collect(),
        files: built.then(tree).flatten(),
        manifests: built.then(|| outputs.iter().map(emit::stream).collect()),
    })
}

/// Checks the program whose entry file is `entry`, as `fluoc check` does.
#[wasm_bindgen]
pub fn check(files: &Ts<Files>, entry: &str, options: Option<Ts<Options>>) -> Answer<Check> {
    let checked = fluo_core::check(&Files::read(files)?, entry, &Options::read(options)?);
    give(&Check {
        diagnostics: wire::diagnostics(&checked.diagnostics, &checked.sources),
        targets: checked.targets.iter().map(ToString::to_string).collect(),
    })
}

/// Puts the text of one file into its canonical form, as `fluoc fmt` does; `path` is what the file is called in what is found.
#[wasm_bindgen]
pub fn format(path: &str, text: &str) -> Answer<Formatted> {
    let formatted = fluo_core::format(path, text);
    let diagnostics = wire::diagnostics(&formatted.diagnostics, &formatted.sources);
    give(&Formatted { diagnostics, text: formatted.text })
}

/// Every code with its title. What a code means stands beside the module, in the package's `pages.js`.
#[wasm_bindgen]
pub fn codes() -> Answer<Codes> {
    give(&Codes(Code::ALL.iter().map(|code| CodeTitle::from(*code)).collect()))
}

/// The environments that the program of `entry` declares, in whatever of its files, sorted.
#[wasm_bindgen]
pub fn environments(files: &Ts<Files>, entry: &str) -> Answer<Environments> {
    give(&Environments(Environment::of(fluo_core::environments(&Files::read(files)?, entry))))
}

/// The compiler's version.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
