//! A look at the bytes before anything is recognised: sizes, characters that no source should hold, and nesting.

use super::{MAX_DEPTH, MAX_FILE_BYTES, MAX_LINE_BYTES, offset};
use crate::diagnostic::{self, Applicability, Code, Diagnostic, Diagnostics, Edit, is_noncharacter};
use crate::source::{FileId, Span};

/// How many runs of control characters are told of in one file.
const MAX_CONTROL_RUNS: usize = 5;

/// Reports what is wrong with the text as such. False if it is not to be parsed.
pub(super) fn scan(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> bool {
    let span = |from: usize, to: usize| Span::new(file, offset(from), offset(to));
    if let Some(too_large) = too_large(text, &span) {
        diagnostics.push(too_large);
        return false;
    }
    if text.starts_with('\u{FEFF}') {
        diagnostics.push(byte_order_mark(span(0, '\u{FEFF}'.len_utf8())));
    }
    carriage_return(text, &span, diagnostics);
    control_characters(text, &span, diagnostics);
    match too_deep(text) {
        Some(at) => {
            diagnostics.push(
                Diagnostic::new(
                    Code::TooDeep,
                    span(at, at + 1),
                    format!("blocks and lists nest more than {MAX_DEPTH} deep"),
                )
                .label(format!("bracket {} that is open here", MAX_DEPTH + 1))
                .help("write flatter entries; the file is not read any further"),
            );
            false
        }
        None => true,
    }
}

fn too_large(text: &str, span: &impl Fn(usize, usize) -> Span) -> Option<Diagnostic> {
    if text.len() > MAX_FILE_BYTES {
        let message = format!("the file is longer than {} MiB", MAX_FILE_BYTES >> 20);
        return Some(
            Diagnostic::new(Code::TooLarge, span(0, 0), message)
                .help("split it, or read texts with `file(\"…\")`"),
        );
    }
    if text.len() <= MAX_LINE_BYTES {
        return None;
    }
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if line.len() > MAX_LINE_BYTES {
            let message = format!("the line is longer than {} MiB", MAX_LINE_BYTES >> 20);
            let help = "break it, or read a long text with `file(\"…\")`";
            return Some(
                Diagnostic::new(Code::TooLarge, span(start, start), message)
                    .label("it starts here")
                    .help(help),
            );
        }
        start += line.len();
    }
    None
}

fn byte_order_mark(span: Span) -> Diagnostic {
    Diagnostic::new(Code::ByteOrderMark, span, "the file starts with a byte order mark")
        .label("three bytes that can't be seen")
        .help("save the file as UTF-8 without one")
        .fix("remove it", vec![Edit { span, text: String::new() }], Applicability::Safe)
}

fn carriage_return(text: &str, span: &impl Fn(usize, usize) -> Span, diagnostics: &mut Diagnostics) {
    // To look for one byte is much quicker, and few files have it.
    if !text.as_bytes().contains(&b'\r') {
        return;
    }
    if let Some(at) = text.find("\r\n") {
        let ends = text.match_indices("\r\n").map(|(at, _)| span(at, at + 1));
        let edits = ends.map(|span| Edit { span, text: String::new() }).collect();
        diagnostics.push(
            Diagnostic::new(
                Code::CarriageReturn,
                span(at, at + 1),
                "the lines of this file end with a carriage return",
            )
            .label("the first of them")
            .help("save it with `\\n` line ends; `fluoc fmt` does")
            .fix("end the lines with `\\n`", edits, Applicability::Safe),
        );
    }
}

/// Control characters, and those that change the direction in which the source is displayed.
fn control_characters(text: &str, span: &impl Fn(usize, usize) -> Span, diagnostics: &mut Diagnostics) {
    let plain = |b: u8| (b' '..0x7F).contains(&b) || matches!(b, b'\n' | b'\t');
    // Without a way out in between, so that many bytes are looked at in one step.
    if text.bytes().fold(true, |all, b| all & plain(b)) {
        return;
    }
    let mut runs = 0;
    let mut run: Option<(usize, usize, char)> = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let line_end = c == '\r' && chars.peek().is_some_and(|(_, next)| *next == '\n');
        let end = at + c.len_utf8();
        run = match run {
            Some((from, to, first)) if to == at && !line_end && is_control(c) => Some((from, end, first)),
            Some((from, to, first)) => {
                diagnostics.push(control_character(span(from, to), first));
                runs += 1;
                None
            }
            None if !line_end && is_control(c) => Some((at, end, c)),
            None => None,
        };
        if runs == MAX_CONTROL_RUNS {
            return;
        }
    }
    if let Some((from, to, first)) = run {
        diagnostics.push(control_character(span(from, to), first));
    }
}

