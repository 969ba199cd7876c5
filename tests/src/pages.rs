//! The pages that explain codes: each holds a program that fails and the same program repaired.
//!
//! A fence marked `fluo` is a program; a line `// file: NAME` starts another file of it, the first file is the entry
//! (`app.fluo` if it has no name). A line `// ^^^^ CODE` says that the primary label is above the carets, column by column;
//! where a span starts too far left for that, `//~ CODE` at the end of a line says that the label stands on that line.
//! In a fence marked `fluo-escaped`, `\xHH` is a byte, `\u{…}` a character, `\r` a carriage return and
//! `\repeat{N}{text}` a text N times, for programs that no page could hold otherwise.

use fluo_core::source::MemoryLoader;
use fluo_core::{Builds, Built, Options, build_all};

/// A page, taken apart.
#[derive(Debug)]
pub struct Page {
    /// Its first line without `# `.
    pub title: String,
    /// Its programs, in order.
    pub programs: Vec<Program>,
    /// Everything outside of the programs.
    pub prose: String,
}

/// A program of a page.
#[derive(Debug)]
pub struct Program {
    /// Its files, the entry first.
    pub files: Vec<(String, Vec<u8>)>,
    /// Where primary labels are expected.
    pub marks: Vec<Mark>,
}

/// Where a primary label is expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The first column and the one behind the last, from 1 in characters, where carets say so.
    pub columns: Option<(u32, u32)>,
    /// The code.
    pub code: String,
}

impl Page {
    /// Takes a page apart.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut page = Page { title: String::new(), programs: Vec::new(), prose: String::new() };
        let mut fence: Option<(bool, String)> = None;
        for line in text.lines() {
            match &mut fence {
                Some((escaped, body)) if line == "```" => {
                    page.programs.push(Program::parse(body, *escaped));
                    fence = None;
                }
                Some((_, body)) => {
                    body.push_str(line);
                    body.push('\n');
                }
                None if line == "```fluo" || line == "```fluo-escaped" => {
                    fence = Some((line.ends_with("escaped"), String::new()));
                }
                None if page.title.is_empty() => page.title = line.trim_start_matches("# ").to_owned(),
                None => {
                    page.prose.push_str(line);
                    page.prose.push('\n');
                }
            }
        }
        page
    }
}

impl Program {
    /// Takes a program apart.
    #[must_use]
    pub fn parse(body: &str, escaped: bool) -> Self {
        let mut files: Vec<(String, String)> = Vec::new();
        let mut marks = Vec::new();
        let mut number = 0;
        for line in body.lines() {
            if let Some(name) = line.strip_prefix("// file: ") {
                files.push((name.trim().to_owned(), String::new()));
                number = 0;
                continue;
            }
            if files.is_empty() {
                files.push(("app.fluo".to_owned(), String::new()));
            }
            number += 1;
            if let Some((name, text)) = files.last_mut() {
                marks.extend(mark(name, number, line));
                text.push_str(line);
                text.push('\n');
            }
        }
        let bytes = |text: String| if escaped { unescape(&text) } else { text.into_bytes() };
        Self { files: files.into_iter().map(|(name, text)| (name, bytes(text))).collect(), marks }
    }

    /// Builds the program.
    #[must_use]
    pub fn build(&self) -> Built {
        let loader = self
            .files
            .iter()
            .fold(MemoryLoader::new(), |loader, (name, text)| loader.with(name, text.clone()));
        let entry = self.files.first().map_or("app.fluo", |(name, _)| name.as_str());
        let Builds { sources, diagnostics, outputs, .. } = build_all(&loader, entry, &Options::default());
        Built { sources, diagnostics, output: outputs.into_iter().next() }
    }
}

/// The mark that a line of a program holds.
fn mark(file: &str, number: u32, line: &str) -> Option<Mark> {
    let mark = |line, columns, code: &str| {
        Some(Mark { file: file.to_owned(), line, columns, code: code.trim().to_owned() })
    };
    if let Some((_, code)) = line.rsplit_once("//~ ") {
        return mark(number, None, code);
    }
    let carets = line.trim_start().strip_prefix("//")?.trim_start();
    let code = carets.trim_start_matches('^');
    if code.len() == carets.len() {
        return None;
    }
    let column = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX) + 1;
    let first = &line[..line.len() - carets.len()];
    let last = &line[..line.len() - code.len()];
    mark(number - 1, Some((column(first), column(last))), code)
}

fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        let tail = &rest[at + 1..];
        rest = if let Some(hex) = tail.strip_prefix('x') {
            bytes.push(u8::from_str_radix(&hex[..2], 16).expect("two hex digits"));
            &hex[2..]
        } else if let Some(code) = tail.strip_prefix("u{") {
            let (digits, after) = code.split_once('}').expect("a closing brace");
            let number = u32::from_str_radix(digits, 16).expect("hex digits");
            bytes.extend(char::from_u32(number).expect("a character").to_string().bytes());
            after
        } else if let Some(arguments) = tail.strip_prefix("repeat{") {
            let (count, after) = arguments.split_once("}{").expect("a count and a text");
            let (piece, after) = after.split_once('}').expect("a closing brace");
            bytes.extend(piece.repeat(count.parse().expect("a number")).bytes());
            after
        } else if let Some(after) = tail.strip_prefix('r') {
            bytes.push(b'\r');
            after
        } else {
            bytes.push(b'\\');
            tail
        };
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}
