//! What is legal, and the tree it gives.

use super::{read, shape};
use crate::syntax::ast::{Piece, ValueKind};

#[test]
fn entries() {
    for (text, want) in [
        ("", ""),
        ("size: medium", "size: medium"),
        ("port http: 8080\n", "port http: 8080"),
        ("env { A: \"x\" }", "env {A: \"x\"}"),
        ("env: { A: \"x\" }", "env {A: \"x\"}"),
        ("env {\n  A: 1\n\n  B: 2\n}\n", "env {A: 1; B: 2}"),
        (
            "probe live: \"/health\" { after: 10s, every: 10s, }",
            "probe live: \"/health\" {after: 10s; every: 10s}",
        ),
        ("component a: cache {}", "component a: cache {}"),
        ("use \"../x/*.fluo\"", "use \"../x/*.fluo\""),
        ("mount \"/path\": config { read-only: true }", "mount \"/path\": config {read-only: true}"),
        ("\"file.name\": 'text'", "\"file.name\": \"text\""),
        ("size medium\n", "size medium"),
        ("a\nb,c , d\n", "a; b; c; d"),
        ("a:1,b:\t2\t,c : 3", "a: 1; b: 2; c: 3"),
        ("a b {c d {e f {}}}", "a b {c d {e f {}}}"),
        ("a { b },\nc: 1", "a {b}; c: 1"),
        ("param: 3\nparam {}\nparams x: 1", "param: 3; param {}; params x: 1"),
        ("component: 1\n kind x {}\n", "component: 1; kind x {}"),
    ] {
        assert_eq!(shape(text), want, "{text}");
    }
}

#[test]
fn values() {
    for (text, want) in [
        ("500m", "500m"),
        ("1.5", "1.5"),
        ("1h30m", "1h30m"),
        ("1.5Gi", "1.5Gi"),
        ("70%", "70%"),
        ("-1", "-1"),
        ("1..10", "1..10"),
        ("500m..2", "500m..2"),
        ("50m..", "50m.."),
        ("1.5..2.5", "1.5..2.5"),
        ("a.lo..b-c.hi", "a.lo..b-c.hi"),
        ("a..", "a.."),
        ("agent-db.password", "agent-db.password"),
        ("[]", "[]"),
        ("[a, \"b\", 1..2, 3,]", "[a, \"b\", 1..2, 3]"),
        ("[\n  a\n  b.c // why\n\n  // more\n  d,\n]", "[a, b.c, d]"),
        ("[a\n, b]", "[a, b]"),
        ("[{ a: 1 }, {}, [x]]", "[{a: 1}, {}, [x]]"),
        ("[\n  {\n    a: 1\n  }\n  {\n    a: 2\n  }\n]", "[{a: 1}, {a: 2}]"),
        ("file(\"x\")", "file(\"x\")"),
        ("cluster-var(\"N\", int)", "cluster-var(\"N\", int)"),
        ("[file(\"x\"), f()]", "[file(\"x\"), f()]"),
    ] {
        assert_eq!(shape(&format!("v: {text}")), format!("v: {want}"), "{text}");
    }
}

#[test]
fn params() {
    for (text, want) in [
        ("consumer: consumer", "<consumer>"),
        ("lag: int in 1..10000 = 5", "<int in 1..10000>: 5"),
        ("l: debug | info | warn = info", "<debug|info|warn>: info"),
        ("l: a|b?", "<a|b?>"),
        ("l: a | b ?", "<a|b?>"),
        ("l: int in 0..9 ?", "<int in 0..9?>"),
        ("l: int in 0..9 ?", "<int in 0..9?>"),
        ("r: range<int> = 1..10", "<range<int>>: 1..10"),
        ("r: [string] = []", "<[string]>: []"),
        ("r: [ [cpu]? ]?", "<[[cpu]?]?>"),
        ("r: {string} = { a: \"x\" }", "<{string}>: {a: \"x\"}"),
        ("r: {live | ready: probe}", "<{live|ready: probe}>"),
        ("r: { a: {string} }", "<{a: {string}}>"),
        ("r: string like \"[a-z]+\"", "<string like \"[a-z]+\">"),
        ("r: string? { because: \"x\" }", "<string?> {because: \"x\"}"),
        ("r: duration in 1s..1h? = 5s {}", "<duration in 1s..1h?>: 5s {}"),
        ("r: cpu = a.b", "<cpu>: a.b"),
    ] {
        let label = text.split(':').next().unwrap();
        assert_eq!(shape(&format!("param {text}")), format!("param {label} {want}"), "{text}");
    }
}

#[test]
fn a_name_in_quotes_needs_no_blank_before_it() {
    for text in
        ["param \"a\": int = 1", "param 'a': int { b: 1 }", "type \"t\": path { a: 1 }", "port \"a\": 1"]
    {
        assert_eq!(shape(&text.replacen(' ', "", 1)), shape(text), "{text}");
    }
}

