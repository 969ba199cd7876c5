//! Entries and blocks from what the grammar recognised.

use super::grammar::Rule;
use super::node::{Node, Nodes};
use super::offset;
use super::trouble::is_reference;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{FileId, Span};
use crate::syntax::ast::{Ast, Block, Entry, Name, Value, ValueKind};

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
    pub(super) fn file(mut self, node: Node<'i>) -> Ast {
        let entries = self.entries(node.inner(), 0, self.source.len());
        self.flush_open();
        self.comments.sort_unstable_by_key(|comment| comment.start);
        Ast { file: self.file, entries, comments: self.comments }
    }

    /// A block, with its braces.
    pub(super) fn block(&mut self, node: Node<'i>) -> Block {
        let span = self.span(&node);
        let text = node.text();
        let start = node.start();
        let end = start + text.len() - usize::from(text.ends_with('}') && text.len() > 1);
        let entries = self.entries(node.inner(), start + 1, end);
        Block { entries, span }
    }

    fn entries(&mut self, nodes: Nodes<'i>, start: usize, end: usize) -> Vec<Entry> {
        let mut run =
            Run { entries: Vec::with_capacity(nodes.len()), gap: Gap::new(start), docs: Vec::new() };
        for node in nodes {
            self.gap(&mut run.gap, node.start());
            self.member(&mut run, node, start);
            run.gap.cursor = node.end();
        }
        self.gap(&mut run.gap, end);
        self.comments.append(&mut run.docs);
        self.adopt_indented(run.entries, 0)
    }

    fn member(&mut self, run: &mut Run, node: Node<'i>, start: usize) {
        match node.rule() {
            Rule::comment => return self.comment(run, &node),
            Rule::entry | Rule::record => self.add_entry(run, node),
            Rule::block => self.loose_block(run, node),
            Rule::list => self.loose_list(run, node),
            Rule::stray | Rule::stray_in_block => self.stray(run, &node),
            Rule::hash => return self.hash(&node),
            Rule::junk => self.junk(run, &node),
            Rule::unclosed => self.unclosed_block(start - 1, node.start(), &run.entries),
            _ => return,
        }
        run.gap.fresh = false;
        run.gap.comma = true;
    }

    fn comment(&mut self, run: &mut Run, node: &Node<'i>) {
        let text = node.text();
        let documents = run.gap.fresh && text.starts_with("///") && !text.starts_with("////");
        let comments = if documents { &mut run.docs } else { &mut self.comments };
        comments.push(Span::new(self.file, offset(node.start()), offset(node.end())));
    }

    fn add_entry(&mut self, run: &mut Run, node: Node<'i>) {
        if !run.gap.fresh && self.second_name(run, &node) {
            let block = self.entry(node, Vec::new()).block;
            if let Some(entry) = run.entries.last_mut() {
                entry.block = block;
            }
            return;
        }
        if !run.gap.fresh && !self.unseparated(run, &node) {
            return;
        }
        let docs = std::mem::take(&mut run.docs);
        let entry = self.entry(node, docs);
        run.entries.push(entry);
    }

    fn entry(&mut self, node: Node<'i>, docs: Vec<Span>) -> Entry {
        let mut parts = node.inner();
        match parts.peek().filter(|part| part.start() == node.start()) {
            Some(word) => {
                parts.next();
                let word = self.name(&word);
                self.parts(word, docs, parts)
            }
            None => {
                let word = self.bare_name(first_word(node.text()), node.start());
                self.parts(word, docs, parts)
            }
        }
    }

    fn parts(&mut self, word: Name, docs: Vec<Span>, mut parts: Nodes<'i>) -> Entry {
        let span = word.span;
        let mut entry = Entry { docs, word, label: None, value: None, ty: None, block: None, span };
        while let Some(part) = parts.next() {
            let span = self.span(&part);
            if part.rule() == Rule::name && parts.peek().is_none() && is_reference(part.text()) {
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

    fn part(&mut self, entry: &mut Entry, part: Node<'i>) {
        match part.rule() {
            Rule::name | Rule::label | Rule::quoted_name => entry.label = Some(self.name(&part)),
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
    pub(super) fn value_of(&mut self, node: Node<'i>, after: &str) -> Option<Value> {
        let mut value = None;
        for part in node.inner() {
            value = match (part.rule(), value) {
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

    pub(super) fn span(&self, node: &Node<'i>) -> Span {
        self.span_of(node.start(), node.end())
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

/// The word of an entry where the grammar does not capture it: space, a colon or a quote stands behind it.
fn first_word(text: &str) -> &str {
    let end = text.bytes().position(|b| matches!(b, b' ' | b':' | b'\t' | b'"' | b'\''));
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}
