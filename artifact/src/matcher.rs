//! The lookup: from method and raw path to an endpoint, its parameters and tail.

use crate::format::{EdgeRecord, Hasher, NodeRecord, hash};
use crate::method::{Method, MethodSet};
use crate::normalise::{self, Refusal, decode};
use crate::path::MAX_PARAMS;
use crate::tables::Index;

/// The endpoint found for a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match<'p> {
    /// Index into [`Gateway::endpoints`](crate::Gateway::endpoints) as the artifact holds them.
    pub endpoint: usize,
    /// What the path's parameters and tail matched.
    pub params: Params<'p>,
}

/// Why no endpoint was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Miss {
    /// No endpoint has the path: 404.
    NotFound,
    /// Endpoints have the path, but with these methods only: 405.
    MethodNotAllowed(MethodSet),
    /// The path was refused before it was matched: 400.
    Refused(Refusal),
}

/// What the parameters and the tail of a pattern matched: parts of the request path, as they came.
#[derive(Clone, Copy)]
pub struct Params<'p> {
    path: &'p str,
    spans: [(u16, u16); MAX_PARAMS],
    len: u8,
    tail: Option<u16>,
}

impl<'p> Params<'p> {
    pub(crate) fn new(path: &'p str) -> Params<'p> {
        Params { path, spans: [(0, 0); MAX_PARAMS], len: 0, tail: None }
    }

    /// How many parameters there are, the tail not counted.
    pub fn len(&self) -> usize {
        usize::from(self.len)
    }

    /// Whether there are no parameters.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The raw bytes of the parameter at this position of the pattern.
    pub fn get(&self, position: usize) -> Option<&'p str> {
        let (start, end) = *self.spans[..self.len()].get(position)?;
        self.path.get(usize::from(start)..usize::from(end))
    }

    /// The raw bytes the tail matched, without a slash in front.
    pub fn tail(&self) -> Option<&'p str> {
        self.path.get(usize::from(self.tail?)..)
    }
}

impl PartialEq for Params<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len
            && (0..self.len()).all(|i| self.get(i) == other.get(i))
            && self.tail() == other.tail()
    }
}

impl Eq for Params<'_> {}

impl std::fmt::Debug for Params<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let values = (0..self.len()).filter_map(|i| self.get(i));
        f.debug_list().entries(values.chain(self.tail())).finish()
    }
}

/// The endpoint of a method and path.
pub(crate) fn find<'p>(index: Index<'_>, method: Method, path: &'p str) -> Result<Match<'p>, Miss> {
    let escaped = normalise::check(path).map_err(Miss::Refused)?;
    let mut search = Search::new(index, path, escaped, Some(method));
    match search.run() {
        Some(endpoint) => Ok(Match { endpoint: endpoint as usize, params: search.params }),
        None if search.allowed.is_empty() => Err(Miss::NotFound),
        None => Err(Miss::MethodNotAllowed(search.allowed)),
    }
}

/// The methods of all endpoints a path matches.
pub(crate) fn allowed(index: Index<'_>, path: &str) -> Result<MethodSet, Refusal> {
    let escaped = normalise::check(path)?;
    let mut search = Search::new(index, path, escaped, None);
    search.run();
    Ok(search.allowed)
}

/// One lookup. Each place of the index is visited at most once, at the depth it is at, so even a table made to hurt
/// costs no more than its size.
struct Search<'i, 'p> {
    index: Index<'i>,
    path: &'p [u8],
    /// Whether there are escapes in the path.
    escaped: bool,
    method: Option<Method>,
    params: Params<'p>,
    /// The methods of the places that matched but for the method.
    allowed: MethodSet,
}

impl<'i, 'p> Search<'i, 'p> {
    fn new(index: Index<'i>, path: &'p str, escaped: bool, method: Option<Method>) -> Search<'i, 'p> {
        let params = Params::new(path);
        Search { index, path: path.as_bytes(), escaped, method, params, allowed: MethodSet::EMPTY }
    }

