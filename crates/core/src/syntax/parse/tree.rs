//! Entries and blocks from what the grammar recognised.

use super::trouble::{is_reference, is_word, lacks_value};
use super::{Pair, Pairs, Rule, offset};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{FileId, Span};
use crate::syntax::ast::{Ast, Block, Entry, Name, Value, ValueKind};
use smol_str::SmolStr;

/// How many mistakes are told of one file: a file that is no fluo at all must not cost memory without bounds.
const MAX_MISTAKES: usize = 200;

/// Makes the tree of one file.
pub(super) struct Tree<'i, 'd> {
    pub(super) source: &'i str,
    pub(super) file: FileId,
    pub(super) diagnostics: &'d mut Diagnostics,
    pub(super) comments: Vec<Span>,
    /// How many mistakes were found so far.
    told: usize,
    /// A mistake was told and nothing has separated what follows from it: what else is odd follows from that one.
    pub(super) quiet: bool,
    /// Closing brackets less opening ones that strings without an end have swallowed.
    pub(super) swallowed: i32,
    /// Where blocks were found to be left open, and what will be said of it.
    pub(super) open: Option<(usize, Diagnostic)>,
}

/// What stands between the members of a block or list.
pub(super) struct Gap {
    /// Up to where the text is read.
    pub(super) cursor: usize,
    /// A new line or comma was read since the last member.
    pub(super) fresh: bool,
    /// A comma may follow.
    pub(super) comma: bool,
}

impl Gap {
    pub(super) fn new(cursor: usize) -> Self {
        Self { cursor, fresh: true, comma: false }
    }
}

/// The entries of a block so far.
pub(super) struct Run {
    pub(super) entries: Vec<Entry>,
    pub(super) gap: Gap,
    docs: Vec<Span>,
}

impl<'i, 'd> Tree<'i, 'd> {
    pub(super) fn new(source: &'i str, file: FileId, diagnostics: &'d mut Diagnostics) -> Self {
        Self {
            source,
            file,
            diagnostics,
            comments: Vec::new(),
            told: 0,
            quiet: false,
            swallowed: 0,
            open: None,
        }
    }

    /// The whole file.
    pub(super) fn file(mut self, pair: Pair<'i>) -> Ast {
        let entries = self.entries(pair.into_inner(), 0, self.source.len());
        self.flush_open();
        self.comments.sort_unstable_by_key(|comment| comment.start);
        Ast { file: self.file, entries, comments: self.comments }
    }

    /// A block, with its braces.
    pub(super) fn block(&mut self, pair: Pair<'i>) -> Block {
        let span = self.span(&pair);
        let text = pair.as_str();
        let start = pair.as_span().start();
        let end = start + text.len() - usize::from(text.ends_with('}') && text.len() > 1);
        let entries = self.entries(pair.into_inner(), start + 1, end);
        Block { entries, span }
    }

    fn entries(&mut self, pairs: Pairs<'i>, start: usize, end: usize) -> Vec<Entry> {
        let mut run =
            Run { entries: Vec::with_capacity(pairs.len()), gap: Gap::new(start), docs: Vec::new() };
        for pair in pairs {
            let span = pair.as_span();
            let (from, to) = (span.start(), span.end());
            self.gap(&mut run.gap, from);
            self.member(&mut run, pair, start);
            run.gap.cursor = to;
        }
        self.gap(&mut run.gap, end);
        self.comments.append(&mut run.docs);
        self.adopt_indented(run.entries, 0)
    }

    fn member(&mut self, run: &mut Run, pair: Pair<'i>, start: usize) {
        match pair.as_rule() {
            Rule::comment => return self.comment(run, &pair),
            Rule::entry | Rule::param | Rule::record => self.add_entry(run, pair),
            Rule::block => self.loose_block(run, pair),
            Rule::list => self.loose_list(run, pair),
            Rule::stray | Rule::stray_in_block => self.stray(run, &pair),
            Rule::hash => return self.hash(&pair),
            Rule::junk => self.junk(run, &pair),
            Rule::unclosed => self.unclosed_block(start - 1, pair.as_span().start(), &run.entries),
            _ => return,
        }
        run.gap.fresh = false;
        run.gap.comma = true;
    }

    fn comment(&mut self, run: &mut Run, pair: &Pair<'i>) {
        let text = pair.as_str();
        let documents = run.gap.fresh && text.starts_with("///") && !text.starts_with("////");
        let comments = if documents { &mut run.docs } else { &mut self.comments };
        comments.push(Span::new(self.file, offset(pair.as_span().start()), offset(pair.as_span().end())));
    }

    fn add_entry(&mut self, run: &mut Run, pair: Pair<'i>) {
        if !run.gap.fresh && self.second_name(run, &pair) {
            let block = self.entry(pair, Vec::new()).and_then(|entry| entry.block);
            if let Some(entry) = run.entries.last_mut() {
                entry.block = block;
            }
            return;
        }
        if !run.gap.fresh && pair.as_rule() == Rule::entry && is_word(pair.as_str()) {
            if let Some(head) = run.entries.pop_if(|entry| lacks_value(entry)) {
                let entry = self.joined(head, pair);
                run.entries.push(entry);
                return;
            }
        }
        if !run.gap.fresh && !self.unseparated(run, &pair) {
            return;
        }
        let docs = std::mem::take(&mut run.docs);
        let entry = match pair.as_rule() {
            Rule::param => self.typed("param", pair, docs),
            Rule::record => self.typed("type", pair, docs),
            _ => self.entry(pair, docs),
        };
        run.entries.extend(entry);
    }

