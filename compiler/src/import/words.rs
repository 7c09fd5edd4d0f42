//! Words for notes.

/// A number of endpoints, in words.
pub(super) fn endpoints(count: usize) -> String {
    if count == 1 { "1 endpoint".to_owned() } else { format!("{count} endpoints") }
}
