//! The lookup: from method and raw path to an endpoint, its parameters and tail.

use std::borrow::Cow;

use crate::index::{Index, Key, Node};
use crate::method::{Method, MethodSet};
use crate::path::MAX_PARAMS;
use crate::path_check::{self, Refusal, decode};
use crate::semantics::Semantics;

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

    #[inline]
    fn push(&mut self, start: usize, end: usize) -> Option<()> {
        *self.spans.get_mut(usize::from(self.len))? = (start as u16, end as u16);
        self.len += 1;
        Some(())
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

    /// The parameter at this position, percent-decoded: the same for all spellings of the same text.
    pub fn decoded(&self, position: usize) -> Option<Cow<'p, str>> {
        let raw = self.get(position)?;
        if !raw.contains('%') {
            return Some(Cow::Borrowed(raw));
        }
        // A path whose escapes are no UTF-8 is refused before it is matched.
        String::from_utf8(decode(raw.as_bytes()).collect()).ok().map(Cow::Owned)
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
pub(crate) fn find<'p>(
    index: Index<'_>,
    semantics: Semantics,
    method: Method,
    path: &'p str,
) -> Result<Match<'p>, Miss> {
    let escaped = path_check::check(path).map_err(Miss::Refused)?;
    let follows = method == Method::Head && semantics == Semantics::Gwr;
    let mut search = Search::new(index, path, escaped, Some(method));
    search.instead = follows.then_some(Method::Get);
    match search.run() {
        Some(endpoint) => Ok(Match { endpoint: endpoint as usize, params: search.params }),
        None if search.allowed.is_empty() => Err(Miss::NotFound),
        None => Err(Miss::MethodNotAllowed(answered(search.allowed, semantics))),
    }
}

/// The methods a path answers.
pub(crate) fn allowed(index: Index<'_>, semantics: Semantics, path: &str) -> Result<MethodSet, Refusal> {
    let escaped = path_check::check(path)?;
    let mut search = Search::new(index, path, escaped, None);
    search.run();
    Ok(answered(search.allowed, semantics))
}

/// With the methods that no endpoint needs to declare: `HEAD` follows `GET`, and `OPTIONS` is answered wherever
/// another method is. KrakenD has neither.
fn answered(mut declared: MethodSet, semantics: Semantics) -> MethodSet {
    if declared.is_empty() || semantics == Semantics::Krakend {
        return declared;
    }
    if declared.contains(Method::Get) {
        declared.insert(Method::Head);
    }
    declared.insert(Method::Options);
    declared
}

/// One lookup. Each place of the index is visited at most once, at the depth it is at, so even a table made to hurt
/// costs no more than its size.
struct Search<'i, 'p> {
    index: Index<'i>,
    path: &'p [u8],
    /// Whether there are escapes in the path.
    escaped: bool,
    /// Whether the path ends with an empty segment.
    trailing_slash: bool,
    method: Option<Method>,
    /// Whose endpoints answer too, where a place has none of the method.
    instead: Option<Method>,
    params: Params<'p>,
    /// The methods of the places that matched but for the method.
    allowed: MethodSet,
}

impl<'i, 'p> Search<'i, 'p> {
    #[inline]
    fn new(index: Index<'i>, path: &'p str, escaped: bool, method: Option<Method>) -> Search<'i, 'p> {
        let trailing_slash = path.ends_with('/');
        let params = Params::new(path);
        Search {
            index,
            path: path.as_bytes(),
            escaped,
            trailing_slash,
            method,
            instead: None,
            params,
            allowed: MethodSet::EMPTY,
        }
    }

    #[inline]
    fn run(&mut self) -> Option<u32> {
        let root = self.index.nodes.first()?;
        // `/` has no segments; everything else has one behind each slash.
        let start = if self.path.len() == 1 { 1 } else { 0 };
        self.node(root, start)
    }

    /// Goes on from a node with the rest of the path, which begins with a slash or is empty: literal before
    /// parameter before tail, and back if that leads nowhere. The last choice of a node needs no way back.
    fn node(&mut self, mut node: &'i Node, mut slash: usize) -> Option<u32> {
        loop {
            if slash == self.path.len() {
                return self.leaf(node.here.get(), node.here_methods);
            }
            let start = slash + 1;
            let (literal, end) = self.literal(node, start);
            // No segment of a tail is empty, and only the last of a path can be.
            let tail = node.tail_methods != 0 && !self.trailing_slash;
            let param = if start == end { 0 } else { node.param.get() };
            if let Some(child) = literal {
                if param == 0 && !tail {
                    (node, slash) = (child, end);
                    continue;
                }
                if let Some(endpoint) = self.branch(child, end) {
                    return Some(endpoint);
                }
            }
            if param != 0 {
                let child = self.index.nodes.get(param as usize)?;
                let before = self.params.len;
                self.params.push(start, end)?;
                if !tail {
                    (node, slash) = (child, end);
                    continue;
                }
                if let Some(endpoint) = self.branch(child, end) {
                    return Some(endpoint);
                }
                self.params.len = before;
            }
            return if tail { self.tail(node, start) } else { None };
        }
    }

