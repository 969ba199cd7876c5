//! The reference pages: those of the prelude are committed and fresh, their examples build, and a program's own
//! declarations are documented as their author wrote them.

use fluo_core::source::MemoryLoader;
use fluo_core::{Documented, Options, build, doc, document, prelude};
use fluo_tests::project;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The reference of the prelude alone.
fn reference() -> doc::Pages {
    document(&MemoryLoader::new(), None, &|_| true).pages.expect("no errors in the prelude")
}

/// The pages of a program's own declarations.
fn own(text: &str) -> doc::Pages {
    let loader = MemoryLoader::new().with("platform.fluo", text);
    let Documented { diagnostics, pages, .. } =
        document(&loader, Some("platform.fluo"), &|path| !path.starts_with(prelude::FOLDER));
    pages.unwrap_or_else(|| panic!("{diagnostics:?}"))
}

/// Every Markdown file below a folder, by its path there.
fn markdown(folder: &Path, below: &str, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder.join(below)).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() { name } else { format!("{below}/{name}") };
        if entry.path().is_dir() {
            markdown(folder, &path, found);
        } else if path.ends_with(".md") {
            found.insert(path, project::read(&entry.path()));
        }
    }
}

#[test]
fn the_committed_reference_is_fresh() {
    let folder = project::root().join("docs/reference");
    let pages = reference();
    if std::env::var_os("FLUO_BLESS").is_some() {
        let _ = fs::remove_dir_all(&folder);
        for (path, text) in &pages {
            let file = folder.join(path);
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            fs::write(file, text).expect("a page");
        }
    }
    let mut committed = BTreeMap::new();
    markdown(&folder, "", &mut committed);
    let names = |pages: &BTreeMap<String, String>| pages.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(names(&committed), names(&pages), "write them with FLUO_BLESS=1");
    for (path, text) in &pages {
        assert!(committed[path] == *text, "docs/reference/{path} is stale; write it with FLUO_BLESS=1");
    }
}

#[test]
fn every_example_builds_without_a_word() {
    for (page, text) in doc::EXAMPLES {
        let loader = MemoryLoader::new().with("app.fluo", *text);
        let built = build(&loader, "app.fluo", &Options::default());
        assert!(built.diagnostics.is_empty(), "{page}: {:?}", built.diagnostics);
        assert!(reference().contains_key(*page), "{page}");
    }
}

/// The headings of a page as GitHub makes anchors of them.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter_map(|line| line.strip_prefix('#'));
    headings
        .map(|line| line.trim_start_matches('#').trim().replace('`', "").to_lowercase().replace(' ', "-"))
        .collect()
}

#[test]
fn every_link_leads_somewhere() {
    let pages = reference();
    let mut count = 0;
    for (path, text) in &pages {
        // Regular expressions look like links too.
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for target in targets.filter(|target| target.contains(".md") || target.starts_with('#')) {
            let (page, anchor) = target.split_once('#').map_or((target, None), |(page, a)| (page, Some(a)));
            let page = match (page, path.rsplit_once('/')) {
                ("", _) => path.clone(),
                (page, Some((folder, _))) => {
                    page.strip_prefix("../").map_or(format!("{folder}/{page}"), str::to_owned)
                }
                (page, None) => page.to_owned(),
            };
            let found = pages.get(&page).unwrap_or_else(|| panic!("{path}: there is no {page}"));
            assert!(anchor.is_none_or(|a| anchors(found).contains(a)), "{path}: no {target}");
            count += 1;
        }
    }
    assert!(count > 100, "only {count} links");
}

#[test]
fn a_program_documents_its_own_kinds() {
    let pages = own(r#"
/// Somebody to call. See https://example.com/oncall.
type contact {
  /// Who.
  param team: string like "[a-z]+"
}
/// A service of ours.
///
/// ```fluo
/// component x: our-service {
///   image: "a:1"
/// }
/// ```
kind our-service: service {
  /// Whom to wake.
  param contact: contact
  /// How | much.
  param level: low | high? = low
  size: tiny
  probe ready: "/ready" {
    every: 5s
  }
  /// Its page.
  output page: "https://${self.name}.example.com"
  /// What it signs with.
  secret signing: generated { keys: [KEY] }
}
/// Little.
size tiny { cpu: 10m..100m }
/// Where we keep things.
store main: aws-parameter-store { region: "eu-central-1" }
/// How much is said.
param log-level: debug | info = info
"#);
    let paths: Vec<&str> = pages.keys().map(String::as_str).collect();
    let wanted =
        ["index.md", "kinds/our-service.md", "own-params.md", "own-sizes.md", "own-stores.md", "types.md"];
    assert_eq!(paths, wanted);
    let has = |page: &str, text: &str| assert!(pages[page].contains(text), "{text}\n\n{}", pages[page]);
    let kind = "kinds/our-service.md";
    has(kind, "component x: our-service {\n  image: \"a:1\"\n}\n```");
    has(kind, "| `contact` | [`contact`](../types.md#contact) |  | Whom to wake. |");
    has(kind, "| `level` | `low \\| high?` | `low` | How \\| much. |");
    has(kind, "size: tiny\nprobe ready: \"/ready\" {\n  every: 5s\n}\n```");
    has(kind, "| `page` | `string` | `\"https://${self.name}.example.com\"` | Its page. |");
    has(kind, "| `signing` | `generated` | `KEY` | What it signs with. |");
    has(kind, "| `image` | `image` | required | The container image. |");
    has(kind, "Declared in `platform.fluo`.");
    has("types.md", "See <https://example.com/oncall>.");
    has("types.md", "| `team` | `string like \"[a-z]+\"` | required | Who. |");
    has("own-sizes.md", "size tiny { cpu: 10m..100m }");
    has("own-params.md", "| `log-level` | `debug \\| info` | `info` | How much is said. |");
}
