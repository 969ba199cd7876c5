//! Input that nobody writes by intent: it must give diagnostics, in linear time, and nothing worse.

use super::{mistakes, read};
use crate::diagnostic::Diagnostics;
use crate::source::{Sources, Span};
use crate::syntax::ast::{Ast, Entry, Piece, TypeExpr, TypeExprKind, Value, ValueKind};
use crate::syntax::{MAX_DEPTH, MAX_FILE_BYTES, MAX_LINE_BYTES, decode, not_utf8, parse};

#[test]
fn nesting_is_limited() {
    for (open, close) in [("{", "}"), ("[", "]"), ("f(", ")")] {
        let nested = |depth: usize| format!("a: {}x: 1{}", open.repeat(depth), close.repeat(depth));
        let column = 3 + open.len() * (MAX_DEPTH + 1);
        let too_deep = format!("1:{column} E0107 blocks and lists nest more than 64 deep");
        assert_eq!(read(&nested(MAX_DEPTH + 1)).1, std::slice::from_ref(&too_deep));
        assert_eq!(read(&nested(200_000)).1, std::slice::from_ref(&too_deep));
        assert!(!read(&nested(MAX_DEPTH)).1.contains(&too_deep));
    }
    let blocks = format!("{}x: 1{}", "a { ".repeat(MAX_DEPTH), " }".repeat(MAX_DEPTH));
    assert_eq!(read(&blocks).1, Vec::<String>::new());
}

#[test]
fn brackets_in_strings_and_comments_do_not_nest() {
    let many = "{[(".repeat(100);
    for text in [
        format!("a: \"{many}\""),
        format!("a: '{many}'"),
        format!("a: \"\\\"{many}\""),
        format!("a: 1 // {many}"),
        format!("a: \"\"\"\n {many}\n\\\"\"\"{many}\"\"\""),
        format!("a: '''\n{many}'''"),
    ] {
        assert_eq!(read(&text).1, Vec::<String>::new());
    }
    assert_eq!(read(&format!("# {many}")).1.len(), 1);
    let unclosed = "component a: b {\n".repeat(100);
    assert!(read(&unclosed).1.iter().all(|message| message.contains("E0102")));
}

#[test]
fn control_characters() {
    let (messages, left) = mistakes("a: 1\nb: \"x\u{0}\u{1}y\"\n\u{7f}\nc: 2 \u{202e}\nd: 3\r e: 4\n");
    assert_eq!(
        messages,
        [
            "2:6 E0108 the control character U+0000 stands in the source",
            "3:1 E0108 the control character U+007F stands in the source",
            "4:6 E0108 the control character U+202E stands in the source",
            "5:5 E0108 the control character U+000D stands in the source",
            "5:7 E0101 expected `,` or a new line, found `e`",
        ]
    );
    assert_eq!(left, "a: 1; b: \"x\\0\\u{1}y\"; c: 2; d: 3; e: 4");
    assert_eq!(read(&"\u{0} ".repeat(1000)).1.len(), 5);
}

#[test]
fn noncharacters() {
    let (messages, left) =
        mistakes("a: 'x\u{fdd0}'\nb: \"\\u{fdd0}y\"\nc: \"\\u{10ffff}\"\nd: \"\\u{fdf0}\"\n");
    assert_eq!(
        messages,
        [
            "1:6 E0108 the noncharacter U+FDD0 stands in the source",
            "2:5 E0105 `\\u{fdd0}` is not a character",
            "3:5 E0105 `\\u{10ffff}` is not a character",
        ]
    );
    assert_eq!(left, "a: \"x\\u{fdd0}\"; b: \"y\"; c: \"\"; d: \"\u{fdf0}\"");
}

#[test]
fn marks_and_line_ends() {
    let (messages, left) =
        mistakes("\u{feff}a: 1\r\nb {\r\n  c: [\r\n    1\r\n  ]\r\n}\r\n// x\r\n/// d\r\ne: 'x'\r\n");
    assert_eq!(
        messages,
        [
            "1:1 W0101 the file starts with a byte order mark",
            "1:5 W0102 the lines of this file end with a carriage return",
        ]
    );
    assert_eq!(left, "a: 1; b {c: [1]}; /e: \"x\"");
}

#[test]
fn sizes() {
    let long = format!("b: 1\na: \"{}\"", "x".repeat(MAX_LINE_BYTES));
    assert_eq!(read(&long).1, ["2:1 E0109 the line is longer than 1 MiB"]);
    let large = "a: 1\n".repeat(MAX_FILE_BYTES / 5 + 1);
    assert_eq!(read(&large).1, ["1:1 E0109 the file is longer than 16 MiB"]);
}

#[test]
fn bytes_that_are_not_utf8() {
    assert_eq!(decode(b"a: 1".to_vec()), ("a: 1".to_owned(), None));
    let (text, at) = decode(b"a: \"\xc3\xbc\xff\"\nb: 1".to_vec());
    assert_eq!((text.as_str(), at), ("a: \"ü\u{fffd}\"\nb: 1", Some(6)));
    let mut sources = Sources::default();
    let file = sources.add("a.fluo", text);
    let diagnostic = not_utf8(file, 6);
    assert_eq!(sources.text(diagnostic.primary.span), "\u{fffd}");
    assert_eq!(diagnostic.code.info().code, "E0106");
}

