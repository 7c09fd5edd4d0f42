//! How many classes of requests there are, where both sides decide alike.

use std::sync::Arc;

use super::Walk;
use crate::router::{Asked, Live};
use crate::splits;
use crate::trie::METHODS;

impl Walk<'_> {
    /// How many classes are below a place that both sides have alike.
    pub(super) fn count(&mut self, live: &[Live], digest: [u8; 16]) -> u64 {
        let is_root = self.parts.is_empty();
        if let Some(known) = self.counts.get(&(digest, is_root)) {
            return *known;
        }
        let mut budget = self.max;
        let paths = count(&self.sides[0], live, &mut budget);
        self.out.more |= budget == 0;
        // The root has no path with a slash more.
        let classes = (paths - u64::from(is_root)).saturating_mul(METHODS as u64 + 1);
        self.counts.insert((digest, is_root), classes);
        classes
    }
}

/// How many classes of paths are at and below a place of one side.
fn count(side: &Asked<'_>, live: &[Live], budget: &mut usize) -> u64 {
    *budget = budget.saturating_sub(1 + live.len() / 4);
    let nodes =
        || live.iter().filter_map(|live| if let Live::Node(node) = live { Some(*node) } else { None });
    if *budget == 0 || nodes().next().is_none() {
        return 4;
    }
    let mut texts: Vec<&Arc<str>> =
        nodes().flat_map(|node| side.trie.nodes[node as usize].literals.keys()).collect();
    texts.retain(|text| !text.is_empty());
    texts.sort();
    texts.dedup();
    let mut texts: Vec<Arc<str>> = texts.into_iter().cloned().collect();
    if side.is_gin() {
        splits::add_shared_beginnings(&mut texts);
    }
    let mut paths = 2;
    for text in texts {
        paths += count(side, &side.step(live, Some(&text)), budget);
    }
    let other = side.step(live, None);
    let below = count(side, &other, budget);
    // Two slashes in a row are a class of their own for gin.
    let empty = if side.is_gin() && !other.is_empty() { below - 1 } else { 0 };
    paths + below + empty
}
