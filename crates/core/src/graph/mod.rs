//! The graph of components: circles, an order in which everything can be applied, and the edges that are
//! not implied by others.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::Edge;
use crate::source::Span;
use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Who depends on whom, by name.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// Of each node those that it needs, sorted: few mostly.
    needs: IndexMap<SmolStr, Vec<SmolStr>, FxBuildHasher>,
}

impl Graph {
    /// A graph without nodes, with room for so many.
    pub(crate) fn with_capacity(nodes: usize) -> Self {
        Self { needs: IndexMap::with_capacity_and_hasher(nodes, FxBuildHasher) }
    }

    /// Adds a node.
    pub fn node(&mut self, name: &SmolStr) {
        self.needs.entry(name.clone()).or_default();
    }

    /// Adds an edge between two nodes; an end that is no node, and a node's edge to itself, are left out.
    pub fn edge(&mut self, from: &SmolStr, to: &SmolStr) {
        if from != to
            && self.needs.contains_key(to)
            && let Some(needs) = self.needs.get_mut(from)
            && let Err(place) = needs.binary_search(to)
        {
            needs.insert(place, to.clone());
        }
    }

    /// Whether it has this node.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.needs.contains_key(name)
    }

    /// Whether a node needs another, directly or through others.
    #[must_use]
    pub fn leads(&self, from: &SmolStr, to: &SmolStr) -> bool {
        from == to || self.way(from, to).is_some()
    }

    /// What a node needs, directly, sorted.
    pub fn needs(&self, name: &str) -> impl Iterator<Item = &SmolStr> {
        self.needs.get(name).into_iter().flatten()
    }

    /// The nodes in the order in which they were added; of a [`reduced`](Self::reduced) graph, what is needed comes first.
    pub fn nodes(&self) -> impl Iterator<Item = &SmolStr> {
        self.needs.keys()
    }

    /// The names of the nodes, sorted.
    fn names(&self) -> Vec<&SmolStr> {
        let mut names: Vec<&SmolStr> = self.needs.keys().collect();
        names.sort_unstable();
        names
    }

    /// The nodes so that what is needed comes first; among those that could come next, by name.
    /// Nodes in a circle, and what needs them, are left out.
    #[must_use]
    pub fn order(&self) -> Vec<SmolStr> {
        let names = self.names();
        // A node is its place among the names.
        let places: FxHashMap<&SmolStr, usize> =
            names.iter().enumerate().map(|(place, name)| (*name, place)).collect();
        let mut users: Vec<Vec<usize>> = vec![Vec::new(); names.len()];
        let mut open: Vec<usize> = Vec::with_capacity(names.len());
        let mut ready: BinaryHeap<Reverse<usize>> = BinaryHeap::new();
        for (place, name) in names.iter().enumerate() {
            let mut count = 0;
            for need in self.needs(name).filter_map(|need| places.get(need)) {
                users.get_mut(*need).into_iter().for_each(|users| users.push(place));
                count += 1;
            }
            open.push(count);
            ready.extend((count == 0).then_some(Reverse(place)));
        }
        let mut order = Vec::with_capacity(names.len());
        while let Some(Reverse(place)) = ready.pop() {
            order.extend(names.get(place).map(|name| (*name).clone()));
            for user in users.get(place).into_iter().flatten() {
                if let Some(count) = open.get_mut(*user) {
                    *count -= 1;
                    ready.extend((*count == 0).then_some(Reverse(*user)));
                }
            }
        }
        order
    }

    /// The graph without the edges that follow from others, its nodes in their [`order`](Self::order). It must have no circle.
    #[must_use]
    pub fn reduced(&self) -> Graph {
        let order = self.order();
        let places: FxHashMap<&SmolStr, usize> =
            order.iter().enumerate().map(|(place, name)| (name, place)).collect();
        let mut users = vec![0_usize; order.len()];
        for place in self.needs.values().flatten().filter_map(|need| places.get(need)) {
            users.get_mut(*place).into_iter().for_each(|count| *count += 1);
        }
        // What a node reaches is kept until the last of its users is through.
        let mut reach: FxHashMap<usize, Places> = FxHashMap::default();
        let mut reduced = Graph::with_capacity(order.len());
        for (place, name) in order.iter().enumerate() {
            let direct: Vec<(usize, &SmolStr)> =
                self.needs(name).filter_map(|need| Some((*places.get(need)?, need))).collect();
            let mut all = Places::default();
            direct.iter().filter_map(|(need, _)| reach.get(need)).for_each(|more| all.join(more));
            let kept = direct.iter().filter(|(need, _)| !all.has(*need));
            reduced.needs.insert(name.clone(), kept.map(|(_, need)| (*need).clone()).collect());
            for (need, _) in direct {
                all.put(need);
                let left = users.get_mut(need).map_or(0, |left| {
                    *left -= 1;
                    *left
                });
                if left == 0 {
                    reach.remove(&need);
                }
            }
            if users.get(place).is_some_and(|left| *left > 0) {
                reach.insert(place, all);
            }
        }
        reduced
    }

    /// One circle of every group of nodes that need each other, each starting at its first name.
    #[must_use]
    pub fn circles(&self) -> Vec<Vec<SmolStr>> {
        let order = self.order();
        if order.len() == self.needs.len() {
            return Vec::new();
        }
        let ordered: FxHashSet<&SmolStr> = order.iter().collect();
        let mut seen: FxHashSet<SmolStr> = FxHashSet::default();
        let mut circles = Vec::new();
        for name in self.names().into_iter().filter(|name| !ordered.contains(*name)) {
            if seen.contains(name) {
                continue;
            }
            if let Some(circle) = self.way(name, name) {
                seen.extend(circle.iter().cloned());
                circles.push(circle);
            }
        }
        circles
    }

    /// The shortest way from a node to another by at least one edge, without its last node.
    fn way(&self, from: &SmolStr, to: &SmolStr) -> Option<Vec<SmolStr>> {
        let mut before: FxHashMap<&SmolStr, &SmolStr> = FxHashMap::default();
        let mut queue = std::collections::VecDeque::from([from]);
        while let Some(at) = queue.pop_front() {
            for next in self.needs(at) {
                if next == to {
                    let mut way: Vec<SmolStr> = vec![at.clone()];
                    let mut step = at;
                    while let Some(previous) = before.get(step) {
                        way.push((*previous).clone());
                        step = previous;
                    }
                    way.reverse();
                    return Some(way);
                }
                if next != from && !before.contains_key(next) {
                    before.insert(next, at);
                    queue.push_back(next);
                }
            }
        }
        None
    }
}

