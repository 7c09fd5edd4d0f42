//! Which path patterns have a path in common, found without comparing each with each.

use std::collections::HashMap;

use crate::model::{Piece, Rewrite};
use gwc_syntax::value::{PathPattern, Segment};

/// A segment of a pattern, as far as matching goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Part<'a> {
    /// Itself.
    Literal(&'a str),
    /// One segment, whatever it is.
    One,
    /// One segment or more; always last.
    Tail,
}

/// What clients send.
pub(crate) fn of_pattern(path: &PathPattern) -> Vec<Part<'_>> {
    let parts = path.segments.iter().map(|segment| match segment {
        Segment::Literal(text) => Part::Literal(text),
        Segment::Param(_) => Part::One,
        Segment::Tail => Part::Tail,
    });
    parts.collect()
}

/// The path that an upstream receives. A segment that is only partly fixed is treated as any segment.
pub(crate) fn of_rewrite(rewrite: &Rewrite) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut current: Option<Part<'_>> = None;
    for piece in &rewrite.pieces {
        match piece {
            Piece::Text(text) => {
                for (at, chunk) in text.split('/').enumerate() {
                    if at > 0 {
                        parts.extend(current.take());
                    }
                    if !chunk.is_empty() {
                        current = Some(match current.take() {
                            None => Part::Literal(chunk),
                            Some(_) => Part::One,
                        });
                    }
                }
            }
            Piece::Param(_) | Piece::Placeholder(_) => current = Some(Part::One),
            Piece::Tail => current = Some(Part::Tail),
        }
    }
    parts.extend(current);
    parts
}

/// Whether every path of `inner` is one of `outer`.
pub(crate) fn covers(outer: &[Part<'_>], inner: &[Part<'_>]) -> bool {
    match (outer, inner) {
        ([], []) => true,
        ([Part::Tail], [_, ..]) => true,
        ([Part::One, outer @ ..], [Part::Literal(_) | Part::One, inner @ ..]) => covers(outer, inner),
        ([Part::Literal(a), outer @ ..], [Part::Literal(b), inner @ ..]) => a == b && covers(outer, inner),
        _ => false,
    }
}

/// A path that both match, if there is one.
pub(crate) fn witness(a: &[Part<'_>], b: &[Part<'_>]) -> Option<String> {
    let (next, a, b) = match (a, b) {
        ([], []) => return Some(String::new()),
        ([Part::Literal(x), a @ ..], [Part::Literal(y), b @ ..]) if x == y => (*x, a, b),
        ([Part::Literal(x), a @ ..], [Part::One, b @ ..])
        | ([Part::One, a @ ..], [Part::Literal(x), b @ ..]) => (*x, a, b),
        ([Part::One, a @ ..], [Part::One, b @ ..]) => ("x", a, b),
        ([Part::Tail], rest @ [_, ..]) | (rest @ [_, ..], [Part::Tail]) => return Some(example(rest)),
        _ => return None,
    };
    witness(a, b).map(|rest| format!("/{next}{rest}"))
}

