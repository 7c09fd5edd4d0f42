//! Parts of a text, each with its own place.

use gwc_syntax::source::Spanned;

/// The entries of a comma-separated list, each with its own place.
pub(crate) fn listed(list: &Spanned<String>) -> Vec<Spanned<String>> {
    let mut start = 0;
    let mut entries = Vec::new();
    for written in list.value.split(',') {
        let at = start + (written.len() - written.trim_start().len());
        entries.push(part(list, at, at + written.trim().len()));
        start += written.len() + 1;
    }
    entries.retain(|entry| !entry.value.is_empty());
    entries
}

/// A part of a text with its own place. The span of the whole includes quotes; for text with escapes the part has the
/// span of the whole.
pub fn part(text: &Spanned<String>, start: usize, end: usize) -> Spanned<String> {
    let span = match text.span.len().checked_sub(text.value.len()) {
        Some(0) => text.span.slice(start, end),
        Some(2) => text.span.slice(start + 1, end + 1),
        _ => text.span,
    };
    Spanned::new(text.value.get(start..end).unwrap_or_default().to_owned(), span)
}
