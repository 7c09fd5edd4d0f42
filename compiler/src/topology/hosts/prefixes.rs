//! The entry of a host that receives a path.

use std::collections::BTreeMap;

use super::table::{Entry, Host, Kind, Table};

/// The prefixes of one host, to look up the entry for a path.
#[derive(Debug)]
pub struct Prefixes<'a> {
    kind: Kind,
    entries: BTreeMap<&'a str, &'a Entry>,
}

impl<'a> Prefixes<'a> {
    /// The prefixes that take effect: of equal ones the first, and only those with a usable backend.
    pub fn of(table: &Table, host: &'a Host) -> Self {
        let mut entries = BTreeMap::new();
        for entry in host.entries.iter().filter(|entry| entry.url().is_ok()) {
            entries.entry(&*entry.prefix.value).or_insert(entry);
        }
        Self { kind: table.kind, entries }
    }

    /// The entry for a path: the longest matching prefix.
    pub fn owner(&self, path: &str) -> Option<&'a Entry> {
        self.owner_but(path, None)
    }

    /// As [`Prefixes::owner`], without one of the prefixes.
    pub fn owner_but(&self, path: &str, without: Option<&Entry>) -> Option<&'a Entry> {
        let skipped = without.map(|entry| &*entry.prefix.value);
        let ends = (0..=path.len()).rev().filter_map(|end| path.get(..end));
        ends.filter(|prefix| Some(*prefix) != skipped)
            .filter(|prefix| self.kind != Kind::Ingress || ends_with_segment(prefix, path))
            .find_map(|prefix| self.entries.get(prefix).copied())
    }

    /// The prefixes, sorted.
    pub fn iter(&self) -> impl Iterator<Item = &'a Entry> {
        self.entries.values().copied()
    }
}

/// Whether a prefix of a path ends where a segment does.
fn ends_with_segment(prefix: &str, path: &str) -> bool {
    prefix.ends_with('/') || prefix.len() == path.len() || path.as_bytes().get(prefix.len()) == Some(&b'/')
}
