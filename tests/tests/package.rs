//! The npm package as somebody has it who installs it: from its tarball, in a project of his own.

use fluo_tests::{project, tools};
use serde_json::json;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;
use tempfile::TempDir;
use xtask::program::{output, program};
use xtask::{node, sizes, wasm};

/// A compiler of TypeScript and the types of Node.js, for the project that uses the package.
const TYPESCRIPT: &str = "5.9.3";

/// The package, built once; nothing where this machine can't.
fn package() -> Option<&'static wasm::Package> {
    static PACKAGE: OnceLock<Option<wasm::Package>> = OnceLock::new();
    PACKAGE.get_or_init(|| tools::available("the npm package", wasm::build())).as_ref()
}

/// A project in which the tarball is installed, with more packages.
fn installed(package: &wasm::Package, more: &[&str]) -> TempDir {
    let folder = TempDir::new().unwrap();
    let tarball = wasm::pack(package, folder.path()).unwrap();
    let manifest = json!({ "name": "uses-fluo", "private": true, "type": "module" });
    fs::write(folder.path().join("package.json"), manifest.to_string()).unwrap();
    let tarball = tarball.to_string_lossy();
    let mut arguments = vec!["install", "--no-audit", "--no-fund", "--no-save", "--loglevel=error", &tarball];
    arguments.extend(more);
    node::npm(folder.path(), &arguments).unwrap();
    folder
}

fn given(folder: &Path, name: &str) {
    let from = project::root().join("tests/tests/package").join(name);
    fs::copy(from, folder.join(name)).unwrap();
}

#[test]
fn a_program_for_node_uses_it() {
    let Some(package) = package() else { return };
    let folder = installed(package, &[]);
    given(folder.path(), "program.mjs");
    let said = output(&mut program("node", folder.path(), &["program.mjs"]), "").unwrap();
    assert_eq!(said, "done");
}

#[test]
fn a_program_in_typescript_is_checked_strictly() {
    let Some(package) = package() else { return };
    let folder = installed(package, &[&format!("typescript@{TYPESCRIPT}")]);
    given(folder.path(), "program.ts");
    for resolution in ["nodenext", "bundler"] {
        let module = if resolution == "bundler" { "esnext" } else { resolution };
        let arguments = [
            "node_modules/typescript/bin/tsc",
            "--noEmit",
            "--strict",
            "--exactOptionalPropertyTypes",
            "--target",
            "es2022",
            "--lib",
            "es2022,dom",
            "--module",
            module,
            "--moduleResolution",
            resolution,
            "program.ts",
        ];
        output(&mut program("node", folder.path(), &arguments), "").unwrap();
    }
}

#[test]
fn the_tarball_holds_what_it_needs_and_no_more() {
    let Some(package) = package() else { return };
    let listed = node::npm(&package.folder, &["pack", "--dry-run", "--json"]).unwrap();
    let listed: serde_json::Value = serde_json::from_str(&listed).unwrap();
    let files = listed.pointer("/0/files").or_else(|| listed.pointer("/fluo-wasm/files")).unwrap();
    // npm sorts as its own language does.
    let mut names: Vec<&str> =
        fluo_tests::items(files, "").iter().map(|file| fluo_tests::text(file, "/path")).collect();
    names.sort_unstable();
    let expected = [
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "api.js",
        "fluo_wasm.d.ts",
        "fluo_wasm.js",
        "fluo_wasm_bg.wasm",
        "index.d.ts",
        "index.js",
        "node.js",
        "package.json",
        "pages.d.ts",
        "pages.js",
    ];
    assert_eq!(names, expected);
}

/// `api.js` names each function, so that it can be guarded.
#[test]
fn every_function_is_exported() {
    let Some(package) = package() else { return };
    let read = |name: &str| project::read(&package.folder.join(name));
    let (types, guarded) = (read("fluo_wasm.d.ts"), read("api.js"));
    let functions = types.lines().filter_map(|line| {
        let declared =
            line.strip_prefix("export function ").or_else(|| line.strip_prefix("export class "))?;
        declared.split(|letter: char| !letter.is_alphanumeric()).next()
    });
    let functions: Vec<&str> = functions.filter(|name| *name != "initSync").collect();
    assert!(functions.contains(&"compile") && functions.contains(&"Workspace"), "{functions:?}");
    for file in ["index.js", "node.js", "index.d.ts"] {
        let exports = read(file);
        let exports = exports.lines().find(|line| line.starts_with("export {")).unwrap();
        for name in &functions {
            assert!(exports.contains(&format!(" {name}")), "{file} lacks `{name}`");
            assert!(
                guarded.contains(&format!("export const {name} ="))
                    || guarded.contains(&format!("export class {name} "))
            );
        }
    }
}

#[test]
fn it_is_small_enough_for_a_browser() {
    let Some(package) = package() else { return };
    assert!(
        package.gzipped <= sizes::LIMIT,
        "{} bytes gzipped, {} are allowed",
        package.gzipped,
        sizes::LIMIT
    );
}
