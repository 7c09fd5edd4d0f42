//! A key without `:`, and a quote without its partner: the parser reports the line after them.

use super::message::SyntaxError;
use super::slips::{line_at, line_before};

/// The mistake near a byte offset at which the parser stopped, if one is there.
pub(super) fn of(info: &str, text: &str, offset: usize) -> Option<SyntaxError> {
    key_without_colon(info, text, offset)
        .or_else(|| open_quote(info, text, offset))
        .or_else(|| missing_colon(info, text, offset))
}

/// A word alone in the line above a key: the parser reads both lines as one value, up to the `:`.
fn key_without_colon(info: &str, text: &str, offset: usize) -> Option<SyntaxError> {
    if !info.starts_with("mapping values are not allowed") {
        return None;
    }
    let (start, end) = line_before(text, line_at(text, offset))?;
    if let Some(error) = slash_comment(&text[start..end], start) {
        return Some(error);
    }
    let key = text[start..end].split(" #").next().unwrap_or_default().trim();
    if !is_name(key) {
        return None;
    }
    let from = start + text[start..end].find(key)?;
    Some(SyntaxError {
        message: format!("missing `:` after `{key}`"),
        token: Some((from, from + key.len())),
        help: Some(format!("write `{key}:`")),
    })
}

/// A quote that is open at the end of a line, where the next line cannot belong to the text.
fn open_quote(info: &str, text: &str, offset: usize) -> Option<SyntaxError> {
    if !info.contains("multiline quoted scalar") {
        return None;
    }
    let (start, end) = line_before(text, line_at(text, offset))?;
    let at = start + text[start..end].find(['"', '\''])?;
    Some(SyntaxError {
        message: "the quote is not closed".to_owned(),
        token: Some((at, at + 1)),
        help: Some("close it with the same quote".to_owned()),
    })
}

/// `key value` in a line of its own, where a key and its value are expected.
fn missing_colon(info: &str, text: &str, offset: usize) -> Option<SyntaxError> {
    if !info.starts_with("simple key expect") {
        return None;
    }
    let (start, end) = line_at(text, offset);
    let line = text[start..end].split(" #").next().unwrap_or_default();
    if let Some(error) = slash_comment(line, start) {
        return Some(error);
    }
    let (key, value) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
    if !is_name(key) {
        return None;
    }
    let from = start + line.find(key)?;
    let value = value.trim_start_matches([' ', '=']).trim();
    let value = if value.is_empty() { "VALUE" } else { value };
    Some(SyntaxError {
        message: format!("missing `:` after `{key}`"),
        token: Some((from, from + key.len())),
        help: Some(format!("write `{key}: {value}`")),
    })
}

/// A line, which starts at a byte offset, that begins with `//`.
fn slash_comment(line: &str, start: usize) -> Option<SyntaxError> {
    let from = start + line.find("//").filter(|at| line[..*at].trim().is_empty())?;
    Some(SyntaxError {
        message: "`//` does not begin a comment".to_owned(),
        token: Some((from, from + 2)),
        help: Some("begin the comment with `#`".to_owned()),
    })
}

fn is_name(text: &str) -> bool {
    let begins = text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/');
    begins && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-/".contains(c))
}
