//! What the drawings look like, without colour.

use super::*;
use crate::render::tests::of;
use fluo_core::diagnostic::Code;
use fluo_core::source::{FileId, Sources, Span};

const PROD: &str = "\
environment prod {
  namespace: betrace
}

service api {
  image: \"ghcr.io/betrace/api:1.4\"
  memory: 512m
  replicas: 3
}
";

fn sources(files: &[(&str, &str)]) -> Sources {
    let mut sources = Sources::default();
    for (path, text) in files {
        sources.add(*path, *text);
    }
    sources
}

/// The first place of a text in a file.
fn at(sources: &Sources, file: u32, text: &str) -> Span {
    let id = FileId(file);
    let start = sources.get(id).unwrap().text.find(text).unwrap();
    Span::new(id, u32::try_from(start).unwrap(), u32::try_from(start + text.len()).unwrap())
}

fn draw(width: usize, diagnostic: &Diagnostic, sources: &Sources) -> String {
    let report = of(sources, &[]);
    let text = Canvas { width, unicode: true }.diagnostic(diagnostic, &report);
    anstream::adapter::strip_str(&text).to_string()
}

#[track_caller]
fn drawn(diagnostic: &Diagnostic, sources: &Sources, expected: &str) {
    let drawn = draw(80, diagnostic, sources);
    assert_eq!(drawn.trim_end(), expected.trim(), "\n{drawn}");
}

#[test]
fn one_file() {
    let sources = sources(&[("env/prod.fluo", PROD)]);
    let diagnostic =
        Diagnostic::new(Code::WrongUnit, at(&sources, 0, "512m"), "expected `bytes`, found a share of cpu")
            .label("a share of cpu")
            .help("write `512Mi`");
    drawn(
        &diagnostic,
        &sources,
        "
error[E0302]: expected `bytes`, found a share of cpu
   ╭─[env/prod.fluo:7:11]
 6 │   image: \"ghcr.io/betrace/api:1.4\"
 7 │   memory: 512m
   ·           ──┬─
   ·             ╰── a share of cpu
 8 │   replicas: 3
   ╰────
  help: write `512Mi`",
    );
}

