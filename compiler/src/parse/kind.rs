//! The kinds of route files.

use gwc_syntax::tree::Document;

/// The kind of a route file, by its top keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// It has `gateway:`.
    Gateway,
    /// It has `services:` or `defaults:`.
    Services,
    /// It has `apiVersion:`.
    Resource,
}

/// The kind of a file, by its top key.
pub fn kind(doc: &Document) -> Option<FileKind> {
    let root = doc.root?;
    if doc.get(root, "gateway").is_some() {
        return Some(FileKind::Gateway);
    }
    if doc.get(root, "apiVersion").is_some() {
        return Some(FileKind::Resource);
    }
    ["services", "defaults"].iter().any(|key| doc.get(root, key).is_some()).then_some(FileKind::Services)
}
