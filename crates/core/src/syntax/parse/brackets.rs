//! Brackets and braces without their other half.

use super::node::Node;
use super::tree::{Run, Tree};
use super::trouble::usize_of;
use crate::diagnostic::{Applicability, Code, Diagnostic, Edit};
use crate::source::Span;
use crate::syntax::ast::{Block, Entry};

/// How many entries behind a block that is closed too early are looked at.
const MAX_MISPLACED: usize = 64;

impl<'i> Tree<'i, '_> {
    /// A block that starts at `open` and had to end at `at`.
    pub(super) fn unclosed_block(&mut self, open: usize, at: usize, entries: &[Entry]) {
        let brace = self.span_of(open, open + 1);
        if self.excused() {
            return;
        }
        if let Some((place, diagnostic)) = self.open.take_if(|(place, _)| *place == at) {
            self.open = Some((place, diagnostic.also(brace, "this one is still open, too")));
            return;
        }
        let unclosed = |place| Diagnostic::new(Code::Unclosed, place, "`{` is never closed");
        let diagnostic = match self.misindented(entries) {
            Some((inner, close)) => unclosed(inner)
                .label("its `}` is missing")
                .also(close, "this `}` closes it, but is not indented like its line")
                .also(brace, "so this block has no end")
                .help("write the missing `}` before it")
                .fix("write `}`", vec![self.brace_before(inner, close)], Applicability::Unsafe),
            None => unclosed(brace)
                .label("opened here")
                .also(self.span_of(at, at), self.stop(at))
                .help("write `}` where the block ends")
                .fix("write `}`", vec![self.brace_for(open)], Applicability::Unsafe),
        };
        self.flush_open();
        self.open = Some((at, diagnostic));
    }

    /// A list or arguments that start at `open` and had to end at `at`.
    pub(super) fn unclosed_list(&mut self, open: usize, at: usize, close: char) {
        if self.excused() {
            return;
        }
        let bracket = self.source.get(open..=open).unwrap_or("[");
        let (there, stop) = (self.span_of(at, at), self.stop(at));
        let end = self.source.get(..at).unwrap_or_default().trim_end().len();
        let behind = Edit { span: self.span_of(end, end), text: close.to_string() };
        self.push(
            Diagnostic::new(
                Code::Unclosed,
                self.span_of(open, open + 1),
                format!("`{bracket}` is never closed"),
            )
            .label("opened here")
            .also(there, stop)
            .help(format!("write `{close}` behind the last item"))
            .fix(format!("write `{close}`"), vec![behind], Applicability::Unsafe),
        );
        self.quiet = true;
    }

    /// The brace that is missing before another one, which closes too little: on a line of its own, indented as the
    /// line of the `{` that it closes.
    fn brace_before(&self, inner: Span, close: Span) -> Edit {
        let at = self.line_start(usize_of(close.start));
        let indent = self.indent(usize_of(inner.start));
        Edit { span: self.span_of(at, at), text: format!("{indent}}}\n") }
    }

    /// The brace that closes one whose block has no end: before the first line below that stands no deeper.
    fn brace_for(&self, open: usize) -> Edit {
        let indent = self.indent(open);
        let first = self.source.get(open..).and_then(|rest| rest.find('\n')).map(|end| open + end + 1);
        let mut at = first.unwrap_or(self.source.len());
        let mut end = at;
        for line in self.source.get(at..).unwrap_or_default().split_inclusive('\n') {
            let text = line.trim();
            let comment = text.starts_with("//") && !text.starts_with("///");
            if !text.is_empty() && !comment && line.len() - line.trim_start().len() <= indent.len() {
                break;
            }
            at += line.len();
            if !text.is_empty() && !comment {
                end = at;
            }
        }
        let gap = if self.source.get(..end).is_none_or(|text| text.ends_with('\n')) { "" } else { "\n" };
        Edit { span: self.span_of(end, end), text: format!("{gap}{indent}}}\n") }
    }

    fn line_start(&self, at: usize) -> usize {
        self.source.get(..at).and_then(|text| text.rfind('\n')).map_or(0, |newline| newline + 1)
    }

    /// The blanks before what stands on the line of an offset.
    fn indent(&self, at: usize) -> &'i str {
        let line = self.source.get(self.line_start(at)..).unwrap_or_default();
        line.get(..line.len() - line.trim_start_matches([' ', '\t']).len()).unwrap_or_default()
    }

    /// What it is that shows that something was left open.
    fn stop(&self, at: usize) -> &'static str {
        match self.source.get(at..).and_then(|rest| rest.trim_start().chars().next()) {
            None => "the file ends here",
            Some('}') => "the block around it ends here",
            Some(']') => "the list around it ends here",
            Some(_) => "something else starts here",
        }
    }

    /// Whether a string without an end has swallowed the closing half.
    fn excused(&mut self) -> bool {
        let excused = self.swallowed > 0;
        self.swallowed -= i32::from(excused);
        excused
    }

    /// Tells of the blocks that were left open.
    pub(super) fn flush_open(&mut self) {
        if let Some((_, diagnostic)) = self.open.take() {
            self.push(diagnostic);
        }
    }

    /// A `}` or `]` that closes nothing.
    pub(super) fn stray(&mut self, run: &mut Run, node: &Node<'i>) {
        if self.swallowed < 0 {
            self.swallowed += 1;
            return;
        }
        let (span, close) = (self.span(node), node.text());
        let open = if close == "}" { '{' } else { '[' };
        let early = if open == '{' { self.closed_early(&run.entries) } else { None };
        let nothing = |place| Diagnostic::new(Code::StrayClose, place, format!("`{close}` closes nothing"));
        let (diagnostic, wrong) = match early {
            Some((at, closed)) => {
                adopt(&mut run.entries, at);
                let told = nothing(closed)
                    .label("closes a block too early: it is not indented like the line of its `{`")
                    .also(span, "so there is no `{` for this one")
                    .help("take the first one out, or write the `{` that it is to close");
                (told, closed)
            }
            None => match self.unopened(usize_of(span.start)).filter(|_| open == '{') {
                Some(place) => {
                    let told =
                        nothing(span).label("no `{` is open here").place(place, "is the `{` missing here?");
                    (told.help("write the missing `{`, or take the `}` out"), span)
                }
                None => (nothing(span).label(format!("no `{open}` is open here")).help("take it out"), span),
            },
        };
        let edit = Edit { span: wrong, text: String::new() };
        self.complain(diagnostic.fix("remove it", vec![edit], Applicability::Unsafe));
    }

    /// Where the `{` of a `}` may be missing: a line with a `}` too many, or one that only others of deeper indentation
    /// follow, in the same declaration.
    fn unopened(&self, stray: usize) -> Option<Span> {
        let before = self.source.get(..stray).unwrap_or_default();
        let starts = |line: &str| line.starts_with(|c: char| c.is_ascii_alphabetic());
        let lines: Vec<&str> = before.split_inclusive('\n').collect();
        let head = lines.iter().rposition(|line| starts(line))?;
        let mut from: usize = lines.iter().take(head).map(|line| line.len()).sum();
        let depth = |line: &str| line.len() - line.trim_start().len();
        let rest: Vec<&str> = lines.into_iter().skip(head).collect();
        for (at, line) in rest.iter().enumerate() {
            let text = line.trim();
            let next = rest.iter().skip(at + 1).find(|line| !line.trim().is_empty());
            let deeper = next.is_some_and(|next| depth(next) > depth(line)) && is_head(text);
            if deeper || (closes_too_much(text) && !text.starts_with('}')) {
                let start = from + depth(line);
                return Some(self.span_of(start, start + text.len()));
            }
            from += line.len();
        }
        None
    }

    /// The last unindented entry, if a misindented `}` closes its block, and that `}`: the indented entries behind it
    /// were to stand in the block.
    fn closed_early(&self, entries: &[Entry]) -> Option<(usize, Span)> {
        let unindented = |entry: &Entry| self.indentation(usize_of(entry.span.start)).is_empty();
        let near = entries.iter().enumerate().rev().take(MAX_MISPLACED);
        let (at, entry) = near.into_iter().find(|(_, entry)| unindented(entry))?;
        let (_, close) = self.misindented(std::slice::from_ref(entry))?;
        Some((at, close))
    }

    /// The braces of the first block in these entries whose `}` starts a line, yet not at the indentation of the
    /// line that its `{` stands on.
    fn misindented(&self, entries: &[Entry]) -> Option<(Span, Span)> {
        entries.iter().filter_map(|entry| entry.block.as_ref()).find_map(|block| {
            self.misindented(&block.entries).or_else(|| self.is_misindented(block).then(|| braces(block)))
        })
    }

    fn is_misindented(&self, block: &Block) -> bool {
        let (open, close) = (usize_of(block.span.start), usize_of(block.span.end).saturating_sub(1));
        let text = self.source.get(open..close).unwrap_or_default();
        let Some(line) = text.rfind('\n') else { return false };
        let indentation = text.get(line + 1..).unwrap_or_default();
        let blank = indentation.bytes().all(|b| matches!(b, b' ' | b'\t'));
        blank && self.source.get(close..=close) == Some("}") && indentation != self.indentation(open)
    }

    /// The space that starts the line of an offset.
    pub(super) fn indentation(&self, at: usize) -> &'i str {
        let before = self.source.get(..at).unwrap_or_default();
        let line = before.get(before.rfind('\n').map_or(0, |end| end + 1)..).unwrap_or_default();
        line.get(..line.len() - line.trim_start_matches([' ', '\t']).len()).unwrap_or_default()
    }
}

/// Whether a line could be the head of a block, but for its `{`.
fn is_head(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && !text.ends_with(['{', '[', '(', ','])
        && !text.ends_with("\"\"\"")
        && !text.ends_with("'''")
}

/// Whether a line closes a brace that it does not open, and is no more than that.
fn closes_too_much(text: &str) -> bool {
    let mut depth = 0_i32;
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            '{' if !quoted => depth += 1,
            '}' if !quoted => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return true;
        }
    }
    false
}

/// Puts the entries behind this one into its block.
fn adopt(entries: &mut Vec<Entry>, at: usize) {
    let mut rest = entries.split_off(entries.len().min(at + 1));
    if let Some(block) = entries.last_mut().and_then(|entry| entry.block.as_mut()) {
        block.entries.append(&mut rest);
    }
}

fn braces(block: &Block) -> (Span, Span) {
    let span = block.span;
    (Span { end: span.start + 1, ..span }, Span { start: span.end.saturating_sub(1), ..span })
}
