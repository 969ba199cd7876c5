//! What does not belong where it stands, and what to write instead.

use super::habit::bare_reference;
use super::node::Node;
use super::offset;
use super::scan::is_control;
use super::tree::{Gap, Run, Tree};
use crate::diagnostic::{Applicability, Code, Diagnostic, Edit};
use crate::source::Span;
use crate::syntax::ast::{Entry, Name, Value, ValueKind};
use std::ops::Range;

/// How many characters of what was found a message shows.
const SHOWN: usize = 32;

impl<'i> Tree<'i, '_> {
    fn unexpected(span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Code::UnexpectedText, span, message)
    }

    /// An entry on the line of the one before it, without a comma. Whether it is kept.
    pub(super) fn unseparated(&mut self, run: &mut Run, node: &Node<'i>) -> bool {
        let text = node.text().trim_end();
        // An item of a list as YAML has it, which was told of where the list begins.
        if run.entries.last().is_some_and(waits) && self.before(node.start()).ends_with('-') {
            self.quiet = true;
            return false;
        }
        let is_entry = text.contains(':') || text.ends_with('}');
        let end = run.entries.last().map(|entry| entry.span.end);
        let (from, to) = (node.start(), node.start() + text.len());
        if self.quiet || is_entry {
            let word = shown(text, |c: char| c.is_whitespace() || c == ':');
            let span = self.span_of(from, from + word.trim_end_matches('…').len());
            let at = end.map_or(from, usize_of);
            let edit = Edit { span: self.span_of(at, at), text: ",".to_owned() };
            self.complain(
                Self::unexpected(span, format!("expected `,` or a new line, found `{word}`"))
                    .label("another entry starts here")
                    .help("write `,` before it, or put it on a line of its own")
                    .fix("write `,`", vec![edit], Applicability::Safe),
            );
            return is_entry;
        }
        self.unquoted(run, from, to);
        false
    }

    /// Words behind a value or a name that are no entry: likely one text without its quotes.
    fn unquoted(&mut self, run: &mut Run, from: usize, to: usize) {
        let word = shown(self.source.get(from..to).unwrap_or_default(), char::is_whitespace);
        let message = format!("expected `,` or a new line, found `{word}`");
        if let Some(entry) = run.entries.last().filter(|_| word.starts_with(':'))
            && let Some(help) = self.second_colon(entry, to)
        {
            let diagnostic = Self::unexpected(self.span_of(from, from + 1), message).label("a second `:`");
            let is_value = word.len() > 1 || to > from + 1;
            if let Some(value) =
                run.entries.last_mut().and_then(|entry| entry.value.as_mut()).filter(|_| is_value)
            {
                value.kind = ValueKind::Error;
            }
            return self.complain(diagnostic.help(help));
        }
        let bare =
            run.entries.last_mut().and_then(|entry| entry.value.as_mut()).filter(|value| is_bare(value));
        let Some(value) = bare else {
            let help = "entries are separated by `,` or a new line";
            return self.complain(Self::unexpected(self.span_of(from, to), message).help(help));
        };
        if matches!(value.kind, ValueKind::Number(_)) && word.starts_with('-') {
            let low = std::mem::replace(value, Self::error_value(value.span)).span;
            let diagnostic = Self::unexpected(self.span_of(from, from + word.len()), message);
            return self.dash_range(diagnostic, low, &word);
        }
        let text = self.rest_of_line(usize_of(value.span.start));
        let whole = Span { end: value.span.start + offset(text.len()), ..value.span };
        // A host, an image or a path has no other reading; words with blanks between them might be several values.
        let certain =
            matches!(value.kind, ValueKind::Path(_)) && usize_of(value.span.end) == from && is_address(text);
        let applicability = if certain { Applicability::Safe } else { Applicability::Unsafe };
        value.kind = ValueKind::Error;
        let diagnostic = Self::unexpected(self.span_of(from, to), message)
            .label("a value without quotes is one word, and ends before this");
        self.complain(quoted(diagnostic, text, whole, applicability));
    }

    /// `1-10`
    fn dash_range(&mut self, diagnostic: Diagnostic, low: Span, rest: &str) {
        let text = self.source.get(self.range(low)).unwrap_or_default();
        let text = format!("{text}..{}", rest.trim_start_matches('-'));
        let edits = vec![Edit { span: low.to(diagnostic.primary.span), text: text.clone() }];
        self.complain(diagnostic.label("a range is written with `..`").help(format!("write `{text}`")).fix(
            "write a range",
            edits,
            Applicability::Unsafe,
        ));
    }

    /// A block that does not stand behind the head of an entry.
    pub(super) fn loose_block(&mut self, run: &mut Run, node: Node<'i>) {
        let at = node.start();
        let brace = self.span_of(at, at + 1);
        let (fresh, comma) = (run.gap.fresh, run.gap.comma);
        let headless =
            run.entries.last().filter(|entry| entry.block.is_none() && comma).map(|entry| entry.span);
        if let (Some(head), true) = (headless, fresh) {
            let between = self.span_of(usize_of(head.end), at + 1);
            let mut diagnostic = Self::unexpected(brace, "the `{` of a block stands on the line of its head")
                .also(head, "the head of this block")
                .help("write `{` at the end of the line above");
            if self
                .source
                .get(self.range(between))
                .is_some_and(|text| text.trim_end_matches('{').trim().is_empty())
            {
                let edit = Edit { span: between, text: " {".to_owned() };
                diagnostic = diagnostic.fix("move `{` to the line above", vec![edit], Applicability::Safe);
            }
            self.complain(diagnostic);
        } else if headless.is_none() {
            let what = if fresh { "an entry" } else { "`,` or a new line" };
            self.complain(
                Self::unexpected(brace, format!("expected {what}, found `{{`"))
                    .label("a block without a name")
                    .help(match self.before(at).ends_with('{') {
                        true => self.template(at),
                        false => "write a name before `{`".to_owned(),
                    }),
            );
        }
        let block = self.block(node);
        // The braces of `name: ${reference}`, which was told of, are no block.
        let headless = headless.filter(|_| !self.before(at).ends_with('$'));
        if let (Some(_), Some(entry)) = (headless, run.entries.last_mut()) {
            entry.span = entry.span.to(block.span);
            entry.block = Some(block);
        }
    }

    /// A list that does not stand behind a `:`.
    pub(super) fn loose_list(&mut self, run: &mut Run, node: Node<'i>) {
        let at = node.start();
        let adopts = run.entries.last().is_some_and(waits);
        if !adopts {
            self.complain(
                Self::unexpected(self.span_of(at, at + 1), "expected an entry, found `[`")
                    .label("a list without a name")
                    .help("write a name and `:` before it"),
            );
        }
        let list = self.value(node);
        if let (true, Some(entry)) = (adopts, run.entries.last_mut()) {
            entry.span = entry.span.to(list.span);
            entry.value = Some(list);
        }
    }

    /// Text that nothing in the grammar starts with.
    pub(super) fn junk(&mut self, run: &mut Run, node: &Node<'i>) {
        let (from, text) = (node.start(), without_blanks(node.text()));
        if self.hidden(text) || (run.gap.fresh && run.entries.last().is_some_and(waits)) {
            return;
        }
        if let Some(entry) = run.entries.last_mut().filter(|entry| is_open_use(entry) && !run.gap.fresh) {
            let (span, message) =
                (self.span_of(from, from + text.len()), "the path behind `use` is written in quotes");
            entry.label = Some(Name { text: text.into(), span, quoted: true });
            entry.span = entry.span.to(span);
            return self.complain(quoted(Self::unexpected(span, message), text, span, Applicability::Safe));
        }
        let touches = run.entries.last().is_some_and(|entry| usize_of(entry.span.end) == from);
        if !run.gap.fresh && touches && !text.starts_with(is_other_space) {
            return self.unquoted(run, from, from + text.len());
        }
        let expected = if run.gap.fresh { "an entry" } else { "`,` or a new line" };
        let joined = run.entries.last().and_then(|entry| self.added(entry, text));
        let whole = self.span_of(from, from + text.len());
        self.complain_of(text, from, expected, |diagnostic| match text.chars().next() {
            Some('-') if text.starts_with("---") => {
                let edit = Edit { span: whole, text: String::new() };
                let applicability = if text == "---" { Applicability::Safe } else { Applicability::Unsafe };
                diagnostic.help("take it out: a file of fluo is not divided into documents").fix(
                    "take it out",
                    vec![edit],
                    applicability,
                )
            }
            Some('-') => diagnostic.help("lists are written `name: [a, b]`, named things `name { … }`"),
            Some('/') if text.starts_with("/*") => {
                diagnostic.help("a comment starts with `//`, on each of its lines")
            }
            Some(':') => diagnostic.help("write a name before `:`"),
            Some('+') if joined.is_some() => diagnostic.help(joined.clone().unwrap_or_default()),
            _ => diagnostic.help("an entry is `name: value` or `name { … }`"),
        });
    }

    pub(super) fn junk_in_list(&mut self, items: &mut [Value], gap: &Gap, node: &Node<'i>, close: char) {
        let (from, text) = (node.start(), without_blanks(node.text()));
        if self.hidden(text) {
            return;
        }
        let found = shown(text, char::is_whitespace);
        let expected = if gap.fresh { "a value".to_owned() } else { format!("`,` or `{close}`") };
        let between = |item: &Value| self.source.get(usize_of(item.span.end)..from).unwrap_or(",");
        let touches = |item: &Value| between(item).chars().all(|c| c == ' ' || c == '\t');
        let plain = !text.starts_with(is_other_space);
        let touched = items.last_mut().filter(|item| plain && is_bare(item) && touches(item));
        let Some(item) = touched else {
            return self.complain_of(text, from, &expected, |diagnostic| {
                diagnostic.help("write a text in quotes: `\"…\"`")
            });
        };
        let whole = self.rest_of_line(usize_of(item.span.start));
        let span = Span { end: item.span.start + offset(whole.len()), ..item.span };
        item.kind = ValueKind::Error;
        let there = self.span_of(from, from + text.len());
        let diagnostic = Self::unexpected(there, format!("expected {expected}, found `{found}`"))
            .label("a value without quotes is one word, and ends before this");
        self.complain(quoted(diagnostic, whole, span, Applicability::Unsafe));
    }

    /// Whether the text starts with a control character, which was told before.
    fn hidden(&mut self, text: &str) -> bool {
        let hidden = text.chars().any(is_control);
        self.quiet |= hidden;
        hidden
    }

    fn complain_of(
        &mut self,
        text: &str,
        from: usize,
        expected: &str,
        help: impl Fn(Diagnostic) -> Diagnostic,
    ) {
        let span = self.span_of(from, from + text.len());
        let found = shown(text, char::is_whitespace);
        let diagnostic = Self::unexpected(span, format!("expected {expected}, found `{found}`"));
        self.complain(look_alike(span, text, expected).unwrap_or_else(|| help(diagnostic)));
    }

    /// A value on the line of the one before it, without a comma.
    pub(super) fn unseparated_item(&mut self, gap: &Gap, node: &Node<'i>) {
        let from = node.start();
        let found = shown(node.text(), char::is_whitespace);
        let edit = Edit { span: self.span_of(gap.cursor, gap.cursor), text: ",".to_owned() };
        let span = self.span_of(from, from + found.trim_end_matches('…').len());
        self.complain(
            Self::unexpected(span, format!("expected `,` or a new line, found `{found}`"))
                .label("another item starts here")
                .help("write `,` between two items")
                .fix("write `,`", vec![edit], Applicability::Safe),
        );
    }

    /// `#` and the rest of its line.
    pub(super) fn hash(&mut self, node: &Node<'i>) {
        let at = node.start();
        let span = self.span_of(at, at + 1);
        self.say(
            Self::unexpected(span, "a comment starts with `//`, not with `#`")
                .replace_with("//", Applicability::Safe),
        );
    }

    pub(super) fn semicolon(&mut self, at: usize) {
        let span = self.span_of(at, at + 1);
        let ends_line = self.rest_of_line(at + 1).is_empty();
        let text = if ends_line { "" } else { "," };
        let title = if ends_line { "remove it" } else { "write `,`" };
        self.say(
            Self::unexpected(span, "an entry does not end with `;`")
                .help("end it with a new line, or with `,`")
                .fix(title, vec![Edit { span, text: text.to_owned() }], Applicability::Safe),
        );
    }

    pub(super) fn stray_comma(&mut self, at: usize) {
        let span = self.span_of(at, at + 1);
        self.say(Self::unexpected(span, "`,` separates nothing").help("take it out").fix(
            "remove it",
            vec![Edit { span, text: String::new() }],
            Applicability::Safe,
        ));
    }

    /// `=` where `:` belongs.
    pub(super) fn equals(&mut self, node: &Node<'i>) {
        let span = self.span(node);
        let before = self.before(usize_of(span.start));
        let from = if before.ends_with('\n') { usize_of(span.start) } else { before.len() };
        let glued =
            !self.source.get(usize_of(span.end)..).is_some_and(|rest| rest.starts_with([' ', '\t', '\n']));
        let text = if glued { ": " } else { ":" };
        let edit = Edit { span: self.span_of(from, usize_of(span.end)), text: text.to_owned() };
        self.complain(Self::unexpected(span, "expected `:`, found `=`").help("write `:`").fix(
            "write `:`",
            vec![edit],
            Applicability::Safe,
        ));
    }

    /// `replicas 3`
    pub(super) fn missing_colon(&mut self, entry: &Entry, node: &Node<'i>) {
        let at = node.start();
        let (span, found) = self.found_at(at);
        let head = self.source.get(self.range(entry.head())).unwrap_or_default();
        let behind = Some(self.rest_of_line(at)).filter(|text| !text.is_empty() && text.len() <= SHOWN);
        let behind = behind.filter(|text| !text.contains('`')).unwrap_or("…");
        let edit = Edit { span: entry.head().at_end(), text: ":".to_owned() };
        self.say(
            Self::unexpected(span, format!("expected `:`{found}"))
                .help(format!("write `{head}: {behind}`"))
                .fix("write `:`", vec![edit], Applicability::Safe),
        );
    }

    /// `HOST db.host`: the colon between a word and its value is missing.
    pub(super) fn reference_for_name(&mut self, entry: &mut Entry, node: &Node<'i>) {
        let (text, start) = (node.text(), node.start());
        let span = self.span_of(start, start + text.len());
        let (word, end) = (entry.word.text.clone(), entry.word.span.at_end());
        let edit = Edit { span: end, text: ":".to_owned() };
        self.complain(
            Self::unexpected(span, format!("expected `:` before `{text}`"))
                .label("a value without its `:`")
                .help(format!("write `{word}: {text}`"))
                .fix("write `:`", vec![edit], Applicability::Safe),
        );
        let mut from = start;
        let names = text.split('.').map(|part| {
            let span = self.span_of(from, from + part.len());
            from += part.len() + 1;
            Name { text: part.into(), span, quoted: false }
        });
        entry.value = Some(Value { kind: ValueKind::Path(names.collect()), span });
    }

    /// No value, or none that can be read, behind `after`.
    pub(super) fn missing_value(&mut self, node: &Node<'i>, after: &str) -> Value {
        let at = node.start();
        let value = Self::error_value(self.span_of(at, at));
        let text = self.rest_of_line(at);
        if text.is_empty() || self.hidden(text) {
            let end = self.before(at).len();
            let mark = self.span_of(end.saturating_sub(after.len()), end);
            let diagnostic = Self::unexpected(mark, format!("expected a value after `{after}`"))
                .label("nothing follows on this line");
            let records = if self.is_silent() { None } else { self.listed(at) };
            let block = if self.is_silent() { None } else { self.braces(at) };
            self.complain(match (self.dashed(at), records, block) {
                (Some(items), _, _) => {
                    let diagnostic = diagnostic.help(format!("write a list in brackets: `[{items}]`"));
                    self.list_of(at).into_iter().fold(diagnostic, |diagnostic, (edit, applicability)| {
                        diagnostic.fix("write a list in brackets", vec![edit], applicability)
                    })
                }
                (None, Some(help), _) => diagnostic.help(help),
                (None, None, Some(help)) => diagnostic.help(help).fix(
                    "put the block in braces",
                    self.braced(at),
                    Applicability::Unsafe,
                ),
                (None, None, None) => {
                    diagnostic.help("write the value on the same line, or take the entry out")
                }
            });
            return value;
        }
        let span = self.span_of(at, at + text.len());
        let expected = format!("a value after `{after}`");
        let found = shown(text, char::is_whitespace);
        let diagnostic = Self::unexpected(span, format!("expected {expected}, found `{found}`"));
        let reference = "a reference stands bare, as in `name: component.output`; in a string it is `${…}`";
        self.complain(look_alike(span, text, &expected).unwrap_or_else(|| match text {
            "$" => match self.in_braces(at + text.len()) {
                Some(inside) => diagnostic.help(bare_reference(inside)),
                None => diagnostic.help(reference),
            },
            "~" => diagnostic.help("write `none` to take a value away, or take the entry out"),
            _ if text.starts_with("!include ") => {
                let file = text.trim_start_matches("!include ").trim();
                diagnostic.help(format!("write `file(\"{file}\")`, the text of that file"))
            }
            "|" | ">" | "|-" | ">-" => diagnostic.help("write several lines between `\"\"\"` and `\"\"\"`"),
            _ if text.starts_with("- ") => diagnostic.help("lists are written `name: [a, b]`"),
            _ if is_address(text) => quoted(diagnostic, text, span, Applicability::Safe),
            _ => quoted(diagnostic, text, span, Applicability::Unsafe),
        }));
        value
    }

    /// The items of a list as YAML has it, on the lines below an offset.
    fn dashed(&self, at: usize) -> Option<String> {
        let lines = self.source.get(at..).unwrap_or_default().lines().skip(1);
        let items = lines.map_while(|line| line.trim_start().strip_prefix("- ")).map(str::trim);
        let items: Vec<&str> = items.take_while(|item| !item.contains(": ")).take(8).collect();
        (!items.is_empty()).then(|| items.join(", "))
    }

    /// What stands at an offset: its span, and `, found …` for a message.
    pub(super) fn found_at(&self, at: usize) -> (Span, String) {
        let text = self.rest_of_line(at);
        if text.is_empty() {
            let bracket =
                self.source.get(at..).and_then(|rest| rest.chars().next()).filter(|c| !c.is_whitespace());
            let end = at + bracket.map_or(0, char::len_utf8);
            return (self.span_of(at, end), bracket.map_or(String::new(), |c| format!(", found `{c}`")));
        }
        let word = shown(text, |c: char| c.is_whitespace() || c == ',');
        (self.span_of(at, at + word.trim_end_matches('…').len()), format!(", found `{word}`"))
    }

    /// The text from an offset to where its line, or what a comma or bracket separates on it, ends.
    ///
    /// Nothing where nothing is said of it anyway: a long line full of mistakes is not read once for each.
    fn rest_of_line(&self, at: usize) -> &'i str {
        if self.is_silent() {
            return "";
        }
        let rest = self.source.get(at..).unwrap_or_default();
        let ends = |c: char| matches!(c, '\n' | '\r' | ',' | ';' | '{' | '}' | '[' | ']' | '"' | '\'');
        let text = rest.get(..rest.find(ends).unwrap_or(rest.len())).unwrap_or_default();
        let text = text.get(..text.find(" //").unwrap_or(text.len())).unwrap_or_default();
        if text.starts_with("//") { "" } else { without_blanks(text) }
    }

    /// The text before an offset, without the space at its end.
    pub(super) fn before(&self, at: usize) -> &'i str {
        self.source.get(..at).unwrap_or_default().trim_end_matches([' ', '\t'])
    }

    pub(super) fn range(&self, span: Span) -> Range<usize> {
        usize_of(span.start)..usize_of(span.end)
    }
}