#[test]
fn several_files_and_stretches() {
    let base = "kind service {\n  memory: bytes\n}\n";
    let sources = sources(&[("<prelude>/base.fluo", base), ("env/prod.fluo", PROD)]);
    let diagnostic = Diagnostic::new(Code::WrongUnit, at(&sources, 1, "512m"), "expected `bytes`")
        .label("a share of cpu")
        .also(at(&sources, 0, "bytes"), "`memory` is declared here")
        .also(at(&sources, 1, "prod"), "in this environment")
        .help("write `512Mi`")
        .help(
            "a help that goes on and on until the line is at its end is broken where there is a blank in it",
        );
    drawn(
        &diagnostic,
        &sources,
        "
error[E0302]: expected `bytes`
   ╭─[env/prod.fluo:7:11]
 6 │   image: \"ghcr.io/betrace/api:1.4\"
 7 │   memory: 512m
   ·           ──┬─
   ·             ╰── a share of cpu
 8 │   replicas: 3
   ╰────
   ╭─[env/prod.fluo:1:13]
 1 │ environment prod {
   ·             ──┬─
   ·               ╰── in this environment
 2 │   namespace: betrace
   ╰────
   ╭─[<prelude>/base.fluo:2:11]
 1 │ kind service {
 2 │   memory: bytes
   ·           ──┬──
   ·             ╰── `memory` is declared here
 3 │ }
   ╰────
  help: write `512Mi`
  help: a help that goes on and on until the line is at its end is broken where
        there is a blank in it",
    );
}

#[test]
fn the_end_of_a_file() {
    let sources = sources(&[("a.fluo", "service a {\n  x: 1\n")]);
    let end = Span::new(FileId(0), 19, 19);
    let diagnostic = Diagnostic::new(Code::Unclosed, end, "this brace is never closed")
        .label("expected `}`")
        .also(at(&sources, 0, "{"), "opened here");
    drawn(
        &diagnostic,
        &sources,
        "
error[E0102]: this brace is never closed
   ╭─[a.fluo:3:1]
 1 │ service a {
   ·           ┬
   ·           ╰── opened here
 2 │   x: 1
 3 │
   · ▲
   · ╰── expected `}`
   ╰────",
    );
}

#[test]
fn an_empty_file() {
    let sources = sources(&[("a.fluo", "")]);
    let diagnostic = Diagnostic::new(Code::NoEnvironment, Span::new(FileId(0), 0, 0), "nothing to build");
    drawn(
        &diagnostic,
        &sources,
        "
error[E0206]: nothing to build
   ╭─[a.fluo:1:1]
 1 │
   · ▲
   ╰────",
    );
}

#[test]
fn tabs_and_wide_characters() {
    let sources = sources(&[("a.fluo", "service größe {\r\n\tport\thttp: \t\"日本\" 80\r\n}")]);
    let diagnostic = Diagnostic::new(Code::WrongType, at(&sources, 0, "\"日本\""), "expected `int`")
        .label("a text")
        .also(at(&sources, 0, "größe"), "in this service");
    drawn(
        &diagnostic,
        &sources,
        "
error[E0301]: expected `int`
   ╭─[a.fluo:2:14]
 1 │ service größe {
   ·         ──┬──
   ·           ╰── in this service
 2 │     port    http:   \"日本\" 80
   ·                     ───┬──
   ·                        ╰── a text
 3 │ }
   ╰────",
    );
}

#[test]
fn a_label_over_several_lines() {
    let sources = sources(&[("a.fluo", PROD)]);
    let block = at(&sources, 0, "environment prod {\n  namespace: betrace\n}");
    let diagnostic = Diagnostic::new(Code::UselessOverride, block, "nothing is in it").label("this block");
    drawn(
        &diagnostic,
        &sources,
        "
warning[W0701]: nothing is in it
   ╭─[a.fluo:1:1]
 1 │ ╭─▶ environment prod {
 2 │ │     namespace: betrace
 3 │ ├─▶ }
   · ╰──── this block
 4 │
   ╰────",
    );
    let diagnostic = diagnostic.also(at(&sources, 0, "betrace"), "here");
    drawn(
        &diagnostic,
        &sources,
        "
warning[W0701]: nothing is in it
   ╭─[a.fluo:1:1]
 1 │ environment prod {
   · ─────────┬────────
   ·          ╰── this block
 2 │   namespace: betrace
   ·              ───┬───
   ·                 ╰── here
 3 │ }
   ╰────",
    );
}

#[test]
fn labels_that_overlap() {
    let sources = sources(&[("a.fluo", PROD)]);
    let field = at(&sources, 0, "image: \"ghcr.io/betrace/api:1.4\"");
    let diagnostic = Diagnostic::new(Code::MutableImage, field, "nested")
        .label("outer")
        .also(at(&sources, 0, "1.4"), "inner")
        .also(at(&sources, 0, "image"), "first")
        .also(at(&sources, 0, "image"), "second");
    drawn(
        &diagnostic,
        &sources,
        "
error[E0703]: nested
   ╭─[a.fluo:6:3]
 5 │ service api {
 6 │   image: \"ghcr.io/betrace/api:1.4\"
   ·   ──┬─────────────┬────────────┬─
   ·     │             │            ╰── inner
   ·     │             ╰── outer
   ·     ╰─┤ first
   ·       │ second
 7 │   memory: 512m
   ╰────",
    );
}

#[test]
fn a_very_long_line() {
    let (before, after) = ("a".repeat(150_000), "b".repeat(150_000));
    let text = format!("service x {{ t: \"{before}\", memory: 512m, u: \"{after}\" }}\n");
    let sources = sources(&[("a.fluo", &text)]);
    let diagnostic = Diagnostic::new(Code::WrongUnit, at(&sources, 0, "512m"), "expected `bytes`")
        .label("a share of cpu")
        .also(at(&sources, 0, "service x"), "in this service");
    drawn(
        &diagnostic,
        &sources,
        "
error[E0302]: expected `bytes`
   ╭─[a.fluo:1:150028]
 1 │ …aaaaaaaaaa\", memory: 512m, u: \"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb…
   · ┬                     ──┬─
   · │                       ╰── a share of cpu
   · ╰── in this service
   ╰────",
    );
    let widest = draw(120, &diagnostic, &sources).lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(120));
}

#[test]
fn without_unicode_and_without_sources() {
    let sources = sources(&[("a.fluo", PROD)]);
    let diagnostic =
        Diagnostic::new(Code::WrongUnit, at(&sources, 0, "512m"), "expected `bytes`").label("here");
    let plain = Canvas { width: 80, unicode: false };
    let text = plain.diagnostic(&diagnostic, &of(&sources, &[]));
    let text = anstream::adapter::strip_str(&text).to_string();
    assert!(text.is_ascii() && text.contains("`-- here"), "{text}");
    let text = plain.diagnostic(&diagnostic, &of(&Sources::default(), &[]));
    assert_eq!(anstream::adapter::strip_str(&text).to_string(), "error[E0302]: expected `bytes`\n\n");
}

#[test]
fn no_place_makes_it_fall() {
    let sources = sources(&[("a.fluo", "größe\r\n\t日本\n\n"), ("b.fluo", "\u{feff}x"), ("c.fluo", "")]);
    for file in 0..4 {
        for start in 0..24 {
            for end in 0..24 {
                let span = Span::new(FileId(file), start, end);
                let other = Span::new(FileId((file + end) % 3), end, start + 3);
                let diagnostic =
                    Diagnostic::new(Code::BadName, span, "m").label("l").also(other, "o").also(span, "p");
                let text = draw(40, &diagnostic, &sources);
                assert!(text.starts_with("error[E0111]: m\n"), "{text}");
                assert!(file > 2 || text.contains("╰────\n"), "{file} {start}..{end}\n{text}");
            }
        }
    }
}

#[test]
fn of_many_places_some_are_drawn() {
    let text = "a: dbb\n".repeat(20);
    let sources = sources(&[("a.fluo", &text), ("b.fluo", &text)]);
    let mut diagnostic =
        Diagnostic::new(Code::UnknownName, Span::new(FileId(0), 3, 6), "nothing is called `dbb`")
            .label("unknown name");
    for line in 1..20 {
        let start = 7 * line + 3;
        diagnostic = diagnostic.also(Span::new(FileId(line % 2), start, start + 3), "also here");
    }
    diagnostic.environments.insert("prod".into());
    let text = Canvas { width: 80, unicode: true }.diagnostic(&diagnostic, &of(&sources, &["prod", "dev"]));
    let text = anstream::adapter::strip_str(&text).to_string();
    assert_eq!(text.matches("also here").count(), 7, "{text}");
    assert!(text.contains("╰────\n  … and 12 more places in 2 files\n  environment: prod\n"), "{text}");
}

#[test]
fn labels_near_the_edge_stay_in_the_window() {
    let text =
        format!("service x {{ t: \"{}\", memory: dbb, {} }}\n", "a".repeat(12), "other: dbb, ".repeat(30));
    let sources = sources(&[("a.fluo", &text)]);
    let mut diagnostic =
        Diagnostic::new(Code::UnknownName, at(&sources, 0, "dbb"), "nothing is called `dbb`")
            .label("what stands here is declared nowhere in the program, nor in a file beside it");
    for (start, _) in text.match_indices("dbb").skip(1) {
        let start = u32::try_from(start).unwrap();
        diagnostic = diagnostic.also(Span::new(FileId(0), start, start + 3), "also here");
    }
    for width in [50, 60, 80, 100, 120] {
        let drawn = draw(width, &diagnostic, &sources);
        let widest = drawn.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(width), "{width}\n{drawn}");
        assert!(drawn.contains(" declared"), "{drawn}");
    }
}
