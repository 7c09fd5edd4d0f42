//! What a route file is.

use gwc_syntax::tree::Document;

/// What a file is, by its top key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// It has `gateway:`.
    Gateway,
    /// It has `services:` or `defaults:`.
    Services,
}

/// The kind of a file, by its top key.
pub fn kind(doc: &Document) -> Option<FileKind> {
    let root = doc.root?;
    if doc.get(root, "gateway").is_some() {
        return Some(FileKind::Gateway);
    }
    ["services", "defaults"].iter().any(|key| doc.get(root, key).is_some()).then_some(FileKind::Services)
}
