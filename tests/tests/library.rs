//! The standard library: every file is sound by itself, every kind is told of and stands in a golden case.

use fluo_core::diagnostic::Diagnostics;
use fluo_core::library::{FILES, File, PREFIX, bringing, declaring, kinds};
use fluo_core::source::{MemoryLoader, Sources};
use fluo_core::syntax::ast::{Ast, Entry};
use fluo_core::{Options, check, syntax};
use fluo_tests::{cases, project};

fn parsed(file: &File) -> Ast {
    let mut sources = Sources::default();
    let id = sources.add(file.path, file.text);
    let mut diagnostics = Diagnostics::default();
    let ast = syntax::parse(&sources, id, &mut diagnostics);
    assert!(diagnostics.is_empty(), "{}: {:?}", file.path, diagnostics.iter().next());
    ast
}

fn entries(entry: &Entry) -> impl Iterator<Item = &Entry> {
    entry.block.iter().flat_map(|block| &block.entries)
}

/// A program that uses some files of the library and declares no component.
fn using(names: &[&str]) -> MemoryLoader {
    let uses: String = names.iter().map(|name| format!("use \"{PREFIX}{name}\"\n")).collect();
    MemoryLoader::new().with("app.fluo", format!("{uses}environment dev {{}}\n"))
}

#[test]
fn every_file_is_sound_by_itself_and_beside_all_others() {
    let all: Vec<&str> = FILES.iter().map(|file| file.name).collect();
    for names in all.iter().map(std::slice::from_ref).chain([all.as_slice()]) {
        let checked = check(&using(names), "app.fluo", &Options::default());
        assert!(checked.diagnostics.is_empty(), "{names:?}: {:?}", checked.diagnostics.first());
    }
}

#[test]
fn only_what_is_used_is_read() {
    let checked = check(&using(&["scaling"]), "app.fluo", &Options::default());
    let paths: Vec<&str> = checked.sources.iter().map(|(_, file)| &*file.path).collect();
    let library: Vec<&&str> = paths.iter().filter(|path| path.starts_with("<std>/")).collect();
    assert_eq!(library, [&"<std>/scaling.fluo"]);
}

#[test]
fn a_use_takes_folders_too() {
    let part = |name: &str| format!("component {name}: external {{ host: \"{name}.example.com\" }}\n");
    let loader = MemoryLoader::new()
        .with(
            "env/dev.fluo",
            "use \"../components/*/component.fluo\"\nuse \"../teams/**/*.fluo\"\nenvironment dev { lints { unused-declaration: allow } }\n",
        )
        .with("components/a/component.fluo", part("a"))
        .with("components/b/component.fluo", part("b"))
        .with("components/b/notes.fluo", "not fluo at all")
        .with("teams/x/y/c.fluo", part("c"));
    let checked = check(&loader, "env/dev.fluo", &Options::default());
    assert!(checked.diagnostics.is_empty(), "{:?}", checked.diagnostics.first());
    let mut paths: Vec<&str> = checked.sources.iter().map(|(_, file)| &*file.path).collect();
    paths.retain(|path| path.ends_with("component.fluo") || path.starts_with("teams"));
    assert_eq!(paths, ["components/a/component.fluo", "components/b/component.fluo", "teams/x/y/c.fluo"]);
}

#[test]
fn every_kind_and_every_field_says_what_it_is() {
    for file in FILES {
        let ast = parsed(file);
        for kind in &ast.entries {
            assert_eq!(kind.word.text, "kind", "{}: declares kinds only", file.path);
            let name = kind.label.as_ref().map_or("", |label| label.text.as_str());
            assert!(!kind.docs.is_empty(), "{}: `{name}` says nothing", file.path);
            let declares = |word: &str| ["param", "output", "secret"].contains(&word);
            for entry in entries(kind).filter(|entry| declares(&entry.word.text)) {
                let field = entry.label.as_ref().map_or("", |label| label.text.as_str());
                assert!(!entry.docs.is_empty(), "{}: `{field}` of `{name}` says nothing", file.path);
            }
        }
    }
}

#[test]
fn every_field_of_every_kind_stands_in_a_golden_case() {
    let programs: String = cases::names()
        .iter()
        .map(|case| project::read(&project::root().join(cases::FOLDER).join(case).join("main.fluo")))
        .collect();
    for file in FILES {
        for kind in &parsed(file).entries {
            let name = kind.label.as_ref().map_or("", |label| label.text.as_str());
            let declared = format!(": {name} {{");
            assert!(programs.contains(&declared), "no golden case has a `{name}` of {}", file.path);
            let body = programs.split(&declared).nth(1).unwrap_or_default();
            let body = body.split("\ncomponent ").next().unwrap_or_default();
            for param in entries(kind).filter(|entry| entry.word.text == "param") {
                let field = param.label.as_ref().map_or("", |label| label.text.as_str());
                // Keys of secrets and switches that are on are seen by their defaults.
                let seen =
                    ["password-key", "encryption-key", "grafana", "alertmanager", "database-name", "web"];
                assert!(
                    seen.contains(&field) || body.contains(field),
                    "no golden case sets `{field}` of a `{name}`"
                );
            }
        }
    }
}

#[test]
fn the_guide_lists_every_kind_with_its_version() {
    let guide = project::read(&project::root().join("docs/guide/helm.md"));
    for file in FILES {
        for kind in &parsed(file).entries {
            let name = kind.label.as_ref().map_or("", |label| label.text.as_str());
            let version = entries(kind).find(|entry| entry.word.text == "version");
            let version = version.and_then(|entry| entry.value.as_ref()).map(|value| value.span);
            let version = version.and_then(|span| {
                let (start, end) = (usize::try_from(span.start).ok()?, usize::try_from(span.end).ok()?);
                file.text.get(start..end).map(|text| text.trim_matches('"'))
            });
            let row = format!("| `{PREFIX}{}` | `{name}` |", file.name);
            let line = guide.lines().find(|line| line.starts_with(&row));
            let line = line.unwrap_or_else(|| panic!("docs/guide/helm.md has no row `{row}`"));
            assert!(line.contains(version.unwrap_or("")), "{line}: the version is {version:?}");
        }
    }
}

#[test]
fn kinds_and_operators_are_found_without_parsing() {
    for file in FILES {
        let declared = parsed(file);
        let names: Vec<&str> =
            declared.entries.iter().filter_map(|e| Some(e.label.as_ref()?.text.as_str())).collect();
        assert_eq!(kinds(file).collect::<Vec<_>>(), names);
    }
    assert_eq!(declaring("loki").map(|file| file.name), Some("monitoring"));
    assert_eq!(bringing("keda").map(|(kind, file)| (kind, file.name)), Some(("keda", "scaling")));
    assert_eq!(bringing("scylla").map(|(kind, _)| kind), Some("scylla-operator"));
    assert_eq!(bringing("nobody"), None);
}