/// Says to write this text in quotes, and how.
pub(super) fn quoted(
    diagnostic: Diagnostic,
    text: &str,
    span: Span,
    applicability: Applicability,
) -> Diagnostic {
    let text = format!("\"{}\"", text.replace('\\', "\\\\").replace('$', "\\$"));
    let shown = shown(&text, |_| false);
    let edits = vec![Edit { span, text }];
    diagnostic.help(format!("write it in quotes: `{shown}`")).fix("put it in quotes", edits, applicability)
}

/// Whether the entry lacks its value, which was told.
fn waits(entry: &Entry) -> bool {
    let empty = |value: &Value| matches!(value.kind, ValueKind::Error) && value.span.start == value.span.end;
    entry.value.as_ref().is_some_and(empty) && entry.block.is_none()
}

/// `use` of which the path is still to come.
fn is_open_use(entry: &Entry) -> bool {
    entry.word.text == "use" && entry.label.is_none() && entry.value.is_none() && entry.block.is_none()
}

/// Whether a text can be nothing but an address: `ghcr.io/team/api:v1`, `example.com/path`.
fn is_address(text: &str) -> bool {
    text.contains('/') && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-/:@".contains(&b))
}

/// Whether the value may be the start of a text without quotes.
fn is_bare(value: &Value) -> bool {
    matches!(value.kind, ValueKind::Path(_) | ValueKind::Number(_) | ValueKind::Range(..))
}

