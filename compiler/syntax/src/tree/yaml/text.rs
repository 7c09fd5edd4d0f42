//! Places in the text of a file, and how deep it may nest.

/// Deepest nesting of lists and maps.
pub const MAX_DEPTH: usize = 64;

/// The token at a byte offset: the run of visible characters there, or the last one before it.
pub(super) fn offending_token(text: &str, offset: usize) -> (usize, usize) {
    let start = (0..=offset).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
    let rest = &text[start..];
    if rest.starts_with(['\t', ' ']) {
        let len = rest.len() - rest.trim_start_matches(['\t', ' ']).len();
        return (start, start + len);
    }
    let len = rest.find(|c: char| c.is_whitespace()).unwrap_or(rest.len());
    if len > 0 {
        return (start, start + len);
    }
    let before = text[..start].trim_end();
    let token = before.rfind(|c: char| c.is_whitespace()).map_or(0, |i| i + 1);
    (token.min(before.len()), before.len())
}

/// The start of the character that holds a byte offset, within the text.
pub(super) fn floor(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0)
}
