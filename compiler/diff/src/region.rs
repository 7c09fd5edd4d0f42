//! Classes of requests, as sets that a request is in or not.

use std::sync::Arc;

use gwc_artifact::{Method, MethodSet};

/// A segment of the paths of a class, decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Exactly this text.
    Literal(Arc<str>),
    /// Any text that is not empty, but for these: they have classes of their own.
    Other(Arc<[Arc<str>]>),
    /// Nothing: two slashes in a row.
    Empty,
}

/// How the paths of a class end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum End {
    /// With the last segment.
    Here,
    /// With a slash.
    Slash,
    /// With one or more further segments, whatever they are.
    Deeper,
    /// With further segments and a slash.
    DeeperSlash,
}

/// The requests of some methods whose decoded path has these segments and this end.
#[derive(Debug, Clone)]
pub struct Region {
    /// The segments.
    pub parts: Arc<[Part]>,
    /// The end.
    pub end: End,
    /// The methods.
    pub methods: MethodSet,
    /// Whether it has the methods, too, that no endpoint can have.
    pub other_methods: bool,
    /// The changes of the comparison that concern it, by index.
    pub changes: Vec<usize>,
}

impl Region {
    /// Whether it has the requests of this method and decoded path.
    pub fn contains(&self, method: &str, segments: &[&str], slash: bool) -> bool {
        let is_method =
            Method::parse(method).map_or(self.other_methods, |method| self.methods.contains(method));
        is_method && self.has_path(segments, slash)
    }

    fn has_path(&self, segments: &[&str], slash: bool) -> bool {
        let ends = match self.end {
            End::Here => segments.len() == self.parts.len() && !slash,
            End::Slash => segments.len() == self.parts.len() && slash,
            End::Deeper => segments.len() > self.parts.len() && !slash,
            End::DeeperSlash => segments.len() > self.parts.len() && slash,
        };
        ends && self.parts.iter().zip(segments).all(|(part, segment)| part.has(segment))
    }
}

impl Part {
    /// Whether the segment is one of these.
    pub fn has(&self, segment: &str) -> bool {
        match self {
            Part::Literal(text) => **text == *segment,
            Part::Other(others) => {
                !segment.is_empty() && others.binary_search_by(|other| (**other).cmp(segment)).is_err()
            }
            Part::Empty => segment.is_empty(),
        }
    }
}
