//! The route index: a trie of segments, flattened so that a reader can use it as it lies. Section 4 of `FORMAT.md`.

use zerocopy::little_endian::{U16, U32, U64};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

/// A place in the route index. Node 0 is `/`.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
pub(crate) struct Node {
    pub(crate) first_edge: U32,
    /// How many slots its table has: see [`slots`].
    pub(crate) edges: U32,
    /// The node after any one segment; 0 means that no node follows.
    pub(crate) param: U32,
    /// First endpoint of this path.
    pub(crate) here: U32,
    /// First endpoint of this path and a tail.
    pub(crate) tail: U32,
    /// Where in the labels the literal segment that leads here is; 0 if another kind of segment does.
    pub(crate) label: U32,
    pub(crate) label_length: U32,
    pub(crate) here_methods: u8,
    pub(crate) tail_methods: u8,
    pub(crate) reserved: U16,
}

/// A slot of a node's table of literal segments. A child of 0 is an empty slot.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
pub(crate) struct Edge {
    pub(crate) key: U64,
    pub(crate) child: U32,
    pub(crate) length: U32,
}

/// What a lookup needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Index<'a> {
    pub(crate) nodes: &'a [Node],
    pub(crate) edges: &'a [Edge],
    pub(crate) labels: &'a [u8],
}

impl<'i> Index<'i> {
    /// The literal segment that leads to a node.
    #[inline]
    pub(crate) fn label(&self, node: &Node) -> Option<&'i [u8]> {
        let start = node.label.get() as usize;
        self.labels.get(start..start.checked_add(node.label_length.get() as usize)?)
    }

    /// The table of a node.
    #[inline]
    pub(crate) fn edges(&self, node: &Node) -> &'i [Edge] {
        let first = node.first_edge.get() as usize;
        let end = first.saturating_add(node.edges.get() as usize);
        self.edges.get(first..end).unwrap_or_default()
    }

    /// The child in a node's table for a segment of this key and length. A segment of at most eight bytes is its key;
    /// of others the label is asked too.
    #[inline]
    pub(crate) fn child(
        &self,
        edges: &[Edge],
        key: Key,
        length: usize,
        is_wanted: impl Fn(&[u8]) -> bool,
    ) -> Option<&'i Node> {
        let (before, from) = edges.split_at_checked(key.home(edges.len()))?;
        for edge in from.iter().chain(before) {
            let child = edge.child.get();
            if child == 0 {
                return None;
            }
            if edge.key.get() == key.number() && edge.length.get() as usize == length {
                let child = self.nodes.get(child as usize)?;
                if length <= 8 || self.label(child).is_some_and(&is_wanted) {
                    return Some(child);
                }
            }
        }
        None
    }
}

/// How many slots the table of this number of literal segments has.
pub(crate) fn slots(segments: usize) -> usize {
    if segments < 2 { segments } else { (2 * segments).next_power_of_two() }
}

/// What literal segments are found by: the segment itself if that is at most eight bytes, taken as a little-endian
/// number and padded with zeros; else a hash of it, eight bytes at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key(u64);

impl Key {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

    /// Of a segment's first word.
    #[inline]
    pub(crate) fn first(word: u64) -> Key {
        Key(word)
    }

    /// With one more word of the segment.
    #[inline]
    pub(crate) fn then(self, word: u64) -> Key {
        let mixed = (self.0.rotate_left(23) ^ word).wrapping_mul(Key::FACTOR);
        Key(mixed ^ (mixed >> 32))
    }

    #[inline]
    pub(crate) fn number(self) -> u64 {
        self.0
    }

    /// The slot to look at first, in a table of a power of two of them. The others follow, the first after the last.
    #[inline]
    pub(crate) fn home(self, slots: usize) -> usize {
        (self.0.wrapping_mul(Key::FACTOR) >> 32) as usize & slots.saturating_sub(1)
    }

    /// Of a whole segment.
    pub(crate) fn of(segment: impl IntoIterator<Item = u8>) -> Key {
        let mut bytes = segment.into_iter();
        let mut word = || {
            let bytes = bytes.by_ref().take(8).enumerate();
            bytes.fold(None, |word, (i, byte)| Some(word.unwrap_or(0) | u64::from(byte) << (8 * i)))
        };
        let mut key = Key::first(word().unwrap_or(0));
        while let Some(next) = word() {
            key = key.then(next);
        }
        key
    }
}
