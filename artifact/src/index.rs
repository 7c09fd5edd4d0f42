//! Building the route index: a trie of segments, flattened so that a reader can use it as it lies.

use std::ops::Range;

use zerocopy::FromZeros;
use zerocopy::little_endian::U32;

use crate::format::{EdgeRecord, NodeRecord, hash};
use crate::gateway::Endpoint;
use crate::method::MethodSet;
use crate::path::Segment;
use crate::write::Pool;

/// The nodes and edges of endpoints that are sorted by path and method, and have no twins.
pub(crate) fn build(endpoints: &[Endpoint], strings: &mut Pool<u8>) -> (Vec<NodeRecord>, Vec<EdgeRecord>) {
    let mut builder = Builder { endpoints, strings, nodes: Vec::new(), edges: Vec::new() };
    builder.node(0..endpoints.len(), 0);
    (builder.nodes, builder.edges)
}

struct Builder<'e, 's> {
    endpoints: &'e [Endpoint],
    strings: &'s mut Pool<u8>,
    nodes: Vec<NodeRecord>,
    edges: Vec<EdgeRecord>,
}

impl<'e> Builder<'e, '_> {
    /// Appends the node of endpoints that agree on their first `depth` segments, then all below it: nodes are in the
    /// order of a walk that goes down before it goes on. Recursion ends with the longest pattern.
    fn node(&mut self, range: Range<usize>, depth: usize) -> U32 {
        let index = self.nodes.len();
        self.nodes.push(NodeRecord::new_zeroed());
        let mut node = NodeRecord::new_zeroed();
        let mut literals = Vec::new();
        let mut param = None;
        for group in self.groups(range, depth) {
            match self.segment(group.start, depth) {
                None => (node.here, node.here_methods) = self.leaf(group),
                Some(Segment::Literal(text)) => literals.push((hash(text.as_bytes()), text.as_str(), group)),
                Some(Segment::Param(_)) => param = Some(group),
                Some(Segment::Tail) => (node.tail, node.tail_methods) = self.leaf(group),
            }
        }
        literals.sort_by(|one, other| (one.0, one.1).cmp(&(other.0, other.1)));
        let first_edge = self.edges.len();
        node.first_edge = (first_edge as u32).into();
        node.edges = (literals.len() as u32).into();
        for (hash, text, _) in &literals {
            let (label, length) = self.strings.place(text.as_bytes());
            self.edges.push(EdgeRecord { hash: (*hash).into(), label, length, child: U32::ZERO });
        }
        for (i, (_, _, group)) in literals.into_iter().enumerate() {
            self.edges[first_edge + i].child = self.node(group, depth + 1);
        }
        if let Some(group) = param {
            node.param = self.node(group, depth + 1);
        }
        self.nodes[index] = node;
        (index as u32).into()
    }

    /// Cuts a range where the segment at `depth` changes.
    fn groups(&self, range: Range<usize>, depth: usize) -> Vec<Range<usize>> {
        let mut groups: Vec<Range<usize>> = Vec::new();
        for i in range {
            match groups.last_mut() {
                Some(group) if same(self.segment(group.start, depth), self.segment(i, depth)) => {
                    group.end = i + 1
                }
                _ => groups.push(i..i + 1),
            }
        }
        groups
    }

    fn segment(&self, endpoint: usize, depth: usize) -> Option<&'e Segment> {
        self.endpoints[endpoint].path.segments.get(depth)
    }

    /// The first endpoint of a path and the methods of all: endpoints of one path stand together, by method.
    fn leaf(&self, group: Range<usize>) -> (U32, u8) {
        let methods: MethodSet =
            self.endpoints[group.clone()].iter().map(|endpoint| endpoint.method).collect();
        ((group.start as u32).into(), methods.bits())
    }
}

fn same(one: Option<&Segment>, other: Option<&Segment>) -> bool {
    match (one, other) {
        (Some(Segment::Param(_)), Some(Segment::Param(_))) => true,
        _ => one == other,
    }
}