#[test]
fn strings() {
    for (text, want) in [
        ("\"\"", ""),
        ("\"a b\"", "a b"),
        (r#""a\n\t\r\\\"\$\u{1f600}b""#, "a\\n\\t\\r\\\\\\\"$😀b"),
        (r#""${a}""#, "${a}"),
        (r#""x${ a.b-c.d }y$z$""#, "x${a.b-c.d}y$z$"),
        (r#""\${a}""#, "${a}"),
        (r"'a\n${b}'", "a\\\\n${b}"),
        ("''", ""),
        ("\"\"\"\"\"\"", ""),
        ("''''''", ""),
        ("\"\"\"one\"\"\"", "one"),
        ("\"\"\"\n    a\n      b ${x}\n\n    c\n  \"\"\"", "a\\n  b ${x}\\n\\nc\\n"),
        ("\"\"\"\n  a\n  b\"\"\"", "a\\nb"),
        ("'''\n  it's \\n \"\"\"\n  '''", "it's \\\\n \\\"\\\"\\\"\\n"),
        ("\"\"\"\n  \"quoted\" \\\"\"\" \\n\n  \"\"\"", "\\\"quoted\\\" \\\"\\\"\\\" \\n\\n"),
        ("'''\n\ta\n\t b\n'''", "a\\n b\\n"),
        ("\"\"\"\n\"\"\"", ""),
    ] {
        assert_eq!(shape(&format!("v: {text}")).replace("\\'", "'"), format!("v: \"{want}\""), "{text}");
    }
}

#[test]
fn multi_line_strings_know_no_carriage_return() {
    let (ast, messages) = read("v: \"\"\"\r\n  a\r\n   b\r\n  \"\"\"\r\nw: 1\r\n");
    assert_eq!(messages, ["1:7 W0102 the lines of this file end with a carriage return"]);
    assert_eq!(super::entries(&ast.entries), "v: \"a\\n b\\n\"; w: 1");
}

#[test]
fn spans() {
    let text = "/// doc\nprobe live: \"a${ b.c }\" { x: 1 } // end\nq: d.e..\n";
    let (ast, _) = read(text);
    let of = |span: crate::source::Span| &text[span.start as usize..span.end as usize];
    let probe = &ast.entries[0];
    assert_eq!(of(probe.span), "probe live: \"a${ b.c }\" { x: 1 }");
    assert_eq!(of(probe.head()), "probe live");
    assert_eq!(of(probe.docs[0]), "/// doc");
    assert_eq!(of(probe.block.as_ref().unwrap().span), "{ x: 1 }");
    assert_eq!(of(ast.comments[0]), "// end");
    let ValueKind::String(pieces) = &probe.value.as_ref().unwrap().kind else { panic!() };
    let Piece::Ref(path, span) = &pieces[1] else { panic!() };
    assert_eq!((of(*span), of(path[0].span), of(path[1].span)), ("${ b.c }", "b", "c"));
    let range = ast.entries[1].value.as_ref().unwrap();
    assert_eq!(of(range.span), "d.e..");
    let ValueKind::Range(from, _) = &range.kind else { panic!() };
    assert_eq!(of(from.span), "d.e");
}

#[test]
fn a_references_spans_in_a_multi_line_string() {
    let text = "v: \"\"\"\n    a\n    ${x.y}\n  \"\"\"";
    let (ast, _) = read(text);
    let ValueKind::String(pieces) = &ast.entries[0].value.as_ref().unwrap().kind else { panic!() };
    let Piece::Ref(path, span) = &pieces[1] else { panic!() };
    assert_eq!(&text[span.start as usize..span.end as usize], "${x.y}");
    assert_eq!(&text[path[1].span.start as usize..path[1].span.end as usize], "y");
}

#[test]
fn comments_and_docs() {
    let text = "// a\n/// doc a\n/// doc b\n// between\nx: 1 // end, with; odd { text\n\
                y: [ // in\n  1 /// not a doc\n] /// nor this\n//// nor this\nz {} // {\n/// dangling\n";
    let (ast, messages) = read(text);
    assert_eq!(messages, Vec::<String>::new());
    assert_eq!(super::entries(&ast.entries), "//x: 1; y: [1]; z {}");
    let of = |span: &crate::source::Span| &text[span.start as usize..span.end as usize];
    let comments: Vec<&str> = ast.comments.iter().map(of).collect();
    assert_eq!(
        comments,
        [
            "// a",
            "// between",
            "// end, with; odd { text",
            "// in",
            "/// not a doc",
            "/// nor this",
            "//// nor this",
            "// {",
            "/// dangling"
        ]
    );
}

#[test]
fn the_tour() {
    for (text, entries) in [
        (include_str!("tour/platform.fluo"), 5),
        (include_str!("tour/agent-executor.fluo"), 6),
        (include_str!("tour/prod.fluo"), 4),
    ] {
        let (ast, messages) = read(text);
        assert_eq!(messages, Vec::<String>::new());
        assert_eq!(ast.entries.len(), entries);
    }
}

#[test]
fn the_prelude() {
    for text in [
        include_str!("../../../prelude/kinds.fluo"),
        include_str!("../../../prelude/platform.fluo"),
        include_str!("../../../prelude/secrets.fluo"),
        include_str!("../../../prelude/types.fluo"),
    ] {
        assert_eq!(read(text).1, Vec::<String>::new());
    }
}
