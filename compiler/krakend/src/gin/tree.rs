//! The tree of one method. It follows gin's `addRoute` and `insertChild` step by step, because the messages contain
//! nodes: the shape must be the same.

use super::panic::{Panic, PanicKind};
use super::version::GinVersion;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Static,
    Root,
    Param,
    CatchAll,
}

pub(super) type At = usize;

#[derive(Debug)]
pub(super) struct Node {
    pub(super) path: Vec<u8>,
    /// First bytes of the static children, in their order.
    pub(super) indices: Vec<u8>,
    /// Whether the last child is a wildcard.
    pub(super) wild_child: bool,
    pub(super) sort: Sort,
    priority: u32,
    pub(super) children: Vec<At>,
    /// The route that answers here.
    pub(super) handler: Option<usize>,
    /// The route that made this node.
    maker: usize,
}

#[derive(Debug)]
pub(super) struct Tree {
    version: GinVersion,
    pub(super) nodes: Vec<Node>,
}

/// The route being registered.
struct New<'a> {
    full: &'a [u8],
    route: usize,
}

impl New<'_> {
    fn panic(&self, kind: PanicKind, earlier: Option<usize>, message: String) -> Panic {
        Panic { message, kind, earlier: earlier.filter(|e| *e != self.route) }
    }

    fn malformed(&self, message: String) -> Panic {
        self.panic(PanicKind::Malformed, None, message)
    }
}

fn text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// Up to the first slash.
fn segment(path: &[u8]) -> &[u8] {
    path.split(|b| *b == b'/').next().unwrap_or(path)
}

fn find(haystack: &[u8], needle: &[u8]) -> usize {
    haystack.windows(needle.len().max(1)).position(|w| w == needle).unwrap_or(0)
}

impl Tree {
    pub(super) fn new(version: GinVersion) -> Self {
        let mut tree = Self { version, nodes: Vec::new() };
        tree.make(Sort::Static, Vec::new(), 0);
        tree
    }

    fn make(&mut self, sort: Sort, path: Vec<u8>, maker: usize) -> At {
        let (indices, children) = (Vec::new(), Vec::new());
        self.nodes.push(Node {
            path,
            indices,
            wild_child: false,
            sort,
            priority: 0,
            children,
            handler: None,
            maker,
        });
        self.nodes.len() - 1
    }

    pub(super) fn add(&mut self, full: &[u8], route: usize) -> Result<(), Panic> {
        let new = New { full, route };
        let mut path = full;
        let mut at: At = 0;
        self.nodes[at].priority += 1;
        if self.nodes[at].path.is_empty() && self.nodes[at].children.is_empty() {
            self.insert(at, path, &new)?;
            self.nodes[0].sort = Sort::Root;
            return Ok(());
        }
        loop {
            let common = path.iter().zip(&self.nodes[at].path).take_while(|(a, b)| a == b).count();
            if common < self.nodes[at].path.len() {
                self.split(at, common, route);
            }
            path = &path[common..];
            if path.is_empty() {
                return self.end(at, &new);
            }
            match self.descend(at, path, &new)? {
                Some(next) => at = next,
                None => return Ok(()),
            }
        }
    }

    /// Splits a node: the part after `common` becomes its only child.
    fn split(&mut self, at: At, common: usize, route: usize) {
        let rest = self.nodes[at].path.split_off(common);
        let first = rest[0];
        let maker = self.nodes[at].maker;
        let child = self.make(Sort::Static, rest, maker);
        let node = &mut self.nodes[at];
        let (indices, children) =
            (std::mem::replace(&mut node.indices, vec![first]), std::mem::take(&mut node.children));
        let (wild_child, handler, priority) = (node.wild_child, node.handler.take(), node.priority - 1);
        node.children.push(child);
        node.wild_child = false;
        node.maker = route;
        let child = &mut self.nodes[child];
        (child.indices, child.children) = (indices, children);
        (child.wild_child, child.handler, child.priority) = (wild_child, handler, priority);
    }

    /// The path ends at this node.
    fn end(&mut self, at: At, new: &New<'_>) -> Result<(), Panic> {
        let node = &mut self.nodes[at];
        if let Some(earlier) = node.handler {
            let message = format!("handlers are already registered for path '{}'", text(new.full));
            return Err(new.panic(PanicKind::Duplicate, Some(earlier), message));
        }
        node.handler = Some(new.route);
        node.maker = new.route;
        Ok(())
    }

