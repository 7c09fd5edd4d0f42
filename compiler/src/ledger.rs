//! `dist/<gateway>/.gwc`: which files builds wrote there, with their digests.

use std::collections::BTreeMap;

/// The name of the list, in the gateway's folder.
pub(crate) const FILE: &str = ".gwc";

const HEADER: &str = "# The files that `gwc build` wrote, with their BLAKE3 digests. It does not overwrite or remove other files.\n";

/// Paths below the gateway's folder, each with the digest of what a build wrote.
#[derive(Debug, Default)]
pub(crate) struct Ledger(BTreeMap<String, String>);

impl Ledger {
    /// Reads the text of a list. Lines of another form are no entries, so that the files they may mean are left alone.
    pub(crate) fn parse(text: &str) -> Self {
        let entries =
            text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once("  "));
        let inside = entries.filter(|(_, path)| is_inside(path));
        Self(inside.map(|(digest, path)| (path.to_owned(), digest.to_owned())).collect())
    }

    /// Whether a build wrote this path.
    pub(crate) fn lists(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    /// Whether a build wrote exactly these bytes to this path.
    pub(crate) fn wrote(&self, path: &str, bytes: &[u8]) -> bool {
        self.0.get(path).is_some_and(|written| *written == digest(bytes))
    }

    /// Enters a file.
    pub(crate) fn enter(&mut self, path: &str, bytes: &[u8]) {
        self.0.insert(path.to_owned(), digest(bytes));
    }

    /// Keeps the entry that another list has for a path.
    pub(crate) fn keep(&mut self, path: &str, other: &Self) {
        if let Some(digest) = other.0.get(path) {
            self.0.insert(path.to_owned(), digest.clone());
        }
    }

    /// The paths, sorted.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The text of the list.
    pub(crate) fn to_text(&self) -> String {
        let lines = self.0.iter().map(|(path, digest)| format!("{digest}  {path}\n"));
        HEADER.chars().chain(lines.collect::<String>().chars()).collect()
    }
}

/// Whether a path is below the folder: an edited list must not reach files elsewhere.
fn is_inside(path: &str) -> bool {
    !path.is_empty() && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

fn digest(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}
