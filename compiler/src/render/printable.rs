//! Text of a file as a terminal may show it.

use std::borrow::Cow;

/// The text with control and direction-changing characters shown as `?`, byte for byte: what a file holds must not
/// control the terminal of the reader. Tabs and line breaks stay.
pub(super) fn printable(text: &str) -> Cow<'_, str> {
    let hidden = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(hidden) {
        return text.into();
    }
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        match hidden(c) {
            true => clean.extend(std::iter::repeat_n('?', c.len_utf8())),
            false => clean.push(c),
        }
    }
    clean.into()
}
