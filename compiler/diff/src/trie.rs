//! The paths of one side, segment by segment.

use std::collections::HashMap;
use std::sync::Arc;

use gwc_artifact::{Endpoint, Method, MethodSet, Segment};

/// How many methods an endpoint can have.
pub(crate) const METHODS: usize = Method::ALL.len();

/// The endpoints of one path, by the position of their method in [`Method::ALL`].
pub(crate) type Leaf = [Option<u32>; METHODS];

/// A place in the tree.
#[derive(Debug, Default)]
pub(crate) struct Node {
    /// Where literal segments lead.
    pub(crate) literals: HashMap<Arc<str>, u32>,
    /// Where any other segment leads.
    pub(crate) param: Option<u32>,
    /// The endpoints of the path that ends here.
    pub(crate) here: Leaf,
    /// The endpoints of all paths below.
    pub(crate) tail: Option<Box<Leaf>>,
    /// The methods of the endpoints at and below this place.
    pub(crate) methods: MethodSet,
}

/// The paths of one side. Node 0 is `/`.
#[derive(Debug)]
pub(crate) struct Trie {
    pub(crate) nodes: Vec<Node>,
}

impl Trie {
    /// The tree of these endpoints. Of twins the first counts: no router accepts both.
    pub(crate) fn of(endpoints: &[Endpoint]) -> Trie {
        let mut trie = Trie { nodes: vec![Node::default()] };
        for (index, endpoint) in endpoints.iter().enumerate() {
            trie.insert(endpoint, index as u32);
        }
        trie
    }

    fn insert(&mut self, endpoint: &Endpoint, index: u32) {
        let mut at = 0;
        self.nodes[0].methods.insert(endpoint.method);
        for segment in &endpoint.path.segments {
            at = match segment {
                Segment::Literal(text) => self.literal(at, text),
                Segment::Param(_) => self.param(at),
                Segment::Tail => {
                    let leaf = self.nodes[at as usize].tail.get_or_insert_default();
                    leaf[position(endpoint.method)].get_or_insert(index);
                    return;
                }
            };
            self.nodes[at as usize].methods.insert(endpoint.method);
        }
        self.nodes[at as usize].here[position(endpoint.method)].get_or_insert(index);
    }

    fn literal(&mut self, at: u32, text: &str) -> u32 {
        let next = self.nodes.len() as u32;
        if let Some(child) = self.nodes[at as usize].literals.get(text) {
            return *child;
        }
        self.nodes[at as usize].literals.insert(text.into(), next);
        self.nodes.push(Node::default());
        next
    }

    fn param(&mut self, at: u32) -> u32 {
        let next = self.nodes.len() as u32;
        let child = *self.nodes[at as usize].param.get_or_insert(next);
        if child == next {
            self.nodes.push(Node::default());
        }
        child
    }
}

/// The position of a method in [`Method::ALL`].
pub(crate) fn position(method: Method) -> usize {
    method as usize - 1
}