    /// The child that continues the path; without one, inserts the rest and returns `None`.
    fn descend(&mut self, at: At, path: &[u8], new: &New<'_>) -> Result<Option<At>, Panic> {
        if self.version == GinVersion::V1_6 && self.nodes[at].wild_child {
            return self.enter_wildcard(at, path, new).map(Some);
        }
        let node = &self.nodes[at];
        let c = path[0];
        if node.sort == Sort::Param && c == b'/' && node.children.len() == 1 {
            let child = node.children[0];
            self.nodes[child].priority += 1;
            return Ok(Some(child));
        }
        if let Some(position) = node.indices.iter().position(|i| *i == c) {
            let position = self.raise(at, position);
            return Ok(Some(self.nodes[at].children[position]));
        }
        let tolerant = self.version == GinVersion::V1_6 || node.sort != Sort::CatchAll;
        if c != b':' && c != b'*' && tolerant {
            let child = self.make(Sort::Static, Vec::new(), new.route);
            self.nodes[at].indices.push(c);
            self.add_child(at, child);
            self.raise(at, self.nodes[at].indices.len() - 1);
            self.insert(child, path, new)?;
        } else if node.wild_child {
            return self.enter_wildcard(at, path, new).map(Some);
        } else {
            self.insert(at, path, new)?;
        }
        Ok(None)
    }

    /// Continues in the wildcard child if the new path has the same wildcard there.
    fn enter_wildcard(&mut self, at: At, path: &[u8], new: &New<'_>) -> Result<At, Panic> {
        let child = self.nodes[at].children[self.nodes[at].children.len() - 1];
        self.nodes[child].priority += 1;
        let node = &self.nodes[child];
        let catch_all = node.sort == Sort::CatchAll;
        let same = path.starts_with(&node.path) && path.get(node.path.len()).is_none_or(|b| *b == b'/');
        if same && (self.version == GinVersion::V1_6 || !catch_all) {
            return Ok(child);
        }
        let part = if catch_all { path } else { segment(path) };
        let message = format!(
            "'{}' in new path '{}' conflicts with existing wildcard '{wild}' in existing prefix '{}{wild}'",
            text(part),
            text(new.full),
            text(&new.full[..find(new.full, part)]),
            wild = text(&node.path),
        );
        let kind = if catch_all { PanicKind::CatchAll } else { PanicKind::Wildcard };
        Err(new.panic(kind, Some(node.maker), message))
    }

    /// Adds a child; a wildcard stays last.
    fn add_child(&mut self, at: At, child: At) {
        let node = &mut self.nodes[at];
        let end = node.children.len();
        let position = if node.wild_child && end > 0 { end - 1 } else { end };
        node.children.insert(position, child);
    }

    /// Raises a child's priority and moves it before those with less.
    fn raise(&mut self, at: At, position: usize) -> usize {
        let child = self.nodes[at].children[position];
        self.nodes[child].priority += 1;
        let priority = self.nodes[child].priority;
        let before = &self.nodes[at].children[..position];
        let moved = before.iter().rev().take_while(|c| self.nodes[**c].priority < priority).count();
        let to = position - moved;
        let node = &mut self.nodes[at];
        node.children[to..=position].rotate_right(1);
        node.indices[to..=position].rotate_right(1);
        to
    }

    /// Inserts the rest of a path below (or into) a node that contains none of it.
    fn insert(&mut self, mut at: At, mut path: &[u8], new: &New<'_>) -> Result<(), Panic> {
        while let Some(wildcard) = self.wildcard(path, new)? {
            if self.version == GinVersion::V1_6 && !self.nodes[at].children.is_empty() {
                return Err(self.unreachable_children(at, wildcard.name, new));
            }
            if wildcard.name[0] == b'*' {
                return self.insert_catch_all(at, path, wildcard, new);
            }
            if wildcard.start > 0 {
                self.nodes[at].path = path[..wildcard.start].to_vec();
                path = &path[wildcard.start..];
            }
            let param = self.make(Sort::Param, wildcard.name.to_vec(), new.route);
            self.add_child(at, param);
            self.nodes[at].wild_child = true;
            self.nodes[param].priority += 1;
            path = &path[wildcard.name.len()..];
            if path.is_empty() {
                self.nodes[param].handler = Some(new.route);
                return Ok(());
            }
            at = self.make(Sort::Static, Vec::new(), new.route);
            self.nodes[at].priority = 1;
            self.add_child(param, at);
        }
        let node = &mut self.nodes[at];
        node.path = path.to_vec();
        node.handler = Some(new.route);
        node.maker = new.route;
        Ok(())
    }