    /// Tries a child, and forgets what it found on the way if that leads nowhere.
    fn branch(&mut self, child: &'i Node, slash: usize) -> Option<u32> {
        let before = self.params.len;
        let endpoint = self.node(child, slash);
        if endpoint.is_none() {
            self.params.len = before;
        }
        endpoint
    }

    fn tail(&mut self, node: &Node, start: usize) -> Option<u32> {
        let endpoint = self.leaf(node.tail.get(), node.tail_methods)?;
        self.params.tail = Some(start as u16);
        Some(endpoint)
    }

    #[inline]
    fn leaf(&mut self, first: u32, methods: u8) -> Option<u32> {
        for method in self.method.into_iter().chain(self.instead) {
            let bit = method.bit();
            if methods & bit != 0 {
                return first.checked_add((methods & (bit - 1)).count_ones());
            }
        }
        self.allowed = self.allowed.union(methods);
        None
    }

    /// The child for the literal segment at `start`, and where that segment ends.
    #[inline]
    fn literal(&self, node: &Node, start: usize) -> (Option<&'i Node>, usize) {
        let (key, end) = segment(self.path, start);
        let edges = self.index.edges(node);
        let segment = &self.path[start..end];
        let child = if self.escaped && segment.contains(&b'%') {
            let key = Key::of(decode(segment));
            let is_wanted = |label: &[u8]| decode(segment).eq(label.iter().copied());
            self.index.child(edges, key, decode(segment).count(), is_wanted)
        } else {
            self.index.child(edges, key, segment.len(), |label| label == segment)
        };
        (child, end)
    }
}

/// The key of the raw segment at `start`, and where it ends.
#[inline]
fn segment(path: &[u8], start: usize) -> (Key, usize) {
    let mut at = start;
    let mut key = None;
    loop {
        let word = word(path, at);
        let length = (first_slash(word)).min(path.len() - at);
        let word = if length < 8 { word & ((1 << (8 * length)) - 1) } else { word };
        key = match key {
            None => Some(Key::first(word)),
            Some(key) if length == 0 => Some(key),
            Some(key) => Some(Key::then(key, word)),
        };
        at += length;
        if let Some(key) = key
            && length < 8
        {
            return (key, at);
        }
    }
}

/// The eight bytes at `at` as a little-endian number, with zeros for those behind the end.
#[inline]
fn word(path: &[u8], at: usize) -> u64 {
    if let Some(Ok(bytes)) = path.get(at..at + 8).map(<[u8; 8]>::try_from) {
        return u64::from_le_bytes(bytes);
    }
    let rest = path.get(at..).unwrap_or_default();
    match path.last_chunk::<8>() {
        Some(_) if rest.is_empty() => 0,
        Some(last) => u64::from_le_bytes(*last) >> (8 * (8 - rest.len())),
        None => rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    }
}

/// How many bytes of a word are before its first slash; 8 without a slash.
#[inline]
fn first_slash(word: u64) -> usize {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    // A byte is zero here if it was a slash; subtracting 1 then borrows into its top bit (the lowest such is exact).
    let slashes = word ^ (ONES * b'/' as u64);
    let found = slashes.wrapping_sub(ONES) & !slashes & (ONES << 7);
    (found.trailing_zeros() / 8) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_in_a_path_has_the_key_it_has_alone() {
        for length in 0..40 {
            let text: Vec<u8> = (0..length).map(|i| b'a' + i % 26).collect();
            for (before, after) in
                [("/", ""), ("/", "/"), ("/x/", "/y"), ("/twelve-bytes/", "/and-some-more")]
            {
                let path = [before.as_bytes(), &text, after.as_bytes()].concat();
                let end = before.len() + text.len();
                assert_eq!(
                    segment(&path, before.len()),
                    (Key::of(text.iter().copied()), end),
                    "{length} {before}"
                );
            }
        }
    }
}