/// The start of a text as a message shows it: up to a separator, and not too long.
fn shown(text: &str, ends: impl Fn(char) -> bool) -> String {
    let first = text.chars().next().map_or(0, char::len_utf8);
    let rest = text.get(first..).unwrap_or_default();
    let word = text.get(..rest.find(ends).map_or(text.len(), |end| first + end)).unwrap_or_default();
    match word.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", word.get(..end).unwrap_or_default()),
        None => word.to_owned(),
    }
}

/// What is said of a character that looks like another, as word processors put them.
fn look_alike(span: Span, text: &str, expected: &str) -> Option<Diagnostic> {
    let first = text.chars().next()?;
    let (name, plain) = match first {
        '“' | '”' | '„' | '«' | '»' => ("a typographic quote", "\""),
        '‘' | '’' | '‚' | '`' => ("another quote", "'"),
        space if is_other_space(space) => ("another space", " "),
        '–' | '—' | '−' => ("a dash", "-"),
        '：' => ("a wide colon", ":"),
        '，' => ("a wide comma", ","),
        _ => return None,
    };
    let whole = span;
    let span = Span { end: span.start + offset(first.len_utf8()), ..span };
    let message = format!("expected {expected}, found {name}, U+{:04X}", u32::from(first));
    let diagnostic =
        Diagnostic::new(Code::UnexpectedText, span, message).label(format!("not an ordinary `{plain}`"));
    let last = text.chars().next_back().filter(|last| plain == "\"" && "“”„«»".contains(*last));
    let Some(last) = last.filter(|_| text.chars().count() > 1) else {
        return Some(diagnostic.replace_with(plain, Applicability::Unsafe));
    };
    // Both quotes of a text are of one make.
    let close = Span {
        start: whole.start + offset(text.len() - last.len_utf8()),
        end: whole.start + offset(text.len()),
        ..whole
    };
    let edits = [span, close].map(|span| Edit { span, text: plain.to_owned() });
    Some(diagnostic.help(format!("write `{plain}`")).fix(
        "write plain quotes",
        edits.into(),
        Applicability::Safe,
    ))
}

/// What looks like a space and separates nothing.
fn is_other_space(c: char) -> bool {
    c == '\u{200B}' || (c.is_whitespace() && !matches!(c, ' ' | '\t' | '\r' | '\n'))
}

/// A text without the space at its end. Other spaces are left: they are mistakes, which nobody would see otherwise.
fn without_blanks(text: &str) -> &str {
    text.trim_end_matches([' ', '\t', '\r', '\n'])
}

pub(super) fn usize_of(offset: u32) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

/// Whether a text is a dotted reference: `db.host`.
pub(super) fn is_reference(text: &str) -> bool {
    text.contains('.') && text.split('.').all(|part| !part.is_empty() && super::value::is_name(part))
}
