//! Text and what becomes of it.

use crate::diagnostic::Diagnostics;
use crate::source::Sources;
use crate::syntax::parse;

/// What becomes of a text, or the codes of what stands in the way.
fn made(text: &str) -> Result<String, Vec<&'static str>> {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let file = sources.add("a.fluo", text);
    let ast = parse(&sources, file, &mut diagnostics);
    let text = if diagnostics.has_errors() { None } else { super::format(text, &ast, &mut diagnostics) };
    text.ok_or_else(|| diagnostics.sorted(&sources).iter().map(|found| found.code.as_str()).collect())
}

/// What becomes of a text, which has no errors; formatting it again changes nothing.
#[track_caller]
fn formatted(text: &str) -> String {
    let once = made(text).unwrap();
    assert_eq!(made(&once).as_ref(), Ok(&once), "not stable, of:\n{text}");
    once
}

#[track_caller]
fn becomes(text: &str, wanted: &str) {
    assert_eq!(formatted(text), wanted, "of:\n{text}");
}

#[test]
fn words_and_blanks() {
    becomes("a:1", "a: 1\n");
    becomes("  port   http :\t8080  ", "port http: 8080\n");
    becomes("a{}\nb { \n }\nc: []\nd { \n\n}", "a {}\nb {}\nc: []\nd {}\n");
    becomes("a { x :1,y:[ 1,2 , 3, ] , }", "a { x: 1, y: [1, 2, 3] }\n");
    becomes("env: { A:\"x\" }", "env { A: \"x\" }\n");
    becomes("a: file( \"x\" ,)", "a: file(\"x\")\n");
    becomes("probe live:'/h'{every:5s}", "probe live: '/h' { every: 5s }\n");
    becomes("\"a b\"\"c\":1..", "\"a b\" \"c\": 1..\n");
    becomes("", "");
    becomes("\n \n\t\n", "");
    becomes("a: 1, b: 2", "a: 1\nb: 2\n");
}

#[test]
fn types() {
    becomes("param a:int   in 1..5=3{x:1}", "param a: int in 1..5 = 3 { x: 1 }\n");
    becomes("param a:[ string ] ?", "param a: [string]?\n");
    becomes("param a:{ live|ready:probe }={ live : {} }", "param a: {live | ready: probe} = { live {} }\n");
    becomes("param a:range< int >", "param a: range<int>\n");
    becomes("param a: x|y  |z", "param a: x | y | z\n");
    becomes("type a:string  like  'x'{ }", "type a: string like 'x' {}\n");
}

#[test]
fn one_line_stays_one_line_where_it_fits() {
    let long = "x".repeat(40);
    becomes(
        &format!("a {{ b: \"{long}\", c: \"{long}\", d {{ e: 1 }} }}"),
        &format!("a {{\n  b: \"{long}\"\n  c: \"{long}\"\n  d {{ e: 1 }}\n}}\n"),
    );
    becomes("a { b: 1\n}", "a {\n  b: 1\n}\n");
    becomes("a: [1, 2,\n 3]", "a: [\n  1\n  2\n  3\n]\n");
}

#[test]
fn a_value_and_a_block_break_apart() {
    let (list, fits) = ("x".repeat(92), "x".repeat(91));
    becomes(&format!("a: [\"{list}\"] {{ b: 1 }}"), &format!("a: [\n  \"{list}\"\n] {{ b: 1 }}\n"));
    becomes(&format!("a: [\"{fits}\"] {{ b: 1 }}"), &format!("a: [\"{fits}\"] {{\n  b: 1\n}}\n"));
    becomes(&format!("a: [\"{fits}\"] {{}}"), &format!("a: [\n  \"{fits}\"\n] {{}}\n"));
}

