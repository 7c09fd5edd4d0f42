//! Looking up a request path, as gin 1.12 does (`tree.go`, `getValue`), its quirks included: where a static branch ends at
//! a parameter without a handler, gin does not go back to a wildcard that it has passed.

use super::tree::{At, Sort, Tree};

/// What gin finds for a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lookup {
    /// The caller's number of the route.
    pub route: Option<usize>,
    /// Whether the path with a slash more, or less, at its end has a route: gin redirects to it.
    pub other_slash: bool,
}

/// Where the search goes on, with the offset of the rest of the path.
enum Step {
    /// At a node, whose own text is still to be compared.
    Node(At, usize),
    /// In the wildcard child of a node, whose own text matched.
    Wildcard(At, usize),
}

/// What a step ends with.
enum Next {
    Step(Step),
    Found(Lookup),
}

impl Lookup {
    const fn route(route: Option<usize>) -> Next {
        Next::Found(Lookup { route, other_slash: false })
    }

    const fn slash(other_slash: bool) -> Next {
        Next::Found(Lookup { route: None, other_slash })
    }
}

impl Tree {
    /// The route of a decoded path.
    pub(super) fn find(&self, path: &[u8]) -> Lookup {
        // Nodes with a wildcard that was passed by, to go back to.
        let mut skipped: Vec<(At, usize)> = Vec::new();
        let mut step = Step::Node(0, 0);
        loop {
            let next = match step {
                Step::Node(at, rest) => self.at_node(path, at, rest, &mut skipped),
                Step::Wildcard(at, rest) => self.at_wildcard(path, at, rest),
            };
            match next {
                Next::Step(next) => step = next,
                Next::Found(lookup) => return lookup,
            }
        }
    }

    fn at_node(&self, path: &[u8], at: At, rest: usize, skipped: &mut Vec<(At, usize)>) -> Next {
        let node = &self.nodes[at];
        let left = &path[rest..];
        if left.len() > node.path.len() && left.starts_with(&node.path) {
            let after = rest + node.path.len();
            if let Some(child) = node.indices.iter().position(|first| *first == path[after]) {
                if node.wild_child {
                    skipped.push((at, after));
                }
                return Next::Step(Step::Node(node.children[child], after));
            }
            if node.wild_child {
                return Next::Step(Step::Wildcard(at, after));
            }
            let left = &path[after..];
            return back(skipped, left, left == b"/" && node.handler.is_some());
        }
        if left == node.path {
            return match node.handler {
                Some(_) => Lookup::route(node.handler),
                None => back(skipped, left, self.slash_below(at, left)),
            };
        }
        let all_but_slash = node.path.strip_suffix(b"/") == Some(left) && node.handler.is_some();
        match left == b"/" || all_but_slash {
            true => Lookup::slash(true),
            false => back(skipped, left, false),
        }
    }

    /// Whether a path that ends at a node without a handler has one with a slash more or less.
    fn slash_below(&self, at: At, left: &[u8]) -> bool {
        let node = &self.nodes[at];
        if left == b"/" && ((node.wild_child && node.sort != Sort::Root) || node.sort == Sort::Static) {
            return true;
        }
        node.indices.iter().position(|first| *first == b'/').is_some_and(|child| {
            let child = &self.nodes[node.children[child]];
            let of_catch_all = || child.children.first().is_some_and(|c| self.nodes[*c].handler.is_some());
            (child.path.len() == 1 && child.handler.is_some())
                || (child.sort == Sort::CatchAll && of_catch_all())
        })
    }

    fn at_wildcard(&self, path: &[u8], at: At, rest: usize) -> Next {
        // A wildcard is the last child.
        let Some(child) = self.nodes[at].children.last() else { return Lookup::slash(false) };
        let child = &self.nodes[*child];
        if child.sort == Sort::CatchAll {
            return Lookup::route(child.handler);
        }
        let end = path[rest..].iter().position(|byte| *byte == b'/').map_or(path.len(), |slash| rest + slash);
        if end < path.len() {
            return match child.children.first() {
                Some(below) => Next::Step(Step::Node(*below, end)),
                None => Lookup::slash(path.len() == end + 1),
            };
        }
        if child.handler.is_some() {
            return Lookup::route(child.handler);
        }
        let below = match child.children.as_slice() {
            [only] => Some(&self.nodes[*only]),
            _ => None,
        };
        Lookup::slash(below.is_some_and(|below| {
            (below.path == b"/" && below.handler.is_some())
                || (below.path.is_empty() && below.indices == b"/")
        }))
    }
}

/// Goes back to the last wildcard that was passed by, but not for a lone slash; else the search ends without a route.
fn back(skipped: &mut Vec<(At, usize)>, left: &[u8], other_slash: bool) -> Next {
    match skipped.pop() {
        Some((at, rest)) if left != b"/" => Next::Step(Step::Wildcard(at, rest)),
        _ => Lookup::slash(other_slash),
    }
}