/// Places in an order, a bit for each: what comes late may reach all that came before.
#[derive(Clone, Debug, Default)]
struct Places(Vec<u64>);

impl Places {
    const BITS: usize = 64;

    fn put(&mut self, place: usize) {
        let (word, bit) = (place / Self::BITS, place % Self::BITS);
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        if let Some(word) = self.0.get_mut(word) {
            *word |= 1 << bit;
        }
    }

    fn has(&self, place: usize) -> bool {
        self.0.get(place / Self::BITS).is_some_and(|word| word & 1 << (place % Self::BITS) != 0)
    }

    fn join(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        self.0.iter_mut().zip(&other.0).for_each(|(own, more)| *own |= more);
    }
}

/// Reports the circles among components, with the place of every edge.
pub fn report_circles(graph: &Graph, edges: &[Edge], diagnostics: &mut Diagnostics) {
    let circles = graph.circles();
    if circles.is_empty() {
        return;
    }
    let mut places: FxHashMap<(&SmolStr, &SmolStr), Span> = FxHashMap::default();
    for edge in edges {
        places.entry((&edge.from, &edge.to)).or_insert(edge.span);
    }
    let place = |from: &SmolStr, to: &SmolStr| places.get(&(from, to)).copied();
    for circle in &circles {
        let next = circle.iter().skip(1).chain(circle.first());
        let links: Vec<(&SmolStr, &SmolStr)> = circle.iter().zip(next).collect();
        let Some((first, span)) = links.first().and_then(|(from, to)| Some(((*from, *to), place(from, to)?)))
        else {
            continue;
        };
        let path: Vec<String> = circle.iter().chain(circle.first()).map(|name| format!("`{name}`")).collect();
        let message = format!("components need each other in a circle: {}", path.join(" needs "));
        let mut diagnostic =
            Diagnostic::new(Code::Cycle, span, message).label(format!("`{}` needs `{}`", first.0, first.1));
        for (from, to) in links.iter().skip(1) {
            if let Some(span) = place(from, to) {
                diagnostic = diagnostic.also(span, format!("`{from}` needs `{to}`"));
            }
        }
        diagnostics.push(
            diagnostic.help("take one of these references away; Flux would wait for all of them forever"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(edges: &[(&str, &str)]) -> Graph {
        let mut graph = Graph::default();
        for (from, to) in edges {
            graph.node(&SmolStr::new(from));
            graph.node(&SmolStr::new(to));
        }
        for (from, to) in edges {
            graph.edge(&SmolStr::new(from), &SmolStr::new(to));
        }
        graph
    }

    #[test]
    fn reduction_keeps_only_what_others_do_not_imply() {
        let reduced = graph(&[("a", "b"), ("b", "c"), ("a", "c"), ("a", "d"), ("d", "c")]).reduced();
        assert_eq!(reduced.needs("a").collect::<Vec<_>>(), ["b", "d"]);
        assert_eq!(reduced.needs("b").collect::<Vec<_>>(), ["c"]);
        assert_eq!(reduced.nodes().collect::<Vec<_>>(), ["c", "b", "d", "a"]);
    }

    #[test]
    fn order_puts_needs_first_and_breaks_ties_by_name() {
        assert_eq!(graph(&[("a", "z"), ("b", "y"), ("y", "z")]).order(), ["z", "a", "y", "b"]);
    }

    #[test]
    fn circles_are_found_once_each() {
        let graph = graph(&[("a", "b"), ("b", "c"), ("c", "a"), ("x", "y"), ("y", "x"), ("z", "a")]);
        assert_eq!(graph.circles(), [vec!["a", "b", "c"], vec!["x", "y"]]);
        assert_eq!(graph.order(), Vec::<SmolStr>::new());
    }
}
