//! Where the tree of gin splits texts: it is one of bytes, so what a segment meets depends on the texts beside it.
//!
//! With `/a/` and `/{x}` alone, gin finds nothing for `/a`: it sees `a/` without its slash, and does not go back. Once there is
//! `/ab` too, the node `a` is there, and `/{x}` takes the request.

use std::collections::HashMap;
use std::sync::Arc;

use gwc_artifact::MethodSet;

use crate::router::{Asked, Live};

/// The texts of one place that only one side has, or has for other methods: there the trees of both sides may be split
/// otherwise.
pub(crate) struct Splits<'t>(HashMap<u8, Vec<&'t str>>);

impl<'t> Splits<'t> {
    /// None at all where no side is KrakenD's.
    pub(crate) fn of(sides: &[Asked<'_>; 2], live: &[Vec<Live>; 2], texts: &'t [Arc<str>]) -> Splits<'t> {
        let mut splits = HashMap::<u8, Vec<&str>>::new();
        if sides.iter().any(Asked::is_gin) {
            for text in texts {
                if methods(&sides[0], &live[0], text) != methods(&sides[1], &live[1], text) {
                    splits.entry(first(text)).or_default().push(text);
                }
            }
        }
        Splits(splits)
    }

    /// Whether both sides split the tree alike for a text, whatever is below it.
    pub(crate) fn are_alike_for(&self, text: &str) -> bool {
        let others = self.0.get(&first(text)).into_iter().flatten();
        others.into_iter().all(|other| *other == text)
    }
}

/// The methods of the endpoints at and below a text, by the place that it is reached from.
fn methods(side: &Asked<'_>, live: &[Live], text: &str) -> Vec<Option<MethodSet>> {
    let below = |live: &Live| match live {
        Live::Node(node) => {
            let child = side.trie.nodes[*node as usize].literals.get(text)?;
            Some(side.trie.nodes[*child as usize].methods)
        }
        Live::Tail(_) => None,
    };
    live.iter().map(below).collect()
}

fn first(text: &str) -> u8 {
    text.bytes().next().unwrap_or_default()
}

/// Adds to sorted texts the beginnings that any two of them share: the tree has a node for each.
pub(crate) fn add_shared_beginnings(texts: &mut Vec<Arc<str>>) {
    let shared = |pair: &[Arc<str>]| -> Option<Arc<str>> {
        let (one, other) = (&pair[0], &pair[1]);
        let same = one.chars().zip(other.chars()).take_while(|(one, other)| one == other);
        let length: usize = same.map(|(char, _)| char.len_utf8()).sum();
        (length > 0).then(|| one[..length].into())
    };
    let shared: Vec<Arc<str>> = texts.windows(2).filter_map(shared).collect();
    texts.extend(shared);
    texts.sort();
    texts.dedup();
}