/// Whether no source may hold this character.
pub(super) fn is_control(c: char) -> bool {
    diagnostic::is_control(c) && !matches!(c, '\n' | '\t')
}

fn control_character(span: Span, first: char) -> Diagnostic {
    let edit = Edit { span, text: String::new() };
    let code = u32::from(first);
    let (what, help) = match is_noncharacter(first) {
        true => ("noncharacter", "take it out; no text has it".to_owned()),
        false => ("control character", format!("take it out; in a string, write `\\u{{{code:x}}}`")),
    };
    Diagnostic::new(Code::ControlCharacter, span, format!("the {what} U+{code:04X} stands in the source"))
        .label("can't be seen")
        .help(help)
        .fix("remove it", vec![edit], Applicability::Unsafe)
}

/// The words that only ever start a declaration: unindented, they end whatever was left open before them. The
/// same as `declaration` in the grammar.
const DECLARATIONS: [&str; 5] = ["component ", "environment ", "kind ", "store ", "use "];

/// The first opening bracket that stands too deep. It reads strings and comments as the grammar does, and where it
/// can't know what the grammar takes for a bracket, it counts one more rather than one less: the recogniser's
/// recursion is bounded by this.
fn too_deep(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut open: Vec<u8> = Vec::with_capacity(MAX_DEPTH);
    let mut at = 0;
    while let Some((mark, byte)) = next_byte(bytes, at, is_mark) {
        at = match byte {
            b'"' | b'\'' => string_end(bytes, mark, byte),
            b'#' => line_end(bytes, mark),
            b'/' if bytes.get(mark + 1) == Some(&b'/') => line_end(bytes, mark),
            b'{' | b'[' | b'(' => {
                if open.len() == MAX_DEPTH {
                    return Some(mark);
                }
                open.push(byte);
                mark + 1
            }
            b'\n' => {
                if !open.is_empty() && starts_declaration(bytes, mark + 1) {
                    open.clear();
                }
                mark + 1
            }
            b'}' | b']' | b')' => {
                close(&mut open, byte);
                mark + 1
            }
            _ => mark + 1,
        };
    }
    None
}

/// The first byte from an offset on that is one of these, and where it stands.
fn next_byte(bytes: &[u8], from: usize, is: impl Fn(u8) -> bool) -> Option<(usize, u8)> {
    let rest = bytes.get(from..)?;
    let at = rest.iter().position(|b| is(*b))?;
    Some((from + at, *rest.get(at)?))
}

/// Whether a byte may have to do with what is open.
fn is_mark(byte: u8) -> bool {
    // Most bytes are letters, and known after one comparison.
    !byte.is_ascii_lowercase()
        && matches!(byte, b'"' | b'\'' | b'#' | b'/' | b'\n' | b'{' | b'[' | b'(' | b'}' | b']' | b')')
}

fn starts_declaration(bytes: &[u8], at: usize) -> bool {
    // Most lines are indented.
    bytes.get(at).is_some_and(u8::is_ascii_lowercase)
        && bytes.get(at..).is_some_and(|rest| DECLARATIONS.iter().any(|d| rest.starts_with(d.as_bytes())))
}

/// Takes the bracket that this one closes from those that are open, and those that were left open in it.
fn close(open: &mut Vec<u8>, closing: u8) {
    let depth = match closing {
        b'}' => open.iter().rposition(|b| *b == b'{'),
        b']' => open.iter().rposition(|b| *b != b'(').filter(|at| open.get(*at) == Some(&b'[')),
        _ => open.len().checked_sub(1).filter(|at| open.get(*at) == Some(&b'(')),
    };
    if let Some(depth) = depth {
        open.truncate(depth);
    }
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    next_byte(bytes, at, |b| b == b'\n').map_or(bytes.len(), |(at, _)| at)
}

/// Behind the string that starts at `at` with this quote.
fn string_end(bytes: &[u8], at: usize, quote: u8) -> usize {
    let is = |at: usize, byte: u8| bytes.get(at) == Some(&byte);
    let long = |at: usize| is(at, quote) && is(at + 1, quote) && is(at + 2, quote);
    let multi_line = long(at);
    let mut from = if multi_line { at + 3 } else { at + 1 };
    while let Some((at, byte)) = next_byte(bytes, from, |b| b == quote || matches!(b, b'\\' | b'\n')) {
        from = match byte {
            b'\\' if quote == b'"' && (multi_line || !is(at + 1, b'\n')) => at + 2,
            b'\n' if !multi_line => return at,
            byte if byte == quote && !multi_line => return at + 1,
            byte if byte == quote && long(at) => return at + 3,
            _ => at + 1,
        };
    }
    bytes.len()
}
