//! The routes of gin, KrakenD's router: one tree per method, and the panics when a route is registered.
//!
//! This follows gin 1.6.3 to 1.12.0 (`tree.go` and `routergroup.go`): a radix tree of bytes in which a node has at most
//! one wildcard. Which routes conflict, and the message, depend on the shape of the tree at that time, so the tree is
//! built as gin builds it.

mod lookup;
mod panic;
mod path;
mod tree;
mod version;

pub use lookup::Lookup;
pub use panic::{Panic, PanicKind};
pub use path::join;
pub use version::GinVersion;

use tree::Tree;

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
    /// After an error the tree is incomplete, as in gin: drop the router.
    pub fn add(&mut self, method: &str, path: &str, route: usize) -> Result<(), Panic> {
        let path = join("/", path);
        let version = self.version;
        let at = self.trees.iter().position(|(m, _)| m == method).unwrap_or_else(|| {
            self.trees.push((method.to_owned(), Tree::new(version)));
            self.trees.len() - 1
        });
        self.trees[at].1.add(path.as_bytes(), route)
    }

    /// What a decoded request path finds below a method.
    pub fn find(&self, method: &str, path: &str) -> Lookup {
        let tree = self.trees.iter().find(|(of, _)| of == method);
        match tree {
            Some((_, tree)) => tree.find(path.as_bytes()),
            None => Lookup { route: None, other_slash: false },
        }
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