    fn unreachable_children(&self, at: At, name: &[u8], new: &New<'_>) -> Panic {
        let message = format!(
            "wildcard segment '{}' conflicts with existing children in path '{}'",
            text(name),
            text(new.full)
        );
        let earlier = self.nodes[at].children.first().map(|c| self.nodes[*c].maker);
        new.panic(PanicKind::Wildcard, earlier, message)
    }

    fn insert_catch_all(
        &mut self,
        at: At,
        path: &[u8],
        wild: Wildcard<'_>,
        new: &New<'_>,
    ) -> Result<(), Panic> {
        if wild.start + wild.name.len() != path.len() {
            let full = text(new.full);
            let message =
                format!("catch-all routes are only allowed at the end of the path in path '{full}'");
            return Err(new.malformed(message));
        }
        if self.nodes[at].path.ends_with(b"/") {
            return Err(self.beside_catch_all(at, path, new));
        }
        let Some(slash) = wild.start.checked_sub(1) else {
            let message = match self.version {
                GinVersion::V1_12 => format!("no / before catch-all in path '{}'", text(new.full)),
                _ => "runtime error: index out of range [-1]".into(),
            };
            return Err(new.malformed(message));
        };
        if path[slash] != b'/' {
            return Err(new.malformed(format!("no / before catch-all in path '{}'", text(new.full))));
        }
        self.nodes[at].path = path[..slash].to_vec();
        let outer = self.make(Sort::CatchAll, Vec::new(), new.route);
        self.nodes[outer].wild_child = true;
        self.nodes[outer].priority = 1;
        self.add_child(at, outer);
        self.nodes[at].indices = vec![b'/'];
        let inner = self.make(Sort::CatchAll, path[slash..].to_vec(), new.route);
        self.nodes[inner].handler = Some(new.route);
        self.nodes[inner].priority = 1;
        self.nodes[outer].children = vec![inner];
        Ok(())
    }

    fn beside_catch_all(&self, at: At, path: &[u8], new: &New<'_>) -> Panic {
        let node = &self.nodes[at];
        let child = node.children.first().map(|c| &self.nodes[*c]);
        let earlier = child.map_or(node.maker, |c| c.maker);
        let message = match (self.version, child) {
            (GinVersion::V1_6 | GinVersion::V1_7, _) => format!(
                "catch-all conflicts with existing handle for the path segment root in path '{}'",
                text(new.full)
            ),
            (GinVersion::V1_8, None) => "runtime error: index out of range [0] with length 0".into(),
            (_, child) => {
                let part = text(child.map_or(&[][..], |c| segment(&c.path)));
                format!(
                    "catch-all wildcard '{}' in new path '{}' conflicts with existing path segment '{part}' in existing prefix '{}{part}'",
                    text(path),
                    text(new.full),
                    text(&node.path)
                )
            }
        };
        new.panic(PanicKind::CatchAll, Some(earlier), message)
    }

    /// The first wildcard in the rest of the path.
    fn wildcard<'p>(&self, path: &'p [u8], new: &New<'_>) -> Result<Option<Wildcard<'p>>, Panic> {
        let Some(start) = self.wildcard_start(path, new)? else { return Ok(None) };
        let name = segment(&path[start..]);
        if name[1..].iter().any(|b| matches!(b, b':' | b'*')) {
            return Err(new.malformed(format!(
                "only one wildcard per path segment is allowed, has: '{}' in path '{}'",
                text(name),
                text(new.full)
            )));
        }
        if name.len() < 2 {
            let full = text(new.full);
            return Err(
                new.malformed(format!("wildcards must be named with a non-empty name in path '{full}'"))
            );
        }
        Ok(Some(Wildcard { name, start }))
    }

    fn wildcard_start(&self, path: &[u8], new: &New<'_>) -> Result<Option<usize>, Panic> {
        let mut escaped = false;
        for (i, c) in path.iter().enumerate() {
            match c {
                b':' if escaped => escaped = false,
                _ if escaped => {
                    return Err(new.malformed(format!("invalid escape string in path '{}'", text(path))));
                }
                b'\\' if self.version == GinVersion::V1_12 => escaped = true,
                b':' | b'*' => return Ok(Some(i)),
                _ => {}
            }
        }
        Ok(None)
    }
}

struct Wildcard<'p> {
    /// From its colon or star to the end of its segment.
    name: &'p [u8],
    start: usize,
}
