//! Which parts of a file do not fit the grammar, so that nothing is concluded from them.

use std::collections::HashSet;

use gwc_syntax::tree::NodeId;

/// Values that do not fit, and all values that contain one.
#[derive(Debug, Default)]
pub struct Faults {
    values: HashSet<NodeId>,
    maps: HashSet<NodeId>,
    /// Whether the file was not checked to its end.
    unfinished: bool,
}

impl Faults {
    /// Whether the value, or anything in it, does not fit.
    pub fn is_in(&self, value: NodeId) -> bool {
        self.unfinished || self.values.contains(&value)
    }

    /// Whether the keys of a map do not fit: one is unknown, missing or defined twice.
    pub fn are_in_keys(&self, map: NodeId) -> bool {
        self.maps.contains(&map)
    }

    pub(super) fn stop(&mut self) {
        self.unfinished = true;
    }

    pub(super) fn add(&mut self, value: NodeId) {
        self.values.insert(value);
    }

    pub(super) fn add_keys(&mut self, map: NodeId) {
        self.maps.insert(map);
    }
}