#[test]
fn comments_stay_where_they_are() {
    becomes(
        "// a\n\n\n// b\na { // c\n\n// d\n\n\nx: [ // e\n1 // f\n, 2, // g\n// h\n] // i\n\n// j\n}// k\n// l",
        "// a\n\n// b\na { // c\n  // d\n\n  x: [ // e\n    1 // f\n    2 // g\n    // h\n  ] // i\n\n  // j\n} // k\n// l\n",
    );
    becomes("a { // c\n}\nb {\n// d\n}", "a { // c\n}\nb {\n  // d\n}\n");
    becomes("a: 1   // x  \n       // y", "a: 1 // x\n// y\n");
    becomes("a: f(// x\n\"y\")", "a: f( // x\n  \"y\"\n)\n");
}

#[test]
fn doc_comments_stay_with_what_they_document() {
    becomes("a: 1, /// b\nb: 2", "a: 1\n/// b\nb: 2\n");
    becomes("a { /// b\nb: 2 }", "a {\n  /// b\n  b: 2\n}\n");
    becomes("a: 1 /// no doc\nb: 2", "a: 1 /// no doc\nb: 2\n");
    becomes("/// a\n// b\n\n/// c\nd: 1 /// e", "/// a\n// b\n\n/// c\nd: 1 /// e\n");
    becomes("a: 1, /// of nothing\n", "a: 1 /// of nothing\n");
}

#[test]
fn blank_lines() {
    becomes("\n\na: 1\n\n\n\nb { \n\n x: 1\n\n\n y: 2\n\n}\n\n", "a: 1\n\nb {\n  x: 1\n\n  y: 2\n}\n");
    becomes("a: 1\n,\nb: 2", "a: 1\nb: 2\n");
    becomes("use \"a\"\n\nuse \"b\"\na: 1\nuse \"c\"", "use \"a\"\n\nuse \"b\"\n\na: 1\nuse \"c\"\n");
    becomes("use \"a\" // x\n// y\na: 1", "use \"a\" // x\n\n// y\na: 1\n");
    becomes("use \"a\"\n// y", "use \"a\"\n// y\n");
    becomes("a {\n use \"a\"\n b: 1\n}", "a {\n  use \"a\"\n  b: 1\n}\n");
}

#[test]
fn strings_of_several_lines_move_with_their_entry() {
    becomes("a { b: \"\"\"\nx\n  y \n\n \"\"\" }", "a {\n  b: \"\"\"\n    x\n      y \n\n    \"\"\"\n}\n");
    becomes("a: ['''\n\tx\n\t\ty''']", "a: [\n  '''\n  x\n  \ty'''\n]\n");
    becomes("a: \"\"\"x\n y\"\"\"", "a: \"\"\"x\n  y\"\"\"\n");
    becomes("a: \"\"\"  \n  y\n  \"\"\"", "a: \"\"\"\n\n  y\n  \"\"\"\n");
    becomes("a: \"\"\"x\"\"\"", "a: \"\"\"x\"\"\"\n");
}

#[test]
fn bytes_that_no_text_needs_are_left_out() {
    becomes(
        "\u{FEFF}a: 1\r\n// b\r\nc: '''\r\n d\r\n\r\n e\r\n'''\r\n",
        "a: 1\n// b\nc: '''\n  d\n\n  e\n  '''\n",
    );
    becomes("\u{FEFF}// b", "// b\n");
}

#[test]
fn the_greatest_depth_is_formatted() {
    let deep = |open: &str, close: &str| format!("a: {}{}", open.repeat(64), close.repeat(64));
    let flat = formatted(&deep("[", "]"));
    assert!(flat.contains(&format!("\n{}[]\n", "  ".repeat(63))), "{flat}");
    let commented = formatted(&deep("[// x\n", "]"));
    assert!(commented.contains(&format!("\n{}[ // x\n", "  ".repeat(63))), "{commented}");
}

#[test]
fn what_would_be_too_large_is_left() {
    let (open, close) = ("[".repeat(64), "]".repeat(64));
    let large = format!("a: {open}{}{close}", "1\n".repeat(1 << 18));
    let line = format!("a: \"\"\"\n{}\n\"\"\"", "x".repeat(1 << 20));
    for text in [large, line] {
        assert_eq!(made(&text), Err(vec!["E0109"]));
    }
}
