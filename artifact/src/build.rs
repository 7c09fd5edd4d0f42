//! Building the route index.

use std::ops::Range;

use zerocopy::FromZeros;
use zerocopy::little_endian::U32;

use crate::endpoint::Endpoint;
use crate::index::{Edge, Key, Node, slots};
use crate::method::MethodSet;
use crate::path::Segment;

/// The parts of an index.
#[derive(Debug, Default)]
pub(crate) struct Built {
    pub(crate) nodes: Vec<Node>,
    pub(crate) edges: Vec<Edge>,
    pub(crate) labels: Vec<u8>,
}

/// The index of endpoints that are sorted by path and method, and have no twins.
pub(crate) fn build(endpoints: &[Endpoint]) -> Built {
    let mut builder = Builder { endpoints, built: Built::default() };
    builder.node(0..endpoints.len(), 0, None);
    builder.built
}

struct Builder<'e> {
    endpoints: &'e [Endpoint],
    built: Built,
}

impl<'e> Builder<'e> {
    /// Appends the node of endpoints that agree on their first `depth` segments, then all below it: nodes are in the
    /// order of a walk that goes down before it goes on. Recursion ends with the longest pattern. The label is the
    /// last of these segments, if it is a literal.
    fn node(&mut self, range: Range<usize>, depth: usize, label: Option<&str>) -> U32 {
        let index = self.built.nodes.len();
        self.built.nodes.push(Node::new_zeroed());
        let mut node = Node::new_zeroed();
        if let Some(label) = label {
            node.label = (self.built.labels.len() as u32).into();
            node.label_length = (label.len() as u32).into();
            self.built.labels.extend_from_slice(label.as_bytes());
        }
        let mut literals = Vec::new();
        let mut param = None;
        for group in self.groups(range, depth) {
            match self.segment(group.start, depth) {
                None => (node.here, node.here_methods) = self.leaf(group),
                Some(Segment::Literal(text)) => {
                    literals.push((Key::of(text.bytes()), &**text, (group.start, group.end)))
                }
                Some(Segment::Param(_)) => param = Some(group),
                Some(Segment::Tail) => (node.tail, node.tail_methods) = self.leaf(group),
            }
        }
        literals.sort();
        let first_edge = self.built.edges.len();
        let table = table(&literals);
        node.first_edge = (first_edge as u32).into();
        node.edges = (table.len() as u32).into();
        self.built.edges.resize(first_edge + table.len(), Edge::new_zeroed());
        for (slot, literal) in (first_edge..).zip(table) {
            if let Some((key, text, group)) = literal {
                let child = self.node(group.0..group.1, depth + 1, Some(text));
                self.built.edges[slot] =
                    Edge { key: key.number().into(), child, length: (text.len() as u32).into() };
            }
        }
        if let Some(group) = param {
            node.param = self.node(group, depth + 1, None);
        }
        self.built.nodes[index] = node;
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

/// A literal segment: its key, text, and the endpoints that have it.
type Literal<'e> = (Key, &'e str, (usize, usize));

/// The slots of a node: each segment in the first free one from its home on. As they come in ascending order, what a
/// search passes on its way is less than what it finds; so a table of these segments has one layout.
fn table<'e>(literals: &[Literal<'e>]) -> Vec<Option<Literal<'e>>> {
    let mut table = vec![None; slots(literals.len())];
    for literal in literals {
        let mut slot = literal.0.home(table.len());
        while table[slot].is_some() {
            slot = (slot + 1) % table.len();
        }
        table[slot] = Some(*literal);
    }
    table
}

fn same(one: Option<&Segment>, other: Option<&Segment>) -> bool {
    match (one, other) {
        (Some(Segment::Param(_)), Some(Segment::Param(_))) => true,
        _ => one == other,
    }
}
