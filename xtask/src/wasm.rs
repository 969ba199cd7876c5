//! The compiler for JavaScript: `crates/wasm` compiled, bound, made small, and laid out as an npm package.

use crate::program::{cargo, output, program, rustup};
use crate::sizes::{self, Parts};
use crate::stamp::{Inputs, Stamp};
use crate::{Failure, node, pages, place};
use std::fs;
use std::path::{Path, PathBuf};
use wasm_bindgen_cli_support::Bindgen;

const TARGET: &str = "wasm32-unknown-unknown";
const PROFILE: &str = "wasm";
/// The name of the bound module's files.
const STEM: &str = "fluo_wasm";
/// What `rustc` emits for the target, and browsers have had for years; `wasm-opt` is to use no more.
const FEATURES: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-call-indirect-overlong",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// The npm package, built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Its folder, as `npm pack` takes it.
    pub folder: PathBuf,
    /// The size of its module in bytes.
    pub raw: usize,
    /// The same after `gzip -9`.
    pub gzipped: usize,
    /// What the module consists of; by crate as it was before `wasm-opt`.
    pub parts: Parts,
}

/// Builds the package `fluo-wasm` in `crates/wasm/pkg`, as far as it is not up to date.
///
/// # Errors
/// If the target, Node.js or a package is missing, or a step fails.
pub fn build() -> Result<Package, Failure> {
    let _alone = place::lock("wasm")?;
    node::require(node::OLDEST)?;
    add_target()?;
    let compiled = compile()?;
    let module = fs::read(&compiled).map_err(|error| Failure::file(&compiled, &error))?;
    let stamp = Stamp::new("wasm", inputs(&compiled)?)?;
    let folder = place::package();
    if !stamp.is_fresh(&[folder.join("package.json"), folder.join(format!("{STEM}_bg.wasm"))]) {
        node::install(&place::crate_folder(), "binaryen")?;
        lay_out(&compiled, &folder)?;
        stamp.done()?;
    }
    measure(folder, &module)
}

/// Lays the tarball that npm would publish into a folder, and gives its path.
///
/// # Errors
/// If npm can't make it.
pub fn pack(package: &Package, into: &Path) -> Result<PathBuf, Failure> {
    let into_text = into.to_string_lossy();
    let said = node::npm(&package.folder, &["pack", "--silent", "--pack-destination", &into_text])?;
    let name = said.lines().last().unwrap_or_default().trim();
    Ok(into.join(name))
}

fn add_target() -> Result<(), Failure> {
    let root = place::root();
    let mut rustc = program("rustc", &root, &["--print", "target-libdir", "--target", TARGET]);
    if output(&mut rustc, "install Rust from https://rustup.rs")
        .is_ok_and(|folder| Path::new(&folder).is_dir())
    {
        return Ok(());
    }
    let remedy = "install the standard library of that target with the packages that Rust came in";
    rustup(&format!("the target `{TARGET}`"), &["target", "add", TARGET], remedy)
}

fn compile() -> Result<PathBuf, Failure> {
    let arguments =
        ["build", "--quiet", "--package", "fluo-wasm", "--lib", "--profile", PROFILE, "--target", TARGET];
    output(&mut cargo(&arguments), "install Rust from https://rustup.rs")?;
    Ok(place::target().join(TARGET).join(PROFILE).join(format!("{STEM}.wasm")))
}

fn inputs(compiled: &Path) -> Result<Inputs, Failure> {
    let crate_folder = place::crate_folder();
    let read = [
        compiled.to_owned(),
        crate_folder.join("npm"),
        crate_folder.join("package-lock.json"),
        place::root().join("Cargo.lock"),
    ];
    Inputs::default()
        .text(env!("CARGO_PKG_VERSION"))
        .text(include_str!("wasm.rs"))
        .text(&pages::module())
        .files(&read)
}

/// Everything is made beside the package and put in its place at the end, so that there is never half a package.
fn lay_out(compiled: &Path, folder: &Path) -> Result<(), Failure> {
    let staged = place::notes()?.join("package");
    let _ = fs::remove_dir_all(&staged);
    bind(compiled, &staged)?;
    shrink(&staged.join(format!("{STEM}_bg.wasm")))?;
    declare(&staged.join(format!("{STEM}.d.ts")))?;
    write(&staged.join("pages.js"), &pages::module())?;
    let npm = place::crate_folder().join("npm");
    for name in ["api.js", "index.js", "index.d.ts", "node.js", "pages.d.ts", "README.md"] {
        copy(&npm.join(name), &staged.join(name))?;
    }
    for name in ["LICENSE-APACHE", "LICENSE-MIT"] {
        copy(&place::root().join(name), &staged.join(name))?;
    }
    let template = npm.join("package.json");
    let text = fs::read_to_string(&template).map_err(|error| Failure::file(&template, &error))?;
    write(&staged.join("package.json"), &text.replace("0.0.0", env!("CARGO_PKG_VERSION")))?;
    let _ = fs::remove_dir_all(folder);
    fs::rename(&staged, folder).map_err(|error| Failure::file(folder, &error))
}

/// Writes the module and the JavaScript that calls it. The place of the module is known to `npm/` only: a second
/// mention would make bundlers ship it for Node.js too.
fn bind(compiled: &Path, folder: &Path) -> Result<(), Failure> {
    let mut bindgen = Bindgen::new();
    let bound = bindgen
        .input_path(compiled)
        .out_name(STEM)
        .web(true)
        .and_then(|bindgen| bindgen.typescript(true).omit_default_module_path(true).generate(folder));
    bound.map_err(|error| Failure::Failed(format!("binding {}: {error:#}", compiled.display())))?;
    let unused = folder.join(format!("{STEM}_bg.wasm.d.ts"));
    fs::remove_file(&unused).map_err(|error| Failure::file(&unused, &error))
}

/// `-O1` alone: what `-Os` and `-Oz` save, inlining and reordering cost more of after `gzip`. Functions stand by their names, so
/// that copies of one generic function are neighbours, which `gzip` rewards with a twentieth.
fn shrink(module: &Path) -> Result<(), Failure> {
    let crate_folder = place::crate_folder();
    let smaller = module.with_extension("smaller");
    let (from, to) = (module.to_string_lossy(), smaller.to_string_lossy());
    let mut arguments =
        vec!["node_modules/binaryen/bin/wasm-opt", &from, "-o", &to, "-O1", "--reorder-functions-by-name"];
    arguments.extend(FEATURES);
    output(&mut program("node", &crate_folder, &arguments), "install Node.js")?;
    fs::rename(&smaller, module).map_err(|error| Failure::file(module, &error))
}

/// The bound class can be disposed of, which TypeScript knows only with this library.
fn declare(types: &Path) -> Result<(), Failure> {
    let text = fs::read_to_string(types).map_err(|error| Failure::file(types, &error))?;
    write(types, &format!("/// <reference lib=\"esnext.disposable\" />\n{text}"))
}

fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::copy(from, to).map(drop).map_err(|error| Failure::file(from, &error))
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| Failure::file(path, &error))
}

fn measure(folder: PathBuf, compiled: &[u8]) -> Result<Package, Failure> {
    let path = folder.join(format!("{STEM}_bg.wasm"));
    let module = fs::read(&path).map_err(|error| Failure::file(&path, &error))?;
    let Parts { crates, .. } = sizes::parts(compiled)?;
    let parts = Parts { crates, ..sizes::parts(&module)? };
    Ok(Package { folder, raw: module.len(), gzipped: sizes::gzipped(&module), parts })
}
