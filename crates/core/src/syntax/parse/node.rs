//! What the grammar recognised, as one list of nodes in the order of the text.

use super::grammar::Rule;
use super::offset;
use super::trouble::usize_of;
use pest::Token;
use pest::iterators::Pairs;

/// What one rule took.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taken {
    rule: Rule,
    start: u32,
    end: u32,
    /// How many rules were taken in it, and it itself.
    size: u32,
}

/// The nodes of a text. pest's own pairs count references and their children at every step, which took longer than
/// the rest of the builder.
pub(super) fn taken(pairs: Pairs<'_, Rule>) -> Vec<Taken> {
    let tokens = pairs.tokens();
    let mut nodes: Vec<Taken> = Vec::with_capacity(tokens.len() / 2);
    let mut open = Vec::new();
    for token in tokens {
        match token {
            Token::Start { rule, pos } => {
                open.push(nodes.len());
                let start = offset(pos.pos() - opening(rule));
                nodes.push(Taken { rule, start, end: start, size: 1 });
            }
            Token::End { pos, .. } => {
                let Some(at) = open.pop() else { continue };
                let size = offset(nodes.len() - at);
                let Some(node) = nodes.get_mut(at) else { continue };
                (node.end, node.size) = (offset(pos.pos()), size);
            }
        }
    }
    nodes
}

/// The length of what the grammar reads before a rule and that belongs to it: its bracket, its quote or its `..`.
fn opening(rule: Rule) -> usize {
    match rule {
        Rule::block | Rule::list | Rule::arguments | Rule::string | Rule::raw_string => 1,
        Rule::range => 2,
        _ => 0,
    }
}

/// A rule's text, and what was recognised in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node<'i> {
    source: &'i str,
    taken: Taken,
    inner: &'i [Taken],
}

impl<'i> Node<'i> {
    pub(super) fn rule(&self) -> Rule {
        self.taken.rule
    }

    pub(super) fn start(&self) -> usize {
        usize_of(self.taken.start)
    }

    pub(super) fn end(&self) -> usize {
        usize_of(self.taken.end)
    }

    pub(super) fn text(&self) -> &'i str {
        self.source.get(self.start()..self.end()).unwrap_or_default()
    }

    /// The nodes right in this one.
    pub(super) fn inner(&self) -> Nodes<'i> {
        Nodes { source: self.source, rest: self.inner }
    }
}

/// Nodes that stand side by side.
#[derive(Clone, Debug)]
pub(super) struct Nodes<'i> {
    source: &'i str,
    rest: &'i [Taken],
}

impl<'i> Nodes<'i> {
    pub(super) fn new(source: &'i str, taken: &'i [Taken]) -> Self {
        Self { source, rest: taken }
    }

    /// The next node, which is left to be read.
    pub(super) fn peek(&self) -> Option<Node<'i>> {
        self.clone().next()
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.clone().count()
    }
}

impl<'i> Iterator for Nodes<'i> {
    type Item = Node<'i>;

    fn next(&mut self) -> Option<Node<'i>> {
        let (taken, rest) = self.rest.split_first()?;
        let (inner, rest) = rest.split_at_checked(usize_of(taken.size - 1))?;
        self.rest = rest;
        Some(Node { source: self.source, taken: *taken, inner })
    }
}
