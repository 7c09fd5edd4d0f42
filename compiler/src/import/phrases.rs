//! Phrases that the notes of an import share.

/// `1 endpoint`, `2 endpoints`.
pub(super) fn endpoints(count: usize) -> String {
    if count == 1 { "1 endpoint".to_owned() } else { format!("{count} endpoints") }
}
