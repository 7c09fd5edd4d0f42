//! Sets of header names, compared as the most careless backend reads them.

use std::collections::HashSet;

/// Longer names are compared by prefix only; no name in a set is that long.
const MAX_NAME: usize = 128;

/// A set of header names and beginnings of names. CGI-style servers read `X_User_Id` as `X-User-Id`, so `_` equals
/// `-`, and case is ignored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NameSet {
    names: HashSet<Vec<u8>>,
    prefixes: Vec<Vec<u8>>,
}

impl NameSet {
    /// The set of these names, and of all names with one of these prefixes.
    pub fn new<'a>(
        names: impl IntoIterator<Item = &'a str>,
        prefixes: impl IntoIterator<Item = &'a str>,
    ) -> NameSet {
        let folded = |name: &str| name.bytes().map(fold).collect::<Vec<u8>>();
        NameSet {
            names: names.into_iter().map(folded).collect(),
            prefixes: prefixes.into_iter().map(folded).collect(),
        }
    }

    /// Whether the set has the name, in any spelling. Allocates nothing.
    pub fn contains(&self, name: &str) -> bool {
        let mut buffer = [0; MAX_NAME];
        for (to, from) in buffer.iter_mut().zip(name.bytes()) {
            *to = fold(from);
        }
        let folded = &buffer[..name.len().min(MAX_NAME)];
        self.prefixes.iter().any(|prefix| folded.starts_with(prefix))
            || (name.len() <= MAX_NAME && self.names.contains(folded))
    }
}

/// A byte of a name in the one spelling names are compared in.
fn fold(byte: u8) -> u8 {
    match byte {
        b'_' => b'-',
        other => other.to_ascii_lowercase(),
    }
}
