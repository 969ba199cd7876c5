//! What is said of each mistake, and what of the file is left.

use super::mistakes;
use crate::diagnostic::{Applicability, Diagnostic, Diagnostics};
use crate::source::Sources;
use crate::syntax::parse;

/// A text, what is said of it, and what is left of it.
type Case = (&'static str, &'static [&'static str], &'static str);

fn check(cases: &[Case]) {
    for (text, messages, left) in cases {
        let found = mistakes(text);
        assert_eq!(found.0, *messages, "{text}");
        assert_eq!(found.1, *left, "{text}");
    }
}

#[test]
fn text_that_does_not_belong() {
    check(&[
        ("replicas 3\nb: 1", &["1:10 E0101 expected `:`, found `3`"], "replicas: 3; b: 1"),
        ("port http 8080", &["1:11 E0101 expected `:`, found `8080`"], "port http: 8080"),
        ("args [\"x\"]", &["1:6 E0101 expected `:`, found `[`"], "args: [\"x\"]"),
        ("a = 3", &["1:3 E0101 expected `:`, found `=`"], "a: 3"),
        ("a:\nb: 2", &["1:2 E0101 expected a value after `:`"], "a: ERROR; b: 2"),
        ("a: // later\nb: 2", &["1:2 E0101 expected a value after `:`"], "a: ERROR; b: 2"),
        (
            "path: /health\nb: 1",
            &["1:7 E0101 expected a value after `:`, found `/health`"],
            "path: ERROR; b: 1",
        ),
        (
            "schedule: */5 * * * *\nb: 1",
            &["1:11 E0101 expected a value after `:`, found `*/5`"],
            "schedule: ERROR; b: 1",
        ),
        (
            "image: nginx:latest\nb: 1",
            &["1:13 E0101 expected `,` or a new line, found `:latest`"],
            "image: ERROR; b: 1",
        ),
        (
            "image: ghcr.io/a/b:v1 // x\nb: 1",
            &["1:15 E0101 expected `,` or a new line, found `/a/b:v1`"],
            "image: ERROR; b: 1",
        ),
        (
            "url: https://a.b/c\nb: 1",
            &["1:11 E0101 expected `,` or a new line, found `:`"],
            "url: ERROR; b: 1",
        ),
        (
            "about: Runs agents that arrive\nb: 1",
            &["1:13 E0101 expected `,` or a new line, found `agents`"],
            "about: ERROR; b: 1",
        ),
        ("{ a: 1 }\nb: 1", &["1:1 E0101 expected an entry, found `{`"], "b: 1"),
        (
            "p { a: 1 b: 2, c: 3 }",
            &["1:10 E0101 expected `,` or a new line, found `b`"],
            "p {a: 1; b: 2; c: 3}",
        ),
        ("p { a: 1,, b: 2 }", &["1:10 E0101 `,` separates nothing"], "p {a: 1; b: 2}"),
        ("p { , b: 2 }", &["1:5 E0101 `,` separates nothing"], "p {b: 2}"),
        (
            "a: 1;\nb: 2; c: 3",
            &["1:5 E0101 an entry does not end with `;`", "2:5 E0101 an entry does not end with `;`"],
            "a: 1; b: 2; c: 3",
        ),
        (
            "# note: don't\na: 1 # more\nl: [1 # x\n]",
            &[
                "1:1 E0101 a comment starts with `//`, not with `#`",
                "2:6 E0101 a comment starts with `//`, not with `#`",
                "3:7 E0101 a comment starts with `//`, not with `#`",
            ],
            "a: 1; l: [1]",
        ),
        (
            "component a: b\n{\n  c: 1\n}\nd: 1",
            &["2:1 E0101 the `{` of a block stands on the line of its head"],
            "component a: b {c: 1}; d: 1",
        ),
        ("args:\n  [a, b]\nc: 1", &["1:5 E0101 expected a value after `:`"], "args: [a, b]; c: 1"),
        ("- a\nb: 1", &["1:1 E0101 expected an entry, found `-`"], "b: 1"),
        (": 3\nb: 1", &["1:1 E0101 expected an entry, found `:`"], "b: 1"),
        (
            "a: “x”\nb: 1",
            &["1:4 E0101 expected a value after `:`, found a typographic quote, U+201C"],
            "a: ERROR; b: 1",
        ),
        (
            "a: \u{a0}3\nb: 1",
            &["1:4 E0101 expected a value after `:`, found another space, U+00A0"],
            "a: ERROR; b: 1",
        ),
        (
            "a\u{2003}\"\"\"x\"\"\"\nb: 1",
            &["1:2 E0101 expected `,` or a new line, found another space, U+2003"],
            "a; b: 1",
        ),
        (
            "a: 1\u{a0}\nb: 1",
            &["1:5 E0101 expected `,` or a new line, found another space, U+00A0"],
            "a: 1; b: 1",
        ),
        ("l: [a\u{202f}, c]", &["1:6 E0101 expected `,` or `]`, found another space, U+202F"], "l: [a, c]"),
        ("l: [a b, c]", &["1:7 E0101 expected `,` or a new line, found `b`"], "l: [a, b, c]"),
        ("l: [a: b, c]", &["1:6 E0101 expected `,` or `]`, found `:`"], "l: [ERROR, c]"),
        ("l: [a,, c]", &["1:7 E0101 `,` separates nothing"], "l: [a, c]"),
        ("l: [, c]", &["1:5 E0101 `,` separates nothing"], "l: [c]"),
        (
            "l: [/x, c:1]\nb: 1",
            &["1:5 E0101 expected a value, found `/x`", "1:10 E0101 expected `,` or `]`, found `:1`"],
            "l: [ERROR]; b: 1",
        ),
        ("v: a.b(\"x\")", &["1:4 E0101 only a single name can stand before `(`"], "v: ERROR"),
        (
            "a: @x { b: 2 }\nc: 1",
            &["1:4 E0101 expected a value after `:`, found `@x`"],
            "a: ERROR {b: 2}; c: 1",
        ),
        ("a: git \"x\" { b: 2 }\nc: 1", &["1:8 E0101 expected `{`, found `\"x\"`"], "a: git {b: 2}; c: 1"),
        ("a: git x { b: 2 }\nc: 1", &["1:8 E0101 expected `{`, found `x`"], "a: git {b: 2}; c: 1"),
        ("a @ b { c: 1 }", &["1:3 E0101 expected `,` or a new line, found `@`"], "a {c: 1}"),
        ("a: ( b )\nc: 1", &["1:4 E0101 expected a value after `:`, found `(`"], "a: ERROR; c: 1"),
        ("a: b) c\nd: 1", &["1:5 E0101 expected `,` or a new line, found `)`"], "a: ERROR; d: 1"),
        (
            "a: 1..=5\nb: ..5\nc: 1...5",
            &[
                "1:7 E0101 expected `,` or a new line, found `=5`",
                "2:4 E0101 expected a value after `:`, found `..5`",
                "3:7 E0101 expected `,` or a new line, found `.5`",
            ],
            "a: ERROR; b: ERROR; c: ERROR",
        ),
        (
            "a: [1, 2] [3]\nb {} {}\nc: 1",
            &["1:11 E0101 expected an entry, found `[`", "2:6 E0101 expected `,` or a new line, found `{`"],
            "a: [1, 2]; b {}; c: 1",
        ),
        (
            "l: [- a\n - b\n]",
            &["1:5 E0101 expected a value, found `-`", "2:2 E0101 expected a value, found `-`"],
            "l: []",
        ),
        (
            "a: $x, b: ${x.y}\nc: 1",
            &[
                "1:4 E0101 expected a value after `:`, found `$x`",
                "1:11 E0101 expected a value after `:`, found `$`",
            ],
            "a: ERROR; b: ERROR; c: 1",
        ),
        ("a: b c: d e: f\n", &["1:6 E0101 expected `,` or a new line, found `c`"], "a: b; c: d; e: f"),
        (
            "a := 3\nb -> 3\nc => 3\nd: 1",
            &[
                "1:4 E0101 expected a value after `:`, found `=`",
                "2:3 E0101 expected `,` or a new line, found `->`",
                "3:3 E0101 expected `:`, found `=`",
            ],
            "a: ERROR; b; c: ERROR; d: 1",
        ),
        (
            "a: - b\nc: |\n  text\nd: 1",
            &[
                "1:4 E0101 expected a value after `:`, found `-`",
                "2:4 E0101 expected a value after `:`, found `|`",
            ],
            "a: ERROR; c: ERROR; text; d: 1",
        ),
        (
            "if x { a: 1 } else { b: 1 }",
            &["1:15 E0101 expected `,` or a new line, found `else`"],
            "if x {a: 1}; else {b: 1}",
        ),
        (
            "description: it's fine\nb: 1",
            &["1:16 E0101 expected `,` or a new line, found `'s`"],
            "description: ERROR; b: 1",
        ),
    ]);
}

#[test]
fn names() {
    check(&[
        (
            "app.kubernetes.io/name: \"x\"\nb: 1",
            &["1:1 E0111 `app.kubernetes.io/name` is not a name"],
            "app.kubernetes.io/name: \"x\"; b: 1",
        ),
        (
            "expose app.example.com { port: http }",
            &["1:8 E0111 `app.example.com` is not a name"],
            "expose app.example.com {port: http}",
        ),
        (
            "3scale: 1\nfoo-: 2\ngröße: 3",
            &[
                "1:1 E0111 `3scale` is not a name",
                "2:1 E0111 `foo-` is not a name",
                "3:1 E0111 `größe` is not a name",
            ],
            "3scale: 1; foo-: 2; größe: 3",
        ),
        ("a: b.0.c-", &["1:6 E0111 `0` is not a name", "1:8 E0111 `c-` is not a name"], "a: b.0.c-"),
    ]);
}

#[test]
fn numbers() {
    check(&[(
        "v: 1.2.3\nw: 0x10, x: 10.0.0.0/8, y: 1_000",
        &[
            "1:4 E0110 `1.2.3` is not a number",
            "2:4 E0110 `0x10` is not a number",
            "2:13 E0110 `10.0.0.0` is not a number",
            "2:28 E0110 `1_000` is not a number",
        ],
        "v: ERROR; w: ERROR; x: ERROR; y: ERROR",
    )]);
}

#[test]
fn unclosed_brackets() {
    check(&[
        (
            "l: [a, b\nkey: 1\nother { x: 1 }",
            &["1:4 E0102 `[` is never closed"],
            "l: [a, b]; key: 1; other {x: 1}",
        ),
        ("p { l: [a, b }\nc: 1", &["1:8 E0102 `[` is never closed"], "p {l: [a, b]}; c: 1"),
        ("v: file(\"x\"\nb: 1", &["1:8 E0102 `(` is never closed"], "v: file(\"x\"); b: 1"),
        ("a {\n  b: 1\n", &["1:3 E0102 `{` is never closed"], "a {b: 1}"),
        ("a {\n  b {\n  c: 1\n", &["2:5 E0102 `{` is never closed"], "a {b {c: 1}}"),
        (
            "component a: x {\n  env {\n    A: 1\n}\ncomponent b: y {\n  c: 1\n}\nuse \"x\"\n",
            &["2:7 E0102 `{` is never closed"],
            "component a: x {env {A: 1}}; component b: y {c: 1}; use \"x\"",
        ),
        (
            "component a: x {\n  l: [a,\n    b\n  c: 1\n}\nd: 1",
            &["2:6 E0102 `[` is never closed"],
            "component a: x {l: [a, b]; c: 1}; d: 1",
        ),
    ]);
}

#[test]
fn strings_without_an_end() {
    check(&[
        ("v: \"abc\nb: 1", &["1:4 E0104 the string has no end"], "v: ERROR; b: 1"),
        (
            "env { A: \"foo }\nb: 1\ncomponent c: d {}",
            &["1:10 E0104 the string has no end"],
            "env {A: ERROR; b: 1}; component c: d {}",
        ),
        ("v: \"\"\"\n a\nb: 1", &["1:4 E0104 the string has no end"], "v: ERROR"),
        ("p {\n v: '''\n a\nb: 1\n}", &["2:5 E0104 the string has no end"], "p {v: ERROR}"),
        ("v: 'abc\nb: 1", &["1:4 E0104 the string has no end"], "v: ERROR; b: 1"),
        (
            "v: \"a\\qb\\\"\nw: \"\\u{110000} \\u{zz} \\u00 \\x\"",
            &[
                "1:4 E0104 the string has no end",
                "2:5 E0105 `\\u{110000}` is not a character",
                "2:16 E0105 `\\u{zz}` is not a character",
                "2:23 E0105 `\\u` is not a character",
                "2:28 E0105 `\\x` is not an escape",
            ],
            "v: ERROR; w: \"  00 \"",
        ),
    ]);
}

#[test]
fn escapes_and_interpolations() {
    check(&[
        (
            "v: \"${} ${a b} ${a.} ${-} ${a\"\nb: 1",
            &[
                "1:5 E0105 `${}` holds no reference",
                "1:9 E0105 `a b` is not a reference",
                "1:16 E0105 `a.` is not a reference",
                "1:22 E0105 `-` is not a reference",
                "1:27 E0105 `${` without a `}`",
            ],
            "v: \"    ${a\"; b: 1",
        ),
        (
            "\"${x}\": 1\n\"\"\"a\"\"\": 2",
            &[
                "1:1 E0105 a name can't hold an interpolation",
                "2:1 E0111 a name can't be a multi-line string",
            ],
            "\"\": 1; \"\": 2",
        ),
    ]);
}

#[test]
fn stray_brackets() {
    check(&[
        ("}\na: 1 ]\nb: 2", &["1:1 E0103 `}` closes nothing", "2:6 E0103 `]` closes nothing"], "a: 1; b: 2"),
        ("a { ] b: 1 }", &["1:5 E0103 `]` closes nothing"], "a {b: 1}"),
        (
            "component a: x {\n  env {\n    A: 1\n  }\n  }\n}\nd: 1",
            &["5:3 E0103 `}` closes nothing"],
            "component a: x {env {A: 1}}; d: 1",
        ),
        (
            "component a: x {\n  b: 1\n  }\n  c: 2\n}\nd: 1",
            &["3:3 E0103 `}` closes nothing"],
            "component a: x {b: 1; c: 2}; d: 1",
        ),
        ("a: 1 }\nb: 1", &["1:6 E0103 `}` closes nothing"], "a: 1; b: 1"),
    ]);
}

#[test]
fn types() {
    check(&[
        (
            "param x\nparam y = 3\nparam z:\nparam w: = 3\nparam v: [int = 3\nparam u: range<int = 1..2\nparam t: {a b}\nok: 1",
            &[
                "1:1 E0101 the param `x` has no type",
                "2:1 E0101 the param `y` has no type",
                "3:9 E0101 expected a type",
                "4:10 E0101 expected a type, found `=`",
                "5:15 E0101 expected `]`, found `=`",
                "6:20 E0101 expected `>`, found `=`",
                "7:13 E0101 expected `}`, found `b`",
            ],
            "param x <ERROR>; param y <ERROR>: 3; param z <ERROR>; param w <ERROR>: 3; param v <[int]>: 3; param u <range<int>>: 1..2; param t <{a}>; ok: 1",
        ),
        (
            "param x: int in 3\nparam y: string like a\nparam z: a | = 3\nparam w: int in = 3\nparam v: 3\nparam u: int =\nok: 1",
            &[
                "1:17 E0101 expected a range after `in`",
                "2:22 E0101 expected a string after `like`",
                "3:14 E0101 expected a type, found `=`",
                "4:17 E0101 expected a value after `in`, found `=`",
                "5:10 E0101 expected a type, found `3`",
                "6:14 E0101 expected a value after `=`",
            ],
            "param x <ERROR>; param y <ERROR>; param z <ERROR>: 3; param w <ERROR>: 3; param v <3>; param u <int>: ERROR; ok: 1",
        ),
        (
            "param t: {int: string} {}\nparam s: {[a]: string}\nparam r: range<int> | foo\nparam q: int foo",
            &[
                "2:11 E0101 expected names before `:`",
                "3:23 E0101 only words can be choices",
                "4:14 E0101 expected `,` or a new line, found `foo`",
            ],
            "param t <{int: string}> {}; param s <{: string}>; param r <range<int>>; param q <int>",
        ),
    ]);
}

#[test]
fn five_mistakes_are_five_diagnostics() {
    let text = "component a: service {\n  image: nginx:1\n  replicas 3\n  env {\n    A = \"x\"\n    B: \"y\n    C: \"z\"\n  }\n  port http: ;\n  size: small\n}\ncomponent b: cache {}\n";
    let (messages, left) = mistakes(text);
    assert_eq!(messages.len(), 5, "{messages:#?}");
    assert_eq!(
        left,
        "component a: service {image: ERROR; replicas: 3; env {A: \"x\"; B: ERROR; C: \"z\"}; port http: ERROR; size: small}; component b: cache {}"
    );
}

fn diagnostics(text: &str) -> Vec<Diagnostic> {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let file = sources.add("a.fluo", text);
    parse(&sources, file, &mut diagnostics);
    diagnostics.sorted(&sources)
}

/// The text with every fix of these kinds made.
fn repaired(text: &str, applicable: &[Applicability]) -> String {
    let mut edits: Vec<_> = diagnostics(text)
        .into_iter()
        .filter_map(|d| d.fixes.into_iter().find(|fix| applicable.contains(&fix.applicability)))
        .flat_map(|fix| fix.edits)
        .collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
    edits.into_iter().fold(text.to_owned(), |mut text, edit| {
        text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
        text
    })
}

#[test]
fn safe_fixes_repair() {
    for (text, repair) in [
        ("replicas 3", "replicas: 3"),
        ("port http 80 {}", "port http: 80 {}"),
        ("args [a]", "args: [a]"),
        ("a = 3", "a: 3"),
        ("a=3", "a: 3"),
        ("image: ghcr.io/a/b:v1 // x", "image: \"ghcr.io/a/b:v1\" // x"),
        ("url: https://a.b/c", "url: \"https://a.b/c\""),
        ("path: /health { x: 1 }", "path: \"/health\" { x: 1 }"),
        ("p { a: 1 b: 2 }", "p { a: 1, b: 2 }"),
        ("l: [a b]", "l: [a, b]"),
        ("a: 1;\nb: 2; c: 3", "a: 1\nb: 2, c: 3"),
        ("# x", "// x"),
        ("a b\n{\n}", "a b {\n}"),
        ("a.b/c: 1", "\"a.b/c\": 1"),
        ("l: [a,, b]", "l: [a, b]"),
    ] {
        assert_eq!(repaired(text, &[Applicability::Safe]), repair);
        assert_eq!(mistakes(repair).0, Vec::<String>::new());
    }
}

#[test]
fn other_fixes_repair_what_they_can() {
    for (text, repair) in [
        ("about: Runs agents, often", "about: \"Runs agents\", often"),
        ("v: 1.2.3", "v: \"1.2.3\""),
        ("v: \"abc", "v: \"abc\""),
        ("v: \"a\\qb\"", "v: \"a\\\\qb\""),
        ("v: \"${ a b }\"", "v: \"\\${ a b }\""),
        ("l: [x:1]", "l: [\"x:1\"]"),
        ("a {\n  b: 1\nc: 2", "a {\n  b: 1\n}\nc: 2"),
        ("a {\n  b {\n    c: 1\n}\nd: 2", "a {\n  b {\n    c: 1\n  }\n}\nd: 2"),
        ("a {\n  b: 1", "a {\n  b: 1\n}\n"),
        ("a {\n  l: [b, c\n}\n", "a {\n  l: [b, c]\n}\n"),
    ] {
        assert_eq!(repaired(text, &[Applicability::Unsafe]), repair);
        assert_eq!(mistakes(repair).0, Vec::<String>::new());
    }
}

/// What an unclosed or stray brace points at, as line and text.
fn pointers(text: &str) -> Vec<String> {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let file = sources.add("a.fluo", text);
    parse(&sources, file, &mut diagnostics);
    let all = diagnostics.sorted(&sources);
    let labels = all.iter().flat_map(|d| [&d.primary].into_iter().chain(&d.secondary));
    labels.map(|label| format!("{} {}", sources.position(label.span).line, label.text)).collect()
}

#[test]
fn an_unclosed_brace_points_at_the_likely_place() {
    assert_eq!(
        pointers("component a: x {\n  env {\n    A: 1\n}\ncomponent b: y {\n}\n"),
        [
            "2 its `}` is missing",
            "4 this `}` closes it, but is not indented like its line",
            "1 so this block has no end"
        ]
    );
    assert_eq!(pointers("a {\n  b: 1\n"), ["1 opened here", "3 the file ends here"]);
    assert_eq!(
        pointers("a {\n  b {\n    c: [\n"),
        [
            "2 opened here",
            "4 the file ends here",
            "1 this one is still open, too",
            "3 opened here",
            "4 the file ends here"
        ]
    );
    assert_eq!(
        pointers("a {\n  b {\n    c: 1\n    }\n  }\n}\n"),
        [
            "4 closes a block too early: it is not indented like the line of its `{`",
            "6 so there is no `{` for this one"
        ]
    );
}