/// A path that the pattern matches.
pub(crate) fn example(parts: &[Part<'_>]) -> String {
    let words = parts.iter().map(|part| match part {
        Part::Literal(text) => format!("/{text}"),
        Part::One | Part::Tail => "/x".to_owned(),
    });
    words.collect()
}

/// How many steps a search may take, and how many patterns it may find: what one finding can show. Keeps a rule
/// near-linear whatever the patterns are.
const STEPS: usize = 4096;
const FOUND: usize = 256;

/// Patterns to search: a tree of their parts.
#[derive(Debug, Default)]
pub(crate) struct Patterns<'a> {
    nodes: Vec<Node>,
    /// The nodes below fixed segments, by what they are below of.
    literals: HashMap<(usize, &'a str), usize>,
}

#[derive(Debug, Default)]
struct Node {
    /// The nodes below, whatever leads to them.
    children: Vec<usize>,
    one: Option<usize>,
    ends: Vec<usize>,
    tails: Vec<usize>,
}

impl<'a> Patterns<'a> {
    /// Adds a pattern.
    pub(crate) fn insert(&mut self, parts: &[Part<'a>], id: usize) {
        if self.nodes.is_empty() {
            self.nodes.push(Node::default());
        }
        let mut at = 0;
        for part in parts {
            let new = self.nodes.len();
            let next = match part {
                Part::Literal(text) => *self.literals.entry((at, text)).or_insert(new),
                Part::One => *self.nodes[at].one.get_or_insert(new),
                Part::Tail => return self.nodes[at].tails.push(id),
            };
            if next == new {
                self.nodes[at].children.push(new);
                self.nodes.push(Node::default());
            }
            at = next;
        }
        self.nodes[at].ends.push(id);
    }

    /// Patterns that share a path with this one, in the order they were added.
    pub(crate) fn overlapping(&self, parts: &[Part<'_>]) -> Vec<usize> {
        let mut found = Vec::new();
        let mut steps = 0;
        let mut open = if self.nodes.is_empty() { Vec::new() } else { vec![(0, parts)] };
        while let Some((at, parts)) = open.pop() {
            steps += 1;
            if steps > STEPS || found.len() >= FOUND {
                break;
            }
            let node = &self.nodes[at];
            let Some((first, rest)) = parts.split_first() else {
                found.extend(&node.ends);
                continue;
            };
            found.extend(&node.tails);
            match first {
                Part::Literal(text) => {
                    let below = self.literals.get(&(at, *text));
                    open.extend(below.into_iter().chain(&node.one).map(|n| (*n, rest)));
                }
                Part::One => open.extend(node.children.iter().map(|n| (*n, rest))),
                Part::Tail => {
                    for child in &node.children {
                        found.extend(&self.nodes[*child].ends);
                        open.push((*child, parts));
                    }
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gwc_syntax::value::parse_path;

    fn parts(text: &str) -> Vec<Part<'_>> {
        let segments = text.split('/').filter(|segment| !segment.is_empty());
        segments
            .map(|segment| match segment {
                "*" => Part::Tail,
                _ if segment.starts_with('{') => Part::One,
                _ => Part::Literal(segment),
            })
            .collect()
    }

    #[test]
    fn patterns_have_parts() {
        for text in PATTERNS {
            assert_eq!(of_pattern(&parse_path(text).unwrap()), parts(text), "{text}");
        }
    }

    const PATTERNS: [&str; 12] = [
        "/",
        "/a",
        "/a/b",
        "/a/{x}",
        "/a/*",
        "/{x}",
        "/{x}/b",
        "/*",
        "/b/*",
        "/a/b/c",
        "/{x}/{y}/c",
        "/a/{x}/*",
    ];

    #[test]
    fn search_finds_what_comparing_each_finds() {
        let mut patterns = Patterns::default();
        PATTERNS.iter().enumerate().for_each(|(id, text)| patterns.insert(&parts(text), id));
        for text in PATTERNS {
            let expected: Vec<usize> = (0..PATTERNS.len())
                .filter(|id| witness(&parts(text), &parts(PATTERNS[*id])).is_some())
                .collect();
            assert_eq!(patterns.overlapping(&parts(text)), expected, "{text}");
        }
    }

    #[test]
    fn covering_and_witnesses() {
        assert!(covers(&parts("/a/*"), &parts("/a/{x}/c")) && !covers(&parts("/a/*"), &parts("/a")));
        assert!(covers(&parts("/{x}"), &parts("/a")) && !covers(&parts("/a"), &parts("/{x}")));
        assert!(!covers(&parts("/a/{x}"), &parts("/a/*")));
        assert_eq!(witness(&parts("/v1/*"), &parts("/{x}/audit")).as_deref(), Some("/v1/audit"));
    }

    #[test]
    fn a_rewrite_has_segments() {
        let cases = [
            (vec![Piece::Text("/v1/".into()), Piece::Tail], "/v1/*"),
            (
                vec![Piece::Text("/a/v".into()), Piece::Param("x".into()), Piece::Text("/b".into())],
                "/a/{x}/b",
            ),
            (vec![Piece::Text("/".into())], "/"),
        ];
        for (pieces, text) in cases {
            assert_eq!(of_rewrite(&Rewrite { pieces }), parts(text));
        }
    }
}
