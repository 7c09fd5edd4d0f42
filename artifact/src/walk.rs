//! The check of the route index: it is a tree, and it leads to every endpoint by exactly the endpoint's path.

use zerocopy::little_endian::{U32, U64};

use crate::error::OpenError;
use crate::format::{EdgeRecord, Item, Key, NodeRecord, Section, slots};
use crate::method::{Method, MethodSet};
use crate::normalise::check_decoded;
use crate::path::MAX_SEGMENTS;
use crate::tables::{Tables, malformed, record};

/// Walks the whole index.
///
/// Nodes and edges must come in the order of the walk, so each is reached once and the walk ends. Distinct places
/// have distinct paths, and each leaf's endpoints have the path that led to it; as many endpoints as there are then
/// means each exactly once.
pub(crate) fn index(tables: &Tables<'_>) -> Result<(), OpenError> {
    let mut walk = Walk { tables, trail: Vec::with_capacity(MAX_SEGMENTS), nodes: 0, edges: 0, endpoints: 0 };
    walk.node(U32::ZERO)?;
    let all = (tables.index.nodes.len(), tables.index.edges.len(), tables.endpoints.len());
    match (walk.nodes, walk.edges, walk.endpoints) == all {
        true => Ok(()),
        false => Err(OpenError::Malformed {
            section: Section::Nodes.name(),
            index: None,
            reason: "not everything is reached from the root",
        }),
    }
}

struct Walk<'t, 'a> {
    tables: &'t Tables<'a>,
    /// The path to the current node.
    trail: Vec<Step>,
    nodes: usize,
    edges: usize,
    endpoints: usize,
}

/// One segment on the way.
#[derive(Clone, Copy, PartialEq)]
enum Step {
    /// Its offset and length in the strings.
    Literal(u32, u32),
    Param,
    Tail,
}

impl<'a> Walk<'_, 'a> {
    fn node(&mut self, index: U32) -> Result<(), OpenError> {
        let wrong = |reason| malformed(Section::Nodes, index, reason);
        let node = match self.tables.index.nodes.get(self.nodes) {
            Some(node) if index.get() as usize == self.nodes => node,
            _ => return Err(wrong("nodes are not in the order of a walk")),
        };
        self.nodes += 1;
        if self.trail.len() > MAX_SEGMENTS || node.reserved.get() != 0 {
            return Err(wrong("the path to it is too long"));
        }
        let literal = matches!(self.trail.last(), Some(Step::Literal(..)));
        if !literal && (node.label != U32::ZERO || node.label_length != U32::ZERO) {
            return Err(wrong("it has a label, but no literal leads to it"));
        }
        let edges = self.take_edges(node).ok_or(wrong("edges are not in the order of a walk"))?;
        let end = node.here_methods | node.tail_methods;
        if end == 0 && edges.is_empty() && node.param == U32::ZERO && !self.trail.is_empty() {
            return Err(wrong("it leads nowhere"));
        }
        self.leaf(node.here, node.here_methods).map_err(wrong)?;
        self.edges(edges)?;
        if node.param != U32::ZERO {
            self.trail.push(Step::Param);
            self.node(node.param)?;
            self.trail.pop();
        }
        self.trail.push(Step::Tail);
        self.leaf(node.tail, node.tail_methods).map_err(wrong)?;
        self.trail.pop();
        Ok(())
    }

    fn take_edges(&mut self, node: &NodeRecord) -> Option<&'a [EdgeRecord]> {
        let start = self.edges;
        self.edges = start.checked_add(node.edges.get() as usize)?;
        let edges = self.tables.index.edges.get(start..self.edges)?;
        (node.first_edge.get() as usize == start).then_some(edges)
    }

    fn edges(&mut self, edges: &[EdgeRecord]) -> Result<(), OpenError> {
        let index = self.tables.index;
        let used = edges.iter().filter(|edge| edge.child != U32::ZERO).count();
        if edges.len() != slots(used) {
            return Err(OpenError::Malformed {
                section: Section::Edges.name(),
                index: Some(self.edges - edges.len()),
                reason: "the table has another size than its segments ask for",
            });
        }
        for edge in edges {
            let wrong = |reason| malformed(Section::Edges, edge.child, reason);
            if edge.child == U32::ZERO {
                match edge.key == U64::ZERO && edge.length == U32::ZERO {
                    true => continue,
                    false => return Err(wrong("an empty slot is not empty")),
                }
            }
            let child = record(index.nodes, edge.child, Section::Nodes)?;
            let label = index.label(child).ok_or(wrong("its label is not there"))?;
            // Each segment is found, so none is there twice, and each has the key of its label.
            let found =
                index.child(edges, Key::of(label.iter().copied()), label.len(), |other| other == label);
            if !found.is_some_and(|found| std::ptr::eq(found, child)) {
                return Err(wrong("its segment is not found"));
            }
            check_decoded(label).map_err(|refusal| wrong(refusal.as_str()))?;
            if label.is_empty() && (self.trail.is_empty() || !self.is_end(edge.child)) {
                return Err(wrong("an empty segment is not the end of a path"));
            }
            self.trail.push(Step::Literal(child.label.get(), child.label_length.get()));
            self.node(edge.child)?;
            self.trail.pop();
        }
        Ok(())
    }

    /// Whether nothing is below a node.
    fn is_end(&self, node: U32) -> bool {
        self.tables
            .index
            .nodes
            .get(node.get() as usize)
            .is_some_and(|node| node.edges == U32::ZERO && node.param == U32::ZERO && node.tail_methods == 0)
    }

    /// Whether the endpoints of a leaf have its methods and the path that led to it.
    fn leaf(&mut self, first: U32, methods: u8) -> Result<(), &'static str> {
        let methods = MethodSet::from_bits(methods).ok_or("no such method")?;
        if methods.is_empty() && first != U32::ZERO {
            return Err("endpoints without a method");
        }
        for (i, method) in methods.iter().enumerate() {
            let endpoint = (first.get() as usize).checked_add(i).and_then(|i| self.tables.endpoints.get(i));
            let endpoint = endpoint.ok_or("no such endpoint")?;
            if Method::from_code(endpoint.method) != Some(method) || !self.is_path(endpoint.path) {
                return Err("it leads to an endpoint of another method or path");
            }
            self.endpoints += 1;
        }
        Ok(())
    }

    fn is_path(&self, path: U32) -> bool {
        let Ok(items) = self.tables.items(path) else { return false };
        let step = |item| match item {
            Ok(Item::Literal(text)) => {
                self.tables.string_place(text).map(|(start, len)| Step::Literal(start, len))
            }
            Ok(Item::Param(_)) => Some(Step::Param),
            Ok(Item::Tail) => Some(Step::Tail),
            Err(_) => None,
        };
        items.map(step).eq(self.trail.iter().copied().map(Some))
    }
}
