//! The lookup: from method and raw path to an endpoint, its parameters and tail.

use crate::method::MethodSet;
use crate::normalise::Refusal;
use crate::path::MAX_PARAMS;

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
