//! Sets of header names, compared as the most careless backend reads them.

use std::collections::HashSet;

/// Names below this length are found by one look-up; longer ones are rare, and compared one by one.
const SHORT: usize = 128;

/// A set of header names and beginnings of names. CGI-style servers read `X_User_Id` as `X-User-Id`, so `_` equals
/// `-`, and case is ignored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NameSet {
    names: HashSet<Vec<u8>>,
    /// A bit for each length that a short name has: most headers have another, and need no look-up.
    lengths: u128,
    prefixes: Vec<Vec<u8>>,
}

impl NameSet {
    /// The set of these names, and of all names with one of these prefixes.
    pub fn new<'a>(
        names: impl IntoIterator<Item = &'a str>,
        prefixes: impl IntoIterator<Item = &'a str>,
    ) -> NameSet {
        let folded = |name: &str| name.bytes().map(fold).collect::<Vec<u8>>();
        let names: HashSet<Vec<u8>> = names.into_iter().map(folded).collect();
        NameSet {
            lengths: names
                .iter()
                .filter(|name| name.len() < SHORT)
                .fold(0, |all, name| all | 1 << name.len()),
            names,
            prefixes: prefixes.into_iter().map(folded).collect(),
        }
    }

    /// Whether the set has the name, in any spelling. Allocates nothing.
    pub fn contains(&self, name: &str) -> bool {
        let begins = |prefix: &Vec<u8>| {
            name.len() >= prefix.len() && prefix.iter().copied().eq(name.bytes().map(fold).take(prefix.len()))
        };
        self.prefixes.iter().any(begins) || self.has_whole(name)
    }

    fn has_whole(&self, name: &str) -> bool {
        if name.len() >= SHORT {
            return self.names.iter().any(|known| known.iter().copied().eq(name.bytes().map(fold)));
        }
        if self.lengths & (1 << name.len()) == 0 {
            return false;
        }
        let mut buffer = [0; SHORT];
        for (to, from) in buffer.iter_mut().zip(name.bytes()) {
            *to = fold(from);
        }
        self.names.contains(&buffer[..name.len()])
    }
}

/// A byte of a name in the one spelling names are compared in.
fn fold(byte: u8) -> u8 {
    match byte {
        b'_' => b'-',
        other => other.to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_recognised() {
        let long = format!("X-{}", "a".repeat(500));
        let names = NameSet::new(["X-User-Id", "X-Org", &long], ["X-IAM-", "X-Hanzo-"]);
        for name in
            ["X-User-Id", "x_user_id", "X-USER_id", "x-iam-anything", "X_Hanzo_Key", "X-Org", "x-iam-"]
        {
            assert!(names.contains(name), "{name}");
        }
        for name in ["x-user", "x-user-id2", "x-iam", "authorization", "x-request-id", ""] {
            assert!(!names.contains(name), "{name}");
        }
        assert!(names.contains(&format!("x-hanzo-{}", "a".repeat(500))));
        assert!(names.contains(&format!("X_{}", "A".repeat(500))));
        assert!(!names.contains(&"a".repeat(500)));
    }
}