    fn run(&mut self) -> Option<u32> {
        let root = self.index.nodes.first()?;
        // `/` has no segments; everything else has one behind each slash.
        let start = if self.path.len() == 1 { 1 } else { 0 };
        self.node(root, start)
    }

    /// Goes on from a node with the rest of the path, which begins with a slash or is empty: literal before
    /// parameter before tail, and back if that leads nowhere.
    fn node(&mut self, node: &NodeRecord, slash: usize) -> Option<u32> {
        if slash == self.path.len() {
            return self.leaf(node.here.get(), node.here_methods);
        }
        let start = slash + 1;
        let rest = self.path.get(start..)?;
        let length = rest.iter().position(|byte| *byte == b'/').unwrap_or(rest.len());
        let (segment, end) = (&rest[..length], start + length);
        if let Some(child) = self.literal(node, segment)
            && let Some(endpoint) = self.node(child, end)
        {
            return Some(endpoint);
        }
        if segment.is_empty() {
            return None;
        }
        if node.param.get() != 0
            && let Some(endpoint) = self.param(node, start, end)
        {
            return Some(endpoint);
        }
        // No segment of a tail is empty, and only the last can be.
        if node.tail_methods == 0 || rest.last() == Some(&b'/') {
            return None;
        }
        self.params.tail = Some(start as u16);
        let endpoint = self.leaf(node.tail.get(), node.tail_methods);
        if endpoint.is_none() {
            self.params.tail = None;
        }
        endpoint
    }

    fn param(&mut self, node: &NodeRecord, start: usize, end: usize) -> Option<u32> {
        let child = self.index.nodes.get(node.param.get() as usize)?;
        let position = self.params.len();
        *self.params.spans.get_mut(position)? = (start as u16, end as u16);
        self.params.len += 1;
        let endpoint = self.node(child, end);
        if endpoint.is_none() {
            self.params.len -= 1;
        }
        endpoint
    }

    fn leaf(&mut self, first: u32, methods: u8) -> Option<u32> {
        if let Some(method) = self.method {
            let bit = 1 << method as u8;
            if methods & bit != 0 {
                return first.checked_add((methods & (bit - 1)).count_ones());
            }
        }
        self.allowed = self.allowed.union(methods);
        None
    }

    fn literal(&self, node: &NodeRecord, segment: &[u8]) -> Option<&'i NodeRecord> {
        let first = node.first_edge.get() as usize;
        let edges = self.index.edges.get(first..first.checked_add(node.edges.get() as usize)?)?;
        if edges.is_empty() {
            return None;
        }
        let edge = if self.escaped && segment.contains(&b'%') {
            self.edge(edges, hash_decoded(segment), |label| decode(segment).eq(label.iter().copied()))
        } else {
            self.edge(edges, hash(segment), |label| label == segment)
        };
        self.index.nodes.get(edge?.child.get() as usize)
    }

    /// The edge of a hash whose label is the wanted one.
    fn edge(
        &self,
        edges: &'i [EdgeRecord],
        hash: u32,
        wanted: impl Fn(&[u8]) -> bool,
    ) -> Option<&'i EdgeRecord> {
        let start = edges.partition_point(|edge| edge.hash.get() < hash);
        edges[start..]
            .iter()
            .take_while(|edge| edge.hash.get() == hash)
            .find(|edge| self.index.label(edge).is_some_and(&wanted))
    }
}

/// The hash of what a raw segment decodes to.
fn hash_decoded(segment: &[u8]) -> u32 {
    let mut hasher = Hasher::new();
    let mut decoded = decode(segment).peekable();
    while decoded.peek().is_some() {
        let word =
            decoded.by_ref().take(8).enumerate().fold(0, |word, (i, byte)| word | u64::from(byte) << (8 * i));
        hasher.word(word);
    }
    hasher.finish()
}
