//! What gin, KrakenD's router, makes of a list of routes: one tree a method, and the panics of registering.
//!
//! The behaviour is gin's own (gin 1.6.3 to 1.12.0, `tree.go` and `routergroup.go`), told again: a radix tree of
//! bytes in which a node holds at most one wildcard. Which routes collide, in which order and with which words,
//! depends on the shape of the tree so far, so the tree is really built. Nothing here looks a request up.

mod path;
mod tree;

pub use path::join;
use tree::Tree;

/// The versions of gin that differ in what they refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GinVersion {
    /// 1.6.3 and before: a wildcard tolerates no static sibling.
    V1_6,
    /// 1.7: static segments may stand beside a parameter.
    V1_7,
    /// 1.8 to 1.11: other words for catch-alls, and an index error for one of them.
    V1_8,
    /// 1.12: a backslash escapes a colon, and nothing else may follow it.
    V1_12,
}

impl GinVersion {
    /// The gin that a KrakenD CE release was built with (its go.mod).
    pub fn of_krakend(release: (u16, u16, u16)) -> Self {
        match release {
            r if r >= (2, 13, 2) => Self::V1_12,
            r if r >= (2, 1, 0) => Self::V1_8,
            r if r >= (1, 4, 0) => Self::V1_7,
            _ => Self::V1_6,
        }
    }
}

/// Why registering a route panics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panic {
    /// gin's words.
    pub message: String,
    /// What it is about.
    pub kind: PanicKind,
    /// The route that was there before, as it was numbered by the caller; `None` when the new route is enough.
    pub earlier: Option<usize>,
}

/// The sorts of panics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PanicKind {
    /// The same path twice.
    Duplicate,
    /// Two wildcards, or a wildcard and something static, at one place.
    Wildcard,
    /// Something beside a catch-all.
    CatchAll,
    /// A path that gin takes nowhere: two wildcards in a segment, a wildcard without a name, a bad escape.
    Malformed,
}

/// All trees of one engine.
#[derive(Debug)]
pub struct Router {
    version: GinVersion,
    trees: Vec<(String, Tree)>,
}

impl Router {
    /// An engine without routes.
    pub fn new(version: GinVersion) -> Self {
        Self { version, trees: Vec::new() }
    }

    /// Registers a path below the group `/`, as `rg.GET(path, ...)` does; `route` is the caller's number for it.
    ///
    /// After an error the router is as broken as gin's would be: drop it.
    pub fn add(&mut self, method: &str, path: &str, route: usize) -> Result<(), Panic> {
        let path = join("/", path);
        let version = self.version;
        let at = self.trees.iter().position(|(m, _)| m == method).unwrap_or_else(|| {
            self.trees.push((method.to_owned(), Tree::new(version)));
            self.trees.len() - 1
        });
        self.trees[at].1.add(path.as_bytes(), route)
    }

    /// Registers a path under every method, as `engine.Any` does.
    pub fn any(&mut self, path: &str, route: usize) -> Result<(), Panic> {
        const METHODS: [&str; 9] =
            ["GET", "POST", "PUT", "PATCH", "HEAD", "OPTIONS", "DELETE", "CONNECT", "TRACE"];
        METHODS.iter().try_for_each(|method| self.add(method, path, route))
    }
}

#[cfg(test)]
mod tests;
