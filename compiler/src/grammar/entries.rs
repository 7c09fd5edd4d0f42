//! The entries of a map, its merge keys (`<<`) resolved.

use std::collections::HashSet;

use gwc_syntax::source::Span;
use gwc_syntax::tree::{Document, NodeId, Style};

/// An entry of a map with its merge keys (`<<`) resolved.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The key node.
    pub key: NodeId,
    /// The value node.
    pub value: NodeId,
    /// The `<<` that merged it, if one did.
    pub merged_at: Option<Span>,
}

/// The largest number of maps that one map merges, directly and indirectly.
pub(super) const MAX_MERGED: usize = 256;

/// The entries of a map, merge keys resolved: explicit keys win, then the first merged map that has the key.
/// Reports nothing; of duplicate keys the first takes effect.
pub fn entries(doc: &Document, map: NodeId) -> Vec<Entry> {
    merged(doc, map).0
}

/// The entries, and the `<<` at which merging stopped because of [`MAX_MERGED`].
pub(super) fn merged(doc: &Document, map: NodeId) -> (Vec<Entry>, Option<Span>) {
    let mut found = Vec::new();
    let mut known = HashSet::new();
    // A map that is merged a second time adds nothing.
    let mut visited = HashSet::new();
    let mut waiting = vec![(map, None)];
    while let Some((map, merged_at)) = waiting.pop() {
        let map = doc.follow(map);
        let Some(pairs) = doc.map(map).filter(|_| visited.insert(map)) else { continue };
        if visited.len() > MAX_MERGED {
            return (found, merged_at);
        }
        let mut sources = Vec::new();
        for pair in pairs {
            if is_merge(doc, pair.key) {
                let at = merged_at.unwrap_or_else(|| doc.span(pair.value));
                let maps = doc.seq(pair.value).unwrap_or(std::slice::from_ref(&pair.value));
                sources.extend(maps.iter().map(|map| (*map, Some(at))));
            } else if key_text(doc, pair.key).is_none_or(|text| known.insert(text)) {
                found.push(Entry { key: pair.key, value: pair.value, merged_at });
            }
        }
        waiting.extend(sources.into_iter().rev());
    }
    (found, None)
}

pub(super) fn key_text(doc: &Document, key: NodeId) -> Option<&str> {
    doc.scalar(key).map(|s| &*s.text)
}

pub(super) fn is_merge(doc: &Document, key: NodeId) -> bool {
    doc.scalar(key).is_some_and(|s| s.style == Style::Plain && &*s.text == "<<")
}