/// Every kind of mistake, over and over, takes time that grows with the text and no faster.
#[test]
fn repeated_mistakes_come_to_an_end() {
    for pattern in [
        "a: @ ",
        "a: 1 b ",
        ",",
        ";",
        "#\n",
        "a:\n",
        "\"",
        "'",
        "\"\"\" \\",
        "a { ",
        "a: [",
        "[",
        "}",
        "]",
        ")",
        "f(",
        "a.",
        "a: b(",
        "a:",
        "1..",
        "${",
        "param x: ",
        "param x: a | ",
        "param x: {a",
        "param x: range<",
        "a \"",
        "\\",
        "-",
        "///\n",
        "a: \"${",
        "component x {\n",
        "l: [\n",
        "x\n{\n",
        "x {\n",
        "}\n",
        "a: [\n b\n",
        "\n",
        "\r",
        "\u{a0}",
        "é",
        "x: \"\\u{",
        "=",
        "/",
        "a//\n",
    ] {
        let text = pattern.repeat(50_000 / pattern.len());
        // A rule that gave up after its bracket would not come back from this; how long it takes is measured in
        // `benches/parse.rs`.
        read(&text);
    }
}

/// A small generator of numbers, the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }
}

#[test]
fn random_text_is_survived() {
    let alphabet: Vec<char> = "ab_-1 .:,;{}[]()<>|?=\"'\\$/#%\n\t\r\u{0}é“\u{feff}".chars().collect();
    let mut random = Random(1);
    for _ in 0..3000 {
        let length = random.below(120);
        let text: String = (0..length).map(|_| alphabet[random.below(alphabet.len())]).collect();
        survives(&text);
    }
}

#[test]
fn mutations_are_survived() {
    let tour = [
        include_str!("tour/platform.fluo"),
        include_str!("tour/agent-executor.fluo"),
        include_str!("tour/prod.fluo"),
    ];
    let bits = [
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        "\"",
        "'",
        "\"\"\"",
        "'''",
        ":",
        ",",
        "\n",
        "param x: ",
        "component ",
        "//",
        "..",
        "${",
        "\\",
        "ü",
    ];
    let mut random = Random(2);
    for round in 0..1500 {
        let mut text = tour[round % tour.len()].to_owned();
        for _ in 0..=random.below(4) {
            let mut at = random.below(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            match random.below(3) {
                0 => text.insert_str(at, bits[random.below(bits.len())]),
                1 => drop(text.remove(at)),
                _ => text.truncate(at.max(1)),
            }
        }
        survives(&text);
    }
}

/// Parses, and looks at every span.
fn survives(text: &str) {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let file = sources.add("a.fluo", text);
    let ast = parse(&sources, file, &mut diagnostics);
    let inside = |span: Span| {
        let range = usize::try_from(span.start).unwrap()..usize::try_from(span.end).unwrap();
        assert!(span.file == file && text.get(range).is_some(), "{span:?} in {text:?}");
    };
    for diagnostic in diagnostics.iter() {
        inside(diagnostic.primary.span);
        diagnostic.secondary.iter().for_each(|label| inside(label.span));
        diagnostic.fixes.iter().flat_map(|fix| &fix.edits).for_each(|edit| inside(edit.span));
        let message = &diagnostic.message;
        assert!(!message.is_empty() && !message.contains('\n') && !message.ends_with('.'), "{message}");
        assert!(diagnostic.fixes.is_empty() || !diagnostic.helps.is_empty(), "{message}");
    }
    for span in spans(&ast) {
        inside(span);
    }
}

fn spans(ast: &Ast) -> Vec<Span> {
    let mut spans = ast.comments.clone();
    ast.entries.iter().for_each(|entry| entry_spans(entry, &mut spans));
    spans
}

fn entry_spans(entry: &Entry, spans: &mut Vec<Span>) {
    spans.extend([entry.span, entry.word.span, entry.head()]);
    spans.extend(entry.docs.iter().chain(entry.label.iter().map(|label| &label.span)));
    entry.value.iter().for_each(|value| value_spans(value, spans));
    entry.ty.iter().for_each(|ty| type_spans(ty, spans));
    if let Some(block) = &entry.block {
        spans.push(block.span);
        block.entries.iter().for_each(|entry| entry_spans(entry, spans));
    }
}

fn value_spans(value: &Value, spans: &mut Vec<Span>) {
    spans.push(value.span);
    match &value.kind {
        ValueKind::Path(path) => spans.extend(path.iter().map(|name| name.span)),
        ValueKind::List(items) | ValueKind::Call(_, items) => {
            items.iter().for_each(|item| value_spans(item, spans));
        }
        ValueKind::Record(block) => block.entries.iter().for_each(|entry| entry_spans(entry, spans)),
        ValueKind::Range(from, to) => [from].into_iter().chain(to).for_each(|end| value_spans(end, spans)),
        ValueKind::String(pieces) => spans.extend(pieces.iter().filter_map(|piece| match piece {
            Piece::Ref(_, span) => Some(*span),
            Piece::Text(_) => None,
        })),
        ValueKind::Number(_) | ValueKind::Error => {}
    }
}

fn type_spans(ty: &TypeExpr, spans: &mut Vec<Span>) {
    spans.push(ty.span);
    match &ty.kind {
        TypeExprKind::List(of)
        | TypeExprKind::Optional(of)
        | TypeExprKind::Generic(_, of)
        | TypeExprKind::Map(_, of) => {
            type_spans(of, spans);
        }
        TypeExprKind::In(of, value) | TypeExprKind::Like(of, value) => {
            type_spans(of, spans);
            value_spans(value, spans);
        }
        TypeExprKind::Name(_) | TypeExprKind::Union(_) | TypeExprKind::Error => {}
    }
}
