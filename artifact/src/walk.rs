//! The check of the route index: it is the one index of its endpoints.

use zerocopy::little_endian::{U32, U64};

use crate::endpoint::Endpoint;
use crate::index::{Edge, Index, Key, Node, slots};
use crate::method::MethodSet;
use crate::path::{MAX_SEGMENTS, Segment};

/// What is wrong with which node.
pub(crate) type Wrong = (usize, &'static str);

/// Walks the whole index of endpoints that have passed their own check.
///
/// Nodes, edges and labels must come in the order of the walk, so each is reached once and the walk ends. Distinct
/// places have distinct paths, and each leaf's endpoints have the path that led to it; as many endpoints as there are
/// then means each exactly once. As every table has the one layout of its segments, no other index passes.
pub(crate) fn index(index: Index<'_>, endpoints: &[Endpoint]) -> Result<(), Wrong> {
    let trail = Vec::with_capacity(MAX_SEGMENTS);
    let mut walk = Walk { index, endpoints, trail, nodes: 0, edges: 0, labels: 0, met: 0 };
    walk.node(0)?;
    let all = (index.nodes.len(), index.edges.len(), index.labels.len(), endpoints.len());
    match (walk.nodes, walk.edges, walk.labels, walk.met) == all {
        true => Ok(()),
        false => Err((walk.nodes, "not everything is reached from the root")),
    }
}

struct Walk<'a> {
    index: Index<'a>,
    endpoints: &'a [Endpoint],
    /// The path to the current node.
    trail: Vec<Step<'a>>,
    /// How many of each the walk has met.
    nodes: usize,
    edges: usize,
    labels: usize,
    met: usize,
}

/// One segment on the way.
#[derive(Clone, Copy, PartialEq)]
enum Step<'a> {
    Literal(&'a [u8]),
    Param,
    Tail,
}

impl<'a> Walk<'a> {
    /// Checks the node of this number and all below it.
    fn node(&mut self, number: usize) -> Result<(), Wrong> {
        let wrong = |reason| (number, reason);
        let node = match self.index.nodes.get(number) {
            Some(node) if number == self.nodes => node,
            _ => return Err(wrong("nodes are not in the order of a walk")),
        };
        self.nodes += 1;
        if self.trail.len() > MAX_SEGMENTS || node.reserved.get() != 0 {
            return Err(wrong("the path to it is too long, or reserved bytes are not 0"));
        }
        self.label(node).map_err(wrong)?;
        let edges = self.take_edges(node).ok_or(wrong("edges are not in the order of a walk"))?;
        let methods = node.here_methods | node.tail_methods;
        if methods == 0 && edges.is_empty() && node.param == U32::ZERO && !self.trail.is_empty() {
            return Err(wrong("it leads nowhere"));
        }
        self.leaf(node.here, node.here_methods).map_err(wrong)?;
        self.edges(edges).map_err(|(at, reason)| (at.unwrap_or(number), reason))?;
        if node.param != U32::ZERO {
            self.below(Step::Param, node.param)?;
        }
        self.trail.push(Step::Tail);
        self.leaf(node.tail, node.tail_methods).map_err(wrong)?;
        self.trail.pop();
        Ok(())
    }

    fn below(&mut self, step: Step<'a>, child: U32) -> Result<(), Wrong> {
        self.trail.push(step);
        self.node(child.get() as usize)?;
        self.trail.pop();
        Ok(())
    }

    /// Labels follow each other; what no literal leads to has none.
    fn label(&mut self, node: &Node) -> Result<(), &'static str> {
        let place = (node.label.get() as usize, node.label_length.get() as usize);
        match self.trail.last() {
            Some(Step::Literal(label)) if place == (self.labels, label.len()) => {
                self.labels += label.len();
                Ok(())
            }
            Some(Step::Literal(_)) => Err("labels are not in the order of a walk"),
            _ if place == (0, 0) => Ok(()),
            _ => Err("it has a label, but no literal leads to it"),
        }
    }

    fn take_edges(&mut self, node: &Node) -> Option<&'a [Edge]> {
        let start = self.edges;
        self.edges = start.checked_add(node.edges.get() as usize)?;
        let edges = self.index.edges.get(start..self.edges)?;
        (node.first_edge.get() as usize == start).then_some(edges)
    }

    fn edges(&mut self, edges: &[Edge]) -> Result<(), (Option<usize>, &'static str)> {
        let used = edges.iter().filter(|edge| edge.child != U32::ZERO).count();
        if edges.len() != slots(used) {
            return Err((None, "its table has another size than its segments require"));
        }
        for (slot, edge) in edges.iter().enumerate() {
            if edge.child == U32::ZERO {
                match edge.key == U64::ZERO && edge.length == U32::ZERO {
                    true => continue,
                    false => return Err((None, "an empty slot is not empty")),
                }
            }
            let label = self.in_place(edges, slot, edge).map_err(|reason| (None, reason))?;
            self.below(Step::Literal(label), edge.child).map_err(|(at, reason)| (Some(at), reason))?;
        }
        Ok(())
    }

    /// The label of an edge that is where a search for it ends, behind lesser ones only.
    fn in_place(&self, edges: &[Edge], slot: usize, edge: &Edge) -> Result<&'a [u8], &'static str> {
        let label = self.label_of(edge).ok_or("an edge leads nowhere")?;
        let key = Key::of(label.iter().copied());
        if (edge.key.get(), edge.length.get() as usize) != (key.number(), label.len()) {
            return Err("an edge has another key than its segment");
        }
        let mut at = key.home(edges.len());
        while at != slot {
            let passed =
                edges.get(at).filter(|passed| passed.child != U32::ZERO).ok_or("a search ends early")?;
            let lesser = match passed.key.get().cmp(&edge.key.get()) {
                std::cmp::Ordering::Equal => self.label_of(passed).is_some_and(|passed| passed < label),
                order => order.is_lt(),
            };
            if !lesser {
                return Err("a table is not in order");
            }
            at = (at + 1) % edges.len();
        }
        Ok(label)
    }

    fn label_of(&self, edge: &Edge) -> Option<&'a [u8]> {
        self.index.label(self.index.nodes.get(edge.child.get() as usize)?)
    }

    /// Whether the endpoints of a leaf have its methods and the path that led to it.
    fn leaf(&mut self, first: U32, methods: u8) -> Result<(), &'static str> {
        let methods = MethodSet::from_bits(methods).ok_or("no such method")?;
        if methods.is_empty() && first != U32::ZERO {
            return Err("endpoints without a method");
        }
        for (i, method) in methods.iter().enumerate() {
            let endpoint = (first.get() as usize).checked_add(i).and_then(|i| self.endpoints.get(i));
            let endpoint = endpoint.ok_or("no such endpoint")?;
            if endpoint.method != method || !self.is_path(&endpoint.path.segments) {
                return Err("it leads to an endpoint of another method or path");
            }
            self.met += 1;
        }
        Ok(())
    }

    fn is_path(&self, segments: &[Segment]) -> bool {
        segments.len() == self.trail.len()
            && segments.iter().zip(&self.trail).all(|(segment, trail)| match (segment, trail) {
                (Segment::Literal(text), Step::Literal(label)) => text.as_bytes() == *label,
                (Segment::Param(_), Step::Param) | (Segment::Tail, Step::Tail) => true,
                _ => false,
            })
    }
}
