//! Brackets that are not closed, or closed twice. The parser reports the text that it did not expect after them.

use super::message::SyntaxError;

/// The mistake with brackets at which the parser stopped, at a byte offset.
pub(super) fn of(info: &str, text: &str, offset: usize) -> Option<SyntaxError> {
    if info.starts_with("misplaced bracket") {
        let (close, open) = if text[offset..].starts_with(']') { (']', '[') } else { ('}', '{') };
        return Some(SyntaxError {
            message: "no bracket is open here".to_owned(),
            token: None,
            help: Some(format!("remove this `{close}`, or write the `{open}` that it closes")),
        });
    }
    let in_brackets = info.contains("while parsing a flow")
        || info.starts_with("illegal placement of ':'")
        || info.starts_with("simple key expect")
        || info.contains("did not find expected ','");
    if !in_brackets {
        return None;
    }
    let (at, bracket) = innermost_open(&text[..offset])?;
    if text[at..offset].contains('\n') {
        let close = if bracket == '[' { ']' } else { '}' };
        return Some(SyntaxError {
            message: "the bracket is not closed".to_owned(),
            token: Some((at, at + 1)),
            help: Some(format!("close it with `{close}`, or put `,` between its items")),
        });
    }
    let word = word_at(text, offset);
    Some(SyntaxError {
        message: "missing `,` between two items in brackets".to_owned(),
        token: word,
        help: Some(match word {
            Some((start, end)) => format!("put `,` before `{}`", &text[start..end]),
            None => "put `,` between the items, or close the bracket before this text".to_owned(),
        }),
    })
}

/// The word that begins the second item: the parser stops there, or at the `:` after it.
fn word_at(text: &str, offset: usize) -> Option<(usize, usize)> {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/' | '.');
    let start = text[..offset].trim_end_matches(is_word).len();
    let end = text.len() - text[offset..].trim_start_matches(is_word).len();
    let has_item_before =
        text[..start].ends_with([' ', '\t']) && !text[..start].trim_end().ends_with([',', '[', '{', ':']);
    (start < end && has_item_before).then_some((start, end))
}

/// The last bracket of a text that is open at its end. Brackets in quotes and comments are text.
fn innermost_open(text: &str) -> Option<(usize, char)> {
    let mut open = Vec::new();
    let (mut quote, mut comment, mut before) = (None, false, ' ');
    for (at, c) in text.char_indices() {
        match (quote, c) {
            _ if comment => comment = c != '\n',
            (Some(closing), _) if c == closing => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') if !before.is_alphanumeric() => quote = Some(c),
            (None, '#') if before.is_whitespace() => comment = true,
            (None, '[' | '{') if !open.is_empty() || before.is_whitespace() => open.push((at, c)),
            (None, ']' | '}') => _ = open.pop(),
            _ => {}
        }
        before = c;
    }
    open.pop()
}
