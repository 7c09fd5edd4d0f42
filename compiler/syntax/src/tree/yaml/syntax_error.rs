//! The parser's messages, reworded for authors of route files.

mod brackets;
mod keys;
mod message;
mod slips;

use super::text::{MAX_DEPTH, offending_token};
pub(super) use message::SyntaxError;
pub(super) use slips::quoted_star_key;

impl SyntaxError {
    /// The explanation of a message of the parser, which stopped at a byte offset of the text.
    pub(super) fn of(info: &str, text: &str, offset: usize) -> Self {
        let say = |message: &str, token, help: &str| Self {
            message: message.to_owned(),
            token,
            help: (!help.is_empty()).then(|| help.to_owned()),
        };
        if let Some(error) = slips::of(info, text, offset).or_else(|| brackets::of(info, text, offset)) {
            return error;
        }
        if let Some(tab) = tab_near(info, text, offset) {
            return say("tab in the indentation", Some(tab), "indent with spaces");
        }
        if let Some(error) = keys::of(info, text, offset) {
            return error;
        }
        let bracket = text[offset..].starts_with(['[', '{']).then_some((offset, offset + 1));
        if info.starts_with("unclosed bracket") {
            let help = match text[offset..].chars().next() {
                Some('[') => "close it with `]`",
                Some('{') => "close it with `}`",
                _ => "close it with the matching bracket",
            };
            return say("the bracket is not closed", bracket, help);
        }
        if info.starts_with("mismatched bracket") {
            let help = match text[offset..].chars().next() {
                Some('[') => "close it with `]`",
                Some('{') => "close it with `}`",
                _ => "close it with a bracket of its own type",
            };
            return say("the bracket is closed by a bracket of another type", bracket, help);
        }
        if info.contains("recursion limit") {
            let message =
                format!("lists and maps are nested deeper than {} levels, the limit of gwc", MAX_DEPTH);
            return say(&message, bracket, "");
        }
        if info.starts_with("unclosed quote") {
            return say("the quote is not closed", None, "close it with the same quote");
        }
        if info.contains("unknown escape character") {
            return say(
                "unknown escape sequence in double quotes",
                None,
                "use single quotes, in which `\\` has no special meaning",
            );
        }
        if info.starts_with("unexpected character") {
            return cannot_begin(text, offset);
        }
        if info.starts_with("mapping values are not allowed") {
            return say(
                "unexpected second `:` in a value",
                None,
                "put the inner key on a line of its own, or quote the text that contains the `:`",
            );
        }
        if info.contains("did not find expected key") {
            return say("the indentation matches no key above", None, "indent all keys of a map equally");
        }
        if info.starts_with("invalid trailing content") {
            return say(
                "unexpected text after the closing quote",
                None,
                "remove it; entries outside of brackets are separated by lines, not by commas",
            );
        }
        say(info, None, "")
    }
}

/// A character that has a meaning in YAML and cannot begin a plain value.
fn cannot_begin(text: &str, offset: usize) -> SyntaxError {
    let (start, end) = offending_token(text, offset);
    let token = text[start..end].trim_end_matches([',', '}', ']']);
    let first = token.chars().next().unwrap_or(' ');
    if first == '\0' {
        return zero_byte(text, start);
    }
    if first.is_control() {
        return SyntaxError {
            message: format!("unexpected control character U+{:04X}", u32::from(first)),
            token: Some((start, start + first.len_utf8())),
            help: Some("remove it".to_owned()),
        };
    }
    let message = match first {
        '`' => "a value cannot begin with a backtick".to_owned(),
        _ => format!("a value cannot begin with `{first}`"),
    };
    let help = if first == '`' {
        "remove the backticks, or replace them with quotes".to_owned()
    } else {
        format!("quote it: `\"{token}\"`")
    };
    SyntaxError { message, token: Some((start, start + token.len())), help: Some(help) }
}

/// A zero byte. Every second byte of ASCII text is zero in UTF-16.
fn zero_byte(text: &str, at: usize) -> SyntaxError {
    let zeros = text.bytes().filter(|byte| *byte == 0).count();
    let (message, help) = match zeros * 3 > text.len() {
        true => ("every second byte of the file is zero: it is UTF-16", "save the file as UTF-8"),
        false => {
            ("zero byte in the text", "delete the zero byte, which editors may show as a space or not at all")
        }
    };
    SyntaxError { message: message.to_owned(), token: Some((at, at + 1)), help: Some(help.to_owned()) }
}

/// The tab that the parser reports: where it stopped, or in the token that it was reading.
fn tab_near(info: &str, text: &str, offset: usize) -> Option<(usize, usize)> {
    if !info.contains("tab") {
        return None;
    }
    let before = text[..offset].len() - text[..offset].trim_end_matches('\t').len();
    let start = match before {
        0 => offset + text[offset..].find('\t')?,
        tabs => offset - tabs,
    };
    let tabs = text[start..].len() - text[start..].trim_start_matches('\t').len();
    Some((start, start + tabs))
}