    pub(super) fn entry(&mut self, pair: Pair<'i>, docs: Vec<Span>) -> Option<Entry> {
        let mut parts = pair.into_inner();
        let word = self.name(&parts.next()?);
        Some(self.parts(word, docs, parts))
    }

    /// An entry whose word is part of its rule, because a type stands behind its colon.
    fn typed(&mut self, word: &'static str, pair: Pair<'i>, docs: Vec<Span>) -> Option<Entry> {
        let start = pair.as_span().start();
        let span = Span::new(self.file, offset(start), offset(start + word.len()));
        let word = Name { text: SmolStr::new_static(word), span, quoted: false };
        Some(self.parts(word, docs, pair.into_inner()))
    }

    fn parts(&mut self, word: Name, docs: Vec<Span>, parts: Pairs<'i>) -> Entry {
        let span = word.span;
        let mut entry = Entry { docs, word, label: None, value: None, ty: None, block: None, span };
        let mut parts = parts.peekable();
        while let Some(part) = parts.next() {
            let span = self.span(&part);
            if part.as_rule() == Rule::name && parts.peek().is_none() && is_reference(part.as_str()) {
                self.reference_for_name(&mut entry, &part);
            } else {
                self.part(&mut entry, part);
            }
            if span.start < span.end {
                entry.span = entry.span.to(span);
            }
        }
        entry
    }

    fn part(&mut self, entry: &mut Entry, part: Pair<'i>) {
        match part.as_rule() {
            Rule::name | Rule::quoted_name => entry.label = Some(self.name(&part)),
            Rule::block => entry.block = Some(self.block(part)),
            Rule::range | Rule::arguments => {
                let base = entry.value.take();
                entry.value = base.map(|base| self.suffix(base, part));
            }
            Rule::r#type => entry.ty = Some(Box::new(self.r#type(part))),
            Rule::missing_type => entry.ty = Some(Box::new(self.missing_param_type(entry, &part))),
            Rule::default => entry.value = self.value_of(part, "="),
            Rule::missing_value => entry.value = Some(self.missing_value(&part, ":")),
            Rule::missing_colon => self.missing_colon(entry, &part),
            // `let x = 3`: the word itself is told of.
            Rule::equals if ["let", "var", "const"].contains(&entry.word.text.as_str()) => {}
            Rule::equals => self.equals(&part),
            _ => entry.value = Some(self.value(part)),
        }
    }

    /// The value that is all a rule holds; `after` is what it stands behind.
    pub(super) fn value_of(&mut self, pair: Pair<'i>, after: &str) -> Option<Value> {
        let mut value = None;
        for part in pair.into_inner() {
            value = match (part.as_rule(), value) {
                (Rule::range | Rule::arguments, Some(base)) => Some(self.suffix(base, part)),
                (Rule::missing_value, _) => Some(self.missing_value(&part, after)),
                _ => Some(self.value(part)),
            };
        }
        value
    }

    /// Reads on to the next member: commas and new lines separate, and nothing else stands there but space.
    pub(super) fn gap(&mut self, gap: &mut Gap, to: usize) {
        let bytes = self.source.as_bytes().get(gap.cursor..to).unwrap_or_default();
        for (i, byte) in bytes.iter().enumerate() {
            match byte {
                b'\n' => gap.fresh = true,
                b',' if gap.comma => (gap.fresh, gap.comma) = (true, false),
                b',' => self.stray_comma(gap.cursor + i),
                b';' => {
                    self.semicolon(gap.cursor + i);
                    (gap.fresh, gap.comma) = (true, false);
                }
                _ => continue,
            }
            self.quiet = false;
        }
    }

    pub(super) fn error_value(span: Span) -> Value {
        Value { kind: ValueKind::Error, span }
    }

    pub(super) fn span(&self, pair: &Pair<'i>) -> Span {
        let span = pair.as_span();
        Span::new(self.file, offset(span.start()), offset(span.end()))
    }

    pub(super) fn span_of(&self, from: usize, to: usize) -> Span {
        Span::new(self.file, offset(from), offset(to))
    }

    /// Tells a mistake that explains whatever else is odd before the next separator.
    pub(super) fn complain(&mut self, diagnostic: Diagnostic) {
        self.say(diagnostic);
        self.quiet = true;
    }

    /// Tells a mistake that stands by itself.
    pub(super) fn say(&mut self, diagnostic: Diagnostic) {
        if !self.quiet {
            self.push(diagnostic);
        }
    }

    /// Whether nothing more is told for now.
    pub(super) fn is_silent(&self) -> bool {
        self.quiet || self.told >= MAX_MISTAKES
    }

    /// Tells a mistake even where others are not told.
    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        if self.told < MAX_MISTAKES {
            self.diagnostics.push(diagnostic);
        }
        self.told += 1;
    }
}
